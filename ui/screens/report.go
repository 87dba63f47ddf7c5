package screens

import (
	"fmt"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// The parts of a report that share a small window.
const (
	paneCard = iota
	paneMessages
	paneChecks
	panes
)

// onePane is the height below which one part of a report is shown at a time.
const onePane = 15

// reportView shows one report: a card on top (the verdict, or one finding), below it the messages of the handshake, and
// the checks beside them or behind tab. It changes only by keys and snapshots.
type reportView struct {
	env      *nav.Env
	report   model.Report
	stopped  bool      // cancelled here
	stale    bool      // files were written since
	makes    bool      // a client certificate can be made here: a CA's key is here
	begun    time.Time // when the dial began
	card     int
	at       int  // the message under the pointer
	moved    bool // by the person: snapshots leave the pointer alone
	stepping bool // the card explains the message under the pointer
	pane     int
	w, h     int // as last drawn
	text     *kit.Scroll
	aside    *kit.Scroll
}

func newReportView(env *nav.Env, r model.Report) *reportView {
	return &reportView{env: env, report: r, text: kit.NewScroll(env), aside: kit.NewScroll(env)}
}

// take shows a newer snapshot.
func (v *reportView) take(r model.Report) {
	v.report = r
	if !v.moved {
		v.at = interesting(r)
	}
}

// interesting is the message that the eye should find first: where an ordinary client stops, else the alert that ended it,
// else the last one; the first when all is well.
func interesting(r model.Report) int {
	last := max(len(r.Messages)-1, 0)
	if !r.Done {
		return last
	}
	for last > 0 && farewell(r.Messages[last]) {
		last--
	}
	for i, m := range r.Messages {
		if m.Mark != "" {
			return i
		}
	}
	if r.OK() {
		return 0
	}
	for i := last; i > 0; i-- {
		if m := r.Messages[i]; m.Kind == model.KindAlert && !farewell(m) && m.Direction == model.FromServer {
			return i
		}
	}
	return last
}

// farewell reports a close_notify: it ends every orderly connection and explains nothing.
func farewell(m model.Message) bool { return m.Kind == model.KindAlert && m.Type == 0 }

// verdict reports whether the first card is a verdict and not a finding.
func (v *reportView) verdict() bool { return v.report.OK() }

// cards is how many cards there are to turn.
func (v *reportView) cards() int {
	n := len(v.report.Findings)
	if v.verdict() {
		n++
	}
	return n
}

// cardFinding is the place of the finding that the card shows; -1 for none.
func (v *reportView) cardFinding() int {
	n := min(v.card, max(v.cards()-1, 0))
	if v.verdict() {
		n--
	}
	if n >= len(v.report.Findings) {
		return -1
	}
	return n
}

func (v *reportView) finding() (model.Finding, bool) {
	n := v.cardFinding()
	if n < 0 || v.stepping {
		return model.Finding{}, false
	}
	return v.report.Findings[n], true
}

// offersStrangers reports whether the second dial is worth offering: mutual TLS worked and nobody has tried without.
func (v *reportView) offersStrangers() bool {
	return v.report.OK() && v.report.Client != "" && v.report.Strangers == "" && asked(v.report)
}

// asked reports whether the server asked for a client certificate.
func asked(r model.Report) bool {
	for _, m := range r.Messages {
		if m.Name == "CertificateRequest" {
			return true
		}
	}
	return false
}

// small reports whether only one part fits at a time; beside whether all do.
func (v *reportView) small() bool {
	return v.w > 0 && (v.w < twoPanes || v.h < onePane) // 0: not drawn yet
}

func (v *reportView) beside() bool { return !v.small() && v.w >= besideWidth }

// timelineShown reports whether the messages can be seen now.
func (v *reportView) timelineShown() bool {
	if len(v.report.Messages) == 0 {
		return false
	}
	switch {
	case v.beside():
		return true
	case v.small():
		return v.pane == paneMessages || v.stepping
	}
	return v.pane != paneChecks
}

// moves are the bindings that move about in the report.
func (v *reportView) moves() []key.Binding {
	k := v.env.Keys
	var out []key.Binding
	if !v.beside() && !v.small() {
		out = append(out, k.Pane)
	}
	switch {
	case v.timelineShown() && len(v.report.Messages) > 1:
		out = append(out, k.Down, k.Up, k.PageDown, k.PageUp, k.Top, k.Bottom)
	case v.small() && v.pane == paneCard:
		out = append(out, v.text.Keys()...)
	case v.pane == paneChecks && !v.beside():
		out = append(out, v.aside.Keys()...)
	}
	return out
}

func (v *reportView) press(m tea.KeyMsg) {
	k := v.env.Keys
	switch {
	case key.Matches(m, k.Right):
		v.turn(1)
	case key.Matches(m, k.Left):
		v.turn(-1)
	case key.Matches(m, k.Pane):
		v.nextPane()
	case v.timelineShown():
		v.move(m)
	case v.small() && v.pane == paneCard:
		v.text.Update(m)
	default:
		v.aside.Update(m)
	}
}

func (v *reportView) turn(n int) {
	v.stepping = false
	if all := v.cards(); all > 0 {
		v.card = (min(v.card, all-1) + n + all) % all
	}
	v.text.Home()
	if v.small() {
		v.pane = paneCard
	}
}

// nextPane shows the next part: of three in a small window, of the two lower ones in a middle one.
func (v *reportView) nextPane() {
	v.text.Home()
	v.aside.Home()
	switch {
	case v.beside():
	case v.small():
		v.stepping = false
		v.pane = (v.pane + 1) % panes
	case v.pane == paneChecks:
		v.pane = paneMessages
	default:
		v.pane = paneChecks
	}
}

// move moves the pointer among the messages.
func (v *reportView) move(m tea.KeyMsg) {
	k, at := v.env.Keys, v.at
	switch {
	case key.Matches(m, k.Up):
		at--
	case key.Matches(m, k.Down):
		at++
	case key.Matches(m, k.PageUp):
		at -= 10
	case key.Matches(m, k.PageDown):
		at += 10
	case key.Matches(m, k.Top):
		at = 0
	case key.Matches(m, k.Bottom):
		at = len(v.report.Messages)
	default:
		return
	}
	v.point(at)
}

func (v *reportView) point(at int) {
	v.at, v.moved = max(min(at, len(v.report.Messages)-1), 0), true
}

// step explains the messages one after the other, from the first; behind the last one the findings come back.
func (v *reportView) step() {
	switch {
	case !v.stepping:
		v.stepping = true
		v.point(0)
	case v.at >= len(v.report.Messages)-1:
		v.stepping = false
	default:
		v.point(v.at + 1)
	}
	v.text.Home()
}

// state is the right end of the first line: how it went and how long it took.
func (v *reportView) state(busy bool) string {
	t, w, r := v.env.Theme, v.env.Words, v.report
	switch {
	case busy:
		return t.Accent.Render(w.Common.Working)
	case v.stopped:
		return t.Warn.Render(w.Probe.Running.State)
	case !r.Done:
		return ""
	}
	took := "  " + milliseconds(r.Timings.Total)
	if v.small() {
		took = "" // it stands among the checks
	}
	if r.OK() {
		return t.OK.Render(w.Common.OK) + took
	}
	return t.Fail.Render(w.Common.Failed) + took
}

func phaseOf(r model.Report) model.Phase {
	if r.Phase == "" {
		return model.PhaseResolve
	}
	return r.Phase
}

// milliseconds writes a duration as people compare them: 2.1 ms, 10.0 s.
func milliseconds(d time.Duration) string {
	if d >= 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
