package screens_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/theme"
	"certwright/ui/uitest"
)

// refusedReport is a refusal whose alert names no reason.
func refusedReport() model.Report {
	r := goodReport()
	r.Ended, r.Checks = model.EndAlert, checks("client")
	r.Messages = append(r.Messages[:10:10], alertMessage(1.9, 42, "bad_certificate"))
	r.Observation = model.Observation{Done: true, Attempts: []model.Attempt{{Purpose: "first", Complete: true, Asked: true, Sent: true, Trouble: model.TroubleAlert, Alert: 42}}}
	r.Findings = []model.Finding{rejected("", model.Possible)}
	return r
}

func rejected(variant string, sure model.Certainty, fixes ...model.Fix) model.Finding {
	return model.New(model.ClientCertRejected, "certificate", "pouch_test/a_client", "alert", "42 bad_certificate", "issuer", "pouch_test", "cas", "pouch_test").
		As(variant).Sure(sure).Seen("CertificateRequest, then the refusal").Fixed(fixes...)
}

var (
	tryBefore  = model.Try{Result: model.TryRefused, Detail: "42 bad_certificate"}
	tryWithout = model.Try{Change: model.TryWithoutCertificate}
	tryTwin    = model.Try{Change: model.TryTwin, With: "pouch_test"}
	tryEKU     = model.Try{Change: model.TryMintEKU, With: "pouch_test"}
)

func made(t model.Try, result, detail string, shows model.Code, variant string) model.Try {
	t.Result, t.Detail, t.Shows, t.Variant = result, detail, shows, variant
	return t
}

// trials is a run without minting and one with it, at whose end the use is proven to be the cause.
func trials() (plans []model.TryPlan, runs [][]model.Report) {
	first, second := refusedReport(), refusedReport()
	without := made(tryWithout, model.TryRefused, "116 certificate_required", model.ClientCertRejected, "")
	first.Tries = []model.Try{without}
	second.Tries = []model.Try{without, made(tryTwin, model.TrySame, "42 bad_certificate", "", ""), tryEKU}
	proven := refusedReport()
	proven.Tries = []model.Try{without, second.Tries[1], made(tryEKU, model.TryGreen, "HTTP 404", model.ClientCertRejected, "wrong-eku")}
	proven.Findings = []model.Finding{rejected("wrong-eku", model.Possible, model.Fix{Kind: model.FixReissue, Identity: "pouch_test/a_client", AddEKUs: []string{"clientAuth"}, Auto: true}).Shown()}
	start := refusedReport()
	start.Tries = []model.Try{tryWithout}
	return []model.TryPlan{
		{Before: tryBefore, Plain: []model.Try{tryWithout}, Minted: []model.Try{tryTwin, tryEKU}, Authorities: []string{"pouch_test"}},
		{Before: tryBefore, Minted: []model.Try{tryTwin, tryEKU}, Authorities: []string{"pouch_test"}},
		{Before: tryBefore},
	}, [][]model.Report{{start, first}, {second, proven}}
}

func trying(f *uitest.Fake) uitest.Setting {
	f.Plans, f.Trials = trials()
	return probing(f, etcdDial(), refusedReport())
}

func TestTryNamesTheCause(t *testing.T) {
	f := &uitest.Fake{Fix: model.Plan{}}
	d := uitest.New(t, trying(f))
	d.Sees("possible", "x try it out")
	d.Press("x")
	d.Golden("try_80x24_en")
	assert.Empty(t, f.Tried, "nothing is dialled before it is asked for")
	d.Press("y")
	assert.Empty(t, f.Tried, "minting is not offered while something is to be tried without")
	d.Press("enter")
	require.Equal(t, []model.TryOptions{{}}, f.Tried, "enter never mints")
	d.Sees("refused: 116 certificate_required", "it did read our certificate", "y mint and try")
	d.Lacks("The cause is certain")
	d.Golden("try_question_80x24_en")
	d.Press("enter")
	assert.Len(t, f.Tried, 1, "enter does not agree to minting")
	d.Press("y")
	require.Equal(t, []model.TryOptions{{}, {Mint: true}}, f.Tried)
	d.Golden("try_proven_80x24_en")
	d.Sees("The cause is certain now", "does not include clientAuth", "works: HTTP 404", "f fix")
	d.Lacks("y mint")
	d.Press("esc")
	d.Sees("does not include clientAuth", "f: Reissue")
	d.Lacks("possible")
	d.Press("s")
	require.Len(t, f.Saved, 1)
	for _, text := range f.Saved {
		assert.Contains(t, text, "3  minted by pouch_test: ours + clientAuth  works: HTTP 404", "the saved report has the table, too")
	}
}

