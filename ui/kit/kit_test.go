package kit_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
	"certwright/ui/uitest"
)

func TestWrapBreaksAtSpacesAndBetweenHan(t *testing.T) {
	for _, c := range []struct {
		text string
		w    int
		want []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"  indented text goes on", 12, []string{"  indented", "  text goes", "  on"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"证书对名称有效。", 8, []string{"证书对名", "称有效。"}},
		{"证书对名称。好", 10, []string{"证书对名", "称。好"}},          // no line begins with a full stop
		{"看（注意）这里", 5, []string{"看", "（注", "意）", "这里"}},   // no line ends with an opening bracket
		{"用 openssl 查看", 10, []string{"用 openssl", "查看"}}, // Latin words stay whole
		{"a\n\nb", 5, []string{"a", "", "b"}},
		{"", 5, []string{""}},
	} {
		assert.Equal(t, c.want, kit.Wrap(c.text, c.w), "%q in %d", c.text, c.w)
	}
}

func TestFlowJoinsWhatWasBrokenForAnotherWidth(t *testing.T) {
	assert.Equal(t, []string{"one two three"}, kit.Flow("one two\nthree", 40))
	assert.Equal(t, []string{"证书有效。不过"}, kit.Flow("证书有效。\n不过", 40), "no space between Han")
	assert.Equal(t, []string{"a", "", "b"}, kit.Flow("a\n\nb", 40))
	assert.Equal(t, []string{"list:", "- a", "- b"}, kit.Flow("list:\n- a\n- b", 40))
}

