package ui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
	"certwright/ui/uitest"
)

// page is a screen that shows what reached it.
type page struct {
	env    *nav.Env
	name   string
	heard  []string
	typing bool
	dirty  bool
	closed bool
	steps  int
	twin   string
	job    nav.Job
}

type answered struct {
	run  int
	text string
}

func (p *page) Title() string        { return p.name }
func (p *page) Init() tea.Cmd        { return nil }
func (p *page) View(w, h int) string { return strings.Join(p.heard, "\n") }
func (p *page) Keys() []key.Binding {
	if p.typing {
		return []key.Binding{p.env.Keys.Enter}
	}
	return []key.Binding{p.env.Keys.Probe, p.env.Keys.Enter}
}
func (p *page) Typing() bool { return p.typing }
func (p *page) Close()       { p.closed = true; p.job.Cancel() }
func (p *page) Dirty() bool  { return p.dirty }
func (p *page) Busy() bool   { return p.job.Busy() }
func (p *page) Cancel()      { p.job.Cancel() }
func (p *page) Twin() string { return p.twin }
func (p *page) Back() bool {
	if p.steps > 0 {
		p.steps--
		return true
	}
	return false
}

func (p *page) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.KeyMsg:
		p.heard = append(p.heard, "key "+m.String())
	case answered:
		if p.job.Done(m.run) {
			p.heard = append(p.heard, m.text)
		}
	case nav.Changed:
		p.heard = append(p.heard, "changed")
	}
	return nil
}

func start(t *testing.T, first *page, s uitest.Setting) *uitest.Driver {
	s.First = func(env *nav.Env) nav.Screen {
		first.env = env
		return first
	}
	return uitest.New(t, s)
}

func TestKeysGoToTheTopAndOtherMessagesToAll(t *testing.T) {
	below := &page{name: "below"}
	d := start(t, below, uitest.Setting{})
	top := &page{name: "top", env: d.Env}
	d.Send(nav.Push{Screen: top})
	d.Press("x")
	d.Send(nav.Changed{})
	assert.Equal(t, []string{"changed"}, below.heard)
	assert.Equal(t, []string{"key x", "changed"}, top.heard)
}

func TestEscape(t *testing.T) {
	first := &page{name: "first"}
	d := start(t, first, uitest.Setting{})
	d.Press("esc")
	d.Sees("first")
	assert.False(t, first.closed, "the first screen is not left")

	second := &page{name: "second", env: d.Env, steps: 1}
	d.Send(nav.Push{Screen: second})
	d.Press("esc")
	d.Sees("second")
	d.Press("esc")
	d.Sees("first")
	assert.True(t, second.closed)

	third := &page{name: "third", env: d.Env, dirty: true}
	d.Send(nav.Push{Screen: third})
	d.Press("esc")
	d.Sees("Leave this page?")
	d.Press("2")
	d.Sees("third")
	d.Press("esc")
	d.Sees("esc leave")
	d.Press("x")
	assert.False(t, third.closed, "another key is no answer")
	d.Press("esc")
	d.Sees("first")
	assert.True(t, third.closed)
}

func TestBusyIsCancelledBeforeAnythingIsLeft(t *testing.T) {
	for _, press := range []string{"esc", "ctrl+c"} {
		p := &page{name: "busy"}
		d := start(t, p, uitest.Setting{})
		var ended context.Context
		d.Hurry(10 * time.Millisecond)
		blocked := make(chan struct{})
		cmd := p.job.Start(d.Env, time.Minute, func(ctx context.Context, run int) tea.Msg {
			ended = ctx
			<-ctx.Done()
			close(blocked)
			return answered{run, "late"}
		})
		d.Run(cmd)
		d.Sees("esc cancel")
		d.Press(press)
		<-blocked
		d.Hurry(0)
		d.Settle()
		require.Error(t, ended.Err())
		d.Sees("cancelled")
		d.Lacks("late", "esc cancel")
		assert.False(t, d.Quit())
		d.Press("ctrl+c")
		assert.True(t, d.Quit(), "idle: ctrl+c quits")
	}
}

func TestLateAnswersAreDropped(t *testing.T) {
	p := &page{name: "p"}
	d := start(t, p, uitest.Setting{})
	say := func(text string) tea.Cmd {
		return p.job.Start(d.Env, time.Minute, func(_ context.Context, run int) tea.Msg { return answered{run, text} })
	}
	first, second := say("first"), say("second")
	d.Run(second)
	d.Run(first)
	assert.Equal(t, []string{"second"}, p.heard)
}

