package chain

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// noon is the time that all test chains are judged by.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// made is a certificate with its key and what stands above it.
type made struct {
	*x509.Certificate
	key crypto.Signer
	up  *made
}

// change alters a template before it is signed.
type change func(*x509.Certificate)

// keyPool lends keys, because tests make thousands of certificates.
var keyPool = sync.OnceValue(func() []crypto.Signer {
	var out []crypto.Signer
	for range 24 {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			panic(err)
		}
		out = append(out, k)
	}
	return out
})

func newKey(t testing.TB) crypto.Signer {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return k
}

func rsaSigner(t testing.TB, bits int) crypto.Signer {
	t.Setenv("GODEBUG", "rsa1024min=0")
	k, err := rsa.GenerateKey(rand.Reader, bits)
	require.NoError(t, err)
	return k
}

func edSigner(t testing.TB) crypto.Signer {
	_, k, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return k
}

// Sign makes a certificate with any fault: by is the issuer, nil for self-signed; key nil makes a new one.
func Sign(t testing.TB, tmpl x509.Certificate, by *made, key crypto.Signer, changes ...change) *made {
	t.Helper()
	if key == nil {
		key = newKey(t)
	}
	if tmpl.SerialNumber == nil {
		tmpl.SerialNumber = new(big.Int).SetUint64(mathrand.Uint64()>>1 + 1)
	}
	if tmpl.NotBefore.IsZero() {
		tmpl.NotBefore, tmpl.NotAfter = noon.Add(-time.Hour), noon.AddDate(1, 0, 0)
	}
	if tmpl.IsCA {
		tmpl.BasicConstraintsValid = true
		pub, err := x509.MarshalPKIXPublicKey(key.Public())
		require.NoError(t, err)
		sum := sha1.Sum(pub)
		tmpl.SubjectKeyId = sum[:]
	}
	for _, c := range changes {
		c(&tmpl)
	}
	parent, signer := &tmpl, key
	if by != nil {
		parent, signer = by.Certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, &tmpl, parent, key.Public(), signer)
	require.NoError(t, err)
	x, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &made{x, key, by}
}

func root(t testing.TB, cn string, changes ...change) *made {
	t.Helper()
	return Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: cn}, IsCA: true, NotBefore: noon.AddDate(-1, 0, 0),
		NotAfter: noon.AddDate(9, 0, 0), KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}, nil, nil, changes...)
}

func (m *made) ca(t testing.TB, cn string, changes ...change) *made {
	t.Helper()
	return Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: cn}, IsCA: true, NotBefore: noon.AddDate(-1, 0, 0),
		NotAfter: noon.AddDate(5, 0, 0), KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}, m, nil, changes...)
}

func (m *made) leaf(t testing.TB, cn string, changes ...change) *made {
	t.Helper()
	return Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: cn}, DNSNames: []string{cn}, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, m, nil, changes...)
}

// pkiOf is a root, an intermediate and a leaf for server.test without a fault.
func pkiOf(t testing.TB, leaf ...change) (r, i, l *made) {
	t.Helper()
	r = root(t, "Test Root")
	i = r.ca(t, "Test Issuing CA")
	return r, i, i.leaf(t, "server.test", leaf...)
}

// ask is an Input for a server that sends leaf and intermediates, judged by the roots given.
func ask(l *made, sent []*made, roots ...*made) Input {
	in := Input{Leaf: l.Certificate, Name: "server.test", Purpose: Server, Now: noon, TrustName: "test"}
	for _, s := range sent {
		in.Sent = append(in.Sent, s.Certificate)
	}
	for _, r := range roots {
		in.Roots = append(in.Roots, r.Certificate)
	}
	return in
}

func sending(list ...*made) []*made { return list }

// fatal lists the codes of the fatal findings, with variants after a slash.
func fatal(r Result) []string { return coded(r, model.Fatal) }

func coded(r Result, s model.Severity) []string {
	out := []string{}
	for _, f := range r.Findings {
		if f.Severity == s {
			c := string(f.Code)
			if f.Variant != "" {
				c += "/" + f.Variant
			}
			out = append(out, c)
		}
	}
	return out
}

func ips(list ...string) []net.IP {
	var out []net.IP
	for _, s := range list {
		ip := net.ParseIP(s)
		if v4 := ip.To4(); v4 != nil {
			ip = v4
		}
		out = append(out, ip)
	}
	return out
}
