package chain

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"

	"certwright/model"
)

// maxNamesShown bounds lists of names in evidence: a certificate may hold 200,000.
const maxNamesShown = 32

// nameOf is the short name of a certificate: CN, else the first alternative name, else the subject, else the serial number.
func nameOf(c *cert) string {
	if c.Subject.CommonName != "" {
		return c.Subject.CommonName
	}
	for _, s := range sans(c.Certificate, 1) {
		return s.Value
	}
	if s := c.Subject.String(); s != "" {
		return s
	}
	return c.SerialNumber.Text(16)
}

// issuerName is the short name of the issuer as the certificate states it.
func issuerName(c *cert) string {
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return c.Issuer.String()
}

// sans lists at most limit DNS names and IP addresses, in that order; limit 0 means all.
func sans(c *x509.Certificate, limit int) []model.SAN {
	var out []model.SAN
	full := func() bool { return limit > 0 && len(out) >= limit }
	for _, n := range c.DNSNames {
		if full() {
			return out
		}
		out = append(out, model.SAN{Kind: model.DNS, Value: n})
	}
	for _, ip := range c.IPAddresses {
		if full() {
			return out
		}
		out = append(out, model.SAN{Kind: model.IP, Value: ip.String()})
	}
	return out
}

// join lists names for evidence, cut off with a count when there are many.
func join(names []string, total int) string {
	if len(names) > maxNamesShown {
		names = names[:maxNamesShown]
	}
	s := strings.Join(names, ", ")
	if total > len(names) {
		s += fmt.Sprintf(", ... (%d)", total)
	}
	return s
}

// keyID is how we name a key in evidence: its subject key identifier, else the start of the hash of the key.
func keyID(c *cert) string {
	if len(c.SubjectKeyId) > 0 {
		return hex.EncodeToString(c.SubjectKeyId)
	}
	return spkiID(c.Certificate)
}

// describeKey gives "RSA 2048", "ECDSA P-256", "Ed25519" or the name of what we cannot use.
func describeKey(c *cert) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	if c.PublicKeyAlgorithm == x509.DSA {
		return "DSA"
	}
	return describeSPKI(c.RawSubjectPublicKeyInfo)
}

// signatureName is the signature algorithm's name, or its OID when Go has none for it.
func signatureName(c *cert) string {
	if c.SignatureAlgorithm != x509.UnknownSignatureAlgorithm {
		return c.SignatureAlgorithm.String()
	}
	return describeSignatureOID(c.Raw)
}
