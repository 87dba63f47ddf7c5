package twin

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"certwright/model"
)

// width is the longest line that is not broken, for a screen of 80 columns.
const width = 78

// serial is a random 128-bit serial number, written by the shell.
const serial = `-set_serial "0x$(openssl rand -hex 16)"`

// run adds one command of shell text.
func (s *script) run(head string, parts ...string) { s.line(command(head, parts...)) }

func (s *script) line(text string) { s.body.WriteString(text + "\n") }

// file adds a file of configuration. Its delimiter is quoted, so the shell changes nothing in it.
func (s *script) file(path, text string) {
	s.line("cat > " + model.ShellQuote(path) + " <<'EOF'\n" + text + "EOF")
}

// command joins shell text and breaks the line between two parts where it would be too wide; empty parts are left out.
func command(head string, parts ...string) string {
	parts = slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == "" })
	text, line := "", head
	for i, part := range parts {
		room := width
		if i < len(parts)-1 {
			room -= len(` \`)
		}
		if len(line)+1+len(part) > room {
			text += line + " \\\n"
			line = "   "
		}
		line += " " + part
	}
	return text + line
}

// option is an option with its argument, quoted; nothing when there is no argument.
func option(name, value string) string {
	if value == "" {
		return ""
	}
	return name + " " + model.ShellQuote(value)
}

// words quotes arguments.
func words(list ...string) string {
	var out []string
	for _, w := range list {
		out = append(out, model.ShellQuote(w))
	}
	return strings.Join(out, " ")
}

func number(n int) string { return strconv.Itoa(n) }

// dates is the option for the life of a certificate. Exact dates need openssl 3.4.
func dates(spec model.IdentitySpec) string {
	if spec.NotBefore.IsZero() && spec.NotAfter.IsZero() {
		return "-days " + number(spec.Days)
	}
	out := ""
	if !spec.NotBefore.IsZero() {
		out = "-not_before " + moment(spec.NotBefore)
	}
	if spec.NotAfter.IsZero() {
		return out + " -days " + number(spec.Days)
	}
	return strings.TrimSpace(out + " -not_after " + moment(spec.NotAfter))
}

func moment(t time.Time) string { return t.UTC().Format("20060102150405Z") }
