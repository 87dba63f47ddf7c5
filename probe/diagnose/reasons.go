package diagnose

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"slices"

	"certwright/model"
)

// reason is one thing that may be why our certificate was refused: a variant of the finding, and how sure it is. link is
// the CA certificate of our chain that it lies with ("": ours itself), fixes are the remedies for that one.
type reason struct {
	variant string
	sure    model.Certainty
	link    string
	fixes   []model.Fix
}

// alertMeans are the alerts that can be believed, with the variants that each may mean. 42 and all others say only
// that something displeased (facts: alert meaning by server).
var alertMeans = map[int][]string{
	alertUnsupportedCert: {"wrong-eku", "issuer-eku"},
	alertRevoked:         {"revoked"},
	alertExpired:         {"expired", "not-yet-valid", "issuer-dates"},
	alertUnknownCA:       {"unknown-ca", "self-signed", "missing-intermediate", "same-name-other-key"},
}

// ownFaults are faults of our own chain that a server may refuse it for, in the order in which servers look: what they
// are called where the certificate itself has them, and where a CA above it has ("": told as they are, see besides).
var ownFaults = []ownFault{
	{model.SelfSigned, "self-signed", ""}, {model.MissingIntermediate, "missing-intermediate", ""}, {model.IssuerOtherKey, "same-name-other-key", ""},
	{model.Revoked, "revoked", ""}, {model.Expired, "expired", "issuer-dates"}, {model.NotYetValid, "not-yet-valid", "issuer-dates"},
	{model.WrongClientEKU, "wrong-eku", "issuer-eku"},
}

type ownFault struct {
	code           model.Code
	variant, above string
}

// ofIssuer: the fault lies with a CA certificate of the chain, not with the certificate that it is about.
func ofIssuer(f model.Finding) bool {
	role := f.Value("role")
	return f.Variant == "issuer" || role != "" && role != "leaf"
}

// reasons joins the server's alert (none over HTTP) with what we can see of our own certificate, the surest first. All
// faults are listed: a server names the first that it meets, and the next one waits behind it.
func (s *scene) reasons() []reason {
	means, believed := alertMeans[s.main.Alert]
	list := s.suspects()
	for i, r := range list {
		switch {
		case slices.Contains(means, r.variant): // both sides say so
		case r.sure == model.Proven:
			list[i].sure = model.Likely // we see it; that this is what displeased is our conclusion
		}
	}
	slices.SortStableFunc(list, func(a, b reason) int {
		return cmp.Compare(doubt(means, a), doubt(means, b))
	})
	if len(list) > 0 && (!believed || slices.Contains(means, list[0].variant)) {
		return list
	}
	if r, ok := s.foreignPeer(); ok && len(list) == 0 {
		return []reason{r}
	}
	return append(s.elsewhere(), list...)
}

// elsewhere are reasons that lie with the server, where nothing of ours explains the refusal: its files, clock, limits,
// and what it makes of "any use".
func (s *scene) elsewhere() []reason {
	a := s.main
	switch {
	case a.Alert == alertExpired && a.HTTP == nil: // nothing of ours has ended by our clock
		return []reason{{variant: "expired-there", sure: model.Likely}}
	case a.Alert == alertRevoked:
		return []reason{{variant: "revoked", sure: model.Proven}}
	case s.anyUse() && a.Alert == alertUnsupportedCert:
		return []reason{{variant: "wrong-eku", sure: model.Proven}}
	case s.anyUse() && a.HTTP != nil && aboutCertificates(a.HTTP):
		return []reason{{variant: "wrong-eku", sure: model.Likely}}
	case a.HTTP != nil && a.Trouble == model.TroubleNone && aboutCertificates(a.HTTP) && s.links() > nginxDepth && len(s.chainFaults()) == 0:
		return []reason{{variant: "too-deep", sure: model.Likely}}
	}
	return nil
}

// anyUse: our certificate names uses, and none for clients but "any", which Go takes for that and OpenSSL does not.
func (s *scene) anyUse() bool {
	return len(s.Client) > 0 && len(s.Client[0].ExtKeyUsage) > 0 && !slices.Contains(s.Client[0].ExtKeyUsage, x509.ExtKeyUsageClientAuth) && forClients(s.Client[0])
}

