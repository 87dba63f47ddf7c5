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

// Place says where the files of a server go: what to copy, which owner and mode, what to configure and restart. Its
// lines are there to be copied. When the files are in place enter dials.
type Place struct {
	env    *nav.Env
	asks   []nav.RecipeRequest // one a machine
	at     int
	pages  map[int]model.Recipe
	choice *kit.Choice // of the system, where it is not known
	job    nav.Job     // fills the page, or restarts the practice server
	saving nav.Job
	failed []model.Finding
	scroll *kit.Scroll
	then   func() tea.Cmd
}

type recipeFilled struct {
	run  int
	at   int
	page model.Recipe
	err  error
}

type placeSaved struct {
	run  int
	path string
	err  error
}

type placeRestarted struct {
	run int
	err error
}

// NewPlace makes the page of one server. A request with a Dial stands on the report that led to it: enter puts a new
// report in that one's place.
func NewPlace(env *nav.Env, r nav.RecipeRequest) *Place {
	s := newPlaces(env, []nav.RecipeRequest{r}, nil)
	if env.Makers.Probe == nil {
		return s
	}
	s.then = func() tea.Cmd {
		if r.Dial != nil {
			return nav.Go(nav.Pop{Then: nav.Go(nav.Replace{Screen: env.Makers.Probe(env, *r.Dial)})})
		}
		return nav.To(env.Makers.Probe(env, s.dial()))
	}
	return s
}

// newPlaces makes the pages of several servers, one after the other; then runs at the end, nil offers nothing.
func newPlaces(env *nav.Env, asks []nav.RecipeRequest, then func() tea.Cmd) *Place {
	s := &Place{env: env, asks: append([]nav.RecipeRequest(nil), asks...), pages: map[int]model.Recipe{}, scroll: kit.NewScroll(env), then: then}
	for i := range s.asks {
		s.remember(&s.asks[i])
	}
	s.choice = kit.NewChoice(env, func() []kit.Option {
		var out []kit.Option
		for _, t := range model.Targets() {
			out = append(out, kit.Option{ID: t.ID, Text: env.Words.Common.Target[t.ID]})
		}
		return out
	})
	return s
}

// remember fills in the system where it was said before in this run, and keeps it where it is said now. A report can
// only guess it from the port.
func (s *Place) remember(r *nav.RecipeRequest) {
	known := s.env.Systems[r.Server]
	switch {
	case known != "" && (r.System == "" || r.Dial != nil):
		r.System = known
	case r.System == "" && r.Dial != nil:
		r.System = systemAt(r.Port)
	case r.System != "" && r.Dial == nil:
		s.env.Systems[r.Server] = r.System
	}
}

// dial is what the page can say of a probe; without a host the probe asks for it.
func (s *Place) dial() model.Dial {
	r := s.asks[s.at]
	ca, _ := authorityOf(r.Server)
	d := model.Dial{Host: r.Host, Port: r.Port, CA: ca, As: r.Client}
	for _, t := range model.Targets() {
		if t.ID == r.System && d.Port == "" {
			d.Port = t.Port
		}
	}
	return d
}

// authorityOf cuts AUTHORITY/NAME.
func authorityOf(ref string) (authority, name string) {
	authority, name, _ = strings.Cut(ref, "/")
	return authority, name
}

func nameOf(ref string) string {
	_, name := authorityOf(ref)
	return name
}

// Title implements nav.Screen.
func (s *Place) Title() string {
	w, ref := &s.env.Words.Place, model.Clean(s.asks[s.at].Server)
	if s.env.Practice != nil {
		return w.PracticeTitle
	}
	if len(s.asks) > 1 {
		return assets.Fill(w.TitleOf, "ref", ref, "place", s.place())
	}
	return assets.Fill(w.Title, "ref", ref)
}

// place is which machine of how many the page is about.
func (s *Place) place() string { return strconv.Itoa(s.at+1) + "/" + strconv.Itoa(len(s.asks)) }

// Help implements nav.Helped.
func (s *Place) Help() string { return s.env.Words.Place.Help }

// Init implements nav.Screen.
func (s *Place) Init() tea.Cmd { return s.fill() }

// fill asks for the page of the present machine, unless it is there or the system has to be chosen first.
func (s *Place) fill() tea.Cmd {
	if _, done := s.pages[s.at]; done || s.env.Practice != nil || s.choosing() || s.env.Services.Recipe == nil {
		return nil
	}
	ask, r, at := s.env.Services.Recipe, s.asks[s.at], s.at
	r.Lang = string(s.env.Words.Lang)
	s.failed = nil
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		page, err := ask(ctx, r)
		return recipeFilled{run, at, page, err}
	})
}

func (s *Place) choosing() bool { return s.asks[s.at].System == "" && s.env.Practice == nil }

// Typing implements nav.Screen.
func (s *Place) Typing() bool { return false }

// Busy implements nav.Busy. The page being filled is no work that anybody would stop: esc goes back meanwhile, as it
// does afterwards, and never leaves a page without text.
func (s *Place) Busy() bool { return s.restarting() || s.saving.Busy() }

