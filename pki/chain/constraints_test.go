package chain

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"net"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func cidr(t *testing.T, s string) []*net.IPNet {
	_, n, err := net.ParseCIDR(s)
	require.NoError(t, err)
	return []*net.IPNet{n}
}

func TestNameConstraints(t *testing.T) {
	type limit = func(*x509.Certificate)
	permit := func(d ...string) limit { return func(c *x509.Certificate) { c.PermittedDNSDomains = d } }
	exclude := func(d ...string) limit { return func(c *x509.Certificate) { c.ExcludedDNSDomains = d } }
	dns := func(d ...string) limit { return func(c *x509.Certificate) { c.DNSNames = d } }
	mail := func(m ...string) limit { return func(c *x509.Certificate) { c.EmailAddresses = m } }
	uri := func(s string) limit {
		return func(c *x509.Certificate) {
			u, err := url.Parse(s)
			require.NoError(t, err)
			c.URIs = []*url.URL{u}
		}
	}
	address := func(s string) limit { return func(c *x509.Certificate) { c.IPAddresses = ips(s) } }
	permitIP := func(s string) limit { return func(c *x509.Certificate) { c.PermittedIPRanges = cidr(t, s) } }
	excludeIP := func(s string) limit { return func(c *x509.Certificate) { c.ExcludedIPRanges = cidr(t, s) } }
	permitMail := func(m ...string) limit { return func(c *x509.Certificate) { c.PermittedEmailAddresses = m } }
	excludeMail := func(m ...string) limit { return func(c *x509.Certificate) { c.ExcludedEmailAddresses = m } }
	permitURI := func(m ...string) limit { return func(c *x509.Certificate) { c.PermittedURIDomains = m } }
	excludeURI := func(m ...string) limit { return func(c *x509.Certificate) { c.ExcludedURIDomains = m } }

	for _, c := range []struct {
		ca, leaf limit
		want     string // "" is fine; "-" a plain violation; else the variant
	}{
		{permit("server.test"), dns("server.test"), ""},
		{permit("server.test"), dns("server.test", "A.SERVER.TEST"), ""},
		{permit("server.test"), dns("server.test", "notserver.test"), "-"},
		{permit("SERVER.test"), dns("server.test"), ""},
		{permit(".test"), dns("server.test"), ""},
		{permit(".server.test"), dns("server.test"), "-"},
		{permit(""), dns("server.test"), ""},
		{permit("server.test"), dns("server.test", "*.server.test"), ""},
		{permit("a.server.test", "server.test"), dns("server.test", "*.server.test"), ""},
		{permit("a.test", "server.test"), dns("server.test", "*.test"), "-"},
		{permit("*.test"), dns("server.test"), "-"},
		{permit("test"), dns("server.test", ".test"), "-"},
		{permit("test"), dns("server.test", "server.test."), "-"},
		{exclude("server.test"), dns("server.test"), "excluded"},
		{exclude("test"), dns("server.test"), "excluded"},
		{exclude(""), dns("server.test"), "excluded"},
		{exclude("a.server.test"), dns("server.test"), ""},
		{exclude("a.server.test"), dns("server.test", "*.server.test"), "excluded"},
		{exclude("a.b.server.test"), dns("server.test", "*.server.test"), ""},
		{exclude(".server.test"), dns("server.test"), ""},
		{permitIP("10.0.0.0/8"), dns("server.test"), ""},
		{permitIP("10.0.0.0/8"), address("10.1.2.3"), ""},
		{permitIP("10.0.0.0/8"), address("11.1.2.3"), "-"},
		{permitIP("10.0.0.0/8"), address("2001:db8::1"), "-"},
		{permitIP("10.1.2.3/32"), address("10.1.2.3"), ""},
		{permitIP("0.0.0.0/0"), address("10.1.2.3"), ""},
		{permitIP("::/0"), address("10.1.2.3"), "-"},
		{excludeIP("10.0.0.0/8"), address("10.1.2.3"), "excluded"},
		{excludeIP("2001:db8::/32"), address("2001:db8::1"), "excluded"},
		{excludeIP("2001:db8::/32"), address("10.1.2.3"), ""},
		{permitMail("a@server.test"), mail("a@SERVER.test"), ""},
		{permitMail("a@server.test"), mail("A@server.test"), "-"},
		{permitMail("a@server.test", "other.test"), mail("b@other.test"), ""},
		{permitMail("server.test"), mail("b@server.test"), ""},
		{permitMail("server.test"), mail("b@a.server.test"), "-"},
		{permitMail(".server.test"), mail("b@a.server.test"), ""},
		{permitMail("server.test"), mail("b@x@server.test"), "-"},
		{excludeMail("a@server.test"), mail("a@server.test"), "excluded"},
		{excludeMail("a@server.test"), mail("b@server.test"), ""},
		{excludeMail("server.test"), mail("b@a.server.test"), "excluded"},
		{permitURI("server.test"), uri("https://server.test:8443/x"), ""},
		{permitURI("server.test"), uri("https://a.server.test/x"), "-"},
		{permitURI(".server.test"), uri("https://a.server.test/x"), ""},
		{permitURI("server.test"), uri("urn:isbn:1"), "-"},
		{permitURI("server.test"), uri("https://10.0.0.1/"), "-"},
		{excludeURI("server.test"), uri("spiffe://a.server.test/x"), "excluded"},
	} {
		r := root(t, "Test Root")
		ca := r.ca(t, "Limited CA", c.ca)
		got := Verify(ask(ca.leaf(t, "server.test", c.leaf), sending(ca), r))
		label := fmt.Sprintf("%v %v under %v %v %v %v", got.Findings, got.Paths[0][0].DNSNames, ca.PermittedDNSDomains, ca.ExcludedDNSDomains, ca.PermittedIPRanges, ca.PermittedEmailAddresses)
		if c.want == "" {
			assert.Empty(t, fatal(got), label)
			continue
		}
		f := only(t, got)
		assert.Equal(t, model.NameConstraint, f.Code, label)
		assert.Equal(t, c.want, map[bool]string{true: f.Variant, false: "-"}[f.Variant != ""], label)
		assert.NotEmpty(t, f.Value("name"), label)
		assert.NotEmpty(t, f.Value("constraint"), label)
	}
}

