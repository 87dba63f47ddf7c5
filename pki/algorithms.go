package pki

import (
	"encoding/asn1"
	"math/big"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Object identifiers of public key algorithms.
const (
	oidRSA = "1.2.840.113549.1.1.1"
	oidEC  = "1.2.840.10045.2.1"
)

// keyAlgorithms names public key algorithms other than RSA and EC. Go can use the ones marked true.
var keyAlgorithms = map[string]struct {
	name   string
	usable bool
}{
	"1.3.101.112": {"Ed25519", true}, "1.3.101.110": {"X25519", true},
	"1.3.101.113": {"Ed448", false}, "1.3.101.111": {"X448", false},
	"1.2.840.10040.4.1": {"DSA", false}, "1.2.840.113549.1.3.1": {"DH", false}, "1.2.840.10046.2.1": {"DH", false},
	"1.2.840.113549.1.1.10":   {"RSA-PSS", false},
	"2.16.840.1.101.3.4.3.17": {"ML-DSA-44", false}, "2.16.840.1.101.3.4.3.18": {"ML-DSA-65", false},
	"2.16.840.1.101.3.4.3.19": {"ML-DSA-87", false},
	"1.2.643.7.1.1.1.1":       {"GOST R 34.10-2012 256", false}, "1.2.643.7.1.1.1.2": {"GOST R 34.10-2012 512", false},
}

// curves names elliptic curves. Go can use the ones marked true.
var curves = map[string]struct {
	name   string
	usable bool
}{
	"1.2.840.10045.3.1.7": {"P-256", true}, "1.3.132.0.34": {"P-384", true}, "1.3.132.0.35": {"P-521", true},
	"1.3.132.0.33": {"P-224", true}, "1.2.840.10045.3.1.1": {"P-192", false}, "1.3.132.0.10": {"secp256k1", false},
	"1.2.156.10197.1.301": {"SM2", false}, "1.3.36.3.3.2.8.1.1.7": {"brainpoolP256r1", false},
	"1.3.36.3.3.2.8.1.1.11": {"brainpoolP384r1", false}, "1.3.36.3.3.2.8.1.1.13": {"brainpoolP512r1", false},
}

// signatures names signature algorithms as Go does, and the ones that Go has no name for.
var signatures = map[string]string{
	"1.2.840.113549.1.1.2": "MD2-RSA", "1.2.840.113549.1.1.4": "MD5-RSA", "1.2.840.113549.1.1.5": "SHA1-RSA",
	"1.3.14.3.2.29": "SHA1-RSA", "1.2.840.113549.1.1.14": "SHA224-RSA", "1.2.840.113549.1.1.11": "SHA256-RSA",
	"1.2.840.113549.1.1.12": "SHA384-RSA", "1.2.840.113549.1.1.13": "SHA512-RSA",
	"1.2.840.10045.4.1": "ECDSA-SHA1", "1.2.840.10045.4.3.1": "ECDSA-SHA224", "1.2.840.10045.4.3.2": "ECDSA-SHA256",
	"1.2.840.10045.4.3.3": "ECDSA-SHA384", "1.2.840.10045.4.3.4": "ECDSA-SHA512",
	"1.2.840.10040.4.3": "DSA-SHA1", "2.16.840.1.101.3.4.3.2": "DSA-SHA256",
	"1.3.101.112": "Ed25519", "1.3.101.113": "Ed448", "1.2.156.10197.1.501": "SM2-SM3",
	"2.16.840.1.101.3.4.3.17": "ML-DSA-44", "2.16.840.1.101.3.4.3.18": "ML-DSA-65", "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
}

// maxOID is the longest object identifier that is written out, in octets.
const maxOID = 128

var pssHashes = map[string]string{
	"2.16.840.1.101.3.4.2.1": "SHA256-RSAPSS", "2.16.840.1.101.3.4.2.2": "SHA384-RSAPSS", "2.16.840.1.101.3.4.2.3": "SHA512-RSAPSS",
}

// signatureName names the algorithm of an AlgorithmIdentifier; an unknown one is its dotted OID.
func signatureName(identifier cryptobyte.String) string {
	oid, params := readAlgorithm(identifier)
	if oid == "1.2.840.113549.1.1.10" { // RSASSA-PSS-params: [0] hashAlgorithm, SHA-1 when absent (RFC 4055 section 3.1)
		var body, hash cryptobyte.String
		if params.ReadASN1(&body, cbasn1.SEQUENCE) && body.ReadASN1(&hash, cbasn1.Tag(0).ContextSpecific().Constructed()) {
			var alg cryptobyte.String
			if hash.ReadASN1(&alg, cbasn1.SEQUENCE) {
				h, _ := readAlgorithm(alg)
				if name, ok := pssHashes[h]; ok {
					return name
				}
			}
		}
		return "RSAPSS"
	}
	if name, ok := signatures[oid]; ok {
		return name
	}
	return oid
}

// readAlgorithm splits the contents of an AlgorithmIdentifier into the dotted OID and the encoded parameters.
func readAlgorithm(body cryptobyte.String) (oid string, params cryptobyte.String) {
	oid = readOID(&body)
	return oid, body
}

// readOID reads an OBJECT IDENTIFIER and returns it dotted, or "" when there is none.
func readOID(s *cryptobyte.String) string {
	var raw cryptobyte.String
	if !s.ReadASN1(&raw, cbasn1.OBJECT_IDENTIFIER) || len(raw) == 0 {
		return ""
	}
	return dotted(raw) // encoding/asn1 refuses arcs over 31 bits
}

// dotted writes the contents of an OBJECT IDENTIFIER of any size.
func dotted(raw []byte) string {
	if len(raw) > maxOID {
		return "0." + strconv.Itoa(len(raw)) // nobody's: a name that is no name, instead of minutes of arithmetic
	}
	out := make([]byte, 0, 32)
	for first := true; len(raw) > 0; first = false {
		n := 0
		for n < len(raw)-1 && raw[n]&0x80 != 0 {
			n++
		}
		if n >= 9 { // over 63 bits
			out = appendLargeArc(out, raw[:n+1], first)
		} else {
			out = appendArc(out, raw[:n+1], first)
		}
		raw = raw[n+1:]
	}
	return string(out)
}

// appendArc writes one arc; the first octets hold two, of which the first is 0, 1 or, for everything from 80 on, 2.
func appendArc(out, raw []byte, first bool) []byte {
	var arc uint64
	for _, b := range raw {
		arc = arc<<7 | uint64(b&0x7f)
	}
	if first {
		root := min(arc/40, 2)
		out = strconv.AppendUint(out, root, 10)
		arc -= root * 40
	}
	return strconv.AppendUint(append(out, '.'), arc, 10)
}

func appendLargeArc(out, raw []byte, first bool) []byte {
	arc := new(big.Int)
	for _, b := range raw {
		arc.Or(arc.Lsh(arc, 7), big.NewInt(int64(b&0x7f)))
	}
	if first {
		out = append(out, '2')
		arc.Sub(arc, big.NewInt(80))
	}
	return arc.Append(append(out, '.'), 10)
}

// spkiName names the key of a SubjectPublicKeyInfo and says whether it can be used here.
func spkiName(der []byte) (name string, usable bool) {
	in := cryptobyte.String(der)
	var body, alg cryptobyte.String
	if !in.ReadASN1(&body, cbasn1.SEQUENCE) || !body.ReadASN1(&alg, cbasn1.SEQUENCE) {
		return "", false
	}
	var bits asn1.BitString
	_ = body.ReadASN1BitString(&bits)
	oid, params := readAlgorithm(alg)
	return keyAlgorithmName(oid, params, bits.Bytes)
}

func keyAlgorithmName(oid string, params cryptobyte.String, public []byte) (string, bool) {
	switch oid {
	case oidRSA:
		n := rsaBits(public)
		return "RSA " + strconv.Itoa(n), n > 0 && n <= MaxRSABits
	case oidEC:
		return curveName(params)
	}
	if a, ok := keyAlgorithms[oid]; ok {
		return a.name, a.usable
	}
	return oid, false
}

func curveName(params cryptobyte.String) (string, bool) {
	if params.PeekASN1Tag(cbasn1.SEQUENCE) {
		return "ECDSA explicit curve", false
	}
	oid := readOID(&params)
	if c, ok := curves[oid]; ok {
		return "ECDSA " + c.name, c.usable
	}
	return "ECDSA " + oid, false
}

// rsaBits is the length of the modulus in an RSAPublicKey, 0 when it cannot be read.
func rsaBits(public []byte) int {
	in := cryptobyte.String(public)
	var body cryptobyte.String
	n := new(big.Int)
	if !in.ReadASN1(&body, cbasn1.SEQUENCE) || !body.ReadASN1Integer(n) {
		return 0
	}
	return n.BitLen()
}

// spkiRSABits is the modulus length of an RSA SubjectPublicKeyInfo, 0 for other keys.
func spkiRSABits(der []byte) int {
	in := cryptobyte.String(der)
	var body, alg cryptobyte.String
	var bits asn1.BitString
	if !in.ReadASN1(&body, cbasn1.SEQUENCE) || !body.ReadASN1(&alg, cbasn1.SEQUENCE) || !body.ReadASN1BitString(&bits) {
		return 0
	}
	if oid, _ := readAlgorithm(alg); oid != oidRSA {
		return 0
	}
	return rsaBits(bits.Bytes)
}
