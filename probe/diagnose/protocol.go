package diagnose

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"slices"
	"strconv"
	"strings"

	"certwright/model"
)

// Alert numbers that decide something here (RFC 8446 section 6.2, RFC 5246 section 7.2.2).
const (
	alertHandshakeFailure    = 40
	alertNoCertificate       = 41
	alertBadCertificate      = 42
	alertUnsupportedCert     = 43
	alertRevoked             = 44
	alertExpired             = 45
	alertCertificateUnknown  = 46
	alertIllegalParameter    = 47
	alertUnknownCA           = 48
	alertAccessDenied        = 49
	alertDecodeError         = 50
	alertDecryptError        = 51
	alertProtocolVersion     = 70
	alertInsufficient        = 71
	alertInternalError       = 80
	alertUnrecognizedName    = 112
	alertCertificateRequired = 116
	alertNoALPN              = 120
)

// protocol: what was negotiated, or why nothing was.
func protocol(s *scene) []model.Finding {
	var found []model.Finding
	a := s.main
	if a.Version != "" && oldVersion(a.Version) {
		found = append(found, model.New(model.ProtocolVersion, "address", a.Address, "ours", goodVersions, "theirs", a.Version).As("old").Seen("ServerHello"))
	}
	if first, ok := s.Find(model.PurposeFirst); ok && first.Alert == alertNoALPN {
		if again, ok := s.Find(model.PurposeMoreALPN); ok && again.Alert == alertNoALPN && !greets(a) {
			found = append(found, model.New(model.ALPNRefused, "address", a.Address, "offered", strings.Join(again.OfferedALPN, ", ")).Seen("Alert"))
		}
	}
	if every, ok := s.Find(model.PurposeEverySuite); ok && len(every.ServerDER) > 0 {
		if raw, ok := s.Find(model.PurposeRawHello); ok && raw.Lacks == "group" {
			return append(found, model.New(model.NoSharedGroup, "address", a.Address, "needs", raw.Group).Seen("a hand-made ClientHello that offers everything"))
		}
		if !s.mayNotSign() {
			found = append(found, model.New(model.NoSharedCipher, "address", a.Address, "needs", every.Suite).Seen("second dial with every suite"))
		}
	}
	switch a.Trouble {
	case model.TroubleOversized:
		f := model.New(model.OversizedMessage, "address", a.Address, "error", a.Error).Seen("crypto/tls")
		if a.Version != "" { // a ServerHello came: it is TLS, and what comes next are the certificates
			f = f.As("certificates")
		}
		found = append(found, f)
	case model.TroubleLocal:
		found = append(found, broken(s)...)
	}
	found = append(found, sha1Only(s)...)
	return append(found, startTLSRefused(s)...)
}

// mayNotSign: the server's key is for decrypting alone, by its certificate, and the server came with the static RSA key
// exchange, which needs nothing else and which ordinary clients do not offer. GnuTLS keeps to such a certificate: it has
// TLS 1.3 and ECDHE, and offers neither.
func (s *scene) mayNotSign() bool {
	every, ok := s.Find(model.PurposeEverySuite)
	return ok && s.leaf != nil && strings.HasPrefix(every.Suite, "TLS_RSA_") &&
		s.leaf.KeyUsage&x509.KeyUsageKeyEncipherment != 0 && s.leaf.KeyUsage&x509.KeyUsageDigitalSignature == 0
}

// startTLSRefused: the plain-text dialogue did not lead to TLS.
func startTLSRefused(s *scene) []model.Finding {
	a := s.main
	if once, ok := s.Find(model.PurposeTLSAtOnce); ok {
		answer := once.Version
		if answer == "" {
			answer = alertText(once)
		}
		return one(model.New(model.StartTLSRefused, "address", a.Address, "protocol", s.Dial.StartTLS, "answer", answer).
			As("tls-at-once").By(model.PartyClient).Seen("ServerHello").Fixed(model.Fix{Kind: model.FixStartTLS}))
	}
	if a.Trouble != model.TroubleStartTLS || len(speaksOther(s)) > 0 {
		return nil
	}
	_, answer, _ := strings.Cut(a.Error, ": ") // the error begins with what it is
	return one(model.New(model.StartTLSRefused, "address", a.Address, "protocol", s.Dial.StartTLS, "answer", answer).Seen("the dialogue before TLS"))
}

// greets: behind TLS it speaks first, and not HTTP. That it wanted none of the protocols of the web is what we had offered
// in vain, and no fault of a mail server (exim refuses them against cross-protocol attacks).
func greets(a model.Attempt) bool {
	for _, b := range banners {
		if a.Greeting != "" && b.protocol != "HTTP" && b.match(a.Greeting) {
			return true
		}
	}
	return false
}

// goodVersions are what a server should have today (RFC 8996).
const goodVersions = "TLS 1.2, TLS 1.3"

func oldVersion(v string) bool {
	return v == "TLS 1.0" || v == "TLS 1.1" || strings.HasPrefix(v, "SSL")
}

