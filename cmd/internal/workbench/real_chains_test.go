package workbench

import (
	"crypto/rand"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// codesOf are all findings of a report, fatal or not, by code.
func codesOf(r model.Report) []model.Code {
	var out []model.Code
	for _, f := range r.Findings {
		out = append(out, f.Code)
	}
	return out
}

// beside puts certificates into a file next to the CA file of a dial, and says where.
func (s *shop) beside(name string, certs ...*x509.Certificate) string {
	s.t.Helper()
	file := filepath.Join(s.dir, name)
	require.NoError(s.t, os.WriteFile(file, lab.PEM(certs...), 0o600))
	return file
}

// again is a certificate of the same authority with the same key and other dates, by whoever signed the first.
func (s *shop) again(ca, by *lab.Pair, change ...func(*x509.Certificate)) *lab.Pair {
	s.t.Helper()
	c := *ca.Cert
	c.SerialNumber, c.SignatureAlgorithm = nil, 0
	for _, f := range change {
		f(&c)
	}
	der, err := x509.CreateCertificate(rand.Reader, &c, by.Cert, ca.Key.Public(), by.Key)
	require.NoError(s.t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(s.t, err)
	return &lab.Pair{Cert: cert, Key: ca.Key, Above: ca.Above}
}

// TestRealGapOfFour: of four certificates the one below two others is missing; those are no strangers.
func TestRealGapOfFour(t *testing.T) {
	servers.Need(t, "nginx", "gnutls-serv")
	s := newShop(t)
	upper := s.made(s.root.Intermediate("shop intermediate A"))
	middle := s.made(upper.Intermediate("shop intermediate B"))
	lower := s.made(middle.Intermediate("shop intermediate C"))
	leaf := s.made(lower.Leaf("server", forServers, ownNames))
	for name, start := range map[string]func(testing.TB, servers.Options) *servers.Server{"nginx": servers.Nginx, "gnutls-serv": servers.GnuTLS} {
		f := s.save(leaf, leaf.Cert, middle.Cert, upper.Cert)
		r := s.probe(s.dial(start(t, servers.Options{Cert: f.cert, Key: f.key}), files{}))
		holds(t, name+" | the lowest of three intermediates not sent", r, verdict{"missing-intermediate", model.PartyServer, model.Likely})
		assert.Equal(t, []model.Code{model.MissingIntermediate}, codesOf(r))
		f = s.save(leaf)
		holds(t, name+" | all four sent", s.probe(s.dial(start(t, servers.Options{Cert: f.cert, Key: f.key}), files{})))
	}
}

// TestRealLeafThatSigned: a server's certificate was used as a CA. That it has no key usage for it is no second fault.
func TestRealLeafThatSigned(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	bare := func(c *x509.Certificate) { c.BasicConstraintsValid = false }
	signer := s.made(s.root.Leaf("shop", forServers, bare))
	leaf := s.made(signer.Leaf("server", forServers, ownNames))
	f := s.save(leaf, leaf.Cert, signer.Cert)
	r := s.probe(s.dial(servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.key, Args: []string{"-cert_chain", f.cert}}), files{}))
	holds(t, "openssl | signed by a server's certificate", r, byServer("issuer-not-a-ca/no-basic-constraints"))
}

// TestRealIntermediateWithTheRootsName: an intermediate that was not sent has the name of the root above it; and one that
// was made again, whose old file the server still sends.
func TestRealIntermediateWithTheRootsName(t *testing.T) {
	servers.Need(t, "openssl", "nginx")
	s := newShop(t)
	twin := s.made(s.root.Intermediate("shop CA"))
	f := s.alone(twin)
	d := s.dial(servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.key}), files{})
	holds(t, "openssl | not sent, and nowhere here", s.probe(d), verdict{"issuer-same-name-other-key", model.PartyUnknown, model.Proven})
	link := s.beside("link.pem", twin.Cert)
	r := s.probe(d)
	holds(t, "openssl | not sent, and beside the CA", r, byServer("missing-intermediate/have-file"))
	assert.Equal(t, []model.Fix{{Kind: model.FixAppendChain, File: link}}, r.Findings[0].Fixes)

	first, second := s.made(s.root.Intermediate("made twice")), s.made(s.root.Intermediate("made twice"))
	leaf := s.made(second.Leaf("server", forServers, ownNames))
	f = s.save(leaf, leaf.Cert, first.Cert)
	right := s.beside("second.pem", second.Cert)
	r = s.probe(s.dial(servers.Nginx(t, servers.Options{Cert: f.cert, Key: f.key}), files{}))
	holds(t, "nginx | the old intermediate sent", r, byServer("issuer-same-name-other-key"))
	assert.Equal(t, []model.Fix{{Kind: model.FixAppendChain, File: right}}, r.Findings[0].Fixes)
}

