package assets

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// outputs are whole outputs of tools, as a person pastes them: which readings, in which order, and what would be dialled
// ("" for nowhere). Most were recorded from the real programs.
var outputs = []struct {
	name, text string
	ids        []string
	dial       string
}{
	{"curl 60 with its closing text", `curl: (60) SSL certificate problem: self-signed certificate in certificate chain
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
`, []string{"self-signed-in-chain"}, ""},
	{"curl 60, with its command", `$ curl -sS --cacert root.crt https://127.0.0.1:24001/
curl: (60) SSL certificate problem: unable to get local issuer certificate
More details here: https://curl.haxx.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.
`, []string{"unknown-authority", "command"}, "127.0.0.1:24001"},
	{"curl 60 of version 7.29", `curl: (60) Peer's Certificate issuer is not recognized.
More details here: http://curl.haxx.se/docs/sslcerts.html

curl performs SSL certificate verification by default, using a "bundle"
 of Certificate Authority (CA) public keys (CA certs). If the default
 bundle file isn't adequate, you can specify an alternate file
 using the --cacert option.
If you'd like to turn off curl's verification of the certificate, use
 the -k (or --insecure) option.
`, []string{"unknown-authority"}, ""},
	{"curl -v, client certificate missing", `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   Trying 127.0.0.1:24551...
* Connected to localhost (127.0.0.1) port 24551 (#0)
* ALPN: offers h2,http/1.1
* TLSv1.3 (OUT), TLS handshake, Client hello (1):
*  CAfile: ca.pem
*  CApath: /etc/ssl/certs
* TLSv1.3 (IN), TLS handshake, Request CERT (13):
* TLSv1.3 (OUT), TLS handshake, Finished (20):
* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
* ALPN: server did not agree on a protocol. Uses default.
* Server certificate:
*  subject: CN=srv
*  subjectAltName: host "localhost" matched cert's "localhost"
*  issuer: CN=root A
*  SSL certificate verify ok.
> GET / HTTP/1.1
> Host: localhost:24551
* TLSv1.3 (IN), TLS alert, unknown (628):
* OpenSSL SSL_read: OpenSSL/3.0.19: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0
* Closing connection 0
curl: (56) OpenSSL SSL_read: OpenSSL/3.0.19: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0
`, []string{"alert-certificate-required"}, "localhost:24551"},
	{"curl -v, version 8", `* Host etcd-1:2379 was resolved.
* IPv6: (none)
* IPv4: 10.0.1.10
*   Trying 10.0.1.10:2379...
* Connected to etcd-1 (10.0.1.10) port 2379
* ALPN: curl offers h2,http/1.1
* TLSv1.3 (OUT), TLS alert, unknown CA (560):
* SSL certificate problem: unable to get local issuer certificate
* closing connection #0
curl: (60) SSL certificate problem: unable to get local issuer certificate
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.
`, []string{"unknown-authority"}, "etcd-1:2379"},
	{"curl -v, IPv6", `*   Trying [::1]:8443...
* Connected to ::1 (::1) port 8443
* SSL: no alternative certificate subject name matches target ipv6 address '::1'
curl: (60) SSL: no alternative certificate subject name matches target ipv6 address '::1'
`, []string{"address-differs"}, "::1:8443"},
	{"curl -v, refused on both families", `*   Trying 127.0.0.1:24551...
* connect to 127.0.0.1 port 24551 failed: Connection refused
*   Trying [::1]:24551...
* connect to ::1 port 24551 failed: Connection refused
* Failed to connect to localhost port 24551 after 0 ms: Couldn't connect to server
curl: (7) Failed to connect to localhost port 24551 after 0 ms: Couldn't connect to server
`, []string{"refused"}, "localhost:24551"},
	{"curl with http to a TLS port", "$ curl http://127.0.0.1:24001/\ncurl: (52) Empty reply from server\n", []string{"closed-early", "command"}, "127.0.0.1:24001"},
	{"curl HTTP/0.9", "curl: (1) Received HTTP/0.9 when not allowed\n", []string{"http-to-https-port"}, ""},
	{"docker without TLS, no answer", `error during connect: Get "http://127.0.0.1:24001/v1.50/containers/json": EOF`, []string{"plain-http-unanswered"}, "127.0.0.1:24001"},
	{"docker without TLS, with its command", "$ docker -H tcp://127.0.0.1:24001 ps\n" + `error during connect: Get "http://127.0.0.1:24001/v1.50/containers/json": EOF` + "\n", []string{"plain-http-unanswered", "command"}, "127.0.0.1:24001"},
	{"docker 20.10 without TLS", `error during connect: Get "http://10.0.1.10:2376/v1.24/containers/json": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x01\x00\x02\x02".
* Are you trying to connect to a TLS-enabled daemon without TLS?
`, []string{"http-to-https-port"}, "10.0.1.10:2376"},
	{"docker without TLS to nginx", `Error response from daemon: <html>
<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>
<body>
<center><h1>400 Bad Request</h1></center>
<center>The plain HTTP request was sent to HTTPS port</center>
<hr><center>nginx/1.22.1</center>
</body>
</html>`, []string{"http-to-https-port"}, ""},
	{"docker 20.10, wrong CA", `error during connect: Get https://10.0.1.10:2376/v1.24/version: x509: certificate signed by unknown authority`, []string{"unknown-authority"}, "10.0.1.10:2376"},
	{"docker 28, name", "Client: Docker Engine - Community\n Version:           28.2.2\n API version:       1.50\n\n" + `error during connect: Get "https://etcd-1:2376/v1.50/version": tls: failed to verify certificate: x509: certificate is valid for localhost, not etcd-1` + "\n", []string{"name-differs"}, "etcd-1:2376"},
	{"docker, no daemon", "Cannot connect to the Docker daemon at tcp://127.0.0.1:24551. Is the docker daemon running?", []string{"refused"}, "127.0.0.1:24551"},
	{"etcdctl 3.4", `{"level":"warn","ts":"2026-11-22T17:00:22.955Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-41f7852c-61eb-4613-8393-df090f910542/127.0.0.1:24556","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure"}
https://127.0.0.1:24556 is unhealthy: failed to commit proposal: context deadline exceeded
Error: unhealthy cluster
`, []string{"grpc-hidden"}, "127.0.0.1:24556"},
	{"etcdctl 3.5", `{"level":"warn","ts":"2026-11-22T08:00:00.000Z","logger":"etcd-client","caller":"v3@v3.5.9/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0003b8a80/10.0.1.10:2379","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = \"transport: authentication handshake failed: x509: certificate is valid for 127.0.0.1, not 10.0.1.10\""}
Error: context deadline exceeded
`, []string{"address-differs"}, "10.0.1.10:2379"},
	{"etcdctl 3.6, several endpoints", `{"level":"warn","ts":"2026-11-22T08:00:00.000Z","logger":"client","caller":"v3@v3.6.0/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc000200b40/10.0.1.11:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"error reading server preface: remote error: tls: certificate required\""}
https://10.0.1.10:2379 is healthy: successfully committed proposal: took = 2ms
https://10.0.1.11:2379 is unhealthy: failed to commit proposal: context deadline exceeded
Error: unhealthy cluster
`, []string{"alert-certificate-required"}, "10.0.1.11:2379"},
	{"kubectl, discovery cache", `E1122 08:00:00.000000   12345 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list: Get \"https://10.0.0.1:6443/api?timeout=32s\": tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of \"crypto/rsa: verification error\" while trying to verify candidate authority certificate \"kubernetes\")"
Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")
`, []string{"unknown-authority-same-name"}, "10.0.0.1:6443"},
	{"kubelet", `E1122 08:00:00.000000    1234 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \"https://10.0.0.1:6443/api/v1/nodes\": x509: certificate has expired or is not yet valid: current time 2026-11-22T08:00:00Z is after 2026-11-01T00:00:00Z" node="n1"`, []string{"expired"}, "10.0.0.1:6443"},
	{"s_client, code 62", `Can't use SSL_get_servername
depth=0 CN = srv
verify error:num=62:hostname mismatch
verify return:1
depth=1 CN = root A
verify return:1
CONNECTED(00000003)
---
Certificate chain
 0 s:CN = srv
   i:CN = root A
---
SSL handshake has read 1260 bytes and written 894 bytes
Verification error: hostname mismatch
---
Verify return code: 62 (hostname mismatch)
---
DONE
`, []string{"name-differs"}, ""},
	{"s_client, code 19", "$ openssl s_client -connect 127.0.0.1:24551 -CAfile cb.pem\ndepth=1 CN = root A\nverify error:num=19:self-signed certificate in certificate chain\nverify return:1\nCONNECTED(00000003)\nVerify return code: 19 (self-signed certificate in certificate chain)\n---\n", []string{"self-signed-in-chain", "command"}, "127.0.0.1:24551"},
	{"s_client, codes 20 and 21", "depth=0 CN = srv\nverify error:num=20:unable to get local issuer certificate\nverify return:1\ndepth=0 CN = srv\nverify error:num=21:unable to verify the first certificate\nverify return:1\nCONNECTED(00000003)\nVerify return code: 21 (unable to verify the first certificate)\n", []string{"unknown-authority", "first-certificate"}, ""},
	{"s_client, code 10", "depth=0 CN = srv\nverify error:num=10:certificate has expired\nnotAfter=Jan  1 00:00:00 2021 GMT\nverify return:1\nVerify return code: 10 (certificate has expired)\n", []string{"expired"}, ""},
	{"s_client to plain HTTP", "407729423D7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:350:\nCONNECTED(00000003)\n---\nno peer certificate available\n---\n", []string{"not-tls"}, ""},
	{"s_server, an unknown client", `verify depth is 3, must return a certificate
Using default temp DH parameters
ACCEPT
depth=0 CN = cliA
verify error:num=20:unable to get local issuer certificate
verify return:1
depth=0 CN = cliA
verify error:num=21:unable to verify the first certificate
verify return:1
`, []string{"server-client-unknown-ca"}, ""},
	{"s_server that insists", `verify depth is 3, must return a certificate
ACCEPT
depth=0 CN = cliA
verify error:num=20:unable to get local issuer certificate
ERROR
verify error:unable to get local issuer certificate
40271D70677F0000:error:0A000086:SSL routines:tls_process_client_certificate:certificate verify failed:../ssl/statem/statem_srvr.c:3530:
`, []string{"server-client-unknown-ca"}, ""},
	{"s_server, expired client", "ACCEPT\ndepth=0 CN = cliA\nverify error:num=10:certificate has expired\nnotAfter=Jan  1 00:00:00 2021 GMT\nverify return:1\n", []string{"server-client-expired"}, ""},
	{"s_server, all kinds of callers", `ACCEPT
ERROR
40C78EFFCF7F0000:error:0A0000C7:SSL routines:tls_process_client_certificate:peer did not return a certificate:../ssl/statem/statem_srvr.c:3517:
ERROR
40C78EFFCF7F0000:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:../ssl/record/rec_layer_s3.c:1601:SSL alert number 48
ERROR
40C78EFFCF7F0000:error:0A00009C:SSL routines:ssl3_get_record:http request:../ssl/record/ssl3_record.c:341:
`, []string{"server-no-client-certificate", "server-was-refused", "server-got-plaintext"}, ""},
	{"nginx error.log, clients", `2026/11/22 16:59:35 [info] 8983#8983: *9 client SSL certificate verify error: (21:unable to verify the first certificate) while reading client request headers, client: 127.0.0.1, server: , request: "GET / HTTP/1.0", host: "127.0.0.1:24552"
2026/11/22 16:59:35 [info] 8983#8983: *12 SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking, client: 127.0.0.1, server: 127.0.0.1:24552
2026/11/22 16:59:35 [info] 8983#8983: *14 client sent plain HTTP request to HTTPS port while reading client request headers, client: 127.0.0.1, server: , request: "GET / HTTP/1.1", host: "localhost:24552"
`, []string{"server-client-unknown-ca", "server-was-refused", "server-got-plaintext"}, ""},
	{"nginx as a client, verification", `2026/11/22 16:59:35 [error] 8983#8983: *1 upstream SSL certificate verify error: (21:unable to verify the first certificate) while SSL handshaking to upstream, client: 127.0.0.1, server: , request: "GET / HTTP/1.1", upstream: "https://127.0.0.1:24553/", host: "localhost:24554"`, []string{"first-certificate"}, "127.0.0.1:24553"},
	{"nginx as a client, refused", `2026/11/22 16:59:35 [error] 8983#8983: *5 SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking to upstream, client: 127.0.0.1, server: , request: "GET / HTTP/1.1", upstream: "https://10.0.0.9:8443/", host: "x"`, []string{"alert-unknown-ca"}, "10.0.0.9:8443"},
	{"nginx as a client, cut off", `2026/11/22 16:59:35 [error] 8983#8983: *10 peer closed connection in SSL handshake (104: Connection reset by peer) while SSL handshaking to upstream, client: 127.0.0.1, server: , request: "GET /d HTTP/1.1", upstream: "https://127.0.0.1:24555/", host: "localhost:24554"`, []string{"closed-early"}, "127.0.0.1:24555"},
	{"haproxy, a client refused", `127.0.0.1:50000 [22/Nov/2026:08:00:00.000] fe/1: SSL handshake failure (error:0A000418:SSL routines::tlsv1 alert unknown ca)`, []string{"server-was-refused"}, ""},
	{"haproxy, no client certificate", `127.0.0.1:50000 [22/Nov/2026:08:00:00.000] fe/1: SSL handshake failure (error:0A0000C7:SSL routines::peer did not return a certificate)`, []string{"server-no-client-certificate"}, ""},
	{"haproxy, its backend", `[WARNING]  (11680) : Server be/s1 is DOWN, reason: Layer6 invalid response, info: "SSL handshake failure", check duration: 1ms. 0 active and 0 backup servers left.`, []string{"haproxy-backend"}, ""},
	{"psql, wrong CA", `psql: error: connection to server at "db.example" (10.0.0.7), port 5433 failed: SSL error: certificate verify failed`, []string{"server-certificate-refused"}, "db.example:5433"},
	{"psql, name", `psql: error: connection to server at "127.0.0.1", port 5432 failed: server certificate for "db.example" (and 2 other names) does not match host name "127.0.0.1"`, []string{"address-differs"}, "127.0.0.1:5432"},
	{"PostgreSQL log", "2026-11-22 08:00:00 UTC [123] LOG:  could not accept SSL connection: tlsv1 alert unknown ca\n2026-11-22 08:00:01 UTC [124] FATAL:  connection requires a valid client certificate\n", []string{"server-was-refused", "server-no-client-certificate"}, ""},
	{"Python requests", `Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/urllib3/connectionpool.py", line 703, in urlopen
    httplib_response = self._make_request(
ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)

During handling of the above exception, another exception occurred:

requests.exceptions.SSLError: HTTPSConnectionPool(host='127.0.0.1', port=24556): Max retries exceeded with url: /x (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)')))
`, []string{"unknown-authority"}, "127.0.0.1:24556"},
	{"Python as a server", `  File "/srv/app.py", line 9, in <module>
    conn = ctx.wrap_socket(raw, server_side=True)
ssl.SSLError: [SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:1006)
`, []string{"server-was-refused"}, ""},
	{"pip", `WARNING: Retrying (Retry(total=0)) after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1006)'))': /simple/x/
Could not fetch URL https://pypi.internal:8443/simple/x/: There was a problem confirming the ssl certificate: HTTPSConnectionPool(host='pypi.internal', port=8443): Max retries exceeded with url: /simple/x/ - skipping
`, []string{"self-signed-in-chain"}, "pypi.internal:8443"},
	{"Java", `Exception in thread "main" javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target
	at java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)
	at java.base/sun.security.ssl.TransportContext.fatal(TransportContext.java:383)
	at T.main(T.java:1)
Caused by: sun.security.validator.ValidatorException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target
	at java.base/sun.security.validator.PKIXValidator.doBuild(PKIXValidator.java:439)
`, []string{"java-path-building"}, ""},
	{"Spring", `org.springframework.web.client.ResourceAccessException: I/O error on GET request for "https://10.0.1.10:8443/x": No subject alternative names matching IP address 10.0.1.10 found; nested exception is javax.net.ssl.SSLHandshakeException: No subject alternative names matching IP address 10.0.1.10 found`, []string{"address-differs"}, "10.0.1.10:8443"},
	{"Maven", `[ERROR] Could not transfer artifact a:b:pom:1 from/to central (https://repo.internal/maven2): PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target -> [Help 1]`, []string{"java-path-building"}, "repo.internal:443"},
	{"node, name", `node:events:502
      throw er; // Unhandled 'error' event
      ^

Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: 
    at Object.checkServerIdentity (node:tls:316:12)
  code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  reason: "IP: 127.0.0.1 is not in the cert's list: ",
  host: '127.0.0.1',
`, []string{"address-differs"}, ""},
	{"node, first certificate", `Error: unable to verify the first certificate
    at TLSSocket.onConnectSecure (node:_tls_wrap:1699:34)
  code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
}
`, []string{"first-certificate"}, ""},
	{"node to plain HTTP", `Error: write EPROTO 807C45BC607F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:350:
  errno: -71,
  code: 'EPROTO',
  syscall: 'write'
`, []string{"not-tls"}, ""},
	{"npm", "npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error request to https://registry.internal/left-pad failed, reason: self-signed certificate in certificate chain\n", []string{"self-signed-in-chain"}, "registry.internal:443"},
	{"wget, OpenSSL", `--2026-11-22 17:00:22--  https://etcd-1:8443/
Resolving etcd-1 (etcd-1)... 10.0.1.10
Connecting to etcd-1 (etcd-1)|10.0.1.10|:8443... connected.
ERROR: cannot verify etcd-1's certificate, issued by ‘CN=root A’:
  Unable to locally verify the issuer's authority.
To connect to etcd-1 insecurely, use ` + "`--no-check-certificate'.\n", []string{"unknown-authority"}, "etcd-1:8443"},
	{"wget, GnuTLS", `--2026-11-22 17:00:22--  https://localhost:24556/
Connecting to localhost (localhost)|127.0.0.1|:24556... connected.
ERROR: The certificate of ‘localhost’ is not trusted.
ERROR: The certificate of ‘localhost’ doesn't have a known issuer.
`, []string{"unknown-authority"}, "localhost:24556"},
	{"gnutls-cli", `Processed 1 CA certificate(s).
Resolving 'localhost:24556'...
Connecting to '127.0.0.1:24556'...
- Certificate type: X.509
- Status: The certificate is NOT trusted. The certificate issuer is unknown. 
*** PKI verification of server certificate failed...
`, []string{"unknown-authority"}, "localhost:24556"},
	{"Chrome's page", `Your connection is not private
Attackers might be trying to steal your information from 10.0.1.10 (for example, passwords, messages, or credit cards). Learn more about this warning
net::ERR_CERT_AUTHORITY_INVALID
`, []string{"unknown-authority"}, ""},
	{"Chrome's page in Chinese", "您的连接不是私密连接\n攻击者可能会试图从 10.0.1.10 窃取您的信息。\nNET::ERR_CERT_COMMON_NAME_INVALID\n", []string{"name-differs"}, ""},
	{"Firefox's page", `Warning: Potential Security Risk Ahead
Websites prove their identity via certificates. Firefox does not trust etcd-1:8443 because its certificate issuer is unknown, the certificate is self-signed, or the server is not sending the correct intermediate certificates.
Error code: SEC_ERROR_UNKNOWN_ISSUER
`, []string{"unknown-authority"}, "etcd-1:8443"},
	{"git", "fatal: unable to access 'https://git.internal:3000/a/b.git/': server certificate verification failed. CAfile: none CRLfile: none", []string{"server-certificate-refused"}, "git.internal:3000"},
	{"curl, no route", "curl: (7) Failed to connect to 10.9.9.9 port 443 after 3 ms: No route to host", []string{"no-route"}, "10.9.9.9:443"},
	{"curl, dropped packets", "curl: (7) Failed to connect to 10.9.9.9 port 443: Connection timed out", []string{"timed-out"}, "10.9.9.9:443"},
	{"curl, silent in the handshake", "curl: (28) SSL connection timeout", []string{"handshake-timed-out"}, ""},
	{"curl, slow answer", "curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received", []string{"answer-timed-out"}, ""},
	{"Java, slow answer", "java.net.SocketTimeoutException: Read timed out", []string{"answer-timed-out"}, ""},
	{"Java, no connection", "java.net.SocketTimeoutException: Connect timed out", []string{"timed-out"}, ""},
	{"Go, slow answer", `Get "https://10.0.0.1:8443/x": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`, []string{"answer-timed-out"}, "10.0.0.1:8443"},
	{"nginx, no backend", `2026/11/22 16:59:35 [error] 8983#8983: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: , request: "GET / HTTP/1.1", upstream: "https://10.0.0.9:8443/", host: "x"`, []string{"refused"}, "10.0.0.9:8443"},
	{"dockerd pulls", `Error response from daemon: Get "https://registry.internal:5000/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority`, []string{"unknown-authority"}, "registry.internal:5000"},
	{"dockerd pulls from plain HTTP", `Error response from daemon: Get "https://registry.internal:5000/v2/": http: server gave HTTP response to HTTPS client`, []string{"no-tls-on-server"}, "registry.internal:5000"},
	{"curl with OpenSSL 3.5, a record that is too long", "curl: (35) TLS connect error: error:0A000092:SSL routines::data length too long", []string{"message-too-large"}, ""},
	{"curl with OpenSSL 3.0, the same", "curl: (35) OpenSSL/3.0.19: error:0A0000C6:SSL routines::packet length too long", []string{"message-too-large"}, ""},
	{"openssl 3.5, the same", `40F7539E047F0000:error:0A000092:SSL routines:tls_validate_record_header:data length too long:../ssl/record/methods/tlsany_meth.c:121:
40F7539E047F0000:error:0A000139:SSL routines::record layer failure:../ssl/record/rec_layer_s3.c:698:
`, []string{"message-too-large"}, ""},
	{"gnutls, the same", `|<1>| Received packet with illegal length: 65535 (max: 16389)
*** Fatal error: A TLS record packet with invalid length was received.
`, []string{"message-too-large"}, ""},
	{"Python, a message that is too long", "ssl.SSLError: [SSL: EXCESSIVE_MESSAGE_SIZE] excessive message size (_ssl.c:1029)", []string{"message-too-large"}, ""},
	{"node, a message out of turn", "Error: write EPROTO 809C:error:0A0000F4:SSL routines:ossl_statem_client_read_transition:unexpected message:../ssl/statem/statem_clnt.c:423:", []string{"handshake-broken"}, ""},
	{"gnutls, the same", "*** Fatal error: An unexpected TLS handshake packet was received.", []string{"handshake-broken"}, ""},
	{"Python 3.13, damaged", "ssl.SSLError: [SSL: RECORD_LAYER_FAILURE] record layer failure (_ssl.c:1029)", []string{"handshake-broken"}, ""},
	{"an alert is no message", "ssl.SSLError: [SSL: TLSV1_ALERT_UNEXPECTED_MESSAGE] tlsv1 alert unexpected message (_ssl.c:1029)", []string{"alert-other"}, ""},
	{"curl, an alert without a name", "curl: (35) OpenSSL/3.0.19: error:0A0004E7:SSL routines::reason(1255)", []string{"alert-other"}, ""},
	{"gnutls, an alert that is not of certificates", `*** Fatal error: A TLS fatal alert has been received.
Processed 1 CA certificate(s).
*** Received alert [112]: The server name sent was not recognized
`, []string{"alert-unrecognized-name"}, ""},
	{"Python, a CA that is none", "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: invalid CA certificate (_ssl.c:1029)", []string{"issuer-not-a-ca"}, ""},
	{"Python, a certificate that is none", "ssl.SSLError: [SSL] ASN1 lib (_ssl.c:1006)", []string{"certificate-unreadable"}, ""},
	{"curl, the same", "curl: (35) TLS connect error: error:0680009B:asn1 encoding routines::too long", []string{"certificate-unreadable"}, ""},
	{"curl, a signature that is not the CA's", "curl: (35) TLS connect error: error:030000EA:digital envelope routines::provider signature failure", []string{"unknown-authority-same-name"}, ""},
	{"gnutls, a key that must not sign", "*** Fatal error: Key usage violation in certificate has been detected.", []string{"key-usage"}, ""},
	{"gnutls, an extension that it does not know", "- Status: The certificate is NOT trusted. The certificate contains an unknown critical extension. \n*** PKI verification of server certificate failed...", []string{"critical-extension"}, ""},
	{"Python, nobody answers", "TimeoutError: timed out", []string{"timed-out"}, ""},
}

