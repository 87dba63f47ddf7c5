package screens_test

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/uitest"
)

func TestProbeFormDialsAtOnce(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{}, goodReport()))
	d.Golden("probe_ask_80x24_en")
	d.Press("enter")
	assert.Empty(t, f.Dials, "an empty target is not dialled")
	d.Sees("> Dial")
	d.Type("10.0.0.999:2379")
	d.Sees("10.0.0.999")
	d.Press("enter")
	assert.Empty(t, f.Dials, "an address that is none is not dialled")
	d.Press("ctrl+u")
	d.Type("10.0.1.10:2379")
	d.Press("enter")
	require.Equal(t, []model.Dial{{Host: "10.0.1.10", Port: "2379", CA: "pouch_test", As: "pouch_test/a_client", Strangers: true}}, f.Dials)
	d.Sees("a_client gets in.")
}

func TestProbeFormTargets(t *testing.T) {
	for typed, want := range map[string]model.Dial{
		"[::1]:2379":            {Host: "::1", Port: "2379"},
		"https://a.example:8/x": {Host: "a.example", Port: "8", URL: "https://a.example:8/x", Path: "/x"},
		"smtp://mail.example":   {Host: "mail.example", Port: "25", URL: "smtp://mail.example", StartTLS: "smtp"},
	} {
		f := &uitest.Fake{}
		d := uitest.New(t, probing(f, model.Dial{CA: "pouch_test"}, goodReport()))
		d.Type(typed)
		d.Press("enter")
		want.CA, want.As, want.Strangers = "pouch_test", "pouch_test/a_client", true
		assert.Equal(t, []model.Dial{want}, f.Dials, typed)
	}
}

func TestProbeFormChoices(t *testing.T) {
	f := &uitest.Fake{Paths: map[string][]string{"/etc/s": {"/etc/ssl/"}, "/etc/ssl/": {"/etc/ssl/one.pem", "/etc/ssl/other.pem"}}}
	d := uitest.New(t, probing(f, model.Dial{}, goodReport()))
	d.Type("a.example:443")
	d.Press("tab", "right", "right")
	d.Sees("[a file]", "CA file")
	d.Press("down")
	d.Type("/etc/s")
	d.Press("tab")
	d.Sees("/etc/ssl/")
	d.Press("tab")
	d.Sees("2 fit:", "one.pem", "other.pem")
	d.Press("down", "left")
	d.Sees("[nobody]")
	d.Lacks("Strangers")
	d.Press("left")
	d.Sees("[files]", "Certificate", "Key")
	d.Press("enter")
	assert.Empty(t, f.Dials, "without the files there is nothing to dial with")
	d.Sees("> Certificate")
	d.Type("c.pem")
	d.Press("down")
	d.Type("k.pem")
	d.Press("down", "right", "down")
	d.Type("other.example")
	d.Press("down", "right", "down")
	d.Type("crl.pem")
	d.Press("enter")
	want := model.Dial{Host: "a.example", Port: "443", CA: "/etc/ssl/o", CRL: "crl.pem", Cert: "c.pem", Key: "k.pem", ServerName: "other.example", StartTLS: "smtp"}
	require.Equal(t, []model.Dial{want}, f.Dials)
}

// An identity brings its own CA along: where the person wants the system's store, its files are dialled with.
func TestProbeFormSystemStoreWithIdentity(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{}, goodReport()))
	d.Type("a.example:443")
	d.Press("tab", "right", "enter")
	dir := "/home/u/pki/pouch_test/a_client"
	require.Equal(t, []model.Dial{{Host: "a.example", Port: "443", Cert: dir + "/cert.pem", Key: dir + "/key.pem", Strangers: true}}, f.Dials)
}

func TestProbeFormServerName(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{}, goodReport()))
	d.Type("10.0.1.10:2379")
	d.Press("tab", "tab", "tab", "tab")
	d.Sees("> Server name")
	d.Type("a@b")
	d.Press("enter")
	assert.Empty(t, f.Dials)
	d.Press("ctrl+u")
	d.Type("DNS:etcd-1")
	d.Press("enter")
	require.Len(t, f.Dials, 1)
	assert.Equal(t, "etcd-1", f.Dials[0].ServerName)
}

// What was chosen while the workspace was still being read stays chosen.
func TestProbeFormKeepsChoicesOfAnImpatientPerson(t *testing.T) {
	f := &uitest.Fake{}
	s := probing(f, model.Dial{CA: "pouch_test"}, goodReport())
	first := s.First
	s.First = func(e *nav.Env) nav.Screen {
		page := first(e)
		e.Services.Load = nil
		return page
	}
	d := uitest.New(t, s)
	d.Type("a.example:443")
	d.Press("tab", "left")
	d.Sees("[the system's store]")
	d.Env.Services.Load = f.Services().Load
	d.Send(nav.Changed{})
	d.Sees("[the system's store]", "pouch_test")
	d.Press("enter")
	require.Len(t, f.Dials, 1)
	assert.Empty(t, f.Dials[0].CA)
}

