package store

import (
	"crypto/x509"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"certwright/model"
	"certwright/pki"
)

// content is one file of a directory to be.
type content struct {
	name string
	data []byte
	mode fs.FileMode
}

// build writes a whole new directory next to its final place, durably, and returns its name. mark is the content of the
// file that identifies it (see leftover). What an earlier writer that died has left under that name is gone: sweep ran.
func build(root *os.Root, name string, mark []byte, files []content, dirs ...string) (string, error) {
	work := workName(name, mark)
	if err := makeDir(root, work); err != nil {
		return "", err
	}
	err := fill(root, work, files, dirs)
	if err != nil {
		_ = root.RemoveAll(work) // as good as it gets: the next writer sweeps
		return "", err
	}
	return work, nil
}

func fill(root *os.Root, work string, files []content, dirs []string) error {
	for _, d := range dirs {
		if err := makeDir(root, path.Join(work, d)); err != nil {
			return err
		}
	}
	for _, f := range files {
		if err := writeNew(root, path.Join(work, f.name), f.data, f.mode); err != nil {
			return err
		}
	}
	return syncDir(root, work)
}

// place moves a new directory in; nothing may have its name.
func place(root *os.Root, work, name string) error {
	if err := moveIn(root, work, name); err != nil {
		_ = root.RemoveAll(work)
		return err
	}
	return syncDir(root, ".")
}

// replace swaps a new directory in and keeps the earlier generation.
func replace(root *os.Root, work, name string) error {
	info, err := root.Lstat(name)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		err = model.Fail(symlinkRefused(filepath.Join(root.Name(), name)))
	}
	if err == nil {
		err = exchange(root, work, name)
	}
	if err != nil {
		_ = root.RemoveAll(work)
		return err
	}
	if err := syncDir(root, "."); err != nil {
		return err
	}
	return archive(root, work, name)
}

// record writes issued/SERIAL.pem. It comes before the certificate reaches its identity: the record may list a
// certificate that nobody has, never the reverse.
func record(root *os.Root, cert *x509.Certificate) error {
	if err := ensureDir(root, issuedDir); err != nil {
		return err
	}
	name := path.Join(issuedDir, pki.Describe(cert).Serial+".pem")
	if err := writeNew(root, name, pki.CertificatePEM(cert), publicMode); err != nil {
		return err
	}
	return syncDir(root, issuedDir)
}

// identityFiles are the files of an identity's directory. Without a key there is none; without a request there is none.
func identityFiles(name string, key, cert, ca, request []byte) []content {
	var out []content
	if key != nil {
		out = append(out, content{keyFile, key, keyMode})
	}
	out = append(out, content{certFile, cert, publicMode})
	if ca != nil {
		out = append(out, content{caFile, ca, publicMode})
	}
	if request != nil {
		out = append(out, content{name + ".csr", request, publicMode})
	}
	return out
}

func modeText(m fs.FileMode) string { return fmt.Sprintf("%04o", m.Perm()) }

// planned lists files as a plan shows them.
func planned(dir string, exists bool, files []content) []model.PlannedFile {
	var out []model.PlannedFile
	for _, f := range files {
		out = append(out, model.PlannedFile{Path: filepath.Join(dir, f.name), Mode: modeText(f.mode), Exists: exists})
	}
	return out
}
