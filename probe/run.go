package probe

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"time"

	"certwright/model"
	"certwright/probe/wire"
)

// DefaultTimeout bounds one dial, from the name's resolution to the last answer, when the Dial gives none.
const DefaultTimeout = 10 * time.Second

// Alerts after which another dial shows more (RFC 8446 section 6.2).
const (
	alertHandshakeFailure     = 40
	alertProtocolVersion      = 70
	alertInsufficientSecurity = 71
	alertInternalError        = 80
	alertNoALPN               = 120
)

// Config is a dial with its files loaded. It is not changed.
type Config struct {
	Dial model.Dial
	// Certificate is offered whenever the server asks for one; nil: none. Its key must belong to it.
	Certificate *tls.Certificate
	// Capture, when not nil, keeps every TLS connection with its secrets.
	Capture *Capture
	// Now is the clock that dates are judged by; nil: time.Now.
	Now func() time.Time
}

// prober is one running probe: what its attempts share.
type prober struct {
	Config
	obs     model.Observation
	secrets *wire.Secrets // one store for all attempts: a resumed TLS 1.2 session uses the secrets of an earlier one
	each    func(model.Observation)
	found   string // the host's name in the form in which it resolved; "" for an address
}

// Run dials and returns everything that was seen. It ends when the attempts have ended, each within the dial's timeout,
// or at once when ctx does. each, when not nil, gets a whole new Observation after every flight, at most 20 a second,
// always from the calling goroutine.
func Run(ctx context.Context, cfg Config, each func(model.Observation)) model.Observation {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Dial.Timeout <= 0 {
		cfg.Dial.Timeout = DefaultTimeout
	}
	p := &prober{Config: cfg, secrets: &wire.Secrets{}, each: each}
	p.obs = model.Observation{Dial: cfg.Dial, Started: time.Now(), Now: cfg.Now()}
	p.resolve(ctx)
	if len(p.obs.Attempts) == 0 {
		p.dial(ctx)
	}
	p.obs.Done = true
	return p.obs
}

// resolve looks the name up once, so that every address can be reported; an address needs no look-up.
func (p *prober) resolve(ctx context.Context) {
	host := p.Dial.Host
	if net.ParseIP(strings.SplitN(host, "%", 2)[0]) != nil {
		p.obs.Addresses = []string{host}
		return
	}
	ctx, cancel := context.WithTimeout(ctx, p.Dial.Timeout)
	defer cancel()
	start := time.Now()
	found, addresses, err := lookUp(ctx, host)
	p.found, p.obs.Addresses, p.obs.Resolve = found, addresses, time.Since(start)
	if err != nil {
		a := model.Attempt{Purpose: model.PurposeFirst, Phase: model.PhaseResolve, Alert: -1, Error: err.Error(), Waited: p.obs.Resolve, Ended: model.EndFailed}
		a.Trouble = classify(ctx, err)
		p.obs.Attempts = append(p.obs.Attempts, a)
	}
}

// dial makes the first attempt and those that follow from it.
func (p *prober) dial(ctx context.Context) {
	first := p.plan(model.PurposeFirst)
	a := p.tell(ctx, first)
	switch {
	case a.Alert == alertNoALPN:
		a = p.dialOtherALPN(ctx, first)
	case !a.Asked && (a.Alert == alertHandshakeFailure || a.Alert == alertProtocolVersion || a.Alert == alertInsufficientSecurity):
		p.dialEverySuite(ctx, first)
	case !a.Asked && a.Alert == alertInternalError: // also what a server says that has no certificate for this name (Go)
		p.compareNames(ctx, first)
	case a.Trouble == model.TroubleNotTLS && strings.HasPrefix(string(a.FirstBytes), "HTTP/"):
		p.add(p.plaintext(ctx, first))
	case a.Phase == model.PhaseStartTLS && a.Trouble != model.TroubleCancelled:
		p.askOther(ctx, first, a)
	case unexplained(p.Dial, a):
		p.askInPlain(ctx, first, a.Trouble == model.TroubleTimeout)
	case signedWithSHA1(a):
		p.askModern(ctx, first)
	case forOthers(a):
		p.dialNoName(ctx, first)
	case resemblesEtcd(a) && !p.Dial.NoHTTP:
		p.askEtcd(ctx, first)
	case nobodyThere(a):
		p.askOtherRole(ctx, first)
	}
	if p.Dial.Strangers && a.Complete && a.Sent && a.Trouble == model.TroubleNone {
		stranger := first
		stranger.purpose, stranger.certificate, stranger.alpn = model.PurposeStranger, nil, a.OfferedALPN
		s := p.attempt(ctx, stranger, nil)
		p.obs.Stranger = &s
	}
}

// dialOtherALPN follows alert 120: an h2-only server refuses a client that offers only http/1.1, and that is our doing, not its fault.
func (p *prober) dialOtherALPN(ctx context.Context, first plan) model.Attempt {
	more := first
	more.purpose, more.alpn = model.PurposeMoreALPN, []string{"h2", "http/1.1"}
	a := p.tell(ctx, more)
	if a.Alert != alertNoALPN {
		return a
	}
	none := first
	none.purpose, none.alpn, none.listen = model.PurposeNoALPN, nil, true
	return p.tell(ctx, none)
}

// dialEverySuite follows alerts 40, 70 and 71: Go's defaults leave out suites that a peer may need.
// It is told only if it came further, so that the certificate and its faults are still seen.
func (p *prober) dialEverySuite(ctx context.Context, first plan) {
	every := first
	every.purpose, every.suites = model.PurposeEverySuite, everySuite()
	a := p.attempt(ctx, every, nil)
	p.add(a)
	if len(a.ServerDER) > 0 {
		p.obs.Told = len(p.obs.Attempts) - 1
		if strings.HasPrefix(a.Suite, "TLS_RSA_") { // without a key exchange group: the only one that it allows, or for want of a group?
			p.add(p.rawHello(ctx, first, model.PurposeRawHello, wire.Everything(first.sni)))
		}
		return
	}
	p.explainRefusal(ctx, first)
}

// tell makes an attempt that becomes the one that is reported, with snapshots while it runs.
func (p *prober) tell(ctx context.Context, pl plan) model.Attempt {
	index := len(p.obs.Attempts)
	p.obs.Attempts = append(p.obs.Attempts, model.Attempt{Purpose: pl.purpose, Alert: -1})
	p.obs.Told = index
	var progress func(model.Attempt)
	if p.each != nil { // where nobody watches, nothing is decoded before the end
		progress = func(now model.Attempt) {
			snapshot := p.obs
			snapshot.Attempts = append([]model.Attempt(nil), p.obs.Attempts...)
			snapshot.Attempts[index] = now
			p.each(snapshot)
		}
	}
	a := p.attempt(ctx, pl, progress)
	p.obs.Attempts[index] = a
	return a
}

func (p *prober) add(a model.Attempt) { p.obs.Attempts = append(p.obs.Attempts, a) }

func everySuite() []uint16 {
	var ids []uint16
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, s.ID)
	}
	return ids
}
