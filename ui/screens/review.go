package screens

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// applyLimit is how long writing may take: an RSA key of 4096 bits on a slow machine is a matter of many seconds.
const applyLimit = 2 * time.Minute

// Review shows everything that a plan will write and writes it on enter. It is the only page that does.
type Review struct {
	env     *nav.Env
	asked   model.Plan // as it was given
	plan    model.Plan // completed by the service
	ready   bool
	writing bool
	failed  []model.Finding
	then    func(model.Applied) tea.Cmd
	job     nav.Job
	scroll  *kit.Scroll
	intro   func() string // nil: the general one
	fix     bool          // it mends the report below it: plan.go
	pass    *kit.Field    // asks for the passphrase of the CA key
}

type reviewed struct {
	run  int
	plan model.Plan
	err  error
}

type applied struct {
	run  int
	what model.Applied
	err  error
}

// NewReview makes the page; then gives the command that follows when everything is written.
func NewReview(env *nav.Env, plan model.Plan, then func(model.Applied) tea.Cmd) *Review {
	return &Review{env: env, asked: plan, plan: plan, then: then, scroll: kit.NewScroll(env)}
}

// Title implements nav.Screen.
func (s *Review) Title() string {
	if s.fix {
		return s.env.Words.Plan.Title
	}
	return s.env.Words.Identity.ReviewTitle
}

// Help implements nav.Helped.
func (s *Review) Help() string {
	if s.fix {
		return s.env.Words.Plan.Help
	}
	return s.env.Words.Identity.ReviewHelp
}

// Twin implements nav.Twin.
func (s *Review) Twin() string { return planTwin(s.env, s.asked) }

// Init implements nav.Screen.
func (s *Review) Init() tea.Cmd { return s.review() }

func (s *Review) review() tea.Cmd {
	ask, plan := s.env.Services.Review, s.asked
	s.ready, s.failed = false, nil
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		p, err := ask(ctx, plan)
		return reviewed{run, p, err}
	})
}

func (s *Review) apply() tea.Cmd {
	do, plan := s.env.Services.Apply, s.plan
	s.writing, s.failed = true, nil
	return s.job.Start(s.env, applyLimit, func(ctx context.Context, run int) tea.Msg {
		a, err := do(ctx, plan)
		return applied{run, a, err}
	})
}

// Typing implements nav.Screen.
func (s *Review) Typing() bool { return s.pass != nil && !s.job.Busy() }

// Back implements nav.Back: from the question for the passphrase to the plan.
func (s *Review) Back() bool {
	asked := s.pass != nil
	s.pass, s.failed = nil, nil
	return asked
}

// Busy implements nav.Busy.
func (s *Review) Busy() bool { return s.job.Busy() }

// Cancel implements nav.Busy.
func (s *Review) Cancel() {
	s.job.Cancel()
	s.writing = false
}

// Close implements nav.Screen.
func (s *Review) Close() { s.job.Cancel() }

// Keys implements nav.Screen.
func (s *Review) Keys() []key.Binding {
	var out []key.Binding
	switch {
	case s.job.Busy():
	case s.pass != nil:
		return []key.Binding{keys.As(s.env.Keys.Enter, s.env.Words.Plan.Unlock)}
	case !s.ready:
		out = append(out, keys.As(s.env.Keys.Enter, s.env.Words.Plan.Retry))
	case s.redials():
		out = append(out, keys.As(s.env.Keys.Enter, s.env.Words.Plan.Again))
	case s.writable():
		out = append(out, keys.As(s.env.Keys.Enter, s.env.Words.Shell.Keys.Write))
	case s.unwise() != nil:
		out = append(out, keys.As(s.env.Keys.Yes, s.env.Words.Identity.Anyway))
	}
	return append(out, s.scroll.Keys()...)
}

func (s *Review) writable() bool {
	return s.ready && !s.job.Busy() && len(s.plan.Steps) > 0 && model.OK(s.plan.Findings)
}

// unwise returns the codes that stand in the way when all of them are lawful choices that can be made on purpose.
func (s *Review) unwise() []model.Code {
	if !s.ready {
		return nil
	}
	var out []model.Code
	for _, f := range s.plan.Findings {
		if f.Severity != model.Fatal {
			continue
		}
		switch f.Code {
		case model.NoSAN, model.IPAsDNS, model.UnderscoreInName:
			out = append(out, f.Code)
		default:
			return nil
		}
	}
	return out
}

// insist asks for the same plan with the unwise choices made on purpose.
func (s *Review) insist() tea.Cmd {
	codes := s.unwise()
	steps := append([]model.Step(nil), s.asked.Steps...)
	for i, step := range steps {
		if step.Identity != nil {
			spec := *step.Identity
			spec.Unwise = append(append([]model.Code(nil), spec.Unwise...), codes...)
			steps[i].Identity = &spec
		}
	}
	s.asked.Steps = steps
	return s.review()
}

// Update implements nav.Screen.
func (s *Review) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.KeyMsg:
		switch {
		case s.Typing():
			return s.unlock(m)
		case key.Matches(m, s.env.Keys.Enter) && !s.ready && !s.job.Busy():
			return s.review()
		case key.Matches(m, s.env.Keys.Enter) && s.redials():
			return s.then(model.Applied{})
		case key.Matches(m, s.env.Keys.Enter) && s.writable():
			return s.apply()
		case key.Matches(m, s.env.Keys.Yes) && !s.job.Busy() && s.unwise() != nil:
			return s.insist()
		}
		s.scroll.Update(m)
	case reviewed:
		if s.job.Done(m.run) {
			s.ready, s.plan, s.failed = m.err == nil, m.plan, nav.Findings(m.err)
		}
	case applied:
		if s.job.Done(m.run) {
			return s.wrote(m)
		}
	}
	return nil
}

func (s *Review) wrote(m applied) tea.Cmd {
	s.writing = false
	if s.failed = nav.Findings(m.err); m.err != nil {
		s.askPassphrase()
		return nil
	}
	s.pass = nil
	said := assets.Fill(s.env.Words.Identity.Written, "n", strconv.Itoa(len(m.what.Files)))
	return tea.Sequence(nav.Go(nav.Changed{}), s.then(m.what), nav.Go(nav.Notice{Text: said}))
}

// View implements nav.Screen.
func (s *Review) View(w, h int) string {
	words := &s.env.Words.Identity
	switch {
	case s.writing:
		return "\n" + kit.Working(s.env, words.Writing)
	case s.job.Busy():
		return "\n" + kit.Working(s.env, words.Reviewing)
	}
	var lines []string
	if s.pass != nil {
		return strings.Join(s.passphraseLines(w), "\n")
	}
	if len(s.failed) > 0 {
		lines = append(append(lines, kit.Problem(s.env, s.failed, w)...), "")
	}
	if s.ready {
		lines = append(lines, s.planLines(w)...)
	}
	return below(s.env, s.scroll, lines, h)
}
