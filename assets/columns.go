package assets

// columns counts the terminal cells of a text that holds no control characters: two for the wide letters of
// Chinese, Japanese and Korean, one for the rest. Texts are measured here only to be cut, never to be drawn.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	for _, w := range [][2]rune{
		{0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
		{0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x20000, 0x3FFFD},
	} {
		if r >= w[0] && r <= w[1] {
			return 2
		}
	}
	return 1
}

// headColumns returns the longest beginning of a text that fits into so many cells, and how many letters follow it.
func headColumns(s string, limit int) (head string, left int) {
	width := 0
	for i, r := range s {
		if width += runeColumns(r); width > limit {
			return s[:i], len([]rune(s[i:]))
		}
	}
	return s, 0
}
