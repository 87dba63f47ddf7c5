package chain

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// Extensions that the rules read themselves, RFC 5280 section 4.2.
var (
	oidKeyUsage          = asn1.ObjectIdentifier{2, 5, 29, 15}
	oidSAN               = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidBasicConstraints  = asn1.ObjectIdentifier{2, 5, 29, 19}
	oidCRLNumber         = asn1.ObjectIdentifier{2, 5, 29, 20}
	oidCDP               = asn1.ObjectIdentifier{2, 5, 29, 31}
	oidDeltaCRL          = asn1.ObjectIdentifier{2, 5, 29, 27}
	oidIDP               = asn1.ObjectIdentifier{2, 5, 29, 28}
	oidNameConstraints   = asn1.ObjectIdentifier{2, 5, 29, 30}
	oidPolicies          = asn1.ObjectIdentifier{2, 5, 29, 32}
	oidPolicyConstraints = asn1.ObjectIdentifier{2, 5, 29, 36}
	oidInhibitAnyPolicy  = asn1.ObjectIdentifier{2, 5, 29, 54}
	oidAKI               = asn1.ObjectIdentifier{2, 5, 29, 35}
	oidEKU               = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidEmail             = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}
)

// find returns the extension with this identifier.
func find(list []pkix.Extension, id asn1.ObjectIdentifier) (pkix.Extension, bool) {
	for _, e := range list {
		if e.Id.Equal(id) {
			return e, true
		}
	}
	return pkix.Extension{}, false
}

// extension returns the value of an extension, nil when the certificate has none.
func extension(c *x509.Certificate, id asn1.ObjectIdentifier) []byte {
	e, _ := find(c.Extensions, id)
	return e.Value
}

func has(c *x509.Certificate, id asn1.ObjectIdentifier) bool {
	_, ok := find(c.Extensions, id)
	return ok
}

// aki is the authority key identifier in full (RFC 5280 section 4.2.1.1); crypto/x509 keeps the key identifier only.
type aki struct {
	present bool
	keyID   []byte
	names   bool   // authorityCertIssuer is there
	issuer  []byte // DER of the first directoryName of authorityCertIssuer
	serial  *big.Int
}

func readAKI(c *x509.Certificate) aki {
	var out aki
	der := cryptobyte.String(extension(c, oidAKI))
	out.present = len(der) > 0
	var seq cryptobyte.String
	if !der.ReadASN1(&seq, cb.SEQUENCE) {
		return out
	}
	for !seq.Empty() {
		var v cryptobyte.String
		var tag cb.Tag
		if !seq.ReadAnyASN1(&v, &tag) {
			return out
		}
		switch tag {
		case cb.Tag(0).ContextSpecific():
			out.keyID = v
		case cb.Tag(1).ContextSpecific().Constructed():
			out.names, out.issuer = true, firstDirectoryName(v)
		case cb.Tag(2).ContextSpecific():
			out.serial = new(big.Int).SetBytes(v)
		}
	}
	return out
}

func firstDirectoryName(names cryptobyte.String) []byte {
	for !names.Empty() {
		var v cryptobyte.String
		var tag cb.Tag
		if !names.ReadAnyASN1(&v, &tag) {
			return nil
		}
		if tag == cb.Tag(4).ContextSpecific().Constructed() {
			return v
		}
	}
	return nil
}

// generalNames calls f with the tag number and the content of each name of a GeneralNames sequence.
func generalNames(der []byte, f func(tag int, value []byte)) bool {
	s := cryptobyte.String(der)
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, cb.SEQUENCE) {
		return false
	}
	for !seq.Empty() {
		var v cryptobyte.String
		var tag cb.Tag
		if !seq.ReadAnyASN1(&v, &tag) {
			return false
		}
		f(int(tag&0x1f), v)
	}
	return true
}
