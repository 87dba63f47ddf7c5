package kit

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/ui/nav"
)

// Question is something to agree to before it is done.
type Question struct {
	Title, Text, Yes, No string
	// Typed, when set, is a name that must be typed before yes is accepted; Ask asks for it.
	Typed string
	Ask   string
	// Insist makes esc answer yes: esc asked the question, and esc again means it.
	Insist bool
}

// Confirm asks one question. Yes leaves it and runs a command; everything else only leaves it, and so does esc unless the
// question insists.
type Confirm struct {
	env      *nav.Env
	question func() Question
	then     tea.Cmd
	choice   *Choice
	field    *Field
}

// NewConfirm makes the question; then runs after yes.
func NewConfirm(env *nav.Env, question func() Question, then tea.Cmd) *Confirm {
	c := &Confirm{env: env, question: question, then: then}
	c.choice = NewChoice(env, func() []Option {
		q := question()
		return []Option{{ID: "yes", Text: q.Yes, Key: env.Keys.Yes}, {ID: "no", Text: q.No}}
	})
	if q := question(); q.Typed != "" {
		ask := q.Ask
		c.field = NewField(env, &ask, nil, "")
	}
	return c
}

// Title implements nav.Screen.
func (c *Confirm) Title() string { return c.question().Title }

// Init implements nav.Screen.
func (c *Confirm) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (c *Confirm) Typing() bool { return c.field != nil }

// Close implements nav.Screen.
func (c *Confirm) Close() {}

// Back implements nav.Back: esc is taken here where it answers yes.
func (c *Confirm) Back() bool { return c.question().Insist }

// Escape implements nav.Escapes.
func (c *Confirm) Escape() string {
	if q := c.question(); q.Insist {
		return q.Yes
	}
	return ""
}

// Keys implements nav.Screen.
func (c *Confirm) Keys() []key.Binding {
	k := c.env.Keys
	if c.field == nil {
		return append(c.choice.Keys(c.env.Words.Common.KeyHelp.Choose), k.Yes)
	}
	if c.field.Value() == c.question().Typed {
		return []key.Binding{k.Enter}
	}
	return nil
}

// Update implements nav.Screen.
func (c *Confirm) Update(msg tea.Msg) tea.Cmd {
	if _, again := msg.(nav.WentBack); again {
		return nav.Go(nav.Pop{Then: c.then})
	}
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if c.field != nil {
		return c.typed(press)
	}
	switch o, chosen := c.choice.Update(press); {
	case chosen && o.ID == "yes":
		return nav.Go(nav.Pop{Then: c.then})
	case chosen:
		return nav.Go(nav.Pop{})
	}
	return nil
}

func (c *Confirm) typed(press tea.KeyMsg) tea.Cmd {
	if !key.Matches(press, c.env.Keys.Enter) {
		return c.field.Update(press)
	}
	if c.field.Value() != c.question().Typed {
		return nil
	}
	return nav.Go(nav.Pop{Then: c.then})
}

// View implements nav.Screen.
func (c *Confirm) View(w, h int) string {
	q := c.question()
	lines := append([]string{""}, Paragraph(c.env.Theme.Value, q.Text, w)...)
	lines = append(lines, "")
	if c.field != nil {
		return window(append(lines, c.field.View(w, 14, true)...), 0, h, h)
	}
	rest := max(h-len(lines), 2)
	return window(append(lines, c.choice.View(w, rest)), 0, h, h)
}
