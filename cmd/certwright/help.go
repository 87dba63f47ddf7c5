package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"certwright/assets"
)

const exampleRoot = `  certwright
  certwright ca create pouch_test --subject /C=CN/ST=ZheJiang/L=HangZhou/O=Company/CN=pouch_test
  certwright issue etcd-1 --profile peer --san 10.0.1.10,localhost,127.0.0.1
  certwright issue admin --profile client
  certwright probe 127.0.0.1:2379 --as admin --strangers`

// dress gives every command and flag its words, in the language of this run. Commands are made without any: a test
// holds that none is left bare.
func (a *app) dress(root *cobra.Command) {
	w := a.words().Commands
	root.Long = w.Long
	root.InitDefaultVersionFlag()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		switch cmd.Name() {
		case "help":
			cmd.Short, cmd.Long = w.HelpCommand, ""
			cmd.InitDefaultHelpFlag()
			cmd.Flags().Lookup("help").Usage = w.Help
		case "completion":
			cmd.Short, cmd.Long = w.Completion, ""
			dressCompletion(cmd, a.words().CLI.Completion, w)
			return
		default:
			dressOne(cmd, w)
		}
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(root)
	h := helpPage{words: w, aside: a.words().CLI.Aside}
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprint(cmd.OutOrStderr(), h.usage(cmd))
		return err
	})
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprint(cmd.OutOrStdout(), h.whole(cmd)) })
}

// dressCompletion gives the commands that cobra makes for each shell our words.
func dressCompletion(completion *cobra.Command, words assets.CompletionWords, w assets.CommandsWords) {
	for _, shell := range completion.Commands() {
		shell.Short, shell.Long = words.Shells[shell.Name()], words.Load[shell.Name()]
		shell.InitDefaultHelpFlag()
		shell.Flags().VisitAll(func(f *pflag.Flag) {
			switch f.Name {
			case "help":
				f.Usage = w.Help
			case "no-descriptions":
				f.Usage = words.NoDescriptions
			}
		})
	}
	completion.InitDefaultHelpFlag()
	completion.Flags().Lookup("help").Usage = w.Help
}

func dressOne(cmd *cobra.Command, w assets.CommandsWords) {
	cmd.Short = w.Texts[cmd.Name()]
	cmd.InitDefaultHelpFlag()
	each := func(f *pflag.Flag) {
		f.Usage = w.FlagTexts[cmd.Name()][f.Name]
		switch f.Name {
		case "help":
			f.Usage = w.Help
		case "version":
			f.Usage = w.Version
		}
	}
	cmd.LocalNonPersistentFlags().VisitAll(each)
	cmd.PersistentFlags().VisitAll(each)
}

// languageFlag finds --lang before the flags are parsed: help and errors about flags are in that language, too.
func languageFlag(args []string) string {
	for i, arg := range args {
		if v, ok := strings.CutPrefix(arg, "--lang="); ok {
			return v
		}
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}
