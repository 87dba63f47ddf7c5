package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"certwright/assets"
	"certwright/cmd/internal/workbench"
	"certwright/model"
)

// try makes the experiments that tell something about a report: without --mint only those for which nothing has to be
// signed; more is then how many others there are.
func (a *app) try(ctx context.Context, w *workbench.Workbench, r model.Report, o model.TryOptions) (after model.Report, more int) {
	after = lastReport(w.Try(ctx, r, o))
	if o.Mint {
		return after, 0
	}
	plan, err := w.Experiments(ctx, after)
	if err != nil {
		return after, 0 // the report stands, whatever became of the home meanwhile
	}
	return after, len(plan.Minted)
}

// passphrases opens every CA key with the one in the file.
func (v *probeFlags) passphrases() (map[string]string, error) {
	text, err := readPassphrase(v.passphraseFile)
	if err != nil || v.passphraseFile == "" {
		return nil, err
	}
	return map[string]string{"": text}, nil
}

// tries prints the table: what was changed, what happened, and below that what follows.
func (p *printer) tries(r model.Report) {
	if len(r.Tries) == 0 && len(r.Blocked) == 0 {
		return
	}
	w := &p.words.Try
	changed := width(w.Table.Changed)
	for _, t := range r.Tries {
		changed = max(changed, width(assets.TryText(t, p.lang).Change))
	}
	p.line("")
	p.line(w.Title)
	p.line("    " + pad(w.Table.Changed, changed+2) + w.Table.Happened)
	for n, t := range r.Tries {
		text := assets.TryText(t, p.lang)
		p.line(pad(strconv.Itoa(n+1), 4) + pad(text.Change, changed+2) + p.result(t, text.Result))
		p.line(strings.Repeat(" ", 6) + text.Shows)
	}
	if outcome := assets.TryOutcome(r, p.lang); outcome != "" {
		p.line(outcome)
	}
	p.findings(r.Blocked)
}

func (p *printer) result(t model.Try, text string) string {
	if t.Result == model.TryGreen {
		return p.paint("32", text)
	}
	return text
}

// tryMore says that there is more to try, and what it takes; or that nothing could be signed although it was agreed to.
func (p *printer) tryMore(r model.Report, n int, mint bool) {
	switch {
	case n > 0:
		p.line("")
		p.line(assets.Fill(p.words.Try.MintFlag, "n", strconv.Itoa(n)))
	case mint && len(r.Tries) > 0 && len(r.Blocked) == 0 && !slices.ContainsFunc(r.Tries, model.Try.Minting):
		p.line(p.words.Try.MintNone)
	}
}

// jsonTry is an experiment with its words.
type jsonTry struct {
	model.Try
	Changed  string `json:"changed"`
	Happened string `json:"happened"`
	Follows  string `json:"follows"`
}

func jsonTries(tries []model.Try, lang assets.Lang) []jsonTry {
	var out []jsonTry
	for _, t := range tries {
		w := assets.TryText(t, lang)
		out = append(out, jsonTry{Try: t, Changed: w.Change, Happened: w.Result, Follows: w.Shows})
	}
	return out
}
