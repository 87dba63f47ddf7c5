package screens

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// cardLines is the upper part: what is being waited for, the verdict, or one finding.
func (v *reportView) cardLines(w int, busy bool) []string {
	words, t := &v.env.Words.Probe, v.env.Theme
	var lines []string
	switch {
	case busy:
		return v.waiting(w)
	case v.stopped:
		lines = append(kit.Paragraph(t.Warn, words.Running.Stopped, w), "")
	}
	f, found := v.finding()
	switch {
	case v.stepping:
		return v.stepCard(w)
	case found:
		return append(lines, v.findingCard(f, w)...)
	case v.verdict():
		return append(lines, v.verdictCard(w)...)
	case !v.stopped:
		return kit.Paragraph(t.Fail, words.Card.None, w)
	}
	return lines
}

// waiting says what the dial waits for now.
func (v *reportView) waiting(w int) []string {
	words, t, r := v.env.Words, v.env.Theme, v.report
	limit := r.Dial.Timeout
	if limit == 0 {
		limit = dialLimit
	}
	now := words.Common.Phase[phaseOf(r)] + " ..."
	if passed := int(v.env.Now().Sub(v.begun).Seconds()); passed > 0 && !v.begun.IsZero() {
		now += "  " + strconv.Itoa(passed) + " s"
	}
	most := assets.Fill(words.Probe.Running.AtMost, "limit", strconv.FormatFloat(limit.Seconds(), 'f', -1, 64)+" s")
	if all := most + ", " + words.Probe.Running.Esc; theme.Width(now)+theme.Width(all)+3 <= w { // the footer says it as well
		most = all
	}
	lines := []string{" " + t.Accent.Render(now) + "  " + t.Dim.Render(most)}
	rows := []kit.Row{{Label: words.Probe.Panes.Dialled, Value: model.Clean(r.Address)}, {Label: words.Probe.Verdict.TLS, Value: agreed(r)}}
	return append(lines, kit.Rows(t, rows, w)...)
}

// agreed is what both sides agreed on: version, suite, group, protocol.
func agreed(r model.Report) string { return listed(r.Version, r.Suite, r.Group, r.ALPN) }

func listed(parts ...string) string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, model.Clean(s))
		}
	}
	return strings.Join(out, ", ")
}

// severityMark is the word before a finding with its style: colour never carries the meaning alone.
func severityMark(env *nav.Env, s model.Severity) (string, lipgloss.Style) {
	t, c := env.Theme, &env.Words.Common
	switch s {
	case model.Fatal:
		return c.Result["fail"], t.Fail
	case model.Warning:
		return c.Severity[s], t.Warn
	}
	return c.Severity[s], t.Dim
}

// findingCard draws a finding: mark, code, how sure; what, whose, fix in one column; how other tools put it.
func (v *reportView) findingCard(f model.Finding, w int) []string {
	env, t, l, words := v.env, v.env.Theme, &v.env.Words.Common.Labels, &v.env.Words.Probe.Card
	e := env.Explain(f)
	mark, style := severityMark(env, f.Severity)
	lw := max(theme.Width(mark), theme.Width(l.What), theme.Width(l.Whose), theme.Width(l.Fix))
	head, titled := v.findingHead(f, e.Title, style.Render(theme.Pad(mark, lw)), w)
	lines := []string{head}
	rows := []kit.Row{{Label: theme.Pad(l.What, lw), Value: e.What}, {Label: l.Whose, Value: e.Whose}, {Label: l.Fix, Value: v.fixText(f, e)}, {Value: v.hints(f, e)}}
	command := v.firstCommand(f, e, lw, w)
	if len(command) > 0 {
		lines = append(append(lines, kit.Rows(t, rows[:3], w)...), command...)
		hints := rows[3].Value
		if len(e.Commands) == 1 { // it stands there
			hints = strings.TrimSpace(strings.TrimSuffix(hints, words.Commands))
		}
		rows = []kit.Row{{Label: theme.Pad("", lw), Value: hints}}
	}
	lines = append(lines, kit.Rows(t, rows, w)...)
	if title := kit.Indent(kit.Flow(e.Title, w-lw-4), lw+3); !titled && len(lines)+len(title) <= v.cardRoom() {
		lines = slices.Insert(lines, 1, title...)
	}
	if len(e.SeenAs) > 0 {
		seen := assets.Fill(words.SeenAs, "text", model.Clean(e.SeenAs[0]))
		lines = append(lines, theme.Pad("", lw+3)+t.Dim.Render(theme.Cut(seen, w-lw-4)))
	}
	return lines
}

