package pki

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestInputIsBounded(t *testing.T) {
	for _, data := range [][]byte{bytes.Repeat([]byte("x"), MaxFile+1), bytes.Repeat([]byte{0x30}, MaxFile+1)} {
		in, _ := Read(data, "x")
		assert.Equal(t, []string{"file-unreadable/too-large"}, codes(in.Findings))
		wellFormed(t, in.Findings)
	}
}

func TestTrustedCertificateOfOpenSSL(t *testing.T) {
	c := authority(t, "samples").Cert
	aux := append(bytes.Clone(c.Raw), 0x30, 0x03, 0x0c, 0x01, 'x')
	certs, found := LoadCertificates(block("TRUSTED CERTIFICATE", aux), "x", "ca")
	require.Len(t, certs, 1, "%v", found)
	assert.Equal(t, c.Raw, certs[0].Raw)
}

func TestHostileCertificates(t *testing.T) {
	ca := authority(t, "samples")
	c, _ := leaf(t, ca, serverSpec("x", model.SAN{Kind: model.DNS, Value: "a"}))
	names, err := asn1.Marshal([]asn1.RawValue{{Class: 2, Tag: 7, Bytes: []byte{10, 0, 0, 1, 2}}, {Class: 2, Tag: 2, Bytes: []byte("a\x1b[31m")}})
	require.NoError(t, err)
	odd := resign(t, c, names)
	in, objects := Read(block("CERTIFICATE", odd), "x.pem")
	require.Len(t, in.Items, 1)
	assert.Nil(t, objects[0].Certificate)
	require.NotNil(t, in.Items[0].Certificate, "Go refuses it, and it is shown all the same")
	assert.Equal(t, []model.SAN{{Kind: model.IP, Value: "0x0a00000102"}, {Kind: model.DNS, Value: "a\x1b[31m"}}, in.Items[0].Certificate.SANs)
	assert.Equal(t, []string{"file-damaged/asn1"}, codes(in.Findings))
	assert.Contains(t, in.Findings[0].Value("reason"), "IP address of length 5")

	negative := bytes.Replace(c.Raw, c.SerialNumber.Bytes(), append([]byte{0x80}, c.SerialNumber.Bytes()[1:]...), 1)
	in, _ = Read(block("CERTIFICATE", negative), "x.pem")
	require.NotNil(t, in.Items[0].Certificate)
	assert.True(t, strings.HasPrefix(in.Items[0].Certificate.Serial, "-"))

	trailing := append(bytes.Clone(c.Raw), 0)
	in, _ = Read(block("CERTIFICATE", trailing), "x.pem")
	assert.NotNil(t, in.Items[0].Certificate)
}

func resign(t *testing.T, c *x509.Certificate, names []byte) []byte {
	t.Helper()
	var cert struct {
		TBS struct {
			Raw     asn1.RawContent
			Version int `asn1:"explicit,tag:0"`
			Serial  *big.Int
			Alg     pkix.AlgorithmIdentifier
			Issuer  asn1.RawValue
			Dates   asn1.RawValue
			Subject asn1.RawValue
			Key     asn1.RawValue
			Ext     []pkix.Extension `asn1:"explicit,tag:3"`
		}
		Alg pkix.AlgorithmIdentifier
		Sig asn1.BitString
	}
	_, err := asn1.Unmarshal(c.Raw, &cert)
	require.NoError(t, err)
	for i := range cert.TBS.Ext {
		if cert.TBS.Ext[i].Id.String() == oidSAN {
			cert.TBS.Ext[i].Value = names
		}
	}
	cert.TBS.Raw = nil
	der, err := asn1.Marshal(cert)
	require.NoError(t, err)
	return der
}

func TestHugeRSAKeysAreRefusedBeforeTheyAreUsed(t *testing.T) {
	huge := &rsa.PublicKey{N: new(big.Int).Add(new2(65536), big.NewInt(1)), E: 1<<31 - 1}
	ca := authority(t, "samples")
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "huge"}, NotBefore: noon, NotAfter: noon.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, ca.Cert, huge, ca.Key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	spki := parsed.RawSubjectPublicKeyInfo

	start := time.Now()
	certs, found := LoadCertificates(block("CERTIFICATE", der), "x", "cert")
	assert.Empty(t, certs)
	require.Equal(t, []string{"file-damaged/key-type"}, codes(found))
	assert.Contains(t, found[0].Value("reason"), "RSA 65536")
	in, _ := Read(block("PUBLIC KEY", spki), "x")
	assert.Equal(t, []string{"file-damaged/key-type"}, codes(in.Findings))
	assert.False(t, Signed(parsed, parsed))
	assert.Less(t, time.Since(start), time.Second)
	assert.Equal(t, "RSA 65536", Describe(parsed).Key)
}

func TestManyBeginLinesAreQuick(t *testing.T) {
	start := time.Now()
	in, _ := Read([]byte(strings.Repeat("-----BEGIN CERTIFICATE-----\n", 200_000)), "x")
	assert.Less(t, time.Since(start), 5*time.Second)
	assert.NotEmpty(t, in.Findings)
}
