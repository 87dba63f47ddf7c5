package screens_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/uitest"
)

func TestSetupSeveralMachines(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("2", "enter", "enter", "ctrl+u")
	d.Paste("# from /etc/hosts\n10.0.1.10 etcd-1\n10.0.1.11 etcd-2 etcd-2.local # second\r\n10.0.1.12 etcd-3\n")
	d.Sees("Machine 3", "Machine 4")
	d.Press("enter", "enter", "enter", "enter", "enter", "enter", "enter")
	require.Len(t, f.Applied, 1)
	var got []string
	for _, s := range f.Applied[0].Steps[1:] {
		var sans []string
		for _, n := range s.Identity.SANs {
			sans = append(sans, n.String())
		}
		got = append(got, s.Identity.Name+": "+strings.Join(sans, " "))
	}
	assert.Equal(t, []string{
		"etcd-1: IP:10.0.1.10 DNS:etcd-1", "etcd-2: IP:10.0.1.11 DNS:etcd-2 DNS:etcd-2.local", "etcd-3: IP:10.0.1.12 DNS:etcd-3", "admin: ",
	}, got)
	d.Sees("1/3", "enter next machine")
	d.Press("right", "left", "left", "enter")
	d.Sees("2/3")
	d.Press("esc")
	d.Sees("1/3")
	d.Press("enter", "enter")
	d.Sees("3/3", "enter restarted: connect")
	require.Len(t, f.Places, 3)
	for _, p := range f.Places {
		assert.Equal(t, []string{"etcd-1=10.0.1.10", "etcd-2=10.0.1.11", "etcd-3=10.0.1.12"}, p.Members, "a new cluster starts only with the whole list")
	}
	d.Press("enter")
	d.Sees("[etcd-1]", "10.0.1.10:2379")
	d.Press("up", "right")
	d.Sees("[etcd-2]", "10.0.1.11:2379")
	d.Press("enter")
	require.Len(t, f.Dials, 1)
	assert.Equal(t, "10.0.1.11", f.Dials[0].Host)
}

func TestSetupOneListIsOneMachine(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("4", "enter", "enter", "ctrl+u")
	d.Paste("www.example.com\n*.example.com\n10.0.0.9\n")
	d.Sees("www.example.com, *.example.com, 10.0.0.9")
	d.Press("enter", "enter", "enter", "enter", "enter")
	require.Len(t, f.Applied, 1)
	spec := f.Applied[0].Steps[1].Identity
	assert.Equal(t, "www.example.com", spec.Name)
	assert.Len(t, spec.SANs, 3)
	assert.Equal(t, []string{"serverAuth"}, spec.EKUs)
}

func TestSetupOfAnUnknownSystemAsksForThePort(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("5")
	d.Sees("At which port does it listen?")
	d.Press("ctrl+u")
	d.Type("99999")
	d.Press("enter")
	d.Sees("At which port does it listen?")
	d.Press("ctrl+u")
	d.Type("6379")
	d.Press("enter", "enter", "enter", "enter", "enter", "enter", "enter", "enter")
	d.Sees("10.0.1.10:6379")
	assert.Equal(t, "6379", f.Places[0].Port)
}

func TestSetupWithWhatIsHere(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace(), Page: recipe()}
	f.Workspace.Host, f.Workspace.Addresses = "etcd-1", []string{"10.0.1.10"}
	d := uitest.New(t, uitest.Setting{Services: f.Services(), First: func(e *nav.Env) nav.Screen { return screens.NewSetup(e) }})
	d.Press("1")
	d.Sees("[pouch_test]", "a new one")
	d.Press("enter")
	d.Sees("3/8 Names")
	d.Press("enter", "enter")
	d.Sees("[a_client]")
	d.Press("enter")
	d.Sees("new certificate pouch_test/etcd-1-docker")
	d.Lacks("a_client", "new CA")
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	require.Len(t, f.Applied[0].Steps, 1)
	spec := f.Applied[0].Steps[0].Identity
	assert.Equal(t, "pouch_test", spec.Authority)
	assert.Equal(t, "/C=CN/O=Company/CN=etcd-1-docker", spec.Subject.String())
	assert.NotContains(t, spec.SANs, model.SAN{Kind: model.DNS, Value: "etcd-1-docker"}, "nobody dials the name of a directory")
	assert.Equal(t, "pouch_test/a_client", f.Places[0].Client)
	d.Press("enter", "down", "right")
	d.Lacks("without a certificate]")
	d.Press("enter")
	require.Len(t, f.Dials, 1)
	assert.Equal(t, model.Dial{Host: "10.0.1.10", Port: "2376", CA: "pouch_test"}, f.Dials[0], "nobody: no certificate, and no stranger to try")
}

