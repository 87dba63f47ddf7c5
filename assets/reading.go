package assets

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"certwright/model"
)

// Bounds on what is read: of a long log the beginning, where a command stands, and the end, where the newest lines are.
const (
	longestHead  = 8 << 10
	longestTail  = 24 << 10
	mostReadings = 16
	mostHits     = 200
)

// Read recognises error lines, log lines and commands of other tools in a text, and says what each may mean: candidate causes
// with what the text tells of them, and the probe that would settle it. Pure; the order is that of the text, commands last.
// A text in which nothing is recognised gives nil.
func Read(text string) []model.Reading {
	text = bounded(text)
	commands := readCommands(text)
	seen, hits := hitsIn(text)
	places := placesIn(seen, commands)
	places.shifted = seen != text
	var out []model.Reading
	for _, h := range hits {
		out = append(out, h.reading(places.dialFor(h)))
	}
	out = merged(out)
	out = withoutRepeats(out, commands)
	for _, c := range commands {
		out = append(out, c.Reading)
	}
	if len(out) > mostReadings {
		out = out[:mostReadings]
	}
	return out
}

func bounded(text string) string {
	text = coloring.ReplaceAllString(strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "?"), "")
	if len(text) > longestHead+longestTail {
		text = strings.ToValidUTF8(text[:longestHead]+"\n"+text[len(text)-longestTail:], "")
	}
	return text
}

// pattern is one regular expression of a match file, with what the directives above it say.
type pattern struct {
	id      string
	re      *regexp.Regexp
	tool    string
	variant string // replaces the variant of the first candidate
	noDial  bool   // the text of a server, or about files: its addresses are not what one would dial
	weak    bool   // says so little that it counts only where nothing else was recognised
	server  bool   // counts only in the output of a server, and there before the same words of a client
	order   int
}

// hit is a place where a pattern matched.
type hit struct {
	pattern    *pattern
	start, end int
	text       string
	groups     map[string]string
}

// hitsIn finds what the patterns recognise. Where two overlap the longer one counts: it saw more of the line. A text that was
// wrapped by a terminal or a mail is tried again with its line breaks taken out; seen is the form in which they were found.
func hitsIn(text string) (seen string, hits []hit) {
	tried := map[string]bool{}
	for _, t := range append(unbroken(text), append(unbroken(withoutQuoting(text)), unescaped.Replace(text))...) {
		if tried[t] {
			continue
		}
		tried[t] = true
		if hits := longest(allHits(t)); len(hits) > 0 {
			return t, hits
		}
	}
	return text, nil
}

// unbroken gives a text, and the same with its line breaks as spaces, and without them.
func unbroken(text string) []string {
	return []string{text, strings.Join(strings.Fields(text), " "), strings.ReplaceAll(text, "\n", "")}
}

var (
	quoting  = regexp.MustCompile(`(?m)^(?:> ?)+`)                                                   // how mails and chats mark what they quote
	coloring = regexp.MustCompile("\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\))") // SGR and titles of a terminal

	// unescaped undoes what JSON does to quotation marks in a log line.
	unescaped = strings.NewReplacer(`\"`, `"`, `\u2018`, "‘", `\u2019`, "’", `\u201c`, "“", `\u201d`, "”", `\n`, "\n")
)

func withoutQuoting(text string) string { return quoting.ReplaceAllString(text, "") }

func allHits(text string) []hit {
	var hits []hit
	server := serverOutput(text)
	for i := range catalogue().patterns {
		p := &catalogue().patterns[i]
		for _, m := range p.re.FindAllStringSubmatchIndex(text, mostHits) {
			if p.server && !server(m[0]) {
				continue
			}
			h := hit{pattern: p, start: m[0], end: m[1], text: text[m[0]:m[1]], groups: map[string]string{}}
			for g, name := range p.re.SubexpNames() {
				if name != "" && m[2*g] >= 0 && m[2*g+1] > m[2*g] {
					h.groups[strings.ReplaceAll(name, "_", "-")] = text[m[2*g]:m[2*g+1]]
				}
			}
			hits = append(hits, h)
		}
	}
	return hits
}

func longest(hits []hit) []hit {
	if slices.ContainsFunc(hits, func(h hit) bool { return !h.pattern.weak }) {
		hits = slices.DeleteFunc(hits, func(h hit) bool { return h.pattern.weak })
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(a.start, b.start), cmp.Compare(a.pattern.order, b.pattern.order))
	})
	var kept []hit
	for _, h := range hits {
		if len(kept) == mostHits {
			break
		}
		if !slices.ContainsFunc(kept, func(k hit) bool { return h.start < k.end && k.start < h.end }) {
			kept = append(kept, h)
		}
	}
	slices.SortFunc(kept, func(a, b hit) int { return cmp.Compare(a.start, b.start) })
	return kept
}

