package screens

import (
	"context"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// TestLateWordOfATrial: commands run beside one another, so what an early snapshot had to tell may arrive after what the
// last one told. It must not take the proof away again.
func TestLateWordOfATrial(t *testing.T) {
	env := nav.NewEnv(context.Background(), assets.English, theme.New(theme.Options{}), nav.Services{}, nav.Makers{})
	s := NewTry(env, model.Report{})
	s.job.Begin(env, 0)
	told := func(r model.Report) tea.Cmd {
		batch, ok := s.take(tryStep{run: s.job.Run(), report: r, open: true})().(tea.BatchMsg)
		require.True(t, ok)
		return batch[0]
	}
	early := told(model.Report{Findings: []model.Finding{model.New(model.ClientCertRejected).Sure(model.Possible)}})
	last := told(model.Report{Findings: []model.Finding{model.New(model.ClientCertRejected)}})
	for _, cmd := range []tea.Cmd{last, early} {
		m, ok := cmd().(nav.Tried)
		require.True(t, ok)
		assert.Equal(t, model.Proven, m.Newest().Findings[0].Certainty)
	}
}
