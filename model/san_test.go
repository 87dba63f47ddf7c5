package model

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseSAN(t *testing.T) {
	label63, label64 := strings.Repeat("a", 63), strings.Repeat("a", 64)
	name253 := strings.Repeat(label63+".", 3) + strings.Repeat("b", 61)
	for _, c := range []struct{ text, want, findings string }{
		{"etcd-1", "DNS:etcd-1", ""},
		{" ETCD-1.Example.COM. ", "DNS:etcd-1.example.com", ""},
		{"localhost", "DNS:localhost", ""},
		{"*.example.com", "DNS:*.example.com", ""},
		{"10.0.1.10", "IP:10.0.1.10", ""},
		{"::1", "IP:::1", ""},
		{"[2001:DB8:0:0::1]", "IP:2001:db8::1", ""},
		{"::ffff:10.0.0.1", "IP:10.0.0.1", ""},
		{"admin@Example.com", "email:admin@example.com", ""},
		{"spiffe://cluster/ns/x", "URI:spiffe://cluster/ns/x", ""},
		{"urn:uuid:1-2", "URI:urn:uuid:1-2", ""},
		{"DNS:a.b", "DNS:a.b", ""}, {"dns: a.b", "DNS:a.b", ""},
		{"IP Address:10.0.0.1", "IP:10.0.0.1", ""}, {"ip:FE80::1", "IP:fe80::1", ""},
		{"email:a@b.c", "email:a@b.c", ""}, {"URI:https://a/x,y;z", "URI:https://a/x,y;z", ""},
		{"URI:https://10.0.0.1:8443/", "URI:https://10.0.0.1:8443/", ""},

		{"", "DNS:", "bad-dns-name/empty"}, {".", "DNS:", "bad-dns-name/empty"}, {"a..b", "DNS:a..b", "bad-dns-name/empty a.b"},
		{".example.com", "DNS:.example.com", "bad-dns-name/empty example.com"},
		{"bad host", "DNS:bad host", "bad-dns-name/space bad-host"},
		{"DNS:bad_host name", "DNS:bad_host name", "bad-dns-name/space bad_host-name"},
		{"10.0.0.999", "IP:10.0.0.999", "bad-ip-address"}, {"10.0.0", "IP:10.0.0", "bad-ip-address"}, {"1.2.3.4.5", "IP:1.2.3.4.5", "bad-ip-address"},
		{"DNS:10.0.0.999", "DNS:10.0.0.999", "bad-ip-address"}, {"fe80::1::2", "IP:fe80::1::2", "bad-ip-address"}, {"1234567", "IP:1234567", "bad-ip-address"},
		{"IP:etcd-1", "IP:etcd-1", "bad-ip-address"}, {"IP:https://10.0.0.1/", "IP:https://10.0.0.1/", "bad-ip-address 10.0.0.1"},
		{"DNS:10.0.0.9", "DNS:10.0.0.9", "ip-as-dns IP:10.0.0.9"}, {"DNS:::1", "DNS:::1", "ip-as-dns IP:::1"},
		{"0.0.0.0", "IP:0.0.0.0", "unspecified-address"}, {"::", "IP:::", "unspecified-address"}, {"IP:::ffff:0.0.0.0", "IP:0.0.0.0", "unspecified-address"},
		{"*", "DNS:*", "bad-dns-name/bare-wildcard"}, {"*.", "DNS:*", "bad-dns-name/bare-wildcard"},
		{"*.*.com", "DNS:*.*.com", "bad-dns-name/wildcard-depth *.com"}, {"a.*.com", "DNS:a.*.com", "bad-dns-name/wildcard-depth *.com"},
		{"foo*.x", "DNS:foo*.x", "bad-dns-name/wildcard-depth *.x"}, {"foo.*", "DNS:foo.*", "bad-dns-name/wildcard-depth"},
		{label63, "DNS:" + label63, ""}, {label64 + ".x", "DNS:" + label64 + ".x", "bad-dns-name/label-too-long"},
		{name253, "DNS:" + name253, ""}, {name253 + "b", "DNS:" + name253 + "b", "bad-dns-name/too-long"},
		{"例え.jp", "DNS:例え.jp", "non-ascii-dns-name xn--r8jz45g.jp"}, {"*.Bücher.de", "DNS:*.bücher.de", "non-ascii-dns-name *.xn--bcher-kva.de"},
		{"bank\u202e.com", "DNS:bank\u202e.com", "bad-dns-name/characters bank.com"}, {"a\x00.b", "DNS:a\x00.b", "bad-dns-name/characters a.b"},
		{"-x.com", "DNS:-x.com", "bad-dns-name/characters x.com"}, {"a!b", "DNS:a!b", "bad-dns-name/characters a-b"},
		{"my_db", "DNS:my_db", "underscore-in-name my-db"},
		{"10.0.0.1:2379", "IP:10.0.0.1:2379", "bad-ip-address/port 10.0.0.1"}, {"[::1]:2379", "IP:[::1]:2379", "bad-ip-address/port ::1"},
		{"etcd-1:2379", "DNS:etcd-1:2379", "bad-dns-name/port etcd-1"},
		{"https://a.b/", "DNS:https://a.b/", "bad-dns-name/url a.b"}, {"https://10.0.0.1:2379", "DNS:https://10.0.0.1:2379", "bad-dns-name/url 10.0.0.1"},
		{"10.0.1.0/24", "IP:10.0.1.0/24", "bad-ip-address/cidr 10.0.1.0"}, {"fe80::1%eth0", "IP:fe80::1%eth0", "bad-ip-address/zone fe80::1"},
		{"email:admin", "email:admin", "bad-email"}, {"a@b@c", "email:a@b@c", "bad-email"}, {"@b", "email:@b", "bad-email"}, {".a@b", "email:.a@b", "bad-email"},
		{"a b@c", "email:a b@c", "bad-email"}, {"é@b.c", "email:é@b.c", "bad-email"}, {"a@*.b", "email:a@*.b", "bad-email"}, {"<a@b.c>", "email:<a@b.c>", "bad-email"},
		{"URI:/relative", "URI:/relative", "bad-uri"}, {"URI:foo", "URI:foo", "bad-uri"}, {"URI:https://a b/", "URI:https://a b/", "bad-uri"},
		{"URI:https://", "URI:https://", "bad-uri"}, {"URI:https://ä/", "URI:https://ä/", "bad-uri"}, {"URI:https://a..b/", "URI:https://a..b/", "bad-uri"}, {"URI:%zz://", "URI:%zz://", "bad-uri"},
	} {
		san, findings := ParseSAN(c.text)
		wellFormed(t, findings)
		assert.Equal(t, c.want, san.String(), "%q", c.text)
		assert.Equal(t, c.findings, told(findings), "%q", c.text)
	}
}

