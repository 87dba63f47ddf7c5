package screens

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// NewPlan makes the page of a fix. It stands on the report that it mends; when all is done, the page that says what to
// copy and restart comes for a server, and a new report takes the place of the old one.
func NewPlan(env *nav.Env, plan model.Plan) *Review {
	s := NewReview(env, plan, nil)
	s.fix, s.then = true, s.mended
	return s
}

// redials reports a plan that only dials differently: there is nothing to write.
func (s *Review) redials() bool {
	if !s.ready || s.job.Busy() || len(s.plan.Steps) == 0 || !model.OK(s.plan.Findings) {
		return false
	}
	for _, step := range s.plan.Steps {
		if step.Kind != model.StepRedial {
			return false
		}
	}
	return s.plan.Dial != nil
}

// mended goes on when the plan is carried out.
func (s *Review) mended(model.Applied) tea.Cmd {
	m := s.env.Makers
	if r, ok := s.placeAfter(); ok && m.Place != nil {
		return nav.Go(nav.Replace{Screen: m.Place(s.env, r)})
	}
	if s.plan.Dial == nil || m.Probe == nil {
		return nav.Go(nav.Pop{})
	}
	return nav.Go(nav.Pop{Then: nav.Go(nav.Replace{Screen: m.Probe(s.env, *s.plan.Dial)})})
}

// placeAfter is the request for the page of the server whose certificate is new; false when only our own side changed.
func (s *Review) placeAfter() (nav.RecipeRequest, bool) {
	if s.plan.Dial == nil {
		return nav.RecipeRequest{}, false
	}
	d := *s.plan.Dial
	for _, step := range s.plan.Steps {
		if step.Identity == nil || !step.Identity.Accepts() {
			continue
		}
		ref := step.Identity.Authority + "/" + step.Identity.Name
		if (d.As == ref || d.As == step.Identity.Name) && !renamed(step) {
			continue
		}
		r := nav.RecipeRequest{System: cmp.Or(s.plan.System, systemAt(d.Port)), Server: ref, Host: d.Host, Port: d.Port, Lang: string(s.env.Words.Lang), Dial: &d}
		if strings.Contains(d.As, "/") {
			r.Client = d.As
		}
		return r, true
	}
	return nav.RecipeRequest{}, false
}

// renamed reports a step that changes the names: only a server needs them. The members of a cluster dial each other with
// the certificate that they serve.
func renamed(step model.Step) bool {
	return slices.ContainsFunc(step.Changes, func(c model.Change) bool { return c.Field == "sans" && !c.Same && c.Before != c.After })
}

// systemAt guesses the system from the port where its TLS listener usually is.
func systemAt(port string) string {
	if port == "2380" { // between members
		port = "2379"
	}
	for _, t := range model.Targets() {
		if t.Port == port && port != "" {
			return t.ID
		}
	}
	return "other"
}

// askPassphrase asks for the passphrase when that is what an attempt lacked.
func (s *Review) askPassphrase() {
	for _, f := range s.failed {
		if f.Code != model.KeyEncrypted {
			continue
		}
		w := &s.env.Words.Plan.Key
		s.pass = kit.NewField(s.env, &w.Text, &w.Detail, "")
		s.pass.Secret = true
		return
	}
	s.pass = nil
}

// unlock takes a key for the passphrase; enter tries again with it.
func (s *Review) unlock(m tea.KeyMsg) tea.Cmd {
	if !key.Matches(m, s.env.Keys.Enter) {
		return s.pass.Update(m)
	}
	known := map[string]string{}
	for name, text := range s.plan.Passphrases {
		known[name] = text
	}
	known[s.locked()] = s.pass.Value()
	s.plan.Passphrases = known
	return s.apply()
}

// locked is the authority whose key did not open: the one of the plan that the file belongs to.
func (s *Review) locked() string {
	first := ""
	for _, step := range s.plan.Steps {
		if step.Identity == nil {
			continue
		}
		name := step.Identity.Authority
		if first == "" {
			first = name
		}
		for _, f := range s.failed {
			if strings.Contains(f.Value("file"), "/"+name+"/") {
				return name
			}
		}
	}
	return first
}

func (s *Review) passphraseLines(w int) []string {
	words := &s.env.Words.Plan
	lines := append(kit.Paragraph(s.env.Theme.Strong, words.Question, w), "")
	for _, f := range s.failed {
		if f.Variant != "" {
			lines = append(append(lines, kit.Warnings(s.env, []model.Finding{f}, w)...), "")
		}
	}
	return append(lines, s.pass.View(w, 16, true)...)
}
