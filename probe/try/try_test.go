package try

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki"
	"certwright/probe"
	"certwright/probe/diagnose"
	"certwright/probe/lab"
)

var clientUse = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}

// office is an authority with an intermediate, and another one that nobody knows.
type office struct{ root, middle, other *lab.Pair }

func newOffice(t *testing.T) office {
	t.Helper()
	pair := func(p *lab.Pair, err error) *lab.Pair { require.NoError(t, err); return p }
	root := pair(lab.Root("root"))
	return office{root, pair(root.Intermediate("middle")), pair(lab.Root("other"))}
}

func (o office) client(t *testing.T, by *lab.Pair, change ...func(*x509.Certificate)) *lab.Pair {
	t.Helper()
	p, err := by.Leaf("admin", clientUse, change...)
	require.NoError(t, err)
	return p
}

func signer(name string, p *lab.Pair) Signer {
	return Signer{Authority: name, Cert: p.Cert, Open: func() (pki.Issuer, error) { return pki.Issuer{Cert: p.Cert, Key: p.Key}, nil }}
}

// refusedWith is a case in which this chain was sent and refused by alert 42 from a server that gave this list of CAs.
func (o office) refusedWith(chain []*x509.Certificate, cas ...*x509.Certificate) *Case {
	a := model.Attempt{Purpose: "first", Complete: true, Asked: true, Sent: len(chain) > 0, Trouble: model.TroubleAlert, Alert: 42, Version: "TLS 1.3",
		OfferedVersions: []string{"TLS 1.2", "TLS 1.3"}, OfferedALPN: []string{"http/1.1"}}
	for _, c := range cas {
		a.AcceptableCAs = append(a.AcceptableCAs, c.RawSubject)
	}
	code := model.ClientCertRejected
	if len(chain) == 0 {
		code = model.ClientCertRequired
	}
	c := &Case{
		Seen: model.Observation{Now: time.Now(), Done: true, Attempts: []model.Attempt{a}}, Findings: []model.Finding{model.New(code)},
		Client: chain, Roots: []*x509.Certificate{o.root.Cert}, Links: []*x509.Certificate{o.root.Cert, o.middle.Cert, o.other.Cert},
		Signers: []Signer{signer("middle", o.middle), signer("other", o.other), signer("root", o.root)},
	}
	if len(chain) > 0 {
		c.Config.Certificate = &tls.Certificate{Certificate: [][]byte{chain[0].Raw}}
	}
	return c
}

func names(tries []model.Try) (out []string) {
	for _, t := range tries {
		out = append(out, t.Change+" "+t.With)
	}
	return out
}

// TestPlan: which experiments follow from which report. Nothing is dialled and no key is opened for it.
func TestPlan(t *testing.T) {
	o := newOffice(t)
	expired, server := lab.Dates(-time.Hour, -time.Minute), func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }
	alone := func(p *lab.Pair) []*x509.Certificate { return []*x509.Certificate{p.Cert} }
	for name, c := range map[string]struct {
		chain         []*x509.Certificate
		cas           []*x509.Certificate
		plain, minted []string
	}{
		"nobody":              {nil, alone(o.root), nil, []string{"minted-good root"}},
		"nobody, foreign CA":  {nil, []*x509.Certificate{{RawSubject: []byte("x")}}, nil, nil},
		"nothing wrong":       {alone(o.client(t, o.root)), alone(o.root), []string{"without-certificate "}, []string{"minted-same root", "minted-issuer middle"}},
		"wrong use":           {alone(o.client(t, o.root, server)), alone(o.root), []string{"without-certificate "}, []string{"minted-same root", "minted-eku root"}},
		"expired":             {alone(o.client(t, o.root, expired)), nil, []string{"without-certificate "}, []string{"minted-same root", "minted-dates root"}},
		"other CA, listed":    {alone(o.client(t, o.other)), alone(o.root), []string{"without-certificate "}, []string{"minted-same other", "minted-issuer root"}},
		"other CA, no list":   {alone(o.client(t, o.other)), nil, []string{"without-certificate "}, []string{"minted-same other", "minted-issuer root"}},
		"intermediate absent": {alone(o.client(t, o.middle)), alone(o.root), []string{"without-certificate ", "with-intermediate middle"}, []string{"minted-good middle", "minted-but-chain middle"}},
		"two faults":          {alone(o.client(t, o.root, expired, server)), alone(o.root), []string{"without-certificate "}, []string{"minted-good root", "minted-but-eku root", "minted-but-dates root"}},
		"CA and use":          {alone(o.client(t, o.other, server)), alone(o.root), []string{"without-certificate "}, []string{"minted-good root", "minted-but-issuer other", "minted-but-eku root"}},
	} {
		t.Run(name, func(t *testing.T) {
			k := o.refusedWith(c.chain, c.cas...)
			for i := range k.Signers {
				k.Signers[i].Open = func() (pki.Issuer, error) { t.Error("a key was opened"); return pki.Issuer{}, errors.New("no") }
			}
			p := Plan(k)
			assert.Equal(t, c.plain, names(p.Plain))
			assert.Equal(t, c.minted, names(p.Minted))
			assert.Equal(t, model.TryRefused, p.Before.Result)
		})
	}
}

