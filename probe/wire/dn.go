package wire

import (
	"crypto/x509"
	"encoding/hex"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// Names are read here with the least of ASN.1, because what a peer sends may be what a strict parser
// refuses, and the timeline should still say whose certificate it is.

// attributeNames are the short names of RFC 4514 section 3 and the ones that openssl prints, by OID.
var attributeNames = map[string]string{
	"2.5.4.3":                    "CN",
	"2.5.4.4":                    "SN",
	"2.5.4.5":                    "serialNumber",
	"2.5.4.6":                    "C",
	"2.5.4.7":                    "L",
	"2.5.4.8":                    "ST",
	"2.5.4.9":                    "street",
	"2.5.4.10":                   "O",
	"2.5.4.11":                   "OU",
	"2.5.4.12":                   "title",
	"2.5.4.17":                   "postalCode",
	"2.5.4.42":                   "GN",
	"2.5.4.97":                   "organizationIdentifier",
	"1.2.840.113549.1.9.1":       "emailAddress",
	"0.9.2342.19200300.100.1.1":  "UID",
	"0.9.2342.19200300.100.1.25": "DC",
}

// attribute is one part of a name.
type attribute struct {
	name, value string
	joined      bool // by "+" to the one before it
}

// subjectText is how a certificate is called in the timeline: its CN, else its whole subject, else
// its first SAN, or one of the Name values of the model.
func subjectText(der []byte) string {
	subject, ok := rawSubject(der)
	if !ok {
		return model.NameUnreadable
	}
	attributes, ok := readName(subject)
	if !ok {
		return model.NameUnreadable
	}
	for i := len(attributes) - 1; i >= 0; i-- {
		if attributes[i].name == "CN" {
			return "CN=" + escapeValue(attributes[i].value)
		}
	}
	if len(attributes) == 0 {
		return firstSAN(der)
	}
	return joinName(attributes)
}

// nameText renders a DER name as RFC 4514 does, most specific part first.
func nameText(der []byte) string {
	attributes, ok := readName(der)
	if !ok {
		return model.NameUnreadable
	}
	if len(attributes) == 0 {
		return model.NameEmpty
	}
	return joinName(attributes)
}

// firstSAN names a certificate that has no subject.
func firstSAN(der []byte) string {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return model.NameEmpty
	}
	switch {
	case len(c.DNSNames) > 0:
		return "DNS:" + c.DNSNames[0]
	case len(c.IPAddresses) > 0:
		return "IP:" + c.IPAddresses[0].String()
	case len(c.URIs) > 0:
		return "URI:" + c.URIs[0].String()
	case len(c.EmailAddresses) > 0:
		return "email:" + c.EmailAddresses[0]
	}
	return model.NameEmpty
}

// rawSubject walks to the subject of a certificate (RFC 5280 section 4.1).
func rawSubject(der []byte) (cryptobyte.String, bool) {
	s := cryptobyte.String(der)
	var cert, tbs, subject cryptobyte.String
	if !s.ReadASN1(&cert, asn1.SEQUENCE) || !cert.ReadASN1(&tbs, asn1.SEQUENCE) ||
		!tbs.SkipOptionalASN1(asn1.Tag(0).Constructed().ContextSpecific()) { // version
		return nil, false
	}
	for range 4 { // serial number, signature, issuer, validity
		var skipped cryptobyte.String
		var tag asn1.Tag
		if !tbs.ReadAnyASN1(&skipped, &tag) {
			return nil, false
		}
	}
	return subject, tbs.ReadASN1Element(&subject, asn1.SEQUENCE)
}

// readName reads the attributes of a name in the order in which they stand.
func readName(der []byte) ([]attribute, bool) {
	s := cryptobyte.String(der)
	var rdns cryptobyte.String
	if !s.ReadASN1(&rdns, asn1.SEQUENCE) {
		return nil, false
	}
	var out []attribute
	for !rdns.Empty() {
		var rdn cryptobyte.String
		if !rdns.ReadASN1(&rdn, asn1.SET) {
			return nil, false
		}
		for first := true; !rdn.Empty(); first = false {
			a, ok := readAttribute(&rdn)
			if !ok {
				return nil, false
			}
			a.joined = !first
			out = append(out, a)
		}
	}
	return out, true
}

func readAttribute(rdn *cryptobyte.String) (a attribute, ok bool) {
	var pair, oid, value cryptobyte.String
	var tag asn1.Tag
	if !rdn.ReadASN1(&pair, asn1.SEQUENCE) || !pair.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) ||
		!pair.ReadAnyASN1(&value, &tag) {
		return a, false
	}
	var id x509.OID
	if id.UnmarshalBinary(oid) == nil {
		a.name = id.String()
	} else {
		a.name = hex.EncodeToString(oid)
	}
	if short := attributeNames[a.name]; short != "" {
		a.name = short
	}
	a.value = stringValue(tag, value)
	return a, true
}

// stringValue turns the string types of a name into UTF-8; anything else is shown as RFC 4514 does: #hex.
func stringValue(tag asn1.Tag, value []byte) string {
	const universalString, bmpString = asn1.Tag(28), asn1.Tag(30)
	switch {
	case tag == bmpString && len(value)%2 == 0:
		units := make([]uint16, len(value)/2)
		for i := range units {
			units[i] = uint16(value[2*i])<<8 | uint16(value[2*i+1])
		}
		return string(utf16.Decode(units))
	case tag == universalString && len(value)%4 == 0:
		var b strings.Builder
		for i := 0; i < len(value); i += 4 {
			b.WriteRune(rune(uint32(value[i])<<24 | uint32(value[i+1])<<16 | uint32(value[i+2])<<8 | uint32(value[i+3])))
		}
		return b.String()
	case tag == asn1.T61String && !utf8.Valid(value):
		var b strings.Builder
		for _, c := range value {
			b.WriteRune(rune(c)) // read as Latin-1, as everybody does
		}
		return b.String()
	case utf8.Valid(value):
		return string(value)
	}
	return "#" + hex.EncodeToString(value)
}

// joinName writes a name as RFC 4514: the last part first.
func joinName(attributes []attribute) string {
	var b strings.Builder
	for end := len(attributes); end > 0; {
		start := end - 1
		for attributes[start].joined {
			start--
		}
		for i, a := range attributes[start:end] {
			if i > 0 {
				b.WriteByte('+')
			} else if b.Len() > 0 {
				b.WriteByte(',')
			}
			b.WriteString(a.name + "=" + escapeValue(a.value))
		}
		end = start
	}
	return b.String()
}

// escapeValue protects what has a meaning in RFC 4514 section 2.4. A "#" at the front stays only
// where it marks hex, which stringValue alone produces for bytes that are no text.
func escapeValue(v string) string {
	var b strings.Builder
	for i, r := range v {
		edge := r == ' ' && (i == 0 || i == len(v)-1)
		if edge || strings.ContainsRune(`,+"\<>;`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
