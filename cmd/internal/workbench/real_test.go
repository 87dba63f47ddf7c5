package workbench

import (
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
}

var (
	forServers = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	forClients = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
)

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, dir: t.TempDir()}
	mint := func(p *lab.Pair, err error) *lab.Pair { require.NoError(t, err); return p }
	s.root, s.namesake, s.other = mint(lab.Root("shop CA")), mint(lab.Root("shop CA")), mint(lab.Root("elsewhere CA"))
	s.middle = mint(s.root.Intermediate("shop intermediate CA"))
	return s
}

// files are where one identity, or one set of anchors, lies.
type files struct{ cert, key string }

// save writes an identity with exactly these certificates in its file.
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

// leaf issues and saves an identity.
func (s *shop) leaf(by *lab.Pair, cn string, uses []x509.ExtKeyUsage, change ...func(*x509.Certificate)) files {
	s.t.Helper()
	p, err := by.Leaf(cn, uses, change...)
	require.NoError(s.t, err)
	return s.save(p)
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

// options is a server of the shop that lets in clients of its root.
func (s *shop) options(server files) servers.Options {
	return servers.Options{Cert: server.cert, Key: server.key, ClientCA: s.anchors(s.root)}
}

// server is the ordinary certificate of a server of the shop.
func (s *shop) server(change ...func(*x509.Certificate)) files {
	return s.leaf(s.root, "server", forServers, append([]func(*x509.Certificate){lab.Names("localhost", "server.shop.test", "127.0.0.1")}, change...)...)
}

// dial asks the server as somebody who trusts the root and has nothing else: no workspace helps the diagnosis.
func (s *shop) dial(srv *servers.Server, client files) model.Dial {
	return model.Dial{Host: srv.Host, Port: strconv.Itoa(srv.Port), CA: s.anchors(s.root), Cert: client.cert, Key: client.key, Timeout: 8 * time.Second}
}

// program is one maker's server.
type program struct {
	name     string
	start    func(testing.TB, servers.Options) *servers.Server
	starttls string
}

var programs = []program{
	{"etcd", servers.Etcd, ""},
	{"nginx", servers.Nginx, ""},
	{"openssl", servers.OpenSSL, ""},
	{"haproxy", servers.HAProxy, ""},
	{"stunnel", servers.Stunnel, ""},
	{"gnutls-serv", servers.GnuTLS, ""},
	{"node", servers.Node, ""},
	{"python3", servers.Python, ""},
	{"redis-server", servers.Redis, ""},
	{"mosquitto", servers.Mosquitto, ""},
	{"postgres", func(t testing.TB, o servers.Options) *servers.Server { return servers.Postgres(t, o) }, "postgres"},
	{"exim4", servers.Exim, "smtp"},
	{"slapd", servers.Slapd, "ldap"},
	{"slapd-tls", servers.SlapdTLS, ""},
}

var _ = net.JoinHostPort