// TestRealRenewedAuthority: what has expired above the leaf was renewed with the same key, and the new file lies at hand.
func TestRealRenewedAuthority(t *testing.T) {
	servers.Need(t, "openssl", "nginx")
	s := newShop(t)
	f := s.server(s.old)
	d := s.dial(servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.key}), files{})
	d.CA = s.anchors(s.old)
	r := s.probe(d)
	holds(t, "openssl | an expired root", r, byServer("expired"))
	assert.Equal(t, d.CA, r.Findings[0].Value("trust"))
	assert.Empty(t, r.Findings[0].Fixes)
	fresh := s.beside("renewed.pem", s.again(s.old, s.old, lab.Dates(-year, year)).Cert)
	r = s.probe(d)
	assert.Equal(t, []model.Fix{{Kind: model.FixUseFile, Use: "ca", File: fresh, Auto: true}}, r.Findings[0].Fixes)
	d.CA = fresh
	holds(t, "openssl | the renewed root", s.probe(d))

	gone := s.made(s.root.Intermediate("shop signing CA", expired))
	f = s.server(gone)
	fresh = s.beside("signing.pem", s.again(gone, s.root, lab.Dates(-year, year)).Cert)
	r = s.probe(s.dial(servers.Nginx(t, servers.Options{Cert: f.cert, Key: f.key}), files{}))
	holds(t, "nginx | an expired intermediate", r, byServer("expired"))
	assert.Equal(t, []model.Fix{{Kind: model.FixAppendChain, File: fresh}}, r.Findings[0].Fixes)
	assert.Empty(t, r.Findings[0].Value("trust"))
}

// TestRealSelfSignedWithSHA1: nobody vouches for it, and its hash is broken: both are told.
func TestRealSelfSignedWithSHA1(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	f := files{filepath.Join(s.dir, "own.pem"), filepath.Join(s.dir, "own-key.pem")}
	r := servers.Run(t, t.Context(), "openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-sha1", "-subj", "/CN=server", "-days", "90",
		"-addext", "basicConstraints=critical,CA:FALSE", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", f.key, "-out", f.cert)
	require.Zero(t, r.Code, r.Text())
	srv := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.key, Args: []string{"-cipher", anyLevel}})
	holds(t, "openssl | signed by itself with SHA-1", s.probe(s.dial(srv, files{})), byServer("self-signed"), byServer("weak-signature"))
}

// TestRealUncommonSignature: the CA signs in a way that crypto/x509 has no name for, with an ordinary key.
func TestRealUncommonSignature(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	f := s.madeByOpenSSL("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-sha224")
	r := s.probe(s.dial(servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.key}), files{}))
	holds(t, "openssl | signed with SHA-224", r, byServer("unsupported-key/signature"))
	assert.Equal(t, "ecdsa-with-SHA224", r.Findings[0].Value("algorithm"))
}

// TestRealSelfSignedMadeAgain: the file that is trusted here is the server's own certificate of yesterday.
func TestRealSelfSignedMadeAgain(t *testing.T) {
	servers.Need(t, "gnutls-serv")
	s := newShop(t)
	before, now := s.selfSigned("server", forServers, ownNames), s.selfSigned("server", forServers, ownNames)
	f := s.save(now, now.Cert)
	d := s.dial(servers.GnuTLS(t, servers.Options{Cert: f.cert, Key: f.key}), files{})
	d.CA = s.anchors(before)
	r := s.probe(d)
	holds(t, "gnutls-serv | self-signed, and made again", r, verdict{"issuer-same-name-other-key/own", model.PartyUnknown, model.Proven})
	assert.Empty(t, r.Findings[0].Fixes)
	d.CA = s.anchors(now)
	holds(t, "gnutls-serv | self-signed, and trusted", s.probe(d))
}
