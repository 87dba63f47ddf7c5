package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/theme"
)

// printReport prints the verdict first, then every finding, then what was seen.
func (a *app) printReport(r model.Report, v *probeFlags) {
	p := a.printer()
	p.why = v.why
	c := p.words.CLI
	verdict := p.paint("1;32", c.Verdict.OK)
	if !r.OK() {
		verdict = p.paint("1;31", c.Verdict.Failed)
	}
	p.line(verdict + "  " + model.Clean(r.Dial.Target()))
	p.findings(r.Findings)
	p.line("")
	p.facts(r)
	p.tries(r)
	if v.readers {
		p.readers(r.Accepts)
	}
	if v.timeline {
		p.line("")
		p.line(c.Labels.Timeline)
		p.timeline(r.Messages)
	}
}

// facts prints what was dialled, as whom, what was agreed and how it ended.
func (p *printer) facts(r model.Report) {
	c, common := p.words.CLI, p.words.Common
	p.labelled(c.Labels.Target, joinWords(r.Address, strings.Join(r.Observation.Addresses, ", ")))
	p.labelled(c.Labels.Trust, p.trust(r.Trust))
	if r.Dial.As != "" && r.Dial.CA == "" {
		p.labelled("", assets.Fill(c.Implied, "as", model.Clean(r.Dial.As), "ca", model.Clean(r.Trust)))
	}
	client := model.Clean(r.Client)
	if client == "" {
		client = common.None
	}
	p.labelled(c.Labels.Client, client)
	p.labelled(c.Labels.Handshake, joinWords(r.Version, r.Suite, r.Group, r.ALPN))
	p.labelled(c.Labels.Chain, p.chain(r.Chain))
	p.readersLine(r.Accepts)
	if r.Address == "" {
		return // nothing was dialled
	}
	p.labelled(c.Labels.Time, p.timings(r.Timings))
	p.labelled(c.Labels.Ended, common.Ending[r.Ended])
	if r.HTTP != nil {
		status := fmt.Sprint(r.HTTP.Status)
		p.labelled(c.Labels.HTTP, model.Clean(status+" "+strings.TrimPrefix(r.HTTP.Title, status+" ")))
	}
	if r.Strangers != "" {
		p.labelled(c.Labels.Strangers, strings.TrimSpace(common.Strangers[r.Strangers]+" "+parenthesis(model.Clean(r.StrangerHow))))
	}
	p.said(c.Labels.Checks, p.checks(r.Checks))
}

// trust is what a chain was judged by; the system's store has no name of its own.
func (p *printer) trust(name string) string {
	if name == "system" {
		return p.words.Common.System
	}
	return model.Clean(name)
}

func (p *printer) timings(t model.Timings) string {
	parts := assets.Fill(p.words.Probe.Panes.Times, "connect", milliseconds(t.Connect), "handshake", milliseconds(t.Handshake))
	return milliseconds(t.Total) + assets.Fill(p.words.CLI.Aside, "text", parts)
}

func (p *printer) chain(certs []model.Certificate) string {
	var lines []string
	for i, c := range certs {
		lines = append(lines, strings.Repeat("  ", i)+model.Clean(c.Name())+"  <- "+model.Clean(issuerOf(c))+"  "+date(c.NotAfter))
	}
	return strings.Join(lines, "\n")
}

func issuerOf(c model.Certificate) string {
	if cn := c.Issuer.Get("CN"); cn != "" {
		return cn
	}
	return c.Issuer.String()
}

func (p *printer) checks(checks []model.Check) string {
	var words []string
	for _, c := range checks {
		words = append(words, p.words.Common.Check[c.Name]+p.words.Common.Colon+p.words.Common.Result[c.Result])
	}
	return strings.Join(words, p.words.CLI.Comma)
}

