package store

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps two entries of a directory in one step, so that there is no moment without the identity. Where the file
// system cannot, the two entries change places by renames, and the next writer finishes them should we die in between.
func exchange(root *os.Root, a, b string) error {
	err := renameat2(root, a, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.ENOTSUP) {
		return exchangeByRenames(root, a, b)
	}
	return err
}

// moveIn renames a new directory into its place, where nothing may be.
func moveIn(root *os.Root, from, to string) error {
	err := renameat2(root, from, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.ENOTSUP) {
		return moveInByRename(root, from, to)
	}
	return err
}

func renameat2(root *os.Root, from, to string, flags uint) error {
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	fd := int(d.Fd())
	if err := unix.Renameat2(fd, from, fd, to, flags); err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}
