package workbench

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// TestRealRefusalWithoutALPN asks a web server that agrees on no application protocol and refuses above TLS, as haproxy
// does when it is told to look at the certificate itself.
func TestRealRefusalWithoutALPN(t *testing.T) {
	servers.Need(t, "haproxy")
	s := newShop(t)
	own := s.server(s.root)
	srv := servers.HAProxy(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root), Optional: true,
		Args: []string{"crt-ignore-err", "all"}, Config: "http-request deny deny_status 403 if !{ ssl_c_used } or !{ ssl_c_verify 0 }"})

	holds(t, "haproxy | no certificate", s.probe(s.dial(srv, files{})), verdict{"http-refused-client-certificate/none-sent", model.PartyClient, model.Likely})
	holds(t, "haproxy | an expired one", s.probe(s.dial(srv, s.client(s.root, expired))), verdict{"http-refused-client-certificate/expired", model.PartyClient, model.Likely})
	holds(t, "haproxy | another CA's", s.probe(s.dial(srv, s.client(s.other))), verdict{"http-refused-client-certificate/unknown-ca", model.PartyClient, model.Likely})
	r := s.probe(s.dial(srv, s.client(s.root)))
	holds(t, "haproxy | a good one", r)
	assert.Equal(t, 200, r.HTTP.Status)
}

// TestRealNoHTTPIsNoFault feels for HTTP at services that have none, and leaves them in peace.
func TestRealNoHTTPIsNoFault(t *testing.T) {
	for name, start := range map[string]func(testing.TB, servers.Options) *servers.Server{"redis-server": servers.Redis, "mosquitto": servers.Mosquitto, "slapd": servers.SlapdTLS} {
		t.Run(name, func(t *testing.T) {
			servers.Need(t, name)
			t.Parallel()
			s := newShop(t)
			own := s.server(s.root)
			srv := start(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
			r := s.probe(s.dial(srv, s.client(s.root)))
			holds(t, name+" | spoken to in HTTP", r)
			assert.Nil(t, r.HTTP)
			assert.NotContains(t, srv.Log(), "SECURITY ATTACK")
		})
	}
}

// TestSpoiledClientFile dials with a certificate file that cannot be used: its fault is the only one, and that the
// server missed the certificate is a note.
func TestSpoiledClientFile(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	own := s.server(s.root)
	srv := servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
	good := s.client(s.root)
	empty := filepath.Join(s.dir, "empty.pem")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	for want, f := range map[string]files{
		"file-unreadable/empty":               {empty, good.key},
		"wrong-file-kind/key-for-certificate": {good.key, good.key},
		"key-does-not-match-certificate":      {good.cert, s.client(s.root).key},
	} {
		r := s.probe(s.dial(srv, f))
		holds(t, "openssl | "+want, r, verdict{want, model.PartyLocalFile, model.Proven})
		assert.Equal(t, []model.Severity{model.Note}, severities(r, model.ClientCertRequired))
	}
	r := s.probe(s.dial(srv, files{}))
	assert.Equal(t, []model.Severity{model.Fatal}, severities(r, model.ClientCertRequired), "who names no file has nothing else to mend")
}

// TestRealInternationalName asks for a name in its own letters.
func TestRealInternationalName(t *testing.T) {
	servers.Need(t, "openssl", "gnutls-serv")
	for name, start := range map[string]func(testing.TB, servers.Options) *servers.Server{"openssl": servers.OpenSSL, "gnutls-serv": servers.GnuTLS} {
		s := newShop(t)
		own := s.save(s.made(s.root.Leaf("server", forServers, lab.Names("xn--mnchen-3ya.shop.test"))))
		d := s.dial(start(t, servers.Options{Cert: own.cert, Key: own.key}), files{})
		d.ServerName = "münchen.shop.test"
		r := s.probe(d)
		holds(t, name+" | a name in its own letters", r)
		a, _ := r.Observation.Main()
		assert.Equal(t, "xn--mnchen-3ya.shop.test", a.SNI)
		d.ServerName = "mönchen.shop.test"
		holds(t, name+" | another one", s.probe(d), byServer("name-mismatch"))
	}
}

// TestRealLinkThatTheServerShows: our own certificate lacks the intermediate that the server's own chain holds.
func TestRealLinkThatTheServerShows(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	own := s.server(s.middle)
	srv := servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
	leaf := s.made(s.middle.Leaf("admin", forClients))
	r := s.probe(s.dial(srv, s.save(leaf, leaf.Cert)))
	holds(t, "openssl | the link is in its own chain", r, verdict{"client-certificate-rejected/missing-intermediate", model.PartyClient, model.Proven})
	holds(t, "openssl | sent with the link", s.probe(s.dial(srv, s.save(leaf, leaf.Cert, s.middle.Cert))))
}

// TestRealLinkBesideTheCAFile: the intermediate that the server forgot, or that we did not send, lies beside a file that
// was named; so does the CA that was meant.
func TestRealLinkBesideTheCAFile(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	plain := s.made(s.root.Intermediate("plain CA"))
	own := s.alone(plain)
	srv := servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key})
	d := s.dial(srv, files{})
	holds(t, "openssl | nothing lies beside", s.probe(d), verdict{"unknown-issuer", model.PartyUnknown, model.Proven})

	link := filepath.Join(filepath.Dir(d.CA), "zz-link.pem")
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(d.CA), "bundle.pem"), lab.PEM(s.root.Cert, plain.Cert), 0o600))
	require.NoError(t, os.WriteFile(link, lab.PEM(plain.Cert), 0o600))
	r := s.probe(d)
	holds(t, "openssl | the link lies beside", r, byServer("missing-intermediate/have-file"))
	assert.Equal(t, link, r.Findings[0].Fixes[0].File, "the file that holds it alone")

	theirs := s.server(s.other)
	d = s.dial(servers.OpenSSL(t, servers.Options{Cert: theirs.cert, Key: theirs.key}), files{})
	meant := s.anchors(s.other)
	r = s.probe(d)
	holds(t, "openssl | the CA that was meant lies beside", r, verdict{"unknown-issuer", model.PartyUnknown, model.Proven})
	assert.Equal(t, []model.Fix{{Kind: model.FixUseFile, Use: "ca", File: meant, Auto: true}}, r.Findings[0].Fixes)
}

