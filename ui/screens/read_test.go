package screens_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/uitest"
)

// probed is a stand-in for the probe page: it shows what it was asked to dial.
func probed(table *nav.Makers) {
	table.Probe = func(e *nav.Env, d model.Dial) nav.Screen {
		return kit.NewText(e, func() kit.Page {
			return kit.Page{Title: "probe page", Text: "dial " + d.Target() + " ca=" + d.CA + " as=" + d.As}
		})
	}
}

// placed is a stand-in for the place page.
func placed(table *nav.Makers) {
	table.Place = func(e *nav.Env, r nav.RecipeRequest) nav.Screen {
		return kit.NewText(e, func() kit.Page { return kit.Page{Title: "place page", Text: r.Server + " for " + r.Client} })
	}
}

func chainFile() model.Inspection {
	leaf, root := leafCertificate("etcd-1", 12, "serverAuth"), rootCertificate()
	return model.Inspection{Source: "chain.pem", Items: []model.Item{
		{Kind: "certificate", Encoding: "pem", Certificate: &leaf},
		{Kind: "certificate", Encoding: "pem", Certificate: &root},
		{Kind: "key", Encoding: "pem", Key: &model.KeyInfo{Algorithm: "ECDSA P-256", Encrypted: true}},
	}, Findings: []model.Finding{model.New(model.FileUntidy, "file", "chain.pem", "role", "file").As("crlf")}}
}

func inspecting(f *uitest.Fake, lang assets.Lang) uitest.Setting {
	f.Workspace = model.Workspace{Home: "/h", User: "u"}
	f.Found = map[string]model.Inspection{"chain.pem": chainFile(), "-": chainFile()}
	f.Paths = map[string][]string{"ch": {"chain.pem"}}
	return uitest.Setting{Services: f.Services(), Lang: lang}
}

func TestInspectFile(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, inspecting(f, assets.English))
	d.Press("4")
	d.Golden("inspect_ask_80x24_en")
	d.Type("ch")
	d.Press("tab", "enter")
	d.Sees("Inspect chain.pem", "3 found", "1. certificate (PEM)", "etcd-1", "root: signed by itself")
	d.Golden("inspect_80x24_en")
	d.Press("end")
	d.Sees("3. private key (PEM)", "encrypted: a passphrase opens it")
	d.Press("f2")
	d.Golden("inspect_80x24_zh")
	d.Press("i")
	d.Sees("> 文件")
	d.Press("esc")
	d.Sees("给服务器配置 TLS")
}

func TestInspectWrongPathAndDirectory(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, inspecting(f, assets.English))
	d.Press("4", "enter")
	d.Sees("> File")
	f.Fail = model.Fail(model.New(model.FileUnreadable, "file", "nope", "role", "file", "reason", "no such file").As("missing"))
	d.Type("nope")
	d.Press("enter")
	d.Sees("FAIL", "nope")
	d.Lacks("found")
	d.Sees("> File", "enter read it")
	d.Golden("inspect_wrong_80x24_en")
	d.Press("f2")
	d.Golden("inspect_wrong_80x24_zh")
	d.Press("f2", "x")
	d.Sees("nopex")
	d.Lacks("FAIL")
	d.Press("ctrl+u")
	f.Workspace = workspace()
	f.Fail = model.Fail(model.New(model.FileUnreadable, "file", "/etc/made", "role", "file", "reason", "a directory").As("directory"))
	d.Type("/etc/made")
	d.Press("enter")
	d.Sees("/etc/made", "pouch_test", "etcd-1")
	d.Lacks("q quit")
	d.Press("esc")
	d.Sees("Set up TLS on a server")
}

func TestInspectPaste(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, inspecting(f, assets.English))
	d.Press("4")
	d.Paste("-----BEGIN CERTIFICATE-----\r\nMII=\r\n-----END CERTIFICATE-----\r\n")
	d.Sees("Inspect pasted text", "3 found")
	require.Len(t, f.Pasted, 1)
	assert.Contains(t, f.Pasted[0], "-----END CERTIFICATE-----")
}

// Terminals without bracketed paste send each line with an enter: that must not be read as paths.
func TestInspectPasteLetterByLetter(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, inspecting(f, assets.English))
	d.Press("4")
	for _, l := range []string{"-----BEGIN CERTIFICATE-----", "MII=", "-----END CERTIFICATE-----"} {
		d.Type(l)
		d.Press("enter")
	}
	d.Sees("Inspect pasted text")
	require.Equal(t, []string{"-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----"}, f.Pasted)
}

