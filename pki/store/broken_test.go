package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki"
)

func TestEncryptedAuthorityKey(t *testing.T) {
	s := home(t)
	_, err := s.CreateAuthority(ctx, model.AuthoritySpec{Name: "ca", Passphrase: "geheim"})
	require.NoError(t, err)
	data, err := os.ReadFile(filepath.Join(s.Home(), "ca", "ca-key.pem"))
	require.NoError(t, err)
	assert.Contains(t, string(data), "ENCRYPTED PRIVATE KEY")
	for pass, want := range map[string]string{"": "key-encrypted", "falsch": "key-encrypted/wrong-passphrase"} {
		_, err := s.Issue(ctx, server("x"), pass)
		assert.Equal(t, []string{want}, failed(t, err))
	}
	_, err = s.Issue(ctx, server("x"), "geheim")
	assert.NoError(t, err)
	issuer, err := s.Signer("ca", "geheim")
	require.NoError(t, err)
	assert.NotNil(t, issuer.Root)
}

func TestSignerFailures(t *testing.T) {
	s := withCA(t)
	dir := filepath.Join(s.Home(), "ca")
	other := filepath.Join(t.TempDir(), "k")
	key, err := pki.GenerateKey(model.P256)
	require.NoError(t, err)
	data, err := pki.MarshalKey(key, "")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(other, data, 0o600))
	file := filepath.Join(dir, "ca-key.pem")
	good, err := os.ReadFile(file)
	require.NoError(t, err)

	require.NoError(t, os.WriteFile(file, data, 0o600))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"ca-key-mismatch"}, failed(t, err))
	require.NoError(t, os.WriteFile(file, []byte("rubbish"), 0o600))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"file-damaged/garbage"}, failed(t, err))
	require.NoError(t, os.Remove(file))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"ca-key-absent"}, failed(t, err))
	assert.Contains(t, err.Error(), file)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "real"), good, 0o600))
	require.NoError(t, os.Symlink("real", file))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"ca-key-absent"}, failed(t, err), "a linked key is not used")
	assert.Equal(t, []string{"symlink-refused"}, codes(load(t, s).Findings))
}

func TestBrokenIdentitiesAreReported(t *testing.T) {
	s := withCA(t)
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		issue(t, s, server(name))
	}
	dir := filepath.Join(s.Home(), "ca")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", "cert.pem"), []byte("rubbish"), 0o600))
	require.NoError(t, os.Remove(filepath.Join(dir, "b", "cert.pem")))
	swap, err := os.ReadFile(filepath.Join(dir, "d", "key.pem"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "c", "key.pem"), swap, 0o600))
	require.NoError(t, os.Remove(filepath.Join(dir, "d", "key.pem")))
	require.NoError(t, os.Rename(filepath.Join(dir, "e", "key.pem"), filepath.Join(dir, "real-key")))
	require.NoError(t, os.Symlink("../real-key", filepath.Join(dir, "e", "key.pem")))
	require.NoError(t, os.Rename(filepath.Join(dir, "f"), filepath.Join(s.Home(), "f-real")))
	require.NoError(t, os.Symlink("../f-real", filepath.Join(dir, "f")))
	w := load(t, s)
	a, _ := w.Find("ca")
	var names []string
	for _, i := range a.Identities {
		names = append(names, i.Name)
	}
	assert.Equal(t, []string{"c", "d", "e"}, names)
	wellFormed(t, w.Findings)
	assert.True(t, model.OK(w.Findings), "warnings: the rest of the home works")
	got := codes(w.Findings)
	sort.Strings(got)
	assert.Equal(t, []string{"file-damaged/garbage", "key-does-not-match-certificate", "symlink-refused", "symlink-refused"}, got)
	e, _ := a.Find("e")
	assert.Empty(t, e.KeyFile, "a linked key is not offered")
	assert.False(t, slices.Contains(names, "f"))
}

