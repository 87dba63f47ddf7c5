package servers_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// world is one authority with a server and a client, and a client of another authority of another name.
type world struct {
	dir                              string
	root                             *lab.Pair
	ca, server, client, stranger     string
	serverCert, serverKey            string
	clientCert, clientKey            string
	strangerCert, strangerKey, chain string
}

var both = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{dir: t.TempDir()}
	root, err := lab.Root("servers test CA")
	require.NoError(t, err)
	w.root = root
	foreign, err := lab.Root("foreign CA")
	require.NoError(t, err)
	require.NoError(t, root.SaveAuthority(w.dir))
	w.ca = filepath.Join(w.dir, "ca.pem")
	w.serverCert, w.serverKey = w.issue(t, root, "server", lab.Names("localhost", "127.0.0.1"))
	w.clientCert, w.clientKey = w.issue(t, root, "client")
	w.strangerCert, w.strangerKey = w.issue(t, foreign, "stranger")
	return w
}

func (w *world) issue(t *testing.T, ca *lab.Pair, name string, change ...func(*x509.Certificate)) (cert, key string) {
	t.Helper()
	p, err := ca.Leaf(name, both, change...)
	require.NoError(t, err)
	dir := filepath.Join(w.dir, name)
	require.NoError(t, p.Save(dir, ca.Cert))
	return filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
}

func (w *world) options() servers.Options {
	return servers.Options{Cert: w.serverCert, Key: w.serverKey, ClientCA: w.ca}
}

func (w *world) curl(t *testing.T, s *servers.Server, args ...string) servers.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	args = append([]string{"-sS", "--cacert", w.ca}, args...)
	return servers.Run(t, ctx, "curl", append(args, "https://"+s.Addr+"/health")...)
}

// mutual holds a server to its promise: the right client gets in, nobody and a stranger do not.
func (w *world) mutual(t *testing.T, s *servers.Server, wantBody string) {
	t.Helper()
	in := w.curl(t, s, "--cert", w.clientCert, "--key", w.clientKey)
	assert.Equal(t, 0, in.Code, "%s\n%s", in.Text(), s.Log())
	assert.Contains(t, in.Out, wantBody)
	nobody := w.curl(t, s)
	assert.NotContains(t, nobody.Out, wantBody)
	other := w.curl(t, s, "--cert", w.strangerCert, "--key", w.strangerKey)
	assert.NotContains(t, other.Out, wantBody)
}

func TestEtcdLetsInOnlyItsClients(t *testing.T) {
	servers.Need(t, "etcd", "curl")
	w := newWorld(t)
	s := servers.Etcd(t, w.options())
	w.mutual(t, s, `"health"`)
	s.WaitLog("rejected connection")
}

func TestEtcdClusterWithPeerTLS(t *testing.T) {
	servers.Need(t, "etcd", "curl")
	w := newWorld(t)
	w.serverCert, w.serverKey = w.issue(t, w.root, "members", lab.Names("127.0.0.1", "127.0.0.2"))
	one, two := w.options(), w.options()
	two.Host = "127.0.0.2"
	peer := servers.Options{Cert: w.serverCert, Key: w.serverKey, ClientCA: w.ca}
	one.Peer, two.Peer = &peer, &peer
	list := servers.EtcdCluster(t, one, two)
	require.Len(t, list, 2)
	w.mutual(t, list[1], `"health"`)
}

func TestNginxVerifiesClients(t *testing.T) {
	servers.Need(t, "nginx", "curl")
	w := newWorld(t)
	s := servers.Nginx(t, w.options())
	w.mutual(t, s, "hello")
	s.WaitLog("client SSL certificate verify error")

	o := w.options()
	o.Optional, o.Config = true, `add_header X-Verify $ssl_client_verify;`
	open := w.curl(t, servers.Nginx(t, o), "-i")
	assert.Contains(t, open.Out, "hello")
	assert.Contains(t, open.Out, "X-Verify: NONE")
}

func TestOpenSSLVerifiesClients(t *testing.T) {
	servers.Need(t, "openssl", "curl")
	w := newWorld(t)
	s := servers.OpenSSLWeb(t, w.options())
	w.mutual(t, s, "s_server")
}

