package screens_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/theme"
	"certwright/ui/uitest"
)

// answers is what a home-made CA without keyUsage gets for a peer whose CN alone names it: each family with an answer of its own.
func answers() []model.Acceptances {
	row := func(reader string, reasons ...model.Objection) model.Acceptance {
		r := model.Acceptance{Reader: reader, Answer: model.AnswerYes, Objections: reasons}
		if len(reasons) > 0 {
			r.Answer = model.AnswerNo
		}
		return r
	}
	common := model.Objection{Key: "name-common", Code: model.NameMismatch, Certificate: "etcd-1"}
	usage := model.Objection{Key: "ca-key-usage", Code: model.MalformedCert, Certificate: "pouch_test"}
	rest := []model.Acceptance{row("openssl"), row("strict", usage), row("node"), row("gnutls"), row("nss"), row("java", usage)}
	server := model.Acceptances{
		Certificate: "etcd-1", Purpose: model.ProfileServer, Name: "etcd-1", Others: []string{"10.0.1.10"}, Trust: "pouch_test", Days: 3650,
		Rows: append([]model.Acceptance{row("go", common)}, rest...),
	}
	client := model.Acceptances{Certificate: "etcd-1", Purpose: model.ProfileClient, Trust: "pouch_test", Days: 3650, Rows: append([]model.Acceptance{row("go")}, rest...)}
	return []model.Acceptances{server, client}
}

func TestReadersOfAnIdentity(t *testing.T) {
	for name, s := range map[string]uitest.Setting{
		"readers_80x24_en": {}, "readers_80x24_zh": {Lang: assets.Chinese}, "readers_60x14_en": {W: 60, H: 14},
		"readers_120x40_zh": {W: 120, H: 40, Lang: assets.Chinese}, "readers_ascii_80x24_en": {Look: theme.Options{ASCII: true}},
	} {
		f := &uitest.Fake{Workspace: workspace(), Readers: answers()}
		s.Services = f.Services()
		d := uitest.New(t, s)
		d.Press("down", "down", "enter", "m")
		d.Golden(name)
	}
}

func TestReadersOpenFromTheIdentity(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace(), Readers: answers()}
	d := uitest.New(t, uitest.Setting{Services: f.Services()})
	d.Press("down", "down", "enter")
	d.Sees("m who accepts")
	d.Press("m")
	d.Sees("Who accepts pouch_test/etcd-1?", "dialled as etcd-1", "The same for 10.0.1.10", "the CN does not count", "has no keyUsage")
	d.Press("end")
	d.Sees("support.apple.com/103769", "at most 825 days")
	d.Press("pgup")
	d.Sees("as a client's certificate", "Go (dockerd, etcd, kube-apiserver)")
	d.Press("x", "m", "f2", "home")
	d.Sees("谁接受 pouch_test/etcd-1？", "CN 又不算数")
	d.Press("esc", "f2")
	d.Sees("Certificate pouch_test/etcd-1")
	f.Fail = model.Fail(model.New(model.FileUnreadable, "file", "/home/u/pki/pouch_test/ca.pem", "role", "ca", "reason", "permission denied").As("permission"))
	d.Press("m")
	d.Sees("FAIL", "/home/u/pki/pouch_test/ca.pem")
	f.Readers = nil
	d.Press("esc", "m")
	d.Sees("no trusted CA here")
	d.Press("esc")

	s := f.Services()
	s.Accepts = nil
	d = uitest.New(t, uitest.Setting{Services: s})
	d.Press("down", "enter")
	d.Lacks("who accepts")
	d.Press("m")
	d.Sees("Certificate pouch_test/a_client")
}

func TestReportSaysWhoRefuses(t *testing.T) {
	r := strangersReport()
	a := answers()[0]
	a.Rows[0] = model.Acceptance{Reader: "go", Answer: model.AnswerYes}
	r.Accepts = &a
	d := uitest.New(t, probing(&uitest.Fake{}, etcdDial(), r))
	d.Sees("Others      Python 3.13, Java would refuse this server's certificate.  w: why.", "w why")
	d.Golden("report_refusers_80x24_en")
	d.Press("w")
	d.Sees("Who accepts etcd-1?", "Go (docker, etcd, kubectl)")
	d.Press("esc", "f2")
	d.Sees("别家", "会拒绝服务端的这张证书。")
	d.Golden("report_refusers_80x24_zh")
	d.Press("f2", "down", "down", "down", "down", "enter")
	d.Sees("Certificate", "m who accepts")
	d.Press("m")
	d.Sees("Who accepts etcd-1?")
	d.Press("esc", "left")
	d.Lacks("who accepts")
	d.Press("m")
	d.Sees("CertificateRequest")

	f := &uitest.Fake{}
	d = uitest.New(t, probing(f, etcdDial(), r))
	d.Press("s")
	for len(f.Saved) == 0 {
		d.Press("enter") // the first choice is the report as text
	}
	require.Len(t, f.Saved, 1)
	for _, text := range f.Saved {
		assert.Contains(t, text, "Who accepts etcd-1?")
		assert.Contains(t, text, "The CA pouch_test has no keyUsage.")
	}
}

// Where all families agree, whatever they say, the report has said it already.
func TestReportIsSilentWhereAllAgree(t *testing.T) {
	all := answers()[1]
	all.Rows = all.Rows[:2]
	r := strangersReport()
	r.Accepts = &all
	d := uitest.New(t, probing(&uitest.Fake{}, etcdDial(), r))
	d.Golden("report_green_80x24_en")
	d.Lacks("Others", "w why")
	d.Press("w")
	d.Lacks("Who accepts")

	bad := mismatchReport()
	none := answers()[0]
	none.Rows = none.Rows[:1]
	bad.Accepts = &none
	d = uitest.New(t, probing(&uitest.Fake{}, etcdDial(), bad))
	d.Lacks("Others")
	d.Press("w")
	d.Sees("m who accepts")
	d.Press("m")
	d.Sees("Who accepts etcd-1?")
	d.Press("esc")
	d.Sees("name-mismatch")
}

// Names from certificates stay inside their line, at every size.
func TestReadersAtEverySize(t *testing.T) {
	evil := answers()
	evil[0].Name, evil[0].Certificate, evil[0].Trust = "a\x1b[31m\u202e", "x\ny\x07", string(make([]rune, 120))
	evil[0].Rows[0].Objections = append(evil[0].Rows[0].Objections, model.Objection{Key: "critical", Certificate: "\x9b2J", Detail: "1.2\n3"}, model.Objection{Key: "rule-of-tomorrow", Detail: "\x1b]0;x\a"})
	evil[0].Rows[3].Answer = model.AnswerUnknown
	for _, lang := range assets.Langs() {
		for _, a := range evil {
			d := uitest.New(t, uitest.Setting{Lang: lang, Look: theme.Options{ASCII: lang == assets.English}, Colour: true,
				First: func(e *nav.Env) nav.Screen { return screens.NewReadersOf(e, a) }})
			for w := 20; w <= 130; w += 11 {
				for _, h := range []int{5, 8, 14, 24, 40} {
					d.Resize(w, h)
					d.Screen()
				}
			}
			assert.NotContains(t, d.Styled(), "\x1b[31m\u202e")
			for _, bad := range []string{"\u202e", "\a", "\u009b", "\x1b]"} {
				assert.NotContains(t, d.Styled(), bad)
			}
		}
	}
}
