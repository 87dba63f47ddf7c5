package readers

import (
	"crypto"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/probe/lab/servers"
)

// served is an example behind a real TLS peer on loopback: the server that has it for its certificate, or the client.
type served struct {
	example
	port  int
	roots string // PEM file
	cert  string // PEM file: the leaf and what is sent behind it
	key   string // PEM file
	peer  *peers
}

// peers is what all examples of a run share.
type peers struct {
	cert, key string // a good certificate for readers that are servers
}

// serve opens a port for every example: whoever connects meets its certificate. Where readers are servers, they connect all
// the same and then speak as servers, so that one process can ask about all examples.
func serve(t *testing.T, m *mint, list []example) []*served {
	dir := t.TempDir()
	p := &peers{cert: filepath.Join(dir, "own.pem"), key: filepath.Join(dir, "own-key.pem")}
	own := m.good()
	require.NoError(t, os.WriteFile(p.cert, pemOf(own.leaf.der), 0o600))
	writeKey(t, p.key, own.leaf.key)
	var out []*served
	for i, e := range list {
		n := strconv.Itoa(i)
		s := &served{example: e, roots: filepath.Join(dir, "roots"+n+".pem"), cert: filepath.Join(dir, "cert"+n+".pem"), key: filepath.Join(dir, "key"+n+".pem"), peer: p}
		require.NoError(t, os.WriteFile(s.roots, pemOf(e.anchors...), 0o600))
		require.NoError(t, os.WriteFile(s.cert, pemOf(append([][]byte{e.leaf.der}, e.sent...)...), 0o600))
		writeKey(t, s.key, e.leaf.key)
		out = append(out, s)
		if e.stock && e.use == "server" {
			s.port = servers.OpenSSLWeb(t, servers.Options{Cert: s.cert, Key: s.key}).Port
			continue
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		t.Cleanup(func() { _ = l.Close() })
		s.port = l.Addr().(*net.TCPAddr).Port
		go s.accept(l)
	}
	return out
}

func writeKey(t *testing.T, file string, key crypto.Signer) {
	if k, ok := key.(*foreignKey); ok {
		require.NoError(t, os.WriteFile(file, k.pem, 0o600))
		return
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
}

// own is the certificate of the example as crypto/tls sends it, whatever bytes it holds.
func (s *served) own() *tls.Certificate {
	return &tls.Certificate{Certificate: append([][]byte{s.leaf.der}, s.sent...), PrivateKey: s.leaf.key}
}

// config is the side that shows the example's certificate.
func (s *served) config() *tls.Config {
	return &tls.Config{
		InsecureSkipVerify:   true, // as a client it is not the one who judges
		GetCertificate:       func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return s.own(), nil },
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return s.own(), nil },
	}
}

func (s *served) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = c.Close() }()
			_ = c.SetDeadline(time.Now().Add(time.Minute))
			conn := tls.Server(c, s.config())
			if s.use == "client" {
				conn = tls.Client(c, s.config())
			}
			if conn.Handshake() != nil {
				return
			}
			buffer := make([]byte, 4096)
			if _, err := conn.Read(buffer); err == nil {
				_, _ = conn.Write([]byte("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"))
			}
			_ = conn.Close()
		}()
	}
}

// good is a plain good server certificate.
func (m *mint) good() example {
	n := &mint{use: "server", now: m.now, rootKey: m.rootKey, interKey: m.interKey, key: newKey(elliptic.P256()), rsaRoot: m.rsaRoot, rsaKey: m.rsaKey, n: 600}
	n.leaf("own", good)
	return n.list[0]
}

func pemOf(ders ...[]byte) []byte {
	var out []byte
	for _, der := range ders {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return out
}
