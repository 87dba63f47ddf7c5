package pki

import (
	"bytes"
	"math/big"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Kinds of objects that a file can hold: model.Item.Kind.
const (
	KindCertificate = "certificate"
	KindRequest     = "csr"
	KindKey         = "key"
	KindPublicKey   = "public-key"
	KindCRL         = "crl"
	KindPKCS7       = "pkcs7"
	KindPKCS12      = "pkcs12"
	KindOpenSSH     = "openssh-key"
	KindPGP         = "pgp-key"
	KindJKS         = "jks"
	KindParameters  = "parameters" // EC or DH parameters, which openssl writes before a key
	KindUnknown     = "unknown"
)

// labels says what the label of a PEM block promises.
var labels = map[string]string{
	"CERTIFICATE": KindCertificate, "X509 CERTIFICATE": KindCertificate, "TRUSTED CERTIFICATE": KindCertificate,
	"CERTIFICATE REQUEST": KindRequest, "NEW CERTIFICATE REQUEST": KindRequest,
	"PRIVATE KEY": KindKey, "RSA PRIVATE KEY": KindKey, "EC PRIVATE KEY": KindKey, "DSA PRIVATE KEY": KindKey,
	"ENCRYPTED PRIVATE KEY": KindKey, "ANY PRIVATE KEY": KindKey,
	"PUBLIC KEY": KindPublicKey, "RSA PUBLIC KEY": KindPublicKey,
	"X509 CRL": KindCRL, "PKCS7": KindPKCS7, "PKCS #7 SIGNED DATA": KindPKCS7, "CMS": KindPKCS7, "PKCS12": KindPKCS12,
	"OPENSSH PRIVATE KEY": KindOpenSSH, "SSH2 PUBLIC KEY": KindOpenSSH, "SSH2 ENCRYPTED PRIVATE KEY": KindOpenSSH,
	"PGP PRIVATE KEY BLOCK": KindPGP, "PGP PUBLIC KEY BLOCK": KindPGP, "PGP MESSAGE": KindPGP, "PGP SIGNATURE": KindPGP,
	"EC PARAMETERS": KindParameters, "DH PARAMETERS": KindParameters, "DSA PARAMETERS": KindParameters,
}

// binaryKind names DER, and the binary formats that are not DER, by their structure.
func binaryKind(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xfe, 0xed, 0xfe, 0xed}), bytes.HasPrefix(data, []byte{0xce, 0xce, 0xce, 0xce}):
		return KindJKS
	case bytes.HasPrefix(data, []byte{0x30, 0x80, 0x02, 0x01, 0x03, 0x30, 0x80}): // BER, as NSS and browsers export
		return KindPKCS12
	case bytes.HasPrefix(data, []byte{0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}):
		return KindPKCS7
	}
	in := cryptobyte.String(data)
	var body cryptobyte.String
	if !in.ReadASN1(&body, cbasn1.SEQUENCE) {
		return KindUnknown
	}
	if keyShape(data).form != formNone {
		return KindKey
	}
	if body.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER) {
		if oid := readOID(&body); strings.HasPrefix(oid, "1.2.840.113549.1.7.") {
			return KindPKCS7
		}
		return KindUnknown
	}
	if body.PeekASN1Tag(cbasn1.INTEGER) {
		return integerLedKind(body)
	}
	return signedKind(data, body)
}

// integerLedKind tells PFX (RFC 7292: version 3 and a ContentInfo) from RSAPublicKey (two integers).
func integerLedKind(body cryptobyte.String) string {
	var content cryptobyte.String
	n := new(big.Int)
	if !body.ReadASN1Integer(n) {
		return KindUnknown
	}
	if body.PeekASN1Tag(cbasn1.SEQUENCE) && body.ReadASN1(&content, cbasn1.SEQUENCE) && strings.HasPrefix(readOID(&content), "1.2.840.113549.1.7.") {
		return KindPKCS12
	}
	if n.BitLen() > 256 && body.ReadASN1Integer(n) && body.Empty() {
		return KindPublicKey
	}
	return KindUnknown
}

// signedKind tells apart the structures that begin with a sequence: certificate, request and revocation list are
// a body, an algorithm and a signature; a public key is an algorithm and bits.
func signedKind(data []byte, body cryptobyte.String) string {
	var first, second cryptobyte.String
	if !body.ReadASN1(&first, cbasn1.SEQUENCE) {
		return KindUnknown
	}
	if body.PeekASN1Tag(cbasn1.BIT_STRING) && first.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER) {
		return KindPublicKey
	}
	if !body.ReadASN1(&second, cbasn1.SEQUENCE) || !body.PeekASN1Tag(cbasn1.BIT_STRING) {
		return KindUnknown
	}
	if _, err := dissect(data); err == nil {
		return KindCertificate
	}
	n := new(big.Int)
	version := first.PeekASN1Tag(cbasn1.INTEGER) && first.ReadASN1Integer(n)
	var a, b cryptobyte.String
	if !first.ReadASN1(&a, cbasn1.SEQUENCE) {
		return KindUnknown
	}
	if version && first.ReadASN1(&b, cbasn1.SEQUENCE) && first.PeekASN1Tag(cbasn1.Tag(0).ContextSpecific().Constructed()) {
		return KindRequest // version, subject, public key, attributes
	}
	if a.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER) {
		return KindCRL // signature algorithm, issuer, times
	}
	return KindUnknown
}

// bundled lists the certificates of a PKCS#7 SignedData (RFC 2315 section 9.1), the usual .p7b; nil when it is in BER or
// holds none.
func bundled(der []byte) [][]byte {
	in := cryptobyte.String(der)
	var info, content, signed, skip, certs cryptobyte.String
	zero := cbasn1.Tag(0).ContextSpecific().Constructed()
	if !in.ReadASN1(&info, cbasn1.SEQUENCE) || readOID(&info) != "1.2.840.113549.1.7.2" ||
		!info.ReadASN1(&content, zero) || !content.ReadASN1(&signed, cbasn1.SEQUENCE) ||
		!signed.ReadASN1(&skip, cbasn1.INTEGER) || !signed.ReadASN1(&skip, cbasn1.SET) ||
		!signed.ReadASN1(&skip, cbasn1.SEQUENCE) || !signed.ReadASN1(&certs, zero) {
		return nil
	}
	var out [][]byte
	for !certs.Empty() {
		var one cryptobyte.String
		if !certs.ReadASN1Element(&one, cbasn1.SEQUENCE) {
			break
		}
		out = append(out, one)
	}
	return out
}
