package assets

import (
	"strconv"
	"strings"
	"time"

	"certwright/model"
)

// wireWords speak about what went over the wire.
type wireWords struct {
	Messages map[string]string     `json:"messages"` // by model.Message.Name
	Fields   map[string]fieldWords `json:"fields"`   // by model.Field.Key
	Alerts   map[string]string     `json:"alerts"`   // by alert name
	Summary  summaryWords          `json:"summary"`
	Opaque   map[string]string     `json:"opaque"` // by the first value of model.FieldOpaqueWhy
	Mark     string                `json:"mark"`
}

type fieldWords struct {
	Name string `json:"name"`
	Help string `json:"help"`
}

type summaryWords struct {
	NoSNI         string `json:"no_sni"`
	SNI           string `json:"sni"`
	Resumed       string `json:"resumed"`
	Retry         string `json:"retry"`
	ALPN          string `json:"alpn"`
	NoALPN        string `json:"no_alpn"`
	CA            string `json:"ca"`
	CAs           string `json:"cas"`
	AnyCA         string `json:"any_ca"`
	NoCertificate string `json:"no_certificate"`
	Bytes         string `json:"bytes"`
	Ticket        string `json:"ticket"`
	TicketDead    string `json:"ticket_dead"`
	OCSP          string `json:"ocsp"`
	UpdateBoth    string `json:"update_both"`
	NotTLS        string `json:"not_tls"`
	BeforeTLS     string `json:"before_tls"`
	Malformed     string `json:"malformed"`
	LevelWarning  string `json:"level_warning"`
	LevelFatal    string `json:"level_fatal"`
	More          string `json:"more"`
}

func wireFor(lang Lang) *wireWords { return loadWords[wireWords]("wire", lang) }

// MessageHelp says in a sentence or two what a handshake message is for; "" for a name that is not known.
func MessageHelp(name string, lang Lang) string { return wireFor(lang).Messages[name] }

// FieldHelp says in one sentence what a field of a message is for; "" for a key that is not known.
func FieldHelp(key string, lang Lang) string { return wireFor(lang).Fields[key].Help }

// FieldName is the label of a field; the key itself when it is not known.
func FieldName(key string, lang Lang) string {
	if n := wireFor(lang).Fields[key].Name; n != "" {
		return n
	}
	return model.Clean(key)
}

// AlertHelp says in one sentence what an alert means; "" for a name that is not known.
func AlertHelp(name string, lang Lang) string { return wireFor(lang).Alerts[name] }

// MarkText is the line that stands where an ordinary client would have stopped.
func MarkText(mark string, lang Lang) string {
	return Fill(wireFor(lang).Mark, "alert", model.Clean(mark))
}

// Summary is the one line that stands right of a message in the timeline; "" when its name says it all.
// It is safe to show and not cut: the screen knows how much room there is.
func Summary(m model.Message, lang Lang) string {
	w := wireFor(lang)
	var parts []string
	switch m.Kind {
	case model.KindAlert:
		parts = []string{w.alert(m)}
	case model.KindData:
		parts = []string{Fill(w.Summary.Bytes, "n", strconv.Itoa(m.Size))}
	case model.KindOpaque:
		parts = w.opaque(m)
	case model.KindPlain:
		parts = []string{w.plain(m)}
	case model.KindHandshake:
		parts = w.handshake(m, lang)
	}
	if m.First(model.FieldMalformed) != "" {
		parts = append(parts, w.Summary.Malformed)
	}
	return joinParts(parts)
}

func joinParts(parts []string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, model.Clean(p))
		}
	}
	return strings.Join(kept, ", ")
}

// plain tells the dialogue that belongs before TLS from bytes that should have been TLS. The end of its line needs no
// showing.
func (w *wireWords) plain(m model.Message) string {
	text := m.First(model.FieldFirstBytes)
	if m.Name == "Dialogue" {
		return Fill(w.Summary.BeforeTLS, "text", strconv.Quote(strings.TrimRight(text, "\r\n")))
	}
	return Fill(w.Summary.NotTLS, "text", strconv.Quote(text))
}

