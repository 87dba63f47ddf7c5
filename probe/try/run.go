package try

import (
	"context"
	"errors"
	"time"

	"certwright/model"
	"certwright/probe"
)

// step is one experiment that may be made.
type step struct {
	try   model.Try
	mint  bool
	makes func() (probe.Change, error)  // what is changed
	reads func(model.Attempt) model.Try // nil: judge
	// shows is the cause that this outcome proves, and its variant; a variant without a cause is ruled out.
	shows func(model.Try, model.Attempt) (model.Code, string)
}

// trial is a case while it is being tried.
type trial struct {
	*Case
	done   []model.Try
	names  []string // of the certificate that came when no name was sent
	opened map[string]opened
	left   map[model.Try]bool // experiments whose certificate could not be made
}

func newTrial(c *Case) *trial {
	return &trial{Case: c, done: append([]model.Try(nil), c.Tried...), opened: map[string]opened{}, left: map[model.Try]bool{}}
}

// Outcome is what experiments showed.
type Outcome struct {
	Tries    []model.Try     // in the order made, earlier ones of the case first
	Stranger *model.Attempt  // the dial without a certificate, where it was made on a server that lets us in
	Blocked  []model.Finding // why an authority could not sign
}

// Plan lists what could be tried, as far as that can be known before the first dial: what is seen on the way may make
// some of it needless. It dials nothing and opens no key.
func Plan(c *Case) model.TryPlan {
	t := newTrial(c)
	out := model.TryPlan{Before: c.told(t.base())}
	for _, s := range t.due(plain) {
		out.Plain = append(out.Plain, s.try)
	}
	seen := map[string]bool{}
	for _, s := range t.due(ladder) {
		out.Minted = append(out.Minted, s.try)
		if !seen[s.try.With] {
			seen[s.try.With] = true
			out.Authorities = append(out.Authorities, s.try.With)
		}
	}
	return out
}

// Run makes the experiments, one connection at a time, until nothing is left that could tell more, the limit is reached
// or ctx ends. each, when not nil, gets the whole table after every change: what is done, then what is planned with an
// empty Result, the first of which is under way.
func Run(ctx context.Context, c *Case, each func([]model.Try)) Outcome {
	t := newTrial(c)
	var out Outcome
	for ctx.Err() == nil && len(t.done) < model.MaxTries {
		steps := t.all()
		if len(steps) == 0 {
			break
		}
		if each != nil {
			each(t.table(steps))
		}
		change, err := steps[0].makes()
		if err != nil {
			out.Blocked = append(out.Blocked, t.block(steps[0], err)...)
			continue
		}
		a := t.once(ctx, steps[0], change)
		if a.Trouble == model.TroubleCancelled || ctx.Err() != nil {
			break
		}
		t.take(steps[0], a)
		if steps[0].try.Change == model.TryWithoutCertificate && c.works(t.base()) {
			out.Stranger = &a
		}
	}
	out.Tries = t.done
	return out
}

// all are the steps still due; minted ones only after a yes.
func (t *trial) all() []step {
	steps := t.due(plain)
	if t.Mint {
		steps = append(steps, t.due(ladder)...)
	}
	return steps[:min(len(steps), model.MaxTries-len(t.done))]
}

// due drops what was made already and what cannot be made.
func (t *trial) due(list func(*trial) []step) []step {
	var out []step
	for _, s := range list(t) {
		if _, made := t.result(s.try.Change, s.try.With); made || t.left[s.try] || s.mint && t.opened[s.try.With].err != nil {
			continue
		}
		out = append(out, s)
	}
	return out
}

// once dials. An experiment may take a while longer than the dial before, and no more.
func (t *trial) once(ctx context.Context, s step, change probe.Change) model.Attempt {
	cfg, base := t.Config, t.base()
	limit := 5*time.Second + 4*base.Total
	if cfg.Dial.Timeout <= 0 || cfg.Dial.Timeout > limit {
		cfg.Dial.Timeout = limit
	}
	change.Name = s.try.Change
	return probe.Once(ctx, cfg, base, change)
}

// take notes what an attempt showed.
func (t *trial) take(s step, a model.Attempt) {
	var result model.Try
	if s.reads != nil {
		result = s.reads(a)
	} else {
		result = t.judge(a)
	}
	s.try.Result, s.try.Detail = result.Result, result.Detail
	if s.shows != nil {
		if s.try.Shows, s.try.Variant = s.shows(s.try, a); s.try.Shows == "" {
			s.try.Variant, s.try.Clears = "", s.try.Variant
		}
	}
	t.done = append(t.done, s.try)
}

// block leaves out what cannot be made: all of a signer whose key cannot be opened, which is said; else this one
// certificate, because an issuer's own dates may not allow it.
func (t *trial) block(s step, err error) []model.Finding {
	var f *model.Failure
	if !errors.As(err, &f) {
		t.left[s.try] = true
		return nil
	}
	t.opened[s.try.With] = opened{err: err}
	return f.Findings
}

func (t *trial) table(steps []step) []model.Try {
	out := append([]model.Try(nil), t.done...)
	for _, s := range steps {
		out = append(out, s.try)
	}
	return out
}

// result is what an experiment came to; with "" stands for any.
func (t *trial) result(change, with string) (string, bool) {
	for _, d := range t.done {
		if d.Change == change && (with == "" || d.With == with) {
			return d.Result, true
		}
	}
	return "", false
}

// stood reports whether an experiment was made and did not turn green; green whether it did.
func (t *trial) stood(change, with string) bool {
	r, ok := t.result(change, with)
	return ok && r != model.TryGreen
}

func (t *trial) green(change string) bool {
	for _, d := range t.done {
		if d.Change == change && d.Result == model.TryGreen {
			return true
		}
	}
	return false
}
