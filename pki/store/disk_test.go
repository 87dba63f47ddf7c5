//go:build linux || darwin

package store

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestModesDoNotDependOnTheUmask(t *testing.T) {
	for _, mask := range []string{"000", "777", "077"} {
		s := home(t)
		out, err := start(t, s, "umask", "x", mask).CombinedOutput()
		require.NoError(t, err, "umask %s: %s", mask, out)
		for _, line := range tree(t, s.Home()) {
			name, mode, _ := strings.Cut(line, " ")
			switch {
			case strings.HasSuffix(name, "/"):
				assert.Equal(t, "0700", mode, "umask %s: %s", mask, name)
			case strings.HasSuffix(name, "key.pem"):
				assert.Equal(t, "0600", mode, "umask %s: %s", mask, name)
			case !strings.HasSuffix(name, ".lock"):
				assert.Equal(t, "0644", mode, "umask %s: %s", mask, name)
			}
		}
		assert.Empty(t, load(t, s).Findings)
	}
}

func TestWideModesAreReportedAndLeft(t *testing.T) {
	s := withCA(t)
	id := issue(t, s, server("x"))
	caKey := filepath.Join(s.Home(), "ca", "ca-key.pem")
	require.NoError(t, os.Chmod(id.KeyFile, 0o640))
	require.NoError(t, os.Chmod(caKey, 0o604))
	require.NoError(t, os.Chmod(filepath.Join(s.Home(), "ca"), 0o770))
	w := load(t, s)
	assert.Equal(t, []string{"file-mode-too-open", "file-mode-too-open", "file-mode-too-open"}, codes(w.Findings))
	wellFormed(t, w.Findings)
	assert.Equal(t, "0770", w.Findings[0].Value("mode"))
	assert.Equal(t, "0604", w.Findings[1].Value("mode"))
	assert.Equal(t, "0640", w.Findings[2].Value("mode"))
	info, err := os.Stat(id.KeyFile)
	require.NoError(t, err)
	assert.EqualValues(t, 0o640, info.Mode().Perm())
	done, err := reissue(t, s, "x", func(*model.IdentitySpec) {})
	require.NoError(t, err)
	info, err = os.Stat(done.Identities[0].KeyFile)
	require.NoError(t, err)
	assert.EqualValues(t, 0o600, info.Mode().Perm(), "a new file is private")
}

func TestAFullDiskLeavesEverythingAsItWas(t *testing.T) {
	s := withCA(t)
	issue(t, s, server("etcd-1"))
	before := tree(t, s.Home())
	for _, bytes := range []string{"0", "100", "300", "450"} { // the record, the key, the certificate, the CA ...
		out, err := start(t, s, "limited", "x", bytes).CombinedOutput()
		require.Error(t, err, bytes)
		assert.Contains(t, string(out), "write-failed", bytes)
		after := tree(t, s.Home())
		assert.NoDirExists(t, filepath.Join(s.Home(), "ca", "x"))
		assert.Empty(t, leftovers(t, s.Home()))
		for _, line := range before {
			assert.Contains(t, after, line)
		}
	}
	pairWorks(t, filepath.Join(s.Home(), "ca", "etcd-1"), time.Now())
	issue(t, s, server("x"))
}

func mount(t *testing.T, dir, options string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root to mount")
	}
	require.NoError(t, os.MkdirAll(dir, 0o700))
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no mount here: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
}

func TestFullAndReadOnlyFileSystems(t *testing.T) {
	s := home(t)
	mount(t, s.Home(), "size=4096k,nr_inodes=9") // the authority just fits: root, lock, directory and five entries
	_, err := s.CreateAuthority(ctx, model.AuthoritySpec{Name: "ca"})
	require.NoError(t, err)
	_, err = s.Issue(ctx, server("x"), "")
	assert.Equal(t, []string{"write-failed/full"}, failed(t, err))
	assert.Empty(t, leftovers(t, s.Home()))

	require.NoError(t, exec.Command("mount", "-o", "remount,ro", s.Home()).Run())
	_, err = s.Issue(ctx, server("x"), "")
	assert.Equal(t, []string{"write-failed/read-only"}, failed(t, err))
	_, err = s.CreateAuthority(ctx, model.AuthoritySpec{Name: "b"})
	assert.Equal(t, []string{"write-failed/read-only"}, failed(t, err))
	assert.Len(t, load(t, s).Authorities, 1, "reading works")
}

