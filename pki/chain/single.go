package chain

import (
	"crypto/x509"

	"certwright/model"
)

// maxSingles bounds how many certificates of one file are compared with each other.
const maxSingles = 20

// Form holds certificates, each on its own, to the form that RFC 5280 gives them: certificate-malformed, all as warnings,
// since nothing is said here about who would refuse them. The certificates are DER; what cannot be read at all is told
// only where the reason can be. Those among the first 20 that signed each other are held to their key identifiers, too.
func Form(certificates [][]byte) []model.Finding {
	v := &view{&call{in: &Input{}, budget: newBudget()}, &path{}}
	var out []model.Finding
	var read []*cert
	for i, der := range certificates {
		x, err := x509.ParseCertificate(der)
		if err != nil {
			if f := explainUnreadable(i, der, err); f.Code == model.MalformedCert {
				out = append(out, f)
			}
			continue
		}
		c := &cert{Certificate: x, sum: sumOf(der)}
		read = append(read, c)
		for _, b := range breaches {
			if b.gravity != pedantic && b.holds(c) {
				out = append(out, v.malformed(c, b.rule, b.section))
			}
		}
	}
	out = append(out, v.wrongIdentifiers(read[:min(len(read), maxSingles)])...)
	for i, f := range out {
		out[i] = f.Weigh(model.Warning).Seen("RFC 5280 section 4")
	}
	return out
}

// wrongIdentifiers compares every certificate with those that signed it.
func (v *view) wrongIdentifiers(list []*cert) []model.Finding {
	var out []model.Finding
	for _, c := range list {
		for _, up := range list {
			if c != up && string(c.RawIssuer) == string(up.RawSubject) && verify(c.Certificate, up.Certificate) == sound {
				out = append(out, v.identifiers(c, up)...)
			}
		}
	}
	return out
}