// broken: our own TLS library stopped. Where the certificate explains it, the chain's rules do.
func broken(s *scene) []model.Finding {
	a := s.main
	for _, f := range s.server.Findings {
		if f.Code == model.UnreadableCert || f.Code == model.UnsupportedKey || f.Code == model.MalformedCert && f.Severity == model.Fatal {
			return nil
		}
	}
	if oldVersion(a.Version) { // protocol says it
		return nil
	}
	return one(model.New(model.HandshakeBroken, "address", a.Address, "error", a.Error).Seen("crypto/tls"))
}

// refusedHello explains alerts 40, 70, 71 and 80 by what the server picked from hand-made hellos that offer everything.
func refusedHello(s *scene, a model.Attempt) []model.Finding {
	const source = "a hand-made ClientHello that offers everything"
	var found []model.Finding
	add := func(f model.Finding) { found = append(found, f.Seen(source)) }
	if other, ok := s.Find(model.PurposeRawOther); ok && other.Version != "" {
		add(nameRefused(a))
		return found
	}
	raw, ok := s.Find(model.PurposeRawHello)
	if !ok {
		return nil
	}
	if old, ok := s.Find(model.PurposeRawBelow13); ok && raw.Version == "" && old.Version != "" {
		raw = old
	}
	if raw.Version == "" && s.onlySignatures() {
		add(model.New(model.NoSharedScheme, "address", a.Address, "needs", alertText(a)).As("none-fits").Sure(model.Likely))
		return found
	}
	if raw.Alert == alertHandshakeFailure || raw.Alert == alertInsufficient {
		add(model.New(model.NoSharedCipher, "address", a.Address, "needs", alertText(a)).As("none-fits").Sure(model.Likely))
		return found
	}
	switch { // whether it speaks our versions
	case raw.Version == "":
		return nil
	case oldVersion(raw.Version):
		add(model.New(model.ProtocolVersion, "address", a.Address, "ours", goodVersions, "theirs", raw.Version).As("old"))
	case !slices.Contains(a.OfferedVersions, raw.Version):
		add(s.otherVersion(a, raw.Version))
	}
	for _, f := range s.limits(a, raw, len(found) > 0) { // and with what else it would go on
		add(f)
	}
	if first, _ := s.Find(model.PurposeRawHello); len(found) == 0 && first.Version == "" && below13Only(raw.Scheme) {
		add(model.New(model.NoSharedScheme, "address", a.Address, "needs", raw.Scheme).Sure(model.Likely))
	}
	return found
}

// onlySignatures: the server refused all there is, and it has TLS 1.3, where every suite goes with every key: a version
// that nobody has it refused as a version.
func (s *scene) onlySignatures() bool {
	only, ok := s.Find(model.PurposeRawOnly13)
	none, other := s.Find(model.PurposeRawNoTLS)
	return ok && other && only.Alert == alertHandshakeFailure && none.Alert == alertProtocolVersion
}

// below13Only: a signature that TLS 1.3 does not know (RFC 8446 section 4.2.3). A server that makes no other, offered
// all, has to refuse where it takes TLS 1.3.
func below13Only(scheme string) bool {
	return strings.HasPrefix(scheme, "rsa_pkcs1_") || strings.HasSuffix(scheme, "_sha1") || strings.HasSuffix(scheme, "_sha224")
}

// sha1Only: the server can sign with SHA-1 alone. We took it; today's clients do not offer it.
func sha1Only(s *scene) []model.Finding {
	modern, ok := s.Find(model.PurposeRawModern)
	if _, unfit := s.unfitKey(); unfit || !ok || modern.Trouble != model.TroubleAlert {
		return nil // an RSA key of 512 bits can sign nothing longer
	}
	scheme := ""
	for _, m := range s.main.Messages {
		if m.Direction == model.FromServer && m.First(model.FieldScheme) != "" {
			scheme = m.First(model.FieldScheme)
		}
	}
	return one(model.New(model.NoSharedScheme, "address", s.main.Address, "needs", scheme).Seen("a hand-made ClientHello that leaves out SHA-1"))
}

// limits are what the server cannot do without and crypto/tls has not, one by one; together where only that explains it:
// what it picks from everything, where the refusal is explained already, it need not insist on.
func (s *scene) limits(a, raw model.Attempt, explained bool) []model.Finding {
	if f, ok := s.unfitKey(); ok {
		return f
	}
	refused := func(purpose string) bool {
		x, ok := s.Find(purpose)
		return ok && x.Trouble == model.TroubleAlert
	}
	var found []model.Finding
	suites, groups, schemes := refused(model.PurposeRawSuites), refused(model.PurposeRawGroups), refused(model.PurposeRawSchemes)
	alone := !explained && !suites && !groups && !schemes
	if suites || alone && raw.Lacks == "suite" {
		found = append(found, model.New(model.NoSharedCipher, "address", a.Address, "needs", raw.Suite))
	}
	if groups || alone && raw.Lacks == "group" {
		found = append(found, model.New(model.NoSharedGroup, "address", a.Address, "needs", raw.Group))
	}
	if schemes || alone && raw.Lacks == "scheme" {
		needs := raw.Scheme
		if kind, ok := s.Find(model.PurposeRawScheme); ok {
			needs = kind.Scheme
		}
		found = append(found, model.New(model.NoSharedScheme, "address", a.Address, "needs", needs))
	}
	return found
}

