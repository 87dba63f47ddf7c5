package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// files are a CA and a certificate on disk, for programs.
type files struct {
	ca                  *authority
	caFile, cert, keyed string
}

func writeFiles(t *testing.T, rsaKey bool) files {
	t.Helper()
	f := files{ca: newAuthority(t, "openssl-ca")}
	dir := t.TempDir()
	write := func(name, kind string, ders ...[]byte) string {
		path := filepath.Join(dir, name)
		var out []byte
		for _, der := range ders {
			out = append(out, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})...)
		}
		require.NoError(t, os.WriteFile(path, out, 0o600))
		return path
	}
	c := f.ca.issue(t, "openssl-server", rsaKey)
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	require.NoError(t, err)
	f.caFile = write("ca.pem", "CERTIFICATE", f.ca.cert.Raw)
	f.cert = write("cert.pem", "CERTIFICATE", c.Certificate...)
	f.keyed = write("key.pem", "PRIVATE KEY", key)
	return f
}

func (f files) client() *tls.Config {
	return &tls.Config{RootCAs: f.ca.pool, ServerName: "localhost"}
}

// talkTo dials, sends a line, and closes.
func talkTo(t *testing.T, address string, config *tls.Config) (Transcript, *dialed) {
	t.Helper()
	d := dial(t, address, config, &Secrets{}, nil)
	require.NoError(t, d.err)
	_, err := d.conn.Write([]byte("hello\n"))
	require.NoError(t, err)
	d.close()
	tr := d.transcript()
	requireReadable(t, tr)
	requirePrefix(t, Decode(cut(d.recorder.Snapshot(), 2000), d.secrets), tr)
	return tr, d
}

func TestOpenSSLOldVersionsAndSuites(t *testing.T) {
	servers.Need(t, "openssl")
	f := writeFiles(t, true)
	for _, c := range []struct {
		flag    string
		version uint16
		suites  []uint16
	}{
		{"-tls1", tls.VersionTLS10, []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA}},
		{"-tls1_1", tls.VersionTLS11, []uint16{tls.TLS_RSA_WITH_AES_256_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA}},
		{"-tls1_2", tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
			tls.TLS_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256}},
	} {
		s := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.keyed, Args: []string{c.flag, "-cipher", "ALL:@SECLEVEL=0"}})
		for _, suite := range c.suites {
			t.Run(c.flag+" "+SuiteName(suite), func(t *testing.T) {
				config := f.client()
				config.MinVersion, config.MaxVersion, config.CipherSuites = c.version, c.version, []uint16{suite}
				tr, _ := talkTo(t, s.Addr, config)
				require.Equal(t, c.version, tr.Version)
				require.Equal(t, suite, tr.Suite)
				finished, ok := tr.Find(model.FromServer, "Finished")
				require.True(t, ok)
				require.True(t, finished.Encrypted)
			})
		}
	}
}

func TestOpenSSLFragmentsAndPads(t *testing.T) {
	servers.Need(t, "openssl")
	f := writeFiles(t, true)
	t.Run("small records", func(t *testing.T) {
		s := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.keyed, Args: []string{"-max_send_frag", "512"}})
		tr, _ := talkTo(t, s.Addr, f.client())
		chain, _ := tr.Find(model.FromServer, "Certificate")
		require.Greater(t, chain.Records, 1)
		require.NotEmpty(t, tr.ServerChain)
	})
	t.Run("padding", func(t *testing.T) {
		s := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.keyed, Args: []string{"-record_padding", "1024"}})
		tr, _ := talkTo(t, s.Addr, f.client())
		require.Equal(t, uint16(tls.VersionTLS13), tr.Version)
	})
	t.Run("retry", func(t *testing.T) {
		s := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.keyed, Args: []string{"-groups", "P-384"}})
		tr, _ := talkTo(t, s.Addr, f.client())
		require.True(t, tr.Retried)
		require.Equal(t, uint16(tls.CurveP384), tr.Group)
	})
}

// readWhile reads in the background so that crypto/tls answers what the server starts.
func readWhile(t *testing.T, d *dialed, until func(Transcript) bool) Transcript {
	t.Helper()
	go io.Copy(io.Discard, d.conn)
	var tr Transcript
	require.Eventually(t, func() bool {
		tr = d.transcript()
		return until(tr)
	}, 8*time.Second, 10*time.Millisecond, "%v", talk(tr))
	return tr
}

func TestOpenSSLKeyUpdates(t *testing.T) {
	servers.Need(t, "openssl")
	f := writeFiles(t, false)
	s := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.keyed})
	d := dial(t, s.Addr, f.client(), &Secrets{}, nil)
	require.NoError(t, d.err)
	count := func(tr Transcript, dir model.Direction) int {
		return len(filter(tr.Messages, func(m model.Message) bool { return m.Name == "KeyUpdate" && m.Direction == dir }))
	}
	require.NoError(t, s.Send("k\n"))
	tr := readWhile(t, d, func(tr Transcript) bool { return count(tr, model.FromServer) == 1 })
	require.Zero(t, count(tr, model.ToServer))
	require.NoError(t, s.Send("K\n"))
	readWhile(t, d, func(tr Transcript) bool { return count(tr, model.FromServer) == 2 && count(tr, model.ToServer) == 1 })
	_, err := d.conn.Write([]byte("under new keys\n"))
	require.NoError(t, err)
	require.NoError(t, s.Send("answer\n"))
	tr = readWhile(t, d, func(tr Transcript) bool {
		last := tr.Messages[len(tr.Messages)-1]
		return last.Kind == model.KindData && last.Direction == model.FromServer
	})
	requireReadable(t, tr)
	require.Equal(t, "application+2", tr.Messages[len(tr.Messages)-1].First(model.FieldKeys))
}

