package diagnose

import (
	"strconv"
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

// clientFirst are services where the client speaks first: they keep silent or hang up on a ClientHello, so the probe asks
// them, and where it could not, the port is a hint.
var clientFirst = map[string]banner{
	"postgres":  {protocol: "PostgreSQL", starttls: "postgres"},
	"ldap":      {protocol: "LDAP", starttls: "ldap"},
	"xmpp":      {protocol: "XMPP", starttls: "xmpp"},
	"redis":     {protocol: "Redis"},
	"memcached": {protocol: "memcached"},
}

var clientFirstPorts = map[string]string{"5432": "postgres", "389": "ldap", "5222": "xmpp"}

// askedInPlain: it said nothing to a ClientHello, and answered a question in its own language.
func askedInPlain(s *scene) []model.Finding {
	if plain, ok := s.Find(model.PurposePlaintext); ok && plain.HTTP != nil && s.main.Received == 0 {
		return one(notTLSFinding(s.main, "HTTP", "HTTP "+strconv.Itoa(plain.HTTP.Status)).As("http-asked"))
	}
	a, ok := s.Find(model.PurposePlainQuestion)
	if !ok || a.Reply == nil {
		return nil
	}
	b, first := clientFirst[a.Reply.Protocol], string(a.FirstBytes)
	if s.Dial.StartTLS != "" && b.starttls != "" {
		return one(startTLS(s.main, b, first).As("instead"))
	}
	if b.starttls == "" {
		return one(notTLSFinding(s.main, b.protocol, first).As("asked"))
	}
	return one(startTLS(s.main, b, first).As("asked"))
}

// speaksOther: asked to begin TLS in one protocol, it answered in another one. Its greeting gives it away.
func speaksOther(s *scene) []model.Finding {
	a := s.main
	first := string(a.FirstBytes)
	if a.Phase != model.PhaseStartTLS || first == "" {
		return nil
	}
	if _, atOnce := s.Find(model.PurposeTLSAtOnce); atOnce {
		return nil
	}
	for _, b := range banners {
		switch {
		case !b.match(first):
			continue
		case b.starttls == s.Dial.StartTLS || ownCode(s.Dial.StartTLS, b.starttls, firstLine(first)):
			return nil
		case b.starttls != "":
			return one(startTLS(a, b, first).As("instead"))
		}
		return one(notTLSFinding(a, b.protocol, first))
	}
	return nil
}

// ownCode: FTP and SMTP share their codes, so that only a word in the greeting tells them apart.
func ownCode(asked, other, greeting string) bool {
	greeting = strings.ToUpper(greeting)
	switch {
	case asked == "ftp" && other == "smtp":
		return !strings.Contains(greeting, "SMTP")
	case asked == "smtp" && other == "ftp":
		return strings.Contains(greeting, "SMTP")
	}
	return false
}

// notTLS: something answered, but in another language.
func notTLS(s *scene) []model.Finding {
	a := s.main
	if asked := askedInPlain(s); asked != nil {
		return asked
	}
	if other := speaksOther(s); other != nil {
		return other
	}
	if s.Dial.StartTLS == "" && (a.Trouble == model.TroubleClosed || a.Trouble == model.TroubleReset) && a.Phase == model.PhaseHello {
		if protocol, ok := clientFirstPorts[s.Dial.Port]; ok {
			return one(startTLS(a, clientFirst[protocol], "").As("port").Sure(model.Likely))
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
	return model.New(model.StartTLSNeeded, "address", a.Address, "protocol", b.protocol, "flag", "--starttls "+b.starttls, "first", firstLine(first)).Seen("first bytes").Fixed(model.Fix{Kind: model.FixStartTLS, Name: b.starttls})
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	s = strings.TrimSpace(s)
	return s[:min(len(s), 80)]
}
