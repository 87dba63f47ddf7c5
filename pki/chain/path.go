package chain

import (
	"crypto/x509"
	"sort"

	"certwright/model"
)

// path is one way from the leaf up. above[i] says how certs[i] hangs below certs[i+1].
// When a link is otherKey the certificate above it only shares the name: it ends the path and no rule but trust looks at it.
type path struct {
	certs    []*cert
	above    []link
	findings []model.Finding
	fatal    int
}

// chained are the certificates that hang together by key, leaf first: all of the path but what stands above a foreign key.
func (p *path) chained() []*cert {
	for i, l := range p.above {
		if l == otherKey {
			return p.certs[:i+1]
		}
	}
	return p.certs
}

// top is the highest certificate that hangs together with the leaf.
func (p *path) top() *cert {
	c := p.chained()
	return c[len(c)-1]
}

// anchored reports whether the path ends at a trusted certificate by key, not by name alone.
func (p *path) anchored() bool { return len(p.certs) > 0 && p.top().trusted }

func (p *path) x509() []*x509.Certificate {
	var out []*x509.Certificate
	for _, c := range p.chained() {
		out = append(out, c.Certificate)
	}
	return out
}

// role of certs[i], as evidence has it.
func (p *path) role(i int) string {
	switch c := p.certs[i]; {
	case i == 0:
		return "leaf"
	case c.trusted || c.selfIssued():
		return "root"
	}
	return "intermediate"
}

// explore finds paths, likeliest first, and judges each, until one is fine or the budget is spent. Where none is fine, one
// that reaches a trusted root by key is better than one that does not: then trust is not what is wrong.
func (c *call) explore() {
	c.walk([]*cert{c.graph.leaf}, nil)
	sort.SliceStable(c.paths, func(i, j int) bool {
		a, b := c.paths[i], c.paths[j]
		if a.anchored() != b.anchored() {
			return a.anchored()
		}
		if a.fatal != b.fatal {
			return a.fatal < b.fatal
		}
		return len(a.findings) < len(b.findings)
	})
}

// walk extends a path upwards. It returns true when the search is over.
func (c *call) walk(certs []*cert, above []link) bool {
	b := c.budget
	if !b.spend(&b.steps, 1, "steps") {
		return true
	}
	top := certs[len(certs)-1]
	if top.trusted || len(certs) >= maxDepth {
		return c.settle(certs, above)
	}
	parents := c.graph.parents(top, certs)
	found := false
	for _, p := range parents {
		l := c.graph.link(top, p)
		if l == unchecked {
			continue
		}
		found = true
		up, links := push(certs, p), push(above, l)
		if l == otherKey {
			if c.settle(up, links) {
				return true
			}
		} else if c.walk(up, links) {
			return true
		}
	}
	return !found && c.settle(certs, above)
}

// settle judges a complete path and reports whether no other is needed.
func (c *call) settle(certs []*cert, above []link) bool {
	if !c.budget.spend(&c.budget.paths, 1, "paths") {
		return true
	}
	p := &path{certs: certs, above: above}
	p.findings = c.ask(perPath, p)
	for _, f := range p.findings {
		if f.Severity == model.Fatal {
			p.fatal++
		}
	}
	c.paths = append(c.paths, p)
	return p.fatal == 0
}

// push appends without sharing the array, because paths branch.
func push[T any](s []T, v T) []T {
	return append(s[:len(s):len(s)], v)
}