// unfitKey: the server's own certificate is what it cannot use with us: its key is of a kind that crypto/tls cannot check,
// or too small to sign, or it was signed in a way that nobody offers any more. What the server then fails to agree on is
// only what follows. The chain's rules tell most of it themselves.
func (s *scene) unfitKey() ([]model.Finding, bool) {
	for _, f := range s.server.Findings {
		switch f.Code {
		case model.UnsupportedKey, model.WeakSignature, model.WeakKey:
			if f.Severity == model.Fatal {
				return nil, true
			}
		}
	}
	if s.leaf == nil {
		return nil, false
	}
	if key, ok := s.leaf.PublicKey.(*ecdsa.PublicKey); ok && key.Curve == elliptic.P224() { // crypto/x509 knows it, TLS does not
		return one(model.New(model.UnsupportedKey, "certificate", shortName(s.leaf), "algorithm", "ECDSA P-224")), true
	}
	return nil, false
}

// otherVersion: the server has a version that we did not offer. Where the limits of this dial keep out a version that is
// still good, they are ours to lift.
func (s *scene) otherVersion(a model.Attempt, theirs string) model.Finding {
	f := model.New(model.ProtocolVersion, "address", a.Address, "ours", strings.Join(a.OfferedVersions, ", "), "theirs", theirs)
	if s.Dial.MinTLS != "" || s.Dial.MaxTLS != "" {
		f = f.By(model.PartyClient)
	}
	return f
}

// nameRefused: the server has nothing for the name that was sent, or wants one.
func nameRefused(a model.Attempt) model.Finding {
	f := model.New(model.ServerNameRefused, "address", a.Address, "sni", a.SNI, "alert", alertText(a))
	if a.SNI == "" {
		f = f.As("none-sent")
	}
	return f
}

// alerts: a refusal in so many words, before a client certificate came into it.
func alerts(s *scene) []model.Finding {
	a := s.main
	if first, ok := s.Find(model.PurposeFirst); ok && s.Told > 0 && a.Purpose == model.PurposeEverySuite {
		a = first // the second dial came further; what the first was told still holds
		if a.Alert == alertHandshakeFailure || a.Alert == alertInsufficient {
			return nil // no-shared-cipher says it
		}
	}
	if a.Alert < 0 || s.refused() {
		return nil
	}
	alert := alertText(a)
	if found := refusedHello(s, a); len(found) > 0 {
		return found
	}
	if _, unfit := s.unfitKey(); unfit && len(a.ServerDER) == 0 {
		return nil // the chain's rules say it
	}
	switch a.Alert {
	case alertProtocolVersion:
		return one(model.New(model.ProtocolVersion, "address", a.Address, "ours", strings.Join(a.OfferedVersions, ", "), "theirs", alert).As("refused").Seen("Alert"))
	case alertInsufficient:
		return one(model.New(model.NoSharedCipher, "address", a.Address, "needs", alert).As("unknown").Seen("Alert"))
	case alertUnrecognizedName:
		return one(nameRefused(a).Seen("Alert"))
	case alertNoALPN:
		return nil // protocol says it
	case alertHandshakeFailure:
		return one(model.New(model.HandshakeFailure, "address", a.Address, "alert", alert).Sure(model.Possible).Seen("Alert"))
	}
	return one(model.New(model.AlertReceived, "address", a.Address, "alert", alert, "phase", string(a.Phase)).Seen("Alert"))
}

// clientAlert: alerts that servers send about a client certificate, its absence included (facts: the table of servers).
func clientAlert(n int) bool {
	switch n {
	case alertHandshakeFailure, alertNoCertificate, alertBadCertificate, alertUnsupportedCert, alertRevoked, alertExpired,
		alertCertificateUnknown, alertUnknownCA, alertAccessDenied, alertDecodeError, alertCertificateRequired:
		return true
	}
	return false
}

// laterAlert: alerts that a server with trouble over the certificate we sent may use as well: the signature under it
// does not satisfy or is of a kind that it has not offered, or the verifier failed (GnuTLS over a key usage).
func laterAlert(n int) bool {
	return n == alertDecryptError || n == alertInternalError || n == alertIllegalParameter
}

// alertText is "42 bad_certificate": the number and the RFC's name, which the wire decoder put into the message.
func alertText(a model.Attempt) string {
	if a.Alert < 0 {
		return ""
	}
	for _, m := range a.Messages {
		if m.Kind == model.KindAlert && m.Direction == model.FromServer && m.Type == a.Alert {
			return strconv.Itoa(a.Alert) + " " + m.First(model.FieldAlert)
		}
	}
	return strconv.Itoa(a.Alert)
}
