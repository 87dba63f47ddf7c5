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

// speaksHTTP: one GET is sent only where HTTP was agreed by ALPN, or the target was given as an https URL.
// Elsewhere the probe only listens; a GET makes a redis hang up.
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

// plaintext sends the same GET without TLS, where HTTP answered our ClientHello: it shows whether that port lets anyone in.
func (p *prober) plaintext(ctx context.Context) model.Attempt {
	ctx, cancel := context.WithTimeout(ctx, p.Dial.Timeout)
	defer cancel()
	a := model.Attempt{Purpose: "plaintext", Phase: model.PhaseConnect, Alert: -1, Address: net.JoinHostPort(p.Dial.Host, p.Dial.Port)}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", a.Address)
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
	deadline := time.Now().Add(httpWait)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	conn.SetDeadline(deadline)
	path := d.Path
	if path == "" {
		path = "/"
	}
	host := d.ServerName
	if host == "" {
		host = net.JoinHostPort(d.Host, d.Port)
	}
	_, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: certwright\r\nAccept: */*\r\nConnection: close\r\n\r\n", path, host)
	if err != nil {
		// The refusal may already be there to be read: it says more than the failed write.
		if _, rerr := conn.Read(make([]byte, 1)); rerr != nil {
			err = rerr
		}
		return nil, err
	}
	response, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, httpLimit)), nil)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(response.Body, 8<<10)) // a cut body still has its title
	answer := &model.HTTPAnswer{Status: response.StatusCode, Title: title(body), Server: response.Header.Get("Server")}
	answer.Date, _ = http.ParseTime(response.Header.Get("Date"))
	return answer, nil
}

var titleTag = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// title is what a person would quote of an answer: the page's title, or the first line that is not empty.
func title(body []byte) string {
	text := string(body)
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
