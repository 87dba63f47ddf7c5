//go:build unix

package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// childEnv tells the test binary to be a writer instead: "job home argument".
const childEnv = "CERTWRIGHT_STORE_CHILD"

func TestMain(m *testing.M) {
	if job := os.Getenv(childEnv); job != "" {
		os.Exit(child(strings.Fields(job)))
	}
	os.Exit(m.Run())
}

// child is a process that writes: forever (to be killed), once, or under a limit.
func child(args []string) int {
	s, err := Open(args[1])
	if err != nil {
		return 3
	}
	s.Wait = 30 * time.Second
	switch args[0] {
	case "churn":
		for n := 0; ; n++ {
			done, err := s.Reissue(context.Background(), model.IdentitySpec{
				Name: "etcd-1", Authority: "ca", Profile: model.ProfilePeer, EKUs: []string{"serverAuth", "clientAuth"}, Days: 100,
				SANs: []model.SAN{{Kind: model.IP, Value: fmt.Sprintf("10.0.%d.%d", n/250%250, n%250+1)}},
			}, "")
			if err != nil {
				fmt.Println("failed", err)
				return 1
			}
			fmt.Println("done", done.Identities[0].Certificate.Serial)
		}
	case "issue":
		_, err = s.Issue(context.Background(), model.IdentitySpec{Name: args[2], Authority: "ca", Profile: model.ProfilePeer}, "")
	case "limited": // files end after some bytes, as on a full disk
		var limit syscall.Rlimit
		n, _ := strconv.ParseUint(args[3], 10, 64)
		if err = syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err == nil {
			limit.Cur = n
			err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
		}
		if err == nil {
			_, err = s.Issue(context.Background(), model.IdentitySpec{Name: args[2], Authority: "ca", Profile: model.ProfilePeer}, "")
		}
	case "create":
		_, err = s.CreateAuthority(context.Background(), model.AuthoritySpec{Name: args[2]})
	case "umask":
		mask, _ := strconv.ParseInt(args[3], 8, 32)
		syscall.Umask(int(mask))
		if _, err = s.CreateAuthority(context.Background(), model.AuthoritySpec{Name: "ca"}); err == nil {
			_, err = s.Issue(context.Background(), model.IdentitySpec{Name: args[2], Authority: "ca", Profile: model.ProfilePeer}, "")
		}
	}
	if err != nil {
		fmt.Println("failed", err)
		return 1
	}
	return 0
}

// start runs this test binary as a child.
func start(t *testing.T, s *Store, job string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childEnv+"="+strings.Join(append([]string{job, s.Home()}, args...), " "))
	return cmd
}

// TestKilledWritersNeverBreakAnIdentity kills a process that reissues without pause, again and again, at random moments.
func TestKilledWritersNeverBreakAnIdentity(t *testing.T) {
	s := withCA(t)
	issue(t, s, server("etcd-1"))
	dir := filepath.Join(s.Home(), "ca")
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	for range rounds {
		cmd := start(t, s, "churn")
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := bufio.NewScanner(out)
		require.True(t, lines.Scan(), "it works before it is killed")
		last := lines.Text()
		require.Contains(t, last, "done")
		time.Sleep(time.Duration(rand.Intn(12000)) * time.Microsecond)
		require.NoError(t, cmd.Process.Kill())
		for lines.Scan() {
			last = lines.Text()
		}
		_ = cmd.Wait()

		leaf := pairWorks(t, filepath.Join(dir, "etcd-1"), time.Now())
		serial := fmt.Sprintf("%032x", leaf.SerialNumber)
		assert.FileExists(t, filepath.Join(dir, "issued", serial+".pem"), "what is used is recorded")
		assert.FileExists(t, filepath.Join(dir, "issued", strings.Fields(last)[1]+".pem"), "what was handed out is recorded")
	}
	w := load(t, s)
	assert.Empty(t, leftovers(t, s.Home()))
	assert.Empty(t, w.Findings)
	generations, err := os.ReadDir(filepath.Join(dir, "old", "etcd-1"))
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(generations), rounds, "every generation that was replaced is kept")
	for _, g := range generations {
		pairWorks(t, filepath.Join(dir, "old", "etcd-1", g.Name()), time.Now())
	}
}

func TestReadersSeeOneGenerationWhileOthersWrite(t *testing.T) {
	s := withCA(t)
	issue(t, s, server("etcd-1"))
	cmd := start(t, s, "churn")
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	serials := map[string]bool{}
	for end := time.Now().Add(1500 * time.Millisecond); time.Now().Before(end); {
		w := load(t, s)
		require.Len(t, w.Authorities, 1)
		require.Len(t, w.Authorities[0].Identities, 1, "it is always there")
		require.Empty(t, w.Findings, "and always whole")
		serials[w.Authorities[0].Identities[0].Certificate.Serial] = true
	}
	assert.Greater(t, len(serials), 3, "the writer was at work")
}

func TestManyProcessesAtOnce(t *testing.T) {
	s := withCA(t)
	const n = 8
	results := make([]error, 2*n)
	var wg sync.WaitGroup
	for i := range 2 * n {
		name := "same"
		if i >= n {
			name = "own-" + strconv.Itoa(i)
		}
		cmd := start(t, s, "issue", name)
		wg.Add(1)
		go func() { defer wg.Done(); results[i] = cmd.Run() }()
	}
	wg.Wait()
	won := 0
	for i, err := range results {
		if i >= n {
			assert.NoError(t, err)
		} else if err == nil {
			won++
		}
	}
	assert.Equal(t, 1, won, "of eight that want one name, one gets it")
	w := load(t, s)
	a, _ := w.Find("ca")
	assert.Len(t, a.Identities, n+1)
	for _, id := range a.Identities {
		pairWorks(t, id.Dir, time.Now())
	}
	records, err := os.ReadDir(filepath.Join(s.Home(), "ca", "issued"))
	require.NoError(t, err)
	assert.Len(t, records, n+2)
	assert.Empty(t, leftovers(t, s.Home()))
}

func TestConcurrentReissuesBuildOnEachOther(t *testing.T) {
	s := withCA(t)
	issue(t, s, server("etcd-1"))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			spec := server("etcd-1")
			spec.EKUs = []string{"serverAuth", "clientAuth"}
			spec.SANs = []model.SAN{{Kind: model.IP, Value: "10.0.3." + strconv.Itoa(i+1)}}
			_, err := s.Reissue(ctx, spec, "")
			assert.NoError(t, err)
		}()
	}
	wg.Wait()
	old, err := os.ReadDir(filepath.Join(s.Home(), "ca", "old", "etcd-1"))
	require.NoError(t, err)
	assert.Len(t, old, 8, "no generation is lost")
	pairWorks(t, filepath.Join(s.Home(), "ca", "etcd-1"), time.Now())
}

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

// mount puts a small file system at dir, where this user may.
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

// copySelf puts the test binary where every user may run it.
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
