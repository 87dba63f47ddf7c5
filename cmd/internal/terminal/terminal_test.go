package terminal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/cmd/internal/terminal"
	"certwright/probe/lab/servers"
)

// fake is a stand-in for the program: it greets, reads a line, repeats it, and ends with the given code.
const fake = `printf 'size '; stty size; printf 'name 名字 %s? ' "$WHO"; read line; echo "got <$line>"; read again; exit 7`

func TestAStoryIsTypedReadAndCounted(t *testing.T) {
	servers.Need(t, "tmux", "sh")
	term := terminal.Start(t, terminal.Options{Width: 100, Height: 30, Env: []string{"WHO=x y"}}, "sh", "-c", fake)
	term.WaitFor("size 30 100", "name 名字 x y?")
	term.Type("Enter C-c 节点")
	term.Press("!", "Enter")
	term.WaitFor("got <Enter C-c 节点!>")
	assert.Equal(t, 2, term.Keys())
	assert.Equal(t, len([]rune("Enter C-c 节点")), term.Typed())
	term.Resize(60, 14)
	assert.LessOrEqual(t, strings.Count(term.Screen(), "\n"), 14)
	term.Press("Enter")
	assert.Equal(t, 7, term.WaitExit())
	assert.Contains(t, term.Screen(), "got <", "the last screen stays")
}

func TestTerminalsDoNotShareAServer(t *testing.T) {
	servers.Need(t, "tmux", "sh")
	one := terminal.Start(t, terminal.Options{}, "sh", "-c", "echo first; read x")
	two := terminal.Start(t, terminal.Options{}, "sh", "-c", "echo second; read x")
	one.WaitFor("first")
	two.WaitFor("second")
	one.Kill()
	assert.Contains(t, two.Screen(), "second")
}

// failure stands in for testing.T to see a wait fail.
type failure struct {
	*testing.T
	said string
}

type stopped struct{}

func (f *failure) Fatalf(format string, args ...any) { f.said = format; panic(stopped{}) }

func TestWaitForFailsWhenTheTextDoesNotCome(t *testing.T) {
	servers.Need(t, "tmux", "sh")
	f := &failure{T: t}
	term := terminal.Start(f, terminal.Options{Patience: 300 * time.Millisecond}, "sh", "-c", "echo here; read x")
	term.WaitFor("here")
	assert.PanicsWithValue(t, stopped{}, func() { term.WaitFor("elsewhere") })
	assert.Contains(t, f.said, "the screen is")
	assert.PanicsWithValue(t, stopped{}, func() { term.WaitGone("here") })
	assert.PanicsWithValue(t, stopped{}, func() { term.WaitExit() })
}

func TestFirstFrameMeasuresWhatASilentTerminalCosts(t *testing.T) {
	servers.Need(t, "sh")
	quick := terminal.FirstFrame(t, terminal.Options{}, "hello", "sh", "-c", `printf '\033[1mhel\033[0mlo'; sleep 5`)
	assert.Less(t, quick, 2*time.Second)
	// asks for the background colour and waits for an answer that never comes
	slow := terminal.FirstFrame(t, terminal.Options{}, "hello", "sh", "-c", `printf '\033]11;?\007'; sleep 1; printf hello; sleep 5`)
	assert.GreaterOrEqual(t, slow, time.Second)
}

func TestBuildCompilesAProgram(t *testing.T) {
	servers.Need(t, "sh")
	binary := terminal.Build(t, "./cmd/certwright")
	require.FileExists(t, binary)
}