func TestThingsInTheWay(t *testing.T) {
	s := withCA(t)
	id := issue(t, s, server("x"))
	ca := filepath.Join(s.Home(), "ca")
	require.NoError(t, os.WriteFile(filepath.Join(ca, "old"), nil, 0o600))
	_, err := reissue(t, s, "x", func(*model.IdentitySpec) {})
	assert.Equal(t, []string{"write-failed"}, failed(t, err), "a file where a directory should be")
	require.NoError(t, os.Remove(filepath.Join(ca, "old")))
	load(t, s)
	pairWorks(t, id.Dir, time.Now())
	old, err := os.ReadDir(filepath.Join(ca, "old", "x"))
	require.NoError(t, err)
	assert.Len(t, old, 1, "the swap was done; the next reader puts the earlier generation away")

	require.NoError(t, os.Remove(id.CertFile))
	require.NoError(t, os.Mkdir(id.CertFile, 0o700))
	require.NoError(t, os.Remove(filepath.Join(ca, "ca-key.pem")))
	require.NoError(t, os.Mkdir(filepath.Join(ca, "ca-key.pem"), 0o700))
	w := load(t, s)
	assert.Equal(t, []string{"file-unreadable/not-regular"}, codes(w.Findings))
	_, err = s.Signer("ca", "")
	assert.Equal(t, []string{"ca-key-absent"}, failed(t, err))
	_, err = s.readOwn(id.CertFile, "cert")
	assert.Equal(t, []string{"file-unreadable/not-regular"}, failed(t, err))
	_, err = s.readOwn(filepath.Join(ca, "none", "x"), "cert")
	assert.Equal(t, []string{"file-unreadable/missing"}, failed(t, err))
	require.NoError(t, os.WriteFile(filepath.Join(ca, "ca.pem"), []byte("rubbish"), 0o600))
	assert.Contains(t, codes(load(t, s).Findings), "file-damaged/garbage", "an authority's certificate that cannot be read is reported")
}

func TestErrorsBecomeFindings(t *testing.T) {
	odd := errors.New("odd")
	for _, f := range []model.Finding{
		unreadable("p", "cert", odd), unreadable("p", "cert", &fs.PathError{Op: "open", Path: "p", Err: fs.ErrPermission}),
		writeFailed("p", odd), writeFailed("p", &os.LinkError{Op: "rename", Old: "a", New: "b", Err: syscall.ENOSPC}),
		writeFailed("p", &os.SyscallError{Syscall: "x", Err: syscall.EDQUOT}), writeFailed("p", &fs.PathError{Op: "open", Path: "p", Err: syscall.EROFS}),
	} {
		wellFormed(t, []model.Finding{f})
	}
	assert.Equal(t, "full", writeFailed("p", syscall.ENOSPC).Variant)
	assert.Equal(t, "odd", writeFailed("p", odd).Value("reason"))
	assert.Equal(t, []string{"unexpected"}, failed(t, unexpected(odd)))
	assert.NoError(t, failure("p", nil))
}

func TestStoreBusy(t *testing.T) {
	s := withCA(t)
	s.Wait = 50 * time.Millisecond
	unlock, err := s.lock(ctx, filepath.Join(s.Home(), "ca"))
	require.NoError(t, err)
	_, err = s.Issue(ctx, server("x"), "")
	assert.Equal(t, []string{"store-busy"}, failed(t, err))
	unlock()
	_, err = s.Issue(ctx, server("x"), "")
	assert.NoError(t, err)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = s.Issue(cancelled, server("y"), "")
	assert.Equal(t, []string{"store-busy"}, failed(t, err))
	require.NoError(t, os.Remove(filepath.Join(s.Home(), "ca", ".lock")))
	require.NoError(t, os.Symlink("/nowhere", filepath.Join(s.Home(), "ca", ".lock")))
	_, err = s.Issue(ctx, server("z"), "")
	assert.Equal(t, []string{"symlink-refused"}, failed(t, err))
}
