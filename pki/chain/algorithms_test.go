package chain

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func rsaRoot(t *testing.T, bits int) *made {
	return Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "RSA Root"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, nil, rsaSigner(t, bits))
}

func TestDamagedSignature(t *testing.T) {
	for name, r := range map[string]*made{"ECDSA": root(t, "EC Root"), "RSA": rsaRoot(t, 2048)} {
		l := r.leaf(t, "server.test")
		der := append([]byte(nil), l.Raw...)
		at := indexOf(t, der, []byte("server.test"))
		der[at] = 'S' // the content no longer fits the signature
		x := parse(der)
		require.NotNil(t, x)
		in := ask(&made{x, l.key, r}, nil, r)
		f := only(t, Verify(in))
		assert.Equal(t, model.SignatureInvalid, f.Code, name)
		assert.Equal(t, model.Proven, f.Certainty, name)

		der = append([]byte(nil), l.Raw...)
		der[len(der)-1] ^= 1 // the signature itself is damaged
		f = only(t, Verify(ask(&made{parse(der), l.key, r}, nil, r)))
		assert.Equal(t, model.SignatureInvalid, f.Code, name)
	}
}

func indexOf(t *testing.T, in, what []byte) int {
	for i := 0; i+len(what) <= len(in); i++ {
		if string(in[i:i+len(what)]) == string(what) {
			return i
		}
	}
	t.Fatal("not found")
	return 0
}

// TestRSAOtherKeyWithoutIdentifiers: opened with the wrong key an RSA signature has no padding, so it is another key's.
func TestRSAOtherKeyWithoutIdentifiers(t *testing.T) {
	ski, aki := asn1.ObjectIdentifier{2, 5, 29, 14}, oidAKI
	a := without(t, rsaRoot(t, 2048), nil, ski)
	b := without(t, rsaRoot(t, 2048), nil, ski)
	l := without(t, a.leaf(t, "server.test"), a, aki)
	require.Equal(t, model.IssuerOtherKey, only(t, Verify(ask(l, nil, b))).Code)
	der := append([]byte(nil), l.Raw...)
	der[indexOf(t, der, []byte("server.test"))] = 'S'
	require.Equal(t, model.SignatureInvalid, only(t, Verify(ask(&made{parse(der), l.key, a}, nil, a))).Code)
}

func TestWeakSignatures(t *testing.T) {
	r := rsaRoot(t, 2048)
	sha1 := r.leaf(t, "server.test", func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA1WithRSA })
	f := only(t, Verify(ask(sha1, nil, r)))
	require.Equal(t, model.WeakSignature, f.Code)
	require.Equal(t, "SHA1-RSA", f.Value("algorithm"))
	md5 := withMD5(t, r.leaf(t, "server.test"), r)
	f = only(t, Verify(ask(md5, nil, r)))
	require.Equal(t, model.WeakSignature, f.Code)
	require.Equal(t, "MD5-RSA", f.Value("algorithm"))
	require.Equal(t, model.IssuerOtherKey, firstFatal(Verify(ask(md5, nil, rsaRoot(t, 2048)))))
	require.Equal(t, model.IssuerOtherKey, firstFatal(Verify(ask(md5, nil, root(t, "RSA Root")))))

	old := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "SHA-1 Root"}, IsCA: true, SignatureAlgorithm: x509.SHA1WithRSA,
		KeyUsage: x509.KeyUsageCertSign}, nil, r.key)
	require.True(t, Verify(ask(old.leaf(t, "server.test"), nil, old)).OK, "a root's own signature proves nothing and harms nobody")
}

func firstFatal(r Result) model.Code {
	for _, f := range r.Findings {
		if f.Severity == model.Fatal {
			return f.Code
		}
	}
	return ""
}

func TestKeySizes(t *testing.T) {
	r := root(t, "Test Root")
	withKey := func(bits int) Result {
		l := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "k"}, DNSNames: []string{"server.test"}, KeyUsage: x509.KeyUsageDigitalSignature}, r, rsaSigner(t, bits))
		return Verify(ask(l, nil, r))
	}
	require.Empty(t, withKey(2048).Findings)
	small := withKey(1024)
	require.True(t, small.OK)
	require.Equal(t, []string{"weak-key"}, coded(small, model.Warning))
	tiny := withKey(512)
	require.Equal(t, []string{"weak-key"}, fatal(tiny))
	require.Equal(t, "512", only(t, tiny).Value("size"))
}

// TestHugeKey: a CA key that would take seconds is refused unverified, by us and before Go is asked.
func TestHugeKey(t *testing.T) {
	r := rsaRoot(t, 2048)
	l := r.leaf(t, "server.test")
	huge := *r.Certificate
	n := new(big.Int).Lsh(big.NewInt(1), 65535)
	huge.PublicKey = &rsa.PublicKey{N: n.Add(n, big.NewInt(1)), E: 1<<31 - 1}
	in := ask(l, nil, &made{&huge, nil, nil})
	f := only(t, Verify(in))
	require.Equal(t, model.WeakKey, f.Code)
	require.Equal(t, "65536", f.Value("size"))
	require.Error(t, goSays(in), "with the key made harmless Go refuses at once")
}

func TestUnsupportedCurve(t *testing.T) {
	r := root(t, "Test Root")
	k, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	l := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "p224"}, DNSNames: []string{"server.test"}, KeyUsage: x509.KeyUsageDigitalSignature}, r, k)
	f := only(t, Verify(ask(l, nil, r)))
	require.Equal(t, model.UnsupportedKey, f.Code)
	require.Equal(t, "ECDSA P-224", f.Value("algorithm"))
}

func TestEd25519(t *testing.T) {
	r := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "Ed Root"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, nil, edSigner(t))
	l := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "ed"}, DNSNames: []string{"server.test"}, KeyUsage: x509.KeyUsageDigitalSignature}, r, edSigner(t))
	got := Verify(ask(l, nil, r))
	require.True(t, got.OK)
	require.Equal(t, []string{"profile-advice/browser-ed25519"}, coded(got, model.Note))
}
