package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/pki/chain/casebook"
)

// asHarness is how a harness of a public suite would ask: one file a question, the exit code is the answer.
func asHarness(t *testing.T, dir string, c casebook.Case) []string {
	t.Helper()
	args := []string{"verify", put(t, dir, "leaf.pem", casebook.Bundle(c.Leaf)), "--ca", put(t, dir, "roots.pem", casebook.Bundle(c.Roots...)),
		"--untrusted", put(t, dir, "untrusted.pem", casebook.Bundle(c.Untrusted...)), "--name", c.Name, "--purpose", "server"}
	if c.Client {
		args[len(args)-1] = "client"
	}
	if !c.At.IsZero() {
		args = append(args, "--at", c.At.Format("2006-01-02T15:04:05.999-07:00"))
	}
	if len(c.CRLs) > 0 {
		args = append(args, "--crl", put(t, dir, "crl.pem", casebook.Lists(c.CRLs...)))
	}
	return args
}

func put(t *testing.T, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

// TestSuiteByExitCode runs the casebook through the command line: 0 for yes, 1 for no, and a no that both languages put
// into words with the certificate it is about.
func TestSuiteByExitCode(t *testing.T) {
	t.Setenv("CERTWRIGHT_HOME", filepath.Join(t.TempDir(), "home"))
	dir := t.TempDir()
	for _, c := range casebook.Limbo() {
		for _, strict := range []bool{false, true} {
			args, why := append(asHarness(t, dir, c), "--json"), c.Lax
			if strict {
				args, why = append(args, "--strict"), c.Strict
			}
			want := 1
			if c.Good == (why == "") {
				want = 0
			}
			for _, lang := range []string{"en", "zh"} {
				var out, errs bytes.Buffer
				code := Main(t.Context(), append(args, "--lang", lang), strings.NewReader(""), &out, &errs)
				require.Equal(t, want, code, "%s strict=%v: %s%s", c.ID, strict, out.String(), errs.String())
				var got struct {
					OK       bool          `json:"ok"`
					Findings []jsonFinding `json:"findings"`
				}
				require.NoError(t, json.Unmarshal(out.Bytes(), &got), c.ID)
				assert.Equal(t, code == 0, got.OK, c.ID)
				for _, f := range got.Findings {
					assert.NotEmpty(t, f.What, "%s: %s in %s", c.ID, f.Code, lang)
					assert.NotRegexp(t, `\{[a-z-]+\}`, f.What+f.Fix+f.Why, "%s: %s in %s", c.ID, f.Code, lang)
				}
			}
		}
	}
}

// TestVerifyShapes: the ways in which the same question can be put.
func TestVerifyShapes(t *testing.T) {
	t.Setenv("CERTWRIGHT_HOME", filepath.Join(t.TempDir(), "home"))
	dir := t.TempDir()
	r := casebook.Root()
	i := casebook.CA(r)
	l, revoked := casebook.Leaf(i), casebook.Leaf(i)
	ca, leaf := put(t, dir, "ca.pem", casebook.Bundle(r)), put(t, dir, "leaf.pem", casebook.Bundle(l))
	middle := put(t, dir, "middle.pem", casebook.Bundle(i))
	empty, garbage := put(t, dir, "empty.pem", nil), put(t, dir, "garbage.pem", []byte("no certificate\n"))
	lists := put(t, dir, "lists.pem", casebook.Lists(casebook.CRL(r), casebook.CRL(i, revoked)))
	chained := put(t, dir, "chain.pem", casebook.Bundle(l, i, r))
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"files apart":                {[]string{leaf, "--ca", ca, "--untrusted", middle}, 0},
		"one chain":                  {[]string{chained, "--ca", ca}, 0},
		"the other way round":        {[]string{leaf, "--ca", ca, "--untrusted", put(t, dir, "turned.pem", casebook.Bundle(r, i))}, 0},
		"untrusted twice":            {[]string{leaf, "--ca", ca, "--untrusted", empty, "--untrusted", middle}, 0},
		"options without a value":    {[]string{leaf, "--ca", ca, "--untrusted", middle, "--untrusted=", "--crl=", "--name=", "--at="}, 0},
		"all in DER":                 {[]string{put(t, dir, "leaf.der", l.DER), "--ca", put(t, dir, "ca.der", r.DER), "--untrusted", put(t, dir, "i.der", i.DER)}, 0},
		"several roots":              {[]string{leaf, "--ca", put(t, dir, "roots.pem", casebook.Bundle(casebook.Root(), r, casebook.Root())), "--untrusted", middle}, 0},
		"an intermediate is trusted": {[]string{leaf, "--ca", middle}, 0},
		"the leaf itself is trusted": {[]string{leaf, "--ca", leaf}, 0},
		"nothing in between":         {[]string{leaf, "--ca", ca, "--untrusted", empty}, 1},
		"two names, both there":      {[]string{leaf, "--ca", middle, "--name", "example.com", "--name", "EXAMPLE.com"}, 0},
		"two names, one missing":     {[]string{leaf, "--ca", middle, "--name", "example.com", "--name", "example.org"}, 1},
		"lists of both CAs":          {[]string{leaf, "--ca", ca, "--untrusted", middle, "--crl", lists, "--strict"}, 0},
		"lists in DER, one by one":   {[]string{leaf, "--ca", ca, "--untrusted", middle, "--crl", put(t, dir, "r.crl", casebook.CRL(r)), "--crl", put(t, dir, "i.crl", casebook.CRL(i)), "--strict"}, 0},
		"a list for the leaf only":   {[]string{leaf, "--ca", ca, "--untrusted", middle, "--crl", put(t, dir, "i.crl", casebook.CRL(i))}, 0},
		"a list without the leaf":    {[]string{leaf, "--ca", ca, "--untrusted", middle, "--crl", put(t, dir, "r.crl", casebook.CRL(r))}, 1},
		"revoked":                    {[]string{put(t, dir, "revoked.pem", casebook.Bundle(revoked)), "--ca", ca, "--untrusted", middle, "--crl", lists}, 1},
		"an empty list":              {[]string{leaf, "--ca", ca, "--untrusted", middle, "--crl", empty}, 2},
		"no roots":                   {[]string{leaf, "--ca", empty, "--untrusted", middle}, 2},
		"no certificate":             {[]string{garbage, "--ca", ca}, 2},
		"an empty certificate":       {[]string{empty, "--ca", ca}, 2},
		"at the epoch":               {[]string{chained, "--ca", ca, "--at", "1970-01-01T00:00:00Z"}, 0},
		"without a zone":             {[]string{chained, "--ca", ca, "--at", "2024-01-01T12:00:00"}, 0},
		"a day":                      {[]string{chained, "--ca", ca, "--at", "2024-01-01"}, 0},
		"far ahead":                  {[]string{chained, "--ca", ca, "--at", "9999-12-31T23:59:59Z"}, 1},
		"no time":                    {[]string{chained, "--ca", ca, "--at", "soon"}, 2},
	} {
		var out, errs bytes.Buffer
		args := append([]string{"verify"}, c.args...)
		if !strings.Contains(strings.Join(args, " "), "--at ") {
			args = append(args, "--at", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.RFC3339))
		}
		code := Main(t.Context(), append(args, "--purpose", "server", "--lang", "en"), strings.NewReader(""), &out, &errs)
		assert.Equal(t, c.want, code, "%s: %s%s", name, out.String(), errs.String())
	}
}
