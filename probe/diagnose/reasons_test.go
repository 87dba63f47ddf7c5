package diagnose

import (
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
)

// told writes the fatal findings of one code, as "variant certainty".
func told(found []model.Finding, codes ...model.Code) string {
	var list []string
	for _, f := range found {
		for _, c := range codes {
			if f.Code == c && f.Severity == model.Fatal {
				list = append(list, strings.TrimSpace(f.Variant+" "+string(f.Certainty)))
			}
		}
	}
	return strings.Join(list, ", ")
}

// people are client certificates by name, below one root.
type people struct {
	root  *lab.Pair
	certs map[string][]*x509.Certificate
}

func newPeople(t *testing.T) people {
	t.Helper()
	made := func(p *lab.Pair, err error) *lab.Pair { require.NoError(t, err); return p }
	clients, servers := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	p := people{root: made(lab.Root("shop CA"))}
	other, namesake, middle := made(lab.Root("elsewhere CA")), made(lab.Root("shop CA")), made(p.root.Intermediate("shop intermediate CA"))
	past, ahead := lab.Dates(-48*time.Hour, -24*time.Hour), lab.Dates(24*time.Hour, 48*time.Hour)
	both := append(append([]x509.ExtKeyUsage(nil), servers...), clients...)
	p.certs = map[string][]*x509.Certificate{
		"good": made(p.root.Leaf("admin", clients)).Chain(), "other": made(other.Leaf("admin", clients)).Chain(),
		"namesake": made(namesake.Leaf("admin", clients)).Chain(), "expired": made(p.root.Leaf("admin", clients, past)).Chain(),
		"early": made(p.root.Leaf("admin", clients, ahead)).Chain(), "use": made(p.root.Leaf("admin", servers)).Chain(),
		"alone": made(middle.Leaf("admin", clients)).Chain()[:1], "expired, use": made(p.root.Leaf("admin", servers, past)).Chain(),
		"other, use": made(other.Leaf("admin", servers)).Chain(), "member": made(p.root.Leaf("member", both, lab.Names("10.0.1.10"))).Chain(),
		"sha1":               made(p.root.Leaf("admin", clients, func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 })).Chain(),
		"any":                made(p.root.Leaf("admin", []x509.ExtKeyUsage{x509.ExtKeyUsageAny})).Chain(),
		"below an old one":   made(made(p.root.Intermediate("old intermediate CA", past)).Leaf("admin", clients)).Chain(),
		"below servers only": made(made(p.root.Intermediate("servers' CA", func(c *x509.Certificate) { c.ExtKeyUsage = servers })).Leaf("admin", clients)).Chain(),
		"below no CA":        made(made(p.root.Leaf("no CA", clients)).Leaf("admin", clients)).Chain(),
		"whole":              made(middle.Leaf("admin", clients)).Chain(), "deep": made(made(middle.Intermediate("deep CA")).Leaf("admin", clients)).Chain(),
		"encrypts": made(p.root.Leaf("admin", clients, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment })).Chain(),
	}
	return p
}

const (
	closes = -1 // instead of an alert
	http   = -2 // 400 in nginx's words
	// of an application, in words that do not speak of certificates
	forbidden, badRequest = -403, -400
)

