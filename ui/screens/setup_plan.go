package screens

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// plan is all that was answered so far, as steps: the CA when it is new, each machine, the client when it is new.
func (s *Setup) plan() model.Plan {
	var steps []model.Step
	if s.ca.isNew() {
		spec := s.authoritySpec()
		steps = append(steps, model.Step{Kind: model.StepCreateAuthority, Authority: &spec})
	}
	for _, spec := range s.machineSpecs() {
		steps = append(steps, model.Step{Kind: model.StepIssue, Identity: &spec})
	}
	if spec, ok := s.clientSpec(); ok {
		steps = append(steps, model.Step{Kind: model.StepIssue, Identity: &spec})
	}
	return model.Plan{Steps: steps}
}

func (s *Setup) authoritySpec() model.AuthoritySpec {
	days, _ := model.CheckDays(s.more.caDays.Value())
	return model.AuthoritySpec{
		Name: s.ca.name.Value(), Subject: s.subject.fields.value(), Key: model.KeyType(s.more.key.Value()), Days: days,
		PathLen: -1, Passphrase: s.more.passphrase.Value(),
	}
}

// authority is the CA that signs: the one that is here, or the new one as it will be.
func (s *Setup) authority() model.Authority {
	if !s.ca.isNew() {
		return s.ca.chosen()
	}
	spec := s.authoritySpec().Complete()
	from, to := lifetime(s.env, spec.Days, nil)
	return model.Authority{
		Name:        spec.Name,
		Certificate: model.Certificate{Subject: spec.Subject, Issuer: spec.Subject, NotBefore: from, NotAfter: to},
	}
}

// machineSpecs are the certificates of the machines. Only the names that were typed are in them: a machine whose files
// had to be named otherwise is not also reached by that name.
func (s *Setup) machineSpecs() []model.IdentitySpec {
	ca, taken := s.authority(), map[string]bool{}
	ekus, _ := model.ParseEKUs(s.more.ekus.Value())
	var out []model.IdentitySpec
	for _, m := range s.names.machines() {
		name := freeIn(ca, taken, m.name(), s.system.ID)
		taken[strings.ToLower(name)] = true
		out = append(out, model.IdentitySpec{
			Name: name, Authority: ca.Name, Profile: s.profile(), EKUs: ekus, SANs: m.sans, Key: s.keyType(), Days: s.days(), NoNameSAN: true,
		})
	}
	return out
}

// clientSpec is the certificate of a new client; false when there is none to make.
func (s *Setup) clientSpec() (model.IdentitySpec, bool) {
	if !s.client.isNew() || !s.profile().Accepts() {
		return model.IdentitySpec{}, false
	}
	return model.IdentitySpec{
		Name: s.client.name.Value(), Authority: s.authority().Name, Profile: model.ProfileClient, Key: s.keyType(), Days: s.days(),
	}, true
}

func (s *Setup) keyType() model.KeyType { return model.KeyType(s.more.key.Value()) }

func (s *Setup) days() int {
	days, _ := model.CheckDays(s.more.days.Value())
	return days
}

// moreQuestion holds what nobody has to decide: key type, days, purposes, a passphrase for the CA's key.
type moreQuestion struct {
	ask
	key                                   *kit.Pick
	days, ekus, caDays, passphrase, again *kit.Field
	ca                                    *caQuestion
}

func newMoreQuestion(env *nav.Env, ca *caQuestion) *moreQuestion {
	w := &env.Words.Setup
	q := &moreQuestion{key: newKeyPick(env), days: newDaysField(env, model.DefaultIdentityDays), caDays: newDaysField(env, model.DefaultCADays), ca: ca}
	q.days.Label, q.days.Hint = &w.ServerDays.Text, &w.ServerDays.Detail
	q.caDays.Label, q.caDays.Hint = &w.CADays.Text, &w.CADays.Detail
	q.ekus = kit.NewField(env, &w.ServerEKUs.Text, &w.ServerEKUs.Detail, "")
	q.ekus.List = true
	q.ekus.Check = func(v string) []model.Finding {
		_, found := model.ParseEKUs(v)
		return found
	}
	q.passphrase = kit.NewField(env, &w.Passphrase.Text, &w.Passphrase.Detail, "")
	q.passphrase.Secret = true
	q.again = newAgainField(env, q.passphrase, ca.name)
	q.ask = ask{env: env, form: kit.NewForm(env), eager: true, enter: &w.Done}
	return q
}

// visit shows the lines of the CA only where a new one is made.
func (q *moreQuestion) visit() {
	q.ask.visit()
	q.arrange()
	q.form.Focus(0)
}

// arrange asks for a passphrase a second time only when there is one.
func (q *moreQuestion) arrange() {
	q.form.Items = []kit.Item{q.key, q.days, q.ekus}
	if q.ca.isNew() {
		q.form.Items = append(q.form.Items, q.caDays, q.passphrase)
		if q.passphrase.Value() != "" {
			q.form.Items = append(q.form.Items, q.again)
		}
	}
}

// Update takes a key.
func (q *moreQuestion) Update(press tea.KeyMsg) (tea.Cmd, bool) {
	cmd, answered := q.ask.Update(press)
	q.arrange()
	return cmd, answered
}
