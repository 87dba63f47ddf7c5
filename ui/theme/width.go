package theme

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Width is how many cells a line takes: Han and full-width punctuation two, everything else of ours one, escape
// sequences none. It does not depend on the locale.
func Width(s string) int { return ansi.StringWidth(s) }

// Cut shortens a line to at most w cells, ending in "..." when something was lost and there is room to say so.
func Cut(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if Width(s) <= w {
		return s
	}
	tail := "..."
	if w < 8 {
		tail = ""
	}
	return ansi.Truncate(s, w, tail)
}

// Pad makes a line exactly w cells: cut when longer, spaces added when shorter.
func Pad(s string, w int) string {
	if w <= 0 {
		return ""
	}
	s = Cut(s, w)
	return s + repeat(" ", w-Width(s))
}

// Box makes a text exactly w cells wide and h lines high. Lines that do not fit are cut.
func Box(text string, w, h int) string {
	if h <= 0 {
		return ""
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	out := make([]string, h)
	for i := range out {
		if i < len(lines) {
			out[i] = Pad(lines[i], w)
			continue
		}
		out[i] = repeat(" ", w)
	}
	return strings.Join(out, "\n")
}

// Beside puts two texts side by side, h lines high: the left one lw cells wide, then a bar, then the right one, w in all.
func (t *Theme) Beside(left, right string, lw, w, h int) string {
	rw := w - lw - 3
	if rw < 1 || h < 1 {
		return Box(left, w, h)
	}
	l := strings.Split(Box(left, lw, h), "\n")
	r := strings.Split(Box(right, rw, h), "\n")
	bar := t.Rule.Render(" " + t.Marks.Bar + " ")
	for i := range l {
		l[i] += bar + r[i]
	}
	return strings.Join(l, "\n")
}

// Sides puts one text at the left end and one at the right end of a line of w cells; the left one is cut when they meet.
func Sides(left, right string, w int) string {
	rw := Width(right)
	if rw >= w {
		return Pad(right, w)
	}
	return Pad(left, w-rw) + right
}

func repeat(s string, n int) string {
	if n <= 0 {
		return ""
	}
	return strings.Repeat(s, n)
}
