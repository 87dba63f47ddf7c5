package chain

import (
	"crypto/x509"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func formVariants(t *testing.T, ders ...[]byte) []string {
	t.Helper()
	var out []string
	for _, f := range Form(ders) {
		assert.Equal(t, model.MalformedCert, f.Code)
		assert.Equal(t, model.Warning, f.Severity, "%s: nothing in a file is fatal by its form", f.Variant)
		assert.NotEmpty(t, f.Value("section"))
		assert.NotEmpty(t, f.Value("certificate"))
		out = append(out, f.Variant)
	}
	return out
}

func TestFormOfSingleCertificates(t *testing.T) {
	r := root(t, "Test Root")
	l := r.leaf(t, "server.test")
	assert.Empty(t, formVariants(t, l.Raw, r.Raw), "healthy ones raise nothing")
	assert.Empty(t, formVariants(t, l.Raw, []byte("no certificate")), "what is no certificate at all has no form")

	bare := root(t, "Bare Root", func(c *x509.Certificate) { c.KeyUsage = 0 })
	assert.Equal(t, []string{"ca-without-key-usage"}, formVariants(t, bare.Raw))
	assert.Equal(t, []string{"missing-aki"}, formVariants(t, without(t, l, r, oidAKI).Raw))
	long := r.leaf(t, "long.test", func(c *x509.Certificate) { c.SerialNumber = new(big.Int).Lsh(big.NewInt(1), 165) })
	assert.Equal(t, []string{"long-serial"}, formVariants(t, long.Raw))
	// What crypto/x509 does not read is told as well, where the bytes say why.
	negative := forge(t, r, func(f [][]byte) [][]byte { f[fSerial] = []byte{2, 1, 0x80}; return f })
	assert.Equal(t, []string{"negative-serial"}, formVariants(t, negative))
	assert.Equal(t, []string{"negative-serial", "ca-without-key-usage"}, formVariants(t, negative, bare.Raw))
}

// Two certificates of one file are compared where one signed the other, and not where they merely have the names.
func TestFormComparesIdentifiers(t *testing.T) {
	key := newKey(t)
	first := Sign(t, x509.Certificate{Subject: root(t, "CA").Subject, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, nil, key)
	second := Sign(t, x509.Certificate{Subject: first.Subject, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, nil, key,
		func(c *x509.Certificate) { c.SubjectKeyId = []byte("another way to count") })
	l := first.leaf(t, "server.test")
	require.NotEqual(t, first.SubjectKeyId, second.SubjectKeyId)
	assert.Empty(t, formVariants(t, l.Raw, first.Raw))
	assert.Equal(t, []string{"aki-mismatch"}, formVariants(t, l.Raw, second.Raw))

	namesake := Sign(t, x509.Certificate{Subject: first.Subject, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, nil, nil)
	assert.Empty(t, formVariants(t, l.Raw, namesake.Raw), "it did not sign")
}

func FuzzForm(f *testing.F) {
	r := root(f, "Test Root")
	f.Add(r.Raw)
	f.Fuzz(func(t *testing.T, der []byte) {
		for _, x := range Form([][]byte{der, der}) {
			if x.Code != model.MalformedCert || x.Severity != model.Warning {
				t.Fatalf("%+v", x)
			}
		}
	})
}
