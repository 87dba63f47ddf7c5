package readers

import (
	"net"
	"slices"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// subtrees are the name constraints of one CA (RFC 5280 section 4.2.1.10).
type subtrees struct{ permitted, excluded limits }

func (s *subtrees) size() int { return s.permitted.size + s.excluded.size }

// limits are the bases of one of the two lists, by kind of name, for looking up: a hostile CA may hold ten thousand of them,
// and a hostile leaf as many names.
type limits struct {
	size  int
	kinds [32]tree
}

// tree holds the bases of one kind. below are those that a name may end with, after a dot; masks are networks, by mask.
type tree struct {
	any          bool
	exact, below map[string]bool
	masks        map[string]map[string]bool
}

// beyondGo reports whether there are bases of kinds that Go does not read.
func (s *subtrees) beyondGo() bool {
	for kind := range s.permitted.kinds {
		if (s.permitted.kinds[kind].any || s.excluded.kinds[kind].any) && !slices.Contains([]int{tagDNS, tagIP, tagEmail, tagURI}, kind) {
			return true
		}
	}
	return false
}

// maxMasks bounds the masks of networks that are looked at: there are 161 that make sense.
const maxMasks = 512

// readSubtrees returns nil where a certificate has no constraints, or none that can be read.
func readSubtrees(p *peeled) *subtrees {
	e, ok := p.find(oidNames)
	s := cryptobyte.String(e.value)
	seq, good := element(&s, cb.SEQUENCE)
	if !ok || !good {
		return nil
	}
	out := &subtrees{}
	out.permitted.read(&seq, 0)
	out.excluded.read(&seq, 1)
	return out
}

func (l *limits) read(seq *cryptobyte.String, n uint8) {
	var list, value cryptobyte.String
	var present bool
	if !seq.ReadOptionalASN1(&list, &present, cb.Tag(n).Constructed().ContextSpecific()) || !present {
		return
	}
	for !list.Empty() {
		base, ok := element(&list, cb.SEQUENCE)
		var tag cb.Tag
		if !ok || !base.ReadAnyASN1(&value, &tag) {
			break
		}
		l.size++
		l.kinds[tag&0x1f].add(int(tag&0x1f), value)
	}
}

func (t *tree) add(kind int, base []byte) {
	if !t.any {
		t.any, t.exact, t.below, t.masks = true, map[string]bool{}, map[string]bool{}, map[string]map[string]bool{}
	}
	text := strings.ToLower(string(base))
	switch kind {
	case tagDNS:
		t.exact[text], t.below[strings.TrimPrefix(text, ".")] = true, true
	case tagIP:
		mask := string(base[len(base)/2:])
		if t.masks[mask] == nil && len(t.masks) < maxMasks {
			t.masks[mask] = map[string]bool{}
		}
		if network := masked(base[:len(base)/2], mask); t.masks[mask] != nil {
			t.masks[mask][network] = true
		}
	case tagDirectory:
		t.exact[string(contents(base))] = true
	default:
		if rest, dot := strings.CutPrefix(text, "."); dot {
			t.below[rest] = true
		} else {
			t.exact[text] = true
		}
	}
}

// holds reports whether a name lies within one of the bases. Kinds that nobody was measured with hold everything.
func (t *tree) holds(n generalName) bool {
	if !t.any {
		return false
	}
	text := strings.ToLower(string(n.value))
	switch n.tag {
	case tagDNS:
		return t.below[""] || t.exact[text] || t.ends(text)
	case tagIP:
		return t.holdsIP(n.value)
	case tagEmail:
		_, domain, _ := strings.Cut(text, "@")
		return t.exact[text] || t.exact[domain] || t.ends(domain)
	case tagURI:
		host := hostOf(text)
		return t.exact[host] || t.ends(host)
	case tagDirectory:
		return t.holdsName(n.value)
	}
	return true
}

// ends looks for what stands behind each dot.
func (t *tree) ends(name string) bool {
	for found := true; found; {
		if _, name, found = strings.Cut(name, "."); found && t.below[name] {
			return true
		}
	}
	return false
}

func (t *tree) holdsIP(ip []byte) bool {
	for mask, networks := range t.masks {
		if len(mask) == len(ip) && networks[masked(ip, mask)] {
			return true
		}
	}
	return false
}

func masked(ip []byte, mask string) string {
	out := make([]byte, len(ip))
	for i := range min(len(ip), len(mask)) {
		out[i] = ip[i] & mask[i]
	}
	return string(out)
}

// holdsName looks for every beginning of a distinguished name, RDN by RDN.
func (t *tree) holdsName(der []byte) bool {
	all := contents(der)
	rest := cryptobyte.String(all)
	for {
		if t.exact[string(all[:len(all)-len(rest)])] {
			return true
		}
		var rdn cryptobyte.String
		var tag cb.Tag
		if rest.Empty() || !rest.ReadAnyASN1Element(&rdn, &tag) {
			return false
		}
	}
}

// forbids reports whether constraints of the name's own kind exclude it or do not permit it.
func (s *subtrees) forbids(n generalName, r reader) bool {
	if s.excluded.kinds[n.tag].holds(n) {
		return true
	}
	if (n.tag == tagDirectory || n.tag == tagURI) && r == gnutls { // permitted names of these kinds are beyond it
		return false
	}
	p := &s.permitted.kinds[n.tag]
	return p.any && !p.holds(n)
}

// hostOf is the host of a URI.
func hostOf(uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	return host
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
