package lab_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// visit dials as an ordinary Go client does: verification on, the client certificate offered as crypto/tls sees fit.
func visit(t *testing.T, s *lab.Server) (status int, err error) {
	t.Helper()
	d := s.Dial()
	config := &tls.Config{RootCAs: x509.NewCertPool(), ServerName: d.ServerName, NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS12}
	pem, err := os.ReadFile(d.CA)
	require.NoError(t, err)
	require.True(t, config.RootCAs.AppendCertsFromPEM(pem))
	if config.ServerName == "" {
		config.ServerName = d.Host
	}
	if d.Cert != "" {
		pair, err := tls.LoadX509KeyPair(d.Cert, d.Key)
		require.NoError(t, err)
		config.Certificates = []tls.Certificate{pair}
	}
	raw, err := net.DialTimeout("tcp", s.Addr, 300*time.Millisecond)
	if err != nil {
		return 0, err
	}
	defer func() { _ = raw.Close() }()
	patience := 10 * time.Second
	if f, _ := lab.Find(s.Fault); slices.Contains(f.Codes, model.Timeout) {
		patience = 500 * time.Millisecond
	}
	require.NoError(t, raw.SetDeadline(time.Now().Add(patience)))
	if err := startTLS(raw, d.StartTLS); err != nil {
		return 0, err
	}
	accepted := make(ticket, 1)
	config.ClientSessionCache = accepted
	c := tls.Client(raw, config)
	if err := c.Handshake(); err != nil {
		return 0, err
	}
	return ask(c, accepted)
}

