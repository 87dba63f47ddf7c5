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
		Use:   "issue NAME",
		Short: "make a key and a certificate, signed by a CA of this home",
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
	f.StringVar(&v.ca, "ca", "", "the CA that signs (may be left out when there is one)")
	f.StringVar(&v.profile, "profile", "", "server, client or peer (both)")
	f.StringVar(&v.eku, "eku", "", "extended key usages by name or OID, comma list; replaces the profile's")
	f.StringArrayVar(&v.sans, "san", nil, "names that clients dial: etcd-1,10.0.1.10,*.example.com,email:a@b,URI:x; repeatable")
	f.StringVar(&v.subject, "subject", "", "subject (default: the CA's with CN=NAME)")
	f.StringVar(&v.key, "key", "", "key: rsa2048 rsa3072 rsa4096 p256 p384 ed25519 (default p256)")
	f.IntVar(&v.days, "days", model.DefaultIdentityDays, "how many days it is valid; never longer than the CA")
	f.BoolVar(&v.noNameSAN, "no-name-san", false, "do not add NAME as a DNS name")
	f.BoolVar(&v.allowNoSAN, "allow-no-san", false, "make a server certificate without names, on purpose")
	f.BoolVar(&v.unwise, "allow-unwise", false, "make lawful but unwise names on purpose, such as DNS:10.0.0.9")
	f.StringVar(&v.passphraseFile, "passphrase-file", "", "file with the passphrase of the CA key")
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
