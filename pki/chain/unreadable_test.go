package chain

import (
	"crypto"
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// sent is an Input that has the message as bytes only, as a probe has when crypto/tls gave up.
func sentAs(r *made, ders ...[]byte) Input {
	return Input{DER: ders, Roots: []*x509.Certificate{r.Certificate}, Name: "server.test", Purpose: Server, Now: noon}
}

func TestUnreadableCertificates(t *testing.T) {
	r := root(t, "Test Root")
	// an elliptic curve that Go does not have: secp256k1
	curve := func(f [][]byte) [][]byte {
		spki := append([]byte(nil), f[fSPKI]...)
		// id-ecPublicKey, prime256v1 (8 bytes of OID) becomes secp256k1 (5 bytes)
		at := indexOf(t, spki, []byte{0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07})
		key := spki[at+10:]
		alg := sequence([]byte{0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01}, []byte{0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a})
		f[fSPKI] = sequence(alg, key)
		return f
	}
	explicit := func(f [][]byte) [][]byte {
		spki := f[fSPKI]
		at := indexOf(t, spki, []byte{0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07})
		alg := sequence([]byte{0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01}, []byte{0x30, 0x00})
		f[fSPKI] = sequence(alg, spki[at+10:])
		return f
	}
	twice := func(f [][]byte) [][]byte {
		// one extension listed a second time
		ext := sequence([]byte{0x06, 0x03, 0x2a, 0x03, 0x04}, []byte{0x04, 0x02, 0x05, 0x00})
		f[fExtensions] = append([]byte{0xa3, byte(2*len(ext) + 2), 0x30, byte(2 * len(ext))}, append(append([]byte(nil), ext...), ext...)...)
		return f
	}
	for _, c := range []struct {
		name string
		edit func([][]byte) [][]byte
		code model.Code
		is   string
		key  string
		want string
	}{
		{"negative serial", func(f [][]byte) [][]byte { f[fSerial] = []byte{2, 1, 0x80}; return f }, model.MalformedCert, "negative-serial", "section", "4.1.2.2"},
		{"version 4", func(f [][]byte) [][]byte { f[fVersion] = []byte{0xa0, 3, 2, 1, 3}; return f }, model.MalformedCert, "version", "section", "4.1.2.1"},
		{"extension twice", twice, model.MalformedCert, "duplicate-extension", "section", "4.2"},
		{"secp256k1", curve, model.UnsupportedKey, "", "algorithm", "ECDSA secp256k1"},
		{"explicit curve", explicit, model.UnsupportedKey, "", "algorithm", "ECDSA (explicit parameters)"},
		{"no subject", func(f [][]byte) [][]byte { f[fSubject] = []byte{5, 0}; return f }, model.MalformedCert, "bad-name", "section", "4.1.2.6"},
		{"no issuer", func(f [][]byte) [][]byte { f[fIssuer] = []byte{5, 0}; return f }, model.MalformedCert, "bad-name", "rule", "issuer"},
		{"two things", func(f [][]byte) [][]byte { f[fSubject], f[fIssuer] = []byte{5, 0}, []byte{5, 0}; return f }, model.UnreadableCert, "", "position", "1"},
	} {
		got := Verify(sentAs(r, forge(t, r, c.edit)))
		f := only(t, got)
		assert.Equal(t, c.code, f.Code, c.name)
		assert.Equal(t, c.is, f.Variant, c.name)
		assert.Equal(t, c.want, f.Value(c.key), c.name)
		if c.code != model.UnreadableCert && c.name != "no subject" {
			assert.Equal(t, "server.test", f.Value("certificate"), c.name)
		}
	}
}

// TestUnreadableBehindLeaf: crypto/tls breaks off, so it is fatal, and the leaf is judged all the same.
func TestUnreadableBehindLeaf(t *testing.T) {
	r, i, l := pkiOf(t)
	in := sentAs(r, l.Raw, []byte("\x30\x03\x02\x01\x01"), i.Raw)
	got := Verify(in)
	f := only(t, got)
	require.Equal(t, model.UnreadableCert, f.Code)
	require.Equal(t, "2", f.Value("position"))
	require.Len(t, got.Paths[0], 3)
	in.Name = "other.test"
	require.Equal(t, []string{"certificate-unreadable", "name-mismatch"}, fatal(Verify(in)))
}

func TestNothingAtAll(t *testing.T) {
	got := Verify(Input{})
	require.Equal(t, []string{"certificate-unreadable/none"}, fatal(got))
	require.Empty(t, got.Paths)
	require.False(t, Verify(Input{DER: [][]byte{nil}}).OK)
	require.False(t, Verify(Input{Leaf: &x509.Certificate{}}).OK, "a certificate without bytes")
}

func TestUnknownAlgorithms(t *testing.T) {
	r := root(t, "Test Root")
	odd := forge(t, r, func(f [][]byte) [][]byte {
		f[fSignature] = sequence([]byte{0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11}) // ML-DSA-44
		return f
	})
	f := only(t, Verify(sentAs(r, odd)))
	require.Equal(t, model.UnsupportedKey, f.Code)
	require.Equal(t, "ML-DSA-44", f.Value("algorithm"))

	key := forge(t, r, func(f [][]byte) [][]byte {
		alg := sequence([]byte{0x06, 0x03, 0x2b, 0x65, 0x71}) // Ed448
		f[fSPKI] = sequence(alg, []byte{3, 2, 0, 1})
		return f
	})
	f = only(t, Verify(sentAs(r, key)))
	require.Equal(t, "Ed448", f.Value("algorithm"))
}

func TestVersionOne(t *testing.T) {
	r := root(t, "Test Root")
	v1 := func(m, by *made) *made {
		fields := unseal(t, m)
		x := parse(seal(t, fields[fSerial:fExtensions], by.key, crypto.SHA256))
		require.NotNil(t, x)
		return &made{x, m.key, by}
	}
	oldRoot := v1(r, r)
	got := Verify(ask(oldRoot.leaf(t, "server.test"), nil, oldRoot))
	require.True(t, got.OK, "Go takes a version 1 root: %v", got.Findings)
	require.Contains(t, coded(got, model.Warning), "certificate-malformed/version")
	oldCA := v1(r.ca(t, "Old CA"), r)
	require.Equal(t, []string{"issuer-not-a-ca/version-1"}, fatal(Verify(ask(oldCA.leaf(t, "server.test"), sending(oldCA), r))))
}

// TestStrict: what ordinary clients let pass is a warning, and fatal when judged strictly, with the section of RFC 5280.
func TestStrict(t *testing.T) {
	r := root(t, "Test Root", func(c *x509.Certificate) { c.KeyUsage = 0 })
	l := without(t, r.leaf(t, "server.test"), r, oidAKI)
	in := ask(l, nil, r)
	got := Verify(in)
	require.True(t, got.OK)
	require.ElementsMatch(t, []string{"certificate-malformed/missing-aki", "certificate-malformed/ca-without-key-usage"}, coded(got, model.Warning))
	in.Strict = true
	strict := Verify(in)
	require.ElementsMatch(t, coded(got, model.Warning), fatal(strict))
	for _, f := range strict.Findings {
		require.NotEmpty(t, f.Value("section"))
	}
	in.System = true
	require.Equal(t, []string{"certificate-malformed/missing-aki"}, fatal(Verify(in)), "roots of the system are the system's business")
}
