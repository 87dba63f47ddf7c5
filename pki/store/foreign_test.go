package store

import (
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki"
	"certwright/probe/lab/servers"
)

// handmade runs shell lines in a new directory called name and opens it as a home.
func handmade(t *testing.T, name string, lines ...string) *Store {
	t.Helper()
	servers.Need(t, "sh", "openssl")
	dir := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.Mkdir(dir, 0o700))
	cmd := exec.Command("sh", "-ec", "umask 077\n"+strings.Join(lines, "\n"))
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	s, err := Open(dir)
	require.NoError(t, err)
	return s
}

// summary is a workspace in lines: authority (ca file, key file): identity (cert, key, ca) ...
func summary(t *testing.T, s *Store) []string {
	t.Helper()
	rel := func(p string) string {
		if p == "" {
			return "-"
		}
		r, err := filepath.Rel(s.Home(), p)
		require.NoError(t, err)
		return r
	}
	out := []string{}
	for _, a := range load(t, s).Authorities {
		out = append(out, fmt.Sprintf("%s: %s %s", a.Name, rel(a.CAFile), rel(a.KeyFile)))
		for _, i := range a.Identities {
			out = append(out, fmt.Sprintf("%s/%s: %s %s %s +%d", i.Authority, i.Name, rel(i.CertFile), rel(i.KeyFile), rel(i.CAFile), len(i.Chain)))
		}
	}
	return out
}

// The lines below are those of well-known instructions, with the names that they use.
const (
	genCA     = `openssl req -new -newkey rsa:2048 -days 3650 -nodes -x509 -subj "/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test" -keyout ca-key.pem -out ca.pem`
	pouchLeaf = `n=%s; mkdir $n; openssl genrsa -out $n/key.pem 2048
openssl req -subj "/CN=$n" -new -key $n/key.pem -out $n/$n.csr
echo "extendedKeyUsage = %sAuth" > ext; openssl x509 -req -days 3650 -in $n/$n.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out $n/cert.pem -extfile ext
cp ca.pem $n/ca.pem`
)

func leafLines(name, cert, key, ca, caKey string) string {
	return fmt.Sprintf(`openssl req -new -newkey rsa:2048 -nodes -subj /CN=%s -keyout %s -out x.csr
openssl x509 -req -in x.csr -CA %s -CAkey %s -CAcreateserial -days 365 -out %s; rm -f x.csr`, name, key, ca, caKey, cert)
}

// The contents pair a certificate with the key that fits; a service is told file names. Both are said.
func TestKeyFileOfAnotherCertificate(t *testing.T) {
	s := handmade(t, "mixed", genCA,
		leafLines("server", "server.crt", "good.key", "ca.pem", "ca-key.pem"),
		leafLines("other", "other.crt", "other.key", "ca.pem", "ca-key.pem"),
		"cp other.key server.key", "mkdir d", "cp server.crt d/cert.pem", "cp other.key d/key.pem",
		"mkdir e", "cp server.crt e/tls.crt", "cp good.key e/tls.key", "cp other.key e/tls-key.pem")
	w := load(t, s)
	wellFormed(t, w.Findings)
	assert.True(t, model.OK(w.Findings))
	var pairs []string
	for _, f := range w.Findings {
		require.Equal(t, model.KeyMismatch, f.Code)
		pairs = append(pairs, strings.TrimPrefix(f.Value("certificate"), s.Home()+"/")+" "+strings.TrimPrefix(f.Value("key"), s.Home()+"/"))
	}
	assert.ElementsMatch(t, []string{"server.crt server.key", "d/cert.pem d/key.pem"}, pairs, "not the ones that fit, nor where one of several fits")
}

