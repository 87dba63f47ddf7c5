package kit

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// Item is one line of a form: Field, FileField, Pick.
type Item interface {
	// Update takes a key that does not move the focus.
	Update(tea.KeyMsg) tea.Cmd
	// View draws the item in w cells, its label in the first lw.
	View(w, lw int, focused bool) []string
	Findings() []model.Finding
	Dirty() bool
	Typing() bool
	Leave()
}

// Listener is an item that gets messages of its own commands.
type Listener interface{ Hear(tea.Msg) tea.Cmd }

// Completer is an item in which tab first completes what was typed. A nil command means that there is nothing to complete.
type Completer interface{ Complete() tea.Cmd }

// Form is a list of items, one of which has the focus.
type Form struct {
	Items []Item

	env *nav.Env
	at  int
}

// NewForm makes a form.
func NewForm(env *nav.Env, items ...Item) *Form { return &Form{Items: items, env: env} }

// Update moves the focus or gives the key to the item that has it. It reports true when enter was pressed on the last
// item and no item has a fatal finding.
func (f *Form) Update(msg tea.Msg) (cmd tea.Cmd, submitted bool) {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return f.hear(msg), false
	}
	if len(f.Items) == 0 {
		return nil, false
	}
	k := f.env.Keys
	item := f.Items[f.at]
	_, paste := pasted(press)
	switch {
	case paste:
		return item.Update(press), false
	case key.Matches(press, k.Enter):
		if f.Last() {
			return nil, f.Submit()
		}
		f.Move(1)
	case key.Matches(press, k.PrevField):
		f.Move(-1)
	case key.Matches(press, k.NextField):
		if c, ok := item.(Completer); ok && key.Matches(press, k.Complete) {
			if cmd = c.Complete(); cmd != nil {
				return cmd, false
			}
		}
		f.Move(1)
	default:
		return item.Update(press), false
	}
	return nil, false
}

func (f *Form) hear(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, i := range f.Items {
		if l, ok := i.(Listener); ok {
			cmds = append(cmds, l.Hear(msg))
		}
	}
	return tea.Batch(cmds...)
}

// Sound reports whether no item has a fatal finding; nothing is said about it.
func (f *Form) Sound() bool {
	for _, i := range f.Items {
		if !model.OK(i.Findings()) {
			return false
		}
	}
	return true
}

// Submit checks all items: with a fatal finding the focus goes to the first one that has it.
func (f *Form) Submit() bool {
	for _, i := range f.Items {
		i.Leave()
	}
	for n, i := range f.Items {
		if !model.OK(i.Findings()) {
			f.at = n
			return false
		}
	}
	return true
}

// Move moves the focus by n items and stops at the ends.
func (f *Form) Move(n int) { f.Focus(f.at + n) }

// Focus gives the focus to an item by its number.
func (f *Form) Focus(n int) {
	if len(f.Items) == 0 {
		return
	}
	f.Items[f.at].Leave()
	f.at = min(max(n, 0), len(f.Items)-1)
}

// At is the number of the item with the focus.
func (f *Form) At() int { return f.at }

// Last reports whether the focus is on the last item, where enter submits.
func (f *Form) Last() bool { return f.at == len(f.Items)-1 }

// Typing reports whether letters go into a field.
func (f *Form) Typing() bool { return len(f.Items) > 0 && f.Items[f.at].Typing() }

// Dirty reports whether anything was changed.
func (f *Form) Dirty() bool {
	for _, i := range f.Items {
		if i.Dirty() {
			return true
		}
	}
	return false
}

// Keys are the bindings of a form; submit says what enter does on the last item.
func (f *Form) Keys(submit string) []key.Binding {
	k := f.env.Keys
	enter := keys.As(k.Enter, f.env.Words.Shell.Keys.NextField)
	if f.Last() {
		enter = keys.As(k.Enter, submit)
	}
	out := []key.Binding{enter}
	if i, ok := f.Items[f.at].(interface{ Keys() []key.Binding }); ok {
		out = append(out, i.Keys()...)
	}
	return append(out, k.PrevField)
}

// View draws the items; when they are higher than h, the part around the focus.
func (f *Form) View(w, h int) string {
	lw := 0
	for _, i := range f.Items {
		if l, ok := i.(interface{ label() string }); ok {
			lw = max(lw, theme.Width(l.label())+4)
		}
	}
	lw = min(lw, max(w/2, 1))
	var lines []string
	from, to := 0, 0
	for n, i := range f.Items {
		if n == f.at {
			from = len(lines)
		}
		lines = append(lines, i.View(w, lw, n == f.at)...)
		if n == f.at {
			to = len(lines)
		}
	}
	return f.marked(lines, from, to, h)
}

// marked returns the part of the lines around the focus; where some are below the edge, the last line says how many.
func (f *Form) marked(lines []string, from, to, h int) string {
	const least = 5 // a line for the mark is worth it from here
	start := windowStart(len(lines), from, to, h-1)
	hidden := len(lines) - start - (h - 1)
	if len(lines) <= h || h < least || to-from >= h || hidden <= 0 {
		return window(lines, from, to, h)
	}
	mark := assets.Fill(f.env.Words.Plan.Below, "n", strconv.Itoa(hidden))
	return strings.Join(append(append([]string(nil), lines[start:start+h-1]...), " "+f.env.Theme.Dim.Render(mark)), "\n")
}

// row draws one line of a form: a pointer when focused, the label in lw cells, the value.
func row(t *theme.Theme, label, value string, lw int, focused bool) string {
	if focused {
		return t.Accent.Render(t.Marks.Pointer+" ") + t.Accent.Render(theme.Pad(label, lw-2)) + value
	}
	return "  " + t.Label.Render(theme.Pad(label, lw-2)) + value
}

// below draws what stands under a form line: complaints, then the hint of the focused line.
func below(env *nav.Env, hint *string, found []model.Finding, w, lw int, focused bool) []string {
	t := env.Theme
	var out []string
	indent := theme.Pad("", lw)
	for _, x := range found {
		e := env.Explain(x)
		for _, l := range Flow(e.What, w-lw) {
			out = append(out, indent+severityStyle(t, x.Severity).Render(l))
		}
		if focused && e.Fix != "" {
			for _, l := range Flow(e.Fix, w-lw) {
				out = append(out, indent+t.Dim.Render(l))
			}
		}
	}
	if focused && hint != nil && *hint != "" && len(found) == 0 {
		for _, l := range Wrap(*hint, w-lw) {
			out = append(out, indent+t.Dim.Render(l))
		}
	}
	return out
}
