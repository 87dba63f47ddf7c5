package workbench

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// A learner may have a CA called lab: that of a practice server cannot be taken for it.
func TestPracticeServerHasItsOwnCA(t *testing.T) {
	p, err := New(t.TempDir()).Practice(t.Context(), "wrong-address")
	require.NoError(t, err)
	t.Cleanup(p.Stop)
	assert.Equal(t, "practice", p.Dial.CA)
	assert.Equal(t, "practice/admin", p.Dial.As)
	ws, err := p.Services.Load(t.Context())
	require.NoError(t, err)
	require.Len(t, ws.Authorities, 1)
	assert.Equal(t, "certwright practice CA", ws.Authorities[0].Certificate.Subject.Get("CN"))
	var last model.Report
	for r := range p.Services.Probe(t.Context(), p.Dial) {
		last = r
	}
	require.NotEmpty(t, last.Findings)
	assert.Equal(t, model.NameMismatch, last.Findings[0].Code)
	plan, err := p.Services.PlanFix(t.Context(), last)
	require.NoError(t, err)
	_, err = p.Services.Apply(t.Context(), plan)
	require.NoError(t, err)
	require.NoError(t, p.Restart())
	for r := range p.Services.Probe(t.Context(), p.Dial) {
		last = r
	}
	assert.True(t, last.OK(), "%v", last.Findings)
}
