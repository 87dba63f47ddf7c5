package screens

import (
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// newOne is the ID of the choice to make something new; no name on disk can be this.
const newOne = "+"

// caQuestion asks which authority signs: one that is here with its key, or a new one.
type caQuestion struct {
	ask
	cas  []model.Authority
	pick *kit.Pick
	name *kit.Field
}

func newCAQuestion(env *nav.Env, space model.Workspace) *caQuestion {
	w := &env.Words.Setup
	q := &caQuestion{}
	for _, a := range space.Authorities {
		if a.KeyFile != "" {
			q.cas = append(q.cas, a)
		}
	}
	q.pick = kit.NewPick(env, &w.CAPick.Text, &w.CAPick.Detail, func() []kit.Choosable {
		var out []kit.Choosable
		for _, a := range q.cas {
			out = append(out, kit.Choosable{ID: a.Name, Text: model.Clean(a.Name)})
		}
		return append(out, kit.Choosable{ID: newOne, Text: env.Words.Setup.CANew})
	}, "")
	q.name = kit.NewField(env, &w.CAName.Text, &w.CAName.Detail, caName(space))
	q.name.Check = model.CheckName
	q.ask = ask{env: env, form: kit.NewForm(env), eager: true, enter: &w.Accept}
	q.arrange()
	return q
}

// arrange shows the name only where a new authority is made.
func (q *caQuestion) arrange() {
	var items []kit.Item
	if len(q.cas) > 0 {
		items = append(items, q.pick)
	}
	if q.isNew() {
		items = append(items, q.name)
	}
	q.form.Items = items
}

// Update takes a key.
func (q *caQuestion) Update(press tea.KeyMsg) (tea.Cmd, bool) {
	cmd, answered := q.ask.Update(press)
	q.arrange()
	return cmd, answered
}

func (q *caQuestion) isNew() bool { return q.pick.Value() == newOne }

// chosen is the existing authority that signs; its name is "" when a new one is made.
func (q *caQuestion) chosen() model.Authority {
	for _, a := range q.cas {
		if a.Name == q.pick.Value() {
			return a
		}
	}
	return model.Authority{}
}

// clientQuestion asks who connects first: a client that is here, a new one, or nobody.
type clientQuestion struct {
	ask
	authority string // whose clients these are
	clients   []string
	pick      *kit.Pick
	name      *kit.Field
}

const nobody = "-"

func newClientQuestion(env *nav.Env, ca model.Authority) *clientQuestion {
	w := &env.Words.Setup
	q := &clientQuestion{authority: ca.Name}
	for _, i := range ca.Identities {
		if isClient(i.Certificate) && i.KeyFile != "" {
			q.clients = append(q.clients, i.Name)
		}
	}
	q.pick = kit.NewPick(env, &w.ClientPick.Text, &w.ClientPick.Detail, func() []kit.Choosable {
		var out []kit.Choosable
		for _, n := range q.clients {
			out = append(out, kit.Choosable{ID: n, Text: model.Clean(n)})
		}
		return append(out, kit.Choosable{ID: newOne, Text: env.Words.Setup.ClientNew}, kit.Choosable{ID: nobody, Text: env.Words.Setup.Nobody})
	}, "admin")
	q.name = kit.NewField(env, &w.ClientName.Text, &w.ClientName.Detail, freeIn(ca, nil, "admin", ""))
	q.name.Check = model.CheckName
	q.ask = ask{env: env, form: kit.NewForm(env), eager: true, enter: &w.Accept}
	q.arrange()
	if q.isNew() {
		q.form.Focus(1)
	}
	return q
}

func (q *clientQuestion) arrange() {
	q.form.Items = []kit.Item{q.pick}
	if q.isNew() {
		q.form.Items = append(q.form.Items, q.name)
	}
}

// Update takes a key.
func (q *clientQuestion) Update(press tea.KeyMsg) (tea.Cmd, bool) {
	cmd, answered := q.ask.Update(press)
	q.arrange()
	return cmd, answered
}

func (q *clientQuestion) isNew() bool { return q.pick.Value() == newOne }

// chosen is the name of the client, "" for nobody.
func (q *clientQuestion) chosen() string {
	switch v := q.pick.Value(); v {
	case newOne:
		return q.name.Value()
	case nobody:
		return ""
	default:
		return v
	}
}