func TestOpenSSLSendsWhatItIsTold(t *testing.T) {
	servers.Need(t, "openssl")
	w := newWorld(t)
	s := servers.OpenSSL(t, servers.Options{Cert: w.serverCert, Key: w.serverKey, Args: []string{"-naccept", "1", "-quiet"}})
	pool := x509.NewCertPool()
	pool.AddCert(w.root.Cert)
	c, err := tls.Dial("tcp", s.Addr, &tls.Config{RootCAs: pool})
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	_, err = c.Write([]byte("ask\n"))
	require.NoError(t, err)
	s.WaitLog("ask\n")
	require.NoError(t, s.Send("answer\n"))
	got := make([]byte, 7)
	_, err = io.ReadFull(c, got)
	require.NoError(t, err)
	assert.Equal(t, "answer\n", string(got))
}

func TestRestartServesNewFilesOnTheSamePort(t *testing.T) {
	servers.Need(t, "nginx", "curl")
	w := newWorld(t)
	o := w.options()
	o.ClientCA = ""
	s := servers.Nginx(t, o)
	port, pid := s.Port, s.PID()
	require.Equal(t, 0, w.curl(t, s).Code)
	w.issue(t, w.root, "server", lab.Names("127.0.0.9"))
	require.Equal(t, 0, w.curl(t, s).Code, "the old certificate is served until the restart")
	s.Restart()
	assert.Equal(t, port, s.Port)
	assert.NotEqual(t, pid, s.PID())
	assert.Equal(t, 60, w.curl(t, s).Code, "127.0.0.1 is no longer a name of the certificate")
}

func TestStopEndsTheProcess(t *testing.T) {
	servers.Need(t, "openssl")
	w := newWorld(t)
	s := servers.OpenSSL(t, w.options())
	pid := s.PID()
	s.Stop()
	p, err := os.FindProcess(pid)
	require.NoError(t, err)
	assert.Error(t, p.Signal(syscall.Signal(0)), "process "+strconv.Itoa(pid)+" is still there")
}

func TestWebServersLetInOnlyTheirClients(t *testing.T) {
	for name, start := range map[string]func(testing.TB, servers.Options) *servers.Server{
		"gnutls-serv": servers.GnuTLS, "haproxy": servers.HAProxy, "stunnel": servers.Stunnel,
		"node": servers.Node, "python3": servers.Python, "nginx": servers.Nginx,
	} {
		t.Run(name, func(t *testing.T) {
			servers.Need(t, name, "curl")
			w := newWorld(t)
			o := w.options()
			o.Host = "127.0.0.3"
			w.serverCert, w.serverKey = w.issue(t, w.root, "server", lab.Names("127.0.0.3"))
			body := servers.Hello
			if name == "gnutls-serv" {
				body = "GnuTLS"
			}
			s := start(t, o)
			w.mutual(t, s, body)
			assert.Error(t, dial("127.0.0.1", s.Port), "it listens on its own address only")
			o.Optional, o.Port = true, 0
			open := w.curl(t, start(t, o))
			assert.Contains(t, open.Out, body, open.Err)
		})
	}
}

func dial(host string, port int) error {
	c, err := net.DialTimeout("tcp", net.JoinHostPort(host, strconv.Itoa(port)), time.Second)
	if err == nil {
		_ = c.Close()
	}
	return err
}

func TestRedisWantsAClientCertificate(t *testing.T) {
	servers.Need(t, "redis-server", "redis-cli")
	w := newWorld(t)
	s := servers.Redis(t, w.options())
	ping := func(args ...string) servers.Result {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		args = append([]string{"-h", s.Host, "-p", strconv.Itoa(s.Port), "--tls", "--cacert", w.ca}, args...)
		return servers.Run(t, ctx, "redis-cli", append(args, "ping")...)
	}
	assert.Contains(t, ping("--cert", w.clientCert, "--key", w.clientKey).Out, "PONG", s.Log())
	assert.NotContains(t, ping().Out, "PONG")
}

func TestMosquittoWantsAClientCertificate(t *testing.T) {
	servers.Need(t, "mosquitto", "mosquitto_pub")
	w := newWorld(t)
	s := servers.Mosquitto(t, w.options())
	publish := func(args ...string) servers.Result {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		args = append([]string{"-h", s.Host, "-p", strconv.Itoa(s.Port), "--cafile", w.ca, "-t", "a", "-m", "b"}, args...)
		return servers.Run(t, ctx, "mosquitto_pub", args...)
	}
	in := publish("--cert", w.clientCert, "--key", w.clientKey)
	assert.Equal(t, 0, in.Code, "%s\n%s", in.Text(), s.Log())
	assert.NotEqual(t, 0, publish().Code)
}

