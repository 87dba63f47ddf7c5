package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/theme"
)

// printer writes what a person reads. All text from certificates and servers passes model.Clean before it gets here
// or in line, so nothing that is printed can move a cursor.
type printer struct {
	out   io.Writer
	words *assets.Words
	lang  assets.Lang
	why   bool
	color bool
}

func (a *app) printer() *printer {
	return &printer{out: a.out, words: a.words(), lang: a.language(), color: a.colorful()}
}

func (p *printer) line(text string) { fmt.Fprintln(p.out, text) }

// flow prints sentences without a label.
func (p *printer) flow(text string) { p.line(strings.Join(theme.Flow(text, pageWidth), "\n")) }

// labelled prints "label  value", values in one column; further lines of the value stand under the first.
func (p *printer) labelled(label, value string) {
	if value == "" {
		return
	}
	lines := strings.Split(value, "\n")
	if width(label) >= labelWidth { // a long label gets a line of its own
		p.line(label)
		label = ""
	}
	p.line(pad(label, labelWidth) + lines[0])
	for _, l := range lines[1:] {
		p.line(strings.Repeat(" ", labelWidth) + l)
	}
}

// said prints a label and sentences, wrapped for pageWidth; labelled prints lines as they are.
func (p *printer) said(label, text string) {
	if text != "" {
		p.labelled(label, strings.Join(theme.Flow(text, pageWidth-labelWidth), "\n"))
	}
}

const (
	labelWidth = 12
	pageWidth  = 80 // columns of prose; data and commands may be longer
	seenShown  = 3  // strings of other tools, without --why
)

// finding prints one finding: verdict and code, what, whose, fix with its commands, and what other tools say.
func (p *printer) finding(f model.Finding, place string) {
	e := assets.Explain(f, p.lang)
	c := p.words.Common
	head := p.mark(f.Severity) + " " + string(f.Code)
	if f.Variant != "" {
		head += " (" + f.Variant + ")"
	}
	p.line(head + "   " + e.Title)
	p.line(strings.Repeat(" ", labelWidth) + strings.TrimSpace(place+"  "+c.Party[f.Party]+p.words.CLI.Semicolon+assets.CertaintyText(f, p.lang)))
	if e.What != e.Title { // a pasted line may name a cause and nothing else
		p.said(c.Labels.What, e.What)
	}
	p.said(c.Labels.Whose, e.Whose)
	p.said(c.Labels.Fix, e.Fix)
	for _, command := range e.Commands {
		p.labelled("", "    "+strings.ReplaceAll(command, "\n", "\n    "))
	}
	for _, fix := range f.Fixes {
		p.said("", "- "+assets.FixText(fix, p.lang))
		if fix.Command != "" {
			p.labelled("", "    "+strings.ReplaceAll(fix.Command, "\n", "\n    "))
		}
	}
	if p.why {
		p.said(c.Labels.Why, e.Why)
		p.labelled(p.words.CLI.Labels.Evidence, p.evidence(f))
	}
	if seen := e.SeenAs; len(seen) > 0 {
		if !p.why {
			seen = seen[:min(len(seen), seenShown)]
		}
		p.labelled(c.Labels.SeenAs, strings.Join(seen, "\n"))
	}
}

// evidence is what was seen, one fact a line, and where.
func (p *printer) evidence(f model.Finding) string {
	var lines []string
	shared := assets.SharedSource(f, p.lang)
	for _, e := range f.Evidence {
		line := assets.FactName(e.Key, p.lang) + p.words.Common.Colon + assets.FactValue(e, p.lang)
		if source := assets.SourceText(e.Source, p.lang); source != "" && shared == "" {
			line += assets.Fill(p.words.Probe.Why.From, "source", source)
		}
		lines = append(lines, line)
	}
	if shared != "" {
		lines = append(lines, p.words.Probe.Why.Source+p.words.Common.Colon+shared)
	}
	return strings.Join(lines, "\n")
}

// findings prints all of them, fatal ones counted.
func (p *printer) findings(found []model.Finding) {
	for i, f := range found {
		p.line("")
		p.finding(f, assets.Fill(p.words.Common.Of, "n", fmt.Sprint(i+1), "total", fmt.Sprint(len(found))))
	}
}

func (p *printer) mark(s model.Severity) string {
	switch s {
	case model.Fatal:
		return p.paint("1;31", p.words.Common.Result["fail"])
	case model.Warning:
		return p.paint("33", p.words.Common.Severity[model.Warning])
	}
	return p.paint("2", p.words.Common.Severity[model.Note])
}

// paint wraps text in an SGR sequence of the terminal's own 16 colours; colour never carries meaning alone.
func (p *printer) paint(sgr, text string) string {
	if !p.color {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

func (a *app) colorful() bool {
	if a.noColor || a.getenv("NO_COLOR") != "" || a.getenv("TERM") == "dumb" {
		return false
	}
	return writesToTerminal(a.out.w)
}

// complain prints findings about the command itself to stderr.
func (a *app) complain(found ...model.Finding) {
	p := a.printer()
	p.out, p.color = a.errs, false
	for i, f := range model.Arrange(found) {
		if i > 0 {
			p.line("")
		}
		e := assets.Explain(f, p.lang)
		p.flow("certwright: " + e.What + assets.Fill(p.words.CLI.Because, "code", string(f.Code)))
		if e.Fix != "" {
			p.flow(p.words.CLI.Hint + e.Fix)
		}
		for _, c := range e.Commands {
			p.line("    " + strings.ReplaceAll(c, "\n", "\n    "))
		}
	}
}

// complainText prints what has no code: cobra's own words about flags, or a whole text.
func (a *app) complainText(text string) {
	fmt.Fprintln(a.errs, "certwright: "+model.CleanBlock(text))
}

func pad(s string, w int) string {
	if n := width(s); n < w {
		return s + strings.Repeat(" ", w-n)
	}
	return s + " "
}

// width counts terminal cells: Han and full-width forms take two.
func width(s string) int { return theme.Width(s) }

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/1e6) }

func date(t time.Time) string { return minute(t) + " UTC" }

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }
