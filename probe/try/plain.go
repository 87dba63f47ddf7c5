package try

import (
	"crypto/x509"
	"net"
	"slices"
	"strings"

	"certwright/model"
	"certwright/probe"
)

// plain are the experiments that need no certificate that does not exist yet.
func plain(t *trial) []step {
	var out []step
	for _, list := range []func(*trial) []step{withoutCertificate, withIntermediate, shortHello, oldVersion, noName, otherName, noALPN} {
		out = append(out, list(t)...)
	}
	return out
}

func fixed(c probe.Change) func() (probe.Change, error) {
	return func() (probe.Change, error) { return c, nil }
}

// withoutCertificate: after a refusal another answer than before proves that the server read ours and did not like it;
// where we are let in, it shows whether strangers are, too.
func withoutCertificate(t *trial) []step {
	base := t.base()
	healthy := t.works(base) && base.Sent && t.Seen.Stranger == nil && !t.has(model.ApplicationRefused)
	if !t.turnedDown() && !healthy {
		return nil
	}
	s := step{try: model.Try{Change: model.TryWithoutCertificate}, makes: fixed(probe.Change{Without: true})}
	s.shows = func(r model.Try, _ model.Attempt) (model.Code, string) {
		switch code, _ := t.refusal(); {
		case r.Result == model.TrySame, r.Result == model.TryFailed:
		case !healthy:
			return code, ""
		case r.Result == model.TryGreen:
			return model.StrangersGetIn, ""
		}
		return "", ""
	}
	return []step{s}
}

// withIntermediate completes the chain that we send.
func withIntermediate(t *trial) []step {
	given, links := t.Config.Certificate, t.missing()
	if !t.turnedDown() || given == nil || len(links) == 0 {
		return nil
	}
	longer := *given
	longer.Certificate = slices.Clone(given.Certificate)
	var names []string
	for _, l := range links {
		longer.Certificate = append(longer.Certificate, l.Raw)
		names = append(names, shortName(l))
	}
	s := step{try: model.Try{Change: model.TryIntermediate, With: strings.Join(names, ", ")}, makes: fixed(probe.Change{Certificate: &longer})}
	s.shows = func(r model.Try, _ model.Attempt) (model.Code, string) {
		code, _ := t.refusal()
		return ifGreen(r, code, t.variant(faultChain))
	}
	return []step{s}
}

// shortHello leaves out the post-quantum key share, which makes a ClientHello longer than one packet: some devices and
// servers read no further than the first, and hang up or wait.
func shortHello(t *trial) []step {
	base := t.base()
	if !t.brokenOff() || len(base.ServerDER) > 0 || !slices.Contains(base.OfferedVersions, "TLS 1.3") {
		return nil
	}
	return []step{{
		try: model.Try{Change: model.TryShortHello}, makes: fixed(probe.Change{Classic: true}),
		shows: func(r model.Try, _ model.Attempt) (model.Code, string) {
			return ifGreen(r, model.OversizedMessage, "long-hello")
		},
	}}
}

// oldVersion offers nothing above TLS 1.2: the server checks our certificate inside that handshake, so its refusal cannot
// be lost, and what stumbles over TLS 1.3 does not.
func oldVersion(t *trial) []step {
	base := t.base()
	offered := slices.Contains(base.OfferedVersions, "TLS 1.3") && slices.Contains(base.OfferedVersions, "TLS 1.2")
	code, _ := t.refusal()
	silent := code != "" && hungUp(base)
	quiet := t.works(base) && base.Sent && base.Ended == model.EndQuiet
	if !offered || t.green(model.TryShortHello) || base.Version != "" && base.Version != "TLS 1.3" || !t.brokenOff() && !silent && !quiet && !t.unasked() {
		return nil
	}
	s := step{try: model.Try{Change: model.TryTLS12}, makes: fixed(probe.Change{MaxTLS: "1.2"})}
	s.reads = t.asks
	s.shows = func(r model.Try, a model.Attempt) (model.Code, string) {
		switch {
		case t.brokenOff():
			return ifGreen(r, model.ProtocolVersion, "intolerant")
		case silent && r.Result == model.TryRefused:
			return t.saidOf(a, code)
		case t.unasked() && r.Result == model.TrySame:
			return model.ClientCertNotAsked, ""
		}
		return "", ""
	}
	return []step{s}
}

// saidOf takes what the other version was told for certain about the same refusal.
func (t *trial) saidOf(a model.Attempt, code model.Code) (model.Code, string) {
	if t.Diagnose == nil {
		return "", ""
	}
	for _, f := range t.Diagnose(a) {
		if f.Code == code && f.Certainty == model.Proven {
			return code, f.Variant
		}
	}
	return "", ""
}

