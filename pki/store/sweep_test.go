package store

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki"
)

// generations makes two generations of an identity, outside of any store: what is there and what should come.
func generations(t *testing.T, s *Store) (old, fresh []content, name string) {
	t.Helper()
	id := issue(t, s, server("etcd-1"))
	read := func() []content {
		var out []content
		for _, n := range []string{keyFile, certFile, caFile, "etcd-1.csr"} {
			data, err := os.ReadFile(filepath.Join(id.Dir, n))
			require.NoError(t, err)
			out = append(out, content{n, data, keyMode})
		}
		return out
	}
	old = read()
	_, err := reissue(t, s, "etcd-1", func(i *model.IdentitySpec) {})
	require.NoError(t, err)
	fresh = read()
	require.NoError(t, os.RemoveAll(id.Dir))
	require.NoError(t, os.RemoveAll(filepath.Join(s.Home(), "ca", oldDir)))
	return old, fresh, "etcd-1"
}

func put(t *testing.T, dir string, files []content) {
	t.Helper()
	require.NoError(t, os.Mkdir(dir, dirMode))
	for _, f := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, f.name), f.data, f.mode))
	}
}

func certOf(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, certFile))
	if err != nil {
		return "none"
	}
	d, err := pki.DescribePEM(data)
	require.NoError(t, err)
	return d[0].Serial
}

// TestEveryStateThatAWriterCanLeave builds by hand each state in which a killed writer leaves the directory, and loads
// the home: the identity is whole, earlier generations are kept, nothing is left over.
func TestEveryStateThatAWriterCanLeave(t *testing.T) {
	for name, c := range map[string]struct {
		leave func(t *testing.T, ca string, old, fresh []content, work, aside string)
		now   string // which generation must be in place
		kept  string // which is under old/, "none" for nothing
	}{
		"building, first issue": {func(t *testing.T, ca string, _, fresh []content, work, _ string) { put(t, work, fresh[:1]) }, "none", "none"},
		"built, first issue":    {func(t *testing.T, ca string, _, fresh []content, work, _ string) { put(t, work, fresh) }, "none", "none"},
		"building": {func(t *testing.T, ca string, old, fresh []content, work, _ string) {
			put(t, ca+"/etcd-1", old)
			put(t, work, fresh[:1])
		}, "old", "none"},
		"built": {func(t *testing.T, ca string, old, fresh []content, work, _ string) {
			put(t, ca+"/etcd-1", old)
			put(t, work, fresh)
		}, "old", "none"},
		"exchanged": {func(t *testing.T, ca string, old, fresh []content, work, _ string) {
			put(t, ca+"/etcd-1", fresh)
			put(t, work, old)
		}, "fresh", "old"},
		"set aside": {func(t *testing.T, ca string, old, fresh []content, work, aside string) {
			put(t, aside, old)
			put(t, work, fresh)
		}, "fresh", "old"},
		"set aside, new one broken": {func(t *testing.T, ca string, old, fresh []content, work, aside string) {
			put(t, aside, old)
			put(t, work, fresh[:1])
		}, "old", "none"},
		"set aside, new one gone": {func(t *testing.T, ca string, old, _ []content, _, aside string) { put(t, aside, old) }, "old", "none"},
		"moved in by renames": {func(t *testing.T, ca string, old, fresh []content, work, aside string) {
			put(t, ca+"/etcd-1", fresh)
			put(t, aside, old)
		}, "fresh", "old"},
	} {
		t.Run(name, func(t *testing.T) {
			s := withCA(t)
			ca := filepath.Join(s.Home(), "ca")
			old, fresh, _ := generations(t, s)
			var mark []byte
			for _, f := range fresh {
				if f.name == certFile {
					mark = f.data
				}
			}
			work := filepath.Join(ca, workName("etcd-1", mark))
			aside := filepath.Join(ca, ".old-etcd-1-"+contentMark(mark))
			c.leave(t, ca, old, fresh, work, aside)
			w := load(t, s)
			assert.Empty(t, leftovers(t, s.Home()))
			want := map[string]string{"none": "none"}
			for label, files := range map[string][]content{"old": old, "fresh": fresh} {
				d, err := pki.DescribePEM(files[1].data)
				require.NoError(t, err)
				want[label] = d[0].Serial
			}
			assert.Equal(t, want[c.now], certOf(t, filepath.Join(ca, "etcd-1")))
			assert.Equal(t, want[c.kept], certOf(t, filepath.Join(ca, "old", "etcd-1", "0001")))
			a, _ := w.Find("ca")
			if c.now == "none" {
				assert.Empty(t, a.Identities)
				return
			}
			require.Len(t, a.Identities, 1, "it is back for this very reader")
			pairWorks(t, a.Identities[0].Dir, time.Now())
		})
	}
}

func TestSweepLeavesAloneWhatIsNotOurs(t *testing.T) {
	s := withCA(t)
	ca := filepath.Join(s.Home(), "ca")
	foreign := filepath.Join(ca, ".new-thing-0123456789abcdef")
	put(t, foreign, []content{{"important.txt", []byte("mine"), 0o600}})
	plain := filepath.Join(ca, ".new-notes")
	put(t, plain, nil)
	load(t, s)
	issue(t, s, server("x"))
	assert.FileExists(t, filepath.Join(foreign, "important.txt"))
	assert.DirExists(t, plain)
}

func TestALeftoverOfALivingWriterIsNotTouched(t *testing.T) {
	s := withCA(t)
	ca := filepath.Join(s.Home(), "ca")
	_, fresh, _ := generations(t, s)
	work := filepath.Join(ca, workName("etcd-1", fresh[1].data))
	put(t, work, fresh)
	unlock, err := s.lock(ctx, ca)
	require.NoError(t, err)
	load(t, s)
	assert.DirExists(t, work, "its writer holds the lock and is at work")
	unlock()
	load(t, s)
	assert.NoDirExists(t, work)
}

func TestExchangeByRenames(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	put(t, filepath.Join(dir, "x"), []content{{"f", []byte("old"), 0o600}})
	fresh := newPrefix + "x-0123456789abcdef"
	put(t, filepath.Join(dir, fresh), []content{{"f", []byte("new"), 0o600}})
	require.NoError(t, exchangeByRenames(root, fresh, "x"))
	got, err := os.ReadFile(filepath.Join(dir, "x", "f"))
	require.NoError(t, err)
	assert.Equal(t, "new", string(got))
	got, err = os.ReadFile(filepath.Join(dir, fresh, "f"))
	require.NoError(t, err)
	assert.Equal(t, "old", string(got))

	err = exchangeByRenames(root, ".new-gone-0123456789abcdef", "x")
	assert.Error(t, err)
	assert.FileExists(t, filepath.Join(dir, "x", "f"), "what was there is back")
	assert.Error(t, exchangeByRenames(root, fresh, "nobody"))
	assert.ErrorIs(t, moveInByRename(root, fresh, "x"), os.ErrExist)
	assert.NoError(t, moveInByRename(root, fresh, "y"))
	assert.ErrorIs(t, moveIn(root, "y", "x"), os.ErrExist)
}
