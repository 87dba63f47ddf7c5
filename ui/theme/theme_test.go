package theme_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"certwright/ui/theme"
)

func TestWidthsWithHan(t *testing.T) {
	assert.Equal(t, 6, theme.Width("服务器"))
	assert.Equal(t, 4, theme.Width("\x1b[31m─…→x\x1b[0m"), "ambiguous letters are one cell, whatever the locale")
	assert.Equal(t, "服务...", theme.Cut("服务器的证书", 8))
	assert.Equal(t, "服务 ", theme.Pad("服务器", 5), "a Han character is not halved")
	assert.Equal(t, "ab", theme.Cut("abcdef", 2))
	assert.Empty(t, theme.Cut("abc", 0))
	assert.Empty(t, theme.Pad("abc", -1))
}

func TestSides(t *testing.T) {
	assert.Equal(t, "left  right", theme.Sides("left", "right", 11))
	assert.Equal(t, "leright", theme.Sides("left", "right", 7))
	assert.Equal(t, "rig", theme.Sides("left", "right", 3))
}

func TestBoxAndBesideFillExactly(t *testing.T) {
	th := theme.New(theme.Options{NoColor: true, ASCII: true})
	for w := range 60 {
		for h := range 6 {
			for _, s := range []string{theme.Box("服务器\nab\ncd", w, h), th.Beside("服务器\nab", "右边 right", 10, w, h)} {
				if h == 0 {
					assert.Empty(t, s)
					continue
				}
				lines := strings.Split(s, "\n")
				assert.Len(t, lines, h)
				for _, l := range lines {
					assert.Equal(t, w, theme.Width(l))
				}
			}
		}
	}
}

func TestLines(t *testing.T) {
	th := theme.New(theme.Options{NoColor: true, ASCII: true})
	assert.Equal(t, "----------", th.Line(10))
	assert.Equal(t, "-- saved -", th.LineWith(10, "saved", th.OK))
	assert.Equal(t, "-----", th.LineWith(5, "saved", th.OK), "no room for a text")
	assert.Equal(t, 20, theme.Width(th.LineWith(20, strings.Repeat("长", 30), th.OK)))
	assert.Empty(t, th.Line(-3))
}

func TestASCIIMarksAreASCII(t *testing.T) {
	m := theme.New(theme.Options{ASCII: true}).Marks
	for _, s := range []string{m.Rule, m.Bar, m.Pointer, m.Branch, m.Last, m.Stem, m.Full, m.Empty, m.Broken} {
		for _, r := range s {
			assert.Less(t, r, rune(0x80), s)
		}
	}
	drawn := theme.New(theme.Options{}).Marks
	assert.Equal(t, theme.Width(drawn.Branch), theme.Width(m.Branch))
	assert.Equal(t, theme.Width(drawn.Last), theme.Width(m.Last))
	assert.Equal(t, theme.Width(drawn.Stem), theme.Width(m.Stem))
}
