package store

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"certwright/model"
	"certwright/pki"
)

// CreateAuthority makes a root authority: its key, encrypted when the specification has a passphrase, its certificate,
// and the directory that will record what it issues. A name that exists is name-taken (variant authority), whatever has it.
func (s *Store) CreateAuthority(ctx context.Context, spec model.AuthoritySpec) (model.Applied, error) {
	spec = spec.Complete()
	if bad := spec.Check(); !model.OK(bad) {
		return model.Applied{}, model.Fail(model.Arrange(bad)...)
	}
	key, err := pki.GenerateKey(spec.Key)
	if err != nil {
		return model.Applied{}, unexpected(err)
	}
	ca, err := pki.CreateAuthority(spec, key, s.Now())
	if err != nil {
		return model.Applied{}, unexpected(err)
	}
	keyPEM, err := pki.MarshalKey(key, spec.Passphrase)
	if err != nil {
		return model.Applied{}, unexpected(err)
	}
	dir := filepath.Join(s.home, spec.Name)
	cert := pki.CertificatePEM(ca.Cert)
	files := []content{{caFile, cert, publicMode}, {caKeyFile, keyPEM, keyMode}}
	if err := s.placeAuthority(ctx, spec.Name, files, cert, ca.Cert); err != nil {
		return model.Applied{}, failure(dir, err)
	}
	return model.Applied{
		Authorities: []model.Authority{{
			Name: spec.Name, Dir: dir, Certificate: pki.Describe(ca.Cert), Identities: []model.Identity{},
			CAFile: filepath.Join(dir, caFile), KeyFile: filepath.Join(dir, caKeyFile),
		}},
		Files: planned(dir, false, files), Findings: warnings(spec.Check()),
	}, nil
}

func (s *Store) placeAuthority(ctx context.Context, name string, files []content, mark []byte, cert *x509.Certificate) error {
	if err := s.makeHome(); err != nil {
		return err
	}
	return s.locked(ctx, s.home, func(root *os.Root) error {
		if taken, err := exists(root, name); err != nil || taken {
			if err != nil {
				return err
			}
			return model.Fail(s.taken(root, name, "authority"))
		}
		files = append(slices.Clone(files), content{lockFile, nil, keyMode},
			content{issuedDir + "/" + pki.Describe(cert).Serial + ".pem", mark, publicMode})
		work, err := build(root, name, mark, files, issuedDir)
		if err != nil {
			return err
		}
		err = place(root, work, name)
		if errors.Is(err, fs.ErrExist) {
			return model.Fail(s.taken(root, name, "authority"))
		}
		return err
	})
}

// makeHome makes the home, private whatever the umask is; one that is there stays as it is.
func (s *Store) makeHome() error {
	if _, err := os.Lstat(s.home); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(s.home, dirMode); err != nil {
		return err
	}
	return os.Chmod(s.home, dirMode)
}

// taken says that a name is in use, and which one is free.
func (s *Store) taken(root *os.Root, name, variant string) model.Finding {
	return model.New(model.NameTaken, "name", name, "path", filepath.Join(root.Name(), name),
		"suggestion", freeName(root, name)).As(variant).Seen("name")
}

// freeName is NAME-2, NAME-3 ..., the first that nothing has.
func freeName(root *os.Root, name string) string {
	for n := 2; n < 1000; n++ {
		candidate := name + "-" + strconv.Itoa(n)
		if taken, err := exists(root, candidate); err == nil && !taken {
			return candidate
		}
	}
	return ""
}

// Signer opens the authority for signing; passphrase opens an encrypted key and may be "". Failures: unknown-authority,
// ca-key-absent, key-encrypted, ca-key-mismatch, and what is wrong with the files.
func (s *Store) Signer(name, passphrase string) (pki.Issuer, error) {
	w, err := s.Load()
	if err != nil {
		return pki.Issuer{}, err
	}
	a, err := s.authority(w, name)
	if err != nil {
		return pki.Issuer{}, err
	}
	return s.signer(a, passphrase)
}

