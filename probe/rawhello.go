package probe

import (
	"context"
	"net"
	"time"

	"certwright/model"
	"certwright/probe/wire"
)

// rawHello asks, with one ClientHello made by hand, what the server would choose if everything were offered: also what
// crypto/tls has not (DHE, X448, secp256k1, SSL 3.0). It reads ServerHello and ServerKeyExchange only. It is dialled
// after a refusal (alerts 40, 70, 71) and never otherwise.
func (p *prober) rawHello(ctx context.Context, pl plan) model.Attempt {
	ctx, cancel := context.WithTimeout(ctx, p.Dial.Timeout)
	defer cancel()
	a := model.Attempt{Purpose: "raw-hello", Phase: model.PhaseConnect, Alert: -1, Address: pl.address, Ended: model.EndFailed}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", pl.address)
	if err != nil {
		fail(ctx, &a, err)
		return a
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	conn.SetDeadline(deadline)
	c := &connection{prober: p, plan: pl, attempt: a, recorder: wire.New(recordLimit)}
	c.phase.Store(model.PhaseHello)
	if err := c.startTLS(c.recorder.Tap(conn)); err != nil {
		fail(ctx, &c.attempt, err)
		return c.attempt
	}
	c.attempt.Phase = model.PhaseHello
	hello := wire.Everything(pl.sni)
	hello.ALPN = pl.alpn
	if _, err := conn.Write(hello.Marshal()); err != nil {
		fail(ctx, &c.attempt, err)
		return c.attempt
	}
	answer, err := wire.ReadServerHello(conn, time.Now().Add(min(httpWait, time.Until(deadline))))
	if err != nil {
		fail(ctx, &c.attempt, err)
	}
	return chosen(c.attempt, answer)
}

// chosen notes what a server picked from the hand-made hello.
func chosen(a model.Attempt, answer wire.Answer) model.Attempt {
	if answer.Alert != nil {
		a.Alert, a.Trouble = answer.Alert.Number, model.TroubleAlert
		return a
	}
	if answer.Version == 0 {
		return a
	}
	a.Version, a.Suite, a.Phase = wire.VersionName(answer.Version), wire.SuiteName(answer.Suite), model.PhaseHandshake
	if answer.Group != 0 {
		a.Group = wire.GroupName(answer.Group)
	}
	a.Lacks = lacking(answer)
	return a
}

// lacking names what crypto/tls does not have of a server's choice: suite, group or scheme; "" when it has all of it.
func lacking(answer wire.Answer) string {
	has := func(id uint16, list []uint16) bool {
		for _, x := range list {
			if x == id {
				return true
			}
		}
		return false
	}
	switch {
	case !has(answer.Suite, everySuite()):
		return "suite"
	case answer.Group != 0 && !has(answer.Group, goGroups):
		return "group"
	case answer.Scheme != 0 && !has(answer.Scheme, goSchemes):
		return "scheme"
	}
	return ""
}

// goGroups and goSchemes are what crypto/tls offers (Go 1.26, crypto/tls/common.go): X25519, the three NIST curves and
// the hybrids; PSS, ECDSA, Ed25519, RSA PKCS #1 and SHA-1.
var (
	goGroups  = []uint16{29, 23, 24, 25, 4588, 4587, 4589}
	goSchemes = []uint16{0x0804, 0x0805, 0x0806, 0x0403, 0x0503, 0x0603, 0x0807, 0x0401, 0x0501, 0x0601, 0x0201, 0x0203}
)
