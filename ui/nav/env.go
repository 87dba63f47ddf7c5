package nav

import (
	"context"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/theme"
)

// Env is what screens get. Words and Keys are replaced in place when the language changes, so pointers into them stay
// right: screens read them when they draw and must not read them inside a tea.Cmd.
type Env struct {
	Words    *assets.Words
	Keys     *keys.Map
	Theme    *theme.Theme
	Services Services
	Now      func() time.Time
	Context  context.Context // ends with the program
	Makers   Makers
	// Practice is set on the screens of a practice server: its place page restarts that server instead of naming a service.
	Practice *Practice
	// Systems remembers, for this run, which system a server (AUTHORITY/NAME) was set up as: model.Target.ID.
	Systems map[string]string
	// Finishing is set on the screens that a setup led to: a good report is its end, and enter goes home from there.
	Finishing bool
	// Tick sends a message after a while; tests have a clock of their own.
	Tick func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
	// Nested is set where the home is not the one the program was started with.
	Nested bool

	runs *atomic.Int64
}

// NewEnv makes an environment with words of its own.
func NewEnv(ctx context.Context, lang assets.Lang, look *theme.Theme, services Services, makers Makers) *Env {
	words := *assets.WordsFor(lang)
	return &Env{
		Words: &words, Keys: keys.New(&words), Theme: look, Services: services,
		Now: time.Now, Context: ctx, Makers: makers, runs: &atomic.Int64{},
		Systems: map[string]string{}, Tick: tea.Tick,
	}
}

// Speak changes the language of everything that was made with this environment.
func (e *Env) Speak(lang assets.Lang) {
	*e.Words = *assets.WordsFor(lang)
	*e.Keys = *keys.New(e.Words)
}

// For returns an environment for a practice server: the same words and look, its own files and dials.
func (e *Env) For(p *Practice) *Env {
	other := e.With(p.Services)
	other.Practice = p
	return other
}

// Finish returns an environment for what a setup leads to.
func (e *Env) Finish() *Env {
	other := *e
	other.Finishing = true
	return &other
}

// With returns an environment with other services: another home, the same words and look.
func (e *Env) With(s Services) *Env {
	other := *e
	other.Services, other.Nested = s, true
	return &other
}

// Explain gives the words of a finding in the present language. A practice server reads the very files that are mended
// here: there is nothing to copy, one key restarts it.
func (e *Env) Explain(f model.Finding) assets.Explanation {
	x := assets.Explain(f, e.Words.Lang)
	if e.Practice != nil && RestartCures(f) {
		x.Fix, x.Commands = assets.Fill(e.Words.Practice.FixRestart, "key", e.Keys.Restart.Help().Key), nil
	}
	return x
}

// RestartCures reports a finding whose cure lies ready: the service has only to get and read the new file.
func RestartCures(f model.Finding) bool {
	for _, x := range f.Fixes {
		if x.Kind == model.FixCopyRestart && x.Identity != "" {
			return true
		}
	}
	return false
}

// Makers is the one table of constructors by which screens open each other. A nil maker means that the program was built
// without that screen; the key that would open it is then not offered.
type Makers struct {
	Home  func(*Env) Screen
	Setup func(*Env) Screen
	Probe func(*Env, model.Dial) Screen // dials at once when host and port are set, else asks with what is known filled in
	Fix   func(*Env, model.Report) Screen
	Try   func(*Env, model.Report) Screen // experiments on a finished report; what they prove comes back as Tried
	// Plan shows what will be done and does it. It stands on the report that it mends: when it is done, a new report takes that one's place.
	Plan     func(*Env, model.Plan) Screen
	Place    func(*Env, RecipeRequest) Screen
	Detail   func(*Env, model.Identity) Screen
	Inspect  func(*Env, string) Screen // a path, or "" to ask
	Explain  func(*Env) Screen
	Practice func(*Env) Screen
	Help     func(*Env, Screen) Screen
}
