package store

import (
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
	v.findings = append(h.mismatches(), v.findings...) // first: nothing starts with such a pair
	v.authorities = append(v.authorities, h.authorities(v.names())...)
}

// mismatches reports certificates beside a key file of the same name that belongs to another certificate. Such a pair is
// what a service's configuration names, whatever key fits by its contents; no service starts with it.
func (h *handMade) mismatches() []model.Finding {
	var out []model.Finding
	for _, f := range h.files {
		other := ""
		for _, k := range h.keys {
			if k.dir != f.dir || k.path == f.path || k.spki == "" || !sameName(f.path, k.path) {
				continue
			}
			if f.has(k.spki) {
				other = ""
				break
			}
			other = k.path
		}
		if other != "" {
			out = append(out, model.New(model.KeyMismatch, "certificate", f.path, "key", other).Seen(other).Weigh(model.Warning))
		}
	}
	return out
}

// has reports a certificate with this public key in the file.
func (f handFile) has(spki string) bool {
	return slices.ContainsFunc(f.certs, func(c *x509.Certificate) bool { return pki.Describe(c).SPKI == spki })
}

// sameName reports a certificate and a key that are called as one pair: server.crt and server.key, cert.pem and key.pem.
func sameName(cert, key string) bool {
	c, k := strings.ToLower(stem(cert)), strings.ToLower(stem(key))
	return c == k || c == "cert" && k == "key" || c == "fullchain" && k == "privkey"
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
