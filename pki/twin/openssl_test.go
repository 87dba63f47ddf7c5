package twin

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki"
	"certwright/probe/lab/servers"
)

// random makes specifications with everything in them that has to survive the shell and openssl's configuration reader.
type random struct{ *rand.Rand }

func (r random) pick(list ...string) string { return list[r.IntN(len(list))] }

// text is a value full of what is special to someone.
func (r random) text(limit int) string {
	pieces := []string{"a", "Company", " ", "  ", "'", "''", `"`, `\`, `\\`, "$", "$HOME", "${ENV::HOME}", "$(id)", "`id`", "#", ";", ",", "/", "+", "=", "<", ">", "EOF", "%", "!",
		"杭州", "Ü", "ß", "é", "👍", "&", "|", "*", "~", "@", "[x]", ":", ".", "DNS:", "critical", "\\n", "\\ "}
	out := ""
	for range 1 + r.IntN(8) {
		out += pieces[r.IntN(len(pieces))]
	}
	if runes := []rune(out); len(runes) > limit {
		out = string(runes[:limit])
	}
	if strings.Trim(out, " ") == "" {
		return "x" + out
	}
	return out
}

func (r random) subject() model.Subject {
	var s model.Subject
	kinds := []string{"C", "ST", "L", "O", "OU", "OU", "CN", "emailAddress", "DC", "DC", "UID", "serialNumber", "street", "postalCode", "title", "GN", "SN", "initials",
		"pseudonym", "generationQualifier", "dnQualifier", "name", "description", "businessCategory", "organizationIdentifier", "1.2.3.4.5", "2.999.7", "1.2.3.4.5"}
	r.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	for _, k := range kinds[:1+r.IntN(12)] {
		s = append(s, model.Attribute{Type: k, Value: r.value(k)})
	}
	if s.Get("CN") == "" {
		s = append(s, model.Attribute{Type: "CN", Value: r.text(64)})
	}
	return s
}

func (r random) value(kind string) string {
	switch {
	case kind == "C":
		return r.pick("CN", "DE", "us")
	case kind == "emailAddress":
		return r.pick("a@b.c", "o'neil+x#1@example.com", "a$b`c@x.y")
	case model.AttributeEncoding(kind) == model.PrintableString:
		return r.pick("A-1 (x)", "7", "a,b+c='d'/e:f?")
	case model.AttributeEncoding(kind) == model.IA5String:
		return r.pick("org", "a$b#c", "x\\y")
	case kind == "postalCode":
		return r.text(40)
	}
	return r.text(64)
}

func (r random) sans() []model.SAN {
	all := []model.SAN{{Kind: model.DNS, Value: "a.example.com"}, {Kind: model.DNS, Value: "*.example.com"}, {Kind: model.DNS, Value: "my_db"}, {Kind: model.DNS, Value: "xn--r8jz45g.jp"},
		{Kind: model.DNS, Value: "10.0.0.9"}, {Kind: model.IP, Value: "10.0.1.10"}, {Kind: model.IP, Value: "::1"}, {Kind: model.IP, Value: "2001:db8::a:b"},
		{Kind: model.Email, Value: "a@b.c"}, {Kind: model.Email, Value: "o'neil+#$`x@b.c"}, {Kind: model.Email, Value: "copy@b.c"},
		{Kind: model.URI, Value: "https://a.b:8443/x?a=1,b=2;c#d"}, {Kind: model.URI, Value: "spiffe://cluster/ns/$x"}, {Kind: model.URI, Value: "urn:uuid:1-2,3"}, {Kind: model.URI, Value: "https://[::1]/'x"}}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:r.IntN(len(all))]
}

func (r random) ekus() []string {
	all := []string{"serverAuth", "clientAuth", "codeSigning", "emailProtection", "timeStamping", "OCSPSigning", "anyExtendedKeyUsage", "1.3.6.1.4.1.311.20.2.2", "1.2.3.4", "2.999.1"}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:1+r.IntN(4)]
}

