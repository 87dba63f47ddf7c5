package workbench

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"certwright/model"
	"certwright/pki"
	"certwright/pki/store"
)

// Review completes a plan with the files that it will write, the diff of what changes, and everything there is to say
// about it: fatal findings forbid Apply. It writes nothing.
func (w *Workbench) Review(ctx context.Context, p model.Plan) (model.Plan, error) {
	ws, err := w.Load(ctx)
	if err != nil {
		return p, err
	}
	s, err := w.store()
	if err != nil {
		return p, err
	}
	p.Steps, p.Findings = slices.Clone(p.Steps), nil
	for i := range p.Steps {
		step := p.Steps[i]
		var found []model.Finding
		switch step.Kind {
		case model.StepCreateAuthority:
			found = w.reviewAuthority(&step, &ws)
		case model.StepIssue:
			found = w.reviewIssue(&step, &ws)
		case model.StepReissue, model.StepAppendChain:
			found = w.reviewChange(&step, ws)
		}
		p.Findings = append(p.Findings, plannedFiles(s, &step, found)...)
		p.Steps[i] = step
	}
	p.Findings = model.Arrange(p.Findings)
	return p, nil
}

// plannedFiles asks the store which files a step will write: it knows directories that were made by hand. It returns found,
// with the store's own reason where the step cannot be carried out and nothing found so far says so.
func plannedFiles(s *store.Store, step *model.Step, found []model.Finding) []model.Finding {
	files, err := s.Plan(*step)
	step.Files = files
	if err != nil && model.OK(found) {
		found = append(found, findingsOf(err)...)
	}
	return found
}

// reviewAuthority judges a CA to be made and adds it to the workspace as later steps of the plan will find it.
func (w *Workbench) reviewAuthority(step *model.Step, ws *model.Workspace) []model.Finding {
	spec := step.Authority.Complete()
	step.Authority = &spec
	found := spec.Check()
	dir := filepath.Join(w.home, spec.Name)
	if _, taken := ws.Find(spec.Name); taken || exists(dir) {
		found = append(found, model.New(model.NameTaken, "name", spec.Name, "path", dir, "suggestion", freeName(spec.Name, func(n string) bool {
			_, taken := ws.Find(n)
			return taken || exists(filepath.Join(w.home, n))
		})).As("authority"))
	}
	now := w.now()
	ws.Authorities = append(slices.Clone(ws.Authorities), model.Authority{
		Name: spec.Name, Dir: dir, CAFile: filepath.Join(dir, "ca.pem"), KeyFile: filepath.Join(dir, "ca-key.pem"),
		Certificate: model.Certificate{Subject: spec.Subject, Issuer: spec.Subject, IsCA: true, NotBefore: now, NotAfter: now.AddDate(0, 0, spec.Days)},
	})
	return found
}

// reviewIssue fills in which CA signs, completes the specification and judges it.
func (w *Workbench) reviewIssue(step *model.Step, ws *model.Workspace) []model.Finding {
	spec := *step.Identity
	step.Identity = &spec
	a, found := chooseAuthority(*ws, spec.Authority)
	if len(found) > 0 {
		return found
	}
	spec, notes := spec.Complete(a)
	*step.Identity = spec
	found = append(notes, spec.Check()...)
	if end := w.now().AddDate(0, 0, spec.Days); end.After(a.Certificate.NotAfter) && spec.NotAfter.IsZero() {
		found = append(found, model.New(model.DaysClamped, "wanted", itoa(spec.Days), "until", a.Certificate.NotAfter.UTC().Format(timeLayout), "authority", a.Name))
	}
	dir := filepath.Join(a.Dir, spec.Name)
	if _, taken := a.Find(spec.Name); taken || len(model.CheckName(spec.Name)) == 0 && exists(dir) {
		found = append(found, model.New(model.NameTaken, "name", spec.Name, "path", dir, "suggestion", freeName(spec.Name, func(n string) bool {
			_, taken := a.Find(n)
			return taken || exists(filepath.Join(a.Dir, n))
		})))
	}
	if a.KeyFile == "" {
		found = append(found, model.New(model.CAKeyAbsent, "authority", a.Name, "path", filepath.Join(a.Dir, "ca-key.pem")))
	}
	i := slices.IndexFunc(ws.Authorities, func(x model.Authority) bool { return x.Name == a.Name })
	a.Identities = append(slices.Clone(a.Identities), model.Identity{Name: spec.Name, Authority: a.Name, Dir: dir})
	ws.Authorities[i] = a
	return found
}

const timeLayout = "2006-01-02T15:04:05Z07:00"

// chooseAuthority finds the CA that signs: the one named, or the only one there is.
func chooseAuthority(ws model.Workspace, name string) (model.Authority, []model.Finding) {
	if name != "" {
		a, ok := ws.Find(name)
		if !ok {
			return a, []model.Finding{model.New(model.UnknownAuthority, "name", name, "known", authorityNames(ws), "home", ws.Home)}
		}
		return a, nil
	}
	switch len(ws.Authorities) {
	case 1:
		return ws.Authorities[0], nil
	case 0:
		return model.Authority{}, []model.Finding{model.New(model.ChooseAuthority, "known", "", "home", ws.Home).As("none")}
	}
	return model.Authority{}, []model.Finding{model.New(model.ChooseAuthority, "known", authorityNames(ws), "home", ws.Home)}
}

