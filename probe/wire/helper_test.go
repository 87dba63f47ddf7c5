package wire

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// authority is a CA of one test run.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
	pool *x509.CertPool
}

var serial = struct {
	sync.Mutex
	next int64
}{next: 1}

func nextSerial() *big.Int {
	serial.Lock()
	defer serial.Unlock()
	serial.next++
	return big.NewInt(serial.next)
}

func newAuthority(t testing.TB, name string) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: nextSerial(), Subject: pkix.Name{CommonName: name, Organization: []string{"Wire, Ltd"}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &authority{cert: cert, key: key, pool: pool}
}

// issue makes a certificate for localhost and its key; rsaKey for suites that need one.
func (a *authority) issue(t testing.TB, name string, rsaKey bool) tls.Certificate {
	t.Helper()
	var key crypto.Signer
	var err error
	if rsaKey {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: nextSerial(), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key}
}

// serve runs a TLS server on loopback until the test ends; each connection is echoed.
func serve(t testing.TB, config *tls.Config) string {
	t.Helper()
	return serveFunc(t, func(c net.Conn) {
		s := tls.Server(c, config)
		if s.Handshake() == nil {
			io.Copy(s, s)
		}
		s.Close()
	})
}

// serveFunc runs a server on loopback until the test ends.
func serveFunc(t testing.TB, handle func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(10 * time.Second))
				handle(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	return l.Addr().String()
}

// dialed is one recorded connection.
type dialed struct {
	recorder *Recorder
	secrets  *Secrets
	conn     *tls.Conn
	err      error // of the handshake
}

// dial connects with a tap; wrap, when not nil, stands between the tap and the socket.
func dial(t testing.TB, address string, config *tls.Config, secrets *Secrets, wrap func(net.Conn) net.Conn) *dialed {
	t.Helper()
	raw, err := net.DialTimeout("tcp", address, 5*time.Second)
	require.NoError(t, err)
	t.Cleanup(func() { raw.Close() })
	raw.SetDeadline(time.Now().Add(10 * time.Second))
	if wrap != nil {
		raw = wrap(raw)
	}
	d := &dialed{recorder: New(0), secrets: secrets}
	config = config.Clone()
	config.KeyLogWriter = secrets
	d.conn = tls.Client(d.recorder.Tap(raw), config)
	d.err = d.conn.Handshake()
	return d
}

// exchange sends a word, reads it back and closes.
func (d *dialed) exchange(t testing.TB) {
	t.Helper()
	require.NoError(t, d.err)
	_, err := d.conn.Write([]byte("hello"))
	require.NoError(t, err)
	got := make([]byte, 5)
	_, err = io.ReadFull(d.conn, got)
	require.NoError(t, err)
	require.Equal(t, "hello", string(got))
	d.close()
}

// close says goodbye and waits for the server's.
func (d *dialed) close() {
	d.conn.CloseWrite()
	io.Copy(io.Discard, d.conn)
	d.conn.Close()
}

func (d *dialed) transcript() Transcript { return Decode(d.recorder.Snapshot(), d.secrets) }

// talk lists the messages as "> ClientHello", alerts with their name.
func talk(t Transcript) []string {
	var out []string
	for _, m := range t.Messages {
		arrow := "< "
		if m.Direction == model.ToServer {
			arrow = "> "
		}
		name := m.Name
		if m.Kind == model.KindAlert {
			name += " " + m.First(model.FieldAlert)
		}
		out = append(out, arrow+name)
	}
	return out
}

// handshakeTalk is talk without ChangeCipherSpec and application data.
func handshakeTalk(t Transcript) []string {
	t.Messages = filter(t.Messages, func(m model.Message) bool {
		return m.Kind != model.KindChangeCipherSpec && m.Kind != model.KindData
	})
	return talk(t)
}

func filter(in []model.Message, keep func(model.Message) bool) []model.Message {
	var out []model.Message
	for _, m := range in {
		if keep(m) {
			out = append(out, m)
		}
	}
	return out
}

// requireReadable fails when a record was not opened or a message not understood.
func requireReadable(t testing.TB, tr Transcript) {
	t.Helper()
	for _, m := range tr.Messages {
		require.NotEqual(t, model.KindOpaque, m.Kind, "%+v in %v", m, talk(tr))
		require.Empty(t, m.Get(model.FieldMalformed), "%+v", m)
	}
	require.Zero(t, tr.PendingFromServer)
	require.Zero(t, tr.PendingToServer)
}
