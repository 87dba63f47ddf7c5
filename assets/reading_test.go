package assets

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// lines as tools print them (facts measured against the real programs), and what each must be read as.
var lines = []struct{ text, id, tool, first string }{
	// Go clients: docker, etcdctl, buildctl, kubectl
	{`error during connect: Get "https://10.0.0.5:2376/v1.50/version": tls: failed to verify certificate: x509: certificate is valid for 127.0.0.2, not 10.0.0.5`, "address-differs", "go", "name-mismatch:ip"},
	{`x509: certificate is not valid for any names, but wanted to match localhost`, "name-differs", "go", "name-mismatch"},
	{`x509: certificate is valid for localhost, not wrong.example`, "name-differs", "go", "name-mismatch"},
	{`x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs`, "address-missing", "go", "name-mismatch:ip"},
	{`x509: certificate relies on legacy Common Name field, use SANs instead`, "common-name-only", "go", "name-mismatch:common-name-only"},
	{`x509: certificate signed by unknown authority`, "unknown-authority", "go", "unknown-issuer"},
	{`tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "workshop CA")`, "unknown-authority-same-name", "go", "issuer-same-name-other-key"},
	{`x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "we-as-ca")`, "unknown-authority-same-name", "go", "issuer-same-name-other-key"},
	{`x509: certificate signed by unknown authority (possibly because of "x509: cannot verify signature: insecure algorithm SHA1-RSA" while trying to verify candidate authority certificate "old CA")`, "weak-signature", "go", "weak-signature"},
	{`x509: certificate signed by unknown authority (possibly because of "x509: invalid signature: parent certificate cannot sign this kind of certificate" while trying to verify candidate authority certificate "ca")`, "issuer-not-a-ca", "go", "issuer-not-a-ca"},
	{`x509: certificate has expired or is not yet valid: current time 2026-11-22T08:00:00Z is after 2021-01-01T00:00:00Z`, "expired", "go", "expired:said"},
	{`x509: certificate has expired or is not yet valid: current time 2026-11-22T08:00:00+08:00 is before 2030-01-01T00:00:00Z`, "not-yet-valid", "go", "not-yet-valid:said"},
	{`x509: certificate has expired or is not yet valid: `, "date-invalid", "go", "expired:said"},
	{`x509: certificate specifies an incompatible key usage`, "wrong-use", "go", "wrong-server-eku"},
	{`x509: too many intermediates for path length constraint`, "path-length", "go", "path-length-exceeded"},
	{`x509: a root or intermediate certificate is not authorized to sign for this name: DNS name "a.b" is not permitted by any constraint`, "name-constraint", "go", "name-constraint-violated"},
	{`x509: unhandled critical extension`, "critical-extension", "go", "unknown-critical-extension"},
	{`x509: negative serial number`, "certificate-unreadable", "go", "certificate-unreadable"},
	{`remote error: tls: bad certificate`, "alert-bad-certificate", "go", "client-certificate-rejected:wrong-eku"},
	{`Error: remote error: bad certificate`, "alert-bad-certificate", "go", "client-certificate-rejected:wrong-eku"},
	{`Error:  client: etcd cluster is unavailable or misconfigured; error #0: remote error: tls: bad certificate`, "alert-bad-certificate", "go", "client-certificate-rejected:wrong-eku"},
	{`The server probably has client authentication (--tlsverify) enabled; check your TLS client certification settings: Get "https://h:2376/": remote error: tls: bad certificate`, "alert-bad-certificate", "go", "client-certificate-rejected:wrong-eku"},
	{`the server probably has client authentication (--tlsverify) enabled; check your TLS client certification settings: Get "https://h:2376/": remote error: tls: bad certificate`, "alert-bad-certificate", "docker", "client-certificate-rejected:wrong-eku"},
	{`remote error: tls: certificate required`, "alert-certificate-required", "go", "client-certificate-required"},
	{`remote error: tls: unknown certificate authority`, "alert-unknown-ca", "go", "client-certificate-rejected:unknown-ca"},
	{`remote error: tls: expired certificate`, "alert-expired", "go", "client-certificate-rejected:expired"},
	{`remote error: tls: handshake failure`, "alert-handshake-failure", "go", "client-certificate-required"},
	{`remote error: tls: protocol version not supported`, "protocol-version", "go", "protocol-version"},
	{`tls: server selected unsupported protocol version 300`, "protocol-version", "go", "protocol-version"},
	{`remote error: tls: no application protocol`, "alert-no-alpn", "go", "alpn-refused"},
	{`remote error: tls: unrecognized name`, "alert-unrecognized-name", "go", "server-name-refused"},
	{`remote error: tls: alert(255)`, "alert-other", "go", "alert-received"},
	{`tls: first record does not look like a TLS handshake`, "not-tls", "go", "not-tls:other"},
	{`tls: oversized record received with length 65535`, "not-tls", "go", "not-tls:other"},
	{`http: server gave HTTP response to HTTPS client`, "no-tls-on-server", "docker", "not-tls:http"},
	{`Error response from daemon: Client sent an HTTP request to an HTTPS server.`, "http-to-https-port", "docker", ""},
	{`read tcp 127.0.0.1:40000->10.0.0.1:2379: read: connection reset by peer`, "closed-early", "go", "closed-without-alert"},
	{`error: failed to list workers: Unavailable: connection error: desc = "error reading server preface: remote error: tls: certificate required"`, "alert-certificate-required", "go", "client-certificate-required"},
	{`error reading server preface: write tcp 127.0.0.1:1->127.0.0.1:2: write: broken pipe`, "broke-after-handshake", "grpc", "client-certificate-required:closed"},
	{`"transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"`, "unknown-authority", "go", "unknown-issuer"},
	{`Error: context deadline exceeded`, "grpc-hidden", "etcd", "timeout"},
	{`dial tcp 10.0.0.1:2379: connect: connection refused`, "refused", "go", "connection-refused"},
	{`dial tcp: lookup etcd-9 on 10.0.0.2:53: no such host`, "no-such-host", "go", "name-not-found"},
	{`dial tcp 10.0.0.1:2379: i/o timeout`, "timed-out", "go", "timeout:connect"},
	{`dial tcp 10.0.0.1:2379: connect: no route to host`, "no-route", "go", "no-route"},
	{`net/http: TLS handshake timeout`, "handshake-timed-out", "go", "timeout:hello"},
	// curl and OpenSSL, 1.1 and 3
	{`curl: (60) SSL: no alternative certificate subject name matches target host name '127.0.0.1'`, "address-differs", "curl", "name-mismatch:ip"},
	{`curl: (60) SSL: no alternative certificate subject name matches target host name 'etcd-1'`, "name-differs", "curl", "name-mismatch"},
	{`curl: (60) SSL: certificate subject name 'localhost' does not match target host name '127.0.0.1'`, "address-differs", "curl", "name-mismatch:ip"},
	{`curl: (60) SSL certificate problem: unable to get local issuer certificate`, "unknown-authority", "curl", "unknown-issuer"},
	{`curl: (60) SSL certificate problem: self-signed certificate`, "self-signed", "curl", "self-signed"},
	{`curl: (60) SSL certificate problem: self signed certificate`, "self-signed", "curl", "self-signed"},
	{`curl: (60) SSL certificate problem: self-signed certificate in certificate chain`, "self-signed-in-chain", "curl", "unknown-issuer"},
	{`curl: (60) SSL certificate problem: unsuitable certificate purpose`, "wrong-use", "curl", "wrong-server-eku"},
	{`curl: (60) SSL certificate problem: certificate has expired`, "expired", "curl", "expired:said"},
	{`curl: (60) SSL certificate problem: certificate is not yet valid`, "not-yet-valid", "curl", "not-yet-valid:said"},
	{`curl: (60) SSL certificate verification failed`, "alert-expired", "curl", "client-certificate-rejected:expired"},
	{`curl: (35) error:0A000412:SSL routines::sslv3 alert bad certificate`, "alert-bad-certificate", "curl", "client-certificate-rejected:wrong-eku"},
	{`curl: (56) OpenSSL SSL_read: error:0A000412:SSL routines::sslv3 alert bad certificate, errno 0`, "alert-bad-certificate", "curl", "client-certificate-rejected:wrong-eku"},
	{`curl: (35) error:0A000410:SSL routines::sslv3 alert handshake failure`, "alert-handshake-failure", "curl", "client-certificate-required"},
	{`curl: (35) error:0A000418:SSL routines::tlsv1 alert unknown ca`, "alert-unknown-ca", "curl", "client-certificate-rejected:unknown-ca"},
	{`curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0`, "alert-certificate-required", "curl", "client-certificate-required"},
	{`curl: (56) OpenSSL SSL_read: error:0A000415:SSL routines::sslv3 alert certificate expired, errno 0`, "alert-expired", "curl", "client-certificate-rejected:expired"},
	{`curl: (55) getpeername() failed with errno 107: Transport endpoint is not connected`, "broke-after-handshake", "curl", "client-certificate-required:closed"},
	{`curl: (55) Send failure: Connection reset by peer`, "broke-after-handshake", "curl", "client-certificate-required:closed"},
	{`curl: (35) error:0A00010B:SSL routines::wrong version number`, "not-tls", "curl", "not-tls:other"},
	{`curl: (35) error:0A00042E:SSL routines::tlsv1 alert protocol version`, "protocol-version", "curl", "protocol-version"},
	{`curl: (52) Empty reply from server`, "closed-early", "curl", "closed-without-alert"},
	{`curl: (7) Failed to connect to 10.0.0.1 port 2379 after 0 ms: Couldn't connect to server`, "refused", "curl", "connection-refused"},
	{`curl: (6) Could not resolve host: etcd-9`, "no-such-host", "curl", "name-not-found"},
	{`curl: (28) Failed to connect to 10.0.0.1 port 443 after 10001 ms: Timeout was reached`, "timed-out", "curl", "timeout:connect"},
	{`curl: (58) could not load PEM client certificate from ./a.pem, OpenSSL error error:0480006C:PEM routines::no start line, (no key found, wrong pass phrase, or wrong file format?)`, "file-not-pem", "curl", "wrong-file-kind"},
	{`curl: (77) error setting certificate verify locations:  CAfile: /tmp/none.pem CApath: none`, "ca-file-unusable", "curl", "file-unreadable:missing"},
	{`Verify return code: 20 (unable to get local issuer certificate)`, "unknown-authority", "openssl", "unknown-issuer"},
	{`verify error:num=21:unable to verify the first certificate`, "first-certificate", "openssl", "missing-intermediate"},
	{`verify error:num=18:self signed certificate`, "self-signed", "openssl", "self-signed"},
	{`verify error:num=62:hostname mismatch`, "name-differs", "openssl", "name-mismatch"},
	{`Verification error: IP address mismatch`, "address-differs", "openssl", "name-mismatch:ip"},
	{`error 24 at 1 depth lookup: invalid CA certificate`, "issuer-not-a-ca", "openssl", "issuer-not-a-ca"},
	{`verify error:num=26:unsupported certificate purpose`, "wrong-use", "openssl", "wrong-server-eku"},
	{`140:error:14094416:SSL routines:ssl3_read_bytes:sslv3 alert certificate unknown:../ssl/record/rec_layer_s3.c:1543:SSL alert number 46`, "alert-other-refusal", "openssl", "client-certificate-rejected"},
	{`routines:SSL3_READ_BYTES:sslv3 alert bad certificate`, "alert-bad-certificate", "openssl", "client-certificate-rejected:wrong-eku"},
	{`40:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/record/rec_layer_s3.c:1584:SSL alert number 116`, "alert-certificate-required", "openssl", "client-certificate-required"},
	{`error:0A000413:SSL routines::sslv3 alert unsupported certificate`, "alert-unsupported-certificate", "openssl", "client-certificate-rejected:wrong-eku"},
	{`error:0A000412:SSL routines::ssl/tls alert bad certificate`, "alert-bad-certificate", "openssl", "client-certificate-rejected:wrong-eku"},
	{`error:0A0000C1:SSL routines::no shared cipher`, "no-shared-cipher", "openssl", "no-shared-cipher:unknown"},
	{`error:0A000102:SSL routines::unsupported protocol`, "protocol-version", "openssl", "protocol-version"},
	{`error:0A00018F:SSL routines::ee key too small`, "weak-key", "openssl", "weak-key"},
	{`error:0A00018E:SSL routines::ca md too weak`, "weak-signature", "openssl", "weak-signature"},
	{`error:0A000152:SSL routines::unsafe legacy renegotiation disabled`, "legacy-renegotiation", "openssl", "handshake-broken"},
	{`connect:errno=111`, "refused", "openssl", "connection-refused"},
	{`error:0A000126:SSL routines::unexpected eof while reading`, "closed-early", "openssl", "closed-without-alert"},
	{`error:0A000086:SSL routines:tls_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889:`, "server-certificate-refused", "openssl", "unknown-issuer"},
	// GnuTLS, browsers, Java, Python, node
	{`*** Received alert [116]: Certificate is required`, "alert-certificate-required", "gnutls", "client-certificate-required"},
	{`- Status: The certificate is NOT trusted. The certificate issuer is unknown. `, "unknown-authority", "gnutls", "unknown-issuer"},
	{`- Status: The certificate is NOT trusted. The name in the certificate does not match the expected. `, "name-differs", "gnutls", "name-mismatch"},
	{`SEC_ERROR_UNKNOWN_ISSUER`, "unknown-authority", "firefox", "unknown-issuer"},
	{`Error code: SSL_ERROR_BAD_CERT_DOMAIN`, "name-differs", "firefox", "name-mismatch"},
	{`SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT`, "alert-certificate-required", "firefox", "client-certificate-required"},
	{`MOZILLA_PKIX_ERROR_MITM_DETECTED`, "intercepted", "firefox", "tls-intercepted"},
	{`unable to communicate securely with peer: requested domain name does not match the server's certificate.`, "name-differs", "firefox", "name-mismatch"},
	{`net::ERR_CERT_AUTHORITY_INVALID`, "unknown-authority", "chrome", "unknown-issuer"},
	{`NET::ERR_CERT_COMMON_NAME_INVALID`, "name-differs", "chrome", "name-mismatch"},
	{`ERR_BAD_SSL_CLIENT_AUTH_CERT`, "alert-bad-certificate", "chrome", "client-certificate-rejected:wrong-eku"},
	{`net::ERR_SOCKET_NOT_CONNECTED`, "broke-after-handshake", "chrome", "client-certificate-required:closed"},
	{`ERR_SSL_VERSION_OR_CIPHER_MISMATCH`, "no-shared-cipher", "chrome", "no-shared-cipher:unknown"},
	{`javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target`, "java-path-building", "java", "unknown-issuer:java"},
	{`java.security.cert.CertificateException: No subject alternative names matching IP address 10.0.0.1 found`, "address-differs", "java", "name-mismatch:ip"},
	{`java.security.cert.CertificateException: No subject alternative DNS name matching etcd-1 found.`, "name-differs", "java", "name-mismatch"},
	{`javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate`, "alert-bad-certificate", "java", "client-certificate-rejected:wrong-eku"},
	{`javax.net.ssl.SSLException: Unsupported or unrecognized SSL message`, "not-tls", "java", "not-tls:other"},
	{`ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'a.example'. (_ssl.c:1006)`, "name-differs", "python", "name-mismatch"},
	{`[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)`, "unknown-authority", "python", "unknown-issuer"},
	{`[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Missing Authority Key Identifier (_ssl.c:1032)`, "strict-rules", "python", "certificate-malformed:missing-aki"},
	{`[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Basic Constraints of CA cert not marked critical (_ssl.c:1032)`, "strict-rules", "python", "certificate-malformed:basic-constraints-not-critical"},
	{`ssl.SSLError: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:2590)`, "alert-certificate-required", "python", "client-certificate-required"},
	{`Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: `, "address-differs", "node", "name-mismatch:ip"},
	{`code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'`, "first-certificate", "node", "missing-intermediate"},
	{`code: 'DEPTH_ZERO_SELF_SIGNED_CERT'`, "self-signed", "node", "self-signed"},
	{`Error: connect ECONNREFUSED 127.0.0.1:8443`, "refused", "node", "connection-refused"},
	// server logs
	{`2026/11/22 08:18:21 http: TLS handshake error from 127.0.0.1:50: tls: client didn't provide a certificate`, "server-no-client-certificate", "go", "client-certificate-required"},
	{`http: TLS handshake error from 127.0.0.1:50: tls: failed to verify client certificate: x509: certificate signed by unknown authority`, "server-client-unknown-ca", "go", "client-certificate-rejected:unknown-ca"},
	{`http: TLS handshake error from 127.0.0.1:50: tls: failed to verify certificate: x509: certificate specifies an incompatible key usage`, "server-client-wrong-use", "go", "client-certificate-rejected:wrong-eku"},
	{`http: TLS handshake error from 127.0.0.1:50: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-22T08:00:00Z is after 2021-01-01T00:00:00Z`, "server-client-expired", "go", "client-certificate-rejected:expired"},
	{`http: TLS handshake error from 127.0.0.1:50: remote error: tls: bad certificate`, "server-was-refused", "go", "peer-refused-our-certificate"},
	{`http: TLS handshake error from 127.0.0.1:50: local error: tls: bad record MAC`, "server-was-refused", "go", "peer-refused-our-certificate"},
	{`http: TLS handshake error from 127.0.0.1:50: tls: first record does not look like a TLS handshake`, "server-got-plaintext", "go", ""},
	{`http: TLS handshake error from 127.0.0.1:50: EOF`, "server-saw-close", "go", ""},
	{`2026-11-22 08:00:00 I | embed: rejected connection from "127.0.0.1:3" (error "tls: failed to verify client certificate: x509: certificate specifies an incompatible key usage", ServerName "")`, "server-client-wrong-use", "etcd", "client-certificate-rejected:wrong-eku"},
	{`{"level":"warn","msg":"rejected connection on client endpoint","remote-addr":"127.0.0.1:3","server-name":"","error":"tls: client didn't provide a certificate"}`, "server-no-client-certificate", "etcd", "client-certificate-required"},
	{`{"level":"warn","msg":"rejected connection on peer endpoint","remote-addr":"10.0.1.12:3","ip-addresses":["127.0.0.1"],"error":"x509: certificate is valid for 127.0.0.1, not 10.0.1.12"}`, "server-peer-address", "etcd", "name-mismatch:peer-address"},
	{`rejected connection from "10.0.1.12:3" (error "tls: \"10.0.1.12\" does not match any of DNSNames [\"member1.etcd.local\"]", ServerName "")`, "server-peer-address", "etcd", "name-mismatch:peer-address"},
	{`rejected connection from "10.0.1.12:3" (error "remote error: tls: bad certificate", ServerName "")`, "server-was-refused", "etcd", "peer-refused-our-certificate"},
	{`W | rafthttp: health check for peer 8e9e05c52164694d could not connect: x509: certificate is valid for 127.0.0.1, not 10.0.1.12`, "address-differs", "go", "name-mismatch:ip"},
	{`client sent no required SSL certificate while reading client request headers, client: 127.0.0.1`, "server-no-client-certificate", "nginx", "client-certificate-required"},
	{`client SSL certificate verify error: (21:unable to verify the first certificate) while reading client request headers`, "server-client-unknown-ca", "nginx", "client-certificate-rejected:unknown-ca"},
	{`client SSL certificate verify error: (26:unsuitable certificate purpose)`, "server-client-wrong-use", "nginx", "client-certificate-rejected:wrong-eku"},
	{`client SSL certificate verify error: (10:certificate has expired)`, "server-client-expired", "nginx", "client-certificate-rejected:expired"},
	{`<head><title>400 No required SSL certificate was sent</title></head>`, "http-no-client-certificate", "nginx", "http-refused-client-certificate:none-sent"},
	{`<title>400 The SSL certificate error</title>`, "http-client-certificate-error", "nginx", "http-refused-client-certificate"},
	{`<title>400 The plain HTTP request was sent to HTTPS port</title>`, "http-to-https-port", "nginx", ""},
	{`Error accepting a client connection: error:0A0000C7:SSL routines::peer did not return a certificate`, "server-no-client-certificate", "redis", "client-certificate-required"},
	{`Error accepting a client connection: error:0A000086:SSL routines::certificate verify failed`, "server-client-refused", "redis", "client-certificate-rejected"},
	{`OpenSSL Error[0]: error:0A0000C7:SSL routines::peer did not return a certificate`, "server-no-client-certificate", "openssl", "client-certificate-required"},
	{`FATAL:  connection requires a valid client certificate`, "server-no-client-certificate", "postgresql", "client-certificate-required"},
	{`FATAL:  certificate authentication failed for user "bob"`, "application-refused", "postgresql", "application-refused:postgres"},
	{`FATAL:  "trust" authentication failed for user "bob"`, "application-refused", "postgresql", "application-refused:postgres"},
	{`LOG:  provided user name (alice) and authenticated user name (bob) do not match`, "application-refused", "postgresql", "application-refused:postgres"},
	{`LOG:  no match in usermap "m" for user "alice" authenticated as "bob"`, "application-refused", "postgresql", "application-refused:postgres"},
	{`Error: etcdserver: user name not found`, "application-refused", "etcd", "application-refused"},
	{`client SSL certificate verify error: (22:certificate chain too long) while reading client request headers`, "server-client-too-deep", "nginx", "http-refused-client-certificate:too-deep"},
	{`verify error:num=22:certificate chain too long`, "server-client-too-deep", "openssl", "http-refused-client-certificate:too-deep"},
	{`CERT_CHAIN_TOO_LONG`, "server-client-too-deep", "node", "http-refused-client-certificate:too-deep"},
	{`[ssl:error] AH10158: cannot perform post-handshake authentication`, "server-asks-too-late", "apache", "http-refused-client-certificate:after-handshake"},
	{`LOG4[0]: CERT: Certificate not found in local repository`, "server-client-refused", "stunnel", "client-certificate-rejected"},
	{`code: 'CRL_HAS_EXPIRED'`, "crl-problem", "node", "crl-unusable:expired"},
	{`code: 'UNABLE_TO_GET_CRL'`, "crl-problem", "node", "crl-unusable"},
	{`code: 'CERT_REVOKED'`, "revoked", "node", "revoked"},
	{`code: 'PATH_LENGTH_EXCEEDED'`, "path-length", "node", "path-length-exceeded"},
	{`could not accept SSL connection: certificate verify failed`, "server-client-refused", "postgresql", "client-certificate-rejected"},
	{`no pg_hba.conf entry for host "127.0.0.1", user "u", database "d", no encryption`, "postgres-not-encrypted", "postgresql", ""},
	{`SSL error: tlsv1 alert unknown ca`, "alert-unknown-ca", "openssl", "client-certificate-rejected:unknown-ca"},
	{`AH02276: Certificate Verification: Error (20): unable to get local issuer certificate [subject: CN=x / issuer: CN=y]`, "server-client-unknown-ca", "apache", "client-certificate-rejected:unknown-ca"},
	{`CERT: Pre-verification error: unsuitable certificate purpose`, "wrong-use", "openssl", "wrong-server-eku"},
	{`transport: certificate serial 4711 revoked`, "server-client-revoked", "etcd", "client-certificate-rejected:revoked"},
	{`Could not connect to Redis at 127.0.0.1:6379: SSL_connect failed: certificate verify failed`, "server-certificate-refused", "redis", "unknown-issuer"},
	{`tls verified error.`, "application-refused", "pouch", "application-refused"},
	{`您的连接不是私密连接`, "server-certificate-refused", "chrome", "unknown-issuer"},
	{`Your connection is not private NET::ERR_CERT_DATE_INVALID`, "date-invalid", "chrome", "expired:said"},
	{`This site can't provide a secure connection ERR_SSL_PROTOCOL_ERROR`, "browser-protocol-error", "chrome", "not-tls:other"},
	// files and start-up
	{`nginx: [emerg] cannot load certificate key "/k.pem": PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)`, "file-not-pem", "nginx", "wrong-file-kind"},
	{`nginx: [emerg] cannot load certificate "/c.pem": PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)`, "file-not-pem", "nginx", "wrong-file-kind"},
	{`Failed to initialize: unable to resolve docker endpoint: open /a/ca.pem: no such file or directory`, "file-missing", "go", "file-unreadable:missing"},
	{`failed to retrieve context tls info: tls: private key does not match public key`, "file-key-mismatch", "go", "key-does-not-match-certificate"},
	{`failed to create API server: Error reading X509 key pair (cert: "/c.pem", key: "/k.pem"): tls: private key does not match public key. Make sure the key is not encrypted.`, "file-key-mismatch", "dockerd", "key-does-not-match-certificate"},
	{`invalid TLS configuration: error reading X509 key pair - make sure the key is not encrypted (cert: "/c.pem", key: "/k.pem"): tls: private key does not match public key`, "file-key-mismatch", "dockerd", "key-does-not-match-certificate"},
	{`tls: failed to parse private key`, "file-key-encrypted", "go", "key-encrypted"},
	{`tls: failed to find any PEM data in certificate input. Make sure the key is not encrypted.`, "file-not-pem", "go", "wrong-file-kind"},
	{`failed to append certificates from PEM file: "/k.pem"`, "no-ca-in-file", "docker", "wrong-file-kind"},
	{`tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched`, "file-swapped", "go", "wrong-file-kind:key-for-certificate"},
	{`tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [CERTIFICATE REQUEST]`, "file-request", "go", "wrong-file-kind:csr"},
	{`open /etc/etcd/tls/key.pem: permission denied`, "file-permission", "go", "file-unreadable:permission"},
	{`the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [tcp://0.0.0.0:2376])`, "docker-hosts-conflict", "dockerd", ""},
	{`the following directives don't match any configuration option: tlscacrt`, "docker-bad-json", "dockerd", ""},
	{`unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}' looking for beginning of object key string`, "docker-bad-json", "dockerd", ""},
	{`[DEPRECATION NOTICE] In future versions this will be a hard failure preventing the daemon from starting! Learn more at: https://docs.docker.com/go/api-security/`, "docker-unprotected", "dockerd", "unprotected-api:plaintext"},
	{`TLS is not enabled for tcp://0.0.0.0:1234. enabling mutual TLS authentication is highly recommended`, "docker-unprotected", "buildkit", "unprotected-api:plaintext"},
	{`KeyFile and CertFile must both be present[key: , cert: /c.pem]`, "etcd-half-pair", "etcd", ""},
	{`The scheme of client url http://127.0.0.1:2379 is HTTP while peer key/cert files are presented. Ignored key/cert files.`, "etcd-plaintext", "etcd", "unprotected-api:plaintext"},
	{`scheme is http or unix while key and cert files are present; ignoring key and cert files`, "etcd-plaintext", "etcd", "unprotected-api:plaintext"},
	{`flag provided but not defined: -ca-file`, "old-flag", "etcd", "old-option"},
	{`unknown shorthand flag: 'C' in -C`, "old-flag", "etcd", "old-option"},
	{`nginx: [emerg] SSL_CTX_use_PrivateKey("/k.pem") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)`, "file-key-mismatch", "nginx", "key-does-not-match-certificate"},
	{`nginx: [emerg] cannot load certificate "/c.pem": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(/c.pem, r) error:10000080:BIO routines::no such file)`, "file-missing", "nginx", "file-unreadable:missing"},
	{`private key file "/k.pem" has group or world access`, "file-mode", "postgresql", "file-mode-too-open"},
	{`fail to parse tls config failed to read X509 key pair (cert: "/c.pem", key: "/k.pem"): tls: private key does not match public key`, "file-key-mismatch", "pouch", "key-does-not-match-certificate"},
	{`The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?`, "refused", "kubectl", "connection-refused"},
	{`error: You must be logged in to the server (Unauthorized)`, "application-refused", "kubectl", "application-refused"},
	{`ERROR 2026 (HY000): SSL connection error: error:0A000086:SSL routines::certificate verify failed`, "server-certificate-refused", "mysql", "unknown-issuer"},
	{`x509: certificate is valid for 214 names, but none matched etcd-9`, "name-differs", "go", "name-mismatch"},
	{`x509: “etcd-1” certificate is not trusted`, "unknown-authority", "go", "unknown-issuer"},
	{`fatal: unable to access 'https://g/x/': server certificate verification failed. CAfile: none CRLfile: none`, "server-certificate-refused", "git", "unknown-issuer"},
	{`The remote certificate is invalid because of errors in the certificate chain: PartialChain`, "first-certificate", "dotnet", "missing-intermediate"},
	{`Unable to connect to the server: EOF`, "closed-early", "kubectl", "closed-without-alert"},
	{`[SSL: PEER_DID_NOT_RETURN_A_CERTIFICATE] peer did not return a certificate (_ssl.c:1006)`, "server-no-client-certificate", "python", "client-certificate-required"},
	{`TLS server: In state certify at ssl_handshake.erl:2014 generated SERVER ALERT: Fatal - Unknown CA`, "server-client-unknown-ca", "erlang", "client-certificate-rejected:unknown-ca"},
	{`certificate present, but not private key file "/home/u/.postgresql/postgresql.key"`, "file-missing", "postgresql", "file-unreadable:missing"},
	{`Mac verify error: invalid password?`, "file-wrong-password", "openssl", "key-encrypted:wrong-passphrase"},
}

