package main

import (
	"context"

	"github.com/spf13/cobra"

	"certwright/assets"
	"certwright/cmd/internal/workbench"
	"certwright/model"
)

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list",
		Example: `  certwright list
  certwright list --json
  certwright list --home /etc/etcd/pki`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.listOf(cmd.Context(), a.workbench(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "")
	return cmd
}

// listOf reads a home and prints it.
func (a *app) listOf(ctx context.Context, w *workbench.Workbench, asJSON bool) error {
	defer w.Close()
	ws, err := w.Load(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return a.listJSON(ws)
	}
	a.list(ws)
	return nil
}

// list prints a line an authority and a line an identity, dates first to the eye.
func (a *app) list(ws model.Workspace) {
	p := a.printer()
	c := p.words.CLI
	if len(ws.Authorities) == 0 {
		p.line(assets.Fill(c.Empty, "home", model.Clean(ws.Home)))
	}
	for _, authority := range ws.Authorities {
		note := ""
		if authority.Foreign {
			note += "  " + c.Labels.Foreign
		}
		if authority.KeyFile == "" {
			note += "  " + c.Labels.NoKey
		}
		p.line(pad(model.Clean(authority.Name), 24) + pad("CA", 10) + date(authority.Certificate.NotAfter) + "  " + model.Clean(authority.Certificate.Subject.String()) + note)
		for _, i := range authority.Identities {
			p.line("  " + pad(model.Clean(i.Name), 22) + pad(profileWord(i.Certificate.EKUs), 10) + date(i.Certificate.NotAfter) + "  " + p.sans(i.Certificate.SANs))
		}
	}
	p.findings(ws.Findings)
}

func (a *app) listJSON(ws model.Workspace) error {
	findings := jsonFindings(ws.Findings, a.language())
	return a.printJSON(struct {
		Schema      string            `json:"schema"`
		OK          bool              `json:"ok"`
		Home        string            `json:"home"`
		User        string            `json:"user"`
		Authorities []model.Authority `json:"authorities"`
		Findings    []jsonFinding     `json:"findings"`
	}{schemaList, model.OK(ws.Findings), ws.Home, ws.User, list(ws.Authorities), findings})
}

// profileWord is the profile that EKUs make, as issue --profile takes it, or their names.
func profileWord(ekus []string) string {
	for _, profile := range model.Profiles() {
		if sameSet(profile.EKUs(), ekus) {
			return string(profile)
		}
	}
	switch len(ekus) {
	case 0:
		return "-"
	case 1:
		return model.Clean(ekus[0])
	}
	return "eku"
}

func sameSet(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	in := map[string]bool{}
	for _, x := range a {
		in[x] = true
	}
	for _, x := range b {
		if !in[x] {
			return false
		}
	}
	return true
}

// sans prints names as openssl does; a long list is cut with a count.
func (p *printer) sans(sans []model.SAN) string {
	const most = 12
	text := ""
	for i, s := range sans {
		if i == most {
			return text + ", " + assets.Fill(p.words.Common.More, "n", itoa(len(sans)-most))
		}
		if i > 0 {
			text += ", "
		}
		text += assets.NameText(s, p.lang)
	}
	return text
}
