package screens_test

import (
	"testing"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/uitest"
)

func TestReportGoldens(t *testing.T) {
	for name, r := range map[string]model.Report{"mismatch": mismatchReport(), "required": requiredReport(), "green": strangersReport()} {
		for _, size := range []struct {
			w, h int
			lang assets.Lang
		}{{80, 24, assets.English}, {80, 24, assets.Chinese}, {60, 14, assets.English}, {120, 40, assets.English}} {
			f := &uitest.Fake{}
			s := probing(f, etcdDial(), r)
			s.W, s.H, s.Lang = size.w, size.h, size.lang
			uitest.New(t, s).Golden("report_" + name + "_" + sizeName(size.w, size.h, size.lang))
		}
	}
}

func sizeName(w, h int, lang assets.Lang) string {
	return map[int]string{60: "60x14", 80: "80x24", 120: "120x40"}[w] + "_" + string(lang)
}

func TestReportSmallWindow(t *testing.T) {
	f := &uitest.Fake{}
	s := probing(f, etcdDial(), mismatchReport())
	s.W, s.H = 60, 14
	d := uitest.New(t, s)
	d.Sees("[finding]", "What", "Fix")
	d.Lacks("ServerHello")
	d.Press("enter")
	d.Sees("[finding]")
	d.Press("tab")
	d.Sees("[messages]", "ServerHello", "> ")
	d.Press("enter")
	d.Sees("7 of 11  Finished")
	d.Press("esc", "tab")
	d.Sees("[checks]", "name         FAIL")
	d.Press("end")
	d.Sees("handshake 1.3 ms")
	d.Press("tab", "space")
	d.Sees("1 of 11  ClientHello", "The client opens")
}

func TestReportChecksBesideAndBehindTab(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), mismatchReport()))
	d.Lacks("name         FAIL")
	d.Press("tab")
	d.Sees("name         FAIL", "application  not checked", "└─ pouch_test", "trusted")
	d.Lacks("ServerHello")
	d.Press("tab")
	d.Sees("ServerHello")
	d.Resize(100, 30)
	d.Sees("ServerHello", "name         FAIL")
	d.Lacks("tab other pane")
}

func TestReportMovesAndSteps(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), mismatchReport()))
	d.Sees(">    0.7 <- Finished", "a Go client stops here: -> Alert 42 bad_certificate")
	d.Press("up", "up")
	d.Sees(">    0.7 <- Certificate ")
	d.Press("home", "up", "down")
	d.Sees(">    0.6 <- ServerHello")
	d.Press("end")
	d.Sees(">    2.1 <- NewSessionTicket")
	d.Press("space")
	d.Sees("1 of 11  ClientHello", "we sent it", "The client opens")
	d.Lacks("What")
	d.Press("space", "space", "space")
	d.Sees("4 of 11  CertificateRequest", "the server sent it", "may name the CAs")
	d.Golden("report_step_80x24_en")
	d.Press("esc")
	d.Sees("What", "name-mismatch")
	d.Press("space")
	for range 11 {
		d.Press("space")
	}
	d.Sees("name-mismatch")
}

func TestReportTwoFindings(t *testing.T) {
	r := requiredReport()
	r.Findings = append(mismatchReport().Findings, r.Findings...)
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test"}, r))
	d.Golden("report_two_80x24_en")
	d.Sees("1 of 2, right: next", "name-mismatch", "a as whom")
	d.Press("right")
	d.Sees("2 of 2", "client-certificate-required", "a: choose another certificate.  n: make one now.")
	d.Lacks("name-mismatch")
	d.Press("right")
	d.Sees("1 of 2")
	d.Press("left")
	d.Sees("2 of 2")
	d.Press("w")
	d.Sees("Why: client-certificate-required", "2 of 2")
	d.Press("left")
	d.Sees("Why: name-mismatch", "1 of 2")
}

func TestReportRemarksBehindTheVerdict(t *testing.T) {
	r := strangersReport()
	r.Findings = []model.Finding{model.New(model.ExpiresSoon, "certificate", "etcd-1", "until", "2026-12-01T09:30:00Z", "days", "9")}
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), r))
	d.Sees("a_client gets in, strangers do not.", "1 more to read: right")
	d.Lacks("w why")
	d.Press("w")
	d.Sees("a_client gets in")
	d.Press("right")
	d.Sees("expires-soon", "warning", "w why")
}