func FuzzWrap(f *testing.F) {
	f.Add("证书。certificate is （x）", 9)
	f.Add("a\u0301\u0301 👩‍👩‍👧 ﷺ", 3)
	f.Fuzz(func(t *testing.T, text string, w int) {
		if w < 2 || w > 200 || !utf8.ValidString(text) || strings.ContainsAny(text, "\x1b\r\t") || len(text) > 2000 {
			return
		}
		text = model.CleanBlock(text)
		lines := kit.Wrap(text, w)
		for _, l := range lines {
			for _, g := range []rune(l) {
				if ansi.StringWidth(string(g)) > w {
					return
				}
			}
			require.LessOrEqual(t, theme.Width(l), w, "%q", l)
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		require.Equal(t, squeeze(text), squeeze(strings.Join(lines, "")), "nothing is lost or added")
	})
}

// board is a screen that shows a form and nothing else.
type board struct {
	form      *kit.Form
	submitted int
}

func (b *board) Title() string        { return "board" }
func (b *board) Init() tea.Cmd        { return nil }
func (b *board) View(w, h int) string { return b.form.View(w, h) }
func (b *board) Keys() []key.Binding  { return b.form.Keys("send") }
func (b *board) Typing() bool         { return b.form.Typing() }
func (b *board) Close()               {}
func (b *board) Update(msg tea.Msg) tea.Cmd {
	cmd, done := b.form.Update(msg)
	if done {
		b.submitted++
	}
	return cmd
}

var words = []string{"Name", "the hint of the name", "Names", "the hint of the names", "Kind", "the hint of the kind", "File", "the hint of the file"}

type parts struct {
	b           *board
	name, names *kit.Field
	kind        *kit.Pick
	file        *kit.FileField
}

func form(t *testing.T, s uitest.Setting) (*uitest.Driver, *parts) {
	p := &parts{b: &board{}}
	s.First = func(env *nav.Env) nav.Screen {
		p.name = kit.NewField(env, &words[0], &words[1], "")
		p.name.Check = model.CheckName
		p.names = kit.NewField(env, &words[2], &words[3], "")
		p.names.List = true
		p.kind = kit.NewPick(env, &words[4], &words[5], func() []kit.Choosable {
			return []kit.Choosable{{ID: "a", Text: "first"}, {ID: "b", Text: "second"}, {ID: "c", Text: "third"}}
		}, "b")
		p.file = kit.NewFileField(env, &words[6], &words[7], "")
		p.b.form = kit.NewForm(env, p.name, p.names, p.kind, p.file)
		return p.b
	}
	return uitest.New(t, s), p
}

func TestFormMovesAndSubmits(t *testing.T) {
	d, p := form(t, uitest.Setting{})
	d.Sees("> Name", "the hint of the name", "[second]")
	d.Type("etcd-1")
	d.Press("enter")
	d.Sees("> Names", "the hint of the names")
	d.Lacks("the hint of the name\n")
	d.Press("up", "down", "down")
	d.Sees("> Kind")
	d.Press("right", "enter")
	assert.Equal(t, "c", p.kind.Value())
	d.Sees("> File", "enter send")
	d.Press("enter")
	assert.Equal(t, 1, p.b.submitted)
	assert.Equal(t, "etcd-1", p.name.Value())
}

func TestFormStaysWhereSomethingIsWrong(t *testing.T) {
	d, p := form(t, uitest.Setting{})
	d.Type("../x")
	d.Press("enter", "enter", "enter", "enter")
	assert.Zero(t, p.b.submitted, "a fatal finding stops the form")
	d.Sees("> Name")
	d.Press("ctrl+u")
	d.Type("x")
	d.Press("enter", "enter", "enter", "enter")
	assert.Equal(t, 1, p.b.submitted)
}

func TestFieldComplainsOnlyWhenTouched(t *testing.T) {
	d, p := form(t, uitest.Setting{})
	require.NotEmpty(t, p.name.Findings(), "an empty name is wrong")
	d.Sees("the hint of the name")
	d.Press("down", "up")
	d.Lacks("the hint of the name\n")
	assert.NotContains(t, d.Screen(), "the hint of the name ")
}

func TestPasteOfAListBecomesOneLine(t *testing.T) {
	d, p := form(t, uitest.Setting{})
	d.Press("down")
	d.Type("a,")
	d.Paste("etcd-1\r\n 10.0.1.10,\n\netcd-2\n")
	assert.Equal(t, "a,etcd-1, 10.0.1.10, etcd-2", p.names.Value())
	d.Press("up")
	d.Paste("q")
	assert.Equal(t, "q", p.name.Value(), "a pasted letter is text")
	assert.False(t, d.Quit())
}

func TestFieldWithHan(t *testing.T) {
	d, p := form(t, uitest.Setting{W: 40, H: 12})
	d.Press("down")
	d.Type(strings.Repeat("服务器", 12) + "x")
	d.Screen() // every line exactly 40 cells
	assert.Equal(t, strings.Repeat("服务器", 12)+"x", p.names.Value())
	d.Sees("服务器x")
	d.Press("home")
	d.Screen()
	d.Type("头")
	assert.True(t, strings.HasPrefix(p.names.Value(), "头服"))
	d.Press("right", "backspace", "end", "backspace")
	assert.Equal(t, "头"+strings.Repeat("服务器", 12)[3:], p.names.Value())
}

func TestCursorIsSeenWithoutColour(t *testing.T) {
	d, _ := form(t, uitest.Setting{})
	assert.Contains(t, d.Styled(), "\x1b[7m \x1b[27m")
	d.Type("ab")
	d.Press("left")
	assert.Contains(t, d.Styled(), "a\x1b[7mb\x1b[27m")
}

func TestPickByNumberAndArrows(t *testing.T) {
	d, p := form(t, uitest.Setting{})
	d.Press("down", "down", "1")
	assert.Equal(t, "a", p.kind.Value())
	d.Press("9", "x")
	assert.Equal(t, "a", p.kind.Value(), "no such value")
	d.Press("left")
	assert.Equal(t, "c", p.kind.Value())
	d.Press("space")
	assert.Equal(t, "a", p.kind.Value())
	assert.True(t, p.b.form.Dirty())
}

func TestFileFieldCompletes(t *testing.T) {
	disk := map[string][]string{
		"/e":       {"/etc/"},
		"/etc/p":   {"/etc/pki/", "/etc/pkcs11.txt"},
		"/etc/pki": {"/etc/pki/"},
	}
	d, p := form(t, uitest.Setting{Services: nav.Services{Complete: func(_ context.Context, prefix string) []string { return disk[prefix] }}})
	d.Press("down", "down", "down")
	d.Type("/e")
	d.Sees("tab complete")
	d.Press("tab")
	assert.Equal(t, "/etc/", p.file.Value())
	d.Type("p")
	d.Press("tab")
	assert.Equal(t, "/etc/pk", p.file.Value())
	d.Sees("2 fit:  pki/  pkcs11.txt")
	d.Type("z")
	d.Lacks("fit:")
	d.Press("tab")
	d.Sees("no file begins with this")
	d.Press("backspace")
	d.Type("i")
	d.Press("tab")
	assert.Equal(t, "/etc/pki/", p.file.Value())
}

func TestTypedNameIsWanted(t *testing.T) {
	done := false
	d := uitest.New(t, uitest.Setting{First: func(env *nav.Env) nav.Screen {
		return &board{form: kit.NewForm(env, kit.NewPick(env, &words[4], nil, func() []kit.Choosable { return nil }, ""))}
	}})
	d.Send(nav.Push{Screen: kit.NewConfirm(d.Env, func() kit.Question {
		return kit.Question{Title: "Revoke", Text: "Type the name.", Typed: "etcd-1", Ask: "Name"}
	}, func() tea.Msg { done = true; return nil })})
	d.Type("etcd")
	d.Press("enter")
	assert.False(t, done)
	d.Sees("Revoke")
	d.Type("-1")
	d.Press("enter")
	assert.True(t, done)
	d.Sees("board")
}

func TestPlainTextIsNeverWrappedButAtTheEdge(t *testing.T) {
	assert.Equal(t, []string{"openssl x", "509 -in a"}, kit.Plain("openssl x509 -in a", 9))
	assert.Equal(t, []string{"a", "  b"}, kit.Plain("a\n  b\n", 9))
	assert.NotContains(t, kit.Plain("a\x1b[2Jb", 40)[0], "\x1b")
}

func TestTable(t *testing.T) {
	th := theme.New(theme.Options{NoColor: true})
	assert.Equal(t, []string{" Name    Result", " 证书    ok", " client  FAIL"}, kit.Table(th, []string{"Name", "Result"}, [][]string{{"证书", "ok"}, {"client", "FAIL"}}, 40))
}

// What is pasted may hold anything; nothing of it may move the terminal's cursor, and the cursor of the field stays right.
func TestHostilePasteIsDrawnSafely(t *testing.T) {
	d, p := form(t, uitest.Setting{})
	d.Press("down")
	d.Paste("a\u202eb\u200bc\x9bd")
	d.Sees("a?b?c")
	assert.NotContains(t, d.Styled(), "\u202e")
	d.Press("up")
	d.Screen()
	assert.NotContains(t, d.Styled(), "\u202e")
	assert.Contains(t, p.names.Value(), "\u202e", "the value is what was pasted")
}

func TestAreaKeepsLines(t *testing.T) {
	var area *kit.Area
	d := uitest.New(t, uitest.Setting{First: func(env *nav.Env) nav.Screen {
		area = kit.NewArea(env)
		return &sheet{area: area}
	}})
	d.Sees("paste here")
	d.Paste("first 服务器\r\nsecond\u202e\tx\nthird")
	assert.Equal(t, "first 服务器\nsecond\u202e\tx\nthird", strings.ReplaceAll(area.Value(), "    ", "\t"))
	d.Sees("first 服务器", "second?", "third")
	d.Press("up", "home")
	d.Type("> ")
	d.Press("ctrl+j")
	assert.Contains(t, area.Value(), "> \nsecond")
	assert.NotContains(t, d.Styled(), "\u202e")
	area.SetValue(strings.Repeat("line\n", 300) + "end")
	d.Sees("end")
}

// sheet is a screen with an area and nothing else.
type sheet struct{ area *kit.Area }

func (s *sheet) Title() string        { return "sheet" }
func (s *sheet) Init() tea.Cmd        { return nil }
func (s *sheet) View(w, h int) string { return s.area.View(w, h, true, "paste here") }
func (s *sheet) Keys() []key.Binding  { return nil }
func (s *sheet) Typing() bool         { return true }
func (s *sheet) Close()               {}
func (s *sheet) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(tea.KeyMsg); ok {
		s.area.Update(m)
	}
	return nil
}
