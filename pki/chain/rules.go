package chain

import "certwright/model"

// scope says how often a rule is asked.
type scope int

const (
	perPath scope = iota // for every candidate path: its findings decide which path is best
	once                 // after the best path is known: about what was sent, or about files
)

// rule is one requirement. A new one is a function and a row of the table; it must not rely on another rule's verdict.
type rule struct {
	name    string
	section string // where the requirement is written, shown as the source of the evidence
	scope   scope
	run     func(*view) []model.Finding
}

// rules is every rule, in the order in which findings of equal rank are read.
var rules = []rule{
	{"trust", "RFC 5280 section 6.1", perPath, trust},
	{"signatures", "RFC 5280 section 6.1.3 (a)(1)", perPath, signatures},
	{"issuers", "RFC 5280 section 4.2.1.9", perPath, issuers},
	{"path length", "RFC 5280 section 4.2.1.9", perPath, pathLength},
	{"certificate signing", "RFC 5280 section 4.2.1.3", perPath, certSign},
	{"name constraints", "RFC 5280 section 4.2.1.10", perPath, nameConstraints},
	{"policies", "RFC 5280 section 6.1.5, RFC 9618", perPath, policies},
	{"critical extensions", "RFC 5280 section 4.2", perPath, criticalExtensions},
	{"algorithms", "RFC 9155, NIST SP 800-131A", perPath, weakSignatures},
	{"keys", "NIST SP 800-131A, RFC 8446 section 4.2.3", perPath, keys},
	{"dates", "RFC 5280 section 4.1.2.5", perPath, dates},
	{"name", "RFC 9525 section 6", perPath, name},
	{"extended key usage", "RFC 5280 section 4.2.1.12", perPath, extendedUsage},
	{"key usage", "RFC 5280 section 4.2.1.3, RFC 8446 section 4.4.2.2", perPath, keyUsage},
	{"revocation", "RFC 5280 section 6.3, RFC 6960", perPath, revocation},
	{"form", "RFC 5280 section 4", perPath, form},
	{"key identifiers", "RFC 5280 section 4.2.1.1", perPath, keyIdentifiers},
	{"expiry ahead", "RFC 5280 section 4.1.2.5", perPath, expiryAhead},
	{"advice", "advice, not RFC 5280", perPath, advice},
	{"public profile", "advice, not RFC 5280", perPath, publicProfile},
	{"unreadable", "RFC 5280 section 4.1", once, unreadable},
	{"order", "RFC 8446 section 4.4.2", once, order},
	{"root sent", "RFC 8446 section 4.4.2", once, rootSent},
	{"revocation lists", "RFC 5280 section 6.3.3", once, unusableCRLs},
	{"bounds", "certwright's own limits", once, bounds},
}

// call is one judgement under way.
type call struct {
	in     *Input
	budget *budget
	graph  *graph
	paths  []*path
	best   *path
	crls   map[crlKey]string
	seen   map[*cert]bool
}

// view is what a rule sees: the input, all certificates, and one path. Rules with scope once see the best path, or none.
type view struct {
	*call
	*path
}

// run asks the rules of one scope about the best path.
func (c *call) run(s scope) []model.Finding { return c.ask(s, c.best) }

func (c *call) ask(s scope, p *path) []model.Finding {
	if p == nil {
		p = &path{}
	}
	var out []model.Finding
	for _, r := range rules {
		if r.scope != s {
			continue
		}
		for _, f := range r.run(&view{c, p}) {
			out = append(out, f.Seen(r.section))
		}
	}
	return out
}

// bounds says that the search was cut short, unless it had found a good path before.
func bounds(v *view) []model.Finding {
	if v.budget.over == "" || v.best != nil && model.OK(v.best.findings) {
		return nil
	}
	return []model.Finding{model.New(model.ChainTooComplex, "limit", v.budget.over)}
}
