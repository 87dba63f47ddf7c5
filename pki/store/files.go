package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"syscall"

	"certwright/model"
	"certwright/pki"
)

// ReadFile reads a file that a person named as role (ca, cert, key, crl, file). Only regular files are read, symbolic
// links to them too, up to pki.MaxFile; anything else is one file-unreadable finding with a plain reason.
func ReadFile(name, role string) ([]byte, []model.Finding) {
	one := func(f model.Finding) ([]byte, []model.Finding) { return nil, []model.Finding{f} }
	info, err := os.Stat(name)
	if err != nil {
		return one(unreadable(name, role, err))
	}
	if f, bad := irregular(name, role, info); bad {
		return one(f)
	}
	// O_NONBLOCK: should the file have become a FIFO since, opening must not hang.
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return one(unreadable(name, role, err))
	}
	defer f.Close()
	if info, err = f.Stat(); err == nil {
		if f, bad := irregular(name, role, info); bad {
			return one(f)
		}
	}
	data, err := io.ReadAll(io.LimitReader(f, pki.MaxFile+1))
	switch {
	case err != nil:
		return one(unreadable(name, role, err))
	case len(data) > pki.MaxFile:
		return one(unreadableAs(name, role, "too-large", "it is larger than 8 MiB"))
	case len(data) == 0:
		return one(unreadableAs(name, role, "empty", "it is empty"))
	}
	return data, nil
}

// irregular says why a file is not read; false when it is.
func irregular(name, role string, info fs.FileInfo) (model.Finding, bool) {
	switch {
	case info.IsDir():
		return unreadableAs(name, role, "directory", "it is a directory"), true
	case !info.Mode().IsRegular():
		return unreadableAs(name, role, "not-regular", "it is not a regular file"), true
	case info.Size() > pki.MaxFile:
		return unreadableAs(name, role, "too-large", "it is larger than 8 MiB"), true
	case info.Size() == 0:
		return unreadableAs(name, role, "empty", "it is empty"), true
	}
	return model.Finding{}, false
}

// errSymlink marks a symbolic link where a file or directory of ours should be.
var errSymlink = errors.New("it is a symbolic link")

// errIrregular marks something else than a regular file.
var errIrregular = errors.New("it is not a regular file")

// readRegular reads a regular file below root without following a symbolic link as its last part, and returns its mode.
func readRegular(root *os.Root, name string, limit int64) ([]byte, fs.FileMode, error) {
	before, err := root.Lstat(name)
	switch {
	case err != nil:
		return nil, 0, err
	case before.Mode()&fs.ModeSymlink != 0:
		return nil, 0, errSymlink
	case !before.Mode().IsRegular():
		return nil, 0, errIrregular
	case before.Size() > limit:
		return nil, 0, fmt.Errorf("it is larger than %d bytes", limit)
	}
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	after, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	if !os.SameFile(before, after) { // replaced in between, perhaps by a link
		return nil, 0, errSymlink
	}
	data := make([]byte, 0, after.Size()+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case err == io.EOF:
			return data, after.Mode(), nil
		case err != nil:
			return nil, 0, err
		case int64(len(data)) > limit:
			return nil, 0, errIrregular
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// writeNew writes a file that must not exist yet and makes it durable. The mode holds from the moment the file exists and
// does not depend on the umask; O_EXCL does not follow a symbolic link.
func writeNew(root *os.Root, name string, data []byte, mode fs.FileMode) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode&keyMode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil && runtime.GOOS != "windows" {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// makeDir makes a directory that must not exist, private whatever the umask is.
func makeDir(root *os.Root, name string) error {
	if err := root.Mkdir(name, dirMode); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil
	}
	return root.Chmod(name, dirMode)
}

// ensureDir makes a private directory unless there is one; a symbolic link is refused.
func ensureDir(root *os.Root, name string) error {
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err = makeDir(root, name); errors.Is(err, fs.ErrExist) {
			return ensureDir(root, name)
		}
		if err != nil {
			return err
		}
		return syncDir(root, path.Dir(name))
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return model.Fail(symlinkRefused(filepath.Join(root.Name(), name)))
	case !info.IsDir():
		return fmt.Errorf("%s: %w", name, syscall.ENOTDIR)
	}
	return nil
}

// syncDir makes the entries of a directory durable. Windows has no such call.
func syncDir(root *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := root.Open(name)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	// Some file systems (network, FUSE) cannot sync directories; there is nothing better to do there.
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil
	}
	return err
}

// listDir lists a directory below root, sorted by name.
func listDir(root *os.Root, name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(root.FS(), name)
}

// exists reports whether there is anything under this name, a broken link too.
func exists(root *os.Root, name string) (bool, error) {
	_, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
