package assets

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func command(t *testing.T, text string) model.Reading {
	for _, r := range Read(text) {
		if r.ID == CommandReading {
			return r
		}
	}
	require.Fail(t, "no command in "+text)
	return model.Reading{}
}

func codesOf(r model.Reading) (out []string) {
	for _, f := range r.Findings {
		s := string(f.Code) + " " + f.Value("option")
		if v := f.Value("today"); v != "" {
			s += " -> " + v
		}
		out = append(out, s)
	}
	return out
}

func TestCommandsBecomeDials(t *testing.T) {
	for _, c := range []struct {
		text  string
		dial  model.Dial
		codes []string
	}{
		{`$ curl --cacert /path/to/ca.crt https://127.0.0.1:2379/v2/keys/foo -XPUT -d value=bar -v`,
			model.Dial{Host: "127.0.0.1", Port: "2379", URL: "https://127.0.0.1:2379/v2/keys/foo", Path: "/v2/keys/foo", CA: "/path/to/ca.crt"}, nil},
		{"$ curl --cacert ca.crt --cert client.crt --key client.key \\\n  -L https://127.0.0.1:2379/v2/keys/foo -XPUT -d value=bar -v",
			model.Dial{Host: "127.0.0.1", Port: "2379", URL: "https://127.0.0.1:2379/v2/keys/foo", Path: "/v2/keys/foo", CA: "ca.crt", Cert: "client.crt", Key: "client.key"}, nil},
		{`curl -sk -E ./both.pem:secret https://etcd-1:2379`,
			model.Dial{Host: "etcd-1", Port: "2379", URL: "https://etcd-1:2379", Cert: "./both.pem", Key: "./both.pem"}, []string{"verification-off -k"}},
		{`openssl s_client -connect 10.0.1.10:2379 -CAfile ca.pem -cert c.pem -key k.pem -servername etcd-1 -tls1_2 </dev/null`,
			model.Dial{Host: "10.0.1.10", Port: "2379", CA: "ca.pem", Cert: "c.pem", Key: "k.pem", ServerName: "etcd-1", MinTLS: "1.2", MaxTLS: "1.2"}, []string{"verification-off s_client"}},
		{`openssl s_client -verify_return_error -starttls postgres -connect db:5432`,
			model.Dial{Host: "db", Port: "5432", StartTLS: "postgres"}, nil},
		{`sudo docker --tlsverify --tlscacert=ca.pem --tlscert=cert.pem --tlskey=key.pem -H=10.0.0.5:2376 version`,
			model.Dial{Host: "10.0.0.5", Port: "2376", CA: "ca.pem", Cert: "cert.pem", Key: "key.pem"}, nil},
		{`docker --tls -H tcp://10.0.0.5 ps`, model.Dial{Host: "10.0.0.5", Port: "2376", URL: "tcp://10.0.0.5"}, []string{"verification-off --tls"}},
		{"export DOCKER_HOST=tcp://10.0.0.5:2376 DOCKER_TLS_VERIFY=1\nexport DOCKER_CERT_PATH=/certs/admin\ndocker version",
			model.Dial{Host: "10.0.0.5", Port: "2376", URL: "tcp://10.0.0.5:2376", CA: "/certs/admin/ca.pem", Cert: "/certs/admin/cert.pem", Key: "/certs/admin/key.pem"}, nil},
		{`$ ./etcd/etcdctl -C https://localhost:23791 --ca-file ca.crt --key-file client.key --cert-file client.crt set hello world`,
			model.Dial{Host: "localhost", Port: "23791", URL: "https://localhost:23791", CA: "ca.crt", Cert: "client.crt", Key: "client.key"},
			[]string{"old-option -C -> --endpoints", "old-option --ca-file -> --cacert", "old-option --key-file -> --key", "old-option --cert-file -> --cert"}},
		{`ETCDCTL_API=3 etcdctl --endpoints=https://10.0.1.10:2379,https://10.0.1.11:2379 --cacert=ca.pem --insecure-skip-tls-verify endpoint health`,
			model.Dial{Host: "10.0.1.10", Port: "2379", URL: "https://10.0.1.10:2379", CA: "ca.pem"}, []string{"verification-off --insecure-skip-tls-verify"}},
		{`root@master:~# kubectl --server=https://10.0.0.1:6443 --certificate-authority=/ca.crt --client-certificate=/c.crt --client-key=/c.key get pods`,
			model.Dial{Host: "10.0.0.1", Port: "6443", URL: "https://10.0.0.1:6443", CA: "/ca.crt", Cert: "/c.crt", Key: "/c.key"}, nil},
		{`psql "host=db.example port=5433 sslmode=verify-full sslrootcert=ca.pem sslcert=c.pem sslkey=k.pem dbname=x"`,
			model.Dial{Host: "db.example", Port: "5433", CA: "ca.pem", Cert: "c.pem", Key: "k.pem", StartTLS: "postgres"}, nil},
		{`psql 'postgresql://u:pw@db/x?sslmode=require'`,
			model.Dial{Host: "db", Port: "5432", URL: "postgresql://db/x", Path: "/x", StartTLS: "postgres"}, []string{"verification-off sslmode=require"}},
		{`./pouch -H 10.0.0.9:4243 --tlsverify --tlscacert=a/ca.pem --tlscert=a/cert.pem --tlskey=a/key.pem version`,
			model.Dial{Host: "10.0.0.9", Port: "4243", CA: "a/ca.pem", Cert: "a/cert.pem", Key: "a/key.pem"}, nil},
		{`wget --no-check-certificate --ca-certificate=ca.pem https://h/x`, model.Dial{Host: "h", Port: "443", URL: "https://h/x", Path: "/x", CA: "ca.pem"}, []string{"verification-off --no-check-certificate"}},
	} {
		r := command(t, c.text)
		if assert.NotNil(t, r.Dial, c.text) {
			assert.Equal(t, c.dial, *r.Dial, c.text)
		}
		assert.Equal(t, c.codes, codesOf(r), c.text)
		for _, lang := range Langs() {
			for _, e := range ReadingText(r, lang).Findings {
				assert.NotContains(t, e.What+e.Fix, "?", c.text)
			}
		}
	}
}

