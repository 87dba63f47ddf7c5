package lab

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// hello reads the first TLS record of a client, or whatever else it sends first; it returns how many bytes came.
func hello(c net.Conn) int {
	head := make([]byte, 5)
	n, err := io.ReadFull(c, head)
	if err != nil || head[0] != 22 {
		return n
	}
	m, _ := io.CopyN(io.Discard, c, int64(head[3])<<8|int64(head[4]))
	return n + int(m)
}

// linger reads until the client hangs up, so that closing sends an end of stream and no reset.
func linger(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// silent accepts and never says anything.
func silent(c net.Conn) { linger(c) }

// greets says something at once, as protocols do in which the server speaks first.
func greets(text string) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, text)
		hello(c)
	}
}

// answers says something when the client has spoken, and closes.
func answers(text string) func(net.Conn) {
	return func(c net.Conn) {
		hello(c)
		_, _ = io.WriteString(c, text)
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.CloseWrite()
		}
		linger(c)
	}
}

// alerts answers the ClientHello with one fatal alert.
func alerts(number byte) func(net.Conn) { return answers(string([]byte{21, 3, 3, 0, 2, 2, number})) }

// hangsUp closes in good order after the ClientHello.
func hangsUp(c net.Conn) { hello(c) }

// hangsUpAtOnce closes before anything was said.
func hangsUpAtOnce(c net.Conn) { _ = c.Close() }

// resets answers the ClientHello with a TCP reset.
func resets(c net.Conn) {
	hello(c)
	reset(c)
}

// reset makes closing send RST instead of FIN.
func reset(c net.Conn) {
	for {
		switch in := c.(type) {
		case *net.TCPConn:
			_ = in.SetLinger(0)
			_ = in.Close()
			return
		case *kept:
			c = in.Conn
		default:
			_ = c.Close()
			return
		}
	}
}

var errCut = errors.New("lab: connection cut")

// cutter ends the connection after so many bytes from the server.
type cutter struct {
	net.Conn
	left  int
	reset bool
}

// cutAfter ends connections after n bytes of the server, with a reset or in good order.
func cutAfter(n int, rst bool) func(net.Conn) net.Conn {
	return func(c net.Conn) net.Conn { return &cutter{Conn: c, left: n, reset: rst} }
}

func (c *cutter) Write(p []byte) (int, error) {
	if len(p) < c.left {
		c.left -= len(p)
		return c.Conn.Write(p)
	}
	n, _ := c.Conn.Write(p[:c.left])
	if c.reset {
		time.Sleep(20 * time.Millisecond) // a reset may overtake what was sent before it
		reset(c.Conn)
	} else {
		_ = c.Conn.Close()
	}
	return n, errCut
}

// dripper sends one byte at a time.
type dripper struct {
	net.Conn
	pause time.Duration
	end   chan struct{}
	once  sync.Once
}

// drips makes a server send one byte every so often.
func drips(pause time.Duration) func(net.Conn) net.Conn {
	return func(c net.Conn) net.Conn { return &dripper{Conn: c, pause: pause, end: make(chan struct{})} }
}

func (d *dripper) Write(p []byte) (int, error) {
	for i := range p {
		select {
		case <-d.end:
			return i, net.ErrClosed
		case <-time.After(d.pause):
		}
		if _, err := d.Conn.Write(p[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(p), nil
}

func (d *dripper) Close() error {
	d.once.Do(func() { close(d.end) })
	return d.Conn.Close()
}

// swapper replaces the number of a plaintext fatal alert: crypto/tls has no way to choose it.
type swapper struct {
	net.Conn
	from, to byte
}

func swapAlert(from, to byte) func(net.Conn) net.Conn {
	return func(c net.Conn) net.Conn { return &swapper{c, from, to} }
}

func (s *swapper) Write(p []byte) (int, error) {
	if len(p) == 7 && p[0] == 21 && p[6] == s.from {
		p = append(append([]byte(nil), p[:6]...), s.to)
	}
	return s.Conn.Write(p)
}