func (r random) spec(i int) (model.AuthoritySpec, model.IdentitySpec) {
	keys := model.KeyTypes()
	authority := model.AuthoritySpec{Name: "ca", Subject: r.subject(), Key: keys[i%len(keys)], Days: 1 + r.IntN(5000), PathLen: r.IntN(4) - 1}
	identity := model.IdentitySpec{Name: r.pick("etcd-1", "a.b_c", "x"), Authority: "ca", Profile: model.Profiles()[i%3], SANs: r.sans(), Key: keys[(i+i/len(keys))%len(keys)],
		Days: 1 + r.IntN(1000), Unwise: []model.Code{model.NoSAN, model.IPAsDNS}, NoNameSAN: r.IntN(2) == 0}
	if r.IntN(2) == 0 {
		identity.EKUs = r.ekus()
	}
	if r.IntN(3) > 0 {
		identity.Subject = r.subject()
	}
	if i >= len(keys) { // large keys take seconds: every type once is enough
		authority.Key, identity.Key = quick(authority.Key), quick(identity.Key)
	}
	return authority, identity
}

// TestOpenSSLMakesTheSame runs the script of 50 random specifications through sh and openssl, and compares what comes out with what pki makes of the same plan.
func TestOpenSSLMakesTheSame(t *testing.T) {
	servers.Need(t, "openssl", "sh")
	count := 50
	if testing.Short() {
		count = 5
	}
	r := random{rand.New(rand.NewPCG(2026, 11))}
	for i := range count {
		authority, identity := r.spec(i)
		t.Run(fmt.Sprint(i), func(t *testing.T) { compare(t, authority, identity) })
	}
}

func compare(t *testing.T, authority model.AuthoritySpec, identity model.IdentitySpec) {
	t.Helper()
	require.True(t, model.OK(authority.Check()), "%v", authority.Check())
	home := filepath.Join(t.TempDir(), "it's a $HOME")
	run(t, Commands(model.Plan{Steps: []model.Step{
		{Kind: model.StepCreateAuthority, Authority: &authority}, {Kind: model.StepIssue, Identity: &identity},
	}}, model.Workspace{Home: home}))

	now := time.Now()
	issuer, err := pki.CreateAuthority(authority.Complete(), keyLike(t, authority.Key), now)
	require.NoError(t, err)
	identity, _ = identity.Complete(model.Authority{Name: "ca", Certificate: pki.Describe(issuer.Cert)})
	require.True(t, model.OK(identity.Check()), "%v", identity.Check())
	leaf, _, err := pki.Issue(issuer, identity, keyLike(t, identity.Key).Public(), now)
	require.NoError(t, err)

	ca := read(t, filepath.Join(home, "ca", "ca.pem"))
	cert := read(t, filepath.Join(home, "ca", identity.Name, "cert.pem"))
	same(t, issuer.Cert, ca)
	same(t, leaf, cert)
	require.NoError(t, cert.CheckSignatureFrom(ca))
	assert.WithinDuration(t, now.AddDate(0, 0, authority.Days), ca.NotAfter, time.Hour+time.Minute)
	assert.WithinDuration(t, now.AddDate(0, 0, identity.Days), cert.NotAfter, time.Hour+time.Minute)
	assert.Equal(t, string(identity.Key), keyTypeOf(pki.KeyName(cert.PublicKey)))
	assert.Equal(t, string(authority.Key), keyTypeOf(pki.KeyName(ca.PublicKey)))
	modes(t, filepath.Join(home, "ca"), identity.Name)
}

func quick(k model.KeyType) model.KeyType {
	switch k {
	case model.RSA3072, model.RSA4096:
		return model.RSA2048
	}
	return k
}

var rsaKey = sync.OnceValues(func() (crypto.Signer, error) { return pki.GenerateKey(model.RSA2048) })