func dialled(r model.Reading) string {
	if r.Dial == nil {
		return ""
	}
	return r.Dial.Host + ":" + r.Dial.Port
}

func TestWholeOutputs(t *testing.T) {
	for _, c := range outputs {
		var ids []string
		got := Read(c.text)
		for _, r := range got {
			ids = append(ids, r.ID)
		}
		if assert.Equal(t, c.ids, ids, c.name) {
			assert.Equal(t, c.dial, dialled(got[0]), c.name)
		}
		for _, lang := range Langs() {
			for _, r := range got {
				w := ReadingText(r, lang)
				for _, text := range []string{w.Title, w.Who, w.Proves, w.DoesNot, w.Settles} {
					assert.NotRegexp(t, `[{}?]`, text, "%s %s", c.name, lang)
				}
			}
		}
	}
}

func TestSentencesAreNoCommands(t *testing.T) {
	for _, text := range []string{
		"curl failed to verify the legitimacy of the server and therefore could not",
		"curl performs SSL certificate verification by default", "curl is fine.", "curl works. wget too.",
		"wget fails on that machine", "openssl s_client said so", "openssl is old", "docker fails with EOF", "docker says hello to 10.0.0.1:2376",
		"etcdctl could not reach 10.0.0.1:2379", "kubectl cannot connect to https://10.0.0.1:6443", "psql failed to connect", "pouch is from 2019", "etcd refuses it",
		"100% curl failed", "we use curl failed", "# curl failed to verify", "curl", "curl ...",
	} {
		for _, r := range Read(text) {
			assert.NotEqual(t, CommandReading, r.ID, text)
		}
	}
	for text, dial := range map[string]string{
		"curl https://10.0.0.1:2379/health.":                     "10.0.0.1:2379",
		"curl https://10.0.0.1:2379/health fails again":          "10.0.0.1:2379",
		"curl example.com/x":                                     "example.com:443",
		"$ curl example.com":                                     "example.com:443",
		"$ curl myhost":                                          "myhost:443",
		"curl -k myhost":                                         "myhost:443",
		"curl -v localhost":                                      "localhost:443",
		"curl localhost:8443/x":                                  "localhost:8443",
		"root@h:~# wget 10.0.0.1":                                "10.0.0.1:443",
		"curl https://[::1]:2379/health，失败":                      "::1:2379",
		"export DOCKER_HOST=tcp://10.0.0.5:2376\ndocker version": "10.0.0.5:2376",
	} {
		r := command(t, text)
		assert.Equal(t, dial, dialled(r), text)
	}
}

