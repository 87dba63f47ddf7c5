package lab

import (
	"crypto/x509"
	"io"
	"net/http"
	"time"

	"certwright/model"
)

const hour = time.Hour

// leafFaults are about dates, names and uses.
var leafFaults = []Fault{
	{ID: "expired", Group: "dates", Codes: codes(model.Expired), change: leaf(Dates(-2*year, -24*hour))},
	{ID: "expired-a-minute-ago", Group: "dates", Codes: codes(model.Expired), Also: codes(model.ClockSuspect), change: leaf(Dates(-year, -time.Minute))},
	{ID: "not-yet-valid", Group: "dates", Codes: codes(model.NotYetValid), change: leaf(Dates(30*24*hour, 90*24*hour))},
	{
		ID: "not-yet-valid-by-our-clock", Group: "dates", Codes: codes(model.NotYetValid), Also: codes(model.ClockSuspect),
		change: func(p *plan) {
			leaf(Dates(2*hour, 90*24*hour))(p)
			p.handler = dated(5 * hour)
		},
	},
	{ID: "expires-soon", Group: "dates", Codes: codes(model.ExpiresSoon), Unseen: true, change: leaf(Dates(-80*24*hour, 3*24*hour))},
	{ID: "outlives-issuer", Group: "dates", Codes: codes(model.OutlivesIssuer), Unseen: true, change: leaf(Dates(-hour, 20*year))},
	{ID: "intermediate-expired", Group: "dates", Codes: codes(model.Expired), Also: codes(model.OutlivesIssuer), base: tiered, change: middle(Dates(-2*year, -24*hour))},
	{ID: "intermediate-not-yet-valid", Group: "dates", Codes: codes(model.NotYetValid), base: tiered, change: middle(Dates(24*hour, year))},
	{ID: "root-expired", Group: "dates", Codes: codes(model.Expired), Also: codes(model.OutlivesIssuer), change: top(Dates(-10*year, -24*hour))},
	{ID: "root-not-yet-valid", Group: "dates", Codes: codes(model.NotYetValid), change: top(Dates(24*hour, 10*year))},

	{ID: "name-ip", Group: "name", Codes: codes(model.NameMismatch), change: named("", "localhost", "10.0.1.10")},
	{ID: "name-no-ip", Group: "name", Codes: codes(model.NameMismatch), change: named("", "server.lab.test")},
	{ID: "name-dns", Group: "name", Codes: codes(model.NameMismatch), base: asked("server.lab.test"), change: named("server.lab.test", "other.lab.test")},
	{
		ID: "name-ip-as-dns", Group: "name", Codes: codes(model.NameMismatch),
		change: func(p *plan) {
			p.server.names = nil
			leaf(func(c *x509.Certificate) { c.DNSNames = []string{"127.0.0.1"} })(p)
		},
	},
	{ID: "name-cn-only", Group: "name", Codes: codes(model.NameMismatch), base: asked("server.lab.test"), change: func(p *plan) { p.server.names, p.server.cn = nil, "server.lab.test" }},
	{ID: "name-none", Group: "name", Codes: codes(model.NameMismatch), change: named("")},
	{ID: "name-wildcard-depth", Group: "name", Codes: codes(model.NameMismatch), base: asked("a.b.lab.test"), change: named("a.b.lab.test", "*.lab.test")},
	{ID: "name-wildcard-bare", Group: "name", Codes: codes(model.NameMismatch), base: asked("lab.test"), change: named("lab.test", "*.lab.test")},
	{ID: "name-wildcard-alone", Group: "name", Codes: codes(model.NameMismatch), base: asked("server.lab.test"), change: named("server.lab.test", "*.test.example")},
	{ID: "name-idn", Group: "name", Codes: codes(model.NameMismatch), base: asked("xn--bcher-kva.lab.test"), change: named("xn--bcher-kva.lab.test", "bucher.lab.test")},

	{ID: "server-eku-client", Group: "use", Codes: codes(model.WrongServerEKU), change: func(p *plan) { p.server.uses = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }},
	{ID: "server-eku-code-signing", Group: "use", Codes: codes(model.WrongServerEKU), change: func(p *plan) { p.server.uses = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning} }},
	{ID: "issuer-eku-client", Group: "use", Codes: codes(model.WrongServerEKU), base: tiered, change: middle(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })},
	{ID: "key-usage", Group: "use", Codes: codes(model.KeyUsageWrong), Unseen: true, change: leaf(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyAgreement })},
}

// asked makes the dial ask for a name, which the certificate has.
func asked(name string) func(*plan) {
	return func(p *plan) { p.serverName, p.server.names = name, []string{name} }
}

// named leaves the certificate with these names only, whatever is asked for.
func named(ask string, names ...string) func(*plan) {
	return func(p *plan) { p.serverName, p.server.names = ask, names }
}

// dated answers with a clock that is ahead of ours.
func dated(ahead time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
		_, _ = io.WriteString(w, "hello\n")
	})
}
