package pki

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestAuthorityIsWhatStrictReadersWant(t *testing.T) {
	for _, kind := range model.KeyTypes() {
		ca := authority(t, "ca-"+string(kind), func(s *model.AuthoritySpec) { s.Key = kind })
		c := ca.Cert
		assert.True(t, c.IsCA && c.BasicConstraintsValid)
		assert.Equal(t, x509.KeyUsageCertSign|x509.KeyUsageCRLSign, c.KeyUsage)
		assert.Len(t, c.SubjectKeyId, 20)
		assert.Equal(t, -1, c.MaxPathLen)
		assert.Equal(t, 3, c.Version)
		assert.Equal(t, noon.Add(-time.Hour), c.NotBefore)
		assert.Equal(t, noon.AddDate(0, 0, model.DefaultCADays), c.NotAfter)
		assert.NoError(t, c.CheckSignatureFrom(c))
		assert.Same(t, c, ca.Root)
		assert.Empty(t, ca.Chain, "a root is not sent")
		for _, e := range c.Extensions {
			critical := e.Id.String() == oidBasicConstraints || e.Id.String() == oidKeyUsage
			assert.Equal(t, critical, e.Critical, e.Id.String())
		}
	}
}

func TestAuthorityPathLength(t *testing.T) {
	for want, zero := range map[int]bool{0: true, 2: false} {
		ca := authority(t, "limited", func(s *model.AuthoritySpec) { s.PathLen = want })
		assert.Equal(t, want, ca.Cert.MaxPathLen)
		assert.Equal(t, zero, ca.Cert.MaxPathLenZero)
		assert.Equal(t, want, Describe(ca.Cert).PathLen)
	}
}

func TestSerialsArePositiveLongAndDifferent(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		n, err := newSerial()
		require.NoError(t, err)
		assert.Equal(t, 1, n.Sign())
		assert.Equal(t, 127, n.BitLen())
		assert.Len(t, serialText(n), 32)
		assert.False(t, seen[n.String()])
		seen[n.String()] = true
	}
}

func TestIssueForEveryKeyUnderEveryAuthority(t *testing.T) {
	for _, under := range []model.KeyType{model.P256, model.P384, model.Ed25519, model.RSA2048} {
		ca := authority(t, "under-"+string(under), func(s *model.AuthoritySpec) { s.Key = under })
		pool := x509.NewCertPool()
		pool.AddCert(ca.Cert)
		for _, kind := range model.KeyTypes() {
			spec := serverSpec("srv", model.SAN{Kind: model.DNS, Value: "srv.example"}, model.SAN{Kind: model.IP, Value: "10.0.1.10"})
			spec.Key = kind
			c, key := leaf(t, ca, spec)
			_, err := c.Verify(x509.VerifyOptions{Roots: pool, DNSName: "srv.example", CurrentTime: noon})
			assert.NoError(t, err, "%s under %s", kind, under)
			usage := x509.KeyUsageDigitalSignature
			if _, ok := key.(*rsa.PrivateKey); ok {
				usage |= x509.KeyUsageKeyEncipherment
			}
			assert.Equal(t, usage, c.KeyUsage, kind)
			assert.True(t, c.BasicConstraintsValid)
			assert.False(t, c.IsCA)
			assert.Equal(t, ca.Cert.SubjectKeyId, c.AuthorityKeyId)
			assert.Len(t, c.SubjectKeyId, 20)
			assert.Equal(t, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, c.ExtKeyUsage)
		}
	}
}

func TestNamesOfAllKindsStayAsTyped(t *testing.T) {
	ca := authority(t, "names")
	sans := []model.SAN{
		{Kind: model.URI, Value: "spiffe://example.org/%7ea?b=C"}, {Kind: model.DNS, Value: "*.example.com"}, {Kind: model.IP, Value: "::1"},
		{Kind: model.Email, Value: "a@example.com"}, {Kind: model.IP, Value: "10.0.1.10"}, {Kind: model.DNS, Value: "10.0.0.9"},
	}
	c, _ := leaf(t, ca, serverSpec("all", sans...))
	assert.Equal(t, sans, Describe(c).SANs)
	assert.Equal(t, []string{"*.example.com", "10.0.0.9"}, c.DNSNames)
	assert.True(t, c.IPAddresses[0].Equal(net.ParseIP("::1")))
	assert.Len(t, c.IPAddresses[1], 4, "IPv4 is four octets")
	assert.Equal(t, "spiffe://example.org/%7ea?b=C", Describe(c).SANs[0].Value, "a URI is not rewritten")

	for _, bad := range []model.SAN{{Kind: model.IP, Value: "10.0.0.999"}, {Kind: model.IP, Value: "fe80::1%eth0"}, {Kind: model.DNS, Value: "例え.jp"}, {Kind: model.DirName, Value: "/CN=x"}} {
		_, _, err := Issue(ca, serverSpec("bad", bad), keyNamed(t, "", "bad").Public(), noon)
		assert.Error(t, err, "%v", bad)
	}
}

