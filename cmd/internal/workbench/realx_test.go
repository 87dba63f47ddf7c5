package workbench

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

const yr = 365 * 24 * time.Hour

func line(p string, c string, st time.Time, r model.Report) string {
	var l []string
	for _, f := range r.Findings {
		l = append(l, fmt.Sprintf("%s:%s/%s/%s/%s(%s%s)", f.Severity, f.Code, f.Variant, f.Party, f.Certainty, f.Value("alert"), f.Value("needs")))
	}
	a, _ := r.Observation.Main()
	var at []string
	for _, x := range r.Observation.Attempts {
		at = append(at, fmt.Sprintf("%s:%s:%d:%s:%s:%s:%s", x.Purpose, x.Trouble, x.Alert, x.Version, x.Suite, x.Group, x.Lacks))
	}
	return fmt.Sprintf("|%-12s|%-18s|%4dms|ended=%s v=%s http=%v strangers=%s/%s trouble=%s err=%s| %s | %v", p, c, time.Since(st).Milliseconds(), r.Ended, r.Version, a.HTTP != nil, r.Strangers, r.StrangerHow, a.Trouble, a.Error, strings.Join(l, "; "), at)
}

func TestExploreServerCerts(t *testing.T) {
	names := lab.Names("localhost", "server.shop.test", "127.0.0.1")
	for _, p := range programs {
		if p.name != "openssl" && p.name != "nginx" && p.name != "gnutls-serv" && p.name != "haproxy" && p.name != "node" {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			must := func(x *lab.Pair, err error) *lab.Pair { require.NoError(t, err); return x }
			tier := must(s.middle.Leaf("server", forServers, names))
			exMid := must(s.root.Intermediate("shop intermediate CA", lab.Dates(-yr, -24*time.Hour)))
			selfPair := must(lab.Root("server", names, func(c *x509.Certificate) {
				c.IsCA = false
				c.KeyUsage = x509.KeyUsageDigitalSignature
				c.ExtKeyUsage = forServers
			}))
			exRoot := must(lab.Root("shop CA", lab.Dates(-yr, -24*time.Hour)))
			cs := []struct {
				n  string
				f  files
				ca string
			}{
				{"healthy", s.server(), ""},
				{"healthy-tier", s.save(tier), ""},
				{"unknown", s.leaf(s.other, "server", forServers, names), ""},
				{"selfsigned", s.save(selfPair), ""},
				{"missing", s.save(tier, tier.Cert), ""},
				{"namesake", s.leaf(s.namesake, "server", forServers, names), ""},
				{"namesake-root", s.save(must(s.namesake.Leaf("server", forServers, names)), must(s.namesake.Leaf("server", forServers, names)).Cert), ""},
				{"expired", s.server(lab.Dates(-yr, -24*time.Hour)), ""},
				{"future", s.server(lab.Dates(40*24*time.Hour, yr)), ""},
				{"expired-mid", s.save(must(exMid.Leaf("server", forServers, names))), ""},
				{"expired-root", s.save(must(exRoot.Leaf("server", forServers, names))), s.anchors(exRoot)},
				{"client-eku", s.leaf(s.root, "server", forClients, names), ""},
				{"three", s.leaf(s.other, "server", forServers, lab.Names("10.0.1.10"), lab.Dates(-yr, -24*time.Hour)), ""},
			}
			w := New(t.TempDir())
			for _, c := range cs {
				if c.n == "namesake-root" {
					continue
				}
				o := s.options(c.f)
				o.ClientCA = ""
				srv := p.start(t, o)
				d := s.dial(srv, files{})
				if c.ca != "" {
					d.CA = c.ca
				}
				st := time.Now()
				r := finalReport(t, w, d)
				t.Log(line(p.name, c.n, st, r))
				if c.n == "healthy" {
					srv2 := d
					srv2.Host = "127.0.0.2"
					_ = srv2
				}
				srv.Stop()
			}
		})
	}
}

