package chain

import (
	"crypto/x509"
	"strings"

	"certwright/model"
)

// extendedUsage requires the purpose of the leaf and, nested as Go and browsers have it, of every CA that restricts its own.
func extendedUsage(v *view) []model.Finding {
	code, use := model.WrongServerEKU, "serverAuth"
	if v.in.Purpose == Client {
		code, use = model.WrongClientEKU, "clientAuth"
	}
	var out []model.Finding
	for i, c := range v.chained() {
		if purposeAllowed(c, v.in.Purpose) {
			continue
		}
		f := model.New(code, "certificate", nameOf(c), "has", strings.Join(ekus(c), ", "))
		if i > 0 {
			f = f.As("issuer")
		}
		out = append(out, f.Fixed(v.reissue(i, model.Fix{AddEKUs: []string{use}})...))
	}
	return out
}

// purposeAllowed reports whether a certificate may be used for this: it does not restrict its uses, or names this one or any.
func purposeAllowed(c *cert, p Purpose) bool {
	want := x509.ExtKeyUsageServerAuth
	if p == Client {
		want = x509.ExtKeyUsageClientAuth
	}
	if p == AnyPurpose || !has(c.Certificate, oidEKU) {
		return true
	}
	for _, u := range c.ExtKeyUsage {
		if u == want || u == x509.ExtKeyUsageAny {
			return true
		}
	}
	return false
}

func ekus(c *cert) []string {
	var out []string
	for _, u := range c.ExtKeyUsage {
		out = append(out, u.String())
	}
	for _, id := range c.UnknownExtKeyUsage {
		out = append(out, id.String())
	}
	return out
}

// keyUsage requires of the leaf what the key exchange does with its key: signing for (EC)DHE and TLS 1.3, decrypting for
// the RSA key exchange. When that is unknown, any of the uses of TLS will do.
func keyUsage(v *view) []model.Finding {
	leaf := v.certs[0]
	if v.in.Purpose == AnyPurpose || !has(leaf.Certificate, oidKeyUsage) {
		return nil
	}
	var needs x509.KeyUsage
	var words string
	switch {
	case v.in.Purpose == Client:
		needs, words = x509.KeyUsageDigitalSignature, "digitalSignature"
	case v.in.KeyExchange == "RSA":
		needs, words = x509.KeyUsageKeyEncipherment, "keyEncipherment"
	case v.in.KeyExchange != "":
		needs, words = x509.KeyUsageDigitalSignature, "digitalSignature"
	default:
		needs = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageKeyAgreement
		words = "digitalSignature"
	}
	if leaf.KeyUsage&needs != 0 {
		return nil
	}
	f := model.New(model.KeyUsageWrong, "certificate", nameOf(leaf), "has", strings.Join(usages(leaf), ", "), "needs", words)
	if isCA(leaf) && leaf.KeyUsage&x509.KeyUsageCertSign != 0 {
		if f = f.As("ca"); v.in.KeyExchange == "" {
			f = f.Weigh(model.Warning) // valid by RFC 5280, and nobody has used its key for TLS yet
		}
		return []model.Finding{f} // the CA's own certificate stays as it is
	}
	return []model.Finding{f.Fixed(v.reissue(0, model.Fix{Renew: true, KeyUsage: words})...)}
}
