package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"os"
	"sync"
	"time"

	"certwright/model"
)

// ticketBell is a session cache of one entry whose Put says that a session ticket came. Go and etcd servers send one
// in TLS 1.3 only after they accepted our certificate: the positive signal that ends the wait.
// It is new for each attempt and never gives a session back, so nothing is resumed.
type ticketBell struct {
	mu   sync.Mutex
	ring func() // called at most once, from inside tls.Conn.Read
}

func newTicketBell() *ticketBell { return &ticketBell{} }

// Get never resumes.
func (b *ticketBell) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

// Put is called by crypto/tls for each ticket.
func (b *ticketBell) Put(string, *tls.ClientSessionState) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ring != nil {
		b.ring()
		b.ring = nil
	}
}

func (b *ticketBell) onRing(f func()) {
	b.mu.Lock()
	b.ring = f
	b.mu.Unlock()
}

// spokenWait is how long a refusal by TLS is waited for before a service is spoken to. It must be read before anything
// is written: a server that has closed already answers a write with a reset, which may swallow its alert.
const spokenWait = 150 * time.Millisecond

// settle reads until it is clear that the server is content, or is not. In TLS 1.3 our handshake is complete before
// the server has looked at our certificate, so its refusal comes now; reading before writing never loses that alert.
// The wait ends with an alert or close, with data, a short grace after a ticket, or a wait of its own length.
func (c *connection) settle(ctx context.Context, conn *tls.Conn, tickets *ticketBell) {
	a := &c.attempt
	grace := max(20*time.Millisecond, 2*a.Connect)
	wait, quiet := max(500*time.Millisecond, 3*a.Connect), model.EndQuiet
	if !c.plan.listen && (!a.Asked || a.Version != "TLS 1.3") {
		wait, quiet = grace, model.EndGrace
	}
	if c.speaks() {
		wait = min(wait, max(spokenWait, grace)) // its reply will be the sign
	}
	deadline := time.Now().Add(wait)
	tickets.onRing(func() {
		if soon := time.Now().Add(grace); soon.Before(deadline) {
			quiet = model.EndTicket
			conn.SetReadDeadline(soon)
		}
	})
	conn.SetReadDeadline(deadline)
	began := time.Now()
	said := make([]byte, titleLimit)
	n, err := conn.Read(said)
	switch {
	case n > 0:
		a.Ended, a.Greeting = model.EndData, string(said[:n])
	case ctx.Err() == nil && (errors.Is(err, os.ErrDeadlineExceeded) || isTimeout(err)):
		a.Ended = quiet
	default:
		a.Waited = time.Since(began)
		c.late(ctx, err)
	}
	conn.SetReadDeadline(time.Time{})
	within(ctx, conn, c.Dial.Timeout)
}

// late notes a refusal that came after our handshake was complete.
func (c *connection) late(ctx context.Context, err error) {
	a := &c.attempt
	fail(ctx, a, err)
	a.LateAlert = true
	a.Ended = model.EndClosed
	if a.Trouble == model.TroubleAlert {
		a.Ended = model.EndAlert
	}
}
