package screens

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// As chooses another client certificate for the same dial; the page below dials again with it.
type As struct {
	env    *nav.Env
	page   *Probe
	choice *kit.Choice
}

func newAs(page *Probe) *As {
	s := &As{env: page.env, page: page}
	s.choice = kit.NewChoice(s.env, s.options)
	return s
}

// options are the identities that fit, the others with what speaks against them, and nobody.
func (s *As) options() []kit.Option {
	words := &s.env.Words.Probe.As
	var good, bad []kit.Option
	for _, a := range s.page.space.Authorities {
		for _, i := range a.Identities {
			if i.KeyFile == "" {
				continue
			}
			against := s.against(a, i)
			o := kit.Option{ID: i.Ref(), Text: model.Clean(i.Ref()), Detail: against}
			if against == "" {
				o.Detail = words.Fits
				good = append(good, o)
				continue
			}
			bad = append(bad, o)
		}
	}
	return append(append(good, bad...),
		kit.Option{ID: pickFile, Text: words.Files.Text, Detail: words.Files.Detail}, kit.Option{Text: words.Nobody.Text, Detail: words.Nobody.Detail})
}

// against is what speaks against an identity, or "".
func (s *As) against(a model.Authority, i model.Identity) string {
	words := &s.env.Words.Probe.As
	cas := acceptable(s.page.view.report)
	listed := len(cas) == 0
	for _, name := range cas {
		listed = listed || namesAuthority(name, a)
	}
	switch {
	case i.Ref() == s.page.view.report.Client:
		return words.Now
	case s.env.Now().After(i.Certificate.NotAfter):
		if !mayConnect(i.Certificate) {
			return words.Ended + s.env.Words.CLI.Comma + words.NoClient
		}
		return words.Ended
	case !mayConnect(i.Certificate):
		return words.NoClient
	case !listed:
		return words.OtherCA
	}
	return ""
}

// acceptable are the CA names of the server's CertificateRequest, as text.
func acceptable(r model.Report) []string {
	for _, m := range r.Messages {
		if m.Name == "CertificateRequest" {
			return m.Get(model.FieldCAs)
		}
	}
	return nil
}

// namesAuthority reports whether a name of the list is this CA's. Names are compared by their CN: the order in which their
// other parts are written differs between tools.
func namesAuthority(name string, a model.Authority) bool {
	cn := a.Certificate.Subject.Get("CN")
	return cn != "" && strings.Contains(name, "CN="+cn)
}

// Title implements nav.Screen.
func (s *As) Title() string { return s.env.Words.Probe.As.Title }

// Init implements nav.Screen.
func (s *As) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *As) Typing() bool { return false }

// Close implements nav.Screen.
func (s *As) Close() {}

// Keys implements nav.Screen.
func (s *As) Keys() []key.Binding {
	w := &s.env.Words.Probe.Keys
	out := s.choice.Keys(w.Use)
	if canSign(s.page.space) {
		out = append(out, keys.As(s.env.Keys.New, w.Make))
	}
	return out
}

// Update implements nav.Screen.
func (s *As) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(tea.KeyMsg); ok && key.Matches(m, s.env.Keys.New) && canSign(s.page.space) {
		return s.page.makeClient()
	}
	o, chosen := s.choice.Update(msg)
	switch {
	case !chosen:
		return nil
	case o.ID == pickFile:
		return nav.Go(nav.Pop{Then: nav.Go(nameFiles{s.page})})
	}
	return nav.Go(nav.Pop{Then: nav.Go(redial{s.page, o.ID})})
}

// View implements nav.Screen.
func (s *As) View(w, h int) string {
	words, t := &s.env.Words.Probe.As, s.env.Theme
	lines := append(kit.Paragraph(t.Value, words.Intro, w), "")
	if cas := acceptable(s.page.view.report); len(cas) > 0 {
		lines = append(append(kit.Paragraph(t.Value, words.Intro, w), kit.Paragraph(t.Dim, assets.Fill(words.Accepted, "cas", cleanList(cas)), w)...), "")
	}
	if len(s.choice.Options()) == 2 {
		lines = append(append(lines, kit.Paragraph(t.Warn, words.None, w)...), "")
	}
	return kit.Stack(lines, s.choice.View(w, max(h-len(lines), 3)), h)
}

