package lab

import (
	"errors"
	"io"
	"net"
	"strings"

	"certwright/model"
)

var errNoUpgrade = errors.New("lab: the client did not ask for TLS")

// talk is the server's side of a line protocol until TLS begins: how it greets, what it answers to lines that begin with
// a word, and which word begins TLS.
type talk struct {
	greeting string
	replies  [][2]string // beginning of the line without its tag, upper case; answer, %s stands for the tag
	begin    string
	proceed  string
	unknown  string
	tagged   bool // lines begin with a tag (IMAP)
}

var talks = map[string]talk{
	"smtp": {greeting: "220 lab ESMTP\r\n", begin: "STARTTLS", proceed: "220 2.0.0 ready\r\n", unknown: "500 5.5.2 unknown command\r\n",
		replies: [][2]string{{"EHLO", "250-lab\r\n250-SIZE 1000000\r\n250 STARTTLS\r\n"}, {"HELO", "250 lab\r\n"}, {"QUIT", "221 bye\r\n"}}},
	"imap": {greeting: "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] lab ready\r\n", begin: "STARTTLS", proceed: "%s OK begin\r\n",
		unknown: "%s BAD unknown command\r\n", tagged: true,
		replies: [][2]string{{"CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n%s OK done\r\n"}}},
	"pop3": {greeting: "+OK lab ready\r\n", begin: "STLS", proceed: "+OK begin\r\n", unknown: "-ERR unknown command\r\n",
		replies: [][2]string{{"CAPA", "+OK\r\nSTLS\r\nUSER\r\n.\r\n"}}},
	"ftp": {greeting: "220 lab FTP ready\r\n", begin: "AUTH TLS", proceed: "234 begin\r\n", unknown: "500 unknown command\r\n",
		replies: [][2]string{{"FEAT", "211-Features\r\n AUTH TLS\r\n211 End\r\n"}}},
}

// prelude plays the talk until the client asks for TLS.
func (k talk) prelude(c net.Conn) error {
	if _, err := io.WriteString(c, k.greeting); err != nil {
		return err
	}
	for range 20 {
		line, err := readLine(c)
		if err != nil {
			return err
		}
		tag, rest := "*", line
		if k.tagged {
			tag, rest, _ = strings.Cut(line, " ")
		}
		answer, begun := k.answer(strings.ToUpper(rest))
		if _, err := io.WriteString(c, strings.ReplaceAll(answer, "%s", tag)); err != nil || begun {
			return err
		}
	}
	return errNoUpgrade
}

func (k talk) answer(line string) (text string, begun bool) {
	if strings.HasPrefix(line, k.begin) {
		return k.proceed, true
	}
	for _, r := range k.replies {
		if strings.HasPrefix(line, r[0]) {
			return r[1], false
		}
	}
	return k.unknown, false
}

// readLine reads up to a line feed, byte by byte: what follows may already be TLS.
func readLine(c net.Conn) (string, error) {
	var line []byte
	for b := make([]byte, 1); len(line) < 1024; {
		if _, err := io.ReadFull(c, b); err != nil {
			return "", err
		}
		if b[0] == '\n' {
			return strings.TrimRight(string(line), "\r"), nil
		}
		line = append(line, b[0])
	}
	return "", errNoUpgrade
}

// xmpp answers the opening of the stream and the wish for TLS (RFC 6120 section 5.4).
func xmpp(c net.Conn) error {
	if err := readUntil(c, "stream:stream", ">"); err != nil {
		return err
	}
	_, err := io.WriteString(c, `<?xml version="1.0"?><stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" id="1" from="lab" version="1.0">`+
		`<stream:features><starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"><required/></starttls></stream:features>`)
	if err != nil {
		return err
	}
	if err := readUntil(c, "<starttls", ">"); err != nil {
		return err
	}
	_, err = io.WriteString(c, `<proceed xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>`)
	return err
}

