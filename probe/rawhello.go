package probe

import (
	"context"
	"crypto/tls"
	"net"
	"slices"
	"time"

	"certwright/model"
	"certwright/probe/wire"
)

// someName is sent to see whether a server wants a name at all, whichever.
const someName = "localhost"

// otherSchemes are kinds of signatures that servers may have a certificate for and crypto/tls cannot check.
var otherSchemes = [][]uint16{
	{0x0808},                         // ed448
	{0x0809, 0x080a, 0x080b},         // rsa_pss_pss: keys that are marked for PSS alone
	{0x081a, 0x081b, 0x081c},         // brainpool
	{0x0904, 0x0905, 0x0906, 0x0708}, // ML-DSA, SM2
}

// explainRefusal follows a refusal that said nothing (alerts 40, 70, 71), by hellos that differ in one thing.
func (p *prober) explainRefusal(ctx context.Context, first plan) {
	all := wire.Everything(first.sni)
	raw := p.rawHello(ctx, first, model.PurposeRawHello, all)
	p.add(raw)
	refused := raw.Trouble == model.TroubleAlert && raw.Alert != alertProtocolVersion
	if refused || raw.Version == "TLS 1.3" {
		old := all
		old.Versions = below13(all.Versions)
		a := p.rawHello(ctx, first, model.PurposeRawBelow13, old)
		p.add(a)
		if refused && a.Version != "" {
			p.narrow(ctx, first, old)
			return
		}
	}
	switch {
	case refused:
		if other := p.askOtherName(ctx, first, all); other.Version == "" {
			p.askVersions(ctx, first, all)
		}
	case raw.Version != "":
		p.narrow(ctx, first, all)
	}
}

func below13(versions []uint16) []uint16 {
	return slices.DeleteFunc(slices.Clone(versions), func(v uint16) bool { return v >= tls.VersionTLS13 })
}

// compareNames follows alert 80, which Go's servers send when they have no certificate for the name. Both hellos offer
// TLS 1.2 at most: in TLS 1.3 a hello without a key share is asked to come again before anything is looked up.
func (p *prober) compareNames(ctx context.Context, first plan) {
	hello := wire.Everything(first.sni)
	hello.Versions = below13(hello.Versions)
	same := p.rawHello(ctx, first, model.PurposeRawSame, hello)
	p.add(same)
	if same.Trouble == model.TroubleAlert && same.Alert == alertInternalError {
		p.askOtherName(ctx, first, hello)
	}
}

// askOtherName shows whether it was the server name that displeased, or that there was none.
func (p *prober) askOtherName(ctx context.Context, first plan, hello wire.RawHello) model.Attempt {
	hello.ServerName = ""
	if net.ParseIP(first.sni) != nil {
		hello.ServerName = someName
	}
	a := p.rawHello(ctx, first, model.PurposeRawOther, hello)
	p.add(a)
	return a
}

// noVersion is no version of TLS: one of the values that RFC 8701 keeps free for hellos that test the other side.
const noVersion = 0x7a7a

// askVersions follows a refusal of everything: does the server have TLS 1.3? If so, it refuses that alone with another
// alert than a version that nobody has, and there suites and keys cannot miss each other, only signatures can.
func (p *prober) askVersions(ctx context.Context, first plan, hello wire.RawHello) {
	hello.Versions = []uint16{tls.VersionTLS13}
	p.add(p.rawHello(ctx, first, model.PurposeRawOnly13, hello))
	hello.Versions = []uint16{noVersion}
	p.add(p.rawHello(ctx, first, model.PurposeRawNoTLS, hello))
}

// signedWithSHA1 reports whether the server proved its key by a signature over SHA-1, as TLS 1.2 can. Today's Go, OpenSSL
// and GnuTLS offer none (RFC 9155); this program does, to see what there is.
func signedWithSHA1(a model.Attempt) bool {
	for _, m := range a.Messages {
		scheme := m.First(model.FieldScheme)
		if m.Direction == model.FromServer && (scheme == wire.SchemeName(0x0201) || scheme == wire.SchemeName(0x0203)) {
			return true
		}
	}
	return false
}

// askModern follows such a signature: does the server have any other?
func (p *prober) askModern(ctx context.Context, first plan) {
	hello := wire.Everything(first.sni)
	hello.Versions, hello.Schemes = below13(hello.Versions), goSchemes
	p.add(p.rawHello(ctx, first, model.PurposeRawModern, hello))
}

// atOnceWait is how long the dial may take that leaves out a dialogue.
const atOnceWait = 3 * time.Second

