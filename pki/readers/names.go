package readers

import (
	"net"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"certwright/model"
)

// Host names: the readers agree on what most people do, and on little else.

// matcher is how a reader compares one name of a certificate with the host that was dialled, and when it falls back on
// the common name.
type matcher struct {
	// same compares a DNS name or common name; both as written.
	same func(pattern, host string) bool
	// mapped: an IPv4 address may be written as ::ffff:a.b.c.d.
	mapped bool
	// third: extensions of a certificate below version 3 are not read.
	third bool
	// whole: one name that cannot be read spoils all of them.
	whole bool
	// common are the common names that count, given what alternative names there are and what was dialled.
	common func(c *item, kinds map[int]bool, address bool) []string
}

var matchers = map[reader]matcher{
	golang: {same: sameInGo, mapped: true, third: true, common: func(*item, map[int]bool, bool) []string { return nil }},
	openssl: {same: sameInCurl, common: func(c *item, kinds map[int]bool, _ bool) []string {
		return last(c, !kinds[tagDNS] && !kinds[tagIP])
	}},
	strict: {same: sameInOpenSSL, common: func(c *item, kinds map[int]bool, address bool) []string {
		return all(c, !kinds[tagDNS] && !address)
	}},
	node: {same: sameInNode, common: func(c *item, kinds map[int]bool, address bool) []string {
		return all(c, !kinds[tagDNS] && !address)
	}},
	gnutls: {same: sameInGnuTLS, common: func(c *item, kinds map[int]bool, address bool) []string {
		return last(c, !kinds[tagDNS] && !kinds[tagIP] && !kinds[tagURI] && !address && len(c.commonNames()) == 1)
	}},
	nss: {same: sameInNSS, mapped: true, common: func(c *item, kinds map[int]bool, address bool) []string {
		return last(c, address && !kinds[tagIP] || !address && !kinds[tagDNS])
	}},
	java: {same: sameInJava, mapped: true, whole: true, common: func(c *item, kinds map[int]bool, address bool) []string {
		return last(c, !kinds[tagDNS] && !address)
	}},
}

func all(c *item, count bool) []string {
	if !count {
		return nil
	}
	return c.commonNames()
}

func last(c *item, count bool) []string {
	names := all(c, count)
	return names[max(len(names)-1, 0):]
}

// accepts reports whether a leaf is valid for the host in the eyes of this reader.
func (m matcher) accepts(c *item, host string, ip net.IP) bool {
	names, _ := c.sans()
	if m.third && c.version < 3 || m.whole && slices.ContainsFunc(names, broken) {
		names = nil
	}
	kinds := map[int]bool{}
	for _, n := range names {
		kinds[n.tag] = true
		switch {
		case n.tag == tagIP && ip != nil && m.sameIP(n.value, ip), n.tag == tagDNS && ip == nil && m.same(string(n.value), host):
			return true
		}
	}
	for _, cn := range m.common(c, kinds, ip != nil) {
		if ip != nil && cn == host || ip == nil && m.same(cn, host) {
			return true
		}
	}
	return false
}

// broken is a name that Java cannot read.
func broken(n generalName) bool {
	return n.tag == tagIP && len(n.value) != net.IPv4len && len(n.value) != net.IPv6len || n.tag == tagURI && strings.Contains(string(n.value), " ")
}

func (m matcher) sameIP(value []byte, ip net.IP) bool {
	if v4 := ip.To4(); v4 != nil {
		ip = v4
	}
	if m.mapped && len(value) == net.IPv6len && net.IP(value).To4() != nil {
		value = net.IP(value).To4()
	}
	return string(value) == string(ip)
}

// name is the rule.
func name(v *view, r reader) hits {
	leaf := v.path[0]
	if !v.server || v.in.Name == "" {
		return v.nameless(r)
	}
	if r == java && v.ip == nil && strings.Contains(v.host, "_") {
		return hits{{at: leaf, detail: v.host, key: "name-underscore"}}
	}
	if matchers[r].accepts(leaf, v.host, v.ip) {
		return nil
	}
	names, _ := leaf.sans()
	if i := slices.IndexFunc(names, broken); matchers[r].whole && i >= 0 {
		return hits{{at: leaf, detail: text(names[i]), key: "san-form", code: model.MalformedCert}}
	}
	return hits{{at: leaf, detail: v.in.Name, key: v.mismatch(r)}}
}

