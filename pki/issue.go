package pki

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// Backdate is how far before its making a certificate starts to be valid: the clock of the machine that reads it may be
// behind ours.
const Backdate = time.Hour

// Issuer is an authority that can sign.
type Issuer struct {
	Cert *x509.Certificate
	Key  crypto.Signer
	// Chain are the intermediates that a leaf's holder has to send, nearest first: Cert itself unless it is a root, and
	// what stands between it and the root. Empty for a root.
	Chain []*x509.Certificate
	// Root is the self-signed certificate at the end, Cert itself for a root; nil when it is not known.
	Root *x509.Certificate
}

// CreateAuthority makes a self-signed root for key: critical basicConstraints with the path length limit of the
// specification (PathLen >= 0), critical keyUsage keyCertSign and cRLSign, a subject key identifier.
// An empty subject becomes CN=Name, no days the default. Times are UTC in whole seconds.
func CreateAuthority(spec model.AuthoritySpec, key crypto.Signer, now time.Time) (Issuer, error) {
	t, err := authorityTemplate(spec, key.Public(), now)
	if err != nil {
		return Issuer{}, err
	}
	cert, err := sign(t, t, key.Public(), key)
	if err != nil {
		return Issuer{}, err
	}
	return Issuer{Cert: cert, Key: key, Root: cert}, nil
}

// SignAuthority makes an intermediate: an authority for key that is signed by issuer and does not outlive it.
func SignAuthority(issuer Issuer, spec model.AuthoritySpec, key crypto.Signer, now time.Time) (Issuer, []model.Finding, error) {
	t, err := authorityTemplate(spec, key.Public(), now)
	if err != nil {
		return Issuer{}, nil, err
	}
	t.AuthorityKeyId = keyIdentifierOf(issuer.Cert)
	findings := fitInto(t, issuer.Cert, "", now)
	cert, err := sign(t, issuer.Cert, key.Public(), issuer.Key)
	if err != nil {
		return Issuer{}, nil, err
	}
	chain := append([]*x509.Certificate{cert}, issuer.Chain...)
	return Issuer{Cert: cert, Key: key, Chain: chain, Root: issuer.Root}, findings, nil
}

func authorityTemplate(spec model.AuthoritySpec, public crypto.PublicKey, now time.Time) (*x509.Certificate, error) {
	subject := spec.Subject
	if len(subject) == 0 {
		subject = model.Subject{{Type: "CN", Value: spec.Name}}
	}
	raw, err := EncodeSubject(subject)
	if err != nil {
		return nil, err
	}
	days := spec.Days
	if days == 0 {
		days = model.DefaultCADays
	}
	id, err := keyIdentifier(public)
	if err != nil {
		return nil, err
	}
	now = now.UTC().Truncate(time.Second)
	t := &x509.Certificate{
		RawSubject: raw, NotBefore: now.Add(-Backdate), NotAfter: now.AddDate(0, 0, days),
		BasicConstraintsValid: true, IsCA: true, MaxPathLen: spec.PathLen, MaxPathLenZero: spec.PathLen == 0,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: id,
	}
	if spec.PathLen < 0 {
		t.MaxPathLen = -1
	}
	return t, nil
}

// Issue signs a certificate for public as the specification says. What it leaves out is filled with defaults, except
// the subject: an empty one is lawful when there are names, which are critical then (RFC 5280 section 4.2.1.6).
// The specification is not judged here: see model's Check. Findings say what was done differently: days-clamped.
func Issue(issuer Issuer, spec model.IdentitySpec, public crypto.PublicKey, now time.Time) (*x509.Certificate, []model.Finding, error) {
	subject, err := EncodeSubject(spec.Subject)
	if err != nil {
		return nil, nil, err
	}
	t, err := leafTemplate(issuer, spec, subject, public, nil)
	if err != nil {
		return nil, nil, err
	}
	setDates(t, spec, now)
	findings := fitInto(t, issuer.Cert, spec.Authority, now)
	cert, err := sign(t, issuer.Cert, public, issuer.Key)
	return cert, findings, err
}

// leafTemplate holds everything of a leaf but its dates. moreSANs are encoded names kept from an earlier certificate.
func leafTemplate(issuer Issuer, spec model.IdentitySpec, subject []byte, public crypto.PublicKey, moreSANs [][]byte) (*x509.Certificate, error) {
	id, err := keyIdentifier(public)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		RawSubject: subject, SubjectKeyId: id, AuthorityKeyId: keyIdentifierOf(issuer.Cert),
		KeyUsage: leafKeyUsage(public), BasicConstraintsValid: true,
	}
	if t.UnknownExtKeyUsage, err = ekuOIDs(EKUs(spec)); err != nil {
		return nil, err
	}
	if len(spec.SANs)+len(moreSANs) == 0 {
		return t, nil
	}
	names, err := encodeSANs(spec.SANs, moreSANs)
	if err != nil {
		return nil, err
	}
	t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{
		Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Critical: emptyName(subject), Value: names,
	})
	return t, nil
}

