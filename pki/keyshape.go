package pki

import (
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// keyForm is the outer structure of a private key.
type keyForm int

const (
	formNone keyForm = iota
	formPKCS8
	formSEC1
	formPKCS1
	formDSA
	formEncrypted
)

// keyOutline is what can be told of a private key from its structure alone, without arithmetic: cheap for a thousand
// files, and safe for a key of a million bits.
type keyOutline struct {
	form      keyForm
	name      string // as KeyName gives it; "" when the structure does not tell
	supported bool
	rsaBits   int
	spki      string // SPKI of the public key when the file holds it
}

// keyShape looks at a private key in DER.
func keyShape(der []byte) keyOutline {
	in := cryptobyte.String(der)
	var body cryptobyte.String
	if !in.ReadASN1(&body, cbasn1.SEQUENCE) {
		return keyOutline{}
	}
	if body.PeekASN1Tag(cbasn1.SEQUENCE) {
		return encryptedShape(body)
	}
	rest, version := body, new(big.Int)
	if !rest.ReadASN1Integer(version) || !version.IsInt64() {
		return keyOutline{}
	}
	switch {
	case rest.PeekASN1Tag(cbasn1.SEQUENCE):
		return pkcs8Shape(rest)
	case rest.PeekASN1Tag(cbasn1.OCTET_STRING) && version.Int64() == 1:
		return sec1Shape(rest, nil)
	case rest.PeekASN1Tag(cbasn1.INTEGER):
		return integersShape(rest)
	}
	return keyOutline{}
}

func encryptedShape(body cryptobyte.String) keyOutline {
	var alg, data cryptobyte.String
	if body.ReadASN1(&alg, cbasn1.SEQUENCE) && readOID(&alg) != "" && body.ReadASN1(&data, cbasn1.OCTET_STRING) && body.Empty() {
		return keyOutline{form: formEncrypted}
	}
	return keyOutline{}
}

func pkcs8Shape(rest cryptobyte.String) keyOutline {
	var alg, private cryptobyte.String
	if !rest.ReadASN1(&alg, cbasn1.SEQUENCE) || !rest.ReadASN1(&private, cbasn1.OCTET_STRING) {
		return keyOutline{}
	}
	oid, params := readAlgorithm(alg)
	var out keyOutline
	var inner cryptobyte.String
	version := new(big.Int)
	switch {
	case oid == oidRSA && private.ReadASN1(&inner, cbasn1.SEQUENCE) && inner.ReadASN1Integer(version):
		out = integersShape(inner)
	case oid == oidEC && private.ReadASN1(&inner, cbasn1.SEQUENCE) && inner.ReadASN1Integer(version):
		out = sec1Shape(inner, params)
	default:
		out.name, out.supported = keyAlgorithmName(oid, params, nil)
	}
	out.form = formPKCS8
	return out
}

// sec1Shape reads ECPrivateKey (RFC 5915) after its version; curve comes from PKCS#8 when it stands around it.
func sec1Shape(rest, curve cryptobyte.String) keyOutline {
	out := keyOutline{form: formSEC1}
	var private, params, public cryptobyte.String
	if !rest.ReadASN1(&private, cbasn1.OCTET_STRING) {
		return keyOutline{}
	}
	zero := cbasn1.Tag(0).ContextSpecific().Constructed()
	if rest.PeekASN1Tag(zero) && rest.ReadASN1(&params, zero) && curve == nil {
		curve = params
	}
	out.name, out.supported = curveName(curve)
	var point asn1.BitString
	if out.supported && rest.ReadASN1(&public, cbasn1.Tag(1).ContextSpecific().Constructed()) && public.ReadASN1BitString(&point) {
		out.spki = encodeSPKI(oidEC, curve, point.Bytes)
	}
	return out
}

// integersShape reads the integers of RSAPrivateKey (nine with the version) or of the DSA key that openssl writes (six).
func integersShape(rest cryptobyte.String) keyOutline {
	n, e := new(big.Int), new(big.Int)
	if !rest.ReadASN1Integer(n) || !rest.ReadASN1Integer(e) {
		return keyOutline{}
	}
	count := 3
	for v := new(big.Int); rest.ReadASN1Integer(v); {
		count++
	}
	if count == 6 {
		return keyOutline{form: formDSA, name: "DSA"}
	}
	if count < 9 {
		return keyOutline{}
	}
	bits := n.BitLen()
	out := keyOutline{form: formPKCS1, name: "RSA " + strconv.Itoa(bits), rsaBits: bits, supported: bits <= MaxRSABits}
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1BigInt(n); b.AddASN1BigInt(e) })
	if public, err := b.Bytes(); err == nil {
		out.spki = encodeSPKI(oidRSA, []byte{0x05, 0x00}, public)
	}
	return out
}

// encodeSPKI builds a SubjectPublicKeyInfo and gives its SHA-256, which is what SPKI gives for the parsed key.
func encodeSPKI(oid string, params, public []byte) string {
	id, err := x509.ParseOID(oid)
	if err != nil {
		return ""
	}
	rawOID, err := id.MarshalBinary()
	if err != nil {
		return ""
	}
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(cbasn1.OBJECT_IDENTIFIER, func(b *cryptobyte.Builder) { b.AddBytes(rawOID) })
			b.AddBytes(params)
		})
		b.AddASN1BitString(public)
	})
	der, err := b.Bytes()
	if err != nil {
		return ""
	}
	return hexSHA256(der)
}
