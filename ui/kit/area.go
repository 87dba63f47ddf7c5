package kit

import (
	"math"
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/ui/nav"
)

// Area is text of several lines, made for pasting: PEM, log lines, commands. Lines are broken only where they are drawn,
// so what was pasted stays what it was.
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

// View draws the text in w x h cells, long lines broken at the edge: with the focus the part around the cursor, without
// it the beginning. Empty, it shows the hint.
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
	rows, at := a.rows(w, focused)
	if !focused {
		at = 0
	}
	return Window(rows, at, h)
}

// Rows is how many rows the text takes in w cells.
func (a *Area) Rows(w int) int {
	rows, _ := a.rows(w, false)
	return len(rows)
}

// rows are the rows of the text in w cells, and the one with the cursor.
func (a *Area) rows(w int, focused bool) (rows []string, at int) {
	info := a.text.LineInfo()
	cursor := info.StartColumn + info.ColumnOffset
	for n, l := range strings.Split(a.text.Value(), "\n") {
		from := 0
		pieces := Plain(shown(l), max(w-4, 1)) // a cell for the cursor behind the last letter
		for i, piece := range pieces {
			to := from + len([]rune(piece))
			row := piece
			if n == a.text.Line() && cursor >= from && (cursor < to || i == len(pieces)-1) {
				if at = len(rows); focused {
					row = line(a.env.Theme, piece, cursor-from, w-2)
				}
			}
			rows, from = append(rows, " "+row), to
		}
	}
	return rows, at
}