// nameless: where no name is compared, a certificate that no name would fit is refused all the same.
func (v *view) nameless(r reader) hits {
	leaf := v.path[0]
	names, _ := leaf.sans()
	kinds, m := kindsOf(names), matchers[r]
	if !v.server || leaf.hasNames() || len(m.common(leaf, kinds, false))+len(m.common(leaf, kinds, true)) > 0 {
		return nil
	}
	if r == golang && len(leaf.commonNames()) > 0 {
		return hits{{at: leaf, key: "name-common"}}
	}
	return hits{{at: leaf, key: "name-none"}}
}

// mismatch is the form of the mismatch, as far as it is one that another reader overlooks.
func (v *view) mismatch(r reader) string {
	if v.form == "" {
		v.form = v.mismatchForm()
	}
	leaf := v.path[0]
	if v.form == "name" && r == golang && !leaf.hasNames() &&
		slices.ContainsFunc(leaf.commonNames(), func(cn string) bool { return cn == v.host || somebody(cn, v.host) }) {
		return "name-common"
	}
	return v.form
}

func (v *view) mismatchForm() string {
	names, _ := v.path[0].sans()
	for _, n := range names {
		if n.tag != tagDNS {
			continue
		}
		switch pattern := string(n.value); {
		case v.ip != nil && (pattern == v.host || net.ParseIP(pattern).Equal(v.ip)):
			return "name-ip-as-dns"
		case v.ip == nil && strings.Contains(pattern, "*") && somebody(pattern, v.host):
			return "name-wildcard"
		case v.ip == nil && strings.EqualFold(strings.TrimSuffix(pattern, "."), strings.TrimSuffix(v.host, ".")):
			return "name-dot"
		}
	}
	return "name"
}

// hasNames reports whether there is an alternative name of a kind that is dialled.
func (i *item) hasNames() bool {
	names, _ := i.sans()
	for _, n := range names {
		if n.tag == tagDNS || n.tag == tagIP {
			return true
		}
	}
	return false
}

// somebody reports whether any reader takes the two for the same.
func somebody(pattern, host string) bool {
	for _, m := range matchers {
		if m.same(pattern, host) {
			return true
		}
	}
	return false
}

// sameInGo: one whole label on the left may be a wildcard; a final dot of the host does not count.
func sameInGo(pattern, host string) bool {
	pattern, host = strings.ToLower(pattern), strings.ToLower(host)
	bare := strings.TrimSuffix(host, ".")
	if !plainHost(pattern, true) || !plainHost(bare, false) {
		return pattern == host && pattern != "" && pattern != "."
	}
	host = bare
	if rest, ok := strings.CutPrefix(pattern, "*."); ok {
		_, tail, found := strings.Cut(host, ".")
		return found && tail == rest
	}
	return pattern == host
}

// plainHost: labels of letters, digits, hyphens and underscores.
func plainHost(name string, pattern bool) bool {
	for i, label := range strings.Split(name, ".") {
		if label == "" || !(pattern && i == 0 && label == "*") && strings.Trim(label, alphanumeric+"-_") != "" {
			return false
		}
	}
	return true
}

// sameInCurl: a wildcard is the whole first label and has two dots behind it; final dots do not count on either side.
func sameInCurl(pattern, host string) bool {
	pattern, host = strings.TrimSuffix(pattern, "."), strings.TrimSuffix(host, ".")
	if pattern == "" || host == "" {
		return false
	}
	if !strings.HasPrefix(pattern, "*.") || strings.Count(pattern, ".") < 2 {
		return strings.EqualFold(pattern, host)
	}
	dot := strings.IndexByte(host, '.')
	return dot > 0 && strings.EqualFold(host[dot:], pattern[1:])
}

