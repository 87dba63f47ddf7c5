package assets

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
	say := func(name string) string { return v.fill(c.pick(name, f).text, f) }
	e := Explanation{
		Title: say("title"), What: say("what"), Whose: say("whose"), Fix: say("fix"), Why: say("why"),
		SeenAs: c.seen(f.Variant),
	}
	if !v.sayable(c.pick("what", f).text, f) {
		e.What = e.Title // a pasted line may name a cause and nothing else
	}
	for _, t := range c.pick("fix", f).commands {
		if cmd, ok := fillCommand(t, f); ok {
			e.Commands = append(e.Commands, cmd)
		}
	}
	if len(e.Commands) == 0 {
		e.Fix = withoutColon(e.Fix)
	}
	if onlyCopied(f) {
		e.Fix, e.Commands = FixText(f.Fixes[0], lang), nil
	}
	return e
}

// onlyCopied reports a finding whose cure exists already and has not reached the server: what its cause would have asked
// for was done, and must not be asked for again.
func onlyCopied(f model.Finding) bool {
	return f.Code != model.ServesOldCertificate && len(f.Fixes) == 1 && f.Fixes[0].Kind == model.FixCopyRestart
}

// withoutColon ends a text that announced a command which could not be given.
func withoutColon(s string) string {
	if t, ok := strings.CutSuffix(s, "："); ok {
		return t + "。"
	}
	if t, ok := strings.CutSuffix(s, ":"); ok {
		return t + "."
	}
	return s
}

// CertaintyText says how we know: read from the bytes, shown by an experiment, concluded, or merely compatible.
func CertaintyText(f model.Finding, lang Lang) string {
	c := &WordsFor(lang).Common
	if f.Certainty == model.Proven && f.Tried {
		return c.Tried
	}
	return c.Certainty[f.Certainty]
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

// fill puts evidence into a text. A sentence about evidence that is empty (a suggestion that could not be made) or not
// there (a pasted line does not say it) is left out, unless the vocabulary has a word for that or nothing would be left.
func (v *vocabulary) fill(text string, f model.Finding) string {
	kept := dropSentences(v.chosen(text, f), func(sentence string) bool {
		for _, key := range placeholdersOf(sentence) {
			if _, said := v.say(f, key); !said {
				return true
			}
		}
		return false
	})
	out, at := "", 0
	for _, m := range placeholder.FindAllStringIndex(kept, -1) {
		key := kept[m[0]+1 : m[1]-1]
		word, _ := v.say(f, key)
		out += kept[at:m[0]]
		at = m[1]
		if value, _ := evidence(f, key); word != model.Clean(value) { // a word of ours, not the evidence itself
			out, word = joinWord(out, word)
			before := out + word
			if rest := strings.TrimPrefix(kept[at:], " "); endsWide(before) && startsWide(rest) {
				at = len(kept) - len(rest)
			}
		}
		if out += word; startsHan(kept[at:]) && !endsWide(out) {
			out += " "
		}
	}
	return out + kept[at:]
}

// joinWord fits one of our words to the text before it: no space between two wide letters, a capital at the beginning
// of a sentence, and nothing where the text has just said the same ("our certificate" and then "the certificate").
func joinWord(before, word string) (string, string) {
	if trimmed := strings.TrimRight(before, " \n"); repeats(trimmed, word) {
		return trimmed, ""
	}
	if trimmed := strings.TrimSuffix(before, " "); startsWide(word) && endsWide(trimmed) {
		before = trimmed
	}
	starts := strings.TrimRight(before, " \n")
	if (starts == "" || strings.HasSuffix(starts, ".")) && word != "" && word[0] >= 'a' && word[0] <= 'z' {
		word = strings.ToUpper(word[:1]) + word[1:]
	}
	return before, word
}

func startsHan(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Han, r)
}

func startsWide(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && runeColumns(r) == 2
}

func endsWide(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && runeColumns(r) == 2
}

// sayable reports whether at least one sentence of a text can be said with the evidence of a finding.
func (v *vocabulary) sayable(text string, f model.Finding) bool {
	for _, s := range sentences(v.chosen(text, f)) {
		whole := true
		for _, key := range placeholdersOf(s) {
			_, said := v.say(f, key)
			whole = whole && said
		}
		if whole {
			return true
		}
	}
	return false
}

// say gives the word for a piece of evidence, and whether there is anything to say.
func (v *vocabulary) say(f model.Finding, key string) (string, bool) {
	value, ok := evidence(f, key)
	word := v.Missing[key]
	if ok && value == "" {
		word = v.Empty[key]
	}
	if value != "" {
		return v.word(key, value), true
	}
	if word == "" {
		return "?", false
	}
	return word, true
}

// fillCommand puts evidence into a shell command, each value quoted. A command whose evidence is missing or
// empty could do something else than it says, so there is none.
func fillCommand(text string, f model.Finding) (string, bool) {
	whole := true
	cmd := fillWith(text, func(key string) string {
		value, _ := evidence(f, key)
		whole = whole && value != "" && model.Clean(value) == value // what cannot be shown as it is cannot be copied as it is
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