// nginxDepth is how many intermediates nginx takes from a client unless ssl_verify_depth says more.
const nginxDepth = 1

// links counts the intermediates that we sent.
func (s *scene) links() int {
	n := 0
	for _, c := range s.Client[min(1, len(s.Client)):] {
		if !bytes.Equal(c.RawSubject, c.RawIssuer) {
			n++
		}
	}
	return n
}

// foreignPeer: etcd closes on a peer whose certificate has names, but not the address that it dials from.
func (s *scene) foreignPeer() (reason, bool) {
	a := s.main
	if !a.Complete || a.HTTP != nil || a.Trouble != model.TroubleClosed && a.Trouble != model.TroubleReset || len(s.Client) == 0 {
		return reason{}, false
	}
	leaf := s.Client[0]
	if len(leaf.IPAddresses)+len(leaf.DNSNames) == 0 || leaf.VerifyHostname(a.Local) == nil || !slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageServerAuth) {
		return reason{}, false
	}
	if s.Dial.Port == "2380" {
		return reason{variant: "peer-address", sure: model.Likely}, true
	}
	return reason{variant: "peer-address", sure: model.Possible}, true
}

// doubt orders reasons: what the alert speaks of comes first.
func doubt(means []string, r reason) int {
	if slices.Contains(means, r.variant) {
		return 0
	}
	return 1
}

// suspects are our own certificate's faults as this server would see them, as sure as our own look is of each.
func (s *scene) suspects() []reason {
	var list []reason
	for _, known := range ownFaults {
		for _, f := range s.client().Findings {
			if f.Code != known.code || f.Severity != model.Fatal || s.listed() && known.code == model.MissingIntermediate {
				continue
			}
			r := reason{variant: known.variant, sure: f.Certainty}
			if ofIssuer(f) {
				r = reason{variant: known.above, sure: f.Certainty, link: f.Value("certificate"), fixes: f.Fixes}
			}
			if r.variant != "" && !slices.ContainsFunc(list, func(o reason) bool { return o.variant == r.variant }) {
				list = append(list, r)
			}
		}
	}
	if r, ok := s.issuerRefused(list); ok {
		list = append([]reason{r}, list...)
	}
	return list
}

// listed: the server gave a list of CAs, and it names an issuer of ours.
func (s *scene) listed() bool { return len(s.main.AcceptableCAs) > 0 && s.main.WouldWithhold == "" }

// issuerRefused says whether the server does not know our issuer, unless a suspect explains that already.
func (s *scene) issuerRefused(list []reason) (reason, bool) {
	for _, r := range list {
		if r.variant == "missing-intermediate" || r.variant == "same-name-other-key" || r.variant == "self-signed" {
			return reason{}, false
		}
	}
	said := s.main.Alert == alertUnknownCA
	switch {
	case s.main.WouldWithhold != "":
		return reason{variant: "unknown-ca", sure: model.Proven}, true
	case said && len(s.chainFaults()) > 0: // a path that breaks on the way is "no path to a CA", too
		return reason{}, false
	case said && !s.listed():
		return reason{variant: "unknown-ca", sure: model.Proven}, true
	case s.listed() && hasCode(s.server.Findings, model.IssuerOtherKey): // its own certificate shows that the CA was made again
		r := reason{variant: "same-name-other-key", sure: model.Likely}
		if said {
			r.sure = model.Proven
		}
		return r, true
	}
	link, below := s.belowRoot()
	switch {
	case below && (said || len(list) == 0 && s.byTLS()):
		return reason{variant: "ca-without-root", sure: model.Likely, link: link}, true
	case said: // most often; a server that has no CRL for our CA says the same
		return reason{variant: "same-name-other-key", sure: model.Likely}, true
	}
	return reason{}, false
}