// dialAtOnce follows a plain-text dialogue that did not lead to TLS: does the port speak TLS from the first byte? It is
// kept only if so, which it reports.
func (p *prober) dialAtOnce(ctx context.Context, first plan) bool {
	ctx, cancel := context.WithTimeout(ctx, atOnceWait)
	defer cancel()
	first.atOnce = true
	if a := p.rawHello(ctx, first, model.PurposeTLSAtOnce, wire.Everything(first.sni)); a.Version != "" || a.Trouble == model.TroubleAlert {
		p.add(a)
		return true
	}
	return false
}

// narrow shows which of crypto/tls's limits the server cannot live with. What it chose among everything would not: it may
// prefer something that crypto/tls has not and could do without it, and in TLS 1.3 its choice of a signature is not seen.
func (p *prober) narrow(ctx context.Context, first plan, all wire.RawHello) {
	suites, groups, schemes := all, all, all
	suites.Suites, groups.Groups, schemes.Schemes = everySuite(), goGroups, goSchemes
	p.add(p.rawHello(ctx, first, model.PurposeRawSuites, suites))
	p.add(p.rawHello(ctx, first, model.PurposeRawGroups, groups))
	ours := p.rawHello(ctx, first, model.PurposeRawSchemes, schemes)
	p.add(ours)
	if ours.Trouble != model.TroubleAlert {
		return
	}
	for _, kind := range otherSchemes {
		all.Schemes = kind
		if a := p.rawHello(ctx, first, model.PurposeRawScheme, all); a.Version != "" {
			a.Scheme = wire.SchemeName(kind[0])
			p.add(a)
			return
		}
	}
}

// rawHello sends one ClientHello made by hand, which may offer what crypto/tls has not (DHE, X448, secp256k1, SSL 3.0),
// and reads what the server says to it, through the ServerKeyExchange.
func (p *prober) rawHello(ctx context.Context, pl plan, purpose string, hello wire.RawHello) model.Attempt {
	ctx, cancel := context.WithTimeout(ctx, p.Dial.Timeout)
	defer cancel()
	a := model.Attempt{Purpose: purpose, Phase: model.PhaseConnect, Alert: -1, Address: pl.address, Ended: model.EndFailed}
	conn, err := connect(ctx, pl.address)
	if err != nil {
		fail(ctx, &a, err)
		return a
	}
	defer conn.Close()
	c := &connection{prober: p, plan: pl, attempt: a, recorder: wire.New(recordLimit)}
	c.phase.Store(model.PhaseHello)
	if err := c.startTLS(c.recorder.Tap(conn)); err != nil {
		fail(ctx, &c.attempt, err)
		return c.attempt
	}
	c.attempt.Phase = model.PhaseHello
	hello.ALPN = pl.alpn
	if _, err := conn.Write(hello.Marshal()); err != nil {
		fail(ctx, &c.attempt, err)
		return c.attempt
	}
	within(ctx, conn, httpWait)
	answer, err := wire.ReadServerHello(conn)
	if err != nil {
		fail(ctx, &c.attempt, err)
	}
	return chosen(c.attempt, answer)
}

// chosen notes what a server picked from the hand-made hello.
func chosen(a model.Attempt, answer wire.Answer) model.Attempt {
	if answer.Alert != nil {
		a.Alert, a.Trouble = answer.Alert.Number, model.TroubleAlert
		return a
	}
	if answer.Version == 0 {
		return a
	}
	a.Version, a.Suite, a.Phase = wire.VersionName(answer.Version), wire.SuiteName(answer.Suite), model.PhaseHandshake
	if answer.Group != 0 {
		a.Group = wire.GroupName(answer.Group)
	}
	if answer.Scheme != 0 {
		a.Scheme = wire.SchemeName(answer.Scheme)
	}
	a.ServerDER = answer.Chain
	a.Lacks = lacking(answer)
	return a
}

// lacking names what crypto/tls does not have of a server's choice: suite, group or scheme; "" when it has all of it.
func lacking(answer wire.Answer) string {
	switch {
	case !slices.Contains(everySuite(), answer.Suite):
		return "suite"
	case answer.Group != 0 && !slices.Contains(goGroups, answer.Group):
		return "group"
	case answer.Scheme != 0 && !slices.Contains(goSchemes, answer.Scheme):
		return "scheme"
	}
	return ""
}

// goGroups and goSchemes are what crypto/tls offers by itself (Go 1.26, crypto/tls/common.go): X25519, the three NIST
// curves and the hybrids; PSS, ECDSA, Ed25519 and RSA PKCS #1, without SHA-1, which this program adds (go.mod).
var (
	goGroups  = []uint16{29, 23, 24, 25, 4588, 4587, 4589}
	goSchemes = []uint16{0x0804, 0x0805, 0x0806, 0x0403, 0x0503, 0x0603, 0x0807, 0x0401, 0x0501, 0x0601}
)
