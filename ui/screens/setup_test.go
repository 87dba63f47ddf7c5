package screens_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/uitest"
)

// bareMachine is a machine where nothing was made yet.
func bareMachine() *uitest.Fake {
	return &uitest.Fake{
		Workspace: model.Workspace{Home: "/home/u/pki", User: "u", Host: "m1", Addresses: []string{"10.0.1.10", "fd00::10"}},
		Page:      recipe(),
	}
}

func recipe() model.Recipe {
	return model.Recipe{System: "etcd", Title: "Put m1 into etcd", Sections: []model.RecipeSection{
		{ID: "copy", Title: "Copy it to the server", Text: "The whole directory, over ssh.", Code: "scp -r /home/u/pki/m1-ca/m1 root@10.0.1.10:"},
		{ID: "config", Title: "Tell etcd", Text: "The addresses must begin with https.", Code: "ETCD_CERT_FILE=/etc/etcd/tls/cert.pem\nETCD_CLIENT_CERT_AUTH=true"},
		{ID: "restart", Title: "Restart", Code: "systemctl restart etcd"},
		{ID: "undo", Title: "Undo", Code: "systemctl restart etcd"},
	}}
}

// letIn is the report of a server that let admin in and no stranger.
func letIn() model.Report {
	return model.Report{
		Client: "m1-ca/admin", Strangers: "refused", Ended: model.EndTicket,
		Messages: []model.Message{{Name: "CertificateRequest", Direction: model.FromServer, Kind: model.KindHandshake, Type: 13}},
	}
}

// setup opens the guided setup as the first choice of an empty home.
func setup(t *testing.T, f *uitest.Fake, s uitest.Setting) *uitest.Driver {
	t.Helper()
	s.Services = f.Services()
	d := uitest.New(t, s)
	d.Press("1")
	return d
}

func TestSetupGoldens(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	each := func(step string) {
		d.Golden("setup_" + step + "_80x24_en")
		d.Press("f2")
		d.Golden("setup_" + step + "_80x24_zh")
		d.Resize(120, 40)
		d.Golden("setup_" + step + "_120x40_zh")
		d.Press("f2")
		d.Resize(60, 14)
		d.Golden("setup_" + step + "_60x14_en")
		d.Resize(80, 24)
	}
	each("target")
	d.Press("2")
	each("ca")
	d.Press("enter")
	each("subject")
	d.Press("enter", "down")
	d.Type("etcd-2 10.0.1.11")
	each("names")
	d.Press("enter", "enter")
	each("use")
	d.Press("enter")
	each("client")
	d.Press("enter")
	each("review")
	d.Press("m")
	each("more")
	d.Press("enter", "enter")
	each("place")
	d.Press("enter", "enter")
	each("probe")
}

// The whole way with every default: ten keys to files on disk, two more to the connection.
func TestSetupByDefaults(t *testing.T) {
	f := bareMachine()
	f.Reports = [][]model.Report{{letIn()}}
	d := setup(t, f, uitest.Setting{})
	d.Press("2", "enter", "enter", "enter", "enter", "enter")
	d.Sees("7/9 Review", "Write these files?", "new CA m1-ca", "new certificate m1-ca/m1 ", "new certificate m1-ca/admin")
	require.Empty(t, f.Applied, "nothing is written before the review is answered")
	d.Press("x")
	require.Empty(t, f.Applied, "x is no answer")
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	steps := f.Applied[0].Steps
	require.Len(t, steps, 3)
	assert.Equal(t, "/CN=m1-ca", steps[0].Authority.Subject.String())
	assert.Equal(t, -1, steps[0].Authority.PathLen)
	server, client := steps[1].Identity, steps[2].Identity
	assert.Equal(t, []model.SAN{{Kind: model.DNS, Value: "m1"}, {Kind: model.IP, Value: "10.0.1.10"}, {Kind: model.DNS, Value: "localhost"}, {Kind: model.IP, Value: "127.0.0.1"}, {Kind: model.IP, Value: "::1"}}, server.SANs)
	assert.Equal(t, []string{"serverAuth", "clientAuth"}, server.EKUs, "an etcd member is both")
	assert.Equal(t, []string{"clientAuth"}, client.EKUs)
	assert.Empty(t, client.SANs)
	require.Equal(t, []nav.RecipeRequest{{System: "etcd", Server: "m1-ca/m1", Client: "m1-ca/admin", Host: "10.0.1.10", Port: "2379", Lang: "en"}}, f.Places)
	d.Sees("8/9 Place", "scp -r /home/u/pki/m1-ca/m1 root@10.0.1.10:")
	require.Empty(t, f.Dials)
	d.Press("enter")
	d.Sees("9/9 Probe", "10.0.1.10:2379", "[without a certificate]")
	d.Press("enter")
	require.Equal(t, []model.Dial{{Host: "10.0.1.10", Port: "2379", CA: "m1-ca", As: "m1-ca/admin", Strangers: true}}, f.Dials)
	d.Sees("admin gets in, strangers do not")
	d.Press("esc", "esc")
	d.Sees("8/9 Place")
	d.Press("esc")
	d.Sees("/home/u/pki", "m1-ca", "admin")
	assert.Len(t, f.Applied, 1)
}

