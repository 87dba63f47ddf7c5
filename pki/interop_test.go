package pki

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// liveIdentity is a root and a server certificate that are valid now, written as files.
type liveIdentity struct {
	dir, ca, cert, key string
	pair               tls.Certificate
}

// live makes an authority, two intermediates below it when deep, and a server's certificate for 127.0.0.1.
func live(t *testing.T, caKey, key model.KeyType, deep bool) liveIdentity {
	t.Helper()
	now := time.Now()
	subject, found := model.ParseSubject("/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test")
	require.Empty(t, found)
	ca, err := CreateAuthority(model.AuthoritySpec{Name: "pouch_test", Subject: subject, PathLen: -1}, keyNamed(t, caKey, "live"), now)
	require.NoError(t, err)
	root := ca.Cert
	if deep {
		for _, name := range []string{"mid", "low"} {
			ca, _, err = SignAuthority(ca, model.AuthoritySpec{Name: name, PathLen: -1, Days: 1000}, keyNamed(t, caKey, name), now)
			require.NoError(t, err)
		}
	}
	signer := keyNamed(t, key, "live-leaf")
	spec := serverSpec("server", model.SAN{Kind: model.IP, Value: "127.0.0.1"}, model.SAN{Kind: model.DNS, Value: "localhost"})
	spec.Profile = model.ProfilePeer
	cert, _, err := Issue(ca, spec, signer.Public(), now)
	require.NoError(t, err)
	dir := t.TempDir()
	chain := append([]*x509.Certificate{cert}, ca.Chain...)
	id := liveIdentity{dir: dir, ca: write(t, dir, "ca.pem", CertificatePEM(root)), cert: write(t, dir, "cert.pem", CertificatePEM(chain...)),
		key: write(t, dir, "key.pem", keyPEM(t, signer, ""))}
	id.pair, err = tls.LoadX509KeyPair(id.cert, id.key)
	require.NoError(t, err)
	return id
}

func TestOpenSSLStrictAcceptsEveryKind(t *testing.T) {
	servers.Need(t, "openssl")
	for _, kind := range model.KeyTypes() {
		for _, deep := range []bool{false, true} {
			id := live(t, kind, kind, deep)
			for _, purpose := range []string{"sslserver", "sslclient"} {
				out := run(t, id.dir, "openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile", id.ca, "-untrusted", id.cert, "-verify_ip", "127.0.0.1", id.cert)
				assert.Contains(t, out, "OK")
			}
			run(t, id.dir, "openssl", "pkey", "-in", id.key, "-noout", "-check")
		}
	}
}

// serve answers "hello" over TLS with this identity on a loopback port.
func serve(t *testing.T, id liveIdentity) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &httptest.Server{Listener: l, Config: &http.Server{
		Handler:  http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }),
		ErrorLog: log.New(io.Discard, "", 0),
	}, TLS: &tls.Config{Certificates: []tls.Certificate{id.pair}}}
	s.StartTLS()
	t.Cleanup(s.Close)
	return l.Addr().String()
}

const pythonClient = `
import ssl, sys, urllib.request
c = ssl.create_default_context(cafile=sys.argv[1])
c.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN  # what Python 3.13 sets by itself
print(urllib.request.urlopen("https://" + sys.argv[2] + "/", context=c).read().decode())
`

const nodeClient = `
const fs = require("fs"), https = require("https"), [ca, addr] = process.argv.slice(1);
https.get("https://" + addr + "/", {ca: fs.readFileSync(ca)}, r => r.pipe(process.stdout)).on("error", e => { console.error(e.message); process.exit(1); });
`

func TestRealClientsAcceptWhatIsIssued(t *testing.T) {
	for _, c := range []struct {
		ca, leaf model.KeyType
		deep     bool
	}{{model.P256, model.P256, false}, {model.RSA2048, model.RSA2048, true}, {model.Ed25519, model.Ed25519, false}, {model.P384, model.RSA2048, false}, {model.P256, model.P256, true}} {
		t.Run(string(c.ca)+"-"+string(c.leaf), func(t *testing.T) {
			id := live(t, c.ca, c.leaf, c.deep)
			addr := serve(t, id)
			for program, args := range map[string][]string{
				"curl":    {"-sS", "--fail", "--noproxy", "*", "--cacert", id.ca, "https://" + addr + "/"},
				"python3": {"-c", pythonClient, id.ca, addr},
				"node":    {"-e", nodeClient, id.ca, addr},
			} {
				t.Run(program, func(t *testing.T) {
					servers.Need(t, program)
					t.Setenv("no_proxy", "127.0.0.1")
					assert.Contains(t, run(t, id.dir, program, args...), "hello")
				})
			}
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM([]byte(readFile(t, id.ca)))
			client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}, Timeout: 10 * time.Second}
			resp, err := client.Get("https://" + addr + "/")
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
		})
	}
}

