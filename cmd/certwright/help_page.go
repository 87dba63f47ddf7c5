package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"certwright/assets"
	"certwright/ui/theme"
)

// helpPage lays out the help of a command in 80 columns. cobra's own templates count bytes and break nothing, which is
// wrong for Chinese.
type helpPage struct {
	words assets.CommandsWords
	aside string // {text}, behind another text
}

// whole is what --help prints: what the command is for, then how it is used.
func (h helpPage) whole(cmd *cobra.Command) string {
	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	return strings.Join(theme.Flow(text, pageWidth), "\n") + "\n\n" + h.usage(cmd)
}

func (h helpPage) usage(cmd *cobra.Command) string {
	w := h.words
	var lines []string
	if cmd.Runnable() {
		lines = append(lines, "  "+cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		lines = append(lines, "  "+cmd.CommandPath()+" [command]")
	}
	parts := []string{headed(w.Usage, lines), headed(w.Examples, examples(cmd.Example)), headed(w.Commands, commandTable(cmd)),
		headed(w.Flags, h.flagTable(cmd.LocalFlags())), headed(w.GlobalFlags, h.flagTable(cmd.InheritedFlags()))}
	if cmd.HasAvailableSubCommands() {
		parts = append(parts, assets.Fill(w.More, "command", cmd.CommandPath()+" [command] --help")+"\n")
	}
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}

func headed(head string, lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return head + "\n" + strings.Join(lines, "\n") + "\n"
}

// examples breaks lines that are too long in front of an option or a pipe, so that they can still be copied.
func examples(text string) []string {
	var out []string
	for _, line := range strings.Split(strings.Trim(text, "\n"), "\n") {
		for width(line) > pageWidth {
			head := line[:pageWidth-1]
			at := max(strings.LastIndex(head, " --"), strings.LastIndex(head, " | "))
			if strings.TrimSpace(line[:max(at, 0)]) == "" {
				break
			}
			out = append(out, line[:at]+` \`)
			line = "     " + line[at:]
		}
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

func commandTable(cmd *cobra.Command) []string {
	var rows [][2]string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			rows = append(rows, [2]string{c.Name(), c.Short})
		}
	}
	return table(rows)
}

func (h helpPage) flagTable(flags *pflag.FlagSet) []string {
	var rows [][2]string
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		if kind := f.Value.Type(); kind != "bool" {
			name += " " + strings.TrimSuffix(strings.TrimSuffix(kind, "Slice"), "Array")
		}
		text := f.Usage
		if d := f.DefValue; d != "" && d != "false" && d != "[]" && d != "0" && d != "0s" && !strings.Contains(text, d) {
			text += assets.Fill(h.aside, "text", assets.Fill(h.words.Default, "value", d))
		}
		rows = append(rows, [2]string{name, text})
	})
	return table(rows)
}

// table puts the second column beside the first; where a first one is long, its text begins below it.
func table(rows [][2]string) []string {
	const most = 24
	left := 0
	for _, r := range rows {
		if n := width(r[0]); n <= most {
			left = max(left, n)
		}
	}
	var out []string
	for _, r := range rows {
		lead := "  " + theme.Pad(r[0], left) + "  "
		if width(r[0]) > left {
			out = append(out, "  "+r[0])
			lead = strings.Repeat(" ", left+4)
		}
		for _, line := range theme.Flow(r[1], pageWidth-left-4) {
			out = append(out, lead+line)
			lead = strings.Repeat(" ", left+4)
		}
	}
	return out
}