// findIdentity finds NAME or AUTHORITY/NAME.
func findIdentity(space model.Workspace, ref string) (model.Identity, bool) {
	for _, a := range space.Authorities {
		for _, i := range a.Identities {
			if i.Ref() == ref || i.Name == ref {
				return i, true
			}
		}
	}
	return model.Identity{}, false
}

// bestClient is the identity that a dial most likely wants to use: one for clients alone, else one that may be a client too.
func bestClient(a model.Authority, now int64) (model.Identity, bool) {
	var peer model.Identity
	for _, i := range a.Identities {
		if i.KeyFile == "" || i.Certificate.NotAfter.Unix() < now || !mayConnect(i.Certificate) {
			continue
		}
		if isClient(i.Certificate) {
			return i, true
		}
		peer = i
	}
	return peer, peer.Name != ""
}

// mayConnect reports whether the EKU allows a certificate to be a client's.
func mayConnect(c model.Certificate) bool {
	for _, u := range c.EKUs {
		if u == "clientAuth" || u == "anyExtendedKeyUsage" {
			return true
		}
	}
	return len(c.EKUs) == 0
}

// canSign reports whether a CA's key is here.
func canSign(space model.Workspace) bool {
	for _, a := range space.Authorities {
		if a.KeyFile != "" {
			return true
		}
	}
	return false
}

// dialAs changes as whom is dialled. What the server is judged by stays: an identity alone would bring its own CA along.
func dialAs(d *model.Dial, space model.Workspace, ref string) {
	if d.CA == "" && d.As != "" {
		old, _ := findIdentity(space, d.As)
		d.CA = old.Authority
	}
	d.As, d.Cert, d.Key = ref, "", ""
	if ref == "" {
		d.Strangers = false
	}
}

// nameFiles asks one probe page for the files of a client certificate.
type nameFiles struct{ page *Probe }

// newClient is the form of a new certificate whose end is a dial with it.
type newClient struct {
	*Identity
	page *Probe
}

// makeClient opens the form with the CA that the server accepts, for a client.
func (s *Probe) makeClient() tea.Cmd {
	ca := s.dial.CA
	for _, name := range acceptable(s.view.report) {
		for _, a := range s.space.Authorities {
			if a.KeyFile != "" && namesAuthority(name, a) {
				ca = a.Name
			}
		}
	}
	form := NewIdentity(s.env, s.space, ca)
	form.use.Default(string(model.ProfileClient))
	form.name.Default(freeName(s.space, ca, "admin", "client"))
	return nav.To(&newClient{form, s})
}

// freeName is the first of the names that the authority has not used yet, "" when all are taken.
func freeName(space model.Workspace, ca string, names ...string) string {
	a, _ := space.Find(ca)
	for _, n := range names {
		if _, taken := a.Find(n); !taken {
			return n
		}
	}
	return ""
}

// Update implements nav.Screen.
func (s *newClient) Update(msg tea.Msg) tea.Cmd {
	if len(s.cas) == 0 {
		return nil
	}
	cmd, submitted := s.form.Update(msg)
	if submitted {
		return nav.To(NewReview(s.env, s.plan(), s.made))
	}
	return cmd
}

// made goes back to the report and dials with the new certificate.
func (s *newClient) made(a model.Applied) tea.Cmd {
	if len(a.Identities) == 0 {
		return nav.Go(nav.PopTo{Screen: s.page})
	}
	return tea.Sequence(nav.Go(nav.PopTo{Screen: s.page}), nav.Go(redial{s.page, a.Identities[0].Ref()}))
}
