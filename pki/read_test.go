package pki

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func utf16LE(s string, mark bool) []byte {
	var out []byte
	if mark {
		out = append(out, 0xff, 0xfe)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

func utf16BE(s string) []byte {
	out := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

// samples are one of each kind that can be made here.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	ca := authority(t, "samples")
	c, key := leaf(t, ca, serverSpec("srv", model.SAN{Kind: model.DNS, Value: "srv.example"}))
	csr, err := CreateRequest(serverSpec("srv"), key)
	require.NoError(t, err)
	pub, err := x509.MarshalPKIXPublicKey(key.Public())
	require.NoError(t, err)
	crl, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(7), ThisUpdate: noon, NextUpdate: noon.AddDate(0, 1, 0),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: c.SerialNumber, RevocationTime: noon}},
	}, ca.Cert, ca.Key)
	require.NoError(t, err)
	p7, err := asn1.Marshal(struct {
		OID     asn1.ObjectIdentifier
		Content struct {
			V       int
			Algs    []int `asn1:"set"`
			Content struct{ OID asn1.ObjectIdentifier }
			Certs   asn1.RawValue
			Infos   []int `asn1:"set"`
		} `asn1:"explicit,tag:0"`
	}{OID: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, Content: struct {
		V       int
		Algs    []int `asn1:"set"`
		Content struct{ OID asn1.ObjectIdentifier }
		Certs   asn1.RawValue
		Infos   []int `asn1:"set"`
	}{V: 1, Content: struct{ OID asn1.ObjectIdentifier }{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}},
		Certs: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: append(bytes.Clone(c.Raw), ca.Cert.Raw...)}}})
	require.NoError(t, err)
	p12, err := asn1.Marshal(struct {
		V    int
		Auth struct{ OID asn1.ObjectIdentifier }
	}{3, struct{ OID asn1.ObjectIdentifier }{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}}})
	require.NoError(t, err)
	return map[string][]byte{
		KindCertificate: c.Raw, KindRequest: csr, KindKey: mustDecode(t, keyPEM(t, key, "")).Bytes,
		KindPublicKey: pub, KindCRL: crl, KindPKCS7: p7, KindPKCS12: p12,
	}
}

var pemLabel = map[string]string{
	KindCertificate: "CERTIFICATE", KindRequest: "CERTIFICATE REQUEST", KindKey: "PRIVATE KEY", KindPublicKey: "PUBLIC KEY",
	KindCRL: "X509 CRL", KindPKCS7: "PKCS7",
}

func TestReadNamesEveryKindInBothEncodings(t *testing.T) {
	for kind, der := range samples(t) {
		in, objects := Read(der, "a.bin")
		require.NotEmpty(t, in.Items, kind)
		assert.Equal(t, kind, in.Items[0].Kind)
		assert.Equal(t, "der", in.Items[0].Encoding)
		assert.Empty(t, in.Findings, kind)
		require.Len(t, objects, len(in.Items))
		if label := pemLabel[kind]; label != "" {
			in, _ = Read(block(label, der), "a.pem")
			assert.Equal(t, kind, in.Items[0].Kind)
			assert.Equal(t, "pem", in.Items[0].Encoding)
			assert.Empty(t, in.Findings, kind)
		}
		if kind == KindPKCS7 {
			require.Len(t, in.Items, 3, "the bundle and its two certificates")
			assert.Equal(t, "srv", in.Items[1].Certificate.Name())
		}
	}
	in, _ := Read(block("X509 CRL", samples(t)[KindCRL]), "-")
	assert.Equal(t, model.CRL{Issuer: model.Subject{{Type: "CN", Value: "samples"}}, Number: "7", Entries: 1,
		Updated: "2026-11-22T12:00:00Z", Next: "2026-12-22T12:00:00Z"}, *in.Items[0].CRL)
}

func TestReadNamesForeignKinds(t *testing.T) {
	for want, texts := range map[string][]string{
		KindOpenSSH: {"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAA=\n-----END OPENSSH PRIVATE KEY-----\n",
			"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI you@host\n", "ecdsa-sha2-nistp256 AAAA", "ssh-rsa AAAA"},
		KindPGP: {"-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: GnuPG v2\n\nmQENBFYAAAA=\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n",
			"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n-----END PGP PRIVATE KEY BLOCK-----"},
		KindJKS:    {"\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00", "\xce\xce\xce\xce\x00\x00\x00\x02\x00\x00"},
		KindPKCS12: {"\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"},
		KindPKCS7:  {"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80"},
	} {
		for _, text := range texts {
			in, _ := Read([]byte(text), "x")
			require.Len(t, in.Items, 1, "%q", text)
			assert.Equal(t, want, in.Items[0].Kind, "%q", text)
			assert.Empty(t, in.Findings, "%q: said by its kind", text)
		}
	}
}

