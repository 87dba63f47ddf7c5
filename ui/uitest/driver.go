// Package uitest drives the real router like a person: it types, presses, and looks at the window as plain text.
package uitest

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/ui"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/theme"
)

// patience is how long the answer of a command is waited for; a command that takes longer fails the test, unless the
// driver was told to Hurry.
const patience = 5 * time.Second

// Setting is what a driver starts with. The zero value is 80x24, English, no colour, no services.
type Setting struct {
	W, H     int
	Lang     assets.Lang
	Look     theme.Options
	Colour   bool
	Services nav.Services
	Now      time.Time                     // zero: Clock
	First    func(env *nav.Env) nav.Screen // nil: Home
	Makers   func(table *nav.Makers)       // changes the table of screens
	Practice *nav.Practice
	Tick     func(time.Duration, func(time.Time) tea.Msg) tea.Cmd // nil: time stands still
}

// Clock is the time at which all golden windows are drawn.
var Clock = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// Driver is a program without a terminal.
type Driver struct {
	Env *nav.Env

	t       *testing.T
	router  *ui.Router
	w, h    int
	answers chan tea.Msg
	pending int
	hurry   time.Duration
	quit    bool
}

// New starts the program and runs it until nothing is under way.
func New(t *testing.T, s Setting) *Driver {
	t.Helper()
	runewidth.DefaultCondition.EastAsianWidth = false
	if s.W == 0 {
		s.W = 80
	}
	if s.H == 0 {
		s.H = 24
	}
	if s.Lang == "" {
		s.Lang = assets.English
	}
	if s.Now.IsZero() {
		s.Now = Clock
	}
	s.Look.NoColor = !s.Colour
	ctx, cancel := context.WithCancel(context.Background())
	makers := screens.Table()
	if s.Makers != nil {
		s.Makers(&makers)
	}
	env := nav.NewEnv(ctx, s.Lang, theme.New(s.Look), s.Services, makers)
	env.Now = func() time.Time { return s.Now }
	env.Practice = s.Practice
	if env.Tick = s.Tick; s.Tick == nil {
		env.Tick = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	}
	first := nav.Screen(screens.NewHome(env))
	if s.First != nil {
		first = s.First(env)
	}
	d := &Driver{Env: env, t: t, router: ui.NewRouter(env, first), answers: make(chan tea.Msg, 64)}
	t.Cleanup(func() { d.router.Close(); cancel() })
	d.run(d.router.Init())
	d.Resize(s.W, s.H)
	return d
}

// Hurry makes the driver go on after this time although commands are still under way; 0 waits again.
func (d *Driver) Hurry(limit time.Duration) { d.hurry = limit }

// Resize changes the size of the window.
func (d *Driver) Resize(w, h int) {
	d.t.Helper()
	d.w, d.h = w, h
	d.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// Type types a text, letter by letter.
func (d *Driver) Type(text string) {
	d.t.Helper()
	for _, r := range text {
		d.Send(letter(r))
	}
}

// Paste pastes a text at once, as terminals with bracketed paste do.
func (d *Driver) Paste(text string) {
	d.t.Helper()
	d.Send(paste(text))
}

// Press presses keys by their names: "enter", "ctrl+o", "f1", "q".
func (d *Driver) Press(names ...string) {
	d.t.Helper()
	for _, n := range names {
		m, ok := press(n)
		require.True(d.t, ok, "no such key: %s", n)
		d.Send(m)
	}
}

// Send gives a message to the program and runs what follows until nothing is under way.
func (d *Driver) Send(msg tea.Msg) {
	d.t.Helper()
	_, cmd := d.router.Update(msg)
	d.run(cmd)
	d.Settle()
}

// Run gives the program a command as if a screen had returned it.
func (d *Driver) Run(cmd tea.Cmd) {
	d.t.Helper()
	d.run(cmd)
	d.Settle()
}

// Settle waits until no command is under way.
func (d *Driver) Settle() {
	d.t.Helper()
	limit := patience
	if d.hurry > 0 {
		limit = d.hurry
	}
	timeout := time.After(limit)
	for d.pending > 0 {
		select {
		case msg := <-d.answers:
			d.pending--
			d.take(msg)
		case <-timeout:
			require.Positive(d.t, d.hurry, "%d commands did not answer within %s", d.pending, limit)
			return
		}
	}
}

func (d *Driver) take(msg tea.Msg) {
	switch msg.(type) {
	case nil:
		return
	case tea.QuitMsg:
		d.quit = true
		return
	}
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			d.run(cmd)
		}
		return
	}
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		for i := range v.Len() { // a sequence: one after the other
			if cmd := v.Index(i).Interface().(tea.Cmd); cmd != nil {
				d.take(cmd())
			}
		}
		return
	}
	_, cmd := d.router.Update(msg)
	d.run(cmd)
}

func (d *Driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.pending++
	go func() { d.answers <- cmd() }()
}

// Quit reports whether the program has ended.
func (d *Driver) Quit() bool { return d.quit }

// Styled is the window with its escape sequences.
func (d *Driver) Styled() string { return d.router.View() }

// Screen is the window as plain text. It fails the test unless the window is filled exactly.
func (d *Driver) Screen() string {
	d.t.Helper()
	text := ansi.Strip(d.router.View())
	lines := strings.Split(text, "\n")
	require.Len(d.t, lines, d.h, "height of the window:\n%s", text)
	d.honestKeys()
	for n, l := range lines {
		require.Equal(d.t, d.w, theme.Width(l), "width of line %d:\n%s", n+1, text)
	}
	return text
}

// honestKeys holds the bindings that the top screen offers: no key twice, and no letter while letters are text.
func (d *Driver) honestKeys() {
	d.t.Helper()
	top := d.router.Top()
	seen := map[string]string{}
	for _, b := range top.Keys() {
		require.NotEmpty(d.t, b.Help().Desc, "a key without help on %q: %v", top.Title(), b.Keys())
		for _, name := range b.Keys() {
			require.Empty(d.t, seen[name], "%s is bound twice on %q", name, top.Title())
			seen[name] = b.Help().Desc
			require.False(d.t, top.Typing() && len(name) == 1, "%s is offered on %q while letters are text", name, top.Title())
		}
	}
}

// Sees fails the test unless the window holds all of these texts.
func (d *Driver) Sees(texts ...string) {
	d.t.Helper()
	s := d.Screen()
	for _, x := range texts {
		require.Contains(d.t, s, x)
	}
}

// Lacks fails the test when the window holds one of these texts.
func (d *Driver) Lacks(texts ...string) {
	d.t.Helper()
	s := d.Screen()
	for _, x := range texts {
		require.NotContains(d.t, s, x)
	}
}