func TestServersOldFlags(t *testing.T) {
	r := command(t, "./etcd/etcd --name infra1 --client-cert-auth --ca-file ca.crt --peer-ca-file ./ca.crt 2>&1 | tee /tmp/1.log &")
	assert.Nil(t, r.Dial, "a server dials nobody")
	assert.Equal(t, []string{"old-option --ca-file -> --client-cert-auth --trusted-ca-file", "old-option --peer-ca-file -> --peer-client-cert-auth --peer-trusted-ca-file"}, codesOf(r))
}

func TestProseIsNoCommand(t *testing.T) {
	for _, text := range []string{"then curl fails with https", "docker ps", "docker run -d nginx", "the etcd server", "curl: (60) nonsense", "openssl x509 -in a.pem -noout", "psql"} {
		assert.Empty(t, Read(text), text)
	}
}

func TestAnErrorTakesItsDialFromTheCommandAboveIt(t *testing.T) {
	got := Read("$ curl --cacert ca.pem https://10.0.1.10:2379/health\ncurl: (60) SSL: no alternative certificate subject name matches target host name '10.0.1.10'\n")
	require.Len(t, got, 2)
	assert.Equal(t, "address-differs", got[0].ID, "what went wrong comes first")
	require.NotNil(t, got[0].Dial)
	assert.Equal(t, "ca.pem", got[0].Dial.CA)
	assert.Equal(t, CommandReading, got[1].ID)
}

func wordsOf(text string) (out [][]string) {
	for _, c := range commandLines(text) {
		out = append(out, c.words)
	}
	return out
}

func TestShellWords(t *testing.T) {
	assert.Equal(t, [][]string{{"a", "b c", "d'e", "f g", ""}, {"next"}, {"line"}}, wordsOf("a 'b c' \"d'e\" f\\ g '' | next\nline"))
	assert.Equal(t, [][]string{{"a", "b"}}, wordsOf("a \\\n  b"))
	assert.Equal(t, [][]string{{"open", "quote here"}}, wordsOf("open 'quote here"))
	assert.Empty(t, wordsOf(" ; \n |"))
	got := commandLines("first\nsecond \\\n more\nthird")
	require.Len(t, got, 3)
	assert.Equal(t, 6, got[1].at)
	assert.Equal(t, 21, got[2].at, "a joined line is as long as it was")
}
