package screens

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// Help shows what the page below it is for and every key that works there: drawn from its own bindings.
type Help struct {
	env    *nav.Env
	below  nav.Screen
	scroll *kit.Scroll
}

// NewHelp makes the help of a screen.
func NewHelp(env *nav.Env, below nav.Screen) *Help {
	return &Help{env: env, below: below, scroll: kit.NewScroll(env)}
}

// IsHelp tells the router that F1 closes this page again.
func (s *Help) IsHelp() {}

// Title implements nav.Screen.
func (s *Help) Title() string {
	return s.env.Words.HelpPage.Title + s.env.Words.Common.Colon + s.below.Title()
}

// Init implements nav.Screen.
func (s *Help) Init() tea.Cmd { return nil }

// Update implements nav.Screen.
func (s *Help) Update(msg tea.Msg) tea.Cmd {
	s.scroll.Update(msg)
	return nil
}

// Keys implements nav.Screen.
func (s *Help) Keys() []key.Binding { return s.scroll.Keys() }

// Typing implements nav.Screen.
func (s *Help) Typing() bool { return false }

// Close implements nav.Screen.
func (s *Help) Close() {}

// View implements nav.Screen.
func (s *Help) View(w, h int) string {
	t, words := s.env.Theme, &s.env.Words.HelpPage
	var lines []string
	if b, ok := s.below.(nav.Helped); ok {
		lines = append(append(lines, kit.Paragraph(t.Value, b.Help(), w)...), "")
	}
	lines = append(lines, " "+t.Strong.Render(words.Here))
	own := s.below.Keys()
	if len(own) == 0 {
		lines = append(lines, "   "+t.Dim.Render(words.Nothing))
	}
	lines = append(lines, s.list(own)...)
	lines = append(lines, "", " "+t.Strong.Render(words.Always))
	lines = append(lines, s.list(s.global())...)
	lines = append(lines, "")
	lines = append(lines, kit.Paragraph(t.Dim, words.Letters+"\n"+words.Typing+"\n\n"+words.More, w)...)
	return s.scroll.View(lines, h)
}

func (s *Help) global() []key.Binding {
	k, words := s.env.Keys, &s.env.Words.HelpPage
	out := []key.Binding{k.Help, k.Language, keys.As(k.Escape, words.Escape), keys.As(k.Interrupt, words.Interrupt), k.Suspend}
	if t, ok := s.below.(nav.Twin); ok && t.Twin() != "" {
		out = append([]key.Binding{k.Twin}, out...)
	}
	return out
}

func (s *Help) list(bindings []key.Binding) []string {
	t := s.env.Theme
	var out []string
	listed := map[string]bool{}
	for _, b := range bindings {
		if b.Enabled() && !listed[b.Help().Key+b.Help().Desc] {
			for _, name := range strings.Split(b.Help().Key, "/") { // "up/down" says what "up" alone would
				listed[name+b.Help().Desc] = true
			}
			out = append(out, "   "+t.Key.Render(theme.Pad(b.Help().Key, 12))+b.Help().Desc)
		}
	}
	return out
}
