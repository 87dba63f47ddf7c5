package workbench

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// tryCase is a client certificate and what experiments have to prove about it: variants of the refusal, all of them.
type tryCase struct {
	name  string
	made  func(*shop) files
	shows []string
}

var tryCases = []tryCase{
	{"none", func(*shop) files { return files{} }, []string{"required"}},
	{"other-ca", func(s *shop) files { return s.client(s.other) }, []string{"unknown-ca"}},
	{"same-name-other-key", func(s *shop) files { return s.client(s.namesake) }, []string{"same-name-other-key"}},
	{"wrong-eku", func(s *shop) files { return s.client(s.root, uses(forServers)) }, []string{"wrong-eku"}},
	{"expired", func(s *shop) files { return s.client(s.root, expired) }, []string{"expired"}},
	{"not-yet-valid", func(s *shop) files { return s.client(s.root, early) }, []string{"not-yet-valid"}},
	{"no-intermediate", func(s *shop) files {
		p := s.made(s.middle.Leaf("admin", forClients))
		return s.save(p, p.Cert)
	}, []string{"missing-intermediate"}},
	{"expired-and-wrong-eku", func(s *shop) files { return s.client(s.root, expired, uses(forServers)) }, []string{"expired", "wrong-eku"}},
	{"other-ca-and-expired", func(s *shop) files { return s.client(s.other, expired) }, []string{"expired", "unknown-ca"}},
	{"no-intermediate-and-wrong-eku", func(s *shop) files {
		p := s.made(s.middle.Leaf("admin", forServers))
		return s.save(p, p.Cert)
	}, []string{"missing-intermediate", "wrong-eku"}},
	{"good", func(s *shop) files { return s.client(s.root) }, nil},
}

// home is a workspace that owns every authority of the shop.
func (s *shop) home() string {
	s.t.Helper()
	home := filepath.Join(s.dir, "home")
	for name, ca := range map[string]*lab.Pair{"shop": s.root, "middle": s.middle, "namesake": s.namesake, "elsewhere": s.other, "old": s.old} {
		dir := filepath.Join(home, name)
		if _, err := os.Stat(dir); err != nil {
			require.NoError(s.t, ca.SaveAuthority(dir))
		}
	}
	return home
}

// provenVariants are the reasons of a refusal that are certain, and those that are still guessed.
func provenVariants(r model.Report) (proven, guessed []string) {
	for _, f := range r.Findings {
		if f.Severity != model.Fatal {
			continue
		}
		what := f.Variant
		if f.Code == model.ClientCertRequired || f.Variant == "none-sent" {
			what = "required"
		}
		if f.Certainty == model.Proven {
			proven = append(proven, what)
		} else {
			guessed = append(guessed, what)
		}
	}
	return proven, guessed
}

// logTries prints the table, in words.
func logTries(t *testing.T, where string, r model.Report) {
	t.Helper()
	for _, x := range r.Tries {
		w := assets.TryText(x, assets.English)
		t.Logf("| %s | %s | %s | %s |", where, w.Change, w.Result, w.Shows)
	}
}

// TestRealTries holds experiments against every maker's server: each cause of a refusal is separated from the others,
// alone and where two stand together, and a server that is content is told of nothing.
func TestRealTries(t *testing.T) {
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			p.need(t)
			t.Parallel()
			s := newShop(t)
			own := s.server(s.root)
			srv := p.start(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
			w := New(s.home())
			for _, c := range tryCases {
				d := s.dial(srv, c.made(s))
				d.StartTLS = p.starttls
				before := finalReport(t, w, d)
				r := tryAll(t, w, before, model.TryOptions{Mint: true})
				p.judgeTries(t, c, before, r)
			}
		})
	}
}

// TestRealTriesAboveTLS: servers that let any certificate through TLS and have their own application refuse it, with a
// status that speaks of rights.
func TestRealTriesAboveTLS(t *testing.T) {
	p := program{name: "haproxy", refuses: "http"}
	p.need(t)
	s := newShop(t)
	own := s.server(s.root)
	srv := servers.HAProxy(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root), Optional: true,
		Args: []string{"crt-ignore-err", "all", "ca-ignore-err", "all"}, Config: "http-request deny if !{ ssl_c_used } or !{ ssl_c_verify 0 }"})
	w := New(s.home())
	for _, c := range tryCases {
		before := finalReport(t, w, s.dial(srv, c.made(s)))
		p.judgeTries(t, c, before, tryAll(t, w, before, model.TryOptions{Mint: true}))
	}
}

