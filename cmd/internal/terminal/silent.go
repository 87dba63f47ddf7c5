package terminal

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

// FirstFrame runs the program on a pseudo-terminal that never answers, and returns how long it took until want stood in
// its output, colours and cursor movements left aside. A program that asks its terminal for colours or its size and waits
// for the answer is slow here. It fails the test when want does not come within ten seconds, and ends the program.
func FirstFrame(t testing.TB, o Options, want, program string, args ...string) time.Duration {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = o.Dir
	cmd.Env = append([]string{"TERM=xterm-256color", "LC_ALL=C.UTF-8", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, o.Env...)
	w, h := o.size()
	start := time.Now()
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = terminal.Close()
		_ = cmd.Wait()
	}()
	type read struct {
		text string
		err  error
	}
	output := make(chan read, 64)
	go func() {
		for buf := make([]byte, 4096); ; {
			n, err := terminal.Read(buf)
			output <- read{string(buf[:n]), err}
			if err != nil {
				return
			}
		}
	}()
	var all strings.Builder
	for late := time.After(10 * time.Second); ; {
		select {
		case r := <-output:
			all.WriteString(r.text)
			if strings.Contains(ansi.Strip(all.String()), want) {
				return time.Since(start)
			}
			if r.err != nil {
				t.Fatalf("the program ended without %q:\n%q", want, all.String())
			}
		case <-late:
			t.Fatalf("ten seconds without %q:\n%q", want, all.String())
		}
	}
}
