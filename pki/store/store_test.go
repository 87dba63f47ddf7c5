package store

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki"
)

var ctx = context.Background()

// home opens a store in a new directory that does not exist yet.
func home(t testing.TB) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "home"))
	require.NoError(t, err)
	return s
}

// withCA makes a store with the authority "ca".
func withCA(t testing.TB) *Store {
	t.Helper()
	s := home(t)
	_, err := s.CreateAuthority(ctx, model.AuthoritySpec{Name: "ca", PathLen: -1})
	require.NoError(t, err)
	return s
}

func server(name string) model.IdentitySpec {
	return model.IdentitySpec{Name: name, Authority: "ca", Profile: model.ProfilePeer, SANs: []model.SAN{{Kind: model.IP, Value: "10.0.1.10"}}}
}

func issue(t testing.TB, s *Store, spec model.IdentitySpec) model.Identity {
	t.Helper()
	done, err := s.Issue(ctx, spec, "")
	require.NoError(t, err)
	require.Len(t, done.Identities, 1)
	return done.Identities[0]
}

func load(t testing.TB, s *Store) model.Workspace {
	t.Helper()
	w, err := s.Load()
	require.NoError(t, err)
	return w
}

// tree lists everything below a directory with its mode: "ca/key.pem 0600".
func tree(t testing.TB, dir string) []string {
	t.Helper()
	var out []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := e.Info()
		require.NoError(t, err)
		rel, err := filepath.Rel(dir, path)
		require.NoError(t, err)
		if e.IsDir() {
			rel += "/"
		}
		out = append(out, fmt.Sprintf("%s %04o", rel, info.Mode().Perm()))
		return nil
	}))
	sort.Strings(out)
	return out
}

// failed returns the codes of a failure as code/variant, and checks its evidence.
func failed(t testing.TB, err error) []string {
	t.Helper()
	require.Error(t, err)
	var f *model.Failure
	require.ErrorAs(t, err, &f)
	wellFormed(t, f.Findings)
	return codes(f.Findings)
}

func codes(findings []model.Finding) []string {
	out := []string{}
	for _, f := range findings {
		s := string(f.Code)
		if f.Variant != "" {
			s += "/" + f.Variant
		}
		out = append(out, s)
	}
	return out
}

func wellFormed(t testing.TB, findings []model.Finding) {
	t.Helper()
	for _, f := range findings {
		info := model.Info(f.Code)
		var have []string
		for _, e := range f.Evidence {
			have = append(have, e.Key)
		}
		require.ElementsMatch(t, info.Keys, have, "evidence of %s", f.Code)
		if f.Variant != "" {
			require.Contains(t, info.Variants, f.Variant, "variant of %s", f.Code)
		}
	}
}

// pairWorks loads an identity's files as a server does and verifies the chain with its own ca.pem.
func pairWorks(t testing.TB, dir string, now time.Time) *x509.Certificate {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"))
	require.NoError(t, err)
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	ca, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	require.NoError(t, err)
	require.True(t, roots.AppendCertsFromPEM(ca))
	for _, der := range pair.Certificate[1:] {
		c, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		between.AddCert(c)
	}
	_, err = pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	require.NoError(t, err)
	return pair.Leaf
}

