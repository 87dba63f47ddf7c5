package model

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func subject(pairs ...string) Subject {
	var s Subject
	for i := 0; i+1 < len(pairs); i += 2 {
		s = append(s, Attribute{pairs[i], pairs[i+1]})
	}
	return s
}

func TestParseSubject(t *testing.T) {
	pouch := subject("C", "CN", "ST", "ZheJiang", "L", "HangZhou", "O", "Company", "OU", "Department", "CN", "pouch_test")
	for text, want := range map[string]Subject{
		"": nil, " \n": nil,
		"/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test":                                                     pouch,
		"CN=pouch_test,OU=Department,O=Company,L=HangZhou,S=ZheJiang,C=CN":                                                       pouch,
		"CN=pouch_test, OU=Department, O=Company, L=HangZhou, ST=ZheJiang, C=CN\n":                                               pouch,
		"C = CN, ST = ZheJiang, L = HangZhou, O = Company, OU = Department, CN = pouch_test":                                     pouch,
		"subject=C = CN, ST = ZheJiang, L = HangZhou, O = Company, OU = Department, CN = pouch_test":                             pouch,
		"subject= /C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test":                                            pouch,
		"//C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test/":                                                   pouch,
		"/countryName=CN/stateOrProvinceName=ZheJiang/localityName=HangZhou/O=Company/2.5.4.11=Department/commonName=pouch_test": pouch,
		`/O=A\/B\+C\\D/CN=x`:         subject("O", `A/B+C\D`, "CN", "x"),
		`CN=a,O=b\, c,C=CN`:          subject("C", "CN", "O", "b, c", "CN", "a"),
		`CN=L\C3\B6we,O="x, y"`:      subject("O", "x, y", "CN", "Löwe"),
		`CN=#0C026869`:               subject("CN", "hi"),
		`CN=#1E0400680069`:           subject("CN", "hi"),
		`CN=\#1,O=\ a\ `:             subject("O", " a ", "CN", "#1"),
		`CN=a;O=b`:                   subject("O", "b", "CN", "a"),
		`CN=a="b`:                    nil,
		"/CN=中 国/emailAddress=a@b.c": subject("CN", "中 国", "emailAddress", "a@b.c"),
		"/E=a@b.c/DC=org/UID=u/street=s/postalCode=1/title=t/GN=g/SN=s/serialNumber=1/SERIALNUMBER=2": subject("emailAddress", "a@b.c", "DC", "org", "UID", "u",
			"street", "s", "postalCode", "1", "title", "t", "GN", "g", "SN", "s", "serialNumber", "1", "serialNumber", "2"),
		"OID.1.2.3.4=x,1.2.3.5=y": subject("1.2.3.5", "y", "1.2.3.4", "x"),
		"/CN=":                    subject("CN", ""),
		"/CN= a b /O=c":           subject("CN", "a b", "O", "c"),
		`/CN=\ `:                  subject("CN", " "),
	} {
		got, findings := ParseSubject(text)
		assert.Equal(t, want, got, text)
		assert.Equal(t, want == nil && text != "" && text != " \n", len(findings) > 0, "%s: %v", text, findings)
	}
}

func TestParseSubjectFindings(t *testing.T) {
	for text, want := range map[string][2]string{
		"/CN=a+OU=b":     {"multi-valued", "CN=a+OU=b"},
		"CN=a + OU=b":    {"multi-valued", "CN=a + OU=b"},
		"pouch_test":     {"no-equals", "pouch_test"},
		"/O=A/B/CN=x":    {"no-equals", "B"},
		"/CN=a//O=b":     {"no-equals", ""},
		"/=x":            {"no-equals", "=x"},
		"/XX=1/CN=a":     {"unknown-type", "XX"},
		"/3.1=1":         {"unknown-type", "3.1"},
		"/1.40=1":        {"unknown-type", "1.40"},
		"/1.02=1":        {"unknown-type", "1.02"},
		`/CN=a\`:         {"escape", `CN=a\`},
		`CN=a\x`:         {"escape", `CN=a\x`},
		`CN=#zz`:         {"escape", "CN=#zz"},
		`CN=#0C05`:       {"escape", "CN=#0C05"},
		`CN=#020101`:     {"escape", "CN=#020101"},
		`CN=#1E03006800`: {"escape", "CN=#1E03006800"},
		`CN="a`:          {"escape", `CN="a`},
	} {
		_, findings := ParseSubject(text)
		wellFormed(t, findings)
		require.Len(t, findings, 1, text)
		assert.Equal(t, BadSubject, findings[0].Code)
		assert.Equal(t, want[0], findings[0].Variant, text)
		assert.Equal(t, want[1], findings[0].Value("at"), text)
		assert.Equal(t, text, findings[0].Value("value"))
	}
	good, findings := ParseSubject("/XX=1/CN=a/YY=2")
	assert.Equal(t, subject("CN", "a"), good, "what can be read is kept")
	assert.Len(t, findings, 2, "every fault is told")
}