func TestQuestionMarkIsTextWhereTextIsTyped(t *testing.T) {
	p := &page{name: "p", typing: true, twin: "openssl version"}
	d := start(t, p, uitest.Setting{})
	d.Press("?", "o")
	assert.Equal(t, []string{"key ?", "key o"}, p.heard)
	d.Press("f1")
	d.Sees("Keys of this page")
	d.Press("f1")
	d.Press("ctrl+o")
	d.Sees("openssl version", "These commands do by hand")
	d.Press("esc")
	p.typing = false
	d.Press("?")
	d.Sees("Keys of this page")
	d.Press("esc", "o")
	d.Sees("openssl version")
}

func TestTwinIsSaved(t *testing.T) {
	var name, text string
	p := &page{name: "p", twin: "openssl version\n"}
	d := start(t, p, uitest.Setting{Services: nav.Services{Save: func(_ context.Context, n, s string) (string, error) {
		if name, text = n, s; n == "" {
			return "", model.Fail(model.New(model.WriteFailed, "path", "/x", "reason", "no"))
		}
		return "/home/notes/" + n, nil
	}}})
	d.Press("o", "x")
	assert.Empty(t, name, "x saves nothing")
	d.Press("s")
	assert.Equal(t, "openssl.sh", name)
	assert.Equal(t, p.twin, text)
	d.Sees("saved to /home/notes/openssl.sh")
	d.Press("down")
	d.Lacks("saved to")
}

func TestNoTwinIsSaid(t *testing.T) {
	d := start(t, &page{name: "p"}, uitest.Setting{})
	d.Press("ctrl+o")
	d.Sees("no openssl commands for this page")
	d.Lacks("openssl twin")
}

func TestLanguageSwitchKeepsTheStack(t *testing.T) {
	d := start(t, &page{name: "first"}, uitest.Setting{})
	d.Send(nav.Push{Screen: &page{name: "second", env: d.Env}})
	d.Sees("esc back")
	d.Press("f2")
	d.Sees("second", "esc 返回")
	d.Press("f2")
	d.Sees("esc back")
}

func TestPopToAndRoot(t *testing.T) {
	first := &page{name: "first"}
	d := start(t, first, uitest.Setting{})
	var pages []*page
	for _, n := range []string{"a", "b", "c"} {
		p := &page{name: n, env: d.Env}
		pages = append(pages, p)
		d.Send(nav.Push{Screen: p})
	}
	d.Send(nav.PopTo{Screen: pages[0]})
	assert.False(t, pages[0].closed)
	assert.True(t, pages[1].closed)
	assert.True(t, pages[2].closed)
	d.Send(nav.Replace{Screen: &page{name: "other", env: d.Env}})
	assert.True(t, pages[0].closed)
	d.Sees("other")
	d.Send(nav.Root{})
	d.Sees("first")
	assert.False(t, first.closed)
}

// Every size is filled exactly and none panics.
func TestAnySize(t *testing.T) {
	for _, lang := range assets.Langs() {
		p := &page{name: "标题 of a page that is long", heard: []string{"中文内容 and a long line that is cut somewhere near the end of the window, whatever its width"}}
		d := start(t, p, uitest.Setting{Lang: lang})
		d.Send(nav.Push{Screen: kit.NewConfirm(d.Env, func() kit.Question {
			return kit.Question{Title: "t", Text: "证书 text", Yes: "yes", No: "no"}
		}, nil)})
		for w := 1; w <= 130; w += 3 {
			for h := 1; h <= 45; h += 4 {
				d.Resize(w, h)
				d.Screen()
			}
		}
	}
}

func TestColour(t *testing.T) {
	d := start(t, &page{name: "p"}, uitest.Setting{})
	assert.NotContains(t, d.Styled(), "\x1b", "NO_COLOR draws no escape sequence")
	d = start(t, &page{name: "p"}, uitest.Setting{Colour: true})
	assert.Contains(t, d.Styled(), "\x1b[")
	assert.NotContains(t, d.Styled(), "38;5", "only the 16 colours")
	assert.NotContains(t, d.Styled(), "38;2", "only the 16 colours")
}

func TestASCII(t *testing.T) {
	d := start(t, &page{name: "p"}, uitest.Setting{Look: theme.Options{ASCII: true}})
	for _, r := range d.Screen() {
		require.Less(t, r, rune(0x80), "%q is not ASCII", r)
	}
	d.Sees("F2 language", strings.Repeat("-", 80))
}
