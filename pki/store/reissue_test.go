package store

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki"
)

func reissue(t testing.TB, s *Store, name string, change func(*model.IdentitySpec)) (model.Applied, error) {
	t.Helper()
	a, ok := load(t, s).Find("ca")
	require.True(t, ok)
	id, ok := a.Find(name)
	require.True(t, ok)
	cert, err := x509.ParseCertificate(id.Certificate.DER)
	require.NoError(t, err)
	spec := pki.SpecOf(cert, "ca", name)
	change(&spec)
	return s.Reissue(ctx, spec, "")
}

func TestReissueSwapsTheWholeDirectoryAndKeepsTheEarlierOne(t *testing.T) {
	s := withCA(t)
	old := issue(t, s, server("etcd-1"))
	key, err := os.ReadFile(old.KeyFile)
	require.NoError(t, err)
	for n := 1; n <= 2; n++ {
		done, err := reissue(t, s, "etcd-1", func(i *model.IdentitySpec) {
			i.SANs = append(i.SANs, model.SAN{Kind: model.IP, Value: fmt.Sprintf("10.0.2.%d", n)})
		})
		require.NoError(t, err)
		assert.True(t, done.Files[0].Exists)
	}
	w := load(t, s)
	require.Len(t, w.Authorities[0].Identities, 1)
	now := w.Authorities[0].Identities[0]
	assert.Equal(t, old.Certificate.SPKI, now.Certificate.SPKI)
	assert.Equal(t, old.Dir, now.Dir)
	assert.NotEqual(t, old.Certificate.Serial, now.Certificate.Serial)
	assert.Equal(t, []string{"DNS:etcd-1", "IP:10.0.1.10", "IP:10.0.2.1", "IP:10.0.2.2"}, sans(now.Certificate))
	same, err := os.ReadFile(now.KeyFile)
	require.NoError(t, err)
	assert.Equal(t, key, same, "the key file byte for byte")
	pairWorks(t, now.Dir, time.Now())

	first, err := os.ReadFile(filepath.Join(s.Home(), "ca", "old", "etcd-1", "0001", "cert.pem"))
	require.NoError(t, err)
	got, err := pki.DescribePEM(first)
	require.NoError(t, err)
	assert.Equal(t, old.Certificate, got[0])
	pairWorks(t, filepath.Join(s.Home(), "ca", "old", "etcd-1", "0002"), time.Now())
	records, err := os.ReadDir(filepath.Join(s.Home(), "ca", "issued"))
	require.NoError(t, err)
	assert.Len(t, records, 4, "the authority, the first and two more")
	csr, err := os.ReadFile(filepath.Join(now.Dir, "etcd-1.csr"))
	require.NoError(t, err)
	in, _ := pki.Read(csr, "-")
	assert.Equal(t, now.Certificate.SANs, in.Items[0].Request.SANs, "the request asks for what was made")
	assert.Empty(t, w.Findings)
	assert.Empty(t, leftovers(t, s.Home()))
}

func sans(c model.Certificate) []string {
	var out []string
	for _, n := range c.SANs {
		out = append(out, n.String())
	}
	return out
}

func leftovers(t testing.TB, dir string) []string {
	t.Helper()
	var out []string
	for _, line := range tree(t, dir) {
		if strings.Contains(line, "/.new-") || strings.Contains(line, "/.old-") || strings.HasPrefix(line, ".new-") {
			out = append(out, line)
		}
	}
	return out
}