// sameInOpenSSL is X509_check_host as Python calls it: as curl, but a pattern with a wildcard and the label that it
// stands for have no underscores, and dots count.
func sameInOpenSSL(pattern, host string) bool {
	if strings.EqualFold(pattern, host) {
		return pattern != ""
	}
	rest, ok := strings.CutPrefix(pattern, "*.")
	label, tail, found := strings.Cut(host, ".")
	return ok && found && strings.Contains(rest, ".") && innerHyphens(rest, "") && innerHyphens(label, "") && strings.EqualFold(rest, tail)
}

// sameInNode: one wildcard anywhere in the first label of three or more; final dots do not count.
func sameInNode(pattern, host string) bool {
	p := strings.Split(strings.ToLower(strings.TrimSuffix(pattern, ".")), ".")
	h := strings.Split(strings.ToLower(strings.TrimSuffix(host, ".")), ".")
	if len(p) != len(h) || strings.ContainsFunc(pattern, func(r rune) bool { return r < 0x21 || r > 0x7f }) {
		return false
	}
	for i := range p {
		if p[i] == "" || i > 0 && p[i] != h[i] {
			return false
		}
	}
	parts := strings.Split(p[0], "*")
	if len(parts) == 1 || strings.Contains(p[0], "xn--") {
		return p[0] == h[0]
	}
	return len(parts) == 2 && len(p) > 2 && len(parts[0])+len(parts[1]) <= len(h[0]) &&
		strings.HasPrefix(h[0], parts[0]) && strings.HasSuffix(h[0], parts[1])
}

// sameInGnuTLS: a wildcard at the very beginning, with two dots behind it, stands for the beginning of the first label; the
// host's final dot does not count.
func sameInGnuTLS(pattern, host string) bool {
	pattern, host = strings.ToLower(pattern), strings.TrimSuffix(strings.ToLower(host), ".")
	rest, ok := strings.CutPrefix(pattern, "*")
	if !ok || strings.Count(pattern, ".") < 2 || strings.HasSuffix(pattern, ".") {
		return pattern == host && pattern != ""
	}
	for i := range host {
		if host[i:] == rest {
			return true
		}
		if host[i] == '.' {
			break
		}
	}
	return false
}

// sameInNSS: a wildcard at the end of the first label, with two dots behind it, and what stands before it is no beginning of
// an internationalised label.
func sameInNSS(pattern, host string) bool {
	pattern, host = strings.ToLower(pattern), strings.ToLower(host)
	star, dot := strings.IndexByte(pattern, '*'), strings.IndexByte(pattern, '.')
	if star < 0 {
		return pattern == host && pattern != ""
	}
	hostDot := strings.IndexByte(host, '.')
	if dot != star+1 || hostDot < star || strings.LastIndexByte(pattern, '*') != star || host[hostDot:] != pattern[dot:] {
		return false
	}
	second := strings.IndexByte(pattern[dot+1:], '.')
	return second > 0 && dot+1+second+1 < len(pattern) && host[:star] == pattern[:star] && (star == 0 || !strings.HasPrefix(host, "xn--"))
}

// sameInJava: wildcards anywhere in the first of two or more labels; labels are compared in Unicode. The host's final dot
// does not count. Java 17 takes wildcards in further labels too, Java 25 no more.
func sameInJava(pattern, host string) bool {
	first, rest, more := strings.Cut(inUnicode(strings.ToLower(pattern)), ".")
	label, tail, _ := strings.Cut(inUnicode(strings.TrimSuffix(strings.ToLower(host), ".")), ".")
	return first != "" && rest == tail && glob(first, label) && (more || !strings.Contains(first, "*")) && ascii([]byte(pattern))
}

func inUnicode(name string) string {
	if !strings.Contains(name, "xn--") {
		return name
	}
	if u, err := idna.Punycode.ToUnicode(name); err == nil {
		return u
	}
	return name
}

// glob compares a label with a pattern in which every star stands for anything.
func glob(pattern, label string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == label
	}
	rest, ok := strings.CutPrefix(label, parts[0])
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, p)
		if !ok || i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	return ok && strings.HasSuffix(rest, parts[len(parts)-1])
}
