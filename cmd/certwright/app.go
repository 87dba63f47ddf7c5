package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"certwright/assets"
	"certwright/cmd/internal/workbench"
	"certwright/model"
)

const (
	exitOK        = 0
	exitFinding   = 1
	exitUsage     = 2
	exitCancelled = 130
)

// app is one run: the global flags and where output goes.
type app struct {
	home, lang     string
	noColor, ascii bool
	wantsJSON      bool // --json stands on the command line: a refusal is one JSON object, too

	in     io.Reader
	out    *checkedWriter
	errs   io.Writer
	getenv func(string) string
}

// errFinding is returned by a command whose report holds a fatal finding; the report is already printed.
var errFinding = errors.New("a fatal finding")

// command builds the tree of commands.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:           "certwright",
		Example:       exampleRoot,
		Args:          onlySubcommands,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return a.screens(cmd.Context()) },
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.home, "home", "", "")
	flags.StringVar(&a.lang, "lang", "", "")
	flags.BoolVar(&a.noColor, "no-color", false, "")
	flags.BoolVar(&a.ascii, "ascii", false, "")
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return a.checkGlobals() }
	root.AddCommand(a.caCommand(), a.issueCommand(), a.listCommand(), a.recipeCommand(), a.inspectCommand(),
		a.verifyCommand(), a.probeCommand(), a.explainCommand())
	return root
}

func (a *app) checkGlobals() error {
	if a.lang == "" {
		return nil
	}
	if _, ok := assets.ParseLang(a.lang); !ok {
		return model.Fail(model.New(model.BadOption, "option", "--lang", "value", a.lang, "wanted", "en, zh"))
	}
	return nil
}

// language is the language of this run.
func (a *app) language() assets.Lang { return assets.DetectLang(a.lang, a.getenv) }

func (a *app) words() *assets.Words { return assets.WordsFor(a.language()) }

// homeDir follows --home, $CERTWRIGHT_HOME, $XDG_DATA_HOME/certwright, ~/.local/share/certwright.
func (a *app) homeDir() string {
	switch {
	case a.home != "":
		return a.home
	case a.getenv("CERTWRIGHT_HOME") != "":
		return a.getenv("CERTWRIGHT_HOME")
	case a.getenv("XDG_DATA_HOME") != "":
		return filepath.Join(a.getenv("XDG_DATA_HOME"), "certwright")
	}
	if dir, err := os.UserHomeDir(); err == nil {
		return filepath.Join(dir, ".local", "share", "certwright")
	}
	return "certwright-home"
}

func (a *app) workbench() *workbench.Workbench { return workbench.New(a.homeDir()) }

// exitCode tells what went wrong, on stderr, and turns it into a number.
func (a *app) exitCode(ctx context.Context, err error) int {
	var failure *model.Failure
	switch {
	case ctx.Err() != nil:
		return exitCancelled
	case err == nil:
		return exitOK
	case errors.Is(err, errFinding):
		return exitFinding
	case errors.Is(err, errPrinted):
		return exitUsage
	case errors.As(err, &failure):
		if a.wantsJSON && a.out.err == nil {
			a.refuse(true, failure.Findings)
			return exitUsage
		}
		a.complain(failure.Findings...)
		return exitUsage
	}
	a.complainText(err.Error())
	return exitUsage
}

// errPrinted is returned when everything there is to say was printed already and the exit code is 2.
var errPrinted = errors.New("already said")

// writeFailed says why output could not be written. The reason goes without the name that the system has for the stream.
func writeFailed(stream string, err error) model.Finding {
	if inner := (*os.PathError)(nil); errors.As(err, &inner) {
		err = inner.Err
	}
	return model.New(model.WriteFailed, "path", stream, "reason", err.Error()).As("stdout").Seen("stdout")
}

// version is what the Go tool stamped into the binary: the module's version, the commit that it was built from, with a
// "+" where files differed from it, and the Go version.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(devel)"
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	parts := []string{cmp.Or(info.Main.Version, "(devel)")}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	// since Go 1.24 the version of a build from a checkout names the commit itself
	if commit := set["vcs.revision"][:min(len(set["vcs.revision"]), 12)]; commit != "" && !strings.Contains(parts[0], commit) {
		if set["vcs.modified"] == "true" {
			commit += "+"
		}
		parts = append(parts, commit)
	}
	return strings.Join(append(parts, info.GoVersion), " ")
}
