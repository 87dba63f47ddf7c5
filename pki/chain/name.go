package chain

import (
	"math/bits"
	"net"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"

	"certwright/model"
)

// Dialled is the name as it is compared: an address without brackets and zone, or a host name as A-labels.
func Dialled(name string) (host string, ip net.IP) {
	n := name
	if len(n) >= 2 && n[0] == '[' && n[len(n)-1] == ']' {
		n = n[1 : len(n)-1]
	}
	if a, err := netip.ParseAddr(n); err == nil {
		return a.WithZone("").String(), net.IP(a.WithZone("").AsSlice())
	}
	if !isASCII(name) {
		if a, err := idna.Lookup.ToASCII(name); err == nil {
			return a, nil
		}
	}
	return name, nil
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// name compares what was dialled, and the other names that were asked for, with the leaf's alternative names.
func name(v *view) []model.Finding {
	var out []model.Finding
	for _, n := range append([]string{v.in.Name}, v.in.AlsoNames...) {
		switch {
		case n == "":
		case isMailbox(n):
			out = append(out, mailbox(v.certs[0], n)...)
		default:
			out = append(out, v.hostName(v.certs[0], n)...)
		}
	}
	return out
}

// hostName compares exactly as Go does: addresses with IP names only, wildcards for one whole label on the left, the
// common name never.
func (v *view) hostName(leaf *cert, asked string) []model.Finding {
	host, ip := Dialled(asked)
	if leaf.VerifyHostname(host) == nil {
		return nil
	}
	variant := nameVariant(leaf, host, ip)
	f := model.New(model.NameMismatch, "certificate", nameOf(leaf), "names", names(leaf, variant), "dialled", asked).As(variant)
	want := model.SAN{Kind: model.DNS, Value: strings.TrimSuffix(strings.ToLower(host), ".")}
	if ip != nil {
		want = model.SAN{Kind: model.IP, Value: host}
	}
	f = f.Fixed(model.Fix{Kind: model.FixReissue, AddSANs: []model.SAN{want}})
	if other := dialable(leaf, host, ip); other != "" && v.in.Purpose != Client { // nobody dials a client
		f = f.Fixed(model.Fix{Kind: model.FixDialName, Name: other})
	}
	return []model.Finding{f}
}

// isMailbox reports whether a name is an address of mail: no host name holds an @.
func isMailbox(name string) bool { return strings.Contains(name, "@") }

// mailbox compares a mail address with those among the alternative names: what stands before the @ letter by letter, the
// host without regard to case (RFC 5280 section 7.5).
func mailbox(leaf *cert, asked string) []model.Finding {
	local, domain, _ := splitMailbox(asked)
	for _, have := range leaf.EmailAddresses {
		if l, d, ok := splitMailbox(have); ok && l == local && strings.EqualFold(d, domain) {
			return nil
		}
	}
	f := model.New(model.NameMismatch, "certificate", nameOf(leaf), "names", join(mailboxes(leaf), len(leaf.EmailAddresses)), "dialled", asked).As("email")
	if !has(leaf.Certificate, oidSAN) {
		f = f.As("no-names")
	}
	return []model.Finding{f.Fixed(model.Fix{Kind: model.FixReissue, AddSANs: []model.SAN{{Kind: model.Email, Value: asked}}})}
}

// mailboxes are the leaf's mail addresses, or its other names when it has none.
func mailboxes(leaf *cert) []string {
	if len(leaf.EmailAddresses) > 0 {
		return leaf.EmailAddresses
	}
	return []string{names(leaf, "")}
}

// nameVariant tells the form of a mismatch.
func nameVariant(leaf *cert, host string, ip net.IP) string {
	if len(leaf.DNSNames)+len(leaf.IPAddresses) == 0 {
		if matches(leaf.Subject.CommonName, host) {
			return "common-name-only"
		}
		return "no-names"
	}
	if ip != nil {
		for _, d := range leaf.DNSNames {
			if d == host || net.ParseIP(d).Equal(ip) {
				return "ip-as-dns"
			}
		}
		return "ip"
	}
	for _, d := range leaf.DNSNames {
		if v := nearMiss(strings.ToLower(d), strings.ToLower(host)); v != "" {
			return v
		}
	}
	return ""
}

// nearMiss tells why a name that nearly fits does not.
func nearMiss(pattern, host string) string {
	bare := strings.TrimSuffix(host, ".")
	if rest, ok := strings.CutPrefix(pattern, "*."); ok {
		switch {
		case bare == rest:
			return "wildcard-bare"
		case strings.HasSuffix(bare, "."+rest):
			return "wildcard-depth"
		}
	}
	if strings.HasSuffix(pattern, ".") && matches(strings.TrimSuffix(pattern, "."), bare) {
		return "trailing-dot"
	}
	if a, err := idna.Lookup.ToASCII(pattern); err == nil && a != pattern && matches(a, bare) {
		return "idn"
	}
	if u, err := idna.Lookup.ToUnicode(bare); err == nil && u != bare && strings.EqualFold(u, pattern) {
		return "idn"
	}
	return ""
}

// matches compares a name or wildcard with a host, ignoring case and a final dot of the host.
func matches(pattern, host string) bool {
	pattern, host = strings.ToLower(pattern), strings.TrimSuffix(strings.ToLower(host), ".")
	if pattern == "" {
		return false
	}
	if rest, ok := strings.CutPrefix(pattern, "*."); ok {
		_, tail, found := strings.Cut(host, ".")
		return found && tail == rest
	}
	return pattern == host
}

// names lists what the leaf is valid for; where it matters, with the kind of each name.
func names(leaf *cert, variant string) string {
	var out []string
	for _, s := range sans(leaf.Certificate, maxNamesShown) {
		if variant == "ip-as-dns" {
			out = append(out, s.String())
		} else {
			out = append(out, s.Value)
		}
	}
	if len(out) == 0 && leaf.Subject.CommonName != "" {
		return "CN=" + leaf.Subject.CommonName
	}
	return join(out, len(leaf.DNSNames)+len(leaf.IPAddresses))
}

// dialable is a name of the certificate that could be dialled instead, of the kind that was dialled if there is one, and
// of these the nearest: the address with the longest common prefix, the name with the longest common end.
func dialable(leaf *cert, host string, dialled net.IP) string {
	var dns, ip string
	near := -1
	for _, d := range leaf.DNSNames {
		if d == "" || strings.ContainsAny(d, "*:/,@") || !plausibleHost(strings.TrimSuffix(d, ".")) || net.ParseIP(d) != nil {
			continue
		}
		if n := commonEnd(d, host); n > near {
			dns, near = d, n
		}
	}
	near = -1
	for _, a := range leaf.IPAddresses {
		if n := commonBits(a, dialled); n > near {
			ip, near = a.String(), n
		}
	}
	if dialled != nil && ip != "" || dns == "" {
		return ip
	}
	return dns
}

// commonEnd counts the labels that two names have in common, from the right.
func commonEnd(a, b string) (n int) {
	for a != "" && b != "" {
		i, j := strings.LastIndexByte(a, '.'), strings.LastIndexByte(b, '.')
		if !strings.EqualFold(a[i+1:], b[j+1:]) {
			break
		}
		a, b, n = a[:max(i, 0)], b[:max(j, 0)], n+1
	}
	return n
}

// commonBits counts the bits that two addresses have in common, from the left; nothing where they are of two versions.
func commonBits(a, b net.IP) (n int) {
	x, y := shortest(a), shortest(b)
	if len(x) != len(y) {
		return 0
	}
	for i := range x {
		differ := bits.LeadingZeros8(x[i] ^ y[i])
		n += differ
		if differ < 8 {
			break
		}
	}
	return n
}

func shortest(a net.IP) net.IP {
	if v4 := a.To4(); v4 != nil {
		return v4
	}
	return a
}
