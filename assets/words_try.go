package assets

import (
	"slices"
	"strings"

	"certwright/model"
)

// TryPageWords are experiments: what was changed, what happened, what follows, and the page that shows them.
type TryPageWords struct {
	Title    string `json:"title"`
	Help     string `json:"help"`
	Intro    string `json:"intro"` // {target}
	Nothing  string `json:"nothing"`
	Settled  string `json:"settled"`
	Open     string `json:"open"`   // everything was tried, nothing is proven, and the cause is open
	Stands   string `json:"stands"` // the same where the cause was known before
	Gone     string `json:"gone"`   // the server went away meanwhile
	Stopped  string `json:"stopped"`
	Progress string `json:"progress"` // {n} {total}
	Before   string `json:"before"`   // first line of the table: the dial that is compared with
	Waiting  string `json:"waiting"`  // in place of a result
	Dialling string `json:"dialling"` // in place of a result
	Planning string `json:"planning"`

	Mint      string `json:"mint"`       // {authorities} {n}: the question
	MintFirst string `json:"mint_first"` // {n}: offered before anything was tried
	MintFlag  string `json:"mint_flag"`  // {n}: the same on the command line
	MintNone  string `json:"mint_none"`  // agreed to on the command line, and there was nothing to sign
	Locked    string `json:"locked"`     // {authorities}: their keys need a passphrase

	Keys  TryKeys  `json:"keys"`
	Table TryTable `json:"table"`

	Change  map[string]string `json:"change"`  // by model.Try.Change; {with}
	Result  map[string]string `json:"result"`  // by model.Try.Result
	Cause   map[string]string `json:"cause"`   // what follows where a cause is proven: by change/result/code, by variant, by code
	Follows map[string]string `json:"follows"` // what follows where none is: by change/result, by result
	Detail  string            `json:"detail"`  // {result} {detail}: a result with the server's word
	Trouble map[string]string `json:"trouble"` // in place of a server's word: by model.Trouble
	Shows   string            `json:"shows"`   // {title}: a cause without words of its own here
	None    string            `json:"none"`    // nothing follows
}

// TryKeys say what keys do on the page.
type TryKeys struct {
	Start string `json:"start"`
	Mint  string `json:"mint"`
}

// TryTable heads the three columns.
type TryTable struct {
	Changed  string `json:"changed"`
	Happened string `json:"happened"`
	Follows  string `json:"follows"`
}

// TryWords are one line of the table of experiments.
type TryWords struct {
	Change string // what was changed
	Result string // what happened, with the alert or HTTP status; "" when it has not been made yet
	Shows  string // what follows; "" when it has not been made yet
}

// TryText puts an experiment into words.
func TryText(t model.Try, lang Lang) TryWords {
	w := &WordsFor(lang).Try
	out := TryWords{Change: Fill(w.Change[t.Change], "with", model.Clean(t.With))}
	if out.Change == "" {
		out.Change = model.Clean(t.Change)
	}
	if t.Result == "" {
		return out
	}
	if out.Result = w.Result[t.Result]; out.Result == "" {
		out.Result = model.Clean(t.Result)
	}
	if t.Detail != "" {
		out.Result = Fill(w.Detail, "result", out.Result, "detail", first(w.Trouble[t.Detail], model.Clean(t.Detail)))
	}
	out.Shows = w.follows(t, lang)
	return out
}

// follows looks for the most exact words that there are.
func (w *TryPageWords) follows(t model.Try, lang Lang) string {
	outcome := t.Change + "/" + t.Result
	if t.Shows == "" {
		if strings.Contains(t.Change, "-but-") {
			outcome = "minted-but/" + t.Result
		}
		return first(w.Follows[outcome], w.Follows[t.Result+"/"+t.Detail], w.Follows[t.Result], w.None)
	}
	return first(w.Cause[outcome+"/"+string(t.Shows)], w.Cause[t.Variant], w.Cause[string(t.Shows)],
		Fill(w.Shows, "title", Explain(model.Finding{Code: t.Shows, Variant: t.Variant}, lang).Title))
}

// TryOutcome is what experiments came to where they proved nothing: that, and what to do next. "" where the table says it.
func TryOutcome(r model.Report, lang Lang) string {
	w, tried := &WordsFor(lang).Try, model.Made(r.Tries)
	tells := func(t model.Try) bool { return t.Shows != "" || t.Result == model.TryGreen }
	gone := func(t model.Try) bool { return t.Detail == string(model.TroubleRefused) }
	switch {
	case len(tried) == 0 || len(model.ProvenByTrying(r)) > 0:
		return ""
	case slices.ContainsFunc(tried, gone):
		return w.Gone
	case !model.Certain(r):
		return w.Open
	case !r.OK() && !slices.ContainsFunc(tried, tells):
		return w.Stands
	}
	return ""
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}