func emptyName(raw []byte) bool { return bytes.Equal(raw, []byte{0x30, 0x00}) }

// leafKeyUsage: keyEncipherment belongs to RSA key exchange alone (RFC 8446 needs only digitalSignature).
func leafKeyUsage(public crypto.PublicKey) x509.KeyUsage {
	if isRSA(public) {
		return x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	}
	return x509.KeyUsageDigitalSignature
}

// EKUs lists the extended key usages that a specification means: its own, else those of its profile.
func EKUs(spec model.IdentitySpec) []string {
	if len(spec.EKUs) > 0 {
		return spec.EKUs
	}
	return spec.Profile.EKUs()
}

// ekuOIDs turns names and dotted OIDs into OIDs, in order.
func ekuOIDs(names []string) ([]asn1.ObjectIdentifier, error) {
	var out []asn1.ObjectIdentifier
	for _, n := range names {
		var oid asn1.ObjectIdentifier
		parsed, err := x509.ParseOID(model.EKUOID(n))
		if err == nil {
			var raw []byte
			if raw, err = parsed.MarshalBinary(); err == nil {
				_, err = asn1.Unmarshal(append([]byte{asn1.TagOID, byte(len(raw))}, raw...), &oid)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("pki: extended key usage %q: %w", n, err)
		}
		out = append(out, oid)
	}
	return out, nil
}

func setDates(t *x509.Certificate, spec model.IdentitySpec, now time.Time) {
	days := spec.Days
	if days == 0 {
		days = model.DefaultIdentityDays
	}
	now = now.UTC().Truncate(time.Second)
	t.NotBefore, t.NotAfter = now.Add(-Backdate), now.AddDate(0, 0, days)
	if !spec.NotBefore.IsZero() {
		t.NotBefore = spec.NotBefore.UTC().Truncate(time.Second)
	}
	if !spec.NotAfter.IsZero() {
		t.NotAfter = spec.NotAfter.UTC().Truncate(time.Second)
	}
}

// fitInto keeps a certificate inside the life of its issuer. Saying so aloud is for the end alone: it changes what was
// asked for. authority is the issuer's name for people; "" is its CN.
func fitInto(t, issuer *x509.Certificate, authority string, now time.Time) []model.Finding {
	if t.NotBefore.Before(issuer.NotBefore) {
		t.NotBefore = issuer.NotBefore
	}
	if !t.NotAfter.After(issuer.NotAfter) {
		return nil
	}
	days := int(t.NotAfter.Sub(now) / (24 * time.Hour))
	t.NotAfter = issuer.NotAfter
	if authority == "" {
		authority = Describe(issuer).Name()
	}
	return []model.Finding{model.New(model.DaysClamped, "wanted", strconv.Itoa(days),
		"until", t.NotAfter.UTC().Format(time.RFC3339), "authority", authority)}
}

// sign makes the certificate and reads it back, so that nothing is handed out that Go itself cannot read.
func sign(t, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	t.SerialNumber = serial
	if t.NotAfter.Before(t.NotBefore) {
		return nil, errors.New("pki: the certificate would end before it starts")
	}
	der, err := x509.CreateCertificate(rand.Reader, t, parent, public, key)
	if err != nil {
		return nil, fmt.Errorf("pki: sign: %w", err)
	}
	return x509.ParseCertificate(der)
}

// newSerial is random, positive and has 128 bits at most (RFC 5280 section 4.1.2.2). The top bit of sixteen octets is
// cleared and the next one set, so that every serial number has the same length.
func newSerial() (*big.Int, error) {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		return nil, err
	}
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b), nil
}

// keyIdentifier is method (1) of RFC 5280 section 4.2.1.2: SHA-1 of the key's bits, as openssl makes it. It names a key
// and protects nothing.
func keyIdentifier(public crypto.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("pki: public key: %w", err)
	}
	return keyIdentifierDER(der), nil
}

func keyIdentifierDER(spki []byte) []byte {
	in := cryptobyte.String(spki)
	var body, alg cryptobyte.String
	var bits asn1.BitString
	if !in.ReadASN1(&body, cbasn1.SEQUENCE) || !body.ReadASN1(&alg, cbasn1.SEQUENCE) || !body.ReadASN1BitString(&bits) {
		return nil
	}
	sum := sha1.Sum(bits.Bytes)
	return sum[:]
}

// keyIdentifierOf is what certificates under an authority name it by: its own identifier, or for one made without
// (openssl x509 -req -signkey) the one that it would have. Python 3.13 refuses a leaf that names none.
func keyIdentifierOf(c *x509.Certificate) []byte {
	if len(c.SubjectKeyId) > 0 {
		return c.SubjectKeyId
	}
	return keyIdentifierDER(c.RawSubjectPublicKeyInfo)
}
