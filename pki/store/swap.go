package store

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// asidePrefix marks the earlier generation between the two renames of exchangeByRenames.
const asidePrefix = ".old-"

// exchangeByRenames puts fresh into the place of name in two renames; name ends under the name that fresh had. Between
// the two there is no entry called name: sweep finishes the work if nobody else did.
func exchangeByRenames(root *os.Root, fresh, name string) error {
	aside := asidePrefix + strings.TrimPrefix(fresh, newPrefix)
	if err := root.Rename(name, aside); err != nil {
		return err
	}
	if err := root.Rename(fresh, name); err != nil {
		return fmt.Errorf("%w (earlier generation restored: %v)", err, root.Rename(aside, name) == nil)
	}
	return root.Rename(aside, fresh)
}

// moveInByRename renames where the system has no rename that refuses an existing target. The lock keeps other writers of
// ours out, and rename onto a directory that holds files fails by itself.
func moveInByRename(root *os.Root, from, to string) error {
	taken, err := exists(root, to)
	if err != nil {
		return err
	}
	if taken {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: fs.ErrExist}
	}
	return root.Rename(from, to)
}