func (s *Store) signer(a model.Authority, passphrase string) (pki.Issuer, error) {
	issuer, err := s.issuerCertificates(a)
	if err != nil {
		return pki.Issuer{}, err
	}
	if a.KeyFile == "" {
		return pki.Issuer{}, model.Fail(model.New(model.CAKeyAbsent, "authority", a.Name, "path", filepath.Join(a.Dir, caKeyFile)).Seen(a.Dir))
	}
	data, err := s.readOwn(a.KeyFile, "key")
	if err != nil {
		return pki.Issuer{}, err
	}
	key, findings := pki.LoadKey(data, a.KeyFile, []byte(passphrase))
	if key == nil {
		return pki.Issuer{}, model.Fail(findings...)
	}
	if pki.SPKI(key.Public()) != a.Certificate.SPKI {
		return pki.Issuer{}, model.Fail(model.New(model.CAKeyMismatch, "authority", a.Name, "certificate", a.CAFile, "key", a.KeyFile).Seen(a.KeyFile))
	}
	issuer.Key = key
	return issuer, nil
}

// signerFor opens the authority for one certificate. One that is over signs nothing that anybody would accept; a
// specification with an end of its own (teaching) may have it.
func (s *Store) signerFor(a model.Authority, spec model.IdentitySpec, passphrase string) (pki.Issuer, error) {
	issuer, err := s.signer(a, passphrase)
	if err != nil {
		return issuer, err
	}
	now := s.Now()
	if end := issuer.Cert.NotAfter; spec.NotAfter.IsZero() && !end.After(now) {
		return pki.Issuer{}, model.Fail(model.New(model.Expired, "certificate", a.Certificate.Name(), "role", "root",
			"ended", end.UTC().Format(time.RFC3339), "now", now.UTC().Format(time.RFC3339),
			"ago", now.Sub(end).Round(time.Second).String(), "trust", "").By(model.PartyLocalFile).Seen(a.CAFile))
	}
	return issuer, nil
}

// issuerCertificates reads the authority's certificate and what stands above it.
func (s *Store) issuerCertificates(a model.Authority) (pki.Issuer, error) {
	if a.CAFile == "" {
		return pki.Issuer{}, model.Fail(model.New(model.CAKeyAbsent, "authority", a.Name, "path", filepath.Join(a.Dir, caKeyFile)).Seen(a.Dir))
	}
	data, err := s.readOwn(a.CAFile, "ca")
	if err != nil {
		return pki.Issuer{}, err
	}
	certs, findings := pki.LoadCAs(data, a.CAFile)
	at := slices.IndexFunc(certs, func(c *x509.Certificate) bool { return pki.Describe(c).SHA256 == a.Certificate.SHA256 })
	if at < 0 {
		if model.OK(findings) {
			findings = append(findings, unreadableAs(a.CAFile, "ca", "", "it was changed while it was read"))
		}
		return pki.Issuer{}, model.Fail(findings...)
	}
	out := pki.Issuer{Cert: certs[at]}
	rest, _ := pki.Pair(append([]*x509.Certificate{certs[at]}, others(certs, at)...), nil, a.CAFile, "")
	for last := certs[at]; ; {
		if bytes.Equal(last.RawSubject, last.RawIssuer) {
			out.Root = last
			return out, nil
		}
		out.Chain = append(out.Chain, last)
		next := slices.IndexFunc(rest, func(c *x509.Certificate) bool { return c != last && pki.Signed(c, last) })
		if next < 0 || len(out.Chain) > len(rest) {
			return out, nil
		}
		last = rest[next]
	}
}

func others(certs []*x509.Certificate, at int) []*x509.Certificate {
	return append(slices.Clone(certs[:at]), certs[at+1:]...)
}

// readOwn reads a file of the store without following a symbolic link.
func (s *Store) readOwn(path, role string) ([]byte, error) {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, model.Fail(unreadable(path, role, err))
	}
	defer root.Close()
	data, _, err := readRegular(root, filepath.Base(path), pki.MaxFile)
	switch {
	case errors.Is(err, errSymlink):
		return nil, model.Fail(symlinkRefused(path))
	case err != nil:
		return nil, model.Fail(unreadable(path, role, err))
	}
	return data, nil
}

func unexpected(err error) error {
	return model.Fail(model.New(model.Unexpected, "reason", err.Error()))
}

// warnings are the findings that do not stand in the way.
func warnings(findings []model.Finding) []model.Finding {
	return slices.DeleteFunc(findings, func(f model.Finding) bool { return f.Severity == model.Fatal })
}
