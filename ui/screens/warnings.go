package screens

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// Warnings says in full what is not as it should be with the files of a home.
type Warnings struct {
	env    *nav.Env
	space  model.Workspace
	scroll *kit.Scroll
}

// NewWarnings makes the page.
func NewWarnings(env *nav.Env, space model.Workspace) *Warnings {
	return &Warnings{env: env, space: space, scroll: kit.NewScroll(env)}
}

// Title implements nav.Screen.
func (s *Warnings) Title() string {
	return assets.Fill(s.env.Words.Home.WarningsTitle, "home", model.Clean(s.space.Home))
}

// Help implements nav.Helped.
func (s *Warnings) Help() string { return s.env.Words.Home.WarningsHelp }

// Init implements nav.Screen.
func (s *Warnings) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Warnings) Typing() bool { return false }

// Close implements nav.Screen.
func (s *Warnings) Close() {}

// Keys implements nav.Screen.
func (s *Warnings) Keys() []key.Binding { return s.scroll.Keys() }

// Update implements nav.Screen.
func (s *Warnings) Update(msg tea.Msg) tea.Cmd {
	s.scroll.Update(msg)
	return nil
}

// View implements nav.Screen.
func (s *Warnings) View(w, h int) string {
	return below(s.env, s.scroll, kit.Problem(s.env, model.Arrange(s.space.Findings), w), h)
}
