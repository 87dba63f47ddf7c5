package model

import (
	"os/exec"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/probe/lab/servers"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain ~": "plain ~", "中文 ąé 👍": "中文 ąé 👍", `a\x1b`: `a\x1b`, "全　角": "全　角",
		"\x1b[31mred": `\x1b[31mred`, "\x1b]52;c;AA\x07": `\x1b]52;c;AA\x07`, "a\x00b\x7f": `a\x00b\x7f`, "a\nb\r\tc\b": `a\nb\r\tc\x08`,
		"\u009b31m": `\u009b31m`, "bank\u202emoc": `bank\u202emoc`, "a\u200bb\u2060\ufeff\u00ad": `a\u200bb\u2060\ufeff\u00ad`, "a\u2028b\u2029": `a\u2028b\u2029`,
		"\U000e0041\U000e0100": `\U000e0041\U000e0100`, "a\xff\xc3": `a\xff\xc3`, "\ue000": `\ue000`, "\ufdd0\uffff": `\ufdd0\uffff`, "\u3164": `\u3164`, "\ufffd": "\ufffd",
		"e\u0301": "e\u0301", "\u0301e": `\u0301e`, "\x1b\u0301": `\x1b` + "\u0301", "a" + strings.Repeat("\u0301", 4): "a" + strings.Repeat("\u0301", 4),
		"a" + strings.Repeat("\u0301", 100000) + "b": "a" + strings.Repeat("\u0301", 4) + "…b",
	} {
		assert.Equal(t, want, Clean(in), "%q", in)
	}
	assert.Equal(t, "a\n\tb\nc\\rd", CleanBlock("a\n\tb\r\nc\rd"))
	assert.Equal(t, "a\n\\u0301", CleanBlock("a\n\u0301"), "a mark cannot sit on a line break")
	assert.Equal(t, `\x1b`, CleanBlock("\x1b"))
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"\x1b[31m", "a\u202eb", "\xff\xfe", "e\u0301\u0301\u0301\u0301\u0301\u0301", "\u0301", "a\r\r\n\tb", "\U000e0041", "中文", "\u200c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		one, block := Clean(s), CleanBlock(s)
		require.Equal(t, one, Clean(one))
		require.Equal(t, block, CleanBlock(block))
		harmless(t, one)
		harmless(t, strings.NewReplacer("\n", "", "\t", "").Replace(block))
		require.Equal(t, strings.Count(strings.ReplaceAll(s, "\r\n", "\n"), "\n"), strings.Count(block, "\n"), "no line is added or lost")
		if utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0 {
			require.Equal(t, s, one)
		}
	})
}

// harmless states what may come out without using the code that made it.
func harmless(t *testing.T, s string) {
	t.Helper()
	require.True(t, utf8.ValidString(s))
	marks := 0
	for _, r := range s {
		require.False(t, unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co), "%U", r)
		require.False(t, r >= 0xe0000 && r < 0xe1000 || r == 0x3164, "%U", r)
		if marks++; !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		}
		require.LessOrEqual(t, marks, 4)
	}
}

func TestShellQuote(t *testing.T) {
	for in, want := range map[string]string{"": "''", "a-b_c.d/e:f,g@h%i+1": "a-b_c.d/e:f,g@h%i+1", "a b": "'a b'", "it's": `'it'\''s'`, "~": "'~'", "=x": "'=x'", "a\x00b": "ab", "$(id)": "'$(id)'"} {
		assert.Equal(t, want, ShellQuote(in))
	}
}

func TestShellQuoteThroughSh(t *testing.T) {
	servers.Need(t, "sh")
	words := []string{"", "'", "''", `\`, `\'`, `"`, "$HOME", "`id`", "$(id)", "!x", "a\nb", "a\n", "*", "~", "#", "-n", "中 文", "a;b&c|d>e<f", "\x1b[0m", "\xff", "=ls", "{a,b}", "%s\\n", "a=b"}
	var all []byte
	for c := 1; c < 256; c++ {
		all = append(all, byte(c))
	}
	words = append(words, string(all))
	script := "printf '%s\\0'"
	for _, w := range words {
		script += " " + ShellQuote(w)
	}
	out, err := exec.Command("sh", "-c", script).Output()
	require.NoError(t, err)
	assert.Equal(t, strings.Join(words, "\x00")+"\x00", string(out))
}
