package pki

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// extension is one extension as it stands in a certificate or a request.
type extension struct {
	oid      string
	critical bool
	value    []byte // contents of the OCTET STRING
	whole    []byte // the encoded Extension
}

// outline is a certificate taken apart by its structure, without judging it: what crypto/x509 refuses is still read.
type outline struct {
	certificate model.Certificate
	rawSubject  []byte
	rawIssuer   []byte
	rawSPKI     []byte
	serial      *big.Int
	usable      bool // the public key is of a kind and size that can be used here
	extensions  []extension
	restSANs    [][]byte // encoded GeneralNames of kinds that are not made here
}

// find returns the extension with this OID.
func (o outline) find(oid string) (extension, bool) {
	for _, e := range o.extensions {
		if e.oid == oid {
			return e, true
		}
	}
	return extension{}, false
}

// dissect reads the structure of a Certificate (RFC 5280 section 4.1). It fails only where the outer structure is not
// one; everything inside that cannot be read is left out.
func dissect(der []byte) (outline, error) {
	in := cryptobyte.String(der)
	var cert, tbs, outerAlg cryptobyte.String
	if !in.ReadASN1(&cert, cbasn1.SEQUENCE) || !cert.ReadASN1(&tbs, cbasn1.SEQUENCE) || !cert.ReadASN1(&outerAlg, cbasn1.SEQUENCE) {
		return outline{}, errors.New("pki: not a certificate")
	}
	c := model.Certificate{
		Version: 1, PathLen: -1, Signature: signatureName(outerAlg), SHA256: hexSHA256(der), DER: bytes.Clone(der),
	}
	o := outline{serial: new(big.Int)}
	var version cryptobyte.String
	var present bool
	if !tbs.ReadOptionalASN1(&version, &present, cbasn1.Tag(0).ContextSpecific().Constructed()) {
		return outline{}, errors.New("pki: not a certificate: version")
	}
	if present {
		n := new(big.Int)
		if version.ReadASN1Integer(n) && n.IsInt64() {
			c.Version = int(n.Int64()) + 1
		}
	}
	serial, ok := readSerial(&tbs)
	if !ok {
		return outline{}, errors.New("pki: not a certificate: serial number")
	}
	o.serial, c.Serial = serial, serialText(serial)
	var sigAlg, validity cryptobyte.String
	var subject, issuer, spki cryptobyte.String
	if !tbs.ReadASN1(&sigAlg, cbasn1.SEQUENCE) || !tbs.ReadASN1Element(&issuer, cbasn1.SEQUENCE) ||
		!tbs.ReadASN1(&validity, cbasn1.SEQUENCE) || !tbs.ReadASN1Element(&subject, cbasn1.SEQUENCE) ||
		!tbs.ReadASN1Element(&spki, cbasn1.SEQUENCE) {
		return outline{}, errors.New("pki: not a certificate: fields missing")
	}
	c.Subject, _ = DecodeSubject(subject)
	c.Issuer, _ = DecodeSubject(issuer)
	c.NotBefore, c.NotAfter = readTime(&validity), readTime(&validity)
	c.Key, o.usable = spkiName(spki)
	c.SPKI = hexSHA256(spki)
	o.rawSubject, o.rawIssuer, o.rawSPKI = subject, issuer, spki
	o.extensions = readExtensions(tbs)
	o.certificate = c
	o.describeExtensions()
	return o, nil
}

// readSerial reads an INTEGER of any sign, size and encoding.
func readSerial(s *cryptobyte.String) (*big.Int, bool) {
	var raw cryptobyte.String
	if !s.ReadASN1(&raw, cbasn1.INTEGER) || len(raw) == 0 {
		return nil, false
	}
	n := new(big.Int).SetBytes(raw)
	if raw[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))))
	}
	return n, true
}

// serialText is a serial number in hex, two digits an octet, as openssl prints it; a negative one has its sign.
func serialText(n *big.Int) string {
	s := new(big.Int).Abs(n).Text(16)
	if len(s)%2 == 1 {
		s = "0" + s
	}
	if n.Sign() < 0 {
		return "-" + s
	}
	return s
}

// readTime reads UTCTime or GeneralizedTime, also in the forms that RFC 5280 forbids (no seconds, an offset).
func readTime(s *cryptobyte.String) time.Time {
	var raw cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1(&raw, &tag) {
		return time.Time{}
	}
	text := string(raw)
	layouts := []string{"20060102150405Z0700", "200601021504Z0700", "20060102150405.999Z0700"}
	if tag == cbasn1.UTCTime {
		layouts = []string{"060102150405Z0700", "0601021504Z0700"}
	}
	for _, l := range layouts {
		t, err := time.Parse(l, text)
		if err != nil {
			continue
		}
		if tag == cbasn1.UTCTime && t.Year() >= 2050 { // RFC 5280 section 4.1.2.5.1
			t = t.AddDate(-100, 0, 0)
		}
		return t.UTC()
	}
	return time.Time{}
}

// readExtensions finds the extensions of a TBSCertificate behind its optional unique identifiers.
func readExtensions(tbs cryptobyte.String) []extension {
	for !tbs.Empty() {
		var body, list cryptobyte.String
		var tag cbasn1.Tag
		if !tbs.ReadAnyASN1(&body, &tag) {
			return nil
		}
		if tag == cbasn1.Tag(3).ContextSpecific().Constructed() && body.ReadASN1(&list, cbasn1.SEQUENCE) {
			return extensionList(list)
		}
	}
	return nil
}

func extensionList(list cryptobyte.String) []extension {
	var out []extension
	for !list.Empty() {
		var whole, body, value cryptobyte.String
		if !list.ReadASN1Element(&whole, cbasn1.SEQUENCE) {
			return out
		}
		element := whole
		if !element.ReadASN1(&body, cbasn1.SEQUENCE) {
			return out
		}
		e := extension{oid: readOID(&body), whole: whole}
		if body.PeekASN1Tag(cbasn1.BOOLEAN) {
			var flag cryptobyte.String
			body.ReadASN1(&flag, cbasn1.BOOLEAN)
			e.critical = len(flag) == 1 && flag[0] != 0
		}
		if body.ReadASN1(&value, cbasn1.OCTET_STRING) {
			e.value = value
		}
		out = append(out, e)
	}
	return out
}

func readKeyUsage(value cryptobyte.String) []string {
	var bits asn1.BitString
	if !value.ReadASN1BitString(&bits) {
		return nil
	}
	var out []string
	for i, name := range model.KeyUsages() {
		if bits.At(i) == 1 {
			out = append(out, name)
		}
	}
	return out
}

func readEKUs(value cryptobyte.String) []string {
	var list cryptobyte.String
	if !value.ReadASN1(&list, cbasn1.SEQUENCE) {
		return nil
	}
	var out []string
	for !list.Empty() {
		oid := readOID(&list)
		if oid == "" {
			break
		}
		out = append(out, model.EKUName(oid))
	}
	return out
}

// position names an offset of a file for a reason.
func position(line int) string { return fmt.Sprintf("line %d", line) }

func hexText(b []byte) string { return strings.ToLower(hex.EncodeToString(b)) }
