package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"certwright/model"
)

// lock takes the lock of a directory, an authority or the home, waiting up to s.Wait: then it is store-busy. The lock is
// the kernel's: it ends with the process that holds it, however that ends.
func (s *Store) lock(ctx context.Context, dir string) (unlock func(), err error) {
	path := filepath.Join(dir, lockFile)
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return nil, model.Fail(symlinkRefused(path))
	}
	l := flock.New(path)
	ctx, cancel := context.WithTimeout(ctx, s.Wait)
	defer cancel()
	ok, err := l.TryLockContext(ctx, 10*time.Millisecond)
	switch {
	case ok:
		return func() { _ = l.Close() }, nil
	case err == nil, errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return nil, model.Fail(model.New(model.StoreBusy, "path", dir).Seen(path))
	}
	return nil, model.Fail(writeFailed(path, err))
}

// tryLock takes a lock that exists already, at once or not at all, and creates nothing.
func tryLock(dir string) (unlock func(), ok bool) {
	path := filepath.Join(dir, lockFile)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil, false
	}
	l := flock.New(path)
	if ok, err := l.TryLock(); !ok || err != nil {
		return nil, false
	}
	return func() { _ = l.Close() }, true
}
