package casebook

import "fmt"

// edge is a certificate of a graph of CAs: by signs for of.
type edge struct{ by, of string }

// The graphs of RFC 4158 sections 2.3 and 2.4, and two simple ones. "EE" is the end.
var graphs = map[string][]edge{
	"linear":       {{"Trust Anchor", "ICA"}, {"ICA", "EE"}},
	"two roots":    {{"Root1", "ICA"}, {"Root2", "ICA"}, {"ICA", "EE"}},
	"figure seven": {{"Trust Anchor", "A"}, {"Trust Anchor", "C"}, {"A", "C"}, {"C", "A"}, {"A", "B"}, {"C", "B"}, {"B", "EE"}},
	"bridge": {{"TA W", "Bridge CA"}, {"Bridge CA", "TA W"}, {"TA X", "Bridge CA"}, {"Bridge CA", "TA X"}, {"TA Y", "Bridge CA"},
		{"Bridge CA", "TA Y"}, {"TA Z", "Bridge CA"}, {"Bridge CA", "TA Z"}, {"TA W", "F"}, {"TA W", "G"}, {"F", "G"}, {"G", "F"}, {"F", "H"},
		{"H", "I"}, {"I", "H"}, {"G", "I"}, {"TA X", "J"}, {"J", "K"}, {"TA X", "L"}, {"L", "M"}, {"L", "N"}, {"N", "EE"}, {"TA Y", "A"},
		{"TA Y", "C"}, {"A", "C"}, {"C", "A"}, {"A", "B"}, {"C", "B"}, {"B", "E"}, {"B", "D"}, {"TA Z", "O"}, {"TA Z", "P"}, {"O", "Q"},
		{"O", "R"}, {"R", "S"}, {"P", "S"}},
}

// faults are the ways in which a certificate of a graph is not to be used, each with the cause that we name.
var faults = map[string]struct {
	change change
	cause  string
}{
	"expired":              {lasting(epoch, year(2001)), "expired"},
	"name constraints":     {permit(dns("bad.example.com")), "name-constraint-violated"},
	"bad use":              {with(idEKU, false, uses(emailUse)), "wrong-server-eku/issuer"},
	"no basic constraints": {without(idBasicConstraints), "issuer-not-a-ca/no-basic-constraints"},
	"not a CA":             {with(idBasicConstraints, true, basicConstraints(false, -1)), "issuer-not-a-ca/ca-false"},
	"SHA-1":                {func(f *fields) { f.algorithm = ecdsaSHA1 }, "weak-signature"},
}

// anchors are the nodes of a graph that may be trusted.
var anchors = map[string][]string{"linear": {"Trust Anchor"}, "figure seven": {"Trust Anchor"}, "two roots": {"Root1", "Root2"},
	"bridge": {"TA W", "TA X", "TA Y", "TA Z"}}

// PathBuilding asks for a path through each graph from each of its anchors, with certificates spoilt: every set of them
// in the small graphs, each alone in the large one. The suite's answer is whether a way without spoilt ones is left.
func PathBuilding() []Case {
	var out []Case
	for _, g := range []string{"linear", "two roots", "figure seven", "bridge"} {
		for fault := range faults {
			made := build(graphs[g], fault)
			for _, spoilt := range made.sets(g == "bridge") {
				for _, a := range anchors[g] {
					out = append(out, made.ask(fmt.Sprintf("bettertls::pathbuilding %s from %s, %s %b", g, a, fault, spoilt), a, faults[fault].cause, spoilt))
				}
			}
		}
	}
	return out
}

// graph holds every certificate of a graph twice, as it should be and spoilt, and one for each node signed by itself.
type graph struct {
	edges       []edge
	good, spoil []*Entity
	own         map[string]*Entity
	end         *Entity
}

func build(edges []edge, fault string) graph {
	g := graph{edges: edges, own: map[string]*Entity{}}
	for _, e := range edges {
		if g.own[e.by] == nil {
			g.own[e.by] = root(called(cn(e.by)), without(idSAN))
		}
	}
	for _, e := range edges {
		if e.of == "EE" {
			g.end = leaf(g.own[e.by], san(dns("localhost")))
			g.good, g.spoil = append(g.good, nil), append(g.spoil, nil)
			continue
		}
		holder, ok := g.own[e.of]
		if !ok { // it signs nothing
			holder = root(called(cn(e.of)))
		}
		shape := []change{subject(holder.subject), holding(holder.key), without(idSAN)}
		g.good = append(g.good, ca(g.own[e.by], -1, shape...))
		g.spoil = append(g.spoil, ca(g.own[e.by], -1, append(shape, faults[fault].change)...))
	}
	return g
}

// sets are the sets of certificates to spoil, as bits; the end is in none of them.
func (g graph) sets(single bool) []uint64 {
	var out []uint64
	if single {
		out = append(out, 0)
		for i, e := range g.edges {
			if e.of != "EE" {
				out = append(out, 1<<i)
			}
		}
		return out
	}
	for n := range uint64(1) << len(g.edges) {
		if !g.has(n, func(e edge) bool { return e.of == "EE" }) {
			out = append(out, n)
		}
	}
	return out
}

func (g graph) has(set uint64, what func(edge) bool) bool {
	for i, e := range g.edges {
		if set>>i&1 == 1 && what(e) {
			return true
		}
	}
	return false
}

func (g graph) ask(id, anchor, cause string, spoilt uint64) Case {
	c := Case{ID: id, Cause: cause, Leaf: g.end, Roots: []*Entity{g.own[anchor]}, Name: "localhost", Good: g.reaches(anchor, spoilt, map[string]bool{})}
	for i := range g.edges {
		switch {
		case g.good[i] == nil:
		case spoilt>>i&1 == 1:
			c.Untrusted = append(c.Untrusted, g.spoil[i])
		default:
			c.Untrusted = append(c.Untrusted, g.good[i])
		}
	}
	return c
}

// reaches reports whether a way without spoilt certificates leads from a node to the end.
func (g graph) reaches(from string, spoilt uint64, been map[string]bool) bool {
	if from == "EE" {
		return true
	}
	been[from] = true
	for i, e := range g.edges {
		if e.by == from && spoilt>>i&1 == 0 && !been[e.of] && g.reaches(e.of, spoilt, been) {
			return true
		}
	}
	return false
}
