// Package chain judges a certificate chain rule by rule instead of stopping at the first fault, so that it can be explained.
//
// Every candidate path from the leaf towards the trusted roots is built, every rule of the table in rules.go looks at every
// path on its own, and the findings of the best path are reported. It is never more lenient than crypto/x509: what Go's
// Verify refuses has at least one fatal finding here. It is stricter where RFC 5280 is.
package chain

import (
	"crypto/x509"
	"time"

	"certwright/model"
)

// Purpose is what the leaf is to be used for.
type Purpose string

// Purposes. AnyPurpose checks no extended key usage and no key usage of the leaf.
const (
	AnyPurpose Purpose = ""
	Server     Purpose = "server"
	Client     Purpose = "client"
)

// CRL is a revocation list that we hold, and where it came from.
type CRL struct {
	List *x509.RevocationList
	File string
	// Found lists lay somewhere and were not asked for: that one is for other certificates is no news.
	Found bool
}

// Input is everything that the rules may look at. Nothing is fetched and no file is read.
type Input struct {
	// Leaf is the certificate to be judged; nil when it does not parse (then DER[0] says why).
	Leaf *x509.Certificate
	// Sent are the certificates that came after the leaf, in the order sent.
	Sent []*x509.Certificate
	// DER, when given, is the whole Certificate message as sent, leaf first, with those that do not parse.
	// Leaf and Sent are filled from it when they are nil.
	DER [][]byte
	// Roots are the trust anchors: any certificate, self-signed or not, as in Go.
	Roots []*x509.Certificate
	// TrustName is what people call the trust: the CA's name and file. "" with System means the system's store.
	TrustName string
	// System asks the system's trust store when there are no Roots.
	System bool
	// Extra are certificates that we hold without trusting them. They never excuse the server; they serve to say
	// what is missing and where it lies. ExtraFiles maps the hex SHA-256 of their DER to the file.
	Extra      []*x509.Certificate
	ExtraFiles map[string]string
	// Refused are certificates, DER, that were given as roots or intermediates and that crypto/x509 cannot read: where
	// one of them is the missing issuer, it is told why.
	Refused [][]byte
	// Name is the host name or IP address that was dialled, or a mailbox (with an @); "" checks no name. Non-ASCII host
	// names are compared as A-labels.
	Name string
	// AlsoNames are names of the same kinds that the leaf has to be valid for, too.
	AlsoNames []string
	Purpose   Purpose
	// Now is the time to judge by; zero is the present.
	Now  time.Time
	CRLs []CRL
	// AskLists makes it fatal when the lists given leave out what they were given for: the leaf, and whatever else a CA
	// of one of these lists has issued. Without it a list that cannot be used is a warning.
	AskLists bool
	OCSP     []byte // stapled response, DER
	// KeyExchange is "RSA" when the suite encrypts to the leaf's key, "ECDHE" or "DHE" when the key only signs
	// (all of TLS 1.3), "" when unknown.
	KeyExchange string
	// Party is whose chain this is: PartyServer when empty, PartyClient for our own client certificate.
	Party model.Party
	// Strict makes fatal what is a warning otherwise because ordinary clients let it pass: every breach of RFC 5280's
	// profile, and, when CRLs are given, a certificate below the root for which none of them can be used.
	Strict bool
}

// Result is the judgement.
type Result struct {
	Findings []model.Finding       // arranged for reading; those of the best path and of what was sent
	Paths    [][]*x509.Certificate // candidate paths, leaf first, best first; at most 16
	OK       bool                  // no fatal finding
}

// maxPathsShown bounds Result.Paths: more than that nobody reads.
const maxPathsShown = 16

// Verify judges a chain. It never panics on hostile certificates and its work is bounded (see budget).
func Verify(in Input) Result {
	r := judge(in)
	if model.OK(r.Findings) && len(r.Paths) > 0 {
		r.Findings = append(r.Findings, goRefuses(complete(in))...)
	}
	r.Findings = model.Arrange(r.Findings)
	r.OK = model.OK(r.Findings)
	return r
}

// judge applies our rules alone, without the comparison with Go.
func judge(in Input) Result {
	in = complete(in)
	c := &call{in: &in, budget: newBudget()}
	var out Result
	if in.Leaf != nil {
		c.graph = newGraph(&in, c.budget)
		c.explore()
		for _, p := range c.paths {
			if len(out.Paths) < maxPathsShown {
				out.Paths = append(out.Paths, p.x509())
			}
		}
		if len(c.paths) > 0 {
			c.best = c.paths[0]
			out.Findings = append(out.Findings, c.best.findings...)
		}
	}
	out.Findings = append(out.Findings, c.run(once)...)
	out.Findings = c.attribute(out.Findings)
	return out
}

// complete fills what the caller left out.
func complete(in Input) Input {
	if in.Now.IsZero() {
		in.Now = time.Now()
	}
	if in.Party == "" {
		in.Party = model.PartyServer
	}
	if in.TrustName == "" && in.System {
		in.TrustName = "system"
	}
	if in.Leaf != nil && len(in.Leaf.Raw) == 0 {
		in.Leaf = nil
	}
	if in.Leaf == nil && len(in.DER) > 0 {
		in.Leaf = parse(in.DER[0])
	}
	if in.Sent == nil && len(in.DER) > 1 {
		for _, der := range in.DER[1:] {
			in.Sent = append(in.Sent, parse(der))
		}
	}
	in.Sent, in.Extra = present(in.Sent), present(in.Extra)
	in.Roots = present(in.Roots)
	return in
}

// parse returns nil for what crypto/x509 cannot read.
func parse(der []byte) *x509.Certificate {
	x, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	return x
}

// present drops nil entries.
func present(list []*x509.Certificate) []*x509.Certificate {
	var out []*x509.Certificate
	for _, x := range list {
		if x != nil && len(x.Raw) > 0 {
			out = append(out, x)
		}
	}
	return out
}

// attribute turns the server's faults into the client's when it is our own client chain that is judged.
func (c *call) attribute(findings []model.Finding) []model.Finding {
	for i, f := range findings {
		if f.Party == model.PartyServer {
			findings[i].Party = c.in.Party
		}
	}
	return findings
}
