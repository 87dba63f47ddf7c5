package chain

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestGoodChainRaisesNothing(t *testing.T) {
	r, i, l := pkiOf(t)
	got := Verify(ask(l, sending(i), r))
	require.Empty(t, got.Findings)
	require.True(t, got.OK)
	require.Equal(t, [][]*x509.Certificate{{l.Certificate, i.Certificate, r.Certificate}}, got.Paths)
}

// TestGoodShapes are chains that look unusual and are fine.
func TestGoodShapes(t *testing.T) {
	r, i, l := pkiOf(t)
	self := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "server.test"}, DNSNames: []string{"server.test"},
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true}, nil, nil)
	other := root(t, "Other Root")
	cross := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "Test Issuing CA"}, IsCA: true,
		KeyUsage: x509.KeyUsageCertSign}, other, i.key, func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = noon.AddDate(-2, 0, 0), noon.AddDate(-1, 0, 0)
	})
	for name, in := range map[string]Input{
		"anchor is the intermediate": ask(l, nil, i),
		"leaf itself is trusted":     ask(self, nil, self),
		"expired cross-signature":    ask(l, sending(cross, i), r, other),
		"anchor below its own root":  ask(l, sending(r), i),
		"two roots of one name":      ask(l, sending(i), root(t, "Test Root"), r),
	} {
		got := Verify(in)
		assert.Empty(t, fatal(got), name)
		assert.True(t, got.OK, name)
	}
}

// TestOneFaultOneCause holds the look-alikes apart: each chain has one fault, and no other fatal cause is named.
func TestOneFaultOneCause(t *testing.T) {
	r, i, l := pkiOf(t)
	again := root(t, "Test Root")
	iAgain := r.ca(t, "Test Issuing CA")
	stranger := root(t, "Stranger CA")
	self := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "server.test"}, DNSNames: []string{"server.test"},
		KeyUsage: x509.KeyUsageDigitalSignature}, nil, nil)
	direct := r.leaf(t, "server.test")
	dates := func(from, to time.Time) change {
		return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = from, to }
	}
	past := dates(noon.AddDate(-2, 0, 0), noon.Add(-26*time.Hour))
	oldRoot := root(t, "Old Root", past)
	oldCA := r.ca(t, "Old CA", past)
	for _, c := range []struct {
		name string
		in   Input
		want string
	}{
		{"other CA", ask(direct, nil, stranger), "unknown-issuer"},
		{"other CA, its root sent", ask(direct, sending(r), stranger), "unknown-issuer"},
		{"other CA, with intermediate", ask(l, sending(i), stranger), "unknown-issuer"},
		{"nothing trusted", ask(l, sending(i)), "unknown-issuer/nothing"},
		{"self-signed", ask(self, nil, stranger), "self-signed"},
		{"intermediate not sent", ask(l, nil, r), "missing-intermediate"},
		{"CA made again", ask(direct, nil, again), "issuer-same-name-other-key"},
		{"CA made again, old one sent", ask(direct, sending(r), again), "issuer-same-name-other-key"},
		{"CA made again, above an intermediate", ask(l, sending(i), again), "issuer-same-name-other-key"},
		{"intermediate made again", ask(l, sending(iAgain), r), "issuer-same-name-other-key"},
		{"self-signed leaf made again", ask(self, nil, root(t, "server.test")), "issuer-same-name-other-key/own"},
		{"expired leaf", ask(i.leaf(t, "server.test", past), sending(i), r), "expired"},
		{"expired intermediate", ask(oldCA.leaf(t, "server.test"), sending(oldCA), r), "expired"},
		{"expired root", ask(oldRoot.leaf(t, "server.test"), nil, oldRoot), "expired"},
		{"leaf from tomorrow", ask(i.leaf(t, "server.test", dates(noon.Add(time.Hour), noon.AddDate(1, 0, 0))), sending(i), r), "not-yet-valid/clock"},
		{"leaf from next month", ask(i.leaf(t, "server.test", dates(noon.AddDate(0, 1, 0), noon.AddDate(1, 0, 0))), sending(i), r), "not-yet-valid"},
	} {
		got := Verify(c.in)
		assert.Equal(t, []string{c.want}, fatal(got), c.name)
		assert.False(t, got.OK, c.name)
	}
}