func (s *Place) restarting() bool { return s.env.Practice != nil && s.job.Busy() }

// Cancel implements nav.Busy.
func (s *Place) Cancel() {
	if s.restarting() {
		s.job.Cancel()
	}
	s.saving.Cancel()
}

// Close implements nav.Screen.
func (s *Place) Close() {
	s.job.Cancel()
	s.saving.Cancel()
}

// Back implements nav.Back: to the machine before. WentBack then fills its page.
func (s *Place) Back() bool {
	if s.at == 0 {
		return false
	}
	s.show(s.at - 1)
	return true
}

// Keys implements nav.Screen.
func (s *Place) Keys() []key.Binding {
	k, w := s.env.Keys, &s.env.Words.Place
	if s.choosing() {
		return s.choice.Keys(s.env.Words.Common.KeyHelp.Choose)
	}
	var out []key.Binding
	switch {
	case s.env.Practice != nil:
		if !s.job.Busy() {
			out = append(out, k.Restart)
		}
		if s.then != nil {
			out = append(out, keys.As(k.Enter, w.Probe))
		}
		return out
	case !s.last():
		out = append(out, keys.As(k.Enter, w.NextOne))
	case s.then != nil:
		out = append(out, keys.As(k.Enter, w.Restarted))
	}
	if s.savable() {
		out = append(out, k.Save)
	}
	if len(s.asks) > 1 {
		out = append(out, keys.As(k.Right, w.Other), keys.As(k.Left, w.Other))
	}
	return append(out, s.scroll.Keys()...)
}

func (s *Place) last() bool { return s.at == len(s.asks)-1 }

func (s *Place) savable() bool {
	_, filled := s.pages[s.at]
	return filled && s.env.Services.Save != nil && !s.saving.Busy()
}

// Update implements nav.Screen.
func (s *Place) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.KeyMsg:
		return s.press(m)
	case recipeFilled:
		if s.job.Done(m.run) {
			s.take(m)
		}
	case placeRestarted:
		if s.job.Done(m.run) {
			return s.afterRestart(nav.Findings(m.err))
		}
	case placeSaved:
		if s.saving.Done(m.run) {
			if s.failed = nav.Findings(m.err); m.err == nil {
				return nav.Go(nav.Notice{Text: assets.Fill(s.env.Words.Place.Saved, "path", model.Clean(m.path))})
			}
		}
	case nav.SwitchLanguage:
		s.pages = map[int]model.Recipe{}
		return s.fill()
	case nav.WentBack:
		return s.fill()
	}
	return nil
}

func (s *Place) take(m recipeFilled) {
	if m.err == nil {
		s.pages[m.at] = m.page
	}
	if m.at == s.at {
		s.failed = nav.Findings(m.err)
	}
}

func (s *Place) press(m tea.KeyMsg) tea.Cmd {
	k := s.env.Keys
	switch {
	case s.choosing():
		if o, chosen := s.choice.Update(m); chosen {
			s.asks[s.at].System = o.ID
			s.env.Systems[s.asks[s.at].Server] = o.ID
			return s.fill()
		}
	case key.Matches(m, k.Enter) && !s.last() && s.env.Practice == nil:
		return s.turn(1)
	case key.Matches(m, k.Enter) && s.then != nil:
		return s.then()
	case key.Matches(m, k.Restart) && s.env.Practice != nil && !s.job.Busy():
		return s.restart()
	case key.Matches(m, k.Save) && s.savable():
		return s.save()
	case key.Matches(m, k.Left):
		return s.turn(-1)
	case key.Matches(m, k.Right):
		return s.turn(1)
	default:
		s.scroll.Update(m)
	}
	return nil
}

// turn shows the page of another machine.
func (s *Place) turn(n int) tea.Cmd {
	at := min(max(s.at+n, 0), len(s.asks)-1)
	if at == s.at {
		return nil
	}
	s.show(at)
	return s.fill()
}

func (s *Place) show(at int) {
	s.at, s.failed = at, nil
	s.scroll.Home()
}

func (s *Place) restart() tea.Cmd {
	again := s.env.Practice.Restart
	return s.job.Start(s.env, loadLimit, func(_ context.Context, run int) tea.Msg { return placeRestarted{run, again()} })
}

// afterRestart connects: the same key does the same on every page of a practice server.
func (s *Place) afterRestart(failed []model.Finding) tea.Cmd {
	s.failed = failed
	switch {
	case len(failed) > 0:
		return nil
	case s.then == nil:
		return nav.Go(nav.Notice{Text: s.env.Words.Practice.Restarted})
	}
	return s.then()
}

func (s *Place) save() tea.Cmd {
	write, text := s.env.Services.Save, recipeText(s.pages[s.at])
	name := "place-" + nameOf(s.asks[s.at].Server) + ".txt"
	return s.saving.Start(s.env, 10*time.Second, func(ctx context.Context, run int) tea.Msg {
		path, err := write(ctx, name, text)
		return placeSaved{run, path, err}
	})
}
