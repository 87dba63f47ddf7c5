package twin

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func subject(t *testing.T, text string) model.Subject {
	t.Helper()
	s, findings := model.ParseSubject(text)
	require.Empty(t, findings)
	return s
}

func setup(t *testing.T) model.Plan {
	t.Helper()
	return model.Plan{Steps: []model.Step{
		{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "pouch_test", Subject: subject(t, "/C=CN/ST=ZheJiang/O=Company/CN=pouch_test")}},
		{Kind: model.StepIssue, Identity: &model.IdentitySpec{Name: "etcd-1", Profile: model.ProfilePeer, SANs: []model.SAN{{Kind: model.IP, Value: "10.0.1.10"}}}},
	}}
}

// TestCommandsRead holds the script as people read it: what changes here changes on their screens.
func TestCommandsRead(t *testing.T) {
	assert.Equal(t, `( set -eu; umask 077
mkdir -p /srv/pki; cd /srv/pki
mkdir pouch_test; cd pouch_test
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ca-key.pem
cat > ca.cnf <<'EOF'
[req]
prompt = no
distinguished_name = dn
x509_extensions = ext
[dn]
C = CN
ST = ZheJiang
O = Company
CN = pouch_test
[ext]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
EOF
openssl req -new -x509 -config ca.cnf -key ca-key.pem \
    -set_serial "0x$(openssl rand -hex 16)" -days 3650 -out ca.pem
chmod 644 ca.pem
mkdir etcd-1; cd etcd-1
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem
cat > etcd-1.cnf <<'EOF'
[req]
prompt = no
distinguished_name = dn
[dn]
C = CN
ST = ZheJiang
O = Company
CN = etcd-1
[ext]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:etcd-1, IP:10.0.1.10
EOF
openssl req -new -config etcd-1.cnf -key key.pem -out etcd-1.csr
openssl x509 -req -in etcd-1.csr -CA ../ca.pem -CAkey ../ca-key.pem \
    -set_serial "0x$(openssl rand -hex 16)" -days 397 -extfile etcd-1.cnf \
    -extensions ext -out cert.pem
chmod 644 etcd-1.csr cert.pem
cp ../ca.pem ca.pem
)
`, Commands(setup(t), model.Workspace{Home: "/srv/pki"}))
}

func TestLinesFitTheScreen(t *testing.T) {
	for _, line := range strings.Split(Commands(setup(t), model.Workspace{}), "\n") {
		assert.LessOrEqual(t, len(line), width)
	}
}

func TestNothingToMake(t *testing.T) {
	assert.Empty(t, Commands(model.Plan{}, model.Workspace{Home: "/x"}))
	assert.Empty(t, Commands(model.Plan{Steps: []model.Step{{Kind: model.StepRedial}, {Kind: model.StepIssue}, {Kind: model.StepAppendChain, Identity: &model.IdentitySpec{}}}}, model.Workspace{}))
	assert.Empty(t, Commands(model.Plan{Steps: []model.Step{{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "../x"}},
		{Kind: model.StepIssue, Identity: &model.IdentitySpec{Name: "-rf"}}}}, model.Workspace{}), "half typed")
}

// foreign is a directory made by hand, opened as it is: an intermediate, and files with names of its own.
func foreign() model.Workspace {
	return model.Workspace{Home: "/etc/ssl/my", Authorities: []model.Authority{{
		Name: "my", Dir: "/etc/ssl/my", CAFile: "/etc/ssl/my/ca.crt", KeyFile: "/root/secret/ca key.pem", Foreign: true,
		Certificate: model.Certificate{Key: "ECDSA P-384", Subject: model.Subject{{Type: "CN", Value: "sub"}}, Issuer: model.Subject{{Type: "CN", Value: "root"}}},
		Identities: []model.Identity{{Name: "srv", Authority: "my", Dir: "/etc/ssl/my", CertFile: "/etc/ssl/my/server.crt", KeyFile: "/etc/ssl/my/server.key",
			Certificate: model.Certificate{Key: "RSA 2048", Subject: model.Subject{{Type: "O", Value: "kept"}}}}},
	}}}
}

func TestReissueUsesTheFilesThatAreThere(t *testing.T) {
	script := Commands(model.Plan{Steps: []model.Step{
		{Kind: model.StepReissue, Identity: &model.IdentitySpec{Name: "srv", Authority: "my", Profile: model.ProfileServer, SANs: []model.SAN{{Kind: model.DNS, Value: "a"}}}},
		{Kind: model.StepAppendChain, Identity: &model.IdentitySpec{Name: "srv", Authority: "my"}, Append: "/etc/ssl/my/more/x.pem"},
	}}, foreign())
	for _, want := range []string{
		"\ncp server.crt server.crt.old\n", "\nO = kept\n", "keyUsage = critical, digitalSignature, keyEncipherment\n", "openssl req -new -config srv.cnf -key server.key -out srv.csr\n",
		"-CA ca.crt", "-CAkey '/root/secret/ca key.pem'", "-sha384", "-days 397", "-out server.crt\n", "\ncat ca.crt >> server.crt\n", "\ncat more/x.pem >> server.crt\n",
	} {
		assert.Contains(t, script, want)
	}
	assert.NotContains(t, script, "genpkey", "the key stays")
	assert.NotContains(t, script, "mkdir srv")
}

