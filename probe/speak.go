package probe

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"strings"

	"certwright/model"
)

// speakers say one harmless thing behind STARTTLS and read the answer: a service may refuse in its own protocol what TLS
// let pass, and an answer is the surest sign of being let in. MySQL is missing: it would take a login.
var speakers = map[string]func(d *dialogue, user string) (model.Reply, error){
	"smtp": speakSMTP, "imap": speakIMAP, "pop3": speakPOP3, "ftp": speakFTP,
	"xmpp": speakXMPP, "ldap": speakLDAP, "postgres": speakPostgres,
}

// strangerName is the user to ask PostgreSQL for when no certificate names one. It exists nowhere, and nobody logs in as it.
const strangerName = "certwright"

// speaks tells whether something will be said behind TLS.
func (c *connection) speaks() bool {
	return !c.Dial.NoHTTP && speakers[c.Dial.StartTLS] != nil
}

// speak says it and notes the reply, or the refusal by TLS that came instead.
func (c *connection) speak(ctx context.Context, conn net.Conn) {
	a := &c.attempt
	if a.Trouble != model.TroubleNone {
		return
	}
	within(ctx, conn, httpWait)
	reply, err := speakers[c.Dial.StartTLS](&dialogue{Conn: conn, host: c.plan.sni}, cmp.Or(c.plan.user, c.user()))
	if err == nil {
		reply.Protocol, reply.Text = c.Dial.StartTLS, reply.Text[:min(len(reply.Text), titleLimit)]
		a.Reply, a.Ended = &reply, model.EndReply
		return
	}
	switch classify(ctx, err) {
	case model.TroubleAlert, model.TroubleCancelled:
		c.late(ctx, err)
	case model.TroubleClosed, model.TroubleReset:
		if a.Asked { // who hangs up on a word has not refused anybody, unless a certificate was wanted
			c.late(ctx, err)
		}
	}
}

// user is the name in the client certificate that the dial brings, whether this connection shows it or not.
func (p *prober) user() string {
	if p.Certificate != nil && p.Certificate.Leaf != nil && p.Certificate.Leaf.Subject.CommonName != "" {
		return strings.ReplaceAll(p.Certificate.Leaf.Subject.CommonName, "\x00", "")
	}
	return strangerName
}

// coded reads a reply of one or more lines with a three-digit code.
func (d *dialogue) coded() (model.Reply, error) {
	var text []string
	for {
		line, err := d.line()
		if err != nil {
			return model.Reply{}, err
		}
		if len(line) < 3 {
			return model.Reply{Text: line}, nil
		}
		text = append(text, strings.TrimSpace(line[min(len(line), 4):]))
		if len(line) < 4 || line[3] != '-' {
			return model.Reply{Code: line[:3], Refused: line[0] == '4' || line[0] == '5', Text: text[0]}, nil
		}
	}
}

func speakSMTP(d *dialogue, _ string) (model.Reply, error) {
	if err := d.say("EHLO certwright\r\n"); err != nil {
		return model.Reply{}, err
	}
	return d.coded()
}

// speakFTP asks for nothing; 530 (log in first) is what it is told, and no refusal of ours.
func speakFTP(d *dialogue, _ string) (model.Reply, error) {
	if err := d.say("NOOP\r\n"); err != nil {
		return model.Reply{}, err
	}
	r, err := d.coded()
	r.Refused = r.Code == "421"
	return r, err
}

func speakIMAP(d *dialogue, _ string) (model.Reply, error) {
	if err := d.say("a2 NOOP\r\n"); err != nil {
		return model.Reply{}, err
	}
	for {
		line, err := d.line()
		if err != nil {
			return model.Reply{}, err
		}
		if words := strings.SplitN(line, " ", 3); len(words) > 1 && (words[0] == "a2" || words[1] == "BYE") {
			return model.Reply{Code: words[1], Refused: words[1] != "OK", Text: line}, nil
		}
	}
}

// speakPOP3 asks for what the server can; not to know the question (-ERR) is an answer, too.
func speakPOP3(d *dialogue, _ string) (model.Reply, error) {
	if err := d.say("CAPA\r\n"); err != nil {
		return model.Reply{}, err
	}
	line, err := d.line()
	code, _, _ := strings.Cut(line, " ")
	return model.Reply{Code: code, Text: line}, err
}

func speakXMPP(d *dialogue, _ string) (model.Reply, error) {
	if err := d.say(xmppStream(d.host)); err != nil {
		return model.Reply{}, err
	}
	var b strings.Builder
	for {
		c, err := d.readByte()
		if err != nil {
			return model.Reply{}, err
		}
		b.WriteByte(c)
		text := b.String()
		if strings.HasSuffix(text, "</stream:features>") || strings.HasSuffix(text, "</stream:error>") {
			refused := strings.HasSuffix(text, "error>")
			return model.Reply{Refused: refused, Text: text[max(0, strings.LastIndex(text, "<stream:")):]}, nil
		}
	}
}

// speakLDAP asks "Who am I?" (RFC 4532) as message 2; any result is an answer.
func speakLDAP(d *dialogue, _ string) (model.Reply, error) {
	if _, err := d.Write(ldapRequest(2, "1.3.6.1.4.1.4203.1.11.3")); err != nil {
		return model.Reply{}, err
	}
	body, err := d.ber()
	if err != nil {
		return model.Reply{}, err
	}
	code, _ := ldapResult(body)
	return model.Reply{Code: strconv.Itoa(code)}, nil
}

// speakPostgres opens a session as user and reads the first message: R (the server asks to log in, or does not even ask)
// or E (an error, with fields). Who is let in without a password may still be nobody there: that follows at once. It says
// good-bye without having done anything (PostgreSQL protocol 3.0, "Start-up").
func speakPostgres(d *dialogue, user string) (model.Reply, error) {
	var m bytes.Buffer
	m.Write([]byte{0, 0, 0, 0, 0, 3, 0, 0})
	m.WriteString("user\x00" + user + "\x00database\x00postgres\x00application_name\x00certwright\x00\x00")
	binary.BigEndian.PutUint32(m.Bytes(), uint32(m.Len()))
	if _, err := d.Write(m.Bytes()); err != nil {
		return model.Reply{}, err
	}
	kind, body, err := d.postgresMessage()
	if err != nil {
		return model.Reply{}, err
	}
	if kind == 'E' {
		return postgresError(body), nil
	}
	reply := model.Reply{Code: "password"}
	if kind == 'R' && len(body) >= 4 && binary.BigEndian.Uint32(body) == 0 {
		reply.Code = "ok"
		if kind, body, err = d.postgresMessage(); err == nil && kind == 'E' {
			reply.Text = postgresError(body).Text
		}
	}
	_, _ = d.Write([]byte{'X', 0, 0, 0, 4})
	return reply, nil
}

func (d *dialogue) postgresMessage() (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(d.Conn, head[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size < 4 || size > dialogueLimit {
		return 0, nil, refusedError{"an oversized answer"}
	}
	body = make([]byte, size-4)
	_, err = io.ReadFull(d.Conn, body)
	return head[0], body, err
}

// postgresError reads the fields of an ErrorResponse: one byte of kind and a text, each ended by NUL. C is the SQLSTATE, M the message.
func postgresError(body []byte) model.Reply {
	r := model.Reply{Refused: true}
	for _, field := range bytes.Split(body, []byte{0}) {
		switch {
		case len(field) == 0:
		case field[0] == 'C':
			r.Code = string(field[1:])
		case field[0] == 'M':
			r.Text = string(field[1:])
		}
	}
	return r
}
