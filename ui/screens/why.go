package screens

import (
	"context"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Why is the full-width page with everything about a finding: explanation, other tools' words, evidence, remedies.
type Why struct {
	env    *nav.Env
	report model.Report
	at     int
	scroll *kit.Scroll
	save   nav.Job
	failed []model.Finding
}

type whySaved struct {
	run  int
	path string
	err  error
}

// NewWhy makes the page; at is the place of the finding in the report.
func NewWhy(env *nav.Env, r model.Report, at int) *Why {
	return &Why{env: env, report: r, at: max(min(at, len(r.Findings)-1), 0), scroll: kit.NewScroll(env)}
}

func (s *Why) finding() model.Finding {
	if s.at >= len(s.report.Findings) {
		return model.Finding{}
	}
	return s.report.Findings[s.at]
}

// Title implements nav.Screen.
func (s *Why) Title() string {
	return assets.Fill(s.env.Words.Probe.Why.Title, "code", model.Clean(string(s.finding().Code)))
}

// State implements nav.Stated.
func (s *Why) State() string {
	if len(s.report.Findings) < 2 {
		return ""
	}
	return assets.Fill(s.env.Words.Common.Of, "n", strconv.Itoa(s.at+1), "total", strconv.Itoa(len(s.report.Findings)))
}

// Help implements nav.Helped.
func (s *Why) Help() string { return s.env.Words.Probe.WhyHelp }

// Init implements nav.Screen.
func (s *Why) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Why) Typing() bool { return false }

// Busy implements nav.Busy.
func (s *Why) Busy() bool { return s.save.Busy() }

// Cancel implements nav.Busy.
func (s *Why) Cancel() { s.save.Cancel() }

// Close implements nav.Screen.
func (s *Why) Close() { s.save.Cancel() }

// Keys implements nav.Screen.
func (s *Why) Keys() []key.Binding {
	k := s.env.Keys
	var out []key.Binding
	if s.env.Makers.Fix != nil && fixable(s.report) {
		out = append(out, k.Fix)
	}
	if len(s.report.Findings) > 1 {
		out = append(out, keys.As(k.Turn, s.env.Words.Probe.Keys.Next))
	}
	if s.report.Accepts != nil {
		out = append(out, keys.As(k.More, s.env.Words.Readers.Key))
	}
	if s.env.Services.Save != nil {
		out = append(out, k.Save)
	}
	return append(out, s.scroll.Keys()...)
}

// Update implements nav.Screen.
func (s *Why) Update(msg tea.Msg) tea.Cmd {
	k := s.env.Keys
	switch m := msg.(type) {
	case whySaved:
		if !s.save.Done(m.run) {
			return nil
		}
		if s.failed = nav.Findings(m.err); m.err == nil {
			return savedNotice(s.env, m.path)
		}
	case tea.KeyMsg:
		switch {
		case key.Matches(m, k.Fix) && s.env.Makers.Fix != nil && fixable(s.report):
			return nav.Go(nav.Replace{Screen: s.env.Makers.Fix(s.env, s.report)})
		case key.Matches(m, k.More) && s.report.Accepts != nil:
			return nav.To(NewReadersOf(s.env, *s.report.Accepts))
		case key.Matches(m, k.Right):
			s.turn(1)
		case key.Matches(m, k.Left):
			s.turn(-1)
		case key.Matches(m, k.Save) && s.env.Services.Save != nil && !s.save.Busy():
			return s.write()
		default:
			s.scroll.Update(m)
		}
	}
	return nil
}

func (s *Why) turn(n int) {
	if all := len(s.report.Findings); all > 0 {
		s.at = (s.at + n + all) % all
	}
	s.scroll.Home()
}

// write saves the page as text, so that its commands can be taken to another machine.
func (s *Why) write() tea.Cmd {
	do, name := s.env.Services.Save, string(s.finding().Code)+".txt"
	text := plainText(s.lines(textWidth))
	return s.save.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		path, err := do(ctx, name, text)
		return whySaved{run, path, err}
	})
}

// View implements nav.Screen.
func (s *Why) View(w, h int) string {
	var lines []string
	if len(s.failed) > 0 {
		lines = append(kit.Problem(s.env, s.failed, w), "")
	}
	return s.scroll.View(append(lines, s.lines(w)...), h)
}

func (s *Why) lines(w int) []string {
	f, t, words := s.finding(), s.env.Theme, &s.env.Words.Probe.Why
	e := s.env.Explain(f)
	lines := append([]string{" " + t.Strong.Render(e.Title), ""}, kit.Paragraph(t.Value, e.Why, w)...)
	lines = append(append(lines, ""), kit.Problem(s.env, []model.Finding{f}, w)[1:]...)
	lines = append(lines, s.remedies(f, w)...)
	if len(f.Evidence) > 0 {
		lines = append(append(lines, "", " "+t.Strong.Render(words.Evidence)), s.evidence(f, w)...)
	}
	if len(e.SeenAs) > 0 {
		lines = append(lines, "", " "+t.Strong.Render(words.SeenAs))
		for _, x := range e.SeenAs {
			lines = append(lines, kit.Paragraph(t.Dim, model.Clean(x), w)...)
		}
	}
	return lines
}

// evidence is what was seen, and where: a place that all facts share stands once, below them.
func (s *Why) evidence(f model.Finding, w int) []string {
	lang, words := s.env.Words.Lang, &s.env.Words.Probe.Why
	shared := assets.SharedSource(f, lang)
	var rows []kit.Row
	for _, e := range f.Evidence {
		value := assets.FactValue(e, lang)
		if source := assets.SourceText(e.Source, lang); source != "" && shared == "" {
			value += assets.Fill(words.From, "source", source)
		}
		rows = append(rows, kit.Row{Label: assets.FactName(e.Key, lang), Value: value})
	}
	if shared != "" {
		rows = append(rows, kit.Row{Label: words.Source, Value: shared})
	}
	return kit.Rows(s.env.Theme, rows, w)
}

// remedies are the fixes as data, each with its command at the left edge, ready to copy.
func (s *Why) remedies(f model.Finding, w int) []string {
	if len(f.Fixes) == 0 || s.env.Practice != nil && nav.RestartCures(f) {
		return nil
	}
	t, words := s.env.Theme, &s.env.Words.Probe.Why
	lines := []string{"", " " + t.Strong.Render(words.Remedies)}
	here := s.env.Makers.Fix != nil
	for _, x := range f.Fixes {
		text := "- " + strings.TrimSpace(assets.FixText(x, s.env.Words.Lang))
		if x.Auto && here {
			here = false // one remedy of a finding is in the plan: the first that certwright can carry out
			text += words.Here
		}
		lines = append(lines, kit.Paragraph(t.Value, text, w)...)
		if x.Command != "" {
			lines = append(lines, kit.Plain(x.Command, w)...)
		}
	}
	return lines
}
