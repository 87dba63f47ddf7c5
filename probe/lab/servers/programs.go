// Package servers starts real programs for tests: TLS servers of other makers, and their clients.
//
// It is imported by tests only. A test that needs a program says so first:
//
//	servers.Need(t, "etcd", "curl")
//	s := servers.Etcd(t, servers.Options{Cert: "cert.pem", Key: "key.pem", ClientCA: "ca.pem"})
//	r := servers.Run(t, ctx, "curl", "--cacert", "ca.pem", "https://"+s.Addr+"/health")
//
// Need skips the test where the program is missing, and fails it where CERTWRIGHT_REQUIRE_SERVERS=1 (as .ci/run sets it),
// so that nothing is skipped unseen in CI. Every server listens on one loopback address and a free port, runs in the
// foreground as a child of the test, is ready when its starter returns, and is stopped by its process id when the test ends.
package servers

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// RequireEnv names the variable that turns a missing program from a skip into a failure when it is "1".
const RequireEnv = "CERTWRIGHT_REQUIRE_SERVERS"

// packages maps a program to the Debian package that brings it. .ci/run installs them.
var packages = map[string]string{
	"cc":            "gcc",
	"curl":          "curl",
	"certutil":      "libnss3-tools",
	"etcd":          "etcd-server",
	"etcdctl":       "etcd-client",
	"exim4":         "exim4-daemon-light",
	"gnutls-cli":    "gnutls-bin",
	"gnutls-serv":   "gnutls-bin",
	"certtool":      "gnutls-bin",
	"haproxy":       "haproxy",
	"initdb":        "postgresql",
	"java":          "default-jdk-headless",
	"javac":         "default-jdk-headless",
	"keytool":       "default-jdk-headless",
	"mosquitto":     "mosquitto",
	"nginx":         "nginx-light",
	"node":          "nodejs",
	"openssl":       "openssl",
	"pk12util":      "libnss3-tools",
	"postgres":      "postgresql",
	"psql":          "postgresql-client",
	"python3":       "python3",
	"redis-cli":     "redis-tools",
	"redis-server":  "redis-server",
	"sh":            "dash",
	"slapd":         "slapd",
	"stunnel":       "stunnel4",
	"tmux":          "tmux",
	"tshark":        "tshark",
	"tstclnt":       "libnss3-tools",
	"vfychain":      "libnss3-tools",
	"mosquitto_pub": "mosquitto-clients",
}

// Programs maps every program that this package knows to the Debian package that brings it.
func Programs() map[string]string { return maps.Clone(packages) }

// sbin holds the folders that Debian keeps servers in and that are not on an ordinary user's PATH.
var sbin = []string{"/usr/sbin", "/sbin", "/usr/local/sbin"}

// Path finds a program on PATH, in the sbin folders and in PostgreSQL's versioned folders (newest first).
func Path(name string) (string, bool) {
	if p, err := exec.LookPath(name); err == nil {
		return p, true
	}
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(places)
	for _, dir := range append(slices.Clone(sbin), places...) {
		p := filepath.Join(dir, name)
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return p, true
		}
	}
	return "", false
}

// Need skips the test when one of the programs is missing, naming all that are and how to install them.
// With CERTWRIGHT_REQUIRE_SERVERS=1 it fails the test instead.
func Need(t testing.TB, names ...string) {
	t.Helper()
	var missing, install []string
	for _, name := range names {
		if _, ok := Path(name); ok {
			continue
		}
		missing = append(missing, name)
		if p := packages[name]; p != "" {
			install = append(install, p)
		}
	}
	if len(missing) == 0 {
		return
	}
	text := "needs " + strings.Join(missing, ", ") + " (not on this machine)"
	if len(install) > 0 {
		slices.Sort(install)
		text += "; on Debian: apt-get install " + strings.Join(slices.Compact(install), " ")
	}
	Missing(t, text)
}

// Missing skips a test that cannot be made here, and says why. With CERTWRIGHT_REQUIRE_SERVERS=1 it fails the test instead.
func Missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv(RequireEnv) == "1" {
		t.Fatal(why + "; " + RequireEnv + "=1 forbids to skip")
		return
	}
	t.Skip(why)
}

// must returns the path of a program or ends the test as Need does.
func must(t testing.TB, name string) string {
	t.Helper()
	Need(t, name)
	p, _ := Path(name)
	return p
}
