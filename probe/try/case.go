package try

import (
	"bytes"
	"crypto/x509"
	"slices"

	"certwright/model"
	"certwright/pki"
	"certwright/probe"
)

// Case is a finished probe and what our side holds: everything that experiments are chosen by.
type Case struct {
	Config   probe.Config      // as it was dialled
	Seen     model.Observation // of that dial
	Findings []model.Finding   // what it means so far
	Client   []*x509.Certificate
	Roots    []*x509.Certificate // what we trust this server by
	System   bool                // Roots is the system's trust store: it says nothing about clients
	Links    []*x509.Certificate // CA certificates of the workspace
	Names    []string            // names under which the workspace knows the dialled host
	Signers  []Signer            // authorities whose key is here
	Mint     bool                // a person said yes to minted client certificates
	Tried    []model.Try         // made before on the same report
	// Diagnose reads an attempt as if it had been the dial.
	Diagnose func(model.Attempt) []model.Finding
}

// Signer is an authority of the workspace that could sign. Its key is not touched before Open.
type Signer struct {
	Authority string
	Cert      *x509.Certificate
	Open      func() (pki.Issuer, error) // fails with *model.Failure
}

// base is the attempt that everything is compared with.
func (c *Case) base() model.Attempt {
	a, _ := c.Seen.Main()
	return a
}

func (c *Case) has(codes ...model.Code) bool { return c.finding(codes...).Code != "" }

func (c *Case) finding(codes ...model.Code) model.Finding {
	for _, f := range c.Findings {
		if slices.Contains(codes, f.Code) {
			return f
		}
	}
	return model.Finding{}
}

// refusal is the finding that says that the server turned our certificate down, or the lack of one.
func (c *Case) refusal() (code model.Code, sent bool) {
	for _, f := range c.Findings {
		if f.Severity != model.Fatal {
			continue
		}
		switch f.Code {
		case model.ClientCertRejected, model.ClientCertRequired:
			return f.Code, f.Code == model.ClientCertRejected
		case model.HTTPRefusedClient:
			return f.Code, c.base().Sent
		}
	}
	return "", false
}

// turnedDown: our certificate was sent and refused.
func (c *Case) turnedDown() bool {
	code, sent := c.refusal()
	return code != "" && sent && len(c.Client) > 0
}

// path is the chain of a leaf as far as the workspace can complete it: what is sent, and the links above. rooted tells
// whether it ends in a self-signed certificate, which is its last.
func (c *Case) path(sent []*x509.Certificate) (path []*x509.Certificate, rooted bool) {
	path = slices.Clone(sent)
	for len(path) > 0 && len(path) < 10 {
		top := path[len(path)-1]
		if selfSigned(top) {
			return path, true
		}
		i := slices.IndexFunc(c.above(), func(l *x509.Certificate) bool { return issued(l, top) && !slices.Contains(path, l) })
		if i < 0 {
			return path, false
		}
		path = append(path, c.above()[i])
	}
	return path, false
}

// above are the certificates that can stand above a leaf: those of the workspace, and what we trust.
func (c *Case) above() []*x509.Certificate {
	if c.System {
		return c.Links
	}
	return append(slices.Clone(c.Links), c.Roots...)
}

// missing are the intermediates between what we sent and the root, as far as the workspace has them.
func (c *Case) missing() []*x509.Certificate {
	path, rooted := c.path(c.Client)
	rest := path[len(c.Client):]
	if rooted && len(rest) > 0 {
		rest = rest[:len(rest)-1]
	}
	return rest
}

// listed reports whether the server names a CA that stands somewhere on this path. No list accepts all names.
func (c *Case) listed(path []*x509.Certificate) bool {
	names := c.base().AcceptableCAs
	return len(names) == 0 || slices.ContainsFunc(path, func(x *x509.Certificate) bool {
		return slices.ContainsFunc(names, func(n []byte) bool { return bytes.Equal(x.RawIssuer, n) })
	})
}

// trusted reports whether a path leads to what we trust this server by, which most often is what it trusts us by.
func (c *Case) trusted(path []*x509.Certificate) bool {
	top := path[len(path)-1]
	return slices.ContainsFunc(c.Roots, func(r *x509.Certificate) bool { return r.Equal(top) || issued(r, top) })
}

// namesake reports whether something that we trust has the name of the path's issuer and another key.
func (c *Case) namesake(path []*x509.Certificate) bool {
	top := path[len(path)-1]
	return !c.trusted(path) && slices.ContainsFunc(c.Roots, func(r *x509.Certificate) bool { return bytes.Equal(r.RawSubject, top.RawIssuer) })
}

func issued(issuer, c *x509.Certificate) bool {
	return bytes.Equal(issuer.RawSubject, c.RawIssuer) && c.CheckSignatureFrom(issuer) == nil
}

func selfSigned(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, c.RawIssuer) }
