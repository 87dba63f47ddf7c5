package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Router is the root model: a stack of screens, the keys that work everywhere, and the frame around the top screen.
type Router struct {
	env    *nav.Env
	stack  []nav.Screen
	w, h   int
	notice string
}

// NewRouter makes a router with its first screen.
func NewRouter(env *nav.Env, first nav.Screen) *Router {
	return &Router{env: env, stack: []nav.Screen{first}}
}

// Init implements tea.Model.
func (r *Router) Init() tea.Cmd { return r.Top().Init() }

// Top is the screen that is seen and gets the keys.
func (r *Router) Top() nav.Screen { return r.stack[len(r.stack)-1] }

// Update implements tea.Model: keys go to the top screen only, every other message to all of them.
func (r *Router) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case tea.KeyMsg:
		return r, r.press(m)
	case tea.WindowSizeMsg:
		r.w, r.h = m.Width, m.Height
		return r, r.all(nav.Resized{})
	case nav.Notice:
		r.notice = m.Text
	case nav.SwitchLanguage:
		r.env.Speak(r.otherLanguage())
		return r, r.all(m)
	case nav.Push:
		return r, r.push(m.Screen)
	case nav.Pop:
		r.pop()
		return r, m.Then
	case nav.PopTo:
		for len(r.stack) > 1 && r.Top() != m.Screen {
			r.pop()
		}
	case nav.Root:
		for len(r.stack) > 1 {
			r.pop()
		}
	case nav.Replace:
		r.Top().Close()
		r.stack = r.stack[:len(r.stack)-1]
		return r, r.push(m.Screen)
	default:
		return r, r.all(msg)
	}
	return r, nil
}

func (r *Router) push(s nav.Screen) tea.Cmd {
	if s == nil {
		return nil
	}
	r.stack = append(r.stack, s)
	return s.Init()
}

// pop leaves the top screen; the first one stays.
func (r *Router) pop() {
	if len(r.stack) < 2 {
		return
	}
	r.Top().Close()
	r.stack = r.stack[:len(r.stack)-1]
}

func (r *Router) all(msg tea.Msg) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(r.stack))
	for _, s := range r.stack {
		cmds = append(cmds, s.Update(msg))
	}
	return tea.Batch(cmds...)
}

// press handles the keys that work everywhere and gives the others to the top screen.
func (r *Router) press(m tea.KeyMsg) tea.Cmd {
	r.notice = ""
	k, typing := r.env.Keys, r.Top().Typing()
	switch {
	case key.Matches(m, k.Interrupt):
		return r.interrupt()
	case key.Matches(m, k.Suspend):
		return tea.Suspend
	case key.Matches(m, k.Escape):
		return r.escape()
	case key.Matches(m, k.Help), !typing && key.Matches(m, k.HelpMark):
		return r.help()
	case key.Matches(m, k.Language):
		return nav.Go(nav.SwitchLanguage{})
	case key.Matches(m, k.Twin), !typing && key.Matches(m, k.TwinMark):
		return r.showTwin()
	}
	return r.Top().Update(m)
}

// interrupt cancels work under way, and quits when there is none.
func (r *Router) interrupt() tea.Cmd {
	if r.busy() {
		r.cancel()
		return nil
	}
	return tea.Quit
}

func (r *Router) cancel() {
	r.Top().(nav.Busy).Cancel()
	r.notice = r.env.Words.Shell.Cancelled
}

// escape cancels work and stays, goes back a step inside the screen, asks before typed text is lost, or leaves. Esc on that
// question leaves: whoever presses it again means it.
func (r *Router) escape() tea.Cmd {
	if r.busy() {
		r.cancel()
		return nil
	}
	top := r.Top()
	if b, ok := top.(nav.Back); ok && b.Back() {
		return top.Update(nav.WentBack{})
	}
	if len(r.stack) < 2 {
		return nil
	}
	if d, ok := top.(nav.Dirty); ok && d.Dirty() {
		return nav.To(r.leaveQuestion())
	}
	r.pop()
	return nil
}

func (r *Router) leaveQuestion() nav.Screen {
	return kit.NewConfirm(r.env, func() kit.Question {
		w := &r.env.Words.Shell
		return kit.Question{Title: w.LeaveTitle, Text: w.LeaveText, Yes: w.Keys.Leave, No: w.Keys.Stay, Insist: true}
	}, nav.Go(nav.Pop{}))
}

func (r *Router) help() tea.Cmd {
	top := r.Top()
	if r.env.Makers.Help == nil {
		return nil
	}
	if _, already := top.(helpPage); already {
		r.pop()
		return nil
	}
	return nav.To(r.env.Makers.Help(r.env, top))
}

// helpPage marks the help itself: its key closes it again.
type helpPage interface{ IsHelp() }

func (r *Router) showTwin() tea.Cmd {
	if r.twin() == "" {
		r.notice = r.env.Words.Shell.NoTwin
		return nil
	}
	top := r.Top().(nav.Twin)
	return nav.To(kit.NewText(r.env, func() kit.Page {
		w := &r.env.Words.Shell
		return kit.Page{Title: w.TwinTitle, Intro: w.TwinIntro, Text: top.Twin(), File: "openssl.sh"}
	}))
}

// Close ends everything that screens have started.
func (r *Router) Close() {
	for _, s := range r.stack {
		s.Close()
	}
}