// TestRealSelfSignedClient: a certificate that nobody signed, at servers that name their CAs and at one that does not.
func TestRealSelfSignedClient(t *testing.T) {
	for name, start := range map[string]func(testing.TB, servers.Options) *servers.Server{"openssl": servers.OpenSSL, "python3": servers.Python} {
		servers.Need(t, name)
		s := newShop(t)
		own := s.server(s.root)
		srv := start(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
		holds(t, name+" | a self-signed client", s.probe(s.dial(srv, s.save(s.selfSigned("admin", forClients)))),
			verdict{"client-certificate-rejected/self-signed", model.PartyClient, model.Proven})
	}
}

// TestRealMailServerBehindTLS: exim refuses the application protocols of the web, and greets when none is offered. That is
// no fault; a server that wants another protocol and says nothing has one (TestRealProtocols).
func TestRealMailServerBehindTLS(t *testing.T) {
	servers.Need(t, "exim4")
	s := newShop(t)
	own := s.server(s.root)
	port := servers.FreePort(t, "127.0.0.1")
	srv := servers.Exim(t, servers.Options{Cert: own.cert, Key: own.key, Port: port, Config: fmt.Sprintf("tls_on_connect_ports = %d", port)})
	r := s.probe(s.dial(srv, files{}))
	holds(t, "exim4 | TLS at once", r)
	a, _ := r.Observation.Main()
	assert.Contains(t, a.Greeting, "220 ")
}

// TestRealShortKey: Go takes an RSA key of 1024 bits, curl and whatever else is built on OpenSSL here do not.
func TestRealShortKey(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	own := s.save(s.made(s.root.LeafFor(key, "server", forServers, ownNames)))
	srv := servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key, Args: []string{"-cipher", anyLevel}})
	holds(t, "openssl | RSA of 1024 bits", s.probe(s.dial(srv, files{})), byServer("weak-key"))
}

// TestRealEtcdUsers: with authentication on, etcd takes the CN for the user. A certificate of the right CA whose name is
// no user is let in by TLS and refused by every call; a user without any right here is nobody's fault.
func TestRealEtcdUsers(t *testing.T) {
	servers.Need(t, "etcd", "etcdctl")
	s := newShop(t)
	own := s.server(s.root, uses(append(slices.Clone(forServers), forClients...)))
	ca := s.anchors(s.root)
	srv := servers.Etcd(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: ca})
	named := func(cn string) files { return s.save(s.made(s.root.Leaf(cn, forClients))) }
	boss := named("root")
	ctl := func(words ...string) {
		r := servers.RunCommand(t, t.Context(), servers.Command{Name: "etcdctl", Env: []string{"ETCDCTL_API=3"},
			Args: append([]string{"--endpoints", "https://" + srv.Addr, "--cacert", ca, "--cert", boss.cert, "--key", boss.key}, words...)})
		require.Zero(t, r.Code, r.Text())
	}
	holds(t, "etcd | nobody has to be a user", s.probe(s.dial(srv, named("stranger"))))
	ctl("user", "add", "root", "--no-password")
	ctl("user", "grant-role", "root", "root")
	ctl("user", "add", "reader", "--no-password")
	ctl("auth", "enable")

	r := s.probe(s.dial(srv, named("stranger")))
	holds(t, "etcd | the CN is no user", r, verdict{"application-refused/etcd", model.PartyClient, model.Proven})
	assert.Equal(t, "etcdserver: permission denied; etcdserver: user name not found", r.Findings[0].Value("title"))
	holds(t, "etcd | a user without rights", s.probe(s.dial(srv, named("reader"))))
	holds(t, "etcd | root", s.probe(s.dial(srv, boss)))
}