func TestReadingAnAbsentHomeCreatesNothing(t *testing.T) {
	s := home(t)
	w := load(t, s)
	assert.Empty(t, w.Authorities)
	assert.NotNil(t, w.Authorities, "JSON has a list")
	assert.Equal(t, s.Home(), w.Home)
	assert.NotEmpty(t, w.User)
	_, err := s.Signer("x", "")
	assert.Equal(t, []string{"unknown-authority"}, failed(t, err))
	_, err = s.Issue(ctx, model.IdentitySpec{Name: "x"}, "")
	assert.Equal(t, []string{"choose-authority/none"}, failed(t, err))
	_, err = os.Stat(s.Home())
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestLayoutOnDisk(t *testing.T) {
	s := withCA(t)
	done, err := s.Issue(ctx, server("etcd-1"), "")
	require.NoError(t, err)
	dir := filepath.Join(s.Home(), "ca")
	w := load(t, s)
	require.Len(t, w.Authorities, 1)
	a := w.Authorities[0]
	serials := []string{"issued/" + a.Certificate.Serial + ".pem 0644", "issued/" + a.Identities[0].Certificate.Serial + ".pem 0644"}
	want := append(serials, "./ 0700", ".lock 0600", "ca.pem 0644", "ca-key.pem 0600", "issued/ 0700",
		"etcd-1/ 0700", "etcd-1/key.pem 0600", "etcd-1/cert.pem 0644", "etcd-1/ca.pem 0644", "etcd-1/etcd-1.csr 0644")
	sort.Strings(want)
	assert.Equal(t, want, tree(t, dir))

	id := a.Identities[0]
	assert.Equal(t, done.Identities[0], id, "what was said is what is there")
	assert.Equal(t, "ca/etcd-1", id.Ref())
	assert.Equal(t, []string{"serverAuth", "clientAuth"}, id.Certificate.EKUs)
	assert.Equal(t, []model.SAN{{Kind: model.DNS, Value: "etcd-1"}, {Kind: model.IP, Value: "10.0.1.10"}}, id.Certificate.SANs)
	assert.False(t, a.Foreign)
	assert.Empty(t, w.Findings)
	assert.Equal(t, []string{"name-becomes-san"}, codes(done.Findings))
	var files []string
	for _, f := range done.Files {
		files = append(files, filepath.Base(f.Path)+" "+f.Mode)
		assert.False(t, f.Exists)
	}
	assert.Equal(t, []string{"key.pem 0600", "cert.pem 0644", "ca.pem 0644", "etcd-1.csr 0644"}, files)
	pairWorks(t, id.Dir, time.Now())
}

func TestSubjectIsInheritedFromTheAuthority(t *testing.T) {
	s := home(t)
	subject, _ := model.ParseSubject("/C=CN/ST=ZheJiang/O=Company/CN=pouch_test")
	_, err := s.CreateAuthority(ctx, model.AuthoritySpec{Name: "pouch_test", Subject: subject, Key: model.Ed25519, Days: 100})
	require.NoError(t, err)
	id := issue(t, s, model.IdentitySpec{Name: "admin", Profile: model.ProfileClient, Days: 30})
	assert.Equal(t, "/C=CN/ST=ZheJiang/O=Company/CN=admin", id.Certificate.Subject.String())
	assert.Equal(t, "/C=CN/ST=ZheJiang/O=Company/CN=pouch_test", id.Certificate.Issuer.String())
}

func TestDaysAreClampedAndSaid(t *testing.T) {
	s := home(t)
	_, err := s.CreateAuthority(ctx, model.AuthoritySpec{Name: "ca", Days: 10})
	require.NoError(t, err)
	done, err := s.Issue(ctx, server("x"), "")
	require.NoError(t, err)
	assert.Contains(t, codes(done.Findings), "days-clamped")
	assert.Equal(t, "ca", done.Findings[len(done.Findings)-1].Value("authority"))
	// Over: it signs nothing more, except where an end is asked for.
	s.Now = func() time.Time { return time.Now().AddDate(0, 0, 11) }
	_, err = s.Issue(ctx, server("y"), "")
	assert.Equal(t, []string{"expired"}, failed(t, err))
	spec := server("z")
	spec.NotBefore, spec.NotAfter = time.Now().Add(-time.Minute), time.Now().Add(time.Hour)
	_, err = s.Issue(ctx, spec, "")
	assert.NoError(t, err)
}

func TestBadSpecificationsWriteNothing(t *testing.T) {
	s := home(t)
	for name, want := range map[string]string{"../x": "unsafe-name/separator", "issued": "unsafe-name/reserved", "": "unsafe-name/empty", "-rf": "unsafe-name/leading"} {
		_, err := s.CreateAuthority(ctx, model.AuthoritySpec{Name: name, Subject: model.Subject{{Type: "CN", Value: "x"}}})
		assert.Contains(t, failed(t, err), want)
	}
	_, err := os.Stat(s.Home())
	assert.ErrorIs(t, err, fs.ErrNotExist)
	s = withCA(t)
	before := tree(t, s.Home())
	for _, change := range []func(*model.IdentitySpec){
		func(i *model.IdentitySpec) { i.Name = "../../etc/x" }, func(i *model.IdentitySpec) { i.Name = "a.pem" },
		func(i *model.IdentitySpec) { i.SANs = []model.SAN{{Kind: model.IP, Value: "10.0.0.999"}} },
		func(i *model.IdentitySpec) { i.Key = "dsa" }, func(i *model.IdentitySpec) { i.EKUs = []string{"nonsense"} },
		func(i *model.IdentitySpec) { i.Subject = model.Subject{{Type: "C", Value: "CHN"}} },
	} {
		spec := server("x")
		change(&spec)
		_, err := s.Issue(ctx, spec, "")
		assert.NotEmpty(t, failed(t, err))
	}
	assert.Equal(t, before, tree(t, s.Home()))
}

func TestUnwiseChoicesCanBeMadeOnPurpose(t *testing.T) {
	s := withCA(t)
	spec := model.IdentitySpec{Name: "bare", Profile: model.ProfileServer, NoNameSAN: true}
	_, err := s.Issue(ctx, spec, "")
	assert.Equal(t, []string{"no-san"}, failed(t, err))
	spec.Unwise = []model.Code{model.NoSAN}
	done, err := s.Issue(ctx, spec, "")
	require.NoError(t, err)
	assert.Equal(t, []string{"no-san"}, codes(done.Findings), "said, and made")
	assert.Empty(t, done.Identities[0].Certificate.SANs)
}

func TestNothingIsOverwritten(t *testing.T) {
	s := withCA(t)
	issue(t, s, server("etcd-1"))
	before := tree(t, s.Home())
	_, err := s.Issue(ctx, server("etcd-1"), "")
	assert.Equal(t, []string{"name-taken"}, failed(t, err))
	assert.Contains(t, err.Error(), "suggestion=etcd-1-2")
	_, err = s.CreateAuthority(ctx, model.AuthoritySpec{Name: "ca"})
	assert.Equal(t, []string{"name-taken/authority"}, failed(t, err))
	assert.Equal(t, before, tree(t, s.Home()), "not even a new record")

	for name, make := range map[string]func(string) error{
		"file":     func(p string) error { return os.WriteFile(p, nil, 0o600) },
		"dir":      func(p string) error { return os.Mkdir(p, 0o700) },
		"dangling": func(p string) error { return os.Symlink("/nowhere/at/all", p) },
	} {
		require.NoError(t, make(filepath.Join(s.Home(), "ca", name)))
		_, err := s.Issue(ctx, server(name), "")
		assert.Equal(t, []string{"name-taken"}, failed(t, err), name)
		require.NoError(t, make(filepath.Join(s.Home(), name+"-ca")))
		_, err = s.CreateAuthority(ctx, model.AuthoritySpec{Name: name + "-ca"})
		assert.Equal(t, []string{"name-taken/authority"}, failed(t, err), name)
	}
}

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

// leftovers lists directories that a writer has not put away.
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

func TestEncryptedAuthorityKey(t *testing.T) {
	s := home(t)
	_, err := s.CreateAuthority(ctx, model.AuthoritySpec{Name: "ca", Passphrase: "geheim"})
	require.NoError(t, err)
	data, err := os.ReadFile(filepath.Join(s.Home(), "ca", "ca-key.pem"))
	require.NoError(t, err)
	assert.Contains(t, string(data), "ENCRYPTED PRIVATE KEY")
	for pass, want := range map[string]string{"": "key-encrypted", "falsch": "key-encrypted/wrong-passphrase"} {
		_, err := s.Issue(ctx, server("x"), pass)
		assert.Equal(t, []string{want}, failed(t, err))
	}
	_, err = s.Issue(ctx, server("x"), "geheim")
	assert.NoError(t, err)
	issuer, err := s.Signer("ca", "geheim")
	require.NoError(t, err)
	assert.NotNil(t, issuer.Root)
}

func TestSignerFailures(t *testing.T) {
	s := withCA(t)
	dir := filepath.Join(s.Home(), "ca")
	other := filepath.Join(t.TempDir(), "k")
	key, err := pki.GenerateKey(model.P256)
	require.NoError(t, err)
	data, err := pki.MarshalKey(key, "")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(other, data, 0o600))
	file := filepath.Join(dir, "ca-key.pem")
	good, err := os.ReadFile(file)
	require.NoError(t, err)

	require.NoError(t, os.WriteFile(file, data, 0o600))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"ca-key-mismatch"}, failed(t, err))
	require.NoError(t, os.WriteFile(file, []byte("rubbish"), 0o600))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"file-damaged/garbage"}, failed(t, err))
	require.NoError(t, os.Remove(file))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"ca-key-absent"}, failed(t, err))
	assert.Contains(t, err.Error(), file)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "real"), good, 0o600))
	require.NoError(t, os.Symlink("real", file))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"ca-key-absent"}, failed(t, err), "a linked key is not used")
	assert.Equal(t, []string{"symlink-refused"}, codes(load(t, s).Findings))
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