func TestPostgresWantsAClientCertificate(t *testing.T) {
	servers.Need(t, "postgres", "psql")
	w := newWorld(t)
	s := servers.Postgres(t, w.options())
	ask := func(more string) servers.Result {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		return servers.Run(t, ctx, "psql", "-Atc", "select 40+2", "host="+s.Host+" port="+strconv.Itoa(s.Port)+
			" user="+servers.PostgresUser+" dbname=postgres sslmode=verify-full sslrootcert="+w.ca+more)
	}
	in := ask(" sslcert=" + w.clientCert + " sslkey=" + w.clientKey)
	assert.Equal(t, "42\n", in.Out, "%s\n%s", in.Err, s.Log())
	assert.Contains(t, ask("").Err, "certificate")
	s.Restart()
	assert.Equal(t, "42\n", ask(" sslcert="+w.clientCert+" sslkey="+w.clientKey).Out)
}

// Whatever a test may need is installed in CI, so that no test is skipped there unseen.
func TestCIInstallsEveryProgram(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("..", "..", "..", ".ci", "run"))
	require.NoError(t, err)
	for name, pkg := range servers.Programs() {
		assert.Contains(t, strings.Fields(string(script)), name+"="+pkg)
	}
}

// quiet stands in for a test that needs something.
type quiet struct {
	testing.TB
	skipped, failed string
}

func (q *quiet) Helper()           {}
func (q *quiet) Skip(args ...any)  { q.skipped = args[0].(string) }
func (q *quiet) Fatal(args ...any) { q.failed = args[0].(string) }

func TestNeedSkipsOrFailsAndSaysHowToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv(servers.RequireEnv, "")
	missing := "no-such-program"
	q := &quiet{TB: t}
	servers.Need(q, "curl", missing)
	assert.Contains(t, q.skipped, missing)
	assert.Contains(t, q.skipped, "apt-get install curl")
	assert.Empty(t, q.failed)

	t.Setenv(servers.RequireEnv, "1")
	q = &quiet{TB: t}
	servers.Need(q, missing)
	assert.Contains(t, q.failed, missing)
	assert.Empty(t, q.skipped)
}

func TestClientsRunInAQuietEnvironment(t *testing.T) {
	servers.Need(t, "sh")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.9:1")
	t.Setenv("SSL_CERT_FILE", "elsewhere.pem")
	t.Setenv("LC_MESSAGES", "de_DE")
	r := servers.RunCommand(t, context.Background(), servers.Command{
		Name: "sh", Args: []string{"-c", `read x; echo "$x|$HTTPS_PROXY|$SSL_CERT_FILE|$LC_MESSAGES|$EXTRA|$PWD"; exit 3`},
		Stdin: "in\n", Env: []string{"EXTRA=more"}, Dir: "/",
	})
	assert.Equal(t, "in||||more|/\n", r.Out)
	assert.Equal(t, 3, r.Code)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	assert.Equal(t, -1, servers.Run(t, ctx, "sh", "-c", "sleep 30").Code, "ended with its context")
}

// s_client asks for TLS in the named protocol and says what became of it.
func (w *world) upgrade(t *testing.T, s *servers.Server, args ...string) servers.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	args = append([]string{"s_client", "-connect", s.Addr, "-CAfile", w.ca, "-verify_return_error", "-no_ign_eof"}, args...)
	return servers.RunCommand(t, ctx, servers.Command{Name: "openssl", Args: args})
}

func TestMailAndDirectoryServersOfferSTARTTLS(t *testing.T) {
	for name, c := range map[string]struct {
		start func(testing.TB, servers.Options) *servers.Server
		args  []string
	}{
		"exim4": {servers.Exim, []string{"-starttls", "smtp"}}, "slapd": {servers.Slapd, []string{"-starttls", "ldap"}}, "ldaps": {servers.SlapdTLS, nil},
	} {
		t.Run(name, func(t *testing.T) {
			servers.Need(t, "openssl", strings.Replace(name, "ldaps", "slapd", 1))
			w := newWorld(t)
			o := w.options()
			o.ClientCA = ""
			s := c.start(t, o)
			r := w.upgrade(t, s, c.args...)
			assert.Contains(t, r.Out, "Verify return code: 0", "%s\n%s", r.Err, s.Log())
			w.issue(t, w.root, "server", lab.Names("127.0.0.9"))
			s.Restart()
			assert.Contains(t, w.upgrade(t, s, append(c.args, "-verify_ip", "127.0.0.1")...).Text(), "mismatch")

			mutual := c.start(t, w.options())
			in := w.upgrade(t, mutual, append(c.args, "-cert", w.clientCert, "-key", w.clientKey)...)
			assert.Contains(t, in.Out, "CN = servers test CA", "%s\n%s", in.Err, mutual.Log()) // it names who may sign clients
		})
	}
}
