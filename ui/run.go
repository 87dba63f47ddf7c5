package ui

import (
	"context"
	"errors"
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/mattn/go-runewidth"

	"certwright/assets"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/theme"
)

// Options are what cmd decides before the first frame.
type Options struct {
	Lang     assets.Lang
	Look     theme.Options
	Services nav.Services
	Now      func() time.Time // nil: the clock
	In       io.Reader        // nil: the terminal
	Out      io.Writer        // nil: the terminal
}

// Run shows the screens until the person quits, and gives the terminal back as it was. It is the only place with options
// of the framework: the alternate screen; no mouse, because people select text to copy it.
func Run(ctx context.Context, o Options) error {
	// Widgets of bubbles measure with go-runewidth, which would count box lines and dots double under a Chinese locale.
	runewidth.DefaultCondition.EastAsianWidth = false
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	env := nav.NewEnv(ctx, o.Lang, theme.New(o.Look), o.Services, screens.Table())
	if o.Now != nil {
		env.Now = o.Now
	}
	router := NewRouter(env, screens.NewHome(env))
	defer router.Close()
	options := []tea.ProgramOption{tea.WithAltScreen(), tea.WithContext(ctx)}
	if o.In != nil {
		options = append(options, tea.WithInput(o.In))
	}
	if o.Out != nil {
		options = append(options, tea.WithOutput(o.Out))
	}
	_, err := tea.NewProgram(router, options...).Run()
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
