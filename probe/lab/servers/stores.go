package servers

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// Redis starts redis-server with only its TLS port, without Cert with only its plain one. ClientCA means tls-auth-clients yes, with Optional optional.
// Args are further options as on redis-server's command line (--tls-protocols TLSv1.2 ...).
func Redis(t testing.TB, o Options) *Server {
	t.Helper()
	path, dir := must(t, "redis-server"), t.TempDir()
	return launch(t, "redis-server", "", o, func(s *Server) *exec.Cmd {
		auth := "no"
		if o.ClientCA != "" {
			auth = "yes"
		}
		if o.Optional {
			auth = "optional"
		}
		args := []string{
			"--bind", s.Host, "--dir", dir, "--save", "", "--appendonly", "no", "--loglevel", "verbose",
		}
		if o.Cert == "" {
			args = append(args, "--port", strconv.Itoa(s.Port))
		} else {
			args = append(args, "--port", "0", "--tls-port", strconv.Itoa(s.Port), "--tls-cert-file", o.Cert, "--tls-key-file", o.Key, "--tls-auth-clients", auth)
		}
		if o.ClientCA != "" {
			args = append(args, "--tls-ca-cert-file", o.ClientCA)
		}
		return command(path, o, args)
	})
}

// Mosquitto starts an MQTT broker with one TLS listener. ClientCA means require_certificate true (with Optional: cafile
// without it). Config holds further lines of its configuration file (tls_version tlsv1.2, use_identity_as_username ...).
func Mosquitto(t testing.TB, o Options) *Server {
	t.Helper()
	path, dir := must(t, "mosquitto"), t.TempDir()
	return launch(t, "mosquitto", "", o, func(s *Server) *exec.Cmd {
		lines := []string{
			"user root", // only read when started as root: it would change to a user who cannot enter the test's folder
			"log_dest stderr", "log_type all", "allow_anonymous true", "persistence false",
			fmt.Sprintf("listener %d %s", s.Port, s.Host), "certfile " + o.Cert, "keyfile " + o.Key,
		}
		if o.ClientCA != "" {
			lines = append(lines, "cafile "+o.ClientCA, fmt.Sprintf("require_certificate %t", !o.Optional))
		}
		conf := writeFile(t, dir, "mosquitto.conf", strings.Join(append(lines, o.Config, ""), "\n"))
		return command(path, o, []string{"-c", conf})
	})
}
