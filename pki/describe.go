package pki

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// Object identifiers of extensions.
const (
	oidSKI              = "2.5.29.14"
	oidKeyUsage         = "2.5.29.15"
	oidSAN              = "2.5.29.17"
	oidBasicConstraints = "2.5.29.19"
	oidCRLPoints        = "2.5.29.31"
	oidAKI              = "2.5.29.35"
	oidEKU              = "2.5.29.37"
	oidAIA              = "1.3.6.1.5.5.7.1.1"
	oidCAIssuers        = "1.3.6.1.5.5.7.48.2"
)

// Describe says what a certificate says, as plain data. The certificate must have been parsed (Raw is read).
func Describe(c *x509.Certificate) model.Certificate {
	if c == nil {
		return model.Certificate{PathLen: -1}
	}
	d, err := DescribeDER(c.Raw)
	if err != nil {
		return model.Certificate{PathLen: -1}
	}
	return d
}

// DescribeAll describes certificates in the order given.
func DescribeAll(certs []*x509.Certificate) []model.Certificate {
	out := make([]model.Certificate, len(certs))
	for i, c := range certs {
		out[i] = Describe(c)
	}
	return out
}

// DescribeDER describes a certificate from its DER, also one that crypto/x509 refuses: what can be read is filled in.
// It fails only where the bytes are no certificate at all.
func DescribeDER(der []byte) (model.Certificate, error) {
	o, err := dissect(der)
	return o.certificate, err
}

// describeExtensions fills in what the extensions say. Of a duplicated one the first counts.
func (o *outline) describeExtensions() {
	c := &o.certificate
	if e, ok := o.find(oidSAN); ok {
		c.SANs, o.restSANs = decodeSANs(e.value)
	}
	if e, ok := o.find(oidEKU); ok {
		c.EKUs = readEKUs(e.value)
	}
	if e, ok := o.find(oidKeyUsage); ok {
		c.KeyUsage = readKeyUsage(e.value)
	}
	if e, ok := o.find(oidBasicConstraints); ok {
		c.IsCA, c.PathLen = readBasicConstraints(e.value)
	}
	if e, ok := o.find(oidSKI); ok {
		var id cryptobyte.String
		if v := cryptobyte.String(e.value); v.ReadASN1(&id, cbasn1.OCTET_STRING) {
			c.SKI = hexText(id)
		}
	}
	if e, ok := o.find(oidAKI); ok {
		var body, id cryptobyte.String
		if v := cryptobyte.String(e.value); v.ReadASN1(&body, cbasn1.SEQUENCE) && body.ReadASN1(&id, cbasn1.Tag(0).ContextSpecific()) {
			c.AKI = hexText(id)
		}
	}
	if e, ok := o.find(oidAIA); ok {
		c.AIA = readIssuerURLs(e.value)
	}
	if e, ok := o.find(oidCRLPoints); ok {
		c.CRLs = readURIs(e.value)
	}
}

func readBasicConstraints(value cryptobyte.String) (isCA bool, pathLen int) {
	var body, flag cryptobyte.String
	if !value.ReadASN1(&body, cbasn1.SEQUENCE) {
		return false, -1
	}
	if body.PeekASN1Tag(cbasn1.BOOLEAN) && body.ReadASN1(&flag, cbasn1.BOOLEAN) {
		isCA = len(flag) == 1 && flag[0] != 0
	}
	n := new(big.Int)
	if body.PeekASN1Tag(cbasn1.INTEGER) && body.ReadASN1Integer(n) && n.Sign() >= 0 && n.IsInt64() && n.Int64() < 1<<30 {
		return isCA, int(n.Int64())
	}
	return isCA, -1
}