// TestFaultsOfCAs: what is wrong above the leaf, each alone.
func TestFaultsOfCAs(t *testing.T) {
	r := root(t, "Test Root")
	under := func(parent *made, cn string, changes ...change) Input {
		ca := parent.ca(t, cn, changes...)
		return ask(ca.leaf(t, "server.test"), sending(ca), r)
	}
	short := r.ca(t, "Short CA", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	deep := short.ca(t, "Deep CA")
	noBC := func(c *x509.Certificate) { c.BasicConstraintsValid, c.IsCA = false, false }
	noBCRoot := root(t, "Bare Root", noBC)
	for _, c := range []struct {
		name string
		in   Input
		want string
	}{
		{"no basicConstraints", under(r, "Bare CA", noBC), "issuer-not-a-ca/no-basic-constraints"},
		{"CA:FALSE", under(r, "False CA", func(c *x509.Certificate) { c.IsCA = false }), "issuer-not-a-ca/ca-false"},
		{"root without basicConstraints", ask(noBCRoot.leaf(t, "server.test"), nil, noBCRoot), "issuer-not-a-ca/no-basic-constraints"},
		{"no keyCertSign", under(r, "Mute CA", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }), "key-cert-sign-missing"},
		{"path length", ask(deep.leaf(t, "server.test"), sending(deep, short), r), "path-length-exceeded"},
		{"clientAuth CA", under(r, "Client CA", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }), "wrong-server-eku/issuer"},
		{"unknown critical extension", under(r, "Odd CA", func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
		}), "unknown-critical-extension"},
		{"CA without a subject", under(r, "", func(c *x509.Certificate) { c.Subject = pkix.Name{} }), "certificate-malformed/empty-subject"},
	} {
		got := Verify(c.in)
		if c.name == "CA without a subject" {
			assert.Contains(t, fatal(got), c.want, c.name)
			continue
		}
		assert.Equal(t, []string{c.want}, fatal(got), c.name)
	}
}

func TestFaultsOfLeaf(t *testing.T) {
	r, i, _ := pkiOf(t)
	for _, c := range []struct {
		name string
		leaf change
		want []string
	}{
		{"clientAuth", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }, []string{"wrong-server-eku"}},
		{"any use", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} }, []string{}},
		{"no use named", func(c *x509.Certificate) { c.ExtKeyUsage = nil }, []string{}},
		{"empty list of uses", func(c *x509.Certificate) {
			c.ExtKeyUsage = nil
			c.ExtraExtensions = []pkix.Extension{{Id: oidEKU, Value: []byte{0x30, 0}}}
		}, []string{"certificate-malformed/empty-eku", "wrong-server-eku"}},
		{"only CRL signing", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }, []string{"key-usage-wrong"}},
		{"keyCertSign", func(c *x509.Certificate) { c.KeyUsage |= x509.KeyUsageCertSign }, []string{"certificate-malformed/cert-sign-without-ca"}},
		{"21-octet serial", func(c *x509.Certificate) { c.SerialNumber = new(big.Int).Lsh(big.NewInt(1), 162) }, []string{"certificate-malformed/long-serial"}},
		{"zero serial", func(c *x509.Certificate) { c.SerialNumber = new(big.Int) }, []string{}},
		{"empty SAN", func(c *x509.Certificate) {
			c.DNSNames = nil
			c.ExtraExtensions = []pkix.Extension{{Id: oidSAN, Value: []byte{0x30, 0}}}
		}, []string{"certificate-malformed/empty-san", "name-mismatch/common-name-only"}},
		{"two faults", func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = noon.AddDate(-1, 0, 0), noon.AddDate(0, 0, -1)
			c.DNSNames = []string{"localhost"}
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}, []string{"expired", "name-mismatch", "wrong-server-eku"}},
	} {
		got := Verify(ask(i.leaf(t, "server.test", c.leaf), sending(i), r))
		assert.Equal(t, c.want, fatal(got), c.name)
	}
}

// TestThreeFaultsAtOnce: expired, wrong name and unknown CA are all listed.
func TestThreeFaultsAtOnce(t *testing.T) {
	l := root(t, "Stranger").leaf(t, "localhost", func(c *x509.Certificate) { c.NotBefore, c.NotAfter = noon.AddDate(-1, 0, 0), noon.AddDate(0, 0, -1) })
	got := Verify(ask(l, nil, root(t, "Test Root")))
	require.Equal(t, []string{"unknown-issuer", "expired", "name-mismatch"}, fatal(got))
}

func TestKeyUsageBySuite(t *testing.T) {
	r, i, _ := pkiOf(t)
	enc := i.leaf(t, "server.test", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment })
	sig := i.leaf(t, "server.test")
	for _, c := range []struct {
		leaf  *made
		kx    string
		wrong bool
	}{{enc, "RSA", false}, {enc, "ECDHE", true}, {enc, "", false}, {sig, "RSA", true}, {sig, "ECDHE", false}} {
		in := ask(c.leaf, sending(i), r)
		in.KeyExchange = c.kx
		assert.Equal(t, !c.wrong, Verify(in).OK, "%s %v", c.kx, c.leaf.KeyUsage)
	}
	in := ask(enc, sending(i), r)
	in.Purpose, in.Party, in.Name = Client, model.PartyClient, ""
	got := Verify(in)
	require.Equal(t, []string{"wrong-client-eku", "key-usage-wrong"}, fatal(got))
	for _, f := range got.Findings {
		require.Equal(t, model.PartyClient, f.Party, f.Code)
	}
}

