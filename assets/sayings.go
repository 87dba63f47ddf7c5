package assets

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// saying is a sentence that certwright or the system puts into evidence in English, always in the same form.
type saying struct {
	match *regexp.Regexp
	keys  []string // the placeholders of match, in its order
	words string   // in the language of the vocabulary, with the same placeholders
}

// saidKeys hold such sentences. What no saying fits is somebody else's text and stays as it is.
var saidKeys = map[string]bool{"reason": true, "answer": true}

var (
	sayingsMu sync.Mutex
	sayingsIn = map[*vocabulary][]saying{}
)

// sayings compiles Says once, the most exact first.
func (v *vocabulary) sayings() []saying {
	sayingsMu.Lock()
	defer sayingsMu.Unlock()
	if list, ok := sayingsIn[v]; ok {
		return list
	}
	list := compileSayings(v.Says)
	sayingsIn[v] = list
	return list
}

// compileSayings compiles forms with their words, the most exact first.
func compileSayings(words map[string]string) []saying {
	var forms []string
	for form := range words {
		forms = append(forms, form)
	}
	slices.SortFunc(forms, func(a, b string) int {
		if open := strings.HasPrefix(a, "{"); open != strings.HasPrefix(b, "{") { // it would take what stands before it, too
			return map[bool]int{true: 1, false: -1}[open]
		}
		if n := literals(b) - literals(a); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	var list []saying
	for _, form := range forms {
		list = append(list, compileSaying(form, words[form]))
	}
	return list
}

// literals counts the letters of a form outside of its placeholders.
func literals(form string) int { return len(placeholder.ReplaceAllString(form, "")) }

// compileSaying makes {n} and {m} numbers, {rest} whatever follows, and all else as little text as fits.
func compileSaying(form, words string) saying {
	s := saying{words: words}
	pattern, at := "^", 0
	for _, m := range placeholder.FindAllStringIndex(form, -1) {
		key := form[m[0]+1 : m[1]-1]
		pattern += regexp.QuoteMeta(form[at:m[0]])
		switch key {
		case "n", "m":
			pattern += `(\d+)`
		case "rest":
			pattern += `((?s:.+))`
		default:
			pattern += `(.+?)`
		}
		s.keys = append(s.keys, key)
		at = m[1]
	}
	s.match = regexp.MustCompile(pattern + regexp.QuoteMeta(form[at:]) + "$")
	return s
}

// said gives a sentence of evidence in the language of the vocabulary; ok is false where it is none of ours.
func (v *vocabulary) said(text string) (words string, ok bool) {
	for _, s := range v.sayings() {
		m := s.match.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		return fillWith(s.words, func(key string) string {
			value := m[1+slices.Index(s.keys, key)]
			if key == "rest" {
				if inner, ok := v.said(value); ok {
					return inner
				}
			}
			return v.word(key, value)
		}), true
	}
	return "", false
}
