package workbench

import (
	"crypto/x509"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// shop is what the tests against real servers sign with: one authority that everybody trusts, and its look-alikes.
type shop struct {
	t        *testing.T
	dir      string
	root     *lab.Pair // trusted by both sides
	middle   *lab.Pair // an intermediate below root
	namesake *lab.Pair // the same name as root, another key
	other    *lab.Pair // another authority
	old      *lab.Pair // an authority whose time is over
}

var (
	forServers = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	forClients = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}

	year    = 365 * 24 * time.Hour
	expired = lab.Dates(-year, -24*time.Hour)
	early   = lab.Dates(40*24*time.Hour, year)
)

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, dir: t.TempDir()}
	s.root, s.namesake, s.other = s.made(lab.Root("shop CA")), s.made(lab.Root("shop CA")), s.made(lab.Root("elsewhere CA"))
	s.old = s.made(lab.Root("old shop CA", expired))
	s.middle = s.made(s.root.Intermediate("shop intermediate CA"))
	return s
}

// made is what a maker of certificates returns, or the end of the test.
func (s *shop) made(p *lab.Pair, err error) *lab.Pair {
	s.t.Helper()
	require.NoError(s.t, err)
	return p
}

// files are where an identity lies; the zero value is nobody.
type files struct{ cert, key string }