// TestPlanWithoutOurKeys: where no authority is ours nothing can be minted, and where the CA of a certificate is not ours,
// only what another CA can sign.
func TestPlanWithoutOurKeys(t *testing.T) {
	o := newOffice(t)
	server := func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }
	c := o.refusedWith(o.client(t, o.other, server).Chain(), o.root.Cert)
	c.Signers = nil
	assert.Empty(t, Plan(c).Minted)
	c.Signers = []Signer{signer("root", o.root)}
	assert.Equal(t, []string{"minted-good root", "minted-but-eku root"}, names(Plan(c).Minted))
	old, err := lab.Root("old", lab.Dates(-48*time.Hour, -24*time.Hour))
	require.NoError(t, err)
	c.Signers = []Signer{signer("old", old)}
	c.Seen.Attempts[0].AcceptableCAs = [][]byte{old.Cert.RawSubject}
	assert.Empty(t, Plan(c).Minted, "an authority whose time is over signs nothing that anybody accepts")
}

// TestMinted: what is signed differs from ours in the one thing, lives a minute at most, and is for the key we have.
func TestMinted(t *testing.T) {
	o := newOffice(t)
	server := func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }
	ours := o.client(t, o.middle, server, lab.Names("a.example"), lab.Dates(-time.Hour, -time.Minute))
	c := o.refusedWith(ours.Chain(), o.root.Cert)
	c.Config.Certificate.PrivateKey = ours.Key
	tr := newTrial(c)
	leaf := func(s Signer, kept ...fault) (*x509.Certificate, int) {
		change, err := tr.mint(s, kept...)
		require.NoError(t, err)
		x := change.Certificate.Leaf
		assert.LessOrEqual(t, time.Until(x.NotAfter), lifetime)
		assert.Equal(t, ours.Cert.RawSubjectPublicKeyInfo, x.RawSubjectPublicKeyInfo, "the same key")
		assert.Equal(t, ours.Cert.RawSubject, x.RawSubject)
		assert.Equal(t, ours.Cert.DNSNames, x.DNSNames)
		assert.NotEqual(t, ours.Cert.SerialNumber, x.SerialNumber)
		return x, len(change.Certificate.Certificate)
	}
	now := time.Now()
	good, sent := leaf(signer("middle", o.middle))
	assert.True(t, now.Before(good.NotAfter) && now.After(good.NotBefore))
	assert.Equal(t, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, good.ExtKeyUsage)
	assert.Equal(t, 2, sent, "with its intermediate")
	_, sent = leaf(signer("middle", o.middle), faultChain)
	assert.Equal(t, 1, sent)
	use, _ := leaf(signer("middle", o.middle), faultEKU)
	assert.Equal(t, ours.Cert.ExtKeyUsage, use.ExtKeyUsage)
	assert.True(t, now.Before(use.NotAfter))
	dates, _ := leaf(signer("middle", o.middle), faultDates)
	assert.True(t, now.After(dates.NotAfter), "still expired")
	elsewhere, sent := leaf(signer("other", o.other))
	assert.Equal(t, o.other.Cert.RawSubject, elsewhere.RawIssuer)
	assert.Equal(t, 1, sent, "a root needs nothing behind")
}

func TestMintedNotYetValid(t *testing.T) {
	o := newOffice(t)
	ours := o.client(t, o.root, lab.Dates(24*time.Hour, 48*time.Hour))
	c := o.refusedWith(ours.Chain(), o.root.Cert)
	c.Config.Certificate.PrivateKey = ours.Key
	change, err := newTrial(c).mint(signer("root", o.root), faultDates)
	require.NoError(t, err)
	x := change.Certificate.Leaf
	assert.Equal(t, ours.Cert.NotBefore, x.NotBefore)
	assert.Equal(t, lifetime, x.NotAfter.Sub(x.NotBefore), "a minute, even when it begins tomorrow")
}

