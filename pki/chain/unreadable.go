package chain

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"math/big"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// unreadable explains certificates that crypto/x509 cannot parse: crypto/tls breaks off on any of them.
func unreadable(v *view) []model.Finding {
	var out []model.Finding
	for i, der := range v.in.DER {
		_, err := x509.ParseCertificate(der)
		if err == nil {
			continue
		}
		out = append(out, explainUnreadable(i, der, err))
	}
	if v.in.Leaf == nil && len(v.in.DER) == 0 {
		out = append(out, model.New(model.UnreadableCert, "position", "1", "reason", "").As("none"))
	}
	return out
}

// explainUnreadable picks the known reasons out of what can still be read.
func explainUnreadable(i int, der []byte, err error) model.Finding {
	p := peek(der)
	name := p.name
	if name == "" {
		name = strconv.Itoa(i + 1)
	}
	malformed := func(rule, section string) model.Finding {
		return model.New(model.MalformedCert, "certificate", name, "rule", rule, "section", section).As(rule).Weigh(model.Fatal)
	}
	switch {
	case p.duplicate != "":
		return malformed("duplicate-extension", "4.2")
	case p.serial != nil && p.serial.Sign() < 0:
		return malformed("negative-serial", "4.1.2.2")
	case p.version > 3:
		return malformed("version", "4.1.2.1")
	case p.key != "" && !p.keyKnown:
		return model.New(model.UnsupportedKey, "certificate", name, "algorithm", p.key)
	}
	if i >= maxExplained {
		return model.New(model.UnreadableCert, "position", strconv.Itoa(i+1), "reason", err.Error())
	}
	if m, ok := mended(der); ok {
		return model.New(model.MalformedCert, "certificate", name, "rule", m.what, "section", m.section).As(m.rule).Weigh(model.Fatal)
	}
	return model.New(model.UnreadableCert, "position", strconv.Itoa(i+1), "reason", err.Error())
}

// peeked is what can be read of a certificate that does not parse.
type peeked struct {
	version   int
	serial    *big.Int
	name      string // the common name
	key       string // the kind of key
	keyKnown  bool   // Go knows this kind
	duplicate string // OID of an extension that stands there twice
}

// peek reads as far as it gets, field by field (RFC 5280 section 4.1).
func peek(der []byte) peeked {
	p := peeked{version: 1, keyKnown: true}
	s := cryptobyte.String(der)
	outer, ok1 := element(&s, cb.SEQUENCE)
	tbs, ok2 := element(&outer, cb.SEQUENCE)
	if !ok1 || !ok2 {
		return p
	}
	var version cryptobyte.String
	var present bool
	if tbs.ReadOptionalASN1(&version, &present, cb.Tag(0).Constructed().ContextSpecific()) && present {
		var n int64
		if version.ReadASN1Integer(&n) {
			p.version = int(n) + 1
		}
	}
	serial := new(big.Int)
	if !tbs.ReadASN1Integer(serial) {
		return p
	}
	p.serial = serial
	var subject, spki cryptobyte.String
	var skipped cryptobyte.String // algorithm, issuer, validity: broken or not
	var tag cb.Tag
	for range 3 {
		if !tbs.ReadAnyASN1Element(&skipped, &tag) {
			return p
		}
	}
	if !tbs.ReadAnyASN1Element(&subject, &tag) || !tbs.ReadASN1Element(&spki, cb.SEQUENCE) {
		return p
	}
	p.name = commonName(subject)
	p.key = describeSPKI(spki)
	_, err := x509.ParsePKIXPublicKey(spki)
	p.keyKnown = err == nil
	p.duplicate = duplicate(&tbs)
	return p
}

// duplicate returns the identifier of the first extension that occurs twice.
func duplicate(tbs *cryptobyte.String) string {
	tbs.SkipOptionalASN1(cb.Tag(1).ContextSpecific())
	tbs.SkipOptionalASN1(cb.Tag(2).ContextSpecific())
	var wrapped cryptobyte.String
	var present bool
	if !tbs.ReadOptionalASN1(&wrapped, &present, cb.Tag(3).Constructed().ContextSpecific()) || !present {
		return ""
	}
	list, ok := element(&wrapped, cb.SEQUENCE)
	seen := map[string]bool{}
	for ok && !list.Empty() {
		var e cryptobyte.String
		if e, ok = element(&list, cb.SEQUENCE); !ok {
			return ""
		}
		id, readable := readOID(&e)
		if readable && seen[id] {
			return id
		}
		seen[id] = true
	}
	return ""
}

