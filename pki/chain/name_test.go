package chain

import (
	"crypto/x509"
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestNames(t *testing.T) {
	r := root(t, "Test Root")
	for _, c := range []struct {
		cn, dns, ip, dialled string
		want                 string // "" is a match, else the variant with "!" before it
		dial                 string // the name offered instead
	}{
		{"x", "server.test", "", "server.test", "", ""},
		{"x", "server.test", "", "SERVER.Test.", "", ""},
		{"x", "Server.TEST", "", "server.test", "", ""},
		{"x", "*.server.test", "", "a.server.test", "", ""},
		{"x", "", "10.0.0.9", "10.0.0.9", "", ""},
		{"x", "", "::1", "[::1]", "", ""},
		{"x", "", "fe80::1", "fe80::1%eth0", "", ""},
		{"x", "", "10.0.0.9", "::ffff:10.0.0.9", "", ""},
		{"x", "xn--fsqu00a.test", "", "例子.test", "", ""},
		{"x", "server.test", "127.0.0.1", "other.test", "!", "server.test"},
		{"x", "server.test", "127.0.0.1", "127.0.0.2", "!ip", "127.0.0.1"},
		{"x", "server.test", "", "127.0.0.2", "!ip", "server.test"},
		{"x", "10.0.0.9", "", "10.0.0.9", "!ip-as-dns", ""},
		{"server.test", "", "", "server.test", "!common-name-only", ""},
		{"*.server.test", "", "", "a.server.test", "!common-name-only", ""},
		{"10.0.0.9", "", "", "10.0.0.9", "!common-name-only", ""},
		{"x", "", "", "server.test", "!no-names", ""},
		{"x", "*.server.test", "", "a.b.server.test", "!wildcard-depth", ""},
		{"x", "*.server.test", "", "server.test", "!wildcard-bare", ""},
		{"x", "server.test.", "", "server.test", "!trailing-dot", "server.test."},
		{"x", "xn--fsqu00a.test", "", "例子.example", "!", "xn--fsqu00a.test"},
		{"x", "ba*.server.test", "", "baz.server.test", "!", ""},
		{"x", "a.*.test", "", "a.b.test", "!", ""},
		{"x", "*", "", "server", "!", ""},
		{"x", "server.test", "10.0.0.9", "server.test:443", "!", "server.test"},
	} {
		l := r.leaf(t, c.cn, func(x *x509.Certificate) {
			x.DNSNames = nil
			if c.dns != "" {
				x.DNSNames = []string{c.dns}
			}
			if c.ip != "" {
				x.IPAddresses = ips(c.ip)
			}
		})
		in := ask(l, nil, r)
		in.Name = c.dialled
		got := Verify(in)
		label := fmt.Sprintf("%v dialled as %s", c, c.dialled)
		if c.want == "" {
			assert.Empty(t, fatal(got), label)
			continue
		}
		f := only(t, got)
		assert.Equal(t, model.NameMismatch, f.Code, label)
		assert.Equal(t, c.want[1:], f.Variant, label)
		assert.Equal(t, c.dialled, f.Value("dialled"), label)
		assert.Len(t, f.Fixes[0].AddSANs, 1, label)
		if c.dial == "" {
			assert.Len(t, f.Fixes, 1, label)
		} else if assert.Len(t, f.Fixes, 2, label) {
			assert.Equal(t, c.dial, f.Fixes[1].Name, label)
		}
	}
}

func TestNameEvidenceAndFix(t *testing.T) {
	r := root(t, "Test Root")
	l := r.leaf(t, "etcd-1", func(c *x509.Certificate) {
		c.DNSNames, c.IPAddresses = []string{"localhost", "10.0.1.10"}, ips("127.0.0.1")
	})
	in := ask(l, nil, r)
	in.Name = "10.0.1.10"
	f := only(t, Verify(in))
	require.Equal(t, "DNS:localhost, DNS:10.0.1.10, IP:127.0.0.1", f.Value("names"))
	require.Equal(t, []model.SAN{{Kind: model.IP, Value: "10.0.1.10"}}, f.Fixes[0].AddSANs)
	require.Equal(t, model.Fix{Kind: model.FixDialName, Name: "127.0.0.1"}, f.Fixes[1])
	in.Name = "ETCD-2.test."
	f = only(t, Verify(in))
	require.Equal(t, "localhost, 10.0.1.10, 127.0.0.1", f.Value("names"))
	require.Equal(t, []model.SAN{{Kind: model.DNS, Value: "etcd-2.test"}}, f.Fixes[0].AddSANs)
	require.Equal(t, "localhost", f.Fixes[1].Name)
}

// TestNameOfHostileCertificate: 200,000 names give a short finding.
func TestNameOfHostileCertificate(t *testing.T) {
	many := make([]string, 200_000)
	for i := range many {
		many[i] = fmt.Sprintf("n%d.test", i)
	}
	r := root(t, "Test Root")
	l := r.leaf(t, "many", func(c *x509.Certificate) { c.DNSNames = many })
	f := only(t, Verify(ask(l, nil, r)))
	require.Equal(t, model.NameMismatch, f.Code)
	require.Less(t, len(f.Value("names")), 2000)
	require.Contains(t, f.Value("names"), "(200000)")
}

func TestTheNearestNameIsOffered(t *testing.T) {
	leaf := &cert{Certificate: &x509.Certificate{
		DNSNames:    []string{"localhost", "*.example.com", "a.other.org", "b.example.com"},
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1"), net.ParseIP("10.0.2.7"), net.ParseIP("10.0.1.11"), net.ParseIP("fd00::1")},
	}}
	for host, want := range map[string]string{
		"c.example.com": "b.example.com", "x.org": "a.other.org", "nothing": "localhost",
		"10.0.1.10": "10.0.1.11", "10.0.2.200": "10.0.2.7", "127.0.0.2": "127.0.0.1", "fd00::2": "fd00::1",
	} {
		assert.Equal(t, want, dialable(leaf, host, net.ParseIP(host)), host)
	}
	assert.Equal(t, "10.0.2.7", dialable(&cert{Certificate: &x509.Certificate{IPAddresses: []net.IP{net.ParseIP("10.0.2.7")}}}, "x.org", nil))
	assert.Empty(t, dialable(&cert{Certificate: &x509.Certificate{DNSNames: []string{"*.a"}}}, "b.a", nil))
}
