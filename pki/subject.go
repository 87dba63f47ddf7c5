package pki

import (
	"crypto/x509"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// EncodeSubject encodes a subject as an RDNSequence (RFC 5280 section 4.1.2.4), one attribute a relative name, in the
// order given. pkix.Name cannot: it orders the attributes itself and writes every string as UTF8String where openssl and
// the RFC want PrintableString (country, serial number, DN qualifier) and IA5String (e-mail, domain component).
func EncodeSubject(s model.Subject) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, a := range s {
			b.AddASN1(cbasn1.SET, func(b *cryptobyte.Builder) {
				b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) { addAttribute(b, a) })
			})
		}
	})
	return b.Bytes()
}

func addAttribute(b *cryptobyte.Builder, a model.Attribute) {
	if err := addOID(b, model.AttributeOID(a.Type)); err != nil {
		b.SetError(fmt.Errorf("subject attribute %q: %w", a.Type, err))
		return
	}
	tag, value := cbasn1.UTF8String, a.Value
	switch model.AttributeEncoding(a.Type) {
	case model.PrintableString:
		if !printable(value) {
			b.SetError(fmt.Errorf("subject attribute %s=%q cannot be a PrintableString", a.Type, value))
		}
		tag = cbasn1.PrintableString
	case model.IA5String:
		if !ascii(value) {
			b.SetError(fmt.Errorf("subject attribute %s=%q cannot be an IA5String", a.Type, value))
		}
		tag = cbasn1.IA5String
	}
	if !utf8.ValidString(value) {
		b.SetError(fmt.Errorf("subject attribute %s is not valid UTF-8", a.Type))
	}
	b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes([]byte(value)) })
}

// addOID adds an object identifier given as text, with arcs of any size.
func addOID(b *cryptobyte.Builder, dotted string) error {
	oid, err := x509.ParseOID(dotted)
	if err != nil {
		return errors.New("not an object identifier")
	}
	raw, err := oid.MarshalBinary()
	if err != nil {
		return err
	}
	b.AddASN1(cbasn1.OBJECT_IDENTIFIER, func(b *cryptobyte.Builder) { b.AddBytes(raw) })
	return nil
}

// printable reports whether s fits the PrintableString of X.680.
func printable(s string) bool {
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune(" '()+,-./:=?", r):
		default:
			return false
		}
	}
	return true
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// DecodeSubject reads an encoded name back, whatever string types it uses. A relative name with several attributes gives
// them one after the other; an attribute type without a name is a dotted OID; a value that is no text is "#" and its
// encoding in hex (RFC 4514 section 2.4). Text is raw and may be hostile.
func DecodeSubject(raw []byte) (model.Subject, error) {
	in := cryptobyte.String(raw)
	var name cryptobyte.String
	if !in.ReadASN1(&name, cbasn1.SEQUENCE) {
		return nil, errors.New("pki: a name is not a sequence")
	}
	var out model.Subject
	for !name.Empty() {
		var set cryptobyte.String
		if !name.ReadASN1(&set, cbasn1.SET) {
			return out, errors.New("pki: a relative name is not a set")
		}
		for !set.Empty() {
			var pair cryptobyte.String
			if !set.ReadASN1(&pair, cbasn1.SEQUENCE) {
				return out, errors.New("pki: a relative name holds no attribute")
			}
			oid := readOID(&pair)
			if oid == "" {
				return out, errors.New("pki: an attribute has no type")
			}
			out = append(out, model.Attribute{Type: model.AttributeName(oid), Value: decodeString(pair)})
		}
	}
	return out, nil
}

// decodeString reads one value of any ASN.1 string type as text.
func decodeString(element cryptobyte.String) string {
	whole := element
	var body cryptobyte.String
	var tag cbasn1.Tag
	if !element.ReadAnyASN1(&body, &tag) {
		return "#" + hex.EncodeToString(whole)
	}
	switch tag {
	case cbasn1.UTF8String, cbasn1.PrintableString, cbasn1.IA5String, 18, 26: // and NumericString, VisibleString
		if utf8.Valid(body) {
			return string(body)
		}
		return latin1(body)
	case cbasn1.T61String: // in practice Latin-1, and since some years UTF-8
		if utf8.Valid(body) {
			return string(body)
		}
		return latin1(body)
	case 30: // BMPString: UTF-16, big-endian
		if len(body)%2 == 0 {
			units := make([]uint16, len(body)/2)
			for i := range units {
				units[i] = binary.BigEndian.Uint16(body[2*i:])
			}
			return string(utf16.Decode(units))
		}
	case 28: // UniversalString: UTF-32, big-endian
		if len(body)%4 == 0 {
			runes := make([]rune, len(body)/4)
			for i := range runes {
				runes[i] = rune(binary.BigEndian.Uint32(body[4*i:]) & 0x7fffffff)
			}
			return string(runes)
		}
	}
	return "#" + hex.EncodeToString(whole)
}

func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}