func TestSubjectText(t *testing.T) {
	s := subject("C", "CN", "O", `a/b, "c"+\;<>`, "OU", "#1", "CN", " x ", "1.2.3", "中")
	assert.Equal(t, `/C=CN/O=a\/b, "c"\+\\;<>/OU=#1/CN=\ x\ /1.2.3=中`, s.String())
	assert.Equal(t, `1.2.3=中,CN=\ x\ ,OU=\#1,O=a/b\, \"c\"\+\\\;\<\>,C=CN`, s.RFC4514())
	for _, text := range []string{s.String(), s.RFC4514()} {
		back, findings := ParseSubject(text)
		assert.Empty(t, findings)
		assert.Equal(t, s, back)
	}
	assert.Empty(t, Subject(nil).String()+Subject(nil).RFC4514())
}

func TestSubjectSet(t *testing.T) {
	var s Subject
	for _, a := range [][2]string{{"CN", "x"}, {"C", "CN"}, {"emailAddress", "a@b.c"}, {"O", "o"}, {"DC", "org"}, {"stateOrProvinceName", "Z"}, {"L", "l"}, {"ou", "u"}, {"1.2.3", "q"}} {
		before := s.String()
		next := s.Set(a[0], a[1])
		assert.Equal(t, before, s.String(), "the receiver stays")
		s = next
	}
	assert.Equal(t, "/C=CN/ST=Z/L=l/O=o/OU=u/CN=x/emailAddress=a@b.c/DC=org/1.2.3=q", s.String())
	assert.Equal(t, "y", s.Set("commonName", "y").Get("CN"))
	assert.Equal(t, "/C=CN/O=o", s.Set("ST", "").Set("L", "").Set("OU", "").Set("CN", "").Set("E", "").Set("DC", "").Set("1.2.3", "").String())
	two := subject("OU", "a", "OU", "b")
	assert.Equal(t, "b", two.Get("OU"))
	assert.Equal(t, "/OU=a/OU=c", two.Set("OU", "c").String())
	assert.Empty(t, two.Get("CN"))
}

