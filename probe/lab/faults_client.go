package lab

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"certwright/model"
)

// clientFaults are about the certificate that the client brings, and about what is said above TLS.
var clientFaults = []Fault{
	{ID: "client-missing-tls12", Group: "client", Codes: codes(model.ClientCertRequired), base: mutual12, change: bringsNone},
	{ID: "client-missing-closed", Group: "client", Codes: codes(model.ClientCertRequired), base: mutualSilent, change: bringsNone},
	rejected("other-ca", func(p *plan) { p.client.by = stranger }, model.ClientCertWithheld),
	rejected("same-name-other-key", func(p *plan) { p.client.by = namesake }),
	rejected("expired", func(p *plan) { p.client.change = append(p.client.change, Dates(-year, -24*time.Hour)) }, model.ClientCertExpired),
	rejected("not-yet-valid", func(p *plan) { p.client.change = append(p.client.change, Dates(24*time.Hour, year)) }),
	rejected("server-eku", serverUse, model.WrongClientEKU),
	{
		ID: "client-missing-intermediate", Group: "client", Codes: codes(model.ClientCertRejected), Also: codes(model.ClientCertWithheld),
		base:   func(p *plan) { tiered(p); mutual(p) },
		change: func(p *plan) { p.client.sends = alone },
	},
	{ID: "client-other-ca-tls12", Group: "client", Codes: codes(model.ClientCertRejected), Also: codes(model.ClientCertWithheld), base: mutual12, change: func(p *plan) { p.client.by = stranger }},
	{ID: "client-other-ca-closed", Group: "client", Codes: codes(model.ClientCertRejected), Also: codes(model.ClientCertWithheld), base: mutualSilent, change: func(p *plan) { p.client.by = stranger }},
	{ID: "client-refused-always", Group: "client", Codes: codes(model.ClientCertRejected), base: mutual, change: tuned(func(c *tls.Config, _ net.Conn) { c.VerifyConnection = refuse })},
	{
		ID: "client-withheld", Group: "client", Codes: codes(model.ClientCertWithheld),
		base:   func(p *plan) { mutual(p); p.auth = tls.RequireAnyClientCert },
		change: func(p *plan) { p.trusts = func(w *world) *x509.Certificate { return w.other.Cert } },
	},
	{ID: "http-400-no-certificate", Group: "application", Codes: codes(model.HTTPRefusedClient), base: nginxLike, change: bringsNone},
	{ID: "http-400-other-ca", Group: "application", Codes: codes(model.HTTPRefusedClient), Also: codes(model.ClientCertWithheld), base: nginxLike, change: func(p *plan) { p.client.by = stranger }},
	{ID: "http-403", Group: "application", Codes: codes(model.ApplicationRefused), base: byName, change: func(p *plan) { p.client.cn = "guest" }},
	{
		ID: "strangers-get-in", Group: "application", Codes: codes(model.StrangersGetIn), Also: codes(model.ClientCertNotAsked, model.UnprotectedAPI), Unseen: true,
		base:   func(p *plan) { mutual(p); p.strangers = true },
		change: func(p *plan) { p.auth = tls.NoClientCert },
	},
	{
		ID: "strangers-optional", Group: "application", Codes: codes(model.StrangersGetIn), Also: codes(model.UnprotectedAPI), Unseen: true,
		base:   func(p *plan) { mutual(p); p.strangers = true },
		change: func(p *plan) { p.auth = tls.VerifyClientCertIfGiven },
	},
}

func rejected(id string, change func(*plan), also ...model.Code) Fault {
	return Fault{ID: "client-" + id, Group: "client", Codes: codes(model.ClientCertRejected), Also: also, base: mutual, change: change}
}

func bringsNone(p *plan) { p.offersClient = false }

func serverUse(p *plan) { p.client.uses = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }

func mutual12(p *plan) {
	mutual(p)
	p.tune = func(c *tls.Config, _ net.Conn) { c.MaxVersion = tls.VersionTLS12 }
}

