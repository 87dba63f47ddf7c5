package assets

import (
	"maps"
	"path"
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
}

var programs = sync.OnceValue(func() map[string]program {
	m := map[string]program{}
	if err := decodeStrict(mustRead("errors/commands.json"), &m); err != nil {
		panic("assets: errors/commands.json: " + err.Error())
	}
	return m
})

// commandID is the folder with the words about commands.
const commandID = "command"

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

// readCommand passes over a prompt, sudo and VAR=value, then wants the name of a program it knows, and behind it what only
// a command has: sentences begin with "curl failed to", too.
func readCommand(words []string, env map[string]string) (model.Reading, bool) {
	here := maps.Clone(env)
	begins, prompt := true, false // whether a command may begin at this word
	for i, w := range words {
		if k, v, ok := strings.Cut(w, "="); ok && isVariable(k) {
			here[k] = v
			continue
		}
		name := path.Base(w)
		p, ok := programs()[name]
		if begins && ok && p.follows(words[i+1:], prompt) {
			return (&commandReader{name: name, program: p, matched: strings.Join(words[i:], " ")}).read(words[i+1:], here), true
		}
		begins = isPrompt(w)
		prompt = prompt || begins
	}
	if begins {
		maps.Copy(env, here)
	}
	return model.Reading{}, false
}

func isVariable(s string) bool {
	for i, r := range s {
		if !(r == '_' || r >= 'A' && r <= 'Z' || i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return s != ""
}

func isPrompt(w string) bool {
	return strings.HasSuffix(w, "$") || strings.HasSuffix(w, "#") || strings.HasSuffix(w, "%") && !strings.ContainsAny(w[:1], "0123456789") || w == "sudo" || w == "export" || w == "env" || w == "time" || w == "+"
}

// commandReader gathers what a command line says.
type commandReader struct {
	name     string
	program  program
	matched  string
	dial     model.Dial
	target   string
	insecure []string // flags that turn verification off
	weak     []string // flags that use TLS but do not verify by themselves
	verifies bool
	found    []model.Finding
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
			c.turn(c.program.Switches[flag], flag)
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
			c.turn(what, "-"+string(r))
		}
	}
}

func (c *commandReader) turn(what, flag string) {
	switch kind, value, _ := strings.Cut(what, "="); kind {
	case "insecure":
		c.insecure = append(c.insecure, flag)
	case "weak":
		c.weak = append(c.weak, flag)
	case "verify":
		c.verifies = true
	case "min":
		c.dial.MinTLS = value
	case "max":
		c.dial.MaxTLS = value
	case "only":
		c.dial.MinTLS, c.dial.MaxTLS = value, value
	}
}

// take stores a value by what it is.
func (c *commandReader) take(what, flag, value string) {
	switch what {
	case "target": // host:port or a URL; the first of a list
		if c.target == "" || flag != "" {
			c.target, _, _ = strings.Cut(value, ",")
		}
	case "host":
		c.dial.Host = value
	case "port":
		c.dial.Port = value
	case "ca":
		c.dial.CA = value
	case "cert":
		c.dial.Cert = withoutPassword(value)
	case "key":
		c.dial.Key = value
	case "dir":
		c.dial.CA, c.dial.Cert, c.dial.Key = path.Join(value, "ca.pem"), path.Join(value, "cert.pem"), path.Join(value, "key.pem")
	case "servername":
		c.dial.ServerName = value
	case "starttls":
		c.dial.StartTLS = value
	case "max":
		c.dial.MaxTLS = value
	case "verify":
		c.verifies = c.verifies || value != ""
	case "sslmode":
		c.sslmode(value)
	case "dsn":
		c.dsn(value)
	}
}

// withoutPassword drops the ":password" that curl allows behind the file; a drive letter is no password.
func withoutPassword(file string) string {
	if i := strings.LastIndex(file, ":"); i > 1 {
		return file[:i]
	}
	return file
}

func (c *commandReader) sslmode(mode string) {
	switch mode {
	case "verify-ca", "verify-full":
		c.verifies = true
	default:
		c.insecure = append(c.insecure, "sslmode="+mode)
	}
}

// dsn reads libpq's "host=... port=... sslmode=..." and postgres:// forms.
func (c *commandReader) dsn(text string) {
	if strings.Contains(text, "://") {
		base, query, _ := strings.Cut(text, "?")
		c.target = base
		text = strings.ReplaceAll(query, "&", " ")
	}
	for _, kv := range strings.Fields(text) {
		if k, v, ok := strings.Cut(kv, "="); ok {
			c.take(map[string]string{"host": "host", "hostaddr": "host", "port": "port", "sslmode": "sslmode", "sslrootcert": "ca", "sslcert": "cert", "sslkey": "key"}[k], k, v)
		}
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
	r := model.Reading{ID: commandID, Matched: c.matched, Tool: c.name}
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
			t, faults = model.ParseTarget(bracketed(host) + ":" + c.program.Port + strings.TrimSuffix("/"+path, "/"))
		}
		if len(faults) > 0 {
			return nil
		}
		d.Host, d.Port, d.URL, d.Path = t.Host, t.Port, t.URL, t.Path
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
