package model

import (
	"slices"
	"strconv"
	"strings"
)

// maxDirectory is the longest name of an authority or identity, in bytes: it becomes a directory and part of temporary names.
const maxDirectory = 100

// maxDays is the longest life that is taken seriously: a century.
const maxDays = 36500

// CheckName judges the name of an authority or identity, which becomes a directory on whatever system the files are carried to.
// Only ASCII letters, digits, dot, _ and - are allowed, and it begins with a letter, a digit or _; so no name means something to a shell,
// hides itself, climbs out, collides on a case-folding disk by Unicode form, or is a device on Windows. The suggestion is such a name, or "".
func CheckName(name string) []Finding {
	variant := nameFault(name)
	if variant == "" {
		return nil
	}
	return []Finding{New(UnsafeName, "value", name, "suggestion", suggestName(name)).As(variant).Seen("name")}
}

func nameFault(name string) string {
	switch {
	case strings.Trim(name, blank) == "":
		return "empty"
	case len(name) > maxDirectory:
		return "too-long"
	case hasHidden(name):
		return "control"
	case strings.ContainsAny(name, `/\:`):
		return "separator"
	case name[0] == '-', name[0] == '.':
		return "leading"
	case strings.HasSuffix(name, "."), strings.HasSuffix(name, " "):
		return "trailing"
	case reserved(name):
		return "reserved"
	case strings.Trim(lower(name), "abcdefghijklmnopqrstuvwxyz0123456789._-") != "":
		return "characters"
	}
	return ""
}

// reserved reports names that the store or Windows keeps for itself, in any case.
func reserved(name string) bool {
	name = lower(name)
	if name == "issued" || name == "old" || strings.HasSuffix(name, ".pem") {
		return true
	}
	base, _, _ := strings.Cut(name, ".")
	if slices.Contains([]string{"con", "prn", "aux", "nul"}, base) {
		return true
	}
	return len(base) == 4 && (strings.HasPrefix(base, "com") || strings.HasPrefix(base, "lpt")) && base[3] >= '0' && base[3] <= '9'
}

// suggestName makes a safe name of what was typed, "" when nothing is left of it.
func suggestName(name string) string {
	name = strings.ReplaceAll(name, "*", "wildcard")
	for strings.HasSuffix(lower(name), ".pem") {
		name = name[:len(name)-len(".pem")]
	}
	var parts []string
	for _, p := range strings.Split(name, ".") {
		if p = slug(p); p != "" {
			parts = append(parts, p)
		}
	}
	name = strings.Join(parts, ".")
	if len(name) > maxDirectory {
		name = strings.TrimRight(name[:maxDirectory], "-.")
	}
	if reserved(name) && len(name) < maxDirectory-1 {
		base, rest, _ := strings.Cut(name, ".")
		name = strings.TrimSuffix(base+"-1."+rest, ".")
	}
	if nameFault(name) != "" {
		return ""
	}
	return name
}

// CheckDays reads a number of days from 1 to 36500. The suggestion is read out of the text where it can be ("1y" gives 365),
// else it is the default of identities. The number is 0 when the text is no good.
func CheckDays(text string) (int, []Finding) {
	t := strings.Trim(text, blank)
	n, err := strconv.Atoi(t)
	if err == nil && n >= 1 && n <= maxDays {
		return n, nil
	}
	return 0, []Finding{New(BadDays, "value", text, "suggestion", strconv.Itoa(suggestDays(t, n, err))).Seen("days")}
}

func suggestDays(text string, n int, err error) int {
	if err == nil {
		switch {
		case n > maxDays:
			return DefaultCADays
		case n < 0 && n >= -maxDays:
			return -n
		}
		return DefaultIdentityDays
	}
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	count, err := strconv.Atoi(text[:digits])
	if err != nil {
		return DefaultIdentityDays
	}
	units := map[string]int{"d": 1, "day": 1, "days": 1, "天": 1, "日": 1, "w": 7, "week": 7, "weeks": 7, "周": 7,
		"m": 30, "month": 30, "months": 30, "个月": 30, "月": 30, "y": 365, "year": 365, "years": 365, "年": 365}
	unit := units[lower(strings.Trim(text[digits:], blank))]
	if unit == 0 || count < 1 || count > maxDays/unit {
		return DefaultIdentityDays
	}
	return count * unit
}
