package probe

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"time"

	"certwright/model"
)

// question is the smallest harmless thing to say in a protocol where the client speaks first. Servers of such a protocol
// tell nothing about themselves when a ClientHello comes: they hang up, or wait for the rest of what they take it for.
type question struct {
	protocol string // as in Dial.StartTLS, or the name of what never has TLS on this port
	silent   bool   // it waits for more rather than hang up
	ask      func(host string) []byte
	theirs   func(answer []byte) bool
}

var questions = []question{
	{"postgres", false, func(string) []byte { return postgresSSLRequest },
		func(a []byte) bool { return len(a) == 1 && (a[0] == 'S' || a[0] == 'N') }},
	{"ldap", false, func(string) []byte { return ldapRequest(1, startTLSRequest) },
		func(a []byte) bool {
			body, err := (&dialogue{Conn: answered{Reader: bytes.NewReader(a)}}).ber()
			_, ok := ldapResult(body)
			return err == nil && ok
		}},
	{"xmpp", false, func(host string) []byte { return []byte(xmppStream(host)) },
		func(a []byte) bool { return bytes.Contains(a, []byte("<stream:")) }},
	{"redis", true, func(string) []byte { return []byte("PING\r\n") },
		func(a []byte) bool {
			return bytes.HasPrefix(a, []byte("+PONG")) || bytes.HasPrefix(a, []byte("-NOAUTH"))
		}},
	{"memcached", true, func(string) []byte { return []byte("version\r\n") },
		func(a []byte) bool { return bytes.HasPrefix(a, []byte("VERSION ")) }},
}

// questionWait is how long the answer to one question may take, from dialling on.
const questionWait = time.Second

// answered is a connection that holds an answer and nothing else.
type answered struct {
	net.Conn
	io.Reader
}

// Read reads the answer.
func (a answered) Read(p []byte) (int, error) { return a.Reader.Read(p) }

// unexplained reports an attempt that ended before the server said a single byte, where TLS was to come at once.
func unexplained(d model.Dial, a model.Attempt) bool {
	return d.StartTLS == "" && a.Phase == model.PhaseHello && a.Received == 0 && wentQuiet(a)
}

// wentQuiet: the server hung up, or was waited for in vain.
func wentQuiet(a model.Attempt) bool {
	return a.Trouble == model.TroubleClosed || a.Trouble == model.TroubleReset || a.Trouble == model.TroubleTimeout
}

// askInPlain follows a server that said nothing to a ClientHello: which protocol would it understand? It stops at the
// first answer, and reports whether there was one. A server of TLS says nothing that any of these protocols would, but for
// HTTP 400. Most servers of HTTP answer a ClientHello with that, too; etcd hangs up.
func (p *prober) askInPlain(ctx context.Context, first plan, silent bool) bool {
	if !silent && !p.Dial.NoHTTP {
		if a := p.plaintext(ctx, first); a.HTTP != nil && a.HTTP.Status != http.StatusBadRequest {
			p.add(a)
			return true
		}
	}
	for _, q := range questions {
		if q.silent != silent || q.protocol == p.Dial.StartTLS || ctx.Err() != nil {
			continue
		}
		if answer := p.put(ctx, first, q); q.theirs(answer) {
			p.add(model.Attempt{Purpose: model.PurposePlainQuestion, Address: first.address, Phase: model.PhaseHello, Alert: -1,
				Trouble: model.TroubleNotTLS, FirstBytes: answer, Received: int64(len(answer)), Ended: model.EndFailed,
				Reply: &model.Reply{Protocol: q.protocol}})
			return true
		}
	}
	return false
}

// askOtherWait bounds what is asked after a dialogue that did not lead to TLS.
const askOtherWait = 8 * time.Second

// askOther follows such a dialogue: TLS may be spoken from the first byte, or, where the server said nothing, it may wait
// for the client to begin in another protocol.
func (p *prober) askOther(ctx context.Context, first plan, a model.Attempt) {
	ctx, cancel := context.WithTimeout(ctx, askOtherWait)
	defer cancel()
	if p.dialAtOnce(ctx, first) || len(a.FirstBytes) > 0 || !wentQuiet(a) {
		return
	}
	if !p.askInPlain(ctx, first, false) {
		p.askInPlain(ctx, first, true)
	}
}

// put asks one question and returns what came at once, "" when nothing did.
func (p *prober) put(ctx context.Context, pl plan, q question) []byte {
	ctx, cancel := context.WithTimeout(ctx, min(questionWait, p.Dial.Timeout))
	defer cancel()
	conn, err := connect(ctx, pl.address)
	if err != nil {
		return nil
	}
	defer conn.Close()
	if _, err := conn.Write(q.ask(pl.sni)); err != nil {
		return nil
	}
	answer := make([]byte, 512)
	n, _ := conn.Read(answer)
	return answer[:n]
}
