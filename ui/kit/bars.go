package kit

import (
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"certwright/assets"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

const day = 24 * time.Hour

// Soon is when the time left begins to be a warning.
const Soon = 30 * day

// TimeLeft draws how much of a certificate's life is left: a bar of cells cells and the days in words.
func TimeLeft(env *nav.Env, from, to time.Time, cells int) string {
	return Bar(env, from, to, cells) + " " + leftStyle(env, from, to).Render(Left(env, from, to))
}

// Bar draws how much of a certificate's life is left in cells cells.
func Bar(env *nav.Env, from, to time.Time, cells int) string {
	t, now := env.Theme, env.Now()
	full := 0
	if life, left := to.Sub(from), to.Sub(now); life > 0 && left > 0 && !now.Before(from) {
		full = min(int(float64(cells)*float64(left)/float64(life)+0.999), cells)
	}
	return leftStyle(env, from, to).Render(strings.Repeat(t.Marks.Full, full)) + t.Dim.Render(strings.Repeat(t.Marks.Empty, cells-full))
}

func leftStyle(env *nav.Env, from, to time.Time) lipgloss.Style {
	switch left := to.Sub(env.Now()); {
	case left <= 0 || env.Now().Before(from):
		return env.Theme.Fail
	case left < Soon:
		return env.Theme.Warn
	}
	return env.Theme.OK
}

// Left says how much time is left, in days.
func Left(env *nav.Env, from, to time.Time) string {
	w, now := &env.Words.Shell, env.Now()
	days := func(d time.Duration) string { return strconv.Itoa(int(d / day)) }
	switch left := to.Sub(now); {
	case left <= 0:
		return assets.Fill(w.EndedAgo, "n", days(-left))
	case now.Before(from):
		return assets.Fill(w.NotYet, "n", days(from.Sub(now)))
	case left >= day && left < 2*day:
		return assets.Fill(w.DayLeft, "n", "1")
	default:
		return assets.Fill(w.DaysLeft, "n", days(left))
	}
}

// Progress draws a bar with a count, for work over many things.
func Progress(env *nav.Env, done, all, w int) string {
	t := env.Theme
	count := " " + assets.Fill(env.Words.Common.Of, "n", strconv.Itoa(done), "total", strconv.Itoa(all))
	cells := min(max(w-theme.Width(count)-1, 0), 40)
	full := 0
	if all > 0 {
		full = min(cells*done/all, cells)
	}
	return " " + t.Accent.Render(strings.Repeat(t.Marks.Full, full)) + t.Dim.Render(strings.Repeat(t.Marks.Empty, cells-full)) + count
}

// Working draws the line of work under way: its phase in words and how to stop it.
func Working(env *nav.Env, phase string) string {
	if phase == "" {
		phase = env.Words.Common.Working
	}
	t := env.Theme
	return " " + t.Accent.Render(phase) + "   " + t.Key.Render(env.Keys.Escape.Help().Key) + " " + t.Dim.Render(env.Words.Common.KeyHelp.Cancel)
}
