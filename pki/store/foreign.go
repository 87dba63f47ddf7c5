package store

import (
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"certwright/model"
	"certwright/pki"
)

// handMade is everything found in a directory that somebody made by hand, and in the directories in it.
type handMade struct {
	dir   string
	files []handFile
	keys  []handKey
}

// handFile is a file with certificates.
type handFile struct {
	path, dir string
	certs     []*x509.Certificate
}

// handKey is a private key in a file.
type handKey struct {
	path, dir, spki string // spki is "" for an encrypted key
	mode            fs.FileMode
}

// maxHandFiles bounds the reading of a directory that was given by mistake.
const maxHandFiles = 4000

// foreign reads a directory made by hand: one authority for each CA certificate in it, and one for each issuer that is
// not here. Nothing is judged by its name where the contents can tell.
func (v *visit) foreign(root *os.Root, entries []fs.DirEntry) {
	h := &handMade{dir: root.Name()}
	v.gather(h, root, entries)
	for _, e := range entries {
		if !e.IsDir() || hiddenName(e.Name()) && e.Name() != issuedDir { // easy-rsa keeps certificates in issued/
			continue
		}
		sub, err := root.OpenRoot(e.Name())
		if err != nil {
			v.findings = append(v.findings, unreadable(filepath.Join(h.dir, e.Name()), "file", err).Weigh(model.Warning))
			continue
		}
		if below, err := listDir(sub, "."); err == nil {
			if ourLayout(below) {
				v.authorityDir(sub, below)
			} else {
				v.gather(h, sub, below)
			}
		}
		sub.Close()
	}
	v.authorities = append(v.authorities, h.authorities(v.names())...)
}

// gather reads the certificates and keys directly in a directory.
func (v *visit) gather(h *handMade, root *os.Root, entries []fs.DirEntry) {
	for _, e := range entries {
		path := filepath.Join(root.Name(), e.Name())
		if e.Type()&fs.ModeSymlink != 0 && !hiddenName(e.Name()) {
			v.link(path)
			continue
		}
		if !objectName(e.Name()) || ourRecord(root, e.Name()) || !e.Type().IsRegular() || len(h.files)+len(h.keys) >= maxHandFiles {
			continue
		}
		data, mode, err := readRegular(root, e.Name(), maxCertFile)
		if errors.Is(err, fs.ErrPermission) {
			v.findings = append(v.findings, unreadable(path, "file", err).Weigh(model.Warning))
		}
		if err != nil {
			continue
		}
		f := handFile{path: path, dir: root.Name()}
		objects := objectsOf(data, path)
		if len(objects) == 0 {
			v.damaged(data, path)
		}
		for _, o := range objects {
			if o.Certificate != nil {
				f.certs = append(f.certs, o.Certificate)
			} else {
				h.keys = append(h.keys, handKey{path, root.Name(), o.Key.SPKI, mode})
				v.mode(path, mode)
			}
		}
		if len(f.certs) > 0 {
			h.files = append(h.files, f)
		}
	}
}

// damaged reports a file that is called like a certificate and cannot be understood. Requests and lists are nothing to report.
func (v *visit) damaged(data []byte, path string) {
	in, _ := pki.Read(data, path)
	for _, f := range in.Findings {
		if f.Severity == model.Fatal {
			v.findings = append(v.findings, f.Weigh(model.Warning))
		}
	}
}

// ourRecord reports the files that certwright keeps in issued/: a second copy of certificates that are elsewhere.
func ourRecord(root *os.Root, name string) bool {
	serial, pem := strings.CutSuffix(name, ".pem")
	return pem && filepath.Base(root.Name()) == issuedDir && len(serial) == 32 && strings.Trim(serial, "0123456789abcdef") == ""
}
