package servers

import (
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// HAProxy starts haproxy with one TLS frontend that answers "hello". ClientCA means `verify required`, with Optional
// `verify optional`. Args are further words of the bind line (ssl-max-ver TLSv1.1, alpn h2 ...), Config further lines of
// the frontend, ahead of the answer.
func HAProxy(t testing.TB, o Options) *Server {
	t.Helper()
	path, dir := must(t, "haproxy"), t.TempDir()
	return launch(t, "haproxy", "", o, func(s *Server) *exec.Cmd {
		both := filepath.Join(dir, "both.pem") // haproxy wants the key behind the chain in one file
		join(t, both, o.Cert, o.Key)
		bind := "bind " + s.Addr + " ssl crt " + both
		if o.ClientCA != "" {
			mode := "required"
			if o.Optional {
				mode = "optional"
			}
			bind += " ca-file " + o.ClientCA + " verify " + mode
		}
		conf := writeFile(t, dir, "haproxy.cfg", strings.Join([]string{
			"global", " log stderr format raw local0 debug", " ssl-default-bind-options ssl-min-ver TLSv1.0",
			"defaults", " mode http", " log global", " timeout connect 5s", " timeout client 30s", " timeout server 30s",
			"frontend tls", " " + bind + " " + strings.Join(o.Args, " "), " " + o.Config,
			` http-request return status 200 content-type text/plain string hello`, "",
		}, "\n"))
		cmd := exec.Command(path, "-db", "-f", conf)
		cmd.Env = append(quietEnv(), o.Env...)
		return cmd
	})
}

// join writes the files one behind the other into a private file.
func join(t testing.TB, to string, from ...string) {
	t.Helper()
	var all []byte
	for _, f := range from {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(append(all, data...), '\n')
	}
	if err := os.WriteFile(to, all, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Stunnel starts stunnel in front of Backend (default: a plain web server that answers "hello"). ClientCA means
// verifyChain with a certificate required, with Optional asked for only. Config holds further lines of the service
// (sslVersionMax = TLSv1.1, protocol = smtp ...).
func Stunnel(t testing.TB, o Options) *Server {
	t.Helper()
	path, dir := must(t, "stunnel"), t.TempDir()
	backend := o.Backend
	if backend == "" {
		backend = plainHello(t)
	}
	return launch(t, "stunnel", "", o, func(s *Server) *exec.Cmd {
		lines := []string{
			"foreground = yes", "pid =", "debug = info", "syslog = no", "[test]", "accept = " + s.Addr, "connect = " + backend,
			"cert = " + o.Cert, "key = " + o.Key,
		}
		if o.ClientCA != "" {
			mode := "verifyChain = yes"
			if o.Optional {
				mode = "verify = 1" // the old option is the only one that verifies a certificate without demanding it
			}
			lines = append(lines, "CAfile = "+o.ClientCA, mode)
		}
		conf := writeFile(t, dir, "stunnel.conf", strings.Join(append(lines, o.Config, ""), "\n"))
		return command(path, o, []string{conf})
	})
}

// plainHello is a web server without TLS, for programs that only carry TLS for another.
func plainHello(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, Hello+"\n") }),
	}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return l.Addr().String()
}