func TestParseSANs(t *testing.T) {
	for _, c := range []struct{ text, want, findings string }{
		{"", "", ""}, {" ,;\n", "", ""},
		{"etcd-1, 10.0.1.10,::1;*.example.com", "DNS:etcd-1 IP:10.0.1.10 IP:::1 DNS:*.example.com", ""},
		{"etcd-1 10.0.1.10\netcd-2\t10.0.1.11\r\n", "DNS:etcd-1 IP:10.0.1.10 DNS:etcd-2 IP:10.0.1.11", ""},
		{"etcd-1，10.0.1.10、a.b；c.d\u3000e.f", "DNS:etcd-1 IP:10.0.1.10 DNS:a.b DNS:c.d DNS:e.f", ""},
		{"DNS:a, IP Address:10.0.0.1, email:a@b.c, URI:https://x/?a,b;c", "DNS:a IP:10.0.0.1 email:a@b.c URI:https://x/?a,b;c", ""},
		{"URI:https://x/a,b, DNS:c", "URI:https://x/a,b DNS:c", ""}, {"URI:https://x/a,DNS:c", "URI:https://x/a DNS:c", ""},
		{"URI:https://x/a b.c", "URI:https://x/a DNS:b.c", ""}, {"URI: https://x/a,b", "URI:https://x/a,b", ""},
		{"DNS:web DNS:db IP:10.0.0.1", "DNS:web DNS:db IP:10.0.0.1", ""}, {"DNS:web-1 web-2", "DNS:web-1 DNS:web-2", ""},
		{"node localhost", "DNS:node DNS:localhost", ""},
		{"bad host", "DNS:bad host", "bad-dns-name/space bad-host"}, {"a.b, bad_host name", "DNS:a.b DNS:bad_host name", "bad-dns-name/space bad_host-name"},
		{"A.b,a.B.,DNS:a.b", "DNS:a.b", "duplicate-san; duplicate-san"}, {"::1,0:0::1", "IP:::1", "duplicate-san"}, {"10.0.0.1 ::ffff:10.0.0.1", "IP:10.0.0.1", "duplicate-san"},
		{"10.0.0.999,*", "IP:10.0.0.999 DNS:*", "bad-ip-address; bad-dns-name/bare-wildcard"},
	} {
		sans, findings := ParseSANs(c.text)
		wellFormed(t, findings)
		var got []string
		for _, s := range sans {
			got = append(got, strings.ReplaceAll(s.String(), " ", "␠"))
		}
		assert.Equal(t, strings.ReplaceAll(c.want, "bad host", "bad␠host"), strings.ReplaceAll(strings.Join(got, " "), "bad_host␠", "bad_host "), "%q", c.text)
		assert.Equal(t, c.findings, told(findings), "%q", c.text)
	}
}

