// Package terminal drives the program in a real terminal, for tests: tmux for stories that type and read as a person does,
// and a silent pseudo-terminal for what must work on a terminal that answers no question.
//
//	term := terminal.Start(t, terminal.Options{Width: 80, Height: 24, Env: []string{"CERTWRIGHT_HOME=" + home}}, binary)
//	term.WaitFor("Set up TLS")
//	term.Press("Enter")
//	term.Type("10.0.1.10")
//	term.WaitFor("10.0.1.10")
//	fmt.Println(term.Keys(), term.Typed())
package terminal

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"certwright/probe/lab/servers"
)

// Options is the terminal that the program finds. The zero value is 80x24.
type Options struct {
	Width, Height int
	Env           []string      // NAME=value for the program; LC_ALL=C.UTF-8 stands unless it is given here
	Dir           string        // working directory; default: a folder of the test
	Patience      time.Duration // how long WaitFor waits; default 10 s
}

func (o Options) size() (w, h int) {
	w, h = o.Width, o.Height
	if w == 0 {
		w = 80
	}
	if h == 0 {
		h = 24
	}
	return w, h
}

// Terminal is a tmux server of its own with one window, in which the program runs.
type Terminal struct {
	t      testing.TB
	tmux   string
	dir    string // of tmux's socket
	socket string
	wait   time.Duration
	keys   int
	typed  int
}

// Start runs the program in a new tmux server, or ends the test as servers.Need does when tmux is missing.
// The server and the program end with the test.
func Start(t testing.TB, o Options, program string, args ...string) *Terminal {
	t.Helper()
	servers.Need(t, "tmux")
	path, _ := servers.Path("tmux")
	work := o.Dir
	if work == "" {
		work = t.TempDir() // before the cleanup below, which then runs first
	}
	dir, err := os.MkdirTemp("", "cw-tmux-") // short: the path of a socket may have some 100 bytes only
	if err != nil {
		t.Fatal(err)
	}
	term := &Terminal{t: t, tmux: path, dir: dir, socket: "certwright-" + strconv.Itoa(os.Getpid()), wait: o.Patience}
	if term.wait == 0 {
		term.wait = 10 * time.Second
	}
	t.Cleanup(func() { term.Kill(); _ = os.RemoveAll(dir) })
	w, h := o.size()
	// the settings come first, in the same command, so that the window is born with them
	line := []string{"-f", "/dev/null", "start-server", ";", "set", "-g", "remain-on-exit", "on", ";", "set", "-g", "status", "off", ";",
		"set", "-s", "escape-time", "0", ";", "set", "-g", "default-terminal", "tmux-256color", ";",
		"new-session", "-d", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h), "-c", work, "--", "env", "LC_ALL=C.UTF-8", "COLORTERM="}
	line = append(append(line, o.Env...), "sh", "-c", noteExit, "sh", term.exitFile(), program)
	term.must(append(line, args...)...)
	return term
}

// run gives one command to this terminal's tmux server.
func (s *Terminal) run(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.tmux, append([]string{"-u", "-L", s.socket}, args...)...)
	cmd.Env = []string{"LC_ALL=C.UTF-8", "TERM=xterm-256color", "TMUX_TMPDIR=" + s.dir, "PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "SHELL=/bin/sh"}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (s *Terminal) must(args ...string) string {
	s.t.Helper()
	out, err := s.run(args...)
	if err != nil {
		s.t.Fatalf("tmux %s: %v\n%s", args[0], err, out)
	}
	return out
}

// Type sends text as it is, for fields: names and addresses. It counts in Typed, not in Keys.
func (s *Terminal) Type(text string) {
	s.t.Helper()
	s.typed += utf8.RuneCountInString(text)
	s.must("send-keys", "-l", "--", text)
}

// Press sends keys by tmux's names: Enter, Escape, Tab, BTab, Up, Space, BSpace, F2, C-o, PageDown; one character stands
// for itself. Each counts one in Keys.
func (s *Terminal) Press(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		s.keys++
		if utf8.RuneCountInString(k) == 1 {
			s.must("send-keys", "-l", "--", k)
		} else {
			s.must("send-keys", k)
		}
		if k == "Escape" {
			time.Sleep(50 * time.Millisecond) // or it would be read as alt with the next key
		}
	}
}

// Keys is how many keys were pressed, text typed into fields left aside.
func (s *Terminal) Keys() int { return s.keys }

// Typed is how many characters of text were typed.
func (s *Terminal) Typed() int { return s.typed }

// Screen is what a person sees now: lines without colours, trailing blanks cut.
func (s *Terminal) Screen() string {
	s.t.Helper()
	return s.must("capture-pane", "-p")
}

// WaitFor waits until all texts stand on one screen and returns that screen; when they do not come it fails the test,
// showing what stood there instead.
func (s *Terminal) WaitFor(texts ...string) string {
	s.t.Helper()
	return s.until(fmt.Sprintf("%q to appear", texts), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// WaitGone waits until a text stands on the screen no longer.
func (s *Terminal) WaitGone(text string) string {
	s.t.Helper()
	return s.until(fmt.Sprintf("%q to go", text), func(screen string) bool { return !strings.Contains(screen, text) })
}

func (s *Terminal) until(what string, ok func(string) bool) string {
	s.t.Helper()
	var screen string
	for end := time.Now().Add(s.wait); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		if screen = s.Screen(); ok(screen) {
			return screen
		}
	}
	s.t.Fatalf("waited %s for %s; the screen is\n%s", s.wait, what, screen)
	return ""
}

// noteExit runs a program and leaves its exit code in the file $1, whole or not at all. tmux is not asked: its 3.3 may miss
// the end of a program, and then says for ever that the pane is dead and not how it died.
const noteExit = `note=$1; shift; "$@"; code=$?; echo $code >"$note.new" && mv "$note.new" "$note"; exit $code`

func (s *Terminal) exitFile() string { return filepath.Join(s.dir, "exit") }

// WaitExit waits until the program has ended and returns its exit code, 128 and the signal's number when a signal ended
// it. The last screen stays readable.
func (s *Terminal) WaitExit() int {
	s.t.Helper()
	for end := time.Now().Add(s.wait); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		note, err := os.ReadFile(s.exitFile())
		if err != nil {
			continue
		}
		code, err := strconv.Atoi(strings.TrimSpace(string(note)))
		if err != nil {
			s.t.Fatalf("the exit code is %q", note)
		}
		return code
	}
	s.t.Fatalf("the program is still there after %s; the screen is\n%s", s.wait, s.Screen())
	return -1
}

// Resize gives the terminal another size.
func (s *Terminal) Resize(w, h int) {
	s.t.Helper()
	s.must("resize-window", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h))
}

// Kill ends the tmux server, and the program with it as when a terminal window is closed.
func (s *Terminal) Kill() { _, _ = s.run("kill-server") }

// Build compiles a program of this module (a path as "./cmd/certwright", seen from the module's root) and returns the
// binary. The second build of the same sources only links.
func Build(t testing.TB, pkg string) string {
	t.Helper()
	mod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), filepath.Base(pkg))
	cmd := exec.Command("go", "build", "-o", binary, pkg)
	cmd.Dir = filepath.Dir(strings.TrimSpace(string(mod)))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}
