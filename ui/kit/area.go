package kit

import (
	"math"
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/ui/nav"
	"certwright/ui/theme"
)

// Area is text of several lines, made for pasting: PEM, log lines, commands. Lines are never wrapped while they are
// edited, so what was pasted stays what it was.
type Area struct {
	env  *nav.Env
	text textarea.Model
}

// NewArea makes an empty area.
func NewArea(env *nav.Env) *Area {
	a := textarea.New()
	a.Prompt, a.ShowLineNumbers = "", false
	a.MaxHeight, a.MaxWidth, a.CharLimit = 0, 0, 0
	a.Cursor.SetMode(cursor.CursorStatic)
	a.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	a.KeyMap.InsertNewline = env.Keys.NewLine
	a.SetWidth(math.MaxInt16)
	a.Focus()
	return &Area{env: env, text: a}
}

// Value is the text as it is.
func (a *Area) Value() string { return a.text.Value() }

// SetValue replaces the text.
func (a *Area) SetValue(v string) { a.text.SetValue(v) }

// Update takes a key. Enter is left to the screen; NewLine begins a new line.
func (a *Area) Update(msg tea.KeyMsg) {
	if text, ok := pasted(msg); ok {
		a.Insert(text)
		return
	}
	a.text, _ = a.text.Update(msg)
}

// Insert puts text at the cursor.
func (a *Area) Insert(text string) {
	a.text.InsertString(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
}

// View draws the lines around the cursor in w x h cells; empty, it shows the hint.
func (a *Area) View(w, h int, focused bool, hint string) string {
	t := a.env.Theme
	if a.text.Value() == "" && hint != "" {
		lines := Wrap(hint, w-2)
		for n, l := range lines {
			lines[n] = t.Dim.Render(l)
		}
		if focused {
			lines = append([]string{t.Cursor(" ")}, lines...)
		}
		return window(Indent(lines, 1), 0, 1, h)
	}
	row := a.text.Line()
	info := a.text.LineInfo()
	var lines []string
	for n, l := range strings.Split(a.text.Value(), "\n") {
		switch {
		case n == row && focused:
			lines = append(lines, " "+line(t, shown(l), info.StartColumn+info.ColumnOffset, w-2))
		default:
			lines = append(lines, " "+theme.Cut(shown(l), w-2))
		}
	}
	return Window(lines, row, h)
}