func readings() []model.Reading {
	return []model.Reading{
		{ID: "go-bad-certificate", Matched: "remote error: tls: bad certificate", Tool: "Go", Dial: &model.Dial{Host: "10.0.1.10", Port: "2379"},
			Findings: []model.Finding{model.New(model.ClientCertRejected, "certificate", "a_client", "alert", "42 bad_certificate", "issuer", "pouch_test", "cas", "").Sure(model.Possible)}},
		{ID: "other", Matched: "bad certificate", Findings: []model.Finding{model.New(model.ClientCertRequired, "alert", "42 bad_certificate", "cas", "")}},
	}
}

func explaining(f *uitest.Fake) uitest.Setting {
	f.Workspace = model.Workspace{Home: "/h", User: "u"}
	f.Readings = readings()
	return uitest.Setting{Services: f.Services(), Makers: probed}
}

func TestExplainALine(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, explaining(f))
	d.Press("2")
	d.Golden("explain_ask_80x24_en")
	d.Press("enter")
	assert.Empty(t, f.Texts, "nothing to read")
	d.Paste("2026/11/22 rpc error: remote error: tls: bad certificate\n")
	d.Sees("enter read it")
	d.Press("p")
	d.Sees("bad certificate", "p")
	d.Press("backspace", "enter")
	require.Len(t, f.Texts, 1)
	d.Sees("remote error: tls: bad certificate", "written by Go", "p dials 10.0.1.10:2379", "1 of 2")
	d.Golden("explain_80x24_en")
	d.Press("f2")
	d.Golden("explain_80x24_zh")
	d.Press("f2", "right")
	d.Sees("many programs write this line", "2 of 2")
	d.Press("left", "p")
	d.Sees("probe page", "dial 10.0.1.10:2379")
	d.Press("esc", "tab")
	d.Sees("enter read it")
	d.Press("esc")
	d.Sees("Set up TLS")
}

func TestExplainWhy(t *testing.T) {
	f := &uitest.Fake{}
	s := explaining(f)
	s.H = 60
	d := uitest.New(t, s)
	d.Press("2")
	d.Type("bad certificate")
	d.Press("enter")
	why := strings.Fields(assets.Explain(readings()[0].Findings[0], assets.English).Why)[0:3]
	d.Press("w")
	d.Sees(strings.Join(why, " "))
	d.Press("w")
	d.Lacks(strings.Join(why, " "))
}

func TestTargetIsDialledAtOnce(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, explaining(f))
	d.Press("2")
	d.Type("etcd-1:2379")
	d.Press("enter")
	d.Sees("probe page", "dial etcd-1:2379")
	assert.Empty(t, f.Texts)
	d.Press("esc")
	d.Lacks("not known here", "p dials") // the letters go into the text
	d.Type(" failed")
	d.Press("enter")
	assert.Equal(t, []string{"etcd-1:2379 failed"}, f.Texts, "with more words it is a line to read")
}

// Text that was dialled may go, and what was read before it does not stand below it.
func TestBackFromADialLeavesWithoutAQuestion(t *testing.T) {
	for _, lang := range []assets.Lang{assets.English, assets.Chinese} {
		f := &uitest.Fake{}
		s := explaining(f)
		s.Lang = lang
		d := uitest.New(t, s)
		d.Press("2")
		d.Type("bad certificate")
		d.Press("enter")
		d.Sees("Go", "10.0.1.10:2379")
		d.Press("tab", "ctrl+u")
		d.Lacks("p dials", "按 p") // in the text p is a letter
		d.Type("etcd-1:2379")
		d.Press("enter", "esc")
		d.Sees("etcd-1:2379")
		d.Lacks("10.0.1.10:2379")
		d.Press("esc")
		d.Sees("1  ", "4  ")
	}
}

func TestUnknownTextIsSaid(t *testing.T) {
	f := &uitest.Fake{}
	s := explaining(f)
	f.Readings = nil
	d := uitest.New(t, s)
	d.Press("2")
	d.Type("hello world")
	d.Press("enter")
	d.Sees("This text is not known here", "p dials the server and shows what is wrong.")
	d.Press("tab")
	d.Lacks("p dials")
	f.Fail = model.Fail(model.New(model.Unexpected, "reason", "broken"))
	d.Type("!")
	d.Press("enter")
	d.Sees("broken")
}

func practice(started *int, stopped *int, restart error) *nav.Practice {
	other := &uitest.Fake{Workspace: workspace()}
	*started++
	return &nav.Practice{
		ID: "wrong-address", Dial: model.Dial{Host: "127.0.0.1", Port: "4242", CA: "lab", As: "lab/admin"}, Services: other.Services(),
		Restart: func() error { return restart }, Stop: func() { *stopped++ },
	}
}

