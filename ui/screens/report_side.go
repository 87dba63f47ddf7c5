package screens

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// asideLines are the checks, the chain and the numbers: what stands beside the messages, or behind tab.
func (v *reportView) asideLines(w int) []string {
	return append(append(checkLines(v.env, v.report, w), ""), v.factLines(w)...)
}

// factLines are the chain that the server sent, the one that we sent, and the numbers.
func (v *reportView) factLines(w int) []string {
	words, t, r := &v.env.Words.Probe, v.env.Theme, v.report
	var lines []string
	if chain := sentChain(v.env, r, w); len(chain) > 0 {
		lines = append(append(append(lines, " "+t.Strong.Render(words.Chain.Title)), chain...), "")
	}
	if len(r.ClientChain) > 0 {
		lines = append(append(append(lines, " "+t.Strong.Render(words.Chain.Ours)), clientChain(v.env, r.ClientChain, w)...), "")
	}
	times, http, ended, others := "", "", "", ""
	if r.Timings.Connect > 0 {
		times = assets.Fill(words.Panes.Times, "connect", milliseconds(r.Timings.Connect), "handshake", milliseconds(r.Timings.Handshake))
	}
	if r.HTTP != nil {
		status := strconv.Itoa(r.HTTP.Status)
		http = model.Clean(status + " " + strings.TrimSpace(strings.TrimPrefix(r.HTTP.Title, status))) // servers repeat it in their titles
	}
	if r.Done && !v.verdict() {
		ended, others = v.env.Words.Common.Ending[r.Ended], refusersText(v.env, r, false)
	}
	return append(lines, kit.Rows(t, []kit.Row{
		{Label: words.Panes.Dialled, Value: model.Clean(r.Address)}, {Label: words.Verdict.TLS, Value: listed(r.Version, r.Group, r.ALPN)}, {Value: model.Clean(r.Suite)},
		{Label: words.Panes.Time, Value: times}, {Label: words.Panes.HTTP, Value: http}, {Label: words.Verdict.Ended, Value: ended},
		{Label: v.env.Words.Readers.Card, Value: others},
	}, w)...)
}

// clientChain draws the certificates that were shown to the server, and who signed the last of them.
func clientChain(env *nav.Env, chain []model.Certificate, w int) []string {
	t := env.Theme
	var out []string
	for n, c := range chain {
		indent, mark := "", ""
		if n > 0 {
			indent, mark = strings.Repeat("   ", n-1), t.Rule.Render(t.Marks.Last)
		}
		out = append(out, theme.Cut(" "+indent+mark+model.Clean(c.Name()), w))
	}
	last := chain[len(chain)-1]
	if !last.SelfIssued() {
		out = append(out, theme.Cut(" "+strings.Repeat("   ", len(chain)-1)+t.Rule.Render(t.Marks.Last)+t.Dim.Render(issuerName(last)), w))
	}
	return out
}

func issuerName(c model.Certificate) string {
	if cn := c.Issuer.Get("CN"); cn != "" {
		return model.Clean(cn)
	}
	return model.Clean(c.Issuer.String())
}

// checkLines says for each kind of fault how far the report came.
func checkLines(env *nav.Env, r model.Report, w int) []string {
	lw := 0
	for _, c := range r.Checks {
		lw = max(lw, theme.Width(env.Words.Common.Check[c.Name]))
	}
	var out []string
	for _, c := range r.Checks {
		text := checkStyle(env.Theme, c.Result).Render(env.Words.Common.Result[c.Result])
		out = append(out, theme.Cut(" "+theme.Pad(env.Words.Common.Check[c.Name], lw)+"  "+text, w))
	}
	return out
}

func checkStyle(t *theme.Theme, result string) lipgloss.Style {
	switch result {
	case "ok":
		return t.OK
	case "fail":
		return t.Fail
	case "warn":
		return t.Warn
	}
	return t.Dim
}

// sentChain draws the server's chain as a tree from the leaf to what it is trusted by; a broken link has its mark.
func sentChain(env *nav.Env, r model.Report, w int) []string {
	if len(r.Chain) == 0 {
		return nil
	}
	t, words := env.Theme, &env.Words.Probe.Chain
	var out []string
	link := func(n int, broken bool, left, right string) {
		indent, mark := "", ""
		if n > 0 {
			indent, mark = strings.Repeat("   ", n-1), t.Rule.Render(t.Marks.Last)
		}
		if broken {
			mark = t.Fail.Render(t.Marks.Broken + "  ")
		}
		out = append(out, " "+theme.Sides(indent+mark+left, "  "+right+" ", w-1))
	}
	for n, c := range r.Chain {
		broken := n > 0 && r.Chain[n-1].Issuer.String() != c.Subject.String()
		link(n, broken, model.Clean(c.Name()), linkNote(env, c, r))
	}
	trust := shortName(r.Trust)
	if r.Trust == "system" || r.Trust == "" {
		trust = env.Words.Common.System
	}
	last := r.Chain[len(r.Chain)-1]
	switch checked(r, "chain") {
	case "fail":
		link(len(r.Chain), true, t.Fail.Render(assets.Fill(words.Broken, "trust", trust)), "")
	case "ok", "warn":
		if !last.SelfIssued() {
			link(len(r.Chain), false, trust, t.OK.Render(words.Trusted))
		}
	}
	return out
}

// linkNote says what a certificate of a chain is, or what is wrong with its dates.
func linkNote(env *nav.Env, c model.Certificate, r model.Report) string {
	t, words := env.Theme, &env.Words.Probe.Chain
	now := r.Started
	switch {
	case !now.IsZero() && !c.NotAfter.IsZero() && now.After(c.NotAfter):
		return t.Fail.Render(words.Ended)
	case !now.IsZero() && now.Before(c.NotBefore):
		return t.Fail.Render(words.Early)
	case c.SelfIssued() && c.IsCA:
		if checked(r, "chain") == "ok" {
			return t.OK.Render(words.Trusted)
		}
		return t.Dim.Render(words.Root)
	}
	return t.Dim.Render(words.Sent)
}

func checked(r model.Report, name string) string {
	for _, c := range r.Checks {
		if c.Name == name {
			return c.Result
		}
	}
	return ""
}
