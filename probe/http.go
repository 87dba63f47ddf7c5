package probe

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	"certwright/model"
)

// httpWait bounds the wait for an HTTP answer, httpLimit what is read of it in bytes, titleLimit what is kept.
const (
	httpWait   = 5 * time.Second
	httpLimit  = 64 << 10
	titleLimit = 200
)

// speaksHTTP: one GET is sent where HTTP was agreed by ALPN, or the target was given as an https URL. Elsewhere see feelsForHTTP.
func (c *connection) speaksHTTP() bool {
	a := c.attempt
	if c.Dial.NoHTTP || a.Trouble != model.TroubleNone || a.ALPN == "h2" {
		return false
	}
	return a.ALPN == "http/1.1" || strings.HasPrefix(c.Dial.URL, "https:")
}

// get sends one GET and notes the status and title of the answer, or the refusal that came instead.
func (c *connection) get(ctx context.Context, conn net.Conn) {
	a := &c.attempt
	answer, err := ask(ctx, conn, c.Dial)
	if err == nil {
		a.HTTP, a.Ended = answer, model.EndHTTP
		return
	}
	switch trouble := classify(ctx, err); trouble {
	case model.TroubleAlert, model.TroubleClosed, model.TroubleReset, model.TroubleCancelled:
		if trouble != model.TroubleClosed || a.Asked { // a server that hangs up on HTTP has not refused anybody
			c.late(ctx, err)
		}
	}
}

// otherProtocols are ports of services behind TLS that are not HTTP: there the probe only listens.
var otherProtocols = map[string]bool{
	"465": true, "587": true, "636": true, "853": true, "990": true, "993": true, "995": true, "3269": true, "3306": true,
	"4222": true, "5222": true, "5223": true, "5432": true, "5671": true, "6379": true, "6380": true, "6514": true, "6697": true,
	"8883": true, "9042": true, "9092": true, "9093": true, "9094": true, "11211": true, "27017": true,
}

// lineWait is how long a request line stands alone at least before the rest of the request follows, lineAnswer how long
// the answer to a request may take that nobody agreed on.
const (
	lineWait   = 8 * time.Millisecond
	lineAnswer = 500 * time.Millisecond
)

// feelsForHTTP: nothing was agreed by ALPN, which many HTTP servers (haproxy, Python) leave out, and nothing was said. A
// refusal above TLS would be missed if nobody asked.
func (c *connection) feelsForHTTP() bool {
	a := c.attempt
	return !c.Dial.NoHTTP && c.Dial.StartTLS == "" && a.Trouble == model.TroubleNone && a.ALPN == "" && !otherProtocols[c.Dial.Port] &&
		(a.Ended == model.EndQuiet || a.Ended == model.EndGrace || a.Ended == model.EndTicket)
}

// feel sends the request line of a GET, and the rest only when nothing objects to the line: a redis answers "-ERR" to it,
// and would take a whole request for an attack. Whatever is no HTTP answer leaves the attempt as it was.
func (c *connection) feel(ctx context.Context, conn net.Conn) {
	a := &c.attempt
	defer within(ctx, conn, c.Dial.Timeout)
	line, rest := request(c.Dial)
	within(ctx, conn, max(lineWait, 2*a.Connect))
	if _, err := io.WriteString(conn, line); err != nil {
		return
	}
	if n, err := conn.Read(make([]byte, 1)); n > 0 || !isTimeout(err) {
		return
	}
	within(ctx, conn, lineAnswer+3*a.Connect)
	if _, err := io.WriteString(conn, rest); err != nil {
		return
	}
	if answer, err := readAnswer(conn); err == nil && ctx.Err() == nil {
		a.HTTP, a.Ended = answer, model.EndHTTP
	}
}

// plaintext sends the same GET without TLS, where HTTP answered our ClientHello: it shows whether that port lets anyone in.
func (p *prober) plaintext(ctx context.Context, pl plan) model.Attempt {
	ctx, cancel := context.WithTimeout(ctx, p.Dial.Timeout)
	defer cancel()
	a := model.Attempt{Purpose: model.PurposePlaintext, Phase: model.PhaseConnect, Alert: -1, Address: pl.address}
	conn, err := connect(ctx, a.Address)
	if err != nil {
		fail(ctx, &a, err)
		return a
	}
	defer conn.Close()
	a.Phase = model.PhaseHTTP
	if a.HTTP, err = ask(ctx, conn, p.Dial); err != nil {
		fail(ctx, &a, err)
		return a
	}
	a.Phase, a.Ended = model.PhaseDone, model.EndHTTP
	return a
}

func ask(ctx context.Context, conn net.Conn, d model.Dial) (*model.HTTPAnswer, error) {
	within(ctx, conn, httpWait)
	line, rest := request(d)
	if _, err := io.WriteString(conn, line+rest); err != nil {
		// The refusal may already be there to be read: it says more than the failed write.
		if _, rerr := conn.Read(make([]byte, 1)); rerr != nil {
			err = rerr
		}
		return nil, err
	}
	return readAnswer(conn)
}

// request is one GET for what was dialled, in two parts: its first line, and what follows.
func request(d model.Dial) (line, rest string) {
	path := d.Path
	if path == "" {
		path = "/"
	}
	host := onTheWire(d.ServerName)
	if host == "" {
		host = net.JoinHostPort(onTheWire(d.Host), d.Port)
	}
	return fmt.Sprintf("GET %s HTTP/1.1\r\n", path),
		fmt.Sprintf("Host: %s\r\nUser-Agent: certwright\r\nAccept: */*\r\nConnection: close\r\n\r\n", host)
}

func readAnswer(conn net.Conn) (*model.HTTPAnswer, error) {
	response, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, httpLimit)), nil)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(response.Body, 8<<10)) // a cut body still has its title
	answer := &model.HTTPAnswer{Status: response.StatusCode, Title: title(body), Server: response.Header.Get("Server")}
	answer.AfterHandshake = bytes.Contains(body, []byte("Post-Handshake Authentication"))
	answer.Date, _ = http.ParseTime(response.Header.Get("Date"))
	return answer, nil
}

var (
	titleTag = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	anyTag   = regexp.MustCompile(`<[/!?a-zA-Z][^<>]*>`)
)

// title is what a person would quote of an answer: the page's title, or the first line of text that is not empty.
func title(body []byte) string {
	text := anyTag.ReplaceAllString(string(body), "")
	if m := titleTag.FindSubmatch(body); m != nil {
		text = string(m[1])
	}
	for _, line := range bytes.Split([]byte(text), []byte("\n")) {
		if s := strings.TrimSpace(string(line)); s != "" {
			return s[:min(len(s), titleLimit)]
		}
	}
	return ""
}
