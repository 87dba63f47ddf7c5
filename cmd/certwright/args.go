package main

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"certwright/model"
)

// badLine is a command line that cannot be carried out, in our words: exit 2.
func badLine(variant, value, wanted string) error {
	return model.Fail(model.New(model.BadCommandLine, "value", value, "wanted", wanted).As(variant).Seen("the command line"))
}

// exactArgs refuses any other number of arguments, naming those that are wanted.
func exactArgs(n int, names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		got := strconv.Itoa(len(args))
		if len(args) > 0 {
			got = strings.Join(args, " ")
		}
		return badLine("arguments", got, cmd.CommandPath()+" "+names)
	}
}

// onlySubcommands refuses arguments of a command that has only subcommands.
func onlySubcommands(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return badLine("command", args[0], strings.Join(names, ", "))
}

// noArgs refuses arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return badLine("arguments", strings.Join(args, " "), cmd.CommandPath())
}

// flagError puts the errors of the flag library into our words.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	help := cmd.CommandPath() + " --help"
	switch {
	case errors.As(err, &unknown):
		return badLine("flag", "--"+unknown.GetSpecifiedName(), help)
	case errors.As(err, &invalid):
		return badLine("value", invalid.GetValue(), "--"+invalid.GetFlag().Name+" "+invalid.GetFlag().Value.Type())
	case errors.As(err, &missing):
		return badLine("value", "--"+missing.GetSpecifiedName(), "--"+missing.GetSpecifiedName()+" "+missing.GetFlag().Value.Type())
	}
	return badLine("", err.Error(), help)
}

// together wants all of some flags or none, apart wants at most one of them.
func together(cmd *cobra.Command, names ...string) error {
	return countFlags(cmd, "together", names, 0, len(names))
}
func apart(cmd *cobra.Command, names ...string) error {
	return countFlags(cmd, "exclusive", names, 0, 1)
}

func countFlags(cmd *cobra.Command, variant string, names []string, allowed ...int) error {
	given := 0
	for _, n := range names {
		if cmd.Flags().Changed(n) {
			given++
		}
	}
	for _, n := range allowed {
		if given == n {
			return nil
		}
	}
	list := "--" + strings.Join(names, ", --")
	return badLine(variant, list, cmd.CommandPath()+" --help")
}
