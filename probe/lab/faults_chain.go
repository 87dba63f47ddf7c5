package lab

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"

	"certwright/model"
)

const year = 365 * 24 * time.Hour

var chainFaults = []Fault{
	{ID: "self-signed", Group: "chain", Codes: codes(model.SelfSigned), change: func(p *plan) { p.server.self = true }},
	{ID: "unknown-issuer", Group: "chain", Codes: codes(model.UnknownIssuer), change: func(p *plan) { p.server.by = stranger }},
	{
		ID: "unknown-issuer-root-sent", Group: "chain", Codes: codes(model.UnknownIssuer), Also: codes(model.RootSent),
		change: func(p *plan) { p.server.by, p.server.sends = stranger, withRoot(stranger) },
	},
	{ID: "missing-intermediate", Group: "chain", Codes: codes(model.MissingIntermediate), base: tiered, change: func(p *plan) { p.server.sends = alone }},
	{ID: "same-name-other-key", Group: "chain", Codes: codes(model.IssuerOtherKey), change: func(p *plan) { p.server.by = namesake }},
	{
		ID: "same-name-other-key-root-sent", Group: "chain", Codes: codes(model.IssuerOtherKey), Also: codes(model.RootSent),
		change: func(p *plan) { p.server.by, p.server.sends = namesake, withRoot(namesake) },
	},
	{ID: "signature-invalid", Group: "chain", Codes: codes(model.SignatureInvalid), change: func(p *plan) { p.server.bend = spoil }},
	{ID: "issuer-not-a-ca", Group: "chain", Codes: codes(model.IssuerNotCA), base: tiered, change: middle(func(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, x509.KeyUsageCertSign })},
	{ID: "issuer-version-1", Group: "chain", Codes: codes(model.IssuerNotCA), Also: codes(model.CertSignMissing), base: tiered, change: func(p *plan) { p.middle[0].bend = downgrade }},
	{ID: "path-length", Group: "chain", Codes: codes(model.PathLenExceeded), base: tiered, change: top(func(c *x509.Certificate) { c.MaxPathLenZero = true })},
	{ID: "key-cert-sign-missing", Group: "chain", Codes: codes(model.CertSignMissing), base: tiered, change: middle(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign })},
	{
		ID: "name-constraint", Group: "chain", Codes: codes(model.NameConstraint), base: tiered,
		change: middle(func(c *x509.Certificate) {
			c.PermittedDNSDomainsCritical, c.PermittedDNSDomains = true, []string{"example.com"}
		}),
	},
	{ID: "sha1-signature", Group: "chain", Codes: codes(model.WeakSignature), change: leaf(func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 })},
	{ID: "rsa-1024", Group: "chain", Codes: codes(model.WeakKey), Unseen: true, base: rsaServer(2048), change: rsaServer(1024)},
	{
		ID: "unknown-critical-extension", Group: "chain", Codes: codes(model.UnknownCritical),
		change: leaf(func(c *x509.Certificate) {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 55555, 1}, Critical: true, Value: []byte{5, 0}})
		}),
	},
	{ID: "revoked-by-crl", Group: "chain", Codes: codes(model.Revoked), Unseen: true, base: func(p *plan) { p.extra = crl(false) }, change: func(p *plan) { p.extra = crl(true) }},
	{ID: "revoked-by-staple", Group: "chain", Codes: codes(model.Revoked), Unseen: true, base: func(p *plan) { p.staple = staple(ocsp.Good) }, change: func(p *plan) { p.staple = staple(ocsp.Revoked) }},
	{
		ID: "wrong-order", Group: "chain", Codes: codes(model.ChainOrder), Unseen: true,
		base: func(p *plan) {
			p.middle = []cert{{cn: "certwright lab upper CA"}, {cn: "certwright lab lower CA"}}
		},
		change: func(p *plan) { p.server.sends = reversed },
	},
	{ID: "unrelated-certificate", Group: "chain", Codes: codes(model.UnrelatedCertificate), Unseen: true, change: func(p *plan) { p.server.sends = withRoot(stranger) }},
	{ID: "root-sent", Group: "chain", Codes: codes(model.RootSent), Unseen: true, change: func(p *plan) { p.server.sends = withRoot(func(w *world) *Pair { return w.root }) }},
	{
		ID: "unreadable-certificate", Group: "chain", Codes: codes(model.UnreadableCert), Also: codes(model.HandshakeBroken),
		change: func(p *plan) {
			p.server.sends = func(_ *world, own *Pair) []*x509.Certificate {
				return append(own.Chain(), &x509.Certificate{Raw: []byte("this is no certificate")})
			}
		},
	},
}

