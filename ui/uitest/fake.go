package uitest

import (
	"context"
	"sync"
	"time"

	"certwright/model"
	"certwright/ui/nav"
)

// Fake is a workbench in memory: plans change its workspace, probes answer what they are told to, and everything that
// was asked for is kept. A field that is not set answers with a plain default.
type Fake struct {
	mu sync.Mutex

	Workspace model.Workspace
	// Reports are what the probes answer, one list of snapshots a probe; the last list is used again. The final snapshot gets Done.
	Reports [][]model.Report
	// Hold, when set, is waited for before the last snapshot of each probe is sent.
	Hold chan struct{}
	// Fix is the answer to PlanFix.
	Fix model.Plan
	// Page is the answer to Recipe.
	Page model.Recipe
	// Found is the answer to Inspect, by path; pasted text is "-".
	Found map[string]model.Inspection
	// Readings is the answer to Explain.
	Readings []model.Reading
	// Paths is the answer to Complete, by prefix.
	Paths map[string][]string
	// Server is the answer to Practice.
	Server *nav.Practice
	// Plans are the answers to Experiments, one a question; the last is used again.
	Plans []model.TryPlan
	// Trials are the snapshots of each run of experiments, as Reports are those of probes.
	Trials [][]model.Report
	// Readers is the answer to Accepts.
	Readers []model.Acceptances
	// Fail is returned by the next service that can fail, once.
	Fail error

	Applied []model.Plan        // plans that were carried out
	Dials   []model.Dial        // probes that were made
	Tried   []model.TryOptions  // runs of experiments that were made
	Places  []nav.RecipeRequest // place pages that were asked for
	Pasted  []string            // texts that were inspected
	Texts   []string            // texts that were explained
	Saved   map[string]string   // by name
	Loads   int
	// Captured are the reports whose captures were saved.
	Captured []model.Report
}

// Services gives the functions over this memory.
func (f *Fake) Services() nav.Services {
	return nav.Services{
		Load: f.load, Review: f.review, Apply: f.apply, Probe: f.probe, PlanFix: f.planFix, Recipe: f.recipe,
		Experiments: f.experiments, Try: f.try,
		Inspect: f.inspect, Explain: f.explain, Accepts: f.accepts, Save: f.save, SaveCapture: f.saveCapture, Practice: f.practice,
		Twin:      func(p model.Plan) string { return twin(p) },
		ProbeTwin: func(d model.Dial) string { return "openssl s_client -connect " + d.Target() + "\n" },
		Complete:  func(_ context.Context, prefix string) []string { return f.Paths[prefix] },
		Open: func(dir string) nav.Services {
			other := &Fake{Workspace: f.Workspace}
			other.Workspace.Home = dir
			return other.Services()
		},
	}
}

// failure takes the error that was planned.
func (f *Fake) failure() error {
	err := f.Fail
	f.Fail = nil
	return err
}

func (f *Fake) load(context.Context) (model.Workspace, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Loads++
	return f.Workspace, f.failure()
}

func (f *Fake) review(_ context.Context, p model.Plan) (model.Plan, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p.Steps = append([]model.Step(nil), p.Steps...)
	for i := range p.Steps {
		s := &p.Steps[i]
		switch {
		case s.Authority != nil:
			p.Findings = append(p.Findings, s.Authority.Check()...)
			s.Files = files(f.Workspace.Home+"/"+s.Authority.Name, "ca.pem", "ca-key.pem")
		case s.Identity != nil:
			ca, _ := f.Workspace.Find(s.Identity.Authority)
			spec, notes := s.Identity.Complete(ca)
			s.Identity = &spec
			p.Findings = append(append(p.Findings, notes...), spec.Check()...)
			s.Files = files(f.Workspace.Home+"/"+spec.Authority+"/"+spec.Name, "cert.pem", "ca.pem", "key.pem")
		}
	}
	p.Findings = model.Arrange(p.Findings)
	return p, f.failure()
}

func files(dir string, names ...string) []model.PlannedFile {
	var out []model.PlannedFile
	for _, n := range names {
		mode := "0644"
		if n == "key.pem" || n == "ca-key.pem" {
			mode = "0600"
		}
		out = append(out, model.PlannedFile{Path: dir + "/" + n, Mode: mode})
	}
	return out
}

func (f *Fake) apply(_ context.Context, p model.Plan) (model.Applied, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.failure(); err != nil {
		return model.Applied{}, err
	}
	f.Applied = append(f.Applied, p)
	out := model.Applied{Dial: p.Dial}
	f.Workspace.Authorities = append([]model.Authority(nil), f.Workspace.Authorities...)
	for _, s := range p.Steps {
		out.Files = append(out.Files, s.Files...)
		switch {
		case s.Authority != nil:
			a := newAuthority(f.Workspace.Home, s.Authority.Complete())
			f.Workspace.Authorities = append(f.Workspace.Authorities, a)
			out.Authorities = append(out.Authorities, a)
		case s.Identity != nil:
			out.Identities = append(out.Identities, f.add(*s.Identity))
		}
	}
	return out, nil
}

