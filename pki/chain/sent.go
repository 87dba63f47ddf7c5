package chain

import (
	"strings"

	"certwright/model"
)

// order reports certificates in another order than each signing the one before it, those that belong to no path, and
// those that were sent twice.
func order(v *view) []model.Finding {
	if v.graph == nil {
		return nil
	}
	var out []model.Finding
	last, sorted := 0, true
	for _, c := range v.certs {
		if c.sent < 0 {
			continue
		}
		sorted = sorted && c.sent >= last
		last = c.sent
	}
	if below := v.issuedByLeaf(); below != nil || !sorted {
		out = append(out, model.New(model.ChainOrder, "order", v.sentOrder()).Fixed(model.Fix{Kind: model.FixServerSetting}))
		if below != nil {
			return out
		}
	}
	related := v.related()
	seen := map[string]bool{v.graph.leaf.sum: true}
	for _, x := range v.in.Sent {
		c := v.graph.add(x)
		lost := !related[c] && !v.top().trusted && v.leadsUp(c) // it belongs to the path that a missing link breaks
		if !related[c] && !lost || seen[c.sum] {
			out = append(out, model.New(model.UnrelatedCertificate, "certificate", nameOf(c)))
		}
		seen[c.sum] = true
	}
	return out
}

// issuedByLeaf finds, behind a leaf that is a CA, a certificate that is not one and hangs below it: the chain is upside down.
func (v *view) issuedByLeaf() *cert {
	if !isCA(v.graph.leaf) {
		return nil
	}
	for _, c := range v.graph.all {
		if c.sent > 0 && !c.IsCA && string(c.RawIssuer) != "" && v.hangsBelow(c, v.graph.leaf) {
			return c
		}
	}
	return nil
}

// hangsBelow follows names upwards.
func (v *view) hangsBelow(c, top *cert) bool {
	seen := map[*cert]bool{c: true}
	todo := []*cert{c}
	for len(todo) > 0 {
		next := todo[0]
		todo = todo[1:]
		for _, p := range v.graph.bySubject[string(next.RawIssuer)] {
			if p == top {
				return true
			}
			if !seen[p] {
				seen[p] = true
				todo = append(todo, p)
			}
		}
	}
	return false
}

// related are the certificates that some chain of names reaches from the leaf, without those whose key is another one.
func (v *view) related() map[*cert]bool {
	out := map[*cert]bool{}
	todo := []*cert{v.graph.leaf}
	for _, c := range v.certs {
		out[c] = true
	}
	for len(todo) > 0 {
		c := todo[0]
		todo = todo[1:]
		for _, p := range v.graph.bySubject[string(c.RawIssuer)] {
			if p != c && !out[p] && v.graph.link(c, p) != otherKey {
				out[p] = true
			}
			if out[p] && !v.visited(p) {
				todo = append(todo, p)
			}
		}
	}
	return out
}

func (v *view) visited(c *cert) bool {
	if v.seen == nil {
		v.seen = map[*cert]bool{}
	}
	was := v.seen[c]
	v.seen[c] = true
	return was
}

func (v *view) sentOrder() string {
	list := []string{nameOf(v.graph.leaf)}
	for _, x := range v.in.Sent {
		list = append(list, nameOf(&cert{Certificate: x}))
	}
	if len(list) > maxNamesShown {
		return join(list[:maxNamesShown], len(list))
	}
	return strings.Join(list, ", ")
}

// rootSent notes a self-signed certificate behind the leaf: it costs bytes and convinces nobody.
func rootSent(v *view) []model.Finding {
	var out []model.Finding
	for i, c := range v.chained() {
		if i > 0 && c.sent > 0 && c.selfIssued() {
			out = append(out, model.New(model.RootSent, "certificate", nameOf(c)))
		}
	}
	return out
}
