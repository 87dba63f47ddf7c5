package chain

import (
	"crypto/x509"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki/chain/casebook"
)

// suiteInput is a case as the rules take it.
func suiteInput(t *testing.T, c casebook.Case, parsed map[*casebook.Entity]*x509.Certificate) Input {
	t.Helper()
	read := func(list []*casebook.Entity) []*x509.Certificate {
		var out []*x509.Certificate
		for _, e := range list {
			if parsed[e] == nil {
				parsed[e] = parse(e.DER)
				require.NotNil(t, parsed[e], c.ID)
			}
			out = append(out, parsed[e])
		}
		return out
	}
	return Input{Leaf: read([]*casebook.Entity{c.Leaf})[0], Sent: read(c.Untrusted), Roots: read(c.Roots), Name: c.Name, Purpose: Server, Now: noon}
}

// TestBetterTLS asks all cases of both suites, with and without strictness: no verdict may differ from the suite's, and
// a refused path names the fault that was planted.
func TestBetterTLS(t *testing.T) {
	parsed := map[*casebook.Entity]*x509.Certificate{}
	slowest := time.Duration(0)
	for name, cases := range map[string][]casebook.Case{"name constraints": casebook.NameConstraints(), "path building": casebook.PathBuilding()} {
		good := 0
		for _, c := range cases {
			in := suiteInput(t, c, parsed)
			for _, in.Strict = range []bool{false, true} {
				start := time.Now()
				got := Verify(in)
				slowest = max(slowest, time.Since(start))
				if !assert.Equal(t, c.Good, got.OK, "%s strict=%v: %v", c.ID, in.Strict, fatal(got)) {
					return
				}
				if !c.Good && c.Cause != "" {
					assert.Contains(t, fatal(got), c.Cause, c.ID)
				}
			}
			if c.Good {
				good++
			}
		}
		require.NotZero(t, good)
		t.Logf("%s: %d cases, %d of them good, all as the suite has it, with --strict too", name, len(cases), good)
	}
	t.Logf("slowest: %v", slowest)
}

// TestSuiteNeedsNoWordOfGo: where a case is refused, a rule of ours says why; the comparison with crypto/x509, whose words
// are poorer, adds no refusal that the rules had not found.
func TestSuiteNeedsNoWordOfGo(t *testing.T) {
	for _, c := range casebook.Limbo() {
		in := Input{DER: [][]byte{c.Leaf.DER}, Name: c.Name, Purpose: Server, Now: c.At.Truncate(time.Second)}
		if c.Client {
			in.Purpose = Client
		}
		if c.At.IsZero() {
			in.Now = noon
		}
		for i, e := range append(slices.Clone(c.Untrusted), c.Roots...) {
			switch x := parse(e.DER); {
			case x == nil:
				in.Refused = append(in.Refused, e.DER)
			case i < len(c.Untrusted):
				in.Sent = append(in.Sent, x)
			default:
				in.Roots = append(in.Roots, x)
			}
		}
		if alone := judge(in); len(fatal(alone)) == 0 {
			assert.Empty(t, goRefuses(complete(in)), c.ID)
		}
	}
}

// FuzzMended: whatever is taken apart goes together again as it was, and what is mended was broken before.
func FuzzMended(f *testing.F) {
	for _, c := range casebook.Limbo() {
		if parse(c.Leaf.DER) == nil {
			f.Add(c.Leaf.DER)
		}
	}
	r := root(f, "Test Root")
	f.Add(r.Raw)
	f.Fuzz(func(t *testing.T, der []byte) {
		if x := parse(der); x != nil {
			p, ok := takeApart(der)
			require.True(t, ok)
			require.True(t, p.readable(func() {}), "a good certificate, rebuilt")
			return
		}
		got := explainUnreadable(0, der, x509.ErrUnsupportedAlgorithm)
		require.Equal(t, model.Fatal, got.Severity)
		if m, ok := mended(der); ok {
			require.NotEmpty(t, m.rule)
			require.True(t, variants[m.rule], m.rule)
			require.NotEmpty(t, m.section)
		}
	})
}
