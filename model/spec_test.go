package model

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestCheckName(t *testing.T) {
	for name, want := range map[string]string{
		"etcd-1": "", "pouch_test": "", "a.b": "", "A": "", "1": "", strings.Repeat("x", 100): "", "com10": "", "console": "", "_x": "", "pem": "",
		"": "unsafe-name/empty", "  ": "unsafe-name/empty", ".": "unsafe-name/leading", "..": "unsafe-name/leading", ".ssh": "unsafe-name/leading ssh", "-rf": "unsafe-name/leading rf",
		"../x": "unsafe-name/separator x", "/abs": "unsafe-name/separator abs", `a\b`: "unsafe-name/separator a-b", "c:": "unsafe-name/separator c",
		strings.Repeat("x", 300): "unsafe-name/too-long " + strings.Repeat("x", 100), strings.Repeat("x", 99) + "..": "unsafe-name/too-long " + strings.Repeat("x", 99),
		"a\x1bb": "unsafe-name/control a-b", "a\nb": "unsafe-name/control a-b", "a\u202eb": "unsafe-name/control a-b", "a\xff": "unsafe-name/control a", "a\x00": "unsafe-name/control a",
		"issued": "unsafe-name/reserved issued-1", "OLD": "unsafe-name/reserved OLD-1", "ca.pem": "unsafe-name/reserved ca", "x.PEM": "unsafe-name/reserved x",
		"con": "unsafe-name/reserved con-1", "NUL.txt": "unsafe-name/reserved NUL-1.txt", "Com1": "unsafe-name/reserved Com1-1", "lpt9.x": "unsafe-name/reserved lpt9-1.x",
		"x.": "unsafe-name/trailing x", "x ": "unsafe-name/trailing x", "a b": "unsafe-name/characters a-b", "客户端": "unsafe-name/characters", "müller": "unsafe-name/characters m-ller",
		"a@b": "unsafe-name/characters a-b", "*.example.com": "unsafe-name/characters wildcard.example.com", "~": "unsafe-name/characters", "$(id)": "unsafe-name/characters id",
	} {
		findings := CheckName(name)
		wellFormed(t, findings)
		assert.Equal(t, want, told(findings), "%q", name)
		if want != "" && findings[0].Value("suggestion") != "" {
			assert.Empty(t, CheckName(findings[0].Value("suggestion")))
		}
	}
}

func TestCheckDays(t *testing.T) {
	for text, want := range map[string]int{"1": 1, " 397 ": 397, "36500": 36500, "+5": 5} {
		n, findings := CheckDays(text)
		assert.Equal(t, want, n)
		assert.Empty(t, findings)
	}
	for text, want := range map[string]string{"0": "397", "-5": "5", "36501": "3650", "-99999": "397", "1y": "365", "2 years": "730", "10年": "3650", "90d": "90", "3w": "21", "6个月": "180",
		"": "397", "abc": "397", "1e3": "397", "0x10": "397", "9999999999999999999": "397", "200y": "397", "1.5": "397"} {
		n, findings := CheckDays(text)
		wellFormed(t, findings)
		assert.Zero(t, n)
		assert.Equal(t, "bad-days "+want, told(findings), text)
		_, again := CheckDays(want)
		assert.Empty(t, again)
	}
}

func TestEKUs(t *testing.T) {
	for _, c := range []struct{ text, want, bad string }{
		{"", "", ""}, {"serverAuth,clientAuth", "serverAuth clientAuth", ""}, {"SERVERAUTH; ocspsigning", "serverAuth OCSPSigning", ""},
		{"TLS Web Server Authentication, TLS Web Client Authentication", "serverAuth clientAuth", ""}, {"1.3.6.1.5.5.7.3.1 serverauth", "serverAuth", ""},
		{"1.3.6.1.4.1.311.20.2.2", "1.3.6.1.4.1.311.20.2.2", ""}, {"anyExtendedKeyUsage", "anyExtendedKeyUsage", ""}, {"2.5.29.37.0", "anyExtendedKeyUsage", ""},
		{"server", "", "server"}, {"serverAuth,3.1.2", "serverAuth", "3.1.2"}, {"x y,clientAuth", "clientAuth", "x y"},
	} {
		got, findings := ParseEKUs(c.text)
		wellFormed(t, findings)
		assert.Equal(t, c.want, strings.Join(got, " "), c.text)
		var bad []string
		for _, f := range findings {
			assert.Equal(t, UnknownEKU, f.Code)
			assert.Contains(t, f.Value("known"), "serverAuth, clientAuth")
			bad = append(bad, f.Value("value"))
		}
		assert.Equal(t, c.bad, strings.Join(bad, " "), c.text)
	}
	assert.Equal(t, "1.3.6.1.5.5.7.3.9", EKUOID("OCSPSigning"))
	assert.Equal(t, "", EKUOID("x"))
	assert.Equal(t, []string{"timeStamping", "1.2.3"}, []string{EKUName("1.3.6.1.5.5.7.3.8"), EKUName("1.2.3")})
}

