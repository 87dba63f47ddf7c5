package assets

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"certwright/model"
)

// A cause file is written as
//
//	# the title
//	## what
//	one to three lines with {placeholders}: evidence keys of model.CodeInfo.Keys
//	## what: variant
//	words for one of model.CodeInfo.Variants; any section may have them, the title too (## title: variant)
//	## what (client), ## what: variant (client)
//	words where the certificate is a client's: the other words take it for a server's
//	## whose
//	## fix
//	sentences, and commands between ``` lines
//	## why
//	## seen as
//	- what other tools print, never translated
//	- [variant, variant] what they print for these; it is shown first where it fits
type cause struct {
	sections map[string]section // "what", "what: variant"
	seenAs   []seenLine
	order    []string // section names as written
}

// seenLine is what another tool prints for a cause, or for some variants of it.
type seenLine struct {
	variants []string
	text     string
}

type section struct {
	text     string
	commands []string // fenced blocks, in order
}

// causeSections are the sections that every cause must have, beside the title. "seen as" may be absent.
var causeSections = []string{"what", "whose", "fix", "why"}

func parseCause(text string) (*cause, error) {
	head, rest, err := headed(text)
	if err != nil {
		return nil, err
	}
	c := &cause{sections: map[string]section{"title": {text: head}}, order: []string{"title"}}
	for _, s := range rest {
		if s.name == "seen as" {
			c.seenAs = seenLines(s.body)
			c.order = append(c.order, s.name)
			continue
		}
		if _, twice := c.sections[s.name]; twice {
			return nil, fmt.Errorf("section %q twice", s.name)
		}
		sec, err := parseSection(s.body)
		if err != nil {
			return nil, fmt.Errorf("section %q: %w", s.name, err)
		}
		c.sections[s.name] = sec
		c.order = append(c.order, s.name)
	}
	return c, nil
}

type block struct{ name, body string }

// headed splits a text file into its "# title" and its "## name" blocks. Fenced lines are never headings.
func headed(text string) (title string, blocks []block, err error) {
	fenced := false
	for n, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		switch {
		case !fenced && strings.HasPrefix(line, "## "):
			blocks = append(blocks, block{name: strings.TrimSpace(line[3:])})
		case !fenced && strings.HasPrefix(line, "# "):
			if title != "" || len(blocks) > 0 {
				return "", nil, fmt.Errorf("line %d: a second title", n+1)
			}
			title = strings.TrimSpace(line[2:])
		case len(blocks) > 0:
			blocks[len(blocks)-1].body += line + "\n"
		case strings.TrimSpace(line) != "":
			return "", nil, fmt.Errorf("line %d: text outside of a section", n+1)
		}
	}
	if fenced {
		return "", nil, fmt.Errorf("a ``` is not closed")
	}
	if title == "" {
		return "", nil, fmt.Errorf("no title")
	}
	return title, blocks, nil
}

func parseSection(body string) (section, error) {
	var s section
	var text, code []string
	fenced := false
	for _, line := range strings.Split(body, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			if fenced {
				s.commands = append(s.commands, strings.Join(code, "\n"))
				code = nil
			}
			fenced = !fenced
		case fenced:
			code = append(code, line)
		default:
			text = append(text, strings.TrimRight(line, " \t"))
		}
	}
	s.text = strings.Trim(strings.Join(text, "\n"), "\n")
	if s.text == "" && len(s.commands) == 0 {
		return s, fmt.Errorf("empty")
	}
	return s, nil
}

func listItems(body string) []string {
	var items []string
	for _, line := range strings.Split(body, "\n") {
		if item, ok := strings.CutPrefix(line, "- "); ok {
			items = append(items, strings.TrimSpace(item))
		}
	}
	return items
}

func seenLines(body string) []seenLine {
	var out []seenLine
	for _, item := range listItems(body) {
		line := seenLine{text: item}
		if rest, ok := strings.CutPrefix(item, "["); ok {
			if head, text, ok := strings.Cut(rest, "] "); ok {
				line = seenLine{strings.Split(head, ", "), text}
			}
		}
		out = append(out, line)
	}
	return out
}

// seen lists what other tools print: first what they print for this variant, then for the cause, last for other variants.
// Where nothing is common to the variants, the lines of the others would send a reader elsewhere.
func (c *cause) seen(variant string) []string {
	var fits, general, others []string
	for _, l := range c.seenAs {
		switch {
		case len(l.variants) == 0:
			general = append(general, l.text)
		case slices.Contains(l.variants, cmp.Or(variant, "-")):
			fits = append(fits, l.text)
		default:
			others = append(others, l.text)
		}
	}
	if len(general) == 0 {
		return fits
	}
	return append(append(fits, general...), others...)
}

// clientsOwn ends the name of a section with words for a client's certificate.
const clientsOwn = " (client)"

// pick returns the section in the words of a finding's variant and party when it has some.
func (c *cause) pick(name string, f model.Finding) section {
	names := []string{name}
	if f.Variant != "" {
		names = []string{name + ": " + f.Variant, name}
	}
	for _, n := range names {
		if s, ok := c.sections[n+clientsOwn]; ok && f.Party == model.PartyClient {
			return s
		}
		if s, ok := c.sections[n]; ok {
			return s
		}
	}
	return section{}
}

var (
	causesMu sync.Mutex
	causesIn = map[string]*cause{}
)

// causeOf reads the words of a code; nil when there are none.
func causeOf(code model.Code, lang Lang) *cause {
	name := causeFile(code, lang)
	causesMu.Lock()
	defer causesMu.Unlock()
	if c, ok := causesIn[name]; ok {
		return c
	}
	b, err := files.ReadFile(name)
	if err != nil {
		return nil
	}
	c, err := parseCause(string(b))
	if err != nil {
		return nil
	}
	causesIn[name] = c
	return c
}

func causeFile(code model.Code, lang Lang) string {
	return "causes/" + string(code) + "/" + string(lang) + ".md"
}
