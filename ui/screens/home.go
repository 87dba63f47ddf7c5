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

const (
	treeWidth = 34 // cells of the left pane
	twoPanes  = 70 // below this width one pane at a time
	loadLimit = 30 * time.Second
)

// Home shows the authorities and identities of the home, or the first four choices when there are none.
type Home struct {
	env    *nav.Env
	start  *Start
	job    nav.Job
	loaded bool
	space  model.Workspace
	failed []model.Finding
	chosen string // the reference under the pointer
	detail bool   // the right pane has the keys (or is the one shown)
	scroll *kit.Scroll
	w      int // as last drawn
}

type homeLoaded struct {
	run   int
	space model.Workspace
	err   error
}

// NewHome makes the first screen of the program.
func NewHome(env *nav.Env) *Home {
	return &Home{env: env, start: NewStart(env), scroll: kit.NewScroll(env)}
}

// Title implements nav.Screen.
func (s *Home) Title() string {
	switch {
	case !s.loaded:
		return s.env.Words.Home.Title
	case s.empty():
		return emptyTitle(s.env, s.space)
	}
	return model.Clean(s.space.Home)
}

// State implements nav.Stated.
func (s *Home) State() string {
	if !s.loaded {
		return ""
	}
	user := assets.Fill(s.env.Words.Start.User, "user", model.Clean(s.space.User))
	if s.empty() {
		return user
	}
	if n := len(s.space.Findings); n > 0 {
		user = s.env.Theme.Warn.Render(assets.Fill(s.env.Words.Home.Warnings, "n", strconv.Itoa(n))) + "  " + user
	}
	return s.summary() + "  " + user
}

// Help implements nav.Helped.
func (s *Home) Help() string {
	if s.empty() {
		return s.start.Help()
	}
	if s.narrow() {
		return s.env.Words.Home.HelpSmall
	}
	return s.env.Words.Home.Help
}

// narrow reports whether one pane is shown at a time.
func (s *Home) narrow() bool { return s.w > 0 && s.w < twoPanes }

func (s *Home) empty() bool { return len(s.space.Authorities) == 0 }

// Init implements nav.Screen.
func (s *Home) Init() tea.Cmd { return s.load() }

func (s *Home) load() tea.Cmd {
	read := s.env.Services.Load
	if read == nil {
		return nil
	}
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		w, err := read(ctx)
		return homeLoaded{run, w, err}
	})
}

// Typing implements nav.Screen.
func (s *Home) Typing() bool { return false }

// Close implements nav.Screen.
func (s *Home) Close() { s.job.Cancel() }

// Keys implements nav.Screen.
func (s *Home) Keys() []key.Binding {
	k := s.env.Keys
	if s.empty() {
		return append(append(append(s.start.Keys(), k.New), s.quit()...), s.elsewhere()...)
	}
	out := []key.Binding{keys.As(k.Enter, s.env.Words.Shell.Keys.Open)}
	if s.narrow() {
		out = append(append(out, k.Pane), s.letters()...)
	} else {
		out = append(append(out, s.letters()...), k.Pane)
	}
	out = append(out, k.Down, k.Up)
	return append(out, s.quit()...)
}

// elsewhere are the letters that need nothing of the home: they mean the same before and after the first certificate.
func (s *Home) elsewhere() []key.Binding {
	k, m := s.env.Keys, s.env.Makers
	var out []key.Binding
	if m.Probe != nil {
		out = append(out, k.Probe)
	}
	if m.Inspect != nil {
		out = append(out, k.Inspect)
	}
	if m.Explain != nil {
		out = append(out, k.ErrorLine)
	}
	return out
}

// leave opens what one of these letters stands for.
func (s *Home) leave(m tea.KeyMsg) tea.Cmd {
	k, mk := s.env.Keys, s.env.Makers
	switch {
	case key.Matches(m, k.Probe):
		return nav.To(mk.Probe(s.env, model.Dial{}))
	case key.Matches(m, k.Inspect):
		return nav.To(mk.Inspect(s.env, ""))
	}
	return nav.To(mk.Explain(s.env))
}

// quit is the key that ends the program: only on its first screen.
func (s *Home) quit() []key.Binding {
	if s.env.Nested {
		return nil
	}
	return []key.Binding{s.env.Keys.Quit}
}

// letters are the keys of what can be done with the line under the pointer.
func (s *Home) letters() []key.Binding {
	k, m := s.env.Keys, s.env.Makers
	var out []key.Binding
	add := func(on bool, b key.Binding) {
		if on {
			out = append(out, b)
		}
	}
	_, isIdentity := s.identity()
	add(len(s.space.Findings) > 0, keys.As(k.Why, s.env.Words.Home.WarningsKey))
	add(true, k.New)
	add(m.Probe != nil, k.Probe)
	add(m.Place != nil && isIdentity, k.Recipe)
	add(m.Inspect != nil, k.Inspect)
	add(m.Explain != nil, k.ErrorLine)
	add(true, k.More)
	add(s.choices(), s.start.choice.Number())
	return out
}

