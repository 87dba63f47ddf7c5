package assets

import (
	"regexp"
	"strings"

	"certwright/model"
)

// alternative is [[words with {evidence}||words without it]]: a pasted line often names a cause and not whose it is, and
// a sentence must stand all the same. [[?key,key: words||others]] says the first where that evidence is there, without naming it.
var alternative = regexp.MustCompile(`(?s)\[\[(.*?)\|\|(.*?)\]\]`)

// unnamedRole is the role of a file that was given as nothing in particular: "given as file" says nothing.
const unnamedRole = "file"

// condition is the beginning of an alternative that needs evidence which its words do not name.
var condition = regexp.MustCompile(`^\?([a-z][a-z0-9,_-]*): `)

// chosen resolves the alternatives of a text by what the finding holds.
func (v *vocabulary) chosen(text string, f model.Finding) string {
	if !strings.Contains(text, "[[") {
		return text
	}
	text = alternative.ReplaceAllStringFunc(text, func(both string) string {
		m := alternative.FindStringSubmatch(both)
		keys := placeholdersOf(m[1])
		if c := condition.FindStringSubmatch(m[1]); c != nil {
			m[1], keys = m[1][len(c[0]):], strings.Split(c[1], ",")
		}
		for _, key := range keys {
			if value, _ := evidence(f, key); value == "" || key == "role" && value == unnamedRole {
				return m[2]
			}
		}
		return m[1]
	})
	var lines []string
	for _, l := range strings.Split(text, "\n") {
		if strings.TrimSpace(l) != "" { // what had nothing to say leaves no empty line
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}

// behindNoun is where the noun of an English word of ours ends: the CA that issued it, the name you dialled, the CA in use.
var behindNoun = regexp.MustCompile(` (?:that|you|in|of|and|whose)\b.*$`)

// repeats reports whether a text ends with the noun that a word of ours is about, so that saying it again would stammer.
func repeats(before, word string) bool {
	if endsWide(word) || strings.HasSuffix(word, " CA") && startsWide(word) {
		r := []rune(word)
		return len(r) > 2 && strings.HasSuffix(before, string(r[len(r)-2:]))
	}
	words := strings.Fields(behindNoun.ReplaceAllString(word, ""))
	if len(words) < 2 || words[0] != "the" {
		return false
	}
	noun := words[len(words)-1]
	return strings.HasSuffix(strings.ToLower(before), " "+strings.ToLower(noun))
}
