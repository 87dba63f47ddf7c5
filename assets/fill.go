package assets

import (
	"regexp"
	"strings"
)

// placeholder is {key}: lower case letters, digits, dash and underscore, as evidence keys are written.
var placeholder = regexp.MustCompile(`\{[a-z][a-z0-9_-]*\}`)

// Fill puts values into the {placeholders} of a text, given as key, value pairs. Values are not searched again, so a
// value that looks like a placeholder stays what it is. A placeholder without a value shows "?".
func Fill(text string, pairs ...string) string {
	values := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return fillWith(text, func(key string) string {
		if v, ok := values[key]; ok {
			return v
		}
		return "?"
	})
}

func fillWith(text string, value func(key string) string) string {
	return placeholder.ReplaceAllStringFunc(text, func(p string) string { return value(strings.Trim(p, "{}")) })
}

// placeholdersOf lists the keys used in a text, each once, in order of first use.
func placeholdersOf(text string) []string {
	var keys []string
	seen := map[string]bool{}
	for _, p := range placeholder.FindAllString(text, -1) {
		if k := strings.Trim(p, "{}"); !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	return keys
}
