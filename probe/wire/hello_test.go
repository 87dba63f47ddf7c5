package wire

import (
	"crypto/tls"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// ask sends a hello and reads the answer.
func ask(t *testing.T, address string, hello RawHello, wait time.Duration) (Answer, error) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write(hello.Marshal())
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(wait)))
	return ReadServerHello(conn)
}

func TestOurHelloReadsBack(t *testing.T) {
	hello := Everything("example.org")
	hello.ALPN = []string{"http/1.1"}
	raw := hello.Marshal()
	require.Less(t, len(raw), 2000)
	tr := Decode(Recording{Chunks: []Chunk{{Direction: model.ToServer, Data: raw}}}, nil)
	requireReadable(t, tr)
	m, ok := tr.Find(model.ToServer, "ClientHello")
	require.True(t, ok)
	require.Equal(t, []string{"TLS 1.3", "TLS 1.2", "TLS 1.1", "TLS 1.0", "SSL 3.0"}, m.Get(model.FieldVersions))
	require.Equal(t, "example.org", m.First(model.FieldSNI))
	require.Equal(t, "http/1.1", m.First(model.FieldALPN))
	require.Empty(t, m.Get(model.FieldKeyShares))
	suites := m.Get(model.FieldSuites)
	require.Equal(t, "TLS_AES_128_CCM_8_SHA256", suites[0], "a suite of TLS 1.3 comes first")
	for _, s := range []string{"TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_DHE_DSS_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_RC4_128_MD5"} {
		require.Contains(t, suites, s)
	}
	for _, g := range []string{"x448", "secp256k1", "brainpoolP256r1", "ffdhe2048", "X25519MLKEM768"} {
		require.Contains(t, m.Get(model.FieldGroups), g)
	}
	for _, s := range []string{"ed448", "rsa_pkcs1_sha1", "ecdsa_sha1", "rsa_md5"} {
		require.Contains(t, m.Get(model.FieldSchemes), s)
	}
	for _, name := range append(append(suites, m.Get(model.FieldGroups)...), m.Get(model.FieldSchemes)...) {
		require.NotContains(t, name, "0x", "everything offered has a name")
	}
	address := Decode(Recording{Chunks: []Chunk{{Direction: model.ToServer, Data: Everything("10.0.0.1").Marshal()}}}, nil)
	require.Empty(t, address.Messages[0].Get(model.FieldSNI), "no SNI for an IP address (RFC 6066 section 3)")
}

func TestGoServersAnswerTheHello(t *testing.T) {
	ca := newAuthority(t, "hello-ca")
	cert := ca.issue(t, "server", true)
	address := serve(t, &tls.Config{Certificates: []tls.Certificate{cert}})
	a, err := ask(t, address, Everything("localhost"), 5*time.Second)
	require.NoError(t, err)
	require.Equal(t, uint16(tls.VersionTLS13), a.Version)
	require.True(t, a.Retried)
	require.NotZero(t, a.Group)
	require.Nil(t, a.Alert)

	address = serve(t, &tls.Config{Certificates: []tls.Certificate{cert}, MaxVersion: tls.VersionTLS12, CurvePreferences: []tls.CurveID{tls.CurveP521}})
	a, err = ask(t, address, Everything("localhost"), 5*time.Second)
	require.NoError(t, err)
	require.Equal(t, uint16(tls.VersionTLS12), a.Version)
	require.Equal(t, uint16(tls.CurveP521), a.Group)
	require.NotZero(t, a.Scheme)

	a, err = ask(t, address, RawHello{Versions: []uint16{0x0304}, Suites: []uint16{0x1301}, Groups: []uint16{29}, Schemes: []uint16{0x0804}}, 5*time.Second)
	require.NoError(t, err)
	require.Equal(t, 70, a.Alert.Number)
	require.Equal(t, model.FromServer, a.Alert.Direction)
	require.Zero(t, a.Version)
}

func TestWhatGoCannotOffer(t *testing.T) {
	servers.Need(t, "openssl")
	f := writeFiles(t, true)
	for _, c := range []struct {
		name string
		args []string
		want Answer
	}{
		{"DHE only", []string{"-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"}, Answer{Version: 0x0303, Suite: 0x009f, DHBits: 2048}},
		{"x448 only", []string{"-tls1_3", "-groups", "X448"}, Answer{Version: 0x0304, Group: 30, Retried: true}},
		{"secp256k1 only", []string{"-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256", "-groups", "secp256k1"}, Answer{Version: 0x0303, Suite: 0xc02f, Group: 22}},
		{"brainpool only", []string{"-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256", "-groups", "brainpoolP384r1"}, Answer{Version: 0x0303, Suite: 0xc02f, Group: 27}},
		{"ffdhe only", []string{"-tls1_3", "-groups", "ffdhe3072"}, Answer{Version: 0x0304, Group: 257, Retried: true}},
		{"Camellia only", []string{"-tls1_2", "-cipher", "CAMELLIA256-SHA"}, Answer{Version: 0x0303, Suite: 0x0084}},
		{"TLS 1.0 only", []string{"-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0"}, Answer{Version: 0x0301, Suite: 0x002f}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.keyed, Args: c.args})
			a, err := ask(t, s.Addr, Everything("localhost"), 5*time.Second)
			require.NoError(t, err)
			require.Nil(t, a.Alert)
			require.Equal(t, c.want.Version, a.Version)
			require.Equal(t, c.want.Group, a.Group, GroupName(a.Group))
			require.Equal(t, c.want.DHBits, a.DHBits)
			require.Equal(t, c.want.Retried, a.Retried)
			if c.want.Suite != 0 {
				require.Equal(t, SuiteName(c.want.Suite), SuiteName(a.Suite))
			}
		})
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	hello := Everything("localhost")
	answers := func(send []byte, hold bool) string {
		release := make(chan struct{})
		address := serveFunc(t, func(c net.Conn) {
			io.ReadFull(c, make([]byte, 500))
			c.Write(send)
			if hold {
				<-release
			}
		})
		t.Cleanup(func() { close(release) })
		return address
	}
	_, err := ask(t, answers(nil, true), hello, 50*time.Millisecond)
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	a, err := ask(t, answers([]byte("SSH-2.0-x\r\n"), true), hello, 5*time.Second)
	require.NoError(t, err)
	require.Equal(t, "SSH-2.0-x\r\n", string(a.FirstBytes))
	warned := append(clearRecord(recordAlert, []byte{1, 112}), clearRecord(recordAlert, []byte{2, 40})...)
	a, err = ask(t, answers(warned, true), hello, 5*time.Second)
	require.NoError(t, err)
	require.Equal(t, 40, a.Alert.Number, "a warning is no refusal")
	flood := make([]byte, 0, 400<<10)
	for len(flood) < 390<<10 {
		flood = append(flood, clearRecord(recordHandshake, nil)...)
	}
	_, err = ask(t, answers(flood, true), hello, 5*time.Second)
	require.ErrorIs(t, err, io.ErrShortBuffer)
	_, err = ask(t, answers(nil, false), hello, 5*time.Second)
	require.Error(t, err, "closed or reset")
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded)
}
