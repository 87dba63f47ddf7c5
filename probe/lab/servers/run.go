package servers

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Result is what a client program printed and how it ended.
type Result struct {
	Out  string // standard output
	Err  string // standard error
	Code int    // exit code; -1 when it was killed at the end of the context
}

// Text is standard output and standard error, one after the other.
func (r Result) Text() string { return r.Out + r.Err }

// Command is a client program with everything that Run leaves at its default.
type Command struct {
	Name  string
	Args  []string
	Stdin string   // default: end of file at once
	Dir   string   // default: the test's own folder
	Env   []string // NAME=value, added to the quiet environment
}

// Run runs a client program to its end and returns what it said; an exit code other than 0 is a result, no failure.
// The environment is quiet: English messages, no proxies, an empty HOME, and no variable that adds or moves trust anchors.
// The program must be there (Need); it is killed when ctx ends.
func Run(t testing.TB, ctx context.Context, name string, args ...string) Result {
	t.Helper()
	return RunCommand(t, ctx, Command{Name: name, Args: args})
}

// RunCommand is Run with input, folder or environment of its own.
func RunCommand(t testing.TB, ctx context.Context, c Command) Result {
	t.Helper()
	cmd := exec.CommandContext(ctx, must(t, c.Name), c.Args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(c.Stdin), &out, &errs
	cmd.Dir = c.Dir
	cmd.Env = append(append(quietEnv(), "HOME="+t.TempDir()), c.Env...)
	cmd.WaitDelay = time.Second
	tie(cmd)
	cmd.Cancel = func() error { return kill(cmd.Process) } // with what it started
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && ctx.Err() == nil && !errors.Is(err, exec.ErrWaitDelay) {
		t.Fatalf("%s: %v", c.Name, err)
	}
	return Result{Out: out.String(), Err: errs.String(), Code: cmd.ProcessState.ExitCode()}
}

// loud lists variables that change what a TLS program trusts, prints or dials through.
var loud = []string{
	"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "CURL_HOME",
	"REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "OPENSSL_CONF",
	"SSLKEYLOGFILE", "GNUTLS_SYSTEM_PRIORITY_FILE", "LANG", "LANGUAGE", "HOME", "TERM", "ETCDCTL_API",
}

func quietEnv() []string {
	env := []string{"LC_ALL=C.UTF-8", "TERM=dumb"}
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if !isLoud(strings.ToUpper(name)) {
			env = append(env, kv)
		}
	}
	return env
}

func isLoud(name string) bool {
	for _, prefix := range []string{"LC_", "PG", "ETCD_", "DOCKER_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	for _, l := range loud {
		if name == l {
			return true
		}
	}
	return false
}
