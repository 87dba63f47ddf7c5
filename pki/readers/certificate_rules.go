package readers

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// The rules about one certificate.

func expired(v *view, c *item) hits {
	return when(v.in.Now.After(c.x509.NotAfter), c, day(c.x509.NotAfter))
}

func early(v *view, c *item) hits {
	return when(v.in.Now.Before(c.x509.NotBefore), c, day(c.x509.NotBefore))
}

// dateForms are the spellings of a date that RFC 5280 section 4.1.2.5 forbids, and who minds them.
var dateForms = []struct {
	form *regexp.Regexp
	who  string
}{
	{regexp.MustCompile(`^23:\d{10}Z$`), "osn"},
	{regexp.MustCompile(`^23:\d{10}(\d\d)?[+-]\d{4}$`), "gosnt"},
	{regexp.MustCompile(`^24:\d{14}[.,]\d+Z?$`), "gosntm"},
}

func dateForm(_ *view, c *item) hits {
	for _, d := range c.dates {
		for _, f := range dateForms {
			if f.form.MatchString(strconv.Itoa(int(d.tag)) + ":" + d.text) {
				return hits{{at: c, detail: d.text, who: f.who}}
			}
		}
	}
	return nil
}

// strangers are the readers that do not understand an extension which is marked critical, by OID. NSS and Java do not look
// at the extensions of a root.
var strangers = map[string]string{
	oidUsage: "", oidSAN: "", oidBasic: "", oidNames: "", oidEKU: "",
	oidPolicies: "m", "2.5.29.54": "m", "2.5.29.31": "mj", "2.5.29.33": "tm", "2.5.29.36": "tm",
	oidNetscape: "gtj", oidSKI: "gosnj", oidAKI: "gosnj", "1.3.6.1.5.5.7.1.1": "gosnj", "2.5.29.18": "gosnmj",
}

func critical(v *view, c *item) hits {
	root := len(v.path) > 1 && c.root
	var out hits
	for _, e := range c.exts {
		who, known := strangers[e.oid]
		if !known {
			who = everyone
		}
		if e.oid == oidNames && c.trees != nil && c.trees.beyondGo() {
			who = "g"
		}
		if root {
			who = strings.NewReplacer("m", "", "j", "").Replace(who)
		}
		if e.critical && who != "" {
			out = append(out, hit{at: c, detail: e.oid, who: who})
		}
	}
	return out
}

// cached are the extensions that OpenSSL reads once and wants once.
var cached = []string{oidBasic, oidUsage, oidEKU, oidSKI, oidAKI, oidSAN, oidNames, oidNetscape, "2.5.29.31"}

func duplicate(_ *view, c *item) hits {
	seen := map[string]bool{}
	for _, e := range c.exts {
		if seen[e.oid] {
			who := "gtj"
			if slices.Contains(cached, e.oid) {
				who = "gosntj"
			}
			return hits{{at: c, detail: e.oid, who: who}}
		}
		seen[e.oid] = true
	}
	return nil
}

// digests are signature algorithms that somebody refuses, by OID.
var digests = map[string]struct{ name, who string }{
	"1.2.840.113549.1.1.5": {"SHA1-RSA", ""}, "1.2.840.10045.4.1": {"ECDSA-SHA1", ""}, "1.3.14.3.2.29": {"SHA1-RSA", ""},
	"1.2.840.113549.1.1.4": {"MD5-RSA", everyone}, "1.2.840.113549.1.1.2": {"MD2-RSA", everyone},
	"1.2.840.113549.1.1.14": {"SHA224-RSA", "g"}, "1.2.840.10045.4.3.1": {"ECDSA-SHA224", "g"},
}

// digest looks at the algorithm by which a certificate was signed; a root's proves nothing.
func digest(v *view, c *item) hits {
	d, ok := digests[c.algorithm]
	if !ok || c.root {
		return nil
	}
	return hits{{at: c, detail: d.name, who: d.who}}
}

// kinds are the kinds of key that somebody cannot use, as a leaf's and as an issuer's.
var kinds = map[string]struct{ name, leaf, issuer string }{
	"1.3.101.112":             {"Ed25519", "m", "m"},
	"1.3.101.113":             {"Ed448", "gm", "gm"},
	"1.2.840.113549.1.1.10":   {"RSA-PSS", "gm", "g"},
	"1.3.132.0.33":            {"P-224", everyone, "mj"},
	"1.3.132.0.10":            {"secp256k1", everyone, "gtmj"},
	"1.3.36.3.3.2.8.1.1.7":    {"brainpoolP256r1", everyone, "gtmj"},
	"1.3.36.3.3.2.8.1.1.11":   {"brainpoolP384r1", everyone, "gtmj"},
	"1.3.36.3.3.2.8.1.1.13":   {"brainpoolP512r1", everyone, "gtmj"},
	"1.2.840.10040.4.1":       {"DSA", everyone, everyone},
	"explicit":                {"ECDSA with explicit parameters", everyone, everyone},
	"1.2.840.10045.3.1.1":     {"P-192", everyone, everyone},
	"2.16.840.1.101.3.4.3.17": {"ML-DSA-44", everyone, everyone}, "2.16.840.1.101.3.4.3.18": {"ML-DSA-65", everyone, everyone},
	"2.16.840.1.101.3.4.3.19": {"ML-DSA-87", everyone, everyone},
}

