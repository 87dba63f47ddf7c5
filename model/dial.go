package model

import (
	"net/netip"
	"strings"
	"time"
)

// Dial is what to dial and how: everything a probe needs, as a person gave it.
type Dial struct {
	Host       string        `json:"host"` // name or address, no brackets
	Port       string        `json:"port"`
	URL        string        `json:"url,omitempty"`  // as given, when it was a URL
	Path       string        `json:"path,omitempty"` // of the URL, for the HTTP request; "" is "/"
	CA         string        `json:"ca,omitempty"`   // file or authority name; "" with no As: the system's trust store
	Cert       string        `json:"cert,omitempty"` // file
	Key        string        `json:"key,omitempty"`  // file
	As         string        `json:"as,omitempty"`   // identity NAME or AUTHORITY/NAME: its certificate, key and authority
	CRL        string        `json:"crl,omitempty"`  // file: a revocation list, beside those of the workspace
	ServerName string        `json:"server_name,omitempty"`
	MinTLS     string        `json:"min_tls,omitempty"` // "1.0" to "1.3"
	MaxTLS     string        `json:"max_tls,omitempty"`
	StartTLS   string        `json:"starttls,omitempty"` // smtp, imap, pop3, ftp, xmpp, ldap, postgres, mysql
	Timeout    time.Duration `json:"timeout_ns"`         // of the whole dial; 0 is 10 s
	Strangers  bool          `json:"strangers"`          // after a good mutual-TLS probe dial once more without a certificate
	NoHTTP     bool          `json:"no_http"`
}

// FileName is a name for what is saved about the dial, in letters that every file system takes. ext begins with a dot.
func (d Dial) FileName(ext string) string {
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, d.Host)
	return "probe-" + strings.Trim(safe, ".") + "-" + d.Port + ext
}

// Loopback reports a name or address (with or without brackets) behind which nothing but this machine can be.
func Loopback(host string) bool {
	if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return a.IsLoopback()
	}
	return strings.EqualFold(strings.TrimSuffix(host, "."), "localhost")
}

// StartTLSProtocols are the values of Dial.StartTLS: protocols that begin in plain text and go over to TLS.
func StartTLSProtocols() []string {
	return []string{"smtp", "imap", "pop3", "ftp", "xmpp", "ldap", "postgres", "mysql"}
}

// Phase is how far a dial came.
type Phase string

const (
	PhaseResolve   Phase = "resolve"
	PhaseConnect   Phase = "connect"
	PhaseStartTLS  Phase = "starttls"
	PhaseHello     Phase = "hello"     // ClientHello sent, nothing answered yet
	PhaseHandshake Phase = "handshake" // the server has answered with TLS
	PhaseAfter     Phase = "after"     // our handshake is complete: waiting for a late refusal
	PhaseHTTP      Phase = "http"
	PhaseDone      Phase = "done"
)

// Ending is what ended the wait after our side's handshake was complete.
type Ending string

const (
	EndAlert  Ending = "alert"
	EndClosed Ending = "closed"
	EndData   Ending = "data"   // the server spoke first
	EndTicket Ending = "ticket" // a NewSessionTicket after our Finished, plus the grace
	EndGrace  Ending = "grace"  // nothing to wait for (TLS 1.2, or no certificate asked): the short grace passed
	EndHTTP   Ending = "http"   // an HTTP answer
	EndReply  Ending = "reply"  // an answer in the protocol that TLS was started from
	EndQuiet  Ending = "quiet"  // the full wait passed and the server said nothing
	EndFailed Ending = "failed" // the handshake did not complete
)
