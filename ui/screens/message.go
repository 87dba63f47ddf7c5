package screens

import (
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

// Message shows one message of the handshake: every field with its value and a sentence on what it is for.
type Message struct {
	env    *nav.Env
	report model.Report
	at     int
	scroll *kit.Scroll
}

// NewMessage makes the page; at is the place of the message in the report.
func NewMessage(env *nav.Env, r model.Report, at int) *Message {
	return &Message{env: env, report: r, at: max(min(at, len(r.Messages)-1), 0), scroll: kit.NewScroll(env)}
}

func (s *Message) message() model.Message {
	if s.at >= len(s.report.Messages) {
		return model.Message{}
	}
	return s.report.Messages[s.at]
}

// Title implements nav.Screen.
func (s *Message) Title() string {
	return assets.Fill(s.env.Words.Probe.Step.Title, "n", strconv.Itoa(s.at+1), "total", strconv.Itoa(len(s.report.Messages)), "name", model.Clean(s.message().Name))
}

// Help implements nav.Helped.
func (s *Message) Help() string { return s.env.Words.Probe.MsgHelp }

// Init implements nav.Screen.
func (s *Message) Init() tea.Cmd { return nil }

// Typing implements nav.Screen.
func (s *Message) Typing() bool { return false }

// Close implements nav.Screen.
func (s *Message) Close() {}

// Keys implements nav.Screen.
func (s *Message) Keys() []key.Binding {
	k := s.env.Keys
	out := []key.Binding{keys.As(k.Turn, s.env.Words.Probe.Keys.Beside), k.Space}
	if s.judged() {
		out = append(out, keys.As(k.More, s.env.Words.Readers.Key))
	}
	return append(out, s.scroll.Keys()...)
}

// judged reports whether the message is the certificate of which is known who accepts it.
func (s *Message) judged() bool {
	m := s.message()
	return s.report.Accepts != nil && m.Name == "Certificate" && m.Direction == model.FromServer
}

// Update implements nav.Screen.
func (s *Message) Update(msg tea.Msg) tea.Cmd {
	m, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch k := s.env.Keys; {
	case key.Matches(m, k.Right, k.Space):
		s.turn(1)
	case key.Matches(m, k.Left):
		s.turn(-1)
	case key.Matches(m, k.More) && s.judged():
		return nav.To(NewReadersOf(s.env, *s.report.Accepts))
	default:
		s.scroll.Update(m)
	}
	return nil
}

func (s *Message) turn(n int) {
	s.at = max(min(s.at+n, len(s.report.Messages)-1), 0)
	s.scroll.Home()
}

// View implements nav.Screen.
func (s *Message) View(w, h int) string { return s.scroll.View(s.lines(w), h) }

func (s *Message) lines(w int) []string {
	m, t, words, lang := s.message(), s.env.Theme, &s.env.Words.Probe.Step, s.env.Words.Lang
	lines := append(kit.Paragraph(t.Value, messageHelp(s.env, m), w), "")
	lines = append(lines, kit.Rows(t, s.envelope(m), w)...)
	if m.Mark != "" {
		lines = append(lines, kit.Paragraph(t.Warn, assets.MarkText(m.Mark, lang), w)...)
	}
	if sum := assets.Summary(m, lang); sum != "" {
		lines = append(append(lines, ""), kit.Rows(t, []kit.Row{{Label: words.Short, Value: sum}}, w)...)
	}
	for _, c := range s.certificates(m) {
		lines = append(append(lines, "", " "+t.Strong.Render(model.Clean(c.Name()))), kit.Rows(t, certificateRows(s.env, c), w)...)
	}
	for _, f := range m.Fields {
		lines = append(append(lines, ""), s.field(f, w)...)
	}
	return lines
}

// certificates are those that a message carried, leaf first: names, dates and issuer are what people open it for.
func (s *Message) certificates(m model.Message) []model.Certificate {
	chain := s.report.Chain
	if m.Direction == model.ToServer {
		chain = s.report.ClientChain
	}
	if (m.Name != "Certificate" && m.Name != "CompressedCertificate") || len(m.Get(model.FieldCerts)) != len(chain) {
		return nil // the chain is another hello's, or none was sent
	}
	return chain
}

// envelope is what can be said of a message without reading it.
func (s *Message) envelope(m model.Message) []kit.Row {
	words := &s.env.Words.Probe.Step
	way, cover := words.Out, words.Clear
	if m.Direction == model.FromServer {
		way = words.In
	}
	if m.Encrypted {
		cover = words.Sealed
	}
	at := assets.Fill(words.At, "ms", strconv.FormatFloat(float64(m.At.Microseconds())/1000, 'f', 1, 64))
	rows := []kit.Row{{Label: words.Way, Value: way + at}}
	if m.Kind == model.KindHandshake || m.Kind == model.KindAlert {
		rows = append(rows, kit.Row{Label: words.Type, Value: model.Clean(string(m.Kind)) + " " + strconv.Itoa(m.Type)})
	}
	size := assets.Fill(words.Bytes, "n", strconv.Itoa(m.Size), "records", strconv.Itoa(m.Records))
	return append(rows, kit.Row{Label: words.Size, Value: size}, kit.Row{Label: words.Cover, Value: cover})
}

// field draws a field: its name, its values, one sentence.
func (s *Message) field(f model.Field, w int) []string {
	t, lang := s.env.Theme, s.env.Words.Lang
	lines := []string{" " + t.Strong.Render(assets.FieldName(f.Key, lang))}
	between := ", "
	if f.Key == model.FieldCerts || f.Key == model.FieldCAs {
		between = "\n"
	}
	var values []string
	for _, v := range f.Values {
		values = append(values, model.Clean(v))
	}
	value := strings.Join(values, between)
	if value == "" {
		value = s.env.Words.Common.None
	}
	for _, l := range kit.Wrap(value, w-4) {
		lines = append(lines, "   "+t.Value.Render(l))
	}
	if help := assets.FieldHelp(f.Key, lang); help != "" {
		for _, l := range kit.Wrap(help, w-4) {
			lines = append(lines, "   "+t.Dim.Render(l))
		}
	}
	return lines
}