func TestSetupNewCABesideAnother(t *testing.T) {
	f := &uitest.Fake{Workspace: workspace(), Page: recipe()}
	d := uitest.New(t, uitest.Setting{Services: f.Services(), First: func(e *nav.Env) nav.Screen { return screens.NewSetup(e) }})
	d.Press("1", "right")
	d.Sees("[a new one]", "m1-ca")
	d.Press("enter")
	d.Sees("3/9 Subject", "Company")
	d.Press("enter", "enter", "enter", "up", "right", "enter")
	d.Sees("new CA m1-ca")
	d.Lacks("admin")
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	require.Len(t, f.Applied[0].Steps, 2)
	assert.Equal(t, "/C=CN/O=Company/CN=m1-ca", f.Applied[0].Steps[0].Authority.Subject.String(), "as last time, but for the name")
	d.Press("enter")
	d.Sees("No client certificate was made")
	d.Lacks("Once more")
}

func TestSetupThatOnlyConnects(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("5", "enter", "enter", "enter", "enter", "2")
	d.Sees("6/8 Review")
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	require.Len(t, f.Applied[0].Steps, 2)
	assert.Equal(t, []string{"clientAuth"}, f.Applied[0].Steps[1].Identity.EKUs)
}

// What is dialled and what the files are called follows from the names, whatever their order.
func TestSetupWhatIsDialled(t *testing.T) {
	for typed, want := range map[string][2]string{
		"127.0.0.1, localhost":              {"m1-ca/127.0.0.1", "127.0.0.1:443"},
		"127.0.0.1, web.example.com":        {"m1-ca/web.example.com", "web.example.com:443"},
		"*.example.com":                     {"m1-ca/wildcard.example.com", "> Address      "},
		"fd00::1":                           {"m1-ca/fd00-1", "[fd00::1]:443"},
		"localhost 10.0.0.9 db-1 db-1.lan":  {"m1-ca/db-1", "10.0.0.9:443"},
		"URI:spiffe://x/y, localhost":       {"m1-ca/localhost", "localhost:443"},
		"https://web.example.com, 10.0.0.9": {"", ""},
	} {
		f := bareMachine()
		d := setup(t, f, uitest.Setting{})
		d.Press("4", "enter", "enter", "ctrl+u")
		d.Type(typed)
		d.Press("enter", "enter")
		if want[0] == "" {
			d.Sees("4/9 Names")
			continue
		}
		d.Press("enter", "enter", "enter")
		require.Len(t, f.Places, 1, typed)
		assert.Equal(t, want[0], f.Places[0].Server, typed)
		d.Press("enter")
		d.Sees(want[1])
	}
}

// The preview is of a certificate that can be made: what cannot be a name is complained about and not shown as one.
func TestSetupPreviewLeavesOutWhatCannotBe(t *testing.T) {
	for typed, want := range map[string][]string{
		"10.0.1.10，服务器1": {"/CN=10.0.1.10", "IP:10.0.1.10"},
		"bad_host name!": {"/CN=server"},
		"db1, bad name!": {"/CN=db1", "DNS:db1"},
	} {
		f := bareMachine()
		d := setup(t, f, uitest.Setting{W: 120, H: 40})
		d.Press("3", "enter", "enter")
		d.Press("ctrl+u")
		d.Type(typed)
		d.Sees(want...)
		d.Lacks("DNS:服务器1", "DNS:bad", "/CN=1 ")
		d.Press("tab")
		d.Sees("pouch-2")
		d.Lacks("etcd-2")
	}
}