// weight is how much of the text was recognised; of the same words those that know the side that wrote them count.
func (h hit) weight() int {
	if h.pattern.server {
		return 2*(h.end-h.start) + 1
	}
	return 2 * (h.end - h.start)
}

func (h hit) reading(target *model.Dial) model.Reading {
	r := model.Reading{ID: h.pattern.id, Matched: h.text, Tool: h.pattern.tool}
	if !h.pattern.noDial && target != nil {
		d := *target
		r.Dial = &d
	}
	for i, c := range catalogue().candidates[h.pattern.id] {
		if i == 0 && h.pattern.variant != "" {
			c.variant = h.pattern.variant
		}
		groups := tidied(h.groups)
		if c.code == model.VerificationOff && c.variant == "" {
			groups["program"] = h.pattern.tool
		}
		r.Findings = append(r.Findings, settled(c.finding(groups, r.Dial)))
	}
	r.Findings = heldBack(r)
	return r
}

// candidate is one line of a codes file.
type candidate struct {
	code      model.Code
	variant   string
	certainty model.Certainty
	party     model.Party
	facts     [][2]string // key and value; a value may use {groups}
}

// finding takes what the text says, then what the codes file adds, then what the target tells. Evidence that the text does
// not hold is left out: the words say so without it.
func (c candidate) finding(groups map[string]string, d *model.Dial) model.Finding {
	f := model.New(c.code).As(c.variant).Sure(c.certainty)
	if c.party != "" {
		f = f.By(c.party)
	}
	known := map[string]string{}
	if d != nil {
		known["host"], known["port"], known["dialled"] = d.Host, d.Port, d.Host
		known["address"] = bracketed(d.Host) + ":" + d.Port
	}
	for _, kv := range c.facts {
		known[kv[0]] = fillWith(kv[1], func(key string) string { return groups[key] })
	}
	for _, key := range model.Info(c.code).Keys {
		value := groups[key]
		if value == "" {
			value = known[key]
		}
		if value != "" {
			f = f.With(key, value, "text")
		}
	}
	return f
}

// merged leaves each meaning once: log lines repeat. Of two readings with the same ID the one that tells more stays.
func merged(in []model.Reading) []model.Reading {
	var out []model.Reading
	for _, r := range in {
		i := slices.IndexFunc(out, func(o model.Reading) bool { return o.ID == r.ID && compatible(o, r) })
		switch {
		case i < 0:
			out = append(out, r)
		case facts(r) > facts(out[i]):
			out[i] = r
		}
	}
	return out
}

func facts(r model.Reading) (n int) {
	for _, f := range r.Findings {
		n += len(f.Evidence)
	}
	return n
}

// compatible reports whether no fact of one contradicts the other.
func compatible(a, b model.Reading) bool {
	for i := range min(len(a.Findings), len(b.Findings)) {
		for _, e := range a.Findings[i].Evidence {
			if v := b.Findings[i].Value(e.Key); v != "" && v != e.Value {
				return false
			}
		}
	}
	return true
}

// ReadingWords is what is known about a recognised line.
type ReadingWords struct {
	Title    string
	Who      string // who writes such a line
	Proves   string
	DoesNot  string // what it does not prove
	Settles  string // what would settle it
	Tool     string // the tool's own name, "" when many write it
	Findings []Explanation
}

// ReadingText puts a reading into words; its findings are explained in the same order.
func ReadingText(r model.Reading, lang Lang) ReadingWords {
	w := ReadingWords{Tool: model.Clean(r.Tool)}
	for _, f := range r.Findings {
		w.Findings = append(w.Findings, Explain(f, lang))
	}
	name := "errors/" + r.ID + "/" + string(lang) + ".md"
	b, err := files.ReadFile(name)
	if err != nil {
		return w
	}
	title, blocks, err := headed(string(b))
	if err != nil {
		return w
	}
	v := vocabularyFor(lang)
	all := readingEvidence(r)
	w.Title = v.fill(title, all)
	for _, b := range blocks {
		text := v.fill(strings.TrimSpace(b.body), all)
		switch b.name {
		case "who":
			w.Who = text
		case "proves":
			w.Proves = text
		case "does not prove":
			w.DoesNot = text
		case "settles":
			w.Settles = text
		}
	}
	return w
}

// readingEvidence gathers what a reading's own words may use: every fact of its findings, the tool, and the target.
func readingEvidence(r model.Reading) model.Finding {
	all := model.Finding{}.With("tool", r.Tool, "text")
	if r.Dial != nil {
		all = all.With("target", bracketed(r.Dial.Host)+":"+r.Dial.Port, "text")
	}
	all = withFiles(all, r)
	seen := map[string]bool{}
	for _, f := range r.Findings {
		for _, e := range f.Evidence {
			if !seen[e.Key] && e.Key != "tool" {
				seen[e.Key] = true
				all = all.With(e.Key, e.Value, e.Source)
			}
		}
	}
	return all
}

var catalogue = sync.OnceValue(loadCatalogue)
