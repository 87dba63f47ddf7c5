package workbench

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
)

// pasted explains a command and returns the reading of it, with its words.
func pasted(t *testing.T, w *Workbench, words ...string) (model.Reading, assets.ReadingWords) {
	t.Helper()
	readings, err := w.Explain(context.Background(), strings.Join(words, " "))
	require.NoError(t, err)
	require.NotEmpty(t, readings)
	require.Equal(t, assets.CommandReading, readings[0].ID)
	return readings[0], assets.ReadingText(readings[0], assets.English)
}

func codesIn(found []model.Finding) (list []string) {
	for _, f := range found {
		list = append(list, strings.TrimSuffix(string(f.Code)+":"+f.Variant, ":"))
	}
	return list
}

// TestFilesOfACommandAreLookedAt: whether they are here and belong together is said, and no probe is needed for that.
func TestFilesOfACommandAreLookedAt(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	w := New(home)
	carryOut(t, w, model.Step{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "ca"}}, issueStep("ca", "admin"), issueStep("ca", "other"))
	at := func(parts ...string) string { return filepath.Join(append([]string{home, "ca"}, parts...)...) }
	ca, cert, key := "--cacert "+at("ca.pem"), "--cert "+at("admin", "cert.pem"), "--key "+at("admin", "key.pem")
	const url = "https://127.0.0.1:2379/"

	r, said := pasted(t, w, "curl", ca, cert, key, url)
	assert.Empty(t, r.Findings)
	assert.True(t, r.Paired)
	assert.Len(t, r.Files, 3)
	assert.Contains(t, said.Proves, "All of them are on this machine.")
	assert.Contains(t, said.Proves, "belong together")
	assert.Equal(t, "That the command worked.", said.DoesNot)

	r, said = pasted(t, w, "curl", ca, cert, "--key "+at("other", "key.pem"), url)
	assert.Equal(t, []string{"key-does-not-match-certificate"}, codesIn(r.Findings))
	assert.False(t, r.Paired)
	assert.NotContains(t, said.Proves, "belong together")

	r, said = pasted(t, w, "curl", "--cacert "+at("none.pem"), cert, key, url)
	assert.Empty(t, r.Findings, "it may lie on the machine that the command is from")
	assert.Equal(t, []string{at("none.pem")}, r.Absent)
	assert.Contains(t, said.Proves, "Not on this machine: "+at("none.pem"))
	assert.NotContains(t, said.Proves, "All of them")
	assert.Contains(t, said.DoesNot, "where it was run")

	r, _ = pasted(t, w, "curl", "--cacert "+home, url)
	assert.Equal(t, []string{"file-unreadable:directory"}, codesIn(r.Findings))

	r, _ = pasted(t, w, "curl", "--cacert '$DIR/ca.pem'", url)
	assert.Empty(t, r.Findings, "only the shell that ran it knows that path")

	r, said = pasted(t, w, "curl", url)
	assert.Empty(t, r.Findings)
	assert.NotContains(t, said.Proves+said.Settles, "files")
}

// TestKeyThatNobodyNamed: curl and openssl look for the key in the certificate's file. Nothing was swapped, and f can go on
// as the identity that the certificate belongs to.
func TestKeyThatNobodyNamed(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	w := New(home)
	carryOut(t, w, model.Step{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "ca"}}, issueStep("ca", "admin"))
	cert := filepath.Join(home, "ca", "admin", "cert.pem")
	for _, line := range []string{"curl --cert " + cert + " https://127.0.0.1:1/", "openssl s_client -verify_return_error -connect 127.0.0.1:1 -cert " + cert} {
		r, _ := pasted(t, w, line)
		require.Equal(t, []string{"wrong-file-kind:key-not-named"}, codesIn(r.Findings), line)
		for _, lang := range assets.Langs() {
			e := assets.Explain(r.Findings[0], lang)
			assert.Contains(t, e.Fix, "--key")
			assert.NotRegexp(t, "swapped|填反", e.Fix)
		}
		report := finalReport(t, w, *r.Dial)
		assert.Contains(t, codesIn(report.Findings), "wrong-file-kind:key-not-named", line)
		plan, err := w.PlanFix(context.Background(), report)
		require.NoError(t, err)
		assert.Equal(t, "ca/admin", plan.Dial.As, line)
		assert.Empty(t, plan.Dial.Cert)
	}
}