// timeline prints every message: when, which way, its name and number, what matters in it.
func (p *printer) timeline(messages []model.Message) {
	for _, m := range messages {
		way := "->"
		if m.Direction == model.FromServer {
			way = "<-"
		}
		name := m.Name
		if m.Kind == model.KindHandshake {
			name += fmt.Sprintf(" (%d)", m.Type)
		}
		p.line(fmt.Sprintf("%8.1f %s %s%6d  %s", float64(m.At)/float64(time.Millisecond), way, pad(name, 30), m.Size, assets.Summary(m, p.lang)))
		if m.Mark != "" {
			p.line(strings.Repeat(" ", 12) + assets.Fill(p.words.CLI.Labels.StopsHere, "alert", m.Mark))
		}
	}
}

// plan prints what would be done: each step with its diff and files.
func (p *printer) plan(plan model.Plan) {
	c := p.words.CLI
	p.line("")
	if len(plan.Steps) == 0 {
		p.line(c.NoFix)
	} else {
		p.line(c.WillDo)
	}
	for _, s := range plan.Steps {
		p.line("  " + p.stepTitle(s))
		for _, ch := range s.Changes {
			name := p.words.Common.Change[ch.Field]
			if name == "" {
				name = ch.Field
			}
			if ch.Same {
				p.line("    " + pad(name, labelWidth) + p.changed(ch.Before) + assets.Fill(c.Aside, "text", c.Stays))
				continue
			}
			p.line("    " + pad(name, labelWidth) + "- " + p.changed(ch.Before))
			p.line("    " + strings.Repeat(" ", labelWidth) + "+ " + p.changed(ch.After))
		}
		for _, f := range s.Files {
			p.line("    " + f.Mode + "  " + model.Clean(f.Path))
		}
	}
	p.findings(plan.Findings)
	p.manual(plan.Manual)
}

func (p *printer) manual(fixes []model.Fix) {
	if len(fixes) == 0 {
		return
	}
	p.line(p.words.CLI.Manual)
	for _, fix := range fixes {
		p.line("  - " + strings.Join(theme.Flow(assets.FixText(fix, p.lang), pageWidth-4), "\n    "))
		if fix.Command != "" {
			p.line("      " + strings.ReplaceAll(fix.Command, "\n", "\n      "))
		}
	}
}

// changed is a value of a diff: dates in the form of all others.
func (p *printer) changed(value string) string {
	if _, err := time.Parse(time.RFC3339, value); err == nil {
		return p.dateText(value)
	}
	return model.Clean(value)
}

func (p *printer) stepTitle(s model.Step) string {
	name := ""
	switch {
	case s.Authority != nil:
		name = s.Authority.Name
	case s.Identity != nil:
		name = s.Identity.Authority + "/" + s.Identity.Name
	}
	return assets.Fill(p.words.Common.Step[s.Words()], "name", model.Clean(name))
}

// applied prints what was done and where the files are.
func (p *printer) applied(done model.Applied) {
	c := p.words.CLI
	for _, authority := range done.Authorities {
		p.line(assets.Fill(c.Created, "name", model.Clean(authority.Name), "dir", model.Clean(authority.Dir)))
	}
	for _, i := range done.Identities {
		text := c.Issued
		switch done.Kinds[i.Ref()] {
		case model.StepReissue:
			text = c.Reissued
		case model.StepAppendChain:
			text = c.Appended
		}
		p.line(assets.Fill(text, "name", model.Clean(i.Ref()), "dir", model.Clean(i.Dir)))
	}
	for _, f := range done.Files {
		p.line("  " + f.Mode + "  " + model.Clean(f.Path))
	}
	p.remarks(done.Findings)
}

// remarks prints what is worth knowing about something that was done: notes in a line, what is heavier in full.
func (p *printer) remarks(found []model.Finding) {
	var heavy []model.Finding
	for _, f := range found {
		if f.Severity != model.Note {
			heavy = append(heavy, f)
			continue
		}
		p.said("  "+p.mark(f.Severity), assets.Explain(f, p.lang).What+assets.Fill(p.words.CLI.Because, "code", string(f.Code)))
	}
	p.findings(heavy)
}

func joinWords(words ...string) string {
	var kept []string
	for _, w := range words {
		if w != "" && (len(kept) == 0 || kept[len(kept)-1] != w) {
			kept = append(kept, model.Clean(w))
		}
	}
	return strings.Join(kept, ", ")
}

func parenthesis(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

func writesToTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && isTerminal(f)
}
