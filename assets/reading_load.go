package assets

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"certwright/model"
)

// errorCatalogue is everything under errors/: what to recognise and which causes it may have. errors/FORMAT.md has the format.
type errorCatalogue struct {
	patterns   []pattern
	candidates map[string][]candidate // by ID
	targets    []*regexp.Regexp       // where texts say what was dialled
	elsewhere  []*regexp.Regexp       // and where they only say what to read
	sides      []side                 // by what the output of a server, or of a client, is known
}

type side struct {
	re     *regexp.Regexp
	server bool
}

// loadCatalogue panics on a bad file: the files are part of the program, and a test reads them all.
func loadCatalogue() *errorCatalogue {
	c := &errorCatalogue{candidates: map[string][]candidate{}}
	entries, err := fs.ReadDir(files, "errors")
	if err != nil {
		panic(fmt.Sprintf("assets: %v", err))
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		if err := c.load(e.Name()); err != nil {
			panic(fmt.Sprintf("assets: errors/%s: %v", e.Name(), err))
		}
	}
	for _, line := range dataLines(string(mustRead("errors/targets"))) {
		c.targets = append(c.targets, regexp.MustCompile(line))
	}
	for _, line := range dataLines(string(mustRead("errors/elsewhere"))) {
		c.elsewhere = append(c.elsewhere, regexp.MustCompile(line))
	}
	for _, line := range dataLines(string(mustRead("errors/sides"))) {
		name, expr, _ := strings.Cut(line, " ")
		c.sides = append(c.sides, side{regexp.MustCompile("(?m)" + strings.TrimSpace(expr)), name == "server"})
	}
	return c
}

func (c *errorCatalogue) load(id string) error {
	match, err := files.ReadFile("errors/" + id + "/match")
	if err != nil {
		return nil // words only: what Read makes without patterns, a command
	}
	patterns, err := parseMatch(id, string(match))
	if err != nil {
		return err
	}
	for _, p := range patterns {
		p.order = len(c.patterns)
		c.patterns = append(c.patterns, p)
	}
	codes, err := files.ReadFile("errors/" + id + "/codes")
	if err != nil {
		return err
	}
	c.candidates[id], err = parseCandidates(string(codes))
	return err
}

// dataLines gives the lines of a data file without comments and blanks.
func dataLines(text string) []string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

var directive = regexp.MustCompile(`^(tool|variant|dial|weak|side):\s*(\S*)$`)

// parseMatch reads one regular expression a line. A directive holds for all lines below it, until the next of its kind.
func parseMatch(id, text string) ([]pattern, error) {
	var out []pattern
	now := pattern{id: id}
	for _, line := range dataLines(text) {
		if d := directive.FindStringSubmatch(line); d != nil {
			switch d[1] {
			case "tool":
				now.tool = d[2]
			case "variant":
				now.variant = d[2]
			case "dial":
				now.noDial = d[2] == "none"
			case "side":
				now.server = d[2] == "server"
			case "weak":
				now.weak = d[2] == "yes"
			}
			continue
		}
		re, err := regexp.Compile(line)
		if err != nil {
			return nil, err
		}
		p := now
		p.re = re
		out = append(out, p)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("match has no line")
	}
	return out, nil
}

// parseCandidates reads "code[:variant] certainty [party] [| key=value]..." a line, likeliest first.
func parseCandidates(text string) ([]candidate, error) {
	var out []candidate
	for _, line := range dataLines(text) {
		parts := strings.Split(line, "|")
		words := strings.Fields(parts[0])
		if len(words) < 2 || len(words) > 3 {
			return nil, fmt.Errorf("codes: %q", line)
		}
		code, variant, _ := strings.Cut(words[0], ":")
		c := candidate{code: model.Code(code), variant: variant, certainty: model.Certainty(words[1])}
		if len(words) == 3 {
			c.party = model.Party(words[2])
		}
		for _, p := range parts[1:] {
			key, value, ok := strings.Cut(strings.TrimSpace(p), "=")
			if !ok {
				return nil, fmt.Errorf("codes: %q is not key=value", p)
			}
			c.facts = append(c.facts, [2]string{key, value})
		}
		out = append(out, c)
	}
	return out, nil
}