func TestReissueJudgesOnlyWhatChanges(t *testing.T) {
	s := withCA(t)
	spec := server("odd")
	spec.SANs = []model.SAN{{Kind: model.DNS, Value: "10.0.0.9"}}
	spec.Unwise = []model.Code{model.IPAsDNS}
	issue(t, s, spec)
	_, err := reissue(t, s, "odd", func(i *model.IdentitySpec) {})
	assert.NoError(t, err, "what it has always had is kept without a word")
	_, err = reissue(t, s, "odd", func(i *model.IdentitySpec) { i.SANs = append(i.SANs, model.SAN{Kind: model.DNS, Value: "a b"}) })
	assert.Equal(t, []string{"bad-dns-name/space"}, failed(t, err))
	_, err = reissue(t, s, "odd", func(i *model.IdentitySpec) { i.SANs = nil })
	assert.Equal(t, []string{"no-san"}, failed(t, err))
	_, err = reissue(t, s, "odd", func(i *model.IdentitySpec) {
		i.Subject = model.Subject{{Type: "CN", Value: "x"}, {Type: "C", Value: "CHN"}}
	})
	assert.Equal(t, []string{"bad-country"}, failed(t, err))
	_, err = s.Reissue(ctx, server("nobody"), "")
	assert.Equal(t, []string{"unknown-identity"}, failed(t, err))
	_, err = s.Reissue(ctx, model.IdentitySpec{Name: "odd", Authority: "nobody"}, "")
	assert.Equal(t, []string{"unknown-authority"}, failed(t, err))
}

func TestIntermediateAuthority(t *testing.T) {
	s := withCA(t)
	root, err := s.Signer("ca", "")
	require.NoError(t, err)
	key, err := pki.GenerateKey(model.P256)
	require.NoError(t, err)
	mid, _, err := pki.SignAuthority(root, model.AuthoritySpec{Name: "mid", PathLen: 0, Days: 1000}, key, time.Now())
	require.NoError(t, err)
	keyPEM, err := pki.MarshalKey(key, "")
	require.NoError(t, err)
	dir := filepath.Join(s.Home(), "mid")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "issued"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ca.pem"), pki.CertificatePEM(mid.Cert, root.Cert), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ca-key.pem"), keyPEM, 0o600))

	spec := server("deep")
	spec.Authority = "mid"
	id := issue(t, s, spec)
	require.Len(t, id.Chain, 1)
	assert.Equal(t, mid.Cert.Raw, id.Chain[0].DER)
	ca, err := os.ReadFile(id.CAFile)
	require.NoError(t, err)
	assert.Equal(t, pki.CertificatePEM(root.Cert), ca, "what it trusts is the root")
	pairWorks(t, id.Dir, time.Now())
	a, _ := load(t, s).Find("mid")
	assert.Equal(t, id, a.Identities[0])

	// The same leaf without its intermediate: append-chain mends it.
	require.NoError(t, os.WriteFile(id.CertFile, leafOnly(t, id), 0o600))
	done, err := s.AppendChain(ctx, "mid", "deep", []*x509.Certificate{root.Cert, mid.Cert})
	require.NoError(t, err)
	assert.Equal(t, id.Chain, done.Identities[0].Chain, "the intermediate and not the root")
	assert.Equal(t, id.Certificate.Serial, done.Identities[0].Certificate.Serial)
	pairWorks(t, id.Dir, time.Now())
	_, err = s.AppendChain(ctx, "mid", "nobody", nil)
	assert.Equal(t, []string{"unknown-identity"}, failed(t, err))
}

func leafOnly(t testing.TB, id model.Identity) []byte {
	t.Helper()
	c, err := x509.ParseCertificate(id.Certificate.DER)
	require.NoError(t, err)
	return pki.CertificatePEM(c)
}

func TestReissueKeepsACAFileThatTrustsMore(t *testing.T) {
	s := withCA(t)
	id := issue(t, s, server("x"))
	own, err := os.ReadFile(id.CAFile)
	require.NoError(t, err)
	other, err := pki.CreateAuthority(model.AuthoritySpec{Name: "other"}, mustKey(t), time.Now())
	require.NoError(t, err)
	both := append(pki.CertificatePEM(other.Cert), own...)
	for _, c := range []struct{ have, want []byte }{{both, both}, {pki.CertificatePEM(other.Cert), own}, {[]byte("rubbish"), own}} {
		require.NoError(t, os.WriteFile(id.CAFile, c.have, 0o600))
		_, err = reissue(t, s, "x", func(*model.IdentitySpec) {})
		require.NoError(t, err)
		got, err := os.ReadFile(id.CAFile)
		require.NoError(t, err)
		assert.Equal(t, string(c.want), string(got))
	}
}

func mustKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := pki.GenerateKey(model.P256)
	require.NoError(t, err)
	return key
}

func TestRequestIsKeptWhereTheKeyCannotBeRead(t *testing.T) {
	s := withCA(t)
	id := issue(t, s, server("x"))
	csr, err := os.ReadFile(filepath.Join(id.Dir, "x.csr"))
	require.NoError(t, err)
	for _, data := range [][]byte{lockedKey(t), nil} {
		require.NoError(t, os.Remove(id.KeyFile))
		if data != nil {
			require.NoError(t, os.WriteFile(id.KeyFile, data, 0o600))
		}
		done, err := reissue(t, s, "x", func(*model.IdentitySpec) {})
		require.NoError(t, err, "a certificate needs no key to be issued again")
		got, err := os.ReadFile(filepath.Join(id.Dir, "x.csr"))
		require.NoError(t, err)
		assert.Equal(t, csr, got)
		if data == nil {
			assert.NoFileExists(t, id.KeyFile)
			assert.Empty(t, done.Identities[0].KeyFile)
			break
		}
	}
}

func lockedKey(t testing.TB) []byte {
	t.Helper()
	data, err := pki.MarshalKey(mustKey(t), "x")
	require.NoError(t, err)
	return data
}

func TestOnlyTheKeyOfACombinedFileIsCarriedOver(t *testing.T) {
	key, err := pki.MarshalKey(mustKey(t), "")
	require.NoError(t, err)
	ca, err := pki.CreateAuthority(model.AuthoritySpec{Name: "x"}, mustKey(t), time.Now())
	require.NoError(t, err)
	assert.Equal(t, key, onlyKey(append(pki.CertificatePEM(ca.Cert), key...)))
	assert.Equal(t, key, onlyKey(key))
	assert.Equal(t, []byte("der"), onlyKey([]byte("der")))
}

func TestSafeNames(t *testing.T) {
	for in, want := range map[string]string{"ok": "ok", "Far Away": "Far-Away", "../x": "x", "…": "identity"} {
		assert.Equal(t, want, safeName(in), in)
	}
}

// A key that somebody else may have is not signed again: the identity gets a new one, and the old one goes with its
// certificate.
func TestReissueWithANewKey(t *testing.T) {
	s := withCA(t)
	_, err := s.Issue(ctx, server("etcd-1"), "")
	require.NoError(t, err)
	dir := filepath.Join(s.Home(), "ca", "etcd-1")
	before, err := tls.LoadX509KeyPair(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"))
	require.NoError(t, err)
	_, err = reissue(t, s, "etcd-1", func(spec *model.IdentitySpec) { spec.NewKey = model.P384 })
	require.NoError(t, err)
	after, err := tls.LoadX509KeyPair(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"))
	require.NoError(t, err, "key and certificate belong together")
	assert.Equal(t, "ECDSA P-384", pki.Describe(after.Leaf).Key)
	assert.NotEqual(t, before.Leaf.SubjectKeyId, after.Leaf.SubjectKeyId)
	assert.Equal(t, before.Leaf.DNSNames, after.Leaf.DNSNames)
	info, err := os.Stat(filepath.Join(dir, "key.pem"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	kept := filepath.Join(s.Home(), "ca", "old", "etcd-1", "0001")
	old, err := tls.LoadX509KeyPair(filepath.Join(kept, "cert.pem"), filepath.Join(kept, "key.pem"))
	require.NoError(t, err)
	assert.Equal(t, before.Leaf.Raw, old.Leaf.Raw)
	_, err = reissue(t, s, "etcd-1", func(spec *model.IdentitySpec) { spec.NewKey = "dsa1024" })
	assert.Equal(t, []string{"unknown-key-type"}, failed(t, err))
}
