package assets

import (
	"strconv"
	"strings"

	"certwright/model"
)

// ReadersWords say who accepts a certificate and why the others do not: the page, the lines of the command line, a sentence for
// every model.Objection.
type ReadersWords struct {
	Title     string `json:"title"` // {certificate}
	Help      string `json:"help"`
	Heading   string `json:"heading"`    // {use} {trust}; above the rows
	Server    string `json:"server"`     // {name}; what {use} says of a server's certificate
	NoName    string `json:"no_name"`    // the same, where no name was compared
	Client    string `json:"client"`     // the same of a client's certificate
	Revoked   string `json:"revoked"`    // it is, and no family was told
	Others    string `json:"others"`     // {names}: other names with the same answers
	Same      string `json:"same"`       // {readers}: an answer with the reasons of an earlier row
	AlsoSame  string `json:"also_same"`  // {readers}: further reasons, which an earlier row has
	Fix       string `json:"fix"`        // {text}
	Accepted  string `json:"accepted"`   // label of the families that accept
	Refused   string `json:"refused"`    // label of those that refuse
	Nobody    string `json:"nobody"`     // every family refuses
	Why       string `json:"why"`        // {readers} {reason}
	Notes     string `json:"notes"`      // heading of Note
	NoteLine  string `json:"note_line"`  // {about} {text}
	MoreNotes string `json:"more_notes"` // in place of the notes where only a verdict was asked for
	Card      string `json:"card"`       // label of what other programs would say, on the card of a report
	CardText  string `json:"card_text"`  // {readers}
	CardWhy   string `json:"card_why"`   // {key}
	Comma     string `json:"comma"`      // between the names of families
	Key       string `json:"key"`        // what the key does that opens the page
	Looking   string `json:"looking"`
	Nothing   string `json:"nothing"`  // there is nothing to hold it against
	Nameless  string `json:"nameless"` // in place of the name of a certificate or a value that is empty

	Answer  map[model.Answer]string `json:"answer"`
	Which   map[string]string       `json:"which"`   // which of several of one name a family tries: first, last, newest
	Clients map[string]string       `json:"clients"` // families as programs that dial, by model.Acceptance.Reader
	Servers map[string]string       `json:"servers"` // the same as programs that demand a client's certificate
	Short   map[string]string       `json:"short"`
	Reason  map[string]string       `json:"reason"`   // by model.Objection.Key; {certificate} {detail} {wanted}
	Remedy  map[string]string       `json:"remedy"`   // by the same key, where a few words help; {detail} {wanted}
	Note    map[string]string       `json:"note"`     // rules of readers that are not run, by reader; {days}
	NoteFor map[string]string       `json:"note_for"` // whom a note is about
}

// noteSources are where the notes come from, in the order in which notes are shown.
var noteSources = []struct {
	id      string
	sources []string
}{
	{"firefox", []string{"https://wiki.mozilla.org/SecurityEngineering/Certificate_Verification"}},
	{"chrome", []string{"https://googlechrome.github.io/CertificateTransparency/enterprises.html", "https://chromeenterprise.google/policies/#EnforceLocalAnchorConstraintsEnabled"}},
	{"apple", []string{"https://support.apple.com/103769", "https://support.apple.com/102028"}},
	{"windows", []string{"https://learn.microsoft.com/archive/blogs/pki/rsa-keys-under-1024-bits-are-blocked", "https://learn.microsoft.com/windows/win32/secauthn/tls-elliptic-curves-in-windows-10-1607-and-later"}},
}

// ReaderReason is one objection in words.
type ReaderReason struct {
	Text string
	Fix  string // "" where there is nothing short to say
}

// ReaderRow is one family with its answer in words. A reason that an earlier row has is not said twice: Same names that row.
type ReaderRow struct {
	Name    string // as people know the family
	Short   string
	Answer  string
	Reasons []ReaderReason
	Same    string // whole sentence, "" when every reason is new
}

// ReaderNote is what a maker says of a reader that certwright has not measured.
type ReaderNote struct {
	About   string
	Text    string
	Sources []string
}

// ReasonText puts one objection into words.
func ReasonText(o model.Objection, purpose model.Profile, lang Lang) ReaderReason {
	w := &WordsFor(lang).Readers
	wanted := "clientAuth"
	if purpose == model.ProfileServer {
		wanted = "serverAuth"
	}
	detail := w.value(o.Detail)
	if strings.HasSuffix(o.Key, "-first") { // of several of one name
		detail = first(w.Which[o.Detail], detail)
	}
	pairs := []string{"certificate", w.value(o.Certificate), "detail", detail, "wanted", wanted}
	text := w.Reason[o.Key]
	if text == "" {
		text = strings.TrimSpace(model.Clean(o.Key) + " {certificate} {detail}")
	}
	return ReaderReason{Text: Fill(text, pairs...), Fix: Fill(w.Remedy[o.Key], pairs...)}
}

func (w *ReadersWords) value(raw string) string {
	if raw == "" {
		return w.Nameless
	}
	head, left := headColumns(model.Clean(raw), longestValue)
	if left > 0 {
		return head + " ..."
	}
	return head
}

