package kit

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// Field is one line of text with a label. Label and Hint point into the words, so that they change with the language.
type Field struct {
	Label, Hint *string
	// Check runs at every keystroke; its findings are shown below the field in words. It must be fast and pure.
	Check func(value string) []model.Finding
	// List fields take pasted lines as a list with commas.
	List bool
	// Secret fields show dots.
	Secret bool
	// OnPaste, when set, sees a paste first and reports whether it took it.
	OnPaste func(text string) bool

	env     *nav.Env
	input   textinput.Model
	first   string // the value it started with
	touched bool   // typed into or left: only then are complaints shown
}

// NewField makes a field that begins with a value.
func NewField(env *nav.Env, label, hint *string, value string) *Field {
	in := textinput.New()
	in.Cursor.SetMode(cursor.CursorStatic) // blinking costs a message twice a second and makes tests slow
	in.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	in.Focus()
	f := &Field{Label: label, Hint: hint, env: env, input: in}
	f.SetValue(value)
	f.first = value
	return f
}

// Value is the text without the spaces around it.
func (f *Field) Value() string { return strings.TrimSpace(f.input.Value()) }

// SetValue replaces the text and puts the cursor behind it.
func (f *Field) SetValue(v string) {
	f.input.SetValue(v)
	f.input.CursorEnd()
}

// Default replaces a value that the person has not changed, for instance by what follows from another field.
func (f *Field) Default(v string) {
	if f.Dirty() || f.first == v {
		return
	}
	f.SetValue(v)
	f.first = v
}

// Dirty reports whether the text is another than it started with.
func (f *Field) Dirty() bool { return f.input.Value() != f.first }

// Typing is always true: letters go into the field.
func (f *Field) Typing() bool { return true }

// Findings are what Check says now.
func (f *Field) Findings() []model.Finding {
	if f.Check == nil {
		return nil
	}
	return f.Check(f.Value())
}

// Leave tells the field that the focus went on: from now on it may complain.
func (f *Field) Leave() { f.touched = true }

// Update takes a key.
func (f *Field) Update(msg tea.KeyMsg) tea.Cmd {
	before := f.input.Value()
	if text, ok := pasted(msg); ok {
		if f.OnPaste != nil && f.OnPaste(text) {
			return nil
		}
		f.insert(text)
	} else {
		f.input, _ = f.input.Update(msg)
	}
	if f.input.Value() != before {
		f.touched = true
	}
	return nil
}

// insert puts pasted text at the cursor, as one line.
func (f *Field) insert(text string) {
	between := " "
	if f.List {
		between = ", "
	}
	text = oneLine(text, between)
	v, at := []rune(f.input.Value()), f.input.Position()
	f.input.SetValue(string(v[:at]) + text + string(v[at:]))
	f.input.SetCursor(at + len([]rune(text)))
}

// View draws the label in lw cells, the text beside it, and below it the hint when focused and what is wrong with it.
func (f *Field) View(w, lw int, focused bool) []string {
	lines := []string{row(f.env.Theme, *f.Label, f.text(w-lw, focused), lw, focused)}
	return append(lines, below(f.env, f.Hint, f.complaints(), w, lw, focused)...)
}

func (f *Field) label() string { return *f.Label }

func (f *Field) complaints() []model.Finding {
	if !f.touched {
		return nil
	}
	return f.Findings()
}

// text draws the part of the value around the cursor that fits in w cells.
func (f *Field) text(w int, focused bool) string {
	v := []rune(f.input.Value())
	if f.Secret {
		v = []rune(strings.Repeat("*", len(v)))
	}
	if !focused {
		return theme.Cut(model.Clean(string(v)), w)
	}
	return line(f.env.Theme, shown(string(v)), f.input.Position(), w)
}

// line draws one line of text with a cursor before the rune at; the window follows the cursor.
func line(t *theme.Theme, text string, at, w int) string {
	v := []rune(text)
	at = min(max(at, 0), len(v))
	start := 0
	for start < at && theme.Width(string(v[start:at])) > w-2 {
		start++
	}
	head := string(v[start:at])
	under, tail := " ", ""
	if at < len(v) {
		n := 1
		for at+n < len(v) && theme.Width(string(v[at:at+n])) == theme.Width(string(v[at:at+n+1])) {
			n++ // combining marks stay on their letter
		}
		under, tail = string(v[at:at+n]), string(v[at+n:])
	}
	room := w - theme.Width(head) - theme.Width(under)
	if room < 0 {
		return theme.Pad(head, w)
	}
	return head + t.Cursor(under) + theme.Cut(tail, room)
}
