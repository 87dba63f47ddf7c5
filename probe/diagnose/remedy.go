package diagnose

import (
	"crypto/x509"
	"slices"

	"certwright/model"
	"certwright/pki"
)

// serverCodes are faults of the server's own certificate that signing it again mends.
var serverCodes = []model.Code{
	model.NameMismatch, model.Expired, model.NotYetValid, model.WrongServerEKU, model.ExpiresSoon, model.WeakSignature, model.KeyUsageWrong, model.Revoked, model.WeakKey,
}

// remedy turns what the rules want into what can be done here: it names the identity to be signed again, offers
// "ask the owner" where the CA's key is elsewhere, and after a fix that has not reached the server only copy and restart.
func (s *scene) remedy(found []model.Finding) []model.Finding {
	held, ours := s.servedIdentity()
	stale := hasCode(found, model.ServesOldCertificate)
	for i, f := range found {
		for j, fix := range f.Fixes {
			if fix.Identity == "" && ours && (fix.Kind == model.FixReissue || fix.Kind == model.FixAppendChain) {
				fix.Identity = held.Ref()
			}
			f.Fixes[j] = s.settleFix(fix)
		}
		if stale && slices.Contains(serverCodes, f.Code) {
			f.Fixes = []model.Fix{{Kind: model.FixCopyRestart, Identity: held.Ref(), File: held.CertFile}}
		}
		found[i] = f
	}
	return found
}

// settleFix decides whether certwright can do it. Reissuing needs the identity here and its CA's key.
func (s *scene) settleFix(fix model.Fix) model.Fix {
	switch fix.Kind {
	case model.FixReissue:
		h, ok := s.identity(fix.Identity)
		fix.Auto = ok && h.CanSign
		if !fix.Auto {
			fix.Kind = model.FixAskOwner
		}
	case model.FixAppendChain:
		_, ok := s.identity(fix.Identity)
		fix.Auto = ok && fix.File != ""
	case model.FixUseFile, model.FixDialName, model.FixStartTLS:
		fix.Auto = true
	}
	return fix
}

func (s *scene) identity(ref string) (Held, bool) {
	for _, h := range s.Held {
		if ref != "" && h.Ref() == ref {
			return h, true
		}
	}
	return Held{}, false
}

// clientFixes are the remedies for our own certificate.
func (s *scene) clientFixes(variant string) []model.Fix {
	switch variant {
	case "wrong-eku":
		return []model.Fix{{Kind: model.FixReissue, Identity: s.Ref, AddEKUs: []string{"clientAuth"}}}
	case "peer-address":
		return []model.Fix{{Kind: model.FixReissue, Identity: s.Ref, AddSANs: []model.SAN{{Kind: model.IP, Value: s.main.Local}}}}
	case "expired", "not-yet-valid":
		return []model.Fix{{Kind: model.FixReissue, Identity: s.Ref, Renew: true}}
	case "missing-intermediate":
		for _, f := range s.client().Findings {
			if f.Code == model.MissingIntermediate {
				for _, fix := range f.Fixes {
					if fix.Kind == model.FixAppendChain {
						fix.Identity = s.Ref
						return []model.Fix{fix}
					}
				}
			}
		}
	}
	return s.otherCertificate()
}

// otherCertificate offers identities of the workspace that the server should accept: for clients, and signed by a CA
// on its list, or, where it gave no list, by one of the CAs we trust for this server.
func (s *scene) otherCertificate() []model.Fix {
	for _, h := range s.Held {
		if h.Leaf == nil || h.Ref() == s.Ref || h.KeyFile == "" || !forClients(h.Leaf) || s.Now.After(h.Leaf.NotAfter) || s.Now.Before(h.Leaf.NotBefore) {
			continue
		}
		if s.acceptable(h) {
			return []model.Fix{{Kind: model.FixUseFile, Use: "as", Identity: h.Ref(), File: h.CertFile}}
		}
	}
	return nil
}

func (s *scene) acceptable(h Held) bool {
	trusted := func() bool {
		return !s.System && slices.ContainsFunc(s.Roots, func(r *x509.Certificate) bool { return h.Issuer != nil && r.Equal(h.Issuer) })
	}
	if len(s.main.AcceptableCAs) == 0 {
		return trusted()
	}
	if len(s.Client) > 0 && s.main.WouldWithhold == "" && !trusted() {
		return false // the listed name is not enough: that very name was just refused
	}
	return slices.ContainsFunc(s.main.AcceptableCAs, func(name []byte) bool { return string(name) == string(h.Leaf.RawIssuer) })
}

func forClients(c *x509.Certificate) bool {
	return len(c.ExtKeyUsage) == 0 && len(c.UnknownExtKeyUsage) == 0 ||
		slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageClientAuth) || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
}

func signedBy(c *x509.Certificate, h Held) bool {
	if c.CheckSignatureFrom(h.Issuer) == nil {
		return true
	}
	return slices.ContainsFunc(h.Chain, func(i *x509.Certificate) bool { return c.CheckSignatureFrom(i) == nil })
}

func shortName(c *x509.Certificate) string {
	switch {
	case c.Subject.CommonName != "":
		return c.Subject.CommonName
	case len(c.DNSNames) > 0:
		return c.DNSNames[0]
	}
	return c.Subject.String()
}

func issuerName(c *x509.Certificate) string {
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return c.Issuer.String()
}

// serial is the number as openssl and pki.Describe print it.
func serial(c *x509.Certificate) string { return pki.Describe(c).Serial }