func TestDamageIsNamed(t *testing.T) {
	good := string(CertificatePEM(authority(t, "samples").Cert))
	lines := strings.Split(strings.TrimSpace(good), "\n")
	der := authority(t, "samples").Cert.Raw
	replace := func(i int, s string) string {
		l := append([]string(nil), lines...)
		l[i] = s
		return strings.Join(l, "\n") + "\n"
	}
	for name, c := range map[string]struct {
		data  string
		want  []string
		items int
	}{
		"whole":             {good, []string{}, 1},
		"empty":             {"", []string{"file-unreadable/empty"}, 0},
		"blank":             {" \n\t\n", []string{"file-unreadable/empty"}, 0},
		"no END":            {strings.Join(lines[:len(lines)-1], "\n"), []string{"file-damaged/truncated"}, 1},
		"cut in the middle": {good[:len(good)/2], []string{"file-damaged/truncated"}, 1},
		"no BEGIN":          {strings.Join(lines[1:], "\n"), []string{"file-untidy/leading-text", "file-damaged"}, 1},
		"line missing":      {replace(3, ""), []string{"file-damaged/truncated"}, 1},
		"odd characters":    {replace(3, lines[3][1:]), []string{"file-damaged/base64"}, 1},
		"star in base64":    {replace(3, "*"+lines[3][1:]), []string{"file-damaged/base64"}, 1},
		"umlaut in base64":  {replace(3, "ä"+lines[3][1:]), []string{"file-damaged/base64"}, 1},
		"other END":         {replace(len(lines)-1, "-----END PRIVATE KEY-----"), []string{"file-damaged"}, 1},
		"four hyphens":      {replace(0, "----BEGIN CERTIFICATE-----"), []string{"file-untidy/leading-text", "file-damaged", "file-damaged"}, 2},
		"dashes":            {strings.ReplaceAll(good, "-----", "–––––"), []string{"file-untidy/leading-text", "file-damaged"}, 1},
		"bom":               {"\xef\xbb\xbf" + good, []string{"file-untidy/bom"}, 1},
		"crlf":              {crlf(good), []string{"file-untidy/crlf"}, 1},
		"old mac":           {strings.ReplaceAll(good, "\n", "\r"), []string{}, 1},
		"text before":       {"subject=CN = x\n" + good, []string{"file-untidy/leading-text"}, 1},
		"literal newlines":  {strings.ReplaceAll(good, "\n", `\n`), []string{"file-damaged/literal-newlines"}, 1},
		"json string":       {`"` + strings.ReplaceAll(good, "\n", `\r\n`) + `"`, []string{"file-damaged/literal-newlines"}, 1},
		"joined lines":      {strings.ReplaceAll(good, "\n", ""), []string{"file-damaged"}, 1},
		"blanks for lines":  {strings.ReplaceAll(good, "\n", " "), []string{"file-damaged"}, 1},
		"indented":          {"  " + strings.ReplaceAll(good, "\n", "\n  "), []string{"file-damaged"}, 1},
		"utf-16":            {string(utf16LE(good, true)), []string{"file-damaged/utf-16"}, 1},
		"utf-16 bare":       {string(utf16LE(good, false)), []string{"file-damaged/utf-16"}, 1},
		"utf-16 big":        {string(utf16BE(good)), []string{"file-damaged/utf-16"}, 1},
		"bare base64":       {strings.Join(lines[1:len(lines)-1], "\n"), []string{"file-damaged"}, 1},
		"web page":          {"<!DOCTYPE html><html>404</html>", []string{"file-damaged/garbage"}, 1},
		"prose":             {"hello, BEGIN of nothing", []string{"file-damaged/garbage"}, 1},
		"binary":            {"\x00\x01\x02\x03garbage", []string{"file-damaged/garbage"}, 1},
		"der cut":           {string(der[:len(der)-9]), []string{"file-damaged/truncated"}, 1},
		"der and rubbish":   {string(der) + "\x05\x00", []string{"file-damaged/asn1"}, 1},
		"der and a stump":   {string(der) + "\x30\x82", []string{"file-damaged/asn1"}, 1},
		"two in der":        {string(der) + string(der), []string{}, 2},
		"inside is no cert": {string(block("CERTIFICATE", []byte{0x30, 3, 2, 1, 5})), []string{"file-damaged/asn1"}, 1},
		"inside is cut":     {string(block("CERTIFICATE", der[:200])), []string{"file-damaged/truncated"}, 1},
		"unknown label":     {string(block("SOMETHING", []byte{1, 2, 3})), []string{"file-damaged/garbage"}, 1},
		"key labelled cert": {string(block("CERTIFICATE", samples(t)[KindKey])), []string{"file-damaged"}, 1},
		"broken key":        {string(block("PRIVATE KEY", []byte{0x30, 0})), []string{"file-damaged/asn1"}, 1},
		"broken csr":        {string(block("CERTIFICATE REQUEST", []byte{0x30, 0})), []string{"file-damaged/asn1"}, 1},
		"broken crl":        {string(block("X509 CRL", []byte{0x30, 0})), []string{"file-damaged/asn1"}, 1},
		"broken public key": {string(block("PUBLIC KEY", []byte{0x30, 0})), []string{"file-damaged/asn1"}, 1},
		"wrong padding":     {"-----BEGIN CERTIFICATE-----\nMAA\n-----END CERTIFICATE-----\n", []string{"file-damaged/base64"}, 1},
	} {
		in, objects := Read([]byte(c.data), "ca.bin")
		assert.Equal(t, c.want, codes(in.Findings), name)
		assert.Len(t, in.Items, c.items, name)
		assert.Len(t, objects, c.items, name)
		wellFormed(t, in.Findings)
		for _, f := range in.Findings {
			assert.Equal(t, "ca.bin", f.Value("file"), name)
		}
	}
}

