package screens

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// flow lists the steps that are asked, in order; some depend on answers.
func (s *Setup) flow() []setupStep {
	out := []setupStep{stepTarget}
	if s.system.ID != "" && s.system.Port == "" {
		out = append(out, stepPort)
	}
	out = append(out, stepCA)
	if s.ca.isNew() {
		out = append(out, stepSubject)
	}
	out = append(out, stepNames, stepUse)
	if s.profile().Accepts() {
		out = append(out, stepClient)
	}
	return append(out, stepReview, stepPlace, stepProbe)
}

// shown are the steps that are counted: the port belongs to the target.
func (s *Setup) shown() []setupStep {
	var out []setupStep
	for _, step := range s.flow() {
		if step != stepPort {
			out = append(out, step)
		}
	}
	return out
}

// outer is the counted step that the present one belongs to.
func (s *Setup) outer() setupStep {
	switch s.at {
	case stepPort:
		return stepTarget
	case stepMore:
		return stepReview
	}
	return s.at
}

func (s *Setup) name(step setupStep) string {
	w := &s.env.Words.Setup.Steps
	return map[setupStep]string{
		stepTarget: w.Target, stepCA: w.CA, stepSubject: w.Subject, stepNames: w.Names, stepUse: w.Use, stepClient: w.Client,
		stepReview: w.Review, stepPlace: w.Place, stepProbe: w.Probe,
	}[step]
}

// next goes on from an answered step.
func (s *Setup) next() tea.Cmd {
	switch s.at {
	case stepMore:
		return s.open(stepReview)
	case stepProbe:
		if s.env.Makers.Probe == nil {
			return nil
		}
		return nav.To(s.env.Makers.Probe(s.env.Finish(), s.probe.dial()))
	}
	all := s.flow()
	for i, step := range all {
		if step == s.at && i+1 < len(all) {
			return s.open(all[i+1])
		}
	}
	return nil
}

// open shows a step and starts what it needs.
func (s *Setup) open(step setupStep) tea.Cmd {
	s.show(step)
	if step != stepReview {
		return nil
	}
	s.review = NewReview(s.env, s.plan(), s.written)
	s.review.intro = func() string { return s.env.Words.Setup.Review }
	return s.review.Init()
}

// show goes to a step without starting anything: what was typed there is still there.
func (s *Setup) show(step setupStep) {
	s.at = step
	if q := s.question(); q != nil {
		q.visit()
	}
}

// question is the form of the present step, nil where the step is a choice or a page.
func (s *Setup) question() question {
	switch s.at {
	case stepPort:
		return s.port
	case stepCA:
		return s.ca
	case stepSubject:
		return s.subject
	case stepNames:
		return s.names
	case stepClient:
		return s.client
	case stepMore:
		return s.more
	case stepProbe:
		return s.probe
	}
	return nil
}

// written goes on when the files exist: to the pages that say where they go.
func (s *Setup) written(a model.Applied) tea.Cmd {
	requests := s.places(a)
	if len(requests) == 0 {
		return nav.Go(nav.Root{})
	}
	s.place = newPlaces(s.env, requests, func() tea.Cmd {
		s.show(stepProbe)
		return nil
	})
	s.probe = newProbeQuestion(s.env, requests)
	s.at = stepPlace
	return s.place.Init()
}

// places are the requests for the pages of the machines that were made, in the order they were typed.
func (s *Setup) places(a model.Applied) []nav.RecipeRequest {
	var out []nav.RecipeRequest
	for i, m := range s.names.machines() {
		if i >= len(a.Identities) {
			break
		}
		r := nav.RecipeRequest{
			System: s.system.ID, Server: a.Identities[i].Ref(), Host: m.host(), Port: s.portText(), Lang: string(s.env.Words.Lang),
			Client: s.clientRef(),
		}
		if !s.profile().Accepts() { // it dials others: whom, nobody said yet
			r.Client, r.Host = r.Server, ""
		}
		out = append(out, r)
	}
	if len(out) < 2 || !s.profile().Accepts() {
		return out
	}
	var members []string
	for i, m := range s.names.machines()[:len(out)] {
		members = append(members, a.Identities[i].Name+"="+m.host())
	}
	for i := range out {
		out[i].Members = members
	}
	return out
}

func (s *Setup) portText() string {
	if s.system.Port != "" {
		return s.system.Port
	}
	return s.port.field.Value()
}

func (s *Setup) clientRef() string {
	if !s.profile().Accepts() || s.client.chosen() == "" {
		return ""
	}
	return s.authority().Name + "/" + s.client.chosen()
}

// toMend finds the step where what forbids the plan can be changed; false when nothing does.
func (s *Setup) toMend() (setupStep, bool) {
	if !s.review.ready || s.review.unwise() != nil {
		return 0, false
	}
	for _, f := range model.Arrange(s.review.plan.Findings) {
		if f.Severity == model.Fatal {
			return s.stepOf(f), true
		}
	}
	for _, f := range s.review.failed {
		if f.Code == model.NameTaken { // by somebody else since it was looked at, or by an attempt that was cancelled
			return s.stepOf(f), true
		}
	}
	return 0, false
}

func (s *Setup) stepOf(f model.Finding) setupStep {
	isClient := s.client.isNew() && f.Value("name")+f.Value("value") == s.client.name.Value()
	switch f.Code {
	case model.BadDays, model.UnknownEKU, model.UnknownKeyType, model.NoEKU:
		return stepMore
	case model.BadSubject, model.BadCountry, model.ValueTooLong, model.EmptyCommonName, model.BadCharacters, model.BadEmail:
		if s.ca.isNew() {
			return stepSubject
		}
		return stepNames
	case model.UnknownAuthority, model.ChooseAuthority, model.CAKeyAbsent, model.CAKeyMismatch, model.KeyEncrypted:
		return stepCA
	case model.NameTaken, model.UnsafeName:
		switch {
		case f.Variant == "authority" || s.ca.isNew() && f.Value("value") == s.ca.name.Value():
			return stepCA
		case isClient:
			return stepClient
		}
	}
	return stepNames
}

func (s *Setup) targets() []kit.Option {
	w := s.env.Words
	var out []kit.Option
	for _, t := range model.Targets() {
		out = append(out, kit.Option{ID: t.ID, Text: w.Common.Target[t.ID], Detail: w.Setup.TargetUse[t.ID]})
	}
	return out
}

func (s *Setup) uses() []kit.Option {
	w := &s.env.Words.Setup
	return []kit.Option{
		{ID: string(model.ProfileServer), Text: w.Accepts.Text, Detail: w.Accepts.Detail},
		{ID: string(model.ProfileClient), Text: w.Makes.Text, Detail: w.Makes.Detail},
		{ID: string(model.ProfilePeer), Text: w.Both.Text, Detail: w.Both.Detail},
	}
}

func (s *Setup) profile() model.Profile { return model.Profile(s.use.At().ID) }

// freeIn returns a name that no identity of an authority has yet, and that no name in taken is.
func freeIn(a model.Authority, taken map[string]bool, name, system string) string {
	free := func(n string) bool {
		_, exists := a.Find(n)
		return !exists && !taken[strings.ToLower(n)]
	}
	if free(name) {
		return name
	}
	if system != "" && free(name+"-"+system) {
		return name + "-" + system
	}
	return numbered(name, free)
}
