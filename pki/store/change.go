package store

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"certwright/model"
	"certwright/pki"
)

// change is an identity about to be written under the lock of its authority.
type change struct {
	authority model.Authority
	name      string // of the directory
	exists    bool   // it replaces the directory that is there
	cert      *x509.Certificate
	chain     []*x509.Certificate
	ca        []byte
	key       []byte // PEM
	request   []byte // PEM
	issued    bool   // the certificate is new and has to be recorded
	findings  []model.Finding
}

// update changes an existing identity. It is read, changed and written under one lock, so that of two changes at the
// same time the second builds on the first.
func (s *Store) update(ctx context.Context, a model.Authority, name string, decide func(*change, []*x509.Certificate) error) (model.Applied, error) {
	var c change
	err := s.locked(ctx, a.Dir, func(root *os.Root) error {
		_, now, err := s.load(a.Name)
		if err != nil {
			return err
		}
		var old []*x509.Certificate
		if c, old, err = s.existing(now, name); err != nil {
			return err
		}
		if err := decide(&c, old); err != nil {
			return err
		}
		return c.write(s, root)
	})
	if err != nil {
		return model.Applied{}, failure(filepath.Join(a.Dir, name), err)
	}
	return c.applied(), nil
}

// locked does work in a directory under its lock, after tidying up behind writers that died.
func (s *Store) locked(ctx context.Context, dir string, work func(*os.Root) error) error {
	unlock, err := s.lock(ctx, dir)
	if err != nil {
		return err
	}
	defer unlock()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := sweep(root); err != nil {
		return err
	}
	return work(root)
}

// write carries the change out. The caller holds the lock.
func (c change) write(s *Store, root *os.Root) error {
	if taken, err := exists(root, c.name); err != nil || taken && !c.exists {
		if err != nil {
			return err
		}
		return model.Fail(s.taken(root, c.name, ""))
	}
	if c.issued {
		if err := record(root, c.cert); err != nil {
			return err
		}
	}
	files := c.files()
	work, err := build(root, c.name, markContent(files), files)
	if err != nil {
		return err
	}
	if c.exists {
		return replace(root, work, c.name)
	}
	err = place(root, work, c.name)
	if errors.Is(err, fs.ErrExist) {
		return model.Fail(s.taken(root, c.name, ""))
	}
	return err
}

// applied tells what was written.
func (c change) applied() model.Applied {
	dir := filepath.Join(c.authority.Dir, c.name)
	id := model.Identity{
		Name: c.name, Authority: c.authority.Name, Dir: dir, CertFile: filepath.Join(dir, certFile),
		Certificate: pki.Describe(c.cert), Chain: pki.DescribeAll(c.chain),
	}
	if c.key != nil {
		id.KeyFile = filepath.Join(dir, keyFile)
	}
	if c.ca != nil {
		id.CAFile = filepath.Join(dir, caFile)
	}
	return model.Applied{Identities: []model.Identity{id}, Files: planned(dir, c.exists, c.files()), Findings: c.findings}
}

func (c change) files() []content {
	cert := pki.CertificatePEM(append([]*x509.Certificate{c.cert}, c.chain...)...)
	return identityFiles(c.name, c.key, cert, c.ca, c.request)
}

func markContent(files []content) []byte {
	for _, f := range files {
		if f.name == certFile {
			return f.data
		}
	}
	return nil
}
