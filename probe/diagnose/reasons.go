package diagnose

import (
	"cmp"
	"crypto/x509"
	"slices"

	"certwright/model"
)

// reason is one thing that may be why our certificate was refused: a variant of the finding, and how sure it is.
type reason struct {
	variant string
	sure    model.Certainty
}

// alertMeans are the alerts that can be believed, with the variants that each may mean. 42 and all others say only
// that something displeased (facts: alert meaning by server).
var alertMeans = map[int][]string{
	alertUnsupportedCert: {"wrong-eku"},
	alertRevoked:         {"revoked"},
	alertExpired:         {"expired", "not-yet-valid"},
	alertUnknownCA:       {"unknown-ca", "self-signed", "missing-intermediate", "same-name-other-key"},
}

// ownFaults are faults of our own certificate that a server may refuse it for, in the order in which servers look.
var ownFaults = []struct {
	code    model.Code
	variant string
}{
	{model.SelfSigned, "self-signed"}, {model.MissingIntermediate, "missing-intermediate"}, {model.IssuerOtherKey, "same-name-other-key"}, {model.Revoked, "revoked"},
	{model.Expired, "expired"}, {model.NotYetValid, "not-yet-valid"}, {model.WrongClientEKU, "wrong-eku"},
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
	switch s.main.Alert { // the server sees what we do not
	case alertExpired: // by its clock, or an expired CA of its own
		return append([]reason{{"expired", model.Likely}}, list...)
	case alertRevoked:
		return append([]reason{{"revoked", model.Proven}}, list...)
	}
	return list
}

// foreignPeer: etcd closes on a peer whose certificate has names, but not the address that it dials from.
func (s *scene) foreignPeer() (reason, bool) {
	a := s.main
	if !a.Complete || a.Trouble != model.TroubleClosed && a.Trouble != model.TroubleReset || len(s.Client) == 0 {
		return reason{}, false
	}
	leaf := s.Client[0]
	if len(leaf.IPAddresses)+len(leaf.DNSNames) == 0 || leaf.VerifyHostname(a.Local) == nil || !slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageServerAuth) {
		return reason{}, false
	}
	if s.Dial.Port == "2380" {
		return reason{"peer-address", model.Likely}, true
	}
	return reason{"peer-address", model.Possible}, true
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
			list = append(list, reason{known.variant, f.Certainty})
			break
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
		return reason{"unknown-ca", model.Proven}, true
	case said && hasCode(s.client().Findings, model.WeakSignature):
		return reason{}, false // Go says so, too, of a signature that it does not check
	case said && s.listed():
		return reason{"same-name-other-key", model.Proven}, true
	case s.listed() && hasCode(s.server.Findings, model.IssuerOtherKey): // its own certificate shows that the CA was made again
		return reason{"same-name-other-key", model.Likely}, true
	case said:
		return reason{"unknown-ca", model.Proven}, true
	}
	return reason{}, false
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
		found = append(found, refusal.As(r.variant).Sure(r.sure).Fixed(s.clientFixes(r.variant)...))
	}
	return found
}

// leafFaults are faults of our own certificate that no variant speaks of; where it is refused they are told beside.
var leafFaults = []model.Code{model.KeyUsageWrong, model.WeakSignature, model.WeakKey, model.UnsupportedKey, model.UnknownCritical}

// besides are those faults. Where nothing else explains the refusal they are what it is about: also a short key, which
// many accept and OpenSSL does not.
func (s *scene) besides(explained bool) []model.Finding {
	var found []model.Finding
	for _, f := range s.client().Findings {
		if !slices.Contains(leafFaults, f.Code) {
			continue
		}
		if !explained {
			f = f.Weigh(model.Fatal)
		}
		if f.Code != model.KeyUsageWrong || s.main.Alert != alertUnsupportedCert { // that alert speaks of this as well
			f = f.Sure(model.Likely)
		}
		found = append(found, f)
	}
	return found
}
