package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"certwright/model"
	"certwright/pki"
)

// maxCertFile is the largest file that is looked at while reading a home: bigger ones are no certificates of ours.
const maxCertFile = 1 << 20

// objectsOf lists the certificates and keys of a file; nothing for a file that holds neither.
func objectsOf(data []byte, path string) []pki.Object {
	var out []pki.Object
	_, objects := pki.Read(data, path)
	for _, o := range objects {
		if o.Certificate != nil || o.Kind == pki.KindKey && o.Key != nil {
			out = append(out, o)
		}
	}
	return out
}

// ours reads an authority in our layout; false when its certificate cannot be read, so that it is looked at as foreign.
// Signatures are not checked here: a thousand identities are listed in the time of a keystroke.
func (v *visit) ours(root *os.Root, entries []fs.DirEntry) bool {
	dir := root.Name()
	data, _, err := readRegular(root, caFile, maxCertFile)
	if err != nil {
		return false
	}
	chain, err := pki.DescribePEM(data)
	if err != nil {
		return false
	}
	a := model.Authority{
		Name: filepath.Base(dir), Dir: dir, Certificate: chain[0], CAFile: filepath.Join(dir, caFile), Identities: []model.Identity{},
	}
	if info, err := root.Stat("."); err == nil && info.Mode().Perm()&0o022 != 0 { // others may swap what is in it
		v.mode(dir, info.Mode())
	}
	if info, err := root.Lstat(caKeyFile); err == nil && info.Mode().IsRegular() {
		a.KeyFile = filepath.Join(dir, caKeyFile)
		v.mode(a.KeyFile, info.Mode())
	}
	var names []string
	for _, e := range entries {
		switch {
		case hiddenName(e.Name()):
		case e.Type()&fs.ModeSymlink != 0:
			v.link(filepath.Join(dir, e.Name()))
		case e.IsDir():
			names = append(names, e.Name())
		}
	}
	for _, found := range readIdentities(root, a.Name, names) {
		v.findings = append(v.findings, found.findings...)
		if found.ok {
			a.Identities = append(a.Identities, found.identity)
		}
	}
	v.authorities = append(v.authorities, a)
	return true
}

// mode reports a key that others than its owner may read.
func (v *visit) mode(path string, mode fs.FileMode) {
	v.findings = append(v.findings, modeFinding(path, mode)...)
}

// KeyMode reports a private key file, named by a person, that others than its owner may read. One that cannot be looked at
// gives nothing: reading it says why.
func KeyMode(path string) []model.Finding {
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	return modeFinding(path, info.Mode())
}

func modeFinding(path string, mode fs.FileMode) []model.Finding {
	if runtime.GOOS == "windows" || mode.Perm()&0o077 == 0 {
		return nil
	}
	return []model.Finding{model.New(model.FileModeTooOpen, "file", path, "mode", modeText(mode)).Seen(path)}
}

// identityRead is what one directory turned out to be.
type identityRead struct {
	identity model.Identity
	ok       bool
	findings []model.Finding
}

// readIdentities reads directories with as many workers as there are processors, keeping their order.
func readIdentities(root *os.Root, authority string, names []string) []identityRead {
	out := make([]identityRead, len(names))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				out[i] = readIdentity(root, authority, names[i])
			}
		}()
	}
	for i := range names {
		next <- i
	}
	close(next)
	wg.Wait()
	return out
}

// readIdentity reads one identity in our layout. The directory is opened once: should it be swapped meanwhile, all files
// still come from the same generation.
func readIdentity(parent *os.Root, authority, name string) identityRead {
	dir := filepath.Join(parent.Name(), name)
	warn := func(f model.Finding) identityRead {
		return identityRead{findings: []model.Finding{f.Weigh(model.Warning)}}
	}
	root, err := openPlainDir(parent, name)
	switch {
	case errors.Is(err, errSymlink):
		return warn(symlinkRefused(dir))
	case errors.Is(err, fs.ErrNotExist): // removed while we read
		return identityRead{}
	case err != nil:
		return warn(unreadable(dir, "file", err))
	}
	defer root.Close()
	data, _, err := readRegular(root, certFile, maxCertFile)
	path := filepath.Join(dir, certFile)
	switch {
	case errors.Is(err, fs.ErrNotExist): // a directory with something else in it
		return identityRead{}
	case errors.Is(err, errSymlink):
		return warn(symlinkRefused(path))
	case err != nil:
		return warn(unreadable(path, "cert", err))
	}
	certs, err := pki.DescribePEM(data)
	if err != nil {
		_, findings := pki.LoadCertificates(data, path, "cert")
		out := identityRead{}
		for _, f := range findings {
			out.findings = append(out.findings, f.Weigh(model.Warning))
		}
		return out
	}
	out := identityRead{ok: true, identity: model.Identity{
		Name: name, Authority: authority, Dir: dir, CertFile: path, Certificate: certs[0], Chain: certs[1:],
	}}
	out.key(root)
	if info, err := root.Lstat(caFile); err == nil && info.Mode().IsRegular() {
		out.identity.CAFile = filepath.Join(dir, caFile)
	}
	return out
}

// openPlainDir opens a directory that is no symbolic link.
func openPlainDir(parent *os.Root, name string) (*os.Root, error) {
	info, err := parent.Lstat(name)
	if err != nil {
		return nil, err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return nil, errSymlink
	}
	return parent.OpenRoot(name)
}

// key looks at the key file: it must be a file of its own and belong to the certificate.
func (r *identityRead) key(root *os.Root) {
	path := filepath.Join(r.identity.Dir, keyFile)
	data, mode, err := readRegular(root, keyFile, maxCertFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return
	case errors.Is(err, errSymlink):
		r.findings = append(r.findings, symlinkRefused(path).Weigh(model.Warning))
		return
	case err != nil:
		r.findings = append(r.findings, unreadable(path, "key", err).Weigh(model.Warning))
		return
	}
	r.identity.KeyFile = path
	r.findings = append(r.findings, modeFinding(path, mode)...)
	if spki := pki.KeySPKI(data); spki != "" && spki != r.identity.Certificate.SPKI {
		r.findings = append(r.findings, model.New(model.KeyMismatch, "certificate", r.identity.CertFile, "key", path).Seen(path).Weigh(model.Warning))
	}
}
