package main

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"certwright/cmd/internal/terminal"
)

// TestSilentTerminal: neither --help nor the first frame may wait for an answer of the terminal, which some never give.
// Half a second is far above what it takes and far below the five seconds of a query that nobody answers. The best of a
// few starts counts: a busy machine may be slow once, a query that waits is slow every time.
func TestSilentTerminal(t *testing.T) {
	program := terminal.Build(t, "./cmd/certwright")
	options := terminal.Options{Env: []string{"TERM=xterm-256color", "LANG=C.UTF-8", "CERTWRIGHT_HOME=" + t.TempDir()}}
	for text, args := range map[string][]string{"Set up TLS on a server": nil, "Exit codes": {"--help"}} {
		best := time.Hour
		for range 5 {
			if best = min(best, terminal.FirstFrame(t, options, text, program, args...)); best < 500*time.Millisecond {
				break
			}
		}
		assert.Less(t, best, 500*time.Millisecond, text)
	}
}

// TestNoTerminal: TERM=dumb, or no terminal at all, is exit code 2 and names the subcommands.
func TestNoTerminal(t *testing.T) {
	program := terminal.Build(t, "./cmd/certwright")
	cmd := exec.Command(program)
	cmd.Env = []string{"TERM=xterm", "CERTWRIGHT_HOME=" + t.TempDir(), "LANG=C.UTF-8"}
	out, err := cmd.CombinedOutput()
	assert.Error(t, err)
	assert.Equal(t, 2, cmd.ProcessState.ExitCode())
	assert.Contains(t, string(out), "certwright ca create")
}
