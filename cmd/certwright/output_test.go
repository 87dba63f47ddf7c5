package main

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
)

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
}

// TestLostOutput: output that could not be written is one clear error and exit code 2, whatever was asked for.
func TestLostOutput(t *testing.T) {
	for _, args := range [][]string{{"list"}, {"list", "--json"}, {"inspect", "--json", "nothing-here"}, {"--help"}} {
		var errs bytes.Buffer
		args = append(args, "--lang", "en", "--home", t.TempDir())
		assert.Equal(t, exitUsage, Main(t.Context(), args, strings.NewReader(""), full{}, &errs), args)
		assert.Equal(t, 1, strings.Count(errs.String(), "certwright: "), "%v: %s", args, errs.String())
		assert.Contains(t, errs.String(), "The output could not be written: no space left on device.", args)
		assert.NotContains(t, errs.String(), "/dev/stdout", args)
	}
}

// TestHelpFits: every help page, in both languages, keeps to 80 columns and says nothing in the other language.
func TestHelpFits(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		for _, command := range []string{"", "ca", "ca create", "issue", "list", "recipe", "inspect", "verify", "probe", "explain", "completion", "completion bash",
			"completion zsh", "completion fish", "completion powershell", "help"} {
			var out, errs bytes.Buffer
			args := append(strings.Fields(command), "--help", "--lang", lang)
			assert.Equal(t, 0, Main(t.Context(), args, strings.NewReader(""), &out, &errs), command)
			assert.Empty(t, errs.String(), command)
			for _, line := range strings.Split(out.String(), "\n") {
				assert.LessOrEqual(t, width(line), pageWidth, "%s %s: %s", lang, command, line)
			}
			if lang == "zh" {
				assert.NotRegexp(t, `(?i)completion descriptions|help for|autocompletion|the shell|\(default`, out.String(), command)
			}
		}
	}
}
