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
