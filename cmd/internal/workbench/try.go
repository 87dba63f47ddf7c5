package workbench

import (
	"context"
	"fmt"
	"slices"

	"certwright/model"
	"certwright/pki"
	"certwright/pki/store"
	"certwright/probe"
	"certwright/probe/diagnose"
	"certwright/probe/try"
)

// Experiments lists what could be tried on a finished report. It dials nothing and opens no CA key.
func (w *Workbench) Experiments(ctx context.Context, r model.Report) (model.TryPlan, error) {
	c, _ := w.tryCase(ctx, r, model.TryOptions{})
	if c == nil {
		return model.TryPlan{}, nil
	}
	return try.Plan(c), nil
}

// Try makes the experiments on a finished report and reports snapshots as Probe does: Report.Tries is the whole table,
// what is done first, then what is planned with an empty Result; the final report has only what was made, and its
// findings are as certain as that proved. Tries that the report has already are kept and not made again.
func (w *Workbench) Try(ctx context.Context, r model.Report, o model.TryOptions) <-chan model.Report {
	out := make(chan model.Report, 1)
	go func() {
		defer close(out)
		r.Done = false
		last := w.try(ctx, r, o, func(r model.Report) { replace(out, r) })
		last.Done = true
		replace(out, last)
	}()
	return out
}

func (w *Workbench) try(ctx context.Context, r model.Report, o model.TryOptions, each func(model.Report)) (last model.Report) {
	last = r
	defer func() {
		if p := recover(); p != nil {
			last.Findings = append(slices.Clone(last.Findings), model.New(model.Unexpected, "reason", fmt.Sprint(p)))
		}
	}()
	c, known := w.tryCase(ctx, r, o)
	if c == nil {
		return last
	}
	made := try.Run(ctx, c, func(table []model.Try) {
		now := tried(r, known, try.Outcome{Tries: model.Made(table)})
		now.Tries = table
		each(now)
	})
	return tried(r, known, made)
}

// tried is the one place where experiments change a report.
func tried(r model.Report, known diagnose.Known, made try.Outcome) model.Report {
	tries := made.Tries
	o := r.Observation
	if made.Stranger != nil { // this was the strangers' dial: it counts as one
		o.Stranger = made.Stranger
		started, capture, accepts := r.Started, r.Capture, r.Accepts
		r = judge(describe(o, known), known)
		r.Started, r.Capture, r.Accepts = started, capture, accepts
	}
	r.Tries, r.Blocked = tries, made.Blocked
	r.Findings = diagnose.Prove(o, known, r.Findings, tries)
	a, _ := o.Main()
	r.Checks = checks(a, o, r.Findings)
	return r
}

// tryCase gathers what experiments are chosen by; nil where there is nothing to compare with: the dial is not finished,
// or the file of the client certificate is not what it was when it was dialled.
func (w *Workbench) tryCase(ctx context.Context, r model.Report, o model.TryOptions) (*try.Case, diagnose.Known) {
	a, ok := r.Observation.Main()
	if !ok || !r.Observation.Done {
		return nil, diagnose.Known{}
	}
	cfg, known := w.known(ctx, r.Dial)
	known = withNeighbours(known, r.Dial)
	if a.Sent && (len(known.Client) == 0 || !slices.Equal(known.Client[0].Raw, a.SentDER[0])) {
		return nil, known
	}
	ws, err := w.Load(ctx)
	if err != nil {
		return nil, known
	}
	c := &try.Case{
		Config: probe.Config{Dial: r.Dial, Certificate: cfg.Certificate, Now: cfg.Now}, Seen: r.Observation, Findings: r.Findings,
		Client: known.Client, Roots: known.Roots, System: known.System, Links: known.Extra, Mint: o.Mint, Tried: r.Tries,
		Names: namesOf(ws, r.Dial.Host), Signers: w.signers(ws, o),
	}
	c.Diagnose = func(x model.Attempt) []model.Finding {
		seen := r.Observation
		seen.Attempts, seen.Told, seen.Stranger = []model.Attempt{x}, 0, nil
		return diagnose.Findings(seen, known)
	}
	return c, known
}

// namesOf are the DNS names of the workspace's certificates that are valid for the dialled host.
func namesOf(ws model.Workspace, host string) []string {
	var names []string
	for _, a := range ws.Authorities {
		for _, i := range a.Identities {
			leaf := parse(i.Certificate.DER)
			if leaf != nil && leaf.VerifyHostname(host) == nil {
				names = append(names, leaf.DNSNames...)
			}
		}
	}
	return names
}

// signers are the authorities whose key is here. It is opened only when one of them has to sign.
func (w *Workbench) signers(ws model.Workspace, o model.TryOptions) []try.Signer {
	var out []try.Signer
	for _, a := range ws.Authorities {
		cert := parse(a.Certificate.DER)
		if a.KeyFile == "" || cert == nil {
			continue
		}
		out = append(out, try.Signer{Authority: a.Name, Cert: cert, Open: func() (pki.Issuer, error) { return w.signer(a.Name, o) }})
	}
	return out
}

func (w *Workbench) signer(name string, o model.TryOptions) (pki.Issuer, error) {
	s, err := store.Open(w.home)
	if err != nil {
		return pki.Issuer{}, failure(err)
	}
	passphrase, ok := o.Passphrases[name]
	if !ok {
		passphrase = o.Passphrases[""]
	}
	issuer, err := s.Signer(name, passphrase)
	return issuer, failure(err)
}
