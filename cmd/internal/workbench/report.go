package workbench

import (
	"crypto/x509"

	"certwright/model"
	"certwright/pki"
	"certwright/probe/diagnose"
)

// describe tells an observation: what was seen, without a judgement.
func describe(o model.Observation, k diagnose.Known) model.Report {
	a, _ := o.Main()
	r := model.Report{
		Dial: o.Dial, Observation: o, Started: o.Started, Phase: a.Phase, Done: o.Done, Address: a.Address,
		Trust: k.Trust, Client: k.Ref, Version: a.Version, Suite: a.Suite, Group: a.Group, ALPN: a.ALPN, Ended: a.Ended,
		Timings:  model.Timings{Resolve: o.Resolve, Connect: a.Connect, Handshake: a.Handshake, Total: o.Resolve + a.Total},
		Messages: a.Messages, HTTP: a.HTTP, ClientChain: pki.DescribeAll(k.Client),
	}
	if k.System {
		r.Trust = "system"
	}
	for _, der := range o.ServerChain() {
		cert, err := pki.DescribeDER(der)
		if err != nil {
			cert = model.Certificate{Serial: "?", DER: der}
		}
		r.Chain = append(r.Chain, cert)
	}
	r.Checks = checks(a, o, nil)
	return r
}

// judge adds to a described observation what it means, how far each check came, and where an ordinary client would have stopped.
func judge(r model.Report, k diagnose.Known) model.Report {
	o := r.Observation
	a, _ := o.Main()
	r.Findings = diagnose.Findings(o, k)
	r.Strangers, r.StrangerHow = diagnose.Strangers(o)
	r.Checks = checks(a, o, r.Findings)
	r.Messages = mark(a.Messages, r.Findings)
	return r
}

// checkNames are the lines beside the timeline, in the order of the ranks.
var checkNames = []struct {
	name string
	rank model.Rank
}{
	{"reach", model.RankReach}, {"protocol", model.RankProtocol}, {"chain", model.RankChain}, {"dates", model.RankDates},
	{"name", model.RankName}, {"use", model.RankUse}, {"client", model.RankClient}, {"application", model.RankApplication},
}

// checks says for each rank whether it was reached and what was found there.
func checks(a model.Attempt, o model.Observation, found []model.Finding) []model.Check {
	shown := o.ServerChain()
	saw := len(shown) > 0
	read := saw && readable(shown[0])
	reached := map[string]bool{
		"reach": a.Phase != model.PhaseResolve && a.Phase != model.PhaseConnect && a.Phase != "", "protocol": a.Version != "", "chain": saw, "dates": read, "name": read, "use": read,
		"client": a.Asked && a.Complete && a.Ended != "" && a.Ended != model.EndFailed, "application": a.HTTP != nil || o.Stranger != nil,
	}
	var out []model.Check
	for _, c := range checkNames {
		result := "unchecked"
		if reached[c.name] {
			result = "ok"
		}
		for _, f := range found {
			if checkRank(f) != c.rank {
				continue
			}
			if f.Severity == model.Fatal {
				result = "fail"
			} else if f.Severity == model.Warning && result != "fail" {
				result = "warn"
			}
		}
		out = append(out, model.Check{Name: c.name, Result: result})
	}
	return out
}

// readable: what crypto/x509 cannot parse, no rule about dates, names and uses has looked at.
func readable(der []byte) bool {
	_, err := x509.ParseCertificate(der)
	return err == nil
}

// noCheck is the rank of what is no check of its own.
const noCheck model.Rank = -1

// checkRank is the check that a finding belongs to: its own rank, but a connection that stood was reached, whatever came
// afterwards, and a certificate that HTTP refuses is a matter of the client. That an old certificate is served says nothing
// about its chain: what is wrong with it is found by its own name.
func checkRank(f model.Finding) model.Rank {
	switch {
	case f.Code == model.ServesOldCertificate:
		return noCheck
	case f.Code == model.HTTPRefusedClient:
		return model.RankClient
	case f.Code == model.ClosedNoAlert, f.Code == model.Timeout && f.Variant != "resolve" && f.Variant != "connect":
		return model.RankProtocol
	}
	return model.Info(f.Code).Rank
}

// goAlert is what an ordinary Go client sends whatever displeases it about a server's certificate (facts: measured).
const goAlert = "42 bad_certificate"

// mark notes where an ordinary client would have stopped: behind the flight that brought a certificate it refuses.
func mark(messages []model.Message, found []model.Finding) []model.Message {
	refused := false
	for _, f := range found {
		rank := model.Info(f.Code).Rank
		if f.Severity == model.Fatal && rank >= model.RankChain && rank <= model.RankUse {
			refused = true
		}
	}
	if !refused {
		return messages
	}
	out := append([]model.Message(nil), messages...)
	last := -1
	for i, m := range out {
		if m.Name == "Certificate" && m.Direction == model.FromServer {
			last = i
		} else if last >= 0 && m.Direction == model.FromServer {
			last = i
		} else if last >= 0 {
			break
		}
	}
	if last >= 0 {
		out[last].Mark = goAlert
	}
	return out
}