func TestParseProfileAndKeyType(t *testing.T) {
	for text, want := range map[string]Profile{"server": ProfileServer, " Client ": ProfileClient, "PEER": ProfilePeer} {
		p, findings := ParseProfile(text)
		assert.Equal(t, want, p)
		assert.Empty(t, findings)
		assert.NotEmpty(t, p.EKUs())
	}
	_, findings := ParseProfile("servre")
	wellFormed(t, findings)
	assert.Equal(t, "server, client, peer", findings[0].Value("known"))
	assert.Empty(t, Profile("x").EKUs())
	for text, want := range map[string]KeyType{"p256": P256, "P-384": P384, "prime256v1": P256, "rsa:2048": RSA2048, "RSA 4096": RSA4096, "Ed25519": Ed25519, "ecdsa_p384": P384} {
		k, findings := ParseKeyType(text)
		assert.Equal(t, want, k)
		assert.Empty(t, findings)
	}
	for _, text := range []string{"", "rsa", "rsa1024", "dsa"} {
		_, findings := ParseKeyType(text)
		wellFormed(t, findings)
		assert.Equal(t, UnknownKeyType, findings[0].Code)
		assert.Contains(t, findings[0].Value("known"), "p256")
	}
}

func TestAuthoritySpec(t *testing.T) {
	done := AuthoritySpec{Name: "pouch_test", Subject: subject("C", "CN", "O", "")}.Complete()
	assert.Equal(t, AuthoritySpec{Name: "pouch_test", Subject: subject("C", "CN", "CN", "pouch_test"), Key: P256, Days: 3650}, done)
	assert.Empty(t, AuthoritySpec{Name: "x"}.Check())
	findings := AuthoritySpec{Name: "../x", Subject: subject("C", "CHN", "CN", ""), Key: "rsa", Days: -1}.Check()
	wellFormed(t, findings)
	assert.Equal(t, "unsafe-name/separator x; bad-country CN; empty-common-name; unknown-key-type; bad-days 1", told(findings))
	assert.Equal(t, "unknown-key-type", told(AuthoritySpec{Name: "x", Key: "prime256v1"}.Check()), "aliases are for typing")
}

func authority(subject Subject) Authority {
	return Authority{Name: "ca", Certificate: Certificate{Subject: subject}}
}

func TestComplete(t *testing.T) {
	ca := authority(subject("C", "CN", "O", "Company", "serialNumber", "7", "CN", "pouch_test", "emailAddress", "a@b.c"))
	done, notes := IdentitySpec{Name: "Etcd-1", Profile: ProfilePeer, SANs: []SAN{{IP, "[::1]"}, {DNS, "A."}, {DNS, "a"}}}.Complete(ca)
	wellFormed(t, notes)
	assert.Equal(t, "name-becomes-san", told(notes))
	assert.Equal(t, IdentitySpec{Name: "Etcd-1", Authority: "ca", Profile: ProfilePeer, EKUs: []string{"serverAuth", "clientAuth"},
		SANs: []SAN{{DNS, "etcd-1"}, {IP, "::1"}, {DNS, "a"}}, Subject: subject("C", "CN", "O", "Company", "CN", "Etcd-1"), Key: P256, Days: 397}, done)
	assert.Empty(t, done.Check())
	again, notes := done.Complete(ca)
	assert.Equal(t, done, again, "completing twice changes nothing")
	assert.Empty(t, notes)
	assert.Equal(t, "/C=CN/O=Company/serialNumber=7/CN=pouch_test/emailAddress=a@b.c", ca.Certificate.Subject.String(), "the CA stays as it is")

	for _, c := range []struct {
		spec IdentitySpec
		want string
	}{
		{IdentitySpec{Name: "x", Profile: ProfileServer}, "DNS:x"},
		{IdentitySpec{Name: "my_db", Profile: ProfileServer}, "DNS:my_db"},
		{IdentitySpec{Name: "x", Profile: ProfileServer, NoNameSAN: true}, ""},
		{IdentitySpec{Name: "x", Profile: ProfileClient}, ""},
		{IdentitySpec{Name: "x", EKUs: []string{"serverAuth"}}, "DNS:x"},
		{IdentitySpec{Name: "10.0.0.1", Profile: ProfileServer}, ""},
		{IdentitySpec{Name: "x-", Profile: ProfileServer}, ""},
	} {
		done, _ := c.spec.Complete(authority(nil))
		var got []string
		for _, s := range done.SANs {
			got = append(got, s.String())
		}
		assert.Equal(t, c.want, strings.Join(got, " "), c.spec.Name)
		assert.Equal(t, subject("CN", c.spec.Name), done.Subject)
	}
	for want, ekus := range map[Profile][]string{ProfilePeer: {"clientAuth", "serverAuth"}, ProfileServer: {"serverAuth"}, ProfileClient: {"codeSigning"}, "": nil} {
		done, _ := IdentitySpec{Name: "x", EKUs: ekus}.Complete(ca)
		assert.Equal(t, want, done.Profile)
		assert.Equal(t, ekus, done.EKUs)
	}
	done, _ = IdentitySpec{Name: "x", Subject: subject("O", "Other", "ST", "")}.Complete(ca)
	assert.Equal(t, subject("O", "Other", "CN", "x"), done.Subject, "a typed subject is not mixed with the CA's")
}

