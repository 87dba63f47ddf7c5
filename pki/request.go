package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// CreateRequest makes a PKCS#10 request (RFC 2986) in DER that asks for what Issue would put into the certificate:
// subject, names and extended key usages in the same order and encoding.
func CreateRequest(spec model.IdentitySpec, key crypto.Signer) ([]byte, error) {
	subject, err := EncodeSubject(spec.Subject)
	if err != nil {
		return nil, err
	}
	return createRequest(spec, subject, key)
}

// RequestLike makes a request for an existing certificate's subject and names, for an identity that is issued again.
func RequestLike(c *x509.Certificate, key crypto.Signer) ([]byte, error) {
	return createRequest(SpecOf(c, "", ""), c.RawSubject, key)
}

func createRequest(spec model.IdentitySpec, subject []byte, key crypto.Signer) ([]byte, error) {
	t := &x509.CertificateRequest{RawSubject: subject}
	oids, err := ekuOIDs(EKUs(spec))
	if err != nil {
		return nil, err
	}
	if len(spec.SANs) > 0 {
		names, err := encodeSANs(spec.SANs, nil)
		if err != nil {
			return nil, err
		}
		t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{
			Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Critical: emptyName(subject), Value: names,
		})
	}
	if len(oids) > 0 {
		usages, err := encodeEKUs(oids)
		if err != nil {
			return nil, err
		}
		t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Value: usages})
	}
	return x509.CreateCertificateRequest(rand.Reader, t, key)
}

func encodeEKUs(oids []asn1.ObjectIdentifier) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, o := range oids {
			b.AddASN1ObjectIdentifier(o)
		}
	})
	return b.Bytes()
}

// CertificatePEM writes certificates one after the other, as servers read them.
func CertificatePEM(certs ...*x509.Certificate) []byte {
	var out []byte
	for _, c := range certs {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}

// RequestPEM writes a request.
func RequestPEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})
}
