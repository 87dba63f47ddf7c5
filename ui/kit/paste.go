package kit

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// pasted returns the text of a bracketed paste. This is the only place that looks inside a key message.
func pasted(msg tea.KeyMsg) (string, bool) {
	if !msg.Paste {
		return "", false
	}
	return string(msg.Runes), true
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