func TestPermissionDenied(t *testing.T) {
	s := withCA(t)
	require.NoError(t, os.Chmod(filepath.Dir(filepath.Dir(s.Home())), 0o755)) //nolint:gosec // the test's own directory
	require.NoError(t, os.Chmod(filepath.Dir(s.Home()), 0o755))
	require.NoError(t, os.Chmod(s.Home(), 0o555))
	t.Cleanup(func() { _ = os.Chmod(s.Home(), 0o700) })
	cmd := start(t, s, "create", "other")
	if os.Geteuid() == 0 {
		self := copySelf(t, cmd.Path)
		cmd.Path, cmd.Args = self, []string{self}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Skipf("cannot become another user here: %v", err)
	}
	assert.Contains(t, string(out), "write-failed path=")
	assert.Contains(t, string(out), "permission denied")
}

func copySelf(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	dir, err := os.MkdirTemp("", "store")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	require.NoError(t, os.Chmod(dir, 0o755)) //nolint:gosec // it has to be run by another user
	to := filepath.Join(dir, "store.test")
	require.NoError(t, os.WriteFile(to, data, 0o755)) //nolint:gosec // the same
	return to
}

func TestSymlinksAreRefused(t *testing.T) {
	s := withCA(t)
	id := issue(t, s, server("etcd-1"))
	ca := filepath.Join(s.Home(), "ca")
	elsewhere := t.TempDir()

	// The key of an identity that is to be issued again.
	require.NoError(t, os.Rename(id.KeyFile, filepath.Join(elsewhere, "k")))
	require.NoError(t, os.Symlink(filepath.Join(elsewhere, "k"), id.KeyFile))
	assert.Equal(t, []string{"symlink-refused"}, codes(load(t, s).Findings))
	require.NoError(t, os.Remove(id.KeyFile))
	require.NoError(t, os.Rename(filepath.Join(elsewhere, "k"), id.KeyFile))

	// The directories that the store writes into.
	for _, dir := range []string{oldDir, issuedDir} {
		path := filepath.Join(ca, dir)
		require.NoError(t, os.RemoveAll(path))
		require.NoError(t, os.Symlink(elsewhere, path))
		spec := server("etcd-1")
		_, err := s.Reissue(ctx, spec, "")
		assert.Equal(t, []string{"symlink-refused"}, failed(t, err), dir)
		require.NoError(t, os.Remove(path))
		load(t, s)
	}
	got, err := os.ReadDir(elsewhere)
	require.NoError(t, err)
	assert.Empty(t, got, "nothing is written through a link")
	_, err = s.Issue(ctx, server("fine"), "")
	require.NoError(t, err, "a missing record directory is made again")

	// A home with a linked authority.
	require.NoError(t, os.Rename(ca, filepath.Join(elsewhere, "ca")))
	require.NoError(t, os.Symlink(filepath.Join(elsewhere, "ca"), ca))
	w := load(t, s)
	assert.Empty(t, w.Authorities)
	assert.Equal(t, []string{"symlink-refused"}, codes(w.Findings))
}

func TestReadFileReadsRegularFilesOnly(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	require.NoError(t, os.WriteFile(good, []byte("x"), 0o600))
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(good, link))
	fifo := filepath.Join(dir, "fifo")
	require.NoError(t, syscall.Mkfifo(fifo, 0o600))
	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	large := filepath.Join(dir, "large")
	f, err := os.Create(large)
	require.NoError(t, err)
	require.NoError(t, f.Truncate(9<<20))
	require.NoError(t, f.Close())
	for path, want := range map[string]string{
		good: "", link: "", fifo: "not-regular", empty: "empty", large: "too-large", dir: "directory", "/dev/zero": "not-regular",
		filepath.Join(dir, "none"): "missing", filepath.Join(good, "below"): "missing",
	} {
		start := time.Now()
		data, found := ReadFile(path, "cert")
		assert.Less(t, time.Since(start), time.Second, path)
		if want == "" {
			assert.Equal(t, "x", string(data))
			assert.Empty(t, found)
			continue
		}
		assert.Nil(t, data)
		require.Equal(t, []string{"file-unreadable/" + want}, codes(found), path)
		wellFormed(t, found)
		assert.Equal(t, path, found[0].Value("file"))
		assert.Equal(t, "cert", found[0].Value("role"))
	}
}
