package model

import (
	"encoding/asn1"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf16"
)

// ParseSubject reads a subject from text, in one of three forms:
//
//	/C=CN/ST=ZheJiang/O=Company/CN=pouch_test    openssl's -subj: a backslash makes the next character plain
//	CN=pouch_test,O=Company\, Ltd,C=CN           RFC 4514: last encoded first, so it is reversed; \C3\B6 and "quotes" are understood
//	C = CN, O = Company, CN = pouch_test         what openssl prints (blanks around =): in the order encoded
//
// Types may be short, long (commonName, S for ST, E for emailAddress) or dotted OIDs; they come back as AttributeName gives them.
// A pasted "subject=" or "Subject:" in front is dropped. The findings speak of what could not be read; CheckSubject judges the values.
// Relative names with several attributes (+) are refused.
func ParseSubject(text string) (Subject, []Finding) {
	body := withoutLabel(trim(text))
	if body == "" {
		return nil, nil
	}
	p := subjectParser{text: text, separators: ",;", hex: true}
	if body[0] == '/' {
		p.separators, p.hex = "/", false
		body = strings.TrimPrefix(body[1:], "/") // shells of Windows want two
		if n := len(body) - 1; n > 0 && body[n] == '/' && !escapedAt(body, n) {
			body = body[:n]
		}
	}
	printed := p.hex && printedByOpenSSL(body)
	for _, piece := range p.split(body) {
		p.attribute(piece)
	}
	if p.hex && !printed {
		slices.Reverse(p.subject)
	}
	return p.subject, p.findings
}

// trim takes the blanks at both ends away, but not one that a backslash makes plain.
func trim(s string) string {
	s = strings.TrimLeft(s, blank)
	end := len(strings.TrimRight(s, blank))
	if end < len(s) && escapedAt(s, end) {
		end++
	}
	return s[:end]
}

// escapedAt reports whether an odd number of backslashes stands before s[i].
func escapedAt(s string, i int) bool {
	return (i-len(strings.TrimRight(s[:i], `\`)))%2 == 1
}

// withoutLabel drops what tools print in front of a subject.
func withoutLabel(s string) string {
	for _, label := range []string{"subject=", "subject:", "issuer=", "issuer:"} {
		if len(s) > len(label) && strings.EqualFold(s[:len(label)], label) {
			return strings.TrimLeft(s[len(label):], blank)
		}
	}
	return s
}

// printedByOpenSSL recognises the form "C = CN, O = x": the first type is followed by a blank.
func printedByOpenSSL(s string) bool {
	before, _, ok := strings.Cut(s, "=")
	return ok && strings.HasSuffix(before, " ") && attributeKnown(before)
}

func attributeKnown(kind string) bool { return AttributeOID(strings.Trim(kind, blank)) != "" }

type subjectParser struct {
	text       string
	separators string
	hex        bool // RFC 4514: hex pairs and quotes
	subject    Subject
	findings   []Finding
}

func (p *subjectParser) refuse(variant, at string) {
	p.findings = append(p.findings, New(BadSubject, "value", p.text, "at", strings.Trim(at, blank)).As(variant).Seen("subject"))
}

// split cuts at separators that are neither escaped nor quoted.
func (p *subjectParser) split(s string) []string {
	var pieces []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '"' && p.hex:
			quoted = !quoted
		case !quoted && strings.IndexByte(p.separators, s[i]) >= 0:
			pieces = append(pieces, s[start:i])
			start = i + 1
		}
	}
	return append(pieces, s[start:])
}

// attribute reads TYPE=VALUE.
func (p *subjectParser) attribute(piece string) {
	kind, raw, ok := strings.Cut(piece, "=")
	kind = strings.Trim(kind, blank)
	switch {
	case !ok || kind == "":
		p.refuse("no-equals", piece)
		return
	case p.plus(piece):
		p.refuse("multi-valued", piece)
		return
	case AttributeOID(kind) == "":
		p.refuse("unknown-type", kind)
		return
	}
	value, ok := p.value(raw)
	if !ok {
		p.refuse("escape", piece)
		return
	}
	p.subject = append(p.subject, Attribute{AttributeName(kind), value})
}

// plus reports an unescaped, unquoted +.
func (p *subjectParser) plus(piece string) bool {
	q := subjectParser{separators: "+", hex: p.hex}
	return len(q.split(piece)) > 1
}

// value takes the escapes and the blanks at both ends away.
func (p *subjectParser) value(raw string) (string, bool) {
	raw = strings.TrimLeft(raw, blank)
	if p.hex && strings.HasPrefix(raw, "#") {
		return hexValue(strings.Trim(raw[1:], blank))
	}
	var out []byte
	solid, quoted := 0, false // solid: up to where blanks are meant
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c == '"' && p.hex:
			quoted = !quoted
			solid = len(out)
			continue
		case c == '\\':
			b, n := p.escape(raw[i+1:])
			if n == 0 {
				return "", false
			}
			out = append(out, b)
			i += n
			solid = len(out)
			continue
		}
		out = append(out, c)
		if quoted || strings.IndexByte(blank, c) < 0 {
			solid = len(out)
		}
	}
	return string(out[:solid]), !quoted
}

// escape reads what follows a backslash and returns the byte meant and how many were read; 0 means that it cannot be read.
func (p *subjectParser) escape(rest string) (byte, int) {
	if rest == "" {
		return 0, 0
	}
	if !p.hex {
		return rest[0], 1
	}
	if len(rest) >= 2 {
		if b, err := hex.DecodeString(rest[:2]); err == nil {
			return b[0], 2
		}
	}
	if c := rest[0]; c >= 0x80 || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' {
		return 0, 0
	}
	return rest[0], 1
}

// hexValue reads the #0C0161 form: the DER of a string (RFC 4514 section 2.4).
func hexValue(digits string) (string, bool) {
	der, err := hex.DecodeString(digits)
	if err != nil {
		return "", false
	}
	var v asn1.RawValue
	rest, err := asn1.Unmarshal(der, &v)
	if err != nil || len(rest) > 0 || v.Class != asn1.ClassUniversal || v.IsCompound {
		return "", false
	}
	switch v.Tag {
	case asn1.TagUTF8String, asn1.TagPrintableString, asn1.TagIA5String, asn1.TagNumericString:
		return string(v.Bytes), true
	case asn1.TagBMPString:
		if len(v.Bytes)%2 != 0 {
			return "", false
		}
		units := make([]uint16, 0, len(v.Bytes)/2)
		for i := 0; i < len(v.Bytes); i += 2 {
			units = append(units, uint16(v.Bytes[i])<<8|uint16(v.Bytes[i+1]))
		}
		return string(utf16.Decode(units)), true
	}
	return "", false
}
