package workbench

import (
	"context"
	"crypto/x509"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
)

// malformed are the breaches of form that an inspection tells, by variant.
func malformed(t *testing.T, w *Workbench, path string, pasted []byte) (list []string) {
	t.Helper()
	found, err := w.Inspect(context.Background(), path, pasted)
	require.NoError(t, err)
	assert.True(t, model.OK(found.Findings), "what is there already can only be warned of: %v", found.Findings)
	for _, f := range found.Findings {
		if f.Code == model.MalformedCert {
			list = append(list, f.Variant)
		}
	}
	return list
}

func TestInspectTellsTheFormOfForeignCertificates(t *testing.T) {
	w := New(t.TempDir())
	bare, err := lab.Root("bare CA", func(c *x509.Certificate) { c.KeyUsage = 0 })
	require.NoError(t, err)
	leaf, err := bare.Leaf("server", forServers, lab.Names("bad..name.test"))
	require.NoError(t, err)
	assert.Equal(t, []string{"ca-without-key-usage"}, malformed(t, w, "", lab.PEM(bare.Cert)))
	assert.Empty(t, malformed(t, w, "", lab.PEM(leaf.Cert)), "the name is told by the rules for names, once")
	sound, err := lab.Root("sound CA")
	require.NoError(t, err)
	assert.Empty(t, malformed(t, w, "", lab.PEM(sound.Cert)))
}

func TestInspectOfOurOwnFiles(t *testing.T) {
	w := New(filepath.Join(t.TempDir(), "home"))
	_, done := carryOut(t, w, model.Step{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "ca"}}, issueStep("ca", "admin"))
	for _, f := range done.Files {
		if filepath.Ext(f.Path) == ".pem" {
			assert.Empty(t, malformed(t, w, f.Path, nil), f.Path)
		}
	}
}