// findingHead is the first line of a card: code and title at the left, which finding it is and how sure at the right.
// What says least gives way: that it is certain, then the title, which may stand below (titled is false). A code is never
// cut: where it has no room, its title stands for it.
func (v *reportView) findingHead(f model.Finding, title, mark string, w int) (head string, titled bool) {
	t := v.env.Theme
	code, quiet := t.Strong.Render(model.Clean(string(f.Code))), t.Dim.Render(title)
	all, good := v.findingPlaces(f)
	tries := []struct {
		text   string
		places []string
	}{{code + "  " + quiet, all[:good]}, {code, all}, {t.Strong.Render(title), all}}
	for n, try := range tries {
		for _, place := range try.places {
			if left := " " + mark + "  " + try.text; theme.Width(left)+2+theme.Width(place) <= w {
				return strings.TrimRight(theme.Sides(left, place, w), " "), n != 1
			}
		}
	}
	return strings.TrimRight(theme.Sides(" "+mark+"  "+t.Strong.Render(title), "  "+all[len(all)-1], w), " "), true
}

// findingPlaces say which of how many findings this is, with the arrows that turn the page, and how sure it is: the
// longest first. Where there is no room the certainty goes before the arrows; a doubt stays longer than they do. The first
// good ones leave out nothing that is worth more than the title beside them.
func (v *reportView) findingPlaces(f model.Finding) (places []string, good int) {
	t, words := v.env.Theme, v.env.Words
	sure := t.Dim.Render(assets.CertaintyText(f, words.Lang)) + " "
	all, proven := len(v.report.Findings), f.Certainty == model.Proven
	switch {
	case all < 2 && proven:
		return []string{sure, ""}, 2
	case all < 2:
		return []string{sure, ""}, 1
	}
	place := func(text string) string {
		return t.Accent.Render(assets.Fill(text, "n", strconv.Itoa(v.cardFinding()+1), "total", strconv.Itoa(all)))
	}
	turn := words.Probe.Card.Of
	if v.cardFinding() == all-1 {
		turn = words.Probe.Card.Last
	}
	long, short, bare := place(turn), place("< {n}/{total} >"), place("{n}/{total}")
	if proven {
		return []string{long + "  " + sure, short + "  " + sure, long + " ", short + " ", bare + " "}, 4
	}
	return []string{long + "  " + sure, short + "  " + sure, bare + "  " + sure, long + " ", short + " ", bare + " "}, 2
}

// fixText is the remedy with the key that carries it out, where certwright can; otherwise what the person can do.
func (v *reportView) fixText(f model.Finding, e assets.Explanation) string {
	text, lang := e.Fix, v.env.Words.Lang
	for _, x := range f.Fixes {
		if x.Auto && v.env.Makers.Fix != nil {
			text = v.env.Keys.Fix.Help().Key + v.env.Words.Common.Colon + assets.FixText(x, lang)
			if n := planned(v.report); n > 1 {
				text += "\n" + assets.Fill(v.env.Words.Probe.Card.Whole, "n", strconv.Itoa(n))
			}
			break
		}
	}
	return text
}

// planned is how many findings the one plan of the key f takes care of.
func planned(r model.Report) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity != model.Note && slices.ContainsFunc(f.Fixes, func(x model.Fix) bool { return x.Auto }) {
			n++
		}
	}
	return n
}

// firstCommand is the command that a fix announces, below its sentence: where there is room for both. All commands are
// behind w.
func (v *reportView) firstCommand(f model.Finding, e assets.Explanation, lw, w int) []string {
	if len(e.Commands) == 0 || v.fixText(f, e) != e.Fix || !strings.HasSuffix(e.Fix, ":") && !strings.HasSuffix(e.Fix, "：") {
		return nil
	}
	lines := kit.Indent(kit.Plain(e.Commands[0], w-lw-4), lw+3)
	text := kit.Rows(v.env.Theme, []kit.Row{{Label: theme.Pad("", lw), Value: e.What}, {Value: e.Whose}, {Value: e.Fix}, {Value: v.hints(f, e)}}, w)
	if v.small() || 1+len(text)+len(lines) > v.cardRoom() {
		return nil
	}
	for n, l := range lines {
		lines[n] = v.env.Theme.Accent.Render(l)
	}
	return lines
}

// hints are the other keys that lead on from a finding.
func (v *reportView) hints(f model.Finding, e assets.Explanation) string {
	words := &v.env.Words.Probe.Card
	var out []string
	for n, x := range f.Fixes {
		if x.Kind == model.FixDialName && n > 0 {
			out = append(out, assets.Fill(words.Or, "text", assets.FixText(x, v.env.Words.Lang)))
		}
	}
	if nav.RestartCures(f) && v.env.Makers.Place != nil && v.env.Practice == nil {
		out = append(out, words.Place)
	}
	if wantsClient(model.Report{Findings: []model.Finding{f}}) {
		out = append(out, words.Client)
		if v.makes {
			out = append(out, words.Make)
		}
	}
	if wantsTrust(f) {
		out = append(out, words.Trust)
	}
	if len(e.Commands) > 0 {
		out = append(out, words.Commands)
	}
	return strings.Join(out, "  ")
}

