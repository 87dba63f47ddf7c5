package pki

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"

	"certwright/model"
)

func TestDescribeSaysEverything(t *testing.T) {
	ca := authority(t, "describe", func(s *model.AuthoritySpec) { s.PathLen = 3 })
	u, err := url.Parse("spiffe://x/y")
	require.NoError(t, err)
	key := keyNamed(t, model.P384, "all")
	c := template(t, ca, key, func(c *x509.Certificate) {
		c.Subject = pkix.Name{Country: []string{"CN"}, CommonName: "all"}
		c.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment | x509.KeyUsageDecipherOnly
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 2, 3, 4}}
		c.DNSNames, c.URIs = []string{"a.example"}, []*url.URL{u}
		c.IssuingCertificateURL, c.OCSPServer = []string{"http://aia.example/ca.crt"}, []string{"http://ocsp.example"}
		c.CRLDistributionPoints = []string{"http://crl.example/1", "http://crl.example/2"}
		c.BasicConstraintsValid = true
	})
	d := Describe(c)
	assert.Equal(t, model.Certificate{
		Subject: model.Subject{{Type: "C", Value: "CN"}, {Type: "CN", Value: "all"}}, Issuer: model.Subject{{Type: "CN", Value: "describe"}},
		Serial: serialText(c.SerialNumber), Version: 3, NotBefore: c.NotBefore, NotAfter: c.NotAfter,
		SANs: []model.SAN{{Kind: model.DNS, Value: "a.example"}, {Kind: model.URI, Value: "spiffe://x/y"}},
		EKUs: []string{"clientAuth", "1.2.3.4"}, KeyUsage: []string{"digitalSignature", "nonRepudiation", "decipherOnly"},
		PathLen: -1, Key: "ECDSA P-384", Signature: "ECDSA-SHA256", SHA256: hexSHA256(c.Raw), SPKI: SPKI(c.PublicKey), AKI: hexText(ca.Cert.SubjectKeyId),
		AIA: []string{"http://aia.example/ca.crt"}, CRLs: []string{"http://crl.example/1", "http://crl.example/2"}, DER: c.Raw,
	}, d)
	root := Describe(ca.Cert)
	assert.True(t, root.IsCA && root.SelfIssued())
	assert.Equal(t, 3, root.PathLen)
	assert.Equal(t, []string{"keyCertSign", "cRLSign"}, root.KeyUsage)
	assert.Equal(t, hexText(ca.Cert.SubjectKeyId), root.SKI)
	assert.Equal(t, "describe", IssuerName(c))
	assert.Equal(t, model.Certificate{PathLen: -1}, Describe(nil))
	assert.Equal(t, model.Certificate{PathLen: -1}, Describe(&x509.Certificate{}))
}

func TestSignatureNames(t *testing.T) {
	for kind, want := range map[model.KeyType]string{model.P256: "ECDSA-SHA256", model.P384: "ECDSA-SHA384", model.Ed25519: "Ed25519", model.RSA2048: "SHA256-RSA"} {
		c := authority(t, "sig-"+string(kind), func(s *model.AuthoritySpec) { s.Key = kind }).Cert
		assert.Equal(t, want, Describe(c).Signature)
		assert.Equal(t, c.SignatureAlgorithm.String(), Describe(c).Signature, "as Go names it")
	}
	ca := authority(t, "pss", func(s *model.AuthoritySpec) { s.Key = model.RSA2048 })
	for _, alg := range []x509.SignatureAlgorithm{x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS, x509.SHA512WithRSA} {
		c := template(t, ca, keyNamed(t, "", "x"), func(c *x509.Certificate) { c.SignatureAlgorithm = alg })
		assert.Equal(t, alg.String(), Describe(c).Signature)
	}
	assert.Equal(t, "1.2.3.4", signatureName(cryptobyte.String{6, 3, 0x2a, 3, 4}))
	assert.Equal(t, "RSAPSS", signatureName(cryptobyte.String{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10}))
}