// TestRealTriesAboveTheClient: another CA's certificate gets in, and that proves what is wrong above ours, where it is
// known: not that a CA of the same name has another key.
func TestRealTriesAboveTheClient(t *testing.T) {
	for name, c := range map[string]struct {
		program
		by   func(*shop) *lab.Pair
		want verdict
	}{
		"expired": {program{name: "openssl", start: servers.OpenSSL}, func(s *shop) *lab.Pair { return s.made(s.root.Intermediate("old CA", expired)) },
			verdict{"client-certificate-rejected/issuer-dates", model.PartyClient, model.Proven}},
		"for servers": {program{name: "haproxy", start: servers.HAProxy}, func(s *shop) *lab.Pair {
			return s.made(s.root.Intermediate("servers' CA", func(c *x509.Certificate) { c.ExtKeyUsage = forServers }))
		}, verdict{"client-certificate-rejected/issuer-eku", model.PartyClient, model.Proven}},
		"too long": {program{name: "nginx", start: nginx13}, func(s *shop) *lab.Pair { return s.made(s.middle.Intermediate("deep CA")) },
			verdict{"http-refused-client-certificate/too-deep", model.PartyServer, model.Proven}},
	} {
		t.Run(name, func(t *testing.T) {
			c.need(t)
			t.Parallel()
			s := newShop(t)
			own := s.server(s.root)
			srv := c.start(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
			w := New(s.home())
			r := tryAll(t, w, finalReport(t, w, s.dial(srv, s.client(c.by(s)))), model.TryOptions{Mint: true})
			logTries(t, name, r)
			holds(t, c.name+" | "+name+" | tried", r, c.want)
		})
	}
}

// minded are the faults that this server objects to: GnuTLS does not look at the use.
func (p program) minded(faults []string) []string {
	var out []string
	for _, f := range faults {
		if f != "wrong-eku" || !p.anyUse {
			out = append(out, f)
		}
	}
	return out
}

func (p program) judgeTries(t *testing.T, c tryCase, before, r model.Report) {
	t.Helper()
	logTries(t, p.name+": "+c.name, r)
	assert.LessOrEqual(t, len(r.Tries), model.MaxTries)
	proven, guessed := provenVariants(r)
	assert.ElementsMatch(t, p.minded(c.shows), proven, "%s: %s: %v", p.name, c.name, r.Tries)
	assert.Empty(t, guessed, "%s: %s: a guess is left: %v", p.name, c.name, r.Findings)
	for _, f := range r.Findings {
		if f.Severity == model.Fatal {
			evident(t, f)
		}
	}
	if len(c.shows) == 0 {
		assert.True(t, r.OK(), "%s: experiments made a good report bad: %v", p.name, r.Findings)
		assert.Equal(t, fatalCodes(before), fatalCodes(r))
	}
}

// TestRealNotAsked: a server that never asks is told from one that refuses.
func TestRealNotAsked(t *testing.T) {
	for _, name := range []string{"openssl", "nginx", "etcd", "haproxy"} {
		for _, p := range programs {
			if p.name != name {
				continue
			}
			t.Run(name, func(t *testing.T) {
				p.need(t)
				t.Parallel()
				s := newShop(t)
				own := s.server(s.root)
				srv := p.start(t, servers.Options{Cert: own.cert, Key: own.key})
				w := New(s.home())
				r := finalReport(t, w, s.dial(srv, s.client(s.other)))
				plan, err := w.Experiments(t.Context(), r)
				require.NoError(t, err)
				assert.Empty(t, plan.Minted, "no certificate of whatever kind would be looked at")
				r = tryAll(t, w, r, model.TryOptions{Mint: true})
				require.NotEmpty(t, r.Tries)
				for _, x := range r.Tries {
					assert.Equal(t, model.TrySame, x.Result, x)
					assert.Equal(t, model.ClientCertNotAsked, x.Shows, x)
				}
				assert.Contains(t, allCodes(r), model.ClientCertNotAsked)
				assert.NotContains(t, allCodes(r), model.ClientCertRejected)
			})
		}
	}
}

// TestRealRevoked: the twin of a revoked certificate gets in, so it is that very certificate.
func TestRealRevoked(t *testing.T) {
	servers.Need(t, "nginx", "haproxy")
	for name, p := range map[string]program{
		"nginx": {name: "nginx", start: func(t testing.TB, o servers.Options) *servers.Server {
			o.Config = "ssl_crl " + filepath.Join(filepath.Dir(o.ClientCA), "crl.pem") + ";"
			return nginx13(t, o)
		}},
		"haproxy": {name: "haproxy", start: func(t testing.TB, o servers.Options) *servers.Server {
			o.Args = []string{"crl-file", filepath.Join(filepath.Dir(o.ClientCA), "crl.pem")}
			return servers.HAProxy(t, o)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			own, client := s.server(s.root), s.made(s.root.Leaf("admin", forClients))
			s.revoke(client.Cert)
			srv := p.start(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
			w := New(s.home())
			r := tryAll(t, w, finalReport(t, w, s.dial(srv, s.save(client))), model.TryOptions{Mint: true})
			logTries(t, name, r)
			proven, guessed := provenVariants(r)
			assert.Equal(t, []string{map[string]string{"nginx": "this-one", "haproxy": "revoked"}[name]}, proven)
			assert.Empty(t, guessed)
			assert.Equal(t, model.TryTwin, r.Tries[len(r.Tries)-1].Change, "no attribute is looked for where the twin gets in")
		})
	}
}

// revoke writes the CRL of the shop's root, beside its anchors.
func (s *shop) revoke(certs ...*x509.Certificate) {
	s.t.Helper()
	now := time.Now()
	list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now.Add(-time.Hour), NextUpdate: now.Add(24 * time.Hour)}
	for _, c := range certs {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries, x509.RevocationListEntry{SerialNumber: c.SerialNumber, RevocationTime: now.Add(-time.Minute)})
	}
	der, err := x509.CreateRevocationList(rand.Reader, list, s.root.Cert, s.root.Key)
	require.NoError(s.t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der})
	require.NoError(s.t, os.WriteFile(filepath.Join(s.dir, "crl.pem"), text, 0o644))
}