var errRefused = errors.New("lab: this server refuses every client certificate")

func refuse(tls.ConnectionState) error { return errRefused }

// mutualSilent checks the client's certificate itself and, when it is not good, hangs up without an alert, as node does.
func mutualSilent(p *plan) {
	mutual(p)
	p.auth = tls.RequestClientCert
	p.tune = func(c *tls.Config, peer net.Conn) {
		cas := c.ClientCAs
		c.VerifyConnection = func(s tls.ConnectionState) error {
			if reasonAgainst(s.PeerCertificates, cas) == "" {
				return nil
			}
			_ = peer.Close()
			return errRefused
		}
	}
}

// reasonAgainst says what is wrong with a client's chain: "", "none" or "bad".
func reasonAgainst(chain []*x509.Certificate, cas *x509.CertPool) string {
	if len(chain) == 0 {
		return "none"
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: cas, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		return "bad"
	}
	return ""
}

// nginxLike completes every handshake and refuses bad certificates with a page, as nginx with ssl_verify_client does.
func nginxLike(p *plan) {
	mutual(p)
	p.auth = tls.RequestClientCert
	var cas atomic.Pointer[x509.CertPool]
	p.tune = func(c *tls.Config, _ net.Conn) { cas.Store(c.ClientCAs) }
	p.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pages := map[string]string{"none": "No required SSL certificate was sent", "bad": "The SSL certificate error"}
		page, wrong := pages[reasonAgainst(r.TLS.PeerCertificates, cas.Load())]
		if !wrong {
			_, _ = fmt.Fprintln(w, "hello")
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, "<html>\r\n<head><title>400 %s</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>%s</center>\r\n</body>\r\n</html>\r\n", page, page)
	})
}

// byName lets in only the client whose common name is admin, as an authorization plugin does.
func byName(p *plan) {
	mutual(p)
	p.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cn := r.TLS.PeerCertificates[0].Subject.CommonName; cn != clientIdentity {
			http.Error(w, cn+" is not allowed to do that", http.StatusForbidden)
			return
		}
		_, _ = fmt.Fprintln(w, "hello")
	})
}

// severalFaults stand at the same time; all of them must be told.
var severalFaults = []Fault{
	{
		ID: "expired-and-wrong-name", Group: "several", Codes: codes(model.Expired, model.NameMismatch),
		change: both(leaf(Dates(-2*year, -24*time.Hour)), named("", "10.0.1.10")),
	},
	{
		ID: "expired-wrong-name-unknown-issuer", Group: "several", Codes: codes(model.UnknownIssuer, model.Expired, model.NameMismatch),
		change: both(leaf(Dates(-2*year, -24*time.Hour)), named("", "10.0.1.10"), func(p *plan) { p.server.by = stranger }),
	},
	{
		ID: "client-eku-and-wrong-name", Group: "several", Codes: codes(model.NameMismatch, model.ClientCertRejected), Also: codes(model.WrongClientEKU), base: mutual,
		change: both(named("", "10.0.1.10"), serverUse),
	},
	{
		ID: "wrong-eku-and-wrong-name", Group: "several", Codes: codes(model.NameMismatch, model.WrongServerEKU), base: mutual,
		change: both(named("", "10.0.1.10"), func(p *plan) { p.server.uses = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }),
	},
	{
		ID: "client-missing-and-wrong-name", Group: "several", Codes: codes(model.NameMismatch, model.ClientCertRequired), base: mutual,
		change: both(named("", "10.0.1.10"), bringsNone),
	},
	{
		ID: "missing-intermediate-and-expired", Group: "several", Codes: codes(model.MissingIntermediate, model.Expired), base: tiered,
		change: both(func(p *plan) { p.server.sends = alone }, leaf(Dates(-2*year, -24*time.Hour))),
	},
}

func both(changes ...func(*plan)) func(*plan) {
	return func(p *plan) {
		for _, c := range changes {
			c(p)
		}
	}
}
