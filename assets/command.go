package assets

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"certwright/model"
)

// program says how to read the command line of one tool. errors/commands.json holds them by name.
type program struct {
	Sub        string            `json:"sub"`        // the word that must follow: s_client
	Flags      map[string]string `json:"flags"`      // flag -> what its value is: see commandReader.take
	Switches   map[string]string `json:"switches"`   // flag without value -> what it means: insecure, verify, weak, min=1.2, max=1.2
	Env        map[string]string `json:"env"`        // variable -> as Flags
	Positional string            `json:"positional"` // what a word without dash is, as Flags; "" is passed over
	Port       string            `json:"port"`       // when the target names none
	StartTLS   string            `json:"starttls"`
	Hides      string            `json:"hides"` // flag without which the tool goes on after a failed verification
	Old        map[string]string `json:"old"`   // flag of old guides -> what it is called today, "" when it is gone
	Server     bool              `json:"server"`
	Words      []string          `json:"words"` // subcommands: what may follow the name where no option does
	Plain      bool              `json:"plain"` // speaks clear text to host:port unless a flag turns TLS on
	Skip       string            `json:"skip"`  // further flags with a value that means nothing here
	Clear      string            `json:"clear"` // speaks clear text unless told otherwise: what turns TLS on
	Lax        string            `json:"lax"`   // checks no certificate unless told to: what tells it
	Same       string            `json:"same"`  // another name of that program
}

var programs = sync.OnceValue(func() map[string]program {
	m := map[string]program{}
	if err := decodeStrict(mustRead("errors/commands.json"), &m); err != nil {
		panic("assets: errors/commands.json: " + err.Error())
	}
	for name, p := range m {
		if p.Same != "" {
			p = m[p.Same]
		}
		for _, flag := range strings.Fields(p.Skip) {
			p.Flags[flag] = "skip"
		}
		m[name] = p
	}
	return m
})

// CommandReading is the ID of what was read from a command, and the folder with its words.
const CommandReading = "command"

// placedCommand is a command and where its line begins in the text.
type placedCommand struct {
	model.Reading
	at int
}

// readCommands finds commands of known tools in a text: what they dial and with which files, whether they verify anything,
// and which of their flags have other names today. Variables set on a line of their own hold for the commands below.
func readCommands(text string) []placedCommand {
	var out []placedCommand
	env := map[string]string{}
	for _, line := range commandLines(text) {
		r, ok := readCommand(line.words, env)
		if ok && len(out) < mostReadings && (r.Dial != nil || len(r.Findings) > 0) {
			out = append(out, placedCommand{r, line.at})
		}
	}
	return out
}

// commandReader gathers what a command line says.
type commandReader struct {
	name      string
	program   program
	matched   string
	dial      model.Dial
	target    string
	insecure  []string // flags that turn verification off
	weak      []string // flags that use TLS but do not verify by themselves
	verifies  bool
	tls       bool     // something turned TLS on
	clear     bool     // something turned TLS off
	redirects []string // where else a name is dialled
	found     []model.Finding
}

func (c *commandReader) read(args []string, env map[string]string) model.Reading {
	for _, k := range slices.Sorted(maps.Keys(env)) {
		c.take(c.program.Env[k], k, env[k])
	}
	for i := 0; i < len(args); i++ {
		flag, value, joined := strings.Cut(args[i], "=")
		switch {
		case !strings.HasPrefix(flag, "-") || flag == "-":
			c.word(args[i])
		case c.program.Switches[flag] != "":
			c.old(flag)
			c.turn(c.program.Switches[flag], flag, joined && isNo(value))
		case c.program.Flags[flag] != "":
			c.old(flag)
			if !joined && i+1 < len(args) {
				i++
				value = args[i]
			}
			c.take(c.program.Flags[flag], flag, value)
		default:
			c.old(flag)
			c.cluster(flag)
		}
	}
	return c.reading()
}

// cluster reads one-letter flags written together: -kv, and -E./cert.pem.
func (c *commandReader) cluster(flag string) {
	if strings.HasPrefix(flag, "--") || len(flag) < 3 {
		return
	}
	if what := c.program.Flags[flag[:2]]; what != "" {
		c.take(what, flag[:2], flag[2:])
		return
	}
	for _, r := range flag[1:] {
		if what := c.program.Switches["-"+string(r)]; what != "" {
			c.turn(what, "-"+string(r), false)
		}
	}
}

