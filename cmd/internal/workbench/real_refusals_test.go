package workbench

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// TestRealFaultAboveTheClient: what is wrong lies with a CA certificate of our chain, so it is named, and reissuing our
// own certificate is not offered as the cure.
func TestRealFaultAboveTheClient(t *testing.T) {
	below := func(change ...func(*x509.Certificate)) func(*shop) files {
		return func(s *shop) files { return s.client(s.made(s.root.Intermediate("shop intermediate CA", change...))) }
	}
	for _, c := range []struct {
		name    string
		file    func(*shop) files
		variant string       // of the refusal
		beside  []model.Code // what is told first, where no variant speaks of it
	}{
		{"expired intermediate", below(expired), "issuer-dates", nil},
		{"intermediate for servers", below(func(c *x509.Certificate) { c.ExtKeyUsage = forServers }), "issuer-eku", nil},
		{"name that the intermediate may not vouch for", func(s *shop) files {
			ca := s.made(s.root.Intermediate("corp CA", func(c *x509.Certificate) {
				c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"corp.test"}, true
			}))
			return s.save(s.made(ca.Leaf("admin", forClients, lab.Names("admin.shop.test"))))
		}, "", []model.Code{model.NameConstraint}},
		{"signed by who is no CA", func(s *shop) files { return s.client(s.made(s.root.Leaf("no CA", nil))) }, "", []model.Code{model.IssuerNotCA}},
	} {
		for _, p := range programs {
			if p.name != "openssl" && p.name != "nginx" && p.name != "haproxy" && p.name != "etcd" {
				continue
			}
			t.Run(c.name+"/"+p.name, func(t *testing.T) {
				p.need(t)
				t.Parallel()
				s := newShop(t)
				own := s.server(s.root)
				srv := p.start(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
				r := s.probe(s.dial(srv, c.file(s)))
				refusal := model.ClientCertRejected
				if p.refuses == "http" {
					refusal = model.HTTPRefusedClient
				}
				require.Equal(t, append(c.beside, refusal), fatalCodes(r), "%v", r.Findings)
				f := r.Findings[len(c.beside)]
				require.Equal(t, c.variant, f.Variant)
				require.Equal(t, model.PartyClient, r.Findings[0].Party)
				if c.variant != "" {
					require.NotEmpty(t, f.Value("link"))
					require.Empty(t, f.Fixes)
				}
			})
		}
	}
}

// TestRealServersOwnFiles: our certificate is fine, and what the server checks it with is not.
func TestRealServersOwnFiles(t *testing.T) {
	there := func(what string) verdict {
		return verdict{what, model.PartyServer, model.Likely}
	}
	for name, c := range map[string]struct {
		need   string
		start  func(t *testing.T, s *shop, o servers.Options) *servers.Server
		client func(*shop) files
		want   verdict
	}{
		"CRL past its end": {"openssl", func(t *testing.T, s *shop, o servers.Options) *servers.Server {
			o.Args = []string{"-CRL", s.crl(s.root, time.Now().Add(-time.Hour)), "-crl_check"}
			return servers.OpenSSL(t, o)
		}, func(s *shop) files { return s.client(s.root) }, there("client-certificate-rejected/expired-there")},
		"CA file without its root": {"haproxy", func(t *testing.T, s *shop, o servers.Options) *servers.Server {
			o.ClientCA = s.anchors(s.middle)
			return servers.HAProxy(t, o)
		}, func(s *shop) files { return s.client(s.middle) }, there("client-certificate-rejected/ca-without-root")},
		"CA file without its root, above TLS": {"nginx", func(t *testing.T, s *shop, o servers.Options) *servers.Server {
			o.ClientCA, o.Config = s.anchors(s.middle), "ssl_verify_depth 5;"
			return nginx13(t, o)
		}, func(s *shop) files { return s.client(s.middle) }, there("http-refused-client-certificate/ca-without-root")},
		"chain longer than nginx takes": {"nginx", func(t *testing.T, _ *shop, o servers.Options) *servers.Server { return nginx13(t, o) },
			func(s *shop) files { return s.client(s.made(s.middle.Intermediate("deep CA"))) }, there("http-refused-client-certificate/too-deep")},
	} {
		t.Run(name, func(t *testing.T) {
			servers.Need(t, c.need)
			t.Parallel()
			s := newShop(t)
			own := s.server(s.root)
			srv := c.start(t, s, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
			holds(t, c.need+" | "+name, s.probe(s.dial(srv, c.client(s))), c.want)
		})
	}
}
