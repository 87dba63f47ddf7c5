package assets

import (
	"net/netip"
	"strings"

	"certwright/model"
)

// tidied gives what the groups of a pattern caught as a person would write it: a log that was written as JSON or as a Go
// string has \" around names, and a group whose name ends in -2 holds more of the same fact.
func tidied(groups map[string]string) map[string]string {
	out := map[string]string{}
	for key, value := range groups {
		if key = strings.TrimSuffix(key, "-2"); key == "names" {
			value = unquotedList(groups[key])
			if more := unquotedList(groups[key+"-2"]); more != "" {
				value = strings.TrimPrefix(value+", "+more, ", ")
			}
		}
		out[key] = value
	}
	return out
}

// unquotedList reads "a" "b" and \"a\", \"b\" as a, b; a list without such quotes stays as it is.
func unquotedList(s string) string {
	s = strings.ReplaceAll(s, `\"`, `"`)
	return strings.ReplaceAll(strings.ReplaceAll(s, `" "`, ", "), `"`, "")
}

// settled takes the variant that the facts of a pasted line decide: an address is compared with IP SANs only.
func settled(f model.Finding) model.Finding {
	if _, err := netip.ParseAddr(f.Value("dialled")); err == nil && f.Code == model.NameMismatch && f.Variant == "" {
		f = f.As("ip")
	}
	return calledToday(f)
}