func TestPouchLayout(t *testing.T) {
	s := handmade(t, "pouch", genCA, fmt.Sprintf(pouchLeaf, "pouchd", "server"), fmt.Sprintf(pouchLeaf, "a_client", "client"))
	before := tree(t, s.Home())
	want := []string{"pouch: ca.pem ca-key.pem", "pouch/a_client: a_client/cert.pem a_client/key.pem a_client/ca.pem +0", "pouch/pouchd: pouchd/cert.pem pouchd/key.pem pouchd/ca.pem +0"}
	assert.Equal(t, want, summary(t, s))
	assert.Equal(t, before, tree(t, s.Home()), "nothing is made or renamed by reading")
	w := load(t, s)
	assert.True(t, w.Authorities[0].Foreign)
	assert.Empty(t, w.Findings)
	assert.Equal(t, "/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test", w.Authorities[0].Certificate.Subject.String())

	// The same as one of several directories of a home.
	parent, err := Open(filepath.Dir(s.Home()))
	require.NoError(t, err)
	assert.Len(t, load(t, parent).Authorities, 1)
	assert.Equal(t, w.Authorities[0].Identities, load(t, parent).Authorities[0].Identities)

	// Its directories are like ours: a reissue swaps them.
	spec := pki.SpecOf(certificate(t, w.Authorities[0].Identities[1]), "pouch", "pouchd")
	spec.SANs = []model.SAN{{Kind: model.IP, Value: "10.0.1.10"}}
	done, err := s.Reissue(ctx, spec, "")
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(s.Home(), "pouchd"), done.Identities[0].Dir)
	pairWorks(t, done.Identities[0].Dir, time.Now())
	assert.FileExists(t, filepath.Join(s.Home(), "old", "pouchd", "0001", "cert.pem"))
	assert.Equal(t, want, summary(t, s))
}

func certificate(t *testing.T, id model.Identity) *x509.Certificate {
	t.Helper()
	c, err := x509.ParseCertificate(id.Certificate.DER)
	require.NoError(t, err)
	return c
}

func TestDockerLayout(t *testing.T) {
	s := handmade(t, "docker-ca",
		`openssl genrsa -out ca-key.pem 2048`, `openssl req -new -key ca-key.pem -subj /CN=docker -out ca.csr`,
		`openssl x509 -req -in ca.csr -out ca.pem -signkey ca-key.pem -days 365`, // a version 1 certificate
		`openssl req -new -x509 -days 365 -key ca-key.pem -subj /CN=docker -out ca-cert.pem`,
		leafLines("server", "server-cert.pem", "server-key.pem", "ca.pem", "ca-key.pem"), leafLines("client", "client.pem", "client-key.pem", "ca.pem", "ca-key.pem"))
	want := []string{"docker-ca: ca.pem ca-key.pem", "docker-ca/client: client.pem client-key.pem ca.pem +0", "docker-ca/server: server-cert.pem server-key.pem ca.pem +0"}
	assert.Equal(t, want, summary(t, s))
	assert.Equal(t, 1, load(t, s).Authorities[0].Certificate.Version)

	// Flat files are left alone: the new identity is a directory beside them, with the same key.
	a, _ := load(t, s).Find("docker-ca")
	id, _ := a.Find("server")
	before := tree(t, s.Home())
	spec := pki.SpecOf(certificate(t, id), "docker-ca", "server")
	spec.SANs, spec.EKUs = []model.SAN{{Kind: model.DNS, Value: "docker.example"}}, []string{"serverAuth"}
	plan, err := s.Plan(model.Step{Kind: model.StepReissue, Identity: &spec})
	require.NoError(t, err)
	done, err := s.Reissue(ctx, spec, "")
	require.NoError(t, err)
	fresh := done.Identities[0]
	assert.Equal(t, filepath.Join(s.Home(), "server"), fresh.Dir)
	assert.Equal(t, plan[:3], done.Files[:3])
	assert.Equal(t, id.Certificate.SPKI, fresh.Certificate.SPKI)
	assert.Equal(t, []string{"DNS:docker.example"}, sans(fresh.Certificate))
	after := tree(t, s.Home())
	for _, line := range before {
		assert.Contains(t, after, line)
	}
	servers.Need(t, "openssl")
	out, err := exec.Command("openssl", "verify", "-CAfile", filepath.Join(s.Home(), "ca.pem"), "-verify_hostname", "docker.example", fresh.CertFile).CombinedOutput()
	assert.NoError(t, err, "%s", out)
	names := strings.Join(summary(t, s), "\n")
	assert.NotContains(t, names, "server-cert.pem", "signed again it is the same identity")
	assert.Contains(t, names, "docker-ca/server: server/cert.pem server/key.pem")
	_, err = s.Reissue(ctx, spec, "")
	require.NoError(t, err, "and once more")
	assert.Equal(t, names, strings.Join(summary(t, s), "\n"))
	again, err := s.Issue(ctx, model.IdentitySpec{Name: "new", Authority: "docker-ca", Profile: model.ProfileClient}, "")
	require.NoError(t, err)
	assert.Equal(t, "docker-ca/new", again.Identities[0].Ref())
	spec.Name = "server.crt"
	_, err = s.Reissue(ctx, spec, "")
	assert.Equal(t, []string{"unknown-identity"}, failed(t, err))
}

