package screens

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// probeQuestion asks what to dial first, with everything filled in, and whether a stranger is to be tried afterwards.
type probeQuestion struct {
	ask
	places    []nav.RecipeRequest
	which     *kit.Pick
	at        *kit.Field
	as        *kit.Pick
	strangers *kit.Pick
}

func newProbeQuestion(env *nav.Env, places []nav.RecipeRequest) *probeQuestion {
	w := &env.Words.Setup
	q := &probeQuestion{places: places}
	q.which = kit.NewPick(env, &w.Which.Text, &w.Which.Detail, func() []kit.Choosable {
		var out []kit.Choosable
		for _, p := range places {
			out = append(out, kit.Choosable{ID: p.Server, Text: model.Clean(nameOf(p.Server))})
		}
		return out
	}, "")
	q.at = kit.NewField(env, &w.At.Text, &w.At.Detail, q.address())
	q.at.Check = func(v string) []model.Finding {
		_, found := q.target()
		return found
	}
	q.as = kit.NewPick(env, &w.As.Text, &w.As.Detail, func() []kit.Choosable {
		return []kit.Choosable{{ID: places[0].Client, Text: model.Clean(nameOf(places[0].Client))}, {ID: "", Text: env.Words.Setup.Nobody}}
	}, "")
	q.as.SetValue(places[0].Client)
	q.strangers = kit.NewPick(env, &w.Strangers.Text, &w.Strangers.Detail, func() []kit.Choosable {
		return []kit.Choosable{{ID: "yes", Text: env.Words.Setup.Without}, {ID: "no", Text: env.Words.Common.No}}
	}, "yes")
	q.ask = ask{env: env, form: kit.NewForm(env), eager: true, enter: &w.Dial}
	q.arrange()
	q.form.Focus(q.first())
	return q
}

// first is the line of the address.
func (q *probeQuestion) first() int {
	if len(q.places) > 1 {
		return 1
	}
	return 0
}

// place is the machine to be dialled.
func (q *probeQuestion) place() nav.RecipeRequest {
	for _, p := range q.places {
		if p.Server == q.which.Value() {
			return p
		}
	}
	return q.places[0]
}

func (q *probeQuestion) address() string {
	p := q.place()
	if p.Host == "" {
		return ""
	}
	return model.Dial{Host: p.Host, Port: p.Port}.Address()
}

func (q *probeQuestion) arrange() {
	q.form.Items = nil
	if len(q.places) > 1 {
		q.form.Items = append(q.form.Items, q.which)
	}
	q.form.Items = append(q.form.Items, q.at)
	if q.places[0].Client != "" {
		q.form.Items = append(q.form.Items, q.as)
		if q.as.Value() != "" {
			q.form.Items = append(q.form.Items, q.strangers)
		}
	}
}

// Update takes a key. A change of the machine changes the address, unless one was typed.
func (q *probeQuestion) Update(press tea.KeyMsg) (tea.Cmd, bool) {
	if key.Matches(press, q.env.Keys.Digit) && q.form.Typing() {
		return q.ask.Update(press) // a digit of the address
	}
	cmd, answered := q.ask.Update(press)
	q.at.Default(q.address())
	q.arrange()
	return cmd, answered
}

// target is what the address says. An address without a port means the port of what was set up: it is known, so it is
// not asked for.
func (q *probeQuestion) target() (model.Dial, []model.Finding) {
	v := q.at.Value()
	d, found := model.ParseTarget(v)
	if port := q.place().Port; !model.OK(found) && v != "" && port != "" {
		if with, none := model.ParseTarget(model.Dial{Host: v, Port: port}.Address()); model.OK(none) {
			return with, none
		}
	}
	return d, found
}

// dial is what the answers say.
func (q *probeQuestion) dial() model.Dial {
	d, _ := q.target()
	d.CA, _ = authorityOf(q.place().Server)
	d.As = q.as.Value()
	if q.places[0].Client == "" {
		d.As = ""
	}
	d.Strangers = d.As != "" && q.strangers.Value() == "yes"
	return d
}