func TestTryLeadsToTheFix(t *testing.T) {
	f := &uitest.Fake{Fix: model.Plan{Manual: []model.Fix{{Kind: model.FixSetClock}}}}
	d := uitest.New(t, trying(f))
	d.Press("x", "f")
	d.Sees("no client certificate")
	d.Press("enter", "y", "f")
	d.Sees("Set the clock right")
	d.Press("esc")
	d.Sees("Probe 10.0.1.10:2379")
}

func TestTryStops(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, trying(f))
	d.Press("x", "enter")
	f.Hold = make(chan struct{})
	d.Hurry(300 * time.Millisecond)
	d.Press("y")
	d.Sees("tried 2 of 3", "dialling ...", "as before: 42 bad_certificate")
	d.Golden("try_running_80x24_en")
	d.Press("esc")
	d.Sees("Stopped. What was tried stands.", "as before: 42 bad_certificate")
	d.Lacks("dialling", "ours + clientAuth")
	close(f.Hold)
	d.Settle()
	d.Lacks("works: HTTP 404")
	d.Press("esc")
	d.Sees("Probe 10.0.1.10:2379", "possible")
}

func TestTryAsksForThePassphrase(t *testing.T) {
	f := &uitest.Fake{}
	s := trying(f)
	locked := refusedReport()
	locked.Tries = f.Trials[0][1].Tries
	locked.Blocked = []model.Finding{model.New(model.KeyEncrypted, "file", "/home/u/pki/pouch_test/ca-key.pem")}
	f.Trials = [][]model.Report{f.Trials[0], {locked}, f.Trials[1]}
	f.Plans = []model.TryPlan{f.Plans[0], f.Plans[1], f.Plans[1], f.Plans[2]}
	d := uitest.New(t, s)
	d.Press("x", "enter", "y")
	d.Sees("has a passphrase")
	d.Type("sesam y")
	d.Lacks("sesam")
	d.Press("enter")
	require.Len(t, f.Tried, 3)
	assert.Equal(t, model.TryOptions{Mint: true, Passphrases: map[string]string{"": "sesam y"}}, f.Tried[2])
	d.Sees("The cause is certain now")
}

func TestTryWithoutAWayOn(t *testing.T) {
	f := &uitest.Fake{}
	s := trying(f)
	f.Plans = []model.TryPlan{{Before: tryBefore}}
	d := uitest.New(t, s)
	d.Press("x")
	d.Sees("nothing left to find out by trying")
	d.Press("enter", "y")
	assert.Empty(t, f.Tried)

	f = &uitest.Fake{}
	s = trying(f)
	f.Plans = []model.TryPlan{{Before: tryBefore, Plain: []model.Try{tryWithout}}, {Before: tryBefore}}
	same := refusedReport()
	same.Tries = []model.Try{made(tryWithout, model.TrySame, "42 bad_certificate", "", "")}
	f.Trials = [][]model.Report{{same}}
	d = uitest.New(t, s)
	d.Press("x", "enter")
	d.Sees("not settled", "The same with and without")

	same.Findings = []model.Finding{rejected("expired", model.Proven)} // read, not tried: nothing is left open
	f = &uitest.Fake{}
	s = trying(f)
	f.Plans = []model.TryPlan{{Before: tryBefore, Plain: []model.Try{tryWithout}}, {Before: tryBefore}}
	f.Trials = [][]model.Report{{same}}
	d = uitest.New(t, s)
	d.Press("x", "enter")
	d.Sees("The same with and without", "Tried, and nothing new")
	d.Lacks("not settled")
}

