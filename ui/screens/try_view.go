package screens

import (
	"strconv"
	"strings"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/theme"
)

// View implements nav.Screen.
func (s *Try) View(w, h int) string {
	words := &s.env.Words.Try
	switch {
	case s.pass != nil:
		return s.scroll.View(s.question(w), h)
	case len(s.failed) > 0:
		return s.scroll.View(kit.Problem(s.env, s.failed, w), h)
	case s.job.Busy() && !s.ran:
		return "\n" + kit.Working(s.env, words.Planning)
	}
	lines := append(s.head(w), s.table(w)...)
	return s.scroll.View(append(lines, s.offer(w)...), h)
}

// head says what this page does, how far it is, or what came of it.
func (s *Try) head(w int) []string {
	words, t := &s.env.Words.Try, s.env.Theme
	intro := kit.Paragraph(t.Dim, assets.Fill(words.Intro, "target", model.Clean(s.report.Dial.Target())), w)
	switch {
	case s.job.Busy() && !s.planned || s.running():
		done, all := s.counts()
		return append(append(intro, kit.Progress(s.env, done, all, w)), "")
	case s.stopped:
		return append(append(kit.Paragraph(t.Warn, words.Stopped, w), s.verdict(w)...), "")
	case s.ran:
		if verdict := s.verdict(w); len(verdict) > 0 {
			return append(verdict, "")
		}
		return nil
	case s.planned && s.plan.Empty():
		return append(kit.Paragraph(t.Strong, words.Nothing, w), "")
	}
	return append(intro, "")
}

// running reports whether experiments are under way, and not only the look for more of them.
func (s *Try) running() bool { return s.job.Busy() && s.ran && !s.report.Done }

func (s *Try) counts() (done, all int) {
	return len(model.Made(s.report.Tries)), max(len(s.report.Tries), len(s.plan.Plain))
}

func (s *Try) progress() string {
	done, all := s.counts()
	return assets.Fill(s.env.Words.Try.Progress, "n", strconv.Itoa(done), "total", strconv.Itoa(all))
}

// verdict is what all experiments together came to: each cause that is certain now, with its remedy.
func (s *Try) verdict(w int) []string {
	words, t := &s.env.Words.Try, s.env.Theme
	proven := model.ProvenByTrying(s.report)
	if len(proven) == 0 {
		outcome := assets.TryOutcome(s.report, s.env.Words.Lang)
		if s.stopped || outcome == "" || len(s.plan.Minted) > 0 && outcome != words.Gone { // it is not over
			return nil
		}
		return kit.Paragraph(t.Strong, outcome, w)
	}
	return append(kit.Paragraph(t.Strong, words.Settled, w), kit.Problem(s.env, proven, w)...)
}

// table is every experiment: what was changed and what happened in one line, what follows below it.
func (s *Try) table(w int) []string {
	words, t := &s.env.Words.Try, s.env.Theme
	rows := s.rows()
	if len(rows) == 0 {
		return nil
	}
	left := 0
	before := assets.TryText(s.plan.Before, s.env.Words.Lang)
	before.Change = words.Before
	for _, r := range rows {
		left = max(left, theme.Width(s.words(r).Change))
	}
	left = min(max(left, theme.Width(before.Change)), w-26, 50)
	var lines []string
	if w >= twoPanes {
		lines = append(lines, t.Label.Render(theme.Cut("    "+theme.Pad(words.Table.Changed, left)+"  "+words.Table.Happened, w)))
	}
	if s.plan.Before.Result != "" {
		lines = append(lines, s.row("", before, s.plan.Before, left, w)...)
	}
	for i, r := range rows {
		text := s.words(r)
		if r.Result == "" {
			text.Result = words.Waiting
			if s.running() && i == len(model.Made(rows)) {
				text.Result = words.Dialling
			}
		}
		lines = append(lines, s.row(strconv.Itoa(i+1), text, r, left, w)...)
	}
	return lines
}

// rows are what was tried, then what is planned.
func (s *Try) rows() []model.Try {
	rows := append([]model.Try(nil), s.report.Tries...)
	if s.running() && s.ran && len(rows) > len(model.Made(rows)) || s.stopped {
		return rows
	}
	if rows = model.Made(rows); s.planned {
		rows = append(rows, s.plan.Plain...)
	}
	if s.canMint() {
		rows = append(rows, s.plan.Minted...)
	}
	return rows
}

func (s *Try) words(r model.Try) assets.TryWords { return assets.TryText(r, s.env.Words.Lang) }

// row draws one experiment. A narrow window gives the result a line of its own.
func (s *Try) row(number string, text assets.TryWords, r model.Try, left, w int) []string {
	t := s.env.Theme
	style := t.Value
	switch {
	case r.Result == model.TryGreen:
		style = t.OK
	case r.Result == "":
		style = t.Dim
	}
	head := t.Dim.Render(" "+theme.Pad(number, 2)) + " "
	var lines []string
	if w < twoPanes || left < theme.Width(text.Change) {
		for i, l := range kit.Flow(text.Change, w-5) {
			lines = append(lines, []string{head, "    "}[min(i, 1)]+l)
		}
		for _, l := range kit.Flow(text.Result, w-8) {
			lines = append(lines, "      "+style.Render(l))
		}
	} else {
		for i, l := range kit.Flow(text.Result, w-left-7) {
			lines = append(lines, []string{head + theme.Pad(text.Change, left), "    " + theme.Pad("", left)}[min(i, 1)]+"  "+style.Render(l))
		}
	}
	if text.Shows == "" || r.Change == "" {
		return lines
	}
	follows := t.Dim
	if r.Shows != "" {
		follows = t.Strong
	}
	for _, l := range kit.Flow(text.Shows, w-8) {
		lines = append(lines, "      "+follows.Render(l))
	}
	return lines
}

// offer is the question whether to mint, or what else stands in the way.
func (s *Try) offer(w int) []string {
	words, t := &s.env.Words.Try, s.env.Theme
	n := strconv.Itoa(len(s.plan.Minted))
	var lines []string
	switch {
	case s.canMint():
		text := assets.Fill(words.Mint, "n", n, "authorities", model.Clean(strings.Join(s.plan.Authorities, ", ")))
		lines = append([]string{""}, kit.Paragraph(t.Strong, text, w)...)
		lines = append(lines, " "+t.Key.Render(s.env.Keys.Yes.Help().Key)+" "+t.Dim.Render(words.Keys.Mint))
	case s.canStart() && !s.ran && len(s.plan.Minted) > 0:
		lines = append([]string{""}, kit.Paragraph(t.Dim, assets.Fill(words.MintFirst, "n", n), w)...)
	}
	if len(s.report.Blocked) > 0 && !s.job.Busy() {
		lines = append(append(lines, ""), kit.Warnings(s.env, s.report.Blocked, w)...)
	}
	return lines
}

// question asks for the passphrase of a CA key that has to sign.
func (s *Try) question(w int) []string {
	words := &s.env.Words.Try
	text := assets.Fill(words.Locked, "authorities", model.Clean(strings.Join(s.plan.Authorities, ", ")))
	lines := append(kit.Paragraph(s.env.Theme.Strong, text, w), "")
	for _, f := range s.report.Blocked {
		if f.Variant != "" { // the passphrase was wrong
			lines = append(append(lines, kit.Warnings(s.env, []model.Finding{f}, w)...), "")
		}
	}
	return append(lines, s.pass.View(w, 16, true)...)
}
