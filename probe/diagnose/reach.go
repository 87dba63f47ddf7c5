package diagnose

import (
	"time"

	"certwright/model"
)

// reach: did anything answer, and how far did it go before it stopped without saying why?
func reach(s *scene) []model.Finding {
	a := s.main
	switch a.Trouble {
	case model.TroubleDNS:
		return one(model.New(model.NameNotFound, "host", s.Dial.Host, "error", a.Error).Seen("resolver"))
	case model.TroubleRefused:
		return one(model.New(model.ConnectionRefused, "address", a.Address, "host", s.Dial.Host, "port", s.Dial.Port).Seen("connect"))
	case model.TroubleNoRoute:
		return one(model.New(model.NoRoute, "address", a.Address, "error", a.Error).Seen("connect"))
	case model.TroubleTimeout:
		return one(timeout(a))
	case model.TroubleCancelled:
		return one(model.New(model.Cancelled, "address", a.Address, "phase", string(a.Phase)))
	case model.TroubleClosed, model.TroubleReset:
		return closed(s)
	}
	return nil
}

func timeout(a model.Attempt) model.Finding {
	f := model.New(model.Timeout, "address", a.Address, "phase", string(a.Phase), "waited", a.Waited.Round(100*time.Millisecond).String()).Seen(string(a.Phase))
	switch a.Phase {
	case model.PhaseResolve:
		return f.As("resolve")
	case model.PhaseConnect:
		return f.As("connect")
	case model.PhaseStartTLS:
		return f.As("starttls").By(model.PartyClient).Sure(model.Likely)
	case model.PhaseHello:
		return f.As("hello").By(model.PartyServer)
	}
	if a.Silence < a.Waited/4 { // bytes kept coming
		return f.As("drip").By(model.PartyServer)
	}
	return f.As("handshake").By(model.PartyServer)
}

// closed: the end of the stream, without a word. Where it is the server's way to refuse our certificate, clientRefused
// says so.
func closed(s *scene) []model.Finding {
	a := s.main
	if s.refused() {
		return nil
	}
	how := "closed"
	if a.Trouble == model.TroubleReset {
		how = "reset"
	}
	f := model.New(model.ClosedNoAlert, "address", a.Address, "phase", string(a.Phase), "how", how).Seen(string(a.Phase))
	switch a.Phase {
	case model.PhaseHello, model.PhaseConnect:
		return one(f.As("after-hello").Sure(model.Likely))
	case model.PhaseHandshake:
		return one(f.As("mid-handshake"))
	}
	f = f.As("after-handshake").Sure(model.Likely)
	if !a.Asked && fatals(s.server.Findings) > 0 { // ordinary clients do not get that far
		f = f.Weigh(model.Warning)
	}
	return one(f)
}

func heard(a model.Attempt, name string) bool {
	for _, m := range a.Messages {
		if m.Name == name && m.Direction == model.FromServer {
			return true
		}
	}
	return false
}
