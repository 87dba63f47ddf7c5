package main

import (
	"strings"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/theme"
)

// readers prints who accepts a certificate: a line for each family, its reasons below it, then what is only known by
// hearsay.
func (p *printer) readers(a *model.Acceptances) {
	if a == nil {
		return
	}
	w := &p.words.Readers
	p.line("")
	p.line(assets.Fill(w.Title, "certificate", model.Clean(a.Certificate)))
	p.folded("  ", assets.ReadersHeading(*a, p.lang))
	answers := 0
	for _, text := range w.Answer {
		answers = max(answers, width(text)+2)
	}
	indent := "  " + strings.Repeat(" ", answers)
	for i, row := range assets.ReaderRows(*a, p.lang) {
		head := "  " + p.answer(a.Rows[i].Answer, pad(row.Answer, answers)) + row.Name
		if len(row.Reasons) == 0 && row.Same != "" {
			head += " " + assets.Fill(p.words.CLI.Aside, "text", row.Same)
		}
		p.line(head)
		for _, r := range row.Reasons {
			p.folded(indent+"  ", r.Text)
			if r.Fix != "" {
				p.folded(indent+"  ", assets.Fill(w.Fix, "text", r.Fix))
			}
		}
		if len(row.Reasons) > 0 && row.Same != "" {
			p.folded(indent+"  ", row.Same)
		}
	}
	notes := assets.ReaderNotes(*a, p.lang)
	if p.why || len(notes) == 0 {
		p.notes(notes)
		return
	}
	p.notes(assets.ReaderLimits(*a, p.lang))
	p.folded("  ", w.MoreNotes)
}

// notes prints what makers say of readers that were not measured.
func (p *printer) notes(notes []assets.ReaderNote) {
	if len(notes) == 0 {
		return
	}
	p.line("  " + p.words.Readers.Notes)
	for _, n := range notes {
		p.folded("  - ", assets.Fill(p.words.Readers.NoteLine, "about", n.About, "text", n.Text))
		for _, s := range n.Sources {
			p.line("    " + s)
		}
	}
}

// folded prints a sentence behind a lead, its further lines indented by as much.
func (p *printer) folded(lead, text string) {
	for _, l := range theme.Flow(text, pageWidth-width(lead)) {
		p.line(lead + l)
		lead = strings.Repeat(" ", width(lead))
	}
}

func (p *printer) answer(a model.Answer, text string) string {
	switch a {
	case model.AnswerYes:
		return p.paint("32", text)
	case model.AnswerNo:
		return p.paint("31", text)
	}
	return p.paint("33", text)
}

// readersLine prints the same in short, and nothing where everybody accepts.
func (p *printer) readersLine(a *model.Acceptances) {
	if a == nil {
		return
	}
	accepted, refused := assets.ReadersLine(*a, p.lang)
	if len(refused) == 0 {
		return
	}
	p.said(p.words.Readers.Accepted, accepted)
	for i, text := range refused {
		p.said([]string{p.words.Readers.Refused, ""}[min(i, 1)], text)
	}
}

// jsonAccepts is who accepts a certificate, as two fields of an answer: what was asked, and a row for every family.
type jsonAccepts struct {
	As *jsonAsked   `json:"accepted_as,omitempty"`
	By []jsonReader `json:"accepted_by,omitempty"`
}

type jsonAsked struct {
	Certificate string        `json:"certificate"`
	Purpose     model.Profile `json:"purpose"`
	Name        string        `json:"name"`
	Trust       string        `json:"trust"`
	Notes       []jsonNote    `json:"notes"`
}

type jsonNote struct {
	About   string   `json:"about"`
	Text    string   `json:"text"`
	Sources []string `json:"sources"`
}

type jsonReader struct {
	Reader  string       `json:"reader"`
	Name    string       `json:"name"`
	Answer  model.Answer `json:"answer"`
	Reasons []jsonReason `json:"reasons"`
}

type jsonReason struct {
	Key         string     `json:"key"`
	Code        model.Code `json:"code,omitempty"`
	Text        string     `json:"text"`
	Certificate string     `json:"certificate"`
	Detail      string     `json:"detail"`
	Fix         string     `json:"fix,omitempty"`
}

func jsonAcceptsOf(a *model.Acceptances, lang assets.Lang) jsonAccepts {
	if a == nil {
		return jsonAccepts{}
	}
	asked := &jsonAsked{Certificate: a.Certificate, Purpose: a.Purpose, Name: a.Name, Trust: a.Trust, Notes: []jsonNote{}}
	for _, n := range assets.ReaderNotes(*a, lang) {
		asked.Notes = append(asked.Notes, jsonNote(n))
	}
	out := jsonAccepts{As: asked}
	for _, r := range a.Rows {
		row := jsonReader{Reader: r.Reader, Name: assets.ReaderName(r.Reader, a.Purpose, lang), Answer: r.Answer, Reasons: []jsonReason{}}
		for _, o := range r.Objections {
			x := assets.ReasonText(o, a.Purpose, lang)
			row.Reasons = append(row.Reasons, jsonReason{Key: o.Key, Code: o.Code, Text: x.Text, Certificate: o.Certificate, Detail: o.Detail, Fix: x.Fix})
		}
		out.By = append(out.By, row)
	}
	return out
}
