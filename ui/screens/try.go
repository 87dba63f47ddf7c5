package screens

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// tryLimit bounds a whole run of experiments; each of its connections has a shorter limit of its own.
const tryLimit = 3 * time.Minute

// Try changes one thing at a time and dials again, when it is told to. What a run proves goes to the page of the report.
type Try struct {
	env     *nav.Env
	report  model.Report
	told    model.Report // what the page of the report is told
	job     nav.Job
	plan    model.TryPlan
	planned bool // the plan is here
	ran     bool // something was dialled
	stopped bool
	minting bool       // the run under way, or the last one, was agreed to mint
	pass    *kit.Field // asks for the passphrase of a CA key
	failed  []model.Finding
	scroll  *kit.Scroll
}

type tryPlanned struct {
	run  int
	plan model.TryPlan
	err  error
}

// tryStep is one snapshot of the table; the channel goes with it.
type tryStep struct {
	run    int
	from   <-chan model.Report
	report model.Report
	open   bool
}

// NewTry makes the page. It dials nothing before it is told to.
func NewTry(env *nav.Env, r model.Report) *Try {
	return &Try{env: env, report: r, scroll: kit.NewScroll(env)}
}

// Title implements nav.Screen.
func (s *Try) Title() string {
	return s.env.Words.Try.Title + "  " + model.Clean(s.report.Dial.Target())
}

// State implements nav.Stated.
func (s *Try) State() string {
	if s.job.Busy() && s.ran {
		return s.env.Theme.Accent.Render(s.progress())
	}
	return ""
}

// Help implements nav.Helped.
func (s *Try) Help() string { return s.env.Words.Try.Help }

// Init implements nav.Screen.
func (s *Try) Init() tea.Cmd { return s.look() }

// look asks what could be tried on the report as it is now.
func (s *Try) look() tea.Cmd {
	ask, r := s.env.Services.Experiments, s.report
	if ask == nil {
		return nil
	}
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		p, err := ask(ctx, r)
		return tryPlanned{run, p, err}
	})
}

// run makes the experiments; each snapshot is the whole table so far.
func (s *Try) run(o model.TryOptions) tea.Cmd {
	begin, r := s.env.Services.Try, s.report
	if begin == nil {
		return nil
	}
	s.ran, s.stopped, s.minting, s.pass = true, false, o.Mint, nil
	s.scroll.Home()
	ctx := s.job.Begin(s.env, tryLimit)
	run := s.job.Run()
	return func() tea.Msg {
		from := begin(ctx, r, o)
		next, open := <-from
		return tryStep{run, from, next, open}
	}
}

// Typing implements nav.Screen.
func (s *Try) Typing() bool { return s.pass != nil }

// Busy implements nav.Busy.
func (s *Try) Busy() bool { return s.job.Busy() }

// Cancel implements nav.Busy: what was tried stands.
func (s *Try) Cancel() {
	s.stopped = s.stopped || s.ran && s.job.Busy()
	s.job.Cancel()
	s.report.Tries = model.Made(s.report.Tries)
}

// Back implements nav.Back: from the question for a passphrase to the table.
func (s *Try) Back() bool {
	asking := s.pass != nil
	s.pass = nil
	return asking
}

// Close implements nav.Screen.
func (s *Try) Close() { s.job.Cancel() }

// canStart reports whether there is something to try that needs no yes; canMint whether it is time to ask for one.
func (s *Try) canStart() bool {
	return s.planned && !s.job.Busy() && s.pass == nil && len(s.plan.Plain) > 0 && s.env.Services.Try != nil
}

func (s *Try) canMint() bool {
	return s.planned && !s.job.Busy() && s.pass == nil && len(s.plan.Plain) == 0 && len(s.plan.Minted) > 0 && s.env.Services.Try != nil
}

func (s *Try) canFix() bool {
	return s.ran && !s.job.Busy() && s.pass == nil && s.env.Makers.Fix != nil && fixable(s.report)
}

// Keys implements nav.Screen.
func (s *Try) Keys() []key.Binding {
	k, w := s.env.Keys, &s.env.Words.Try.Keys
	if s.pass != nil {
		return []key.Binding{keys.As(k.Enter, w.Mint)}
	}
	var out []key.Binding
	if s.canStart() {
		out = append(out, keys.As(k.Enter, w.Start))
	}
	if s.canFix() {
		out = append(out, k.Fix)
	}
	if s.canMint() {
		out = append(out, keys.As(k.Yes, w.Mint))
	}
	return append(out, s.scroll.Keys()...)
}

// Update implements nav.Screen.
func (s *Try) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tryPlanned:
		if s.job.Done(m.run) {
			s.plan, s.failed, s.planned = m.plan, nav.Findings(m.err), m.err == nil
			s.askPassphrase()
		}
	case tryStep:
		return s.take(m)
	case tea.KeyMsg:
		return s.press(m)
	}
	return nil
}

func (s *Try) press(m tea.KeyMsg) tea.Cmd {
	k := s.env.Keys
	switch {
	case s.pass != nil && key.Matches(m, k.Enter):
		return s.run(model.TryOptions{Mint: true, Passphrases: map[string]string{"": s.pass.Value()}})
	case s.pass != nil:
		return s.pass.Update(m)
	case key.Matches(m, k.Enter) && s.canStart():
		return s.run(model.TryOptions{})
	case key.Matches(m, k.Yes) && s.canMint():
		return s.run(model.TryOptions{Mint: true})
	case key.Matches(m, k.Fix) && s.canFix():
		return nav.Go(nav.Pop{Then: nav.To(s.env.Makers.Fix(s.env, s.report))}) // a plan stands on the report that it mends
	}
	s.scroll.Update(m)
	return nil
}

// take shows a snapshot, tells the page of the report, and after the last one asks what else could be tried.
func (s *Try) take(m tryStep) tea.Cmd {
	if !s.job.Current(m.run) {
		return nil
	}
	if m.open {
		s.report = m.report
	}
	proved := s.report
	proved.Tries, proved.Done = model.Made(proved.Tries), true
	s.told = proved
	tell := nav.Go(nav.Tried{Newest: func() model.Report { return s.told }})
	if !m.open || m.report.Done {
		s.job.Done(m.run)
		s.report = proved
		return tea.Batch(tell, s.look())
	}
	next := nav.Next(m.from, func(r model.Report, open bool) tea.Msg { return tryStep{m.run, m.from, r, open} })
	return tea.Batch(tell, next)
}

// askPassphrase asks where minting was agreed to and a CA key did not open.
func (s *Try) askPassphrase() {
	if !s.minting || s.stopped {
		return
	}
	for _, f := range s.report.Blocked {
		if f.Code == model.KeyEncrypted {
			w := &s.env.Words.Plan.Key
			s.pass = kit.NewField(s.env, &w.Text, &w.Detail, "")
			s.pass.Secret = true
			return
		}
	}
}
