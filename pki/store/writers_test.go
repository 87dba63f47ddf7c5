//go:build linux || darwin

package store

import (
	"bufio"
	"context"
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

// mount puts a small file system at dir, where this user may.
// copySelf puts the test binary where every user may run it.