// ask puts one request, in TLS 1.3 only after the server has judged the client: it closes on a request that it has not
// read with a reset, and then chance would decide whether its alert, its silent end or the reset is what a client sees.
func ask(c *tls.Conn, accepted ticket) (status int, err error) {
	reader, spoke := bufio.NewReader(c), make(chan error, 1)
	go func() {
		_, err := reader.Peek(1)
		spoke <- err
	}()
	if c.ConnectionState().Version == tls.VersionTLS13 {
		select {
		case <-accepted:
		case err := <-spoke:
			return 0, err
		}
	}
	request, err := http.NewRequest(http.MethodGet, "https://"+c.RemoteAddr().String()+"/", nil)
	if err != nil {
		return 0, err
	}
	if err := request.Write(c); err != nil {
		return 0, err
	}
	if err := <-spoke; err != nil {
		return 0, err
	}
	answer, err := http.ReadResponse(reader, request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// ticket hears the session ticket that a Go server sends when it has accepted the client.
type ticket chan struct{}

func (ticket) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

func (t ticket) Put(string, *tls.ClientSessionState) {
	select {
	case t <- struct{}{}:
	default:
	}
}

// startTLS asks for TLS with fixed texts; the answers are read as they come.
func startTLS(c net.Conn, protocol string) error {
	asks := map[string][]string{
		"smtp": {"", "EHLO me\r\n", "STARTTLS\r\n"}, "imap": {"", "a STARTTLS\r\n"}, "pop3": {"", "STLS\r\n"}, "ftp": {"", "AUTH TLS\r\n"},
		"xmpp": {`<stream:stream xmlns:stream="http://etherx.jabber.org/streams" to="lab">`, `<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>`},
		"ldap": {"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"}, "postgres": {"\x00\x00\x00\x08\x04\xd2\x16\x2f"},
		"mysql": {"", "\x20\x00\x00\x01\x00\x8a\x00\x00" + strings.Repeat("\x00", 28)},
	}
	for i, ask := range asks[protocol] {
		if _, err := io.WriteString(c, ask); err != nil {
			return err
		}
		if protocol == "mysql" && i == 1 {
			return nil
		}
		if _, err := c.Read(make([]byte, 4096)); err != nil {
			return err
		}
	}
	return nil
}

// each runs the test once for every fault, in parallel, with its own home.
func each(t *testing.T, start func(context.Context, string, string) (*lab.Server, error), test func(*testing.T, lab.Fault, *lab.Server)) {
	for _, f := range lab.Faults() {
		t.Run(f.ID, func(t *testing.T) {
			t.Parallel()
			s, err := start(t.Context(), f.ID, t.TempDir())
			if err != nil && strings.Contains(err.Error(), "unsupported") {
				servers.Missing(t, err.Error())
			}
			require.NoError(t, err)
			defer s.Close()
			test(t, f, s)
		})
	}
}

func TestEveryHealthyTwinIsHealthy(t *testing.T) {
	each(t, lab.Healthy, func(t *testing.T, _ lab.Fault, s *lab.Server) {
		status, err := visit(t, s)
		require.NoError(t, err, s.Log())
		assert.Equal(t, http.StatusOK, status)
	})
}

func TestEveryFaultIsAFault(t *testing.T) {
	each(t, lab.Start, func(t *testing.T, f lab.Fault, s *lab.Server) {
		status, err := visit(t, s)
		if f.Unseen {
			require.NoError(t, err, s.Log())
			assert.Equal(t, http.StatusOK, status)
			return
		}
		assert.True(t, err != nil || status != http.StatusOK, "an ordinary client noticed nothing")
	})
}

// What an ordinary client says about a fault shows that it is the planted one and no other.
func TestFaultsAreThePlantedOnes(t *testing.T) {
	for id, want := range map[string]string{
		"wrong-address": "valid for 10.0.1.10, not 127.0.0.1", "wrong-eku": "incompatible key usage", "client-certificate-missing": "certificate required",
		"refused": "refused", "connect-timeout": "timeout", "silent": "timeout", "slow-drip": "timeout", "reset-after-hello": "reset",
		"closed-after-hello": "EOF", "closed-in-handshake": "EOF", "reset-in-handshake": "reset",
		"plain-http": "does not look like a TLS handshake", "ssh": "does not look like a TLS handshake",
		"tls10-only": "protocol version", "rsa-suites-ecdsa-certificate": "handshake failure", "rsa-key-exchange-only": "handshake failure",
		"alpn-refused": "no application protocol", "unrecognized-name": "unrecognized name", "name-needed": "unrecognized name",
		"alert-unknown-number": "alert(255)", "huge-record": "oversized", "huge-message": "exceeds maximum", "wrong-message": "unexpected",
		"corrupted-record": "bad record MAC",
		"self-signed":      "unknown authority", "missing-intermediate": "unknown authority", "same-name-other-key": "unknown authority",
		"issuer-not-a-ca": "parent certificate cannot sign", "path-length": "too many intermediates", "name-constraint": "not permitted",
		"sha1-signature": "SHA1", "unknown-critical-extension": "unhandled critical", "unreadable-certificate": "failed to parse",
		"expired": "is after", "not-yet-valid": "is before", "intermediate-expired": "is after", "root-expired": "is after",
		"name-cn-only": "legacy Common Name", "name-ip-as-dns": "doesn't contain any IP SANs", "name-wildcard-depth": "not a.b.lab.test",
		"issuer-eku-client":    "incompatible key usage",
		"client-missing-tls12": "handshake failure", "client-other-ca": "certificate required", "client-same-name-other-key": "unknown certificate authority",
		"client-expired": "expired certificate", "client-server-eku": "bad certificate", "client-missing-closed": "EOF", "client-withheld": "certificate required",
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			s, err := lab.Start(t.Context(), id, t.TempDir())
			if err != nil && strings.Contains(err.Error(), "unsupported") {
				servers.Missing(t, err.Error())
			}
			require.NoError(t, err)
			defer s.Close()
			_, err = visit(t, s)
			require.Error(t, err)
			assert.Contains(t, err.Error(), want, s.Log())
		})
	}
}

func TestTablesAreSound(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, f := range lab.Faults() {
		assert.Regexp(t, name, f.ID)
		assert.False(t, seen[f.ID], "%s is there twice", f.ID)
		seen[f.ID] = true
		assert.NotEmpty(t, f.Group, f.ID)
		assert.NotEmpty(t, f.Codes, f.ID)
		for _, c := range append(f.Codes, f.Also...) {
			assert.NotEmpty(t, model.Info(c).Keys, "%s expects the unknown code %s", f.ID, c)
		}
	}
	assert.Len(t, lab.Practice(), 3)
	_, err := lab.Start(t.Context(), "no-such-fault", t.TempDir())
	assert.ErrorIs(t, err, lab.ErrUnknownFault)
}

