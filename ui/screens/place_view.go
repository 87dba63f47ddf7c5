package screens

import (
	"slices"
	"strconv"
	"strings"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// afterFix are the sections that matter when only the certificate is new: the configuration stands already.
var afterFix = []string{"copy", "owner", "restart", "log"}

// View implements nav.Screen.
func (s *Place) View(w, h int) string {
	t, words := s.env.Theme, &s.env.Words.Place
	var lines []string
	if len(s.failed) > 0 {
		lines = append(append(lines, kit.Problem(s.env, s.failed, w)...), "")
	}
	switch {
	case s.choosing():
		lines = append(append(lines, kit.Paragraph(t.Strong, words.Ask.Text, w)...), kit.Paragraph(t.Dim, words.Ask.Detail, w)...)
		lines = append(lines, "")
		return kit.Stack(lines, s.choice.View(w, max(h-len(lines), 1)), h)
	case s.env.Practice != nil:
		return strings.Join(append(lines, kit.Paragraph(t.Value, words.Practice, w)...), "\n")
	}
	page, filled := s.pages[s.at]
	if !filled {
		if s.job.Busy() {
			lines = append(lines, kit.Working(s.env, words.Loading))
		}
		return strings.Join(lines, "\n")
	}
	if s.asks[s.at].Dial != nil {
		lines = append(append(lines, kit.Paragraph(t.Strong, words.Again, w)...), "")
	}
	lines = append(append(lines, " "+t.Title.Render(s.heading(page))), "")
	return below(s.env, s.scroll, append(lines, s.sections(page, w)...), h)
}

// below draws lines that may be higher than the window; the last line then says how many there are below it.
func below(env *nav.Env, scroll *kit.Scroll, lines []string, h int) string {
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) <= h || h < 3 {
		return scroll.View(lines, h)
	}
	text := scroll.View(lines, h-1)
	if n := scroll.Hidden(); n > 0 {
		return text + "\n " + env.Theme.Dim.Render(assets.Fill(env.Words.Plan.Below, "n", strconv.Itoa(n)))
	}
	return text
}

// heading says which machine the page is about.
func (s *Place) heading(page model.Recipe) string {
	title := model.Clean(page.Title)
	if len(s.asks) > 1 {
		title += "  " + s.place()
	}
	return title
}

// sections draws the page: numbered headings, sentences one cell in, what is to be copied at the edge.
func (s *Place) sections(page model.Recipe, w int) []string {
	t := s.env.Theme
	var out []string
	n := 0
	for _, x := range page.Sections {
		if s.asks[s.at].Dial != nil && !slices.Contains(afterFix, x.ID) {
			continue
		}
		n++
		if n > 1 {
			out = append(out, "")
		}
		out = append(out, " "+t.Strong.Render(strconv.Itoa(n)+"  "+model.Clean(x.Title)))
		if x.Text != "" {
			out = append(out, kit.Paragraph(t.Dim, model.CleanBlock(x.Text), w)...)
		}
		if x.Code != "" {
			for _, l := range kit.Plain(x.Code, w) {
				out = append(out, t.Accent.Render(l))
			}
		}
	}
	return out
}

// recipeText is the page as a file: the sentences as comments, so that the lines to copy stand out.
func recipeText(page model.Recipe) string {
	var b strings.Builder
	b.WriteString("# " + model.Clean(page.Title) + "\n")
	for n, x := range page.Sections {
		b.WriteString("\n# " + strconv.Itoa(n+1) + "  " + model.Clean(x.Title) + "\n")
		for _, l := range strings.Split(model.CleanBlock(x.Text), "\n") {
			if l != "" {
				b.WriteString("# " + l + "\n")
			}
		}
		if x.Code != "" {
			b.WriteString(strings.TrimRight(model.CleanBlock(x.Code), "\n") + "\n")
		}
	}
	return b.String()
}