func TestMintedForNobody(t *testing.T) {
	o := newOffice(t)
	c := o.refusedWith(nil, o.root.Cert)
	change, err := newTrial(c).mint(signer("root", o.root))
	require.NoError(t, err)
	x := change.Certificate.Leaf
	assert.Equal(t, strangerName, x.Subject.CommonName)
	assert.Equal(t, clientUse, x.ExtKeyUsage)
	assert.NotNil(t, change.Certificate.PrivateKey)
}

// picky is a TLS server that hangs up on what displeases it about a ClientHello.
func picky(t *testing.T, o office, displeases func(*tls.ClientHelloInfo) bool) model.Dial {
	t.Helper()
	p, err := o.root.Leaf("server", []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, lab.Names("127.0.0.1", "a.example"))
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	own := tls.Certificate{Certificate: [][]byte{p.Cert.Raw}, PrivateKey: p.Key}
	go func() {
		for {
			raw, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer raw.Close()
				conn := tls.Server(raw, &tls.Config{Certificates: []tls.Certificate{own}, NextProtos: []string{"http/1.1"}, GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
					if displeases(h) {
						raw.Close()
						return nil, errors.New("no")
					}
					return nil, nil
				}})
				if conn.Handshake() == nil {
					time.Sleep(300 * time.Millisecond)
				}
			}()
		}
	}()
	return model.Dial{Host: "127.0.0.1", Port: strconv.Itoa(l.Addr().(*net.TCPAddr).Port), Timeout: 3 * time.Second}
}

// dialled makes the case of a finished probe.
func dialled(t *testing.T, o office, d model.Dial) *Case {
	t.Helper()
	cfg := probe.Config{Dial: d}
	known := diagnose.Known{Roots: []*x509.Certificate{o.root.Cert}}
	seen := probe.Run(t.Context(), cfg, nil)
	return &Case{Config: cfg, Seen: seen, Findings: diagnose.Findings(seen, known), Roots: known.Roots, Names: []string{"a.example"}}
}

// TestHello: what a silent end of the connection was about, one thing at a time.
func TestHello(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct {
		displeases    func(*tls.ClientHelloInfo) bool
		ask           string
		change        string
		code          model.Code
		variant       string
		nothingProven bool
	}{
		"tls13":     {displeases: func(h *tls.ClientHelloInfo) bool { return slices.Contains(h.SupportedVersions, tls.VersionTLS13) }, change: model.TryTLS12, code: model.ProtocolVersion, variant: "intolerant"},
		"long":      {displeases: func(h *tls.ClientHelloInfo) bool { return slices.Contains(h.SupportedCurves, tls.X25519MLKEM768) }, change: model.TryShortHello, code: model.OversizedMessage, variant: "long-hello"},
		"alpn":      {displeases: func(h *tls.ClientHelloInfo) bool { return len(h.SupportedProtos) > 0 }, change: model.TryNoALPN, code: model.ALPNRefused},
		"no name":   {displeases: func(h *tls.ClientHelloInfo) bool { return h.ServerName == "" }, change: model.TryOtherSNI, code: model.ServerNameRefused, variant: "none-sent"},
		"name":      {displeases: func(h *tls.ClientHelloInfo) bool { return h.ServerName == "b.example" }, ask: "b.example", change: model.TryNoSNI, code: model.ServerNameRefused},
		"everybody": {displeases: func(*tls.ClientHelloInfo) bool { return true }, nothingProven: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := picky(t, o, c.displeases)
			d.ServerName = c.ask
			k := dialled(t, o, d)
			require.Equal(t, model.ClosedNoAlert, k.Findings[0].Code)
			out := Run(t.Context(), k, nil)
			after := diagnose.Prove(k.Seen, diagnose.Known{Roots: k.Roots}, k.Findings, out.Tries)
			if c.nothingProven {
				assert.Equal(t, k.Findings, after)
				return
			}
			i := slices.IndexFunc(out.Tries, func(x model.Try) bool { return x.Change == c.change })
			require.GreaterOrEqual(t, i, 0, "%v", out.Tries)
			assert.Equal(t, model.TryGreen, out.Tries[i].Result)
			assert.Equal(t, c.code, out.Tries[i].Shows)
			assert.Equal(t, c.variant, out.Tries[i].Variant)
			require.Len(t, after, 1, "the symptom gives way to the cause: %v", after)
			assert.Equal(t, c.code, after[0].Code)
			for _, key := range model.Info(c.code).Keys {
				assert.True(t, slices.ContainsFunc(after[0].Evidence, func(f model.Fact) bool { return f.Key == key }), key)
			}
		})
	}
}