func stranger(w *world) *Pair { return w.other }
func namesake(w *world) *Pair { return w.namesake }

func top(change func(*x509.Certificate)) func(*plan) {
	return func(p *plan) { p.root.change = append(p.root.change, change) }
}

func middle(change func(*x509.Certificate)) func(*plan) {
	return func(p *plan) { p.middle[0].change = append(p.middle[0].change, change) }
}

func leaf(change func(*x509.Certificate)) func(*plan) {
	return func(p *plan) { p.server.change = append(p.server.change, change) }
}

func alone(_ *world, own *Pair) []*x509.Certificate { return []*x509.Certificate{own.Cert} }

func withRoot(whose func(*world) *Pair) func(*world, *Pair) []*x509.Certificate {
	return func(w *world, own *Pair) []*x509.Certificate { return append(own.Chain(), whose(w).Cert) }
}

func reversed(_ *world, own *Pair) []*x509.Certificate {
	chain := own.Chain()
	slices.Reverse(chain[1:])
	return chain
}

// spoil changes the last bit of the signature.
func spoil(p, _ *Pair) error {
	raw := slices.Clone(p.Cert.Raw)
	raw[len(raw)-1] ^= 1
	bent, err := x509.ParseCertificate(raw)
	if err == nil {
		p.Cert = bent
	}
	return err
}

// version1 is the to-be-signed part of a version 1 certificate: no version, no extensions (RFC 5280 section 4.1).
type version1 struct {
	Serial    *big.Int
	Algorithm pkix.AlgorithmIdentifier
	Issuer    asn1.RawValue
	Validity  struct{ NotBefore, NotAfter time.Time }
	Subject   asn1.RawValue
	PublicKey asn1.RawValue
}

// downgrade signs a certificate again as version 1, as `openssl x509 -req` without extensions does.
func downgrade(own, issuer *Pair) error {
	sha256ECDSA := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}}
	tbs := version1{
		Serial: own.Cert.SerialNumber, Algorithm: sha256ECDSA, Issuer: asn1.RawValue{FullBytes: own.Cert.RawIssuer},
		Subject: asn1.RawValue{FullBytes: own.Cert.RawSubject}, PublicKey: asn1.RawValue{FullBytes: own.Cert.RawSubjectPublicKeyInfo},
	}
	tbs.Validity.NotBefore, tbs.Validity.NotAfter = own.Cert.NotBefore, own.Cert.NotAfter
	body, err := asn1.Marshal(tbs)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(body)
	signature, err := issuer.Key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return err
	}
	der, err := asn1.Marshal(struct {
		TBS       asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}{asn1.RawValue{FullBytes: body}, sha256ECDSA, asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}})
	if err != nil {
		return err
	}
	own.Cert, err = x509.ParseCertificate(der)
	return err
}

// crl writes the authority's revocation list, with the server's certificate on it or without.
func crl(revoked bool) func(*world, string) error {
	return func(w *world, dir string) error {
		now := time.Now().UTC().Truncate(time.Second)
		list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now.Add(-time.Hour), NextUpdate: now.Add(30 * 24 * time.Hour)}
		if revoked {
			list.RevokedCertificateEntries = []x509.RevocationListEntry{
				{SerialNumber: w.server.Cert.SerialNumber, RevocationTime: now.Add(-time.Minute), ReasonCode: ocsp.KeyCompromise},
			}
		}
		der, err := x509.CreateRevocationList(rand.Reader, list, w.issuer.Cert, w.issuer.Key)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, "crl.pem"), pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der}), 0o644)
	}
}

// staple makes the authority's own OCSP response about the server's certificate.
func staple(status int) func(*world) ([]byte, error) {
	return func(w *world) ([]byte, error) {
		now := time.Now().UTC().Truncate(time.Second)
		answer := ocsp.Response{Status: status, SerialNumber: w.server.Cert.SerialNumber, ThisUpdate: now.Add(-time.Hour), NextUpdate: now.Add(24 * time.Hour)}
		if status == ocsp.Revoked {
			answer.RevokedAt, answer.RevocationReason = now.Add(-time.Minute), ocsp.KeyCompromise
		}
		return ocsp.CreateResponse(w.issuer.Cert, w.issuer.Cert, answer, w.issuer.Key)
	}
}
