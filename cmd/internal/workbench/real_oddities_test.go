package workbench

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// dialAt is a dial of an address of this machine that trusts the shop.
func (s *shop) dialAt(address net.Addr) model.Dial {
	a := address.(*net.TCPAddr)
	return model.Dial{Host: a.IP.String(), Port: strconv.Itoa(a.Port), CA: s.anchors(s.root), Timeout: 5 * time.Second}
}

// converse gives every connection of a listener to a conversation, one after the other, until the test ends.
func converse(t *testing.T, l net.Listener, with func(net.Conn)) {
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			with(conn)
			_ = conn.Close()
		}
	}()
}

// TestOneClockToSet: a certificate from the future, and a server whose clock says that it is valid. The remedy is one.
func TestOneClockToSet(t *testing.T) {
	s := newShop(t)
	f := s.server(s.root, lab.Dates(48*time.Hour, year))
	own, err := tls.LoadX509KeyPair(f.cert, f.key)
	require.NoError(t, err)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(96*time.Hour).UTC().Format(http.TimeFormat))
	}))
	srv.TLS = &tls.Config{Certificates: []tls.Certificate{own}}
	srv.StartTLS()
	defer srv.Close()
	r := finalReport(t, New(filepath.Join(s.dir, "empty home")), s.dialAt(srv.Listener.Addr()))
	holds(t, "Go | not yet valid by our clock alone", r, verdict{"not-yet-valid/clock", model.PartyClock, model.Likely})
	set := 0
	for _, fix := range r.Findings[0].Fixes {
		if fix.Kind == model.FixSetClock {
			set++
		}
	}
	assert.Equal(t, 1, set, "%v", r.Findings[0].Fixes)
}

// TestRecordOutOfPlace: a record of TLS that may not come first is no oversized one.
func TestRecordOutOfPlace(t *testing.T) {
	for what, record := range map[string][]byte{
		"handshake-broken":  append([]byte{23, 3, 3, 0, 32}, make([]byte, 32)...),
		"oversized-message": append([]byte{23, 3, 3, 0xff, 0xff}, make([]byte, 32)...),
	} {
		s := newShop(t)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		converse(t, l, func(conn net.Conn) {
			conn.Read(make([]byte, 4096))
			conn.Write(record)
			conn.Read(make([]byte, 4096))
		})
		holds(t, "raw | "+what, s.probe(s.dialAt(l.Addr())), byServer(what))
	}
}

// TestRealCertificateTooLarge: a server's certificate has more names than any client reads.
func TestRealCertificateTooLarge(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	f := s.server(s.root, func(c *x509.Certificate) {
		for i := range 9000 {
			c.DNSNames = append(c.DNSNames, fmt.Sprintf("host-number-%d.department.shop.test", i))
		}
	})
	holds(t, "openssl | 9000 names", s.probe(s.dial(servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.key}), files{})),
		byServer("oversized-message/certificates"))
}

// TestRealNameThatIsNone: the name that was dialled stands in the certificate, in a form that fits nothing. Nobody can dial
// that form, and no other certificate is the server's default one.
func TestRealNameThatIsNone(t *testing.T) {
	servers.Need(t, "nginx")
	s := newShop(t)
	for _, written := range []string{"https://localhost", "localhost:443", "localhost,127.0.0.9"} {
		f := s.named(written)
		d := s.dial(servers.Nginx(t, servers.Options{Cert: f.cert, Key: f.key}), files{})
		d.Host = "localhost"
		r := s.probe(d)
		holds(t, "nginx | "+written, r, byServer("name-mismatch"))
		assert.NotContains(t, codesOf(r), model.DefaultCertificate)
		for _, fix := range r.Findings[0].Fixes {
			assert.NotEqual(t, model.FixDialName, fix.Kind)
		}
	}
}

// TestClosedAfterABadCertificate: a server that hangs up when the handshake is done has a certificate for another name;
// that is where clients stop.
func TestClosedAfterABadCertificate(t *testing.T) {
	s := newShop(t)
	for _, c := range []struct {
		file files
		want verdict
	}{
		{s.named("elsewhere.shop.test"), byServer("name-mismatch/ip")},
		{s.server(s.root), verdict{"closed-without-alert/after-handshake", model.PartyServer, model.Likely}},
	} {
		own, err := tls.LoadX509KeyPair(c.file.cert, c.file.key)
		require.NoError(t, err)
		l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{own}})
		require.NoError(t, err)
		converse(t, l, func(conn net.Conn) {
			conn.(*tls.Conn).Handshake()
			conn.(*tls.Conn).NetConn().Close()
		})
		holds(t, "Go | closed when the handshake was done", s.probe(s.dialAt(l.Addr())), c.want)
	}
}

// TestAnswerShorterThanARecord: what is no TLS is no TLS, however little it is.
func TestAnswerShorterThanARecord(t *testing.T) {
	for _, answer := range []string{"\x05\xff", "\x20\x02\x00\x01"} { // SOCKS, MQTT
		s := newShop(t)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		converse(t, l, func(conn net.Conn) {
			conn.Read(make([]byte, 4096))
			conn.Write([]byte(answer))
		})
		holds(t, "raw | two bytes or four", s.probe(s.dialAt(l.Addr())), verdict{"not-tls/other", model.PartyClient, model.Proven})
	}
}

// TestRealExtensionThatCannotBeRead: the certificate is at fault, not the handshake that crypto/tls breaks off over it.
func TestRealExtensionThatCannotBeRead(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	f := s.madeByOpenSSL("-newkey", "rsa:2048", "-addext", "nameConstraints=DER:01:02")
	r := s.probe(s.dial(servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.key}), files{}))
	holds(t, "openssl | nameConstraints that are none", r, byServer("certificate-malformed/extension-malformed"))
}