// noName sends no server name: another certificate, or an end of the refusal, shows what the name did.
func noName(t *trial) []step {
	base := t.base()
	_, made := t.Seen.Find(model.PurposeNoName)
	if made || base.SNI == "" || !t.brokenOff() && !t.has(model.ServerNameRefused, model.NameMismatch, model.DefaultCertificate) {
		return nil
	}
	s := step{try: model.Try{Change: model.TryNoSNI}, makes: fixed(probe.Change{NoSNI: true})}
	s.reads = func(a model.Attempt) model.Try {
		t.names = dnsNames(a)
		return t.shown(a)
	}
	s.shows = func(r model.Try, _ model.Attempt) (model.Code, string) {
		switch {
		case len(base.ServerDER) == 0:
			return ifGreen(r, model.ServerNameRefused, "")
		case r.Result == model.TrySame && t.has(model.NameMismatch) && t.finding(model.NameMismatch).Variant == "":
			return model.DefaultCertificate, "" // the variants are near misses: that certificate was meant for this name
		case r.Result == model.TryOther:
			return model.NameMismatch, ""
		}
		return "", ""
	}
	return []step{s}
}

// otherName asks for a name that the certificate has: of the one that was shown, of the one that comes without a name, or
// under which the workspace knows the host.
func otherName(t *trial) []step {
	base := t.base()
	name := t.otherNameToAsk()
	if name == "" || !t.brokenOff() && !t.has(model.ServerNameRefused, model.NameMismatch) && !(t.unasked() && base.SNI == "") {
		return nil
	}
	s := step{try: model.Try{Change: model.TryOtherSNI, With: name}, makes: fixed(probe.Change{ServerName: name})}
	s.reads = t.asks
	s.shows = func(r model.Try, a model.Attempt) (model.Code, string) {
		switch {
		case len(base.ServerDER) == 0:
			variant := ""
			if base.SNI == "" {
				variant = "none-sent"
			}
			return ifGreen(r, model.ServerNameRefused, variant)
		case t.has(model.NameMismatch) && r.Result == model.TryGreen && validFor(a, name):
			return model.NameMismatch, ""
		case t.unasked() && r.Result == model.TrySame:
			return model.ClientCertNotAsked, ""
		}
		return "", ""
	}
	return []step{s}
}

func (t *trial) otherNameToAsk() string {
	for _, d := range t.done {
		if d.Change == model.TryOtherSNI {
			return d.With // one is enough
		}
	}
	base := t.base()
	for _, n := range slices.Concat(dnsNames(base), t.names, t.Names) {
		if !strings.HasPrefix(n, "*") && net.ParseIP(n) == nil && !strings.EqualFold(n, base.SNI) && !strings.EqualFold(n, t.Config.Dial.ServerName) {
			return n
		}
	}
	return ""
}

// noALPN offers no application protocol.
func noALPN(t *trial) []step {
	base := t.base()
	if len(base.OfferedALPN) == 0 || t.has(model.Timeout) || !t.brokenOff() && !t.has(model.ALPNRefused) {
		return nil
	}
	if _, made := t.Seen.Find(model.PurposeNoALPN); made {
		return nil
	}
	return []step{{
		try: model.Try{Change: model.TryNoALPN}, makes: fixed(probe.Change{NoALPN: true}),
		shows: func(r model.Try, _ model.Attempt) (model.Code, string) { return ifGreen(r, model.ALPNRefused, "") },
	}}
}

// brokenOff: TLS was begun and ended before a certificate was asked of us, and nothing says why for certain.
func (t *trial) brokenOff() bool {
	return t.has(model.HandshakeFailure, model.ClosedNoAlert, model.AlertReceived, model.HandshakeBroken) && brokenOff(t.base()) ||
		t.finding(model.Timeout).Variant == "hello"
}

// unasked: we have a certificate and the server, content otherwise, did not want to see it.
func (t *trial) unasked() bool {
	base := t.base()
	return base.Complete && !base.Asked && base.Trouble == model.TroubleNone && len(t.Client) > 0
}

// asks is judge where the question is whether the server asks for a certificate now.
func (t *trial) asks(a model.Attempt) model.Try {
	r := t.judge(a)
	switch {
	case !t.unasked() || r.Result == model.TryFailed:
	case a.Asked:
		r.Result = model.TryAsked
	default:
		r.Result = model.TrySame
	}
	return r
}

// shown is judge where the question is which certificate the server shows.
func (t *trial) shown(a model.Attempt) model.Try {
	base, r := t.base(), t.judge(a)
	if len(base.ServerDER) == 0 || len(a.ServerDER) == 0 {
		return r
	}
	r.Result, r.Detail = model.TrySame, ""
	if string(a.ServerDER[0]) != string(base.ServerDER[0]) {
		r.Result, r.Detail = model.TryOther, strings.Join(dnsNames(a), ", ")
	}
	return r
}

func ifGreen(r model.Try, code model.Code, variant string) (model.Code, string) {
	if r.Result != model.TryGreen {
		return "", ""
	}
	return code, variant
}

func leafOf(a model.Attempt) *x509.Certificate {
	if len(a.ServerDER) == 0 {
		return nil
	}
	c, err := x509.ParseCertificate(a.ServerDER[0])
	if err != nil {
		return nil
	}
	return c
}

func dnsNames(a model.Attempt) []string {
	if c := leafOf(a); c != nil {
		return c.DNSNames
	}
	return nil
}

func validFor(a model.Attempt, name string) bool {
	c := leafOf(a)
	return c != nil && c.VerifyHostname(name) == nil
}

func shortName(c *x509.Certificate) string {
	if c.Subject.CommonName != "" {
		return c.Subject.CommonName
	}
	return c.Subject.String()
}
