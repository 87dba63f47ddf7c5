package screens_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/uitest"
)

func TestDetail(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace()}
	f.Workspace.Findings = []model.Finding{model.New(model.FileModeTooOpen, "file", "/home/u/pki/pouch_test/etcd-1/key.pem", "mode", "0644")}
	d := uitest.New(t, uitest.Setting{Services: f.Services(), Makers: func(m *nav.Makers) { probed(m); placed(m) }})
	d.Press("down", "down", "enter")
	d.Sees("Certificate pouch_test/etcd-1", "p probe", "c configuration", "r renew")
	d.Press("end")
	d.Sees("key.pem", "0644")
	d.Press("p")
	d.Sees("probe page", "dial etcd-1: ca=pouch_test as=pouch_test/a_client")
	d.Press("esc", "c")
	d.Sees("pouch_test/etcd-1 for pouch_test/a_client")
	d.Press("esc", "i")
	d.Sees("Inspect /home/u/pki/pouch_test/etcd-1/cert.pem")
	d.Press("esc", "r")
	d.Sees("reissue pouch_test/etcd-1, same key")
	d.Press("esc")
	assert.Empty(t, f.Applied)
	d.Press("r", "enter")
	require.Len(t, f.Applied, 1)
	spec := f.Applied[0].Steps[0].Identity
	assert.Equal(t, model.StepReissue, f.Applied[0].Steps[0].Kind)
	assert.Equal(t, identity("etcd-1", 12, "serverAuth", "clientAuth").Certificate.SANs, spec.SANs)
	assert.Equal(t, 112, spec.Days)
	d.Sees("place page", "pouch_test/etcd-1 for pouch_test/a_client")
	d.Press("esc")
	d.Sees("Certificate pouch_test/etcd-1", "112 days left")
}

// What is made in the files of a practice server stays there, and so does the person.
func TestNestedHomeIsReturnedTo(t *testing.T) {
	started, stopped := 0, 0
	f := &uitest.Fake{Workspace: model.Workspace{Home: "/h", User: "u"}, Server: practice(&started, &stopped, nil)}
	d := uitest.New(t, uitest.Setting{Services: f.Services()})
	d.Press("3", "1", "m", "n", "1")
	d.Type("node-9")
	for range 6 {
		d.Press("enter")
	}
	d.Sees("Review")
	d.Press("enter")
	d.Sees("Certificate pouch_test/node-9")
	d.Press("esc")
	d.Sees("/home/u/pki", "node-9")
	d.Press("n", "2")
	d.Type("other-ca")
	for range 11 {
		d.Press("enter")
	}
	d.Press("enter")
	d.Sees("/home/u/pki", "other-ca")
	d.Press("esc", "esc", "esc")
	d.Sees("/h (empty)")
	assert.Empty(t, f.Applied)
}

func TestDetailWithoutTheCAKeyCannotRenew(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace()}
	f.Workspace.Authorities[0].KeyFile = ""
	d := uitest.New(t, uitest.Setting{Services: f.Services(), Makers: func(m *nav.Makers) { m.Probe, m.Place = nil, nil }})
	d.Sees("its key is not here")
	d.Press("down", "enter")
	d.Lacks("renew", "probe")
	d.Press("r", "p", "c")
	d.Sees("Certificate pouch_test/a_client")
}

func TestBrokenLinkIsMarked(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace()}
	f.Workspace.Authorities[0].Identities[0].Certificate.Issuer = subject("somebody else")
	d := uitest.New(t, uitest.Setting{Services: f.Services()})
	d.Press("down")
	d.Sees("x  pouch_test")
	d.Press("down")
	d.Lacks("x  pouch_test")
	d.Sees("└─ pouch_test")
}

func TestHomePanes(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace()}
	d := uitest.New(t, uitest.Setting{Services: f.Services(), W: 60, H: 14, Makers: func(m *nav.Makers) { probed(m); placed(m) }})
	d.Lacks("Time left")
	d.Press("tab")
	d.Sees("Time left")
	d.Press("tab")
	d.Lacks("Time left")
	d.Press("down", "p")
	d.Sees("ca=pouch_test as=pouch_test/a_client")
	d.Press("esc", "up", "p")
	d.Sees("ca=pouch_test as=")
	d.Press("esc", "c")
	d.Lacks("place page")
	d.Press("down", "c")
	d.Sees("place page")
	d.Press("esc", "l")
	d.Sees("Find out why")
	d.Press("esc", "m", "3")
	d.Sees("Practice")
	d.Press("esc", "esc")
	d.Sees("a_client")
	d.Press("q")
	assert.True(t, d.Quit())
}

func TestHomeThatCannotBeRead(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace(), Fail: model.Fail(model.New(model.SymlinkRefused, "path", "/home/u/pki/x"))}
	d := uitest.New(t, uitest.Setting{Services: f.Services()})
	d.Sees("FAIL", "/home/u/pki/x")
	d.Send(nav.Changed{})
	d.Sees("pouch_test")
}

func TestManyIdentitiesScroll(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace()}
	a := &f.Workspace.Authorities[0]
	for _, n := range "abcdefghijklmnopqrstuvwxyz" {
		a.Identities = append(a.Identities, identity("node-"+string(n), 100, "serverAuth"))
	}
	d := uitest.New(t, uitest.Setting{Services: f.Services()})
	d.Lacks("node-z")
	d.Press("end")
	d.Sees("> └─ node-z")
	d.Press("pgup")
	d.Sees("> ├─ node-p")
	d.Press("home")
	d.Sees("> pouch_test")
}

// Names of files and certificates come from outside: nothing in them may reach the terminal as a command to it.
func TestHostileNames(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace()}
	f.Workspace.Home, f.Workspace.User = "/h\x1b]0;x\a", "u\u202e"
	i := &f.Workspace.Authorities[0].Identities[0]
	i.Certificate.Subject = subject("evil\x1b[2J\u202e\nname")
	i.Certificate.SANs = []model.SAN{{Kind: model.DNS, Value: "a\x1b[31mb\u200b"}}
	i.Certificate.Key = "\x9b2J"
	d := uitest.New(t, uitest.Setting{Services: f.Services()})
	d.Press("down")
	for range 2 {
		s := d.Screen()
		for _, bad := range []string{"\x1b", "\u202e", "\a", "\u200b", "\u009b"} {
			assert.NotContains(t, s+d.Styled(), bad)
		}
		d.Press("enter")
	}
}
