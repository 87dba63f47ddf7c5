package kit

import (
	"certwright/ui/theme"
)

// Node is one line of a tree with its children.
type Node struct {
	ID       string
	Text     string
	Children []Node
}

// Branches draws a tree; the line of the chosen ID has the pointer. It returns the lines and the IDs beside them.
func Branches(t *theme.Theme, nodes []Node, chosen string, w int) (lines, ids []string) {
	for _, n := range nodes {
		lines, ids = grow(t, n, "", "", chosen, w, lines, ids)
	}
	return lines, ids
}

func grow(t *theme.Theme, n Node, head, stem, chosen string, w int, lines, ids []string) ([]string, []string) {
	pointer, text := "  ", n.Text
	if n.ID == chosen && chosen != "" {
		pointer, text = t.Accent.Render(t.Marks.Pointer+" "), t.Accent.Render(n.Text)
	}
	lines = append(lines, theme.Cut(pointer+t.Rule.Render(head)+text, w))
	ids = append(ids, n.ID)
	for i, c := range n.Children {
		h, s := t.Marks.Branch, t.Marks.Stem
		if i == len(n.Children)-1 {
			h, s = t.Marks.Last, "   "
		}
		lines, ids = grow(t, c, stem+h, stem+s, chosen, w, lines, ids)
	}
	return lines, ids
}

// Table draws rows in columns as wide as their widest cell; the last column takes the rest and is cut.
func Table(t *theme.Theme, head []string, rows [][]string, w int) []string {
	widths := make([]int, len(head))
	for _, r := range append([][]string{head}, rows...) {
		for i, c := range r {
			widths[i] = max(widths[i], theme.Width(c))
		}
	}
	draw := func(r []string) string {
		s := " "
		for i, c := range r {
			if i < len(r)-1 {
				c = theme.Pad(c, widths[i]) + "  "
			}
			s += c
		}
		return theme.Cut(s, w)
	}
	out := []string{t.Label.Render(draw(head))}
	for _, r := range rows {
		out = append(out, draw(r))
	}
	return out
}

// Window returns the part of the lines around line at that fits in h.
func Window(lines []string, at, h int) string { return window(lines, at, at+1, h) }