func (w *wireWords) handshake(m model.Message, lang Lang) []string {
	switch m.Name {
	case "ClientHello":
		return []string{versionRange(m), w.sni(m)}
	case "ServerHello":
		return []string{m.First(model.FieldVersion), m.First(model.FieldSuite), m.First(model.FieldGroup), w.resumed(m)}
	case "HelloRetryRequest":
		return []string{Fill(w.Summary.Retry, "group", m.First(model.FieldGroup))}
	case "EncryptedExtensions":
		return []string{w.alpn(m)}
	case "CertificateRequest":
		return []string{w.cas(m)}
	case "Certificate", "CompressedCertificate":
		return []string{w.chain(m)}
	case "CertificateVerify", "ServerKeyExchange", "ClientKeyExchange":
		return []string{m.First(model.FieldCurve), m.First(model.FieldScheme)}
	case "NewSessionTicket":
		return []string{w.ticket(m, lang)}
	case "CertificateStatus":
		return []string{Fill(w.Summary.OCSP, "n", m.First(model.FieldOCSP))}
	case "KeyUpdate":
		if m.First(model.FieldKeyUpdate) == "requested" {
			return []string{w.Summary.UpdateBoth}
		}
	}
	return nil
}

// versionRange gives "TLS 1.0-1.3" from the offered versions, best first; a client before TLS 1.3 offers one number.
func versionRange(m model.Message) string {
	v := m.Get(model.FieldVersions)
	if len(v) == 0 {
		return m.First(model.FieldVersion)
	}
	best, worst := v[0], v[len(v)-1]
	if best == worst {
		return best
	}
	if a, ok := strings.CutPrefix(best, "TLS "); ok && strings.HasPrefix(worst, "TLS ") {
		return worst + "-" + a
	}
	return worst + " - " + best
}

func (w *wireWords) sni(m model.Message) string {
	if name := m.First(model.FieldSNI); name != "" {
		return Fill(w.Summary.SNI, "name", name)
	}
	return w.Summary.NoSNI
}

func (w *wireWords) resumed(m model.Message) string {
	if m.First(model.FieldSession) == "resumed" || m.First(model.FieldPSK) == "accepted" {
		return w.Summary.Resumed
	}
	return ""
}

func (w *wireWords) alpn(m model.Message) string {
	if p := m.First(model.FieldALPN); p != "" {
		return Fill(w.Summary.ALPN, "protocol", p)
	}
	return w.Summary.NoALPN
}

func (w *wireWords) cas(m model.Message) string {
	names := m.Get(model.FieldCAs)
	switch len(names) {
	case 0:
		return w.Summary.AnyCA
	case 1:
		return Fill(w.Summary.CA, "names", names[0])
	}
	return Fill(w.Summary.CAs, "n", strconv.Itoa(len(names)), "names", w.some(names, "; "))
}

func (w *wireWords) chain(m model.Message) string {
	certs := m.Get(model.FieldCerts)
	if len(certs) == 0 {
		return w.Summary.NoCertificate
	}
	return w.some(certs, " <- ")
}

// some joins the first names of a list and says how many follow.
func (w *wireWords) some(names []string, between string) string {
	const most = 4
	if len(names) <= most {
		return strings.Join(names, between)
	}
	return strings.Join(names[:most], between) + " " + Fill(w.Summary.More, "n", strconv.Itoa(len(names)-most))
}

func (w *wireWords) ticket(m model.Message, lang Lang) string {
	s, err := strconv.ParseInt(m.First(model.FieldLifetime), 10, 64)
	if err != nil || s < 0 || s > int64(time.Hour*24*365/time.Second) {
		return ""
	}
	if s == 0 {
		return w.Summary.TicketDead
	}
	return Fill(w.Summary.Ticket, "time", vocabularyFor(lang).duration(time.Duration(s)*time.Second))
}

// alert gives "42 bad_certificate (fatal)". close_notify is a goodbye: its level would only frighten.
func (w *wireWords) alert(m model.Message) string {
	s := strconv.Itoa(m.Type) + " " + m.First(model.FieldAlert)
	switch level := m.First(model.FieldAlertLevel); {
	case m.Type == 0 || level == "":
	case level == "warning":
		s += " (" + w.Summary.LevelWarning + ")"
	case level == "fatal":
		s += " (" + w.Summary.LevelFatal + ")"
	default:
		s += " (" + level + ")"
	}
	return s
}

func (w *wireWords) opaque(m model.Message) []string {
	why := m.Get(model.FieldOpaqueWhy)
	if len(why) == 0 {
		return nil
	}
	if text := w.Opaque[why[0]]; text != "" {
		return append([]string{text}, why[1:]...)
	}
	return why
}
