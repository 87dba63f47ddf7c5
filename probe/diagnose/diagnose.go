// Package diagnose turns what a probe saw into findings. It is pure: the observation and what we hold go in, findings
// come out; no clock, no network, no files. To add a cause: its row in model/codes_*.go, its words in assets/causes,
// one rule here (a function from *scene to findings) in the list below, a test against a server that has the fault.
package diagnose

import (
	"cmp"
	"crypto/x509"
	"slices"
	"strings"

	"certwright/model"
	"certwright/pki/chain"
)

// Known is what our side holds and was given: the observation is judged against it.
type Known struct {
	Roots  []*x509.Certificate // what the server's chain must lead to
	Trust  string              // what people call that: an authority's name, a file, or "" for the system's store
	System bool                // Roots is the system's trust store
	Client []*x509.Certificate // the certificate that was offered, with its chain; nil: none
	Ref    string              // what people call it: AUTHORITY/NAME or the file
	Given  []model.Finding     // findings about the files that were given
	Held   []Held              // every identity of the workspace
	Extra  []*x509.Certificate // other certificates of the workspace: candidates for a missing link
	Files  map[string]string   // SHA-256 (hex) of a certificate of Extra -> its file
	CRLs   []chain.CRL
}

// Held is an identity of the workspace with its parsed chain.
type Held struct {
	model.Identity
	Leaf    *x509.Certificate
	Earlier *x509.Certificate // its certificate before, which may be for another key; nil: none
	Chain   []*x509.Certificate
	Issuer  *x509.Certificate // the authority's certificate
	CanSign bool              // the authority's key is here
}

// scene is what every rule looks at.
type scene struct {
	model.Observation
	Known
	main   model.Attempt
	leaf   *x509.Certificate // nil when none was seen or it does not parse
	sent   []*x509.Certificate
	server chain.Result // verdict on the server's chain

	verdict *chain.Result // see client
	served  *servedBy     // see servedIdentity
}

// rules are independent of each other; every one is asked, all their findings are reported.
var rules = []func(*scene) []model.Finding{
	reach, notTLS, protocol, alerts,
	serverChain, oldCertificate, clock, intercepted, defaultCertificate,
	clientRefused, clientWithheld, clientCertificate,
	httpAnswer, serviceReply, guards, member, strangers,
}

// Findings reports everything that the observation shows, in the order in which it is to be read.
func Findings(o model.Observation, k Known) []model.Finding {
	s := newScene(o, k)
	found := append([]model.Finding(nil), k.Given...)
	for _, rule := range rules {
		found = append(found, rule(s)...)
	}
	found = append(found, s.unexplained(found)...)
	return model.Arrange(s.remedy(found))
}

// unexplained keeps the promise that a dial is never called healthy when it did not end well: where no rule had a word
// for what stopped it, its own error is told.
func (s *scene) unexplained(found []model.Finding) []model.Finding {
	a := s.main
	if !s.Done || len(s.Attempts) == 0 || a.Complete && a.Trouble == model.TroubleNone || !model.OK(found) {
		return nil
	}
	return one(model.New(model.HandshakeBroken, "address", a.Address, "error", cmp.Or(a.Error, string(a.Trouble), string(a.Phase))).Sure(model.Possible).Seen("crypto/tls"))
}

func newScene(o model.Observation, k Known) *scene {
	s := &scene{Observation: o, Known: k}
	s.main, _ = o.Main()
	shown := s.ServerChain()
	for i, der := range shown {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			continue
		}
		if i == 0 {
			s.leaf = cert
		} else {
			s.sent = append(s.sent, cert)
		}
	}
	if len(shown) > 0 {
		s.server = chain.Verify(s.input(shown))
	}
	return s
}

// client is our own verdict on the client chain, against the same roots. It is asked only where the server was not content.
func (s *scene) client() chain.Result {
	if s.verdict == nil {
		s.verdict = &chain.Result{}
		if len(s.Client) > 0 {
			*s.verdict = chain.Verify(chain.Input{
				Leaf: s.Client[0], Sent: s.Client[1:], Roots: s.Roots, TrustName: s.Trust, System: s.System,
				Purpose: chain.Client, Party: model.PartyClient, Now: s.Now, CRLs: s.CRLs,
				Extra: slices.Concat(s.Extra, s.sent), ExtraFiles: s.Files, // the server may have sent the very link that ours lacks
			})
		}
	}
	return *s.verdict
}

// input is the judgement of a server chain, leaf first in DER, as this probe asks for it.
func (s *scene) input(der [][]byte) chain.Input {
	return chain.Input{
		DER: der, Roots: s.Roots, TrustName: s.Trust, System: s.System,
		Name: s.name(), Purpose: chain.Server, Now: s.Now, Extra: s.Extra, ExtraFiles: s.Files,
		CRLs: s.CRLs, OCSP: s.main.OCSP, KeyExchange: s.keyExchange(),
	}
}

// keyExchange says whether the leaf's key decrypts (static RSA, TLS 1.2 and before) or only signs, as ordinary clients
// have it where the other way is all that the key may be used for.
func (s *scene) keyExchange() string {
	a := s.main
	switch {
	case strings.HasPrefix(a.Suite, "TLS_RSA_") && !s.mayNotSign():
		return "RSA"
	case a.Suite == "":
		return ""
	}
	return "ECDHE"
}

// name is what the certificate has to be valid for: the name asked for, else what was dialled.
func (s *scene) name() string {
	if s.Dial.ServerName != "" {
		return s.Dial.ServerName
	}
	return s.Dial.Host
}

// one is a rule's usual answer.
func one(f model.Finding) []model.Finding { return []model.Finding{f} }
