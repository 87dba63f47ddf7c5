package workbench

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// protocolCase is a server that cannot come to terms with an ordinary Go client, or only just.
type protocolCase struct {
	name  string
	key   string   // of the server's certificate: p256 (default), rsa, ed25519, or what only openssl makes
	args  []string // of s_server
	dial  func(*shop, *model.Dial)
	want  []verdict
	needs string // what the first finding must say that the server wants
}

func byServer(what string) verdict { return verdict{what, model.PartyServer, model.Proven} }

func limits(from, to string) func(*shop, *model.Dial) {
	return func(_ *shop, d *model.Dial) { d.MinTLS, d.MaxTLS = from, to }
}

const anyLevel = "ALL:@SECLEVEL=0"

var protocolCases = []protocolCase{
	{name: "healthy, p256"},
	{name: "healthy, RSA", key: "rsa"},
	{name: "healthy, Ed25519 in TLS 1.2", key: "ed25519", args: []string{"-tls1_2"}},
	{name: "healthy, p384 only", args: []string{"-groups", "P-384"}},
	{name: "healthy, ChaCha20 only", args: []string{"-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"}},

	{name: "TLS 1.0 only", args: []string{"-tls1", "-cipher", anyLevel}, want: []verdict{byServer("protocol-version/old")}, needs: "TLS 1.0"},
	{name: "TLS 1.1 only", args: []string{"-tls1_1", "-cipher", anyLevel}, want: []verdict{byServer("protocol-version/old")}, needs: "TLS 1.1"},
	{name: "TLS 1.0 only, 1.2 wanted", args: []string{"-tls1", "-cipher", anyLevel}, dial: limits("1.2", ""), want: []verdict{byServer("protocol-version/old")}, needs: "TLS 1.0"},
	{name: "TLS 1.3 only, dialled with --max-tls 1.2", args: []string{"-tls1_3"}, dial: limits("", "1.2"), want: []verdict{{"protocol-version", model.PartyClient, model.Proven}}, needs: "TLS 1.3"},
	{name: "TLS 1.2 only, dialled with --min-tls 1.3", args: []string{"-tls1_2"}, dial: limits("1.3", ""), want: []verdict{{"protocol-version", model.PartyClient, model.Proven}}, needs: "TLS 1.2"},

	{name: "RSA key exchange only", key: "rsa", args: []string{"-tls1_2", "-cipher", "kRSA"}, want: []verdict{byServer("no-shared-cipher")}, needs: "TLS_RSA_WITH_AES_128_GCM_SHA256"},
	{name: "DHE only", key: "rsa", args: []string{"-tls1_2", "-cipher", "kDHE"}, want: []verdict{byServer("no-shared-cipher")}, needs: "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
	{name: "Camellia only", key: "rsa", args: []string{"-tls1_2", "-cipher", "CAMELLIA"}, want: []verdict{byServer("no-shared-cipher")}, needs: "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384"},
	{name: "anonymous only", key: "rsa", args: []string{"-tls1_2", "-cipher", "aNULL:@SECLEVEL=0"}, want: []verdict{byServer("no-shared-cipher")}, needs: "TLS_DH_anon_WITH_AES_256_GCM_SHA384"},
	{name: "CCM only", args: []string{"-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256"}, want: []verdict{byServer("no-shared-cipher")}, needs: "TLS_AES_128_CCM_SHA256"},
	{name: "TLS 1.0 with DHE only", key: "rsa", args: []string{"-tls1", "-cipher", "kDHE:@SECLEVEL=0"}, want: []verdict{byServer("protocol-version/old"), byServer("no-shared-cipher")}, needs: "TLS 1.0"},
	{name: "suites for RSA, certificate ECDSA", args: []string{"-tls1_2", "-cipher", "aRSA"}, want: []verdict{{"no-shared-cipher/none-fits", model.PartyServer, model.Likely}}, needs: "40 handshake_failure"},

	{name: "X448 only", args: []string{"-groups", "X448"}, want: []verdict{byServer("no-shared-group")}, needs: "x448"},
	{name: "X448 only, TLS 1.2", args: []string{"-tls1_2", "-groups", "X448"}, want: []verdict{byServer("no-shared-group")}, needs: "x448"},
	{name: "secp256k1 only", args: []string{"-tls1_2", "-groups", "secp256k1"}, want: []verdict{byServer("no-shared-group")}, needs: "secp256k1"},
	{name: "ffdhe2048 only", args: []string{"-tls1_3", "-groups", "ffdhe2048"}, want: []verdict{byServer("no-shared-group")}, needs: "ffdhe2048"},

	{name: "ECDSA with SHA-224 only", args: []string{"-sigalgs", "ECDSA+SHA224"}, want: []verdict{byServer("no-shared-signature-scheme")}, needs: "ecdsa_sha224"},
	{name: "signatures with SHA-1 only, TLS 1.2", args: []string{"-tls1_2", "-sigalgs", "ECDSA+SHA1", "-cipher", anyLevel}, want: []verdict{byServer("no-shared-signature-scheme")}, needs: "ecdsa_sha1"},
	{name: "signatures with SHA-1 only", key: "rsa", args: []string{"-sigalgs", "RSA+SHA1", "-cipher", anyLevel}, want: []verdict{byServer("no-shared-signature-scheme")}, needs: "rsa_pkcs1_sha1"},
	{name: "RSA key too small for more than SHA-1", key: "rsa:512", args: []string{"-tls1_2", "-cipher", anyLevel}, want: []verdict{byServer("weak-key")}},
	{name: "signatures with SHA-1 first", key: "rsa", args: []string{"-tls1_2", "-sigalgs", "RSA+SHA1:RSA+SHA256", "-serverpref", "-cipher", anyLevel}},
	{name: "signatures of PKCS #1 only, TLS 1.3 too", key: "rsa", args: []string{"-sigalgs", "RSA+SHA256"}, want: []verdict{{"no-shared-signature-scheme", model.PartyServer, model.Likely}}, needs: "rsa_pkcs1_sha256"},
	{name: "signatures for ECDSA, key RSA", key: "rsa", args: []string{"-sigalgs", "ECDSA+SHA256"}, want: []verdict{{"no-shared-signature-scheme/none-fits", model.PartyServer, model.Likely}}, needs: "40 handshake_failure"},
	{name: "signatures for ECDSA, key RSA, TLS 1.3 only", key: "rsa", args: []string{"-tls1_3", "-sigalgs", "ECDSA+SHA256"}, want: []verdict{{"no-shared-signature-scheme/none-fits", model.PartyServer, model.Likely}}, needs: "40 handshake_failure"},
	{name: "Ed448 certificate", key: "ed448", want: []verdict{byServer("unsupported-key")}, needs: "Ed448"},
	{name: "Ed448 certificate, TLS 1.2", key: "ed448", args: []string{"-tls1_2"}, want: []verdict{byServer("unsupported-key")}, needs: "Ed448"},
	{name: "Ed448 certificate, TLS 1.3 only", key: "ed448", args: []string{"-tls1_3"}, want: []verdict{byServer("no-shared-signature-scheme")}, needs: "ed448"},
	{name: "RSA key for PSS alone", key: "rsa-pss", want: []verdict{byServer("unsupported-key")}, needs: "RSA-PSS"},
	{name: "secp256k1 certificate", key: "ec:secp256k1", want: []verdict{byServer("unsupported-key")}, needs: "ECDSA secp256k1"},
	{name: "brainpool certificate", key: "ec:brainpoolP256r1", want: []verdict{byServer("unsupported-key")}, needs: "ECDSA brainpoolP256r1"},
	{name: "P-224 certificate", key: "ec:secp224r1", want: []verdict{byServer("unsupported-key")}, needs: "ECDSA P-224"},
	{name: "brainpool groups only", key: "rsa", args: []string{"-tls1_2", "-groups", "brainpoolP256r1"}, want: []verdict{byServer("no-shared-group")}, needs: "brainpoolP256r1"},
	{name: "Ed448 certificate, for another name", key: "ed448", dial: ask("elsewhere.shop.test"), want: []verdict{byServer("unsupported-key"), byServer("name-mismatch")}, needs: "Ed448"},

	{name: "another application protocol only", args: []string{"-alpn", "lab/1"}, want: []verdict{byServer("alpn-refused")}},
	{name: "one name only, and another asked", args: []string{"-servername", "server.shop.test", "-servername_fatal"}, dial: ask("localhost"),
		want: []verdict{{"server-name-refused", model.PartyClient, model.Proven}}},
	{name: "one name only, and asked", args: []string{"-servername", "server.shop.test", "-servername_fatal"}, dial: ask("server.shop.test")},
	{name: "no certificate at all", key: "none", want: []verdict{{"no-shared-cipher/none-fits", model.PartyServer, model.Likely}}},
}

// TestRealProtocols dials openssl s_server with each of its settings that narrow what it speaks.
func TestRealProtocols(t *testing.T) {
	servers.Need(t, "openssl")
	s, m := newShop(t), newMatrix(t)
	for i, c := range protocolCases {
		t.Run(strconv.Itoa(i)+" "+c.name, func(t *testing.T) {
			server := s.keyed(c.key)
			o := servers.Options{Cert: server.cert, Key: server.key, Args: c.args}
			if len(c.args) > 1 && c.args[0] == "-servername" {
				o.Args = append(o.Args, "-cert2", server.cert, "-key2", server.key)
			}
			srv := servers.OpenSSL(t, o)
			d := s.dial(srv, files{})
			if c.dial != nil {
				c.dial(s, &d)
			}
			r := s.probe(d)
			holds(t, "openssl | "+c.name, r, c.want...)
			m.add(c.name, "openssl", r)
			if c.needs != "" && len(r.Findings) > 0 {
				f := r.Findings[0]
				assert.Equal(t, c.needs, f.Value("needs")+f.Value("theirs")+f.Value("algorithm"))
			}
		})
	}
}

// TestRealOldProtocols: what other makers' servers narrow, and how they refuse.
func TestRealOldProtocols(t *testing.T) {
	old := []verdict{byServer("protocol-version/old")}
	for _, c := range []struct {
		program
		name   string
		key    string
		change func(*servers.Options)
		dial   func(*shop, *model.Dial)
		want   []verdict
	}{
		{program{name: "nginx", start: servers.Nginx}, "TLS 1.0 only", "", func(o *servers.Options) { o.Config = "ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0;" }, nil, old},
		{program{name: "nginx", start: servers.Nginx}, "TLS 1.3 only, 1.2 wanted", "", func(o *servers.Options) { o.Config = "ssl_protocols TLSv1.3;" }, limits("", "1.2"),
			[]verdict{{"protocol-version", model.PartyClient, model.Proven}}},
		{program{name: "nginx", start: servers.Nginx}, "suites for RSA, certificate ECDSA", "", func(o *servers.Options) { o.Config = "ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256;" }, nil,
			[]verdict{{"no-shared-cipher/none-fits", model.PartyServer, model.Likely}}},
		{program{name: "nginx", start: servers.Nginx}, "X448 only", "", func(o *servers.Options) { o.Config = "ssl_ecdh_curve X448;" }, nil, []verdict{byServer("no-shared-group")}},
		{program{name: "haproxy", start: servers.HAProxy}, "TLS 1.1 at most", "", func(o *servers.Options) { o.Args = []string{"ssl-max-ver", "TLSv1.1", "ciphers", anyLevel} }, nil, old},
		{program{name: "haproxy", start: servers.HAProxy}, "RSA key exchange only", "rsa", func(o *servers.Options) { o.Args = []string{"ssl-max-ver", "TLSv1.2", "ciphers", "AES128-GCM-SHA256"} }, nil,
			[]verdict{byServer("no-shared-cipher")}},
		{program{name: "stunnel", start: servers.Stunnel}, "TLS 1.1 at most", "", func(o *servers.Options) {
			o.Config = "sslVersionMax = TLSv1.1\nsslVersionMin = TLSv1\nciphers = " + anyLevel
		}, nil, old},
		{program{name: "gnutls-serv", start: servers.GnuTLS}, "TLS 1.1 only", "", func(o *servers.Options) { o.Args = []string{"--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.1"} }, nil, old},
		{program{name: "gnutls-serv", start: servers.GnuTLS}, "TLS 1.3 only, 1.2 wanted", "", func(o *servers.Options) { o.Args = []string{"--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.3"} }, limits("", "1.2"),
			[]verdict{{"protocol-version", model.PartyClient, model.Proven}}},
		{program{name: "gnutls-serv", start: servers.GnuTLS}, "DHE only", "rsa", func(o *servers.Options) {
			o.Args = []string{"--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA"}
		}, nil,
			[]verdict{byServer("no-shared-cipher")}},
		{program{name: "gnutls-serv", start: servers.GnuTLS}, "key for decrypting alone", "rsa-encipherment", func(*servers.Options) {}, nil, []verdict{byServer("key-usage-wrong")}},
		{program{name: "gnutls-serv", start: servers.GnuTLS}, "X448 only", "", func(o *servers.Options) { o.Args = []string{"--priority", "NORMAL:-GROUP-ALL:+GROUP-X448"} }, nil,
			[]verdict{byServer("no-shared-group")}},
		{program{name: "gnutls-serv", start: servers.GnuTLS}, "Ed448 certificate", "ed448", func(*servers.Options) {}, nil, []verdict{byServer("unsupported-key")}},
		{program{name: "node", start: servers.Node}, "TLS 1.1 only", "", func(o *servers.Options) {
			o.Env = []string{`TLS_OPTIONS={"minVersion":"TLSv1","maxVersion":"TLSv1.1","ciphers":"ALL:@SECLEVEL=0"}`}
		}, nil, old},
		{program{name: "node", start: servers.Node}, "DHE only", "rsa", func(o *servers.Options) {
			o.Env = []string{`TLS_OPTIONS={"maxVersion":"TLSv1.2","ciphers":"DHE-RSA-AES128-GCM-SHA256","dhparam":"auto"}`}
		}, nil, []verdict{byServer("no-shared-cipher")}},
		{program{name: "python3", start: servers.Python}, "TLS 1.0 only", "", func(o *servers.Options) {
			o.Env = []string{"TLS_SETUP=ctx.minimum_version = ctx.maximum_version = ssl.TLSVersion.TLSv1; ctx.set_ciphers('ALL:@SECLEVEL=0')"}
		}, nil, old},
		{program{name: "redis-server", start: servers.Redis}, "TLS 1.1 only", "", func(o *servers.Options) { o.Args = []string{"--tls-protocols", "TLSv1.1", "--tls-ciphers", anyLevel} }, nil, old},
		{program{name: "mosquitto", start: servers.Mosquitto}, "TLS 1.3 only, 1.2 wanted", "", func(o *servers.Options) { o.Config = "tls_version tlsv1.3" }, limits("", "1.2"),
			[]verdict{{"protocol-version", model.PartyClient, model.Proven}}},
		{program{name: "postgres", start: postgres, starttls: "postgres"}, "TLS 1.1 at most", "", func(o *servers.Options) {
			o.Config = "ssl_min_protocol_version = 'TLSv1'\nssl_max_protocol_version = 'TLSv1.1'\nssl_ciphers = '" + anyLevel + "'"
		}, nil, old},
		{program{name: "exim4", start: servers.Exim, starttls: "smtp"}, "TLS 1.1 only", "", func(o *servers.Options) { o.Config = "tls_require_ciphers = NORMAL:-VERS-ALL:+VERS-TLS1.1" }, nil, old},
		{program{name: "slapd", start: servers.Slapd, starttls: "ldap"}, "TLS 1.1 only", "", func(o *servers.Options) { o.Config = "TLSCipherSuite NORMAL:-VERS-ALL:+VERS-TLS1.1" }, nil, old},
	} {
		t.Run(c.program.name+" "+c.name, func(t *testing.T) {
			c.need(t)
			t.Parallel()
			s := newShop(t)
			own := s.keyed(c.key)
			o := servers.Options{Cert: own.cert, Key: own.key}
			c.change(&o)
			d := s.dial(c.start(t, o), files{})
			d.StartTLS = c.starttls
			if c.dial != nil {
				c.dial(s, &d)
			}
			holds(t, c.program.name+" | "+c.name, s.probe(d), c.want...)
		})
	}
}

// keyed is a server's certificate for this kind of key.
func (s *shop) keyed(kind string) files {
	s.t.Helper()
	var key crypto.Signer
	var err error
	switch kind {
	case "":
		return s.server(s.root)
	case "none":
		return files{}
	case "rsa-encipherment": // GnuTLS then has nothing but the RSA key exchange
		only := func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err == nil {
			return s.save(s.made(s.root.LeafFor(key, "server", forServers, ownNames, only)))
		}
	case "rsa":
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	case "ed25519":
		_, key, err = ed25519.GenerateKey(rand.Reader)
	default:
		if curve, ok := strings.CutPrefix(kind, "ec:"); ok {
			return s.madeByOpenSSL("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:"+curve)
		}
		return s.madeByOpenSSL("-newkey", kind)
	}
	require.NoError(s.t, err)
	return s.save(s.made(s.root.LeafFor(key, "server", forServers, ownNames, func(c *x509.Certificate) { c.KeyUsage |= x509.KeyUsageKeyEncipherment })))
}

// madeByOpenSSL is a server's certificate below the root for a key that Go cannot make.
func (s *shop) madeByOpenSSL(newkey ...string) files {
	s.t.Helper()
	require.NoError(s.t, s.root.SaveAuthority(s.dir))
	name := strings.ReplaceAll(strings.Join(newkey, ""), ":", "-")
	f := files{filepath.Join(s.dir, name+".pem"), filepath.Join(s.dir, name+"-key.pem")}
	args := append([]string{"req", "-x509", "-nodes", "-CA", filepath.Join(s.dir, "ca.pem"), "-CAkey", filepath.Join(s.dir, "ca-key.pem"), "-subj", "/CN=server",
		"-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2", "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "keyUsage=critical,digitalSignature",
		"-addext", "extendedKeyUsage=serverAuth", "-days", "90", "-keyout", f.key, "-out", f.cert}, newkey...)
	r := servers.Run(s.t, s.t.Context(), "openssl", args...)
	require.Zero(s.t, r.Code, r.Text())
	return f
}

// TestRealServerNames holds the ways in which servers refuse a name, or the lack of one.
func TestRealServerNames(t *testing.T) {
	refused := []verdict{{"server-name-refused", model.PartyClient, model.Proven}}
	missed := []verdict{{"server-name-refused/none-sent", model.PartyClient, model.Proven}}
	for _, c := range []struct {
		name string
		program
		change func(*servers.Options)
		ask    string
		want   []verdict
	}{
		{"nginx", program{start: servers.Nginx}, func(o *servers.Options) { o.Config = "ssl_reject_handshake on;" }, "", missed},
		{"nginx", program{start: servers.Nginx}, func(o *servers.Options) { o.Config = "ssl_reject_handshake on;" }, "other.shop.test", refused},
		{"haproxy", program{start: servers.HAProxy}, func(o *servers.Options) { o.Args = []string{"strict-sni"} }, "", missed},
		{"haproxy", program{start: servers.HAProxy}, func(o *servers.Options) { o.Args = []string{"strict-sni"} }, "other.test", refused},
		{"haproxy", program{start: servers.HAProxy}, func(o *servers.Options) { o.Args = []string{"strict-sni"} }, "server.shop.test", nil},
		{"gnutls-serv", program{start: servers.GnuTLS}, func(o *servers.Options) {
			o.Args = []string{"--sni-hostname", "server.shop.test", "--sni-hostname-fatal"}
		}, "localhost", refused},
	} {
		t.Run(c.name+" "+c.ask, func(t *testing.T) {
			servers.Need(t, c.name)
			s := newShop(t)
			own := s.server(s.root)
			o := servers.Options{Cert: own.cert, Key: own.key}
			c.change(&o)
			d := s.dial(c.start(t, o), files{})
			d.ServerName = c.ask
			holds(t, c.name+" | asked for "+strconv.Quote(c.ask), s.probe(d), c.want...)
		})
	}
}

// TestRealApplicationProtocols: a server with h2 alone is healthy for everybody who asks again; one with none of ours is not.
func TestRealApplicationProtocols(t *testing.T) {
	servers.Need(t, "node", "haproxy")
	s := newShop(t)
	own := s.server(s.root)
	o := servers.Options{Cert: own.cert, Key: own.key}
	h2, other := o, o
	h2.Args = []string{"alpn", "h2"}
	holds(t, "haproxy | h2 only", s.probe(s.dial(servers.HAProxy(t, h2), files{})))
	h2.Args, h2.Env = nil, []string{`TLS_OPTIONS={"ALPNProtocols":["h2"]}`}
	holds(t, "node | h2 only", s.probe(s.dial(servers.Node(t, h2), files{})))
	other.Env = []string{`TLS_OPTIONS={"ALPNProtocols":["lab/1"]}`}
	holds(t, "node | another protocol only", s.probe(s.dial(servers.Node(t, other), files{})), byServer("alpn-refused"))
}

// TestServerOfSSL3 answers as a server of 1999 does: with version 3.0, whatever is offered. No program of today can.
func TestServerOfSSL3(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 4096))
			hello := append([]byte{22, 3, 0, 0, 42, 2, 0, 0, 38, 3, 0}, make([]byte, 32)...)
			_, _ = c.Write(append(hello, 0, 0, 0x0a, 0)) // no session, TLS_RSA_WITH_3DES_EDE_CBC_SHA, no compression
			_, _ = io.Copy(io.Discard, c)
			_ = c.Close()
		}
	}()
	s := newShop(t)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	r := s.probe(model.Dial{Host: "127.0.0.1", Port: port, CA: s.anchors(s.root)})
	holds(t, "SSL 3.0 | only", r, byServer("protocol-version/old"))
	assert.Equal(t, "SSL 3.0", r.Findings[0].Value("theirs"))
}