func TestDockerWithoutTLSFlagsSpeaksClearText(t *testing.T) {
	for text, plain := range map[string]bool{
		"docker -H tcp://127.0.0.1:2376 ps":                                                   true,
		"docker --tlscacert=ca.pem --tlscert=c.pem --tlskey=k.pem -H tcp://127.0.0.1:2376 ps": true,
		"docker --tlsverify -H tcp://127.0.0.1:2376 ps":                                       false,
		"DOCKER_TLS_VERIFY=1 docker -H tcp://127.0.0.1:2376 ps":                               false,
		"docker --tls -H tcp://127.0.0.1:2376 ps":                                             false,
	} {
		r := command(t, text)
		require.NotNil(t, r.Dial, text)
		got := len(r.Findings) == 1 && r.Findings[0].Variant == "plaintext"
		assert.Equal(t, plain, got, text)
		for _, lang := range Langs() {
			for _, e := range ReadingText(r, lang).Findings {
				assert.NotContains(t, e.Title+e.What+e.Whose+e.Fix, "{", text)
			}
		}
	}
	w := Explain(Read("docker -H tcp://127.0.0.1:2376 ps")[0].Findings[0], Chinese)
	assert.Contains(t, w.What, "明文")
	assert.Contains(t, w.Fix, "--tlsverify")
}