func TestWhatCanBeReadInSpiteOfDamageIsShown(t *testing.T) {
	good := string(CertificatePEM(authority(t, "samples").Cert))
	for _, data := range []string{strings.ReplaceAll(good, "\n", `\n`), strings.ReplaceAll(good, "\n", ""), string(utf16LE(good, true)),
		"\xef\xbb\xbf" + crlf(good), "Bag Attributes\n" + good} {
		in, _ := Read([]byte(data), "x.pem")
		require.NotNil(t, in.Items[0].Certificate, "%q", data[:20])
		assert.Equal(t, "samples", in.Items[0].Certificate.Name())
	}
}

func TestDERInAFileNamedPEM(t *testing.T) {
	der := authority(t, "samples").Cert.Raw
	for file, want := range map[string][]string{"ca.pem": {"file-untidy/der"}, "ca.CRT": {"file-untidy/der"}, "ca.der": {}, "ca.cer": {}, "-": {}} {
		in, _ := Read(der, file)
		assert.Equal(t, want, codes(in.Findings), file)
	}
	certs, found := LoadCertificates(der, "ca.der", "cert")
	assert.Len(t, certs, 1)
	assert.Equal(t, []string{"file-untidy/der"}, codes(found), "a server that gets it may stumble")
}

// resign replaces the names of a certificate by raw bytes that crypto/x509 would not write. The signature is wrong after
// that, which nobody looks at here.
func FuzzRead(f *testing.F) {
	for kind, der := range samples(f) {
		f.Add(der)
		if l := pemLabel[kind]; l != "" {
			f.Add(block(l, der))
			f.Add(utf16LE(string(block(l, der)), true))
			f.Add([]byte(strings.ReplaceAll(string(block(l, der)), "\n", `\n`)))
		}
	}
	f.Add([]byte("-----BEGIN A-----\n-----END B-----"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, objects := Read(data, "f.pem")
		require.Len(t, objects, len(in.Items))
		wellFormed(t, in.Findings)
		if len(in.Items) == 0 {
			require.NotEmpty(t, in.Findings, "nothing found and nothing said")
		}
		for i, o := range objects {
			require.Equal(t, o.Item, in.Items[i])
			if o.Kind == KindUnknown {
				require.False(t, model.OK(in.Findings), "unknown, and nothing said")
			}
		}
		agreesWithGo(t, data, objects)
		_, found := LoadCertificates(data, "f.pem", "cert")
		wellFormed(t, found)
		_, found = LoadCAs(data, "f.pem")
		wellFormed(t, found)
		_, found = LoadKey(data, "f.pem", []byte("x"))
		wellFormed(t, found)
		wellFormed(t, Judge(objects, noon))
	})
}

// agreesWithGo: whatever encoding/pem finds in a file that is called sound has been found here too, with the same bytes.
func agreesWithGo(t *testing.T, data []byte, objects []Object) {
	for rest := data; ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			return
		}
		if b.Type != "CERTIFICATE" {
			continue
		}
		if _, err := x509.ParseCertificate(b.Bytes); err != nil {
			continue
		}
		found := false
		for _, o := range objects {
			found = found || bytes.Equal(o.DER, b.Bytes)
		}
		require.True(t, found, "Go reads a certificate here that we do not: %s", base64.StdEncoding.EncodeToString(data))
	}
}
