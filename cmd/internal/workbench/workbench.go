// Package workbench holds the use cases: what both faces of certwright, the screens and the subcommands, can do. A
// decision that sits in a screen or a subcommand is in the wrong place; it belongs here.
//
// Errors are *model.Failure: this package is the one place where lower errors become codes.
package workbench

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"certwright/model"
	"certwright/pki/store"
	"certwright/pki/twin"
	"certwright/ui/nav"
)

// Workbench works on one home. Every call reads the disk as it is then.
type Workbench struct {
	home string
	now  func() time.Time
	seen atomic.Pointer[model.Workspace] // as last loaded, for what must not wait for the disk

	captures captures
}

// New returns a workbench on a home, which need not exist. It touches nothing.
func New(home string) *Workbench {
	if abs, err := filepath.Abs(home); err == nil {
		home = abs
	}
	return &Workbench{home: home, now: time.Now}
}

// Close forgets what was recorded. Nothing runs that would have to be ended: every job ends with its context.
func (w *Workbench) Close() { w.captures.forget() }

// Services gives the screens their functions.
func (w *Workbench) Services() nav.Services {
	return nav.Services{
		Load: w.Load, Review: w.Review, Apply: w.Apply, Probe: w.Probe, PlanFix: w.PlanFix, Recipe: w.Recipe,
		Inspect: w.Inspect, Explain: w.Explain, Save: w.Save, Practice: w.Practice,
		Twin:      w.Twin,
		ProbeTwin: w.ProbeTwin,
		Accepts:   w.Accepts,

		Experiments: w.Experiments, Try: w.Try, SaveCapture: w.SaveCapture,
		Open:     func(dir string) nav.Services { return New(dir).Services() },
		Complete: func(_ context.Context, prefix string) []string { return Complete(prefix) },
	}
}

// store opens the home with this workbench's clock.
func (w *Workbench) store() (*store.Store, error) {
	s, err := store.Open(w.home)
	if err != nil {
		return nil, failure(err)
	}
	s.Now = w.now
	return s, nil
}

// Load reads the home as it is now. An absent home is an empty workspace.
func (w *Workbench) Load(context.Context) (model.Workspace, error) {
	s, err := w.store()
	if err != nil {
		return model.Workspace{Home: w.home}, err
	}
	ws, err := s.Load()
	ws.Addresses = localAddresses()
	if err == nil {
		w.seen.Store(&ws)
	}
	return ws, failure(err)
}

// localAddresses are the addresses by which others can reach this machine: no loopback, no link-local, IPv4 first.
func localAddresses() []string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var v4, v6 []string
	for _, a := range addrs {
		ip, ok := a.(*net.IPNet)
		switch {
		case !ok, !ip.IP.IsGlobalUnicast():
		case ip.IP.To4() != nil:
			v4 = append(v4, ip.IP.String())
		default:
			v6 = append(v6, ip.IP.String())
		}
	}
	return append(v4, v6...)
}

// Twin gives the openssl commands that would do the same as a plan. It reads no file.
func (w *Workbench) Twin(p model.Plan) string {
	ws := model.Workspace{Home: w.home}
	if seen := w.seen.Load(); seen != nil {
		ws = *seen
	}
	return twin.Commands(p, ws)
}

// ProbeTwin gives the openssl and curl lines for a dial, with the paths of the workspace as last loaded. It reads no file.
func (w *Workbench) ProbeTwin(d model.Dial) string {
	ca, cert, key := d.CA, d.Cert, d.Key
	if ws := w.seen.Load(); ws != nil {
		if i, found := findIdentity(*ws, d.As); d.As != "" && len(found) == 0 {
			cert, key = i.CertFile, i.KeyFile
			if ca == "" {
				ca = i.Authority
			}
		}
		if a, ok := ws.Find(ca); ok {
			ca = a.CAFile
		}
	}
	return twin.Probe(d, ca, cert, key)
}

// Save writes text to a new file of this name in the home's directory for notes and returns its path. An existing file
// is never overwritten: the name gets a number.
func (w *Workbench) Save(_ context.Context, name, text string) (string, error) {
	return w.note(name, []byte(text))
}

func (w *Workbench) note(name string, data []byte) (string, error) {
	dir := filepath.Join(w.home, notesDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", model.Fail(model.New(model.WriteFailed, "path", dir, "reason", err.Error()))
	}
	ext := filepath.Ext(name)
	base := strings.TrimSuffix(filepath.Base(name), ext)
	for n := 1; ; n++ {
		path := filepath.Join(dir, base+ext)
		if n > 1 {
			path = filepath.Join(dir, base+"-"+itoa(n)+ext)
		}
		err := writeNew(path, data)
		var taken *model.Failure
		if errors.As(err, &taken) && taken.Findings[0].Variant == "exists" && n < 1000 {
			continue
		}
		if err != nil {
			return "", err
		}
		return path, nil
	}
}

// notesDir holds saved pages and commands. It begins with a dot: it is no authority.
const notesDir = ".notes"

func itoa(n int) string { return strconv.Itoa(n) }
