package workbench

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"

	"github.com/stretchr/testify/assert"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// severities are the findings with this code, by how heavy they are.
func severities(r model.Report, code model.Code) (list []model.Severity) {
	for _, f := range r.Findings {
		if f.Code == code {
			list = append(list, f.Severity)
		}
	}
	return list
}

// TestRealInterception stands a product's certificate in the way, as a proxy would make it up, and the product's own page.
func TestRealInterception(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	proxy := s.made(lab.Root("", func(c *x509.Certificate) {
		c.Subject = pkix.Name{CommonName: "Zscaler Intermediate Root CA (zscaler.net)", Organization: []string{"Zscaler Inc."}}
	}))
	start := func(names ...string) model.Dial {
		own := s.save(s.made(proxy.Leaf("server", forServers, lab.Names(names...))))
		return s.dial(servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key}), files{})
	}
	d := start("localhost", "127.0.0.1")
	r := s.probe(d)
	holds(t, "openssl | a proxy in between", r, verdict{"tls-intercepted/product", model.PartyMiddlebox, model.Likely})
	assert.Contains(t, r.Findings[0].Value("issuer"), "Zscaler")

	d.CA = s.anchors(proxy)
	r = s.probe(d)
	holds(t, "openssl | a proxy that is trusted on purpose", r)
	assert.Empty(t, severities(r, model.Intercepted))

	r = s.probe(start("portal.zscaler.test"))
	assert.Equal(t, []model.Severity{model.Note}, severities(r, model.Intercepted), "its own page: no accusation")
	assert.Equal(t, []model.Code{model.UnknownIssuer, model.NameMismatch}, fatalCodes(r), "a note hides no fault")
}

// TestRealDefaultCertificate asks a server with two certificates for a name that it does not have, and for one whose own
// certificate is wrong.
func TestRealDefaultCertificate(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	first := s.save(s.made(s.root.Leaf("first", forServers, lab.Names("first.shop.test"))))
	second := s.save(s.made(s.root.Leaf("second", forServers, lab.Names("third.shop.test"))))
	d := s.dial(servers.OpenSSL(t, servers.Options{Cert: first.cert, Key: first.key,
		Args: []string{"-servername", "second.shop.test", "-cert2", second.cert, "-key2", second.key}}), files{})
	mismatch := byServer("name-mismatch")

	d.ServerName = "unknown.shop.test"
	r := s.probe(d)
	holds(t, "openssl | a name that it does not have", r, mismatch)
	assert.Equal(t, []model.Severity{model.Warning}, severities(r, model.DefaultCertificate))

	d.ServerName = "second.shop.test"
	r = s.probe(d)
	holds(t, "openssl | a name with a wrong certificate of its own", r, mismatch)
	assert.Empty(t, severities(r, model.DefaultCertificate), "that one was meant for this name")

	d.ServerName = "first.shop.test"
	r = s.probe(d)
	holds(t, "openssl | a name that it has", r)
	assert.Len(t, r.Observation.Attempts, 1, "no second dial where the name is right")
}