// Update implements nav.Screen.
func (s *Home) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case homeLoaded:
		if s.job.Done(m.run) {
			s.take(m)
		}
	case nav.Changed:
		return s.load()
	case tea.KeyMsg:
		switch {
		case key.Matches(m, s.quit()...):
			return tea.Quit
		case key.Matches(m, s.env.Keys.New):
			a, _ := s.authority()
			return nav.To(NewKinds(s.env, s.space, a.Name))
		case s.empty() && key.Matches(m, s.elsewhere()...):
			return s.leave(m)
		case s.empty():
			return s.start.Update(m)
		}
		return s.press(m)
	}
	return nil
}

func (s *Home) take(m homeLoaded) {
	s.loaded = true
	s.failed = nav.Findings(m.err)
	if m.err == nil {
		s.space = m.space
	}
	if refs := s.refs(); len(refs) > 0 && indexOf(refs, s.chosen) < 0 {
		s.chosen = refs[0]
	}
}

func (s *Home) press(m tea.KeyMsg) tea.Cmd {
	k := s.env.Keys
	switch {
	case key.Matches(m, k.Pane):
		s.detail = !s.detail
		s.scroll.Home()
	case s.detail && s.scroll.Update(m):
	case key.Matches(m, k.Up):
		s.move(-1)
	case key.Matches(m, k.Down):
		s.move(1)
	case key.Matches(m, k.PageUp):
		s.move(-10)
	case key.Matches(m, k.PageDown):
		s.move(10)
	case key.Matches(m, k.Top):
		s.move(-len(s.refs()))
	case key.Matches(m, k.Bottom):
		s.move(len(s.refs()))
	default:
		return s.act(m)
	}
	return nil
}

func (s *Home) move(n int) {
	refs := s.refs()
	if len(refs) == 0 {
		return
	}
	at := min(max(max(indexOf(refs, s.chosen), 0)+n, 0), len(refs)-1)
	s.chosen = refs[at]
	s.scroll.Home()
}

// act opens what a key stands for.
func (s *Home) act(m tea.KeyMsg) tea.Cmd {
	k := s.env.Keys
	for _, b := range append(s.letters(), k.Enter) {
		if key.Matches(m, b) {
			return s.open(m)
		}
	}
	return nil
}

func (s *Home) open(m tea.KeyMsg) tea.Cmd {
	k, mk := s.env.Keys, s.env.Makers
	i, isIdentity := s.identity()
	switch {
	case key.Matches(m, k.Enter) && isIdentity && mk.Detail != nil:
		return nav.To(mk.Detail(s.env, i))
	case key.Matches(m, k.Enter):
		if a, ok := s.authority(); ok {
			return nav.To(NewAuthorityPage(s.env, a))
		}
	case key.Matches(m, k.Why):
		return nav.To(NewWarnings(s.env, s.space))
	case key.Matches(m, k.Digit):
		return s.start.Update(m)
	case key.Matches(m, k.Probe):
		return nav.To(mk.Probe(s.env, s.dial()))
	case key.Matches(m, k.Recipe):
		a, _ := s.authority()
		return nav.To(mk.Place(s.env, placeFor(s.env, i, a)))
	case key.Matches(m, k.Inspect):
		if a, _ := s.authority(); !isIdentity {
			return nav.To(mk.Inspect(s.env, a.CAFile))
		}
		return nav.To(mk.Inspect(s.env, i.CertFile))
	case key.Matches(m, k.ErrorLine):
		return nav.To(mk.Explain(s.env))
	case key.Matches(m, k.More):
		return nav.To(NewStart(s.env))
	}
	return nil
}

// dial is what a probe from here begins with.
func (s *Home) dial() model.Dial {
	a, _ := s.authority()
	if i, ok := s.identity(); ok {
		return dialFor(i, a)
	}
	return model.Dial{CA: a.Name}
}

// refs are the lines of the tree: authorities, each followed by its identities.
func (s *Home) refs() []string {
	var out []string
	for _, a := range s.space.Authorities {
		out = append(out, a.Name)
		for _, i := range a.Identities {
			out = append(out, i.Ref())
		}
	}
	return out
}

func indexOf(all []string, s string) int {
	for n, x := range all {
		if x == s {
			return n
		}
	}
	return -1
}

// identity is the identity under the pointer.
func (s *Home) identity() (model.Identity, bool) {
	for _, a := range s.space.Authorities {
		for _, i := range a.Identities {
			if i.Ref() == s.chosen {
				return i, true
			}
		}
	}
	return model.Identity{}, false
}

// authority is the authority under the pointer, or the one of the identity under it.
func (s *Home) authority() (model.Authority, bool) {
	return s.space.Find(strings.SplitN(s.chosen, "/", 2)[0])
}
