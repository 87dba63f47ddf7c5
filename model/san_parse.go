package model

import (
	"net/netip"
	"strings"
)

// prefixes are what may stand in front of a name, as openssl writes and prints it; compared without regard to case.
var prefixes = []struct {
	text string
	kind SANKind
}{
	{"DNS:", DNS}, {"IP Address:", IP}, {"IP:", IP}, {"email:", Email}, {"URI:", URI},
}

// ParseSANs reads a typed or pasted list: separated by commas, semicolons (also the full-width ones of Chinese keyboards), newlines
// or blanks, each name with or without prefix (DNS:, IP:, IP Address:, email:, URI:); without one its kind is found from the text.
//
// After URI: commas and semicolons belong to the URI, unless another prefix follows. A blank separates when a word beside it looks like a host
// (it has a dot, a digit, a colon, @, * or -); else it is taken for a blank inside one name, which is a finding.
// Names come back canonical, each once; what cannot be read comes back too, as the finding's value has it.
func ParseSANs(text string) ([]SAN, []Finding) {
	var out []SAN
	var findings []Finding
	have := map[SAN]bool{}
	for _, piece := range splitSANs(text) {
		s, f := ParseSAN(piece)
		findings = append(findings, f...)
		if have[s] {
			findings = append(findings, New(DuplicateSAN, "value", s.String()).Seen("san"))
			continue
		}
		have[s] = true
		out = append(out, s)
	}
	return out, findings
}

// ParseSAN reads exactly one name; separators are part of it.
func ParseSAN(one string) (SAN, []Finding) {
	one = strings.Trim(one, blank)
	if kind, rest := cutPrefix(one); kind != "" {
		s := SAN{kind, rest}
		return s.Canonical(), CheckSAN(s)
	}
	s := SAN{guessKind(one), one}
	return s.Canonical(), CheckSAN(s)
}

// cutPrefix takes a known prefix off.
func cutPrefix(s string) (SANKind, string) {
	for _, p := range prefixes {
		if len(s) >= len(p.text) && strings.EqualFold(s[:len(p.text)], p.text) {
			return p.kind, strings.Trim(s[len(p.text):], blank)
		}
	}
	return "", s
}

// guessKind finds what a name without prefix is.
func guessKind(s string) SANKind {
	host := unbracket(s)
	if _, err := netip.ParseAddr(host); err == nil {
		return IP
	}
	if scheme, _, ok := strings.Cut(s, "://"); ok {
		switch lower(scheme) {
		case "http", "https", "tcp", "ws", "wss", "tls", "ssl": // the address of a server: its name was meant
			return DNS
		}
		return URI
	}
	if len(s) > 4 && strings.EqualFold(s[:4], "urn:") {
		return URI
	}
	if strings.Contains(s, "@") {
		return Email
	}
	if f := badIP(s); f.Variant != "" || numeric(host) {
		return IP
	}
	return DNS
}

// numeric reports text that was meant as an IPv4 address: labels of digits only, or an IPv6 address: hex digits and several colons.
func numeric(s string) bool {
	s, _, _ = strings.Cut(s, "%")
	if strings.Trim(s, "0123456789.") == "" {
		return strings.Trim(s, ".") != ""
	}
	return strings.Count(s, ":") > 1 && strings.Trim(lower(s), "0123456789abcdef:.") == ""
}

// splitSANs cuts a list into its names.
func splitSANs(text string) []string {
	text = strings.NewReplacer("，", ",", "、", ",", "；", ";", "\u3000", " ", "\r", "\n", "\t", " ").Replace(text)
	var out []string
	for _, line := range strings.Split(text, "\n") {
		for line = strings.Trim(line, separators); line != ""; {
			var piece string
			piece, line = nextSAN(line)
			if kind, _ := cutPrefix(piece); kind == URI {
				out = append(out, piece)
				continue
			}
			out = append(out, splitBlanks(piece)...)
		}
	}
	return out
}

// separators are what may stand between names.
const separators = " ,;"

// nextSAN cuts the first piece off. A comma or semicolon ends it and so does what stands before another prefix ("web DNS:db");
// after URI: only a blank or a separator with a prefix behind it.
func nextSAN(line string) (piece, rest string) {
	kind, value := cutPrefix(line)
	i := strings.IndexAny(line[len(line)-len(value):], separators)
	for start := len(line) - len(value); i >= 0; i = strings.IndexAny(line[start:], separators) {
		end := start + i
		rest = strings.TrimLeft(line[end:], separators)
		run := line[end : len(line)-len(rest)]
		next, _ := cutPrefix(rest)
		if next != "" || kind == URI && strings.Contains(run, " ") || kind != URI && strings.Trim(run, " ") != "" {
			return line[:end], rest
		}
		start = end + len(run)
	}
	return line, ""
}

// splitBlanks cuts "etcd-1 10.0.1.10" in two and leaves "bad host" as it is, for a finding.
func splitBlanks(piece string) []string {
	kind, body := cutPrefix(piece)
	words := strings.Fields(body)
	if len(words) < 2 {
		return []string{piece}
	}
	for _, w := range words {
		if w != "localhost" && !strings.ContainsAny(w, ".0123456789:@*-") && strings.IndexFunc(w, func(r rune) bool { return r >= 0x80 }) < 0 {
			continue
		}
		if kind != "" {
			words[0] = string(kind) + ":" + words[0]
		}
		return words
	}
	return []string{piece}
}
