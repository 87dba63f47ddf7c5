package workbench

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"certwright/model"
	"certwright/pki"
)

// PlanFix makes one plan for the whole report: everything that certwright can do, merged by identity, so that a missing
// SAN, a wrong EKU and an old date become one reissue. What it cannot do is listed as Manual.
func (w *Workbench) PlanFix(ctx context.Context, r model.Report) (model.Plan, error) {
	ws, err := w.Load(ctx)
	if err != nil {
		return model.Plan{}, err
	}
	b := &fixPlan{ws: ws, dial: r.Dial}
	for _, severity := range []model.Severity{model.Fatal, model.Warning} {
		if severity == model.Warning && len(b.steps) == 0 && len(b.manual) > 0 {
			break // a fault comes before advice
		}
		for _, f := range r.Findings {
			if f.Severity == severity {
				b.choose(f)
			}
		}
	}
	plan := model.Plan{Steps: b.all(), Manual: b.manual}
	dial := b.dial
	plan.Dial, plan.System = &dial, r.Observation.Answered()
	return w.Review(ctx, plan)
}

// fixPlan collects remedies.
type fixPlan struct {
	ws      model.Workspace
	dial    model.Dial
	steps   []*model.Step
	redials []model.Change
	manual  []model.Fix
}

// choose takes the first remedy of a finding that certwright can do; where there is none, all go to the person.
func (b *fixPlan) choose(f model.Finding) {
	for _, fix := range f.Fixes {
		if fix.Auto && b.take(fix) {
			return
		}
	}
	for _, fix := range f.Fixes {
		same := func(m model.Fix) bool {
			return m.Kind == fix.Kind && m.Identity == fix.Identity && m.Command == fix.Command
		}
		if !fix.Auto && !slices.ContainsFunc(b.manual, same) {
			b.manual = append(b.manual, fix)
		}
	}
}

func (b *fixPlan) take(fix model.Fix) bool {
	switch fix.Kind {
	case model.FixReissue:
		return b.reissue(fix)
	case model.FixAppendChain:
		return b.appendChain(fix)
	case model.FixUseFile:
		b.useFile(fix)
		return true
	case model.FixDialName:
		b.redial("host", b.dial.Host, fix.Name)
		b.dial.Host, b.dial.URL = fix.Name, ""
		return true
	case model.FixStartTLS:
		b.redial("starttls", cmp.Or(b.dial.StartTLS, "TLS"), cmp.Or(fix.Name, "TLS"))
		b.dial.StartTLS, b.dial.URL = fix.Name, ""
		return true
	}
	return false
}

// reissue merges a change into the identity's step.
func (b *fixPlan) reissue(fix model.Fix) bool {
	identity, ok := b.identity(fix.Identity)
	if !ok {
		return false
	}
	spec := b.step(model.StepReissue, identity).Identity
	for _, san := range fix.AddSANs {
		if !slices.Contains(spec.SANs, san) {
			spec.SANs = append(spec.SANs, san)
		}
	}
	for _, eku := range fix.AddEKUs {
		if !slices.Contains(spec.EKUs, eku) {
			spec.EKUs = append(spec.EKUs, eku)
		}
	}
	if fix.NewKey {
		spec.NewKey = pki.KeyTypeOf(parse(identity.Certificate.DER))
	}
	return true
}

func (b *fixPlan) appendChain(fix model.Fix) bool {
	identity, ok := b.identity(fix.Identity)
	if !ok || fix.File == "" {
		return false
	}
	b.step(model.StepAppendChain, identity).Append = fix.File
	return true
}

func (b *fixPlan) useFile(fix model.Fix) {
	switch fix.Use {
	case "as":
		b.redial("as", b.dial.As, fix.Identity)
		b.dial.As, b.dial.Cert, b.dial.Key = fix.Identity, "", ""
	case "ca":
		b.redial("ca", b.dial.CA, fix.File)
		b.dial.CA = fix.File
	case "cert":
		b.redial("cert", b.dial.Cert, fix.File)
		b.dial.Cert = fix.File
	}
}

func (b *fixPlan) redial(field, before, after string) {
	b.redials = append(b.redials, model.Change{Field: field, Before: before, After: after})
}

// step finds or begins the step of an identity. A reissue starts from the certificate as it is: nothing else changes.
func (b *fixPlan) step(kind model.StepKind, i model.Identity) *model.Step {
	for _, s := range b.steps {
		if s.Kind == kind && s.Identity.Name == i.Name && s.Identity.Authority == i.Authority {
			return s
		}
	}
	spec := pki.SpecOf(parse(i.Certificate.DER), i.Authority, i.Name)
	s := &model.Step{Kind: kind, Identity: &spec}
	b.steps = append(b.steps, s)
	return s
}

func (b *fixPlan) identity(ref string) (model.Identity, bool) {
	authority, name, ok := strings.Cut(ref, "/")
	if !ok {
		return model.Identity{}, false
	}
	a, _ := b.ws.Find(authority)
	return a.Find(name)
}

func (b *fixPlan) all() []model.Step {
	var out []model.Step
	for _, s := range b.steps {
		out = append(out, *s)
	}
	if len(b.redials) > 0 {
		out = append(out, model.Step{Kind: model.StepRedial, Changes: b.redials})
	}
	return out
}
