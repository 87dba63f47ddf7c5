package servers_test

import (
	"context"
	"crypto/x509"
	"os"
	"path/filepath"
	"strconv"
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
	s := servers.OpenSSL(t, servers.Options{Cert: w.serverCert, Key: w.serverKey, Args: []string{"-naccept", "1", "-quiet"}, Ready: ""})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	go func() {
		s.WaitLog("ask\n")
		_ = s.Send("answer\n")
	}()
	r := servers.RunCommand(t, ctx, servers.Command{Name: "sh", Args: []string{"-c",
		`(echo ask; sleep 2) | openssl s_client -quiet -CAfile "$1" -connect "$2"`, "sh", w.ca, s.Addr}})
	assert.Contains(t, r.Out, "answer", r.Err)
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
