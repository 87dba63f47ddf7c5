// Package theme is the look: every style by its role, the marks and rules, and the widths of text. Colours are the 16 of
// ANSI, so that each terminal's own palette works, and colour never carries meaning alone.
//
// This package must not import bubbletea. Bubble Tea v1 asks the terminal for its background colour in a package init,
// and a terminal that does not answer costs five seconds before the first frame, even for --help. Answering first stops
// that, but only when this package's init runs earlier, and Go initializes packages whose imports are ready in the order
// of their paths: certwright/... comes before github.com/charmbracelet/bubbletea as long as nothing here needs more than
// lipgloss itself needs.
package theme

import (
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

func init() { lipgloss.SetHasDarkBackground(true) }

// Options say how the terminal can be drawn on. They are decided by cmd, which may read the environment.
type Options struct {
	NoColor bool // NO_COLOR or --no-color: no escape sequences but the cursor's
	ASCII   bool // --ascii, TERM=linux, or a locale that is not UTF-8: rules and marks from ASCII
}

// Theme holds a style for each role that text can have.
type Theme struct {
	ASCII bool

	Title  lipgloss.Style // where am I
	Rule   lipgloss.Style // lines between parts of the window
	OK     lipgloss.Style // green: a verdict that is good
	Fail   lipgloss.Style // red: nothing else is red
	Warn   lipgloss.Style // yellow: may go on, should look
	Dim    lipgloss.Style // may be skipped
	Accent lipgloss.Style // the one colour: what has the focus
	Label  lipgloss.Style // left column
	Value  lipgloss.Style // right column
	Key    lipgloss.Style // a key that can be pressed
	Strong lipgloss.Style // headings inside a page

	Marks Marks
}

// Marks are the few signs that are drawn. All are one cell wide per column of text in every terminal they are used on.
type Marks struct {
	Rule    string // horizontal line
	Bar     string // between two panes
	Pointer string // the chosen line
	Branch  string // a child with siblings below
	Last    string // the last child
	Stem    string // beside the children of a child with siblings
	Full    string // of a bar
	Empty   string // of a bar
	Broken  string // a broken link of a chain
}

// New makes the theme and tells lipgloss how much colour it may use.
func New(o Options) *Theme {
	profile := termenv.ANSI
	if o.NoColor {
		profile = termenv.Ascii
	}
	lipgloss.SetColorProfile(profile)
	s := lipgloss.NewStyle
	t := &Theme{
		ASCII:  o.ASCII,
		Title:  s().Bold(true),
		Rule:   s().Faint(true),
		OK:     s().Foreground(lipgloss.Color("2")),
		Fail:   s().Foreground(lipgloss.Color("1")).Bold(true),
		Warn:   s().Foreground(lipgloss.Color("3")),
		Dim:    s().Faint(true),
		Accent: s().Foreground(lipgloss.Color("6")),
		Label:  s().Faint(true),
		Value:  s(),
		Key:    s().Foreground(lipgloss.Color("6")).Bold(true),
		Strong: s().Bold(true),
		Marks:  drawn,
	}
	if o.ASCII {
		t.Marks = typed
	}
	return t
}

var (
	drawn = Marks{"─", "│", ">", "├─ ", "└─ ", "│  ", "█", "░", "x"}
	typed = Marks{"-", "|", ">", "|- ", "`- ", "|  ", "#", ".", "x"}
)

// Line is a horizontal rule of w cells.
func (t *Theme) Line(w int) string { return t.Rule.Render(repeat(t.Marks.Rule, w)) }

// LineWith is a horizontal rule of w cells with a short text in it.
func (t *Theme) LineWith(w int, text string, style lipgloss.Style) string {
	if text == "" || w < 8 {
		return t.Line(w)
	}
	text = Cut(text, w-5)
	return t.Rule.Render(repeat(t.Marks.Rule, 2)) + " " + style.Render(text) + " " +
		t.Rule.Render(repeat(t.Marks.Rule, w-4-Width(text)))
}

// Cursor draws the cell under the cursor. It is reverse video by hand, because lipgloss drops that together with colour
// and a field without a visible cursor cannot be typed into.
func (t *Theme) Cursor(cell string) string {
	if cell == "" {
		cell = " "
	}
	return "\x1b[7m" + cell + "\x1b[27m"
}
