package screens

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// dialLimit is how long one dial may take when nothing else is said; a probe may make several.
const dialLimit = 10 * time.Second

// Probe dials and shows the report as it grows; when it does not know what to dial it asks first.
type Probe struct {
	env    *nav.Env
	dial   model.Dial
	job    nav.Job // the dial
	load   nav.Job // the workspace
	save   nav.Job
	reload nav.Job // the practice server reads its files again
	space  model.Workspace
	form   *dialForm // nil: the report is shown
	draft  *dialForm // what was typed into the form before esc
	view   *reportView
	failed []model.Finding // of saving
}

// probed is one snapshot; the channel goes with it, so that the next one can be waited for.
type probed struct {
	run    int
	from   <-chan model.Report
	report model.Report
	open   bool
}

// waited is sent every second while a dial waits, so that the seconds are seen to pass.
type waited struct{ run int }

type probeLoaded struct {
	run   int
	space model.Workspace
	err   error
}

type probeSaved struct {
	run  int
	path string
	err  error
}

type probeRestarted struct {
	run int
	err error
}

// redial asks one probe page to dial with another certificate.
type redial struct {
	page *Probe
	as   string // AUTHORITY/NAME, "" for nobody
}

// NewProbe makes the page: it dials at once when host and port are known, else it asks.
func NewProbe(env *nav.Env, d model.Dial) *Probe {
	s := &Probe{env: env, dial: d}
	s.view = newReportView(env, model.Report{Dial: d})
	if !whole(d) {
		s.form = newDialForm(env, d, s.space)
	}
	return s
}

// Title implements nav.Screen.
func (s *Probe) Title() string {
	if s.form != nil {
		return s.env.Words.Probe.AskTitle
	}
	return s.view.title(s.dial, s.job.Busy())
}

// State implements nav.Stated.
func (s *Probe) State() string {
	if s.form != nil {
		return ""
	}
	return s.view.state(s.job.Busy())
}

// Help implements nav.Helped.
func (s *Probe) Help() string {
	if s.form != nil {
		return s.env.Words.Probe.AskHelp
	}
	if s.view.small() {
		return s.env.Words.Probe.HelpSmall
	}
	return s.env.Words.Probe.Help
}

// Twin implements nav.Twin.
func (s *Probe) Twin() string {
	d := s.dial
	if s.form != nil {
		if !s.form.sound() {
			return ""
		}
		d = s.form.dial()
	}
	if s.env.Services.ProbeTwin == nil || d.Host == "" {
		return ""
	}
	return s.env.Services.ProbeTwin(d)
}

// Init implements nav.Screen.
func (s *Probe) Init() tea.Cmd {
	if s.form != nil {
		return s.read()
	}
	return tea.Batch(s.read(), s.start())
}

// read loads the workspace: for the choices of the form, and for other certificates to dial with.
func (s *Probe) read() tea.Cmd {
	load := s.env.Services.Load
	if load == nil {
		return nil
	}
	return s.load.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		w, err := load(ctx)
		return probeLoaded{run, w, err}
	})
}

// start dials. Snapshots arrive until the final one; those of an earlier dial are dropped.
func (s *Probe) start() tea.Cmd {
	s.form, s.failed = nil, nil
	s.view = newReportView(s.env, model.Report{Dial: s.dial})
	s.view.makes = canSign(s.space)
	begin, d := s.env.Services.Probe, s.dial
	if begin == nil {
		return nil
	}
	limit := max(d.Timeout, dialLimit)*6 + loadLimit // several connections, each with its own deadline; this is only the last resort
	ctx := s.job.Begin(s.env, limit)
	run := s.job.Run()
	s.view.begun = s.env.Now()
	return tea.Batch(s.tick(run), func() tea.Msg {
		from := begin(ctx, d)
		r, open := <-from
		return probed{run, from, r, open}
	})
}

func (s *Probe) tick(run int) tea.Cmd {
	return s.env.Tick(time.Second, func(time.Time) tea.Msg { return waited{run} })
}

// again dials the same once more.
func (s *Probe) again(change func(*model.Dial)) tea.Cmd {
	if change != nil {
		change(&s.dial)
	}
	return s.start()
}

// ask opens the form with what was dialled, or with what was typed into it before.
func (s *Probe) ask() {
	s.job.Cancel()
	if s.draft != nil && s.draft.base == s.dial {
		s.form = s.draft
		return
	}
	s.form = newDialForm(s.env, s.dial, s.space)
}

// Typing implements nav.Screen.
func (s *Probe) Typing() bool { return s.form != nil && s.form.form.Typing() }

