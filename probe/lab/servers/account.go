package servers

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"testing"
)

// account is a user that owns a server's files and may run it; the zero value is the test's own.
type account struct{ uid, gid int }

// accountOf returns the first of these users that exists when the test runs as root, else the test's own.
func accountOf(t testing.TB, names ...string) account {
	t.Helper()
	if os.Getuid() != 0 {
		return account{}
	}
	for _, name := range names {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			return account{uid, gid}
		}
	}
	t.Fatalf("none of the users %q exists", names)
	return account{}
}

// folder is a fresh folder of this account outside the test's own, whose parents only the test's user may enter.
func (a account) folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "certwright-server-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	a.own(t, dir)
	return dir
}

// copy copies a file to where the account may read it, private to it.
func (a account) copy(t testing.TB, to, from string) {
	t.Helper()
	join(t, to, from)
	a.own(t, to)
}

func (a account) own(t testing.TB, path string) {
	t.Helper()
	if a == (account{}) {
		return
	}
	if err := os.Chown(path, a.uid, a.gid); err != nil {
		t.Fatal(err)
	}
}

// run makes the command run under the account.
func (a account) run(cmd *exec.Cmd) {
	if a != (account{}) {
		as(cmd, uint32(a.uid), uint32(a.gid))
	}
}
