package diagnose

import (
	"strconv"
	"strings"

	"certwright/model"
)

// httpAnswer: a refusal above TLS. nginx lets the handshake through and answers 400; 495 and 496 are its own numbers.
func httpAnswer(s *scene) []model.Finding {
	a := s.main
	if a.HTTP == nil {
		return nil
	}
	status := strconv.Itoa(a.HTTP.Status)
	if a.HTTP.AfterHandshake {
		return one(model.New(model.HTTPRefusedClient, "status", status, "title", a.HTTP.Title, "certificate", s.clientName(), "link", "").As("after-handshake").
			By(model.PartyServer).Seen("HTTP answer").Fixed(model.Fix{Kind: model.FixServerSetting}))
	}
	if s.httpRefused() {
		f := model.New(model.HTTPRefusedClient, "status", status, "title", a.HTTP.Title, "certificate", s.clientName(), "link", "").Seen("HTTP answer")
		if !a.Sent {
			f = f.As("none-sent")
			if !aboutCertificates(a.HTTP) {
				f = f.Sure(model.Likely)
			}
			return one(s.unlessSpoiled(f.Fixed(s.otherCertificate()...)))
		}
		return s.blame(f, "")
	}
	switch a.HTTP.Status {
	case 401, 403:
		f := model.New(model.ApplicationRefused, "status", status, "title", a.HTTP.Title).Seen("HTTP answer")
		if !a.Asked || !a.Sent {
			f = f.Weigh(model.Note) // a password is wanted, or a name without rights: TLS is fine
		}
		return one(f)
	}
	return nil
}

// httpRefused: the HTTP answer refuses the client certificate or its absence.
func (s *scene) httpRefused() bool {
	a := s.main
	if a.HTTP == nil || !a.Asked {
		return false
	}
	switch a.HTTP.Status {
	case 495, 496:
		return true
	case 400:
		return !a.Sent || aboutCertificates(a.HTTP) || len(s.reasons()) > 0
	case 401, 403:
		return !a.Sent || len(s.reasons()) > 0 // something in our certificate explains it better than a missing right
	}
	return false
}

// aboutCertificates: the answer itself speaks of them, as nginx's pages do.
func aboutCertificates(h *model.HTTPAnswer) bool {
	t := strings.ToLower(h.Title)
	return h.Status == 495 || h.Status == 496 || strings.Contains(t, "ssl") || strings.Contains(t, "certificate")
}