func TestIssueBesideForeignFiles(t *testing.T) {
	script := Commands(model.Plan{Steps: []model.Step{{Kind: model.StepIssue, Identity: &model.IdentitySpec{Name: "new", Profile: model.ProfileClient, Key: model.RSA2048}}}}, foreign())
	for _, want := range []string{"mkdir new; cd new\n", "rsa_keygen_bits:2048", "-CA ../ca.crt", "CN = new\n", "digitalSignature, keyEncipherment", "cat ../ca.crt >> cert.pem\n"} {
		assert.Contains(t, script, want)
	}
}

func TestUnknownAuthorityTakesTheUsualNames(t *testing.T) {
	script := Commands(model.Plan{Steps: []model.Step{
		{Kind: model.StepReissue, Identity: &model.IdentitySpec{Name: "x", Authority: "ca", Subject: model.Subject{{Type: "CN", Value: "x"}}, Profile: model.ProfileClient}},
	}}, model.Workspace{})
	assert.Contains(t, script, "cd ca/x\n")
	assert.Contains(t, script, "-key key.pem")
	assert.Contains(t, script, "-CA ../ca.pem -CAkey ../ca-key.pem")
}

func TestExactDates(t *testing.T) {
	from, to := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(2026, 2, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	assert.Equal(t, "-days 7", dates(model.IdentitySpec{Days: 7}))
	assert.Equal(t, "-not_before 20260102030405Z -not_after 20260202020405Z", dates(model.IdentitySpec{NotBefore: from, NotAfter: to}))
	assert.Equal(t, "-not_after 20260202020405Z", dates(model.IdentitySpec{NotAfter: to}))
	assert.Equal(t, "-not_before 20260102030405Z -days 7", dates(model.IdentitySpec{NotBefore: from, Days: 7}))
}

func TestSecretsStayOut(t *testing.T) {
	script := Commands(model.Plan{Steps: []model.Step{{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "ca", Passphrase: "hunter2"}}},
		Passphrases: map[string]string{"ca": "hunter2"}}, model.Workspace{})
	assert.NotContains(t, script, "hunter2")
	assert.Contains(t, script, "-aes256 \\\n    -out ca-key.pem", "openssl asks for it")
}

func TestProbe(t *testing.T) {
	for _, c := range []struct {
		dial          model.Dial
		ca, cert, key string
		want          string
	}{
		{model.Dial{Host: "10.0.1.10", Port: "2379", Strangers: true}, "ca.pem", "c.pem", "k.pem", `sleep 1 | openssl s_client -connect 10.0.1.10:2379 -verify_ip 10.0.1.10 \
    -verify_return_error -CAfile ca.pem -cert c.pem -key k.pem
curl -v --max-time 10 --cacert ca.pem --cert c.pem --key k.pem \
    https://10.0.1.10:2379/
curl -v --max-time 10 --cacert ca.pem https://10.0.1.10:2379/
`},
		{model.Dial{Host: "fe80::1%eth0", Port: "1", MinTLS: "1.0", MaxTLS: "1.2", Path: "/a b"}, "", "", "", `sleep 1 | openssl s_client -connect '[fe80::1%eth0]:1' -verify_ip fe80::1 \
    -verify_return_error -min_protocol TLSv1 -max_protocol TLSv1.2
curl -v --max-time 10 --tlsv1.0 --tls-max 1.2 'https://[fe80::1%25eth0]:1/a b'
`},
		{model.Dial{Host: "127.0.0.1", Port: "8443", ServerName: "a.b", Strangers: true}, "it's.pem", "", "", `sleep 1 | openssl s_client -connect 127.0.0.1:8443 -servername a.b \
    -verify_hostname a.b -verify_return_error -CAfile 'it'\''s.pem'
curl -v --max-time 10 --cacert 'it'\''s.pem' \
    --connect-to a.b:8443:127.0.0.1:8443 https://a.b:8443/
`},
		{model.Dial{Host: "10.0.1.10", Port: "2379", CRL: "crl.pem"}, "ca.pem", "", "", `sleep 1 | openssl s_client -connect 10.0.1.10:2379 -verify_ip 10.0.1.10 \
    -verify_return_error -CAfile ca.pem -CRL crl.pem -crl_check
curl -v --max-time 10 --cacert ca.pem --crlfile crl.pem \
    https://10.0.1.10:2379/
`},
		{model.Dial{Host: "mail.example.com.", Port: "25", StartTLS: "smtp"}, "", "", "", `sleep 1 | openssl s_client -connect mail.example.com.:25 \
    -verify_hostname mail.example.com -verify_return_error -starttls smtp
`},
	} {
		assert.Equal(t, c.want, Probe(c.dial, c.ca, c.cert, c.key))
	}
	assert.NotContains(t, Probe(model.Dial{Host: "a", Port: "1", NoHTTP: true}, "", "", ""), "curl")
}

func TestConfValue(t *testing.T) {
	for in, want := range map[string]string{"": "", "a b": "a b", " a": `" "a`, "a  ": `a"  "`, "  ": `"  "`, `a\b"c'd$e#f` + "`": `a\\b\"c\'d\$e\#f\` + "`", "a\nb\x00": `a\nb`} {
		assert.Equal(t, want, confValue(in), "%q", in)
	}
}
