package readers

import (
	"bytes"
	"net"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// subtrees are the name constraints of one CA (RFC 5280 section 4.2.1.10).
type subtrees struct{ permitted, excluded []generalName }

func (i *item) subtrees() (subtrees, bool) {
	e, ok := i.find(oidNames)
	s := cryptobyte.String(e.value)
	seq, good := element(&s, cb.SEQUENCE)
	if !ok || !good {
		return subtrees{}, false
	}
	var out subtrees
	out.permitted = bases(&seq, 0)
	out.excluded = bases(&seq, 1)
	return out, true
}

func bases(seq *cryptobyte.String, n uint8) []generalName {
	var list, value cryptobyte.String
	var present bool
	if !seq.ReadOptionalASN1(&list, &present, cb.Tag(n).Constructed().ContextSpecific()) || !present {
		return nil
	}
	var out []generalName
	for !list.Empty() {
		tree, ok := element(&list, cb.SEQUENCE)
		var tag cb.Tag
		if !ok || !tree.ReadAnyASN1(&value, &tag) {
			break
		}
		out = append(out, generalName{int(tag & 0x1f), value})
	}
	return out
}

// constrained is the rule: a name of the leaf, or the subject of anything below, lies outside of what a CA above may sign
// for. Go is not asked: its own verdict is taken. Java does not look at a root's constraints.
func constrained(v *view, r reader) hits {
	if r == golang {
		return nil
	}
	path := v.pathOf(r)
	for i, c := range path {
		if place := v.placeOf(i, path); i == 0 || r == java && place == atRoot {
			continue
		}
		trees, ok := c.subtrees()
		if !ok {
			continue
		}
		for n, below := range path[:i] {
			for _, name := range v.namesOf(r, below, n == 0) {
				if trees.forbids(name, r) {
					return hits{{at: c, detail: text(name)}}
				}
			}
		}
	}
	return nil
}

// namesOf are the names of a certificate that constraints are held against.
func (v *view) namesOf(r reader, c *item, leaf bool) []generalName {
	var out []generalName
	if !c.emptySubject() {
		out = append(out, generalName{tagDirectory, c.subject})
	}
	if !leaf {
		return out
	}
	names, _ := c.sans()
	kinds := map[int]bool{}
	for _, n := range names {
		kinds[n.tag] = true
	}
	for _, cn := range c.commonNames() {
		if v.commonCounts(r, kinds, cn) {
			out = append(out, generalName{tagDNS, []byte(cn)})
		}
	}
	return append(out, names...)
}

// commonCounts reports whether a common name is held against constraints of DNS names.
func (v *view) commonCounts(r reader, kinds map[int]bool, cn string) bool {
	switch r {
	case openssl, strict, node:
		return !kinds[tagDNS] && strings.Contains(cn, ".") && plainHost(strings.ToLower(cn), false)
	case gnutls:
		return v.server && !kinds[tagDNS]
	case java:
		return !kinds[tagDNS] && plainHost(strings.ToLower(cn), false) && net.ParseIP(cn) == nil
	case nss:
		return v.server && !kinds[tagDNS] && !kinds[tagIP]
	}
	return false
}

// forbids reports whether constraints of the name's own kind exclude it or do not permit it.
func (s subtrees) forbids(n generalName, r reader) bool {
	for _, x := range s.excluded {
		if x.tag == n.tag && within(n, x) {
			return true
		}
	}
	kind, fits := false, false
	for _, p := range s.permitted {
		kind, fits = kind || p.tag == n.tag, fits || p.tag == n.tag && within(n, p)
	}
	if (n.tag == tagDirectory || n.tag == tagURI) && r == gnutls { // permitted names of these kinds are beyond it
		return false
	}
	return kind && !fits
}

func within(n, tree generalName) bool {
	switch n.tag {
	case tagDNS:
		name, base := strings.ToLower(string(n.value)), strings.ToLower(string(tree.value))
		return base == "" || name == base || strings.HasSuffix(name, "."+strings.TrimPrefix(base, "."))
	case tagIP:
		return withinIP(n.value, tree.value)
	case tagEmail:
		return withinEmail(strings.ToLower(string(n.value)), strings.ToLower(string(tree.value)))
	case tagURI:
		return withinURI(strings.ToLower(string(n.value)), strings.ToLower(string(tree.value)))
	case tagDirectory:
		return bytes.HasPrefix(contents(n.value), contents(tree.value))
	}
	return true // kinds that nobody here was measured with
}

func withinIP(ip, tree []byte) bool {
	if len(tree) != 2*len(ip) {
		return false
	}
	network := net.IPNet{IP: tree[:len(ip)], Mask: tree[len(ip):]}
	return network.Contains(ip)
}

func withinEmail(address, base string) bool {
	_, domain, _ := strings.Cut(address, "@")
	switch {
	case strings.Contains(base, "@"):
		return address == base
	case strings.HasPrefix(base, "."):
		return strings.HasSuffix(domain, base)
	}
	return domain == base
}

// withinURI compares the host of a URI: a constraint with a leading dot means what lies below it.
func withinURI(uri, base string) bool {
	_, rest, _ := strings.Cut(uri, "://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	return host == base || strings.HasPrefix(base, ".") && strings.HasSuffix(host, base)
}

// contents are the bytes within a sequence.
func contents(der []byte) []byte {
	s := cryptobyte.String(der)
	inner, _ := element(&s, cb.SEQUENCE)
	return inner
}

func text(n generalName) string {
	switch n.tag {
	case tagIP:
		return net.IP(n.value).String()
	case tagDirectory:
		return folded(n.value)
	}
	return strings.ToValidUTF8(string(n.value), "?")
}
