package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"certwright/assets"
	"certwright/model"
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

const (
	labelWidth = 12
	seenShown  = 3 // strings of other tools, without --why
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
	p.labelled(c.Labels.What, e.What)
	p.labelled(c.Labels.Whose, e.Whose)
	p.labelled(c.Labels.Fix, e.Fix)
	for _, command := range e.Commands {
		p.labelled("", "    "+strings.ReplaceAll(command, "\n", "\n    "))
	}
	for _, fix := range f.Fixes {
		p.labelled("", "- "+assets.FixText(fix, p.lang))
		if fix.Command != "" {
			p.labelled("", "    "+strings.ReplaceAll(fix.Command, "\n", "\n    "))
		}
	}
	if p.why {
		p.labelled(c.Labels.Why, e.Why)
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
		line := assets.FactName(e.Key, p.lang) + p.words.CLI.Colon + assets.FactValue(e, p.lang)
		if source := assets.SourceText(e.Source, p.lang); source != "" && shared == "" {
			line += assets.Fill(p.words.Probe.Why.From, "source", source)
		}
		lines = append(lines, line)
	}
	if shared != "" {
		lines = append(lines, p.words.Probe.Why.Source+p.words.CLI.Colon+shared)
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
		p.line("certwright: " + e.What + assets.Fill(p.words.CLI.Because, "code", string(f.Code)))
		if e.Fix != "" {
			p.line(p.words.CLI.Hint + e.Fix)
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
func width(s string) (n int) {
	for _, r := range s {
		n++
		if r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6) {
			n++
		}
	}
	return n
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/1e6) }

func date(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
