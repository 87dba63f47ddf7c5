package workbench

import (
	"context"
	"fmt"

	"certwright/model"
	"certwright/probe"
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

// probe runs the dial and turns each observation into a report. A panic becomes a finding: the last report still comes.
func (w *Workbench) probe(ctx context.Context, d model.Dial, each func(model.Report)) (last model.Report) {
	defer func() {
		if p := recover(); p != nil {
			last.Dial = d
			last.Findings = append(last.Findings, model.New(model.Unexpected, "reason", fmt.Sprint(p)))
		}
	}()
	cfg, known := w.known(ctx, d)
	if HelperFault(known.Given) && unusable(known.Given) {
		return model.Report{Dial: d, Started: w.now(), Trust: known.Trust, Findings: model.Arrange(known.Given)}
	}
	seen := probe.Run(ctx, cfg, func(o model.Observation) {
		last = report(o, known)
		each(last)
	})
	last = report(seen, known)
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
