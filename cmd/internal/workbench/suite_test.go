package workbench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki/chain/casebook"
)

// caseFiles writes a case the way a harness would: one file for each of the options of verify.
func caseFiles(t *testing.T, dir string, c casebook.Case) VerifyRequest {
	t.Helper()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}
	r := VerifyRequest{Cert: write("leaf.pem", casebook.Bundle(c.Leaf)), CA: write("roots.pem", casebook.Bundle(c.Roots...)),
		Untrusted: []string{write("untrusted.pem", casebook.Bundle(c.Untrusted...))}, Name: c.Name, At: c.At, Purpose: "server"}
	if c.Client {
		r.Purpose = "client"
	}
	if len(c.CRLs) > 0 {
		r.CRL = []string{write("crl.pem", casebook.Lists(c.CRLs...))}
	}
	return r
}

// causes lists the fatal findings as codes with their variants.
func causes(found []model.Finding) []string {
	var out []string
	for _, f := range found {
		if f.Severity != model.Fatal {
			continue
		}
		if f.Variant != "" {
			out = append(out, string(f.Code)+"/"+f.Variant)
		}
		out = append(out, string(f.Code))
	}
	return out
}

// answer is what verify said to a case, in one mode.
type answer struct {
	ok, agrees bool
	found      []model.Finding
	took       time.Duration
}

func (a answer) String() string { return map[bool]string{true: "yes", false: "no"}[a.ok] }

// told is the cause that the case is about, or the first, with the place that demands it.
func (a answer) told(cause string) string {
	for _, f := range a.found {
		code := strings.TrimSuffix(string(f.Code)+"/"+f.Variant, "/")
		if f.Severity == model.Fatal && (code == cause || string(f.Code) == cause || !slices.Contains(causes(a.found), cause)) {
			return code + " [" + f.Evidence[0].Key + " " + model.Clean(f.Evidence[0].Value) + ", " + f.Evidence[0].Source + "]"
		}
	}
	return ""
}

// TestPublicSuite asks every case of the casebook through the same call as `certwright verify`, without and with --strict,
// and prints what it said. A verdict that is not the suite's needs its reason in the case, and a reason that is not needed
// any more fails, too.
func TestPublicSuite(t *testing.T) {
	w := New(t.TempDir())
	dir := t.TempDir()
	var rows, differ []string
	agree, strictly, slowest := 0, 0, time.Duration(0)
	cases := casebook.Limbo()
	for _, c := range cases {
		lax, strict := put(t, w, dir, c, false), put(t, w, dir, c, true)
		for _, a := range []struct {
			answer
			why, mode string
		}{{lax, c.Lax, "default"}, {strict, c.Strict, "--strict"}} {
			assert.Equal(t, a.why == "", a.agrees, "%s %s: %v", c.ID, a.mode, causes(a.found))
			if a.why != "" {
				differ = append(differ, fmt.Sprintf("%-68s %-9s suite %-4v %s", c.ID, a.mode, map[bool]string{true: "yes", false: "no"}[c.Good], a.why))
			}
			slowest = max(slowest, a.took)
		}
		agree, strictly = agree+count(lax.agrees), strictly+count(strict.agrees)
		rows = append(rows, fmt.Sprintf("%-68s %-4s %-4s %-4s %s", c.ID, map[bool]string{true: "yes", false: "no"}[c.Good], lax, strict, strict.told(c.Cause)))
	}
	t.Logf("case, suite, verify, verify --strict, cause under --strict:\n%s", strings.Join(rows, "\n"))
	t.Logf("where we differ and why:\n%s", strings.Join(differ, "\n"))
	t.Logf("%d cases: %d agree by default, %d with --strict; slowest %v", len(cases), agree, strictly, slowest)
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// put asks one case in one mode, and holds the answer to what every answer owes: no fault of the files, the cause that
// the case is about, and for every refusal the place that demands it.
func put(t *testing.T, w *Workbench, dir string, c casebook.Case, strict bool) answer {
	t.Helper()
	r := caseFiles(t, dir, c)
	r.Strict = strict
	start := time.Now()
	v := w.Verify(t.Context(), r)
	a := answer{ok: model.OK(v.Findings), found: v.Findings, took: time.Since(start)}
	a.agrees = a.ok == c.Good
	label := fmt.Sprintf("%s strict=%v: %v", c.ID, strict, causes(v.Findings))
	assert.False(t, HelperFault(v.Findings), label)
	if !a.ok && !c.Good && c.Cause != "" {
		assert.Contains(t, causes(v.Findings), c.Cause, label)
	}
	for _, f := range v.Findings {
		if f.Severity == model.Fatal {
			assert.NotEmpty(t, f.Evidence[0].Source, label)
		}
	}
	return a
}
