package chain

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
