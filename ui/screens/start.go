package screens

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Start offers the four things that people come for. It is what an empty home shows, and stands behind "more" of Home.
type Start struct {
	env    *nav.Env
	choice *kit.Choice
}

// NewStart makes the page.
func NewStart(env *nav.Env) *Start {
	s := &Start{env: env}
	s.choice = kit.NewChoice(env, s.options)
	return s
}

func (s *Start) options() []kit.Option {
	w := &s.env.Words.Start
	line := func(id string, l assets.StartLine) kit.Option {
		return kit.Option{ID: id, Text: l.Text, Detail: l.Detail}
	}
	return []kit.Option{line("setup", w.Setup), line("find", w.Find), line("learn", w.Learn), line("open", w.Open)}
}

// Title implements nav.Screen.
func (s *Start) Title() string { return s.env.Words.Start.Title }

// Help implements nav.Helped.
func (s *Start) Help() string { return s.env.Words.Start.Help }

// Init implements nav.Screen.
func (s *Start) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Start) Typing() bool { return false }

// Close implements nav.Screen.
func (s *Start) Close() {}

// Keys implements nav.Screen.
func (s *Start) Keys() []key.Binding { return s.choice.Keys(s.env.Words.Common.KeyHelp.Choose) }

// Update implements nav.Screen.
func (s *Start) Update(msg tea.Msg) tea.Cmd {
	if o, chosen := s.choice.Update(msg); chosen {
		return s.open(o.ID)
	}
	return nil
}

func (s *Start) open(id string) tea.Cmd {
	m := s.env.Makers
	makers := map[string]func(*nav.Env) nav.Screen{"setup": m.Setup, "find": m.Explain, "learn": m.Practice}
	if m.Inspect != nil {
		makers["open"] = func(e *nav.Env) nav.Screen { return m.Inspect(e, "") }
	}
	if mk := makers[id]; mk != nil {
		return nav.To(mk(s.env))
	}
	return nil
}

// View implements nav.Screen.
func (s *Start) View(w, h int) string {
	promise := kit.Paragraph(s.env.Theme.Dim, s.env.Words.Start.Promise, w)
	text := s.choice.View(w, max(h-len(promise)-1, 1)) + "\n"
	for _, l := range promise {
		text += "\n" + l
	}
	return text
}

// emptyTitle is the first line of an empty home: where the files will be.
func emptyTitle(env *nav.Env, w model.Workspace) string {
	return assets.Fill(env.Words.Start.Empty, "home", model.Clean(w.Home))
}
