package main

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/cmd/internal/terminal"
	"certwright/probe/lab/servers"
)

// mostKeys is how many keys the whole story may take, typed names and addresses left aside.
const mostKeys = 60

// TestEtcdStory is what the program is for, in a real terminal with a real etcd: from an empty home to "admin gets in,
// strangers do not", through a wrong name, its fix, and the old file still being served.
func TestEtcdStory(t *testing.T) {
	servers.Need(t, "tmux", "etcd")
	home := filepath.Join(t.TempDir(), "home")
	s := terminal.Start(t, terminal.Options{
		Patience: 20 * time.Second,
		Env:      []string{"CERTWRIGHT_HOME=" + home, "LANG=C.UTF-8", "TERM=xterm-256color"},
	}, terminal.Build(t, "./cmd/certwright"), "--lang", "en")

	s.WaitFor("Set up TLS on a server")
	s.Press("Enter")
	s.WaitFor("What are you securing?")
	s.Press("2")
	s.WaitFor("Which CA signs?")
	s.Press("C-u")
	s.Type("pouch_test")
	s.Press("Enter")
	s.WaitFor("What does the CA say about itself?")
	s.Press("Enter")
	s.WaitFor("What will clients dial?", "127.0.0.1")
	s.Press("C-u")
	s.Type("etcd-1, localhost, 127.0.0.1")
	s.Press("Enter")
	s.WaitFor("another machine")
	s.Press("Enter") // no other one
	s.WaitFor("Does it accept connections")
	s.Press("Enter")
	s.WaitFor("Who connects first?", "admin")
	s.Press("Enter")
	s.WaitFor("Write these files?", "ca-key.pem", "0600")
	assert.NoDirExists(t, home, "nothing is written before the yes")
	s.Press("Enter")
	page := s.WaitFor("Put it where etcd reads it", "/etc/etcd/tls")
	assert.Contains(t, page, "install -m 600")

	// The place page says: copy key.pem, cert.pem and ca.pem; --client-cert-auth with that CA.
	made := filepath.Join(home, "pouch_test", "etcd-1")
	tls := t.TempDir()
	place(t, made, tls)
	etcd := servers.Etcd(t, servers.Options{
		Host: "127.0.0.2", Cert: filepath.Join(tls, "cert.pem"), Key: filepath.Join(tls, "key.pem"), ClientCA: filepath.Join(tls, "ca.pem"),
	})
	address := net.JoinHostPort("127.0.0.2", strconv.Itoa(etcd.Port))

	s.Press("Enter")
	s.WaitFor("Now a real connection", "Address")
	s.Press("C-u")
	s.Type(address)
	s.Press("Enter")
	page = s.WaitFor("name-mismatch", "FAILED", "127.0.0.2")
	assert.Contains(t, page, "admin")
	s.Press("f")
	s.WaitFor("Nothing has been changed yet", "IP:127.0.0.2")
	s.Press("Enter")
	s.WaitFor("The new certificate exists here") // the place page: the server still has the old files
	s.Press("Enter")
	s.WaitFor("still shows the old certificate")

	place(t, made, tls)
	etcd.Restart()
	s.Press("p")
	s.WaitFor("admin", "gets in", "127.0.0.2")
	page = s.WaitFor("strangers")
	assert.NotContains(t, page, "FAILED")
	assert.LessOrEqual(t, s.Keys(), mostKeys)
	t.Logf("%d keys, %d characters typed\n%s", s.Keys(), s.Typed(), page)
	require.DirExists(t, filepath.Join(home, "pouch_test", "old", "etcd-1"), "the earlier generation is kept")
}

// place copies an identity's files as the place page says, the key private.
func place(t *testing.T, from, to string) {
	t.Helper()
	for name, mode := range map[string]os.FileMode{"key.pem": 0o600, "cert.pem": 0o644, "ca.pem": 0o644} {
		data, err := os.ReadFile(filepath.Join(from, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(to, name), data, mode))
	}
}
