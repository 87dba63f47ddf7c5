package diagnose

import (
	"cmp"
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
	alertUnknownCA:       {"unknown-ca", "missing-intermediate", "same-name-other-key"},
}

// ownFaults are faults of our own certificate that a server may refuse it for, in the order in which servers look.
var ownFaults = []struct {
	code    model.Code
	variant string
}{
	{model.MissingIntermediate, "missing-intermediate"}, {model.IssuerOtherKey, "same-name-other-key"}, {model.Revoked, "revoked"},
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
			list[i].sure = model.Likely
		}
	}
	slices.SortStableFunc(list, func(a, b reason) int {
		return cmp.Compare(doubt(means, a), doubt(means, b))
	})
	if len(list) > 0 && (!believed || slices.Contains(means, list[0].variant)) {
		return list
	}
	switch s.main.Alert { // the server sees what we do not
	case alertExpired: // by its clock, or an expired CA of its own
		return append([]reason{{"expired", model.Likely}}, list...)
	case alertRevoked:
		return append([]reason{{"revoked", model.Proven}}, list...)
	}
	return list
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
		if r.variant == "missing-intermediate" || r.variant == "same-name-other-key" {
			return reason{}, false
		}
	}
	said := s.main.Alert == alertUnknownCA
	switch {
	case said && s.listed():
		return reason{"same-name-other-key", model.Proven}, true
	case s.listed() && hasCode(s.server.Findings, model.IssuerOtherKey): // its own certificate shows that the CA was made again
		return reason{"same-name-other-key", model.Likely}, true
	case said, s.main.WouldWithhold != "":
		return reason{"unknown-ca", model.Proven}, true
	}
	return reason{}, false
}

// leafFaults are faults of our own certificate that no variant speaks of; where it is refused they are told beside.
var leafFaults = []model.Code{model.KeyUsageWrong, model.WeakSignature, model.WeakKey, model.UnsupportedKey, model.UnknownCritical}

func (s *scene) besides() []model.Finding {
	var found []model.Finding
	for _, f := range s.client().Findings {
		if slices.Contains(leafFaults, f.Code) {
			found = append(found, f.Sure(model.Likely))
		}
	}
	return found
}