func newAuthority(home string, s model.AuthoritySpec) model.Authority {
	dir := home + "/" + s.Name
	return model.Authority{
		Name: s.Name, Dir: dir, CAFile: dir + "/ca.pem", KeyFile: dir + "/ca-key.pem",
		Certificate: model.Certificate{
			Subject: s.Subject, Issuer: s.Subject, IsCA: true, PathLen: s.PathLen, Key: string(s.Key), SHA256: "00ca" + s.Name,
			NotBefore: Clock.Add(-time.Hour), NotAfter: Clock.AddDate(0, 0, s.Days),
		},
	}
}

// add puts an identity into its authority, in place of one of the same name.
func (f *Fake) add(s model.IdentitySpec) model.Identity {
	for n := range f.Workspace.Authorities {
		a := &f.Workspace.Authorities[n]
		if a.Name != s.Authority {
			continue
		}
		dir := a.Dir + "/" + s.Name
		i := model.Identity{
			Name: s.Name, Authority: a.Name, Dir: dir, CertFile: dir + "/cert.pem", KeyFile: dir + "/key.pem", CAFile: dir + "/ca.pem",
			Certificate: model.Certificate{
				Subject: s.Subject, Issuer: a.Certificate.Subject, SANs: s.SANs, EKUs: s.EKUs, PathLen: -1, Key: string(s.Key),
				NotBefore: Clock.Add(-time.Hour), NotAfter: Clock.AddDate(0, 0, s.Days), SHA256: "00id" + s.Name,
			},
		}
		kept := []model.Identity{}
		for _, old := range a.Identities {
			if old.Name != i.Name {
				kept = append(kept, old)
			}
		}
		a.Identities = append(kept, i)
		return i
	}
	return model.Identity{Name: s.Name, Authority: s.Authority}
}

func (f *Fake) probe(ctx context.Context, d model.Dial) <-chan model.Report {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := len(f.Dials)
	f.Dials = append(f.Dials, d)
	var snapshots []model.Report
	if len(f.Reports) > 0 {
		snapshots = f.Reports[min(n, len(f.Reports)-1)]
	}
	if len(snapshots) == 0 {
		snapshots = []model.Report{{Started: Clock}}
	}
	out := make(chan model.Report, 1)
	go send(ctx, out, d, snapshots, f.Hold)
	return out
}

// send is the producer of a probe: each snapshot is the whole report so far, and the last one is Done, as the contract says.
func send(ctx context.Context, out chan<- model.Report, d model.Dial, snapshots []model.Report, hold <-chan struct{}) {
	defer close(out)
	for i, r := range snapshots {
		r.Dial = d
		if last := i == len(snapshots)-1; last {
			r.Done, r.Phase = true, model.PhaseDone
			if hold != nil {
				select {
				case <-hold:
				case <-ctx.Done():
					r.Findings = []model.Finding{model.New(model.Cancelled, "address", d.Target(), "phase", string(r.Phase))}
				}
			}
		}
		out <- r
	}
}

func (f *Fake) planFix(context.Context, model.Report) (model.Plan, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Fix, f.failure()
}

func (f *Fake) recipe(_ context.Context, r nav.RecipeRequest) (model.Recipe, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Places = append(f.Places, r)
	return f.Page, f.failure()
}

func (f *Fake) inspect(_ context.Context, path string, pasted []byte) (model.Inspection, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if pasted != nil {
		f.Pasted = append(f.Pasted, string(pasted))
	}
	return f.Found[path], f.failure()
}

func (f *Fake) explain(_ context.Context, text string) ([]model.Reading, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Texts = append(f.Texts, text)
	return f.Readings, f.failure()
}

func (f *Fake) save(_ context.Context, name, text string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.failure(); err != nil {
		return "", err
	}
	if f.Saved == nil {
		f.Saved = map[string]string{}
	}
	f.Saved[name] = text
	return f.Workspace.Home + "/notes/" + name, nil
}

func (f *Fake) saveCapture(_ context.Context, r model.Report) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.failure(); err != nil {
		return "", err
	}
	f.Captured = append(f.Captured, r)
	return f.Workspace.Home + "/notes/probe.pcapng", nil
}

func (f *Fake) accepts(context.Context, string) ([]model.Acceptances, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Readers, f.failure()
}

func (f *Fake) practice(context.Context, string) (*nav.Practice, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Server, f.failure()
}

// twin stands for the openssl commands of a plan: one line a step with what matters.
func twin(p model.Plan) string {
	out := ""
	for _, s := range p.Steps {
		switch {
		case s.Authority != nil:
			out += "openssl req -x509 -subj " + model.ShellQuote(s.Authority.Complete().Subject.String()) + "\n"
		case s.Identity != nil:
			out += "openssl x509 -req # " + model.ShellQuote(s.Identity.Name) + "\n"
		}
	}
	return out
}
