package theme

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

const (
	noStart = "。，、；：？！）】》」』〉”’…,.;:?!)]}%" // never the first of a line
	noEnd   = "（【《「『〈“‘([{"                // never the last of a line
)

// Wrap breaks a text into lines of at most w cells. Line breaks of the text stay. Lines break at spaces, between Han
// characters and before the parts of a path, never before closing or behind opening punctuation; a word wider than the line is broken where it must be.
// Continuation lines keep the indentation of the first.
func Wrap(text string, w int) []string {
	if w < 1 {
		return nil
	}
	var out []string
	for _, line := range strings.Split(text, "\n") {
		out = append(out, wrapLine(strings.TrimRight(line, " "), w)...)
	}
	return out
}

// Flow wraps paragraphs whose lines were broken for another width: single line breaks are joined, blank lines and lines
// that begin with a space or a dash stay.
func Flow(text string, w int) []string {
	var joined []string
	for _, line := range strings.Split(text, "\n") {
		last := len(joined) - 1
		if last < 0 || line == "" || joined[last] == "" || strings.HasPrefix(line, " ") || strings.HasPrefix(line, "- ") || strings.HasPrefix(joined[last], " ") {
			joined = append(joined, line)
			continue
		}
		joined[last] = join(joined[last], line)
	}
	return Wrap(strings.Join(joined, "\n"), w)
}

// join puts two lines of a paragraph together: no space between Han and Han, nor behind full-width punctuation.
func join(a, b string) string {
	ra, rb := []rune(a), []rune(b)
	if len(ra) > 0 && len(rb) > 0 {
		last := ra[len(ra)-1]
		if wide(last) && (wide(rb[0]) || !unicode.Is(unicode.Han, last)) {
			return a + b
		}
	}
	return a + " " + b
}

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || (r >= 0x3000 && r <= 0x303f) || (r >= 0xff00 && r <= 0xff60)
}

func wrapLine(line string, w int) []string {
	if Width(line) <= w {
		return []string{line}
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	if len(indent) > w/2 {
		indent = ""
	}
	var out []string
	now, used := indent, len(indent)
	flush := func() {
		out = append(out, strings.TrimRight(now, " "))
		now, used = indent, len(indent)
	}
	for _, piece := range pieces(strings.TrimLeft(line, " "), w-len(indent)) {
		pw := Width(strings.TrimRight(piece, " "))
		if used+pw > w && used > len(indent) {
			flush()
		}
		for pw > w-used {
			head, tail := Split(piece, w-used)
			now += head
			flush()
			piece, pw = tail, Width(strings.TrimRight(tail, " "))
		}
		now += piece
		used += Width(piece)
	}
	if strings.TrimSpace(now) != "" {
		flush()
	}
	return out
}

// pieces cuts a line where it may be broken; every byte is in exactly one piece. A path is broken, before its parts, only
// where it does not fit into w cells: a whole one can be copied.
func pieces(line string, w int) []string {
	var out []string
	for _, piece := range cut(line, mayBreak) {
		if Width(strings.TrimRight(piece, " ")) > w {
			out = append(out, cut(piece, beforePart)...)
			continue
		}
		out = append(out, piece)
	}
	return out
}

// cut divides a text between those characters where it may.
func cut(text string, may func(a, b rune) bool) []string {
	var out []string
	now := ""
	var before rune
	rest, state := text, -1
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		r := []rune(cluster)[0]
		if now != "" && may(before, r) {
			out = append(out, now)
			now = ""
		}
		now += cluster
		before = r
	}
	return append(out, now)
}

func mayBreak(a, b rune) bool {
	switch {
	case b == ' ' || strings.ContainsRune(noStart, b) || strings.ContainsRune(noEnd, a):
		return false
	case a == ' ':
		return true
	}
	return wide(a) || wide(b)
}

func beforePart(a, b rune) bool { return b == '/' && a != '/' && a != ':' }

// Split takes as many whole characters as fit in w cells, at least one.
func Split(s string, w int) (head, tail string) {
	rest, state, used := s, -1, 0
	for rest != "" {
		cluster, next, _, st := uniseg.FirstGraphemeClusterInString(rest, state)
		cw := Width(cluster)
		if used+cw > w && used > 0 {
			break
		}
		head, used = head+cluster, used+cw
		rest, state = next, st
	}
	return head, rest
}
