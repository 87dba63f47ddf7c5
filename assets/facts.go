package assets

import (
	"slices"
	"strings"
	"sync"
	"time"

	"certwright/model"
)

// FactName is the label of an evidence key. A key without one is shown as it is.
func FactName(key string, lang Lang) string {
	if name, ok := vocabularyFor(lang).Facts[key]; ok {
		return name
	}
	return model.Clean(key)
}

// FactValue is a value of evidence as it was seen: only what certwright itself wrote in its own form (a word of a closed
// list, a duration, a date) is put into the language. Texts of others stay verbatim, so that they can be searched for.
func FactValue(f model.Fact, lang Lang) string {
	v := vocabularyFor(lang)
	_, listed := v.Values[f.Key][f.Value]
	_, err := time.Parse(time.RFC3339Nano, f.Value)
	switch {
	case listed, durationKeys[f.Key], err == nil && f.Key != "wanted":
		return v.word(f.Key, f.Value)
	case f.Value == "":
		return WordsFor(lang).Common.None
	}
	return model.Clean(f.Value)
}

// SourceText says where a piece of evidence was read, as a phrase that can stand in brackets; "" for none. What is no
// source that certwright names is a file, a directory or an address, and stays as it is.
func SourceText(source string, lang Lang) string {
	if source == "" {
		return ""
	}
	v := vocabularyFor(lang)
	if text, ok := v.sources(source); ok {
		return text
	}
	return Fill(v.SourceFile, "file", model.Clean(source))
}

// SharedSource is where all evidence of a finding was read, when that is one place; else "".
func SharedSource(f model.Finding, lang Lang) string {
	if len(f.Evidence) == 0 {
		return ""
	}
	for _, e := range f.Evidence {
		if e.Source != f.Evidence[0].Source {
			return ""
		}
	}
	return SourceText(f.Evidence[0].Source, lang)
}

// sources finds the words of one source, or of several with commas between.
func (v *vocabulary) sources(source string) (string, bool) {
	if text, ok := v.source(source); ok {
		return text, true
	}
	var texts []string
	for _, p := range strings.Split(source, ", ") {
		text, ok := v.source(p)
		if !ok {
			return "", false
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, v.SourceAnd), true
}

// source finds the words of one source. A form with a placeholder never spans two sources.
func (v *vocabulary) source(source string) (string, bool) {
	if text, ok := v.Sources[source]; ok {
		return text, true
	}
	if word, ok := v.Values["phase"][source]; ok {
		return Fill(v.SourcePhase, "phase", word), true
	}
	if word, ok := v.Values["protocol"][source]; ok {
		return Fill(v.SourceReply, "protocol", word), true
	}
	for _, s := range v.sourceForms() {
		if m := s.match.FindStringSubmatch(source); m != nil && !strings.Contains(source, ", RFC ") {
			return fillWith(s.words, func(key string) string { return model.Clean(m[1+slices.Index(s.keys, key)]) }), true
		}
	}
	return "", false
}

var (
	sourceFormsMu sync.Mutex
	sourceFormsIn = map[*vocabulary][]saying{}
)

// sourceForms compiles Sources once, the most exact first.
func (v *vocabulary) sourceForms() []saying {
	sourceFormsMu.Lock()
	defer sourceFormsMu.Unlock()
	if list, ok := sourceFormsIn[v]; ok {
		return list
	}
	list := compileSayings(v.Sources)
	sourceFormsIn[v] = list
	return list
}