func TestSetupEscKeepsWhatWasTyped(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("1", "ctrl+u")
	d.Type("pouch_test")
	d.Press("enter")
	d.Type("CN")
	d.Press("enter", "enter", "enter")
	d.Type("Company")
	d.Press("enter", "enter", "enter", "enter")
	d.Sees("4/9 Names", "/C=CN/O=Company/CN=m1")
	d.Press("esc", "esc")
	d.Sees("2/9 CA", "pouch_test")
	d.Press("esc")
	d.Sees("1/9 Target")
	d.Press("esc")
	d.Sees("Leave this page?")
	d.Press("2")
	d.Sees("1/9 Target")
	d.Press("2", "enter")
	d.Sees("CN", "Company", "pouch_test")
	d.Press("enter", "enter", "enter", "enter", "enter")
	require.Len(t, f.Applied, 1)
	assert.Equal(t, "/C=CN/O=Company/CN=pouch_test", f.Applied[0].Steps[0].Authority.Subject.String())
	assert.Equal(t, "pouch_test", f.Applied[0].Steps[2].Identity.Authority)
}

func TestSetupPastedSubjectFillsAll(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("1", "enter")
	d.Paste("/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test")
	d.Sees("enter accept")
	d.Press("enter")
	d.Sees("4/9 Names")
	d.Press("enter", "enter", "enter", "enter")
	require.Len(t, f.Applied, 1)
	assert.Equal(t, "/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test", f.Applied[0].Steps[0].Authority.Subject.String())
	assert.Equal(t, "m1-ca", f.Applied[0].Steps[0].Authority.Name)
}

func TestSetupRefusesWhatCannotBe(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("2", "ctrl+u")
	d.Type("../x")
	d.Press("enter")
	d.Sees("2/9 CA")
	d.Press("ctrl+u")
	d.Type("x")
	d.Press("enter")
	d.Sees("3/9 Subject")
	d.Type("China")
	for range 7 {
		d.Press("enter")
	}
	d.Sees("3/9 Subject", "> Country (C)")
	d.Press("ctrl+u", "down", "down", "down", "down", "down", "down", "enter")
	d.Sees("4/9 Names")
	d.Press("ctrl+u", "enter", "enter")
	d.Sees("4/9 Names", "> Machine 1")
	for _, bad := range []string{"0.0.0.0", "10.0.0.999", "*", "bad host"} {
		d.Press("ctrl+u")
		d.Type(bad)
		d.Press("enter", "enter")
		d.Sees("4/9 Names", "> Machine 1")
	}
	d.Press("ctrl+u")
	d.Type("db-1 10.0.0.9")
	d.Press("enter", "enter")
	d.Sees("5/9 Use")
	assert.Empty(t, f.Applied)
}

func TestSetupMoreChoices(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("1", "enter", "enter", "enter", "enter", "enter", "m")
	d.Sees("[p256]", "Days of the CA", "Passphrase")
	d.Press("right", "down", "ctrl+u")
	d.Type("0")
	d.Press("enter")
	d.Sees("> Days")
	d.Press("ctrl+u")
	d.Type("30")
	d.Press("down")
	d.Type("serverAuth, 1.3.6.1.4.1.311.20.2.2")
	d.Press("down", "down")
	d.Type("secret?")
	d.Lacks("secret")
	d.Press("esc")
	d.Sees("more choices", "typed twice, and not the same")
	d.Type("secret")
	d.Press("enter")
	d.Sees("more choices")
	d.Type("?")
	d.Press("esc")
	d.Sees("Write these files?", "valid 2026-11-22 to 2026-12-22 UTC")
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	ca, server, client := f.Applied[0].Steps[0].Authority, f.Applied[0].Steps[1].Identity, f.Applied[0].Steps[2].Identity
	assert.Equal(t, "secret?", ca.Passphrase)
	assert.Equal(t, model.P384, ca.Key)
	assert.Equal(t, model.DefaultCADays, ca.Days)
	assert.Equal(t, []string{"serverAuth", "1.3.6.1.4.1.311.20.2.2"}, server.EKUs)
	assert.Equal(t, 30, server.Days)
	assert.Equal(t, []string{"clientAuth"}, client.EKUs)
}

// What forbids the plan is explained, and enter leads to the question where it can be changed.
func TestSetupUnwiseIsPossible(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("1", "enter", "enter", "ctrl+u")
	d.Type("db-1, DNS:10.0.0.9")
	d.Press("enter", "enter", "enter", "enter")
	d.Sees("FAIL", "y make it anyway")
	d.Press("n", "x")
	assert.Empty(t, f.Applied)
	d.Press("y", "enter")
	require.Len(t, f.Applied, 1)
	assert.Equal(t, []model.Code{model.IPAsDNS}, f.Applied[0].Steps[1].Identity.Unwise)
}

func TestSetupTwin(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("ctrl+o")
	d.Sees("no openssl commands for this page")
	d.Press("1", "ctrl+o")
	d.Sees("openssl req -x509 -subj '/CN=m1-ca'")
	d.Press("esc", "enter", "enter", "enter", "enter", "enter", "enter", "enter", "ctrl+o")
	d.Sees("openssl s_client -connect 10.0.1.10:2376")
}

func TestSetupOfAHomeThatCannotBeRead(t *testing.T) {
	f := bareMachine()
	link := model.New(model.SymlinkRefused, "path", "/home/u/pki")
	f.Fail = model.Fail(link)
	d := uitest.New(t, uitest.Setting{Services: f.Services(), First: func(e *nav.Env) nav.Screen { return screens.NewSetup(e) }})
	d.Sees("FAIL", assets.Explain(link, assets.English).Title)
	d.Press("1", "enter")
	d.Sees("FAIL")
}

// Work that takes too long is cancelled with esc; its late answer changes nothing, and the page can be used again.
