package model

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// Limits of a DNS name without its trailing dot (RFC 1035 section 2.3.4).
const (
	maxName  = 253
	maxLabel = 63
)

// CheckSAN judges one alternative name by its kind: what a form shows while it is typed and what inspection says of foreign
// certificates. The findings' source is "san". An address written as DNS gives IPAsDNS with the default severity
// (IdentitySpec.Check makes it fatal unless it is meant).
func CheckSAN(s SAN) []Finding {
	var f []Finding
	switch s.Kind {
	case DNS:
		f = checkDNS(s.Value)
	case IP:
		f = checkIP(s.Value)
	case Email:
		if !validEmail(s.Value) {
			f = []Finding{New(BadEmail, "value", s.Value)}
		}
	case URI:
		if !validURI(s.Value) {
			f = []Finding{New(BadURI, "value", s.Value)}
		}
	}
	return seen("san", f)
}

// CheckSANs judges a list: each name, and those that stand in it twice.
func CheckSANs(list []SAN) []Finding {
	var out []Finding
	have := map[SAN]bool{}
	for _, s := range list {
		out = append(out, CheckSAN(s)...)
		c := s.Canonical()
		if have[c] {
			out = append(out, New(DuplicateSAN, "value", s.String()).Seen("san"))
		}
		have[c] = true
	}
	return out
}

func seen(source string, in []Finding) []Finding {
	for i := range in {
		in[i] = in[i].Seen(source)
	}
	return in
}

// Canonical returns the name in the one form that is compared and encoded: DNS and the domain of an email in lower case, DNS without
// trailing dot, an address as netip prints it and without brackets, IPv4-mapped as IPv4. What cannot be read stays.
func (s SAN) Canonical() SAN {
	switch s.Kind {
	case DNS:
		if s.Value = lower(s.Value); !strings.HasSuffix(s.Value, "..") { // two dots are a fault to be shown
			s.Value = strings.TrimSuffix(s.Value, ".")
		}
	case IP:
		if a, err := netip.ParseAddr(unbracket(s.Value)); err == nil {
			s.Value = a.Unmap().String()
		}
	case Email:
		if local, domain, ok := cutLast(s.Value, "@"); ok {
			s.Value = local + "@" + lower(domain)
		}
	}
	return s
}

// lower changes ASCII letters only: Unicode case folding would turn some characters into ASCII ones.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func unbracket(s string) string {
	if len(s) > 2 && s[0] == '[' && s[len(s)-1] == ']' {
		return s[1 : len(s)-1]
	}
	return s
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// checkDNS judges a DNS name; the first thing that is wrong is told.
func checkDNS(v string) []Finding {
	if _, err := netip.ParseAddr(unbracket(v)); err == nil {
		return []Finding{New(IPAsDNS, "value", v, "suggestion", SAN{IP, v}.Canonical().String())}
	}
	if name := strings.TrimSuffix(v, "."); strings.Contains(name, ".") && numeric(name) { // 10.0.0.999: meant as an address
		return []Finding{badIP(v)}
	}
	if variant := dnsFault(v); variant != "" {
		if variant == "non-ascii" {
			return []Finding{New(NonASCIIDNSName, "value", v, "suggestion", ASCIIName(v))}
		}
		return []Finding{New(BadDNSName, "value", v, "suggestion", suggestDNS(v)).As(variant)}
	}
	if strings.Contains(v, "_") {
		return []Finding{New(UnderscoreInName, "value", v, "suggestion", suggestDNS(strings.ReplaceAll(v, "_", "-")))}
	}
	return nil
}

// dnsFault returns the variant of BadDNSName that fits, "non-ascii", or "" for a name that may be used.
func dnsFault(v string) string {
	name := strings.TrimSuffix(v, ".")
	switch {
	case name == "":
		return "empty"
	case strings.Contains(v, "://"):
		return "url"
	case strings.ContainsAny(v, " \t"):
		return "space"
	case name == "*":
		return "bare-wildcard"
	case hasHidden(v):
		return "characters"
	case strings.IndexFunc(v, func(r rune) bool { return r >= 0x80 }) >= 0:
		return "non-ascii"
	case gluedPort(v) != "":
		return "port"
	case strings.Contains(strings.TrimPrefix(name, "*."), "*"):
		return "wildcard-depth"
	case len(name) > maxName:
		return "too-long"
	}
	return labelFault(strings.TrimPrefix(name, "*."))
}

func labelFault(name string) string {
	for _, label := range strings.Split(name, ".") {
		switch {
		case label == "":
			return "empty"
		case len(label) > maxLabel:
			return "label-too-long"
		case label[0] == '-', label[len(label)-1] == '-':
			return "characters"
		case strings.Trim(lower(label), "abcdefghijklmnopqrstuvwxyz0123456789-_") != "":
			return "characters"
		}
	}
	return ""
}

