package screens_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/uitest"
)

func home(f *uitest.Fake) uitest.Setting {
	if f.Workspace.Home == "" {
		f.Workspace = workspace()
	}
	return uitest.Setting{Services: f.Services()}
}

func TestNewCertificateGolden(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, home(f))
	d.Press("n", "1")
	d.Type("etcd-2")
	d.Press("down", "3", "down")
	d.Type("10.0.1.11")
	d.Golden("identity_80x24_en")
	d.Press("f2")
	d.Golden("identity_80x24_zh")
	d.Resize(120, 40)
	d.Golden("identity_120x40_zh")
	d.Press("f2")
	d.Resize(60, 14)
	d.Golden("identity_60x14_en")
}

func TestNewCertificateIsWritten(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, home(f))
	d.Press("n", "1")
	d.Type("etcd-2")
	d.Press("enter", "3", "enter")
	d.Paste("10.0.1.11\n127.0.0.1\n")
	d.Press("enter", "enter", "enter", "enter")
	d.Sees("This will be written", "new certificate pouch_test/etcd-2", "0600", "key.pem")
	require.Empty(t, f.Applied, "nothing is written before enter")
	d.Golden("review_80x24_en")
	d.Press("x")
	require.Empty(t, f.Applied, "x writes nothing")
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	spec := f.Applied[0].Steps[0].Identity
	assert.Equal(t, []model.SAN{{Kind: model.DNS, Value: "etcd-2"}, {Kind: model.IP, Value: "10.0.1.11"}, {Kind: model.IP, Value: "127.0.0.1"}}, spec.SANs)
	assert.Equal(t, []string{"serverAuth", "clientAuth"}, spec.EKUs)
	d.Sees("Certificate pouch_test/etcd-2", "3 files written")
	d.Press("esc")
	d.Sees("etcd-2", "a_client")
	assert.GreaterOrEqual(t, f.Loads, 2, "home is read again")
}

func TestEscFromReviewKeepsWhatWasTyped(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, home(f))
	d.Press("n", "1")
	d.Type("etcd-2")
	d.Press("enter", "enter", "enter", "enter", "enter", "enter")
	d.Sees("Review")
	d.Press("esc")
	d.Sees("New certificate", "etcd-2")
	d.Press("esc")
	d.Sees("Leave this page?")
	d.Press("2")
	d.Sees("New certificate", "etcd-2")
	d.Press("esc", "esc")
	d.Sees("/home/u/pki")
	assert.Empty(t, f.Applied)
}

func TestWrongInputDoesNotPass(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, home(f))
	d.Press("n", "1")
	d.Type("etcd 2")
	d.Press("enter", "enter", "enter", "enter", "enter", "enter")
	d.Sees("New certificate")
	d.Lacks("This will be written")
	d.Press("ctrl+u")
	d.Type("etcd-2")
	d.Press("enter", "enter")
	d.Type("10.0.0.999")
	d.Press("enter", "enter", "enter", "enter")
	d.Sees("New certificate")
	d.Lacks("This will be written")
}

func TestUnwiseCanBeMadeOnPurpose(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, home(f))
	d.Press("n", "1")
	d.Type("etcd-2")
	d.Press("enter", "enter")
	d.Type("DNS:10.0.1.11")
	d.Press("enter", "enter", "enter", "enter")
	d.Sees("y make it anyway", "This is lawful but unwise")
	d.Press("enter")
	assert.Empty(t, f.Applied, "enter does not write what is unwise")
	d.Press("y", "enter")
	require.Len(t, f.Applied, 1)
	assert.Equal(t, []model.Code{model.IPAsDNS}, f.Applied[0].Steps[0].Identity.Unwise)
}

func TestNewCA(t *testing.T) {
	f := &uitest.Fake{Workspace: model.Workspace{Home: "/h", User: "u"}}
	d := uitest.New(t, home(f))
	d.Press("n", "2")
	d.Type("pouch_test")
	d.Press("down")
	d.Paste("/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test")
	d.Golden("authority_80x24_en")
	d.Press("f2")
	d.Resize(120, 40)
	d.Golden("authority_120x40_zh")
	d.Press("f2")
	d.Resize(80, 24)
	d.Press("down")
	d.Type("abc")
	d.Lacks("openssl twin")
	d.Press("backspace", "backspace", "backspace", "ctrl+o")
	d.Sees("openssl req -x509 -subj '/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN\n=pouch_test'")
	d.Press("esc", "enter", "enter")
	d.Sees("new CA pouch_test", "ca-key.pem")
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	spec := f.Applied[0].Steps[0].Authority
	assert.Equal(t, "/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test", spec.Subject.String())
	assert.Equal(t, -1, spec.PathLen)
	d.Sees("pouch_test", "no certificates yet")
}

func TestCountryMustBeTwoLetters(t *testing.T) {
	f := &uitest.Fake{Workspace: model.Workspace{Home: "/h", User: "u"}}
	d := uitest.New(t, home(f))
	d.Press("n", "2")
	d.Type("x")
	d.Press("enter")
	d.Type("China")
	for range 10 {
		d.Press("enter")
	}
	d.Lacks("This will be written")
	d.Sees("> Country (C)")
}

func TestPassphraseIsNotShown(t *testing.T) {
	f := &uitest.Fake{Workspace: model.Workspace{Home: "/h", User: "u"}}
	d := uitest.New(t, home(f))
	d.Press("n", "2")
	d.Type("x")
	for range 11 {
		d.Press("down")
	}
	d.Sees("> Passphrase")
	d.Type("secret?")
	d.Lacks("secret")
	d.Sees("*******")
	d.Press("enter")
	d.Sees("> The same again")
	d.Type("secret!")
	d.Press("enter", "enter")
	assert.Empty(t, f.Applied, "a slip would lock the key")
	d.Sees("> The same again", "was typed twice")
	d.Press("backspace")
	d.Type("?")
	d.Press("enter")
	d.Sees("Review", "encrypted")
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	assert.Equal(t, "secret?", f.Applied[0].Steps[0].Authority.Passphrase)
}

func TestWithoutAnAuthorityNothingIsAsked(t *testing.T) {
	f := &uitest.Fake{Workspace: model.Workspace{Home: "/h", User: "u"}}
	d := uitest.New(t, home(f))
	d.Press("n", "1")
	d.Sees("There is no CA here that can sign")
	d.Press("x")
	d.Sees("There is no CA here that can sign", "enter make a CA")
	d.Press("enter")
	d.Sees("New CA", "> Name")
	d.Press("esc")
	d.Sees("Set up TLS on a server")
}

func TestServiceFailureIsExplained(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, home(f))
	d.Press("n", "1")
	d.Type("etcd-2")
	for range 5 {
		d.Press("enter")
	}
	f.Fail = model.Fail(model.New(model.StoreBusy, "path", "/home/u/pki"))
	d.Press("enter")
	title := assets.Explain(model.New(model.StoreBusy, "path", "/home/u/pki"), assets.English).Title
	d.Sees("FAIL", title)
	assert.Empty(t, f.Applied)
}

// A form that was opened and left asks nothing: what stands in it was not typed.
func TestUntouchedFormsAreLeftAtOnce(t *testing.T) {
	for _, kind := range []string{"1", "2"} {
		d := uitest.New(t, home(&uitest.Fake{}))
		d.Press("n", kind, "esc")
		d.Sees("3 practise")
	}
	d := uitest.New(t, probing(&uitest.Fake{}, model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test"}, requiredReport()))
	d.Press("n", "esc")
	d.Sees("client-certificate-required")
	d.Press("n", "down", "left", "esc")
	d.Sees("What was typed here is lost")
}
