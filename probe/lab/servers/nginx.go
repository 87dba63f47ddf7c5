package servers

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Nginx starts nginx with one TLS server block that answers "hello" to everything. ClientCA means ssl_verify_client on,
// with Optional optional. Config holds further directives of the server block (ssl_protocols, location ..., and so on).
// It runs as the user of the test, keeps all its files in a folder of the test, and logs errors at level info, where the
// reason of a refused client certificate stands.
func Nginx(t testing.TB, o Options) *Server {
	t.Helper()
	path, dir := must(t, "nginx"), t.TempDir()
	return launch(t, "nginx", "", o, func(s *Server) *exec.Cmd {
		file := writeFile(t, dir, "nginx.conf", nginxConfig(s, dir, o))
		return command(path, o, []string{"-p", dir, "-e", "stderr", "-c", file})
	})
}

func nginxConfig(s *Server, dir string, o Options) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	if os.Getuid() == 0 {
		line("user root;") // a worker under another user could not enter the test's private folder
	}
	line("daemon off; worker_processes 1; pid %s/nginx.pid; error_log stderr info;", dir)
	line("events { worker_connections 64; }")
	line("http {\n access_log off;")
	for _, temp := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		line(" %s_temp_path %s/%s;", temp, dir, temp)
	}
	line(" server {")
	if o.Cert == "" {
		line("  listen %s;", s.Addr)
	} else {
		line("  listen %s ssl;\n  ssl_certificate %q;\n  ssl_certificate_key %q;", s.Addr, o.Cert, o.Key)
	}
	if o.ClientCA != "" {
		mode := "on"
		if o.Optional {
			mode = "optional"
		}
		line("  ssl_client_certificate %q;\n  ssl_verify_client %s;", o.ClientCA, mode)
	}
	line("  %s", o.Config)
	if !strings.Contains(o.Config, "location / ") {
		line("  location / { default_type text/plain; return 200 \"hello\\n\"; }")
	}
	line(" }\n}")
	return b.String()
}

// writeFile writes a configuration file of the test and returns its path.
func writeFile(t testing.TB, dir, name, text string) string {
	t.Helper()
	p := filepath.Join(dir, name)
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return p
}
