package screens

import (
	"strconv"
	"strings"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/theme"
)

// View draws the report in w x h cells.
func (v *reportView) View(w, h int, busy bool) string {
	v.w, v.h = w, h
	switch {
	case v.small():
		return v.viewSmall(w, h, busy)
	case v.beside():
		side := min(max(w-76, 32), 46)
		left := v.stacked(w-side-3, h, busy)
		return v.env.Theme.Beside(left, strings.Join(v.asideLines(side), "\n"), w-side-3, w, h)
	}
	return v.stacked(w, h, busy)
}

// viewSmall shows one part, with the names of all above it.
func (v *reportView) viewSmall(w, h int, busy bool) string {
	words, t := &v.env.Words.Probe.Panes, v.env.Theme
	var names []string
	for n, name := range []string{words.Finding, words.Messages, words.Checks} {
		if n == v.pane || n == paneMessages && v.stepping && v.pane == paneCard {
			names = append(names, t.Accent.Render("["+name+"]"))
			continue
		}
		names = append(names, t.Dim.Render(" "+name+" "))
	}
	bar := " " + strings.Join(names, " ")
	switch {
	case v.stepping:
		card := v.stepCard(w)
		card = card[:min(len(card), max(h-5, 1))]
		return bar + "\n" + strings.Join(card, "\n") + "\n" + t.Line(w) + "\n" + v.timeline(w, h-len(card)-2)
	case v.pane == paneMessages:
		return bar + "\n" + v.timeline(w, h-1)
	case v.pane == paneChecks:
		return bar + "\n" + v.aside.View(v.asideLines(w), h-1)
	}
	return bar + "\n" + v.text.View(v.cardLines(w, busy), h-1)
}

// stacked puts the card above the messages. The card gets the room it needs, but leaves some to the messages.
func (v *reportView) stacked(w, h int, busy bool) string {
	card := v.cardLines(w, busy)
	if v.stepping {
		card = v.stepCard(w)
	}
	if room := v.cardRoom(); len(card) > room {
		card = append(card[:max(room-1, 0):max(room-1, 0)], v.cut(card, max(room-1, 0), w))
	}
	rest := h - len(card) - 1
	lower := v.timeline(w, rest)
	if v.pane == paneChecks && !v.beside() {
		lower = v.besideChecks(w, rest)
	}
	return strings.Join(card, "\n") + "\n" + v.rule(w, rest) + "\n" + lower
}

// cardRoom is how many lines a card may have above the messages, in a window as last drawn; a card that stands alone has
// one line above it.
func (v *reportView) cardRoom() int {
	if v.small() {
		return v.h - 1
	}
	below := min(len(v.report.Messages)+2, max(v.h/3, 6))
	if v.pane == paneChecks && !v.beside() {
		below = max(v.h/2, 6)
	}
	return v.h - 1 - below
}

// besideChecks draws the checks with the chain and the numbers beside them.
func (v *reportView) besideChecks(w, h int) string {
	checks := checkLines(v.env, v.report, w)
	lw := 0
	for _, l := range checks {
		lw = max(lw, theme.Width(l)+1)
	}
	return v.env.Theme.Beside(strings.Join(checks, "\n"), v.aside.View(v.factLines(w-lw-3), h), lw, w, h)
}

// cut is the last line of a card that does not fit, with a word about the rest.
func (v *reportView) cut(card []string, n, w int) string {
	more := v.env.Words.Probe.Card.MoreLines
	if n >= len(card) {
		return ""
	}
	return theme.Sides(card[n], " "+v.env.Theme.Dim.Render(more)+" ", w)
}

// rule divides the card from the messages and says how many of them are seen.
func (v *reportView) rule(w, room int) string {
	t, words := v.env.Theme, &v.env.Words.Probe
	if v.stale {
		return t.LineWith(w, words.Running.Stale, t.Warn)
	}
	all := len(v.report.Messages)
	lines, _, of := v.messageLines(w)
	if v.pane == paneChecks && !v.beside() || len(lines) <= room {
		return t.Line(w)
	}
	from := windowStart(len(lines), lineOf(of, v.at), room)
	return t.LineWith(w, assets.Fill(words.Panes.Range, "from", strconv.Itoa(of[from]+1), "to", strconv.Itoa(of[from+room-1]+1), "total", strconv.Itoa(all)), t.Dim)
}

// windowStart is the first of the h lines that are shown around line at, which stands two from the end where it can.
func windowStart(all, at, h int) int {
	return max(min(at-h+3, all-h), 0)
}

func lineOf(of []int, message int) int {
	for n, m := range of {
		if m == message {
			return n
		}
	}
	return 0
}

// timeline draws the part of the messages around the pointer.
func (v *reportView) timeline(w, h int) string {
	if h < 1 {
		return ""
	}
	if len(v.report.Messages) == 0 {
		if !v.report.Done {
			return ""
		}
		return strings.Join(kit.Paragraph(v.env.Theme.Dim, v.env.Words.Probe.Panes.Quiet, w), "\n")
	}
	lines, _, of := v.messageLines(w)
	from := windowStart(len(lines), lineOf(of, v.at), h)
	return strings.Join(lines[from:min(from+h, len(lines))], "\n")
}

// messageLines draws every message as one line, and a line where an ordinary client would have stopped; of says to which
// message each line belongs.
func (v *reportView) messageLines(w int) (lines []string, width int, of []int) {
	t, lang := v.env.Theme, v.env.Words.Lang
	width = len("EncryptedExtensions") // so that the columns stand still while messages come in
	for _, m := range v.report.Messages {
		width = max(width, theme.Width(model.Clean(m.Name)))
	}
	width = min(width, max(w/3, 12))
	for n, m := range v.report.Messages {
		lines, of = append(lines, v.messageLine(n, m, width, w)), append(of, n)
		if m.Mark != "" {
			lines, of = append(lines, theme.Cut(theme.Pad("", 12)+t.Warn.Render(assets.MarkText(m.Mark, lang)), w)), append(of, n)
		}
	}
	return lines, width, of
}

func (v *reportView) messageLine(n int, m model.Message, width, w int) string {
	t := v.env.Theme
	way := "->"
	if m.Direction == model.FromServer {
		way = "<-"
	}
	at := strconv.FormatFloat(float64(m.At.Microseconds())/1000, 'f', 1, 64)
	head := theme.Pad("", 6-theme.Width(at)) + at
	line := theme.Cut(head+" "+way+" "+theme.Pad(model.Clean(m.Name), width)+"  "+assets.Summary(m, v.env.Words.Lang), w-2)
	switch {
	case n == v.at:
		return t.Accent.Render(t.Marks.Pointer + " " + line)
	case v.stepping && n > v.at:
		return "  " + t.Dim.Render(line)
	case m.Kind == model.KindAlert && !farewell(m):
		return "  " + t.Fail.Render(line)
	}
	return "  " + line
}
