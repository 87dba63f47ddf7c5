package screens

import (
	"context"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// Detail is everything about one identity: its chain, the time left, what it says, its files.
type Detail struct {
	env    *nav.Env
	id     model.Identity
	ca     model.Authority
	found  []model.Finding // about its files: modes, symlinks
	failed []model.Finding
	job    nav.Job
	scroll *kit.Scroll
}

// NewDetail makes the page; it reads the home again to know the authority.
func NewDetail(env *nav.Env, id model.Identity) *Detail {
	return &Detail{env: env, id: id, scroll: kit.NewScroll(env)}
}

type detailLoaded struct {
	run   int
	space model.Workspace
	err   error
}

// Title implements nav.Screen.
func (s *Detail) Title() string {
	return assets.Fill(s.env.Words.Home.DetailTitle, "ref", model.Clean(s.id.Ref()))
}

// State implements nav.Stated.
func (s *Detail) State() string {
	return kit.Left(s.env, s.id.Certificate.NotBefore, s.id.Certificate.NotAfter)
}

// Help implements nav.Helped.
func (s *Detail) Help() string { return s.env.Words.Home.DetailHelp }

// Init implements nav.Screen.
func (s *Detail) Init() tea.Cmd { return s.load() }

func (s *Detail) load() tea.Cmd {
	read := s.env.Services.Load
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		w, err := read(ctx)
		return detailLoaded{run, w, err}
	})
}

// Typing implements nav.Screen.
func (s *Detail) Typing() bool { return false }

// Close implements nav.Screen.
func (s *Detail) Close() { s.job.Cancel() }

// Keys implements nav.Screen.
func (s *Detail) Keys() []key.Binding {
	k, m := s.env.Keys, s.env.Makers
	var out []key.Binding
	if m.Probe != nil {
		out = append(out, k.Probe)
	}
	if m.Place != nil {
		out = append(out, k.Recipe)
	}
	if s.ca.KeyFile != "" {
		out = append(out, k.Renew)
	}
	if m.Inspect != nil {
		out = append(out, keys.As(k.Inspect, s.env.Words.Shell.Keys.Inspect))
	}
	if s.env.Services.Accepts != nil {
		out = append(out, keys.As(k.More, s.env.Words.Readers.Key))
	}
	return append(out, s.scroll.Keys()...)
}

// Update implements nav.Screen.
func (s *Detail) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case detailLoaded:
		if s.job.Done(m.run) {
			s.take(m)
		}
	case nav.Changed:
		return s.load()
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

func (s *Detail) take(m detailLoaded) {
	if s.failed = nav.Findings(m.err); m.err != nil {
		return
	}
	a, ok := m.space.Find(s.id.Authority)
	if !ok {
		return
	}
	s.ca = a
	if i, ok := a.Find(s.id.Name); ok {
		s.id = i
	}
	s.found = nil
	for _, f := range m.space.Findings {
		if p := f.Value("file") + f.Value("path"); s.id.Dir != "" && strings.HasPrefix(p, s.id.Dir) {
			s.found = append(s.found, f)
		}
	}
}

func (s *Detail) open(m tea.KeyMsg) tea.Cmd {
	k, mk := s.env.Keys, s.env.Makers
	switch {
	case key.Matches(m, k.Probe):
		return nav.To(mk.Probe(s.env, dialFor(s.id, s.ca)))
	case key.Matches(m, k.Recipe):
		return nav.To(mk.Place(s.env, placeFor(s.env, s.id, s.ca)))
	case key.Matches(m, k.Renew):
		return nav.To(NewReview(s.env, renewal(s.id), s.renewed))
	case key.Matches(m, k.Inspect):
		return nav.To(mk.Inspect(s.env, s.id.CertFile))
	case key.Matches(m, k.More):
		return nav.To(NewReaders(s.env, s.id.Ref()))
	}
	return nil
}