// byTLS: the refusal is the verifier's, and not that of an application that may have its own reasons.
func (s *scene) byTLS() bool {
	a := s.main
	return a.Trouble != model.TroubleNone || a.HTTP != nil && aboutCertificates(a.HTTP)
}

// belowRoot: the server's list names an intermediate of our chain and not the root above it, so that is what its CA file
// holds. OpenSSL, and what is built on it, wants the root as well; Go and GnuTLS are content.
func (s *scene) belowRoot() (link string, ok bool) {
	if !s.listed() {
		return "", false
	}
	for _, path := range s.client().Paths {
		for i, c := range path[1:] {
			if !slices.ContainsFunc(s.main.AcceptableCAs, func(n []byte) bool { return bytes.Equal(n, c.RawSubject) }) {
				continue
			}
			if bytes.Equal(c.RawSubject, c.RawIssuer) {
				return "", false
			}
			if link == "" && i+2 < len(path) {
				link = shortName(c)
			}
		}
	}
	return link, link != ""
}

// blame tells a refusal once for each reason, behind what is wrong with our certificate and no variant speaks of; a
// refusal without a reason is told as the other variant says.
func (s *scene) blame(refusal model.Finding, otherwise string) []model.Finding {
	list := s.reasons()
	found := s.besides(len(list) > 0)
	if len(list) == 0 {
		refusal = refusal.As(otherwise).Sure(model.Possible)
		if otherwise == "" && len(found) == 0 {
			refusal = refusal.By(model.PartyUnknown)
		}
		return append(found, refusal.Fixed(s.otherCertificate()...))
	}
	for _, r := range list {
		found = append(found, s.because(refusal, r))
	}
	return found
}

// because is a refusal for one reason.
func (s *scene) because(refusal model.Finding, r reason) model.Finding {
	f := refusal.As(r.variant).Sure(r.sure)
	f.Evidence = slices.Clone(f.Evidence)
	for i, e := range f.Evidence {
		if e.Key == "link" {
			f.Evidence[i].Value = r.link
		}
	}
	switch r.variant {
	case "issuer-dates", "issuer-eku":
		return f.Fixed(r.fixes...)
	case "expired-there", "ca-without-root", "too-deep":
		return f.By(model.PartyServer).Fixed(model.Fix{Kind: model.FixServerSetting})
	}
	return f.Fixed(s.clientFixes(r.variant)...)
}

// leafFaults are faults of our own certificate that no variant speaks of, and that not every server minds.
var leafFaults = []model.Code{model.KeyUsageWrong, model.WeakSignature, model.WeakKey, model.UnsupportedKey, model.UnknownCritical}

// chainFaults are faults of our own chain that no variant speaks of and that every server minds: a CA that is none or may
// not stand there, a name that it may not vouch for, a signature that does not verify.
func (s *scene) chainFaults() []model.Finding {
	var found []model.Finding
	for _, f := range s.client().Findings {
		told := slices.ContainsFunc(ownFaults, func(o ownFault) bool {
			return o.code == f.Code && !(ofIssuer(f) && o.above == "")
		})
		if f.Severity == model.Fatal && !told && f.Code != model.UnknownIssuer && f.Code != model.KeyUsageWrong {
			found = append(found, f)
		}
	}
	return found
}

// besides are our own chain's faults that are told as they are, where it is refused. Where nothing else explains the
// refusal they are what it is about: also a short key, which many accept and OpenSSL does not.
func (s *scene) besides(explained bool) []model.Finding {
	found := s.chainFaults()
	for _, f := range s.client().Findings {
		if slices.Contains(leafFaults, f.Code) && !hasCode(found, f.Code) {
			if !explained {
				f = f.Weigh(model.Fatal)
			}
			found = append(found, f)
		}
	}
	for i, f := range found {
		if f.Code != model.KeyUsageWrong || s.main.Alert != alertUnsupportedCert { // that alert speaks of this as well
			found[i] = f.Sure(model.Likely)
		}
		found[i].Fixes = slices.Clone(f.Fixes)
		for j := range f.Fixes {
			found[i].Fixes[j].Identity = s.Ref // the certificate is ours, not the server's
		}
	}
	return found
}
