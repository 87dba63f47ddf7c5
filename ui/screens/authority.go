package screens

import (
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Authority is the form of a new CA, with the certificate as it will be beside it.
type Authority struct {
	env        *nav.Env
	form       *kit.Form
	name       *kit.Field
	subject    *subjectFields
	key        *kit.Pick
	days       *kit.Field
	passphrase *kit.Field
	again      *kit.Field // the passphrase once more: a slip would lock the key for good
}

// NewAuthority makes the form; name is what it begins with.
func NewAuthority(env *nav.Env, name string) *Authority {
	w := &env.Words.Identity
	s := &Authority{env: env, subject: newSubjectFields(env, nil)}
	s.name = kit.NewField(env, &w.CAName.Text, &w.CAName.Detail, name)
	s.name.Check = model.CheckName
	s.key = newKeyPick(env)
	s.days = newDaysField(env, model.DefaultCADays)
	s.passphrase = kit.NewField(env, &w.Passphrase.Text, &w.Passphrase.Detail, "")
	s.passphrase.Secret = true
	s.again = newAgainField(env, s.passphrase, s.name)
	s.form = kit.NewForm(env)
	s.arrange()
	return s
}

// arrange asks for a passphrase a second time only when there is one.
func (s *Authority) arrange() {
	s.form.Items = append(append([]kit.Item{s.name}, s.subject.items()...), s.key, s.days, s.passphrase)
	if s.passphrase.Value() != "" {
		s.form.Items = append(s.form.Items, s.again)
	}
}

// newAgainField asks for the passphrase of a new CA's key once more.
func newAgainField(env *nav.Env, passphrase, authority *kit.Field) *kit.Field {
	w := &env.Words.Setup.Again
	f := kit.NewField(env, &w.Text, &w.Detail, "")
	f.Secret = true
	f.Check = func(v string) []model.Finding {
		if v == passphrase.Value() {
			return nil
		}
		return []model.Finding{model.New(model.PassphrasesDiffer, "authority", authority.Value()).Seen("passphrase")}
	}
	return f
}

func newKeyPick(env *nav.Env) *kit.Pick {
	w := &env.Words.Identity.Key
	return kit.NewPick(env, &w.Text, &w.Detail, func() []kit.Choosable {
		var out []kit.Choosable
		for _, k := range model.KeyTypes() {
			out = append(out, kit.Choosable{ID: string(k), Text: string(k)})
		}
		return out
	}, string(model.P256))
}

func newDaysField(env *nav.Env, days int) *kit.Field {
	w := &env.Words.Identity.Days
	f := kit.NewField(env, &w.Text, &w.Detail, strconv.Itoa(days))
	f.Check = func(v string) []model.Finding {
		_, found := model.CheckDays(v)
		return found
	}
	return f
}

// spec is what the form says now.
func (s *Authority) spec() model.AuthoritySpec {
	days, _ := model.CheckDays(s.days.Value())
	return model.AuthoritySpec{
		Name: s.name.Value(), Subject: s.subject.value(), Key: model.KeyType(s.key.Value()), Days: days,
		PathLen: -1, Passphrase: s.passphrase.Value(),
	}
}

func (s *Authority) plan() model.Plan {
	spec := s.spec()
	return model.Plan{Steps: []model.Step{{Kind: model.StepCreateAuthority, Authority: &spec}}}
}

// Title implements nav.Screen.
func (s *Authority) Title() string { return s.env.Words.Identity.TitleCA }

// Help implements nav.Helped.
func (s *Authority) Help() string { return s.env.Words.Identity.HelpCA }

// Twin implements nav.Twin. Of a form that cannot be carried out there is none.
func (s *Authority) Twin() string {
	if !s.form.Sound() {
		return ""
	}
	return planTwin(s.env, s.plan())
}

func planTwin(env *nav.Env, p model.Plan) string {
	if env.Services.Twin == nil {
		return ""
	}
	return env.Services.Twin(p)
}

// Init implements nav.Screen.
func (s *Authority) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Authority) Typing() bool { return s.form.Typing() }

// Dirty implements nav.Dirty.
func (s *Authority) Dirty() bool { return s.form.Dirty() }

// Close implements nav.Screen.
func (s *Authority) Close() {}

// Keys implements nav.Screen.
func (s *Authority) Keys() []key.Binding { return s.form.Keys(s.env.Words.Identity.Review) }

// Update implements nav.Screen.
func (s *Authority) Update(msg tea.Msg) tea.Cmd {
	cmd, submitted := s.form.Update(msg)
	if s.subject.spread() { // all of it is filled: on to the line below it
		s.form.Focus(1 + len(subjectTypes))
	}
	s.arrange()
	if submitted {
		return nav.To(NewReview(s.env, s.plan(), s.written))
	}
	return cmd
}

// written goes on when the CA exists: back to where the form was opened.
func (s *Authority) written(model.Applied) tea.Cmd { return leave(s, nil) }

// leave leaves a form together with everything above it; then runs afterwards.
func leave(form nav.Screen, then tea.Cmd) tea.Cmd {
	return tea.Sequence(nav.Go(nav.PopTo{Screen: form}), nav.Go(nav.Pop{Then: then}))
}

// View implements nav.Screen.
func (s *Authority) View(w, h int) string {
	side := func(w int) []string { return previewAuthority(s.env, s.spec(), w) }
	return formBeside(s.env, s.form.View, side, w, h)
}