// renewed goes on when the new certificate is here: it is not yet where it is used.
func (s *Detail) renewed(model.Applied) tea.Cmd {
	back := nav.Go(nav.PopTo{Screen: s})
	if s.env.Makers.Place == nil {
		return back
	}
	return tea.Sequence(back, nav.To(s.env.Makers.Place(s.env, placeFor(s.env, s.id, s.ca))))
}

// View implements nav.Screen.
func (s *Detail) View(w, h int) string {
	var lines []string
	if len(s.failed) > 0 {
		lines = append(append(lines, kit.Problem(s.env, s.failed, w)...), "")
	}
	lines = append(lines, identityLines(s.env, s.id, s.ca, w, true)...)
	if len(s.found) > 0 {
		lines = append(append(lines, ""), kit.Problem(s.env, s.found, w)...)
	}
	return s.scroll.View(lines, h)
}

// identityLines draws an identity: chain, time left, what it says, and, in full, its files and fingerprints.
func identityLines(env *nav.Env, i model.Identity, ca model.Authority, w int, full bool) []string {
	t, words := env.Theme, &env.Words.Home.Facts
	c := i.Certificate
	lines := chainLines(env, identityChain(i, ca.Certificate), w)
	lines = append(lines, "", " "+theme.Pad(t.Label.Render(words.Left), theme.Width(words.Left)+2)+kit.TimeLeft(env, c.NotBefore, c.NotAfter, 16), "")
	rows := certificateRows(env, c)
	if !full {
		valid := kit.Row{Label: words.Valid, Value: assets.Fill(words.ValidText, "from", day(c.NotBefore), "to", day(c.NotAfter))}
		rows = []kit.Row{rows[0], rows[3], rows[4], rows[7], valid}
	}
	lines = append(lines, kit.Rows(t, rows, w)...)
	return append(append(lines, ""), kit.Rows(t, []kit.Row{
		{Label: words.Directory, Value: model.Clean(i.Dir)}, {Label: words.Files, Value: filesOf(i.Dir, i.CertFile, i.KeyFile, i.CAFile)},
	}, w)...)
}

// isClient reports whether an identity can only make connections.
func isClient(c model.Certificate) bool {
	server, client := false, false
	for _, u := range c.EKUs {
		server, client = server || u == "serverAuth", client || u == "clientAuth"
	}
	return client && !server
}

// dialFor is the probe that suits an identity. A client dials with its own certificate; a server is dialled by a name of
// its own, with the first client certificate of its authority. The port is never known: it is asked for.
func dialFor(i model.Identity, ca model.Authority) model.Dial {
	if isClient(i.Certificate) {
		return model.Dial{CA: i.Authority, As: i.Ref()}
	}
	d := model.Dial{CA: i.Authority, As: firstClient(ca)}
	for _, s := range i.Certificate.SANs {
		if (s.Kind == model.DNS || s.Kind == model.IP) && !strings.HasPrefix(s.Value, "*") {
			d.Host = s.Value
			break
		}
	}
	return d
}

// firstClient is the reference of the first identity that can only make connections, or "".
func firstClient(ca model.Authority) string {
	for _, i := range ca.Identities {
		if isClient(i.Certificate) {
			return i.Ref()
		}
	}
	return ""
}

// placeFor asks for the page of a server, with a client of the same authority where there is one.
func placeFor(env *nav.Env, i model.Identity, ca model.Authority) nav.RecipeRequest {
	return nav.RecipeRequest{Server: i.Ref(), Client: firstClient(ca), Lang: string(env.Words.Lang)}
}

// renewal signs an identity again with new dates and nothing else changed.
func renewal(i model.Identity) model.Plan {
	c := i.Certificate
	spec := model.IdentitySpec{
		Name: i.Name, Authority: i.Authority, EKUs: c.EKUs, SANs: c.SANs, Subject: c.Subject, NoNameSAN: true,
		Days: max(int(c.NotAfter.Sub(c.NotBefore)/(24*time.Hour)), 1),
	}
	return model.Plan{Steps: []model.Step{{Kind: model.StepReissue, Identity: &spec}}}
}
