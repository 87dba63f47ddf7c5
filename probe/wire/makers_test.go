package wire

import (
	"crypto/tls"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// makers are servers of other TLS libraries, or other uses of the same one.
var makers = []struct {
	program string
	start   func(testing.TB, servers.Options) *servers.Server
}{
	{"openssl", servers.OpenSSL},
	{"gnutls-serv", servers.GnuTLS},
	{"nginx", servers.Nginx},
	{"haproxy", servers.HAProxy},
	{"node", servers.Node},
	{"python3", servers.Python},
	{"etcd", servers.Etcd},
}

// TestEveryMakerIsReadable dials each with and without a client certificate in TLS 1.2 and 1.3, whatever
// the server thinks of it: no record stays opaque. Then each has to answer the hand-made hello.
func TestEveryMakerIsReadable(t *testing.T) {
	f := writeFiles(t, false)
	client := f.ca.issue(t, "admin", false)
	for _, m := range makers {
		t.Run(m.program, func(t *testing.T) {
			servers.Need(t, m.program)
			s := m.start(t, servers.Options{Cert: f.cert, Key: f.keyed, ClientCA: f.caFile})
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				for _, certs := range [][]tls.Certificate{nil, {client}} {
					config := f.client()
					config.MaxVersion, config.Certificates = version, certs
					d := dial(t, s.Addr, config, &Secrets{}, nil)
					d.conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
					io.Copy(io.Discard, d.conn)
					d.conn.Close() // s_server serves one at a time
					tr := d.transcript()
					requireReadable(t, tr)
					require.LessOrEqual(t, tr.Version, version)
					require.True(t, tr.Asked, talk(tr))
					require.True(t, tr.ClientChainSent)
					require.Len(t, tr.ClientChain, 2*len(certs))
					require.NotEmpty(t, tr.ServerChain)
					if d.err == nil {
						finished, ok := tr.Find(model.ToServer, "Finished")
						require.True(t, ok)
						require.True(t, finished.Encrypted)
					}
				}
			}
			a, err := ask(t, s.Addr, Everything("localhost"), 5*time.Second)
			require.NoError(t, err)
			require.Nil(t, a.Alert)
			require.GreaterOrEqual(t, a.Version, uint16(tls.VersionTLS12))
			require.NotZero(t, a.Group, SuiteName(a.Suite))
		})
	}
}
