package workbench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// dialled starts the program, in clear text or with a certificate, and says how to dial it with little patience.
func (p program) dialled(t *testing.T, plain bool) (*shop, model.Dial) {
	s := newShop(t)
	own := s.server(s.root)
	o := servers.Options{Cert: own.cert, Key: own.key}
	if plain {
		o = servers.Options{}
	}
	d := s.dial(p.start(t, o), files{})
	d.Timeout = 2 * time.Second
	return s, d
}

// TestRealPlainServices dials services as TLS that want something else first, each on a port that tells nothing. Those
// that greet are known by their greeting, the others are asked in their own language. The twin is dialled as it wants.
func TestRealPlainServices(t *testing.T) {
	for _, c := range []struct {
		program
		plain bool // it has no TLS at all
		want  string
		names string // the protocol that the finding names
	}{
		{program{name: "exim4", start: servers.Exim, starttls: "smtp"}, false, "starttls-needed", "SMTP"},
		{program{name: "postgres", start: postgres, starttls: "postgres"}, false, "starttls-needed/asked", "PostgreSQL"},
		{program{name: "slapd", start: servers.Slapd, starttls: "ldap"}, false, "starttls-needed/asked", "LDAP"},
		{program{name: "redis-server", start: servers.Redis}, true, "not-tls/asked", "Redis"},
		{program{name: "etcd", start: servers.Etcd}, true, "not-tls/http-asked", "HTTP"},
		{program{name: "nginx", start: servers.Nginx}, true, "not-tls/http", "HTTP"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.need(t)
			t.Parallel()
			s, d := c.dialled(t, c.plain)
			r := s.probe(d)
			holds(t, c.name+" | dialled as TLS", r, verdict{c.want, model.PartyClient, model.Proven})
			if len(r.Findings) > 0 {
				assert.Equal(t, c.names, r.Findings[0].Value("protocol"))
			}
			if c.starttls != "" {
				holds(t, c.name+" | dialled as it wants", s.probe(redialled(t, r)))
			}
		})
	}
}

// redialled is the dial that f plans for a report whose fault was the way of dialling: nothing is written.
func redialled(t *testing.T, r model.Report) model.Dial {
	w := New(t.TempDir())
	plan, err := w.PlanFix(t.Context(), r)
	require.NoError(t, err)
	require.Len(t, plan.Steps, 1)
	require.Equal(t, model.StepRedial, plan.Steps[0].Kind)
	return *plan.Dial
}

// TestRealTLSAtOnce dials servers that speak TLS from the first byte as if a dialogue came before it.
func TestRealTLSAtOnce(t *testing.T) {
	for _, p := range programs {
		if p.starttls != "" {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			p.need(t)
			t.Parallel()
			s := newShop(t)
			own := s.server(s.root)
			d := s.dial(p.start(t, servers.Options{Cert: own.cert, Key: own.key}), files{})
			d.Timeout = 2 * time.Second
			for _, d.StartTLS = range []string{"smtp", "postgres", "ldap", "xmpp"} {
				r := s.probe(d)
				holds(t, p.name+" | dialled as "+d.StartTLS, r, verdict{"starttls-refused/tls-at-once", model.PartyClient, model.Proven})
				assert.Empty(t, redialled(t, r).StartTLS)
			}
		})
	}
}

// TestRealOtherDialogue asks services to begin TLS in protocols that are not theirs. Those that greet are known by their
// greeting; where both sides wait for the other to begin, the others are asked.
func TestRealOtherDialogue(t *testing.T) {
	for _, c := range []struct {
		program
		plain bool
		asked []string
		want  string
		names string
	}{
		{program{name: "exim4", start: servers.Exim, starttls: "smtp"}, false, []string{"imap", "ftp", "mysql", "postgres"}, "starttls-needed/instead", "SMTP"},
		{program{name: "postgres", start: postgres, starttls: "postgres"}, false, []string{"mysql", "smtp", "ldap"}, "starttls-needed/instead", "PostgreSQL"},
		{program{name: "slapd", start: servers.Slapd, starttls: "ldap"}, false, []string{"pop3"}, "starttls-needed/instead", "LDAP"},
		{program{name: "redis-server", start: servers.Redis}, true, []string{"smtp"}, "not-tls/asked", "Redis"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.need(t)
			t.Parallel()
			s, d := c.dialled(t, c.plain)
			for _, d.StartTLS = range c.asked {
				r := s.probe(d)
				holds(t, c.name+" | asked in "+d.StartTLS, r, verdict{c.want, model.PartyClient, model.Proven})
				if len(r.Findings) > 0 {
					assert.Equal(t, c.names, r.Findings[0].Value("protocol"), "asked in "+d.StartTLS)
				}
			}
		})
	}
}