func TestProbeChangeTheDialAndComeBack(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), mismatchReport(), goodReport()))
	d.Press("m")
	d.Sees("Probe a server", "10.0.1.10:2379", "[a_client]", "[no]")
	d.Type("9")
	d.Press("esc")
	d.Sees("name-mismatch")
	d.Press("m")
	d.Sees("10.0.1.10:23799")
	d.Press("ctrl+u")
	d.Type("127.0.0.1:2379")
	d.Press("enter")
	require.Len(t, f.Dials, 2)
	assert.Equal(t, "127.0.0.1", f.Dials[1].Host)
	assert.False(t, f.Dials[1].Strangers, "nobody asked for strangers")
	d.Sees("gets in")
}

func TestProbeAgain(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), mismatchReport(), strangersReport()))
	d.Press("q")
	require.Len(t, f.Dials, 1, "another key dials nothing")
	d.Press("p")
	require.Len(t, f.Dials, 2)
	assert.Equal(t, f.Dials[0], f.Dials[1])
	d.Sees("a_client gets in, strangers do not.")
	d.Lacks("name-mismatch")
}

// running gives a probe whose last snapshot waits.
func running(t *testing.T, lang assets.Lang) (*uitest.Fake, *uitest.Driver) {
	hello := model.Report{Started: uitest.Clock, Phase: model.PhaseHello, Address: "10.0.1.10:2379", Messages: handshake()[:1]}
	f := &uitest.Fake{Hold: make(chan struct{})}
	s := probing(f, etcdDial())
	f.Reports = [][]model.Report{{{Phase: model.PhaseConnect}, hello, goodReport()}}
	s.Lang = lang
	first := s.First
	s.First = func(e *nav.Env) nav.Screen { return first(e) }
	d := startHurried(t, s)
	return f, d
}

// startHurried starts a program in which a command never answers.
func startHurried(t *testing.T, s uitest.Setting) *uitest.Driver {
	page := s.First
	s.First = nil
	home := uitest.New(t, s)
	home.Hurry(150 * time.Millisecond)
	home.Run(nav.To(page(home.Env)))
	return home
}

func TestProbeWhileItRuns(t *testing.T) {
	f, d := running(t, assets.English)
	d.Golden("probe_running_80x24_en")
	d.Sees("waiting for the server's first answer", "at most 10 s", "esc cancel", "ClientHello")
	d.Press("f2")
	d.Sees("等待服务端的第一个应答", "最多等 10 s")
	d.Press("f2", "p", "m")
	require.Len(t, f.Dials, 1, "no second dial while the first is under way")
	close(f.Hold)
	d.Hurry(0)
	d.Settle()
	d.Sees("a_client gets in.")
}

func TestProbeCancel(t *testing.T) {
	for _, stop := range []string{"esc", "ctrl+c"} {
		f, d := running(t, assets.English)
		d.Press(stop)
		d.Sees("cancelled", "Cancelled here", "ClientHello")
		close(f.Hold)
		d.Hurry(0)
		d.Settle()
		d.Lacks("gets in", "FAIL")
		require.False(t, d.Quit())
		d.Press("p")
		require.Len(t, f.Dials, 2)
		d.Sees("a_client gets in.")
	}
}

// The answer of a dial that was given up belongs to nobody.
func TestProbeLateAnswer(t *testing.T) {
	f, d := running(t, assets.English)
	d.Press("esc", "p")
	close(f.Hold)
	d.Hurry(0)
	d.Settle()
	d.Sees("a_client gets in.")
	d.Lacks("cancelled")
}

func TestProbeSaves(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), mismatchReport()))
	d.Press("s")
	text := f.Saved["probe-10.0.1.10-2379.txt"]
	for _, want := range []string{"Probe 10.0.1.10:2379", "FAILED  2.1 ms", "not valid for the name", "RFC 9525", "ClientHello", "a Go client stops here", "chain        ok", "etcd-1"} {
		assert.Contains(t, text, want)
	}
	assert.NotContains(t, text, "\x1b")
	d.Sees("saved to /home/u/pki/notes/probe-10.0.1.10-2379.txt")
	f.Fail = model.Fail(model.New(model.WriteFailed, "path", "/home/u/pki", "reason", "no space left"))
	d.Press("s")
	d.Sees("FAIL", "no space left", "name-mismatch")
}

