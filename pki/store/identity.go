package store

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"certwright/model"
	"certwright/pki"
)

// Issue makes an identity with a new key: a whole directory NAME in the directory of its authority. passphrase opens the
// authority's key. The specification is completed and judged by the model's rules; a name that exists is name-taken.
func (s *Store) Issue(ctx context.Context, spec model.IdentitySpec, passphrase string) (model.Applied, error) {
	_, a, err := s.load(spec.Authority)
	if err != nil {
		return model.Applied{}, err
	}
	spec, notes := spec.Complete(a)
	notes = append(notes, spec.Check()...)
	if !model.OK(notes) {
		return model.Applied{}, model.Fail(model.Arrange(notes)...)
	}
	issuer, err := s.signerFor(a, spec, passphrase)
	if err != nil {
		return model.Applied{}, err
	}
	key, private, err := newKey(spec.Key)
	if err != nil {
		return model.Applied{}, err
	}
	c := change{authority: a, name: spec.Name, key: private, chain: issuer.Chain, ca: trustOf(issuer), issued: true}
	cert, clamped, err := pki.Issue(issuer, spec, key.Public(), s.Now())
	if err != nil {
		return model.Applied{}, unexpected(err)
	}
	c.cert, c.findings = cert, append(notes, clamped...)
	der, err := pki.CreateRequest(spec, key)
	if err != nil {
		return model.Applied{}, unexpected(err)
	}
	c.request = pki.RequestPEM(der)
	if err := s.locked(ctx, a.Dir, func(root *os.Root) error { return c.write(s, root) }); err != nil {
		return model.Applied{}, failure(filepath.Join(a.Dir, spec.Name), err)
	}
	return c.applied(), nil
}

// newKey makes an identity's key, and its file. It takes its time, so it is made before the lock.
func newKey(kind model.KeyType) (key crypto.Signer, file []byte, err error) {
	if _, found := model.ParseKeyType(string(kind)); !model.OK(found) {
		return nil, nil, model.Fail(found...)
	}
	if key, err = pki.GenerateKey(kind); err != nil {
		return nil, nil, unexpected(err)
	}
	if file, err = pki.MarshalKey(key, ""); err != nil {
		return nil, nil, unexpected(err)
	}
	return key, file, nil
}

// trustOf is what an identity checks its peers with: the root, or the highest certificate that is known.
func trustOf(i pki.Issuer) []byte {
	switch {
	case i.Root != nil:
		return pki.CertificatePEM(i.Root)
	case len(i.Chain) > 0:
		return pki.CertificatePEM(i.Chain[len(i.Chain)-1])
	}
	return pki.CertificatePEM(i.Cert)
}

// trustAgain keeps the CA file of an identity that is issued again, which may trust others too, unless it lacks the root
// of the authority that issues now.
func trustAgain(have []byte, i pki.Issuer) []byte {
	root := trustOf(i)
	certs, _ := pki.LoadCAs(have, caFile)
	for _, c := range certs {
		if bytes.Equal(pki.CertificatePEM(c), root) {
			return have
		}
	}
	return root
}

// Reissue signs an identity again as the specification says (begin with pki.SpecOf) and swaps the identity in; the earlier
// generation is kept under old/. The key file is carried over byte for byte, unless NewKey asks for a new one. An identity made by hand
// that is no directory of its own, or has other file names, stays as it is: the new one becomes a directory beside it.
func (s *Store) Reissue(ctx context.Context, spec model.IdentitySpec, passphrase string) (model.Applied, error) {
	_, a, err := s.load(spec.Authority)
	if err != nil {
		return model.Applied{}, err
	}
	issuer, err := s.signerFor(a, spec, passphrase)
	if err != nil {
		return model.Applied{}, err
	}
	var key crypto.Signer
	var private []byte
	if spec.NewKey != "" {
		if key, private, err = newKey(spec.NewKey); err != nil {
			return model.Applied{}, err
		}
	}
	return s.update(ctx, a, spec.Name, func(c *change, old []*x509.Certificate) error {
		if bad := checkChanges(pki.SpecOf(old[0], a.Name, spec.Name), spec); !model.OK(bad) {
			return model.Fail(model.Arrange(bad)...)
		}
		public := old[0].PublicKey
		if key != nil {
			public, c.key = key.Public(), private
		}
		cert, clamped, err := pki.Reissue(issuer, old[0], public, spec, s.Now())
		if err != nil {
			return unexpected(err)
		}
		c.cert, c.chain, c.findings = cert, issuer.Chain, clamped
		c.ca, c.issued = trustAgain(c.ca, issuer), true
		c.request = requestAgain(*c, cert)
		return nil
	})
}