// TestRunOneAtATime: a step is planned before it is made, each once, and a context that ends ends the run.
func TestRunOneAtATime(t *testing.T) {
	o := newOffice(t)
	k := dialled(t, o, picky(t, o, func(*tls.ClientHelloInfo) bool { return true }))
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	out := Run(ctx, k, func(table []model.Try) {
		assert.Len(t, model.Made(table), calls)
		assert.Greater(t, len(table), calls)
		if calls++; calls == 2 {
			cancel()
		}
	})
	assert.Len(t, out.Tries, 1)
	k.Tried = out.Tries
	rest := Run(t.Context(), k, nil)
	assert.Equal(t, out.Tries, rest.Tries[:1])
	seen := map[string]bool{}
	for _, x := range rest.Tries {
		assert.False(t, seen[x.Change+x.With], "%v twice", x)
		seen[x.Change+x.With] = true
	}
	assert.Equal(t, rest.Tries, Run(t.Context(), &Case{Config: k.Config, Seen: k.Seen, Findings: k.Findings, Names: k.Names, Tried: rest.Tries}, nil).Tries)
}

// TestRunEndsAtTheLimit: what was tried before counts.
func TestRunEndsAtTheLimit(t *testing.T) {
	o := newOffice(t)
	k := dialled(t, o, picky(t, o, func(*tls.ClientHelloInfo) bool { return true }))
	for n := range model.MaxTries - 1 {
		k.Tried = append(k.Tried, model.Try{Change: "earlier-" + strconv.Itoa(n), Result: model.TrySame})
	}
	require.Greater(t, len(Plan(k).Plain), 1)
	assert.Len(t, Run(t.Context(), k, nil).Tries, model.MaxTries)
}

// TestResetIsNoOtherAnswer: whether a close or a reset arrives is chance, and nothing may be concluded from it.
func TestResetIsNoOtherAnswer(t *testing.T) {
	closed, reset := model.Attempt{Trouble: model.TroubleClosed, Alert: -1}, model.Attempt{Trouble: model.TroubleReset, Alert: -1}
	assert.Equal(t, model.TrySame, after(closed).judge(reset).Result)
	alert := model.Attempt{Trouble: model.TroubleAlert, Alert: 40}
	assert.Equal(t, model.TryFailed, after(closed).judge(alert).Result)
	assert.Equal(t, model.TryGreen, after(closed).judge(model.Attempt{Complete: true, Alert: -1}).Result)

	// It came to a question that it did not come to before: what broke off is mended, whatever the next refusal is.
	refused := model.Attempt{Trouble: model.TroubleAlert, Alert: 116, Asked: true, Version: "TLS 1.2"}
	assert.Equal(t, model.Try{Result: model.TryGreen, Detail: "TLS 1.2"}, after(closed).judge(refused))
	before := model.Attempt{Trouble: model.TroubleAlert, Alert: 42, Asked: true, Complete: true}
	assert.Equal(t, model.TryRefused, after(before).judge(refused).Result)
	assert.Equal(t, model.TrySame, after(before).judge(before).Result)
	assert.Equal(t, model.TryFailed, after(before).judge(closed).Result)
}

// after is the case of a dial that ended like this.
func after(base model.Attempt) *Case {
	return &Case{Seen: model.Observation{Attempts: []model.Attempt{base}}}
}

// TestTwinRefusedByTheApplication: a 403 is about rights as long as nothing of ours explains it. Where something does, the
// same status is the same refusal, also of a twin that nobody looked at.
func TestTwinRefusedByTheApplication(t *testing.T) {
	status := func(n int) model.Attempt {
		return model.Attempt{Complete: true, Asked: true, Sent: true, Alert: -1, HTTP: &model.HTTPAnswer{Status: n, Title: "Forbidden"}}
	}
	k := after(status(403))
	k.Findings = []model.Finding{model.New(model.HTTPRefusedClient).As("expired").Sure(model.Likely)}
	assert.Equal(t, model.TrySame, k.judge(status(403)).Result)
	assert.Equal(t, model.TryGreen, k.judge(status(200)).Result)
	assert.Equal(t, model.TryRefused, k.told(status(403)).Result)
}
