package servers

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// PostgresUser is the role that exists in a Postgres server.
const PostgresUser = "postgres"

// Postgres starts PostgreSQL with TLS on; the role postgres needs no password. ClientCA means clientcert=verify-ca for
// everybody (with Optional: the CA is set, nothing is demanded). hba replaces the lines of pg_hba.conf
// ("hostssl all all 127.0.0.0/8 cert"); Config holds further lines of postgresql.conf.
// It refuses to run as root, so a root test starts it as postgres or nobody; files are copied to it at every start.
func Postgres(t testing.TB, o Options, hba ...string) *Server {
	t.Helper()
	Need(t, "postgres", "initdb")
	path, _ := Path("postgres")
	who := accountOf(t, "postgres", "nobody")
	dir := who.folder(t)
	data := filepath.Join(dir, "data")
	initdb, _ := Path("initdb")
	init := exec.Command(initdb, "-D", data, "-U", PostgresUser, "-A", "trust", "--no-sync", "-E", "UTF8", "--no-locale")
	init.Env, init.Dir = quietEnv(), dir
	who.run(init)
	if out, err := init.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	s := launch(t, "postgres", "ready to accept connections", o, func(s *Server) *exec.Cmd {
		conf := postgresFiles(t, who, dir, o, hba)
		cmd := command(path, o, []string{
			"-D", data, "-h", s.Host, "-p", strconv.Itoa(s.Port), "-k", dir, "-c", "config_file=" + conf,
			"-c", "hba_file=" + filepath.Join(dir, "pg_hba.conf"), "-c", "fsync=off",
		})
		cmd.Dir = dir
		who.run(cmd)
		s.polite = func(p *os.Process) error { return p.Signal(os.Interrupt) } // SIGTERM would wait for its clients
		return cmd
	})
	return s
}

// postgresFiles copies the TLS files to where the server's user may read them, writes the configuration and returns its path.
func postgresFiles(t testing.TB, who account, dir string, o Options, hba []string) string {
	t.Helper()
	lines := []string{"ssl = on", "logging_collector = off", "log_connections = on"}
	for _, f := range [][2]string{{"ssl_cert_file", o.Cert}, {"ssl_key_file", o.Key}, {"ssl_ca_file", o.ClientCA}} {
		if f[1] == "" {
			continue
		}
		to := filepath.Join(dir, f[0]+".pem")
		who.copy(t, to, f[1])
		lines = append(lines, fmt.Sprintf("%s = '%s'", f[0], to))
	}
	if len(hba) == 0 {
		rule := "hostssl all all 127.0.0.0/8 trust"
		if o.ClientCA != "" && !o.Optional {
			rule += " clientcert=verify-ca"
		}
		hba = []string{rule}
	}
	who.own(t, writeFile(t, dir, "pg_hba.conf", strings.Join(append(hba, ""), "\n")))
	conf := writeFile(t, dir, "postgresql.conf", strings.Join(append(lines, o.Config, ""), "\n"))
	who.own(t, conf)
	return conf
}
