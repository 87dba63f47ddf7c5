package probe

import (
	"context"
	"crypto/tls"
	"time"

	"certwright/model"
	"certwright/probe/wire"
)

// Change is the one thing in which an experiment differs from a dial that was made before. The zero value changes nothing.
type Change struct {
	Name        string           // the purpose of the attempt: a model.Try change
	Certificate *tls.Certificate // offered in place of the configured one; nil: the configured one
	Without     bool             // no client certificate at all
	MaxTLS      string           // newest version offered: "1.2"
	ServerName  string           // asked for in place of the configured one
	NoSNI       bool             // no server name is sent
	Classic     bool             // no post-quantum key share: the ClientHello is short enough for one packet
	NoALPN      bool             // no application protocol is offered
}

// Once makes one connection that differs from base, an attempt of an earlier probe with the same configuration, in the
// given change only: what base had settled on (application protocols, cipher suites) is offered again. It ends within
// the dial's timeout, or at once when ctx does.
func Once(ctx context.Context, cfg Config, base model.Attempt, change Change) model.Attempt {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Dial.Timeout <= 0 {
		cfg.Dial.Timeout = DefaultTimeout
	}
	if change.ServerName != "" {
		cfg.Dial.ServerName = change.ServerName
	}
	p := &prober{Config: cfg, secrets: &wire.Secrets{}}
	return p.attempt(ctx, p.changed(base, change), nil)
}

// changed is the connection of base with the change made.
func (p *prober) changed(base model.Attempt, change Change) plan {
	pl := p.plan(change.Name)
	pl.alpn = base.OfferedALPN
	if base.Connect > 0 && base.Phase != model.PhaseConnect {
		pl.address = base.Address // the one of several that answered
	}
	if base.Purpose == model.PurposeEverySuite {
		pl.suites = everySuite()
	}
	switch {
	case change.Without:
		pl.certificate = nil
	case change.Certificate != nil:
		pl.certificate = change.Certificate
	}
	if change.MaxTLS != "" {
		pl.max = versionNumber(change.MaxTLS, pl.max)
	}
	if change.Classic {
		pl.groups = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
	}
	if change.NoSNI {
		pl.sni = ""
	}
	if change.NoALPN {
		pl.alpn = nil
	}
	return pl
}
