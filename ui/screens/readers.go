package screens

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// Readers says which families of TLS programs accept a certificate, and why the others do not.
type Readers struct {
	env    *nav.Env
	name   string // of the certificate, for the title
	ref    string // the identity to ask about; "" when the answer was given
	asked  []model.Acceptances
	job    nav.Job
	failed []model.Finding
	scroll *kit.Scroll
}

// NewReaders makes the page about an identity, AUTHORITY/NAME.
func NewReaders(env *nav.Env, ref string) *Readers {
	return &Readers{env: env, name: ref, ref: ref, scroll: kit.NewScroll(env)}
}

// NewReadersOf makes the page about an answer that is here, as a report has it.
func NewReadersOf(env *nav.Env, a model.Acceptances) *Readers {
	return &Readers{env: env, name: a.Certificate, asked: []model.Acceptances{a}, scroll: kit.NewScroll(env)}
}

type readersAsked struct {
	run   int
	asked []model.Acceptances
	err   error
}

// Title implements nav.Screen.
func (s *Readers) Title() string {
	return assets.Fill(s.env.Words.Readers.Title, "certificate", model.Clean(s.name))
}

// Help implements nav.Helped.
func (s *Readers) Help() string { return s.env.Words.Readers.Help }

// Init implements nav.Screen.
func (s *Readers) Init() tea.Cmd {
	ask, ref := s.env.Services.Accepts, s.ref
	if ask == nil || ref == "" {
		return nil
	}
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		asked, err := ask(ctx, ref)
		return readersAsked{run, asked, err}
	})
}

// Typing implements nav.Screen.
func (s *Readers) Typing() bool { return false }

// Busy implements nav.Busy.
func (s *Readers) Busy() bool { return s.job.Busy() }

// Cancel implements nav.Busy.
func (s *Readers) Cancel() { s.job.Cancel() }

// Close implements nav.Screen.
func (s *Readers) Close() { s.job.Cancel() }

// Keys implements nav.Screen.
func (s *Readers) Keys() []key.Binding { return s.scroll.Keys() }

// Update implements nav.Screen.
func (s *Readers) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case readersAsked:
		if s.job.Done(m.run) {
			s.asked, s.failed = m.asked, nav.Findings(m.err)
		}
	case nav.Changed:
		return s.Init()
	case tea.KeyMsg:
		s.scroll.Update(m)
	}
	return nil
}

// View implements nav.Screen.
func (s *Readers) View(w, h int) string {
	words := &s.env.Words.Readers
	switch {
	case s.job.Busy():
		return "\n" + kit.Working(s.env, words.Looking)
	case len(s.failed) > 0:
		return s.scroll.View(kit.Problem(s.env, s.failed, w), h)
	case len(s.asked) == 0:
		return s.scroll.View(kit.Paragraph(s.env.Theme.Warn, words.Nothing, w), h)
	}
	return below(s.env, s.scroll, s.lines(w), h)
}

// lines are all answers, and what is only known by hearsay at the end.
func (s *Readers) lines(w int) []string {
	var lines []string
	var notes []assets.ReaderNote
	for _, a := range s.asked {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, readerLines(s.env, a, w)...)
		if len(notes) == 0 {
			notes = assets.ReaderNotes(a, s.env.Words.Lang)
		}
	}
	return append(lines, noteLines(s.env, notes, w)...)
}

// readerLines draws one answer: a line for each family, its reasons below it.
func readerLines(env *nav.Env, a model.Acceptances, w int) []string {
	t, words, lang := env.Theme, &env.Words.Readers, env.Words.Lang
	lines := append(kit.Paragraph(t.Strong, assets.ReadersHeading(a, lang), w), "")
	aw := 0
	for _, text := range words.Answer {
		aw = max(aw, theme.Width(text))
	}
	for i, row := range assets.ReaderRows(a, lang) {
		head := " " + answerStyle(t, a.Rows[i].Answer).Render(theme.Pad(row.Answer, aw)) + "  " + row.Name
		if same := t.Dim.Render(row.Same); len(row.Reasons) == 0 && row.Same != "" && theme.Width(head)+2+theme.Width(same) <= w {
			lines = append(lines, head+"  "+same)
			continue
		}
		lines = append(lines, theme.Cut(head, w))
		lines = append(lines, kit.Indent(reasonLines(env, row, w-aw-4), aw+4)...)
	}
	return lines
}

func reasonLines(env *nav.Env, row assets.ReaderRow, w int) []string {
	t, words := env.Theme, &env.Words.Readers
	var lines []string
	for _, r := range row.Reasons {
		lines = append(lines, kit.Flow(r.Text, w)...)
		if r.Fix != "" {
			for _, l := range kit.Flow(assets.Fill(words.Fix, "text", r.Fix), w) {
				lines = append(lines, t.Dim.Render(l))
			}
		}
	}
	if row.Same != "" {
		lines = append(lines, t.Dim.Render(theme.Cut(row.Same, w)))
	}
	return lines
}

func noteLines(env *nav.Env, notes []assets.ReaderNote, w int) []string {
	if len(notes) == 0 {
		return nil
	}
	t, words := env.Theme, &env.Words.Readers
	lines := append([]string{""}, kit.Paragraph(t.Strong, words.Notes, w)...)
	for _, n := range notes {
		text := assets.Fill(words.NoteLine, "about", n.About, "text", n.Text)
		lines = append(lines, kit.Paragraph(t.Value, text, w)...)
		for _, s := range n.Sources {
			lines = append(lines, kit.Indent(kit.Plain(strings.TrimPrefix(s, "https://"), w-4), 3)...)
		}
	}
	return lines
}

// differs reports whether some families accept what the server sent and others do not.
func differs(r model.Report) bool {
	return r.Accepts != nil && r.Accepts.Any() && !r.Accepts.All()
}

// refusersText names the families that refuse what others accept; hint adds the key that says why.
func refusersText(env *nav.Env, r model.Report, hint bool) string {
	if !differs(r) {
		return ""
	}
	words := &env.Words.Readers
	text := assets.Fill(words.CardText, "readers", assets.Refusers(*r.Accepts, env.Words.Lang))
	if hint {
		text += "  " + assets.Fill(words.CardWhy, "key", env.Keys.Why.Help().Key)
	}
	return text
}

func answerStyle(t *theme.Theme, a model.Answer) lipgloss.Style {
	switch a {
	case model.AnswerYes:
		return t.OK
	case model.AnswerNo:
		return t.Fail
	}
	return t.Warn
}