// verdictCard says what a good report proves, and what it does not.
func (v *reportView) verdictCard(w int) []string {
	words, t, c, r := &v.env.Words.Probe.Verdict, v.env.Theme, v.env.Words, v.report
	text, style := v.verdictText()
	limits := words.LimitsOpen
	if client := clientName(r); client != "" {
		limits = assets.Fill(words.Limits, "client", client)
	}
	strangers := ""
	if r.Strangers != "" {
		strangers = strings.TrimRight(assets.Fill(words.How[r.Strangers], "how", model.Clean(r.StrangerHow)), ":： ")
	}
	remarks := ""
	if n := len(r.Findings); n > 0 {
		remarks = assets.Fill(words.RemarksN, "n", strconv.Itoa(n))
	}
	next := ""
	if v.env.Practice != nil {
		next = c.Practice.Done
	}
	if v.offersStrangers() {
		next = strings.TrimSpace(next + "\n" + words.Offer)
	}
	head := strings.Join(kit.Wrap(text, w-theme.Width(c.Common.OK)-4), "\n")
	var lines []string
	for n, l := range strings.Split(head, "\n") {
		if n == 0 {
			lines = append(lines, " "+t.OK.Render(c.Common.OK)+"  "+style.Render(l))
			continue
		}
		lines = append(lines, theme.Pad("", theme.Width(c.Common.OK)+3)+style.Render(l))
	}
	return append(lines, kit.Rows(t, []kit.Row{
		{Label: words.Strangers, Value: strangers},
		{Label: words.Next, Value: next},
		{Label: words.Ended, Value: c.Common.Ending[r.Ended]},
		{Label: c.Readers.Card, Value: refusersText(v.env, r, true)},
		{Label: words.Unproven, Value: limits},
		{Label: words.Remarks, Value: remarks},
		{Label: words.TLS, Value: agreed(r)},
	}, w)...)
}

func (v *reportView) verdictText() (string, lipgloss.Style) {
	words, t, r := &v.env.Words.Probe.Verdict, v.env.Theme, v.report
	client := clientName(r)
	say := func(text string) string {
		return assets.Fill(text, "client", client, "host", model.Clean(r.Dial.Target()))
	}
	switch {
	case client == "" && asked(r):
		return say(words.GoodOpen), t.Warn
	case r.Strangers == "let-in":
		return say(words.InAndAll), t.Warn
	case client == "" || !asked(r):
		return say(words.Good), t.OK
	case r.Strangers == "refused":
		return say(words.InOnly), t.OK
	case r.Ended == model.EndQuiet:
		return say(words.Silent), t.Warn
	case r.Strangers == "unclear":
		return say(words.InUnclear), t.Warn
	}
	return say(words.In), t.OK
}

// clientName is whose certificate was shown, shortly.
func clientName(r model.Report) string {
	if r.Client == "" {
		return ""
	}
	if r.Dial.As == "" && len(r.ClientChain) > 0 {
		return model.Clean(r.ClientChain[0].Name())
	}
	return shortName(r.Client)
}

// stepCard explains the message under the pointer.
func (v *reportView) stepCard(w int) []string {
	if v.at >= len(v.report.Messages) {
		return nil
	}
	t, words, lang := v.env.Theme, &v.env.Words.Probe.Step, v.env.Words.Lang
	m := v.report.Messages[v.at]
	title := assets.Fill(words.Title, "n", strconv.Itoa(v.at+1), "total", strconv.Itoa(len(v.report.Messages)), "name", model.Clean(m.Name))
	way := words.Out
	if m.Direction == model.FromServer {
		way = words.In
	}
	lines := []string{strings.TrimRight(theme.Sides(" "+t.Strong.Render(title), "  "+t.Dim.Render(way)+" ", w), " ")}
	lines = append(lines, kit.Paragraph(t.Value, messageHelp(v.env, m), w)...)
	if s := assets.Summary(m, lang); s != "" {
		lines = append(lines, kit.Rows(t, []kit.Row{{Label: words.Short, Value: s}}, w)...)
	}
	if m.Mark != "" {
		lines = append(lines, kit.Paragraph(t.Warn, assets.MarkText(m.Mark, lang), w)...)
	}
	return lines
}

// messageHelp says what a message is for, and what its alert means.
func messageHelp(env *nav.Env, m model.Message) string {
	lang := env.Words.Lang
	text := assets.MessageHelp(m.Name, lang)
	if text == "" {
		text = env.Words.Probe.Step.Unnamed
	}
	if alert := assets.AlertHelp(m.First(model.FieldAlert), lang); alert != "" {
		text += "\n" + alert
	}
	return text
}
