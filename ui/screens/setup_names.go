package screens

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// namesQuestion asks what clients will dial: one line a machine, always one empty line more.
type namesQuestion struct {
	ask
	lines  []*kit.Field
	labels []*string
	here   string // what the first line began with
	system string // model.Target.ID: what another machine is called in the example
	hint   string // of the empty line
}

// machine is one line: a machine with all its names.
type machine struct{ sans []model.SAN }

func newNamesQuestion(env *nav.Env, space model.Workspace, system string) *namesQuestion {
	q := &namesQuestion{here: hereNames(space), system: system}
	q.ask = ask{env: env, form: kit.NewForm(env), enter: &env.Words.Setup.Accept}
	q.add(q.here)
	q.settle()
	return q
}

// hereNames are the names of this machine that clients may use: its host name, its main address, and the loopback ones.
func hereNames(space model.Workspace) string {
	var names []string
	if san := (model.SAN{Kind: model.DNS, Value: space.Host}).Canonical(); space.Host != "" && model.OK(model.CheckSAN(san)) && san.Value != "localhost" {
		names = append(names, san.Value)
	}
	if len(space.Addresses) > 0 {
		names = append(names, space.Addresses[0])
	}
	return strings.Join(append(names, "localhost", "127.0.0.1", "::1"), ", ")
}

// add appends a line.
func (q *namesQuestion) add(text string) {
	label := new(string)
	f := kit.NewField(q.env, label, nil, "")
	f.List = true
	f.Check = q.check(len(q.lines))
	f.OnPaste = func(text string) bool { return q.paste(f, text) }
	if len(q.lines) == 0 {
		f.Default(text)
	} else {
		f.SetValue(text)
	}
	q.lines, q.labels = append(q.lines, f), append(q.labels, label)
	q.form.Items = append(q.form.Items, f)
}

// check judges a line as it is typed; the first one says when there is no machine at all.
func (q *namesQuestion) check(n int) func(string) []model.Finding {
	return func(v string) []model.Finding {
		if v == "" && (n > 0 || len(q.machines()) > 0) {
			return nil
		}
		sans, found := model.ParseSANs(v)
		if len(sans) == 0 && model.OK(found) {
			found = append(found, model.New(model.NoSAN, "name", *q.labels[n]))
		}
		if name, again := q.again(n, sans); again {
			found = append(found, model.New(model.DuplicateSAN, "value", name).As("machine").Seen("san").Weigh(model.Fatal))
		}
		return model.Arrange(found)
	}
}

// again reports a line that is a machine of an earlier line once more, by the name that its files would have.
func (q *namesQuestion) again(n int, sans []model.SAN) (string, bool) {
	if len(sans) == 0 {
		return "", false
	}
	name := machine{sans}.name()
	for _, f := range q.lines[:min(n, len(q.lines))] {
		if before, _ := model.ParseSANs(f.Value()); len(before) > 0 && strings.EqualFold(machine{before}.name(), name) {
			return name, true
		}
	}
	return "", false
}

// settle keeps one empty line at the end, and labels and hints right.
func (q *namesQuestion) settle() {
	if q.lines[len(q.lines)-1].Value() != "" {
		q.add("")
	}
	q.rename()
	w := &q.env.Words.Setup
	for n, f := range q.lines {
		switch {
		case n == 0 && f.Value() == q.here:
			f.Hint = &w.ThisMachine
		case f.Value() == "" && n > 0:
			f.Hint = &q.hint
		default:
			f.Hint = &w.MachineHint
		}
	}
}

// rename writes the labels in the present language.
func (q *namesQuestion) rename() {
	example := "server"
	if q.system != "" && q.system != "other" {
		example = q.system
	}
	q.hint = assets.Fill(q.env.Words.Setup.AnotherHint, "name", example+"-2")
	for n, l := range q.labels {
		*l = assets.Fill(q.env.Words.Setup.Machine, "n", strconv.Itoa(n+1))
	}
}

// paste takes several lines of which one has more than one name: they are several machines. Anything else is left to the field,
// which makes one list of it.
func (q *namesQuestion) paste(into *kit.Field, text string) bool {
	var lines []string
	several := false
	for _, l := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		l, _, _ = strings.Cut(l, "#") // as in /etc/hosts
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		sans, _ := model.ParseSANs(l)
		several = several || len(sans) > 1
		lines = append(lines, l)
	}
	if len(lines) < 2 || !several {
		return false
	}
	if into.Value() == "" {
		into.SetValue(lines[0])
		lines = lines[1:]
	}
	for _, l := range lines {
		if last := q.lines[len(q.lines)-1]; last.Value() == "" {
			last.SetValue(l)
			continue
		}
		q.add(l)
	}
	return true
}

// Update takes a key. After the last line with text, enter on the empty one goes on.
func (q *namesQuestion) Update(press tea.KeyMsg) (tea.Cmd, bool) {
	cmd, answered := q.ask.Update(press)
	q.settle()
	return cmd, answered
}

// machines are the lines that have names, each machine once.
func (q *namesQuestion) machines() []machine { return q.until(len(q.lines)) }

// until are the machines of the first lines.
func (q *namesQuestion) until(n int) []machine {
	var out []machine
	for i, f := range q.lines[:n] {
		sans, _ := model.ParseSANs(f.Value())
		if _, again := q.again(i, sans); len(sans) > 0 && !again {
			out = append(out, machine{sans})
		}
	}
	return out
}

// focused is the number, among the machines, of the line with the cursor.
func (q *namesQuestion) focused() int {
	return max(min(len(q.until(q.form.At())), len(q.machines())-1), 0)
}

// name is what the machine's files are named after: its first name, else its first address.
func (m machine) name() string {
	switch kept := possible(m.sans); {
	case len(kept) == 0:
		return "server"
	case len(kept) < len(m.sans): // a name that cannot be made is nobody's name
		return machine{kept}.name()
	}
	best := m.sans[0].Value
	if i := slices.IndexFunc(m.sans, func(s model.SAN) bool { return s.Kind == model.DNS || s.Kind == model.IP }); i >= 0 {
		best = m.sans[i].Value
	}
	if i := slices.IndexFunc(m.sans, func(s model.SAN) bool { return s.Kind == model.DNS && s.Value != "localhost" }); i >= 0 {
		best = m.sans[i].Value
	}
	found := model.CheckName(best)
	if len(found) == 0 {
		return best
	}
	if s := found[0].Value("suggestion"); s != "" {
		return s
	}
	return "server"
}

// host is what to dial: the first address that others can reach, else the first name, else a loopback one; "" when the
// names do not tell, as a wildcard alone does not.
func (m machine) host() string {
	for _, s := range m.sans {
		if s.Kind == model.IP && !strings.HasPrefix(s.Value, "127.") && s.Value != "::1" {
			return s.Value
		}
	}
	for _, s := range m.sans {
		if s.Kind == model.DNS && s.Value != "localhost" && !strings.HasPrefix(s.Value, "*") {
			return s.Value
		}
	}
	for _, s := range m.sans {
		if s.Kind == model.IP || s.Value == "localhost" {
			return s.Value
		}
	}
	return ""
}
