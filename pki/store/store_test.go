package store

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
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

// leftovers lists directories that a writer has not put away.
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
