package workbench

import (
	"crypto"
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

// lookAt reads the files that a pasted command names, as far as they lie on this machine, and tells what is wrong with
// them. Nothing is dialled. What is missing may lie on the machine that the command is from: it is told, and is no fault.
func lookAt(ws model.Workspace, r model.Reading) model.Reading {
	d, l := *r.Dial, looker{}
	l.take(d.CA, func(file string) []model.Finding {
		_, found := loadCAs(file)
		return found
	})
	pair, found := l.pair(ws, d.Cert, d.Key)
	r.Files, r.Absent, r.Paired = l.files, l.absent, len(pair) > 0
	r.Findings = append(append(l.found, found...), r.Findings...)
	return r
}

// looker gathers what was seen of the files of one command.
type looker struct {
	files  []string
	absent []string
	found  []model.Finding
}

// take looks at one file by what it was named for.
func (l *looker) take(named string, read func(file string) []model.Finding) bool {
	file, ok := hereAs(named)
	if !ok {
		return false
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		l.absent = appendNew(l.absent, named)
		return false
	}
	found := read(file)
	l.found = append(l.found, found...)
	if !model.OK(found) {
		return false
	}
	l.files = appendNew(l.files, named)
	return true
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// pair looks at certificate and key, and whether they belong together.
func (l *looker) pair(ws model.Workspace, cert, key string) ([]*x509.Certificate, []model.Finding) {
	var list []*x509.Certificate
	var signer crypto.Signer
	certs := l.take(cert, func(file string) (found []model.Finding) {
		list, found = loadCertificates(file, "cert")
		return found
	})
	keys := (key != cert || certs) && l.take(key, func(file string) (found []model.Finding) {
		signer, found = loadKey(file)
		if named, _ := hereAs(cert); key == cert {
			found = keyNotNamed(ws, found, named, file)
		}
		return found
	})
	if !certs || !keys || signer == nil {
		return nil, nil
	}
	return pki.Pair(list, signer, cert, key)
}

// hereAs is the path that a word of a command stands for on this machine; false where only the shell that ran it knows.
func hereAs(named string) (string, bool) {
	if named == "" || strings.ContainsAny(named, "$`*?<>\\") {
		return "", false
	}
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(named, "~/") {
		return filepath.Join(home, named[2:]), true
	}
	return named, !strings.HasPrefix(named, "~")
}
