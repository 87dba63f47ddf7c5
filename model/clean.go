package model

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may stand on one character: more than any script needs, few enough for one line.
const maxMarks = 4

// Clean makes any text safe to show on one line of a terminal, a log or a page: control, C1, bidi, zero-width, line-separator,
// tag and other invisible characters and invalid bytes become visible escapes (\x1b, \n, \u202e, \xff), runs of combining
// marks are cut with an ellipsis. Nothing disappears unseen. It is the one sanitizer: every word that comes from a certificate, a file name, a
// server or a library passes it where it is shown, and nowhere earlier. Clean(Clean(s)) == Clean(s).
// A backslash is left as it is, so the escapes are to be read, not to be parsed.
func Clean(s string) string { return clean(s, false) }

// CleanBlock is Clean for text of several lines: newlines and tabs stay, CR LF becomes a newline.
func CleanBlock(s string) string { return clean(strings.ReplaceAll(s, "\r\n", "\n"), true) }

func clean(s string, block bool) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	marks := -1 // marks on the present character; -1: nothing to stand on
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
			marks = 0
		case block && (r == '\n' || r == '\t'):
			b.WriteRune(r)
			marks = -1
		case hidden(r), marks < 0 && combining(r):
			b.WriteString(escaped(r))
			marks = 0
		case combining(r):
			if marks++; marks <= maxMarks {
				b.WriteRune(r)
			} else if marks == maxMarks+1 {
				b.WriteRune('…')
			}
		default:
			b.WriteRune(r)
			marks = 0
		}
		i += n
	}
	return b.String()
}

// plain reports printable ASCII, the common case.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

func combining(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) }

// hidden reports characters that must not reach a terminal as they are.
func hidden(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r <= 0x9f: // C0, DEL, C1
		return true
	case r < 0xa0:
		return false
	case r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r == 0x17b4, r == 0x17b5, r == 0x034f: // letters and marks without shape
		return true
	case r >= 0xe0000 && r <= 0xe0fff: // tags, supplementary variation selectors
		return true
	}
	return !unicode.IsGraphic(r) // bidi controls, zero-width characters, soft hyphen, line separators, private use, what is no character
}

func escaped(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}
