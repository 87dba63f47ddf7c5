package readers

import (
	"net"
	"slices"
	"strings"
)

// Which names of a certificate a reader holds against the constraints of the CAs above it.

// maxComparisons is the bound of OpenSSL and of GnuTLS since 3.8.9: with more names times constraints it refuses the certificate unseen.
const maxComparisons = 1 << 20

// constrained is the rule: a name of something below lies outside of what a CA may sign for. Java does not look at a root's
// constraints.
func constrained(v *view, r reader) hits {
	path := v.pathOf(r)
	for i, c := range path {
		if c.trees == nil || i == 0 || r == java && v.placeOf(i, path) == atRoot {
			continue
		}
		for n, below := range path[:i] {
			if n > 0 && (below.selfIssued() || r == gnutls) { // GnuTLS looks at the leaf's names only
				continue
			}
			names := v.namesOf(r, below, n == 0)
			if len(names)*c.trees.size() > maxComparisons && strings.IndexByte("osnt", byte(r)) >= 0 {
				return hits{{at: c, key: "too-many-names"}}
			}
			if bad := slices.IndexFunc(names, func(n generalName) bool { return c.trees.forbids(n, r) }); bad >= 0 {
				return hits{{at: c, detail: text(names[bad])}}
			}
		}
	}
	return nil
}

// namesOf are the names of a certificate that constraints are held against.
func (v *view) namesOf(r reader, c *item, leaf bool) []generalName {
	names, some := c.sans()
	if r == golang {
		return names
	}
	var out []generalName
	if !c.emptySubject() {
		out = append(out, generalName{tagDirectory, c.subject})
	}
	kinds := kindsOf(names)
	if r != java || !some {
		for _, address := range c.attributes(oidEmail) {
			out = append(out, generalName{tagEmail, []byte(address)})
		}
	}
	for _, cn := range c.commonNames() {
		if tag := v.commonCounts(r, c, kinds, cn, leaf); tag > 0 {
			out = append(out, commonAs(tag, cn))
		}
	}
	return append(out, names...)
}

func kindsOf(names []generalName) map[int]bool {
	kinds := map[int]bool{}
	for _, n := range names {
		kinds[n.tag] = true
	}
	return kinds
}

// commonAs takes a common name for a name of a kind.
func commonAs(tag int, cn string) generalName {
	if tag != tagIP {
		return generalName{tag, []byte(cn)}
	}
	ip := net.ParseIP(cn)
	if v4 := ip.To4(); v4 != nil {
		ip = v4
	}
	return generalName{tagIP, ip}
}

// commonCounts is the kind of name that a common name is held against constraints as; 0: it is not.
func (v *view) commonCounts(r reader, c *item, kinds map[int]bool, cn string, leaf bool) int {
	dns := false
	switch r {
	case openssl, strict, node:
		dns = leaf && !kinds[tagDNS] && strings.Contains(cn, ".") && innerHyphens(cn, "_")
	case gnutls:
		dns = leaf && mayServe(c) && !kinds[tagDNS]
	case java: // also in a CA
		if net.ParseIP(cn) != nil {
			if kinds[tagIP] {
				return 0
			}
			return tagIP
		}
		dns = !kinds[tagDNS] && hostInJava(cn)
	case nss:
		dns = leaf && v.server && !kinds[tagDNS] && !kinds[tagIP]
	}
	if dns {
		return tagDNS
	}
	return 0
}

// mayServe reports whether a certificate, by its extended key usage, could be a server's.
func mayServe(c *item) bool {
	list, _ := c.purposes()
	return len(list) == 0 || slices.Contains(list, useServer) || slices.Contains(list, useAny)
}

// innerHyphens: labels of letters and digits, and within them hyphens and others.
func innerHyphens(name, others string) bool {
	for _, label := range strings.Split(strings.ToLower(name), ".") {
		if label == "" || label != strings.Trim(label, "-"+others) || strings.Trim(label, alphanumeric+"-"+others) != "" {
			return false
		}
	}
	return true
}

// hostInJava: labels begin with a letter or digit and have hyphens beside; a final dot is none of it.
func hostInJava(name string) bool {
	for _, label := range strings.Split(strings.ToLower(name), ".") {
		if label == "" || label[0] == '-' || strings.Trim(label, alphanumeric+"-") != "" {
			return false
		}
	}
	return true
}

const alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789"