func keyKind(v *view, c *item) hits {
	id := curveOrAlgorithm(c.spki)
	k, ok := kinds[id]
	if !ok {
		return when(c.x509.PublicKey == nil, c, id).by(everyone)
	}
	who := k.issuer
	if c == v.path[0] {
		who = k.leaf
	}
	return hits{{at: c, detail: k.name, who: who}}
}

func (h hits) by(who string) hits {
	for i := range h {
		h[i].who = who
	}
	return h
}

// curveOrAlgorithm is the OID that tells the kind of a key: the named curve of an EC key, else the algorithm.
func curveOrAlgorithm(spki []byte) string {
	s := cryptobyte.String(spki)
	seq, ok1 := element(&s, cb.SEQUENCE)
	alg, ok2 := element(&seq, cb.SEQUENCE)
	if !ok1 || !ok2 {
		return ""
	}
	id, _ := readOID(&alg)
	if id != "1.2.840.10045.2.1" {
		return id
	}
	if curve, named := readOID(&alg); named {
		return curve
	}
	return "explicit"
}

// keySize: below 1024 bits nobody goes on. OpenSSL's security level 2, which Debian has and 3.2 made the default, wants
// 2048; so does node with such an OpenSSL, while node 18 to 22 with their own OpenSSL 3.0 go on.
func keySize(_ *view, c *item) hits {
	bits := rsaBits(c)
	switch {
	case bits == 0, bits >= 2048 && bits <= 8192:
		return nil
	case bits < 1024:
		return hits{{at: c, detail: strconv.Itoa(bits), who: everyone}}
	case bits > 8192:
		return hits{{at: c, detail: strconv.Itoa(bits), who: "g", key: "large-key"}}
	}
	return hits{{at: c, detail: strconv.Itoa(bits), who: "os"}, {at: c, detail: strconv.Itoa(bits), who: "n", key: "weak-key-node"}}
}

func negativeSerial(_ *view, c *item) hits { return when(c.serial.Sign() < 0, c, "") }

// version: extensions belong to version 3 (RFC 5280 section 4.1.2.1), and there is none above it.
func version(_ *view, c *item) hits {
	switch {
	case c.version > 3:
		return hits{{at: c, detail: strconv.Itoa(c.version), who: "gj"}}
	case c.version < 3 && c.extended:
		return hits{{at: c, detail: strconv.Itoa(c.version), who: "stj", key: "version-2"}}
	}
	return nil
}

// sanForm: a name that is wrong in itself beside good ones.
func sanForm(_ *view, c *item) hits {
	names, _ := c.sans()
	for _, n := range names {
		who := ""
		switch {
		case len(n.value) == 0:
			who = "t"
		case n.tag == tagDNS && !ascii(n.value):
			who = "g"
		case n.tag == tagIP && len(n.value) != 4 && len(n.value) != 16:
			who = "g"
		}
		if who != "" {
			return hits{{at: c, detail: strings.ToValidUTF8(string(n.value), "?"), who: who}}
		}
	}
	return nil
}

func ascii(b []byte) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })
}

// emptySubject: RFC 5280 section 4.1.2.6 wants a critical alternative name then.
func emptySubject(_ *view, c *item) hits {
	san, ok := c.find(oidSAN)
	return when(c.emptySubject() && !(ok && san.critical), c, "")
}

// emptySAN: a list without an entry (RFC 5280 section 4.2.1.6), which Java 17 reads and Java 25 does not.
func emptySAN(_ *view, c *item) hits {
	names, ok := c.sans()
	return when(ok && len(names) == 0, c, "")
}

// emptyIssuer: RFC 5280 section 4.1.2.4 forbids it.
func emptyIssuer(_ *view, c *item) hits { return when(string(c.issuer) == "\x30\x00", c, "") }

// mustStaple: a certificate that promises an OCSP answer with every handshake (RFC 7633), and none came.
func mustStaple(v *view, c *item) hits {
	e, ok := c.find(oidFeature)
	return when(ok && !v.in.Stapled && bytes.Contains(e.value, []byte{2, 1, 5}), c, "")
}

func ecLike(c *item) bool {
	switch c.x509.PublicKey.(type) {
	case *ecdsa.PublicKey, ed25519.PublicKey:
		return true
	}
	return false
}

func leafUsage(v *view, c *item) hits {
	u := c.usage
	if !u.present {
		return nil
	}
	list := usageText(u)
	out := hit{at: c, detail: list}
	switch {
	case u == keyUsage{present: true}: // OpenSSL takes no issuer for one with such a certificate, and curl needs none here
		out.who = "osnmj"
		if v.server && v.pinned() {
			out.who = "snmj"
		}
	case u.bits[bitSignature]:
		if v.server && rsaBits(c) > 0 && !u.bits[bitEncipherment] {
			out.who, out.key = "m", "key-usage-rsa"
			return hits{out}
		}
		return nil
	case v.server && u.bits[bitEncipherment]:
		out.who = "tj"
		if ecLike(c) {
			out.who = "tmj"
		}
	case u.bits[bitAgreement]:
		out.who = "tj"
		if !v.server || !ecLike(c) {
			out.who = "tmj"
		}
	default:
		out.who = "osntmj"
	}
	return hits{out}
}

func usageText(u keyUsage) string {
	var out []string
	for i, n := range model.KeyUsages() {
		if u.bits[i] {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
}

// codeOfUse is the cause for a wrong extended key usage.
func (v *view) codeOfUse() model.Code {
	if v.server {
		return model.WrongServerEKU
	}
	return model.WrongClientEKU
}
