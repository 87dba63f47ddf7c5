package pki

import (
	"crypto/x509"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestWrongFilesAreNamedForTheirRole(t *testing.T) {
	s := samples(t)
	pemOf := func(kind string) []byte { return block(pemLabel[kind], s[kind]) }
	ssh := []byte("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n")
	pgp := []byte("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN\n-----END PGP PUBLIC KEY BLOCK-----\n")
	for name, c := range map[string]struct {
		data      []byte
		cert, key string
	}{
		"certificate": {pemOf(KindCertificate), "", "wrong-file-kind/certificate-for-key"},
		"key":         {pemOf(KindKey), "wrong-file-kind/key-for-certificate", ""},
		"csr":         {pemOf(KindRequest), "wrong-file-kind/csr", "wrong-file-kind/csr"},
		"crl":         {pemOf(KindCRL), "wrong-file-kind/crl", "wrong-file-kind/crl"},
		"public key":  {pemOf(KindPublicKey), "wrong-file-kind/public-key", "wrong-file-kind/public-key"},
		"pkcs12":      {s[KindPKCS12], "wrong-file-kind/pkcs12", "wrong-file-kind/pkcs12"},
		"openssh":     {ssh, "wrong-file-kind/openssh-key", "wrong-file-kind/openssh-key"},
		"pgp":         {pgp, "wrong-file-kind/pgp-key", "wrong-file-kind/pgp-key"},
		"jks":         {[]byte("\xfe\xed\xfe\xed\x00\x00\x00\x02"), "wrong-file-kind", "wrong-file-kind"},
		"parameters":  {block("DH PARAMETERS", []byte{0x30, 0}), "wrong-file-kind", "wrong-file-kind"},
		"text":        {[]byte("hello"), "file-damaged/garbage", "file-damaged/garbage"},
		"empty":       {nil, "file-unreadable/empty", "file-unreadable/empty"},
	} {
		certs, found := LoadCertificates(c.data, "f", "cert")
		check(t, name+" as certificate", c.cert, len(certs) > 0, found, "cert")
		cas, found := LoadCAs(c.data, "f")
		check(t, name+" as ca", c.cert, len(cas) > 0, found, "ca")
		key, found := LoadKey(c.data, "f", nil)
		check(t, name+" as key", c.key, key != nil, found, "key")
	}
	// A certificate bundle is good enough here; that others want the certificates bare is noted.
	certs, found := LoadCertificates(pemOf(KindPKCS7), "f", "cert")
	assert.Len(t, certs, 2)
	assert.Equal(t, []string{"file-untidy/pkcs7"}, codes(found))
	cas, found := LoadCAs(pemOf(KindPKCS7), "f")
	assert.Len(t, cas, 2)
	assert.Equal(t, []string{"file-untidy/pkcs7"}, codes(found))
}

// check: want "" means loaded and nothing fatal; else exactly one finding, with this code and the role.
func check(t *testing.T, name, want string, loaded bool, found []model.Finding, role string) {
	t.Helper()
	wellFormed(t, found)
	if want == "" {
		assert.True(t, loaded && model.OK(found), "%s: %v", name, codes(found))
		return
	}
	assert.False(t, loaded, name)
	fatal := found
	if len(fatal) > 1 {
		fatal = found[len(found)-1:]
	}
	require.Len(t, fatal, 1, name)
	assert.Equal(t, want, codes(fatal)[0], name)
	assert.Equal(t, role, fatal[0].Value("role"), name)
	assert.Equal(t, model.Fatal, fatal[0].Severity)
}

func TestSeveralKeysAreNotGuessedAt(t *testing.T) {
	two := append(keyPEM(t, keyNamed(t, model.P256, "a"), ""), keyPEM(t, keyNamed(t, model.P256, "b"), "")...)
	key, found := LoadKey(two, "k", nil)
	assert.Nil(t, key)
	assert.Equal(t, []string{"wrong-file-kind/several-keys"}, codes(found))
	wellFormed(t, found)
}

func TestBadCAEntriesAreSaidAndTheRestIsUsed(t *testing.T) {
	a, b := authority(t, "a").Cert, authority(t, "b").Cert
	broken := block("CERTIFICATE", a.Raw[:100])
	data := append(append(CertificatePEM(a), broken...), CertificatePEM(b)...)
	cas, found := LoadCAs(data, "ca.pem")
	assert.Len(t, cas, 2)
	require.Equal(t, []string{"ca-entry-unreadable"}, codes(found))
	wellFormed(t, found)
	assert.Equal(t, "2", found[0].Value("entry"))
	assert.Contains(t, found[0].Value("reason"), "100 are here")
	assert.True(t, model.OK(found), "the others count")

	cas, found = LoadCAs(broken, "ca.pem")
	assert.Empty(t, cas)
	assert.Equal(t, []string{"file-damaged/truncated"}, codes(found))
}

func TestLoadCRLs(t *testing.T) {
	s := samples(t)
	one := block("X509 CRL", s[KindCRL])
	lists, found := LoadCRLs(one, "crl.pem")
	require.Len(t, lists, 1)
	assert.Empty(t, found)
	lists, found = LoadCRLs(append(append([]byte(nil), one...), one...), "crl.pem")
	assert.Len(t, lists, 2, "a file may hold one for each CA")
	assert.Empty(t, found)
	lists, found = LoadCRLs(append(append([]byte(nil), one[:len(one)/2]...), one...), "crl.pem")
	assert.Len(t, lists, 1)
	assert.NotEmpty(t, found, "half of one is said")
	lists, found = LoadCRLs(block("CERTIFICATE", s[KindCertificate]), "crl.pem")
	assert.Nil(t, lists)
	assert.Equal(t, []string{"wrong-file-kind"}, codes(found))
	wellFormed(t, found)
}

// threeStep is leaf, low, mid and root.
func threeStep(t *testing.T) (*x509.Certificate, Issuer, Issuer, Issuer) {
	t.Helper()
	root := authority(t, "root")
	mid, _, err := SignAuthority(root, model.AuthoritySpec{Name: "mid", PathLen: -1}, keyNamed(t, model.P256, "mid"), noon)
	require.NoError(t, err)
	low, _, err := SignAuthority(mid, model.AuthoritySpec{Name: "low", PathLen: -1}, keyNamed(t, model.P256, "low"), noon)
	require.NoError(t, err)
	c, _ := leaf(t, low, serverSpec("leaf", model.SAN{Kind: model.DNS, Value: "leaf"}))
	return c, low, mid, root
}

func TestPairFindsTheLeafByItsKey(t *testing.T) {
	c, low, mid, root := threeStep(t)
	key := keyNamed(t, "", "leaf")
	want := []*x509.Certificate{c, low.Cert, mid.Cert, root.Cert}
	for name, order := range map[string][]*x509.Certificate{
		"in order": want, "reversed": {root.Cert, mid.Cert, low.Cert, c}, "mixed": {mid.Cert, c, root.Cert, low.Cert}, "middle swapped": {c, mid.Cert, low.Cert, root.Cert},
	} {
		for _, k := range []bool{true, false} {
			signer := key
			if !k {
				signer = nil
			}
			got, found := Pair(order, signer, "cert.pem", "key.pem")
			assert.Equal(t, want, got, name)
			if name == "in order" {
				assert.Empty(t, found)
				continue
			}
			assert.Equal(t, []string{"chain-out-of-order"}, codes(found), name)
			wellFormed(t, found)
			assert.True(t, model.OK(found))
		}
	}
	stranger := authority(t, "stranger").Cert
	got, found := Pair([]*x509.Certificate{c, stranger, low.Cert}, key, "c", "k")
	assert.Equal(t, []*x509.Certificate{c, low.Cert, stranger}, got, "what is no part of the chain comes last")
	assert.NotEmpty(t, found)
}

func TestPairSaysWhatDoesNotBelongTogether(t *testing.T) {
	c, low, _, root := threeStep(t)
	other := keyNamed(t, "", "other")
	got, found := Pair([]*x509.Certificate{c, low.Cert}, other, "cert.pem", "key.pem")
	assert.Nil(t, got)
	assert.Equal(t, []string{"key-does-not-match-certificate"}, codes(found))
	wellFormed(t, found)
	got, found = Pair([]*x509.Certificate{low.Cert, root.Cert}, other, "cert.pem", "key.pem")
	assert.Nil(t, got)
	assert.Equal(t, []string{"wrong-file-kind/no-leaf"}, codes(found))
	wellFormed(t, found)
	got, found = Pair(nil, nil, "cert.pem", "key.pem")
	assert.Nil(t, got)
	assert.NotEmpty(t, found)
	// A key can belong to an authority: a self-signed server certificate is one.
	got, found = Pair([]*x509.Certificate{root.Cert}, root.Key, "cert.pem", "key.pem")
	assert.Len(t, got, 1)
	assert.Empty(t, found)
}

func TestPairOfABundleIsNotQuadratic(t *testing.T) {
	ca := authority(t, "many")
	var certs []*x509.Certificate
	for range maxOrdered + 5 {
		certs = append(certs, ca.Cert)
	}
	got, found := Pair(certs, nil, "bundle", "")
	assert.Len(t, got, len(certs))
	assert.Empty(t, found)
}

func TestSignedByOldAlgorithms(t *testing.T) {
	// crypto/x509 signs with SHA-1 no more; the check is tried on what openssl makes, in interop_test.go. Here: who did not sign.
	a, b := authority(t, "same-name"), authority(t, "b")
	fake := *a.Cert
	fake.SignatureAlgorithm = x509.SHA1WithRSA
	assert.False(t, Signed(a.Cert, &fake))
	fake.SignatureAlgorithm = x509.MD5WithRSA
	assert.False(t, Signed(a.Cert, &fake))
	fake.SignatureAlgorithm = x509.ECDSAWithSHA1
	assert.False(t, Signed(a.Cert, &fake))
	assert.False(t, Signed(b.Cert, a.Cert))
	assert.True(t, Signed(a.Cert, a.Cert))
}

func TestKeyAndCertificateInOneFile(t *testing.T) {
	c, _, _, _ := threeStep(t)
	good := append(CertificatePEM(c), keyPEM(t, keyNamed(t, "", "leaf"), "")...)
	in, _ := Read(good, "combined.pem")
	assert.Empty(t, in.Findings)
	bad := append(CertificatePEM(c), keyPEM(t, keyNamed(t, "", "other"), "")...)
	in, _ = Read(bad, "combined.pem")
	assert.Equal(t, []string{"key-does-not-match-certificate"}, codes(in.Findings))
	wellFormed(t, in.Findings)
	c, low, mid, _ := threeStep(t)
	in, _ = Read(CertificatePEM(mid.Cert, low.Cert, c), "chain.pem")
	assert.Equal(t, []string{"chain-out-of-order"}, codes(in.Findings))
	in, _ = Read([]byte(strings.Repeat(string(CertificatePEM(mid.Cert)), 3)), "bundle.pem")
	assert.Empty(t, in.Findings, "a bundle of authorities has no order")
}
