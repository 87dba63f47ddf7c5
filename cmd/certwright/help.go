package main

import (
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
			cmd.Short = w.HelpCommand
		case "completion":
			cmd.Short = w.Completion
			return // its own help is for the shell's users, in the shell's words
		default:
			dressOne(cmd, w)
		}
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(root)
	root.SetUsageTemplate(usageTemplate(w))
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

// usageTemplate is cobra's layout with our headings.
func usageTemplate(w assets.CommandsWords) string {
	more := assets.Fill(w.More, "command", "{{.CommandPath}} [command] --help")
	return strings.NewReplacer("USAGE", w.Usage, "EXAMPLES", w.Examples, "COMMANDS", w.Commands, "GLOBAL", w.GlobalFlags, "FLAGS", w.Flags, "MORE", more).Replace(
		`USAGE:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [command]{{end}}{{if .HasExample}}

EXAMPLES:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

COMMANDS:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

FLAGS:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

GLOBAL:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

MORE{{end}}
`)
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
