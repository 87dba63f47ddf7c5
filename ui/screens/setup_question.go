package screens

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// question is one step of the setup that is answered by a form.
type question interface {
	// Update takes a key and reports whether the question is answered.
	Update(tea.KeyMsg) (cmd tea.Cmd, answered bool)
	View(w, h int) string
	Keys() []key.Binding
	Typing() bool
	Dirty() bool
	visit()
}

// ask is a form that enter accepts as it stands. Where something was typed since it was opened, enter goes through the
// lines first, as in any form, unless the question is eager.
type ask struct {
	env   *nav.Env
	form  *kit.Form
	eager bool
	enter *string // what enter does when it accepts
	typed bool
}

func (q *ask) visit() { q.typed = false }

// Update takes a key.
func (q *ask) Update(press tea.KeyMsg) (tea.Cmd, bool) {
	k := q.env.Keys
	if key.Matches(press, k.Enter) && !press.Paste && q.accepts() {
		return nil, q.form.Submit()
	}
	if !key.Matches(press, k.Enter, k.NextField, k.PrevField) {
		q.typed = true
	}
	return q.form.Update(press)
}

// accepts reports whether enter answers the question now.
func (q *ask) accepts() bool { return q.eager || !q.typed || q.form.Last() }

// Keys are the bindings that work now.
func (q *ask) Keys() []key.Binding {
	k := q.env.Keys
	help := q.env.Words.Shell.Keys.NextField
	if q.accepts() {
		help = *q.enter
	}
	var out []key.Binding
	if len(q.form.Items) == 0 || model.OK(q.form.Items[q.form.At()].Findings()) {
		out = append(out, keys.As(k.Enter, help)) // what is wrong is not accepted
	}
	rest := q.form.Keys("")[1:]
	own := rest[:len(rest)-1] // those of the line itself, before those that leave it
	if len(q.form.Items) < 2 {
		return append(out, own...) // there is no field before
	}
	return append(append(append(out, own...), k.NextField), k.PrevField)
}

// View draws the form.
func (q *ask) View(w, h int) string { return q.form.View(w, h) }

// Typing reports whether letters are text now.
func (q *ask) Typing() bool { return q.form.Typing() }

// Dirty reports whether anything differs from the defaults.
func (q *ask) Dirty() bool { return q.form.Dirty() }

// portQuestion asks where a system listens that we do not know.
type portQuestion struct {
	ask
	field *kit.Field
}

func newPortQuestion(env *nav.Env) *portQuestion {
	w := &env.Words.Setup
	q := &portQuestion{field: kit.NewField(env, &w.PortField.Text, &w.PortField.Detail, "443")}
	q.field.Check = func(v string) []model.Finding {
		_, found := model.ParseTarget("localhost:" + v)
		return found
	}
	q.ask = ask{env: env, form: kit.NewForm(env, q.field), eager: true, enter: &w.Accept}
	return q
}

// subjectQuestion asks what a new CA says about itself.
type subjectQuestion struct {
	ask
	fields *subjectFields
}

// newSubjectQuestion fills in what the last authority of the home says, but not its name.
func newSubjectQuestion(env *nav.Env, space model.Workspace) *subjectQuestion {
	var last model.Subject
	if n := len(space.Authorities); n > 0 {
		last = space.Authorities[n-1].Certificate.Subject.Set("CN", "").Set("emailAddress", "")
	}
	q := &subjectQuestion{fields: newSubjectFields(env, last)}
	q.follow(caName(space))
	q.ask = ask{env: env, form: kit.NewForm(env, q.fields.items()...), enter: &env.Words.Setup.Accept}
	return q
}

// follow makes the CN the name of the authority, unless another was typed.
func (q *subjectQuestion) follow(name string) { q.fields.fields["CN"].Default(name) }

// Update takes a key; a whole subject pasted into any line fills all, and enter then goes on.
func (q *subjectQuestion) Update(press tea.KeyMsg) (tea.Cmd, bool) {
	cmd, answered := q.ask.Update(press)
	if q.fields.spread() {
		q.typed = false // everything is filled: enter goes on
	}
	return cmd, answered
}

// caName is the name that a new authority is offered: this host's, and free.
func caName(space model.Workspace) string {
	host, _, _ := strings.Cut(space.Host, ".")
	if host == "" || len(model.CheckName(host)) > 0 {
		host = "my"
	}
	return numbered(host+"-ca", func(n string) bool {
		_, taken := space.Find(n)
		return !taken
	})
}

// numbered returns the name, or the first of name-2, name-3 ... that is free.
func numbered(name string, free func(string) bool) string {
	for n := 1; n < 1000; n++ {
		candidate := name
		if n > 1 {
			candidate += "-" + strconv.Itoa(n)
		}
		if free(candidate) {
			return candidate
		}
	}
	return name
}
