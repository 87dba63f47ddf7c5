package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"certwright/cmd/internal/workbench"
	"certwright/model"
)

func (a *app) verifyCommand() *cobra.Command {
	var r workbench.VerifyRequest
	var at string
	var names []string
	var asJSON, why bool
	cmd := &cobra.Command{
		Use: "verify CERT --ca FILE",
		Example: `  certwright verify ./cert.pem --ca ./ca.pem --name 10.0.1.10 --purpose server
  certwright verify ./cert.pem --ca pouch_test --at 2030-01-01T00:00:00Z --json`,
		Args: exactArgs(1, "CERT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.Cert = args[0]
			if found := verifyOptions(&r, names, at); len(found) > 0 {
				return a.refuse(asJSON, found)
			}
			w := a.workbench()
			defer w.Close()
			v := w.Verify(cmd.Context(), r)
			if asJSON {
				if err := a.verifyJSON(v); err != nil {
					return err
				}
			} else {
				a.printVerdict(v, why)
			}
			return verdict(v.Findings)
		},
	}
	f := cmd.Flags()
	f.StringVar(&r.CA, "ca", "", "")
	f.StringArrayVar(&r.Untrusted, "untrusted", nil, "")
	f.StringArrayVar(&r.CRL, "crl", nil, "")
	f.StringArrayVar(&names, "name", nil, "")
	f.StringVar(&r.Purpose, "purpose", "", "")
	f.StringVar(&at, "at", "", "")
	f.BoolVar(&why, "why", false, "")
	f.BoolVar(&r.Strict, "strict", false, "")
	f.BoolVar(&asJSON, "json", false, "")
	return cmd
}

func verifyOptions(r *workbench.VerifyRequest, names []string, at string) []model.Finding {
	var found []model.Finding
	if r.Purpose != "" && r.Purpose != "server" && r.Purpose != "client" {
		found = append(found, model.New(model.BadOption, "option", "--purpose", "value", r.Purpose, "wanted", "server, client"))
	}
	// an option without a value says nothing: scripts pass it on as they have it
	blank := func(s string) bool { return s == "" }
	r.Untrusted, r.CRL = slices.DeleteFunc(r.Untrusted, blank), slices.DeleteFunc(r.CRL, blank)
	if names = slices.DeleteFunc(names, blank); len(names) > 0 {
		r.Name, r.AlsoNames = names[0], names[1:]
	}
	if at != "" {
		t, ok := moment(at)
		if !ok {
			found = append(found, model.New(model.BadOption, "option", "--at", "value", at, "wanted", "2026-11-22T15:04:05Z"))
		}
		r.At = t
	}
	return found
}

// moment reads a time: RFC 3339, without a zone as UTC, a date alone as its first second.
func moment(s string) (time.Time, bool) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func (a *app) printVerdict(v workbench.Verdict, why bool) {
	p := a.printer()
	p.why = why
	c := p.words.CLI
	word := p.paint("1;32", c.Verdict.Valid)
	if !model.OK(v.Findings) {
		word = p.paint("1;31", c.Verdict.Failed)
	}
	name := ""
	if v.Certificate != nil {
		name = model.Clean(v.Certificate.Name())
	}
	p.line(strings.TrimSpace(word + "  " + name))
	p.findings(v.Findings)
	p.line("")
	p.labelled(c.Labels.Trust, p.trust(v.Trust))
	p.labelled(c.Labels.Chain, p.chain(v.Path))
	p.readers(v.Accepts)
}

func (a *app) verifyJSON(v workbench.Verdict) error {
	return a.printJSON(struct {
		Schema      string              `json:"schema"`
		OK          bool                `json:"ok"`
		Findings    []jsonFinding       `json:"findings"`
		Trust       string              `json:"trust"`
		Certificate *model.Certificate  `json:"certificate"`
		Chain       []model.Certificate `json:"chain"`
		jsonAccepts
	}{schemaVerify, model.OK(v.Findings), jsonFindings(v.Findings, a.language()), v.Trust, v.Certificate, list(v.Path), jsonAcceptsOf(v.Accepts, a.language())})
}
