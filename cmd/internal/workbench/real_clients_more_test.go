package workbench

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// refusedFor is what is told where a fault of the certificate itself stands before a refusal that does not name it.
func refusedFor(p program, fault string, alertSays bool) []verdict {
	first := verdict{fault, model.PartyClient, model.Likely}
	if alertSays && p.refuses == "alert" {
		first.sure = model.Proven
	}
	refusal := verdict{"client-certificate-rejected", model.PartyClient, model.Possible}
	switch p.refuses {
	case "http":
		refusal.what = "http-refused-client-certificate"
	case "close":
		refusal.what += "/closed"
	}
	return []verdict{first, refusal}
}

// TestRealOddClientCertificates: clients have an authority of their own, which the probe does not know, and certificates
// with faults that only some servers mind.
func TestRealOddClientCertificates(t *testing.T) {
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	opensslMinds := map[string]bool{"alert": true, "http": true}
	for _, p := range programs {
		if p.silent {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			p.need(t)
			t.Parallel()
			s := newShop(t)
			people := s.made(lab.Root("people CA"))
			between := s.made(people.Intermediate("people issuing CA"))
			own := s.server(s.root)
			srv := p.start(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(people)})
			ask := func(name string, client files, want ...verdict) {
				d := s.dial(srv, client)
				d.StartTLS = p.starttls
				holds(t, p.name+" | own CA for clients: "+name, s.probe(d), want...)
			}
			plain := func(variant string, said bool) []verdict {
				if p.anyUse && variant == "wrong-eku" {
					return nil
				}
				return p.verdicts(clientCase{variants: []string{variant}, told: said}, model.Report{})
			}
			ask("the right one", s.client(people))
			ask("with its intermediate", s.client(between))
			ask("expired", s.client(people, expired), plain("expired", true)...)
			ask("expired, with its intermediate", s.client(between, expired), plain("expired", true)...)
			ask("for servers only", s.client(people, uses(forServers)), plain("wrong-eku", true)...)
			ask("the server's CA", s.client(s.root), plain("unknown-ca", true)...)

			var usage, size []verdict
			if p.name != "etcd" { // Go does not look at it
				usage = refusedFor(p, "key-usage-wrong", true)
			}
			if opensslMinds[p.refuses] {
				size = refusedFor(p, "weak-key", false)
			}
			ask("key for encryption only", s.client(people, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }), usage...)
			ask("RSA of 1024 bits", s.save(s.made(people.LeafFor(weak, "admin", forClients))), size...)
			ask("signed with SHA-1", s.client(people, func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }),
				refusedFor(p, "weak-signature", false)...)
		})
	}
}

// TestRealEtcdPeers: a member is a server to the others and their client. Both halves are told, with its own certificate.
func TestRealEtcdPeers(t *testing.T) {
	servers.Need(t, "etcd")
	t.Parallel()
	s := newShop(t)
	const host = "127.0.0.5" // nobody else's, for the port that means etcd
	both := append(append([]x509.ExtKeyUsage(nil), forServers...), forClients...)
	member := s.save(s.made(s.root.Leaf("member", both, lab.Names(host, "127.0.0.1")))) // the kernel dials from 127.0.0.1
	foreign := s.save(s.made(s.root.Leaf("member", both, lab.Names(host))))
	half := s.save(s.made(s.root.Leaf("member", forServers, lab.Names(host))))
	served := s.server(s.root)
	s.replace(served, half)
	srv := servers.Etcd(t, servers.Options{Host: host, Peer: &servers.Options{Port: 2380, Cert: served.cert, Key: served.key, ClientCA: s.anchors(s.root)}})
	ask := func(as files) model.Report {
		return s.probe(model.Dial{Host: host, Port: "2380", CA: s.anchors(s.root), Cert: as.cert, Key: as.key, Strangers: true})
	}

	as := ask(half)
	holds(t, "etcd peer | for servers only, as the others will see it", as, verdict{"client-certificate-rejected/wrong-eku", model.PartyClient, model.Likely})
	as = ask(member)
	holds(t, "etcd peer | for servers only", as)
	require.NotEmpty(t, as.Findings)
	assert.Equal(t, verdict{"wrong-client-eku/member", model.PartyServer, model.Likely}, verdictOf(as.Findings[0]))
	assert.Equal(t, model.Warning, as.Findings[0].Severity)
	assert.Equal(t, "refused", as.Strangers)

	as = ask(foreign)
	holds(t, "etcd peer | dialled from another address", as, verdict{"client-certificate-rejected/peer-address", model.PartyClient, model.Likely})

	s.replace(served, member)
	srv.Restart()
	as = ask(member)
	holds(t, "etcd peer | healthy", as)
	assert.Empty(t, as.Findings)
}

// TestRealGoDoesNotCheckSHA1: Go answers "unknown CA" to a client's certificate that is signed with SHA-1, though it trusts
// the CA and names it: that is no CA that was made again.
func TestRealGoDoesNotCheckSHA1(t *testing.T) {
	s := newShop(t)
	own := s.server(s.root)
	pair, err := tls.LoadX509KeyPair(own.cert, own.key)
	require.NoError(t, err)
	people := x509.NewCertPool()
	people.AddCert(s.root.Cert)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: people})
	require.NoError(t, err)
	srv := &http.Server{Handler: http.NotFoundHandler(), ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	host, port, _ := net.SplitHostPort(l.Addr().String())
	client := s.client(s.root, func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 })
	r := s.probe(model.Dial{Host: host, Port: port, CA: s.anchors(s.root), Cert: client.cert, Key: client.key})
	a, _ := r.Observation.Main()
	require.Equal(t, 48, a.Alert)
	holds(t, "Go | signed with SHA-1", r, verdict{"weak-signature", model.PartyClient, model.Likely},
		verdict{"client-certificate-rejected", model.PartyClient, model.Possible})
}
