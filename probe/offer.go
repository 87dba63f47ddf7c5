package probe

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"

	"crypto/x509/pkix"
)

// offer answers a CertificateRequest. It always sends the certificate that was given, unlike crypto/tls, which
// silently keeps back one whose issuer is not on the server's list: that an ordinary client would have done so is
// evidence. A certificate whose key cannot sign what the server accepts is left out, and said.
func (c *connection) offer(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	a := &c.attempt
	a.Asked, a.AcceptableCAs = true, request.AcceptableCAs
	for _, raw := range request.AcceptableCAs {
		a.CANames = append(a.CANames, readableName(raw))
	}
	given := c.plan.certificate
	if given == nil {
		return &tls.Certificate{}, nil
	}
	anyCA := *request
	anyCA.AcceptableCAs = nil
	if err := anyCA.SupportsCertificate(given); err != nil {
		a.Unusable = err.Error()
		return &tls.Certificate{}, nil
	}
	if !issuedByAny(given, request.AcceptableCAs) {
		a.WouldWithhold = "the issuer is not on the server's list of acceptable CAs"
	}
	return given, nil
}

// issuedByAny is crypto/tls's own test: some certificate of the chain was issued by a name on the list. No list accepts all.
func issuedByAny(given *tls.Certificate, names [][]byte) bool {
	if len(names) == 0 {
		return true
	}
	for _, der := range given.Certificate {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			continue
		}
		for _, name := range names {
			if bytes.Equal(cert.RawIssuer, name) {
				return true
			}
		}
	}
	return false
}

// readableName gives the CN of a raw name, or the whole name when it has none.
func readableName(raw []byte) string {
	var rdn pkix.RDNSequence
	if _, err := asn1.Unmarshal(raw, &rdn); err != nil {
		return ""
	}
	var name pkix.Name
	name.FillFromRDNSequence(&rdn)
	if name.CommonName != "" {
		return name.CommonName
	}
	return name.String()
}
