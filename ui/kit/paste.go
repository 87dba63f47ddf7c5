package kit

import (
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
)

// pasted returns the text of a bracketed paste. This is the only place that looks inside a key message.
func pasted(msg tea.KeyMsg) (string, bool) {
	if !msg.Paste {
		return "", false
	}
	return string(msg.Runes), true
}

// shown makes text safe to draw while it is edited, one character for one character, so that the cursor stays where it is:
// what cannot be seen, or would move the text around it, shows as a question mark.
func shown(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case !unicode.IsMark(r) && model.Clean(string(r)) != string(r):
			return '?'
		}
		return r
	}, text)
}

// oneLine joins the lines of a text; blank ones and the spaces around lines are dropped.
func oneLine(text, between string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text)
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, strings.TrimRight(l, ","))
		}
	}
	if len(out) < 2 {
		return strings.ReplaceAll(text, "\n", "")
	}
	return strings.Join(out, between)
}
