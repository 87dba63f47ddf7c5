package workbench

import (
	"context"
	"fmt"
	"time"

	"certwright/model"
	"certwright/probe"
	"certwright/probe/diagnose"
)

// Probe dials and reports snapshots. The channel holds one: a newer snapshot replaces one that nobody has taken. The
// final report has Done set, is never dropped, and the channel closes behind it; it comes soon after ctx ends, too.
func (w *Workbench) Probe(ctx context.Context, d model.Dial) <-chan model.Report {
	out := make(chan model.Report, 1)
	go func() {
		defer close(out)
		last := w.probe(ctx, d, func(r model.Report) { replace(out, r) })
		last.Done = true
		replace(out, last)
	}()
	return out
}

// replace puts the newest report where the reader will find it. Only the producer calls it.
func replace(out chan model.Report, r model.Report) {
	for {
		select {
		case out <- r:
			return
		default:
		}
		select {
		case <-out: // nobody took it: it is old now
		default:
		}
	}
}

// Prepared is a dial whose files are loaded: it can be made many times, by several goroutines at once.
type Prepared struct {
	cfg   probe.Config
	known diagnose.Known
}

// Prepare loads what a dial names and what the workspace holds, once.
func (w *Workbench) Prepare(ctx context.Context, d model.Dial) Prepared {
	cfg, known := w.known(ctx, d)
	return Prepared{cfg, known}
}

// settled is how long a dial runs before its snapshots are judged, too: most are over by then, and judging costs more
// than the handshake.
const settled = 300 * time.Millisecond

// Probe makes the dial; each, when not nil, gets a report of every snapshot.
func (p Prepared) Probe(ctx context.Context, each func(model.Report)) model.Report {
	if HelperFault(p.known.Given) && unusable(p.known.Given) {
		return model.Report{Dial: p.cfg.Dial, Started: p.cfg.Now(), Trust: p.known.Trust, Findings: model.Arrange(p.known.Given), Done: true}
	}
	var snapshot func(model.Observation)
	if each != nil {
		snapshot = func(o model.Observation) {
			r := describe(o, p.known)
			if time.Since(o.Started) > settled {
				r = judge(r, p.known)
			}
			each(r)
		}
	}
	return judged(describe(probe.Run(ctx, p.cfg, snapshot), p.known), p.known)
}

// judged is the last judgement: where an issuer is missed it looks beside the files that were named, too.
func judged(r model.Report, k diagnose.Known) model.Report {
	r = judge(r, k)
	if missesIssuer(r.Findings) {
		r = judge(r, withNeighbours(k, r.Dial))
	}
	return r
}

// probe runs the dial and turns each observation into a report. A panic becomes a finding: the last report still comes.
func (w *Workbench) probe(ctx context.Context, d model.Dial, each func(model.Report)) (last model.Report) {
	defer func() {
		if p := recover(); p != nil {
			last.Dial = d
			last.Findings = append(last.Findings, model.New(model.Unexpected, "reason", fmt.Sprint(p)))
		}
	}()
	prepared, capture := w.Prepare(ctx, d), &probe.Capture{}
	prepared.cfg.Capture = capture
	last = prepared.Probe(ctx, func(r model.Report) {
		last = r
		each(r)
	})
	last.Capture = w.captures.keep(capture)
	last.Accepts = acceptedServer(last, prepared.known)
	return last
}

// unusable: without the CA that was named no honest verdict on the server is possible, and a name that means nothing is
// a mistake in the command; a bad client certificate, though, is told beside what the server's own faults are.
func unusable(given []model.Finding) bool {
	for _, f := range given {
		switch f.Code {
		case model.UnknownAuthority, model.UnknownIdentity, model.AmbiguousCA:
			return true
		}
		if f.Severity == model.Fatal && f.Value("role") == "ca" {
			return true
		}
	}
	return false
}
