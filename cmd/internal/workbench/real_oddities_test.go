package workbench

import (
	"crypto/tls"
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
)

// dialAt is a dial of an address of this machine that trusts the shop.
func (s *shop) dialAt(address net.Addr) model.Dial {
	a := address.(*net.TCPAddr)
	return model.Dial{Host: a.IP.String(), Port: strconv.Itoa(a.Port), CA: s.anchors(s.root), Timeout: 5 * time.Second}
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
		defer l.Close()
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				conn.Read(make([]byte, 4096))
				conn.Write(record)
				conn.Read(make([]byte, 4096))
				conn.Close()
			}
		}()
		holds(t, "raw | "+what, s.probe(s.dialAt(l.Addr())), byServer(what))
	}
}
