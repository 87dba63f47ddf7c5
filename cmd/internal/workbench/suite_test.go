package workbench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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

// TestPublicSuite asks every case of the casebook through the same call as `certwright verify`, without and with --strict.
// A verdict that is not the suite's needs its reason in the case, and a reason that is not needed any more fails, too.
func TestPublicSuite(t *testing.T) {
	w := New(t.TempDir())
	dir := t.TempDir()
	agree := map[bool]int{}
	var differ []string
	cases := casebook.Limbo()
	for _, c := range cases {
		for _, strict := range []bool{false, true} {
			why := c.Lax
			if strict {
				why = c.Strict
			}
			r := caseFiles(t, dir, c)
			r.Strict = strict
			v := w.Verify(context.Background(), r)
			ok := model.OK(v.Findings)
			label := fmt.Sprintf("%s strict=%v: %v", c.ID, strict, causes(v.Findings))
			assert.Equal(t, c.Good == (why == ""), ok, label)
			if ok == c.Good {
				agree[strict]++
			} else {
				differ = append(differ, fmt.Sprintf("%-70s strict=%-5v wanted %-5v: %s", c.ID, strict, c.Good, why))
			}
			if !ok && !c.Good && c.Cause != "" {
				assert.Contains(t, causes(v.Findings), c.Cause, label)
			}
			assert.False(t, HelperFault(v.Findings), label)
		}
	}
	slices.Sort(differ)
	t.Logf("%d cases; %d agree, %d agree with --strict. Those that differ:\n%s", len(cases), agree[false], agree[true], strings.Join(differ, "\n"))
}
