package assets

import "strings"

// Lang is a language that certwright speaks.
type Lang string

const (
	English Lang = "en"
	Chinese Lang = "zh" // Simplified
)

// Langs lists all languages, the default first.
func Langs() []Lang { return []Lang{English, Chinese} }

// Other returns the language that F2 switches to.
func (l Lang) Other() Lang {
	if l == Chinese {
		return English
	}
	return Chinese
}

// ParseLang reads a language as people and locales write it: en, zh, zh-CN, zh_CN.UTF-8.
func ParseLang(s string) (Lang, bool) {
	s = strings.ToLower(s)
	if i := strings.IndexAny(s, "-_.@"); i >= 0 {
		s = s[:i]
	}
	for _, l := range Langs() {
		if s == string(l) {
			return l, true
		}
	}
	return English, false
}

// DetectLang picks the language: the flag, then CERTWRIGHT_LANG, then the first of LC_ALL, LC_MESSAGES and LANG that is set.
// The kernel's console (TERM=linux) has no Chinese letters, and a locale with another charset than UTF-8 could not show
// what we print: both give English. An unreadable flag or variable is passed over.
func DetectLang(flag string, getenv func(string) string) Lang {
	for _, s := range []string{flag, getenv("CERTWRIGHT_LANG")} {
		if l, ok := ParseLang(s); ok {
			return l
		}
	}
	if getenv("TERM") == "linux" {
		return English
	}
	for _, k := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if s := getenv(k); s != "" {
			return localeLang(s)
		}
	}
	return English
}

// localeLang reads a POSIX locale: language[_territory][.charset][@modifier]. No charset named is taken for UTF-8.
func localeLang(s string) Lang {
	s, _, _ = strings.Cut(s, "@")
	if _, charset, named := strings.Cut(s, "."); named {
		if c := strings.ToLower(strings.ReplaceAll(charset, "-", "")); c != "utf8" {
			return English
		}
	}
	l, _ := ParseLang(s)
	return l
}
