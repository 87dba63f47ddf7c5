package pki

import (
	"encoding/hex"
	"fmt"
	"net/netip"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// Tags of GeneralName (RFC 5280 section 4.2.1.6).
const (
	tagOtherName = 0
	tagEmail     = 1
	tagDNS       = 2
	tagDirName   = 4
	tagURI       = 6
	tagIP        = 7
	tagRID       = 8
)

// encodeSANs builds the contents of a subjectAltName extension: the names in the order given, then more, which are
// encoded GeneralNames kept from an earlier certificate. A URI is written as typed: url.URL would rewrite it.
func encodeSANs(names []model.SAN, more [][]byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, n := range names {
			tag, value, err := generalName(n)
			if err != nil {
				b.SetError(err)
				return
			}
			b.AddASN1(cbasn1.Tag(tag).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(value) })
		}
		for _, raw := range more {
			b.AddBytes(raw)
		}
	})
	return b.Bytes()
}

func generalName(n model.SAN) (uint8, []byte, error) {
	switch n.Kind {
	case model.IP:
		ip, err := netip.ParseAddr(n.Value)
		if err != nil || ip.Zone() != "" {
			return 0, nil, fmt.Errorf("pki: %q is not an IP address", n.Value)
		}
		return tagIP, ip.Unmap().AsSlice(), nil
	case model.DNS, model.Email, model.URI:
		if !ascii(n.Value) {
			return 0, nil, fmt.Errorf("pki: %q cannot be an IA5String", n.Value)
		}
		tag := map[model.SANKind]uint8{model.DNS: tagDNS, model.Email: tagEmail, model.URI: tagURI}[n.Kind]
		return tag, []byte(n.Value), nil
	}
	return 0, nil, fmt.Errorf("pki: names of kind %q are not made", n.Kind)
}

// decodeSANs reads the contents of a subjectAltName extension. rest are the encoded names of kinds that certwright does
// not make (otherName, directoryName ...): they are listed too, and kept when the certificate is issued again.
func decodeSANs(ext []byte) (names []model.SAN, rest [][]byte) {
	in := cryptobyte.String(ext)
	var body cryptobyte.String
	if !in.ReadASN1(&body, cbasn1.SEQUENCE) {
		return nil, nil
	}
	for !body.Empty() {
		var whole, value cryptobyte.String
		var tag cbasn1.Tag
		if !body.ReadAnyASN1Element(&whole, &tag) {
			return names, rest
		}
		element := whole
		element.ReadAnyASN1(&value, &tag)
		switch uint8(tag) & 0x1f {
		case tagDNS:
			names = append(names, model.SAN{Kind: model.DNS, Value: string(value)})
		case tagEmail:
			names = append(names, model.SAN{Kind: model.Email, Value: string(value)})
		case tagURI:
			names = append(names, model.SAN{Kind: model.URI, Value: string(value)})
		case tagIP:
			names = append(names, model.SAN{Kind: model.IP, Value: ipText(value)})
		default:
			names = append(names, otherSAN(uint8(tag)&0x1f, value))
			rest = append(rest, whole)
		}
	}
	return names, rest
}

// ipText writes an address; one of a wrong length is its octets in hex, which no parser takes for an address.
func ipText(octets []byte) string {
	if ip, ok := netip.AddrFromSlice(octets); ok {
		return ip.String()
	}
	return "0x" + hex.EncodeToString(octets)
}

func otherSAN(tag uint8, value cryptobyte.String) model.SAN {
	switch tag {
	case tagOtherName:
		oid := readOID(&value)
		return model.SAN{Kind: model.OtherName, Value: oid + ";" + otherNameText(value)}
	case tagDirName:
		subject, _ := DecodeSubject(value)
		return model.SAN{Kind: model.DirName, Value: subject.String()}
	case tagRID:
		return model.SAN{Kind: model.RegisteredID, Value: dotted(value)}
	}
	return model.SAN{Kind: model.OtherName, Value: "#" + hex.EncodeToString(value)}
}

// otherNameText reads the value of an otherName, which is text for the common ones (a Microsoft UPN).
func otherNameText(value cryptobyte.String) string {
	var inner cryptobyte.String
	whole := value
	if !value.ReadASN1(&inner, cbasn1.Tag(0).ContextSpecific().Constructed()) {
		return "#" + hex.EncodeToString(whole)
	}
	return decodeString(inner)
}
