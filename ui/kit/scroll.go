package kit

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/ui/nav"
)

// window returns the h lines around lines from..to as text; all of them when they fit.
func window(lines []string, from, to, h int) string {
	if h <= 0 {
		return ""
	}
	if len(lines) <= h {
		return strings.Join(lines, "\n")
	}
	start := windowStart(len(lines), from, to, h)
	return strings.Join(lines[start:start+h], "\n")
}

// windowStart is the first of the h lines that are shown of all, so that lines from..to are among them.
func windowStart(all, from, to, h int) int {
	return max(min(max(to-h, 0), from, all-h), 0)
}

// Scroll is a page of lines that may be higher than the window.
type Scroll struct {
	env  *nav.Env
	top  int
	page int // height at the last View
	all  int
}

// NewScroll makes a scroll that stands at the top.
func NewScroll(env *nav.Env) *Scroll { return &Scroll{env: env, page: 1} }

// Home goes to the first line.
func (s *Scroll) Home() { s.top = 0 }

// To puts a line, counted from 0, at the top of the window, or as near to it as the end of the text allows.
func (s *Scroll) To(line int) { s.top = max(line, 0) }

// Update takes a key and reports whether it was one that scrolls.
func (s *Scroll) Update(msg tea.Msg) bool {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return false
	}
	k := s.env.Keys
	switch {
	case key.Matches(press, k.Up):
		s.top--
	case key.Matches(press, k.Down):
		s.top++
	case key.Matches(press, k.PageUp):
		s.top -= max(s.page-1, 1)
	case key.Matches(press, k.PageDown, k.Space):
		s.top += max(s.page-1, 1)
	case key.Matches(press, k.Top):
		s.top = 0
	case key.Matches(press, k.Bottom):
		s.top = s.all
	default:
		return false
	}
	s.top = max(min(s.top, s.all-s.page), 0)
	return true
}

// Keys are the bindings that scroll; none when everything is visible.
func (s *Scroll) Keys() []key.Binding {
	if s.all <= s.page {
		return nil
	}
	k := s.env.Keys
	return []key.Binding{k.Down, k.Up, k.PageDown, k.PageUp, k.Top, k.Bottom}
}

// View shows the lines from the present place on, h of them.
func (s *Scroll) View(lines []string, h int) string {
	s.page, s.all = max(h, 1), len(lines)
	top := max(min(s.top, s.all-s.page), 0)
	return strings.Join(lines[top:min(top+s.page, len(lines))], "\n")
}

// Hidden is how many lines are below the window.
func (s *Scroll) Hidden() int { return max(s.all-s.page-max(min(s.top, s.all-s.page), 0), 0) }

// Stack puts lines above a text; when both do not fit in h the lines give way.
func Stack(lines []string, text string, h int) string {
	need := strings.Count(text, "\n") + 1
	if room := h - need; len(lines) > room {
		lines = lines[:max(room, 0)]
	}
	return strings.Join(append(append([]string(nil), lines...), text), "\n")
}
