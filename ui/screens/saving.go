package screens

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/ui/kit"
	"certwright/ui/nav"
)

// The forms in which a report can be saved.
const (
	saveText    = "text"
	saveCapture = "capture"
)

// Saving asks in which form a report is saved. A capture holds secrets: that is said before it can be chosen.
type Saving struct {
	env    *nav.Env
	page   *Probe
	choice *kit.Choice
}

func newSaving(page *Probe) *Saving {
	s := &Saving{env: page.env, page: page}
	s.choice = kit.NewChoice(s.env, func() []kit.Option {
		w := &s.env.Words.Probe.Saving
		return []kit.Option{{ID: saveText, Text: w.Text.Text, Detail: w.Text.Detail}, {ID: saveCapture, Text: w.Capture.Text, Detail: w.Capture.Detail}}
	})
	return s
}

// saveAs asks one probe page to save its report in a form.
type saveAs struct {
	page *Probe
	form string
}

// Title implements nav.Screen.
func (s *Saving) Title() string { return s.env.Words.Probe.Saving.Title }

// Init implements nav.Screen.
func (s *Saving) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Saving) Typing() bool { return false }

// Close implements nav.Screen.
func (s *Saving) Close() {}

// Keys implements nav.Screen.
func (s *Saving) Keys() []key.Binding { return s.choice.Keys(s.env.Words.Common.KeyHelp.Save) }

// Update implements nav.Screen.
func (s *Saving) Update(msg tea.Msg) tea.Cmd {
	if o, chosen := s.choice.Update(msg); chosen {
		return nav.Go(nav.Pop{Then: nav.Go(saveAs{s.page, o.ID})})
	}
	return nil
}

// View implements nav.Screen.
func (s *Saving) View(w, h int) string {
	words, t := &s.env.Words.Probe.Saving, s.env.Theme
	lines := append(kit.Paragraph(t.Value, words.Intro, w), "")
	lines = append(append(lines, kit.Paragraph(t.Warn, words.Warning, w)...), "")
	return kit.Stack(lines, s.choice.View(w, max(h-len(lines), 3)), h)
}

// saveReport asks for the form where there is a choice, and saves the text at once where there is none.
func (s *Probe) saveReport() tea.Cmd {
	if s.view.report.Capture != 0 && s.env.Services.SaveCapture != nil {
		return nav.To(newSaving(s))
	}
	return s.write()
}

// record saves the capture.
func (s *Probe) record() tea.Cmd {
	do, report := s.env.Services.SaveCapture, s.view.report
	return s.save.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		path, err := do(ctx, report)
		return probeSaved{run, path, err}
	})
}
