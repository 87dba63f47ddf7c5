package assets

import (
	"regexp"
	"strings"

	"certwright/model"
)

// alternative is [[words with {evidence}||words without it]]: a pasted line often names a cause and not whose it is, and
// a sentence must stand all the same.
var alternative = regexp.MustCompile(`(?s)\[\[(.*?)\|\|(.*?)\]\]`)

// chosen resolves the alternatives of a text by what the finding holds.
func (v *vocabulary) chosen(text string, f model.Finding) string {
	if !strings.Contains(text, "[[") {
		return text
	}
	text = alternative.ReplaceAllStringFunc(text, func(both string) string {
		m := alternative.FindStringSubmatch(both)
		for _, key := range placeholdersOf(m[1]) {
			if value, _ := evidence(f, key); value == "" {
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
