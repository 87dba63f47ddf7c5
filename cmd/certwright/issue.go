package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"certwright/model"
)

// issueFlags are the flags of issue as typed.
type issueFlags struct {
	ca, profile, eku, subject, key string
	passphraseFile                 string
	sans                           []string
	days                           int
	noNameSAN, allowNoSAN, unwise  bool
}

func (a *app) issueCommand() *cobra.Command {
	var v issueFlags
	cmd := &cobra.Command{
		Use: "issue NAME",
		Example: `  certwright issue etcd-1 --profile peer --san etcd-1,10.0.1.10,localhost,127.0.0.1
  certwright issue admin --profile client --ca pouch_test
  certwright issue web --profile server --san "*.example.com" --san URI:spiffe://lab/web --days 90
  certwright issue both --eku serverAuth,1.3.6.1.4.1.311.54.1.2 --san localhost`,
		Args: exactArgs(1, "NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			spec, err := v.spec(cmd, args[0])
			if err != nil {
				return err
			}
			passphrase, err := readPassphrase(v.passphraseFile)
			if err != nil {
				return err
			}
			return a.carryOut(cmd.Context(), model.Plan{
				Steps:       []model.Step{{Kind: model.StepIssue, Identity: &spec}},
				Passphrases: map[string]string{"": passphrase},
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&v.ca, "ca", "", "")
	f.StringVar(&v.profile, "profile", "", "")
	f.StringVar(&v.eku, "eku", "", "")
	f.StringArrayVar(&v.sans, "san", nil, "")
	f.StringVar(&v.subject, "subject", "", "")
	f.StringVar(&v.key, "key", "", "")
	f.IntVar(&v.days, "days", model.DefaultIdentityDays, "")
	f.BoolVar(&v.noNameSAN, "no-name-san", false, "")
	f.BoolVar(&v.allowNoSAN, "allow-no-san", false, "")
	f.BoolVar(&v.unwise, "allow-unwise", false, "")
	f.StringVar(&v.passphraseFile, "passphrase-file", "", "")
	return cmd
}

// spec turns flags into a specification; everything that is wrong is said at once.
func (v issueFlags) spec(cmd *cobra.Command, name string) (model.IdentitySpec, error) {
	spec := model.IdentitySpec{Name: name, Authority: v.ca, Days: v.days, NoNameSAN: v.noNameSAN}
	var found, more []model.Finding
	if v.profile == "" && v.eku == "" {
		found = append(found, model.New(model.UnknownProfile, "value", "", "known", "server, client, peer"))
	} else if v.profile != "" {
		spec.Profile, found = model.ParseProfile(v.profile)
	}
	if v.eku != "" {
		spec.EKUs, more = model.ParseEKUs(v.eku)
		found = append(found, more...)
	}
	for _, list := range v.sans {
		sans, more := model.ParseSANs(list)
		spec.SANs = append(spec.SANs, sans...)
		found = append(found, more...)
	}
	spec.Subject, more = parseSubject(v.subject)
	found = append(found, more...)
	spec.Key, more = parseKey(v.key)
	found = append(found, more...)
	found = append(found, checkDays(cmd, "days", v.days)...)
	if v.allowNoSAN {
		spec.Unwise = append(spec.Unwise, model.NoSAN)
	}
	if v.unwise {
		spec.Unwise = append(spec.Unwise, model.NoSAN, model.IPAsDNS, model.UnderscoreInName)
	}
	if !model.OK(found) {
		return spec, model.Fail(found...)
	}
	return spec, nil
}

// checkDays judges a number of days that was typed; the default needs no judgement.
func checkDays(cmd *cobra.Command, flag string, days int) []model.Finding {
	if !cmd.Flags().Changed(flag) {
		return nil
	}
	_, found := model.CheckDays(strconv.Itoa(days))
	return found
}
