package probe

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"slices"
	"sync/atomic"
	"time"

	"certwright/model"
	"certwright/probe/wire"
)

// recordLimit caps what is kept of one connection, in bytes.
const recordLimit = 1 << 20

// snapshotEvery is the shortest time between two snapshots of a running attempt.
const snapshotEvery = 50 * time.Millisecond

// plan is one connection to be made.
type plan struct {
	purpose     string
	address     string // host:port
	sni         string // "" sends none when the host is an address
	min, max    uint16
	suites      []uint16      // nil: Go's defaults
	groups      []tls.CurveID // nil: Go's defaults
	alpn        []string
	certificate *tls.Certificate
	atOnce      bool   // leaves out the plain-text dialogue that the Dial asks for
	listen      bool   // gives a server that wants no protocol of the web the time to greet in its own
	noMore      bool   // ends with the handshake
	user        string // to speak as; "": the one that the certificate names
}

// plan gives the connection as the Dial asks for it.
func (p *prober) plan(purpose string) plan {
	d := p.Dial
	pl := plan{purpose: purpose, address: net.JoinHostPort(cmp.Or(p.found, onTheWire(d.Host)), d.Port), sni: d.ServerName, certificate: p.Certificate}
	if pl.sni == "" {
		pl.sni = d.Host
	}
	pl.sni = onTheWire(pl.sni)
	pl.min, pl.max = versionNumber(d.MinTLS, tls.VersionTLS10), versionNumber(d.MaxTLS, tls.VersionTLS13)
	if !d.NoHTTP && d.StartTLS == "" {
		pl.alpn = []string{"http/1.1"}
	}
	return pl
}

func versionNumber(text string, otherwise uint16) uint16 {
	switch text {
	case "1.0":
		return tls.VersionTLS10
	case "1.1":
		return tls.VersionTLS11
	case "1.2":
		return tls.VersionTLS12
	case "1.3":
		return tls.VersionTLS13
	}
	return otherwise
}

// attempt makes one connection, from TCP to the last answer, and returns what was seen. progress, when not nil, is
// called from this goroutine while the connection runs.
func (p *prober) attempt(ctx context.Context, pl plan, progress func(model.Attempt)) model.Attempt {
	ctx, cancel := context.WithTimeout(ctx, p.Dial.Timeout)
	defer cancel()
	a := model.Attempt{Purpose: pl.purpose, Address: pl.address, Phase: model.PhaseConnect, Alert: -1, OfferedALPN: pl.alpn}
	a.OfferedVersions = versionNames(pl)
	if progress != nil {
		progress(a)
	}
	start := time.Now()
	raw, err := connect(ctx, pl.address)
	a.Connect = time.Since(start)
	if err != nil {
		fail(ctx, &a, err)
		a.Waited, a.Total = a.Connect, a.Connect
		return a
	}
	a.Address = raw.RemoteAddr().String()
	a.Local, _, _ = net.SplitHostPort(raw.LocalAddr().String())
	c := &connection{prober: p, plan: pl, attempt: a, recorder: wire.New(recordLimit)}
	return c.run(ctx, raw, progress)
}

// connect dials; the end of ctx ends the connection, too, whatever is waited for on it.
func connect(ctx context.Context, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err == nil {
		context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	}
	return conn, err
}

// within sets the connection's deadline to so much from now, or to the end of ctx where that comes first.
func within(ctx context.Context, conn net.Conn, wait time.Duration) {
	deadline := time.Now().Add(wait)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	conn.SetDeadline(deadline)
	if ctx.Err() != nil { // it may have ended before: connect's word must be the last
		conn.SetDeadline(time.Unix(1, 0))
	}
}

func versionNames(pl plan) (names []string) {
	for v := pl.min; v <= pl.max; v++ {
		names = append(names, wire.VersionName(v))
	}
	return names
}

// connection is one attempt while it is on the wire.
type connection struct {
	*prober
	plan     plan
	attempt  model.Attempt // written by the working goroutine only; published through the channel at its end
	recorder *wire.Recorder
	phase    atomic.Value // model.Phase, for snapshots
}

// run does the work in a goroutine, because reads block, and looks at the recording now and then for snapshots.
func (c *connection) run(ctx context.Context, raw net.Conn, progress func(model.Attempt)) model.Attempt {
	start := time.Now()
	base := c.attempt // what snapshots start from: the worker owns c.attempt from here on
	c.phase.Store(model.PhaseHello)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.converse(ctx, raw)
	}()
	var tick <-chan time.Time // never, where nobody watches
	if progress != nil {
		ticker := time.NewTicker(snapshotEvery)
		defer ticker.Stop()
		tick = ticker.C
	}
	var told snapshotKey
	for {
		select {
		case <-ended:
			c.decode(&c.attempt)
			if c.Dial.StartTLS == "" && cutShort(c.attempt) {
				c.attempt.Trouble = model.TroubleNotTLS
			}
			c.attempt.Silence = c.silence(time.Now())
			c.Capture.keep(c.recorder.Snapshot(), c.secrets)
			raw.Close()
			c.attempt.Total = base.Connect + time.Since(start)
			return c.attempt
		case <-tick:
			recording := c.recorder.Snapshot()
			key := snapshotKey{recording.Sent, recording.Received, c.phase.Load().(model.Phase)}
			if key == told {
				continue // nothing new: no work
			}
			told = key
			now := base
			now.Phase = key.phase
			now.Total = base.Connect + time.Since(start)
			c.decode(&now)
			progress(now)
		}
	}
}