func TestEmptySubjectMakesNamesCritical(t *testing.T) {
	ca := authority(t, "empty")
	spec := serverSpec("x", model.SAN{Kind: model.DNS, Value: "a.example"})
	spec.Subject = nil
	c, _ := leaf(t, ca, spec)
	for _, e := range c.Extensions {
		if e.Id.String() == oidSAN {
			assert.True(t, e.Critical)
		}
	}
	c, _ = leaf(t, ca, serverSpec("x", model.SAN{Kind: model.DNS, Value: "a.example"}))
	for _, e := range c.Extensions {
		if e.Id.String() == oidSAN {
			assert.False(t, e.Critical)
		}
	}
}

func TestEKUsByNameAndOIDInOrder(t *testing.T) {
	ca := authority(t, "eku")
	spec := serverSpec("x")
	spec.EKUs = []string{"1.3.6.1.4.1.311.20.2.2", "clientAuth", "serverAuth"}
	c, _ := leaf(t, ca, spec)
	assert.Equal(t, spec.EKUs, Describe(c).EKUs)
	spec.EKUs = []string{"noSuchThing"}
	_, _, err := Issue(ca, spec, keyNamed(t, "", "x").Public(), noon)
	assert.Error(t, err)
	for profile, want := range map[model.Profile][]string{
		model.ProfileServer: {"serverAuth"}, model.ProfileClient: {"clientAuth"}, model.ProfilePeer: {"serverAuth", "clientAuth"}, "": nil,
	} {
		assert.Equal(t, want, EKUs(model.IdentitySpec{Profile: profile}))
	}
}

func TestDatesStayInsideTheAuthority(t *testing.T) {
	ca := authority(t, "short", func(s *model.AuthoritySpec) { s.Days = 30 })
	spec := serverSpec("x")
	spec.Authority = "short"
	c, found, err := Issue(ca, spec, keyNamed(t, "", "x").Public(), noon)
	require.NoError(t, err)
	assert.Equal(t, ca.Cert.NotAfter, c.NotAfter)
	require.Equal(t, []string{"days-clamped"}, codes(found))
	wellFormed(t, found)
	assert.Equal(t, "397", found[0].Value("wanted"))
	assert.Equal(t, "2026-12-22T12:00:00Z", found[0].Value("until"))
	assert.Equal(t, "short", found[0].Value("authority"))

	spec.Days = 30
	c, found, err = Issue(ca, spec, keyNamed(t, "", "x").Public(), noon)
	require.NoError(t, err)
	assert.Empty(t, found, "as long as the authority is not clamped")
	assert.Equal(t, noon.Add(-time.Hour), c.NotBefore)

	// An authority that is minutes old: never before it.
	c, _, err = Issue(ca, spec, keyNamed(t, "", "x").Public(), noon.Add(-30*time.Minute))
	require.NoError(t, err)
	assert.Equal(t, ca.Cert.NotBefore, c.NotBefore)

	// Teaching: a certificate that is over.
	spec.NotBefore, spec.NotAfter = noon.Add(-50*time.Minute), noon.Add(-time.Minute)
	c, found, err = Issue(ca, spec, keyNamed(t, "", "x").Public(), noon)
	require.NoError(t, err)
	assert.Empty(t, found)
	assert.Equal(t, spec.NotBefore, c.NotBefore)
	assert.Equal(t, spec.NotAfter, c.NotAfter)

	spec.NotBefore, spec.NotAfter = noon, noon.Add(-time.Minute)
	_, _, err = Issue(ca, spec, keyNamed(t, "", "x").Public(), noon)
	assert.Error(t, err, "it would end before it starts")
}

