package main

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"certwright/model"
)

func (a *app) caCommand() *cobra.Command {
	ca := &cobra.Command{
		Use:  "ca",
		Args: onlySubcommands,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	ca.AddCommand(a.caCreateCommand())
	return ca
}

func (a *app) caCreateCommand() *cobra.Command {
	var subject, key, passphraseFile string
	var days, pathLen int
	cmd := &cobra.Command{
		Use: "create NAME",
		Example: `  certwright ca create pouch_test
  certwright ca create pouch_test --subject "/C=CN/ST=ZheJiang/L=HangZhou/O=Company/CN=pouch_test"
  certwright ca create lab --key rsa2048 --days 365`,
		Args: exactArgs(1, "NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			spec := model.AuthoritySpec{Name: args[0], PathLen: pathLen, Days: days}
			var found, more []model.Finding
			spec.Subject, found = parseSubject(subject)
			spec.Key, more = parseKey(key)
			found = append(found, more...)
			found = append(found, checkDays(cmd, "days", days)...)
			if !model.OK(found) {
				return model.Fail(found...)
			}
			var err error
			if spec.Passphrase, err = readPassphrase(passphraseFile); err != nil {
				return err
			}
			return a.carryOut(cmd.Context(), model.Plan{Steps: []model.Step{{Kind: model.StepCreateAuthority, Authority: &spec}}})
		},
	}
	f := cmd.Flags()
	f.StringVar(&subject, "subject", "", "")
	f.StringVar(&key, "key", "", "")
	f.IntVar(&days, "days", model.DefaultCADays, "")
	f.IntVar(&pathLen, "path-len", -1, "")
	f.StringVar(&passphraseFile, "passphrase-file", "", "")
	return cmd
}

func parseSubject(text string) (model.Subject, []model.Finding) {
	if text == "" {
		return nil, nil
	}
	return model.ParseSubject(text)
}

func parseKey(text string) (model.KeyType, []model.Finding) {
	if text == "" {
		return "", nil
	}
	return model.ParseKeyType(text)
}

// readPassphrase reads the first line of a file: a passphrase is never an argument, where every user of the machine could read it.
func readPassphrase(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", model.Fail(model.New(model.FileUnreadable, "file", file, "role", "file", "reason", err.Error()))
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

// carryOut does what a plan says and tells what was done.
func (a *app) carryOut(ctx context.Context, plan model.Plan) error {
	w := a.workbench()
	defer w.Close()
	done, err := w.Apply(ctx, plan)
	if err != nil {
		done.Findings = nil // the error says them; what was done before a later step failed is still told
	}
	a.printer().applied(done)
	return err
}
