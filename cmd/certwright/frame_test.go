package main

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"certwright/cmd/internal/terminal"
)

// TestSilentTerminal: neither --help nor the first frame may wait for an answer of the terminal, which some never give.
// Half a second is far above what it takes and far below the five seconds of a query that nobody answers.
func TestSilentTerminal(t *testing.T) {
	program := terminal.Build(t, "./cmd/certwright")
	options := terminal.Options{Env: []string{"TERM=xterm-256color", "LANG=C.UTF-8", "CERTWRIGHT_HOME=" + t.TempDir()}}
	assert.Less(t, terminal.FirstFrame(t, options, "Set up TLS on a server", program), 500*time.Millisecond)
	assert.Less(t, terminal.FirstFrame(t, options, "Exit codes", program, "--help"), 500*time.Millisecond)
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
