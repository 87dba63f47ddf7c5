package chain

import (
	"crypto/x509"
	"strings"

	"certwright/model"
)

const anyPolicy = "2.5.29.32.0"

// policies processes certificate policies as RFC 5280 section 6.1 with the corrections of RFC 9618, for a caller who accepts
// any policy: a chain fails only where a CA requires an explicit policy and none is left at the leaf. Since only the
// policies valid at the current depth matter for that, the policy graph is kept as its lowest row.
func policies(v *view) []model.Finding {
	chained := v.chained()
	if len(chained) < 2 {
		return nil
	}
	n := len(chained) - 1
	if !v.in.System && !v.top().trusted {
		n = len(chained)
	}
	s := &policyState{row: map[string][]string{anyPolicy: {anyPolicy}}, explicit: n + 1, mapping: n + 1, inhibit: n + 1}
	for i := n - 1; i >= 0; i-- {
		c := chained[i]
		s.descend(c, i > 0)
		if i > 0 && !s.prepare(c) {
			return []model.Finding{policyFinding(c)}
		}
	}
	leaf := chained[0]
	if s.explicit > 0 {
		s.explicit--
	}
	if leaf.RequireExplicitPolicyZero {
		s.explicit = 0
	}
	if s.explicit > 0 || len(s.row) > 0 {
		return nil
	}
	return []model.Finding{policyFinding(leaf)}
}

func policyFinding(c *cert) model.Finding {
	return model.New(model.PolicyInvalid, "certificate", nameOf(c), "has", join(policyOIDs(c), len(c.Policies)))
}

// policyState is the lowest row of the policy graph, valid policy to expected policies, and the three counters.
type policyState struct {
	row                        map[string][]string
	explicit, mapping, inhibit int
}

// descend applies the policies of the next certificate, section 6.1.3 (d) and (e).
func (s *policyState) descend(c *cert, isCA bool) {
	expected := map[string]bool{}
	for _, list := range s.row {
		for _, p := range list {
			expected[p] = true
		}
	}
	next := map[string][]string{}
	hasAny := false
	for _, p := range policyOIDs(c) {
		if p == anyPolicy {
			hasAny = true
		} else if expected[p] || s.row[anyPolicy] != nil {
			next[p] = []string{p}
		}
	}
	if hasAny && (s.inhibit > 0 || isCA && c.selfIssued()) {
		for p := range expected {
			if next[p] == nil {
				next[p] = []string{p}
			}
		}
	}
	s.row = next
}

// prepare applies mappings and constraints of a CA for what is below it, section 6.1.4 (a), (b), (h) to (j).
// It returns false when the CA maps to or from anyPolicy.
func (s *policyState) prepare(c *cert) bool {
	if !s.mapPolicies(c) {
		return false
	}
	if !c.selfIssued() {
		s.explicit, s.mapping, s.inhibit = max(s.explicit-1, 0), max(s.mapping-1, 0), max(s.inhibit-1, 0)
	}
	s.explicit = lower(s.explicit, c.RequireExplicitPolicy, c.RequireExplicitPolicyZero)
	s.mapping = lower(s.mapping, c.InhibitPolicyMapping, c.InhibitPolicyMappingZero)
	s.inhibit = lower(s.inhibit, c.InhibitAnyPolicy, c.InhibitAnyPolicyZero)
	return true
}

func (s *policyState) mapPolicies(c *cert) bool {
	mapped := map[string][]string{}
	for _, m := range c.PolicyMappings {
		from, to := m.IssuerDomainPolicy.String(), m.SubjectDomainPolicy.String()
		if s.mapping == 0 {
			delete(s.row, from)
			continue
		}
		if from == anyPolicy || to == anyPolicy {
			return false
		}
		mapped[from] = append(mapped[from], to)
	}
	for from, to := range mapped {
		if s.row[from] != nil || s.row[anyPolicy] != nil {
			s.row[from] = to
		}
	}
	return true
}

// lower takes a constraint of a certificate into a counter. Zero in crypto/x509 means absent unless the flag is set.
func lower(counter, value int, zero bool) int {
	if (value > 0 || zero) && value < counter {
		return value
	}
	return counter
}

func policyOIDs(c *cert) []string {
	var out []string
	for _, p := range c.Policies {
		out = append(out, p.String())
	}
	return out
}

// describePolicies is used where a policy finding is made from Go's verdict.
func describePolicies(x *x509.Certificate) string {
	return strings.Join(policyOIDs(&cert{Certificate: x}), ", ")
}