func TestLinesOfOtherTools(t *testing.T) {
	for _, c := range lines {
		got := Read(c.text)
		if !assert.NotEmpty(t, got, c.text) {
			continue
		}
		first := ""
		if len(got[0].Findings) > 0 {
			first = string(got[0].Findings[0].Code)
			if v := got[0].Findings[0].Variant; v != "" {
				first += ":" + v
			}
		}
		assert.Equal(t, []string{c.id, c.tool, c.first}, []string{got[0].ID, got[0].Tool, first}, c.text)
		assert.Len(t, got, 1, "one line, one meaning: %s", c.text)
	}
}

func TestReadingTakesTheEvidenceOutOfTheText(t *testing.T) {
	got := Read(`error during connect: Get "https://[fd00::5]:2376/v1.50/version": tls: failed to verify certificate: x509: certificate is valid for 127.0.0.2, ::1, localhost, not fd00::5`)
	require.Len(t, got, 1)
	f := got[0].Findings[0]
	assert.Equal(t, "127.0.0.2, ::1, localhost", f.Value("names"))
	assert.Equal(t, "fd00::5", f.Value("dialled"))
	require.NotNil(t, got[0].Dial)
	assert.Equal(t, "fd00::5", got[0].Dial.Host)
	assert.Equal(t, "2376", got[0].Dial.Port)
	w := ReadingText(got[0], English)
	assert.Contains(t, w.Findings[0].What, "valid for 127.0.0.2, ::1, localhost")
	assert.Contains(t, w.Settles, "[fd00::5]:2376")

	got = Read(`x509: certificate has expired or is not yet valid: current time 2026-11-22T08:00:00Z is after 2021-01-01T00:00:00Z`)
	assert.Equal(t, "2021-01-01T00:00:00Z", got[0].Findings[0].Value("ended"))

	got = Read(`dial tcp 10.0.0.1:2379: connect: connection refused`)
	assert.Equal(t, "10.0.0.1:2379", got[0].Findings[0].Value("address"))
	assert.Equal(t, "2379", got[0].Findings[0].Value("port"))

	got = Read(`http: TLS handshake error from 192.0.2.9:50: tls: client didn't provide a certificate`)
	assert.Nil(t, got[0].Dial, "the address in a server's log is the caller's")
}

