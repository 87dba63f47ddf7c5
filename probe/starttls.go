package probe

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"certwright/model"
)

// starters speak the plain text that comes before TLS. Each returns when the server has agreed; what it refuses or does
// not understand is a refusedError with its own words.
var starters = map[string]func(*dialogue) error{
	"smtp": startSMTP, "imap": startIMAP, "pop3": startPOP3, "ftp": startFTP,
	"xmpp": startXMPP, "ldap": startLDAP, "postgres": startPostgres, "mysql": startMySQL,
}

// refusedError is a server that does not offer TLS in this dialogue.
type refusedError struct{ said string }

// Error gives the server's own words.
func (e refusedError) Error() string { return "the server did not agree to TLS: " + e.said }

// dialogueLimit caps what is read before TLS, in bytes.
const dialogueLimit = 64 << 10

// dialogue is a plain-text conversation. Nothing may be read beyond the last answer: what follows belongs to TLS. So it
// reads byte by byte; these dialogues are a few lines long.
type dialogue struct {
	net.Conn
	host string
	read int
}

func (d *dialogue) readByte() (byte, error) {
	if d.read++; d.read > dialogueLimit {
		return 0, refusedError{"an endless answer"}
	}
	var b [1]byte
	_, err := io.ReadFull(d.Conn, b[:])
	return b[0], err
}

func (d *dialogue) line() (string, error) {
	var b strings.Builder
	for {
		c, err := d.readByte()
		if err != nil {
			return b.String(), err
		}
		if c == '\n' {
			return strings.TrimRight(b.String(), "\r"), nil
		}
		b.WriteByte(c)
	}
}

func (d *dialogue) say(text string) error {
	_, err := io.WriteString(d.Conn, text)
	return err
}

// reply reads a reply of one or more lines with a three-digit code (RFC 5321 section 4.2, RFC 959 section 4.2).
func (d *dialogue) reply(want string) error {
	for {
		line, err := d.line()
		if err != nil {
			return err
		}
		if len(line) >= 4 && line[3] == '-' {
			continue
		}
		if !strings.HasPrefix(line, want) {
			return refusedError{line}
		}
		return nil
	}
}

// exchange says something and wants a reply with this code.
func (d *dialogue) exchange(say, want string) error {
	if err := d.say(say); err != nil {
		return err
	}
	return d.reply(want)
}

// startSMTP follows RFC 3207.
func startSMTP(d *dialogue) error {
	return first(
		func() error { return d.reply("220") },
		func() error { return d.exchange("EHLO certwright\r\n", "250") },
		func() error { return d.exchange("STARTTLS\r\n", "220") })
}

// startFTP follows RFC 4217.
func startFTP(d *dialogue) error {
	return first(func() error { return d.reply("220") }, func() error { return d.exchange("AUTH TLS\r\n", "234") })
}

// startIMAP follows RFC 3501 section 6.2.1.
func startIMAP(d *dialogue) error {
	if line, err := d.line(); err != nil || !strings.HasPrefix(line, "* ") {
		return orRefused(err, line)
	}
	if err := d.say("a1 STARTTLS\r\n"); err != nil {
		return err
	}
	for {
		line, err := d.line()
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(line, "a1 OK"):
			return nil
		case !strings.HasPrefix(line, "* "):
			return refusedError{line}
		}
	}
}

// startPOP3 follows RFC 2595 section 4.
func startPOP3(d *dialogue) error {
	if line, err := d.line(); err != nil || !strings.HasPrefix(line, "+OK") {
		return orRefused(err, line)
	}
	if err := d.say("STLS\r\n"); err != nil {
		return err
	}
	line, err := d.line()
	if err != nil || !strings.HasPrefix(line, "+OK") {
		return orRefused(err, line)
	}
	return nil
}

// startXMPP follows RFC 6120 section 5.
func startXMPP(d *dialogue) error {
	if err := d.say(xmppStream(d.host)); err != nil {
		return err
	}
	if err := d.until("</stream:features>", "starttls"); err != nil {
		return err
	}
	if err := d.say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"); err != nil {
		return err
	}
	return d.until(">", "<proceed")
}

// until reads up to an end mark and wants a word before it.
func (d *dialogue) until(end, want string) error {
	var b strings.Builder
	for !strings.HasSuffix(b.String(), end) {
		c, err := d.readByte()
		if err != nil {
			return err
		}
		b.WriteByte(c)
	}
	if !strings.Contains(b.String(), want) {
		return refusedError{b.String()}
	}
	return nil
}

func xmppStream(host string) string {
	return "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' to='" + xmlText(host) + "' version='1.0'>"
}

func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", "'", "&apos;").Replace(s)
}

// startTLSRequest is LDAP's extended request for TLS (RFC 4511 section 4.14).
const startTLSRequest = "1.3.6.1.4.1.1466.20037"

// startLDAP sends it as message 1.
func startLDAP(d *dialogue) error {
	if _, err := d.Write(ldapRequest(1, startTLSRequest)); err != nil {
		return err
	}
	body, err := d.ber()
	if err != nil {
		return err
	}
	switch code, ok := ldapResult(body); {
	case !ok:
		return refusedError{fmt.Sprintf("% x", body[:min(len(body), 16)])}
	case code != 0:
		return refusedError{"LDAP result " + strconv.Itoa(code)}
	}
	return nil
}

