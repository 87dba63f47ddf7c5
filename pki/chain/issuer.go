package chain

import (
	"crypto/x509"
	"strconv"
	"strings"

	"certwright/model"
)

// issuers requires of everything that signs to be a CA. Go takes a version 1 certificate for a root, but for nothing else.
func issuers(v *view) []model.Finding {
	var out []model.Finding
	for i, c := range v.chained() {
		if i == 0 || c.BasicConstraintsValid && c.IsCA || c.trusted && c.Version < 3 && !c.BasicConstraintsValid {
			continue
		}
		variant := "no-basic-constraints"
		switch {
		case c.Version < 3:
			variant = "version-1"
		case c.BasicConstraintsValid:
			variant = "ca-false"
		}
		out = append(out, model.New(model.IssuerNotCA, "certificate", nameOf(v.certs[i-1]), "issuer", nameOf(c)).As(variant))
	}
	return out
}

// pathLength counts the certificates between each CA and the leaf. Like Go, and unlike RFC 5280, it counts self-issued ones.
func pathLength(v *view) []model.Finding {
	var out []model.Finding
	for i, c := range v.chained() {
		if i == 0 || !c.BasicConstraintsValid || c.MaxPathLen < 0 || i-1 <= c.MaxPathLen {
			continue
		}
		out = append(out, model.New(model.PathLenExceeded, "certificate", nameOf(c),
			"limit", strconv.Itoa(c.MaxPathLen), "depth", strconv.Itoa(i-1)))
	}
	return out
}

// certSign requires keyCertSign of what signs certificates, when its use is restricted at all. What does not say that it is
// a CA must not have it (RFC 5280 section 4.2.1.9): that it is none is told by issuers.
func certSign(v *view) []model.Finding {
	var out []model.Finding
	for i, c := range v.chained() {
		if i == 0 || !has(c.Certificate, oidKeyUsage) || !c.BasicConstraintsValid || !c.IsCA || c.KeyUsage&x509.KeyUsageCertSign != 0 {
			continue
		}
		out = append(out, model.New(model.CertSignMissing, "certificate", nameOf(c), "usage", strings.Join(usages(c), ", ")))
	}
	return out
}

// criticalExtensions refuses what says that whoever does not understand it must refuse. Name constraints of a form that Go
// does not know are told by their own rule.
func criticalExtensions(v *view) []model.Finding {
	var out []model.Finding
	for i, c := range v.chained() {
		for _, id := range c.UnhandledCriticalExtensions {
			if i == 0 || !id.Equal(oidNameConstraints) {
				out = append(out, model.New(model.UnknownCritical, "certificate", nameOf(c), "oid", id.String()))
			}
		}
	}
	return out
}

func usages(c *cert) []string {
	var out []string
	for i, n := range model.KeyUsages() {
		if c.KeyUsage&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	return out
}
