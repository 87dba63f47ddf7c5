package main

import (
	"strings"

	"github.com/spf13/cobra"

	"certwright/assets"
	"certwright/cmd/internal/workbench"
	"certwright/model"
)

func (a *app) explainCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: `explain "ERROR TEXT"|FILE|-`,
		Example: `  certwright explain "remote error: tls: bad certificate"
  journalctl -u etcd -n 50 | certwright explain -
  certwright explain "curl --cacert ca.pem -k https://10.0.1.10:2379/health"`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return badLine("arguments", "0", cmd.CommandPath()+` "ERROR TEXT"|FILE|-`)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := a.pastedText(args)
			if err != nil {
				return err
			}
			w := a.workbench()
			defer w.Close()
			readings, err := w.Explain(cmd.Context(), text)
			if err != nil {
				return err
			}
			if asJSON {
				return a.explainJSON(text, readings)
			}
			a.printReadings(text, readings)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "")
	return cmd
}

// pastedText joins the arguments; "-" reads standard input, and a single argument that is a file is read.
func (a *app) pastedText(args []string) (string, error) {
	if len(args) == 1 && args[0] == "-" {
		_, pasted, err := a.input("-")
		return string(pasted), err
	}
	if len(args) == 1 && (workbench.IsFile(args[0]) || looksLikePath(args[0])) {
		return workbench.ReadText(args[0])
	}
	return strings.Join(args, " "), nil
}

// looksLikePath: one word with a slash and no address in it is meant as a file, even when it is not there.
func looksLikePath(arg string) bool {
	return strings.ContainsRune(arg, '/') && !strings.ContainsAny(arg, " :") && (strings.HasPrefix(arg, "/") || strings.HasPrefix(arg, "."))
}

// printReadings prints each reading: what was recognised, who writes such a line, what it proves, the causes, what settles it.
func (a *app) printReadings(text string, readings []model.Reading) {
	p := a.printer()
	if len(readings) == 0 {
		p.finding(unknownText(text), "")
		return
	}
	for i, r := range readings {
		if i > 0 {
			p.line("")
		}
		w := assets.ReadingText(r, p.lang)
		c := p.words.CLI.Labels
		p.line(w.Title)
		p.labelled(c.Recognised, model.Clean(r.Matched))
		p.said(c.LoggedBy, w.Who)
		p.said(c.Proves, w.Proves)
		p.said(c.ProvesNot, w.DoesNot)
		p.said(c.Settle, w.Settles)
		if r.Dial != nil && r.Dial.Host != "" {
			p.labelled("", "    "+workbench.ProbeCommand(*r.Dial))
		}
		if len(r.Findings) > 0 {
			p.line("")
			p.line(c.Causes)
			p.findings(r.Findings)
		}
	}
}

func unknownText(text string) model.Finding {
	f := model.New(model.UnknownText, "text", text)
	if strings.TrimSpace(text) == "" {
		return f.As("empty")
	}
	return f
}

// jsonReading is a reading with its words.
type jsonReading struct {
	ID        string        `json:"id"`
	Title     string        `json:"title"`
	Matched   string        `json:"matched"`
	Tool      string        `json:"tool"`
	Who       string        `json:"who"`
	Proves    string        `json:"proves"`
	ProvesNot string        `json:"proves_not"`
	Settles   string        `json:"settles"`
	Findings  []jsonFinding `json:"findings"`
	Files     []string      `json:"files,omitempty"`  // of a command's files: those that lie here and can be used
	Absent    []string      `json:"absent,omitempty"` // those that are not on this machine
	Paired    bool          `json:"paired,omitempty"` // certificate and key lie here and belong together
	Dial      *model.Dial   `json:"dial,omitempty"`
	Command   string        `json:"command,omitempty"`
}

func (a *app) explainJSON(text string, readings []model.Reading) error {
	out := []jsonReading{}
	for _, r := range readings {
		w := assets.ReadingText(r, a.language())
		j := jsonReading{ID: r.ID, Title: w.Title, Matched: r.Matched, Tool: r.Tool, Who: assets.Joined(w.Who), Proves: assets.Joined(w.Proves),
			ProvesNot: assets.Joined(w.DoesNot), Settles: assets.Joined(w.Settles), Findings: jsonFindings(r.Findings, a.language()),
			Files: r.Files, Absent: r.Absent, Paired: r.Paired, Dial: r.Dial}
		if r.Dial != nil && r.Dial.Host != "" {
			j.Command = workbench.ProbeCommand(*r.Dial)
		}
		out = append(out, j)
	}
	var unknown []model.Finding
	if len(out) == 0 {
		unknown = append(unknown, unknownText(text))
	}
	return a.printJSON(struct {
		Schema   string        `json:"schema"`
		OK       bool          `json:"ok"` // whether anything was recognised
		Readings []jsonReading `json:"readings"`
		Findings []jsonFinding `json:"findings"` // unknown-text where nothing was
	}{schemaExplain, len(out) > 0, out, jsonFindings(unknown, a.language())})
}