func TestTimesInEveryForm(t *testing.T) {
	for text, c := range map[string]struct {
		tag  byte
		want time.Time
	}{
		"261122120000Z":       {23, noon},
		"2611221200Z":         {23, noon},
		"261122140000+0200":   {23, noon},
		"20261122120000Z":     {24, noon},
		"20261122120000.500Z": {24, noon.Add(500 * time.Millisecond)},
		"490101000000Z":       {23, time.Date(2049, 1, 1, 0, 0, 0, 0, time.UTC)},
		"500101000000Z":       {23, time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC)},
		"99991231235959Z":     {24, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)},
		"never":               {24, time.Time{}},
	} {
		s := cryptobyte.String(append([]byte{c.tag, byte(len(text))}, text...))
		assert.Equal(t, c.want, readTime(&s), text)
	}
	var none cryptobyte.String
	assert.True(t, readTime(&none).IsZero())
}

func TestKeyNamesByObjectIdentifier(t *testing.T) {
	oid := func(o ...int) []byte {
		b, err := asn1.Marshal(asn1.ObjectIdentifier(o))
		require.NoError(t, err)
		return b
	}
	spki := func(alg []byte, params []byte) []byte {
		b, err := asn1.Marshal(struct {
			Alg  asn1.RawValue
			Bits asn1.BitString
		}{asn1.RawValue{Tag: 16, IsCompound: true, Bytes: append(append([]byte(nil), alg...), params...)}, asn1.BitString{Bytes: []byte{4, 1}, BitLength: 16}})
		require.NoError(t, err)
		return b
	}
	ec := oid(1, 2, 840, 10045, 2, 1)
	for want, der := range map[string][]byte{
		"ECDSA secp256k1": spki(ec, oid(1, 3, 132, 0, 10)), "ECDSA P-521": spki(ec, oid(1, 3, 132, 0, 35)), "ECDSA 1.2.3": spki(ec, oid(1, 2, 3)),
		"ECDSA explicit curve": spki(ec, []byte{0x30, 0}), "Ed448": spki(oid(1, 3, 101, 113), nil), "DSA": spki(oid(1, 2, 840, 10040, 4, 1), nil),
		"ML-DSA-65": spki(oid(2, 16, 840, 1, 101, 3, 4, 3, 18), nil), "2.999.3": spki(oid(2, 999, 3), nil), "RSA 0": spki(oid(1, 2, 840, 113549, 1, 1, 1), nil),
		"RSA-PSS": spki(oid(1, 2, 840, 113549, 1, 1, 10), nil),
	} {
		name, usable := spkiName(der)
		assert.Equal(t, want, name)
		assert.Equal(t, want == "ECDSA P-521", usable, want)
	}
	name, usable := spkiName([]byte{5, 0})
	assert.Empty(t, name)
	assert.False(t, usable)
	assert.Equal(t, "0.200", dotted(make([]byte, 200)), "nobody's")
	assert.Equal(t, "2.5.29.37.0", dotted([]byte{0x55, 29, 37, 0}))
	assert.Equal(t, "1.39", dotted([]byte{79}))
	assert.Equal(t, "2.0", dotted([]byte{80}))
	long := append(bytes.Repeat([]byte{0x81}, 9), 1)
	assert.Equal(t, "2.9295997013522923569", dotted(long), "more than 63 bits")
	assert.Equal(t, "1.2.9295997013522923649", dotted(append([]byte{0x2a}, long...)))
	assert.Equal(t, "1.2.1", dotted([]byte{0x2a, 0x81}), "cut off")
}

func TestExtensionsThatAreNoneAreLeftOut(t *testing.T) {
	ca := authority(t, "ext")
	bad := []byte{0x04, 0x01}
	var exts []pkix.Extension
	for _, o := range []asn1.ObjectIdentifier{{2, 5, 29, 14}, {2, 5, 29, 15}, {2, 5, 29, 17}, {2, 5, 29, 19}, {2, 5, 29, 31}, {2, 5, 29, 35}, {2, 5, 29, 37}, {1, 3, 6, 1, 5, 5, 7, 1, 1}} {
		exts = append(exts, pkix.Extension{Id: o, Value: bad})
	}
	c := &x509.Certificate{SerialNumber: noonSerial(), NotBefore: noon, NotAfter: noon, ExtraExtensions: exts}
	der, err := x509.CreateCertificate(rand.Reader, c, ca.Cert, keyNamed(t, "", "x").Public(), ca.Key)
	require.NoError(t, err)
	d, err := DescribeDER(der)
	require.NoError(t, err)
	assert.Empty(t, d.SANs)
	assert.Empty(t, d.EKUs)
	assert.Empty(t, d.KeyUsage)
	assert.False(t, d.IsCA)
	assert.Equal(t, -1, d.PathLen)
	assert.Empty(t, d.SKI+d.AKI)
	_, err = DescribeDER([]byte{0x30, 0})
	assert.Error(t, err)
}