// keyLike makes a key for the certificate that is compared with; one RSA key does for all, no extension depends on its size.
func keyLike(t *testing.T, k model.KeyType) crypto.Signer {
	t.Helper()
	generate := func() (crypto.Signer, error) { return pki.GenerateKey(k) }
	if strings.HasPrefix(string(k), "rsa") {
		generate = rsaKey
	}
	key, err := generate()
	require.NoError(t, err)
	return key
}

// TestOpenSSLReissue carries the story on: the same script again changes nothing, a reissue keeps the key.
func TestOpenSSLReissue(t *testing.T) {
	servers.Need(t, "openssl", "sh")
	home := t.TempDir()
	ws := model.Workspace{Home: home}
	first := Commands(setup(t), ws)
	run(t, first)
	cert := filepath.Join(home, "pouch_test", "etcd-1", "cert.pem")
	before := read(t, cert)

	again := servers.RunCommand(t, t.Context(), servers.Command{Name: "sh", Stdin: first + "echo still here\n"})
	assert.Contains(t, again.Err, "exists")
	assert.Contains(t, again.Out, "still here", "the shell that it was pasted into goes on")
	assert.Equal(t, before.Raw, read(t, cert).Raw)

	spec := pki.SpecOf(before, "pouch_test", "etcd-1")
	spec.SANs = append(spec.SANs, model.SAN{Kind: model.IP, Value: "127.0.0.2"})
	run(t, Commands(model.Plan{Steps: []model.Step{{Kind: model.StepReissue, Identity: &spec}}}, ws))
	after := read(t, cert)
	assert.Equal(t, before.RawSubjectPublicKeyInfo, after.RawSubjectPublicKeyInfo)
	assert.Equal(t, before.RawSubject, after.RawSubject)
	assert.NotEqual(t, before.SerialNumber, after.SerialNumber)
	assert.Equal(t, spec.SANs, pki.Describe(after).SANs)
	assert.Equal(t, before.Raw, read(t, cert+".old").Raw)
	done := servers.Run(t, t.Context(), "openssl", "verify", "-x509_strict", "-CAfile", filepath.Join(home, "pouch_test", "ca.pem"), cert)
	assert.Zero(t, done.Code, done.Text())

	spec.NewKey = model.P384
	run(t, Commands(model.Plan{Steps: []model.Step{{Kind: model.StepReissue, Identity: &spec}}}, ws))
	rekeyed := read(t, cert)
	assert.Equal(t, "ECDSA P-384", pki.Describe(rekeyed).Key)
	_, err := tls.LoadX509KeyPair(cert, filepath.Join(filepath.Dir(cert), "key.pem"))
	assert.NoError(t, err)
	_, err = tls.LoadX509KeyPair(cert+".old", filepath.Join(filepath.Dir(cert), "key.pem.old"))
	assert.NoError(t, err)
}

// TestOpenSSLEmptySubject: a certificate may have no subject when it has names, which are critical then.
func TestOpenSSLEmptySubject(t *testing.T) {
	servers.Need(t, "openssl", "sh")
	home := t.TempDir()
	ws := model.Workspace{Home: home}
	run(t, Commands(setup(t), ws))
	run(t, Commands(model.Plan{Steps: []model.Step{{Kind: model.StepReissue,
		Identity: &model.IdentitySpec{Name: "etcd-1", Authority: "pouch_test", Profile: model.ProfileClient, SANs: []model.SAN{{Kind: model.DNS, Value: "a.b"}}}}}}, ws))
	cert := read(t, filepath.Join(home, "pouch_test", "etcd-1", "cert.pem"))
	assert.Empty(t, pki.Describe(cert).Subject)
	assert.Contains(t, extensions(cert)["2.5.29.17"], "critical")
}