func TestProbeTwin(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{}, mismatchReport()))
	d.Lacks("openssl twin")
	d.Type("a.example:443")
	d.Press("tab", "tab", "tab", "tab")
	d.Type("a@b")
	d.Lacks("openssl twin")
	d.Press("ctrl+o")
	d.Sees("> Server name", "no openssl commands for this page")
	d.Press("ctrl+u")
	d.Press("ctrl+o")
	d.Sees("openssl s_client -connect a.example:443")
	d.Press("esc", "enter", "o")
	d.Sees("openssl s_client -connect a.example:443")
}

func TestProbeFormAsksBeforeTypedTextIsLost(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace()}
	d := uitest.New(t, uitest.Setting{Services: f.Services()})
	d.Press("p")
	d.Sees("Probe a server")
	d.Press("esc")
	d.Lacks("Probe a server")
	d.Press("p")
	d.Type("a.example")
	d.Press("esc")
	d.Sees("Leave this page?")
	d.Press("n", "2")
	d.Sees("a.example")
	d.Press("esc", "esc")
	d.Lacks("a.example")
}

// Each page has help of its own.
func TestProbeHelp(t *testing.T) {
	for want, keys := range map[string][]string{"f makes one plan": nil, "tab or down goes there": {"m"}, "Everything about one finding": {"w"}, "One message of the handshake.": {"enter"}, "The plan collects everything": {"f"}} {
		f := &uitest.Fake{}
		d := uitest.New(t, probing(f, etcdDial(), mismatchReport()))
		d.Press(keys...)
		d.Press("f1")
		d.Sees(want)
		d.Press("esc")
		d.Lacks(want)
	}
}

// Two CAs: nothing can be guessed, and identities are told apart by their CA.
func TestProbeFormWithTwoAuthorities(t *testing.T) {
	f := &uitest.Fake{}
	s := probing(f, model.Dial{}, goodReport())
	second := f.Workspace.Authorities[0]
	second.Name, second.Identities = "second", []model.Identity{identity("etcd-9", 300, "serverAuth", "clientAuth")}
	second.Identities[0].Authority = "second"
	f.Workspace.Authorities = append(f.Workspace.Authorities, second)
	d := uitest.New(t, s)
	d.Sees("[the system's store]", "nobody")
	d.Type("a.example:443")
	d.Press("tab", "left", "enter")
	require.Equal(t, []model.Dial{{Host: "a.example", Port: "443", CA: "second"}}, f.Dials)

	f.Dials = nil
	d = uitest.New(t, func() uitest.Setting {
		s.First = func(e *nav.Env) nav.Screen { return e.Makers.Probe(e, model.Dial{CA: "second"}) }
		return s
	}())
	d.Sees("second/etcd-9")
	d.Type("a.example:443")
	d.Press("enter")
	require.Equal(t, []model.Dial{{Host: "a.example", Port: "443", CA: "second", As: "second/etcd-9", Strangers: true}}, f.Dials)
}

// From a server's page everything is known but the port.
func TestProbeFormWantsOnlyThePort(t *testing.T) {
	for host, want := range map[string]string{"etcd-1": "etcd-1:", "::1": "[::1]:"} {
		f := &uitest.Fake{}
		d := uitest.New(t, probing(f, model.Dial{Host: host, CA: "pouch_test", As: "pouch_test/a_client"}, goodReport()))
		d.Sees(want, "[a_client]", "[yes, once more without]")
		assert.Empty(t, f.Dials)
		d.Type("23x")
		d.Press("enter")
		assert.Empty(t, f.Dials)
		d.Press("backspace")
		d.Type("79")
		d.Press("enter")
		require.Equal(t, []model.Dial{{Host: host, Port: "2379", CA: "pouch_test", As: "pouch_test/a_client", Strangers: true}}, f.Dials)
	}
}

// While a dial waits the seconds are seen to pass, and no longer than it waits.
func TestProbeShowsTheSecondsThatPass(t *testing.T) {
	f := &uitest.Fake{Hold: make(chan struct{})}
	s := probing(f, etcdDial(), goodReport())
	ticks := 0
	s.Tick = func(d time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
		require.Equal(t, time.Second, d)
		if ticks++; ticks > 4 {
			return nil
		}
		return func() tea.Msg { return msg(time.Time{}) }
	}
	s.Now = uitest.Clock
	page := s.First
	s.First = nil
	d := uitest.New(t, s)
	d.Env.Now = func() time.Time { return uitest.Clock.Add(time.Duration(ticks) * time.Second) }
	d.Hurry(50 * time.Millisecond)
	d.Run(nav.To(page(d.Env)))
	d.Sees("...  5 s", "at most 10 s")
	close(f.Hold)
	d.Hurry(0)
	d.Settle()
	d.Lacks("5 s", "at most")
	require.Equal(t, 5, ticks)
}