// TestGoServerWithoutCertificateForTheName: Go's servers say 80 internal_error then; what a hello with another name gets shows why.
func TestGoServerWithoutCertificateForTheName(t *testing.T) {
	s := newShop(t)
	own := s.server(s.root)
	pair, err := tls.LoadX509KeyPair(own.cert, own.key)
	require.NoError(t, err)
	for _, c := range []struct {
		asked string
		knows func(name string) bool
		want  []verdict
	}{
		{"server.shop.test", func(n string) bool { return n == "" }, []verdict{{"server-name-refused", model.PartyClient, model.Proven}}},
		{"", func(n string) bool { return n != "" }, []verdict{{"server-name-refused/none-sent", model.PartyClient, model.Proven}}},
		{"server.shop.test", func(n string) bool { return n != "" }, nil},
		{"", func(string) bool { return false }, []verdict{byServer("alert-received")}},
	} {
		l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if !c.knows(h.ServerName) {
				return nil, errors.New("no certificate for this name")
			}
			return &pair, nil
		}})
		require.NoError(t, err)
		srv := &http.Server{Handler: http.NotFoundHandler(), ErrorLog: log.New(io.Discard, "", 0)}
		go func() { _ = srv.Serve(l) }()
		t.Cleanup(func() { _ = srv.Close() })
		_, port, _ := net.SplitHostPort(l.Addr().String())
		r := s.probe(model.Dial{Host: "127.0.0.1", Port: port, CA: s.anchors(s.root), ServerName: c.asked})
		holds(t, "Go | asked for "+strconv.Quote(c.asked), r, c.want...)
	}
}