// TestProbeRuns dials a real server with the lines as they are shown.
func TestProbeRuns(t *testing.T) {
	servers.Need(t, "openssl", "sh", "curl")
	home := t.TempDir()
	plan := setup(t)
	plan.Steps[1].Identity.SANs = append(plan.Steps[1].Identity.SANs, model.SAN{Kind: model.IP, Value: "127.0.0.1"})
	run(t, Commands(plan, model.Workspace{Home: home}))
	dir := filepath.Join(home, "pouch_test", "etcd-1")
	file := func(name string) string { return filepath.Join(dir, name) }
	s := servers.OpenSSLWeb(t, servers.Options{Cert: file("cert.pem"), Key: file("key.pem"), ClientCA: file("ca.pem")})
	dial, findings := model.ParseTarget(s.Addr)
	require.Empty(t, findings)
	lines := strings.SplitAfterN(Probe(dial, file("ca.pem"), file("cert.pem"), file("key.pem")), "\ncurl", 2)
	require.Len(t, lines, 2)
	for _, script := range []string{strings.TrimSuffix(lines[0], "curl"), "curl" + lines[1]} {
		done := servers.RunCommand(t, t.Context(), servers.Command{Name: "sh", Stdin: script})
		assert.Zero(t, done.Code, "%s\n%s", script, done.Text())
	}
	dial.Host = "127.0.0.2"
	wrong := servers.RunCommand(t, t.Context(), servers.Command{Name: "sh", Stdin: strings.Replace(Probe(dial, file("ca.pem"), "", ""), "127.0.0.2:", "127.0.0.1:", 1)})
	assert.Contains(t, wrong.Text(), "IP address mismatch", "the name is checked")
}

func keyTypeOf(name string) string {
	return strings.ToLower(strings.NewReplacer("ECDSA ", "", " ", "", "-", "").Replace(name))
}

// run gives a script to sh, as a person does who pastes it.
func run(t *testing.T, script string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := servers.RunCommand(t, ctx, servers.Command{Name: "sh", Stdin: script, Dir: t.TempDir(), Env: []string{"OPENSSL_CONF=/nonexistent"}})
	require.Zero(t, done.Code, "%s\n%s", done.Text(), script)
}

func read(t *testing.T, path string) *x509.Certificate {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	block, rest := pem.Decode(data)
	require.NotNil(t, block)
	require.Empty(t, rest)
	cert, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return cert
}

// same compares subject, issuer and extensions, byte for byte but for the key identifiers, of which only the presence and length can be equal.
func same(t *testing.T, ours, theirs *x509.Certificate) {
	t.Helper()
	assert.Equal(t, hex.EncodeToString(ours.RawSubject), hex.EncodeToString(theirs.RawSubject), "%s\n%s", pki.Describe(ours).Subject, pki.Describe(theirs).Subject)
	assert.Equal(t, hex.EncodeToString(ours.RawIssuer), hex.EncodeToString(theirs.RawIssuer))
	assert.Equal(t, extensions(ours), extensions(theirs))
	assert.Equal(t, 3, theirs.Version)
	assert.Equal(t, ours.SignatureAlgorithm, theirs.SignatureAlgorithm)
	assert.Greater(t, theirs.SerialNumber.BitLen(), 64)
}

func extensions(c *x509.Certificate) map[string]string {
	out := map[string]string{}
	for _, e := range c.Extensions {
		value := hex.EncodeToString(e.Value)
		switch e.Id.String() {
		case "2.5.29.14", "2.5.29.35": // of a key made anew
			value = fmt.Sprint(len(e.Value))
		}
		out[e.Id.String()] = criticality(e) + value
	}
	return out
}

func criticality(e pkix.Extension) string {
	if e.Critical {
		return "critical "
	}
	return ""
}

func modes(t *testing.T, dir, name string) {
	t.Helper()
	for path, want := range map[string]os.FileMode{".": 0o700, "ca-key.pem": 0o600, "ca.pem": 0o644, name: 0o700, name + "/key.pem": 0o600, name + "/cert.pem": 0o644, name + "/" + name + ".csr": 0o644} {
		info, err := os.Stat(filepath.Join(dir, path))
		require.NoError(t, err)
		assert.Equal(t, want, info.Mode().Perm(), path)
	}
}