func TestCheckSANs(t *testing.T) {
	findings := CheckSANs([]SAN{{DNS, "A.b"}, {IP, "10.0.0.1"}, {DNS, "a.b."}, {DNS, "10.0.0.1"}, {"other", "x"}})
	wellFormed(t, findings)
	assert.Equal(t, "duplicate-san; ip-as-dns IP:10.0.0.1", told(findings))
	assert.Equal(t, "DNS:a.b.", findings[0].Value("value"))
	assert.Equal(t, Warning, findings[0].Severity)
	assert.Equal(t, "san", findings[0].Evidence[0].Source)
}

func FuzzSAN(f *testing.F) {
	for _, s := range []string{"etcd-1, 10.0.1.10", "URI:https://x/a,b, DNS:c", "例え.jp", "[::1]:2379", "fe80::1%eth0", "10.0.0.0/8", "*.*.com", "email:a@b", "DNS:10.0.0.9",
		"bad host", "https://a.b/", "::ffff:1.2.3.4", "İ.com", "K.com", "DNS:DNS:x", "email: IP:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sans, findings := ParseSANs(text)
		wellFormed(t, findings)
		have := map[SAN]bool{}
		for _, s := range sans {
			require.False(t, have[s], "%v twice", s)
			have[s] = true
			checkSANInvariants(t, s)
		}
		one, f := ParseSAN(text)
		wellFormed(t, f)
		checkSANInvariants(t, one)
	})
}

// checkSANInvariants: canonical is stable, a name without a fatal finding reads back to itself and is ASCII, and a suggestion is good.
func checkSANInvariants(t *testing.T, s SAN) {
	t.Helper()
	require.Equal(t, s, s.Canonical())
	findings := CheckSAN(s)
	if OK(findings) {
		back, again := ParseSAN(s.String())
		require.Equal(t, s, back)
		require.Equal(t, findings, again)
		for _, r := range s.Value {
			require.True(t, r > ' ' && r < 0x7f, "%q", s.Value)
		}
	}
	for _, f := range findings {
		if v := f.Value("suggestion"); v != "" {
			_, again := ParseSAN(v)
			for _, a := range again {
				require.Equal(t, UnderscoreInName, a.Code, "%q suggests %q", s, v)
			}
		}
	}
}