// Dirty implements nav.Dirty.
func (s *Probe) Dirty() bool { return s.form != nil && s.form.dirty() }

// Busy implements nav.Busy.
func (s *Probe) Busy() bool { return s.job.Busy() || s.save.Busy() || s.reload.Busy() }

// Cancel implements nav.Busy: what came until now stays.
func (s *Probe) Cancel() {
	s.view.stopped = s.view.stopped || s.job.Busy()
	s.job.Cancel()
	s.save.Cancel()
	s.reload.Cancel()
}

// Back implements nav.Back: from the steps to the findings, from the form to the report that it was opened from.
func (s *Probe) Back() bool {
	switch {
	case s.form != nil && whole(s.dial):
		s.form.close()
		s.form, s.draft = nil, s.form
		return true
	case s.form == nil && s.view.stepping:
		s.view.stepping = false
		return true
	}
	return false
}

// Close implements nav.Screen.
func (s *Probe) Close() {
	s.job.Cancel()
	s.load.Cancel()
	s.save.Cancel()
	s.reload.Cancel()
	if s.form != nil {
		s.form.close()
	}
}

// Keys implements nav.Screen.
func (s *Probe) Keys() []key.Binding {
	if s.form != nil {
		return s.form.Keys()
	}
	return s.reportKeys()
}

// Update implements nav.Screen.
func (s *Probe) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case probed:
		return s.take(m)
	case waited:
		if s.job.Current(m.run) {
			return s.tick(m.run)
		}
	case probeLoaded:
		if s.load.Done(m.run) && m.err == nil {
			s.space, s.view.makes = m.space, canSign(m.space)
			if s.form != nil {
				s.form.settle(m.space)
			}
		}
	case probeSaved:
		return s.saved(m)
	case probeRestarted:
		if !s.reload.Done(m.run) {
			return nil
		}
		if s.failed = nav.Findings(m.err); m.err == nil {
			return s.again(nil)
		}
	case redial:
		if m.page == s {
			return s.again(func(d *model.Dial) { dialAs(d, s.space, m.as) })
		}
	case saveAs:
		switch {
		case m.page != s:
		case m.form == saveCapture:
			return s.record()
		default:
			return s.write()
		}
	case nameFiles:
		if m.page == s {
			s.ask()
			s.form.files()
		}
	case nav.Tried:
		if r := m.Newest(); s.view.report.Done && r.Started.Equal(s.view.report.Started) {
			s.view.take(r)
		}
	case nav.Changed:
		s.view.stale = true
		return s.read()
	case tea.KeyMsg:
		if s.form == nil {
			return s.press(m)
		}
		return s.fill(m)
	default:
		if s.form != nil {
			return s.fill(m)
		}
	}
	return nil
}

// fill gives a message to the form and dials when it is complete.
func (s *Probe) fill(m tea.Msg) tea.Cmd {
	cmd, ready := s.form.Update(m)
	if !ready {
		return cmd
	}
	s.dial = s.form.dial()
	s.form.close()
	return s.start()
}

// take shows a snapshot and waits for the next one until the final one is here.
func (s *Probe) take(m probed) tea.Cmd {
	if !s.job.Current(m.run) {
		return nil
	}
	if m.open {
		s.view.take(m.report)
	}
	if !m.open || m.report.Done {
		s.job.Done(m.run)
		return nil
	}
	return nav.Next(m.from, func(r model.Report, open bool) tea.Msg { return probed{m.run, m.from, r, open} })
}

// write saves the report as text.
func (s *Probe) write() tea.Cmd {
	do := s.env.Services.Save
	name, text := s.dial.FileName(".txt"), reportText(s.env, s.view.report, s.view.stopped)
	return s.save.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		path, err := do(ctx, name, text)
		return probeSaved{run, path, err}
	})
}

func (s *Probe) saved(m probeSaved) tea.Cmd {
	if !s.save.Done(m.run) {
		return nil
	}
	if s.failed = nav.Findings(m.err); m.err != nil {
		return nil
	}
	return savedNotice(s.env, m.path)
}

// View implements nav.Screen.
func (s *Probe) View(w, h int) string {
	if s.form != nil {
		return s.form.form.View(w, h)
	}
	if len(s.failed) > 0 {
		lines := append(kit.Problem(s.env, s.failed, w), "")
		return kit.Stack(lines, s.view.View(w, max(h-len(lines), 4), s.job.Busy()), h)
	}
	return s.view.View(w, h, s.job.Busy())
}
