package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"certwright/model"
)

// Load reads the home as it is now: authorities with their identities, and findings about what is not as it should be
// (symbolic links, wide modes, files that cannot be read). Nothing is created; only leftovers of a writer that died are
// tidied, where a lock can be had at once. An absent home is empty.
//
// A home is a directory of authorities. A directory made by hand is read as it is, whether it stands in the home or is
// the home: authorities are found by their certificates, keys by public key, chains by signature, nothing is renamed.
// An authority without CAFile stands for an issuer whose certificate is not here.
func (s *Store) Load() (model.Workspace, error) {
	w := model.Workspace{Home: s.home, Authorities: []model.Authority{}}
	w.User, w.Host = whoami()
	root, err := os.OpenRoot(s.home)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return w, model.Fail(unreadable(s.home, "home", err))
	}
	defer root.Close()
	entries, err := tidyList(root)
	if err != nil {
		return w, model.Fail(unreadable(s.home, "home", err))
	}
	v := &visit{}
	if holdsObjects(root, entries) {
		v.authorityDir(root, entries)
	} else {
		v.home(root, entries)
	}
	w.Authorities, w.Findings = v.authorities, v.findings
	sort.SliceStable(w.Authorities, func(i, j int) bool { return w.Authorities[i].Name < w.Authorities[j].Name })
	if w.Authorities == nil {
		w.Authorities = []model.Authority{}
	}
	return w, nil
}

// tidyList lists a directory, after sweeping it when a dead writer has left something and its lock is free.
func tidyList(root *os.Root) ([]fs.DirEntry, error) {
	entries, err := listDir(root, ".")
	if err != nil || !hasLeftovers(entries) {
		return entries, err
	}
	if unlock, ok := tryLock(root.Name()); ok {
		_ = sweep(root) // a reader that may not write leaves things as they are
		unlock()
	}
	return listDir(root, ".")
}

// visit collects what a walk through the home finds.
type visit struct {
	authorities []model.Authority
	findings    []model.Finding
	links       int
}

// maxLinks is after how many symbolic links they are no longer listed one by one: /etc/ssl/certs has hundreds.
const maxLinks = 10

// link reports a symbolic link that would be read if it were none: to a directory, or called like a certificate or key.
func (v *visit) link(path string) {
	if info, err := os.Stat(path); !objectName(filepath.Base(path)) && (err != nil || !info.IsDir()) {
		return
	}
	if v.links++; v.links <= maxLinks {
		v.findings = append(v.findings, symlinkRefused(path).Weigh(model.Warning))
	}
}

// home reads a directory of authorities.
func (v *visit) home(root *os.Root, entries []fs.DirEntry) {
	for _, e := range entries {
		name := e.Name()
		path := filepath.Join(root.Name(), name)
		switch {
		case e.Type()&fs.ModeSymlink != 0:
			v.link(path)
			continue
		case !e.IsDir() || hiddenName(name):
			continue
		}
		sub, err := root.OpenRoot(name)
		if err != nil {
			v.findings = append(v.findings, unreadable(path, "file", err).Weigh(model.Warning))
			continue
		}
		below, err := tidyList(sub)
		if err != nil {
			v.findings = append(v.findings, unreadable(path, "file", err).Weigh(model.Warning))
		} else {
			v.authorityDir(sub, below)
		}
		sub.Close()
	}
}

// hiddenName reports names that hold no identity: the record, earlier generations, dot files.
func hiddenName(name string) bool {
	return strings.HasPrefix(name, ".") || name == issuedDir || name == oldDir
}

// authorityDir reads one directory of an authority, ours or made by hand.
func (v *visit) authorityDir(root *os.Root, entries []fs.DirEntry) {
	if ourLayout(entries) && v.ours(root, entries) {
		return
	}
	v.foreign(root, entries)
}

// ourLayout reports a directory as CreateAuthority makes it: with a record, and no other certificates or keys.
func ourLayout(entries []fs.DirEntry) bool {
	record, ca := false, false
	for _, e := range entries {
		switch n := e.Name(); {
		case n == issuedDir:
			record = e.IsDir()
		case n == caFile:
			ca = e.Type().IsRegular()
		case n == caKeyFile, n == "crl.pem":
		case objectName(n) && !e.IsDir():
			return false
		}
	}
	return record && ca
}

// objectName reports file names that promise certificates or keys.
func objectName(name string) bool {
	if strings.HasPrefix(name, ".") {
		return false
	}
	return slices.Contains([]string{".pem", ".crt", ".cer", ".cert", ".key", ".der"}, strings.ToLower(filepath.Ext(name)))
}

// holdsObjects reports whether a home is itself an authority: it has certificates or keys directly in it.
func holdsObjects(root *os.Root, entries []fs.DirEntry) bool {
	for _, e := range entries {
		if objectName(e.Name()) && e.Type().IsRegular() {
			if data, _, err := readRegular(root, e.Name(), maxCertFile); err == nil && len(objectsOf(data, e.Name())) > 0 {
				return true
			}
		}
	}
	return false
}

// load reads the home and finds an authority in it; "" means the only one.
func (s *Store) load(authority string) (model.Workspace, model.Authority, error) {
	w, err := s.Load()
	if err != nil {
		return w, model.Authority{}, err
	}
	a, err := s.authority(w, authority)
	return w, a, err
}

func (s *Store) authority(w model.Workspace, name string) (model.Authority, error) {
	if a, ok := w.Find(name); ok {
		return a, nil
	}
	var names []string
	for _, a := range w.Authorities {
		names = append(names, a.Name)
	}
	known := strings.Join(names, ", ")
	switch {
	case name != "":
		return model.Authority{}, model.Fail(model.New(model.UnknownAuthority, "name", name, "known", known, "home", s.home).Seen("ca"))
	case len(names) == 1:
		return w.Authorities[0], nil
	case len(names) == 0:
		return model.Authority{}, model.Fail(model.New(model.ChooseAuthority, "known", "", "home", s.home).As("none").Seen("ca"))
	}
	return model.Authority{}, model.Fail(model.New(model.ChooseAuthority, "known", known, "home", s.home).Seen("ca"))
}

func unknownIdentity(a model.Authority, name, home string) model.Finding {
	var names []string
	for _, i := range a.Identities {
		names = append(names, i.Name)
	}
	return model.New(model.UnknownIdentity, "name", name, "known", strings.Join(names, ", "), "home", home).Seen("name")
}
