package diagnose

import (
	"strconv"
	"strings"

	"certwright/model"
)

// guarded are ports of APIs that give whoever gets in everything: root on the host, or all the data.
var guarded = map[string]string{
	"2375": "Docker", "2376": "Docker",
	"2379": "etcd", "2380": "etcd peer",
	"4243": "pouchd",
}

// guards: an API that must know who calls, and does not ask.
func guards(s *scene) []model.Finding {
	a := s.main
	service := guarded[s.Dial.Port]
	if plain, ok := s.Find(model.PurposePlaintext); ok && plain.HTTP != nil && (service != "" || len(s.Client) > 0) {
		if !letsIn(plain.HTTP) {
			return nil
		}
		if service == "" {
			service = "HTTP"
		}
		return one(model.New(model.UnprotectedAPI, "address", a.Address, "service", service).As("plaintext").Seen("HTTP without TLS, status " + strconv.Itoa(plain.HTTP.Status)))
	}
	if service == "" || !a.Complete || a.Asked || a.Trouble != model.TroubleNone || a.HTTP != nil && !letsIn(a.HTTP) {
		return nil
	}
	return one(model.New(model.UnprotectedAPI, "address", a.Address, "service", service).As("no-certificate").Sure(model.Likely).
		Seen("no CertificateRequest").Fixed(model.Fix{Kind: model.FixServerSetting}))
}

// letsIn: any answer but a refusal. 404 is what etcd and docker say to a path they do not have.
func letsIn(h *model.HTTPAnswer) bool {
	switch h.Status {
	case 400, 401, 403, 407, 495, 496, 426:
		return false
	}
	return true
}

// Results of the strangers' dial, as Report.Strangers has them.
const (
	StrangersRefused = "refused"
	StrangersLetIn   = "let-in"
	StrangersUnclear = "unclear"
)

// Strangers says what became of the dial without a certificate, and by which word or number; "" when none was made.
// A main dial that sent none, or was never asked, is such a dial itself.
func Strangers(o model.Observation) (result, how string) {
	a, ok := stranger(o)
	switch {
	case !ok:
		return "", ""
	case !a.Asked && a.Trouble == model.TroubleNone && a.HTTP == nil && a.Reply == nil:
		return StrangersLetIn, ""
	case a.Trouble == model.TroubleAlert:
		return StrangersRefused, alertText(a)
	case a.HTTP != nil && !letsIn(a.HTTP):
		return StrangersRefused, "HTTP " + strconv.Itoa(a.HTTP.Status)
	case a.Reply != nil && a.Trouble == model.TroubleNone:
		return served(*a.Reply)
	case a.Trouble == model.TroubleClosed, a.Trouble == model.TroubleReset:
		if a.Phase == model.PhaseHello || a.Phase == model.PhaseConnect {
			return StrangersUnclear, a.Error
		}
		return StrangersRefused, string(a.Trouble)
	case a.Trouble != model.TroubleNone:
		return StrangersUnclear, a.Error
	case a.HTTP != nil:
		return StrangersLetIn, "HTTP " + strconv.Itoa(a.HTTP.Status)
	}
	return StrangersLetIn, string(a.Ended)
}

// served says what a service's own reply means for somebody without a certificate: a password stands in his way, or a
// name that is not there, which says nothing about the next name.
func served(r model.Reply) (result, how string) {
	switch {
	case r.Refused && strings.Contains(r.Text, "certificate"):
		return StrangersRefused, r.Text
	case r.Refused:
		return StrangersUnclear, r.Text
	case r.Code == "password":
		return StrangersRefused, r.Code
	}
	return StrangersLetIn, string(model.EndReply)
}

// stranger is the attempt that showed no certificate.
func stranger(o model.Observation) (model.Attempt, bool) {
	if o.Stranger != nil {
		return *o.Stranger, true
	}
	a, ok := o.Main()
	return a, ok && o.Dial.Strangers && o.Done && !a.Sent && (a.Complete || a.Asked)
}

// strangersAt are the variants of StrangersGetIn: where a service is told to demand certificates.
var strangersAt = map[string]string{"postgres": "postgres", "smtp": "mail", "imap": "mail", "pop3": "mail"}

// strangers: proof that those without a certificate stay out.
func strangers(s *scene) []model.Finding {
	result, how := Strangers(s.Observation)
	a, _ := stranger(s.Observation)
	switch result {
	case StrangersLetIn:
		if service := guarded[s.Dial.Port]; service != "" {
			return one(model.New(model.UnprotectedAPI, "address", a.Address, "service", service).As("no-certificate").Seen("a dial without a certificate: " + how).
				Fixed(model.Fix{Kind: model.FixServerSetting}))
		}
		return one(model.New(model.StrangersGetIn, "address", a.Address, "answer", how).As(strangersAt[s.Dial.StartTLS]).Seen("a dial without a certificate"))
	case StrangersUnclear:
		return one(model.New(model.StrangersUnknown, "address", a.Address, "reason", how).Seen("a dial without a certificate").Sure(model.Possible))
	}
	return nil
}