func TestOpenSSLReadsWhatIsWritten(t *testing.T) {
	servers.Need(t, "openssl")
	dir := t.TempDir()
	for _, kind := range model.KeyTypes() {
		key := keyNamed(t, kind, "all")
		file := write(t, dir, string(kind)+".pem", keyPEM(t, key, "geheim 密"))
		out := run(t, dir, "openssl", "pkey", "-in", file, "-passin", "pass:geheim 密", "-pubout")
		in, _ := Read([]byte(out), "-")
		assert.Equal(t, SPKI(key.Public()), in.Items[0].Key.SPKI, kind)
	}
	der, err := CreateRequest(serverSpec("r", model.SAN{Kind: model.DNS, Value: "r.example"}), keyNamed(t, "", "r"))
	require.NoError(t, err)
	file := write(t, dir, "r.csr", RequestPEM(der))
	out := run(t, dir, "openssl", "req", "-in", file, "-noout", "-text", "-verify")
	assert.Contains(t, out, "DNS:r.example")
	assert.Contains(t, out, "TLS Web Server Authentication")
}

func TestWhatOpenSSLMakesIsRead(t *testing.T) {
	servers.Need(t, "openssl")
	dir := t.TempDir()
	sh := func(args ...string) { t.Helper(); run(t, dir, "openssl", args...) }
	sh("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "pkcs8.pem")
	want := loaded(t, dir, "pkcs8.pem", "")
	for name, args := range map[string][]string{
		"pkcs1.pem":   {"rsa", "-in", "pkcs8.pem", "-traditional"},
		"des3.pem":    {"rsa", "-in", "pkcs8.pem", "-traditional", "-des3", "-passout", "pass:x"},
		"aes.pem":     {"rsa", "-in", "pkcs8.pem", "-traditional", "-aes256", "-passout", "pass:x"},
		"pbkdf2.pem":  {"pkcs8", "-topk8", "-in", "pkcs8.pem", "-passout", "pass:x"},
		"sha512.pem":  {"pkcs8", "-topk8", "-in", "pkcs8.pem", "-passout", "pass:x", "-v2", "aes128", "-v2prf", "hmacWithSHA512"},
		"scrypt.pem":  {"pkcs8", "-topk8", "-in", "pkcs8.pem", "-passout", "pass:x", "-scrypt"},
		"3des.pem":    {"pkcs8", "-topk8", "-in", "pkcs8.pem", "-passout", "pass:x", "-v2", "des3", "-v2prf", "hmacWithSHA1"},
		"der.key":     {"pkcs8", "-topk8", "-in", "pkcs8.pem", "-passout", "pass:x", "-outform", "DER"},
		"pkcs8.der":   {"pkey", "-in", "pkcs8.pem", "-outform", "DER"},
		"with-params": {"ecparam", "-name", "prime256v1", "-genkey"},
	} {
		sh(append(args, "-out", name)...)
		got := loaded(t, dir, name, "x")
		if name != "with-params" {
			assert.Equal(t, want, got, name)
		}
	}
	sh("pkcs8", "-topk8", "-in", "pkcs8.pem", "-passout", "pass:x", "-v1", "PBE-SHA1-3DES", "-out", "pbes1.pem")
	_, found := LoadKey([]byte(readFile(t, filepath.Join(dir, "pbes1.pem"))), "pbes1.pem", []byte("x"))
	require.Equal(t, []string{"file-damaged/key-type"}, codes(found))
	assert.Contains(t, found[0].Value("reason"), "PBES2")
	wellFormed(t, found)
}

func loaded(t *testing.T, dir, name, pass string) string {
	t.Helper()
	key, found := LoadKey([]byte(readFile(t, filepath.Join(dir, name))), name, []byte(pass))
	require.NotNil(t, key, "%s: %v", name, found)
	return SPKI(key.Public())
}

func TestOldAndOddCertificatesOfOpenSSL(t *testing.T) {
	servers.Need(t, "openssl")
	dir := t.TempDir()
	sh := func(args ...string) { t.Helper(); run(t, dir, "openssl", args...) }
	sh("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha1", "-subj", "/O=A+CN=multi/CN=ca", "-keyout", "ca.key", "-out", "ca.crt", "-days", "10")
	sh("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=leaf", "-keyout", "k", "-out", "csr")
	sh("x509", "-req", "-in", "csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-sha1", "-out", "leaf.crt")
	sh("x509", "-in", "leaf.crt", "-text", "-out", "text.crt")
	sh("x509", "-in", "leaf.crt", "-trustout", "-addtrust", "clientAuth", "-out", "trusted.crt")
	sh("crl2pkcs7", "-nocrl", "-certfile", "leaf.crt", "-certfile", "ca.crt", "-out", "bundle.p7b")
	sh("pkcs12", "-export", "-in", "leaf.crt", "-inkey", "k", "-passout", "pass:x", "-out", "x.p12")
	ca, found := LoadCAs([]byte(readFile(t, filepath.Join(dir, "ca.crt"))), "ca.crt")
	require.Len(t, ca, 1, "%v", found)
	for name, want := range map[string][]string{"leaf.crt": {}, "text.crt": {"file-untidy/leading-text"}, "trusted.crt": {"file-untidy/label"}} {
		certs, found := LoadCertificates([]byte(readFile(t, filepath.Join(dir, name))), name, "cert")
		require.Len(t, certs, 1, name)
		assert.Equal(t, want, codes(found), name)
		assert.True(t, Signed(ca[0], certs[0]), "%s: who signed with SHA-1 is still to be seen", name)
		assert.Equal(t, "SHA1-RSA", Describe(certs[0]).Signature)
	}
	broken := *ca[0]
	broken.Signature = append([]byte(nil), broken.Signature...)
	broken.Signature[5] ^= 1
	assert.False(t, Signed(ca[0], &broken))
	assert.Equal(t, "/O=A/CN=multi/CN=ca", Describe(ca[0]).Subject.String())
	in, _ := Read([]byte(readFile(t, filepath.Join(dir, "bundle.p7b"))), "bundle.p7b")
	assert.Equal(t, []string{KindPKCS7, KindCertificate, KindCertificate}, kindsOf(in))
	in, _ = Read([]byte(readFile(t, filepath.Join(dir, "x.p12"))), "x.p12")
	assert.Equal(t, []string{KindPKCS12}, kindsOf(in))

	for _, alg := range [][]string{{"ED448"}, {"EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"}, {"EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"}} {
		sh(append(append([]string{"genpkey", "-algorithm"}, alg...), "-out", "odd.key")...)
		sh("req", "-x509", "-key", "odd.key", "-subj", "/CN=odd", "-out", "odd.crt")
		in, objects := Read([]byte(readFile(t, filepath.Join(dir, "odd.crt"))), "odd.crt")
		require.NotNil(t, in.Items[0].Certificate, "%v", alg)
		assert.NotContains(t, in.Items[0].Certificate.Key, "1.", "named: %v", alg)
		if objects[0].Certificate == nil {
			assert.Equal(t, []string{"file-damaged/key-type"}, codes(in.Findings), "%v", alg)
		}
		_, found := LoadKey([]byte(readFile(t, filepath.Join(dir, "odd.key"))), "odd.key", nil)
		assert.Equal(t, []string{"file-damaged/key-type"}, codes(found), "%v", alg)
	}
}

func kindsOf(in model.Inspection) []string {
	var out []string
	for _, i := range in.Items {
		out = append(out, i.Kind)
	}
	return out
}

// TestOpenSSLAgreesOnSubjects: what is encoded here prints in openssl as it was typed, byte for byte and in order.
func TestOpenSSLAgreesOnSubjects(t *testing.T) {
	servers.Need(t, "openssl")
	dir := t.TempDir()
	for i, text := range []string{
		"/C=CN/ST=ZheJiang/L=HangZhou/O=Company/OU=Department/CN=pouch_test",
		"/CN=x/C=DE/O=Größe & Söhne/OU=1/OU=2/emailAddress=a@b.cn/DC=example/DC=com/serialNumber=42",
		"/O=北京/CN=服务器",
	} {
		subject, found := model.ParseSubject(text)
		require.Empty(t, found)
		key := keyNamed(t, "", "r")
		spec := serverSpec("x")
		spec.Subject = subject
		ours, err := CreateRequest(spec, key)
		require.NoError(t, err)
		file := write(t, dir, "k.pem", keyPEM(t, key, ""))
		out := run(t, dir, "openssl", "req", "-new", "-utf8", "-key", file, "-subj", text, "-outform", "DER")
		theirs, err := x509.ParseCertificateRequest([]byte(out))
		require.NoError(t, err)
		mine, err := x509.ParseCertificateRequest(ours)
		require.NoError(t, err)
		assert.Equal(t, theirs.RawSubject, mine.RawSubject, "%d: %s", i, text)
	}
}

func TestSKIIsTheOneOpenSSLMakes(t *testing.T) {
	servers.Need(t, "openssl")
	id := live(t, model.P256, model.P256, false)
	out := run(t, id.dir, "openssl", "req", "-x509", "-new", "-key", id.key, "-subj", "/CN=x", "-addext", "subjectKeyIdentifier=hash")
	theirs, err := DescribePEM([]byte(out))
	require.NoError(t, err)
	ours, err := DescribePEM([]byte(readFile(t, id.cert)))
	require.NoError(t, err)
	assert.Equal(t, theirs[0].SKI, ours[0].SKI)
	assert.False(t, strings.HasPrefix(ours[0].SKI, "0000"))
}
