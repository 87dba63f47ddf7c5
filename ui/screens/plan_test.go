package screens_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/uitest"
)

// mismatch is the report that a reissue with one more name mends.
func mismatch() model.Report {
	fix := model.Fix{Kind: model.FixReissue, Identity: "pouch_test/etcd-1", AddSANs: []model.SAN{{Kind: model.IP, Value: "10.0.1.10"}}, Auto: true}
	return model.Report{Findings: []model.Finding{
		model.New(model.NameMismatch, "names", "127.0.0.1, localhost", "dialled", "10.0.1.10", "identity", "pouch_test/etcd-1").As("ip").Fixed(fix),
	}}
}

func reissue(dial model.Dial) model.Plan {
	spec := model.IdentitySpec{
		Name: "etcd-1", Authority: "pouch_test", Profile: model.ProfilePeer, Subject: subject("etcd-1"), EKUs: []string{"serverAuth", "clientAuth"}, Days: 397,
		SANs: []model.SAN{{Kind: model.DNS, Value: "localhost"}, {Kind: model.IP, Value: "127.0.0.1"}, {Kind: model.IP, Value: "10.0.1.10"}}, NoNameSAN: true,
	}
	return model.Plan{Dial: &dial, Steps: []model.Step{{Kind: model.StepReissue, Identity: &spec, Changes: []model.Change{
		{Field: "sans", Before: "DNS:localhost, IP:127.0.0.1", After: "DNS:localhost, IP:127.0.0.1, IP:10.0.1.10"},
		{Field: "not_after", Before: "2026-12-04T09:30:00Z", After: "2027-12-24T09:30:00Z"},
		{Field: "key", Before: "ECDSA P-256, SPKI 0a1b2c3d", Same: true},
	}}}}
}

func dialled() model.Dial {
	return model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test", As: "pouch_test/a_client", Strangers: true}
}

// failing opens the report of a failed probe as the first screen.
func failing(t *testing.T, f *uitest.Fake, s uitest.Setting) *uitest.Driver {
	t.Helper()
	f.Workspace, f.Page = workspace(), recipe()
	f.Reports = [][]model.Report{{mismatch()}, {letIn()}}
	s.Services = f.Services()
	s.First = func(e *nav.Env) nav.Screen { return e.Makers.Probe(e, dialled()) }
	return uitest.New(t, s)
}

func TestPlanGolden(t *testing.T) {
	f := &uitest.Fake{Fix: reissue(dialled())}
	f.Fix.Manual = []model.Fix{{Kind: model.FixServerSetting, Command: "etcd --client-cert-auth --trusted-ca-file=ca.pem"}}
	d := failing(t, f, uitest.Setting{})
	d.Press("f")
	d.Golden("plan_80x24_en")
	d.Press("f2")
	d.Golden("plan_80x24_zh")
	d.Resize(120, 40)
	d.Golden("plan_120x40_zh")
	d.Press("f2")
	d.Resize(60, 14)
	d.Golden("plan_60x14_en")
	d.Resize(80, 24)
	d.Press("enter")
	d.Golden("place_after_fix_80x24_en")
	d.Press("f2")
	d.Golden("place_after_fix_80x24_zh")
}

// The fix of a server: the plan, then what to copy and restart, then the connection again, in place of the failed report.
func TestFixOfAServer(t *testing.T) {
	f := &uitest.Fake{Fix: reissue(dialled())}
	d := failing(t, f, uitest.Setting{})
	d.Press("f")
	d.Sees("What will be done", "reissue pouch_test/etcd-1", "+ IP:10.0.1.10", "2026-12-04 -> 2027-12-24", "ECDSA P-256")
	d.Press("x", "n", "w")
	require.Empty(t, f.Applied)
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	d.Sees("Where the files of pouch_test/etcd-1 go", "the server still has the old one", "systemctl restart etcd")
	d.Lacks("ETCD_CERT_FILE", "Undo")
	require.Len(t, f.Places, 1)
	assert.Equal(t, "etcd", f.Places[0].System)
	assert.Equal(t, "10.0.1.10", f.Places[0].Host)
	require.Len(t, f.Dials, 1)
	d.Press("down", "enter")
	require.Equal(t, []model.Dial{dialled(), dialled()}, f.Dials)
	d.Sees("admin gets in, strangers do not")
	d.Press("esc")
	d.Sees("admin gets in, strangers do not")
}

// Dialled with the very certificate that the server shows: a new name in it still has to reach the server. New dates alone
// may be meant for our side.
func TestFixOfAPeerDialledAsItself(t *testing.T) {
	dial := dialled()
	dial.As = "pouch_test/etcd-1"
	f := &uitest.Fake{Fix: reissue(dial)}
	d := failing(t, f, uitest.Setting{Lang: assets.Chinese})
	d.Press("f", "enter")
	require.Len(t, f.Places, 1)
	d.Sees("systemctl restart etcd")

	f = &uitest.Fake{Fix: reissue(dial)}
	f.Fix.Steps[0].Changes = f.Fix.Steps[0].Changes[1:]
	failing(t, f, uitest.Setting{}).Press("f", "enter")
	assert.Empty(t, f.Places)
	require.Len(t, f.Dials, 2)
}

