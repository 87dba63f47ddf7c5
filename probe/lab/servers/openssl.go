package servers

import (
	"bytes"
	"encoding/pem"
	"os"
	"os/exec"
	"testing"
)

// OpenSSL starts `openssl s_server`. ClientCA means -Verify (a certificate is demanded; with Optional: -verify) with
// -verify_return_error, so that a bad one ends the handshake as in a real server. Args are s_server's own (-tls1_2,
// -naccept 1, -cert_chain FILE, -key_update ...). Certificates after the first in Cert are sent as the chain.
// It prints what clients send and answers nothing but what Send writes, where its one-letter commands work too.
func OpenSSL(t testing.TB, o Options) *Server {
	t.Helper()
	path, dir := must(t, "openssl"), t.TempDir()
	return launch(t, "openssl", "", o, func(s *Server) *exec.Cmd {
		return command(path, o, sServer(t, s, dir, o))
	})
}

// OpenSSLWeb is OpenSSL with -www: every request is answered with a status page over HTTP/1.0.
func OpenSSLWeb(t testing.TB, o Options) *Server {
	t.Helper()
	o.Args = append([]string{"-www"}, o.Args...)
	return OpenSSL(t, o)
}

func sServer(t testing.TB, s *Server, dir string, o Options) []string {
	args := []string{"s_server", "-accept", s.Addr, "-no-CApath", "-no-CAstore"}
	if o.Cert == "" {
		args = append(args, "-nocert")
	} else {
		args = append(args, "-cert", o.Cert, "-key", o.Key)
		args = append(args, sentBehind(t, dir, o.Cert)...)
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

// sentBehind makes s_server send what the file holds and nothing else: -cert takes the first certificate only, and without
// a chain of its own the server would complete it from the authorities for clients.
func sentBehind(t testing.TB, dir, file string) []string {
	t.Helper()
	all, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rest := pem.Decode(all)
	if !bytes.Contains(rest, []byte("-----BEGIN CERTIFICATE")) {
		return []string{"-chainCAfile", file}
	}
	return []string{"-cert_chain", writeFile(t, dir, "chain.pem", string(rest))}
}