func TestKubernetesAndEtcdLayout(t *testing.T) {
	s := handmade(t, "k8sp",
		`openssl req -x509 -new -newkey rsa:2048 -nodes -days 10000 -subj /CN=we-as-ca -keyout ca.key -out ca.crt`,
		leafLines("localhost", "server.crt", "server.key", "ca.crt", "ca.key"), leafLines("localhost", "client.crt", "client.key", "ca.crt", "ca.key"),
		`mkdir etcd; cd etcd; openssl req -x509 -new -newkey rsa:2048 -nodes -days 10000 -subj /CN=etcd-ca -keyout ca.key -out ca.crt`,
		leafLines("peer", "peer.crt", "peer.key", "ca.crt", "ca.key"), leafLines("member", "server.crt", "server.key", "ca.crt", "ca.key"),
		`cat server.crt ca.crt > bundle.crt`)
	assert.Equal(t, []string{
		"etcd: etcd/ca.crt etcd/ca.key",
		"etcd/etcd-server: etcd/server.crt etcd/server.key etcd/ca.crt +0",
		"etcd/etcd-peer: etcd/peer.crt etcd/peer.key etcd/ca.crt +0",
		"k8sp: ca.crt ca.key",
		"k8sp/client: client.crt client.key ca.crt +0",
		"k8sp/server: server.crt server.key ca.crt +0",
	}, summary(t, s))
}

func TestLayoutsOfOtherTools(t *testing.T) {
	ca := func(cert, key, name string) string {
		return fmt.Sprintf(`openssl req -x509 -new -newkey rsa:2048 -nodes -days 1000 -subj "/CN=%s" -keyout %s -out %s`, name, key, cert)
	}
	for name, c := range map[string]struct {
		lines []string
		want  []string
	}{
		"mkcert": {[]string{ca("rootCA.pem", "rootCA-key.pem", "mkcert dev"), leafLines("localhost", "localhost.pem", "localhost-key.pem", "rootCA.pem", "rootCA-key.pem")},
			[]string{"mkcert: rootCA.pem rootCA-key.pem", "mkcert/localhost: localhost.pem localhost-key.pem rootCA.pem +0"}},
		"minica": {[]string{ca("minica.pem", "minica-key.pem", "minica"), "mkdir foo.com", leafLines("foo.com", "foo.com/cert.pem", "foo.com/key.pem", "minica.pem", "minica-key.pem")},
			[]string{"minica: minica.pem minica-key.pem", "minica/foo.com: foo.com/cert.pem foo.com/key.pem minica.pem +0"}},
		"easy-rsa": {[]string{"mkdir private issued certs_by_serial", ca("ca.crt", "private/ca.key", "Easy-RSA"), leafLines("srv", "issued/srv.crt", "private/srv.key", "ca.crt", "private/ca.key"),
			"cp issued/srv.crt certs_by_serial/01.pem"},
			[]string{"easy-rsa: ca.crt private/ca.key", "easy-rsa/srv: issued/srv.crt private/srv.key ca.crt +0"}},
		"letsencrypt": {[]string{ca("root.crt", "root.key", "root"), `openssl req -new -newkey rsa:2048 -nodes -subj /CN=mid -keyout mid.key -out x.csr`,
			`echo basicConstraints=critical,CA:TRUE > e; openssl x509 -req -in x.csr -CA root.crt -CAkey root.key -CAcreateserial -extfile e -out chain.pem`,
			leafLines("www", "cert.pem", "privkey.pem", "chain.pem", "mid.key"), "cat cert.pem chain.pem > fullchain.pem", "rm -f root.* mid.key *.srl e"},
			[]string{"letsencrypt: chain.pem -", "letsencrypt/fullchain: fullchain.pem privkey.pem chain.pem +1"}},
		"no-ca": {[]string{"mkdir elsewhere", ca("elsewhere/ca.crt", "elsewhere/ca.key", "Far Away CA"), leafLines("srv", "srv.crt", "srv.key", "elsewhere/ca.crt", "elsewhere/ca.key"), "rm -r elsewhere"},
			[]string{"Far-Away-CA: - -", "Far-Away-CA/srv: srv.crt srv.key - +0"}},
		"self-signed": {[]string{`openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=me -addext subjectAltName=DNS:me -keyout tls.key -out tls.crt`},
			[]string{"self-signed: tls.crt tls.key", "self-signed/tls: tls.crt tls.key tls.crt +0"}},
		"encrypted": {[]string{`openssl req -x509 -newkey rsa:2048 -passout pass:x -subj /CN=locked -keyout ca-key.pem -out ca.pem`}, []string{"encrypted: ca.pem ca-key.pem"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := handmade(t, name, c.lines...)
			assert.Equal(t, c.want, summary(t, s))
		})
	}
}

