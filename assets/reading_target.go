package assets

import (
	"cmp"
	"strings"

	"certwright/model"
)

// longestHint bounds how far before a URL the words that send a reader there are looked for.
const longestHint = 80

// place is where a text says what was dialled.
type place struct {
	dial       model.Dial
	start, end int
	rank       int  // the order of the expressions in errors/targets: a URL says more than "dial tcp"
	resolved   bool // only an address: what a name may have been turned into
}

// places is everything that a text says about what was dialled.
type places struct {
	text     string
	targets  []place
	commands []placedCommand
	shifted  bool // the text is not the one the commands were found in: their positions mean nothing
}

func placesIn(text string, commands []placedCommand) places {
	p := places{text: text}
	for _, c := range commands {
		if c.Dial != nil {
			p.commands = append(p.commands, c)
		}
	}
	for rank, re := range catalogue().targets {
		for _, m := range re.FindAllStringSubmatchIndex(text, mostHits) {
			group := func(name string) string {
				if i := re.SubexpIndex(name); i >= 0 && m[2*i] >= 0 {
					return text[m[2*i]:m[2*i+1]]
				}
				return ""
			}
			from := max(strings.LastIndexByte(text[:m[0]], '\n')+1, m[0]-longestHint)
			if isElsewhere(strings.ToValidUTF8(text[from:m[1]], "")) {
				continue
			}
			if d, ok := targetOf(group("url"), group("host"), group("port")); ok {
				d.StartTLS = cmp.Or(group("starttls"), d.StartTLS)
				p.targets = append(p.targets, place{dial: d, start: m[0], end: m[1], rank: rank, resolved: isAddress(d.Host) && d.URL == ""})
			}
		}
	}
	return p
}

func targetOf(url, host, port string) (model.Dial, bool) {
	switch {
	case url == "" && port != "":
		url = bracketed(host) + ":" + port
	case url == "" && host != "": // a browser names the port only where it is another
		url = bracketed(host) + ":443"
	}
	url = withoutPunctuation(url)
	d, faults := model.ParseTarget(url)
	if ascii := strings.IndexFunc(url, func(r rune) bool { return r > '~' }); len(faults) > 0 && ascii > 0 {
		d, faults = model.ParseTarget(withoutPunctuation(url[:ascii])) // Chinese goes on without a space
	}
	return d, len(faults) == 0
}

// withoutPunctuation takes off what ends the sentence or the clause around an address, not the address.
func withoutPunctuation(s string) string {
	if i := strings.IndexAny(s, "，。；：！？、（）「」『』【】《》“”‘’…"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimRight(s, ".,:;!?)}>'\"`")
}

// isElsewhere reports whether a line, up to a URL, points to something to read and not to what was dialled.
func isElsewhere(line string) bool {
	for _, re := range catalogue().elsewhere {
		if re.MatchString(line) {
			return true
		}
	}
	return false
}

// dialFor gives what was dialled when a line of the text was written: what that line itself says, with the files of the
// command above it; else what the command says; else what the lines around say. nil when nothing does.
func (p places) dialFor(h hit) *model.Dial {
	own, command := p.onLine(h), p.command(h)
	switch {
	case own == nil && command == nil:
		return p.around(h)
	case own == nil:
		return command
	case command == nil:
		d := own.dial
		return &d
	}
	d := *command
	if own.resolved && !isAddress(d.Host) && own.dial.Port == d.Port {
		return &d
	}
	if own.dial.Host != d.Host || own.dial.Port != d.Port {
		d.Host, d.Port, d.URL, d.Path, d.StartTLS = own.dial.Host, own.dial.Port, own.dial.URL, own.dial.Path, cmp.Or(own.dial.StartTLS, d.StartTLS)
	}
	return &d
}

// onLine gives the target on the line of the hit: the best kind, and of several the last one before the error's end.
func (p places) onLine(h hit) *place {
	from := strings.LastIndexByte(p.text[:h.start], '\n') + 1
	to := len(p.text)
	if i := strings.IndexByte(p.text[h.end:], '\n'); i >= 0 {
		to = h.end + i
	}
	var best *place
	for i, t := range p.targets {
		if t.start < from || t.end > to {
			continue
		}
		if best == nil || t.rank == best.rank && t.start < h.end {
			best = &p.targets[i]
		}
	}
	return best
}

// command gives the dial of the last command above the hit, or of the first of all.
func (p places) command(h hit) *model.Dial {
	if len(p.commands) == 0 {
		return nil
	}
	last := p.commands[0]
	for _, c := range p.commands {
		if !p.shifted && c.at <= h.start {
			last = c
		}
	}
	d := *last.Dial
	return &d
}

// around gives the nearest target above the hit, else the nearest below.
func (p places) around(h hit) *model.Dial {
	var best *place
	for i, t := range p.targets {
		if best == nil || p.nearer(t, *best, h) {
			best = &p.targets[i]
		}
	}
	if best == nil {
		return nil
	}
	for i, t := range p.targets { // the name that was looked up says more than the address it gave
		if best.resolved && t.start < best.start && !isAddress(t.dial.Host) && t.dial.Port == best.dial.Port {
			best = &p.targets[i]
		}
	}
	d := best.dial
	return &d
}

// nearer compares by kind within a line, and by distance between lines; what stands above goes before what stands below.
func (p places) nearer(a, b place, h hit) bool {
	above := a.start < h.start
	if above != (b.start < h.start) {
		return above
	}
	if low, high := min(a.start, b.start), max(a.start, b.start); !strings.Contains(p.text[low:high], "\n") {
		return a.rank < b.rank
	}
	return above == (a.start > b.start)
}

// serverOutput tells for a place in a text whether a server wrote it: the newest sign before it decides.
func serverOutput(text string) func(at int) bool {
	type sign struct {
		at     int
		server bool
	}
	var signs []sign
	for _, s := range catalogue().sides {
		for _, m := range s.re.FindAllStringIndex(text, mostHits) {
			signs = append(signs, sign{m[0], s.server})
		}
	}
	return func(at int) bool {
		newest := sign{at: -1}
		for _, s := range signs {
			if s.at <= at && s.at > newest.at {
				newest = s
			}
		}
		return newest.server
	}
}
