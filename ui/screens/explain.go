package screens

import (
	"cmp"
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
	"certwright/ui/theme"
)

// Explain reads a pasted error line, log line or command, and dials a target that is typed alone.
type Explain struct {
	env      *nav.Env
	text     *kit.Area
	job      nav.Job
	answered string // the text that was read
	dialled  string // the text that was a target and was dialled
	readings []model.Reading
	at       int
	failed   []model.Finding
	result   bool // the readings have the keys, not the text
	why      bool // the longer explanations stand below the causes
	scroll   *kit.Scroll
	w        int // as last drawn
}

type explained struct {
	run      int
	text     string
	readings []model.Reading
	err      error
}

// NewExplain makes the page.
func NewExplain(env *nav.Env) *Explain {
	return &Explain{env: env, text: kit.NewArea(env), scroll: kit.NewScroll(env)}
}

// Title implements nav.Screen.
func (s *Explain) Title() string { return s.env.Words.Explain.Title }

// State implements nav.Stated.
func (s *Explain) State() string {
	if len(s.readings) < 2 {
		return ""
	}
	return assets.Fill(s.env.Words.Explain.Reads, "n", strconv.Itoa(s.at+1), "total", strconv.Itoa(len(s.readings)))
}

// Help implements nav.Helped.
func (s *Explain) Help() string { return s.env.Words.Explain.Help }

// Init implements nav.Screen.
func (s *Explain) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Explain) Typing() bool { return !s.result }

// Busy implements nav.Busy.
func (s *Explain) Busy() bool { return s.job.Busy() }

// Cancel implements nav.Busy.
func (s *Explain) Cancel() { s.job.Cancel() }

// Dirty implements nav.Dirty. Text that was read or dialled may go: it came from a clipboard.
func (s *Explain) Dirty() bool { return s.text.Value() != s.answered && s.text.Value() != s.dialled }

// Close implements nav.Screen.
func (s *Explain) Close() { s.job.Cancel() }

// Keys implements nav.Screen.
func (s *Explain) Keys() []key.Binding {
	k := s.env.Keys
	if !s.result {
		out := []key.Binding{keys.As(k.Enter, s.env.Words.Shell.Keys.Read), k.NewLine}
		if s.answered != "" {
			out = append(out, k.Pane)
		}
		return out
	}
	var out []key.Binding
	if s.env.Makers.Probe != nil {
		out = append(out, k.Probe)
	}
	if len(s.whys()) > 0 {
		out = append(out, k.Why)
	}
	out = append(out, keys.As(k.Pane, s.env.Words.Shell.Keys.Edit))
	if len(s.readings) > 1 {
		out = append(out, k.Right, k.Left)
	}
	return append(out, s.scroll.Keys()...)
}

// Update implements nav.Screen.
func (s *Explain) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case explained:
		if s.job.Done(m.run) {
			s.take(m)
		}
	case tea.KeyMsg:
		if s.result {
			return s.press(m)
		}
		return s.typing(m)
	}
	return nil
}

func (s *Explain) take(m explained) {
	s.failed, s.readings, s.at = nav.Findings(m.err), m.readings, 0
	s.answered, s.result, s.why = m.text, m.err == nil, false
	s.scroll.Home()
}

func (s *Explain) typing(m tea.KeyMsg) tea.Cmd {
	k := s.env.Keys
	switch {
	case key.Matches(m, k.Enter):
		return s.submit()
	case key.Matches(m, k.Pane):
		s.result = s.answered != ""
	default:
		s.text.Update(m)
	}
	return nil
}

// submit dials when the text is a target and nothing else, and reads it otherwise.
func (s *Explain) submit() tea.Cmd {
	text := strings.TrimSpace(s.text.Value())
	if text == "" {
		return nil
	}
	if d, found := model.ParseTarget(text); model.OK(found) && s.env.Makers.Probe != nil && !strings.ContainsAny(text, " \n\t") {
		s.dialled, s.answered, s.readings, s.failed = s.text.Value(), "", nil, nil // esc comes back to the text alone
		return nav.To(s.env.Makers.Probe(s.env, d))
	}
	read, whole := s.env.Services.Explain, s.text.Value()
	s.failed = nil
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		r, err := read(ctx, text)
		return explained{run, whole, r, err}
	})
}

func (s *Explain) press(m tea.KeyMsg) tea.Cmd {
	k := s.env.Keys
	switch {
	case key.Matches(m, k.Probe) && s.env.Makers.Probe != nil:
		return nav.To(s.env.Makers.Probe(s.env, s.dial()))
	case key.Matches(m, k.Why):
		s.turnWhy()
	case key.Matches(m, k.Pane):
		s.result = false
	case key.Matches(m, k.Right):
		s.turn(1)
	case key.Matches(m, k.Left):
		s.turn(-1)
	default:
		s.scroll.Update(m)
	}
	return nil
}

