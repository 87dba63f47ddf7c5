package diagnose

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// TestGreetingGivesTheProtocolAway: a dialogue that failed is told by what the server said in it.
func TestGreetingGivesTheProtocolAway(t *testing.T) {
	for _, c := range []struct {
		asked, first string
		want         model.Code
		flag         string
	}{
		{"imap", "220 mx ESMTP\r\n", model.StartTLSNeeded, "--starttls smtp"},
		{"ftp", "220 mx ESMTP\r\n", model.StartTLSNeeded, "--starttls smtp"},
		{"smtp", "220 ProFTPD\r\n", model.StartTLSNeeded, "--starttls ftp"},
		{"smtp", "* OK ready\r\n", model.StartTLSNeeded, "--starttls imap"},
		{"smtp", "SSH-2.0-OpenSSH_9\r\n", model.NotTLS, ""},
		// its own protocol, without TLS
		{"smtp", "220 mx ESMTP\r\n250 mx\r\n", model.StartTLSRefused, ""},
		{"smtp", "220 ftp.example ESMTP\r\n", model.StartTLSRefused, ""},
		{"ftp", "220 Welcome\r\n", model.StartTLSRefused, ""},
		{"pop3", "+OK ready\r\n-ERR\r\n", model.StartTLSRefused, ""},
		{"postgres", "N", model.StartTLSRefused, ""},
	} {
		o := model.Observation{Done: true, Dial: model.Dial{Host: "a.test", Port: "9", StartTLS: c.asked}, Attempts: []model.Attempt{{
			Phase: model.PhaseStartTLS, Trouble: model.TroubleStartTLS, Error: "the server did not agree to TLS: no", FirstBytes: []byte(c.first), Alert: -1}}}
		found := Findings(o, Known{})
		require.NotEmpty(t, found, c)
		assert.Equal(t, c.want, found[0].Code, "%s: %q", c.asked, c.first)
		assert.Equal(t, c.flag, found[0].Value("flag"))
		for _, f := range found[1:] {
			assert.NotEqual(t, model.StartTLSRefused, f.Code, "%s: %q", c.asked, c.first)
		}
	}
}

// TestStrangersByProtocol: the remedy speaks of the service that was dialled.
func TestStrangersByProtocol(t *testing.T) {
	for asked, want := range map[string]string{"": "", "postgres": "postgres", "smtp": "mail", "imap": "mail", "ldap": ""} {
		o := model.Observation{Done: true, Dial: model.Dial{Host: "a.test", Port: "9", StartTLS: asked, Strangers: true}}
		a := model.Attempt{Phase: model.PhaseDone, Complete: true, Asked: true, Alert: -1, Reply: &model.Reply{Protocol: asked, Code: "250"}}
		o.Attempts, o.Stranger = []model.Attempt{a}, &a
		found := strangers(newScene(o, Known{}))
		require.Len(t, found, 1, asked)
		assert.Equal(t, model.StrangersGetIn, found[0].Code, asked)
		assert.Equal(t, want, found[0].Variant, asked)
	}
}
