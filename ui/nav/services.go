// Package nav is what screens are made of: the Screen interface, the environment they get, and the messages that move between them.
package nav

import (
	"context"

	"certwright/model"
)

// Services is everything that touches disk or network, filled by cmd/internal/workbench and faked in tests.
// Every function may block and must be called inside a tea.Cmd with a context; errors are *model.Failure.
type Services struct {
	// Load reads the home as it is now.
	Load func(context.Context) (model.Workspace, error)
	// Review completes a plan with the files it will write, the diff, and findings (warnings; fatal ones forbid Apply). It writes nothing.
	Review func(context.Context, model.Plan) (model.Plan, error)
	// Apply carries a plan out.
	Apply func(context.Context, model.Plan) (model.Applied, error)
	// Probe dials and reports snapshots: capacity 1, newest wins, the final one has Done set, then the channel closes.
	Probe func(context.Context, model.Dial) <-chan model.Report
	// Experiments lists what could be tried on a finished report. It dials nothing.
	Experiments func(context.Context, model.Report) (model.TryPlan, error)
	// Try makes experiments on a finished report and reports snapshots as Probe does: Report.Tries is the table, what is not
	// made yet has no Result, and the first of those is under way.
	Try func(context.Context, model.Report, model.TryOptions) <-chan model.Report
	// PlanFix makes one plan for everything that certwright can do about a report.
	PlanFix func(context.Context, model.Report) (model.Plan, error)
	// Recipe fills the place page of a system in the language of the caller.
	Recipe func(context.Context, RecipeRequest) (model.Recipe, error)
	// Inspect reads a file, or pasted text when pasted is not nil.
	Inspect func(ctx context.Context, path string, pasted []byte) (model.Inspection, error)
	// Explain reads a pasted error line, log line or command.
	Explain func(ctx context.Context, text string) ([]model.Reading, error)
	// Twin gives the openssl commands that would do the same as a plan. Pure and fast.
	Twin func(model.Plan) string
	// ProbeTwin gives the openssl s_client and curl lines that dial the same. Pure and fast.
	ProbeTwin func(model.Dial) string
	// Accepts says for an identity, AUTHORITY/NAME, which families of programs accept its certificate: an answer for each use
	// and for each group of names that is answered alike.
	Accepts func(ctx context.Context, ref string) ([]model.Acceptances, error)
	// Complete lists paths that begin with a typed prefix, directories with a final slash.
	Complete func(ctx context.Context, prefix string) []string
	// SaveCapture writes what a probe recorded, with the secrets that open it, to a new file under the home and returns its
	// path. The report must have a Capture, and the person must have been warned.
	SaveCapture func(context.Context, model.Report) (string, error)
	// Save writes text (a place page, commands) to a new file of this name under the home and returns its path.
	Save func(ctx context.Context, name, text string) (string, error)
	// Open gives the services of another directory, read as it is. It touches nothing.
	Open func(dir string) Services
	// Practice starts a loopback server with a named fault: wrong-address, wrong-eku, client-certificate-missing.
	Practice func(ctx context.Context, id string) (*Practice, error)
}

// RecipeRequest says for what a place page is filled.
type RecipeRequest struct {
	System string // model.Target.ID
	Server string // AUTHORITY/NAME
	Client string // AUTHORITY/NAME or ""
	Host   string // what clients dial, for the example lines; "" is taken from the certificate
	Port   string
	Lang   string // en or zh
	// Members are all machines that were set up together, this one too, as NAME=HOST: a cluster needs the whole list.
	Members []string
	// Dial, when set, is what is probed again when the files are in place; the report below the page gives way to the new
	// one. The page then shows only how to copy and restart. Nil: the page is whole, and a probe from it stands on it.
	Dial *model.Dial
}

// Practice is a running practice server with a workspace of its own: the same screens work on it.
type Practice struct {
	ID       string
	Dial     model.Dial
	Services Services
	// Restart makes the server read its files again, as restarting a real service would.
	Restart func() error
	Stop    func()
}
