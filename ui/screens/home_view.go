package screens

import (
	"strconv"
	"strings"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/theme"
)

// leftBar is the width of the bar beside an identity in the tree.
const leftBar = 6

// roomy is the height of the body from which a rule stands above the lines at the foot.
const roomy = 24

// View implements nav.Screen.
func (s *Home) View(w, h int) string {
	s.w = w
	switch {
	case !s.loaded:
		return "\n " + s.env.Theme.Dim.Render(s.env.Words.Home.Loading)
	case len(s.failed) > 0:
		return strings.Join(kit.Problem(s.env, s.failed, w), "\n")
	case s.empty():
		return s.start.View(w, h)
	}
	foot := s.foot(w, h)
	h -= len(foot)
	return strings.Join(append([]string{theme.Box(s.panes(w, h), w, h)}, foot...), "\n")
}

func (s *Home) panes(w, h int) string {
	switch {
	case w >= twoPanes:
		return s.env.Theme.Beside(s.tree(treeWidth, h), s.right(w-treeWidth-3, h), treeWidth, w, h)
	case s.detail:
		return s.right(w, h)
	}
	return s.tree(w, h)
}

// foot are the lines below the panes that stay, whatever is under the pointer: that there are warnings, and what else
// the program is for.
func (s *Home) foot(w, h int) []string {
	t, words := s.env.Theme, &s.env.Words.Home
	key := func(name, text string) string { return t.Key.Render(name) + " " + text }
	var out []string
	if n := len(s.space.Findings); n > 0 {
		out = append(out, " "+key(s.env.Keys.Why.Help().Key, t.Warn.Render(assets.Fill(words.WarningsHere, "n", strconv.Itoa(n)))))
	}
	if s.choices() {
		var parts []string
		for n, text := range []string{words.ShortSetup, words.ShortFind, words.ShortLearn, words.ShortOpen} {
			parts = append(parts, key(strconv.Itoa(n+1), text))
		}
		out = append(out, " "+strings.Join(parts, "   "))
	}
	if len(out) > 0 && h > roomy {
		out = append([]string{t.Line(w)}, out...)
	}
	return out
}

// choices reports whether the four choices of the first screen are offered here: not below one of them.
func (s *Home) choices() bool { return !s.env.Nested }

// tree draws the authorities with their identities, the part around the pointer.
func (s *Home) tree(w, h int) string {
	t := s.env.Theme
	var nodes []kit.Node
	for _, a := range s.space.Authorities {
		n := kit.Node{ID: a.Name, Text: t.Strong.Render(model.Clean(a.Name))}
		for _, i := range a.Identities {
			n.Children = append(n.Children, kit.Node{ID: i.Ref(), Text: s.leaf(i, w)})
		}
		nodes = append(nodes, n)
	}
	lines, ids := kit.Branches(t, nodes, s.chosen, w)
	return kit.Window(lines, max(indexOf(ids, s.chosen), 0), h)
}

// leaf is one identity in the tree: its name and, as a bar, how much of its time is left.
func (s *Home) leaf(i model.Identity, w int) string {
	const branch = 5 // pointer and tree lines
	room := w - branch - leftBar - 1
	c := i.Certificate
	return theme.Pad(model.Clean(i.Name), room) + " " + kit.Bar(s.env, c.NotBefore, c.NotAfter, leftBar)
}

// right draws what is under the pointer.
func (s *Home) right(w, h int) string {
	a, ok := s.authority()
	if !ok {
		return ""
	}
	var lines []string
	if i, isIdentity := s.identity(); isIdentity {
		lines = append([]string{" " + s.env.Theme.Strong.Render(model.Clean(i.Ref())), ""}, identityLines(s.env, i, a, w, false)...)
	} else {
		lines = s.authorityLines(a, w)
	}
	if found := s.space.Findings; len(found) > 0 {
		lines = append(lines, "", " "+s.env.Theme.Warn.Render(s.env.Words.Home.FilesWide))
		lines = append(lines, kit.Warnings(s.env, found, w)...)
	}
	return below(s.env, s.scroll, lines, h)
}

func (s *Home) authorityLines(a model.Authority, w int) []string {
	t, words := s.env.Theme, &s.env.Words.Home
	f, c := &words.Facts, a.Certificate
	lines := []string{" " + t.Strong.Render(model.Clean(a.Name))}
	if a.KeyFile == "" {
		lines = append(lines, " "+t.Warn.Render(words.NoKey))
	}
	if a.Foreign {
		lines = append(lines, " "+t.Dim.Render(words.Foreign))
	}
	if len(a.Identities) == 0 {
		lines = append(lines, " "+t.Accent.Render(words.NoIdentity))
	}
	lines = append(lines, "", " "+t.Label.Render(f.Left)+"  "+kit.TimeLeft(s.env, c.NotBefore, c.NotAfter, 12), "")
	rows := certificateRows(s.env, c)
	lines = append(lines, kit.Rows(t, []kit.Row{rows[0], rows[1], rows[2], rows[5], rows[7], rows[10]}, w)...)
	lines = append(append(lines, ""), kit.Rows(t, []kit.Row{
		{Label: f.Directory, Value: model.Clean(a.Dir)}, {Label: f.Files, Value: filesOf(a.Dir, a.CAFile, a.KeyFile)},
	}, w)...)
	return lines
}

// summary says in what state the certificates are: how many have ended, how many end soon, or that all are valid.
func (s *Home) summary() string {
	ended, soon := 0, 0
	for _, a := range s.space.Authorities {
		for _, i := range a.Identities {
			switch left := i.Certificate.NotAfter.Sub(s.env.Now()); {
			case left <= 0:
				ended++
			case left < kit.Soon:
				soon++
			}
		}
	}
	w := &s.env.Words.Home
	var parts []string
	if ended > 0 {
		parts = append(parts, assets.Fill(w.Ended, "n", strconv.Itoa(ended)))
	}
	if soon > 0 {
		parts = append(parts, assets.Fill(w.EndSoon, "n", strconv.Itoa(soon)))
	}
	if len(parts) == 0 {
		return w.AllValid
	}
	return strings.Join(parts, "  ")
}

// filesOf are a directory and the files in it, in one row.
func filesOf(dir string, paths ...string) string {
	var names []string
	for _, p := range paths {
		if p == "" {
			continue
		}
		rest, inside := strings.CutPrefix(p, dir)
		if !inside {
			rest = p
		}
		names = append(names, model.Clean(strings.TrimLeft(rest, `/\`)))
	}
	return strings.Join(names, ", ")
}
