package pki

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
	"strconv"
	"time"

	"certwright/model"
)

// SpecOf is the specification that would make a certificate like this one: change it and hand it to Reissue. Days is
// the length of its life; names of kinds that certwright does not make are not in it, Reissue keeps them.
func SpecOf(c *x509.Certificate, authority, name string) model.IdentitySpec {
	d := Describe(c)
	spec := model.IdentitySpec{
		Name: name, Authority: authority, Subject: d.Subject, EKUs: d.EKUs, Profile: profileOf(d.EKUs),
		Days: lifeInDays(d), NoNameSAN: true,
	}
	for _, n := range d.SANs {
		if madeHere(n.Kind) {
			spec.SANs = append(spec.SANs, n)
		}
	}
	return spec
}

func madeHere(k model.SANKind) bool {
	return k == model.DNS || k == model.IP || k == model.Email || k == model.URI
}

func profileOf(ekus []string) model.Profile {
	server, client := slices.Contains(ekus, "serverAuth"), slices.Contains(ekus, "clientAuth")
	switch {
	case server && client:
		return model.ProfilePeer
	case client:
		return model.ProfileClient
	}
	return model.ProfileServer
}

// lifeInDays rounds, because of the hour by which certificates are backdated; a certificate of less than half a day is
// no measure for the next one.
func lifeInDays(c model.Certificate) int {
	days := int((c.NotAfter.Sub(c.NotBefore) + 12*time.Hour) / (24 * time.Hour))
	if days < 1 {
		return model.DefaultIdentityDays
	}
	return days
}

// KeyTypeOf is the type of key to make in place of a certificate's own; P-256 where certwright makes none of its kind.
func KeyTypeOf(c *x509.Certificate) model.KeyType {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if t := model.KeyType("rsa" + strconv.Itoa(key.N.BitLen())); slices.Contains(model.KeyTypes(), t) {
			return t
		}
		return model.RSA2048
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P384() {
			return model.P384
		}
	case ed25519.PublicKey:
		return model.Ed25519
	}
	return model.P256
}

// Reissue signs an existing certificate again for a public key, its own or a new one, as the specification says (see
// SpecOf), with a new serial number and new dates. Nothing else differs: the subject keeps its encoding when it is unchanged, key usage and
// all extensions that do not depend on the issuer are kept byte for byte, also those that certwright does not know.
func Reissue(issuer Issuer, old *x509.Certificate, public crypto.PublicKey, spec model.IdentitySpec, now time.Time) (*x509.Certificate, []model.Finding, error) {
	o, err := dissect(old.Raw)
	if err != nil {
		return nil, nil, err
	}
	subject := o.rawSubject
	if len(spec.Subject) > 0 && !slices.Equal(spec.Subject, o.certificate.Subject) {
		if subject, err = EncodeSubject(spec.Subject); err != nil {
			return nil, nil, err
		}
	}
	if spec.Days == 0 {
		spec.Days = lifeInDays(o.certificate)
	}
	t, err := leafTemplate(issuer, spec, subject, public, o.restSANs)
	if err != nil {
		return nil, nil, err
	}
	if same, ok := public.(interface{ Equal(crypto.PublicKey) bool }); len(old.SubjectKeyId) > 0 && ok && same.Equal(old.PublicKey) {
		t.SubjectKeyId = old.SubjectKeyId
	}
	keepExtensions(t, o, spec)
	setDates(t, spec, now)
	findings := fitInto(t, issuer.Cert, spec.Authority, now)
	cert, err := sign(t, issuer.Cert, public, issuer.Key)
	return cert, findings, err
}

// replaced are the extensions that a new signature makes anew, and those that belong to one signature alone: signed
// certificate timestamps and their poison (RFC 6962), which would be false under another one.
var replaced = map[string]bool{
	oidSKI: true, oidAKI: true, oidSAN: true, oidEKU: true, oidBasicConstraints: true,
	"1.3.6.1.4.1.11129.2.4.2": true, "1.3.6.1.4.1.11129.2.4.3": true,
}

func keepExtensions(t *x509.Certificate, o outline, spec model.IdentitySpec) {
	old := o.certificate
	if e, ok := o.find(oidEKU); ok && slices.Equal(EKUs(spec), old.EKUs) {
		t.UnknownExtKeyUsage = nil
		t.ExtraExtensions = append(t.ExtraExtensions, kept(e))
	}
	if e, ok := o.find(oidSAN); ok && e.critical {
		for i := range t.ExtraExtensions {
			if t.ExtraExtensions[i].Id.String() == oidSAN {
				t.ExtraExtensions[i].Critical = true
			}
		}
	}
	for _, e := range o.extensions {
		if replaced[e.oid] || e.value == nil {
			continue
		}
		if e.oid == oidKeyUsage {
			t.KeyUsage = 0
		}
		if x := kept(e); len(x.Id) > 0 && !slices.ContainsFunc(t.ExtraExtensions, func(y pkix.Extension) bool { return y.Id.Equal(x.Id) }) {
			t.ExtraExtensions = append(t.ExtraExtensions, x)
		}
	}
}

func kept(e extension) pkix.Extension {
	var parsed struct {
		ID    asn1.ObjectIdentifier
		Flags asn1.RawValue
	}
	_, _ = asn1.Unmarshal(e.whole, &parsed)
	return pkix.Extension{Id: parsed.ID, Critical: e.critical, Value: bytes.Clone(e.value)}
}
