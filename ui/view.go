package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"certwright/assets"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// frame is the number of lines around a screen's body: header, two rules, footer.
const frame = 4

// product is the program's name in the first line.
const product = "certwright"

// View implements tea.Model: exactly w x h cells.
func (r *Router) View() string {
	w, h := r.w, r.h
	if w < 1 || h < 1 {
		return ""
	}
	if h <= frame {
		return theme.Box(r.Top().View(w, h), w, h)
	}
	t := r.env.Theme
	body := theme.Box(r.Top().View(w, h-frame), w, h-frame) // first: what stands around it may depend on the size
	lower := t.Line(w)
	if r.notice != "" {
		lower = t.LineWith(w, r.notice, t.Accent)
	}
	return strings.Join([]string{
		r.header(w),
		t.Line(w),
		body,
		theme.Pad(lower, w),
		r.footer(w),
	}, "\n")
}

// header says where the person is and in what state it is. The product's name gives way first when there is no room.
func (r *Router) header(w int) string {
	t, s := r.env.Theme, r.Top()
	where, state := s.Title(), ""
	if st, ok := s.(nav.Stated); ok {
		state = st.State()
	}
	if state != "" {
		state = "  " + state + " "
	}
	left := " " + t.Accent.Render(product) + "  " + t.Title.Render(where)
	if theme.Width(left)+theme.Width(state) > w {
		left = " " + t.Title.Render(where)
	}
	return theme.Sides(left, theme.Cut(state, max(w/2, w-theme.Width(left)-2)), w)
}

// footer shows the keys that work now: the screen's own, then the global ones. What does not fit is in the help.
func (r *Router) footer(w int) string {
	right := r.footerRight()
	room := w - theme.Width(right) - 1
	left := " "
	seen := map[string]bool{}
	for _, b := range r.Top().Keys() {
		if !b.Enabled() || seen[b.Help().Desc] {
			continue
		}
		part := r.keyText(b)
		if theme.Width(left)+theme.Width(part) > room {
			break
		}
		seen[b.Help().Desc] = true
		left += part + "  "
	}
	return theme.Sides(strings.TrimRight(left, " "), right, w)
}

// footerRight holds the global keys: these are never dropped.
func (r *Router) footerRight() string {
	k := r.env.Keys
	var parts []string
	if r.twin() != "" {
		parts = append(parts, r.keyText(r.either(k.TwinMark, k.Twin)))
	}
	parts = append(parts, r.keyText(r.either(k.HelpMark, k.Help)))
	switch {
	case r.busy():
		b := k.Escape
		b.SetHelp(b.Help().Key, r.env.Words.Common.KeyHelp.Cancel)
		parts = append(parts, r.keyText(b))
	case len(r.stack) > 1:
		parts = append(parts, r.keyText(r.escapeKey()))
	default:
		parts = append(parts, r.languageKey())
	}
	for len(parts) > 1 && theme.Width(strings.Join(parts, "  ")) > r.w/2 {
		parts = parts[1:]
	}
	return strings.Join(parts, "  ") + " "
}

// escapeKey is esc with what it does on this screen.
func (r *Router) escapeKey() key.Binding {
	b := r.env.Keys.Escape
	if e, ok := r.Top().(nav.Escapes); ok && e.Escape() != "" {
		b.SetHelp(b.Help().Key, e.Escape())
	}
	return b
}

// languageKey tells the reader of the other language how to switch, in that language; where Chinese letters may not be
// drawn, it says so in the present one.
func (r *Router) languageKey() string {
	b := r.env.Keys.Language
	if !r.env.Theme.ASCII {
		b.SetHelp(b.Help().Key, assets.WordsFor(r.otherLanguage()).Shell.SwitchHere)
	}
	return r.keyText(b)
}

// either returns the letter where letters are keys, the named key where something is typed.
func (r *Router) either(letter, named key.Binding) key.Binding {
	if r.Top().Typing() {
		return named
	}
	return letter
}

func (r *Router) keyText(b key.Binding) string {
	t := r.env.Theme
	return t.Key.Render(b.Help().Key) + " " + t.Dim.Render(b.Help().Desc)
}

// twin is what openssl would do in place of the top screen, or "".
func (r *Router) twin() string {
	if s, ok := r.Top().(nav.Twin); ok {
		return s.Twin()
	}
	return ""
}

func (r *Router) busy() bool {
	b, ok := r.Top().(nav.Busy)
	return ok && b.Busy()
}

func (r *Router) otherLanguage() assets.Lang { return r.env.Words.Lang.Other() }
