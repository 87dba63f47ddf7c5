package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"certwright/assets"
	"certwright/cmd/internal/workbench"
	"certwright/model"
)

// probeFlags are the flags of probe as typed.
type probeFlags struct {
	dial           model.Dial
	timeline, fix  bool
	yes, json, why bool
	try, mint      bool
	readers        bool
	passphraseFile string
	pcapng         string // file to write
}

func (a *app) probeCommand() *cobra.Command {
	v := &probeFlags{}
	cmd := &cobra.Command{
		Use: "probe HOST:PORT",
		Example: `  certwright probe 127.0.0.1:2379 --as admin --strangers
  certwright probe https://registry.example.com/v2/ --timeline
  certwright probe [::1]:2376 --ca ./ca.pem --cert ./cert.pem --key ./key.pem --json
  certwright probe 10.0.1.10:2379 --as pouch_test/admin --try --mint
  certwright probe 10.0.1.10:2379 --as pouch_test/admin --pcapng ./probe.pcapng
  certwright probe 10.0.1.10:2379 --as pouch_test/admin --fix --yes`,
		Args: exactArgs(1, "HOST:PORT"),
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			return errors.Join(together(cmd, "cert", "key"), apart(cmd, "as", "cert"))
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.probe(cmd.Context(), args[0], v) },
	}
	f := cmd.Flags()
	f.StringVar(&v.dial.CA, "ca", "", "")
	f.StringVar(&v.dial.Cert, "cert", "", "")
	f.StringVar(&v.dial.Key, "key", "", "")
	f.StringVar(&v.dial.As, "as", "", "")
	f.StringVar(&v.dial.CRL, "crl", "", "")
	f.StringVar(&v.dial.ServerName, "servername", "", "")
	f.StringVar(&v.dial.MinTLS, "min-tls", "", "")
	f.StringVar(&v.dial.MaxTLS, "max-tls", "", "")
	f.StringVar(&v.dial.StartTLS, "starttls", "", "")
	f.DurationVar(&v.dial.Timeout, "timeout", 10*time.Second, "")
	f.BoolVar(&v.dial.Strangers, "strangers", false, "")
	f.BoolVar(&v.dial.NoHTTP, "no-http", false, "")
	f.StringVar(&v.pcapng, "pcapng", "", "")
	f.BoolVar(&v.timeline, "timeline", false, "")
	f.BoolVar(&v.why, "why", false, "")
	f.BoolVar(&v.readers, "readers", false, "")
	f.BoolVar(&v.fix, "fix", false, "")
	f.BoolVar(&v.yes, "yes", false, "")
	f.BoolVar(&v.try, "try", false, "")
	f.BoolVar(&v.mint, "mint", false, "")
	f.StringVar(&v.passphraseFile, "passphrase-file", "", "")
	f.BoolVar(&v.json, "json", false, "")
	return cmd
}

// probe dials, prints, and where asked plans and applies the fix.
func (a *app) probe(ctx context.Context, target string, v *probeFlags) error {
	dial, found := workbench.Target(target, v.dial)
	if v.pcapng != "" {
		found = append(found, workbench.CaptureFile(v.pcapng)...)
	}
	if !model.OK(found) {
		return a.refuse(v.json, found)
	}
	passphrases, err := v.passphrases()
	if failure := (*model.Failure)(nil); errors.As(err, &failure) {
		return a.refuse(v.json, failure.Findings)
	}
	w := a.workbench()
	defer w.Close()
	if v.pcapng != "" {
		fmt.Fprintln(a.errs, assets.Fill(a.words().CLI.Secrets, "path", model.Clean(v.pcapng)))
	}
	report := lastReport(w.Probe(ctx, dial))
	more := 0 // experiments that wait for a yes
	if v.try || v.mint {
		report, more = a.try(ctx, w, report, model.TryOptions{Mint: v.mint, Passphrases: passphrases})
	}
	if v.json {
		if err := a.printReportJSON(report); err != nil {
			return err
		}
	} else {
		a.printReport(report, v)
		a.printer().tryMore(report, more, v.mint)
	}
	if err := a.capture(w, report, v.pcapng); err != nil {
		return err
	}
	if v.fix {
		if err := a.fix(ctx, w, report, v); err != nil {
			return err
		}
	}
	return verdict(report.Findings)
}

// capture writes what was recorded, behind the report. That nothing was is said, and no fault of writing.
func (a *app) capture(w *workbench.Workbench, r model.Report, path string) error {
	if path == "" {
		return nil
	}
	var failure *model.Failure
	switch err := w.WriteCapture(r, path); {
	case errors.As(err, &failure):
		a.complain(failure.Findings...)
		if r.Capture == 0 {
			return nil
		}
		return errPrinted
	case err != nil:
		return err
	}
	fmt.Fprintln(a.errs, assets.Fill(a.words().CLI.Captured, "path", model.Clean(path)))
	return nil
}

func lastReport(reports <-chan model.Report) model.Report {
	var last model.Report
	for r := range reports {
		last = r
	}
	return last
}

// verdict turns findings into an exit: unusable helper files beat a fault of the target.
func verdict(found []model.Finding) error {
	switch {
	case workbench.HelperFault(found):
		return errPrinted
	case !model.OK(found):
		return errFinding
	}
	return nil
}

// fix shows the plan for the whole report and, with --yes, carries it out. In JSON mode it speaks on stderr only.
func (a *app) fix(ctx context.Context, w *workbench.Workbench, report model.Report, v *probeFlags) error {
	if report.OK() {
		return nil
	}
	p := a.printer()
	if v.json {
		p.out = a.errs
	}
	plan, err := w.PlanFix(ctx, report)
	if err != nil {
		return err
	}
	p.plan(plan)
	if len(plan.Steps) == 0 {
		return nil
	}
	if !v.yes {
		p.line(a.words().CLI.NotDone)
		return nil
	}
	if plan.Passphrases, err = v.passphrases(); err != nil {
		return err
	}
	done, err := w.Apply(ctx, plan)
	if err != nil {
		return err
	}
	p.applied(done)
	for _, fix := range plan.Manual {
		p.line(assets.FixText(fix, a.language()))
	}
	if done.Dial != nil {
		p.line(assets.Fill(a.words().CLI.ProbeNext, "command", workbench.ProbeCommand(*done.Dial)))
	}
	return nil
}
