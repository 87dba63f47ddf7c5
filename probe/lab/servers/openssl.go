package servers

import (
	"os/exec"
	"testing"
)

// OpenSSL starts `openssl s_server`. ClientCA means -Verify (a certificate is demanded; with Optional: -verify) with
// -verify_return_error, so that a bad one ends the handshake as in a real server. Args are s_server's own (-tls1_2,
// -naccept 1, -cert_chain FILE, -key_update ...). Certificates after the first in Cert are sent as the chain.
// It prints what clients send and answers nothing but what Send writes, where its one-letter commands work too.
func OpenSSL(t testing.TB, o Options) *Server {
	t.Helper()
	path := must(t, "openssl")
	return launch(t, "openssl", "", o, func(s *Server) *exec.Cmd {
		return command(path, o, sServer(s, o))
	})
}

// OpenSSLWeb is OpenSSL with -www: every request is answered with a status page over HTTP/1.0.
func OpenSSLWeb(t testing.TB, o Options) *Server {
	t.Helper()
	o.Args = append([]string{"-www"}, o.Args...)
	return OpenSSL(t, o)
}

func sServer(s *Server, o Options) []string {
	args := []string{"s_server", "-accept", s.Addr, "-no-CApath", "-no-CAstore"}
	if o.Cert == "" {
		args = append(args, "-nocert")
	} else {
		args = append(args, "-cert", o.Cert, "-cert_chain", o.Cert, "-key", o.Key)
	}
	if o.ClientCA == "" {
		return append(args, "-no-CAfile")
	}
	verify := "-Verify"
	if o.Optional {
		verify = "-verify"
	}
	return append(args, "-CAfile", o.ClientCA, verify, "8", "-verify_return_error")
}
