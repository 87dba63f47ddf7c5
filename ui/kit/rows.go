package kit

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"certwright/model"
	"certwright/ui/theme"
)

// Row is a label with its value; the value is wrapped in its own column. A row without a value is left out.
type Row struct{ Label, Value string }

// Rows draws rows with the labels in one column.
func Rows(t *theme.Theme, rows []Row, w int) []string {
	lw := 0
	for _, r := range rows {
		if r.Value != "" {
			lw = max(lw, theme.Width(r.Label))
		}
	}
	lw = min(lw, w/2)
	var out []string
	for _, r := range rows {
		if r.Value == "" {
			continue
		}
		for n, l := range Flow(r.Value, w-lw-3) {
			label := theme.Pad("", lw)
			if n == 0 {
				label = t.Label.Render(theme.Pad(r.Label, lw))
			}
			out = append(out, " "+label+"  "+t.Value.Render(l))
		}
	}
	return out
}

// Paragraph wraps a text in a style, one cell in from the left.
func Paragraph(style lipgloss.Style, text string, w int) []string {
	var out []string
	for _, l := range Flow(text, w-2) {
		out = append(out, " "+style.Render(l))
	}
	return out
}

// Indent moves lines to the right.
func Indent(lines []string, n int) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.Repeat(" ", n) + l
	}
	return out
}

// Plain breaks text that is to be copied: at the window's edge only, and nowhere else. Nothing in it can move the cursor.
func Plain(text string, w int) []string {
	var out []string
	for _, l := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		l = model.Clean(l)
		for theme.Width(l) > w && w > 1 {
			var head string
			head, l = theme.Split(l, w)
			out = append(out, head)
		}
		out = append(out, l)
	}
	return out
}
