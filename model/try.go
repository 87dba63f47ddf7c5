package model

import "strings"

// Changes of an experiment: the values of Try.Change. assets has words for each.
const (
	TryWithoutCertificate = "without-certificate" // no client certificate is sent
	TryTLS12              = "tls12-only"          // TLS 1.3 is not offered
	TryShortHello         = "short-hello"         // no post-quantum key share, so that the ClientHello fits into one packet
	TryNoSNI              = "no-sni"              // no server name is sent
	TryOtherSNI           = "other-sni"           // another one; With is the name
	TryIntermediate       = "with-intermediate"   // our client chain, completed from the workspace; With is what was appended
	TryNoALPN             = "no-alpn"             // no application protocol is offered

	// Signed in memory for one minute, never written. With is the authority that signs.
	TryTwin     = "minted-same"   // differs from ours in nothing: the control
	TryMintEKU  = "minted-eku"    // ours with clientAuth added
	TryMintDate = "minted-dates"  // ours, valid now
	TryMintCA   = "minted-issuer" // ours, signed by another CA
	TryMintGood = "minted-good"   // everything put right
	// Everything put right but this one: tells apart faults that stand together.
	TryButEKU   = "minted-but-eku"
	TryButDate  = "minted-but-dates"
	TryButCA    = "minted-but-issuer"
	TryButChain = "minted-but-chain"
)

// Results of an experiment: the values of Try.Result. "" means that it has not been made yet.
const (
	TryGreen   = "green"   // it works, or: we are let in
	TryRefused = "refused" // the server refuses us, in other words than before where Detail differs
	TryFailed  = "failed"  // no handshake, for another reason
	TrySame    = "same"    // nothing changed
	TryOther   = "other"   // the server showed another certificate
	TryAsked   = "asked"   // now the server asks for a client certificate
)

// Minting reports whether an experiment needs a certificate that is signed for it.
func (t Try) Minting() bool { return strings.HasPrefix(t.Change, "minted-") }

// MaxTries is how many connections experiments on one report make at most.
const MaxTries = 12

// TryPlan is what could be tried on a report, before anything is dialled.
type TryPlan struct {
	Before Try   `json:"before"` // the dial that is compared with, without a Change
	Plain  []Try `json:"plain"`  // needs no certificate that does not exist yet
	Minted []Try `json:"minted"` // needs client certificates minted in memory: only after a yes
	// Authorities would sign them.
	Authorities []string `json:"authorities,omitempty"`
}

// Empty reports whether there is nothing to try.
func (p TryPlan) Empty() bool { return len(p.Plain)+len(p.Minted) == 0 }

// Made are the experiments of a table that have been made.
func Made(table []Try) []Try {
	var out []Try
	for _, t := range table {
		if t.Result != "" {
			out = append(out, t)
		}
	}
	return out
}

// Triable reports whether trying can tell something about a finished report at all. What exactly, and whether what it
// takes is at hand, is a TryPlan.
func Triable(r Report) bool {
	if !r.Done || !r.Observation.Done {
		return false
	}
	for _, f := range r.Findings {
		switch f.Code {
		case ClientCertRejected, ClientCertRequired, HTTPRefusedClient, ClientCertNotAsked, HandshakeFailure, ClosedNoAlert,
			AlertReceived, HandshakeBroken, ServerNameRefused, ALPNRefused, NameMismatch, DefaultCertificate:
			return true
		case Timeout:
			return f.Variant == "hello"
		}
	}
	a, _ := r.Observation.Main()
	return a.Complete && a.Sent && a.Trouble == TroubleNone && r.Strangers == ""
}

// TryOptions is what a person agreed to.
type TryOptions struct {
	Mint bool // sign client certificates in memory
	// Passphrases open encrypted CA keys, by authority; "" is for every other one. They never leave the process.
	Passphrases map[string]string
}

// Symptom reports a code that says that something went wrong and not why: a proven cause takes its place.
func (c Code) Symptom() bool {
	switch c {
	case HandshakeFailure, ClosedNoAlert, AlertReceived, HandshakeBroken, Timeout:
		return true
	}
	return false
}

// Certain reports whether no fault is left whose cause is open: what was read from the bytes needs no experiment.
func Certain(r Report) bool {
	for _, f := range r.Findings {
		if f.Severity == Fatal && (f.Certainty != Proven || f.Code.Symptom()) {
			return false
		}
	}
	return true
}

// ProvenByTrying are the findings that experiments have made certain.
func ProvenByTrying(r Report) []Finding {
	var out []Finding
	for _, f := range r.Findings {
		for _, x := range r.Tries {
			exact := x.Variant == f.Variant || x.Variant == "" && f.Variant == "closed"
			if x.Shows == f.Code && exact && f.Certainty == Proven && f.Severity != Note {
				out = append(out, f)
				break
			}
		}
	}
	return out
}
