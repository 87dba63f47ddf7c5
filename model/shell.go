package model

import "strings"

// ShellQuote writes one word for a POSIX shell: as it is when nothing in it is special, else in single quotes.
// NUL cannot be part of an argument and is left out. Every generated command line passes its words through here.
func ShellQuote(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	if s == "" {
		return "''"
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_@%+,./:-", c) >= 0) {
			return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
		}
	}
	return s
}