// readUntil reads byte by byte until first and, behind it, then have come.
func readUntil(c net.Conn, first, then string) error {
	var got []byte
	for b := make([]byte, 1); len(got) < 4096; {
		if _, err := io.ReadFull(c, b); err != nil {
			return err
		}
		got = append(got, b[0])
		if got[0] == 22 {
			return errNoUpgrade
		}
		if i := strings.Index(string(got), first); i >= 0 && strings.Contains(string(got[i:]), then) {
			return nil
		}
	}
	return errNoUpgrade
}

// ldap answers the StartTLS extended request (RFC 4511 section 4.14) with success.
func ldap(c net.Conn) error {
	head := make([]byte, 2)
	if _, err := io.ReadFull(c, head); err != nil {
		return err
	}
	if head[0] != 0x30 || head[1] >= 0x80 {
		return errNoUpgrade
	}
	body := make([]byte, head[1])
	if _, err := io.ReadFull(c, body); err != nil {
		return err
	}
	if len(body) < 3 || !strings.Contains(string(body), "1.3.6.1.4.1.1466.20037") {
		return errNoUpgrade
	}
	_, err := c.Write([]byte{0x30, 0x0c, 0x02, 0x01, body[2], 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00})
	return err
}

// postgres answers an SSLRequest with S; anything else ends the connection, as a server before version 17 does.
func postgres(c net.Conn) error {
	ask := make([]byte, 8)
	if _, err := io.ReadFull(c, ask); err != nil {
		return err
	}
	if string(ask) != "\x00\x00\x00\x08\x04\xd2\x16\x2f" {
		return errNoUpgrade
	}
	_, err := io.WriteString(c, "S")
	return err
}

// mysql greets with a protocol 10 handshake that offers SSL and reads the SSLRequest.
func mysql(c net.Conn) error {
	const clientSSL = 0x0800
	greeting := "\x0a8.0.36\x00" + "\x01\x00\x00\x00" + "abcdefgh" + "\x00" + "\x00\x8a" + "\x21" + "\x02\x00" + "\x08\x00" + "\x15" +
		strings.Repeat("\x00", 10) + "ijklmnopqrst\x00" + "mysql_native_password\x00"
	if _, err := io.WriteString(c, string([]byte{byte(len(greeting)), 0, 0, 0})+greeting); err != nil {
		return err
	}
	head := make([]byte, 4)
	if _, err := io.ReadFull(c, head); err != nil {
		return err
	}
	if head[0] < 4 || head[1] != 0 || head[3] != 1 {
		return errNoUpgrade
	}
	body := make([]byte, head[0])
	if _, err := io.ReadFull(c, body); err != nil {
		return err
	}
	if (int(body[0])|int(body[1])<<8)&clientSSL == 0 {
		return errNoUpgrade
	}
	return nil
}

// startTLSFaults are healthy servers of protocols that begin in the clear, dialled as if they were TLS from the first byte.
var startTLSFaults = []Fault{
	upgrade("smtp", talks["smtp"].prelude), upgrade("imap", talks["imap"].prelude), upgrade("pop3", talks["pop3"].prelude),
	upgrade("ftp", talks["ftp"].prelude), upgrade("xmpp", xmpp), upgrade("ldap", ldap), upgrade("postgres", postgres), upgrade("mysql", mysql),
	{
		ID: "smtp-asked-in-imap", Group: "protocol", Codes: codes(model.StartTLSNeeded),
		base:   func(p *plan) { p.prelude, p.dialStartTLS = talks["smtp"].prelude, "smtp" },
		change: func(p *plan) { p.dialStartTLS = "imap" },
	},
	{
		ID: "tls-dialled-as-smtp", Group: "protocol", Codes: codes(model.StartTLSRefused),
		change: func(p *plan) { p.dialStartTLS = "smtp" },
	},
}

func upgrade(protocol string, prelude func(net.Conn) error) Fault {
	return Fault{
		ID: protocol + "-without-starttls", Group: "protocol", Codes: codes(model.StartTLSNeeded),
		base:   func(p *plan) { p.prelude, p.dialStartTLS = prelude, protocol },
		change: func(p *plan) { p.dialStartTLS = "" },
	}
}
