package screens

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

const (
	pemBegin = "-----BEGIN "
	pemEnd   = "-----END "
)

// Inspect says what a file, or pasted text, really holds.
type Inspect struct {
	env    *nav.Env
	field  *kit.FileField
	form   *kit.Form
	paste  *kit.Area // not nil: text is being pasted line by line
	pasted string    // what was read when it was no file
	job    nav.Job
	asking bool
	result *model.Inspection
	failed []model.Finding
	scroll *kit.Scroll
}

type inspected struct {
	run    int
	result model.Inspection
	err    error
}

// NewInspect makes the page; a path is read at once.
func NewInspect(env *nav.Env, path string) *Inspect {
	w := &env.Words.Inspect
	s := &Inspect{env: env, asking: path == "", scroll: kit.NewScroll(env)}
	s.field = kit.NewFileField(env, &w.File.Text, &w.File.Detail, path)
	s.field.OnPaste = s.takePaste
	s.form = kit.NewForm(env, s.field)
	return s
}

// Title implements nav.Screen.
func (s *Inspect) Title() string {
	title := s.env.Words.Inspect.Title
	switch {
	case s.asking:
		return title
	case s.pasted != "":
		return title + " " + s.env.Words.Inspect.Pasted
	}
	return title + " " + model.Clean(s.field.Value())
}

// State implements nav.Stated.
func (s *Inspect) State() string {
	if s.result == nil || s.asking {
		return ""
	}
	return assets.Fill(s.env.Words.Inspect.Found, "n", strconv.Itoa(len(s.result.Items)))
}

// Help implements nav.Helped.
func (s *Inspect) Help() string { return s.env.Words.Inspect.Help }

// Init implements nav.Screen.
func (s *Inspect) Init() tea.Cmd {
	if s.asking {
		return nil
	}
	return s.read()
}

// takePaste takes pasted PEM text instead of a path.
func (s *Inspect) takePaste(text string) bool {
	if !strings.Contains(text, pemBegin) && strings.Count(strings.TrimSpace(text), "\n") == 0 {
		return false
	}
	s.pasted = text
	return true
}

func (s *Inspect) read() tea.Cmd {
	look, path := s.env.Services.Inspect, s.field.Value()
	var text []byte
	if s.pasted != "" {
		path, text = "-", []byte(s.pasted)
	}
	s.asking, s.paste, s.result, s.failed = false, nil, nil, nil
	s.scroll.Home()
	return s.job.Start(s.env, loadLimit, func(ctx context.Context, run int) tea.Msg {
		r, err := look(ctx, path, text)
		return inspected{run, r, err}
	})
}

// Typing implements nav.Screen.
func (s *Inspect) Typing() bool { return s.asking }

// Busy implements nav.Busy.
func (s *Inspect) Busy() bool { return s.job.Busy() }

// Cancel implements nav.Busy.
func (s *Inspect) Cancel() {
	s.job.Cancel()
	s.ask()
}

// Close implements nav.Screen.
func (s *Inspect) Close() {
	s.job.Cancel()
	s.field.Close()
}

func (s *Inspect) ask() { s.asking, s.pasted, s.paste, s.failed = true, "", nil, nil }

// Keys implements nav.Screen.
func (s *Inspect) Keys() []key.Binding {
	read := s.env.Words.Shell.Keys.Read
	switch {
	case s.paste != nil:
		return []key.Binding{keys.As(s.env.Keys.Enter, read)}
	case s.asking:
		return []key.Binding{keys.As(s.env.Keys.Enter, read), s.env.Keys.Complete}
	case s.job.Busy():
		return nil
	}
	return append([]key.Binding{keys.As(s.env.Keys.Inspect, s.env.Words.Shell.Keys.Inspect)}, s.scroll.Keys()...)
}

// Update implements nav.Screen.
func (s *Inspect) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case inspected:
		if !s.job.Done(m.run) {
			return nil
		}
		if s.directory(append(nav.Findings(m.err), m.result.Findings...)) {
			return nav.Go(nav.Replace{Screen: NewHome(s.env.With(s.env.Services.Open(s.field.Value())))})
		}
		s.take(m)
		return nil
	case tea.KeyMsg:
		switch {
		case s.paste != nil:
			return s.pasting(m)
		case s.asking:
			return s.typing(m)
		case key.Matches(m, s.env.Keys.Inspect):
			s.ask()
		default:
			s.scroll.Update(m)
		}
		return nil
	}
	cmd, _ := s.form.Update(msg)
	return cmd
}

func (s *Inspect) take(m inspected) {
	s.failed = nav.Findings(m.err)
	if unread := m.err == nil && s.pasted == "" && len(m.result.Items) == 0 && cannotRead(m.result.Findings); unread {
		s.failed = m.result.Findings
	}
	if len(s.failed) == 0 {
		s.result = &m.result
		return
	}
	s.asking = s.pasted == "" // a slip in the path: it stays, and what is wrong stands below it
}

// cannotRead reports a file that could not be opened: nothing is known about what it holds.
func cannotRead(found []model.Finding) bool {
	return slices.ContainsFunc(found, func(f model.Finding) bool { return f.Code == model.FileUnreadable })
}