func (s *Explain) turn(n int) {
	s.at, s.why = min(max(s.at+n, 0), max(len(s.readings)-1, 0)), false
	s.scroll.Home()
}

// turnWhy shows the longer explanations, from the first of them on, or takes them away.
func (s *Explain) turnWhy() {
	if len(s.whys()) == 0 {
		return
	}
	if s.why = !s.why; !s.why {
		s.scroll.Home()
		return
	}
	s.scroll.To(len(s.answer(s.w)) + 1)
}

// whys are the longer explanations of the causes, each once: two causes may be variants of one.
func (s *Explain) whys() []assets.Explanation {
	if s.at >= len(s.readings) {
		return nil
	}
	var out []assets.Explanation
	seen := map[string]bool{"": true}
	for _, f := range s.readings[s.at].Findings {
		if e := s.env.Explain(f); !seen[e.Why] {
			seen[e.Why] = true
			out = append(out, e)
		}
	}
	return out
}

// dial is the probe that settles what the text leaves open. A word that is no error may be a host: its port is asked for.
func (s *Explain) dial() model.Dial {
	if s.at < len(s.readings) && s.readings[s.at].Dial != nil {
		return *s.readings[s.at].Dial
	}
	host := strings.TrimSpace(s.answered)
	if d, found := model.ParseTarget(host + ":443"); len(s.readings) == 0 && d.Host == host && model.OK(found) {
		return model.Dial{Host: host}
	}
	return model.Dial{}
}

// View implements nav.Screen.
func (s *Explain) View(w, h int) string {
	words := &s.env.Words.Explain
	s.w = w
	switch {
	case s.job.Busy():
		return "\n" + kit.Working(s.env, words.Reading)
	case s.answered == "" && len(s.failed) == 0:
		return s.text.View(w, h, true, words.Hint)
	}
	above := min(s.text.Rows(w), max(h/4, 1))
	head := theme.Box(s.text.View(w, above, !s.result, words.Hint), w, above) + "\n" + s.env.Theme.Line(w)
	return head + "\n" + below(s.env, s.scroll, s.lines(w), max(h-above-1, 1))
}

// lines are the answer and, behind it, the longer explanations where they were asked for.
func (s *Explain) lines(w int) []string {
	lines := s.answer(w)
	if !s.why {
		return lines
	}
	t := s.env.Theme
	for _, e := range s.whys() {
		lines = append(append(lines, "", " "+t.Strong.Render(e.Title)), kit.Paragraph(t.Value, e.Why, w)...)
	}
	return lines
}

func (s *Explain) answer(w int) []string {
	words, t := &s.env.Words.Explain, s.env.Theme
	if len(s.failed) > 0 {
		return kit.Problem(s.env, s.failed, w)
	}
	if len(s.readings) == 0 {
		return append(kit.Paragraph(t.Value, words.None, w), s.settle(w)...)
	}
	r := s.readings[s.at]
	said := assets.ReadingText(r, s.env.Words.Lang)
	var lines []string
	if said.Title != "" {
		lines = kit.Paragraph(t.Strong, said.Title, w)
	}
	lines = append(lines, kit.Rows(t, []kit.Row{
		{Label: words.Matched, Value: model.Clean(r.Matched)},
		{Label: words.Writer, Value: cmp.Or(said.Who, s.writer(r))},
		{Label: words.Proves, Value: said.Proves},
		{Label: words.ProvesNot, Value: said.DoesNot},
		{Label: words.Settles, Value: said.Settles},
	}, w)...)
	lines = append(lines, s.settle(w)...)
	if len(r.Findings) > 0 {
		lines = append(lines, "", " "+t.Strong.Render(words.Causes), "")
		lines = append(lines, kit.Problem(s.env, r.Findings, w)...)
	}
	return lines
}

// settle names the key that dials, where it is one: in the text it is a letter.
func (s *Explain) settle(w int) []string {
	words, d := &s.env.Words.Explain, s.dial()
	if !s.result || s.env.Makers.Probe == nil {
		return nil
	}
	text := words.SettleAt
	if whole(d) {
		text = assets.Fill(words.Settle, "target", model.Clean(d.Target()))
	}
	return kit.Paragraph(s.env.Theme.Accent, text, w)
}

func (s *Explain) writer(r model.Reading) string {
	if r.Tool == "" {
		return s.env.Words.Explain.Many
	}
	return assets.Fill(s.env.Words.Explain.Logged, "tool", model.Clean(r.Tool))
}
