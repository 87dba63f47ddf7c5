package screens_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/uitest"
)

func TestStrangersAreOfferedAndTried(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), goodReport(), strangersReport()))
	d.Sees("Is a stranger refused? y: dial once more without a certificate.", "y try a stranger")
	d.Press("n", "c", "a", "f")
	require.Len(t, f.Dials, 1, "keys that are not offered do nothing")
	d.Press("y")
	require.Len(t, f.Dials, 2)
	assert.True(t, f.Dials[1].Strangers)
	d.Sees("a_client gets in, strangers do not.", "Refused, as they should be: 116 certificate_required")
	d.Lacks("y try")
	d.Press("y")
	require.Len(t, f.Dials, 2)
}

func TestAnotherCertificate(t *testing.T) {
	f := &uitest.Fake{}
	s := probing(f, model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test"}, requiredReport(), goodReport())
	other := f.Workspace.Authorities[0]
	other.Name, other.Certificate.Subject, other.Identities = "other", subject("other"), []model.Identity{identity("x", 300, "clientAuth")}
	other.Identities[0].Authority = "other"
	f.Workspace.Authorities[0].Identities = append(f.Workspace.Authorities[0].Identities, identity("web", 300, "serverAuth"))
	f.Workspace.Authorities = append(f.Workspace.Authorities, other)
	d := uitest.New(t, s)
	d.Press("a")
	d.Golden("probe_as_80x24_en")
	d.Sees("pouch_test/a_client", "fits", "not for clients (EKU)", "another CA than the server named", "ended", "without a certificate", "CN=pouch_test,O=Company,C=CN")
	d.Press("esc")
	require.Len(t, f.Dials, 1)
	d.Press("a", "enter")
	require.Len(t, f.Dials, 2)
	assert.Equal(t, model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test", As: "pouch_test/a_client"}, f.Dials[1])
	d.Sees("as a_client", "gets in")
}

func TestAnotherCertificateNobody(t *testing.T) {
	r := requiredReport()
	r.Findings = []model.Finding{model.New(model.ClientCertRejected, "certificate", "etcd-1", "alert", "42 bad_certificate", "issuer", "pouch_test", "cas", "pouch_test")}
	r.Client = "pouch_test/etcd-1"
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{Host: "10.0.1.10", Port: "2379", As: "pouch_test/etcd-1", Strangers: true}, r))
	d.Press("a")
	d.Sees("shown just now")
	d.Press("5")
	require.Len(t, f.Dials, 2)
	assert.Equal(t, model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test"}, f.Dials[1], "the server is judged by the same CA as before")
}

func TestMakeACertificateAndDialWithIt(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test"}, requiredReport(), goodReport()))
	d.Press("n")
	d.Sees("New certificate", "admin", "[client]")
	d.Press("enter", "enter", "enter", "enter", "enter", "enter")
	d.Sees("new certificate pouch_test/admin")
	require.Len(t, f.Dials, 1)
	d.Press("enter")
	require.Len(t, f.Applied, 1)
	require.Len(t, f.Dials, 2)
	assert.Equal(t, "pouch_test/admin", f.Dials[1].As)
	d.Sees("Probe 10.0.1.10:2379", "as admin")
}

func TestFixOpensThePlan(t *testing.T) {
	f := &uitest.Fake{}
	spec := model.IdentitySpec{Name: "etcd-1", Authority: "pouch_test"}
	f.Fix = model.Plan{Steps: []model.Step{{Kind: model.StepReissue, Identity: &spec, Changes: []model.Change{{Field: "sans", Before: "IP:127.0.0.1", After: "IP:127.0.0.1, IP:10.0.1.10"}}}}}
	s := probing(f, etcdDial(), mismatchReport())
	opened := 0
	s.Makers = func(m *nav.Makers) {
		plan := m.Plan
		m.Plan = func(e *nav.Env, p model.Plan) nav.Screen { opened++; return plan(e, p) }
	}
	d := uitest.New(t, s)
	d.Press("f")
	require.Equal(t, 1, opened)
	d.Sees("IP:10.0.1.10")
	d.Press("esc")
	d.Sees("name-mismatch")
	d.Press("w", "f")
	require.Equal(t, 2, opened, "f works on the page behind w, too")
}

func TestFixWithoutPlan(t *testing.T) {
	f := &uitest.Fake{}
	f.Fix = model.Plan{Manual: []model.Fix{{Kind: model.FixSetClock, Command: "timedatectl set-ntp true"}}}
	d := uitest.New(t, probing(f, etcdDial(), mismatchReport()))
	d.Press("f")
	d.Sees("certwright cannot mend this itself.", "Set the clock right", "timedatectl set-ntp true")
	d.Press("esc")
	f.Fail = model.Fail(model.New(model.StoreBusy, "path", "/home/u/pki"))
	d.Press("f")
	d.Sees("FAIL", "/home/u/pki")
	d.Lacks("Set the clock")
}

func TestOldCertificateLeadsToThePlacePage(t *testing.T) {
	f := &uitest.Fake{}
	s := probing(f, etcdDial(), oldReport())
	s.Makers = placed
	d := uitest.New(t, s)
	d.Golden("report_old_80x24_en")
	d.Sees("c copy and restart", "c: what to copy, what to restart.")
	d.Press("f")
	d.Sees("server-still-serves-old-certificate")
	d.Press("c")
	d.Sees("place page", "pouch_test/etcd-1 for pouch_test/a_client")
}

func TestAnotherCAFile(t *testing.T) {
	r := mismatchReport()
	r.Checks = checks("chain")
	r.Findings = []model.Finding{model.New(model.UnknownIssuer, "certificate", "etcd-1", "issuer", "other", "trust", "pouch_test")}
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), r, goodReport()))
	d.Press("tab")
	d.Sees("no way to pouch_test")
	d.Press("t")
	d.Sees("> CA file", "[a file]")
	d.Type("/tmp/ca.pem")
	d.Press("enter")
	require.Len(t, f.Dials, 2)
	assert.Equal(t, "/tmp/ca.pem", f.Dials[1].CA)
	assert.Equal(t, "pouch_test/a_client", f.Dials[1].As)
}

