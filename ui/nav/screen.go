package nav

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
)

// Screen is one page of the program. Screens are pointers and change themselves in Update only; View may at most record
// the size it was given. Everything that touches disk or network is a tea.Cmd, started through a Job.
type Screen interface {
	// Title says where the person is; it stands at the left of the first line.
	Title() string
	// Init is called once, when the screen is pushed.
	Init() tea.Cmd
	// Update gets keys when the screen is on top, and every other message always.
	Update(tea.Msg) tea.Cmd
	// View draws the body in w x h cells. Lines that do not fit are cut, missing ones are filled.
	View(w, h int) string
	// Keys are the bindings that work at this moment, the most useful first. Footer and help are drawn from them.
	Keys() []key.Binding
	// Typing reports whether letters go into a text field now.
	Typing() bool
	// Close ends what the screen has started.
	Close()
}

// Stated is a screen with a state to show at the right of the first line.
type Stated interface{ State() string }

// Busy is a screen that may have work under way. esc and ctrl+c cancel it and stay.
type Busy interface {
	Busy() bool
	Cancel()
}

// Dirty is a screen with typed text that would be lost: esc asks once before it leaves.
type Dirty interface{ Dirty() bool }

// Back is a screen with steps of its own: Back goes one step back and reports true, or reports false when esc should leave.
type Back interface{ Back() bool }

// Escapes is a screen on which esc does not simply go back: what the footer calls it, "" for the usual word.
type Escapes interface{ Escape() string }

// Twin is a screen whose work openssl could do: the commands, or "" when there is nothing to show now.
type Twin interface{ Twin() string }

// Helped is a screen with a page of help of its own, shown above the list of its keys.
type Helped interface{ Help() string }

// WentBack is sent to a screen after its Back reported true, so that it can start what the step needs.
type WentBack struct{}

// Push puts a screen on top.
type Push struct{ Screen Screen }

// Pop leaves the top screen; Then runs afterwards.
type Pop struct{ Then tea.Cmd }

// PopTo leaves all screens above one that is on the stack.
type PopTo struct{ Screen Screen }

// Root leaves all screens but the first.
type Root struct{}

// Replace leaves the top screen and puts another in its place.
type Replace struct{ Screen Screen }

// Notice says something in one line until the next key. It is for news, not for errors that need an explanation.
type Notice struct{ Text string }

// SwitchLanguage changes all words to the other language.
type SwitchLanguage struct{}

// Resized tells that all sizes may be new. Sizes themselves arrive in View.
type Resized struct{}

// Tried tells the page of a report what experiments on it have proved: the same report, more certain; its Started tells
// which. Commands may overtake one another, so a message asks for what is newest when it arrives.
type Tried struct{ Newest func() model.Report }

// Changed tells every screen that files of the home were written: who shows the workspace loads it again.
type Changed struct{}

// Go returns a command that sends one of the messages above.
func Go(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// To returns a command that pushes a screen.
func To(s Screen) tea.Cmd { return Go(Push{s}) }
