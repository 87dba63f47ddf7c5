package servers

import (
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Docker starts a Docker daemon, with its own containerd, that keeps everything in one folder, makes no network and leaves
// the firewall alone. ClientCA means tlsverify; without it, and with Optional, it asks no client for a certificate; without
// Cert it serves plain HTTP. Config is the whole daemon.json in place of ours, and "-H" in Args takes the place of our address: it has to name
// Host:Port. The test is skipped as NeedDocker says.
func Docker(t testing.TB, o Options) *Server {
	t.Helper()
	NeedDocker(t)
	path, _ := Path("dockerd")
	dir := dockerFolder(t)
	return launch(t, "dockerd", dockerReady, o, func(s *Server) *exec.Cmd {
		text := o.Config
		if text == "" {
			text = dockerConfig(t, o)
		}
		args := append(dockerArgs(dir, writeFile(t, dir, "daemon.json", text)), "-H", "tcp://"+s.Addr)
		if slices.Contains(o.Args, "-H") {
			args = args[:len(args)-2]
		}
		return command(path, o, args)
	})
}

// DockerRefuses starts a daemon with this daemon.json and an address of its own, and returns what it said before it ended.
func DockerRefuses(t testing.TB, config string) string {
	t.Helper()
	NeedDocker(t)
	dir := dockerFolder(t)
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	args := append(dockerArgs(dir, writeFile(t, dir, "daemon.json", config)), "-H", "unix://"+filepath.Join(dir, "api"))
	r := RunCommand(t, ctx, Command{Name: "dockerd", Args: args})
	if ctx.Err() != nil {
		t.Fatalf("dockerd did not refuse:\n%s", r.Text())
	}
	return r.Text()
}

// NeedDocker skips the test where dockerd or its client is missing, or does not start even with nothing to serve: it wants root and
// mounted control groups, which a sandbox may lack. Never a failure, so .ci/run has to say whether these tests ran.
func NeedDocker(t testing.TB) {
	t.Helper()
	path, ok := Path("dockerd")
	if _, client := Path("docker"); !ok || !client {
		t.Skip("needs dockerd and docker (not on this machine); on Debian: apt-get install --no-install-recommends docker.io")
	}
	dockerTrial.Do(func() { dockerTrial.fails = tryDocker(t, path) })
	if dockerTrial.fails != "" {
		t.Skip("dockerd cannot run on this machine: " + dockerTrial.fails)
	}
}

// dockerReady is in the log of every version once the API is served.
const dockerReady = "API listen on"

// dockerTrial is what became of a daemon that only listens on a socket of its own.
var dockerTrial struct {
	sync.Once
	fails string // its last words; empty: it runs
}

func tryDocker(t testing.TB, path string) (fails string) {
	t.Helper()
	dir := dockerFolder(t)
	s := &Server{Name: "dockerd", t: t, log: &capture{}, polite: terminate}
	s.build = func() *exec.Cmd {
		return command(path, Options{}, append(dockerArgs(dir, writeFile(t, dir, "daemon.json", "{}")), "-H", "unix://"+filepath.Join(dir, "api")))
	}
	if err := s.spawn(); err != nil {
		return err.Error()
	}
	defer s.Stop()
	for end := time.Now().Add(startTimeout); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if strings.Contains(s.Log(), dockerReady) {
			return ""
		}
		select {
		case <-s.done:
			lines := strings.Split(strings.TrimSpace(s.Log()), "\n")
			return lines[len(lines)-1]
		default:
		}
	}
	return "not ready after " + startTimeout.String()
}

// dockerFolder is short, because sockets lie in it, and let go of when the test ends: dockerd mounts a folder of its own
// on itself, and leaves that behind when it dies early.
func dockerFolder(t testing.TB) string {
	t.Helper()
	dir := account{}.folder(t)
	t.Cleanup(func() { _ = exec.Command("umount", filepath.Join(dir, "data")).Run() })
	return dir
}

func dockerArgs(dir, config string) []string {
	in := func(name string) string { return filepath.Join(dir, name) }
	return []string{
		"--data-root", in("data"), "--exec-root", in("exec"), "--pidfile", in("pid"), "--config-file", config,
		"--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=vfs",
	}
}

// dockerConfig leaves verification out by a plain false: "tls" alone would still verify clients, by the system's CAs.
func dockerConfig(t testing.TB, o Options) string {
	t.Helper()
	daemon := map[string]any{}
	if o.Cert != "" {
		daemon = map[string]any{"tlsverify": o.ClientCA != "" && !o.Optional, "tlscert": o.Cert, "tlskey": o.Key}
		if o.ClientCA != "" {
			daemon["tlscacert"] = o.ClientCA
		}
	}
	text, err := json.Marshal(daemon)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