// ReaderName is a family as people know it: the programs that dial, or those that are dialled.
func ReaderName(reader string, purpose model.Profile, lang Lang) string {
	w := &WordsFor(lang).Readers
	if purpose == model.ProfileClient {
		return first(w.Servers[reader], model.Clean(reader))
	}
	return first(w.Clients[reader], model.Clean(reader))
}

// ReaderRows puts all rows into words, in their order.
func ReaderRows(a model.Acceptances, lang Lang) []ReaderRow {
	w := &WordsFor(lang).Readers
	toldBy := map[string]string{}
	var out []ReaderRow
	for _, r := range a.Rows {
		row := ReaderRow{Name: ReaderName(r.Reader, a.Purpose, lang), Short: first(w.Short[r.Reader], model.Clean(r.Reader)), Answer: w.Answer[r.Answer]}
		var earlier []string
		for _, o := range r.Objections {
			x := ReasonText(o, a.Purpose, lang)
			switch by, told := toldBy[x.Text]; {
			case told && by != row.Short:
				earlier = appendNew(earlier, by)
			case !told:
				toldBy[x.Text] = row.Short
				row.Reasons = append(row.Reasons, x)
			}
		}
		if len(earlier) > 0 {
			text := w.Same
			if len(row.Reasons) > 0 {
				text = w.AlsoSame
			}
			row.Same = Fill(text, "readers", strings.Join(earlier, w.Comma))
		}
		out = append(out, row)
	}
	return out
}

// between stands between two sentences.
func between(lang Lang) string {
	if lang == Chinese {
		return ""
	}
	return " "
}

func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}

// ReadersHeading says for what and by whom the rows were judged.
func ReadersHeading(a model.Acceptances, lang Lang) string {
	w := &WordsFor(lang).Readers
	use := w.Client
	switch {
	case a.Purpose != model.ProfileClient && a.Name == "":
		use = w.NoName
	case a.Purpose != model.ProfileClient:
		use = Fill(w.Server, "name", model.Clean(a.Name))
	}
	trust := model.Clean(a.Trust)
	if trust == "" || trust == "system" {
		trust = WordsFor(lang).Common.System
	}
	text := Fill(w.Heading, "use", use, "trust", trust)
	if a.Revoked {
		text += between(lang) + w.Revoked
	}
	if len(a.Others) > 0 {
		text += between(lang) + Fill(w.Others, "names", vocabularyFor(lang).cut(model.Clean(strings.Join(a.Others, ", "))))
	}
	return text
}

// ReaderNotes are the notes that belong to the rows: they are about readers of servers' certificates, and of no use where
// nobody accepts.
func ReaderNotes(a model.Acceptances, lang Lang) []ReaderNote {
	if a.Purpose == model.ProfileClient || !a.Any() {
		return nil
	}
	return notesOf(a, lang, func(string) bool { return true })
}

// appleDays is how long a server's certificate may be valid for Apple's programs, in days, whoever signed it.
const appleDays = 825

// ReaderLimits are those notes that speak of a limit which this certificate really exceeds.
func ReaderLimits(a model.Acceptances, lang Lang) []ReaderNote {
	if a.Purpose == model.ProfileClient || !a.Any() {
		return nil
	}
	return notesOf(a, lang, func(id string) bool { return id == "apple" && a.Days > appleDays })
}

func notesOf(a model.Acceptances, lang Lang, wanted func(id string) bool) []ReaderNote {
	w := &WordsFor(lang).Readers
	var out []ReaderNote
	for _, n := range noteSources {
		if !wanted(n.id) {
			continue
		}
		out = append(out, ReaderNote{About: w.NoteFor[n.id], Text: Fill(w.Note[n.id], "days", strconv.Itoa(a.Days)), Sources: n.sources})
	}
	return out
}

// ReadersLine is the answer in a few lines: who accepts, and who refuses or cannot be foretold, those with the same reasons together. Nothing when
// everybody accepts.
func ReadersLine(a model.Acceptances, lang Lang) (accepted string, refused []string) {
	w := &WordsFor(lang).Readers
	var yes, reasons []string
	members := map[string][]string{}
	for _, r := range a.Rows {
		short := first(w.Short[r.Reader], model.Clean(r.Reader))
		if r.Answer == model.AnswerYes {
			yes = append(yes, short)
			continue
		}
		var texts []string
		for _, o := range r.Objections {
			texts = appendNew(texts, ReasonText(o, a.Purpose, lang).Text)
		}
		reason := strings.Join(texts, between(lang))
		reasons = appendNew(reasons, reason)
		members[reason] = append(members[reason], short)
	}
	if len(reasons) == 0 {
		return "", nil
	}
	for _, reason := range reasons {
		refused = append(refused, Fill(w.Why, "readers", strings.Join(members[reason], w.Comma), "reason", reason))
	}
	if len(yes) == 0 {
		return w.Nobody, refused
	}
	return strings.Join(yes, w.Comma), refused
}

// Refusers names the families that refuse, shortly.
func Refusers(a model.Acceptances, lang Lang) string {
	w := &WordsFor(lang).Readers
	var out []string
	for _, r := range a.Rows {
		if r.Answer == model.AnswerNo {
			out = append(out, first(w.Short[r.Reader], model.Clean(r.Reader)))
		}
	}
	return strings.Join(out, w.Comma)
}
