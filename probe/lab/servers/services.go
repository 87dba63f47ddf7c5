package servers

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Exim starts a mail server that speaks SMTP and offers STARTTLS. ClientCA means tls_verify_hosts (every client must show
// a certificate), with Optional tls_try_verify_hosts. Config holds further lines of its main configuration
// (tls_require_ciphers = NORMAL:-VERS-TLS1.3 ...: Debian builds it with GnuTLS). It needs root, and skips the test without.
func Exim(t testing.TB, o Options) *Server {
	t.Helper()
	path := must(t, "exim4")
	if os.Getuid() != 0 {
		t.Skip("exim4 with a configuration of one's own needs root")
	}
	who := accountOf(t, "Debian-exim")
	dir := who.folder(t)
	return launch(t, "exim4", "", o, func(s *Server) *exec.Cmd {
		lines := []string{
			"spool_directory = " + dir, "log_file_path = " + filepath.Join(dir, "%slog"), "log_selector = +tls_peerdn +tls_certificate_verified",
			"local_interfaces = " + s.Host, fmt.Sprintf("daemon_smtp_ports = %d", s.Port), "primary_hostname = localhost",
			"host_lookup =", "keep_environment =", "acl_smtp_rcpt = deny", "tls_advertise_hosts = *",
		}
		for _, f := range [][2]string{{"tls_certificate", o.Cert}, {"tls_privatekey", o.Key}, {"tls_verify_certificates", o.ClientCA}} {
			if f[1] != "" {
				to := filepath.Join(dir, f[0]+".pem")
				who.copy(t, to, f[1])
				lines = append(lines, f[0]+" = "+to)
			}
		}
		if o.ClientCA != "" {
			verify := "tls_verify_hosts = *"
			if o.Optional {
				verify = "tls_try_verify_hosts = *"
			}
			lines = append(lines, verify)
		}
		conf := writeFile(t, dir, "exim.conf", strings.Join(append(lines, o.Config, ""), "\n"))
		return command(path, o, []string{"-bdf", "-v", "-oP", filepath.Join(dir, "pid"), "-C", conf})
	})
}

// Slapd starts an LDAP server that offers STARTTLS. ClientCA means TLSVerifyClient demand, with Optional try. Config holds
// further lines of slapd.conf (TLSProtocolMin 3.3, TLSCipherSuite ...: Debian builds it with GnuTLS).
func Slapd(t testing.TB, o Options) *Server { return slapd(t, "ldap", o) }

// SlapdTLS is Slapd with TLS from the first byte (ldaps).
func SlapdTLS(t testing.TB, o Options) *Server { return slapd(t, "ldaps", o) }

func slapd(t testing.TB, scheme string, o Options) *Server {
	t.Helper()
	path, dir := must(t, "slapd"), t.TempDir()
	return launch(t, "slapd", "slapd starting", o, func(s *Server) *exec.Cmd {
		verify := "never"
		if o.ClientCA != "" {
			verify = "demand"
		}
		if o.Optional {
			verify = "try"
		}
		lines := []string{"pidfile " + filepath.Join(dir, "pid"), "TLSCertificateFile " + o.Cert, "TLSCertificateKeyFile " + o.Key, "TLSVerifyClient " + verify}
		if o.ClientCA != "" {
			lines = append(lines, "TLSCACertificateFile "+o.ClientCA)
		}
		conf := writeFile(t, dir, "slapd.conf", strings.Join(append(lines, o.Config, "database monitor", ""), "\n"))
		return command(path, o, []string{"-h", scheme + "://" + s.Addr + "/", "-d", "256", "-f", conf})
	})
}