// gluedPort returns the host of host:port, "" when there is no such port.
func gluedPort(v string) string {
	host, port, ok := cutLast(v, ":")
	if !ok || host == "" || port == "" || strings.Trim(port, "0123456789") != "" {
		return ""
	}
	if strings.Contains(host, ":") && unbracket(host) == host {
		return ""
	}
	return unbracket(host)
}

// ASCIIName returns the xn-- form of an internationalised name (RFC 5891, lookup profile), "" when there is none.
func ASCIIName(v string) string {
	rest, star := strings.CutPrefix(v, "*.")
	a, err := idna.Lookup.ToASCII(strings.TrimSuffix(rest, "."))
	if err != nil || a == "" {
		return ""
	}
	if star {
		a = "*." + a
	}
	if dnsFault(a) != "" {
		return ""
	}
	return a
}

// suggestDNS guesses the name that was meant; "" when nothing good comes out.
func suggestDNS(v string) string {
	if u, err := url.Parse(strings.Trim(v, blank)); err == nil && u.Host != "" {
		v = u.Hostname()
	} else if host := gluedPort(v); host != "" {
		v = host
	}
	if a, err := netip.ParseAddr(unbracket(v)); err == nil {
		return addressText(a)
	}
	v = lower(strings.Trim(v, blank+"."))
	star := strings.HasPrefix(v, "*.")
	if i := strings.LastIndex(v, "*"); i >= 0 { // only the labels right of the last star can be kept
		_, rest, ok := strings.Cut(v[i:], ".")
		if !ok || rest == "" {
			return ""
		}
		v, star = rest, true
	}
	var labels []string
	for _, l := range strings.Split(v, ".") {
		if l = slug(l); l != "" {
			labels = append(labels, l)
		}
	}
	v = strings.Join(labels, ".")
	if star && v != "" {
		v = "*." + v
	}
	if dnsFault(v) != "" || guessKind(v) != DNS {
		return ""
	}
	return v
}

// addressText writes an address as a suggestion: without zone, "" for one that nobody can dial.
func addressText(a netip.Addr) string {
	if a = a.WithZone("").Unmap(); a.IsUnspecified() {
		return ""
	}
	return a.String()
}

// slug keeps letters, digits, - and _, and puts one - for everything else.
func slug(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x80 && strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", r) {
			return r
		}
		return ' '
	}, s)
	return strings.Trim(strings.Join(strings.Fields(s), "-"), "-")
}

// checkIP judges an address.
func checkIP(v string) []Finding {
	a, err := netip.ParseAddr(unbracket(v))
	switch {
	case err != nil:
		return []Finding{badIP(v)}
	case a.Zone() != "":
		return []Finding{New(BadIPAddress, "value", v, "suggestion", addressText(a)).As("zone")}
	case a.Unmap().IsUnspecified():
		return []Finding{New(Unspecified, "value", v)}
	}
	return nil
}

// badIP says why a text is no address, as far as it can be seen.
func badIP(v string) Finding {
	f := New(BadIPAddress, "value", v, "suggestion", "")
	if p, err := netip.ParsePrefix(v); err == nil {
		return New(BadIPAddress, "value", v, "suggestion", addressText(p.Addr())).As("cidr")
	}
	if host := gluedPort(v); host != "" {
		if a, err := netip.ParseAddr(host); err == nil {
			return New(BadIPAddress, "value", v, "suggestion", addressText(a)).As("port")
		}
	}
	if u, err := url.Parse(v); err == nil && u.Host != "" {
		if a, err := netip.ParseAddr(u.Hostname()); err == nil {
			return New(BadIPAddress, "value", v, "suggestion", addressText(a))
		}
	}
	return f
}

// validEmail accepts an ASCII mailbox local@domain (RFC 5280 section 4.2.1.6), without quoting and without display name.
func validEmail(s string) bool {
	local, domain, ok := cutLast(s, "@")
	if !ok || len(local) == 0 || len(local) > 64 || strings.Contains(local, "@") || dnsFault(domain) != "" || strings.HasPrefix(domain, "*") {
		return false
	}
	if local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, "..") {
		return false
	}
	for i := 0; i < len(local); i++ { // atext of RFC 5322 and the dot
		if c := local[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),:;<>[\]`, c) >= 0 {
			return false
		}
	}
	return true
}

// validURI accepts an absolute ASCII URI; a host, when there is one, has to be a name or an address (RFC 5280 section 4.2.1.6).
func validURI(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || u.Opaque == "" && u.Host == "" && u.Path == "" {
		return false
	}
	if host := u.Hostname(); host != "" {
		if _, err := netip.ParseAddr(host); err != nil && dnsFault(host) != "" {
			return false
		}
	}
	return true
}