func TestTheTargetIsTheOneNextToTheError(t *testing.T) {
	for text, dial := range map[string]string{
		`Get https://10.0.1.10:2376/v1.24/version: x509: certificate signed by unknown authority`:                  "https://10.0.1.10:2376/v1.24/version",
		`https://a:1/ is healthy, https://b:2/x: x509: certificate signed by unknown authority`:                    "https://b:2/x",
		"https://a:1/ ok\nhttps://b:2/: x509: certificate signed by unknown authority\nhttps://c:3/ ok":            "https://b:2/",
		"https://a:1/ ok\nx509: certificate signed by unknown authority\nhttps://c:3/ ok":                          "https://a:1/",
		"x509: certificate signed by unknown authority\nhttps://c:3/, https://d:4/":                                "https://c:3/",
		`连接 https://10.0.1.10:2379，报错：x509: certificate signed by unknown authority`:                               "https://10.0.1.10:2379",
		`https://10.0.1.10:2379连不上：x509: certificate signed by unknown authority`:                                  "https://10.0.1.10:2379",
		`(https://h:8443/a.) x509: certificate signed by unknown authority`:                                        "https://h:8443/a",
		`x509: certificate signed by unknown authority. See https://docs.docker.com/engine/security/certificates/`: "",
		`x509: certificate signed by unknown authority. Learn more at https://example.com/tls`:                     "",
	} {
		got := Read(text)
		require.NotEmpty(t, got, text)
		if dial == "" {
			assert.Nil(t, got[0].Dial, text)
		} else if assert.NotNil(t, got[0].Dial, text) {
			assert.Equal(t, dial, got[0].Dial.URL, text)
		}
	}
}

func TestTheFilesOfTheCommandStayWithTheAddressOfTheError(t *testing.T) {
	const command = "$ etcdctl --endpoints=https://a:2379,https://b:2379 --cacert ca.pem endpoint health\n"
	got := Read(command + `{"target":"etcd-endpoints://0xc000200b40/b:2379","error":"remote error: tls: bad certificate"}`)
	assert.Equal(t, model.Dial{Host: "b", Port: "2379", CA: "ca.pem"}, *got[0].Dial)
	got = Read("$ curl --cacert ca.pem https://etcd-1:2379/\nread tcp 10.0.0.2:4000->10.0.1.10:2379: read: connection reset by peer\n")
	assert.Equal(t, "etcd-1", got[0].Dial.Host, "the name was dialled, whatever it was turned into")
	got = Read("$ curl --cacert one.pem https://a:1/\nok\n$ curl --cacert two.pem https://b:2/\ncurl: (60) SSL certificate problem: certificate has expired\n")
	assert.Equal(t, "two.pem", got[0].Dial.CA, "the command above the error")
}
