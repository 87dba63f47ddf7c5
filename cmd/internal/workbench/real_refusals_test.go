package workbench

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"os"
	"path/filepath"
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

// TestRealServersOwnFiles: our certificate is fine by its own rules, and what the server checks it with is not; or the
// server is stricter, as OpenSSL is with "any use".
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
		"any use": {"openssl", func(t *testing.T, _ *shop, o servers.Options) *servers.Server { return servers.OpenSSL(t, o) },
			func(s *shop) files { return s.client(s.root, uses([]x509.ExtKeyUsage{x509.ExtKeyUsageAny})) }, verdict{"client-certificate-rejected/wrong-eku", model.PartyClient, model.Proven}},
		"any use, above TLS": {"nginx", func(t *testing.T, _ *shop, o servers.Options) *servers.Server { return nginx13(t, o) },
			func(s *shop) files { return s.client(s.root, uses([]x509.ExtKeyUsage{x509.ExtKeyUsageAny})) }, verdict{"http-refused-client-certificate/wrong-eku", model.PartyClient, model.Likely}},
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

// TestRealRoleOfTheCertificate: a PostgreSQL that lets a certificate in only as the role it names, and has none of that
// name; and one that does not look at the name, where any role will do.
func TestRealRoleOfTheCertificate(t *testing.T) {
	servers.Need(t, "postgres", "initdb")
	s := newShop(t)
	own := s.server(s.root)
	named := func(cn string) files { return s.save(s.made(s.root.Leaf(cn, forClients))) }
	refused := verdict{"application-refused/postgres", model.PartyClient, model.Proven}
	for _, c := range []struct {
		rule string
		cn   string
		want []verdict
	}{
		{"hostssl all all 127.0.0.0/8 cert", "bob", []verdict{refused}},
		{"hostssl all all 127.0.0.0/8 trust clientcert=verify-full", "bob", []verdict{refused}},
		{"hostssl all all 127.0.0.0/8 trust clientcert=verify-ca", "bob", nil},
		{"hostssl all all 127.0.0.0/8 cert", servers.PostgresUser, nil},
		{"hostssl all all 127.0.0.0/8 scram-sha-256 clientcert=verify-ca", "bob", nil},
	} {
		srv := servers.Postgres(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)}, c.rule)
		d := s.dial(srv, named(c.cn))
		d.StartTLS, d.Strangers = "postgres", true
		r := s.probe(d)
		holds(t, "postgres | "+c.cn+" | "+c.rule, r, c.want...)
		require.Equal(t, "refused", r.Strangers, r.StrangerHow)
	}
}

// TestRealKeyThatServersDoNotTake: TLS 1.2 lets Go sign with a P-224 key, and OpenSSL breaks off. The key is at fault, not
// the server; and a certificate that cannot be used in the handshake is not told again as one that was missed.
func TestRealKeyThatServersDoNotTake(t *testing.T) {
	servers.Need(t, "openssl", "nginx")
	s := newShop(t)
	own := s.server(s.root)
	key, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	small := s.save(s.made(s.root.LeafFor(key, "admin", forClients)))
	o := servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root), Args: []string{"-tls1_2"}}
	r := s.probe(s.dial(servers.OpenSSL(t, o), small))
	require.Equal(t, []model.Code{model.UnsupportedKey, model.ClientCertRejected}, fatalCodes(r), "%v", r.Findings)
	require.Equal(t, model.PartyClient, r.Findings[0].Party)

	o.Args = []string{"-client_sigalgs", "RSA-PSS+SHA256"}
	r = s.probe(s.dial(servers.OpenSSL(t, o), s.client(s.root)))
	holds(t, "openssl | takes RSA alone", r, verdict{"client-certificate-unusable/schemes", model.PartyLocalFile, model.Proven})
	require.Equal(t, "rsa_pss_rsae_sha256", r.Findings[0].Value("schemes"))

	o.Args = nil
	holds(t, "nginx | a key that TLS 1.3 has no scheme for", s.probe(s.dial(nginx13(t, o), small)),
		verdict{"client-certificate-unusable", model.PartyLocalFile, model.Proven})
}

// TestEmptyIntermediates: a file for intermediates may hold none, and where one is missing it is told that it was empty.
func TestEmptyIntermediates(t *testing.T) {
	s := newShop(t)
	empty := filepath.Join(s.dir, "intermediates.pem")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	leaf := s.made(s.middle.Leaf("admin", forClients))
	v := New(s.dir).Verify(t.Context(), VerifyRequest{Cert: s.save(leaf, leaf.Cert).cert, CA: s.anchors(s.root), Untrusted: []string{empty}, Purpose: "client"})
	require.Equal(t, []model.Code{model.MissingIntermediate, model.FileUnreadable}, []model.Code{v.Findings[0].Code, v.Findings[1].Code})
	require.Equal(t, model.Warning, v.Findings[1].Severity)
	require.Equal(t, "empty", v.Findings[1].Variant)
}

// TestRealPinnedClient: stunnel's verifyPeer wants this very certificate and names it where others name their CAs. Who has
// it gets in, which is no fault; that Go clients hold it back is noted.
func TestRealPinnedClient(t *testing.T) {
	servers.Need(t, "stunnel")
	s := newShop(t)
	own, known := s.server(s.root), s.made(s.root.Leaf("admin", forClients))
	srv := servers.Stunnel(t, servers.Options{Cert: own.cert, Key: own.key, Config: "CAfile = " + s.anchors(known) + "\nverifyPeer = yes"})
	r := s.probe(s.dial(srv, s.save(known)))
	holds(t, "stunnel | this very certificate", r)
	require.Equal(t, []model.Severity{model.Note}, severities(r, model.ClientCertWithheld))
	holds(t, "stunnel | another one", s.probe(s.dial(srv, s.save(s.made(s.root.Leaf("guest", forClients))))),
		verdict{"client-certificate-rejected/unknown-ca", model.PartyClient, model.Likely})
	holds(t, "stunnel | none", s.probe(s.dial(srv, files{})), verdict{"client-certificate-required", model.PartyClient, model.Proven})
}
