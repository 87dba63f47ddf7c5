package probe_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe"
	"certwright/probe/lab"
)

// service is an HTTPS server that keeps what it was asked.
type service struct {
	addr string
	mu   sync.Mutex
	said []string
}

// ServeHTTP knows no page.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.said = append(s.said, r.Method+" "+r.Proto)
	s.mu.Unlock()
	w.WriteHeader(http.StatusNotFound)
}

func (s *service) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.said...)
}

// serve starts one whose certificate has this name; it negotiates no protocol.
func serve(t *testing.T, name string, auth tls.ClientAuthType) *service {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{identity(t, name)}, ClientAuth: auth})
	require.NoError(t, err)
	s := &service{addr: listener.Addr().String()}
	web := &httptest.Server{Listener: listener, Config: &http.Server{Handler: s}}
	web.Start()
	t.Cleanup(web.Close)
	return s
}

func identity(t *testing.T, name string) tls.Certificate {
	t.Helper()
	root, err := lab.Root("probe test")
	require.NoError(t, err)
	leaf, err := root.Leaf(name, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, lab.Names(name))
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{leaf.Cert.Raw}, PrivateKey: leaf.Key}
}

func dialOf(t *testing.T, addr string) model.Dial {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	require.NoError(t, err)
	return model.Dial{Host: host, Port: port}
}

// What lets our certificate in and has no page may be an etcd. A server that does not speak HTTP/2 is none, and is told
// nothing that it would take for a request.
func TestOnlyAnEtcdIsAskedForItsUsers(t *testing.T) {
	s := serve(t, "127.0.0.1", tls.RequireAnyClientCert)
	client := identity(t, "admin")
	o := probe.Run(t.Context(), probe.Config{Dial: dialOf(t, s.addr), Certificate: &client}, nil)
	a, _ := o.Main()
	require.Equal(t, http.StatusNotFound, a.HTTP.Status)
	require.True(t, a.Sent)
	assert.Equal(t, []string{"GET HTTP/1.1"}, s.asked())
}

// The dial without a name shows which certificate stands for "anything"; the service behind TLS is not spoken to again.
func TestTheDialWithoutANameIsAHandshakeOnly(t *testing.T) {
	s := serve(t, "other.test", tls.NoClientCert)
	d := dialOf(t, s.addr)
	d.ServerName = "wanted.test"
	o := probe.Run(t.Context(), probe.Config{Dial: d}, nil)
	bare, ok := o.Find(model.PurposeNoName)
	require.True(t, ok)
	assert.True(t, bare.Complete)
	assert.Equal(t, model.PhaseDone, bare.Phase)
	assert.NotEmpty(t, bare.ServerDER)
	assert.Len(t, s.asked(), 1)
}

// An experiment dials the one of several addresses that answered before.
func TestOnceDialsTheAddressThatAnswered(t *testing.T) {
	answered, other := serve(t, "127.0.0.1", tls.NoClientCert), serve(t, "127.0.0.1", tls.NoClientCert)
	base := probe.Run(t.Context(), probe.Config{Dial: dialOf(t, answered.addr)}, nil)
	a, _ := base.Main()
	again := probe.Once(t.Context(), probe.Config{Dial: dialOf(t, other.addr)}, a, probe.Change{Name: model.TryNoSNI, NoSNI: true})
	assert.Equal(t, answered.addr, again.Address)
	assert.True(t, again.Complete)
	assert.Empty(t, other.asked())
}

// A server that is silent after the handshake, until the time is up, has not dripped.
func TestSilenceAfterTheHandshakeIsMeasured(t *testing.T) {
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{identity(t, "127.0.0.1")},
		ClientAuth: tls.RequestClientCert, SessionTicketsDisabled: true})
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = conn.Read(make([]byte, 1)) }() // makes the handshake, and no more
		}
	}()
	d := dialOf(t, listener.Addr().String())
	d.Timeout = 300 * time.Millisecond
	o := probe.Run(t.Context(), probe.Config{Dial: d}, nil)
	a, _ := o.Main()
	require.True(t, a.Complete)
	require.Equal(t, model.TroubleTimeout, a.Trouble)
	assert.Greater(t, a.Silence, a.Waited/4)
}