// directory reports whether what was given is a directory: then it is opened as a home of its own, left as it is.
func (s *Inspect) directory(found []model.Finding) bool {
	for _, f := range found {
		if f.Code == model.FileUnreadable && f.Variant == "directory" {
			return s.env.Services.Open != nil
		}
	}
	return false
}

// typing takes keys of the path. Text that begins like PEM is no path: a terminal without bracketed paste
// sends it letter by letter, and what follows belongs to it.
func (s *Inspect) typing(m tea.KeyMsg) tea.Cmd {
	enter := key.Matches(m, s.env.Keys.Enter)
	if enter && strings.Contains(s.field.Value(), pemBegin) {
		s.paste = kit.NewArea(s.env)
		s.paste.SetValue(s.field.Value() + "\n")
		s.field.SetValue("")
		return nil
	}
	if enter && s.field.Value() == "" {
		return nil
	}
	before := s.field.Value()
	cmd, submitted := s.form.Update(m)
	if submitted || s.pasted != "" {
		return s.read()
	}
	if s.field.Value() != before {
		s.failed = nil
	}
	return cmd
}

func (s *Inspect) pasting(m tea.KeyMsg) tea.Cmd {
	if !key.Matches(m, s.env.Keys.Enter) {
		s.paste.Update(m)
		return nil
	}
	text := s.paste.Value()
	if strings.Count(text, pemBegin) > strings.Count(text, pemEnd) {
		s.paste.Insert("\n")
		return nil
	}
	s.pasted = text
	return s.read()
}

// View implements nav.Screen.
func (s *Inspect) View(w, h int) string {
	words := &s.env.Words.Inspect
	switch {
	case s.paste != nil:
		return s.paste.View(w, h, true, words.Paste)
	case s.asking:
		return s.asked(w, h)
	case s.job.Busy():
		return "\n" + kit.Working(s.env, words.Reading)
	case len(s.failed) > 0:
		return s.scroll.View(kit.Problem(s.env, s.failed, w), h)
	case s.result == nil:
		return ""
	}
	return s.scroll.View(s.lines(w), h)
}

// asked draws the field for the path, and below it why the last one could not be read.
func (s *Inspect) asked(w, h int) string {
	text := s.form.View(w, h)
	if len(s.failed) == 0 {
		return text
	}
	return text + "\n\n" + strings.Join(kit.Problem(s.env, s.failed, w), "\n")
}

func (s *Inspect) lines(w int) []string {
	words, t := &s.env.Words.Inspect, s.env.Theme
	var lines []string
	if found := model.Arrange(s.result.Findings); len(found) > 0 {
		lines = append(append(lines, kit.Problem(s.env, found, w)...), "")
	}
	if chain := certificatesOf(s.result.Items); len(chain) > 1 {
		lines = append(append(lines, chainLines(s.env, chain, w)...), "")
	}
	if len(s.result.Items) == 0 {
		lines = append(lines, " "+words.Nothing)
	}
	for n, item := range s.result.Items {
		title := assets.Fill(words.Item, "n", strconv.Itoa(n+1), "kind", s.env.Words.Common.FileKind[item.Kind], "encoding", strings.ToUpper(item.Encoding))
		lines = append(lines, " "+t.Strong.Render(title))
		lines = append(append(lines, kit.Rows(t, itemRows(s.env, item), w)...), "")
	}
	return lines
}

func certificatesOf(items []model.Item) []model.Certificate {
	var out []model.Certificate
	for _, i := range items {
		if i.Certificate != nil {
			out = append(out, *i.Certificate)
		}
	}
	return out
}

func itemRows(env *nav.Env, i model.Item) []kit.Row {
	f := &env.Words.Home.Facts
	switch {
	case i.Certificate != nil:
		return certificateRows(env, *i.Certificate)
	case i.Request != nil:
		proof := f.ProofBad
		if i.Request.Valid {
			proof = f.ProofGood
		}
		return []kit.Row{
			{Label: f.Subject, Value: model.Clean(i.Request.Subject.String())}, {Label: f.Names, Value: sansText(env, i.Request.SANs)},
			{Label: f.Use, Value: cleanList(i.Request.EKUs)}, {Label: f.Key, Value: model.Clean(i.Request.Key)}, {Label: f.Proof, Value: proof},
			{Label: f.PublicKey, Value: colons(i.Request.SPKI)},
		}
	case i.Key != nil:
		rows := []kit.Row{{Label: f.Algorithm, Value: model.Clean(i.Key.Algorithm)}}
		if i.Key.Encrypted {
			rows = append(rows, kit.Row{Label: f.Key, Value: f.Encrypted})
		}
		if i.Key.SPKI != "" {
			rows = append(rows, kit.Row{Label: f.PublicKey, Value: colons(i.Key.SPKI)})
		}
		return rows
	case i.CRL != nil:
		return []kit.Row{
			{Label: f.Issuer, Value: model.Clean(i.CRL.Issuer.String())}, {Label: f.CRLNumber, Value: model.Clean(i.CRL.Number)},
			{Label: f.Updated, Value: dateText(env, i.CRL.Updated)}, {Label: f.Next, Value: dateText(env, i.CRL.Next)},
			{Label: f.Entries, Value: strconv.Itoa(i.CRL.Entries)},
		}
	}
	return nil
}