// TestConstraintsReachDown: a root's limits bind an intermediate's own names and everything below it.
func TestConstraintsReachDown(t *testing.T) {
	r := root(t, "Test Root", func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"server.test"} })
	named := r.ca(t, "Named CA", func(c *x509.Certificate) { c.DNSNames = []string{"ca.example"} })
	f := only(t, Verify(ask(named.leaf(t, "server.test"), sending(named), r)))
	require.Equal(t, "Named CA", f.Value("certificate"))
	require.Equal(t, "DNS:ca.example", f.Value("name"))
	require.Equal(t, "permitted: DNS:server.test", f.Value("constraint"))
}

// directory is a critical or lenient constraint on directory names.
func directory(t *testing.T, critical bool, tag byte, dn pkix.Name) change {
	der, err := asn1.Marshal(dn.ToRDNSequence())
	require.NoError(t, err)
	base := append([]byte{0xa4, byte(len(der))}, der...)
	tree := append([]byte{0x30, byte(len(base))}, base...)
	list := append([]byte{tag, byte(len(tree))}, tree...)
	return func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: oidNameConstraints, Critical: critical, Value: append([]byte{0x30, byte(len(list))}, list...)}}
	}
}

func TestDirectoryNameConstraints(t *testing.T) {
	r := root(t, "Test Root")
	ours := pkix.Name{Organization: []string{"Our Company"}}
	for _, c := range []struct {
		ca      change
		subject pkix.Name
		want    []string
	}{
		{directory(t, false, 0xa0, ours), pkix.Name{Organization: []string{"our  COMPANY"}, CommonName: "server.test"}, []string{}},
		{directory(t, false, 0xa0, ours), pkix.Name{CommonName: "server.test"}, []string{"name-constraint-violated"}},
		{directory(t, false, 0xa1, ours), pkix.Name{Organization: []string{"Our Company"}}, []string{"name-constraint-violated/excluded"}},
		{directory(t, false, 0xa1, ours), pkix.Name{Organization: []string{"Your Company"}}, []string{}},
		{directory(t, true, 0xa0, ours), pkix.Name{Organization: []string{"Our Company"}}, []string{"name-constraint-violated/unsupported"}},
	} {
		ca := r.ca(t, "Limited CA", c.ca)
		got := Verify(ask(ca.leaf(t, "server.test", func(x *x509.Certificate) { x.Subject = c.subject }), sending(ca), r))
		assert.Equal(t, c.want, fatal(got), "%v", c.subject)
	}
}
