package main

import (
	"strings"

	"certwright/assets"
	"certwright/model"
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
			head += "  " + parenthesis(row.Same)
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
	p.notes(assets.ReaderNotes(*a, p.lang))
}

// notes prints what makers say of readers that were not measured.
func (p *printer) notes(notes []assets.ReaderNote) {
	if len(notes) == 0 {
		return
	}
	p.line("  " + p.words.Readers.Notes)
	for _, n := range notes {
		text := assets.Fill(p.words.Readers.NoteLine, "about", n.About, "text", n.Text)
		for _, s := range n.Sources {
			text += " " + strings.TrimPrefix(s, "https://")
		}
		p.folded("  - ", text)
	}
}

// textWidth is how wide sentences are printed that have no line breaks of their own, in cells.
const textWidth = 78

// folded prints a sentence behind a lead, its further lines indented by as much. It breaks at spaces and between letters of
// Han, but never before a mark that belongs to the letter in front of it.
func (p *printer) folded(lead, text string) {
	line, room := "", textWidth-width(lead)
	for _, piece := range pieces(text) {
		if line != "" && width(line)+width(strings.TrimRight(piece, " ")) > room {
			p.line(lead + strings.TrimRight(line, " "))
			lead, line = strings.Repeat(" ", width(lead)), ""
		}
		line += piece
	}
	p.line(lead + strings.TrimRight(line, " "))
}

// pieces cuts a text where a line may end.
func pieces(text string) []string {
	var out []string
	start := 0
	letters := []rune(text)
	for i := 1; i < len(letters); i++ {
		before, r := letters[i-1], letters[i]
		wide := width(string(before)) == 2 || width(string(r)) == 2
		if before == ' ' && r != ' ' || wide && r != ' ' && !strings.ContainsRune("，。、；：？！）」", r) && !strings.ContainsRune("（「", before) {
			out = append(out, string(letters[start:i]))
			start = i
		}
	}
	return append(out, string(letters[start:]))
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
	p.labelled(p.words.Readers.Accepted, accepted)
	p.labelled(p.words.Readers.Refused, strings.Join(refused, "\n"))
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
