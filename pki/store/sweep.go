package store

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"certwright/model"
	"certwright/pki"
)

// A directory under construction is called .new-NAME-HASH, where HASH begins the SHA-256 of the certificate file that it
// is to hold. After the swap the same name holds the earlier generation, and NAME holds that certificate: so a leftover
// tells whether it was never used (removed) or has been replaced (kept under old/).
var leftover = regexp.MustCompile(`^\.(?:new|old)-(.+)-([0-9a-f]{16})$`)

func workName(name string, cert []byte) string {
	return newPrefix + name + "-" + contentMark(cert)
}

func contentMark(cert []byte) string {
	sum := sha256.Sum256(cert)
	return hex.EncodeToString(sum[:8])
}

// hasLeftovers reports directories that a writer which died has left.
func hasLeftovers(entries []fs.DirEntry) bool {
	for _, e := range entries {
		if e.IsDir() && leftover.MatchString(e.Name()) {
			return true
		}
	}
	return false
}

// sweep finishes or undoes what writers that died have left in a directory. The caller holds its lock, so that nobody is
// at work on what is found.
func sweep(root *os.Root) error {
	entries, err := listDir(root, ".")
	if err != nil {
		return err
	}
	// The ones set aside first: they may have to return into their place, or go back to being .new- for the next loop.
	for _, e := range entries {
		if m := leftover.FindStringSubmatch(e.Name()); m != nil && e.IsDir() && strings.HasPrefix(e.Name(), asidePrefix) {
			if err := finishRenames(root, e.Name(), m[1], m[2]); err != nil {
				return err
			}
		}
	}
	if entries, err = listDir(root, "."); err != nil {
		return err
	}
	for _, e := range entries {
		if m := leftover.FindStringSubmatch(e.Name()); m != nil && e.IsDir() {
			if err := settle(root, e.Name(), m[1], m[2]); err != nil {
				return err
			}
		}
	}
	return nil
}

// finishRenames goes on where exchangeByRenames was interrupted: name was set aside.
func finishRenames(root *os.Root, aside, name, mark string) error {
	fresh := newPrefix + name + "-" + mark
	taken, err := exists(root, name)
	if err != nil {
		return err
	}
	ready := markOf(root, fresh) == mark
	switch {
	case !taken && ready:
		if err := root.Rename(fresh, name); err != nil {
			return err
		}
	case !taken:
		return root.Rename(aside, name)
	}
	if there, err := exists(root, fresh); err != nil || there {
		if err != nil {
			return err
		}
		return archive(root, aside, name)
	}
	return root.Rename(aside, fresh)
}

// settle removes a directory that was never swapped in, whole or half built, and keeps an earlier generation: that is
// what it is when the certificate that it was made for stands in its place.
func settle(root *os.Root, dir, name, mark string) error {
	if markOf(root, name) == mark && markOf(root, dir) != mark {
		return archive(root, dir, name)
	}
	return discard(root, dir)
}

// markOf is the mark of the certificate file in a directory, "" when there is none.
func markOf(root *os.Root, dir string) string {
	for _, f := range []string{certFile, caFile} {
		if data, _, err := readRegular(root, path.Join(dir, f), maxCertFile); err == nil {
			return contentMark(data)
		}
	}
	return ""
}

// discard removes an unfinished directory, but never anything that certwright does not write.
func discard(root *os.Root, dir string) error {
	entries, err := listDir(root, dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch n := e.Name(); {
		case n == keyFile, n == certFile, n == caFile, n == caKeyFile, n == lockFile, n == issuedDir, strings.HasSuffix(n, ".csr"):
		default:
			return nil
		}
	}
	return root.RemoveAll(dir)
}

// archive moves an earlier generation to old/NAME/0001, 0002 ...
func archive(root *os.Root, dir, name string) error {
	to, err := nextGeneration(root, name)
	if err != nil {
		return err
	}
	if err := root.Rename(dir, to); err != nil {
		return err
	}
	if err := syncDir(root, path.Dir(to)); err != nil {
		return err
	}
	return syncDir(root, ".")
}

func nextGeneration(root *os.Root, name string) (string, error) {
	if err := ensureDir(root, oldDir); err != nil {
		return "", err
	}
	dir := path.Join(oldDir, name)
	if err := ensureDir(root, dir); err != nil {
		return "", err
	}
	entries, err := listDir(root, dir)
	if err != nil {
		return "", err
	}
	last := 0
	for _, e := range entries {
		var n int
		if _, err := fmt.Sscanf(e.Name(), "%d", &n); err == nil {
			last = max(last, n)
		}
	}
	return path.Join(dir, fmt.Sprintf("%04d", last+1)), nil
}

// Earlier is the certificate that an identity had before its present one, from the newest generation under old/; nil when
// there is none that can be read.
func Earlier(a model.Authority, name string) *x509.Certificate {
	dir := filepath.Join(a.Dir, oldDir, name)
	generations, err := os.ReadDir(dir) // in the order of their numbers
	if err != nil || len(generations) == 0 {
		return nil
	}
	newest := filepath.Join(dir, generations[len(generations)-1].Name(), certFile)
	data, _ := ReadFile(newest, "cert")
	if data == nil {
		return nil
	}
	certs, _ := pki.LoadCertificates(data, newest, "cert")
	if len(certs) == 0 {
		return nil
	}
	return certs[0]
}
