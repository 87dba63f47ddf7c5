package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"certwright/assets"
	"certwright/cmd/internal/workbench"
	"certwright/model"
)

func (a *app) inspectCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "inspect FILE|-",
		Example: `  certwright inspect ./cert.pem
  openssl s_client -connect 127.0.0.1:443 -showcerts </dev/null | certwright inspect -
  certwright inspect --json ./server.der`,
		Args: exactArgs(1, "FILE or -"),
		RunE: func(cmd *cobra.Command, args []string) error {
			w := a.workbench()
			defer w.Close()
			path, pasted, err := a.input(args[0])
			if err != nil {
				return err
			}
			found, err := w.Inspect(cmd.Context(), path, pasted)
			if err != nil {
				return err
			}
			if directory(found.Findings) {
				return a.listOf(cmd.Context(), workbench.New(path), asJSON) // as the screens: it is opened as a home
			}
			if asJSON {
				err = a.inspectJSON(found)
			} else {
				a.printInspection(found)
			}
			if err != nil {
				return err
			}
			if !model.OK(found.Findings) {
				return errFinding
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "")
	return cmd
}

// directory reports what was found where a directory was named.
func directory(found []model.Finding) bool {
	return len(found) == 1 && found[0].Code == model.FileUnreadable && found[0].Variant == "directory"
}

// input reads standard input where the argument is "-"; files are read by the workbench.
func (a *app) input(arg string) (path string, pasted []byte, err error) {
	if arg != "-" {
		return arg, nil, nil
	}
	pasted, err = io.ReadAll(io.LimitReader(a.in, maxInput+1))
	if err != nil {
		return "", nil, model.Fail(model.New(model.FileUnreadable, "file", "-", "role", "file", "reason", err.Error()))
	}
	if pasted == nil {
		pasted = []byte{}
	}
	return "-", pasted, nil
}

// maxInput is how much of standard input is read, in bytes: as much as of a file.
const maxInput = 8 << 20

func (a *app) inspectJSON(found model.Inspection) error {
	return a.printJSON(struct {
		Schema   string        `json:"schema"`
		OK       bool          `json:"ok"`
		Source   string        `json:"source"`
		Items    []model.Item  `json:"items"`
		Findings []jsonFinding `json:"findings"`
	}{schemaInspect, model.OK(found.Findings), found.Source, list(found.Items), jsonFindings(found.Findings, a.language())})
}

func (a *app) printInspection(found model.Inspection) {
	p := a.printer()
	for i, item := range found.Items {
		if i > 0 {
			p.line("")
		}
		kind := p.words.Common.FileKind[item.Kind]
		if kind == "" {
			kind = item.Kind
		}
		p.line(assets.Fill(p.words.Inspect.Item, "n", itoa(i+1), "kind", kind, "encoding", strings.ToUpper(item.Encoding)))
		p.item(item)
	}
	p.findings(found.Findings)
}

func (p *printer) item(item model.Item) {
	c := p.words.CLI.Labels
	switch {
	case item.Certificate != nil:
		p.certificate(*item.Certificate)
	case item.Request != nil:
		r := item.Request
		p.labelled(c.Subject, model.Clean(r.Subject.String()))
		p.labelled(c.Names, p.sans(r.SANs))
		p.labelled(c.Use, model.Clean(strings.Join(r.EKUs, ", ")))
		p.labelled(c.Key, model.Clean(r.Key))
	case item.Key != nil:
		p.labelled(c.Key, model.Clean(item.Key.Algorithm))
		if item.Key.Encrypted {
			p.labelled(c.Encrypted, p.words.Common.Yes)
		}
		p.labelled("SPKI", item.Key.SPKI)
	case item.CRL != nil:
		p.labelled(c.Issuer, model.Clean(item.CRL.Issuer.String()))
		f := p.words.Home.Facts
		p.labelled(f.Updated, p.dateText(item.CRL.Updated))
		p.labelled(f.Next, p.dateText(item.CRL.Next))
		p.labelled(c.Entries, itoa(item.CRL.Entries))
	}
}

// certificate prints what a certificate says, one label a line.
func (p *printer) certificate(cert model.Certificate) {
	c := p.words.CLI.Labels
	p.labelled(c.Subject, model.Clean(cert.Subject.String()))
	p.labelled(c.Issuer, model.Clean(cert.Issuer.String()))
	p.labelled(c.Names, p.sans(cert.SANs))
	p.labelled(c.Valid, assets.Fill(p.words.Home.Facts.ValidText, "from", minute(cert.NotBefore), "to", minute(cert.NotAfter)))
	p.labelled(c.Use, model.Clean(strings.Join(cert.EKUs, ", ")))
	p.labelled(c.KeyUsage, model.Clean(strings.Join(cert.KeyUsage, ", ")))
	ca := p.words.Common.No
	if cert.IsCA {
		ca = p.words.Home.Facts.CAYes
		if cert.PathLen >= 0 {
			ca = assets.Fill(p.words.Home.Facts.CALimit, "n", itoa(cert.PathLen))
		}
	}
	p.labelled(c.CA, ca)
	p.labelled(c.Key, model.Clean(cert.Key))
	p.labelled(c.Signature, model.Clean(cert.Signature))
	p.labelled(c.Serial, cert.Serial)
	p.labelled(c.SHA256, cert.SHA256)
	p.labelled("SPKI", cert.SPKI)
}

// dateText is a date as a file has it, in the form of all others; "" stays nothing.
func (p *printer) dateText(rfc3339 string) string {
	if rfc3339 == "" {
		return ""
	}
	return assets.FactValue(model.Fact{Key: "when", Value: rfc3339}, p.lang)
}

func itoa(n int) string { return fmt.Sprint(n) }
