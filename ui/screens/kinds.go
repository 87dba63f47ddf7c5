package screens

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Kinds asks what new thing is to be made: a certificate or a CA.
type Kinds struct {
	env    *nav.Env
	space  model.Workspace
	ca     string
	choice *kit.Choice
}

// NewKinds makes the page; ca is the authority that a new certificate begins with.
func NewKinds(env *nav.Env, space model.Workspace, ca string) *Kinds {
	s := &Kinds{env: env, space: space, ca: ca}
	s.choice = kit.NewChoice(env, func() []kit.Option {
		w := &env.Words.Home
		return []kit.Option{
			{ID: "identity", Text: w.NewIdentity, Detail: w.NewIDHint},
			{ID: "authority", Text: w.NewCA, Detail: w.NewCAHint},
		}
	})
	return s
}

// Title implements nav.Screen.
func (s *Kinds) Title() string { return s.env.Words.Home.NewTitle }

// Init implements nav.Screen.
func (s *Kinds) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Kinds) Typing() bool { return false }

// Close implements nav.Screen.
func (s *Kinds) Close() {}

// Keys implements nav.Screen.
func (s *Kinds) Keys() []key.Binding { return s.choice.Keys(s.env.Words.Common.KeyHelp.Choose) }

// Update implements nav.Screen.
func (s *Kinds) Update(msg tea.Msg) tea.Cmd {
	o, chosen := s.choice.Update(msg)
	switch {
	case chosen && o.ID == "authority":
		return nav.Go(nav.Replace{Screen: NewAuthority(s.env, "")})
	case chosen:
		return nav.Go(nav.Replace{Screen: NewIdentity(s.env, s.space, s.ca)})
	}
	return nil
}

// View implements nav.Screen.
func (s *Kinds) View(w, h int) string { return s.choice.View(w, h) }
