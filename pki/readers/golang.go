package readers

import (
	"crypto/x509"

	"certwright/model"
)

// golang gives crypto/x509 the last word in its own row: what it refuses is refused, by the words of the table where a row
// fits and else by its own.
func (v *view) golang(told []model.Objection) []model.Objection {
	if v.path == nil {
		return []model.Objection{{Key: "unreadable-in-go", Code: model.UnreadableCert}}
	}
	if len(told) > 0 {
		return told
	}
	err := v.goRefuses()
	if err == nil {
		return nil
	}
	o := model.Objection{Key: "go", Detail: err.Error(), Certificate: nameOf(v.leaf())}
	for _, f := range v.findings {
		if f.Severity == model.Fatal {
			o.Code = f.Code
			break
		}
	}
	return []model.Objection{o}
}

// goRefuses asks crypto/x509, as crypto/tls does: a certificate that does not parse ends the handshake, and one among the
// roots that does not is left out of the pool.
func (v *view) goRefuses() error {
	roots, sent := x509.NewCertPool(), x509.NewCertPool()
	for i, c := range v.sent {
		if c == nil || c.refused != nil {
			return c.why()
		}
		if i > 0 && small(c) {
			sent.AddCert(c.x509)
		}
	}
	for _, c := range v.roots {
		if c.refused == nil && small(c) {
			roots.AddCert(c.x509)
		}
	}
	opts := x509.VerifyOptions{Roots: roots, Intermediates: sent, CurrentTime: v.in.Now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if v.server {
		opts.KeyUsages, opts.DNSName = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, v.host
	}
	_, err := v.leaf().x509.Verify(opts)
	return err
}

func (i *item) why() error {
	if i == nil {
		return errNotACertificate
	}
	return i.refused
}
