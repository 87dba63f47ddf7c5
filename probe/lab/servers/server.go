package servers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// startTimeout is how long a server may take until it listens; CI machines are slow and shared.
const startTimeout = 30 * time.Second

// Options says how a server is started. The zero value of a field means what its comment says; files are PEM and are
// handed to the server by path, so a Restart after they changed makes it serve the new ones.
type Options struct {
	Host     string   // loopback address to listen on; default 127.0.0.1
	Port     int      // default: a free one
	Cert     string   // leaf, then intermediates
	Key      string   // private key of Cert
	ClientCA string   // trust anchors for client certificates; empty: none is asked for
	Optional bool     // with ClientCA: ask for a client certificate, let people in without one
	Args     []string // further arguments, after ours
	Config   string   // further lines of the server's own configuration, see the starter
	Env      []string // NAME=value, beside the quiet environment described at Run
	Backend  string   // stunnel only: address that it forwards to
	Peer     *Options // etcd only: TLS of the peer port; nil: peers speak plain HTTP on loopback
	Ready    string   // wait for this text in the log as well; default: what the starter knows
}

func (o Options) host() string {
	if o.Host == "" {
		return "127.0.0.1"
	}
	return o.Host
}

// Server is one running program.
type Server struct {
	Name string // the program
	Host string // loopback address it listens on
	Port int
	Addr string // Host:Port, ready for net.Dial

	t      testing.TB
	build  func() *exec.Cmd        // a fresh command for the same address; called again by Restart
	polite func(*os.Process) error // asks the process to end
	ready  string                  // text in the log that says it serves; empty: listening is enough
	log    *capture

	cmd   *exec.Cmd
	stdin io.WriteCloser
	done  chan struct{} // closed when the process ended
}

// launch starts a server on a free port and waits for it; when another process took the port in between, it tries again.
func launch(t testing.TB, name, ready string, o Options, build func(s *Server) *exec.Cmd) *Server {
	t.Helper()
	if o.Ready != "" {
		ready = o.Ready
	}
	s := &Server{Name: name, Host: o.host(), t: t, ready: ready, log: &capture{}, polite: terminate}
	t.Cleanup(s.Stop)
	for attempt := 1; ; attempt++ {
		s.Port = o.Port
		if s.Port == 0 {
			s.Port = FreePort(t, s.Host)
		}
		s.Addr = net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
		s.build = func() *exec.Cmd { return build(s) }
		err := s.start()
		if err == nil {
			return s
		}
		s.Stop()
		if attempt < 3 && o.Port == 0 && strings.Contains(strings.ToLower(s.log.String()), "already in use") {
			continue
		}
		t.Fatalf("%s did not start: %v\n%s", name, err, s.log.String())
	}
}

// Ports for servers lie below those that a system hands out by itself, to listeners on port 0 and to connections: one of
// these would take the port of a server that is about to start. None of them belongs to a service that is known by its port.
const lowestPort, highestPort = 20000, 26999

// given holds the ports that this process has given out: two servers that start together must not get the same.
var given sync.Map

// FreePort returns a port that nobody listens on at this address right now, each once.
func FreePort(t testing.TB, host string) int {
	t.Helper()
	var err error
	for range 100 {
		port := lowestPort + rand.IntN(highestPort-lowestPort+1)
		if _, taken := given.LoadOrStore(port, true); taken {
			continue
		}
		var l net.Listener
		if l, err = net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port))); err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatalf("no free port on %s: %v", host, err)
	return 0
}

// spawn starts the process without waiting for it to listen.
func (s *Server) spawn() error {
	cmd := s.build()
	cmd.Stdout, cmd.Stderr = s.log, s.log
	cmd.WaitDelay = 2 * time.Second
	tie(cmd)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() { _ = cmd.Wait(); close(done) }()
	s.cmd, s.stdin, s.done = cmd, stdin, done
	return nil
}

func (s *Server) start() error {
	from := s.log.Len()
	if err := s.spawn(); err != nil {
		return err
	}
	return s.await(from)
}

// await returns when the server listens and has said what it was expected to say since byte from of its log.
func (s *Server) await(from int) error {
	deadline := time.Now().Add(startTimeout)
	for time.Now().Before(deadline) {
		select {
		case <-s.done:
			return fmt.Errorf("it ended at once: %v", s.cmd.ProcessState)
		default:
		}
		if strings.Contains(s.log.since(from), s.ready) && listening(s.Host, s.Port) {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("not ready after %s", startTimeout)
}

// PID is the process id of the running server.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Stop ends the process: politely, then by force. Called by itself when the test ends.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	_ = s.polite(s.cmd.Process)
	select {
	case <-s.done:
	case <-time.After(5 * time.Second):
		_ = kill(s.cmd.Process)
		<-s.done
	}
	_ = s.stdin.Close()
	s.cmd = nil
}

// Restart stops the server and starts it again on the same port, so that it reads its files again.
func (s *Server) Restart() {
	s.t.Helper()
	s.Stop()
	if err := s.start(); err != nil {
		s.t.Fatalf("%s did not start again: %v\n%s", s.Name, err, s.log.String())
	}
}

// Reload sends SIGHUP, for servers that read their files again on it.
func (s *Server) Reload() error {
	if s.cmd == nil {
		return errors.New("not running")
	}
	return hangup(s.cmd.Process)
}

// Send writes text to the server's standard input: openssl s_server takes its one-letter commands there.
func (s *Server) Send(text string) error {
	_, err := io.WriteString(s.stdin, text)
	return err
}

// Log returns everything the server wrote so far, over all its starts.
func (s *Server) Log() string { return s.log.String() }

// WaitLog waits until the log holds text, and fails the test with the log when it does not within ten seconds.
func (s *Server) WaitLog(text string) {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if strings.Contains(s.Log(), text) {
			return
		}
	}
	s.t.Fatalf("%s never logged %q:\n%s", s.Name, text, s.Log())
}

// capture is a growing log, safe to read while the process writes.
type capture struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (c *capture) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.buf.Write(p)
}

func (c *capture) String() string { return c.since(0) }

func (c *capture) since(from int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return string(c.buf.Bytes()[from:])
}

func (c *capture) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.buf.Len()
}
