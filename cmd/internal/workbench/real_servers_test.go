package workbench

import (
	"crypto/x509"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// serverCase is what a server shows, how it is dialled, and all that is fatal about it.
type serverCase struct {
	role   string // whose dates they are, where that matters
	name   string
	file   func(*shop) files
	client func(*shop) files // default: the right one
	dial   func(*shop, *model.Dial)
	want   func(program, model.Report) []verdict
}

// told is a finding that is read from the bytes and is the server's to mend.
func told(codes ...string) func(program, model.Report) []verdict {
	var list []verdict
	for _, c := range codes {
		list = append(list, verdict{c, model.PartyServer, model.Proven})
	}
	return says(list...)
}

var (
	unknownIssuer = verdict{"unknown-issuer", model.PartyUnknown, model.Proven} // their CA, or our CA file
	otherKey      = verdict{"issuer-same-name-other-key", model.PartyUnknown, model.Proven}
	noLink        = verdict{"missing-intermediate", model.PartyServer, model.Likely}
)

func says(list ...verdict) func(program, model.Report) []verdict {
	return func(program, model.Report) []verdict { return list }
}

// beside is the server's fault and then the client's, as this program refuses it.
func beside(c clientCase, server ...verdict) func(program, model.Report) []verdict {
	return func(p program, r model.Report) []verdict {
		if p.anyUse && len(c.variants) > 0 && c.variants[0] == "wrong-eku" {
			return server
		}
		return append(append([]verdict(nil), server...), p.verdicts(c, r)...)
	}
}

// twice is a client's certificate with two faults: both are told, first the one that the alert speaks of.
func twice(p program, r model.Report) []verdict {
	if p.refuses == "alert" {
		return append(p.verdicts(clientCase{variants: []string{"wrong-eku"}, told: true}, r), p.verdicts(clientCase{variants: []string{"expired"}}, r)...)
	}
	return p.verdicts(clientCase{variants: []string{"expired", "wrong-eku"}, told: true}, r)
}

var serverCases = []serverCase{
	{name: "healthy", file: func(s *shop) files { return s.server(s.root) }},
	{name: "healthy, with its intermediate", file: func(s *shop) files { return s.server(s.middle) }},
	{name: "healthy, without a use", file: func(s *shop) files { return s.server(s.root, uses(nil)) }},

	{name: "unknown issuer", file: func(s *shop) files { return s.server(s.other) }, want: says(unknownIssuer)},
	{name: "unknown issuer, root sent", file: func(s *shop) files { return s.withRoot(s.other) }, want: says(unknownIssuer)},
	{name: "signed by itself", file: func(s *shop) files { return s.save(s.selfSigned("server", forServers, ownNames)) }, want: told("self-signed")},
	{name: "intermediate not sent", file: func(s *shop) files { return s.alone(s.middle) }, want: says(noLink)},
	{name: "CA of the same name", file: func(s *shop) files { return s.server(s.namesake) }, want: says(otherKey)},
	{name: "CA of the same name, sent", file: func(s *shop) files { return s.withRoot(s.namesake) }, want: says(otherKey)},

	{name: "expired", role: "leaf", file: func(s *shop) files { return s.server(s.root, expired) }, want: told("expired")},
	{name: "not yet valid", role: "leaf", file: func(s *shop) files { return s.server(s.root, early) }, want: told("not-yet-valid")},
	{name: "expired intermediate", role: "intermediate", file: func(s *shop) files { return s.server(s.made(s.root.Intermediate("shop intermediate CA", expired))) }, want: told("expired")},
	{name: "expired root", role: "root", file: func(s *shop) files { return s.server(s.old) },
		dial: func(s *shop, d *model.Dial) { d.CA = s.anchors(s.old) }, want: told("expired")},

	{name: "another address", file: func(s *shop) files { return s.named("localhost", "127.0.0.1") }, want: told("name-mismatch/ip")},
	{name: "address as a DNS name", file: func(s *shop) files {
		return s.save(s.made(s.root.Leaf("server", forServers, func(c *x509.Certificate) { c.DNSNames = []string{"127.0.0.2"} })))
	}, want: told("name-mismatch/ip-as-dns")},
	{name: "no name but the CN", file: func(s *shop) files { return s.save(s.made(s.root.Leaf("127.0.0.2", forServers))) }, want: told("name-mismatch/common-name-only")},
	{name: "another name", file: func(s *shop) files { return s.named("other.shop.test") }, dial: ask("server.shop.test"), want: told("name-mismatch")},
	{name: "wildcard too deep", file: func(s *shop) files { return s.named("*.shop.test") }, dial: ask("a.b.shop.test"), want: told("name-mismatch/wildcard-depth")},
	{name: "wildcard for the bare name", file: func(s *shop) files { return s.named("*.shop.test") }, dial: ask("shop.test"), want: told("name-mismatch/wildcard-bare")},
	{name: "for clients only", file: func(s *shop) files { return s.server(s.root, uses(forClients)) }, want: told("wrong-server-eku")},

	{name: "expired, another address, unknown issuer", file: func(s *shop) files {
		return s.save(s.made(s.other.Leaf("server", forServers, lab.Names("10.0.1.10"), expired)))
	}, want: says(unknownIssuer, verdict{"expired", model.PartyServer, model.Proven}, verdict{"name-mismatch/ip", model.PartyServer, model.Proven})},
	{name: "for clients only, another address, not yet valid", file: func(s *shop) files {
		return s.save(s.made(s.root.Leaf("server", forClients, lab.Names("10.0.1.10"), early)))
	}, want: told("not-yet-valid", "name-mismatch/ip", "wrong-server-eku")},
	{name: "another address, and the client's is for servers only", file: func(s *shop) files { return s.named("127.0.0.1") },
		client: func(s *shop) files { return s.client(s.root, uses(forServers)) },
		want:   beside(clientCase{variants: []string{"wrong-eku"}, told: true}, verdict{"name-mismatch/ip", model.PartyServer, model.Proven})},
	{name: "another address, and no client certificate", file: func(s *shop) files { return s.named("127.0.0.1") },
		client: func(*shop) files { return files{} }, want: beside(clientCase{name: "none"}, verdict{"name-mismatch/ip", model.PartyServer, model.Proven})},
	{name: "expired, and the client's is by another CA", file: func(s *shop) files { return s.server(s.root, expired) },
		client: func(s *shop) files { return s.client(s.other) },
		want:   beside(clientCase{variants: []string{"unknown-ca"}, told: true}, verdict{"expired", model.PartyServer, model.Proven})},
	{name: "the client's is expired and for servers only", file: func(s *shop) files { return s.server(s.root) },
		client: func(s *shop) files { return s.client(s.root, uses(forServers), expired) },
		want:   twice},
}

// ask dials with a name to ask for.
func ask(name string) func(*shop, *model.Dial) {
	return func(_ *shop, d *model.Dial) { d.ServerName = name }
}

// named is a server's certificate with these names only.
func (s *shop) named(names ...string) files {
	return s.save(s.made(s.root.Leaf("server", forServers, lab.Names(names...))))
}

// alone is a server's certificate by this authority, sent without it.
func (s *shop) alone(by *lab.Pair) files {
	p := s.made(by.Leaf("server", forServers, ownNames))
	return s.save(p, p.Cert)
}

// withRoot is a server's certificate with its authority sent behind it.
func (s *shop) withRoot(by *lab.Pair) files {
	p := s.made(by.Leaf("server", forServers, ownNames))
	return s.save(p, p.Cert, by.Cert)
}

// TestRealServerCertificates restarts every maker's server with every kind of server certificate. It listens on 127.0.0.2
// and wants a client's certificate throughout. Each case is a neighbour of the others: what is not planted must not be told.
func TestRealServerCertificates(t *testing.T) {
	m := newMatrix(t)
	for _, p := range programs {
		if p.silent {
			continue // slapd once more: only its waits differ
		}
		t.Run(p.name, func(t *testing.T) {
			p.need(t)
			t.Parallel()
			s := newShop(t)
			served := s.server(s.root)
			srv := p.start(t, servers.Options{Host: "127.0.0.2", Cert: served.cert, Key: served.key, ClientCA: s.anchors(s.root)})
			right := s.client(s.root)
			for i, c := range serverCases {
				if i > 0 {
					s.replace(served, c.file(s))
					srv.Restart()
				}
				client := right
				if c.client != nil {
					client = c.client(s)
				}
				d := s.dial(srv, client)
				d.StartTLS = p.starttls
				if c.dial != nil {
					c.dial(s, &d)
				}
				r := s.probe(d)
				var want []verdict
				if c.want != nil {
					want = c.want(p, r)
				}
				holds(t, p.name+" | "+c.name, r, want...)
				m.add(c.name, p.name, r)
				if c.role != "" && len(r.Findings) > 0 {
					assert.Equal(t, c.role, r.Findings[0].Value("role"), "%s: %s", p.name, c.name)
				}
			}
		})
	}
}

// replace puts other files where a server reads its own.
func (s *shop) replace(served, by files) {
	s.t.Helper()
	for to, from := range map[string]string{served.cert: by.cert, served.key: by.key} {
		data, err := os.ReadFile(from)
		require.NoError(s.t, err)
		require.NoError(s.t, os.WriteFile(to, data, 0o600))
	}
}