// ldapRequest is an extended request without a value (RFC 4511 section 4.12).
func ldapRequest(id byte, oid string) []byte {
	return append([]byte{0x30, byte(7 + len(oid)), 0x02, 0x01, id, 0x77, byte(2 + len(oid)), 0x80, byte(len(oid))}, oid...)
}

// ldapResult reads the result code of an answer: messageID (02 01 id), then extendedResponse [APPLICATION 24] with
// resultCode ENUMERATED first.
func ldapResult(body []byte) (code int, ok bool) {
	if len(body) < 8 || body[3] != 0x78 {
		return 0, false
	}
	rest := body[5:]
	if body[4]&0x80 != 0 {
		rest = rest[min(int(body[4]&0x7f), len(rest)):]
	}
	if len(rest) < 3 || rest[0] != 0x0a {
		return 0, false
	}
	return int(rest[2]), true
}

// ber reads one SEQUENCE and returns its content.
func (d *dialogue) ber() ([]byte, error) {
	tag, err := d.readByte()
	if err != nil || tag != 0x30 {
		return nil, orRefused(err, fmt.Sprintf("%x", tag))
	}
	n, err := d.readByte()
	if err != nil {
		return nil, err
	}
	size := int(n)
	if n&0x80 != 0 {
		size = 0
		for range n & 0x7f {
			b, err := d.readByte()
			if err != nil {
				return nil, err
			}
			if size = size<<8 | int(b); size > dialogueLimit {
				return nil, refusedError{"an oversized answer"}
			}
		}
	}
	body := make([]byte, size)
	_, err = io.ReadFull(d.Conn, body)
	return body, err
}

// postgresSSLRequest is a length and a number that is no version.
var postgresSSLRequest = []byte{0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f}

// startPostgres sends SSLRequest; the server answers S or N (PostgreSQL protocol, "SSL Session Encryption").
func startPostgres(d *dialogue) error {
	if _, err := d.Write(postgresSSLRequest); err != nil {
		return err
	}
	answer, err := d.readByte()
	if err != nil || answer != 'S' {
		return orRefused(err, string(rune(answer)))
	}
	return nil
}

// startMySQL reads the greeting and sends SSLRequest when the server has the CLIENT_SSL capability (MySQL protocol 4.1).
func startMySQL(d *dialogue) error {
	var head [4]byte
	if _, err := io.ReadFull(d.Conn, head[:]); err != nil {
		return err
	}
	size := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	if size > dialogueLimit {
		return refusedError{"an oversized greeting"}
	}
	greeting := make([]byte, size)
	if _, err := io.ReadFull(d.Conn, greeting); err != nil {
		return err
	}
	// version 10, server version text, NUL, thread id (4), challenge (8), filler (1), capabilities (2).
	r := bufio.NewReader(strings.NewReader(string(greeting)))
	version, _ := r.ReadString(0)
	rest, _ := io.ReadAll(r)
	const clientSSL = 0x0800
	if len(version) < 2 || version[0] != 10 || len(rest) < 15 || (int(rest[13])|int(rest[14])<<8)&clientSSL == 0 {
		return refusedError{strings.ToValidUTF8(string(greeting[:min(len(greeting), 60)]), "?")}
	}
	// capabilities PROTOCOL_41 | SSL | SECURE_CONNECTION, 16 MiB packets, utf8, 23 zero bytes; packet number 1.
	request := append([]byte{32, 0, 0, 1, 0x00, 0x8a, 0, 0, 0, 0, 0, 1, 33}, make([]byte, 23)...)
	_, err := d.Write(request)
	return err
}

// hearOutWait is how long a server that answered something else is listened to.
const hearOutWait = 200 * time.Millisecond

// hearOut reads on where a dialogue stopped in the midst of a line: by the whole line it is known what the server speaks.
// The tap keeps it.
func hearOut(conn net.Conn) {
	conn.SetReadDeadline(time.Now().Add(hearOutWait))
	conn.Read(make([]byte, 256))
}

func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func orRefused(err error, said string) error {
	if err != nil {
		return err
	}
	return refusedError{said}
}

// startTLS holds the dialogue that the dial asks for, before TLS. The tap records it as clear text.
func (c *connection) startTLS(conn net.Conn) error {
	if c.Dial.StartTLS == "" || c.plan.atOnce {
		return nil
	}
	start, ok := starters[c.Dial.StartTLS]
	if !ok {
		return errors.New("unknown protocol " + c.Dial.StartTLS)
	}
	c.attempt.Phase = model.PhaseStartTLS
	c.phase.Store(model.PhaseStartTLS)
	c.recorder.BeginDialogue()
	if err := start(&dialogue{Conn: conn, host: c.plan.sni}); err != nil {
		if refused := (refusedError{}); errors.As(err, &refused) {
			hearOut(conn)
		}
		return err
	}
	c.recorder.BeginTLS()
	return nil
}