func TestChooseAuthority(t *testing.T) {
	s := withCA(t)
	_, err := s.CreateAuthority(ctx, model.AuthoritySpec{Name: "b"})
	require.NoError(t, err)
	spec := server("x")
	spec.Authority = ""
	_, err = s.Issue(ctx, spec, "")
	assert.Equal(t, []string{"choose-authority"}, failed(t, err))
	assert.Contains(t, err.Error(), "known=b, ca")
}

func TestOpenRefusesAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := Open(file)
	assert.Equal(t, []string{"file-unreadable/not-regular"}, failed(t, err))
	_, err = Open(filepath.Join(file, "below"))
	assert.Equal(t, []string{"file-unreadable/missing"}, failed(t, err))
}

func TestPlanListsWhatWillBeWritten(t *testing.T) {
	s := home(t)
	ca := model.AuthoritySpec{Name: "ca", PathLen: -1}
	spec := server("etcd-1")
	first, err := s.Plan(model.Step{Kind: model.StepCreateAuthority, Authority: &ca})
	require.NoError(t, err)
	second, err := s.Plan(model.Step{Kind: model.StepIssue, Identity: &spec})
	require.NoError(t, err, "the authority of the same plan is not there yet")
	made, err := s.CreateAuthority(ctx, ca)
	require.NoError(t, err)
	assert.Equal(t, made.Files, first)
	done, err := s.Issue(ctx, spec, "")
	require.NoError(t, err)
	assert.Equal(t, done.Files, second)

	third, err := s.Plan(model.Step{Kind: model.StepReissue, Identity: &spec})
	require.NoError(t, err)
	done, err = reissue(t, s, "etcd-1", func(*model.IdentitySpec) {})
	require.NoError(t, err)
	assert.Equal(t, done.Files, third)
	_, err = s.Plan(model.Step{Kind: model.StepCreateAuthority, Authority: &ca})
	assert.Equal(t, []string{"name-taken/authority"}, failed(t, err))
	_, err = s.Plan(model.Step{Kind: model.StepIssue, Identity: &spec})
	assert.Equal(t, []string{"name-taken"}, failed(t, err))
	none := server("nobody")
	_, err = s.Plan(model.Step{Kind: model.StepAppendChain, Identity: &none})
	assert.Equal(t, []string{"unknown-identity"}, failed(t, err))
	none.Authority = "nobody"
	_, err = s.Plan(model.Step{Kind: model.StepReissue, Identity: &none})
	assert.Equal(t, []string{"unknown-authority"}, failed(t, err))
	files, err := s.Plan(model.Step{Kind: model.StepRedial})
	assert.NoError(t, err)
	assert.Empty(t, files)
}

