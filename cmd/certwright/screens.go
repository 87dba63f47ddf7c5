package main

import (
	"context"
	"os"
	"strings"

	"certwright/cmd/internal/workbench"
	"certwright/ui"
	"certwright/ui/theme"
)

// screens opens the terminal workbench. Without a terminal it says which subcommands do the same.
func (a *app) screens(ctx context.Context) error {
	if a.getenv("TERM") == "dumb" || !isTerminal(os.Stdin) || !isTerminal(os.Stdout) {
		a.complainText(a.words().CLI.NoTTY)
		return errPrinted
	}
	w := a.workbench()
	defer w.Close()
	return ui.Run(ctx, ui.Options{
		Lang:     a.language(),
		Services: w.Services(),
		Look: theme.Options{
			NoColor: a.noColor || a.getenv("NO_COLOR") != "",
			ASCII:   a.ascii || asciiTerminal(a.getenv),
		},
	})
}

// isTerminal: a character device that is not /dev/null is near enough, and needs no system call of our own.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && f.Name() != os.DevNull && workbench.IsTerminal(f.Fd())
}

// asciiTerminal: the kernel's console and locales without UTF-8 cannot draw lines.
func asciiTerminal(getenv func(string) string) bool {
	if getenv("TERM") == "linux" {
		return true
	}
	for _, k := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := getenv(k); v != "" {
			v = strings.ToLower(v)
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}
