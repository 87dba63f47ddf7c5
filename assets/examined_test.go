package assets

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// examined are whole outputs of real programs that were answered wrongly or vaguely once: what each must be read as.
var examined = []struct {
	name, text string
	ids        []string
	first      string // code:variant certainty of the first cause
	command    string // target of the dial, "" for none
}{
	{"wget of an expired certificate", "Connecting to localhost (localhost)|127.0.0.1|:46687... connected.\nERROR: The certificate of ‘localhost’ is not trusted.\nERROR: The certificate of ‘localhost’ has expired.\nThe certificate has expired\n",
		[]string{"expired"}, "expired:said likely", "localhost:46687"},
	{"wget before the dates", "ERROR: The certificate of ‘localhost’ is not trusted.\nERROR: The certificate of ‘localhost’ is not yet activated.\nThe certificate has not yet been activated\n",
		[]string{"not-yet-valid"}, "not-yet-valid:said likely", ""},
	{"git with GnuTLS says no reason", "fatal: unable to access 'https://git.example/x.git/': server certificate verification failed. CAfile: ca.pem CRLfile: none",
		[]string{"server-certificate-refused"}, "unknown-issuer possible", "git.example:443"},
	{"gnutls-cli dials a name", "Processed 1 CA certificate(s).\nResolving 'localhost:44163'...\nConnecting to '127.0.0.1:44163'...\n- Status: The certificate is NOT trusted. The name in the certificate does not match the expected. \n",
		[]string{"name-differs"}, "name-mismatch proven", "localhost:44163"},
	{"gnutls-cli cannot read its file", "*** Error loading cert file: No certificate was found.\nProcessed 1 CA certificate(s).",
		[]string{"file-not-pem"}, "wrong-file-kind likely", ""},
	{"s_server's log", "Using default temp DH parameters\nACCEPT\nverify error:num=9:certificate is not yet valid\n4057:error:0A000126:SSL routines:ssl3_read_n:unexpected eof while reading:../ssl/record/rec_layer_s3.c:318:\n",
		[]string{"server-client-not-yet-valid", "server-saw-close"}, "client-certificate-rejected:not-yet-valid likely", ""},
	{"mosquitto's log", "1795371722: New connection from 127.0.0.1:5 on port 8883.\n1795371722: OpenSSL Error[0]: error:0A000418:SSL routines::tlsv1 alert unknown ca\n",
		[]string{"server-was-refused"}, "peer-refused-our-certificate likely", ""},
	{"mosquitto does not find its key", "1795371343: Error: Unable to load server key file \"/etc/none.key\". Check keyfile.\n1795371343: OpenSSL Error[0]: error:80000002:system library::No such file or directory\n",
		[]string{"file-missing"}, "file-unreadable:missing likely", ""},
	{"stunnel as a client", "2026.11.22 18:21:50 LOG5[0]: Service [x] accepted connection from 127.0.0.1:5\n2026.11.22 18:21:50 LOG5[0]: s_connect: connected 10.0.1.10:443\n2026.11.22 18:21:50 LOG5[0]: Service [x] connected remote server from 127.0.0.1:6\n2026.11.22 18:21:50 LOG4[0]: CERT: Pre-verification error: certificate has expired\n",
		[]string{"expired"}, "expired:said likely", "10.0.1.10:443"},
	{"stunnel as a server", "2026.11.22 18:21:56 LOG5[0]: Service [x] accepted connection from 127.0.0.1:5\n2026.11.22 18:21:56 LOG4[4]: CERT: Pre-verification error: certificate has expired\n",
		[]string{"server-client-expired"}, "client-certificate-rejected:expired likely", ""},
	{"redis-cli's CA file is none", "Could not negotiate a TLS connection: Invalid CA Certificate File/Directory",
		[]string{"ca-file-unusable"}, "file-unreadable:missing possible", ""},
	{"curl's CA file", "curl: (77) error setting certificate verify locations:\n  CAfile: /etc/ca.pem\n  CApath: none",
		[]string{"ca-file-unusable"}, "file-unreadable:missing possible", ""},
	{"etcd's CA file is a key", "2026-11-22 18:16:08.736082 C | etcdmain: x509: malformed tbs certificate", []string{"no-ca-in-file"}, "wrong-file-kind likely", ""},
	{"curl asks for a passphrase", "Enter PEM pass phrase:\ncurl: (58) unable to set private key file: 'enc.key' type PEM", []string{"file-key-encrypted"}, "key-encrypted likely", ""},
	{"docker was given a certificate and etcd got none", "$ docker --tlsverify -H tcp://10.0.1.10:2376 --tlscacert ca.pem --tlscert c.pem --tlskey k.pem version\nerror during connect: Get \"https://10.0.1.10:2376/v1.50/version\": remote error: tls: certificate required",
		[]string{"alert-certificate-required", "command"}, "client-certificate-withheld likely", "10.0.1.10:2376"},
	{"kubectl's many tries are one fault", "couldn't get current server API group list: Get \\\"https://10.0.0.1:6443/api\\\": write tcp 10.0.0.2:4->10.0.0.1:6443: write: connection reset by peer\nUnable to connect to the server: remote error: tls: certificate required",
		[]string{"alert-certificate-required"}, "client-certificate-required likely", "10.0.0.1:6443"},
	{"a broker that was refused", "TLS server: In state wait_finished received CLIENT ALERT: Fatal - Certificate Unknown", []string{"server-was-refused"}, "peer-refused-our-certificate likely", ""},
	{"ldapsearch says nothing", "ldap_sasl_bind(SIMPLE): Can't contact LDAP server (-1)", []string{"ldap-hidden"}, "unknown-issuer possible", ""},
	{"a log with colours", "\x1b[31mERROR\x1b[0m remote \x1b[1merror: tls: bad certificate\x1b[0m", []string{"alert-bad-certificate"}, "client-certificate-rejected:wrong-eku possible", ""},
	{"a line in a mail", "> error during connect: x509: certificate\n> signed by unknown authority\n", []string{"unknown-authority"}, "unknown-issuer likely", ""},
	{"a setting in a program", `requests.get("https://10.0.1.10:2379/health", verify=False)`, []string{"verification-switched-off"}, "verification-off proven", "10.0.1.10:2379"},
}