// TestWhyRefused joins what servers say with what our own certificate shows. The list of CAs that the server gives is
// "ours" (it names our root), "theirs" (another) or "" (none).
func TestWhyRefused(t *testing.T) {
	p := newPeople(t)
	for _, c := range []struct {
		who   string
		alert int
		list  string
		want  string
	}{
		{"good", 42, "ours", "possible"},
		{"good", 43, "ours", "possible"},
		{"good", 44, "ours", "revoked proven"},
		{"good", 45, "ours", "expired-there likely"},       // by the server's clock, or a CA or CRL there has ended
		{"good", 48, "ours", "same-name-other-key likely"}, // or it has no CRL for that CA
		{"good", 48, "", "unknown-ca proven"},
		{"good", 48, "theirs", "unknown-ca proven"},
		{"good", 42, "theirs", "unknown-ca likely"},
		{"good", closes, "ours", "closed possible"},
		{"good", closes, "theirs", "unknown-ca likely"},
		{"good", http, "ours", "possible"},
		{"good", 80, "ours", "possible"},
		{"other", 48, "", "unknown-ca proven"},
		{"other", 49, "ours", "unknown-ca likely"},
		{"other", http, "ours", "unknown-ca likely"},
		{"namesake", 48, "ours", "same-name-other-key proven"},
		{"namesake", 42, "ours", "same-name-other-key likely"},
		{"expired", 45, "ours", "expired proven"},
		{"expired", 42, "ours", "expired likely"},
		{"expired", 48, "theirs", "unknown-ca proven, expired likely"},
		{"expired", 44, "ours", "revoked proven, expired likely"},
		{"expired", http, "ours", "expired likely"},
		{"early", 45, "ours", "not-yet-valid proven"},
		{"early", 42, "ours", "not-yet-valid likely"},
		{"use", 43, "ours", "wrong-eku proven"},
		{"use", 42, "ours", "wrong-eku likely"},
		{"use", 48, "theirs", "unknown-ca proven, wrong-eku likely"},
		{"alone", 48, "ours", "missing-intermediate likely"},
		{"alone", 48, "names it", "same-name-other-key likely"}, // it trusts the intermediate's name: nothing is missing
		{"alone", closes, "ours", "missing-intermediate likely"},
		{"expired, use", 43, "ours", "wrong-eku proven, expired likely"},
		{"expired, use", 45, "ours", "expired proven, wrong-eku likely"},
		{"expired, use", 42, "ours", "expired likely, wrong-eku likely"},
		{"other, use", 49, "ours", "unknown-ca likely, wrong-eku likely"},
		{"other, use", 48, "ours", "unknown-ca proven, wrong-eku likely"},
		{"member", closes, "ours", "peer-address likely"},
		{"member", 42, "ours", "possible"},
		{"encrypts", 43, "ours", "possible"},
		{"any", 43, "ours", "wrong-eku proven"}, // OpenSSL wants clientAuth by name
		{"any", http, "ours", "wrong-eku likely"},
		{"any", 42, "ours", "possible"},
		{"sha1", 48, "ours", "possible"}, // Go: a signature that it does not check is as good as none
		{"sha1", 48, "", "possible"},
		{"sha1", 48, "theirs", "unknown-ca proven"},
		{"below an old one", 45, "ours", "issuer-dates proven"},
		{"below an old one", http, "ours", "issuer-dates likely"},
		{"below servers only", 43, "ours", "issuer-eku proven"},
		{"below servers only", 42, "ours", "issuer-eku likely"},
		{"below no CA", 48, "ours", "possible"}, // that it is none is told beside; the name is right
		{"below no CA", 48, "theirs", "unknown-ca proven"},
		{"whole", 48, "names it", "ca-without-root likely"},
		{"whole", http, "names it", "ca-without-root likely"},
		{"whole", 42, "ours", "possible"},
		{"whole", forbidden, "names it", ""}, // an application has its own reasons
		{"deep", http, "ours", "too-deep likely"},
		{"deep", 42, "ours", "possible"},
		{"expired", forbidden, "ours", "expired likely"},
		{"expired", badRequest, "ours", "expired likely"},
		{"good", badRequest, "ours", ""},
	} {
		a := model.Attempt{Purpose: "first", Alert: c.alert, Trouble: model.TroubleAlert, Version: "TLS 1.3", Complete: true, Asked: true, Sent: true, Phase: model.PhaseAfter, Local: "10.0.1.99"}
		switch c.alert {
		case closes:
			a.Trouble = model.TroubleClosed
		case http:
			a.Alert, a.Trouble, a.HTTP = -1, model.TroubleNone, &model.HTTPAnswer{Status: 400, Title: "400 The SSL certificate error"}
		case forbidden, badRequest:
			a.Alert, a.Trouble, a.HTTP = -1, model.TroubleNone, &model.HTTPAnswer{Status: -c.alert, Title: "no"}
		}
		leaf := p.certs[c.who][0]
		switch c.list {
		case "ours":
			a.AcceptableCAs = [][]byte{p.root.Cert.RawSubject}
		case "names it":
			a.AcceptableCAs = [][]byte{leaf.RawIssuer}
		case "theirs":
			a.AcceptableCAs = [][]byte{{0x30, 0}}
		}
		if len(a.AcceptableCAs) > 0 && !slices.ContainsFunc(p.certs[c.who], func(x *x509.Certificate) bool { return string(a.AcceptableCAs[0]) == string(x.RawIssuer) }) {
			a.WouldWithhold = "not on the list"
		}
		o := model.Observation{Dial: model.Dial{Host: "10.0.1.10", Port: "2380"}, Now: time.Now(), Done: true, Attempts: []model.Attempt{a}}
		found := Findings(o, Known{Roots: []*x509.Certificate{p.root.Cert}, Trust: "shop", Client: p.certs[c.who]})
		assert.Equal(t, c.want, told(found, model.ClientCertRejected, model.HTTPRefusedClient), "%s, %d, list %q", c.who, c.alert, c.list)
		if c.who == "encrypts" {
			assert.Equal(t, "proven", told(found, model.KeyUsageWrong), "alert 43 speaks of it")
		}
		if c.who == "below no CA" {
			assert.NotEmpty(t, told(found, model.IssuerNotCA), "what is wrong with the chain is told: %v", found)
		}
		for _, f := range found {
			if f.Variant == "issuer-dates" || f.Variant == "issuer-eku" {
				assert.Contains(t, []string{"old intermediate CA", "servers' CA"}, f.Value("link"))
				assert.Empty(t, f.Fixes, "reissuing ours mends nothing")
			}
		}
	}
}

