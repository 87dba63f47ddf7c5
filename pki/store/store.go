// Package store keeps authorities and identities as plain PEM files, so that openssl, every server and cp can use them.
//
// One authority is one directory, one identity is one directory in it that is complete: copied to a machine it is all
// that a service needs. A change builds a whole new directory, makes it durable and swaps it in at once, under a lock
// of the authority; whoever reads meanwhile sees the old or the new identity, never a mixture. Nothing is overwritten
// unasked, symbolic links are refused, and the key of an authority is never copied anywhere.
//
// Directories made by hand are read as they are: see Load.
package store

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"certwright/model"
)

// Names of files and directories (the layout is part of what users rely on).
const (
	caFile     = "ca.pem"
	caKeyFile  = "ca-key.pem"
	certFile   = "cert.pem"
	keyFile    = "key.pem"
	lockFile   = ".lock"
	issuedDir  = "issued"
	oldDir     = "old"
	newPrefix  = ".new-"
	keyMode    = fs.FileMode(0o600)
	publicMode = fs.FileMode(0o644)
	dirMode    = fs.FileMode(0o700)
)

// lockWait is how long a writer waits for another one. Signing takes milliseconds; an RSA key is made before the lock.
const lockWait = 5 * time.Second

// Store is the home directory. It holds no state: every call reads the disk as it is then.
type Store struct {
	home string
	// Now is the clock; tests and lessons set it.
	Now func() time.Time
	// Wait is how long a writer waits for the lock of an authority before store-busy.
	Wait time.Duration
}

// Open returns the store at home, which need not exist: nothing is created before something is written. A home that is
// no directory is a *model.Failure with file-unreadable.
func Open(home string) (*Store, error) {
	abs, err := filepath.Abs(home)
	if err != nil {
		return nil, model.Fail(model.New(model.Unexpected, "reason", err.Error()))
	}
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, model.Fail(unreadable(abs, "home", err))
	case !info.IsDir():
		return nil, model.Fail(unreadableAs(abs, "home", "not-regular", "it is not a directory"))
	}
	return &Store{home: abs, Now: time.Now, Wait: lockWait}, nil
}

// Home is the absolute path of the store.
func (s *Store) Home() string { return s.home }

// whoami names the user and the machine, for the first screen and for defaults.
func whoami() (name, host string) {
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	host, _ = os.Hostname()
	return name, host
}
