package assets

import (
	"strings"

	"certwright/model"
)

// Explanation is a finding in words. Texts keep the line breaks of their files, at most 77 columns with ordinary values;
// they hold nothing that could move a terminal's cursor.
type Explanation struct {
	Title    string
	What     string
	Whose    string
	Fix      string   // sentences; the commands that go with them are in Commands
	Why      string   // the longer explanation
	Commands []string // each ready to copy, values quoted for a shell; one may have several lines
	SeenAs   []string // what other tools print for this, never translated
}

// Explain puts a finding into words. It never fails: a code without words gets general ones that name the code, and
// evidence that is missing shows as "?".
func Explain(f model.Finding, lang Lang) Explanation {
	c := causeOf(f.Code, lang)
	if c == nil {
		return explainUnknown(f, lang)
	}
	v := vocabularyFor(lang)
	say := func(name string) string { return v.fill(c.pick(name, f.Variant).text, f) }
	e := Explanation{
		Title: say("title"), What: say("what"), Whose: say("whose"), Fix: say("fix"), Why: say("why"),
		SeenAs: append([]string(nil), c.seenAs...),
	}
	for _, t := range c.pick("fix", f.Variant).commands {
		if cmd, ok := fillCommand(t, f); ok {
			e.Commands = append(e.Commands, cmd)
		}
	}
	return e
}

// explainUnknown says what can be said of a code that has no words: the code and the evidence.
func explainUnknown(f model.Finding, lang Lang) Explanation {
	v := vocabularyFor(lang)
	var facts []string
	for _, e := range f.Evidence {
		facts = append(facts, model.Clean(e.Key)+": "+v.word(e.Key, e.Value))
	}
	known := []string{"code", model.Clean(string(f.Code)), "evidence", strings.Join(facts, "\n")}
	return Explanation{
		Title: Fill(v.UnknownCause.Title, known...),
		What:  strings.TrimSpace(Fill(v.UnknownCause.What, known...)),
		Whose: Fill(v.UnknownCause.Whose, known...),
		Fix:   Fill(v.UnknownCause.Fix, known...),
		Why:   Fill(v.UnknownCause.Why, known...),
	}
}

// fill puts evidence into a text. A sentence about evidence that is known to be empty (a suggestion that could not be
// made) is left out, unless nothing would be left or the vocabulary has a word for "none of these".
func (v *vocabulary) fill(text string, f model.Finding) string {
	kept := dropSentences(text, func(sentence string) bool {
		for _, key := range placeholdersOf(sentence) {
			if value, ok := evidence(f, key); ok && value == "" && v.Empty[key] == "" {
				return true
			}
		}
		return false
	})
	return fillWith(kept, func(key string) string {
		value, ok := evidence(f, key)
		if !ok {
			return "?"
		}
		return v.word(key, value)
	})
}

// fillCommand puts evidence into a shell command, each value quoted. A command whose evidence is missing or
// empty could do something else than it says, so there is none.
func fillCommand(text string, f model.Finding) (string, bool) {
	whole := true
	cmd := fillWith(text, func(key string) string {
		value, _ := evidence(f, key)
		whole = whole && value != ""
		return model.ShellQuote(value)
	})
	return cmd, whole
}

// evidence joins the values of a key: some facts are seen in several places, some name several things.
func evidence(f model.Finding, key string) (string, bool) {
	var values []string
	seen := map[string]bool{}
	found := false
	for _, e := range f.Evidence {
		if e.Key != key {
			continue
		}
		found = true
		if !seen[e.Value] && e.Value != "" {
			seen[e.Value] = true
			values = append(values, e.Value)
		}
	}
	return strings.Join(values, ", "), found
}

// dropSentences removes sentences from a text and tidies the lines; a text that would become empty stays whole.
func dropSentences(text string, drop func(string) bool) string {
	var kept strings.Builder
	dropped := false
	for _, s := range sentences(text) {
		if drop(s) {
			dropped = true
			continue
		}
		kept.WriteString(s)
	}
	if !dropped {
		return text
	}
	var lines []string
	for _, l := range strings.Split(kept.String(), "\n") {
		if l = strings.TrimRight(l, " "); strings.TrimSpace(l) != "" {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return text
	}
	return strings.Join(lines, "\n")
}

// sentences splits a text behind each full stop, question mark or colon at the end of a line, keeping every byte.
func sentences(text string) []string {
	var out []string
	start := 0
	for i, r := range text {
		end := i + len(string(r))
		if !endsSentence(text, r, end) {
			continue
		}
		for end < len(text) && (text[end] == ' ' || text[end] == '\n') {
			end++
		}
		out = append(out, text[start:end])
		start = end
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

func endsSentence(text string, r rune, end int) bool {
	switch r {
	case '。', '？', '！':
		return true
	case '.', '?', '!':
		return end == len(text) || text[end] == ' ' || text[end] == '\n'
	}
	return false
}
