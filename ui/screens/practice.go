package screens

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Practice starts a server on this machine with one thing wrong; the other screens then work on it.
type Practice struct {
	env    *nav.Env
	choice *kit.Choice
	job    nav.Job
	server *nav.Practice
	solved map[string]bool // by the ID of the fault: a dial was green
	failed []model.Finding
	scroll *kit.Scroll
}

type practiceStarted struct {
	run    int
	server *nav.Practice
	err    error
}

type practiceRestarted struct {
	run int
	err error
}

// NewPractice makes the page.
func NewPractice(env *nav.Env) *Practice {
	s := &Practice{env: env, scroll: kit.NewScroll(env), solved: map[string]bool{}}
	s.choice = kit.NewChoice(env, func() []kit.Option {
		w := &env.Words.Practice
		line := func(id string, l assets.StartLine) kit.Option {
			if s.solved[id] && s.server == nil { // its own page has a line for it
				l.Detail = assets.Fill(w.Solved, "detail", l.Detail)
			}
			return kit.Option{ID: id, Text: l.Text, Detail: l.Detail}
		}
		return []kit.Option{line("wrong-address", w.Address), line("wrong-eku", w.Use), line("client-certificate-missing", w.Client)}
	})
	return s
}

// Title implements nav.Screen.
func (s *Practice) Title() string {
	if s.server == nil {
		return s.env.Words.Practice.Title
	}
	return s.env.Words.Practice.Title + s.env.Words.Common.Colon + s.choice.At().Text
}

// State implements nav.Stated.
func (s *Practice) State() string {
	if s.server == nil {
		return ""
	}
	return assets.Fill(s.env.Words.Practice.Running, "target", model.Clean(s.server.Dial.Target()))
}

// Help implements nav.Helped.
func (s *Practice) Help() string { return s.env.Words.Practice.Help }

// Init implements nav.Screen.
func (s *Practice) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Practice) Typing() bool { return false }

// Busy implements nav.Busy.
func (s *Practice) Busy() bool { return s.job.Busy() }

// Cancel implements nav.Busy.
func (s *Practice) Cancel() { s.job.Cancel() }

// Close implements nav.Screen.
func (s *Practice) Close() {
	s.job.Cancel()
	s.stop()
}

func (s *Practice) stop() {
	if s.server != nil {
		s.server.Stop()
		s.server = nil
	}
}

// Back implements nav.Back: from a running server to the choice.
func (s *Practice) Back() bool {
	running := s.server != nil
	s.stop()
	return running
}

// Keys implements nav.Screen.
func (s *Practice) Keys() []key.Binding {
	k := s.env.Keys
	switch {
	case s.job.Busy():
		return nil
	case s.server == nil:
		return s.choice.Keys(s.env.Words.Shell.Keys.Start)
	}
	var out []key.Binding
	if s.env.Makers.Probe != nil {
		out = append(out, k.Probe)
	}
	return append(append(out, k.Restart, keys.As(k.More, s.env.Words.Practice.Files)), s.scroll.Keys()...)
}

// Update implements nav.Screen.
func (s *Practice) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case practiceStarted:
		return s.started(m)
	case practiceRestarted:
		if !s.job.Done(m.run) {
			return nil
		}
		if s.failed = nav.Findings(m.err); m.err == nil {
			return s.dial()
		}
	case probed:
		s.note(m.report)
	case tea.KeyMsg:
		return s.press(m)
	}
	return nil
}

// note remembers that the fault is mended: a dial of the running server was green.
func (s *Practice) note(r model.Report) {
	if s.server != nil && r.Done && r.OK() && r.Dial.Address() == s.server.Dial.Address() {
		s.solved[s.server.ID] = true
	}
}

// dial opens the probe of the running server.
func (s *Practice) dial() tea.Cmd {
	if s.env.Makers.Probe == nil || s.server == nil {
		return nav.Go(nav.Notice{Text: s.env.Words.Practice.Restarted})
	}
	return nav.To(s.env.Makers.Probe(s.env.For(s.server), s.server.Dial))
}

// started takes a server, or stops one that came too late.
func (s *Practice) started(m practiceStarted) tea.Cmd {
	if !s.job.Done(m.run) {
		if m.server != nil {
			m.server.Stop()
		}
		return nil
	}
	s.failed, s.server = nav.Findings(m.err), m.server
	return nil
}

func (s *Practice) press(m tea.KeyMsg) tea.Cmd {
	k := s.env.Keys
	switch {
	case s.job.Busy():
	case s.server == nil:
		if o, chosen := s.choice.Update(m); chosen {
			return s.start(o.ID)
		}
	case key.Matches(m, k.Probe) && s.env.Makers.Probe != nil:
		return s.dial()
	case key.Matches(m, k.Restart):
		return s.restart()
	case key.Matches(m, k.More):
		return nav.To(s.env.Makers.Home(s.env.For(s.server)))
	default:
		s.scroll.Update(m)
	}
	return nil
}

func (s *Practice) start(id string) tea.Cmd {
	begin := s.env.Services.Practice
	if begin == nil {
		return nil
	}
	s.failed = nil
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		p, err := begin(ctx, id)
		if p != nil && ctx.Err() != nil {
			p.Stop()
			return nil
		}
		return practiceStarted{run, p, err}
	})
}

func (s *Practice) restart() tea.Cmd {
	again := s.server.Restart
	return s.job.Start(s.env, loadLimit, func(_ context.Context, run int) tea.Msg {
		return practiceRestarted{run, again()}
	})
}

// View implements nav.Screen.
func (s *Practice) View(w, h int) string {
	words, t := &s.env.Words.Practice, s.env.Theme
	if s.job.Busy() {
		return "\n" + kit.Working(s.env, words.Starting)
	}
	var lines []string
	if len(s.failed) > 0 {
		lines = append(append(lines, kit.Problem(s.env, s.failed, w)...), "")
	}
	if s.server == nil {
		lines = append(append(lines, kit.Paragraph(t.Value, words.Intro, w)...), "")
		return kit.Stack(lines, s.choice.View(w, max(h-len(lines), 3)), h)
	}
	d := s.server.Dial
	as := model.Clean(d.As)
	if as == "" {
		as = words.Nobody
	}
	lines = append(lines, kit.Paragraph(t.Strong, s.choice.At().Detail, w)...)
	lines = append(lines, "")
	lines = append(lines, kit.Rows(t, []kit.Row{{Label: words.Dial, Value: model.Clean(d.Target())}, {Label: words.CA, Value: model.Clean(d.CA)}, {Label: words.As, Value: as}}, w)...)
	lines = append(lines, "")
	if s.solved[s.server.ID] {
		return s.scroll.View(append(lines, kit.Paragraph(t.OK, words.Done, w)...), h)
	}
	lines = append(lines, kit.Paragraph(t.Value, words.Task, w)...)
	return s.scroll.View(lines, h)
}