func TestVerdicts(t *testing.T) {
	for want, change := range map[string]func(*model.Report){
		"a_client gets in, strangers do not.":                          func(r *model.Report) { r.Strangers = "refused" },
		"a_client gets in, and so does anybody without a certificate.": func(r *model.Report) { r.Strangers = "let-in" },
		"a_client gets in. Whether strangers do is not clear.":         func(r *model.Report) { r.Strangers = "unclear" },
		"TLS with a_client went through, but the server never said":    func(r *model.Report) { r.Ended = model.EndQuiet },
		"a_client gets in.": func(*model.Report) {},
		"This is 10.0.1.10:2379: name, dates and chain are in order.": func(r *model.Report) { r.Client, r.Messages = "", nil },
		"It asked for a client certificate and went on":               func(r *model.Report) { r.Client = "" },
		"No message went over the wire.":                              func(r *model.Report) { r.Messages = nil },
		"and its other addresses":                                     func(r *model.Report) { r.Client = "" },
	} {
		r := goodReport()
		change(&r)
		f := &uitest.Fake{}
		uitest.New(t, probing(f, etcdDial(), r)).Sees(want)
	}
}

// A client's own file is shown by the name in its certificate, not by the file's.
func TestVerdictNamesTheCertificateOfAFile(t *testing.T) {
	r := goodReport()
	r.Client = "/etc/ssl/client.pem"
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test", Cert: "/etc/ssl/client.pem", Key: "/etc/ssl/key.pem"}, r))
	d.Sees("a_client gets in.", "as client.pem")
}

func TestChainSaysWhatIsWrongWithALink(t *testing.T) {
	ended, early, other := leafCertificate("old-ca", -3), leafCertificate("young-ca", 300), leafCertificate("stray", 300)
	early.NotBefore = uitest.Clock.AddDate(0, 0, 2)
	r := goodReport()
	r.Chain = []model.Certificate{r.Chain[0], ended, early, other, rootCertificate()}
	r.Chain[0].Issuer = ended.Subject
	r.Checks = checks("chain")
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), r))
	d.Press("tab")
	d.Sees("└─ old-ca", "ended", "x  young-ca", "not yet valid", "x  stray", "root", "x  no way to pouch_test")
	r.Chain, r.Checks = []model.Certificate{goodReport().Chain[0], rootCertificate()}, checks()
	f = &uitest.Fake{}
	d = uitest.New(t, probing(f, etcdDial(), r))
	d.Press("tab")
	d.Sees("└─ pouch_test", "trusted")
	d.Lacks("x  ", "no way")
}

// An orderly goodbye is not what a person looks for.
func TestPointerPassesOverTheGoodbye(t *testing.T) {
	r := requiredReport()
	r.Messages[len(r.Messages)-1] = alertMessage(3, 0, "close_notify")
	f := &uitest.Fake{}
	uitest.New(t, probing(f, etcdDial(), r)).Sees(">    1.3 -> Certificate")
}

// A fix that announces a command is followed by it where there is room, and else says where it is.
func TestReportShowsTheCommandThatItAnnounces(t *testing.T) {
	r := model.Report{Findings: []model.Finding{model.New(model.ConnectionRefused, "address", "10.0.1.10:2379", "host", "10.0.1.10", "port", "2379")}}
	f := &uitest.Fake{}
	s := probing(f, etcdDial(), r)
	d := uitest.New(t, s)
	d.Sees("ss -ltnp")
	d.Lacks("w: the commands")
	s.W, s.H = 60, 14
	d = uitest.New(t, s)
	d.Sees("w: the commands")
	d.Lacks("ss -ltnp")
}

// A code is never cut: what is certain goes unsaid first, and where a code has no room its title stands for it.
func TestReportHeadline(t *testing.T) {
	old := model.New(model.ServesOldCertificate, "identity", "pouch_test/etcd-1", "serial", "0a")
	for _, c := range []struct {
		w, h   int
		lang   assets.Lang
		sees   string
		hidden string
	}{
		{99, 30, assets.English, "server-still-serves-old-certificate  " + assets.Explain(old, assets.English).Title, "certain"},
		{80, 24, assets.Chinese, "server-still-serves-old-certificate  " + assets.Explain(old, assets.Chinese).Title, "右键"},
		{60, 14, assets.English, "server-still-serves-old-certificate", "certain"},
		{42, 14, assets.Chinese, assets.Explain(old, assets.Chinese).Title, "server-still"},
	} {
		r := mismatchReport()
		r.Findings = []model.Finding{old, r.Findings[0]}
		f := &uitest.Fake{}
		s := probing(f, etcdDial(), r)
		s.W, s.H, s.Lang = c.w, c.h, c.lang
		d := uitest.New(t, s)
		d.Sees(c.sees)
		d.Lacks(c.hidden)
	}
}
