package kit

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/ui/keys"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// Option is one line of a choice.
type Option struct {
	ID     string
	Text   string
	Detail string // beside the text where there is room, below the chosen line where not
	Key    key.Binding
}

// Choice is a list of options: a number or an option's own key chooses at once, arrows and enter choose too.
type Choice struct {
	// Options are asked for each time, so that they follow the language.
	Options func() []Option

	env *nav.Env
	at  int
}

// NewChoice makes a choice with the first option under the pointer.
func NewChoice(env *nav.Env, options func() []Option) *Choice {
	return &Choice{Options: options, env: env}
}

// At returns the option under the pointer; its ID is "" when there is none.
func (c *Choice) At() Option {
	o := c.Options()
	if len(o) == 0 {
		return Option{}
	}
	return o[min(c.at, len(o)-1)]
}

// Point puts the pointer on the option of this ID.
func (c *Choice) Point(id string) {
	for n, o := range c.Options() {
		if o.ID == id {
			c.at = n
		}
	}
}

// Update takes a key and returns the option that was chosen by it.
func (c *Choice) Update(msg tea.Msg) (Option, bool) {
	press, ok := msg.(tea.KeyMsg)
	options := c.Options()
	if !ok || len(options) == 0 {
		return Option{}, false
	}
	k := c.env.Keys
	for n, o := range options {
		if key.Matches(press, o.Key) {
			c.at = n
			return o, true
		}
	}
	switch {
	case key.Matches(press, k.Up):
		c.at = max(c.at-1, 0)
	case key.Matches(press, k.Down):
		c.at = min(c.at+1, len(options)-1)
	case key.Matches(press, k.Top):
		c.at = 0
	case key.Matches(press, k.Bottom):
		c.at = len(options) - 1
	case key.Matches(press, k.Enter):
		return c.At(), true
	case key.Matches(press, k.Digit):
		if d := digit(press, k.Digit); d >= 0 && d < len(options) {
			c.at = d
			return options[d], true
		}
	}
	return Option{}, false
}

// Keys are the bindings of a choice; enter is what enter does to the option under the pointer.
func (c *Choice) Keys(enter string) []key.Binding {
	k := c.env.Keys
	return []key.Binding{keys.As(k.Enter, enter), keys.As(c.Number(), enter), k.Down, k.Up}
}

// Number is the binding that chooses by number: as many digits as there are options.
func (c *Choice) Number() key.Binding {
	k := c.env.Keys
	n := min(len(c.Options()), len(k.Digit.Keys()))
	return key.NewBinding(key.WithKeys(k.Digit.Keys()[:n]...), key.WithHelp("1-"+strconv.Itoa(n), k.Digit.Help().Desc))
}

// View draws the options, each one line, the details in a column where they fit.
func (c *Choice) View(w, h int) string {
	t, options := c.env.Theme, c.Options()
	column, wide := columnOf(options, w)
	below := 0 // lines that details need below their options
	for _, o := range options {
		below += len(Wrap(o.Detail, w-6))
	}
	all := len(options)+below <= h
	var lines []string
	from := 0
	for n, o := range options {
		number := strconv.Itoa(n + 1)
		if n > 8 {
			number = " "
		}
		if n == c.at {
			from = len(lines)
			lines = append(lines, t.Accent.Render(t.Marks.Pointer+" "+number+"  "+pad(o.Text, column))+detail(t, o, wide))
		} else {
			lines = append(lines, "  "+t.Key.Render(number)+"  "+pad(o.Text, column)+detail(t, o, wide))
		}
		if !wide && o.Detail != "" && (all || n == c.at) {
			for _, l := range Wrap(o.Detail, w-6) {
				lines = append(lines, "     "+t.Dim.Render(l))
			}
		}
	}
	for n, l := range lines {
		lines[n] = " " + strings.TrimRight(l, " ")
	}
	return window(lines, from, from+1, h)
}

// columnOf finds the widest text column beside which every detail fits; a text longer than that pushes its own detail
// to the right. It reports false when details have to go below.
func columnOf(options []Option, w int) (int, bool) {
	widest := 0
	for _, o := range options {
		widest = max(widest, theme.Width(o.Text))
	}
	for column := widest; column > 0; column-- {
		fits := true
		for _, o := range options {
			fits = fits && max(column, theme.Width(o.Text))+theme.Width(o.Detail)+8 <= w
		}
		if fits {
			return column, true
		}
	}
	return widest, false
}

func pad(s string, w int) string { return theme.Pad(s, max(w, theme.Width(s))) }

func detail(t *theme.Theme, o Option, wide bool) string {
	if !wide || o.Detail == "" {
		return ""
	}
	return "  " + t.Dim.Render(o.Detail)
}