func TestWrongKeyIsRefused(t *testing.T) {
	ca := authority(t, "mine")
	ca.Key = keyNamed(t, model.P256, "stranger")
	_, _, err := Issue(ca, serverSpec("x"), keyNamed(t, "", "x").Public(), noon)
	assert.Error(t, err)
}

func TestIntermediates(t *testing.T) {
	root := authority(t, "root", func(s *model.AuthoritySpec) { s.Days = 100 })
	mid, found, err := SignAuthority(root, model.AuthoritySpec{Name: "mid", PathLen: -1}, keyNamed(t, model.P256, "mid"), noon)
	require.NoError(t, err)
	assert.Equal(t, []string{"days-clamped"}, codes(found))
	low, _, err := SignAuthority(mid, model.AuthoritySpec{Name: "low", PathLen: 0, Days: 50}, keyNamed(t, model.P256, "low"), noon)
	require.NoError(t, err)
	assert.Equal(t, []*x509.Certificate{low.Cert, mid.Cert}, low.Chain, "what a leaf's holder sends")
	assert.Same(t, root.Cert, low.Root)

	c, _ := leaf(t, low, serverSpec("deep", model.SAN{Kind: model.DNS, Value: "deep.example"}))
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(low.Root)
	for _, x := range low.Chain {
		between.AddCert(x)
	}
	chains, err := c.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: "deep.example", CurrentTime: noon})
	require.NoError(t, err)
	assert.Len(t, chains[0], 4)
	_, _, err = SignAuthority(root, model.AuthoritySpec{Subject: model.Subject{{Type: "C", Value: "中"}}}, root.Key, noon)
	assert.Error(t, err)
}

func TestAuthorityWithoutKeyIdentifierIsNamedAllTheSame(t *testing.T) {
	key := keyNamed(t, model.P256, "v1")
	old := template(t, Issuer{}, key, func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true })
	bare := *old
	bare.SubjectKeyId = nil
	c, _ := leaf(t, Issuer{Cert: &bare, Key: key}, serverSpec("under-v1"))
	want, err := keyIdentifier(key.Public())
	require.NoError(t, err)
	assert.Equal(t, want, c.AuthorityKeyId)
}

func TestRequestAsksForTheSame(t *testing.T) {
	key := keyNamed(t, model.P256, "csr")
	spec := serverSpec("csr", model.SAN{Kind: model.DNS, Value: "a.example"}, model.SAN{Kind: model.IP, Value: "10.0.1.10"})
	spec.Profile = model.ProfilePeer
	spec.Subject = model.Subject{{Type: "CN", Value: "csr"}, {Type: "C", Value: "CN"}}
	der, err := CreateRequest(spec, key)
	require.NoError(t, err)
	in, objects := Read(RequestPEM(der), "x.csr")
	require.Empty(t, in.Findings)
	r := in.Items[0].Request
	assert.Equal(t, model.Request{Subject: spec.Subject, SANs: spec.SANs, EKUs: []string{"serverAuth", "clientAuth"}, Key: "ECDSA P-256", SPKI: SPKI(key.Public()), Valid: true}, *r)
	assert.NotNil(t, objects[0].Request)

	c, _, err := Issue(authority(t, "ca"), spec, key.Public(), noon)
	require.NoError(t, err)
	again, err := RequestLike(c, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificateRequest(again)
	require.NoError(t, err)
	assert.Equal(t, *r, DescribeRequest(parsed))
	bad := spec
	bad.Subject = model.Subject{{Type: "C", Value: "中"}}
	_, err = CreateRequest(bad, key)
	assert.Error(t, err)
}

func TestCertificatePEM(t *testing.T) {
	a, b := authority(t, "a").Cert, authority(t, "b").Cert
	data := CertificatePEM(a, b)
	assert.Equal(t, 2, bytes.Count(data, []byte("BEGIN CERTIFICATE")))
	got, err := DescribePEM(data)
	require.NoError(t, err)
	assert.Equal(t, DescribeAll([]*x509.Certificate{a, b}), got)
	_, err = DescribePEM([]byte("nothing"))
	assert.Error(t, err)
	_, err = DescribePEM(block("CERTIFICATE", []byte{0x30, 0}))
	assert.Error(t, err)
}
