package kit

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

func severityStyle(t *theme.Theme, s model.Severity) lipgloss.Style {
	switch s {
	case model.Fatal:
		return t.Fail
	case model.Warning:
		return t.Warn
	}
	return t.Dim
}

// mark is the word before a finding: colour never carries the meaning alone.
func mark(env *nav.Env, s model.Severity) string {
	t := env.Theme
	switch s {
	case model.Fatal:
		return t.Fail.Render(env.Words.Common.Result["fail"])
	case model.Warning:
		return t.Warn.Render(env.Words.Common.Severity[s])
	}
	return t.Dim.Render(env.Words.Common.Severity[s])
}

// Problem draws findings in words, one after the other: a title line, then what, whose and fix.
func Problem(env *nav.Env, found []model.Finding, w int) []string {
	var out []string
	for n, f := range found {
		if n > 0 {
			out = append(out, "")
		}
		out = append(out, OneProblem(env, f, w)...)
	}
	return out
}

// OneProblem draws one finding: its mark and title, how sure it is unless that was read from the bytes, then what, whose and fix with
// the commands below it.
func OneProblem(env *nav.Env, f model.Finding, w int) []string {
	t, l, e := env.Theme, &env.Words.Common.Labels, env.Explain(f)
	m := mark(env, f.Severity)
	lw := max(theme.Width(m), theme.Width(l.What), theme.Width(l.Whose), theme.Width(l.Fix))
	sure := ""
	if (f.Certainty != model.Proven || f.Tried) && f.Certainty != "" {
		sure = t.Dim.Render(assets.CertaintyText(f, env.Words.Lang)) + " "
	}
	head := " " + theme.Pad(m, lw) + "  " + t.Strong.Render(e.Title)
	out := []string{strings.TrimRight(theme.Sides(head, sure, w), " ")}
	what := e.What
	if what == e.Title { // a pasted line may name a cause and nothing else
		what = ""
	}
	rows := []Row{{theme.Pad(l.What, lw), what}, {theme.Pad(l.Whose, lw), e.Whose}, {l.Fix, e.Fix}}
	out = append(out, Rows(t, rows, w)...)
	for _, c := range e.Commands {
		out = append(out, Indent(Plain(c, w-lw-3), lw+3)...)
	}
	return out
}

// Warnings draws findings shortly: the mark and what, no more.
func Warnings(env *nav.Env, found []model.Finding, w int) []string {
	var out []string
	for _, f := range found {
		m := mark(env, f.Severity)
		mw := theme.Width(m) + 2
		for n, l := range Flow(env.Explain(f).What, w-mw-1) {
			if n == 0 {
				out = append(out, " "+m+"  "+l)
				continue
			}
			out = append(out, " "+theme.Pad("", mw)+l)
		}
	}
	return out
}