// The alert is certain, its cause is not: where no change helps, the page says so, and what to do next. When the server
// went away meanwhile, that is said in place of it.
func TestTrySaysWhatToDoWhenNothingHelps(t *testing.T) {
	for lang, want := range map[assets.Lang][]string{
		assets.English: {"Tried, and not settled", "The server went away meanwhile", "nobody listens there any more"},
		assets.Chinese: {"还不能定论", "试到一半服务端就不在了", "那里已经没有程序在监听"},
	} {
		for n, last := range []model.Try{made(tryWithout, model.TrySame, "42 bad_certificate", "", ""), made(tryWithout, model.TryFailed, "refused", "", "")} {
			f := &uitest.Fake{}
			s := trying(f)
			s.Lang = lang
			tried := refusedReport()
			tried.Findings = []model.Finding{model.New(model.AlertReceived, "address", "10.0.1.10:2379", "alert", "42 bad_certificate", "phase", "tls").Sure(model.Proven)}
			tried.Tries = []model.Try{last}
			f.Plans = []model.TryPlan{{Before: tryBefore, Plain: []model.Try{tryWithout}}, {Before: tryBefore}}
			f.Trials = [][]model.Report{{tried}}
			d := uitest.New(t, s)
			d.Press("x")
			d.Lacks(want...)
			d.Press("enter")
			d.Sees(want[n:min(2*n+1, 3)]...)
			d.Lacks(want[1-n])
		}
	}
}

func TestTryIsOfferedWhereItCanTell(t *testing.T) {
	refused := goodReport()
	refused.Findings = []model.Finding{model.New(model.ConnectionRefused, "address", "10.0.1.10:2379", "host", "10.0.1.10", "port", "2379")}
	refused.Observation.Done = true
	d := uitest.New(t, probing(&uitest.Fake{}, etcdDial(), refused))
	d.Lacks("x try it out")
	f := &uitest.Fake{}
	d = uitest.New(t, uitest.Setting{Services: f.Services(), First: trying(f).First, Makers: func(m *nav.Makers) { m.Try = nil }})
	d.Lacks("x try it out")
}

func TestTryInChineseAndSmall(t *testing.T) {
	for name, s := range map[string]uitest.Setting{
		"try_80x24_zh": {Lang: assets.Chinese}, "try_60x14_en": {W: 60, H: 14}, "try_120x40_zh": {W: 120, H: 40, Lang: assets.Chinese},
	} {
		f := &uitest.Fake{}
		run := trying(f)
		run.Lang, run.W, run.H = s.Lang, s.W, s.H
		d := uitest.New(t, run)
		d.Press("x", "enter", "y")
		d.Golden(name)
	}
}

// Hostile names from the server stay inside their line, at every size.
func TestTryAtEverySize(t *testing.T) {
	for _, lang := range assets.Langs() {
		f := &uitest.Fake{}
		run := trying(f)
		evil := made(model.Try{Change: model.TryOtherSNI, With: "a\x1b[31m\u202e" + string(make([]rune, 90))}, model.TryOther, "b\nc\x07", model.DefaultCertificate, "")
		f.Trials[0][1].Tries = append(f.Trials[0][1].Tries, evil)
		run.Lang, run.Look = lang, theme.Options{ASCII: lang == assets.English}
		d := uitest.New(t, run)
		d.Press("x")
		for range 3 {
			for w := 20; w <= 130; w += 11 {
				for _, h := range []int{5, 8, 14, 24, 40} {
					d.Resize(w, h)
					d.Screen()
				}
			}
			d.Press("enter", "y")
		}
		assert.NotContains(t, d.Styled(), "\x1b[31m")
	}
}