func TestAuthorityThatIsNotHere(t *testing.T) {
	s := handmade(t, "far", "mkdir x", `openssl req -x509 -new -newkey rsa:2048 -nodes -subj "/CN=Far Away" -keyout x/k -out x/c`,
		leafLines("srv", "srv.crt", "srv.key", "x/c", "x/k"), "rm -r x")
	_, err := s.Issue(ctx, model.IdentitySpec{Name: "new", Authority: "Far-Away", Profile: model.ProfileClient}, "")
	assert.Equal(t, []string{"ca-key-absent"}, failed(t, err))
}

func TestHandMadeHomesWithLinksAndRubbish(t *testing.T) {
	s := handmade(t, "live", genCA, leafLines("srv", "srv.crt", "srv.key", "ca.pem", "ca-key.pem"),
		"mkdir archive; mv srv.key archive/; ln -s archive/srv.key srv.key; ln -s archive dir; ln -s nothing README", "echo hello > notes.txt", "echo rubbish > broken.pem",
		"chmod 644 archive/srv.key", "head -c 2000000 /dev/zero > large.pem")
	w := load(t, s)
	assert.Equal(t, []string{"live: ca.pem ca-key.pem", "live/srv: srv.crt archive/srv.key ca.pem +0"}, summary(t, s))
	assert.Equal(t, []string{"file-damaged/garbage", "symlink-refused", "symlink-refused", "file-mode-too-open"}, codes(w.Findings))
	wellFormed(t, w.Findings)
	assert.True(t, model.OK(w.Findings))
}

func TestAuthoritiesBesideAHandMadeOne(t *testing.T) {
	s := handmade(t, "mixed", genCA, fmt.Sprintf(pouchLeaf, "pouchd", "server"))
	_, err := s.CreateAuthority(ctx, model.AuthoritySpec{Name: "second"})
	require.NoError(t, err)
	issue(t, s, model.IdentitySpec{Name: "x", Authority: "second", Profile: model.ProfileClient})
	assert.Equal(t, []string{
		"mixed: ca.pem ca-key.pem", "mixed/pouchd: pouchd/cert.pem pouchd/key.pem pouchd/ca.pem +0",
		"second: second/ca.pem second/ca-key.pem", "second/x: second/x/cert.pem second/x/key.pem second/x/ca.pem +0",
	}, summary(t, s))
}

func TestManyLinksAreNotListedOneByOne(t *testing.T) {
	s := withCA(t)
	for i := range 50 {
		require.NoError(t, os.Symlink("nowhere", filepath.Join(s.Home(), "ca", fmt.Sprintf("l%02d.pem", i))))
	}
	assert.Len(t, load(t, s).Findings, maxLinks)
}