// reviewChange writes the diff of a reissue or an appended chain. What is not in the diff stays as it is.
func (w *Workbench) reviewChange(step *model.Step, ws model.Workspace) []model.Finding {
	spec := *step.Identity
	identity, found := findIdentity(ws, spec.Authority+"/"+spec.Name)
	if len(found) > 0 {
		return found
	}
	c := identity.Certificate
	same := model.Change{Field: "key", Before: c.Key + ", SPKI " + short(c.SPKI), Same: true}
	if step.Kind == model.StepAppendChain {
		step.Changes = []model.Change{{Field: "chain", Before: chainText(identity), After: chainText(identity) + " + " + step.Append}, same}
		return nil
	}
	before := pki.SpecOf(parse(c.DER), spec.Authority, spec.Name)
	days := spec.Days
	if days == 0 {
		days = before.Days
	}
	end := w.now().AddDate(0, 0, days)
	if a, ok := ws.Find(spec.Authority); ok && end.After(a.Certificate.NotAfter) {
		end = a.Certificate.NotAfter
	}
	step.Changes = slices.DeleteFunc([]model.Change{
		{Field: "sans", Before: sanText(before.SANs), After: sanText(spec.SANs)},
		{Field: "ekus", Before: strings.Join(before.EKUs, ", "), After: strings.Join(spec.EKUs, ", ")},
		{Field: "subject", Before: before.Subject.String(), After: spec.Subject.String()},
		{Field: "not_after", Before: c.NotAfter.UTC().Format(timeLayout), After: end.UTC().Format(timeLayout)},
	}, func(ch model.Change) bool { return ch.Before == ch.After })
	if spec.NewKey != "" {
		same = model.Change{Field: "new_key", Before: "SPKI " + short(c.SPKI), After: string(spec.NewKey)}
	}
	step.Changes = append(step.Changes, same)
	return nil
}

func short(hex string) string { return hex[:min(len(hex), 16)] }

func sanText(sans []model.SAN) string {
	var out []string
	for _, s := range sans {
		out = append(out, s.String())
	}
	return strings.Join(out, ", ")
}

func chainText(i model.Identity) string {
	names := []string{i.Certificate.Name()}
	for _, c := range i.Chain {
		names = append(names, c.Name())
	}
	return strings.Join(names, " + ")
}

func freeName(name string, taken func(string) bool) string {
	for n := 2; n < 1000; n++ {
		if candidate := name + "-" + itoa(n); !taken(candidate) {
			return candidate
		}
	}
	return ""
}

// Apply carries a plan out, step by step. It reviews first: a plan with a fatal finding writes nothing at all. When a
// step fails for a reason that could not be foreseen (a full disk), the steps before it stand and are returned.
func (w *Workbench) Apply(ctx context.Context, p model.Plan) (model.Applied, error) {
	done := model.Applied{Kinds: map[string]model.StepKind{}, Dial: p.Dial}
	p, err := w.Review(ctx, p)
	done.Findings = p.Findings
	if err != nil {
		return done, err
	}
	if !model.OK(p.Findings) {
		return done, model.Fail(p.Findings...)
	}
	s, err := w.store()
	if err != nil {
		return done, err
	}
	passphrases := map[string]string{}
	for name, text := range p.Passphrases {
		passphrases[name] = text
	}
	pass := func(authority string) string {
		if text, ok := passphrases[authority]; ok {
			return text
		}
		return passphrases[""]
	}
	for _, step := range p.Steps {
		if step.Authority != nil {
			passphrases[step.Authority.Name] = step.Authority.Passphrase
		}
		more, err := applyStep(ctx, s, step, pass)
		if err != nil {
			return done, failure(err)
		}
		done.Authorities = append(done.Authorities, more.Authorities...)
		done.Identities = append(done.Identities, more.Identities...)
		done.Files = append(done.Files, more.Files...)
		done.Findings = append(done.Findings, more.Findings...)
		for _, i := range more.Identities {
			done.Kinds[i.Ref()] = step.Kind
		}
	}
	done.Findings = model.Arrange(done.Findings)
	return done, nil
}

func applyStep(ctx context.Context, s *store.Store, step model.Step, pass func(authority string) string) (model.Applied, error) {
	switch step.Kind {
	case model.StepCreateAuthority:
		return s.CreateAuthority(ctx, *step.Authority)
	case model.StepIssue:
		return s.Issue(ctx, *step.Identity, pass(step.Identity.Authority))
	case model.StepReissue:
		return s.Reissue(ctx, *step.Identity, pass(step.Identity.Authority))
	case model.StepAppendChain:
		certs, found := loadCertificates(step.Append, "cert")
		if len(certs) == 0 {
			return model.Applied{}, model.Fail(found...)
		}
		return s.AppendChain(ctx, step.Identity.Authority, step.Identity.Name, certs)
	}
	return model.Applied{}, nil // a redial writes nothing
}
