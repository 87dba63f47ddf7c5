package chain

import (
	"bytes"
	"crypto/x509"
	"net"
	"net/netip"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// limits are the constraints of one CA, indexed so that a name costs as many look-ups as it has labels.
type limits struct {
	dns, uri, email               hostLimits
	permittedBoxes, excludedBoxes map[string]bool // whole mailboxes, host in lower case
	ip                            ipLimits
	permittedDNs, excludedDNs     [][]string
	dnText                        string
	beyondGo                      []string // forms that Go does not know
	some                          []string // the first few subtrees, for evidence
	n                             int      // how many subtrees there are
}

// all lists the constraints when it is not one of them that a name offends.
func (l *limits) all() string { return strings.Join(l.some, ", ") }

type hostLimits struct {
	permitted, excluded hostSet
	text                string // the permitted subtrees, for evidence
}

type ipLimits struct {
	permitted, excluded ipSet
	text                string
}

// hostSet is a set of subtrees of the domain name space.
type hostSet struct {
	all     bool              // "" stands for everything
	at      map[string]bool   // "example.com": itself and, for DNS, what is below
	below   map[string]bool   // ".example.com": only what is below
	parents map[string]string // "com": "example.com", for wildcards that could stand for an excluded name
}

func (s *hostSet) add(base string) {
	base = strings.ToLower(base)
	switch {
	case base == "":
		s.all = true
	case base[0] == '.':
		put(&s.below, base[1:])
	default:
		put(&s.at, base)
		if _, parent, ok := strings.Cut(base, "."); ok {
			if s.parents == nil {
				s.parents = map[string]string{}
			}
			s.parents[parent] = base
		}
	}
}

func put(m *map[string]bool, k string) {
	if *m == nil {
		*m = map[string]bool{}
	}
	(*m)[k] = true
}

func (s hostSet) any() bool { return s.all || len(s.at)+len(s.below) > 0 }

// find returns the subtree that holds the host; deep lets a subtree without a leading dot hold what is below it.
func (s hostSet) find(host string, deep bool) (string, bool) {
	if s.all {
		return "", true
	}
	host = strings.ToLower(host)
	if s.at[host] {
		return host, true
	}
	for rest := host; ; {
		_, tail, ok := strings.Cut(rest, ".")
		if !ok {
			return "", false
		}
		if s.below[tail] {
			return "." + tail, true
		}
		if deep && s.at[tail] {
			return tail, true
		}
		rest = tail
	}
}

// wildcard returns an excluded name that the wildcard could stand for.
func (s hostSet) wildcard(host string) (string, bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(host), "*.")
	if !ok {
		return "", false
	}
	by, ok := s.parents[rest]
	return by, ok
}

// ipSet is a set of networks by family and prefix length, with masks that are no prefix kept apart.
type ipSet struct {
	prefixes map[netip.Prefix]bool
	lengths  map[int]map[int]bool // family in bits: prefix lengths in use
	n        int
}

func (s *ipSet) add(p netip.Prefix) {
	if s.prefixes == nil {
		s.prefixes, s.lengths = map[netip.Prefix]bool{}, map[int]map[int]bool{32: {}, 128: {}}
	}
	s.prefixes[p] = true
	s.lengths[p.Addr().BitLen()][p.Bits()] = true
	s.n++
}

func (s ipSet) any() bool { return s.n > 0 }

func (s ipSet) lookup(a netip.Addr) (netip.Prefix, bool) {
	for bits := range s.lengths[a.BitLen()] {
		if p, err := a.Prefix(bits); err == nil && s.prefixes[p] {
			return p, true
		}
	}
	return netip.Prefix{}, false
}

// holds is for permitted networks. An IPv4 address in IPv6 clothes is in none, as in Go.
func (s ipSet) holds(ip net.IP) bool {
	a, ok := netip.AddrFromSlice(ip)
	if !ok || a.Is4In6() {
		return false
	}
	_, found := s.lookup(a)
	return found
}

// matching is for excluded networks: the one that holds the address in either clothing, or "".
func (s ipSet) matching(ip net.IP) string {
	a, ok := netip.AddrFromSlice(ip)
	if !ok {
		return ""
	}
	if p, found := s.lookup(a); found {
		return "IP:" + p.String()
	}
	if a.Is4In6() {
		if p, found := s.lookup(a.Unmap()); found {
			return "IP:" + p.String()
		}
	}
	return ""
}

// readLimits reads the extension whole, because crypto/x509 keeps no directoryName.
func readLimits(c *x509.Certificate) *limits {
	l := &limits{permittedBoxes: map[string]bool{}, excludedBoxes: map[string]bool{}}
	der := cryptobyte.String(extension(c, oidNameConstraints))
	var seq, permitted, excluded cryptobyte.String
	var ok bool
	if !der.ReadASN1(&seq, cb.SEQUENCE) ||
		!seq.ReadOptionalASN1(&permitted, &ok, cb.Tag(0).Constructed().ContextSpecific()) ||
		!seq.ReadOptionalASN1(&excluded, &ok, cb.Tag(1).Constructed().ContextSpecific()) {
		return l
	}
	l.read(permitted, true)
	l.read(excluded, false)
	return l
}