func TestBrokenIdentitiesAreReported(t *testing.T) {
	s := withCA(t)
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		issue(t, s, server(name))
	}
	dir := filepath.Join(s.Home(), "ca")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", "cert.pem"), []byte("rubbish"), 0o600))
	require.NoError(t, os.Remove(filepath.Join(dir, "b", "cert.pem")))
	swap, err := os.ReadFile(filepath.Join(dir, "d", "key.pem"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "c", "key.pem"), swap, 0o600))
	require.NoError(t, os.Remove(filepath.Join(dir, "d", "key.pem")))
	require.NoError(t, os.Rename(filepath.Join(dir, "e", "key.pem"), filepath.Join(dir, "real-key")))
	require.NoError(t, os.Symlink("../real-key", filepath.Join(dir, "e", "key.pem")))
	require.NoError(t, os.Rename(filepath.Join(dir, "f"), filepath.Join(s.Home(), "f-real")))
	require.NoError(t, os.Symlink("../f-real", filepath.Join(dir, "f")))
	w := load(t, s)
	a, _ := w.Find("ca")
	var names []string
	for _, i := range a.Identities {
		names = append(names, i.Name)
	}
	assert.Equal(t, []string{"c", "d", "e"}, names)
	wellFormed(t, w.Findings)
	assert.True(t, model.OK(w.Findings), "warnings: the rest of the home works")
	got := codes(w.Findings)
	sort.Strings(got)
	assert.Equal(t, []string{"file-damaged/garbage", "key-does-not-match-certificate", "symlink-refused", "symlink-refused"}, got)
	e, _ := a.Find("e")
	assert.Empty(t, e.KeyFile, "a linked key is not offered")
	assert.False(t, slices.Contains(names, "f"))
}

