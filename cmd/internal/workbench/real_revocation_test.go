package workbench

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// crl writes a list of this authority that is good until then and revokes these certificates.
func (s *shop) crl(by *lab.Pair, until time.Time, revoked ...*x509.Certificate) string {
	s.t.Helper()
	list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: until.Add(-48 * time.Hour), NextUpdate: until}
	for _, c := range revoked {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: c.SerialNumber, RevocationTime: list.ThisUpdate, ReasonCode: 1})
	}
	der, err := x509.CreateRevocationList(rand.Reader, list, by.Cert, by.Key)
	require.NoError(s.t, err)
	f, err := os.CreateTemp(s.dir, "list-*.pem")
	require.NoError(s.t, err)
	require.NoError(s.t, pem.Encode(f, &pem.Block{Type: "X509 CRL", Bytes: der}))
	require.NoError(s.t, f.Close())
	return f.Name()
}

// staple has openssl answer for a certificate as an OCSP responder would: status is V or R of its index file.
func (s *shop) staple(by *lab.Pair, leaf *x509.Certificate, file files, status string) string {
	s.t.Helper()
	dir, err := os.MkdirTemp(s.dir, "ocsp-")
	require.NoError(s.t, err)
	in := func(name string) string { return filepath.Join(dir, name) }
	require.NoError(s.t, by.Save(dir, by.Cert))
	when := ""
	if status == "R" {
		when = time.Now().Add(-24*time.Hour).UTC().Format("060102150405Z") + ",keyCompromise"
	}
	require.NoError(s.t, os.WriteFile(in("index.txt"), []byte(fmt.Sprintf("%s\t%s\t%s\t%X\tunknown\t/CN=server\n",
		status, leaf.NotAfter.Format("060102150405Z"), when, leaf.SerialNumber)), 0o600))
	openssl := func(args ...string) {
		r := servers.Run(s.t, s.t.Context(), "openssl", args...)
		require.Zero(s.t, r.Code, r.Text())
	}
	openssl("ocsp", "-issuer", in("cert.pem"), "-cert", file.cert, "-no_nonce", "-reqout", in("request.der"))
	openssl("ocsp", "-index", in("index.txt"), "-CA", in("cert.pem"), "-rsigner", in("cert.pem"), "-rkey", in("key.pem"),
		"-reqin", in("request.der"), "-respout", in("response.der"), "-ndays", "1")
	return in("response.der")
}

// revocations are what a report says about revocation, fatal or not, as code/variant.
func revocations(r model.Report) (list []string) {
	for _, f := range r.Findings {
		if f.Code == model.Revoked || f.Code == model.CRLUnusable {
			list = append(list, verdictOf(f).what)
		}
	}
	return list
}

// TestRealRevocation: a server that staples, a list that is given, and the healthy twin of each.
func TestRealRevocation(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	pair := s.made(s.root.Leaf("server", forServers, ownNames))
	other := s.made(s.root.Leaf("other", forServers, ownNames))
	own := s.save(pair)
	day := time.Now().Add(24 * time.Hour)
	revoked := byServer("revoked")
	for _, c := range []struct {
		name        string
		staple, crl string
		want        []verdict
		says        []string
	}{
		{name: "no word about revocation"},
		{name: "a staple that says good", staple: s.staple(s.root, pair.Cert, own, "V")},
		{name: "a staple that says revoked", staple: s.staple(s.root, pair.Cert, own, "R"), want: []verdict{revoked}, says: []string{"revoked"}},
		{name: "a staple for another certificate", staple: s.staple(s.root, other.Cert, s.save(other), "R"), says: []string{"crl-unusable/other-certificate"}},
		{name: "a staple signed by a namesake", staple: s.staple(s.namesake, pair.Cert, own, "R"), says: []string{"crl-unusable/signature"}},
		{name: "a list that has it", crl: s.crl(s.root, day, other.Cert, pair.Cert), want: []verdict{revoked}, says: []string{"revoked"}},
		{name: "a list that has another", crl: s.crl(s.root, day, other.Cert)},
		{name: "an old list that has it", crl: s.crl(s.root, day.Add(-48*time.Hour), pair.Cert), want: []verdict{revoked}, says: []string{"revoked", "crl-unusable/expired"}},
		{name: "an old list that has another", crl: s.crl(s.root, day.Add(-48*time.Hour), other.Cert), says: []string{"crl-unusable/expired"}},
		{name: "another authority's list with the same serial number", crl: s.crl(s.other, day, pair.Cert), says: []string{"crl-unusable/other-issuer"}},
		{name: "a namesake's list", crl: s.crl(s.namesake, day, pair.Cert), says: []string{"crl-unusable/signature"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := servers.Options{Cert: own.cert, Key: own.key}
			if c.staple != "" {
				o.Args = []string{"-status_file", c.staple}
			}
			d := s.dial(servers.OpenSSL(t, o), files{})
			d.CRL = c.crl
			r := s.probe(d)
			holds(t, "openssl | "+c.name, r, c.want...)
			assert.Equal(t, c.says, revocations(r))
			if len(c.want) > 0 {
				source := c.crl
				if c.staple != "" {
					source = "OCSP"
				}
				assert.Equal(t, []string{source, "keyCompromise", "leaf"}, []string{r.Findings[0].Value("source"), r.Findings[0].Value("reason"), r.Findings[0].Value("role")})
			}
		})
	}
}

// A file that is no list is a helper file that cannot be used; the server is judged all the same.
func TestProbeWithAFileThatIsNoList(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	own := s.server(s.root)
	d := s.dial(servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key}), files{})
	d.CRL = own.cert
	r := s.probe(d)
	assert.True(t, HelperFault(r.Findings))
	assert.Equal(t, "TLS 1.3", r.Version)
	d.CRL = s.crl(s.root, time.Now().Add(time.Hour))
	assert.Empty(t, s.probe(d).Findings)
	assert.Contains(t, ProbeCommand(d), "--crl "+d.CRL)
}

// Lists that lie in the workspace are used without being asked for, and say nothing where they are for other certificates.
func TestListsOfTheWorkspace(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	pair := s.made(s.root.Leaf("server", forServers, ownNames))
	own := s.save(pair)
	home := filepath.Join(s.dir, "home with lists")
	for name, ca := range map[string]*lab.Pair{"shop": s.root, "elsewhere": s.other} {
		require.NoError(t, ca.SaveAuthority(filepath.Join(home, name)))
	}
	put := func(name, list string) {
		require.NoError(t, os.Rename(list, filepath.Join(home, name, "crl.pem")))
	}
	d := s.dial(servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key}), files{})
	d.CA = "shop"
	day := time.Now().Add(24 * time.Hour)
	put("elsewhere", s.crl(s.other, day, pair.Cert))
	put("shop", s.crl(s.root, day))
	assert.Empty(t, revocations(finalReport(t, New(home), d)))
	put("shop", s.crl(s.root, day, pair.Cert))
	assert.Equal(t, []string{"revoked"}, revocations(finalReport(t, New(home), d)))
}
