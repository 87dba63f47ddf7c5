package chain

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strings"

	"certwright/model"
)

// trust says why a path does not end at something trusted: exactly one of issuer-same-name-other-key, self-signed,
// missing-intermediate and unknown-issuer.
func trust(v *view) []model.Finding {
	top := v.top()
	if top.trusted {
		return nil
	}
	if n := len(v.chained()); n < len(v.certs) {
		return []model.Finding{foreignKey(v, top, v.certs[n])}
	}
	if top.selfIssued() && v.graph.link(top, top) != otherKey {
		if len(v.certs) == 1 {
			return []model.Finding{model.New(model.SelfSigned, "certificate", nameOf(top), "trust", v.in.TrustName, "sha256", top.sum).
				Fixed(v.useCA(top)...)}
		}
		return []model.Finding{unknown(v, top, v.useCA(top))}
	}
	if f, ok := refusedIssuer(v, top); ok {
		return []model.Finding{f}
	}
	return []model.Finding{absent(v, top)}
}

// foreignKey is for an issuer's name that we know with another key than the one that signed.
func foreignKey(v *view, child, parent *cert) model.Finding {
	held, anchored := v.climb(child)
	if anchored && parent.trusted { // an intermediate that has its root's name
		return missing(v, child).As("have-file").Fixed(model.Fix{Kind: model.FixAppendChain, File: v.file(held[0])})
	}
	f := model.New(model.IssuerOtherKey, "issuer", nameOf(parent), "ours", keyID(parent), "theirs", v.signerID(child))
	if !keysDiffer(child, parent) && v.signer(child) == nil {
		f = f.Sure(model.Likely)
	}
	if !parent.trusted {
		f = f.By(model.PartyServer)
	}
	if anchored { // the server sends an old intermediate, and the right one is here
		return f.Fixed(model.Fix{Kind: model.FixAppendChain, File: v.file(held[0])})
	}
	for _, x := range v.in.Extra {
		if c := (&cert{Certificate: x}); bytes.Equal(x.RawSubject, child.RawIssuer) && verify(child.Certificate, x) == sound {
			c.sum = sumOf(x.Raw)
			f = f.Fixed(v.useCA(c)...)
			break
		}
	}
	if child == v.certs[0] && child.selfIssued() { // no CA was made again, but the server's own certificate
		return f.As("own")
	}
	return f.Fixed(model.Fix{Kind: model.FixReissue, Renew: true, OtherCA: true})
}

// signerID names the key that signed, as far as it is known: from the certificate, or because the signer was sent along.
func (v *view) signerID(c *cert) string {
	if len(c.AuthorityKeyId) > 0 {
		return hex.EncodeToString(c.AuthorityKeyId)
	}
	if p := v.signer(c); p != nil {
		return keyID(p)
	}
	return ""
}

// signer is the certificate at hand whose key signed; nil when it is not here.
func (v *view) signer(c *cert) *cert {
	for _, p := range v.graph.bySubject[string(c.RawIssuer)] {
		if v.graph.link(c, p) == sound {
			return p
		}
	}
	return nil
}

// keysDiffer reports whether the bytes prove that another key signed: not merely that the signature does not fit.
func keysDiffer(child, parent *cert) bool {
	if keyOf(child.SignatureAlgorithm) != keyKind(parent.PublicKey) {
		return true
	}
	a := readAKI(child.Certificate)
	return len(a.keyID) > 0 && len(parent.SubjectKeyId) > 0 && !bytes.Equal(a.keyID, parent.SubjectKeyId) ||
		a.serial != nil && a.serial.Cmp(parent.SerialNumber) != 0
}

// unknown is for an issuer that is not among what we trust.
func unknown(v *view, top *cert, fixes []model.Fix) model.Finding {
	f := model.New(model.UnknownIssuer, "certificate", nameOf(v.certs[0]), "issuer", issuerName(top), "trust", v.in.TrustName)
	switch {
	case v.misspelt(top):
		f = f.As("spelling")
	case v.in.System:
		f = f.As("system")
	case len(v.in.Roots) == 0:
		f = f.As("nothing")
	}
	return f.Fixed(fixes...)
}

// misspelt reports whether a certificate at hand signed this one and has the issuer's name in other letters, spaces or
// string types. RFC 5280 section 7.1 and OpenSSL take that for the same name; Go compares bytes.
func (v *view) misspelt(top *cert) bool {
	want := strings.Join(readRDNs(top.RawIssuer), ",")
	for _, r := range v.graph.all {
		if want != "" && !bytes.Equal(r.RawSubject, top.RawIssuer) && strings.Join(readRDNs(r.RawSubject), ",") == want &&
			v.budget.spend(&v.budget.signatures, cost(r.PublicKey), "signatures") && verify(top.Certificate, r.Certificate) == sound {
			return true
		}
	}
	return false
}

// absent decides for a top whose issuer was not sent and is not trusted: an intermediate left out, or an unknown authority?
func absent(v *view, top *cert) model.Finding {
	held, anchored := v.climb(top)
	if anchored {
		return missing(v, top).As("have-file").Fixed(model.Fix{Kind: model.FixAppendChain, File: v.file(held[0])})
	}
	if len(held) > 0 {
		return unknown(v, top, v.useCA(held[len(held)-1]))
	}
	if verdict := issuerKind(v, top); verdict != model.Possible && !v.misspelt(top) {
		return missing(v, top).Sure(verdict).Fixed(model.Fix{Kind: model.FixAppendChain})
	}
	return unknown(v, top, nil)
}

