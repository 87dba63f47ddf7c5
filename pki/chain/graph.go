package chain

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"sort"

	"certwright/model"
)

// cert is a certificate with what we know of where it came from. The same bytes are one cert, however often they came.
type cert struct {
	*x509.Certificate
	sum     string // hex SHA-256 of the DER
	trusted bool   // one of the roots
	sent    int    // position in what was sent: 0 is the leaf, -1 was not sent
	reaches bool   // some chain of names leads from here to a trusted root
}

// selfIssued reports whether subject and issuer are the same name (RFC 5280 section 6.1).
func (c *cert) selfIssued() bool { return bytes.Equal(c.RawSubject, c.RawIssuer) }

// link says how a certificate hangs below one that has its issuer's name.
type link int

const (
	sound        link = iota // the signature verifies
	tampered                 // this is the issuer's key, but the signature does not fit the content
	otherKey                 // same name, another key: the CA was made again, or it is another CA
	unverifiable             // no verdict: algorithm or key is beyond us; another rule says so
	unchecked                // the budget was spent
)

// graph holds all certificates by subject, and remembers each signature that was verified.
type graph struct {
	in        *Input
	leaf      *cert
	all       []*cert
	bySubject map[string][]*cert
	bySum     map[string]*cert
	links     map[[2]*cert]link
	budget    *budget

	limits     map[*cert]*limits
	violations map[pair][]model.Finding
}

func newGraph(in *Input, b *budget) *graph {
	g := &graph{in: in, bySubject: map[string][]*cert{}, bySum: map[string]*cert{}, links: map[[2]*cert]link{}, budget: b}
	g.leaf = g.add(in.Leaf)
	g.leaf.sent = 0
	for i, x := range in.Sent {
		if c := g.add(x); c.sent < 0 {
			c.sent = i + 1
		}
	}
	for _, x := range in.Roots {
		g.add(x).trusted = true
	}
	if in.System && len(in.Roots) == 0 {
		for _, x := range systemAnchors(in) {
			g.add(x).trusted = true
		}
	}
	g.markReaching()
	return g
}

func (g *graph) add(x *x509.Certificate) *cert {
	sum := sha256.Sum256(x.Raw)
	key := hex.EncodeToString(sum[:])
	if c, ok := g.bySum[key]; ok {
		return c
	}
	c := &cert{Certificate: x, sum: key, sent: -1}
	g.bySum[key] = c
	g.all = append(g.all, c)
	g.bySubject[string(x.RawSubject)] = append(g.bySubject[string(x.RawSubject)], c)
	return c
}

// markReaching walks down from the roots by name, so that the search tries first what can end at one.
func (g *graph) markReaching() {
	byIssuer := map[string][]*cert{}
	var todo []*cert
	for _, c := range g.all {
		byIssuer[string(c.RawIssuer)] = append(byIssuer[string(c.RawIssuer)], c)
		if c.trusted {
			c.reaches = true
			todo = append(todo, c)
		}
	}
	done := map[string]bool{}
	for len(todo) > 0 {
		name := string(todo[0].RawSubject)
		todo = todo[1:]
		if done[name] {
			continue
		}
		done[name] = true
		for _, child := range byIssuer[name] {
			if !child.reaches {
				child.reaches = true
				todo = append(todo, child)
			}
		}
	}
}

// parents lists the certificates that bear the issuer's name, likeliest first, without those already in the path.
func (g *graph) parents(c *cert, above []*cert) []*cert {
	var out []*cert
	for _, p := range g.bySubject[string(c.RawIssuer)] {
		if p != c && !inPath(p, above) {
			out = append(out, p)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return g.likelihood(c, out[i]) > g.likelihood(c, out[j]) })
	return out
}

// likelihood orders candidates: what can end at a root by name and has no fault of its own first, then by key identifier.
// A search cut short by its budget has then looked where a good path would be.
func (g *graph) likelihood(child, parent *cert) int {
	n := 0
	if parent.reaches {
		n += 32
	}
	if g.faultless(parent) {
		n += 16
	}
	switch {
	case len(child.AuthorityKeyId) == 0 || len(parent.SubjectKeyId) == 0:
		n += 4
	case bytes.Equal(child.AuthorityKeyId, parent.SubjectKeyId):
		n += 8
	}
	if parent.trusted {
		n += 2
	}
	return n
}

// faultless looks at what can be seen of an issuer alone.
func (g *graph) faultless(c *cert) bool {
	now := g.in.Now
	return c.BasicConstraintsValid && c.IsCA && !now.Before(c.NotBefore) && !now.After(c.NotAfter) &&
		len(c.UnhandledCriticalExtensions) == 0 && (c.KeyUsage == 0 || c.KeyUsage&x509.KeyUsageCertSign != 0) &&
		(c.trusted || !forgeable(c.SignatureAlgorithm)) && purposeAllowed(c, g.in.Purpose)
}

// inPath reports whether the path holds this authority already: the same name, key and alternative names, as Go has it.
func inPath(p *cert, path []*cert) bool {
	for _, c := range path {
		if c == p || bytes.Equal(c.RawSubject, p.RawSubject) &&
			bytes.Equal(c.RawSubjectPublicKeyInfo, p.RawSubjectPublicKeyInfo) &&
			bytes.Equal(extension(c.Certificate, oidSAN), extension(p.Certificate, oidSAN)) {
			return true
		}
	}
	return false
}

// link verifies a signature once and remembers the answer.
func (g *graph) link(child, parent *cert) link {
	key := [2]*cert{child, parent}
	if l, ok := g.links[key]; ok {
		return l
	}
	if !g.budget.spend(&g.budget.signatures, cost(parent.PublicKey), "signatures") {
		return unchecked
	}
	l := verify(child.Certificate, parent.Certificate)
	g.links[key] = l
	return l
}
