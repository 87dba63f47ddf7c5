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
				"reason", reasons[e.ReasonCode], "source", crl.File).Fixed(v.reissue(i, model.Fix{Renew: true, NewKey: true})...)}
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
	case err != nil && !v.stapledFor(leaf):
		return unusable(err.Error(), "other-certificate")
	case err != nil:
		return unusable(err.Error(), "signature")
	case r.Certificate != nil && !responder(r.Certificate, issuer.Certificate):
		return unusable("responder", "signature")
	case r.Status == ocsp.Revoked:
		return []model.Finding{model.New(model.Revoked, "certificate", nameOf(leaf), "role", "leaf", "when", stamp(r.RevokedAt),
			"reason", reasons[r.RevocationReason], "source", "OCSP").Fixed(v.reissue(0, model.Fix{Renew: true, NewKey: true})...)}
	case !r.NextUpdate.IsZero() && v.in.Now.After(r.NextUpdate):
		return unusable(stamp(r.NextUpdate), "expired")
	case r.Status == ocsp.Unknown:
		return unusable(nameOf(leaf), "unknown-certificate")
	}
	return nil
}

// stapledFor reports whether the response is about this certificate; one that cannot be read may be.
func (v *view) stapledFor(leaf *cert) bool {
	r, err := ocsp.ParseResponse(v.in.OCSP, nil)
	return err != nil || r.SerialNumber == nil || r.SerialNumber.Cmp(leaf.SerialNumber) == 0
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

// crlFault says why a list says nothing about what this CA issued: other-issuer, signature or scope; "" when it can be used.
func crlFault(v *view, crl CRL, issuer *cert) string {
	if !bytes.Equal(crl.List.RawIssuer, issuer.RawSubject) {
		return "other-issuer"
	}
	key := crlKey{crl.List, issuer}
	if fault, ok := v.crls[key]; ok {
		return fault
	}
	fault := "scope"
	if scopeOf(crl.List).usable {
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

// crlScope is what a list is for: its issuing distribution point, RFC 5280 section 5.2.5.
type crlScope struct {
	users, cas bool     // for end entities only, for CAs only
	points     [][]byte // names of the distribution point; one of them must be among the certificate's own
	usable     bool     // false for what we do not process: delta, indirect and partial lists, unknown critical extensions
}

func scopeOf(list *x509.RevocationList) crlScope {
	s := crlScope{usable: true}
	for _, e := range list.Extensions {
		switch {
		case e.Id.Equal(oidDeltaCRL):
			s.usable = false
		case e.Id.Equal(oidIDP):
			s.readIDP(e.Value)
		case e.Critical:
			s.usable = false
		}
	}
	return s
}

func (s *crlScope) readIDP(value []byte) {
	der := cryptobyte.String(value)
	seq, ok := element(&der, cb.SEQUENCE)
	for ok && !seq.Empty() {
		var field cryptobyte.String
		var tag cb.Tag
		if ok = seq.ReadAnyASN1(&field, &tag); !ok {
			break
		}
		on := len(field) == 1 && field[0] != 0
		switch tag & 0x1f {
		case 0:
			s.readPoint(field)
		case 1:
			s.users = on
		case 2:
			s.cas = on
		case 3, 4, 5:
			s.usable = s.usable && tag&0x1f != 3 && !on
		}
	}
	s.usable = s.usable && ok
}

// readPoint keeps the full names of the distribution point; names relative to the issuer are not processed.
func (s *crlScope) readPoint(field cryptobyte.String) {
	names, ok := element(&field, cb.Tag(0).ContextSpecific().Constructed())
	for ok && !names.Empty() {
		var name cryptobyte.String
		var tag cb.Tag
		if ok = names.ReadAnyASN1Element(&name, &tag); ok {
			s.points = append(s.points, name)
		}
	}
	s.usable = s.usable && ok
}

// covers reports whether a list is for certificates like this one.
func covers(list *x509.RevocationList, c *cert) bool {
	s := scopeOf(list)
	if s.users && c.IsCA || s.cas && !c.IsCA {
		return false
	}
	own := extension(c.Certificate, oidCDP)
	for _, name := range s.points {
		if bytes.Contains(own, name) {
			return true
		}
	}
	return len(s.points) == 0
}

// uncovered names the certificates below the root for which no list given can be used: all of them in strict judgement,
// else the leaf and those whose issuer gave a list. One that is revoked has been told already.
func (v *view) uncovered() []model.Finding {
	var out []model.Finding
	chained := v.chained()
	for i := 0; i+1 < len(chained); i++ {
		wanted, covered := v.in.Strict || i == 0, false
		for _, crl := range v.in.CRLs {
			if crl.List == nil {
				continue
			}
			fault := crlFault(v, crl, chained[i+1])
			if fault == "other-issuer" {
				continue
			}
			wanted = true
			usable := fault == "" && covers(crl.List, chained[i])
			good := v.current(crl.List) && (!v.in.Strict || onlyURIs(pointNames(chained[i])))
			covered = covered || usable && (good || len(v.listed(i, chained[i], crl)) > 0)
		}
		if wanted && !covered {
			out = append(out, model.New(model.CRLUnusable, "file", "", "reason", nameOf(chained[i])).As("uncovered").Weigh(model.Fatal))
		}
	}
	return out
}

// current reports whether a list is in force, and, judged strictly, kept as it should be.
func (v *view) current(list *x509.RevocationList) bool {
	inForce := !v.in.Now.Before(list.ThisUpdate) && (list.NextUpdate.IsZero() || !v.in.Now.After(list.NextUpdate))
	return inForce && (!v.in.Strict || tidy(list))
}

// tidy reports whether a list has a number (RFC 5280 section 5.2.3), no certificate twice, and only URIs for its
// distribution point (CA/B Baseline Requirements section 7.2.2.1).
func tidy(list *x509.RevocationList) bool {
	if n, numbered := find(list.Extensions, oidCRLNumber); !numbered || n.Critical {
		return false
	}
	seen := make(map[string]bool, len(list.RevokedCertificateEntries))
	for _, e := range list.RevokedCertificateEntries {
		serial := string(e.SerialNumber.Bytes())
		if seen[serial] {
			return false
		}
		seen[serial] = true
	}
	return onlyURIs(scopeOf(list).points)
}

// pointNames are the full names of a certificate's distribution points, RFC 5280 section 4.2.1.13.
func pointNames(c *cert) [][]byte {
	var out [][]byte
	der := cryptobyte.String(extension(c.Certificate, oidCDP))
	points, _ := element(&der, cb.SEQUENCE)
	for _, p := range split(points) {
		s := cryptobyte.String(p)
		fields, _ := element(&s, cb.SEQUENCE)
		point, _ := element(&fields, cb.Tag(0).ContextSpecific().Constructed())
		full, _ := element(&point, cb.Tag(0).ContextSpecific().Constructed())
		out = append(out, split(full)...)
	}
	return out
}

// onlyURIs reports whether all names are of that kind; none is, too.
func onlyURIs(names [][]byte) bool {
	for _, n := range names {
		if len(n) == 0 || n[0]&0x1f != 6 {
			return false
		}
	}
	return true
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
	if (v.in.Strict || v.in.AskLists) && len(v.in.CRLs) > 0 {
		out = append(out, v.uncovered()...)
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
	case fault == "other-issuer" && crl.Found:
		return nil
	case fault == "other-issuer":
		return unusable(crl.List.Issuer.String(), fault)
	case fault != "":
		return unusable(fault, variantIf(fault == "signature", "signature"))
	case !next.IsZero() && v.in.Now.After(next):
		return unusable(stamp(next), "expired")
	case v.in.Now.Before(crl.List.ThisUpdate):
		return unusable(fmt.Sprintf("thisUpdate %s", crl.List.ThisUpdate.UTC().Format(time.RFC3339)), "")
	}
	return nil
}

func variantIf(ok bool, variant string) string {
	if ok {
		return variant
	}
	return ""
}
