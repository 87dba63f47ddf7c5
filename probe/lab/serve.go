package lab

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// patience is how long a raw endpoint keeps a connection on which nothing happens.
const patience = 30 * time.Second

// host is the running half of a Server.
type host struct {
	listener net.Listener
	web      *http.Server
	ready    *handOver
	log      *words
	stop     func() bool // ends the watch on the context

	mu     sync.Mutex
	loaded *material
	held   bool
	open   map[net.Conn]bool
	closed bool
}

// material is what the server read from its identity.
type material struct {
	cert tls.Certificate
	cas  *x509.CertPool
}

func (s *Server) run(ctx context.Context) error {
	listen := s.plan.open
	if listen == nil {
		listen = func() (net.Listener, string, error) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return nil, "", err
			}
			return l, l.Addr().String(), nil
		}
	}
	l, addr, err := listen()
	if err != nil {
		return err
	}
	h := &host{listener: l, log: &words{}, open: map[net.Conn]bool{}}
	s.Addr, s.host = addr, h
	if s.plan.raw == nil {
		if err := s.Reload(); err != nil {
			s.Close()
			return err
		}
	}
	h.ready = &handOver{conns: make(chan net.Conn), done: make(chan struct{})}
	h.web = &http.Server{Handler: s.handler(), ErrorLog: log.New(h.log, "", 0), ReadHeaderTimeout: patience, IdleTimeout: patience}
	if l != nil {
		go func() { _ = h.web.Serve(h.ready) }()
		go s.accept()
	}
	h.mu.Lock()
	h.stop = context.AfterFunc(ctx, s.Close)
	h.mu.Unlock()
	return nil
}

func (s *Server) handler() http.Handler {
	if s.plan.handler != nil {
		return s.plan.handler
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello\n") })
}

func (s *Server) accept() {
	for {
		c, err := s.host.listener.Accept()
		if err != nil {
			return
		}
		if !s.host.keep(c) {
			return
		}
		go s.converse(c)
	}
}

// converse carries one connection to where net/http takes it over, or plays the raw part of it.
func (s *Server) converse(c net.Conn) {
	_ = c.SetDeadline(time.Now().Add(patience))
	switch {
	case s.plan.raw != nil:
		s.plan.raw(c)
		s.host.drop(c)
		return
	case s.plan.prelude != nil:
		if err := s.plan.prelude(c); err != nil {
			s.host.drop(c)
			return
		}
	}
	_ = c.SetDeadline(time.Time{})
	var under net.Conn = &kept{Conn: c, host: s.host}
	if s.plan.wrap != nil {
		under = s.plan.wrap(under)
	}
	if !s.host.ready.give(tls.Server(under, &tls.Config{GetConfigForClient: s.configure})) {
		s.host.drop(c)
	}
}

// configure is the server's TLS configuration for one connection, from what its files hold now.
func (s *Server) configure(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	s.host.mu.Lock()
	held := s.host.held
	s.host.mu.Unlock()
	if !held {
		_ = s.Reload() // in the middle of a change on disk the last good files serve on
	}
	s.host.mu.Lock()
	m := s.host.loaded
	s.host.mu.Unlock()
	c := &tls.Config{Certificates: []tls.Certificate{m.cert}, ClientAuth: s.plan.auth, ClientCAs: m.cas, NextProtos: []string{"http/1.1"}}
	if s.plan.tune != nil {
		s.plan.tune(c, hello.Conn)
	}
	return c, nil
}

// Reload reads the certificate, key and client CA again; on an error the server keeps what it had.
func (s *Server) Reload() error {
	cert, err := tls.LoadX509KeyPair(s.file(s.Identity, "cert.pem"), s.file(s.Identity, "key.pem"))
	if err != nil {
		return err
	}
	cas, err := os.ReadFile(s.file(s.Identity, "ca.pem"))
	if err != nil {
		return err
	}
	m := &material{cert: cert, cas: x509.NewCertPool()}
	if !m.cas.AppendCertsFromPEM(cas) {
		return errors.New("lab: no certificate in ca.pem")
	}
	m.cert.OCSPStaple = s.world.staple
	s.host.mu.Lock()
	s.host.loaded = m
	s.host.mu.Unlock()
	return nil
}

// Hold makes the server keep the files it has loaded until Reload, whatever changes on disk.
func (s *Server) Hold() {
	s.host.mu.Lock()
	s.host.held = true
	s.host.mu.Unlock()
}

// Log returns what the server has logged so far.
func (s *Server) Log() string { return s.host.log.String() }

// Close stops listening and ends every connection. The files stay.
func (s *Server) Close() {
	h := s.host
	h.mu.Lock()
	was := h.closed
	h.closed = true
	conns, stop := h.open, h.stop
	h.open = map[net.Conn]bool{}
	h.mu.Unlock()
	if was {
		return
	}
	if stop != nil {
		stop()
	}
	if h.listener != nil {
		_ = h.listener.Close()
	}
	if h.web != nil {
		_ = h.web.Close()
	}
	for c := range conns {
		_ = c.Close()
	}
}

func (h *host) keep(c net.Conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		_ = c.Close()
		return false
	}
	h.open[c] = true
	return true
}

func (h *host) drop(c net.Conn) {
	h.mu.Lock()
	delete(h.open, c)
	h.mu.Unlock()
	_ = c.Close()
}

// kept is a connection that leaves the host's list when it is closed.
type kept struct {
	net.Conn
	host *host
}

func (k *kept) Close() error { k.host.drop(k.Conn); return nil }

// handOver is a listener whose connections were accepted elsewhere.
type handOver struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *handOver) give(c net.Conn) bool {
	select {
	case l.conns <- c:
		return true
	case <-l.done:
		return false
	}
}

func (l *handOver) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *handOver) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *handOver) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// words is a log that is safe to read while it grows.
type words struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(p)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}
