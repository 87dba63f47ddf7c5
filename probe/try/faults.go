package try

import (
	"cmp"
	"crypto/x509"
	"slices"
	"time"

	"certwright/model"
)

// fault is an attribute of our client certificate that a server may object to.
type fault string

const (
	faultIssuer fault = "issuer"
	faultEKU    fault = "eku"
	faultDates  fault = "dates"
	faultChain  fault = "chain"
)

// faults are what we can see to be wrong with our own certificate; the server may object to all of it, or to none.
func (c *Case) faults() []fault {
	if len(c.Client) == 0 {
		return nil
	}
	var out []fault
	leaf := c.Client[0]
	if c.foreign() {
		out = append(out, faultIssuer)
	}
	if !forClients(leaf) {
		out = append(out, faultEKU)
	}
	if now := c.Seen.Now; now.After(leaf.NotAfter) || now.Before(leaf.NotBefore) {
		out = append(out, faultDates)
	}
	if len(c.missing()) > 0 {
		out = append(out, faultChain)
	}
	return out
}

// foreign: the CA that signed ours is none that the server can be thought to accept.
func (c *Case) foreign() bool {
	path, _ := c.path(c.Client)
	switch {
	case len(path) == 0:
		return false
	case !c.listed(path):
		return true
	case c.System:
		return false
	case len(c.base().AcceptableCAs) > 0:
		return c.namesake(path)
	}
	return !c.trusted(path)
}

func forClients(leaf *x509.Certificate) bool {
	return len(leaf.ExtKeyUsage)+len(leaf.UnknownExtKeyUsage) == 0 ||
		slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageClientAuth) || slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageAny)
}

// variant is what a fault is called in the findings about a refused client certificate.
func (c *Case) variant(f fault) string {
	switch f {
	case faultEKU:
		return "wrong-eku"
	case faultChain:
		return "missing-intermediate"
	case faultDates:
		if c.Seen.Now.Before(c.Client[0].NotBefore) {
			return "not-yet-valid"
		}
		return "expired"
	}
	if v, ok := c.overhead(); ok {
		return v
	}
	if path, _ := c.path(c.Client); c.listed(path) && (len(c.base().AcceptableCAs) > 0 || c.namesake(path)) {
		return "same-name-other-key" // the name is right, and yet
	}
	return "unknown-ca"
}

// overhead is what is known to be wrong with the CA certificates of our chain, or with how the server takes them: that
// another CA's certificate gets in proves it, and not that our CA is unknown there. "" stands for what no variant names.
func (c *Case) overhead() (variant string, ok bool) {
	for _, f := range c.Findings {
		switch {
		case f.Severity != model.Fatal || f.Party == model.PartyUnknown:
		case slices.Contains([]string{"issuer-dates", "issuer-eku", "too-deep", "ca-without-root"}, f.Variant):
			return f.Variant, true
		case f.Party == model.PartyClient && slices.Contains([]model.Code{model.PathLenExceeded, model.IssuerNotCA, model.CertSignMissing, model.NameConstraint, model.SignatureInvalid}, f.Code):
			return "", true
		}
	}
	return "", false
}

// own is the signer whose key signed our certificate.
func (c *Case) own() (Signer, bool) {
	if len(c.Client) == 0 {
		return Signer{}, false
	}
	for _, s := range c.signers() {
		if issued(s.Cert, c.Client[0]) {
			return s, true
		}
	}
	return Signer{}, false
}

// signers are those whose own certificate is valid now.
func (c *Case) signers() []Signer {
	now := c.Seen.Now
	return slices.DeleteFunc(slices.Clone(c.Signers), func(s Signer) bool {
		return s.Cert == nil || !s.Cert.IsCA || now.After(s.Cert.NotAfter.Add(-lifetime)) || now.Before(s.Cert.NotBefore.Add(-time.Minute))
	})
}

// fitting are the signers that the server may accept, the likeliest first: our own, then those that lead to what we trust,
// near the root before far from it. Our own is not among them when its certificates are what is refused.
func (c *Case) fitting() []Signer {
	own, owned := c.own()
	foreign := c.foreign()
	place := map[string]int{}
	var out []Signer
	for _, s := range c.signers() {
		path, _ := c.path([]*x509.Certificate{s.Cert})
		mine := owned && s.Cert.Equal(own.Cert)
		if mine && foreign || !c.acceptable(path) {
			continue
		}
		switch {
		case mine:
		case c.trusted(path):
			place[s.Authority] = len(path)
		default:
			place[s.Authority] = 100 + len(path)
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b Signer) int { return cmp.Compare(place[a.Authority], place[b.Authority]) })
	return out
}

// acceptable is listed for the path of a signer, whose own name counts as well.
func (c *Case) acceptable(path []*x509.Certificate) bool {
	if c.listed(path) {
		return true
	}
	return slices.ContainsFunc(c.base().AcceptableCAs, func(n []byte) bool { return slices.Equal(n, path[0].RawSubject) })
}
