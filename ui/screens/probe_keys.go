package screens

import (
	"cmp"
	"context"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/nav"
)

// offer is one key of a report with what it does.
type offer struct {
	key key.Binding
	do  func() tea.Cmd
}

// offers are the keys that work on the report as it is now, the most useful first.
func (s *Probe) offers() []offer {
	k, w, mk, v := s.env.Keys, &s.env.Words.Probe.Keys, s.env.Makers, s.view
	var out []offer
	add := func(on bool, b key.Binding, do func() tea.Cmd) {
		if on {
			out = append(out, offer{b, do})
		}
	}
	if s.job.Busy() || s.reload.Busy() {
		return nil
	}
	if v.stepping {
		return append(s.messageOffers(), s.minorOffers()...)
	}
	finding, found := v.finding()
	add(s.finished(), keys.As(k.Enter, w.Done), func() tea.Cmd { return nav.Go(nav.Root{}) })
	add(v.offersStrangers(), keys.As(k.Yes, w.Strangers), func() tea.Cmd { return s.again(func(d *model.Dial) { d.Strangers = true }) })
	add(mk.Fix != nil && fixable(v.report), k.Fix, func() tea.Cmd { return nav.To(mk.Fix(s.env, v.report)) })
	add(s.env.Practice != nil && s.placeable() != "", k.Restart, s.restart)
	add(mk.Place != nil && s.env.Practice == nil && s.placeable() != "", keys.As(k.Recipe, w.Place), s.place)
	add(wantsClient(v.report), keys.As(k.Identity, w.Other), func() tea.Cmd { return nav.To(newAs(s)) })
	add(found, k.Why, func() tea.Cmd { return nav.To(NewWhy(s.env, v.report, v.cardFinding())) })
	add(!found && v.verdict() && differs(v.report), k.Why, func() tea.Cmd { return nav.To(NewReadersOf(s.env, *v.report.Accepts)) })
	add(mk.Try != nil && s.env.Services.Try != nil && model.Triable(v.report), k.Try, func() tea.Cmd { return nav.To(mk.Try(s.env, v.report)) })
	add(true, keys.As(k.Probe, w.Again), func() tea.Cmd { return s.again(nil) })
	add(v.makes && wantsClient(v.report), keys.As(k.New, w.Make), s.makeClient)
	add(wantsTrust(finding), k.Trust, func() tea.Cmd { s.ask(); s.form.trust(); return nil })
	return append(append(out, s.messageOffers()...), s.minorOffers()...)
}

// finished reports the good end of a setup.
func (s *Probe) finished() bool {
	return s.env.Finishing && s.view.report.Done && s.view.report.OK() && !s.view.stepping
}

// messageOffers are the keys about the messages of the handshake.
func (s *Probe) messageOffers() []offer {
	k, v := s.env.Keys, s.view
	var out []offer
	if len(v.report.Messages) > 0 {
		out = append(out, offer{k.Space, func() tea.Cmd { v.step(); return nil }})
	}
	if v.timelineShown() && (v.stepping || !s.finished()) {
		open := offer{keys.As(k.Enter, s.env.Words.Common.KeyHelp.Message), func() tea.Cmd { return nav.To(NewMessage(s.env, v.report, v.at)) }}
		out = append([]offer{open}, out...)
	}
	return out
}

// minorOffers are the keys that may be dropped from the footer.
func (s *Probe) minorOffers() []offer {
	k, w := s.env.Keys, s.env.Words
	var out []offer
	if s.env.Services.Save != nil {
		out = append(out, offer{k.Save, s.saveReport})
	}
	return append(out, offer{keys.As(k.More, w.Probe.Keys.Change), func() tea.Cmd { s.ask(); return nil }})
}

// reportKeys are the keys of the footer. Where the next finding is stands in the card as well.
func (s *Probe) reportKeys() []key.Binding {
	var out []key.Binding
	for _, o := range s.offers() {
		out = append(out, o.key)
	}
	if s.view.cards() > 1 {
		out = append(out, keys.As(s.env.Keys.Turn, s.env.Words.Probe.Keys.Next))
	}
	if s.view.small() { // the other parts are out of sight: the way to them is not
		out = slices.Insert(out, min(1, len(out)), s.env.Keys.Pane)
	}
	return append(out, s.view.moves()...)
}

func (s *Probe) press(m tea.KeyMsg) tea.Cmd {
	for _, o := range s.offers() {
		if key.Matches(m, o.key) {
			return o.do()
		}
	}
	s.view.press(m)
	return nil
}

// fixable reports whether certwright can do something about the report itself.
func fixable(r model.Report) bool {
	for _, f := range r.Findings {
		for _, x := range f.Fixes {
			if x.Auto {
				return true
			}
		}
	}
	return false
}

// placeable is the identity whose new files still have to reach the server, or "".
func (s *Probe) placeable() string {
	for _, f := range s.view.report.Findings {
		for _, x := range f.Fixes {
			if x.Kind == model.FixCopyRestart && x.Identity != "" {
				return x.Identity
			}
		}
	}
	return ""
}

// place opens the page that says what to copy where and what to restart.
func (s *Probe) place() tea.Cmd {
	r := nav.RecipeRequest{System: cmp.Or(s.view.report.Observation.Answered(), systemFor(s.dial.Port)), Server: s.placeable(), Client: s.dial.As, Host: s.dial.Host, Port: s.dial.Port, Lang: string(s.env.Words.Lang)}
	d := s.dial
	r.Dial = &d
	return nav.To(s.env.Makers.Place(s.env, r))
}

// restart makes the practice server read its files again; then the same is dialled once more.
func (s *Probe) restart() tea.Cmd {
	do := s.env.Practice.Restart
	return s.reload.Start(s.env, loadLimit, func(_ context.Context, run int) tea.Msg { return probeRestarted{run, do()} })
}

// systemFor guesses the system from the port; the place page asks when there is none.
func systemFor(port string) string {
	for _, t := range model.Targets() {
		if t.Port != "" && t.Port == port {
			return t.ID
		}
	}
	if port == "2380" {
		return "etcd"
	}
	return ""
}

// wantsClient reports whether another client certificate may be the way in.
func wantsClient(r model.Report) bool {
	for _, f := range r.Findings {
		switch f.Code {
		case model.ClientCertRequired, model.ClientCertWithheld, model.ClientCertRejected, model.HTTPRefusedClient, model.ClientCertUnusable, model.WrongClientEKU:
			return true
		}
	}
	return false
}

// wantsTrust reports whether another CA file may be what is missing.
func wantsTrust(f model.Finding) bool {
	switch f.Code {
	case model.UnknownIssuer, model.SelfSigned, model.IssuerOtherKey, model.Intercepted:
		return true
	}
	return false
}

func savedNotice(env *nav.Env, path string) tea.Cmd {
	return nav.Go(nav.Notice{Text: assets.Fill(env.Words.Shell.Saved, "path", model.Clean(path))})
}