func TestExploreProtocol(t *testing.T) {
	s := newShop(t)
	must := func(x *lab.Pair, err error) *lab.Pair { require.NoError(t, err); return x }
	names := lab.Names("localhost", "server.shop.test", "127.0.0.1")
	keyed := func(k crypto.Signer, change ...func(*x509.Certificate)) files {
		return s.save(must(s.root.LeafFor(k, "server", forServers, append(change, names)...)))
	}
	rk, _ := rsa.GenerateKey(rand.Reader, 2048)
	_, ek, _ := ed25519.GenerateKey(rand.Reader)
	rsaF := keyed(rk, func(c *x509.Certificate) { c.KeyUsage |= x509.KeyUsageKeyEncipherment })
	ec := s.server()
	ed := keyed(ek)
	cs := []struct {
		n    string
		f    files
		args []string
		d    func(*model.Dial)
	}{
		{"tls1.0", ec, []string{"-tls1", "-cipher", "ALL:@SECLEVEL=0"}, nil},
		{"tls1.1", ec, []string{"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"}, nil},
		{"rsa-kx", rsaF, []string{"-tls1_2", "-cipher", "kRSA"}, nil},
		{"dhe", rsaF, []string{"-tls1_2", "-cipher", "kDHE"}, nil},
		{"x448", ec, []string{"-groups", "X448"}, nil},
		{"x448-12", ec, []string{"-tls1_2", "-groups", "X448"}, nil},
		{"tls13-only", ec, []string{"-tls1_3"}, func(d *model.Dial) { d.MaxTLS = "1.2" }},
		{"tls12-only", ec, []string{"-tls1_2"}, func(d *model.Dial) { d.MinTLS = "1.3" }},
		{"tls10-only-min12", ec, []string{"-tls1", "-cipher", "ALL:@SECLEVEL=0"}, func(d *model.Dial) { d.MinTLS = "1.2" }},
		{"rsa-suites-ec", ec, []string{"-tls1_2", "-cipher", "aRSA"}, nil},
		{"rsa-suites-ec-all", ec, []string{"-no_tls1_3", "-cipher", "aRSA:@SECLEVEL=0"}, nil},
		{"camellia", rsaF, []string{"-tls1_2", "-cipher", "CAMELLIA"}, nil},
		{"anon", rsaF, []string{"-tls1_2", "-cipher", "aNULL:@SECLEVEL=0"}, nil},
		{"ccm", ec, []string{"-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256"}, nil},
		{"psk", ec, []string{"-tls1_2", "-cipher", "PSK", "-psk", "00112233"}, nil},
		{"ed25519-12", ed, []string{"-tls1_2"}, nil},
		{"sigalgs-224", ec, []string{"-sigalgs", "ECDSA+SHA224"}, nil},
		{"sigalgs-rsapss", ec, []string{"-sigalgs", "rsa_pss_rsae_sha256"}, nil},
		{"secp256k1", ec, []string{"-tls1_2", "-groups", "secp256k1"}, nil},
		{"brainpool", ec, []string{"-tls1_3", "-groups", "brainpoolP256r1"}, nil},
		{"ffdhe", ec, []string{"-tls1_3", "-groups", "ffdhe2048"}, nil},
		{"alpn", ec, []string{"-alpn", "foo"}, nil},
		{"sni-fatal", ec, []string{"-servername", "server.shop.test", "-servername_fatal", "-cert2", ec.cert, "-key2", ec.key}, nil},
		{"sni-fatal-other", ec, []string{"-servername", "server.shop.test", "-servername_fatal", "-cert2", ec.cert, "-key2", ec.key}, func(d *model.Dial) { d.ServerName = "localhost" }},
	}
	w := New(t.TempDir())
	for _, c := range cs {
		o := s.options(c.f)
		o.ClientCA = ""
		o.Args = c.args
		srv := servers.OpenSSL(t, o)
		d := s.dial(srv, files{})
		if c.d != nil {
			c.d(&d)
		}
		st := time.Now()
		r := finalReport(t, w, d)
		t.Log(line("openssl", c.n, st, r))
		srv.Stop()
	}
	// ed448
	for _, alg := range []string{"ed448", "secp256k1", "rsa1024", "rsa-pss", "brainpool"} {
		dir := t.TempDir()
		args := map[string][]string{"ed448": {"-newkey", "ed448"}, "secp256k1": {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"}, "rsa1024": {"-newkey", "rsa:1024"},
			"rsa-pss": {"-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"}, "brainpool": {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"}}[alg]
		cert, key := filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
		x := servers.Run(t, t.Context(), "openssl", append([]string{"req", "-x509", "-nodes", "-subj", "/CN=server", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "30", "-keyout", key, "-out", cert}, args...)...)
		if x.Code != 0 {
			t.Log(x.Text())
			continue
		}
		srv := servers.OpenSSL(t, servers.Options{Cert: cert, Key: key, Args: []string{"-cipher", "ALL:@SECLEVEL=0"}})
		d := model.Dial{Host: srv.Host, Port: strconv.Itoa(srv.Port), CA: cert}
		st := time.Now()
		t.Log(line("openssl", alg, st, finalReport(t, w, d)))
		srv.Stop()
	}
	_ = os.Stdout
	// nginx & haproxy sni
	for _, x := range []struct {
		n  string
		f  func() *servers.Server
		sn string
	}{
		{"nginx-reject", func() *servers.Server {
			o := s.options(ec)
			o.ClientCA = ""
			o.Config = "ssl_reject_handshake on;"
			return servers.Nginx(t, o)
		}, ""},
		{"haproxy-strict", func() *servers.Server {
			o := s.options(ec)
			o.ClientCA = ""
			o.Args = []string{"strict-sni"}
			return servers.HAProxy(t, o)
		}, ""},
		{"haproxy-strict-wrong", func() *servers.Server {
			o := s.options(ec)
			o.ClientCA = ""
			o.Args = []string{"strict-sni"}
			return servers.HAProxy(t, o)
		}, "other.test"},
		{"haproxy-h2", func() *servers.Server {
			o := s.options(ec)
			o.ClientCA = ""
			o.Args = []string{"alpn", "h2"}
			return servers.HAProxy(t, o)
		}, ""},
		{"node-alpn", func() *servers.Server {
			o := s.options(ec)
			o.ClientCA = ""
			o.Env = []string{`TLS_OPTIONS={"ALPNProtocols":["foo/1"]}`}
			return servers.Node(t, o)
		}, ""},
	} {
		srv := x.f()
		d := s.dial(srv, files{})
		d.ServerName = x.sn
		st := time.Now()
		t.Log(line("", x.n, st, finalReport(t, w, d)))
	}
}