func TestReadingOfAnAddressAsksForAnIPSAN(t *testing.T) {
	got := Read(`javax.net.ssl.SSLPeerUnverifiedException: Certificate for <10.0.1.10> doesn't match any of the subject alternative names: [localhost]`)
	require.Len(t, got, 1)
	assert.Equal(t, "ip", got[0].Findings[0].Variant)
	assert.Contains(t, Explain(got[0].Findings[0], English).Fix, "IP:10.0.1.10")
}

func TestReadingOfAMemberThatCallsFromAStrangeAddress(t *testing.T) {
	for _, line := range []string{
		`rejected connection from "127.0.0.1:40000" (error "tls: \"127.0.0.1\" does not match any of DNSNames [\"etcd-2\"] (lookup etcd-2: no such host)", ServerName "", IPAddresses ["127.0.0.2"], DNSNames ["etcd-2"])`,
		`{"level":"warn","msg":"rejected connection","remote-addr":"127.0.0.1:40000","ip-addresses":["127.0.0.2"],"error":"tls: \"127.0.0.1\" does not match any of DNSNames [\"etcd-2\"] (lookup etcd-2: no such host)"}`,
	} {
		got := Read(line)
		require.Len(t, got, 1, line)
		f := got[0].Findings[0]
		assert.Equal(t, []string{"name-mismatch", "peer-address", "client"}, []string{string(f.Code), f.Variant, string(f.Party)})
		assert.Equal(t, "127.0.0.1", f.Value("dialled"))
		assert.Contains(t, f.Value("names"), "etcd-2")
		assert.NotContains(t, f.Value("names"), `\`)
		assert.Contains(t, Explain(f, Chinese).Whose, "发起连接的那个成员的证书")
	}
	assert.Equal(t, "etcd-2, 127.0.0.2", Read(`rejected connection from "127.0.0.1:40000" (error "tls: \"127.0.0.1\" does not match any of DNSNames [\"etcd-2\"] (lookup etcd-2: no such host)", ServerName "", IPAddresses ["127.0.0.2"], DNSNames ["etcd-2"])`)[0].Findings[0].Value("names"))
}

func TestReadingLongTexts(t *testing.T) {
	log := strings.Repeat("2026/11/22 08:18:21 http: TLS handshake error from 127.0.0.1:50: tls: client didn't provide a certificate\n", 5000)
	start := time.Now()
	got := Read(log)
	assert.Less(t, time.Since(start), 10*time.Second, "bounded, with the race detector on a busy machine too")
	assert.Len(t, got, 1, "repeated lines have one meaning")
	got = Read("$ curl https://h:1/\n" + strings.Repeat("nothing to see here\n", 10000) + "curl: (7) Failed to connect to h port 1\n")
	require.Len(t, got, 2, "the beginning and the end of a long text")
	assert.Equal(t, "refused", got[0].ID)

	got = Read("* TLSv1.3 (OUT), TLS alert\ncurl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html\n\nx509: certificate is valid for a, not b\n")
	require.Len(t, got, 2)
	assert.Equal(t, "unknown-authority", got[0].ID)
	assert.Equal(t, "name-differs", got[1].ID)

	got = Read(`{"msg":"retrying","target":"endpoint://client-1/127.0.0.1:23790","error":"... remote error: tls: certificate required"}` + "\nError: context deadline exceeded")
	require.Len(t, got, 1, "a line that says nothing gives way to one that does")
	assert.Equal(t, "alert-certificate-required", got[0].ID)
	require.NotNil(t, got[0].Dial)
	assert.Equal(t, "23790", got[0].Dial.Port)

	wrapped := "tls: failed to verify certificate: x509: certificate is valid\nfor 127.0.0.2, not 127.0.0.1"
	require.Len(t, Read(wrapped), 1, "a terminal wraps lines")
	assert.Empty(t, Read("all is well"))
	assert.Empty(t, Read(""))
	assert.Empty(t, Read("\x00\xff\xfe"))
}

func TestErrorFoldersAreWhole(t *testing.T) {
	entries, err := fs.ReadDir(files, "errors")
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, c := range lines {
		seen[c.id] = true
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		id := e.Name()
		for _, lang := range Langs() {
			title, blocks, err := headed(string(mustRead("errors/" + id + "/" + string(lang) + ".md")))
			require.NoError(t, err, id)
			var names []string
			for _, b := range append(blocks, block{name: "title", body: title}) {
				names = append(names, b.name)
				assert.NotEmpty(t, strings.TrimSpace(b.body), "%s %s %s", id, lang, b.name)
				assert.Equal(t, lang == Chinese, han.MatchString(b.body), "%s %s %s", id, lang, b.name)
				assert.NotRegexp(t, ambiguous, b.body, "%s %s %s", id, lang, b.name)
				room := 66 // a label of 12 columns stands before it
				if b.name == "title" {
					room = widest
				}
				both := alternative.ReplaceAllString(b.body, "$1") + "\n" + alternative.ReplaceAllString(b.body, "$2")
				for _, line := range strings.Split(both, "\n") {
					assert.LessOrEqual(t, ansi.StringWidth(line), room, "%s %s: %s", id, lang, line)
				}
			}
			assert.Equal(t, []string{"who", "proves", "does not prove", "settles", "title"}, names, "%s %s", id, lang)
		}
		_, codes := catalogue().candidates[id]
		assert.True(t, codes || id == CommandReading, "%s recognises nothing", id)
	}
}

func TestCandidatesAreKnownToTheModel(t *testing.T) {
	for id, list := range catalogue().candidates {
		for _, c := range list {
			info := model.Info(c.code)
			assert.NotEmpty(t, info.Keys, "%s: no code %s", id, c.code)
			if c.variant != "" {
				assert.Contains(t, info.Variants, c.variant, "%s: %s", id, c.code)
			}
			assert.Contains(t, []model.Certainty{model.Proven, model.Likely, model.Possible}, c.certainty, id)
			assert.Contains(t, []model.Party{"", model.PartyServer, model.PartyClient, model.PartyNetwork, model.PartyMiddlebox, model.PartyClock, model.PartyLocalFile, model.PartyUnknown}, c.party, id)
			for _, kv := range c.facts {
				assert.Contains(t, info.Keys, kv[0], "%s: %s", id, c.code)
			}
		}
	}
	for _, p := range catalogue().patterns {
		if p.variant != "" {
			assert.Contains(t, model.Info(catalogue().candidates[p.id][0].code).Variants, p.variant, p.id)
		}
		keys := map[string]bool{}
		for _, c := range catalogue().candidates[p.id] {
			for _, k := range model.Info(c.code).Keys {
				keys[k] = true
			}
		}
		for _, g := range p.re.SubexpNames() {
			g = strings.TrimSuffix(strings.ReplaceAll(g, "_", "-"), "-2")
			assert.True(t, g == "" || keys[g] || len(catalogue().candidates[p.id]) == 0, "%s: {%s} is evidence of none of its causes", p.id, g)
		}
	}
}

func TestEveryReadingCanBeSaid(t *testing.T) {
	for _, c := range lines {
		for _, lang := range Langs() {
			w := ReadingText(Read(c.text)[0], lang)
			for _, text := range []string{w.Title, w.Who, w.Proves, w.DoesNot, w.Settles} {
				assert.NotEmpty(t, text, c.text)
				assert.NotContains(t, text, "{")
				assert.NotContains(t, text, "?", "%s %s: %s", lang, c.text, text)
			}
			for _, f := range w.Findings {
				assert.NotEmpty(t, f.Title)
				assert.NotContains(t, f.What, "?", "%s: %s", c.text, f.Title)
			}
		}
	}
	assert.Empty(t, ReadingText(model.Reading{ID: "../causes/expired"}, English).Title)
}

func FuzzRead(f *testing.F) {
	for _, c := range lines {
		f.Add(c.text)
	}
	f.Add("$ curl -k --cacert 'a b' https://[::1]:2379/x | grep \\\n y")
	f.Fuzz(func(t *testing.T, text string) {
		got := Read(text)
		if len(got) > mostReadings {
			t.Fatal("unbounded")
		}
		for _, r := range got {
			w := ReadingText(r, Chinese)
			if w.Title == "" {
				t.Fatal("no words for " + r.ID)
			}
			for _, s := range []string{w.Title, w.Proves, w.Settles} {
				if strings.ContainsAny(s, "\x1b\x07\x9b\r") {
					t.Fatal("a control character got through")
				}
			}
		}
	})
}
