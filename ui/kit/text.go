package kit

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
)

// Page is text that people copy.
type Page struct {
	Title string
	Intro string // sentences above it, wrapped
	Text  string // never wrapped but at the window's edge, and without borders beside it
	File  string // the name under which s saves it; "": it is not saved
}

// Text is a full-width page for text that people copy, which can be saved to a file.
type Text struct {
	env    *nav.Env
	page   func() Page // asked for at each drawing, so that it follows the language
	scroll *Scroll
	job    nav.Job
	failed []model.Finding
}

type savedText struct {
	run  int
	path string
	err  error
}

// NewText makes the page.
func NewText(env *nav.Env, page func() Page) *Text {
	return &Text{env: env, page: page, scroll: NewScroll(env)}
}

// Title implements nav.Screen.
func (s *Text) Title() string { return s.page().Title }

// Init implements nav.Screen.
func (s *Text) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Text) Typing() bool { return false }

// Close implements nav.Screen.
func (s *Text) Close() { s.job.Cancel() }

// Busy implements nav.Busy.
func (s *Text) Busy() bool { return s.job.Busy() }

// Cancel implements nav.Busy.
func (s *Text) Cancel() { s.job.Cancel() }

// Keys implements nav.Screen.
func (s *Text) Keys() []key.Binding {
	var out []key.Binding
	if s.canSave() {
		out = append(out, s.env.Keys.Save)
	}
	return append(out, s.scroll.Keys()...)
}

func (s *Text) canSave() bool {
	return s.env.Services.Save != nil && s.page().File != "" && !s.job.Busy()
}

// Update implements nav.Screen.
func (s *Text) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.KeyMsg:
		if key.Matches(m, s.env.Keys.Save) && s.canSave() {
			return s.save()
		}
		s.scroll.Update(m)
	case savedText:
		if !s.job.Done(m.run) {
			return nil
		}
		s.failed = nav.Findings(m.err)
		if m.err == nil {
			return nav.Go(nav.Notice{Text: assets.Fill(s.env.Words.Shell.Saved, "path", model.Clean(m.path))})
		}
	}
	return nil
}

func (s *Text) save() tea.Cmd {
	p, write := s.page(), s.env.Services.Save
	return s.job.Start(s.env, 10*time.Second, func(ctx context.Context, run int) tea.Msg {
		path, err := write(ctx, p.File, p.Text)
		return savedText{run, path, err}
	})
}

// View implements nav.Screen.
func (s *Text) View(w, h int) string {
	p := s.page()
	var lines []string
	if len(s.failed) > 0 {
		lines = append(append(lines, Problem(s.env, s.failed, w)...), "")
	}
	if p.Intro != "" {
		lines = append(append(lines, Paragraph(s.env.Theme.Dim, p.Intro, w)...), "")
	}
	return s.scroll.View(append(lines, Plain(p.Text, w)...), h)
}
