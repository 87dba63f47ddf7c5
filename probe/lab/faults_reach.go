package lab

import (
	"net"
	"time"

	"certwright/model"
)

var reachFaults = []Fault{
	{ID: "refused", Group: "reach", Codes: codes(model.ConnectionRefused), change: func(p *plan) { p.open = nobody }},
	{ID: "connect-timeout", Group: "reach", Codes: codes(model.Timeout), change: func(p *plan) { p.open = full }},
	{ID: "silent", Group: "reach", Codes: codes(model.Timeout), change: speaks(silent)},
	{ID: "closed-at-once", Group: "reach", Codes: codes(model.ClosedNoAlert), change: speaks(hangsUpAtOnce)},
	{ID: "closed-after-hello", Group: "reach", Codes: codes(model.ClosedNoAlert), change: speaks(hangsUp)},
	{ID: "reset-after-hello", Group: "reach", Codes: codes(model.ClosedNoAlert), change: speaks(resets)},
	{ID: "closed-in-handshake", Group: "reach", Codes: codes(model.ClosedNoAlert), change: wrapped(cutAfter(40, false))},
	{ID: "reset-in-handshake", Group: "reach", Codes: codes(model.ClosedNoAlert), change: wrapped(cutAfter(40, true))},
	{ID: "slow-drip", Group: "reach", Codes: codes(model.Timeout), change: wrapped(drips(100 * time.Millisecond))},
}

func speaks(how func(net.Conn)) func(*plan)           { return func(p *plan) { p.raw = how } }
func wrapped(how func(net.Conn) net.Conn) func(*plan) { return func(p *plan) { p.wrap = how } }
func listensOn(network string) (net.Listener, error)  { return net.Listen(network, "127.0.0.1:0") }
func addressOf(l net.Listener) string                 { return l.Addr().String() }
func nobody() (net.Listener, string, error) {
	l, err := listensOn("tcp4")
	if err != nil {
		return nil, "", err
	}
	return nil, addressOf(l), l.Close()
}

// notTLSFaults speak something else, either at once or when spoken to.
var notTLSFaults = []Fault{
	{ID: "plain-http", Group: "protocol", Codes: codes(model.NotTLS), change: speaks(answers("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request"))},
	{ID: "plain-http-page", Group: "protocol", Codes: codes(model.NotTLS), change: speaks(answers("HTTP/1.0 200 OK\r\nServer: lab\r\n\r\n<html><title>hello</title></html>"))},
	{ID: "ssh", Group: "protocol", Codes: codes(model.NotTLS), change: speaks(greets("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"))},
	{ID: "vnc", Group: "protocol", Codes: codes(model.NotTLS), change: speaks(greets("RFB 003.008\n"))},
	{ID: "telnet", Group: "protocol", Codes: codes(model.NotTLS), change: speaks(greets("\xff\xfd\x18\xff\xfd\x20login: "))},
	{ID: "redis-plain", Group: "protocol", Codes: codes(model.NotTLS), change: speaks(answers("-ERR unknown command\r\n"))},
	{ID: "memcached", Group: "protocol", Codes: codes(model.NotTLS), change: speaks(answers("ERROR\r\n"))},
	{ID: "binary-noise", Group: "protocol", Codes: codes(model.NotTLS), change: speaks(answers("\x00\x01\x02\x03\x04\x05\x06\x07"))},
}
