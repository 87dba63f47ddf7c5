package screens

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Identity is the form of a new certificate, with the certificate as it will be beside it.
type Identity struct {
	env     *nav.Env
	cas     []model.Authority // those that can sign
	form    *kit.Form
	ca, use *kit.Pick
	name    *kit.Field
	names   *kit.Field
	dn      *kit.Field
	key     *kit.Pick
	days    *kit.Field
}

// NewIdentity makes the form. Only authorities whose key is here can sign; ca is the one it begins with, or "".
func NewIdentity(env *nav.Env, space model.Workspace, ca string) *Identity {
	w := &env.Words.Identity
	s := &Identity{env: env}
	for _, a := range space.Authorities {
		if a.KeyFile != "" {
			s.cas = append(s.cas, a)
		}
	}
	s.ca = kit.NewPick(env, &w.CA.Text, &w.CA.Detail, s.authorities, ca)
	s.name = kit.NewField(env, &w.Name.Text, &w.Name.Detail, "")
	s.name.Check = model.CheckName
	s.use = newUsePick(env, model.ProfileServer)
	s.names = newNamesField(env, "")
	s.dn = kit.NewField(env, &w.DN.Text, &w.DN.Detail, "")
	s.dn.Check = checkDN
	s.key = newKeyPick(env)
	s.days = newDaysField(env, model.DefaultIdentityDays)
	s.form = kit.NewForm(env, s.name, s.use, s.names, s.ca, s.dn, s.key, s.days)
	if len(s.cas) == 1 {
		s.form = kit.NewForm(env, s.name, s.use, s.names, s.dn, s.key, s.days)
	}
	return s
}

func newUsePick(env *nav.Env, use model.Profile) *kit.Pick {
	w := &env.Words.Identity.Use
	return kit.NewPick(env, &w.Text, &w.Detail, func() []kit.Choosable {
		var out []kit.Choosable
		for _, p := range model.Profiles() {
			out = append(out, kit.Choosable{ID: string(p), Text: env.Words.Common.Profile[p]})
		}
		return out
	}, string(use))
}

// newNamesField makes the line for alternative names: a list that may be pasted.
func newNamesField(env *nav.Env, value string) *kit.Field {
	w := &env.Words.Identity.Names
	f := kit.NewField(env, &w.Text, &w.Detail, value)
	f.List = true
	f.Check = func(v string) []model.Finding {
		if v == "" {
			return nil
		}
		_, found := model.ParseSANs(v)
		return found
	}
	return f
}

func checkDN(v string) []model.Finding {
	if v == "" {
		return nil
	}
	s, found := model.ParseSubject(v)
	for _, a := range s {
		found = append(found, model.CheckAttribute(a)...)
	}
	return model.Arrange(found)
}

func (s *Identity) authorities() []kit.Choosable {
	var out []kit.Choosable
	for _, a := range s.cas {
		out = append(out, kit.Choosable{ID: a.Name, Text: model.Clean(a.Name)})
	}
	return out
}

func (s *Identity) authority() model.Authority {
	for _, a := range s.cas {
		if a.Name == s.ca.Value() {
			return a
		}
	}
	return model.Authority{}
}

// spec is what the form says now.
func (s *Identity) spec() model.IdentitySpec {
	sans, _ := model.ParseSANs(s.names.Value())
	days, _ := model.CheckDays(s.days.Value())
	dn, _ := model.ParseSubject(s.dn.Value())
	return model.IdentitySpec{
		Name: s.name.Value(), Authority: s.ca.Value(), Profile: model.Profile(s.use.Value()), SANs: sans, Subject: dn,
		Key: model.KeyType(s.key.Value()), Days: days,
	}
}

func (s *Identity) plan() model.Plan {
	spec := s.spec()
	return model.Plan{Steps: []model.Step{{Kind: model.StepIssue, Identity: &spec}}}
}

// Title implements nav.Screen.
func (s *Identity) Title() string { return s.env.Words.Identity.Title }

// Help implements nav.Helped.
func (s *Identity) Help() string { return s.env.Words.Identity.Help }

// Twin implements nav.Twin. Of a form that cannot be carried out there is none.
func (s *Identity) Twin() string {
	if len(s.cas) == 0 || !s.form.Sound() {
		return ""
	}
	return planTwin(s.env, s.plan())
}

// Init implements nav.Screen.
func (s *Identity) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Identity) Typing() bool { return len(s.cas) > 0 && s.form.Typing() }

// Dirty implements nav.Dirty.
func (s *Identity) Dirty() bool { return s.form.Dirty() }

// Close implements nav.Screen.
func (s *Identity) Close() {}

// Keys implements nav.Screen.
func (s *Identity) Keys() []key.Binding {
	if len(s.cas) == 0 {
		return []key.Binding{keys.As(s.env.Keys.Enter, s.env.Words.Identity.MakeCA)}
	}
	return s.form.Keys(s.env.Words.Identity.Review)
}

// Update implements nav.Screen.
func (s *Identity) Update(msg tea.Msg) tea.Cmd {
	if len(s.cas) == 0 {
		if press, ok := msg.(tea.KeyMsg); ok && key.Matches(press, s.env.Keys.Enter) {
			return nav.Go(nav.Replace{Screen: NewAuthority(s.env, "")})
		}
		return nil
	}
	cmd, submitted := s.form.Update(msg)
	if submitted {
		return nav.To(NewReview(s.env, s.plan(), s.written))
	}
	return cmd
}

// written goes on when the certificate exists: to its page.
func (s *Identity) written(a model.Applied) tea.Cmd {
	if len(a.Identities) == 0 || s.env.Makers.Detail == nil {
		return leave(s, nil)
	}
	return leave(s, nav.To(s.env.Makers.Detail(s.env, a.Identities[0])))
}

// View implements nav.Screen.
func (s *Identity) View(w, h int) string {
	if len(s.cas) == 0 {
		return "\n" + strings.Join(kit.Paragraph(s.env.Theme.Value, s.env.Words.Identity.NoAuthority, w), "\n")
	}
	side := func(w int) []string { return previewIdentity(s.env, s.spec(), s.authority(), w) }
	return formBeside(s.env, s.form.View, side, w, h)
}