// TestAuthorityAsLeaf: a CA's own certificate in a server's place is not to be issued again for that.
func TestAuthorityAsLeaf(t *testing.T) {
	r, i, _ := pkiOf(t)
	ca := i.leaf(t, "server.test", func(c *x509.Certificate) {
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
	})
	for _, kx := range []string{"", "ECDHE"} {
		in := ask(ca, sending(i), r)
		in.KeyExchange = kx
		got := Verify(in)
		assert.Equal(t, kx == "", got.OK, kx)
		at := slices.IndexFunc(got.Findings, func(f model.Finding) bool { return f.Code == model.KeyUsageWrong })
		require.GreaterOrEqual(t, at, 0, kx)
		assert.Equal(t, "ca", got.Findings[at].Variant, kx)
		assert.Empty(t, got.Findings[at].Fixes, kx)
	}
}

func TestSentOrder(t *testing.T) {
	r := root(t, "Test Root")
	a := r.ca(t, "CA A")
	b := a.ca(t, "CA B")
	l := b.leaf(t, "server.test")
	stray := root(t, "Stray").ca(t, "Stray CA")
	for _, c := range []struct {
		name  string
		sent  []*made
		warn  []string
		notes []string
	}{
		{"in order", sending(b, a), []string{}, []string{}},
		{"wrong order", sending(a, b), []string{"chain-wrong-order"}, []string{}},
		{"root sent", sending(b, a, r), []string{}, []string{"root-sent"}},
		{"stranger sent", sending(b, stray, a), []string{"unrelated-certificate"}, []string{}},
		{"leaf sent twice", sending(l, b, a), []string{"unrelated-certificate"}, []string{}},
	} {
		got := Verify(ask(l, c.sent, r))
		assert.True(t, got.OK, c.name)
		assert.Equal(t, c.warn, coded(got, model.Warning), c.name)
		assert.Equal(t, c.notes, coded(got, model.Note), c.name)
	}
	upside := Verify(ask(a, sending(b, l), r))
	assert.Contains(t, coded(upside, model.Warning), "chain-wrong-order")
	assert.NotContains(t, coded(upside, model.Warning), "unrelated-certificate")
}

func TestDatesAhead(t *testing.T) {
	r, i, _ := pkiOf(t)
	life := func(before, left time.Duration) change {
		return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = noon.Add(-before), noon.Add(left) }
	}
	day := 24 * time.Hour
	for _, c := range []struct {
		before, left time.Duration
		soon         bool
	}{{300 * day, 15 * day, false}, {300 * day, 13 * day, true}, {20 * time.Hour, 4 * time.Hour, false}, {22 * time.Hour, 2 * time.Hour, true}} {
		got := Verify(ask(i.leaf(t, "server.test", life(c.before, c.left)), sending(i), r))
		require.True(t, got.OK)
		assert.Equal(t, c.soon, len(coded(got, model.Warning)) == 1, "%v", c)
	}
	late := Verify(ask(i.leaf(t, "server.test", life(time.Hour, 6*365*day)), sending(i), r))
	require.Equal(t, []string{"outlives-issuer"}, coded(late, model.Warning))
	require.Equal(t, []string{"profile-advice/825-days"}, coded(late, model.Note))
}

func TestClockSuspect(t *testing.T) {
	r, i, l := pkiOf(t)
	in := ask(l, sending(i), r)
	in.Now = noon.AddDate(-20, 0, 0)
	require.Equal(t, []string{"not-yet-valid/clock", "not-yet-valid/clock", "not-yet-valid/clock"}, fatal(Verify(in)))
	in.Now = noon.AddDate(20, 0, 0)
	got := Verify(in)
	require.Equal(t, []string{"expired/clock", "expired/clock", "expired/clock"}, fatal(got))
	f := got.Findings[0]
	require.Equal(t, "leaf", f.Value("role"))
	require.Equal(t, "2046-11-22T12:00:00Z", f.Value("now"))
	ago, err := time.ParseDuration(f.Value("ago"))
	require.NoError(t, err)
	require.Equal(t, in.Now.Sub(l.NotAfter), ago)
}

// TestEvidenceKeys: every finding carries exactly the keys that its words have placeholders for.
func TestEvidenceKeys(t *testing.T) {
	seen := map[model.Code]bool{}
	check := func(fs []model.Finding) {
		for _, f := range fs {
			seen[f.Code] = true
			var keys []string
			for _, e := range f.Evidence {
				keys = append(keys, e.Key)
				require.NotEmpty(t, e.Source, "%s %s", f.Code, e.Key)
			}
			require.Equal(t, model.Info(f.Code).Keys, keys, f.Code)
			if f.Variant != "" {
				require.Contains(t, model.Info(f.Code).Variants, f.Variant, f.Code)
			}
		}
	}
	for seed := range 1500 {
		if in, ok := randomInput(seeded(seed)); ok {
			check(Verify(in).Findings)
		}
	}
	require.Greater(t, len(seen), 18, "%v", seen)
}
