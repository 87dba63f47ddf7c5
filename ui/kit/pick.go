package kit

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// Choosable is one value of a Pick.
type Choosable struct {
	ID   string
	Text string
}

// Pick is a form line with a few values side by side; left and right or a number choose.
type Pick struct {
	Label, Hint *string
	Options     func() []Choosable
	Check       func(id string) []model.Finding

	env   *nav.Env
	at    int
	first int
}

// NewPick makes a pick that begins with the value of this ID, or with the first one.
func NewPick(env *nav.Env, label, hint *string, options func() []Choosable, id string) *Pick {
	p := &Pick{Label: label, Hint: hint, Options: options, env: env}
	p.SetValue(id)
	p.first = p.at
	return p
}

// Value is the ID of the chosen value, "" when there is none.
func (p *Pick) Value() string {
	o := p.Options()
	if len(o) == 0 {
		return ""
	}
	return o[min(p.at, len(o)-1)].ID
}

// SetValue chooses the value of this ID.
func (p *Pick) SetValue(id string) {
	for n, o := range p.Options() {
		if o.ID == id {
			p.at = n
		}
	}
}

// Default chooses the value that it begins with.
func (p *Pick) Default(id string) {
	p.SetValue(id)
	p.first = p.at
}

// Dirty reports whether another value was chosen than it began with.
func (p *Pick) Dirty() bool { return p.at != p.first }

// Typing is false: a pick takes no letters.
func (p *Pick) Typing() bool { return false }

// Leave does nothing: there is nothing half typed in a pick.
func (p *Pick) Leave() {}

// Findings are what Check says of the chosen value.
func (p *Pick) Findings() []model.Finding {
	if p.Check == nil {
		return nil
	}
	return p.Check(p.Value())
}

// Keys are the bindings beside those of every field.
func (p *Pick) Keys() []key.Binding {
	k := p.env.Keys
	side := key.NewBinding(key.WithKeys(append(k.Left.Keys(), k.Right.Keys()...)...), key.WithHelp("left/right", p.env.Words.Shell.Keys.Choice))
	return []key.Binding{side}
}

// Update takes a key.
func (p *Pick) Update(msg tea.KeyMsg) tea.Cmd {
	k, n := p.env.Keys, len(p.Options())
	if n == 0 {
		return nil
	}
	switch {
	case key.Matches(msg, k.Left):
		p.at = (p.at + n - 1) % n
	case key.Matches(msg, k.Right, k.Space):
		p.at = (p.at + 1) % n
	case key.Matches(msg, k.Digit):
		if d := digit(msg, k.Digit); d < n {
			p.at = d
		}
	}
	return nil
}

// View draws the values in one line, or only the chosen one with arrows when they do not fit.
func (p *Pick) View(w, lw int, focused bool) []string {
	t := p.env.Theme
	var parts []string
	plain := 0
	for n, o := range p.Options() {
		text := " " + o.Text + " "
		plain += theme.Width(text) + 1
		switch {
		case n == p.at && focused:
			parts = append(parts, t.Accent.Render("["+o.Text+"]"))
		case n == p.at:
			parts = append(parts, "["+o.Text+"]")
		default:
			parts = append(parts, t.Dim.Render(text))
		}
	}
	value := strings.Join(parts, " ")
	if plain > w-lw && len(parts) > 0 {
		value = p.single(w-lw, focused)
	}
	lines := []string{row(t, *p.Label, value, lw, focused)}
	return append(lines, below(p.env, p.Hint, p.Findings(), w, lw, focused)...)
}

// single draws the chosen value alone, with its place in the list.
func (p *Pick) single(w int, focused bool) string {
	o := p.Options()
	n := min(p.at, len(o)-1)
	place := fmt.Sprintf("  %d/%d", n+1, len(o))
	text := theme.Cut(o[n].Text, w-4-len(place))
	if focused {
		text = p.env.Theme.Accent.Render(text)
	}
	return "< " + text + " >" + p.env.Theme.Dim.Render(place)
}

func (p *Pick) label() string { return *p.Label }

// digit is the place (0 for the first) of the number key that was pressed.
func digit(msg tea.KeyMsg, b key.Binding) int {
	for n, name := range b.Keys() {
		if key.Matches(msg, key.NewBinding(key.WithKeys(name))) {
			return n
		}
	}
	return -1
}