func TestExaminedOutputs(t *testing.T) {
	for _, c := range examined {
		got := Read(c.text)
		var ids []string
		for _, r := range got {
			ids = append(ids, r.ID)
		}
		if !assert.Equal(t, c.ids, ids, c.name) {
			continue
		}
		f := got[0].Findings[0]
		code := string(f.Code)
		if f.Variant != "" {
			code += ":" + f.Variant
		}
		assert.Equal(t, c.first, code+" "+string(f.Certainty), c.name)
		target := ""
		if d := got[0].Dial; d != nil {
			target = d.Host + ":" + d.Port
		}
		assert.Equal(t, c.command, target, c.name)
	}
}

func TestMoreCommandsBecomeDials(t *testing.T) {
	for _, c := range []struct {
		text  string
		dial  model.Dial
		found string // variant and option of the first finding
	}{
		{`curl --resolve app.example:443:10.0.1.10 https://app.example`, model.Dial{Host: "10.0.1.10", Port: "443", ServerName: "app.example"}, ""},
		{`curl --doh-url https://1.1.1.1/dns-query https://a.example`, model.Dial{Host: "a.example", Port: "443", URL: "https://a.example"}, ""},
		{`PS C:\> curl.exe --cacert C:\certs\ca.pem https://10.0.1.10:2379`, model.Dial{Host: "10.0.1.10", Port: "2379", URL: "https://10.0.1.10:2379", CA: `C:\certs\ca.pem`}, ""},
		{`gnutls-cli --x509cafile ca.pem -p 636 ldap.example`, model.Dial{Host: "ldap.example", Port: "636", CA: "ca.pem"}, ""},
		{`grpcurl -plaintext 10.0.1.10:50051 list`, model.Dial{Host: "10.0.1.10", Port: "50051"}, "clear "},
		{`redis-cli --tls -h 10.0.1.10 -p 6380 --cacert ca.pem --cert c.pem --key k.pem ping`, model.Dial{Host: "10.0.1.10", Port: "6380", CA: "ca.pem", Cert: "c.pem", Key: "k.pem"}, ""},
		{`redis-cli -h 10.0.1.10 ping`, model.Dial{Host: "10.0.1.10", Port: "6379"}, "clear --tls"},
		{`psql -h db.example -U postgres`, model.Dial{Host: "db.example", Port: "5432", StartTLS: "postgres"}, "by-default sslmode=verify-full"},
		{`mysql -h db.example --ssl-mode=REQUIRED --ssl-ca=ca.pem`, model.Dial{Host: "db.example", Port: "3306", StartTLS: "mysql", CA: "ca.pem"}, " --ssl-mode=REQUIRED"},
		{`docker -H tcp://10.0.1.10:2376 --tlsverify=false ps`, model.Dial{Host: "10.0.1.10", Port: "2376", URL: "tcp://10.0.1.10:2376"}, "tls-only --tlsverify=false"},
		{`git -c http.sslVerify=false clone https://git.example/x.git`, model.Dial{Host: "git.example", Port: "443", URL: "https://git.example/x.git", Path: "/x.git"}, " http.sslVerify=false"},
		{`docker exec etcd etcdctl --endpoints=https://127.0.0.1:2379 --cacert /ca.pem endpoint health`, model.Dial{Host: "127.0.0.1", Port: "2379", URL: "https://127.0.0.1:2379", CA: "/ca.pem"}, ""},
		{`ssh root@10.0.1.10 curl -k https://127.0.0.1:2379`, model.Dial{Host: "127.0.0.1", Port: "2379", URL: "https://127.0.0.1:2379"}, " -k"},
	} {
		r := command(t, c.text)
		require.NotNil(t, r.Dial, c.text)
		assert.Equal(t, c.dial, *r.Dial, c.text)
		found := ""
		if len(r.Findings) > 0 {
			found = r.Findings[0].Variant + " " + r.Findings[0].Value("option")
		}
		assert.Equal(t, c.found, found, c.text)
		assert.Len(t, Read(c.text), 1, "said once: %s", c.text)
	}
}