// What answered says more than the port: the page is that of the system which named itself, after f and after c.
func TestPlacePageOfTheSystemThatAnswered(t *testing.T) {
	for answered, want := range map[string]string{"nginx": "nginx", "": "other"} {
		for _, lang := range []assets.Lang{assets.English, assets.Chinese} {
			dial := dialled()
			dial.Port = "18443"
			f := &uitest.Fake{Fix: reissue(dial)}
			f.Fix.System = answered
			d := failing(t, f, uitest.Setting{Lang: lang})
			d.Press("f", "enter")
			require.Len(t, f.Places, 1)
			assert.Equal(t, want, f.Places[0].System)

			r := oldReport()
			r.Observation.Attempts = []model.Attempt{{HTTP: &model.HTTPAnswer{Status: 200, Server: answered + "/1.22.1"}}}
			f = &uitest.Fake{Page: recipe()}
			s := probing(f, dial, r)
			s.Lang = lang
			uitest.New(t, s).Press("c")
			require.Len(t, f.Places, 1)
			assert.Equal(t, want, f.Places[0].System)
		}
	}
}

func TestFixOfOurOwnSideDialsAtOnce(t *testing.T) {
	f := &uitest.Fake{Fix: reissue(dialled())}
	spec := *f.Fix.Steps[0].Identity
	spec.Name, spec.EKUs, spec.Profile = "a_client", []string{"clientAuth"}, model.ProfileClient
	f.Fix.Steps[0].Identity = &spec
	d := failing(t, f, uitest.Setting{})
	d.Press("f", "esc")
	require.Empty(t, f.Applied)
	require.Len(t, f.Dials, 1, "esc changes nothing")
	d.Press("f", "enter")
	require.Len(t, f.Applied, 1)
	require.Len(t, f.Dials, 2)
	assert.Empty(t, f.Places)
	d.Sees("admin gets in")
}

func TestRedialWritesNothing(t *testing.T) {
	dial := dialled()
	dial.Host = "127.0.0.1"
	f := &uitest.Fake{Fix: model.Plan{Dial: &dial, Steps: []model.Step{{Kind: model.StepRedial, Changes: []model.Change{{Field: "host", Before: "10.0.1.10", After: "127.0.0.1"}}}}}}
	d := failing(t, f, uitest.Setting{})
	d.Press("f")
	d.Sees("Nothing is written", "10.0.1.10 -> 127.0.0.1", "enter connect again")
	d.Press("enter")
	assert.Empty(t, f.Applied)
	require.Len(t, f.Dials, 2)
	assert.Equal(t, "127.0.0.1", f.Dials[1].Host)
}

func TestEncryptedCAKeyIsOpenedWithAPassphrase(t *testing.T) {
	f := &uitest.Fake{Fix: reissue(dialled())}
	d := failing(t, f, uitest.Setting{})
	d.Press("f")
	encrypted := model.New(model.KeyEncrypted, "file", "/home/u/pki/pouch_test/ca-key.pem")
	f.Fail = model.Fail(encrypted)
	d.Press("enter")
	d.Sees("The CA key is encrypted", "Passphrase", "enter go on")
	d.Type("wrong?q")
	d.Lacks("wrong", "What will be done\n\n")
	f.Fail = model.Fail(encrypted.As("wrong-passphrase"))
	d.Press("enter")
	require.Empty(t, f.Applied)
	d.Sees(assets.Explain(encrypted.As("wrong-passphrase"), assets.English).What)
	d.Golden("passphrase_80x24_en")
	d.Press("esc")
	d.Sees("reissue pouch_test/etcd-1")
	f.Fail = model.Fail(encrypted)
	d.Press("enter")
	d.Type("right")
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	assert.Equal(t, map[string]string{"pouch_test": "right"}, f.Applied[0].Passphrases)
	d.Sees("Where the files of pouch_test/etcd-1 go")
}

func TestPlanThatOnlyOthersCanDo(t *testing.T) {
	f := &uitest.Fake{}
	plan := model.Plan{Manual: []model.Fix{{Kind: model.FixAskOwner, Identity: "pouch_test/etcd-1", AddSANs: []model.SAN{{Kind: model.IP, Value: "10.0.1.10"}}, Command: "openssl req -in 'a b.csr'"}}}
	f.Workspace = workspace()
	d := uitest.New(t, uitest.Setting{Services: f.Services(), First: func(e *nav.Env) nav.Screen { return e.Makers.Plan(e, plan) }})
	d.Sees("By hand", "openssl req -in 'a b.csr'", "certwright can do nothing about this here")
	d.Lacks("enter write", "enter connect")
	d.Press("enter", "y")
	assert.Empty(t, f.Applied)
}

// What cannot be changed afterwards is seen before it is written: names, use and key of each certificate.
func TestReviewShowsWhatIsSigned(t *testing.T) {
	f := bareMachine()
	d := uitest.New(t, uitest.Setting{H: 40, Services: f.Services()})
	d.Press("1", "2", "enter", "enter")
	d.Paste("etcd-2, 10.0.1.11\netcd-3, 10.0.1.12\n")
	d.Press("down", "down", "down", "enter", "enter", "enter")
	d.Sees("Subject  /CN=m1-ca", "Key      p256", "DNS:m1, IP:10.0.1.10", "DNS:etcd-3, IP:10.0.1.12", "Use    serverAuth, clientAuth   Key p256", "Use  clientAuth   Key p256")
	d.Press("m")
	d.Press("right", "down", "down")
	d.Type("serverAuth")
	d.Press("down", "down")
	d.Type("secret")
	d.Press("down")
	d.Type("secret")
	d.Press("enter")
	d.Sees("Review", "Use    serverAuth   Key", "p384, encrypted")
	d.Lacks("secret", "Key p256")
}