// readIssuerURLs lists where the issuer's certificate is said to be (id-ad-caIssuers, RFC 5280 section 4.2.2.1).
func readIssuerURLs(value cryptobyte.String) []string {
	var list cryptobyte.String
	if !value.ReadASN1(&list, cbasn1.SEQUENCE) {
		return nil
	}
	var out []string
	for !list.Empty() {
		var entry, uri cryptobyte.String
		if !list.ReadASN1(&entry, cbasn1.SEQUENCE) {
			break
		}
		if readOID(&entry) == oidCAIssuers && entry.ReadASN1(&uri, cbasn1.Tag(tagURI).ContextSpecific()) {
			out = append(out, string(uri))
		}
	}
	return out
}

// readURIs lists the URIs of a CRLDistributionPoints extension (RFC 5280 section 4.2.1.13).
func readURIs(value cryptobyte.String) []string {
	var list cryptobyte.String
	if !value.ReadASN1(&list, cbasn1.SEQUENCE) {
		return nil
	}
	var out []string
	zero := cbasn1.Tag(0).ContextSpecific().Constructed()
	for !list.Empty() {
		var point, name, full cryptobyte.String
		if !list.ReadASN1(&point, cbasn1.SEQUENCE) {
			break
		}
		if !point.ReadASN1(&name, zero) || !name.ReadASN1(&full, zero) {
			continue
		}
		for !full.Empty() {
			var value cryptobyte.String
			var tag cbasn1.Tag
			if !full.ReadAnyASN1(&value, &tag) {
				break
			}
			if tag == cbasn1.Tag(tagURI).ContextSpecific() {
				out = append(out, string(value))
			}
		}
	}
	return out
}

// DescribeRequest says what a certificate signing request asks for. Its signature is checked unless its key is too large.
func DescribeRequest(r *x509.CertificateRequest) model.Request {
	out := model.Request{SPKI: hexSHA256(r.RawSubjectPublicKeyInfo)}
	out.Subject, _ = DecodeSubject(r.RawSubject)
	var usable bool
	out.Key, usable = spkiName(r.RawSubjectPublicKeyInfo)
	out.Valid = usable && r.CheckSignature() == nil
	for _, e := range r.Extensions {
		switch e.Id.String() {
		case oidSAN:
			out.SANs, _ = decodeSANs(e.Value)
		case oidEKU:
			out.EKUs = readEKUs(e.Value)
		}
	}
	return out
}

// DescribeCRL gives the head of a revocation list.
func DescribeCRL(l *x509.RevocationList) model.CRL {
	out := model.CRL{Updated: l.ThisUpdate.UTC().Format(time.RFC3339), Entries: len(l.RevokedCertificateEntries)}
	out.Issuer, _ = DecodeSubject(l.RawIssuer)
	if l.Number != nil {
		out.Number = l.Number.String()
	}
	if !l.NextUpdate.IsZero() {
		out.Next = l.NextUpdate.UTC().Format(time.RFC3339)
	}
	return out
}

// DescribePEM describes the certificates of a PEM file quickly, in the order they stand, without judging or verifying
// anything. It fails when the file holds none; LoadCertificates says why.
func DescribePEM(data []byte) ([]model.Certificate, error) {
	var out []model.Certificate
	for {
		var b *pem.Block
		if b, data = pem.Decode(data); b == nil {
			break
		}
		if labels[b.Type] != KindCertificate {
			continue
		}
		c, err := DescribeDER(firstElement(b.Bytes))
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errors.New("pki: no certificate")
	}
	return out, nil
}

// KeySPKI is the SPKI of the first private key of a PEM file as far as the file itself tells, without arithmetic: ""
// for an encrypted key and for one that does not carry its public key.
func KeySPKI(data []byte) string {
	for {
		var b *pem.Block
		if b, data = pem.Decode(data); b == nil {
			return ""
		}
		if labels[b.Type] == KindKey && !encryptedPEM(b) {
			return keyShape(b.Bytes).spki
		}
	}
}

// IssuerName is the shortest name of a certificate's issuer that a person would use.
func IssuerName(c *x509.Certificate) string {
	return model.Certificate{Subject: Describe(c).Issuer}.Name()
}
