package diagnose

import (
	"strings"

	"certwright/model"
)

// banner is how a service that does not speak TLS first gives itself away.
type banner struct {
	match    func(first string) bool
	protocol string // as people call it
	starttls string // flag value where TLS comes after a plain-text start; "" where it does not
}

func prefix(p ...string) func(string) bool {
	return func(s string) bool {
		for _, x := range p {
			if strings.HasPrefix(s, x) {
				return true
			}
		}
		return false
	}
}

// mysqlGreeting: a 4-byte packet header with sequence 0, then protocol version 10.
func mysqlGreeting(s string) bool { return len(s) > 5 && s[2] == 0 && s[3] == 0 && s[4] == 10 }

var banners = []banner{
	{prefix("HTTP/", "<!DOC", "<html", "<HTML", "<!doc"), "HTTP", ""},
	{prefix("SSH-"), "SSH", ""},
	{func(s string) bool { return strings.HasPrefix(s, "220") && strings.Contains(strings.ToUpper(s), "FTP") }, "FTP", "ftp"},
	{prefix("220", "554", "421"), "SMTP", "smtp"},
	{prefix("* OK", "* PREAUTH", "* BYE"), "IMAP", "imap"},
	{prefix("+OK"), "POP3", "pop3"},
	{prefix("<?xml", "<stream"), "XMPP", "xmpp"},
	{mysqlGreeting, "MySQL", "mysql"},
	{prefix("\x30\x0c\x02", "\x30\x84"), "LDAP", "ldap"},
	{prefix("-ERR"), "Redis", ""},
	{prefix("AMQP"), "AMQP", ""},
	{prefix("RFB "), "VNC", ""},
}

// ports where TLS comes after a plain-text start and the server keeps silent or hangs up on a ClientHello.
var silentStart = map[string]banner{
	"5432": {protocol: "PostgreSQL", starttls: "postgres"},
	"389":  {protocol: "LDAP", starttls: "ldap"},
	"5222": {protocol: "XMPP", starttls: "xmpp"},
}

// notTLS: something answered, but in another language.
func notTLS(s *scene) []model.Finding {
	a := s.main
	if s.Dial.StartTLS == "" && (a.Trouble == model.TroubleClosed || a.Trouble == model.TroubleReset) && a.Phase == model.PhaseHello {
		if b, ok := silentStart[s.Dial.Port]; ok {
			return one(startTLS(a, b, "").Sure(model.Likely))
		}
	}
	if a.Trouble != model.TroubleNotTLS {
		return nil
	}
	first := string(a.FirstBytes)
	for _, b := range banners {
		if !b.match(first) {
			continue
		}
		if b.starttls != "" {
			return one(startTLS(a, b, first))
		}
		variant := strings.ToLower(b.protocol)
		if variant != "http" && variant != "ssh" {
			variant = ""
		}
		return one(notTLSFinding(a, b.protocol, first).As(variant))
	}
	return one(notTLSFinding(a, "", first).As("other"))
}

func notTLSFinding(a model.Attempt, protocol, first string) model.Finding {
	if protocol == "" {
		protocol = "?"
	}
	return model.New(model.NotTLS, "address", a.Address, "protocol", protocol, "first", firstLine(first)).Seen("first bytes")
}

func startTLS(a model.Attempt, b banner, first string) model.Finding {
	return model.New(model.StartTLSNeeded, "address", a.Address, "protocol", b.protocol, "flag", "--starttls "+b.starttls, "first", firstLine(first)).Seen("first bytes")
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	s = strings.TrimSpace(s)
	return s[:min(len(s), 80)]
}
