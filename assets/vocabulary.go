package assets

import (
	"strconv"
	"strings"
	"time"

	"certwright/model"
)

// vocabulary turns evidence values into words of a language: closed lists, durations, dates, long lists.
type vocabulary struct {
	Values       map[string]map[string]string `json:"values"`       // evidence key -> value -> word
	Empty        map[string]string            `json:"empty"`        // evidence key -> what to say when it is known that there is none
	Missing      map[string]string            `json:"missing"`      // evidence key -> what to say when nobody looked, as with a pasted line
	Says         map[string]string            `json:"says"`         // a sentence of evidence that is always in this form -> its words (see sayings.go)
	Facts        map[string]string            `json:"facts"`        // evidence key -> its label
	Sources      map[string]string            `json:"sources"`      // where evidence was read -> a phrase; {n}, {section}, {rest} as in Says
	SourcePhase  string                       `json:"source_phase"` // {phase}
	SourceReply  string                       `json:"source_reply"` // {protocol}: the service's answer in it
	SourceFile   string                       `json:"source_file"`  // {file}: a file, a directory, an address
	SourceAnd    string                       `json:"source_and"`   // between two sources
	Units        units                        `json:"units"`
	AndMore      string                       `json:"and_more"` // {n} more of a list
	CutAt        string                       `json:"cut_at"`   // {n} letters more
	UnknownCause unknownCause                 `json:"unknown_cause"`
}

// units hold {n} and, where the language needs it, a form for one.
type units struct {
	Milliseconds string `json:"milliseconds"`
	Second       string `json:"second"`
	Seconds      string `json:"seconds"`
	Minutes      string `json:"minutes"`
	Hours        string `json:"hours"`
	Days         string `json:"days"`
	Years        string `json:"years"`
}

type unknownCause struct {
	Title string `json:"title"`
	What  string `json:"what"`
	Whose string `json:"whose"`
	Fix   string `json:"fix"`
	Why   string `json:"why"`
}

func vocabularyFor(lang Lang) *vocabulary { return loadWords[vocabulary]("vocabulary", lang) }

// Longest value shown inside a sentence, in columns. A list is cut between its items.
const (
	longestList  = 100
	longestValue = 200
)

// durationKeys hold Go durations; a value that is none is shown as it is.
var durationKeys = map[string]bool{"ago": true, "in": true, "left": true, "difference": true, "waited": true}

// word gives a value as a person reads it, safe to show.
func (v *vocabulary) word(key, value string) string {
	if w, ok := v.Values[key][value]; ok {
		return w
	}
	if saidKeys[key] {
		if w, ok := v.said(value); ok {
			return w
		}
	}
	if durationKeys[key] {
		if d, err := time.ParseDuration(value); err == nil {
			return v.duration(d)
		}
	}
	if t, err := time.Parse(time.RFC3339Nano, value); err == nil && key != "wanted" { // what is wanted is typed as it stands
		return t.UTC().Format("2006-01-02 15:04 UTC")
	}
	return v.cut(model.Clean(value))
}

// duration rounds down to the largest unit of which there are at least two.
func (v *vocabulary) duration(d time.Duration) string {
	d = d.Abs()
	n := func(text string, n int64) string { return Fill(text, "n", strconv.FormatInt(n, 10)) }
	const day = 24 * time.Hour
	switch {
	case d >= 730*day:
		return n(v.Units.Years, int64(d/(365*day)))
	case d >= 2*day:
		return n(v.Units.Days, int64(d/day))
	case d >= 2*time.Hour:
		return n(v.Units.Hours, int64(d/time.Hour))
	case d >= 2*time.Minute:
		return n(v.Units.Minutes, int64(d/time.Minute))
	case d >= 2*time.Second:
		return n(v.Units.Seconds, int64(d/time.Second))
	case d >= time.Second:
		return n(v.Units.Second, 1)
	}
	return n(v.Units.Milliseconds, d.Milliseconds())
}

// cut shortens a list of more than longestList columns behind an item, and anything else behind longestValue columns.
// It says how much is missing. The head is kept: what is read first is what was sent first.
func (v *vocabulary) cut(s string) string {
	items := strings.Split(s, ", ")
	if len(items) > 2 && columns(s) > longestList {
		kept, n := items[0], 1
		for n < len(items) && columns(kept)+2+columns(items[n]) <= longestList-20 {
			kept += ", " + items[n]
			n++
		}
		if n < len(items) {
			return v.cutText(kept) + Fill(v.AndMore, "n", strconv.Itoa(len(items)-n))
		}
	}
	return v.cutText(s)
}

func (v *vocabulary) cutText(s string) string {
	if columns(s) <= longestValue {
		return s
	}
	head, left := headColumns(s, longestValue-20)
	return head + Fill(v.CutAt, "n", strconv.Itoa(left))
}