// TestMissed: what a server says when no certificate was sent.
func TestMissed(t *testing.T) {
	ticket := model.Message{Name: "NewSessionTicket", Direction: model.FromServer, Kind: model.KindHandshake}
	for _, c := range []struct {
		a    model.Attempt
		want string // of client-certificate-required; "" when it is something else
	}{
		{model.Attempt{Version: "TLS 1.3", Trouble: model.TroubleAlert, Alert: 116}, "proven"},
		{model.Attempt{Version: "TLS 1.2", Trouble: model.TroubleAlert, Alert: 40}, "proven"},
		{model.Attempt{Version: "TLS 1.2", Trouble: model.TroubleAlert, Alert: 42}, "likely"},
		{model.Attempt{Version: "TLS 1.2", Trouble: model.TroubleAlert, Alert: 50}, "likely"},
		{model.Attempt{Version: "TLS 1.3", Trouble: model.TroubleClosed, Alert: -1}, "closed likely"},
		{model.Attempt{Version: "TLS 1.3", Trouble: model.TroubleClosed, Alert: -1, Messages: []model.Message{ticket}}, ""}, // TLS was content
		{model.Attempt{Version: "TLS 1.3", Trouble: model.TroubleAlert, Alert: 80}, ""},
		{model.Attempt{Version: "TLS 1.3", Alert: -1, Reply: &model.Reply{Protocol: "postgres", Refused: true, Code: "28000", Text: "connection requires a valid client certificate"}}, "postgres proven"},
		{model.Attempt{Version: "TLS 1.3", Alert: -1, Reply: &model.Reply{Protocol: "smtp", Refused: true, Code: "530", Text: "client certificate required"}}, "proven"},
	} {
		c.a.Purpose, c.a.Asked, c.a.Complete, c.a.Phase = "first", true, true, model.PhaseAfter
		o := model.Observation{Dial: model.Dial{Host: "10.0.1.10", Port: "5000"}, Now: time.Now(), Done: true, Attempts: []model.Attempt{c.a}}
		found := Findings(o, Known{})
		assert.Equal(t, c.want, told(found, model.ClientCertRequired), "%v", c.a)
		assert.False(t, model.OK(found))
	}
}

// TestReplies: what a service says behind TLS, with a certificate and for strangers.
func TestReplies(t *testing.T) {
	p := newPeople(t)
	for _, c := range []struct {
		reply     model.Reply
		refused   string // application-refused
		strangers string
	}{
		{model.Reply{Protocol: "smtp", Code: "250", Text: "hello"}, "", StrangersLetIn},
		{model.Reply{Protocol: "postgres", Code: "ok"}, "", StrangersLetIn},
		{model.Reply{Protocol: "postgres", Code: "password"}, "", StrangersRefused},
		{model.Reply{Protocol: "postgres", Refused: true, Code: "28000", Text: `certificate authentication failed for user "admin"`}, "postgres proven", StrangersRefused},
		{model.Reply{Protocol: "postgres", Refused: true, Code: "28000", Text: `role "admin" does not exist`}, "", StrangersUnclear},
		{model.Reply{Protocol: "postgres", Refused: true, Code: "28000", Text: `no pg_hba.conf entry for host "10.0.1.99"`}, "", StrangersUnclear},
		{model.Reply{Protocol: "postgres", Refused: true, Code: "53300", Text: "sorry, too many clients already"}, "", StrangersUnclear},
		{model.Reply{Protocol: "smtp", Refused: true, Code: "554", Text: "go away"}, "service proven", StrangersUnclear},
	} {
		a := model.Attempt{Purpose: "first", Version: "TLS 1.3", Alert: -1, Asked: true, Sent: true, Complete: true, Phase: model.PhaseDone, Ended: model.EndReply, Reply: &c.reply}
		stranger := a
		stranger.Sent = false
		o := model.Observation{Dial: model.Dial{Host: "10.0.1.10", Port: "5000", Strangers: true}, Now: time.Now(), Done: true, Attempts: []model.Attempt{a}, Stranger: &stranger}
		assert.Equal(t, c.refused, told(Findings(o, Known{Client: p.certs["good"]}), model.ApplicationRefused), "%v", c.reply)
		result, _ := Strangers(o)
		assert.Equal(t, c.strangers, result, "%v", c.reply)
	}
}