// read adds the subtrees of one side. What it cannot read crypto/x509 has refused before.
func (l *limits) read(subtrees cryptobyte.String, permitted bool) {
	texts := map[int][]string{}
	count := map[int]int{}
	for !subtrees.Empty() {
		var seq, base cryptobyte.String
		var tag cb.Tag
		if !subtrees.ReadASN1(&seq, cb.SEQUENCE) || !seq.ReadAnyASN1(&base, &tag) {
			break
		}
		l.n++
		n := int(tag & 0x1f)
		text := l.subtree(n, base, permitted)
		if count[n]++; count[n] <= maxNamesShown {
			texts[n] = append(texts[n], text)
		}
		if len(l.some) < maxNamesShown {
			l.some = append(l.some, map[bool]string{true: "permitted: ", false: "excluded: "}[permitted]+text)
		}
	}
	if permitted {
		l.email.text, l.dns.text = join(texts[1], count[1]), join(texts[2], count[2])
		l.dnText, l.uri.text, l.ip.text = join(texts[4], count[4]), join(texts[6], count[6]), join(texts[7], count[7])
	}
}

// subtree adds one base of the given GeneralName tag and returns it as text.
func (l *limits) subtree(tag int, base []byte, permitted bool) string {
	s := string(base)
	pick := func(h *hostLimits) *hostSet {
		if permitted {
			return &h.permitted
		}
		return &h.excluded
	}
	switch tag {
	case 1:
		l.mailboxOrHost(s, permitted, pick(&l.email))
		return "email:" + s
	case 2:
		pick(&l.dns).add(s)
		return "DNS:" + s
	case 6:
		pick(&l.uri).add(s)
		return "URI:" + s
	case 7:
		return l.network(base, permitted)
	case 4:
		dn := readRDNs(base)
		if permitted {
			l.permittedDNs = append(l.permittedDNs, dn)
		} else {
			l.excludedDNs = append(l.excludedDNs, dn)
		}
		s = "dirName:" + strings.Join(dn, ",")
	default:
		s = generalNameKind(tag)
	}
	if len(l.beyondGo) < maxNamesShown {
		l.beyondGo = append(l.beyondGo, s)
	}
	return s
}

// mailboxOrHost adds a constraint on mail addresses. One that is neither a mailbox nor a host holds nothing, but it is
// there: where it is the only one permitted, nothing is.
func (l *limits) mailboxOrHost(s string, permitted bool, hosts *hostSet) {
	if !strings.Contains(s, "@") {
		hosts.add(s)
		return
	}
	if local, domain, ok := splitMailbox(s); ok {
		s = local + "@" + strings.ToLower(domain)
	}
	if permitted {
		l.permittedBoxes[s] = true
	} else {
		l.excludedBoxes[s] = true
	}
}

func (l *limits) network(base []byte, permitted bool) string {
	half := len(base) / 2
	a, ok := netip.AddrFromSlice(base[:half])
	ones, bits := net.IPMask(base[half:]).Size()
	if !ok || bits == 0 {
		return "IP:?"
	}
	p, err := a.Prefix(ones)
	if err != nil {
		return "IP:?"
	}
	if permitted {
		l.ip.permitted.add(p)
	} else {
		l.ip.excluded.add(p)
	}
	return "IP:" + p.String()
}

func generalNameKind(tag int) string {
	switch tag {
	case 0:
		return "otherName"
	case 3:
		return "x400Address"
	case 5:
		return "ediPartyName"
	case 8:
		return "registeredID"
	}
	return "unknown"
}

// readRDNs gives a distinguished name as one comparable text per relative name, most significant first: attribute values
// lower-cased with runs of spaces as one, as RFC 5280 section 7.1 compares them.
func readRDNs(der []byte) []string {
	s := cryptobyte.String(der)
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, cb.SEQUENCE) {
		return nil
	}
	var out []string
	for !seq.Empty() {
		var set cryptobyte.String
		if !seq.ReadASN1(&set, cb.SET) {
			return out
		}
		var parts []string
		for !set.Empty() {
			part, ok := attribute(&set)
			if !ok {
				return out
			}
			parts = append(parts, part)
		}
		out = append(out, strings.Join(parts, "+"))
	}
	return out
}

func attribute(set *cryptobyte.String) (string, bool) {
	var atv, value cryptobyte.String
	var tag cb.Tag
	if !set.ReadASN1(&atv, cb.SEQUENCE) {
		return "", false
	}
	oid, ok := readOID(&atv)
	if !ok || !atv.ReadAnyASN1(&value, &tag) {
		return "", false
	}
	text := string(value)
	if tag == 30 { // BMPString
		text = string(bytes.ReplaceAll(value, []byte{0}, nil))
	}
	return oid + "=" + strings.Join(strings.Fields(strings.ToLower(text)), " "), true
}

// within reports whether a name lies in the subtree that base spans.
func within(name, base []string) bool {
	if len(base) > len(name) {
		return false
	}
	for i := range base {
		if name[i] != base[i] {
			return false
		}
	}
	return true
}