var stammer = regexp.MustCompile(`(?i)certificate the certificate|name the name|\bthe the\b|证书这张证书|签发者签发它|CA called the CA|都叫签发`)

func TestPastedLinesAreAnsweredWithoutStammering(t *testing.T) {
	for _, l := range lines {
		for _, r := range Read(l.text) {
			for _, lang := range Langs() {
				w := ReadingText(r, lang)
				all := []string{w.Title, w.Who, w.Proves, w.DoesNot, w.Settles}
				for _, e := range w.Findings {
					all = append(all, e.Title, e.What, e.Whose, e.Fix)
				}
				assert.NotRegexp(t, stammer, Joined(strings.Join(all, "\n\n")), l.text)
			}
		}
	}
}

func TestJoinedParagraphs(t *testing.T) {
	assert.Equal(t, "one two\n\n- a\n- b\n  more", Joined("one\ntwo\n\n- a\n- b\n  more"))
	assert.Equal(t, "服务端证书，CA 文件 ca.pem", Joined("服务端\n证书，\nCA 文件\nca.pem"))
}

func TestChineseErrorWordsBreakBetweenClauses(t *testing.T) {
	for id := range catalogue().candidates {
		b, err := files.ReadFile("errors/" + id + "/zh.md")
		require.NoError(t, err)
		l := strings.Split(string(b), "\n")
		for i := range l[:len(l)-1] {
			before, after := []rune(l[i]), []rune(l[i+1])
			if len(before) == 0 || len(after) == 0 || before[0] == '#' || after[0] == '#' {
				continue
			}
			assert.False(t, unicode.Is(unicode.Han, before[len(before)-1]) && unicode.Is(unicode.Han, after[0]), "%s: %s", id, l[i])
		}
	}
}
