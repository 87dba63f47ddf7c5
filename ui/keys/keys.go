// Package keys constructs every binding of the program. One letter has one meaning everywhere; screens compare messages
// with these bindings (key.Matches) and never with text.
package keys

import (
	"github.com/charmbracelet/bubbles/key"

	"certwright/assets"
)

// Map holds all bindings with their help in one language.
type Map struct {
	// Global keys, handled by the router.
	Interrupt key.Binding // ctrl+c: busy: cancel; idle: quit
	Suspend   key.Binding
	Escape    key.Binding
	Help      key.Binding // F1, everywhere
	HelpMark  key.Binding // ?, where nothing is typed
	Language  key.Binding
	Twin      key.Binding // ctrl+o, everywhere
	TwinMark  key.Binding // o, where nothing is typed

	// Named keys.
	Enter, Space           key.Binding
	Up, Down, Left, Right  key.Binding
	Turn                   key.Binding // left and right as one: the page before and after
	PageUp, PageDown       key.Binding
	Top, Bottom            key.Binding
	NextField, PrevField   key.Binding
	Pane                   key.Binding // tab: the other pane
	Complete               key.Binding // tab in a file field
	NewLine                key.Binding
	Digit                  key.Binding // 1-9: a choice by its number
	NextLesson, PrevLesson key.Binding

	// Letters. Only outside text fields.
	New, Probe, Recipe, Export, Renew, More key.Binding
	Fix, Try, Why, Save, Inspect, ErrorLine key.Binding
	Identity, Trust, Quit, Restart, Yes     key.Binding
}

// New makes the bindings with their help texts.
func New(w *assets.Words) *Map {
	h, x := &w.Common.KeyHelp, &w.Shell.Keys
	return &Map{
		Interrupt: bind(h.Cancel, "ctrl+c"),
		Suspend:   bind(h.Suspend, "ctrl+z"),
		Escape:    bind(h.Back, "esc"),
		Help:      show(bind(h.Help, "f1"), "F1"),
		HelpMark:  bind(h.Help, "?"),
		Language:  show(bind(h.Language, "f2"), "F2"),
		Twin:      bind(h.OpenSSL, "ctrl+o"),
		TwinMark:  bind(h.OpenSSL, "o"),

		Enter:      bind(h.Choose, "enter"),
		Space:      show(bind(h.Step, " "), "space"),
		Up:         bind(h.Move, "up"),
		Down:       show(bind(h.Move, "down"), "up/down"),
		Left:       bind(h.Move, "left"),
		Right:      show(bind(h.Move, "right"), "left/right"),
		Turn:       show(bind(h.Move, "left", "right"), "left/right"),
		PageUp:     bind(h.Scroll, "pgup"),
		PageDown:   bind(h.Scroll, "pgdown"),
		Top:        bind(h.Top, "home"),
		Bottom:     bind(h.Bottom, "end"),
		NextField:  bind(x.NextField, "tab", "down"),
		PrevField:  bind(x.PrevField, "shift+tab", "up"),
		Pane:       bind(h.Pane, "tab"),
		Complete:   bind(h.Complete, "tab"),
		NewLine:    bind(x.NewLine, "ctrl+j"),
		Digit:      show(bind(h.Choose, "1", "2", "3", "4", "5", "6", "7", "8", "9"), "1-9"),
		NextLesson: bind(x.NextLesson, "]"),
		PrevLesson: bind(x.PrevLesson, "["),

		New:       bind(h.New, "n"),
		Probe:     bind(h.Probe, "p"),
		Recipe:    bind(h.Recipe, "c"),
		Export:    bind(h.Export, "e"),
		Renew:     bind(h.Renew, "r"),
		More:      bind(h.More, "m"),
		Fix:       bind(h.Fix, "f"),
		Try:       bind(h.Try, "x"),
		Why:       bind(h.Why, "w"),
		Save:      bind(h.Save, "s"),
		Inspect:   bind(x.Inspect, "i"),
		ErrorLine: bind(x.ErrorLine, "l"),
		Identity:  bind(x.Identity, "a"),
		Trust:     bind(x.Trust, "t"),
		Quit:      bind(h.Quit, "q"),
		Restart:   bind(x.Restart, "b"),
		Yes:       bind(w.Common.Yes, "y"),
	}
}

func bind(help string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], help))
}

func show(b key.Binding, name string) key.Binding {
	b.SetHelp(name, b.Help().Desc)
	return b
}

// As returns a binding with another help text: enter chooses, opens, writes or dials, depending on the page.
func As(b key.Binding, help string) key.Binding {
	b.SetHelp(b.Help().Key, help)
	return b
}
