package servers_test

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// The programs take their chain in different ways, but send what the file holds. (node, stunnel and Python add the root
// where the leaf's issuer is also the authority for clients: theirs to do, and a note in a probe.)
func TestServersSendTheirFile(t *testing.T) {
	for name, start := range map[string]func(testing.TB, servers.Options) *servers.Server{
		"openssl": servers.OpenSSL, "nginx": servers.Nginx, "gnutls-serv": servers.GnuTLS, "haproxy": servers.HAProxy,
		"stunnel": servers.Stunnel, "node": servers.Node, "python3": servers.Python,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			servers.Need(t, name)
			w := newWorld(t)
			between, err := w.root.Intermediate("between")
			require.NoError(t, err)
			leaf, err := between.Leaf("server", both, lab.Names("127.0.0.1"))
			require.NoError(t, err)
			for want, pem := range map[int][]byte{1: lab.PEM(leaf.Cert), 2: lab.PEM(leaf.Chain()...), 3: lab.PEM(append(leaf.Chain(), w.root.Cert)...)} {
				dir := t.TempDir()
				require.NoError(t, leaf.Save(dir, w.root.Cert))
				o := servers.Options{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem"), ClientCA: w.ca, Optional: true}
				require.NoError(t, os.WriteFile(o.Cert, pem, 0o600))
				s := start(t, o)
				c, err := tls.Dial("tcp", s.Addr, &tls.Config{InsecureSkipVerify: true})
				require.NoError(t, err)
				assert.Len(t, c.ConnectionState().PeerCertificates, want)
				_ = c.Close()
				s.Stop()
			}
		})
	}
}