// save writes an identity with exactly these certificates in its file (default: the whole chain below the root).
func (s *shop) save(p *lab.Pair, sent ...*x509.Certificate) files {
	s.t.Helper()
	dir, err := os.MkdirTemp(s.dir, "identity-")
	require.NoError(s.t, err)
	require.NoError(s.t, p.Save(dir, s.root.Cert))
	f := files{cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem")}
	if len(sent) > 0 {
		require.NoError(s.t, os.WriteFile(f.cert, lab.PEM(sent...), 0o600))
	}
	return f
}

// client is a client's certificate by this authority.
func (s *shop) client(by *lab.Pair, change ...func(*x509.Certificate)) files {
	s.t.Helper()
	return s.save(s.made(by.Leaf("admin", forClients, change...)))
}

// server is a certificate of the server by this authority, with the names that it is dialled by.
func (s *shop) server(by *lab.Pair, change ...func(*x509.Certificate)) files {
	s.t.Helper()
	return s.save(s.made(by.Leaf("server", forServers, append([]func(*x509.Certificate){ownNames}, change...)...)))
}

func ownNames(c *x509.Certificate) {
	lab.Names("localhost", "server.shop.test", "127.0.0.1", "127.0.0.2")(c)
}

func uses(list []x509.ExtKeyUsage) func(*x509.Certificate) {
	return func(c *x509.Certificate) { c.ExtKeyUsage = list }
}

// anchors writes a CA file.
func (s *shop) anchors(cas ...*lab.Pair) string {
	s.t.Helper()
	f, err := os.CreateTemp(s.dir, "ca-*.pem")
	require.NoError(s.t, err)
	for _, ca := range cas {
		_, err = f.Write(lab.PEM(ca.Cert))
		require.NoError(s.t, err)
	}
	require.NoError(s.t, f.Close())
	return f.Name()
}

// dial asks a server as somebody who trusts the root and has nothing else: no workspace helps the diagnosis.
func (s *shop) dial(srv *servers.Server, client files) model.Dial {
	return model.Dial{Host: srv.Host, Port: strconv.Itoa(srv.Port), CA: s.anchors(s.root), Cert: client.cert, Key: client.key}
}

// probe dials from an empty home.
func (s *shop) probe(d model.Dial) model.Report {
	s.t.Helper()
	return finalReport(s.t, New(filepath.Join(s.dir, "empty home")), d)
}

// program is one maker's server and how it refuses a client's certificate.
type program struct {
	name     string
	start    func(testing.TB, servers.Options) *servers.Server
	starttls string
	refuses  string // alert, vague (an alert that says nothing), close, http, reply
	anyUse   bool   // GnuTLS does not look at the use of a client's certificate
	silent   bool   // nothing tells that it is content: the whole wait passes
}

var programs = []program{
	{name: "etcd", start: servers.Etcd, refuses: "vague"},
	{name: "nginx", start: nginx13, refuses: "http"},
	{name: "openssl", start: servers.OpenSSL, refuses: "alert"},
	{name: "haproxy", start: servers.HAProxy, refuses: "alert"},
	{name: "stunnel", start: servers.Stunnel, refuses: "alert"},
	{name: "gnutls-serv", start: servers.GnuTLS, refuses: "vague", anyUse: true},
	{name: "node", start: servers.Node, refuses: "close"},
	{name: "python3", start: servers.Python, refuses: "alert"},
	{name: "redis-server", start: servers.Redis, refuses: "alert"},
	{name: "mosquitto", start: servers.Mosquitto, refuses: "alert"},
	{name: "postgres", start: postgres, refuses: "alert", starttls: "postgres"},
	{name: "exim4", start: servers.Exim, refuses: "vague", starttls: "smtp", anyUse: true},
	{name: "slapd", start: servers.Slapd, refuses: "close", starttls: "ldap", anyUse: true},
	{name: "ldaps", start: servers.SlapdTLS, refuses: "close", anyUse: true, silent: true},
}

func postgres(t testing.TB, o servers.Options) *servers.Server { return servers.Postgres(t, o) }

// nginx13 also speaks TLS 1.3, which Debian's nginx does not unless it is told to.
func nginx13(t testing.TB, o servers.Options) *servers.Server {
	o.Config = "ssl_protocols TLSv1.2 TLSv1.3;\n" + o.Config
	return servers.Nginx(t, o)
}

// need skips the test where the program is missing.
func (p program) need(t *testing.T) {
	t.Helper()
	servers.Need(t, strings.Replace(p.name, "ldaps", "slapd", 1))
}

// verdict is what a probe says of one finding: code/variant, whose, how sure.
type verdict struct {
	what  string // "client-certificate-rejected/expired"
	party model.Party
	sure  model.Certainty
}

func verdictOf(f model.Finding) verdict {
	what := string(f.Code)
	if f.Variant != "" {
		what += "/" + f.Variant
	}
	return verdict{what, f.Party, f.Certainty}
}

// holds asserts that the fatal findings of a report are exactly these, in this order, and that each has all its evidence
// and words in both languages; it prints the row of the table.
func holds(t *testing.T, where string, r model.Report, want ...verdict) {
	t.Helper()
	var got []verdict
	for _, f := range r.Findings {
		if f.Severity == model.Fatal {
			got = append(got, verdictOf(f))
			evident(t, f)
		}
	}
	assert.Equal(t, want, got, "%s: %v", where, r.Findings)
	t.Log(row(where, r))
}

// evident asserts that a finding brings what its words speak of.
func evident(t *testing.T, f model.Finding) {
	t.Helper()
	for _, key := range model.Info(f.Code).Keys {
		has := false
		for _, e := range f.Evidence {
			has = has || e.Key == key
		}
		assert.True(t, has, "%s lacks the evidence %q", f.Code, key)
	}
	for _, lang := range []assets.Lang{assets.English, assets.Chinese} {
		e := assets.Explain(f, lang)
		assert.NotContains(t, e.What+e.Whose+e.Fix, "{", "%s in %s", f.Code, lang)
		assert.NotEmpty(t, e.Fix)
	}
}

// ownFolder is where a test's files lie: nothing to read in the table.
var ownFolder = regexp.MustCompile(`\S*/identity-\d+/`)

// row is one line of the table cause x server.
func row(where string, r model.Report) string {
	if len(r.Findings) == 0 || r.Findings[0].Severity != model.Fatal {
		return fmt.Sprintf("| %s | - | | | ended by %s, strangers %s | |", where, r.Ended, r.Strangers)
	}
	f := r.Findings[0]
	v := verdictOf(f)
	what := func(lang assets.Lang) string {
		return ownFolder.ReplaceAllString(strings.ReplaceAll(assets.Explain(f, lang).What, "\n", " "), "")
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |", where, v.what, v.party, v.sure, what(assets.English), what(assets.Chinese))
}

// selfSigned is a certificate without an authority, as openssl req -x509 makes them.
func (s *shop) selfSigned(cn string, use []x509.ExtKeyUsage, change ...func(*x509.Certificate)) *lab.Pair {
	s.t.Helper()
	plain := func(c *x509.Certificate) {
		c.IsCA, c.KeyUsage, c.ExtKeyUsage, c.NotAfter = false, x509.KeyUsageDigitalSignature, use, time.Now().Add(90*24*time.Hour)
	}
	return s.made(lab.Root(cn, append([]func(*x509.Certificate){plain}, change...)...))
}

// matrix is what was told first, by what was planted and where: the confusion matrix that a test prints when it ends.
type matrix struct {
	mu      sync.Mutex
	planted []string
	where   []string
	cells   map[[2]string]string
}

// newMatrix prints itself, behind all parallel tests within t.
func newMatrix(t *testing.T) *matrix {
	m := &matrix{cells: map[[2]string]string{}}
	t.Cleanup(func() { t.Log("\n" + m.String()) })
	return m
}

func (m *matrix) add(planted, where string, r model.Report) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.planted, planted) {
		m.planted = append(m.planted, planted)
	}
	if !slices.Contains(m.where, where) {
		m.where = append(m.where, where)
	}
	var told []string
	for _, f := range r.Findings {
		if f.Severity == model.Fatal {
			told = append(told, verdictOf(f).what)
		}
	}
	if len(told) == 0 {
		told = []string{"ok"}
	}
	m.cells[[2]string{planted, where}] = strings.Join(told, " + ")
}

// String groups the servers that were told the same of: a row is what was planted, what was told, and of which servers.
func (m *matrix) String() string {
	var b strings.Builder
	slices.Sort(m.where)
	for _, p := range m.planted {
		told := map[string][]string{}
		for _, w := range m.where {
			if cell, ok := m.cells[[2]string{p, w}]; ok {
				told[cell] = append(told[cell], w)
			}
		}
		for _, cell := range slices.Sorted(maps.Keys(told)) {
			fmt.Fprintf(&b, "%-55s | %-75s | %s\n", p, cell, strings.Join(told[cell], " "))
		}
	}
	return b.String()
}
