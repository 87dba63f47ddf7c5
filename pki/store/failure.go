package store

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"certwright/model"
)

// unreadable turns an error of opening or reading a file into a finding.
func unreadable(path, role string, err error) model.Finding {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return unreadableAs(path, role, "missing", "there is no such file")
	case errors.Is(err, fs.ErrPermission):
		return unreadableAs(path, role, "permission", "this user may not read it")
	case errors.Is(err, errIrregular):
		return unreadableAs(path, role, "not-regular", "it is not a regular file")
	}
	return unreadableAs(path, role, "", plainError(err))
}

func unreadableAs(path, role, variant, reason string) model.Finding {
	return model.New(model.FileUnreadable, "file", path, "role", role, "reason", reason).As(variant).Seen(path)
}

// writeFailed turns an error of writing into the finding that says why.
func writeFailed(path string, err error) model.Finding {
	variant := ""
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		variant = "full"
	case errors.Is(err, syscall.EROFS):
		variant = "read-only"
	case errors.Is(err, fs.ErrPermission):
		variant = "permission"
	}
	return model.New(model.WriteFailed, "path", path, "reason", plainError(err)).As(variant).Seen(path)
}

// plainError is the last part of an error: what the system said, without operation and path.
func plainError(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	var call *os.SyscallError
	switch {
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	case errors.As(err, &call):
		return call.Err.Error()
	}
	return err.Error()
}

// failure is what a writing step returns: findings stay findings, anything else is a failed write at path.
func failure(path string, err error) error {
	if err == nil {
		return nil
	}
	var f *model.Failure
	if errors.As(err, &f) {
		return f
	}
	return model.Fail(writeFailed(path, err))
}

func symlinkRefused(path string) model.Finding {
	return model.New(model.SymlinkRefused, "path", path).Seen(path)
}