// commonName is the last CN of a distinguished name, as written; without one its last attribute.
func commonName(rdns []byte) string {
	s := cryptobyte.String(rdns)
	seq, ok := element(&s, cb.SEQUENCE)
	name, last := "", ""
	for ok && !seq.Empty() {
		var set, atv, value cryptobyte.String
		var tag cb.Tag
		if set, ok = element(&seq, cb.SET); !ok {
			break
		}
		if atv, ok = element(&set, cb.SEQUENCE); !ok {
			break
		}
		id, readable := readOID(&atv)
		if !readable || !atv.ReadAnyASN1(&value, &tag) {
			break
		}
		if last = string(value); id == "2.5.4.3" {
			name = last
		}
	}
	if name == "" {
		return last
	}
	return name
}

// keyNames are algorithms, of keys and of signatures, and curves that Go has no key type for, or no X.509 support.
var keyNames = map[string]string{
	"1.2.840.10040.4.1": "DSA", "1.3.101.110": "X25519", "1.3.101.111": "X448", "1.3.101.112": "Ed25519", "1.3.101.113": "Ed448",
	"1.2.840.113549.1.1.1": "RSA", "1.2.840.113549.1.1.10": "RSA-PSS", "1.2.840.10045.2.1": "ECDSA",
	"1.3.132.0.10": "secp256k1", "1.2.840.10045.3.1.1": "P-192", "1.3.132.0.33": "P-224", "1.2.840.10045.3.1.7": "P-256",
	"1.3.132.0.34": "P-384", "1.3.132.0.35": "P-521", "1.2.156.10197.1.301": "SM2",
	"1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1", "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1", "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
	"2.16.840.1.101.3.4.3.17": "ML-DSA-44", "2.16.840.1.101.3.4.3.18": "ML-DSA-65", "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
	"1.2.840.10045.4.3.1": "ecdsa-with-SHA224", "1.2.840.113549.1.1.14": "sha224WithRSAEncryption", "2.16.840.1.101.3.4.3.2": "dsa-with-SHA256",
	"1.2.156.10197.1.501": "SM2 with SM3",
	"1.2.643.7.1.1.1.1":   "GOST R 34.10-2012 256", "1.2.643.7.1.1.1.2": "GOST R 34.10-2012 512",
}

// describeSPKI names the kind of key of a SubjectPublicKeyInfo, with its curve where it has one.
func describeSPKI(spki []byte) string {
	s := cryptobyte.String(spki)
	seq, ok1 := element(&s, cb.SEQUENCE)
	alg, ok2 := element(&seq, cb.SEQUENCE)
	if !ok1 || !ok2 {
		return ""
	}
	id, ok := readOID(&alg)
	if !ok {
		return ""
	}
	out := called(id)
	if id == "1.2.840.10045.2.1" {
		if curve, named := readOID(&alg); named {
			return out + " " + called(curve)
		}
		return out + " (explicit parameters)"
	}
	return out
}

func called(oid string) string {
	if n, ok := keyNames[oid]; ok {
		return n
	}
	return oid
}

// describeSignatureOID reads the algorithm that crypto/x509 has no name for.
func describeSignatureOID(der []byte) string {
	s := cryptobyte.String(der)
	outer, ok := element(&s, cb.SEQUENCE)
	if !ok || !outer.SkipASN1(cb.SEQUENCE) {
		return ""
	}
	alg, ok := element(&outer, cb.SEQUENCE)
	if !ok {
		return ""
	}
	id, _ := readOID(&alg)
	return called(id)
}

func sumOf(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

func spkiID(c *x509.Certificate) string { return sumOf(c.RawSubjectPublicKeyInfo) }