func TestCheckSubject(t *testing.T) {
	long := strings.Repeat("界", 64)
	for _, c := range []struct{ kind, value, want string }{
		{"C", "CN", ""}, {"C", "cn", ""}, {"C", "XX", ""}, {"C", "QM", ""}, {"C", "", ""},
		{"C", "CHN", "bad-country CN"}, {"C", "China", "bad-country CN"}, {"C", "中国", "bad-country CN"}, {"C", "zh", "bad-country/not-iso CN"},
		{"countryName", "UK", "bad-country/not-iso GB"}, {"C", "QA", ""}, {"C", "QB", "bad-country/not-iso"}, {"C", "Atlantis", "bad-country"},
		{"C", "C\x00", "bad-country"}, {"C", "1A", "bad-country"}, {"C", "ÄÖ", "bad-country"}, {"C", " CN", "bad-country CN"},
		{"CN", long, ""}, {"CN", long + "x", "value-too-long"}, {"CN", "", "empty-common-name"}, {"CN", "  ", "empty-common-name"},
		{"O", "", ""}, {"O", strings.Repeat("x", 65), "value-too-long"}, {"ST", strings.Repeat("x", 128), ""}, {"L", strings.Repeat("x", 129), "value-too-long"},
		{"OU", "a\x1b[31m", "bad-characters"}, {"OU", "a\u202eb", "bad-characters"}, {"OU", "a\xff", "bad-characters"}, {"CN", "a\x00.b", "bad-characters"},
		{"CN", "می\u200cخواهم", ""}, {"CN", "a\u200bb", "bad-characters"}, {"CN", "\ufffd", ""},
		{"emailAddress", "a@b.c", ""}, {"emailAddress", "ab.c", "bad-email"}, {"E", "ä@b.c", "bad-email"}, {"E", "a@b\x00.c", "bad-characters"},
		{"serialNumber", "A-1", ""}, {"serialNumber", "ä", "bad-characters"}, {"serialNumber", "a_b", "bad-characters"}, {"DC", "órg", "bad-characters"},
		{"1.2.3", "anything 中", ""}, {"XX", "y", "bad-subject/unknown-type"},
	} {
		findings := CheckAttribute(Attribute{c.kind, c.value})
		wellFormed(t, findings)
		assert.Equal(t, c.want, told(findings), "%s=%q", c.kind, c.value)
	}
	f := CheckAttribute(Attribute{"CN", long + "界界"})
	assert.Equal(t, []string{"66", "64", "CN"}, []string{f[0].Value("length"), f[0].Value("limit"), f[0].Value("field")})
	assert.Equal(t, Warning, CheckAttribute(Attribute{"C", "UK"})[0].Severity)
	assert.Equal(t, "empty-common-name", told(CheckSubject(subject("C", "CN"))))
	assert.Equal(t, "bad-country CN; empty-common-name", told(CheckSubject(subject("C", "CHN"))))
	assert.Empty(t, CheckSubject(subject("O", "x", "2.5.4.3", "y")))
}

func TestCountries(t *testing.T) {
	assert.Len(t, strings.Fields(countries), 249, "ISO 3166-1 has 249")
	for _, line := range strings.Split(countryWords, "\n") {
		code, words, _ := strings.Cut(line, " ")
		assert.True(t, isCountry(code), line)
		for _, w := range strings.Split(words, ",") {
			assert.Equal(t, code, suggestCountry(w), "no word stands for two countries")
		}
	}
}

func TestAttributeNames(t *testing.T) {
	for name, oid := range map[string]string{"CN": "2.5.4.3", "commonName": "2.5.4.3", "oid.2.5.4.3": "2.5.4.3", "1.2.3": "1.2.3", "OID.1.2.3": "1.2.3", "bogus": "", "": "", "1": ""} {
		assert.Equal(t, oid, AttributeOID(name), name)
	}
	assert.Equal(t, "ST", AttributeName("2.5.4.8"))
	assert.Equal(t, "1.2.3", AttributeName("OID.1.2.3"))
	assert.Equal(t, "bogus", AttributeName("bogus"))
	assert.Equal(t, []Encoding{PrintableString, IA5String, UTF8String, UTF8String}, []Encoding{AttributeEncoding("C"), AttributeEncoding("E"), AttributeEncoding("O"), AttributeEncoding("1.2.3")})
	have := map[string]bool{}
	for _, a := range attributes {
		for _, n := range append([]string{a.name, a.oid}, a.aliases...) {
			n = strings.ToLower(n)
			assert.False(t, have[n], "%s stands for two attributes", n)
			have[n] = true
		}
		assert.True(t, ValidOID(a.oid))
	}
	for _, bad := range []string{"", "1", "3.1", "0.40", "1.2.", ".1.2", "1.2.03", "1.2.-1", "2.4294967296", "1.2.a", strings.Repeat("1.2.", 60) + "1"} {
		assert.False(t, ValidOID(bad), bad)
	}
	assert.True(t, ValidOID("2.999.1"))
}

func FuzzSubject(f *testing.F) {
	for _, s := range []string{"/C=CN/O=A\\/B/CN=x", `CN=a,O=b\, c,C=CN`, `CN=\C3\B6,O=" q "`, "C = CN, CN = x", "subject=/CN=a", "/CN=a+O=b", `CN=#0C0161`, "/1.2.3=\xff", "/CN=\\ ", "CN=\\\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, findings := ParseSubject(text)
		wellFormed(t, findings)
		wellFormed(t, CheckSubject(s))
		for _, form := range []string{s.String(), s.RFC4514()} {
			back, findings := ParseSubject(form)
			require.Empty(t, findings, "%q", form)
			require.Equal(t, s, back, "%q", form)
		}
	})
}
