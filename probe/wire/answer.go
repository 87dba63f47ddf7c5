package wire

import (
	"io"
	"slices"

	"certwright/model"
)

// Answer is what a server chose from a RawHello.
type Answer struct {
	Version, Suite uint16   // 0 when it chose nothing
	Group          uint16   // 0 when the suite needs none, or with finite-field Diffie-Hellman below TLS 1.3
	DHBits         int      // prime of that Diffie-Hellman
	Scheme         uint16   // signature scheme, TLS 1.2 only
	Retried        bool     // it asked for another key share, so Group is the one it wants
	Alert          *Alert   // the fatal alert it refused with
	Chain          [][]byte // its certificates as sent, leaf first, in DER; below TLS 1.3 only, where they come in the clear
	FirstBytes     []byte   // what it sent when that was not TLS, at most 256 bytes
}

// maxAnswer bounds what is read while waiting for a ServerKeyExchange: the largest certificate chain
// that crypto/tls takes, and some.
const maxAnswer = 300 << 10

// ReadServerHello reads the answer to a RawHello until there is nothing more to learn: through the
// ServerKeyExchange below TLS 1.3, through the first ServerHello or HelloRetryRequest in it. The deadline is the
// connection's own. The error says why nothing was learned: io.EOF, a timeout at the deadline, a reset, or io.ErrShortBuffer when
// the server sent more than any answer needs.
func ReadServerHello(conn io.Reader) (Answer, error) {
	d := newDecoder(nil)
	buffer := make([]byte, 16<<10)
	err := error(io.ErrShortBuffer)
	for read := 0; read < maxAnswer && !d.answered(); {
		var n int
		n, err = conn.Read(buffer)
		d.feed(Chunk{Direction: model.FromServer, Data: slices.Clone(buffer[:n])})
		if read += n; err != nil {
			break
		}
		err = io.ErrShortBuffer
	}
	a := d.answer()
	if a.Version != 0 || a.Alert != nil || a.FirstBytes != nil {
		return a, nil
	}
	return a, err
}

// answered says that the server will tell no more of its choice.
func (d *decoder) answered() bool {
	if d.out.Version >= version13 || d.server.plain >= 0 || d.refusal() != nil || d.full() {
		return true
	}
	for _, m := range d.out.Messages {
		if m.Kind == model.KindHandshake && (m.Type == typeServerKeyExchange || m.Type == typeServerHelloDone) {
			return true
		}
	}
	return false
}

// refusal is the first fatal alert.
func (d *decoder) refusal() *Alert {
	for _, a := range d.out.Alerts {
		if a.Fatal(d.out.Version) {
			return &a
		}
	}
	return nil
}

func (d *decoder) answer() Answer {
	t := d.out
	return Answer{Version: t.Version, Suite: t.Suite, Group: t.Group, DHBits: t.DHBits, Scheme: t.Scheme,
		Retried: t.Retried, Alert: d.refusal(), FirstBytes: t.FirstBytes, Chain: t.ServerChain}
}
