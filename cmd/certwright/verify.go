package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"certwright/cmd/internal/workbench"
	"certwright/model"
)

func (a *app) verifyCommand() *cobra.Command {
	var r workbench.VerifyRequest
	var at string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "verify CERT --ca FILE",
		Example: `  certwright verify ./cert.pem --ca ./ca.pem --name 10.0.1.10 --purpose server
  certwright verify ./cert.pem --ca pouch_test --at 2030-01-01T00:00:00Z --json`,
		Args: exactArgs(1, "CERT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.Cert = args[0]
			if found := verifyOptions(&r, at); len(found) > 0 {
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
				a.printVerdict(v)
			}
			return verdict(v.Findings)
		},
	}
	f := cmd.Flags()
	f.StringVar(&r.CA, "ca", "", "")
	f.StringVar(&r.Untrusted, "untrusted", "", "")
	f.StringVar(&r.CRL, "crl", "", "")
	f.StringVar(&r.Name, "name", "", "")
	f.StringVar(&r.Purpose, "purpose", "", "")
	f.StringVar(&at, "at", "", "")
	f.BoolVar(&r.Strict, "strict", false, "")
	f.BoolVar(&asJSON, "json", false, "")
	return cmd
}

func verifyOptions(r *workbench.VerifyRequest, at string) []model.Finding {
	var found []model.Finding
	if r.Purpose != "" && r.Purpose != "server" && r.Purpose != "client" {
		found = append(found, model.New(model.BadOption, "option", "--purpose", "value", r.Purpose, "wanted", "server, client"))
	}
	if at != "" {
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			found = append(found, model.New(model.BadOption, "option", "--at", "value", at, "wanted", "2026-11-22T15:04:05Z"))
		}
		r.At = t
	}
	return found
}

func (a *app) printVerdict(v workbench.Verdict) {
	p := a.printer()
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
