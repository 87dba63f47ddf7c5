package workbench

import (
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// clientCase is a certificate that a client may bring, and what is wrong with it.
type clientCase struct {
	name     string
	file     func(*shop) files
	variants []string // what a server refuses it for, in the order of the findings; none: it is let in
	told     bool     // servers whose alerts say something say this
	withheld bool     // an ordinary client keeps it back where the server names its CAs
}

var clientCases = []clientCase{
	{name: "the right one", file: func(s *shop) files { return s.client(s.root) }},
	{name: "with its intermediate", file: func(s *shop) files { return s.client(s.middle) }},
	{name: "without any use", file: func(s *shop) files { return s.client(s.root, uses(nil)) }},
	{name: "none", file: func(*shop) files { return files{} }, variants: []string{""}},
	{name: "for servers only", file: func(s *shop) files { return s.client(s.root, uses(forServers)) }, variants: []string{"wrong-eku"}, told: true},
	{name: "another CA", file: func(s *shop) files { return s.client(s.other) }, variants: []string{"unknown-ca"}, told: true, withheld: true},
	{name: "CA of the same name", file: func(s *shop) files { return s.client(s.namesake) }, variants: []string{"same-name-other-key"}, told: true},
	{name: "expired", file: func(s *shop) files { return s.client(s.root, expired) }, variants: []string{"expired"}, told: true},
	{name: "not yet valid", file: func(s *shop) files { return s.client(s.root, early) }, variants: []string{"not-yet-valid"}},
	{name: "intermediate not sent", file: func(s *shop) files {
		p := s.made(s.middle.Leaf("admin", forClients))
		return s.save(p, p.Cert)
	}, variants: []string{"missing-intermediate"}, withheld: true}, // told, but the name of the missing one is all we have: likely
	{name: "signed by itself", file: func(s *shop) files { return s.save(s.selfSigned("admin", forClients)) }, variants: []string{"self-signed"}, told: true, withheld: true},
}

// TestRealClientCertificates dials every maker's server with every kind of client certificate, in TLS 1.2 and 1.3.
func TestRealClientCertificates(t *testing.T) {
	m := newMatrix(t)
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			p.need(t)
			t.Parallel()
			s := newShop(t)
			own := s.server(s.root)
			srv := p.start(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
			for _, c := range clientCases {
				for _, version := range []string{"1.2", "1.3"} {
					d := s.dial(srv, c.file(s))
					d.MaxTLS, d.StartTLS, d.Strangers = version, p.starttls, true
					r := s.probe(d)
					m.add(c.name+", TLS "+version, p.name, r)
					where := p.name + " | " + c.name + " | " + version
					assert.Equal(t, "TLS "+version, r.Version, where)
					if len(c.variants) == 0 || p.anyUse && c.variants[0] == "wrong-eku" {
						letIn(t, where, p, r)
						continue
					}
					holds(t, where, r, p.verdicts(c, r)...)
					withheld := 0
					for _, f := range r.Findings {
						if f.Code == model.ClientCertWithheld {
							withheld++
						}
					}
					assert.Equal(t, c.withheld && namesItsCAs(r), withheld == 1, "%s: %v", where, r.Findings)
				}
			}
		})
	}
}

// letIn asserts that a report is green, for a reason, and that strangers stay out.
func letIn(t *testing.T, where string, p program, r model.Report) {
	t.Helper()
	holds(t, where, r)
	assert.True(t, r.OK(), where)
	if p.silent && r.Version == "TLS 1.3" {
		assert.Equal(t, model.EndQuiet, r.Ended, where)
	} else {
		assert.Contains(t, []model.Ending{model.EndTicket, model.EndHTTP, model.EndReply, model.EndGrace}, r.Ended, where)
	}
	if r.Ended == model.EndGrace {
		assert.Equal(t, "TLS 1.2", r.Version, "%s: only there our Finished is answered by the server's", where)
	}
	assert.Equal(t, "refused", r.Strangers, "%s: %s", where, r.StrangerHow)
}

func namesItsCAs(r model.Report) bool {
	a, _ := r.Observation.Main()
	return len(a.AcceptableCAs) > 0
}

// verdicts is what a probe has to say when this program refuses this certificate.
func (p program) verdicts(c clientCase, r model.Report) []verdict {
	if c.name == "none" {
		return []verdict{p.missed(r)}
	}
	code := string(model.ClientCertRejected)
	if p.refuses == "http" {
		code = string(model.HTTPRefusedClient)
	}
	var list []verdict
	for i, variant := range c.variants {
		v := verdict{code + "/" + variant, model.PartyClient, model.Likely}
		if i == 0 && p.names(c, variant) {
			v.sure = model.Proven
		}
		list = append(list, v)
	}
	return list
}

// names reports whether the program's alert names this reason. An etcd that a recent Go built names some of them, as Go does.
func (p program) names(c clientCase, variant string) bool {
	if p.name == "etcd" {
		return recentEtcd() && slices.Contains([]string{"unknown-ca", "same-name-other-key", "self-signed", "expired", "not-yet-valid"}, variant)
	}
	return c.told && p.refuses == "alert"
}

// recentEtcd reports whether the etcd of this machine was built with Go 1.21 or later.
var recentEtcd = sync.OnceValue(func() bool {
	path, _ := servers.Path("etcd")
	out, _ := exec.Command(path, "--version").Output()
	built := regexp.MustCompile(`Go Version: go1\.(\d+)`).FindSubmatch(out)
	if built == nil {
		return false
	}
	minor, _ := strconv.Atoi(string(built[1]))
	return minor >= 21
})

// missed is what a probe has to say when it brought no certificate.
func (p program) missed(r model.Report) verdict {
	required := string(model.ClientCertRequired)
	a, _ := r.Observation.Main()
	switch {
	case p.refuses == "http":
		return verdict{string(model.HTTPRefusedClient) + "/none-sent", model.PartyClient, model.Proven}
	case p.name == "postgres":
		return verdict{required + "/postgres", model.PartyClient, model.Proven}
	case a.Trouble == model.TroubleClosed:
		return verdict{required + "/closed", model.PartyClient, model.Likely}
	case a.Alert == 40, a.Alert == 116:
		return verdict{required, model.PartyClient, model.Proven}
	}
	return verdict{required, model.PartyClient, model.Likely} // 42 of etcd, 50 of GnuTLS
}

// TestRealServersThatAnnounceAnotherCA: an ordinary client keeps its certificate back, though the server would take it.
func TestRealServersThatAnnounceAnotherCA(t *testing.T) {
	for _, c := range []struct {
		program
		change func(*servers.Options, string)
	}{
		{program{name: "nginx", start: nginx13}, func(o *servers.Options, too string) { o.Config = "ssl_trusted_certificate " + too + ";" }},
		{program{name: "haproxy", start: servers.HAProxy}, func(o *servers.Options, too string) { o.Args = []string{"ca-verify-file", too} }},
		{program{name: "openssl", start: servers.OpenSSL}, func(o *servers.Options, too string) { o.Args = []string{"-verifyCAfile", too} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.need(t)
			t.Parallel()
			s := newShop(t)
			own := s.server(s.root)
			o := servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.other)}
			c.change(&o, s.anchors(s.root))
			srv := c.start(t, o)
			for _, version := range []string{"1.2", "1.3"} {
				d := s.dial(srv, s.client(s.root))
				d.MaxTLS, d.Strangers = version, true
				r := s.probe(d)
				holds(t, c.name+" | announces another CA | "+version, r, byServer("client-certificate-withheld/accepted-anyway"))
				assert.Equal(t, "refused", r.Strangers)
			}
		})
	}
}
