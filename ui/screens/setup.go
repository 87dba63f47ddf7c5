package screens

import (
	"context"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Setup leads from nothing to a server that was dialled: one question a step, with a default for each. Nothing is
// written before the review; esc goes a step back and keeps what was typed.
type Setup struct {
	env    *nav.Env
	at     setupStep
	space  model.Workspace
	loaded bool
	failed []model.Finding
	job    nav.Job
	system model.Target // chosen

	target  *kit.Choice
	port    *portQuestion
	ca      *caQuestion
	subject *subjectQuestion
	names   *namesQuestion
	use     *kit.Choice
	client  *clientQuestion
	more    *moreQuestion
	review  *Review
	place   *Place // set once everything is written
	probe   *probeQuestion
}

// setupStep is a place in the flow.
type setupStep int

const (
	stepTarget setupStep = iota
	stepPort             // only for a system that we do not know
	stepCA
	stepSubject // only for a new CA
	stepNames
	stepUse
	stepClient // only for what accepts connections
	stepReview
	stepMore // behind m of the review
	stepPlace
	stepProbe
)

type setupLoaded struct {
	run   int
	space model.Workspace
	err   error
}

// NewSetup makes the flow, at its first step.
func NewSetup(env *nav.Env) *Setup {
	s := &Setup{env: env}
	s.target = kit.NewChoice(env, s.targets)
	s.use = kit.NewChoice(env, s.uses)
	s.port = newPortQuestion(env)
	s.fill()
	return s
}

// fill makes the questions whose defaults come from the workspace.
func (s *Setup) fill() {
	s.ca = newCAQuestion(s.env, s.space)
	s.subject = newSubjectQuestion(s.env, s.space)
	s.names = newNamesQuestion(s.env, s.space, s.system.ID)
	s.more = newMoreQuestion(s.env, s.ca)
	s.client = newClientQuestion(s.env, s.ca.chosen())
}

// Title implements nav.Screen.
func (s *Setup) Title() string {
	if s.system.ID == "" {
		return s.env.Words.Setup.Title
	}
	return assets.Fill(s.env.Words.Setup.TitleFor, "target", s.env.Words.Common.Target[s.system.ID])
}

// State implements nav.Stated: which step of how many.
func (s *Setup) State() string {
	all, n := s.shown(), 0
	for i, step := range all {
		if step == s.outer() {
			n = i + 1
		}
	}
	return assets.Fill(s.env.Words.Setup.Progress, "n", strconv.Itoa(n), "total", strconv.Itoa(len(all)), "step", s.name(s.outer()))
}

// Help implements nav.Helped.
func (s *Setup) Help() string {
	if s.at == stepPlace {
		return s.env.Words.Place.Help
	}
	return s.env.Words.Setup.Help
}

// Twin implements nav.Twin: what openssl would do for all that was answered so far.
func (s *Setup) Twin() string {
	switch {
	case s.at == stepProbe && s.env.Services.ProbeTwin != nil:
		return s.env.Services.ProbeTwin(s.probe.dial())
	case s.at <= stepPort || s.at >= stepPlace:
		return ""
	}
	return planTwin(s.env, s.plan())
}

// Init implements nav.Screen.
func (s *Setup) Init() tea.Cmd {
	read := s.env.Services.Load
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		w, err := read(ctx)
		return setupLoaded{run, w, err}
	})
}

// Close implements nav.Screen.
func (s *Setup) Close() {
	s.job.Cancel()
	if s.review != nil {
		s.review.Close()
	}
	if s.place != nil {
		s.place.Close()
	}
}

// Busy implements nav.Busy.
func (s *Setup) Busy() bool {
	return s.at == stepReview && s.review.Busy() || s.at == stepPlace && s.place.Busy()
}

// Cancel implements nav.Busy.
func (s *Setup) Cancel() {
	if s.at == stepReview {
		s.review.Cancel()
	}
	if s.at == stepPlace {
		s.place.Cancel()
	}
}

// Typing implements nav.Screen.
func (s *Setup) Typing() bool {
	switch s.at {
	case stepReview:
		return s.review.Typing()
	case stepPlace:
		return s.place.Typing()
	}
	q := s.question()
	return q != nil && q.Typing()
}