// checkChanges judges only what differs: what a certificate made elsewhere has always had is not for us to refuse.
func checkChanges(before, after model.IdentitySpec) []model.Finding {
	probe := after
	probe.Name, probe.Key = "identity", ""
	if probe.Profile == "" {
		probe.Profile = model.ProfileClient
	}
	probe.SANs = slices.DeleteFunc(slices.Clone(after.SANs), func(n model.SAN) bool { return slices.Contains(before.SANs, n) })
	if len(after.Subject) == 0 || slices.Equal(before.Subject, after.Subject) {
		probe.Subject = model.Subject{{Type: "CN", Value: "identity"}}
	}
	if slices.Equal(before.EKUs, after.EKUs) {
		probe.EKUs = nil
	}
	return slices.DeleteFunc(probe.Check(), func(f model.Finding) bool {
		return f.Code == model.NoSAN && (len(after.SANs) > 0 || len(before.SANs) == 0)
	})
}

// requestAgain makes the request anew where the key can be read, else it keeps the one that was there.
func requestAgain(c change, cert *x509.Certificate) []byte {
	key, _ := pki.LoadKey(c.key, keyFile, nil)
	if key == nil {
		return c.request
	}
	der, err := pki.RequestLike(cert, key)
	if err != nil {
		return c.request
	}
	return pki.RequestPEM(der)
}

// AppendChain puts intermediates behind the leaf of an identity, in sending order; everything else stays. Certificates
// that are no part of the leaf's chain and roots are left out.
func (s *Store) AppendChain(ctx context.Context, authority, name string, more []*x509.Certificate) (model.Applied, error) {
	_, a, err := s.load(authority)
	if err != nil {
		return model.Applied{}, err
	}
	return s.update(ctx, a, name, func(c *change, old []*x509.Certificate) error {
		c.cert, c.chain = old[0], chainAbove(old, more)
		return nil
	})
}

// chainAbove finds the intermediates above certs[0] among all that is known.
func chainAbove(certs, more []*x509.Certificate) []*x509.Certificate {
	all := append(slices.Clone(certs), more...)
	var out []*x509.Certificate
	for last := all[0]; len(out) < len(all); {
		next := slices.IndexFunc(all, func(c *x509.Certificate) bool {
			return !bytes.Equal(c.RawSubject, c.RawIssuer) && !bytes.Equal(c.Raw, last.Raw) && pki.Signed(c, last)
		})
		if next < 0 {
			break
		}
		last = all[next]
		out = append(out, last)
	}
	return out
}

// existing reads an identity that is to change, and decides where the new one goes.
func (s *Store) existing(a model.Authority, name string) (change, []*x509.Certificate, error) {
	id, ok := a.Find(name)
	if !ok {
		return change{}, nil, model.Fail(unknownIdentity(a, name, s.home))
	}
	data, err := s.readOwn(id.CertFile, "cert")
	if err != nil {
		return change{}, nil, err
	}
	certs, findings := pki.LoadCertificates(data, id.CertFile, "cert")
	at := slices.IndexFunc(certs, func(c *x509.Certificate) bool { return pki.Describe(c).SHA256 == id.Certificate.SHA256 })
	if at < 0 {
		return change{}, nil, model.Fail(append(findings, unreadableAs(id.CertFile, "cert", "", "it was changed while it was read"))...)
	}
	c := change{authority: a, name: name, exists: ownDirectory(a, id)}
	if id.KeyFile != "" {
		if c.key, err = s.readOwn(id.KeyFile, "key"); err != nil {
			return change{}, nil, err
		}
		c.key = onlyKey(c.key)
	}
	if id.CAFile != "" {
		if c.ca, err = s.readOwn(id.CAFile, "ca"); err != nil {
			return change{}, nil, err
		}
	}
	if request, err := s.readOwn(filepath.Join(id.Dir, name+".csr"), "file"); err == nil {
		c.request = request
	}
	if !c.exists {
		c.name = beside(a, name)
	}
	return c, append([]*x509.Certificate{certs[at]}, others(certs, at)...), nil
}

// onlyKey takes the key block out of a file that holds more (a combined PEM); a file with nothing else is kept as it is.
func onlyKey(data []byte) []byte {
	rest := data
	var key []byte
	blocks := 0
	for {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		blocks++
		if strings.HasSuffix(b.Type, "PRIVATE KEY") && key == nil {
			key = pem.EncodeToMemory(b)
		}
	}
	if blocks > 1 && key != nil {
		return key
	}
	return data
}

// ownDirectory reports an identity that can be swapped as a whole: a directory of its own, with our file names.
func ownDirectory(a model.Authority, id model.Identity) bool {
	dir := filepath.Join(a.Dir, id.Name)
	return id.Dir == dir && id.CertFile == filepath.Join(dir, certFile) &&
		(id.KeyFile == "" || id.KeyFile == filepath.Join(dir, keyFile))
}

// beside is a free directory name for what cannot be swapped.
func beside(a model.Authority, name string) string {
	name = safeName(name)
	root, err := os.OpenRoot(a.Dir)
	if err != nil {
		return name
	}
	defer root.Close()
	if taken, err := exists(root, name); err == nil && !taken {
		return name
	}
	return freeName(root, name)
}

// safeName makes a directory name of one that a person gave to files.
func safeName(name string) string {
	if bad := model.CheckName(name); len(bad) > 0 {
		if n := bad[0].Value("suggestion"); n != "" {
			return n
		}
		return "identity"
	}
	return name
}