func TestIdentityCheck(t *testing.T) {
	good := IdentitySpec{Name: "x", Profile: ProfileServer, Subject: subject("CN", "x"), SANs: []SAN{{DNS, "x"}}, EKUs: []string{"serverAuth"}, Key: P256, Days: 1}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		change   func(*IdentitySpec)
		want     string
		severity Severity
	}{
		{func(s *IdentitySpec) {}, "", ""},
		{func(s *IdentitySpec) { s.SANs = nil }, "no-san", Fatal},
		{func(s *IdentitySpec) { s.SANs, s.Unwise = nil, []Code{NoSAN} }, "no-san", Warning},
		{func(s *IdentitySpec) { s.SANs, s.Profile, s.EKUs = nil, ProfileClient, []string{"clientAuth"} }, "", ""},
		{func(s *IdentitySpec) { s.SANs = []SAN{{DNS, "10.0.0.9"}} }, "ip-as-dns IP:10.0.0.9", Fatal},
		{func(s *IdentitySpec) { s.SANs, s.Unwise = []SAN{{DNS, "10.0.0.9"}}, []Code{IPAsDNS} }, "ip-as-dns IP:10.0.0.9", Warning},
		{func(s *IdentitySpec) { s.SANs = []SAN{{DNS, "a_b"}} }, "underscore-in-name a-b", Warning},
		{func(s *IdentitySpec) { s.SANs, s.Unwise = []SAN{{DNS, "a_b"}}, []Code{UnderscoreInName} }, "underscore-in-name a-b", Warning},
		{func(s *IdentitySpec) { s.SANs, s.Unwise = []SAN{{DNS, "a b"}}, []Code{BadDNSName} }, "bad-dns-name/space a-b", Fatal},
		{func(s *IdentitySpec) { s.Key = Ed25519 }, "browser-ed25519", Note},
		{func(s *IdentitySpec) { s.Profile = "servre" }, "unknown-profile", Fatal},
		{func(s *IdentitySpec) { s.EKUs = []string{"serverAuth", "x"} }, "unknown-eku", Fatal},
		{func(s *IdentitySpec) { s.Name = "-rf" }, "unsafe-name/leading rf", Fatal},
		{func(s *IdentitySpec) { s.Subject = nil }, "empty-common-name", Fatal},
		{func(s *IdentitySpec) { s.Days = -3 }, "bad-days 3", Fatal},
		{func(s *IdentitySpec) { s.NotBefore, s.NotAfter, s.Days = now, now.Add(-48*time.Hour), 0 }, "bad-days 397", Fatal},
		{func(s *IdentitySpec) { s.NotBefore, s.NotAfter = now, now.Add(time.Hour) }, "", ""},
		{func(s *IdentitySpec) { s.NotAfter = now.Add(-time.Hour) }, "", ""},
	} {
		s := good
		c.change(&s)
		findings := s.Check()
		wellFormed(t, findings)
		assert.Equal(t, c.want, told(findings))
		if c.want != "" {
			assert.Equal(t, c.severity, findings[0].Severity, c.want)
		}
	}
}

func TestNamesOfThings(t *testing.T) {
	w := Workspace{Authorities: []Authority{{Name: "ca", Identities: []Identity{{Name: "x", Authority: "ca"}}}}}
	ca, ok := w.Find("ca")
	assert.True(t, ok)
	x, ok := ca.Find("x")
	assert.True(t, ok)
	assert.Equal(t, "ca/x", x.Ref())
	_, ok = w.Find("no")
	assert.False(t, ok)
	_, ok = ca.Find("no")
	assert.False(t, ok)

	assert.Equal(t, "b", Certificate{Subject: subject("CN", "a", "CN", "b")}.Name())
	assert.Equal(t, "x", Certificate{Subject: subject("O", "o"), SANs: []SAN{{DNS, "x"}}}.Name())
	assert.Equal(t, "/O=o", Certificate{Subject: subject("O", "o")}.Name())
	assert.Equal(t, "0f", Certificate{Serial: "0f"}.Name())
	assert.True(t, Certificate{Subject: subject("O", "o"), Issuer: subject("O", "o")}.SelfIssued())
	assert.False(t, Certificate{Subject: subject("O", "o")}.SelfIssued())

	_, ok = Observation{}.Main()
	assert.False(t, ok)
	told, ok := Observation{Attempts: []Attempt{{Alert: 1}, {Alert: 2, Purpose: "x"}}, Told: 1}.Main()
	assert.True(t, ok)
	assert.Equal(t, 2, told.Alert)
	found, ok := Observation{Attempts: []Attempt{{Alert: 1}, {Alert: 2, Purpose: "x"}}}.Find("x")
	assert.True(t, ok)
	assert.Equal(t, 2, found.Alert)
	for _, target := range Targets() {
		assert.Contains(t, Profiles(), target.Profile)
	}
}
