package chain

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/crypto/ocsp"

	"certwright/model"
)

// reasons of RFC 5280 section 5.3.1.
var reasons = map[int]string{0: "unspecified", 1: "keyCompromise", 2: "cACompromise", 3: "affiliationChanged", 4: "superseded",
	5: "cessationOfOperation", 6: "certificateHold", 9: "privilegeWithdrawn", 10: "aACompromise"}

const removeFromCRL = 8

// revocation looks every certificate up in the lists of its issuer that were given, and the leaf in the stapled response.
// A list that is out of date still revokes: revocations are not taken back, holds apart.
func revocation(v *view) []model.Finding {
	var out []model.Finding
	chained := v.chained()
	for i := 0; i+1 < len(chained); i++ {
		for _, crl := range v.in.CRLs {
			if crl.List != nil && crlFault(v, crl, chained[i+1]) == "" && covers(crl.List, chained[i]) {
				out = append(out, v.listed(i, chained[i], crl)...)
			}
		}
	}
	if len(chained) > 1 && len(v.in.OCSP) > 0 {
		out = append(out, v.stapled(chained[0], chained[1])...)
	}
	return out
}

// listed finds a certificate in a list whose signature was verified.
func (v *view) listed(i int, c *cert, crl CRL) []model.Finding {
	for _, e := range crl.List.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(c.SerialNumber) == 0 && e.ReasonCode != removeFromCRL {
			return []model.Finding{model.New(model.Revoked, "certificate", nameOf(c), "role", v.role(i), "when", stamp(e.RevocationTime),
				"reason", reasons[e.ReasonCode], "source", crl.File).Fixed(v.reissue(i, model.Fix{Renew: true})...)}
		}
	}
	return nil
}

// stapled reads the OCSP response for the leaf. One that cannot be used is ignored, as browsers do, but said.
func (v *view) stapled(leaf, issuer *cert) []model.Finding {
	unusable := func(reason, variant string) []model.Finding {
		return []model.Finding{model.New(model.CRLUnusable, "file", "OCSP", "reason", reason).As(variant).By(model.PartyServer)}
	}
	r, err := ocsp.ParseResponseForCert(v.in.OCSP, leaf.Certificate, issuer.Certificate)
	switch {
	case err != nil:
		return unusable(err.Error(), "signature")
	case r.Certificate != nil && !responder(r.Certificate, issuer.Certificate):
		return unusable("responder", "signature")
	case r.Status == ocsp.Revoked:
		return []model.Finding{model.New(model.Revoked, "certificate", nameOf(leaf), "role", "leaf", "when", stamp(r.RevokedAt),
			"reason", reasons[r.RevocationReason], "source", "OCSP").Fixed(v.reissue(0, model.Fix{Renew: true})...)}
	case !r.NextUpdate.IsZero() && v.in.Now.After(r.NextUpdate):
		return unusable(stamp(r.NextUpdate), "expired")
	}
	return nil
}

// responder reports whether a certificate may answer for the issuer: it is the issuer, or it has the OCSPSigning use.
func responder(c, issuer *x509.Certificate) bool {
	if bytes.Equal(c.RawSubjectPublicKeyInfo, issuer.RawSubjectPublicKeyInfo) {
		return true
	}
	for _, u := range c.ExtKeyUsage {
		if u == x509.ExtKeyUsageOCSPSigning {
			return true
		}
	}
	return false
}

// crlFault says why a list says nothing about what this CA issued: other-issuer, signature, scope; "" when it can be used.
func crlFault(v *view, crl CRL, issuer *cert) string {
	if !bytes.Equal(crl.List.RawIssuer, issuer.RawSubject) {
		return "other-issuer"
	}
	key := crlKey{crl.List, issuer}
	if fault, ok := v.crls[key]; ok {
		return fault
	}
	fault := "scope"
	if _, _, usable := scopeOf(crl.List); usable {
		fault = v.crlSignature(crl.List, issuer)
	}
	if v.crls == nil {
		v.crls = map[crlKey]string{}
	}
	v.crls[key] = fault
	return fault
}

type crlKey struct {
	list   *x509.RevocationList
	issuer *cert
}

func (v *view) crlSignature(list *x509.RevocationList, issuer *cert) string {
	if has(issuer.Certificate, oidKeyUsage) && issuer.KeyUsage&x509.KeyUsageCRLSign == 0 {
		return "signature"
	}
	if weakRSA(issuer) || !v.budget.spend(&v.budget.signatures, cost(issuer.PublicKey), "signatures") ||
		issuer.CheckSignature(list.SignatureAlgorithm, list.RawTBSRevocationList, list.Signature) != nil {
		return "signature"
	}
	return ""
}

// scopeOf reads the issuing distribution point (RFC 5280 section 5.2.5): whether the list is for end entities or for CAs
// only, and whether it can be used at all: delta, indirect and partial lists cannot.
func scopeOf(list *x509.RevocationList) (usersOnly, casOnly, usable bool) {
	usable = true
	for _, e := range list.Extensions {
		switch {
		case e.Id.Equal(oidDeltaCRL):
			usable = false
		case e.Id.Equal(oidIDP):
			der := cryptobyte.String(e.Value)
			var seq cryptobyte.String
			if !der.ReadASN1(&seq, cb.SEQUENCE) {
				return false, false, false
			}
			for !seq.Empty() {
				var value cryptobyte.String
				var tag cb.Tag
				if !seq.ReadAnyASN1(&value, &tag) {
					return false, false, false
				}
				on := len(value) == 1 && value[0] != 0
				switch tag & 0x1f {
				case 1:
					usersOnly = on
				case 2:
					casOnly = on
				case 3, 4, 5:
					usable = false
				}
			}
		case e.Critical:
			usable = false
		}
	}
	return usersOnly, casOnly, usable
}

func covers(list *x509.RevocationList, c *cert) bool {
	usersOnly, casOnly, _ := scopeOf(list)
	return !(usersOnly && c.IsCA || casOnly && !c.IsCA)
}

// unusableCRLs says which of the lists given said nothing about this chain, or are out of date.
func unusableCRLs(v *view) []model.Finding {
	if len(v.certs) == 0 {
		return nil
	}
	var out []model.Finding
	for _, crl := range v.in.CRLs {
		if crl.List != nil {
			out = append(out, v.crlFindings(crl)...)
		}
	}
	return out
}

func (v *view) crlFindings(crl CRL) []model.Finding {
	unusable := func(reason, variant string) []model.Finding {
		return []model.Finding{model.New(model.CRLUnusable, "file", crl.File, "reason", reason).As(variant)}
	}
	fault := "other-issuer"
	for _, c := range v.chained() {
		if f := crlFault(v, crl, c); f != "other-issuer" {
			fault = f
		}
		if fault == "" {
			break
		}
	}
	next := crl.List.NextUpdate
	switch {
	case fault == "other-issuer":
		return unusable(crl.List.Issuer.String(), fault)
	case fault != "":
		return unusable(fault, map[bool]string{true: "signature"}[fault == "signature"])
	case !next.IsZero() && v.in.Now.After(next):
		return unusable(stamp(next), "expired")
	case v.in.Now.Before(crl.List.ThisUpdate):
		return unusable(fmt.Sprintf("thisUpdate %s", crl.List.ThisUpdate.UTC().Format(time.RFC3339)), "")
	}
	return nil
}