// A learner's fix: the identity is made again in the home, nothing else is touched.
func TestAFixInTheHomeHeals(t *testing.T) {
	for _, id := range []string{lab.WrongAddress, lab.WrongEKU} {
		t.Run(id, func(t *testing.T) {
			home := t.TempDir()
			s, err := lab.Start(t.Context(), id, home)
			require.NoError(t, err)
			_, err = visit(t, s)
			require.Error(t, err)
			s.Hold()
			twin := t.TempDir()
			_, err = lab.Healthy(t.Context(), id, twin)
			require.NoError(t, err)
			require.NoError(t, os.RemoveAll(filepath.Join(home, "lab")))
			require.NoError(t, os.CopyFS(filepath.Join(home, "lab"), os.DirFS(filepath.Join(twin, "lab"))))
			_, err = visit(t, s)
			require.Error(t, err, "held: the old certificate is still served")
			require.NoError(t, s.Reload())
			status, err := visit(t, s)
			require.NoError(t, err)
			assert.Equal(t, http.StatusOK, status)
		})
	}
}

func TestClientCertificateMissingIsHealedByTheClientThatLiesThere(t *testing.T) {
	s, err := lab.Start(t.Context(), lab.ClientCertMissing, t.TempDir())
	require.NoError(t, err)
	assert.Empty(t, s.AsClient)
	_, err = visit(t, s)
	require.Error(t, err)
	assert.Eventually(t, func() bool { return strings.Contains(s.Log(), "client didn't provide a certificate") }, 5*time.Second, 10*time.Millisecond)
	s.AsClient = s.Client
	status, err := visit(t, s)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
}

// In the middle of a change on disk a server serves on what it read last.
func TestServerSurvivesMissingFiles(t *testing.T) {
	home := t.TempDir()
	s, err := lab.Healthy(t.Context(), lab.WrongAddress, home)
	require.NoError(t, err)
	kept := filepath.Join(t.TempDir(), "cert.pem")
	served := filepath.Join(home, filepath.FromSlash(s.Identity), "cert.pem")
	require.NoError(t, os.Rename(served, kept))
	require.Error(t, s.Reload())
	status, err := visit(t, s)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
}

func TestHomeIsLaidOutAsCertwrightDoes(t *testing.T) {
	home := t.TempDir()
	s, err := lab.Start(t.Context(), lab.WrongAddress, home)
	require.NoError(t, err)
	assert.Equal(t, []string{"lab", "lab/server", "lab/admin"}, []string{s.Authority, s.Identity, s.Client})
	for path, mode := range map[string]os.FileMode{
		"lab": 0o700, "lab/ca.pem": 0o644, "lab/ca-key.pem": 0o600, "lab/server": 0o700, "lab/server/key.pem": 0o600,
		"lab/server/cert.pem": 0o644, "lab/server/ca.pem": 0o644, "lab/admin/key.pem": 0o600,
	} {
		info, err := os.Stat(filepath.Join(home, path))
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode().Perm(), path)
	}
	record, err := filepath.Glob(filepath.Join(home, "lab", "issued", "*.pem"))
	require.NoError(t, err)
	assert.Len(t, record, 2)
}

func TestServersEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	for _, id := range []string{"expired", "silent", "slow-drip", "connect-timeout"} {
		s, err := lab.Start(ctx, id, t.TempDir())
		if err != nil && strings.Contains(err.Error(), "unsupported") {
			continue
		}
		require.NoError(t, err)
		defer func() {
			assert.Eventually(t, func() bool {
				_, err := net.DialTimeout("tcp", s.Addr, time.Second)
				return err != nil && strings.Contains(err.Error(), "refused")
			}, 3*time.Second, 20*time.Millisecond, id)
		}()
	}
	cancel()
}
