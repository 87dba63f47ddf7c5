package lab

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Pair is a certificate, its key, and whatever stands above it. Unlike pki it signs anything it is told to, because a lab
// needs certificates that no sane authority would issue; everything lives only as long as the lab.
type Pair struct {
	Cert *x509.Certificate
	Key  crypto.Signer
	// Above are the certificates sent after Cert, nearest first, without the root.
	Above []*x509.Certificate
}

// NewKey makes a P-256 key: the quickest that every program of the field takes.
func NewKey() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

// Root makes a self-signed authority that is valid for ten years, changed by the given functions before it is signed.
func Root(cn string, change ...func(*x509.Certificate)) (*Pair, error) {
	tmpl := authority(cn)
	return sign(tmpl, nil, nil, change)
}

// Intermediate makes an authority below p.
func (p *Pair) Intermediate(cn string, change ...func(*x509.Certificate)) (*Pair, error) {
	tmpl := authority(cn)
	tmpl.NotAfter = p.Cert.NotAfter
	return sign(tmpl, p, nil, change)
}

// Leaf issues an end-entity certificate below p: one hour old, valid for 90 days, for the given uses and no names.
func (p *Pair) Leaf(cn string, uses []x509.ExtKeyUsage, change ...func(*x509.Certificate)) (*Pair, error) {
	return p.LeafFor(nil, cn, uses, change...)
}

// LeafFor is Leaf for a key that exists already; nil makes a new one.
func (p *Pair) LeafFor(key crypto.Signer, cn string, uses []x509.ExtKeyUsage, change ...func(*x509.Certificate)) (*Pair, error) {
	tmpl := leafTemplate(cn, uses)
	return sign(tmpl, p, key, change)
}

// span is the ordinary validity of a leaf.
func span() (from, to time.Time) {
	now := time.Now().UTC().Truncate(time.Second)
	return now.Add(-time.Hour), now.AddDate(0, 0, 90)
}

func authority(cn string) *x509.Certificate {
	now := time.Now().UTC().Truncate(time.Second)
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: cn}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(10, 0, 0),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, BasicConstraintsValid: true, IsCA: true,
	}
}

// sign completes the template and signs it with issuer, or with its own key when issuer is nil.
func sign(tmpl *x509.Certificate, issuer *Pair, key crypto.Signer, change []func(*x509.Certificate)) (*Pair, error) {
	var err error
	if key == nil {
		if key, err = NewKey(); err != nil {
			return nil, err
		}
	}
	if tmpl.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 126)); err != nil {
		return nil, err
	}
	pub, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, err
	}
	if tmpl.IsCA {
		id := sha1.Sum(pub) // an identifier, no protection: RFC 5280 section 4.2.1.2
		tmpl.SubjectKeyId = id[:]
	}
	for _, c := range change {
		c(tmpl)
	}
	parent, signer, above := tmpl, key, []*x509.Certificate(nil)
	if issuer != nil {
		parent, signer = issuer.Cert, issuer.Key
		if !bytes.Equal(issuer.Cert.RawSubject, issuer.Cert.RawIssuer) {
			above = append([]*x509.Certificate{issuer.Cert}, issuer.Above...)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, parent, key.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("lab: sign %s: %w", tmpl.Subject.CommonName, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Pair{Cert: cert, Key: key, Above: above}, nil
}

// Names puts DNS names and IP addresses, told apart by their form, into a certificate's subjectAltName.
func Names(names ...string) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		for _, n := range names {
			if ip := net.ParseIP(n); ip != nil {
				c.IPAddresses = append(c.IPAddresses, ip)
			} else {
				c.DNSNames = append(c.DNSNames, n)
			}
		}
	}
}

// Dates sets both ends of the validity, counted from now.
func Dates(from, to time.Duration) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		now := time.Now().UTC().Truncate(time.Second)
		c.NotBefore, c.NotAfter = now.Add(from), now.Add(to)
	}
}

// Chain is the certificate followed by those above it, as a server sends them.
func (p *Pair) Chain() []*x509.Certificate {
	return append([]*x509.Certificate{p.Cert}, p.Above...)
}

// PEM writes certificates one after the other.
func PEM(certs ...*x509.Certificate) []byte {
	var b bytes.Buffer
	for _, c := range certs {
		_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
	}
	return b.Bytes()
}

// KeyPEM is the key as PKCS#8.
func (p *Pair) KeyPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(p.Key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// Save writes an identity as certwright lays it out: key.pem, cert.pem (leaf, then what is above) and ca.pem (root),
// in a directory of mode 0700 with a key of mode 0600.
func (p *Pair) Save(dir string, root *x509.Certificate) error {
	key, err := p.KeyPEM()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		data []byte
		mode os.FileMode
	}{{"key.pem", key, 0o600}, {"cert.pem", PEM(p.Chain()...), 0o644}, {"ca.pem", PEM(root), 0o644}} {
		if err := os.WriteFile(filepath.Join(dir, f.name), f.data, f.mode); err != nil {
			return err
		}
	}
	return nil
}

// SaveAuthority writes ca.pem and ca-key.pem as certwright lays out an authority.
func (p *Pair) SaveAuthority(dir string) error {
	key, err := p.KeyPEM()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, "issued"), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), PEM(p.Cert), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "ca-key.pem"), key, 0o600)
}