// Dirty implements nav.Dirty: leaving loses what was typed until it is written.
func (s *Setup) Dirty() bool {
	if s.place != nil {
		return false
	}
	for _, q := range []question{s.ca, s.subject, s.names, s.client, s.more} {
		if q.Dirty() {
			return true
		}
	}
	return s.at > stepPort
}

// Back implements nav.Back: a step back. What is written cannot be unwritten, so the place page goes back to nothing.
func (s *Setup) Back() bool {
	switch {
	case s.at == stepReview && s.review.Back():
		return true
	case s.at == stepMore:
		if s.more.form.Submit() { // what is wrong there is said there
			s.show(stepReview)
		}
		return true
	case s.at == stepPlace:
		return s.place.Back()
	}
	all := s.flow()
	for i, step := range all {
		if step == s.at && i > 0 {
			s.show(all[i-1])
			return true
		}
	}
	return false
}

// Keys implements nav.Screen.
func (s *Setup) Keys() []key.Binding {
	switch s.at {
	case stepTarget:
		if !s.loaded || len(s.failed) > 0 {
			return nil
		}
		return s.target.Keys(s.env.Words.Common.KeyHelp.Choose)
	case stepUse:
		return s.use.Keys(s.env.Words.Common.KeyHelp.Choose)
	case stepReview:
		return s.reviewKeys()
	case stepPlace:
		return s.place.Keys()
	}
	return s.question().Keys()
}

func (s *Setup) reviewKeys() []key.Binding {
	out := s.review.Keys()
	if s.review.Busy() || s.review.Typing() {
		return out
	}
	if _, ok := s.toMend(); ok {
		enter := keys.As(s.env.Keys.Enter, s.env.Words.Setup.Mend)
		return append([]key.Binding{enter, s.env.Keys.More}, s.review.scroll.Keys()...)
	}
	first := min(len(out), 1)
	return append(append(append([]key.Binding(nil), out[:first]...), s.env.Keys.More), out[first:]...)
}

// Update implements nav.Screen.
func (s *Setup) Update(msg tea.Msg) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return s.hear(msg)
	}
	switch s.at {
	case stepTarget:
		if o, chosen := s.target.Update(press); chosen && s.loaded {
			s.choose(o.ID)
			return s.next()
		}
		return nil
	case stepUse:
		if _, chosen := s.use.Update(press); chosen {
			return s.next()
		}
		return nil
	case stepReview:
		return s.atReview(press)
	case stepPlace:
		return s.place.Update(press)
	}
	cmd, answered := s.question().Update(press)
	s.follow()
	if answered {
		return s.next()
	}
	return cmd
}

// hear takes every message that is no key.
func (s *Setup) hear(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	switch m := msg.(type) {
	case setupLoaded:
		if s.job.Done(m.run) {
			s.loaded, s.failed = true, nav.Findings(m.err)
			s.space = m.space
			s.fill()
		}
	case nav.SwitchLanguage:
		s.names.rename()
	case nav.WentBack:
		if s.at == stepReview {
			return s.open(stepReview)
		}
	}
	if s.review != nil {
		cmds = append(cmds, s.review.Update(msg))
	}
	if s.place != nil {
		cmds = append(cmds, s.place.Update(msg))
	}
	return tea.Batch(cmds...)
}

// choose takes the system and the defaults that follow from it.
func (s *Setup) choose(id string) {
	for _, t := range model.Targets() {
		if t.ID != id {
			continue
		}
		if s.system.ID != id {
			s.use.Point(string(t.Profile))
		}
		s.system = t
		s.names.system = id
		s.names.rename()
	}
}

// follow carries an answer to the defaults of later questions.
func (s *Setup) follow() {
	s.subject.follow(s.ca.name.Value())
	if a := s.ca.chosen(); a.Name != s.client.authority {
		s.client = newClientQuestion(s.env, a)
	}
}

func (s *Setup) atReview(press tea.KeyMsg) tea.Cmd {
	if !s.review.Busy() && !s.review.Typing() {
		step, mend := s.toMend()
		switch {
		case key.Matches(press, s.env.Keys.More):
			s.show(stepMore)
			return nil
		case mend && key.Matches(press, s.env.Keys.Enter):
			s.show(step)
			return nil
		}
	}
	return s.review.Update(press)
}
