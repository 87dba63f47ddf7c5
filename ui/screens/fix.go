package screens

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Fix asks for the one plan that mends a report and gives way to the page that shows it. When nothing can be done from
// here, it says what can be done elsewhere.
type Fix struct {
	env    *nav.Env
	report model.Report
	job    nav.Job
	plan   model.Plan
	failed []model.Finding
	scroll *kit.Scroll
}

type fixPlanned struct {
	run  int
	plan model.Plan
	err  error
}

// NewFix makes the page.
func NewFix(env *nav.Env, r model.Report) *Fix {
	return &Fix{env: env, report: r, scroll: kit.NewScroll(env)}
}

// Title implements nav.Screen.
func (s *Fix) Title() string { return s.env.Words.Probe.Repair.Title }

// Help implements nav.Helped.
func (s *Fix) Help() string { return s.env.Words.Probe.Repair.Help }

// Init implements nav.Screen.
func (s *Fix) Init() tea.Cmd {
	ask, r := s.env.Services.PlanFix, s.report
	if ask == nil {
		return nil
	}
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		p, err := ask(ctx, r)
		return fixPlanned{run, p, err}
	})
}

// Typing implements nav.Screen.
func (s *Fix) Typing() bool { return false }

// Busy implements nav.Busy.
func (s *Fix) Busy() bool { return s.job.Busy() }

// Cancel implements nav.Busy.
func (s *Fix) Cancel() { s.job.Cancel() }

// Close implements nav.Screen.
func (s *Fix) Close() { s.job.Cancel() }

// Keys implements nav.Screen.
func (s *Fix) Keys() []key.Binding { return s.scroll.Keys() }

// Update implements nav.Screen.
func (s *Fix) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case fixPlanned:
		if !s.job.Done(m.run) {
			return nil
		}
		s.plan, s.failed = m.plan, nav.Findings(m.err)
		if m.err == nil && len(m.plan.Steps) > 0 && s.env.Makers.Plan != nil {
			return nav.Go(nav.Replace{Screen: s.env.Makers.Plan(s.env, m.plan)})
		}
	case tea.KeyMsg:
		s.scroll.Update(m)
	}
	return nil
}

// View implements nav.Screen.
func (s *Fix) View(w, h int) string {
	words, t := &s.env.Words.Probe.Repair, s.env.Theme
	if s.job.Busy() {
		return "\n" + kit.Working(s.env, words.Planning)
	}
	var lines []string
	if len(s.failed) > 0 {
		return s.scroll.View(kit.Problem(s.env, s.failed, w), h)
	}
	lines = append(lines, kit.Paragraph(t.Strong, words.Nothing, w)...)
	if len(s.plan.Manual) > 0 {
		lines = append(append(lines, ""), kit.Paragraph(t.Value, words.Manual, w)...)
	}
	for _, x := range s.plan.Manual {
		lines = append(append(lines, ""), kit.Paragraph(t.Value, "- "+assets.FixText(x, s.env.Words.Lang), w)...)
		if x.Command != "" {
			lines = append(lines, kit.Plain(x.Command, w)...)
		}
	}
	if len(s.plan.Findings) > 0 {
		lines = append(append(lines, ""), kit.Problem(s.env, s.plan.Findings, w)...)
	}
	return s.scroll.View(lines, h)
}
