package servers

import (
	_ "embed"
	"os/exec"
	"strconv"
	"testing"
)

// Hello is what the web servers of this package answer to every request.
const Hello = "hello"

//go:embed scripts/https.js
var nodeScript string

//go:embed scripts/https.py
var pythonScript string

// Node starts an HTTPS server of node. Env may hold TLS_OPTIONS, a JSON object of further tls.createServer options.
func Node(t testing.TB, o Options) *Server {
	t.Helper()
	return script(t, "node", "https.js", nodeScript, o)
}

// Python starts an HTTPS server on Python's ssl module. Env may hold TLS_SETUP, Python statements that change `ctx`.
func Python(t testing.TB, o Options) *Server {
	t.Helper()
	return script(t, "python3", "https.py", pythonScript, o)
}

func script(t testing.TB, program, name, text string, o Options) *Server {
	t.Helper()
	path, file := must(t, program), writeFile(t, t.TempDir(), name, text)
	return launch(t, program, "", o, func(s *Server) *exec.Cmd {
		args := []string{file, s.Host, strconv.Itoa(s.Port), o.Cert, o.Key}
		if o.ClientCA != "" {
			args = append(args, o.ClientCA)
			if o.Optional {
				args = append(args, "optional")
			}
		}
		return command(path, o, args)
	})
}

// command is a server's command line in the quiet environment, our arguments first, then those of the options.
func command(path string, o Options, args []string) *exec.Cmd {
	cmd := exec.Command(path, append(args, o.Args...)...)
	cmd.Env = append(quietEnv(), o.Env...)
	return cmd
}