func TestOpenSSLRenegotiationWithClientCertificate(t *testing.T) {
	servers.Need(t, "openssl")
	f := writeFiles(t, true)
	s := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.keyed, ClientCA: f.caFile, Optional: true, Args: []string{"-tls1_2"}})
	config := f.client()
	config.Renegotiation = tls.RenegotiateOnceAsClient
	config.Certificates = []tls.Certificate{f.ca.issue(t, "late client", false)}
	d := dial(t, s.Addr, config, &Secrets{}, nil)
	require.NoError(t, d.err)
	require.NoError(t, s.Send("R\n"))
	finished := func(tr Transcript) bool {
		return len(filter(tr.Messages, func(m model.Message) bool { return m.Name == "Finished" && m.Direction == model.FromServer })) == 2
	}
	tr := readWhile(t, d, finished)
	requireReadable(t, tr)
	require.Contains(t, talk(tr), "< HelloRequest")
	again := filter(tr.Messages, func(m model.Message) bool { return m.Name == "ClientHello" })
	require.Len(t, again, 2)
	require.False(t, again[0].Encrypted)
	require.True(t, again[1].Encrypted)
	require.Len(t, tr.ClientChain, 2)
}

// listenIn runs a program against a server through a recorder.
func listenIn(t *testing.T, server string, run func(address string)) Recording {
	t.Helper()
	recorder := New(0)
	done := make(chan struct{})
	address := serveFunc(t, func(client net.Conn) {
		raw, err := net.Dial("tcp", server)
		if err != nil {
			return
		}
		tapped := recorder.Tap(raw)
		go func() {
			io.Copy(tapped, client)
			raw.(*net.TCPConn).CloseWrite()
		}()
		io.Copy(client, tapped)
		raw.Close()
		close(done)
	})
	run(address)
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("the connection never ended")
	}
	return recorder.Snapshot()
}

// TestEncryptThenMAC: crypto/tls does not offer it, OpenSSL does.
func TestEncryptThenMAC(t *testing.T) {
	servers.Need(t, "openssl")
	f := writeFiles(t, true)
	s := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.keyed, Args: []string{"-tls1_2", "-cipher", "ALL:@SECLEVEL=0"}})
	for _, c := range []struct {
		cipher string
		etm    bool
	}{{"ECDHE-RSA-AES256-SHA384", true}, {"AES128-SHA256", true}, {"AES128-SHA", false}, {"DHE-RSA-AES128-SHA", true}} {
		t.Run(c.cipher, func(t *testing.T) {
			log := filepath.Join(t.TempDir(), "keys")
			args := []string{"s_client", "-cipher", c.cipher + ":@SECLEVEL=0", "-keylogfile", log, "-connect"}
			rec := listenIn(t, s.Addr, func(address string) {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				args := append(args, address)
				if !c.etm {
					args = append(args, "-no_etm")
				}
				servers.RunCommand(t, ctx, servers.Command{Name: "openssl", Args: args, Stdin: "hello\n"})
			})
			keys, err := os.ReadFile(log)
			require.NoError(t, err)
			secrets := &Secrets{}
			secrets.Write(keys)
			tr := Decode(rec, secrets)
			requireReadable(t, tr)
			hello, _ := tr.Find(model.FromServer, "ServerHello")
			require.Equal(t, c.etm, contains(hello.Get(model.FieldExtensions), "encrypt_then_mac"))
			require.Contains(t, talk(tr), "> ApplicationData")
			if c.cipher[:3] == "DHE" {
				exchange, _ := tr.Find(model.FromServer, "ServerKeyExchange")
				require.NotEmpty(t, exchange.First(model.FieldDHBits))
				require.GreaterOrEqual(t, tr.DHBits, 1024)
			}
		})
	}
}

func contains(list []string, want string) bool {
	for _, s := range list {
		if s == want {
			return true
		}
	}
	return false
}

// TestOpaqueSuiteIsNamed: what is not decrypted says so, with the suite.
func TestOpaqueSuiteIsNamed(t *testing.T) {
	servers.Need(t, "openssl")
	f := writeFiles(t, true)
	s := servers.OpenSSL(t, servers.Options{Cert: f.cert, Key: f.keyed, Args: []string{"-tls1_2", "-cipher", "AES128-CCM"}})
	rec := listenIn(t, s.Addr, func(address string) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		servers.Run(t, ctx, "openssl", "s_client", "-connect", address, "-cipher", "AES128-CCM")
	})
	tr := Decode(rec, nil)
	sealed := filter(tr.Messages, func(m model.Message) bool { return m.Kind == model.KindOpaque })
	require.NotEmpty(t, sealed)
	require.Equal(t, []string{model.OpaqueUnsupported, "TLS_RSA_WITH_AES_128_CCM"}, sealed[0].Get(model.FieldOpaqueWhy))
}