func TestFilesChangedBehindTheReport(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), mismatchReport()))
	d.Lacks("files have changed since")
	d.Send(nav.Changed{})
	d.Sees("files have changed since: p probes again")
	d.Press("p")
	d.Lacks("files have changed since")
}

func TestAnotherCertificateFromFiles(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test"}, requiredReport(), goodReport()))
	d.Press("a", "4")
	d.Sees("> Certificate", "[files]", "[pouch_test]")
	d.Type("c.pem")
	d.Press("enter")
	require.Len(t, f.Dials, 1, "a certificate without its key is none")
	d.Type("k.pem")
	d.Press("enter")
	require.Len(t, f.Dials, 2)
	assert.Equal(t, model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test", Cert: "c.pem", Key: "k.pem"}, f.Dials[1])
}

// Where no CA's key is, nothing is offered that could not be done.
func TestNothingToChooseFrom(t *testing.T) {
	f := &uitest.Fake{}
	s := probing(f, model.Dial{Host: "10.0.1.10", Port: "2379"}, requiredReport())
	f.Workspace = model.Workspace{Home: "/h", User: "u"}
	d := uitest.New(t, s)
	d.Lacks("n: make one now", "n make")
	d.Press("n")
	d.Sees("client-certificate-required")
	d.Press("a")
	d.Sees("No certificate here has its key.", "files", "nobody")
	d.Press("n")
	d.Sees("Choose a client certificate")
	d.Press("f1", "f1", "esc")
	d.Sees("client-certificate-required")
}

func TestPlacePageGetsTheSystemFromThePort(t *testing.T) {
	for port, want := range map[string]string{"2379": "etcd", "2380": "etcd", "2376": "docker", "4243": "pouch", "443": "nginx", "9999": ""} {
		f := &uitest.Fake{}
		s := probing(f, model.Dial{Host: "10.0.1.10", Port: port, CA: "pouch_test", As: "pouch_test/a_client"}, oldReport())
		var asked nav.RecipeRequest
		s.Makers = func(m *nav.Makers) {
			place := m.Place
			m.Place = func(e *nav.Env, r nav.RecipeRequest) nav.Screen { asked = r; return place(e, r) }
		}
		uitest.New(t, s).Press("c")
		assert.Equal(t, want, asked.System, port)
		require.NotNil(t, asked.Dial)
		assert.Equal(t, port, asked.Dial.Port)
	}
}

// The form of an identity begins with a host of its names: a port goes behind it, a target of its own takes its place.
func TestDialFormOfAnIdentity(t *testing.T) {
	for typed, want := range map[string]string{"2379": "etcd-1:2379", "127.0.0.1:18025": "127.0.0.1:18025", "https://a.example/x": "a.example:443", "[::1]:2379": "[::1]:2379"} {
		for _, paste := range []bool{false, true} {
			f := &uitest.Fake{}
			d := uitest.New(t, probing(f, model.Dial{Host: "etcd-1", CA: "pouch_test"}, goodReport()))
			d.Sees("etcd-1:")
			if paste {
				d.Paste(typed)
			} else {
				d.Type(typed)
			}
			d.Press("enter")
			require.Len(t, f.Dials, 1, typed)
			assert.Equal(t, want, f.Dials[0].Address(), typed)
		}
	}
}

// The name of an authority is no path: it does not stand in the line for a file.
func TestDialFormBeginsWithAnEmptyCAFile(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, model.Dial{Host: "etcd-1", CA: "pouch_test"}, goodReport()))
	d.Type("2379")
	d.Press("tab", "right", "right", "down")
	d.Sees("[a file]", "> CA file")
	d.Type("/tmp/ca.pem")
	d.Press("enter")
	require.Len(t, f.Dials, 1)
	assert.Equal(t, "/tmp/ca.pem", f.Dials[0].CA)
}
