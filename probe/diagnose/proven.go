package diagnose

import (
	"slices"
	"strconv"
	"strings"

	"certwright/model"
)

// Refused reports whether the server refused the client on this attempt: by an alert or a close after it asked for a
// certificate, or by the HTTP answer or service reply that stands for one.
func Refused(a model.Attempt) bool {
	s := &scene{main: a}
	return s.refused() || s.httpRefused() || fatals(serviceReply(s)) > 0
}

// Answer is the server's last word on an attempt, raw: "42 bad_certificate", "HTTP 400 ...", or what broke off.
// "" when nothing was said and nothing broke.
func Answer(a model.Attempt) string {
	switch {
	case a.Trouble == model.TroubleAlert:
		return alertText(a)
	case a.Trouble != model.TroubleNone:
		return string(a.Trouble)
	case a.HTTP != nil:
		status := strconv.Itoa(a.HTTP.Status)
		return strings.TrimSpace("HTTP " + status + " " + strings.TrimSpace(strings.TrimPrefix(a.HTTP.Title, status))) // nginx's titles begin with it
	case a.Reply != nil && a.Reply.Text != "":
		return a.Reply.Text
	}
	return ""
}

// Prove applies what experiments showed to the findings of the observation that they were made on: the matching finding
// becomes certain, with the remedies that belong to it, and its rivals that the same experiment rules out go; a cause
// that only an experiment found is added, and the mere symptom goes. Without proof the findings stay as they are.
func Prove(o model.Observation, k Known, found []model.Finding, tries []model.Try) []model.Finding {
	s := newScene(o, k)
	out := append([]model.Finding(nil), found...)
	for _, t := range tries {
		switch {
		case t.Clears != "":
			out = slices.DeleteFunc(out, func(f model.Finding) bool { return aboutClient(f.Code) && f.Variant == t.Clears })
		case t.Shows != "":
			out = s.prove(out, t)
		}
	}
	return model.Arrange(out)
}

// aboutClient: the codes that give a reason for refusing our certificate.
func aboutClient(code model.Code) bool {
	return code == model.ClientCertRejected || code == model.HTTPRefusedClient
}

// unclear variants give no reason why a certificate was refused: any proof is more exact.
func unclear(variant string) bool {
	return variant == "" || variant == "closed" || variant == "none-sent"
}

// prove applies one experiment.
func (s *scene) prove(found []model.Finding, t model.Try) []model.Finding {
	var same, at = -1, -1 // any finding of this cause; the one that the proof belongs to
	for i, f := range found {
		if f.Code != t.Shows {
			continue
		}
		same = i
		if f.Variant == t.Variant || unclear(f.Variant) && (at < 0 || found[at].Variant != t.Variant) {
			at = i
		}
	}
	switch {
	case same < 0:
		return s.add(found, t)
	case unclear(t.Variant) && at >= 0:
		found[at] = found[at].Shown()
	case unclear(t.Variant): // proves that it is refused, not the reason that was guessed
	case at >= 0:
		found[at] = s.asProven(found[at], t.Variant)
	default:
		found = append(found, s.asProven(found[same], t.Variant))
	}
	if t.Result == model.TryGreen && aboutClient(t.Shows) && !unclear(t.Variant) {
		found = slices.DeleteFunc(found, func(f model.Finding) bool { return f.Code == t.Shows && f.Variant != t.Variant })
	}
	return found
}

// add is for a cause that only the experiment found; it takes the place of what was a symptom of it.
func (s *scene) add(found []model.Finding, t model.Try) []model.Finding {
	f, ok := s.shown(t)
	if !ok {
		return found
	}
	f.Tried = true
	if f.Severity == model.Fatal {
		found = slices.DeleteFunc(found, func(x model.Finding) bool { return x.Code.Symptom() })
	}
	return append(found, f)
}

// asProven is the finding with the variant that was proven, whoever it was guessed to concern.
func (s *scene) asProven(f model.Finding, variant string) model.Finding {
	if f.Variant == variant {
		return f.Shown() // as it was guessed, with its remedies
	}
	fixes := s.clientFixes(variant)
	if variant == "this-one" {
		fixes = []model.Fix{{Kind: model.FixReissue, Identity: s.Ref, Renew: true}}
	}
	f.Fixes = nil
	f = f.Sure(model.Possible).As(variant).Shown() // the reason is the experiment's, whatever was read
	return s.remedy([]model.Finding{f.By(model.Info(f.Code).Party).Fixed(fixes...)})[0]
}

// shown is a cause that only an experiment could find.
func (s *scene) shown(t model.Try) (model.Finding, bool) {
	const source = "an experiment"
	a := s.main
	switch t.Shows {
	case model.ProtocolVersion:
		return model.New(t.Shows, "address", a.Address, "ours", strings.Join(a.OfferedVersions, ", "), "theirs", t.Detail).As(t.Variant).Seen(source), true
	case model.OversizedMessage:
		return model.New(t.Shows, "address", a.Address, "error", Answer(a)).As(t.Variant).Seen(source), true
	case model.ALPNRefused:
		return model.New(t.Shows, "address", a.Address, "offered", strings.Join(a.OfferedALPN, ", ")).Seen(source), true
	case model.ServerNameRefused:
		return model.New(t.Shows, "address", a.Address, "sni", a.SNI, "alert", Answer(a)).As(t.Variant).Seen(source), true
	case model.DefaultCertificate:
		if s.leaf == nil {
			return model.Finding{}, false
		}
		return model.New(t.Shows, "sni", a.SNI, "names", strings.Join(s.leaf.DNSNames, ", ")).Weigh(model.Note).Seen(source), true
	}
	return model.Finding{}, false
}
