package lab

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"

	"certwright/model"
)

var protocolFaults = []Fault{
	{ID: "tls10-only", Group: "protocol", Codes: codes(model.ProtocolVersion), change: versions(tls.VersionTLS10, tls.VersionTLS10)},
	{ID: "tls11-only", Group: "protocol", Codes: codes(model.ProtocolVersion), change: versions(tls.VersionTLS11, tls.VersionTLS11)},
	{
		ID: "rsa-key-exchange-only", Group: "protocol", Codes: codes(model.NoSharedCipher), Also: codes(model.HandshakeFailure),
		base:   rsaServer(2048),
		change: tuned(tls12Suites(tls.TLS_RSA_WITH_AES_128_GCM_SHA256)),
	},
	{
		ID: "rsa-suites-ecdsa-certificate", Group: "protocol", Codes: codes(model.NoSharedCipher), Also: codes(model.HandshakeFailure),
		change: tuned(tls12Suites(tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)),
	},
	{ID: "alpn-refused", Group: "protocol", Codes: codes(model.ALPNRefused), Also: codes(model.ApplicationRefused), change: tuned(func(c *tls.Config, _ net.Conn) { c.NextProtos = []string{"lab/1"} })},
	{
		ID: "unrecognized-name", Group: "protocol", Codes: codes(model.ServerNameRefused),
		base: func(p *plan) {
			p.serverName = "server.lab.test"
			p.wrap = swapAlert(alertInternalError, alertUnrecognizedName)
		},
		change: func(p *plan) { p.serverName = "other.lab.test"; refuseNames(p) },
	},
	{
		ID: "name-needed", Group: "protocol", Codes: codes(model.ServerNameRefused), Also: codes(model.AlertReceived),
		base: func(p *plan) {
			p.serverName = "server.lab.test"
			p.wrap = swapAlert(alertInternalError, alertUnrecognizedName)
			refuseNames(p)
		},
		change: func(p *plan) { p.serverName = "" },
	},
	{ID: "alert-handshake-failure", Group: "protocol", Codes: codes(model.NoSharedCipher), Also: codes(model.HandshakeFailure), change: speaks(alerts(40))},
	{ID: "alert-bad-certificate", Group: "protocol", Codes: codes(model.AlertReceived), change: speaks(alerts(42))},
	{ID: "alert-illegal-parameter", Group: "protocol", Codes: codes(model.AlertReceived), change: speaks(alerts(47))},
	{ID: "alert-access-denied", Group: "protocol", Codes: codes(model.AlertReceived), change: speaks(alerts(49))},
	{ID: "alert-decode-error", Group: "protocol", Codes: codes(model.AlertReceived), change: speaks(alerts(50))},
	{ID: "alert-protocol-version", Group: "protocol", Codes: codes(model.ProtocolVersion), change: speaks(alerts(70))},
	{ID: "alert-insufficient-security", Group: "protocol", Codes: codes(model.NoSharedCipher), Also: codes(model.AlertReceived, model.HandshakeFailure), change: speaks(alerts(71))},
	{ID: "alert-internal-error", Group: "protocol", Codes: codes(model.AlertReceived), change: speaks(alerts(80))},
	{ID: "alert-unrecognized-name", Group: "protocol", Codes: codes(model.ServerNameRefused), change: speaks(alerts(alertUnrecognizedName))},
	{ID: "alert-no-application-protocol", Group: "protocol", Codes: codes(model.ALPNRefused), change: speaks(alerts(120))},
	{ID: "alert-unknown-number", Group: "protocol", Codes: codes(model.AlertReceived), change: speaks(alerts(255))},
	{ID: "huge-record", Group: "protocol", Codes: codes(model.OversizedMessage), change: speaks(answers("\x16\x03\x03\xff\xff" + strings.Repeat("\x00", 2000)))},
	{ID: "huge-message", Group: "protocol", Codes: codes(model.OversizedMessage), change: speaks(answers("\x16\x03\x03\x00\x10\x02\xff\xff\xff" + strings.Repeat("\x00", 12)))},
	{ID: "wrong-message", Group: "protocol", Codes: codes(model.HandshakeBroken), change: speaks(answers("\x16\x03\x03\x00\x04\x0e\x00\x00\x00"))},
	{ID: "corrupted-record", Group: "protocol", Codes: codes(model.HandshakeBroken), change: wrapped(flips)},
}

const (
	alertInternalError    = 80
	alertUnrecognizedName = 112
)

func tuned(how func(*tls.Config, net.Conn)) func(*plan) { return func(p *plan) { p.tune = how } }

func versions(from, to uint16) func(*plan) {
	return tuned(func(c *tls.Config, _ net.Conn) { c.MinVersion, c.MaxVersion = from, to })
}

func tls12Suites(ids ...uint16) func(*tls.Config, net.Conn) {
	return func(c *tls.Config, _ net.Conn) { c.MaxVersion, c.CipherSuites = tls.VersionTLS12, ids }
}

// refuseNames makes the server know one name only; without that name it has no certificate to show.
func refuseNames(p *plan) {
	p.tune = func(c *tls.Config, _ net.Conn) {
		cert := c.Certificates[0]
		c.Certificates = nil
		c.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if hello.ServerName != "server.lab.test" {
				return nil, errNameUnknown
			}
			return &cert, nil
		}
	}
}

var errNameUnknown = errors.New("lab: no certificate for this name")

// rsaServer gives the server an RSA key of so many bits, which may also decrypt (RFC 5246 section 7.4.2).
func rsaServer(bits int) func(*plan) {
	return func(p *plan) {
		p.server.key = func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, bits) }
		leaf(func(c *x509.Certificate) { c.KeyUsage |= x509.KeyUsageKeyEncipherment })(p)
	}
}

// flipper damages the first encrypted record that a TLS 1.3 server sends.
type flipper struct {
	net.Conn
	done bool
}

func flips(c net.Conn) net.Conn { return &flipper{Conn: c} }

func (f *flipper) Write(p []byte) (int, error) {
	q := append([]byte(nil), p...)
	for at := 0; !f.done && at+5 < len(q); at += 5 + int(q[at+3])<<8 + int(q[at+4]) {
		if q[at] == 23 {
			q[at+5] ^= 0xff
			f.done = true
		}
	}
	return f.Conn.Write(q)
}