func TestLoadIsFastWithAThousandIdentities(t *testing.T) {
	s := withCA(t)
	id := issue(t, s, server("one"))
	for i := range 999 {
		require.NoError(t, os.CopyFS(filepath.Join(s.Home(), "ca", fmt.Sprintf("copy-%03d", i)), os.DirFS(id.Dir)))
	}
	load(t, s) // warm
	start := time.Now()
	w := load(t, s)
	took := time.Since(start)
	assert.Len(t, w.Authorities[0].Identities, 1000)
	t.Logf("1000 identities in %v", took)
	assert.Less(t, took, 2*time.Second, "even on a busy machine")
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

func TestThingsInTheWay(t *testing.T) {
	s := withCA(t)
	id := issue(t, s, server("x"))
	ca := filepath.Join(s.Home(), "ca")
	require.NoError(t, os.WriteFile(filepath.Join(ca, "old"), nil, 0o600))
	_, err := reissue(t, s, "x", func(*model.IdentitySpec) {})
	assert.Equal(t, []string{"write-failed"}, failed(t, err), "a file where a directory should be")
	require.NoError(t, os.Remove(filepath.Join(ca, "old")))
	load(t, s)
	pairWorks(t, id.Dir, time.Now())
	old, err := os.ReadDir(filepath.Join(ca, "old", "x"))
	require.NoError(t, err)
	assert.Len(t, old, 1, "the swap was done; the next reader puts the earlier generation away")

	require.NoError(t, os.Remove(id.CertFile))
	require.NoError(t, os.Mkdir(id.CertFile, 0o700))
	require.NoError(t, os.Remove(filepath.Join(ca, "ca-key.pem")))
	require.NoError(t, os.Mkdir(filepath.Join(ca, "ca-key.pem"), 0o700))
	w := load(t, s)
	assert.Equal(t, []string{"file-unreadable/not-regular"}, codes(w.Findings))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"ca-key-absent"}, failed(t, err))
	_, err = s.readOwn(id.CertFile, "cert")
	assert.Equal(t, []string{"file-unreadable/not-regular"}, failed(t, err))
	_, err = s.readOwn(filepath.Join(ca, "none", "x"), "cert")
	assert.Equal(t, []string{"file-unreadable/missing"}, failed(t, err))
	require.NoError(t, os.WriteFile(filepath.Join(ca, "ca.pem"), []byte("rubbish"), 0o600))
	assert.Contains(t, codes(load(t, s).Findings), "file-damaged/garbage", "an authority's certificate that cannot be read is reported")
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

func TestErrorsBecomeFindings(t *testing.T) {
	odd := errors.New("odd")
	for _, f := range []model.Finding{
		unreadable("p", "cert", odd), unreadable("p", "cert", &fs.PathError{Op: "open", Path: "p", Err: fs.ErrPermission}),
		writeFailed("p", odd), writeFailed("p", &os.LinkError{Op: "rename", Old: "a", New: "b", Err: syscall.ENOSPC}),
		writeFailed("p", &os.SyscallError{Syscall: "x", Err: syscall.EDQUOT}), writeFailed("p", &fs.PathError{Op: "open", Path: "p", Err: syscall.EROFS}),
	} {
		wellFormed(t, []model.Finding{f})
	}
	assert.Equal(t, "full", writeFailed("p", syscall.ENOSPC).Variant)
	assert.Equal(t, "odd", writeFailed("p", odd).Value("reason"))
	assert.Equal(t, []string{"unexpected"}, failed(t, unexpected(odd)))
	assert.NoError(t, failure("p", nil))
}

func TestStoreBusy(t *testing.T) {
	s := withCA(t)
	s.Wait = 50 * time.Millisecond
	unlock, err := s.lock(ctx, filepath.Join(s.Home(), "ca"))
	require.NoError(t, err)
	_, err = s.Issue(ctx, server("x"), "")
	assert.Equal(t, []string{"store-busy"}, failed(t, err))
	unlock()
	_, err = s.Issue(ctx, server("x"), "")
	assert.NoError(t, err)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = s.Issue(cancelled, server("y"), "")
	assert.Equal(t, []string{"store-busy"}, failed(t, err))
	require.NoError(t, os.Remove(filepath.Join(s.Home(), "ca", ".lock")))
	require.NoError(t, os.Symlink("/nowhere", filepath.Join(s.Home(), "ca", ".lock")))
	_, err = s.Issue(ctx, server("z"), "")
	assert.Equal(t, []string{"symlink-refused"}, failed(t, err))
}