func TestOtherNamesAreListed(t *testing.T) {
	upn := []byte{0xa0, 0x10, 0x06, 0x04, 0x2a, 0x03, 0x04, 0x05, 0xa0, 0x08, 0x0c, 0x06, 'u', '@', 'h', 'o', 's', 't'}
	odd := []byte{0xa0, 0x07, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x05, 0x00}
	dir := append([]byte{0xa4, 0x0e}, rawName(t, "550403", 12, []byte("x"))...)
	rid := []byte{0x88, 0x02, 0x2a, 0x03}
	x400 := []byte{0xa3, 0x00}
	ext, err := encodeSANs([]model.SAN{{Kind: model.DNS, Value: "a"}}, [][]byte{upn, odd, dir, rid, x400})
	require.NoError(t, err)
	names, rest := decodeSANs(ext)
	assert.Equal(t, []model.SAN{{Kind: model.DNS, Value: "a"}, {Kind: model.OtherName, Value: "1.2.3.4.5;u@host"}, {Kind: model.OtherName, Value: "1.2.3.4;#0500"},
		{Kind: model.DirName, Value: "/CN=x"}, {Kind: model.RegisteredID, Value: "1.2.3"}, {Kind: model.OtherName, Value: "#"}}, names)
	assert.Equal(t, [][]byte{upn, odd, dir, rid, x400}, rest)
}

func TestJudge(t *testing.T) {
	ca := authority(t, "judge")
	good, _ := leaf(t, ca, serverSpec("good", model.SAN{Kind: model.DNS, Value: "good.example"}))
	weak := keyNamed(t, model.RSA2048, "judge")
	for name, c := range map[string]struct {
		cert *x509.Certificate
		now  time.Time
		want []string
	}{
		"good":     {good, noon, []string{}},
		"root":     {ca.Cert, noon, []string{}},
		"expired":  {good, noon.AddDate(2, 0, 0), []string{"expired"}},
		"not yet":  {good, noon.AddDate(-1, 0, 0), []string{"not-yet-valid"}},
		"soon":     {good, good.NotAfter.Add(-48 * time.Hour), []string{"expires-soon"}},
		"no names": {template(t, ca, weak, func(c *x509.Certificate) {}), noon, []string{"no-eku", "no-san"}},
		"bad names": {template(t, ca, weak, func(c *x509.Certificate) {
			c.DNSNames = []string{"10.0.0.9", "a_b", "x y"}
			c.ExtKeyUsage = []x509.ExtKeyUsage{1}
		}), noon, []string{"ip-as-dns", "underscore-in-name", "bad-dns-name/space"}},
		"bad subject": {template(t, ca, weak, func(c *x509.Certificate) { c.Subject.Country = []string{"CHN"}; c.ExtKeyUsage = []x509.ExtKeyUsage{2} }), noon, []string{"bad-country"}},
		"names, no CN": {template(t, ca, weak, func(c *x509.Certificate) {
			c.Subject.CommonName = ""
			c.DNSNames = []string{"a"}
			c.ExtKeyUsage = []x509.ExtKeyUsage{1}
		}), noon, []string{}},
	} {
		d := Describe(c.cert)
		found := Judge([]Object{{Item: model.Item{Kind: KindCertificate, Certificate: &d}}}, c.now)
		assert.Equal(t, c.want, codes(found), name)
		wellFormed(t, found)
		assert.True(t, model.OK(found), "%s: what exists is not forbidden", name)
	}
	d := Describe(good)
	d.Key, d.Signature = "RSA 1024", "SHA1-RSA"
	found := Judge([]Object{{Item: model.Item{Certificate: &d}}}, noon)
	assert.Equal(t, []string{"weak-key", "weak-signature"}, codes(found))
	wellFormed(t, found)
	r := model.Request{Subject: model.Subject{{Type: "C", Value: "CHN"}, {Type: "CN", Value: "x"}}}
	found = Judge([]Object{{Item: model.Item{Request: &r}}, {Item: model.Item{Kind: KindKey}}}, noon)
	assert.Equal(t, []string{"bad-country"}, codes(found))
}
