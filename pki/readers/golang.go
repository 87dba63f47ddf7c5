package readers

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"slices"

	"certwright/model"
)

// What ends a handshake in Go before crypto/x509 is asked, or after it said yes.
var (
	errMalformed = errors.New("x509: malformed certificate")
	errNegative  = errors.New("x509: negative serial number") // by default; this program was built to read them
	errLargeKey  = errors.New("tls: certificate with an RSA key larger than 8192 bits")
	errKeyKind   = errors.New("tls: certificate with a key that crypto/tls cannot use")
	errNoNames   = errors.New("x509: certificate is valid for no name at all")
)

// Bounds of RSA keys in Go: crypto/rsa's lower one, crypto/tls's upper one.
const leastRSA, mostRSA = 1024, 8192

// mostRSARoot bounds the work: a root with a larger key is left out, although Go would compute with it.
const mostRSARoot = 16384

// golang gives crypto/x509 the only word in its own row: what it accepts is accepted, and what it refuses is refused, by the
// words of the table where a row fits and else by its own.
func (v *view) golang(told []model.Objection) []model.Objection {
	err := v.goRefuses()
	switch {
	case err == nil:
		return nil
	case len(told) > 0:
		return told
	case v.path == nil:
		return []model.Objection{{Key: "unreadable-in-go", Code: model.UnreadableCert}}
	}
	o := model.Objection{Key: "go", Detail: err.Error(), Certificate: nameOf(v.leaf())}
	if i := slices.IndexFunc(v.findings, func(f model.Finding) bool { return f.Severity == model.Fatal }); i >= 0 {
		o.Code = v.findings[i].Code
	}
	return []model.Objection{o}
}

// goRefuses asks crypto/x509, as crypto/tls does: a certificate that does not parse ends the handshake, and one among the
// roots that does not is left out of the pool. Where no name is compared, a server's certificate that has none is refused
// all the same: no name would do.
func (v *view) goRefuses() error {
	if len(v.sent) == 0 {
		return errMalformed
	}
	for _, c := range v.sent {
		switch {
		case c == nil:
			return errMalformed
		case c.refused != nil:
			return c.refused
		case rsaBits(c) > mostRSA:
			return errLargeKey
		}
	}
	if !usableInGo(v.leaf().x509.PublicKey) {
		return errKeyKind
	}
	if v.server && v.in.Name == "" && !v.leaf().hasNames() {
		return errNoNames
	}
	_, err := v.leaf().x509.Verify(v.goOptions())
	return err
}

func (v *view) goOptions() x509.VerifyOptions {
	opts := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: v.in.Now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if v.server {
		opts.KeyUsages, opts.DNSName = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, v.host
	}
	for _, c := range v.sent[1:] {
		if verifiesInGo(c) {
			opts.Intermediates.AddCert(c.x509)
		}
	}
	for _, c := range v.roots {
		if c.refused == nil && verifiesInGo(c) {
			opts.Roots.AddCert(c.x509)
		}
	}
	return opts
}

// verifiesInGo reports whether Go by its defaults, which this program changes for itself, verifies signatures with this key.
func verifiesInGo(c *item) bool {
	bits := rsaBits(c)
	return bits == 0 || bits >= leastRSA && bits <= mostRSARoot
}

// usableInGo reports whether crypto/tls can check a handshake's signature with this key.
func usableInGo(public any) bool {
	switch k := public.(type) {
	case *rsa.PublicKey:
		return k.N.BitLen() >= leastRSA
	case *ecdsa.PublicKey:
		return slices.Contains([]elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()}, k.Curve)
	}
	_, ok := public.(ed25519.PublicKey)
	return ok
}
