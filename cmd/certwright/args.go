package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"certwright/model"
)

// exactArgs refuses any other number of arguments, naming those that are wanted.
func exactArgs(n int, names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return usageError{fmt.Errorf("%s wants %s; got %d: %s", cmd.CommandPath(), names, len(args), model.Clean(strings.Join(args, " ")))}
	}
}
