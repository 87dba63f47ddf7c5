package screens

import (
	"context"
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// AuthorityPage is everything about one CA: the time left, what its certificate says, its files, and what it signed.
type AuthorityPage struct {
	env    *nav.Env
	ca     model.Authority
	space  model.Workspace
	failed []model.Finding
	job    nav.Job
	scroll *kit.Scroll
}

// NewAuthorityPage makes the page; it reads the home again to know what was signed since.
func NewAuthorityPage(env *nav.Env, a model.Authority) *AuthorityPage {
	return &AuthorityPage{env: env, ca: a, scroll: kit.NewScroll(env)}
}

type authorityLoaded struct {
	run   int
	space model.Workspace
	err   error
}

// Title implements nav.Screen.
func (s *AuthorityPage) Title() string {
	return assets.Fill(s.env.Words.Home.CATitle, "name", model.Clean(s.ca.Name))
}

// State implements nav.Stated.
func (s *AuthorityPage) State() string {
	if s.ca.CAFile == "" {
		return ""
	}
	return kit.Left(s.env, s.ca.Certificate.NotBefore, s.ca.Certificate.NotAfter)
}

// Help implements nav.Helped.
func (s *AuthorityPage) Help() string { return s.env.Words.Home.CAHelp }

// Init implements nav.Screen.
func (s *AuthorityPage) Init() tea.Cmd {
	read := s.env.Services.Load
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		w, err := read(ctx)
		return authorityLoaded{run, w, err}
	})
}

// Typing implements nav.Screen.
func (s *AuthorityPage) Typing() bool { return false }

// Close implements nav.Screen.
func (s *AuthorityPage) Close() { s.job.Cancel() }

// Keys implements nav.Screen.
func (s *AuthorityPage) Keys() []key.Binding {
	k, m := s.env.Keys, s.env.Makers
	var out []key.Binding
	if s.ca.KeyFile != "" {
		out = append(out, k.New)
	}
	if s.ca.CAFile != "" && m.Probe != nil {
		out = append(out, k.Probe)
	}
	if s.ca.CAFile != "" && m.Inspect != nil {
		out = append(out, k.Inspect)
	}
	return append(out, s.scroll.Keys()...)
}

// Update implements nav.Screen.
func (s *AuthorityPage) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case authorityLoaded:
		if s.job.Done(m.run) {
			s.take(m)
		}
	case nav.Changed:
		return s.Init()
	case tea.KeyMsg:
		if s.scroll.Update(m) {
			return nil
		}
		if key.Matches(m, s.Keys()...) {
			return s.open(m)
		}
	}
	return nil
}

func (s *AuthorityPage) take(m authorityLoaded) {
	if s.failed = nav.Findings(m.err); m.err != nil {
		return
	}
	s.space = m.space
	if a, ok := m.space.Find(s.ca.Name); ok {
		s.ca = a
	}
}

func (s *AuthorityPage) open(m tea.KeyMsg) tea.Cmd {
	k, mk := s.env.Keys, s.env.Makers
	switch {
	case key.Matches(m, k.New):
		return nav.To(NewIdentity(s.env, s.space, s.ca.Name))
	case key.Matches(m, k.Probe):
		return nav.To(mk.Probe(s.env, model.Dial{CA: s.ca.Name}))
	case key.Matches(m, k.Inspect):
		return nav.To(mk.Inspect(s.env, s.ca.CAFile))
	}
	return nil
}

// View implements nav.Screen.
func (s *AuthorityPage) View(w, h int) string {
	t, words, c := s.env.Theme, &s.env.Words.Home, s.ca.Certificate
	var lines []string
	if len(s.failed) > 0 {
		lines = append(append(lines, kit.Problem(s.env, s.failed, w)...), "")
	}
	if s.ca.KeyFile == "" {
		lines = append(lines, " "+t.Warn.Render(words.NoKey))
	}
	if s.ca.Foreign {
		lines = append(lines, " "+t.Dim.Render(words.Foreign))
	}
	files := []kit.Row{{Label: words.Facts.Directory, Value: model.Clean(s.ca.Dir)}, {Label: words.Facts.Files, Value: filesOf(s.ca.Dir, s.ca.CAFile, s.ca.KeyFile)}}
	if s.ca.CAFile == "" {
		lines = append(append(lines, kit.Paragraph(t.Warn, words.CAAbsent, w)...), "")
		lines = append(lines, kit.Rows(t, append([]kit.Row{{Label: words.Facts.Subject, Value: model.Clean(c.Subject.String())}}, files...), w)...)
		return below(s.env, s.scroll, append(lines, s.signed(w)...), h)
	}
	lines = append(lines, " "+t.Label.Render(words.Facts.Left)+"  "+kit.TimeLeft(s.env, c.NotBefore, c.NotAfter, 16), "")
	lines = append(lines, kit.Rows(t, append(files, certificateRows(s.env, c)...), w)...)
	return below(s.env, s.scroll, append(lines, s.signed(w)...), h)
}

// signed lists what the CA signed, as far as it is here: what ends first on top.
func (s *AuthorityPage) signed(w int) []string {
	const bar = 16
	t, words := s.env.Theme, &s.env.Words.Home
	if len(s.ca.Identities) == 0 {
		if s.ca.KeyFile == "" {
			return nil
		}
		return []string{"", " " + t.Dim.Render(words.NoIdentity)}
	}
	ids := slices.Clone(s.ca.Identities)
	slices.SortStableFunc(ids, func(a, b model.Identity) int { return a.Certificate.NotAfter.Compare(b.Certificate.NotAfter) })
	var rows [][]string
	for _, i := range ids {
		c := i.Certificate
		rows = append(rows, []string{theme.Cut(model.Clean(i.Name), max(w/2-8, 8)), day(c.NotAfter), kit.TimeLeft(s.env, c.NotBefore, c.NotAfter, bar)})
	}
	head := assets.Fill(words.Signed, "n", strconv.Itoa(len(ids)))
	return append([]string{"", " " + t.Strong.Render(head)}, kit.Table(t, []string{words.SignedName, words.SignedEnds, words.Facts.Left}, rows, w)...)
}