func missing(v *view, top *cert) model.Finding {
	return model.New(model.MissingIntermediate, "certificate", nameOf(top), "missing", issuerName(top),
		"trust", v.in.TrustName, "aia", strings.Join(top.IssuingCertificateURL, ", "))
}

// climb goes from top through certificates that we hold but were not sent. It returns those it needed, nearest first, and
// whether they lead to a trusted root.
func (v *view) climb(top *cert) (held []*cert, anchored bool) {
	seen := map[string]bool{top.sum: true}
	for len(held) < maxDepth {
		if r := v.trustedIssuer(top); r != nil {
			return held, len(held) > 0
		}
		next := v.heldIssuer(top, seen)
		if next == nil {
			return held, false
		}
		seen[next.sum] = true
		held = append(held, next)
		top = next
	}
	return held, false
}

func (v *view) trustedIssuer(c *cert) *cert {
	for _, p := range v.graph.bySubject[string(c.RawIssuer)] {
		if p.trusted && v.graph.link(c, p) == sound {
			return p
		}
	}
	return nil
}

// heldIssuer prefers an issuer that has an issuer of its own, because self-signed ends the way.
func (v *view) heldIssuer(c *cert, seen map[string]bool) *cert {
	var self *cert
	for _, x := range v.in.Extra {
		if !bytes.Equal(x.RawSubject, c.RawIssuer) {
			continue
		}
		h := &cert{Certificate: x, sum: sumOf(x.Raw), sent: -1}
		if seen[h.sum] || !v.budget.spend(&v.budget.signatures, 1, "signatures") || verify(c.Certificate, x) != sound {
			continue
		}
		if !h.selfIssued() {
			return h
		}
		self = h
	}
	return self
}

// file is where a certificate that we hold lies; "" when that is not known.
func (v *view) file(c *cert) string { return v.in.ExtraFiles[c.sum] }

// useCA offers to dial with this authority as CA file, when we hold it in a file.
func (v *view) useCA(c *cert) []model.Fix {
	if f := v.file(c); f != "" {
		return []model.Fix{{Kind: model.FixUseFile, File: f, Use: "ca"}}
	}
	return nil
}

// intermediateWords are what people call a CA that is not the root; rootWords what they call one that is.
var (
	intermediateWords = regexp.MustCompile(`(?i)\b(intermediates?|inter|issuing|issuer|sub ?-?ca|subca|subordinate|signing|ica|int|int-?ca)\b|中间|签发|二级`)
	rootWords         = regexp.MustCompile(`(?i)\broot\b|根`)
)

// issuerKind says how sure it is that the absent issuer of top is an intermediate rather than a root:
// Proven or Likely; Possible means that nothing speaks for it.
func issuerKind(v *view, top *cert) model.Certainty {
	if a := readAKI(top.Certificate); a.issuer != nil {
		if bytes.Equal(a.issuer, top.RawIssuer) || !v.trusts(a.issuer) {
			return model.Possible // its issuer is a root, or hangs below one that we do not know
		}
		return model.Proven
	}
	if len(v.in.Roots) > 0 && !v.rootsMayDelegate() {
		return model.Possible
	}
	n := strings.NewReplacer("_", " ", ".", " ").Replace(issuerName(top))
	switch {
	case len(v.in.Roots) == 0 && !v.in.System, rootWords.MatchString(n) && !intermediateWords.MatchString(n):
		return model.Possible
	case intermediateWords.MatchString(n), v.in.System && len(top.IssuingCertificateURL) > 0, v.gap():
		return model.Likely
	}
	return model.Possible
}

// gap: a CA was sent that a trusted root signed, and that the leaf's path does not reach: what lies between was left out.
func (v *view) gap() bool {
	for _, x := range v.in.Sent {
		if v.leadsUp(v.graph.add(x)) {
			return true
		}
	}
	return false
}

// leadsUp reports whether c is an intermediate below a trusted root, directly or by others that are here.
func (v *view) leadsUp(c *cert) bool {
	return isCA(c) && !c.selfIssued() && v.reachesTrust(c, map[*cert]bool{})
}

func (v *view) reachesTrust(c *cert, seen map[*cert]bool) bool {
	if v.trustedIssuer(c) != nil {
		return true
	}
	seen[c] = true
	for _, p := range v.graph.bySubject[string(c.RawIssuer)] {
		if !seen[p] && len(seen) < maxDepth && isCA(p) && v.graph.link(c, p) == sound && v.reachesTrust(p, seen) {
			return true
		}
	}
	return false
}

func (v *view) trusts(subject []byte) bool {
	for _, p := range v.graph.bySubject[string(subject)] {
		if p.trusted {
			return true
		}
	}
	return false
}

// rootsMayDelegate reports whether any trusted root allows a CA below it.
func (v *view) rootsMayDelegate() bool {
	for _, r := range v.in.Roots {
		if !r.BasicConstraintsValid || r.IsCA && r.MaxPathLen != 0 {
			return true
		}
	}
	return false
}