// snapshotKey says whether anything happened since the last snapshot.
type snapshotKey struct {
	sent, received int64
	phase          model.Phase
}

// converse speaks: the dialogue before TLS, the handshake, and what follows it.
func (c *connection) converse(ctx context.Context, raw net.Conn) {
	a := &c.attempt
	tickets := newTicketBell()
	tapped := c.recorder.Tap(raw)
	began := time.Now()
	if err := c.startTLS(tapped); err != nil {
		a.Waited = time.Since(began)
		fail(ctx, a, err)
		return
	}
	conn := tls.Client(tapped, c.config(tickets))
	a.Phase = model.PhaseHello
	c.phase.Store(model.PhaseHello)
	began = time.Now()
	err := conn.HandshakeContext(ctx)
	a.Handshake = time.Since(began)
	if c.answered() {
		a.Phase = model.PhaseHandshake
	}
	if err != nil {
		a.Waited = a.Handshake
		fail(ctx, a, err)
		return
	}
	a.Complete = true
	a.Phase = model.PhaseAfter
	c.phase.Store(model.PhaseAfter)
	c.describe(conn.ConnectionState())
	if c.plan.noMore {
		a.Phase, a.Ended = model.PhaseDone, model.EndGrace
		return
	}
	c.follow(ctx, conn, tickets)
}

// follow waits for a late refusal and makes one request where it is known which protocol follows.
func (c *connection) follow(ctx context.Context, conn *tls.Conn, tickets *ticketBell) {
	a := &c.attempt
	c.settle(ctx, conn, tickets)
	switch {
	case c.speaksHTTP():
		c.phase.Store(model.PhaseHTTP)
		c.get(ctx, conn)
	case c.speaks():
		c.speak(ctx, conn)
	case c.feelsForHTTP():
		c.phase.Store(model.PhaseHTTP)
		c.feel(ctx, conn)
	}
	if a.Trouble == model.TroubleNone {
		a.Phase = model.PhaseDone
	}
}

// answered reports whether the server has sent anything since TLS began.
func (c *connection) answered() bool {
	recording := c.recorder.Snapshot()
	return slices.ContainsFunc(recording.Chunks[min(recording.Dialogue, len(recording.Chunks)):], func(chunk wire.Chunk) bool {
		return chunk.Direction == model.FromServer
	})
}

// silence is how long ago, at now, the server's last byte came; 0 when none did, or when it was no timeout that ended the attempt.
func (c *connection) silence(now time.Time) time.Duration {
	recording := c.recorder.Snapshot()
	for _, chunk := range slices.Backward(recording.Chunks) {
		if c.attempt.Trouble == model.TroubleTimeout && chunk.Direction == model.FromServer {
			return now.Sub(recording.Started) - chunk.At
		}
	}
	return 0
}

func (c *connection) describe(s tls.ConnectionState) {
	a := &c.attempt
	a.Version, a.Suite, a.ALPN = wire.VersionName(s.Version), wire.SuiteName(s.CipherSuite), s.NegotiatedProtocol
	if s.CurveID != 0 {
		a.Group = wire.GroupName(uint16(s.CurveID))
	}
	a.OCSP = s.OCSPResponse
}

func (c *connection) config(tickets *ticketBell) *tls.Config {
	return &tls.Config{
		ServerName:           c.plan.sni,
		MinVersion:           c.plan.min,
		MaxVersion:           c.plan.max,
		CipherSuites:         c.plan.suites,
		CurvePreferences:     c.plan.groups,
		NextProtos:           c.plan.alpn,
		InsecureSkipVerify:   true, // judged afterwards, by pki/chain, rule by rule
		KeyLogWriter:         c.secrets,
		ClientSessionCache:   tickets,
		GetClientCertificate: c.offer,
		Renegotiation:        tls.RenegotiateOnceAsClient, // servers that ask for the certificate only then (TLS 1.2)
	}
}

// decode fills in what the recorded bytes say. It runs on every snapshot, from scratch, with the secrets known by then.
func (c *connection) decode(a *model.Attempt) {
	recording := c.recorder.Snapshot()
	t := wire.Decode(recording, c.secrets)
	a.Messages, a.ServerDER, a.FirstBytes = t.Messages, t.ServerChain, t.FirstBytes
	a.SentDER, a.Sent = t.ClientChain, len(t.ClientChain) > 0
	a.Received = recording.Received
	if a.OCSP == nil {
		a.OCSP = t.OCSPStaple
	}
	if a.Version == "" && t.Version != 0 {
		a.Version = wire.VersionName(t.Version)
	}
	a.Asked = a.Asked || t.Asked
	if a.Suite == "" && t.Suite != 0 {
		a.Suite = wire.SuiteName(t.Suite)
	}
	if hello, ok := t.Find(model.ToServer, "ClientHello"); ok {
		a.SNI = hello.First(model.FieldSNI)
	}
}
