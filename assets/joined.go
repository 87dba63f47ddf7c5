package assets

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Joined takes the line breaks out of the paragraphs of a text: the files break lines where a terminal would, and who reads
// JSON breaks them himself. Blank lines and lines that begin with a space or a dash stay lines.
func Joined(text string) string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		last := len(lines) - 1
		switch {
		case last < 0 || line == "" || lines[last] == "" || line[0] == ' ' || strings.HasPrefix(line, "- ") || lines[last][0] == ' ':
			lines = append(lines, line)
		default:
			lines[last] += gap(lines[last], line) + line
		}
	}
	return strings.Join(lines, "\n")
}

// gap is what stands between two lines that become one: nothing between Han and Han or behind a full-width mark, else a space.
func gap(before, after string) string {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	if runeColumns(last) == 2 && (runeColumns(first) == 2 || !unicode.Is(unicode.Han, last)) {
		return ""
	}
	return " "
}
