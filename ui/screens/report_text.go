package screens

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// textWidth is how wide saved pages are.
const textWidth = 96

// reportText is the whole report as plain text, in the order in which the screen shows it.
func reportText(env *nav.Env, r model.Report, stopped bool) string {
	v := newReportView(env, r)
	v.at, v.stopped = -1, stopped
	head := probeTitle(env, r.Dial, r)
	if !r.Started.IsZero() {
		head += "  " + when(r.Started) + " UTC"
	}
	lines := []string{head, v.state(false), ""}
	if v.verdict() {
		lines = append(append(lines, v.verdictCard(textWidth)...), "")
	}
	for _, f := range r.Findings {
		lines = append(lines, kit.OneProblem(env, f, textWidth)...)
		lines = append(append(lines, kit.Paragraph(env.Theme.Value, env.Explain(f).Why, textWidth)...), "")
	}
	if table := NewTry(env, r).table(textWidth); len(table) > 0 {
		lines = append(append(append(lines, env.Words.Try.Title, ""), table...), "")
	}
	if differs(r) {
		title := assets.Fill(env.Words.Readers.Title, "certificate", model.Clean(r.Accepts.Certificate))
		lines = append(append(append(lines, title), readerLines(env, *r.Accepts, textWidth)...), "")
	}
	messages, _, _ := v.messageLines(textWidth)
	lines = append(append(lines, messages...), "")
	return plainText(append(lines, v.asideLines(textWidth)...))
}

// plainText is lines without colour and without spaces at their ends.
func plainText(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimRight(ansi.Strip(l), " ") + "\n")
	}
	return b.String()
}