func TestPractice(t *testing.T) {
	started, stopped := 0, 0
	f := &uitest.Fake{Workspace: model.Workspace{Home: "/h", User: "u"}, Server: practice(&started, &stopped, nil)}
	d := uitest.New(t, uitest.Setting{Services: f.Services(), Makers: probed})
	d.Press("3")
	d.Golden("practice_80x24_en")
	d.Press("b", "p")
	d.Sees("1  The wrong address")
	d.Press("1")
	d.Sees("running at 127.0.0.1:4242", "b restart and connect")
	d.Golden("practice_running_80x24_en")
	d.Press("f2")
	d.Golden("practice_running_80x24_zh")
	d.Press("f2", "p")
	d.Sees("dial 127.0.0.1:4242 ca=lab as=lab/admin")
	d.Press("esc", "b")
	d.Sees("dial 127.0.0.1:4242 ca=lab as=lab/admin")
	d.Press("esc", "m")
	d.Sees("pouch_test", "etcd-1")
	d.Press("q")
	assert.False(t, d.Quit(), "q ends the program on its first screen only")
	d.Press("esc", "esc")
	assert.Equal(t, 1, stopped)
	d.Sees("1  The wrong address")
	d.Press("esc")
	d.Sees("Set up TLS")
	assert.Equal(t, 1, stopped)
}

func TestPracticeFailures(t *testing.T) {
	started, stopped := 0, 0
	f := &uitest.Fake{Workspace: model.Workspace{Home: "/h", User: "u"}, Server: practice(&started, &stopped, errors.New("no such file"))}
	f2 := *f.Server
	f.Fail = nil
	d := uitest.New(t, uitest.Setting{Services: f.Services()})
	d.Press("3")
	f.Fail = model.Fail(model.New(model.Unexpected, "reason", "no port"))
	f.Server = nil
	d.Press("2")
	d.Sees("FAIL", "no port")
	f.Server = &f2
	d.Press("1")
	d.Sees("running at")
	d.Press("b")
	d.Sees("no such file")
	d.Press("esc", "esc")
	assert.Equal(t, 1, stopped)
}

// A server that starts after the page was left must not stay.
func TestLatePracticeServerIsStopped(t *testing.T) {
	started, stopped := 0, 0
	server := practice(&started, &stopped, nil)
	release := make(chan struct{})
	s := nav.Services{Practice: func(context.Context, string) (*nav.Practice, error) {
		<-release
		return server, nil
	}}
	d := uitest.New(t, uitest.Setting{Services: s, First: func(e *nav.Env) nav.Screen { return screens.NewPractice(e) }})
	d.Hurry(10 * time.Millisecond)
	d.Press("1")
	d.Sees("starting the server ...")
	d.Press("esc")
	close(release)
	d.Hurry(0)
	d.Settle()
	assert.Equal(t, 1, stopped)
	d.Lacks("running at")
}

// A line that is longer than the window is seen from its beginning, and w leads to the explanation, each said once.
func TestExplainLongLineAndWhy(t *testing.T) {
	twice := model.New(model.ClientCertRequired, "alert", "116 certificate_required", "cas", "")
	why := strings.Join(strings.Fields(assets.Explain(twice, assets.English).Why), " ")
	begins := why[:20]
	for _, size := range [][2]int{{80, 24}, {60, 14}, {120, 40}} {
		f := &uitest.Fake{Readings: []model.Reading{{ID: "x", Matched: "m", Findings: []model.Finding{twice.Sure(model.Likely), twice.Sure(model.Possible)}}, {ID: "y", Matched: "m"}}}
		d := uitest.New(t, uitest.Setting{W: size[0], H: size[1], Services: f.Services(), First: func(e *nav.Env) nav.Screen { return screens.NewExplain(e) }})
		d.Paste("BEGINNING " + strings.Repeat("of a very long line ", 20) + "END")
		d.Sees("BEGINNING", "END")
		d.Press("enter")
		d.Sees("BEGINNING", "w why")
		d.Lacks(begins)
		d.Press("n")
		d.Lacks(begins)
		d.Press("w")
		assert.Equal(t, 1, strings.Count(d.Screen(), begins), "%v\n%s", size, d.Screen())
		d.Press("w")
		d.Lacks(begins)
		d.Press("right")
		d.Sees("2 of 2")
		d.Lacks("w why")
	}
}

// The help lists a key once, and says where home and end lead.
func TestHelpListsEachKeyOnce(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, inspecting(f, assets.Chinese))
	d.Press("4")
	d.Type("chain.pem")
	d.Press("enter")
	d.Sees("chain.pem")
	d.Press("f1")
	d.Sees("到开头", "到末尾")
	d.Sees("\n   up/down     移动")
	d.Lacks("\n   up  ")
}