// turn does what a switch says; not is --flag=false.
func (c *commandReader) turn(what, flag string, not bool) {
	kind, value, _ := strings.Cut(what, "=")
	switch {
	case kind == "verify" && not:
		c.weak = append(c.weak, flag+"=false")
	case kind == "check" && not:
		c.insecure = append(c.insecure, flag+"=false")
	case not:
	case kind == "insecure":
		c.insecure = append(c.insecure, flag)
	case kind == "weak":
		c.weak = append(c.weak, flag)
	case kind == "verify", kind == "check":
		c.verifies = true
	case kind == "tls":
		c.tls = true
	case kind == "plain":
		c.clear = true
	case kind == "starttls":
		c.tls, c.dial.StartTLS = true, value
	case kind == "min":
		c.dial.MinTLS = value
	case kind == "max":
		c.dial.MaxTLS = value
	case kind == "only":
		c.dial.MinTLS, c.dial.MaxTLS = value, value
	}
}

func (c *commandReader) old(flag string) {
	today, ok := c.program.Old[flag]
	if !ok {
		return
	}
	f := model.New(model.OldOption, "option", flag, "today", today, "program", c.name).Seen("text")
	if today == "" {
		f = f.As("gone")
	}
	c.found = append(c.found, f)
}

// calledToday completes a finding about a flag that some program no longer knows, when one of our tables knows its new name.
func calledToday(f model.Finding) model.Finding {
	if f.Code != model.OldOption {
		return f
	}
	for _, name := range slices.Sorted(maps.Keys(programs())) {
		if today := programs()[name].Old[f.Value("option")]; today != "" {
			return f.As("").With("today", today, "text").With("program", name, "text")
		}
	}
	return f
}

func (c *commandReader) reading() model.Reading {
	r := model.Reading{ID: CommandReading, Matched: c.matched, Tool: c.name}
	if !c.program.Server {
		r.Dial = c.probe()
	}
	for _, flag := range c.insecure {
		r.Findings = append(r.Findings, model.New(model.VerificationOff, "option", flag, "program", c.name).Seen("text"))
	}
	for _, flag := range c.weak {
		if !c.verifies {
			r.Findings = append(r.Findings, model.New(model.VerificationOff, "option", flag, "program", c.name).As("tls-only").Seen("text"))
		}
	}
	if h := c.program.Hides; h != "" && !strings.Contains(c.matched, h) {
		r.Findings = append(r.Findings, model.New(model.VerificationOff, "option", c.program.Sub, "program", c.name).As("goes-on").Weigh(model.Note).Seen("text"))
	}
	if c.program.Plain && !c.verifies && len(c.weak) == 0 && r.Dial != nil {
		r.Findings = append(r.Findings, model.New(model.VerificationOff, "program", c.name).As("plaintext").Sure(model.Likely).Seen("text"))
	}
	switch p := c.program; {
	case r.Dial == nil:
	case c.clear || p.Clear != "" && !c.tls && !c.verifies && len(c.insecure) == 0 && c.dial.CA == "":
		r.Findings = append(r.Findings, model.New(model.VerificationOff, "program", c.name, "option", cmp.Or(p.Clear, p.Lax)).As("clear").Seen("text"))
	case p.Lax != "" && !c.verifies && len(c.insecure) == 0:
		r.Findings = append(r.Findings, model.New(model.VerificationOff, "program", c.name, "option", p.Lax).As("by-default").Seen("text"))
	}
	r.Findings = append(r.Findings, c.found...)
	return r
}

// probe gives the dial that the command makes; nil when it does not say where.
func (c *commandReader) probe() *model.Dial {
	d := c.dial
	if c.target != "" {
		t, faults := model.ParseTarget(c.target)
		if len(faults) > 0 && c.program.Port != "" {
			host, path, _ := strings.Cut(c.target, "/")
			t, faults = model.ParseTarget(bracketed(host) + ":" + cmp.Or(d.Port, c.program.Port) + strings.TrimSuffix("/"+path, "/"))
		}
		if len(faults) > 0 {
			return nil
		}
		d.Host, d.Port, d.URL, d.Path = t.Host, t.Port, t.URL, t.Path
		c.redirect(&d)
		if t.StartTLS != "" {
			d.StartTLS = t.StartTLS
		}
	}
	if d.Port == "" {
		d.Port = c.program.Port
	}
	if d.StartTLS == "" {
		d.StartTLS = c.program.StartTLS
	}
	if d.Host == "" || d.Port == "" {
		return nil
	}
	if d.Key == "" && d.Cert != "" {
		d.Key = d.Cert // a file that holds both, as curl and openssl allow
	}
	return &d
}
