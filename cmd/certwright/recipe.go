package main

import (
	"strings"

	"github.com/spf13/cobra"

	"certwright/model"
	"certwright/ui/nav"
)

func (a *app) recipeCommand() *cobra.Command {
	r := nav.RecipeRequest{}
	cmd := &cobra.Command{
		Use: "recipe etcd|docker|pouch|nginx|other NAME",
		Example: `  certwright recipe etcd etcd-1
  certwright recipe docker pouch_test/web-1 --client admin`,
		Args:      exactArgs(2, "SYSTEM NAME"),
		ValidArgs: systems(),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.System, r.Server, r.Lang = args[0], args[1], string(a.language())
			if !contains(systems(), r.System) {
				return model.Fail(model.New(model.BadOption, "option", "SYSTEM", "value", r.System, "wanted", strings.Join(systems(), ", ")))
			}
			w := a.workbench()
			defer w.Close()
			recipe, err := w.Recipe(cmd.Context(), r)
			if err != nil {
				return err
			}
			a.printRecipe(recipe)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&r.Client, "client", "", "")
	f.StringVar(&r.Host, "host", "", "")
	f.StringVar(&r.Port, "port", "", "")
	return cmd
}

func systems() []string {
	var ids []string
	for _, t := range model.Targets() {
		ids = append(ids, t.ID)
	}
	return ids
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// printRecipe prints lines to copy flush left, so that a terminal selection takes nothing else.
func (a *app) printRecipe(r model.Recipe) {
	p := a.printer()
	p.line(r.Title)
	for _, s := range r.Sections {
		p.line("")
		p.line("# " + s.Title)
		if s.Text != "" {
			p.line(s.Text)
		}
		if s.Code != "" {
			p.line("")
			p.line(strings.TrimRight(s.Code, "\n"))
		}
	}
}
