package model

import (
	"net"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseTarget(t *testing.T) {
	for text, want := range map[string]Dial{
		"10.0.1.10:2379":               {Host: "10.0.1.10", Port: "2379"},
		" etcd-1:2379\n":               {Host: "etcd-1", Port: "2379"},
		"[::1]:2379":                   {Host: "::1", Port: "2379"},
		"[FE80::1%eth0]:1":             {Host: "fe80::1%eth0", Port: "1"},
		"https://[fe80::1%25eth0]:443": {Host: "fe80::1%eth0", Port: "443", URL: "https://[fe80::1%25eth0]:443"},
		"https://a.b":                  {Host: "a.b", Port: "443", URL: "https://a.b"},
		"HTTPS://a.b:8443/x/y?q=1#f":   {Host: "a.b", Port: "8443", URL: "https://a.b:8443/x/y?q=1#f", Path: "/x/y?q=1"},
		"https://a.b?q":                {Host: "a.b", Port: "443", URL: "https://a.b/?q", Path: "/?q"},
		"https://a.b#f":                {Host: "a.b", Port: "443", URL: "https://a.b"},
		"http://a.b":                   {Host: "a.b", Port: "80", URL: "http://a.b"},
		"tcp://10.0.0.1":               {Host: "10.0.0.1", Port: "2376", URL: "tcp://10.0.0.1"},
		"tcp://10.0.0.1:4243":          {Host: "10.0.0.1", Port: "4243", URL: "tcp://10.0.0.1:4243"},
		"https://::1":                  {Host: "::1", Port: "443", URL: "https://::1"},
		"smtp://mail.example.com":      {Host: "mail.example.com", Port: "25", URL: "smtp://mail.example.com", StartTLS: "smtp"},
		"postgres://me:secret@db/app":  {Host: "db", Port: "5432", URL: "postgres://db/app", Path: "/app", StartTLS: "postgres"},
		"localhost:https":              {Host: "localhost", Port: "443"},
		"a.b:8443/metrics":             {Host: "a.b", Port: "8443", Path: "/metrics"},
		"例え.jp:443":                    {Host: "xn--r8jz45g.jp", Port: "443"},
		"my_db:5432":                   {Host: "my_db", Port: "5432"},
		"Example.COM.:0443":            {Host: "Example.COM.", Port: "443"},
		"0.0.0.0:1":                    {Host: "0.0.0.0", Port: "1"},
	} {
		d, findings := ParseTarget(text)
		assert.Empty(t, findings, text)
		assert.Equal(t, want, d, text)
		assert.Equal(t, net.JoinHostPort(d.Host, d.Port), d.Address())
		again, findings := ParseTarget(d.Target())
		assert.Empty(t, findings, d.Target())
		assert.Equal(t, d, again, d.Target())
	}
}

func TestParseTargetFindings(t *testing.T) {
	for text, want := range map[string]string{
		"":                    "bad-target/characters",
		"a.b":                 "bad-target/no-port a.b:443",
		"a.b:":                "bad-target/no-port a.b:443",
		"::1":                 "bad-target/no-port [::1]:443",
		"[::1]":               "bad-target/no-port [::1]:443",
		"::1:2379":            "bad-target/no-port [::1]:2379",
		"[::1]2379":           "bad-target/no-port",
		"tls://a.b":           "bad-target/no-port a.b:443",
		"a.b:0":               "bad-target/port",
		"a.b:65536":           "bad-target/port",
		"a.b:abc":             "bad-target/port",
		"a.b:+5":              "bad-target/port",
		"a.b:-5":              "bad-target/port",
		"https://a.b:99999/x": "bad-target/port",
		"gopher://a.b/":       "bad-target/scheme https://a.b/",
		"unix:///run/x.sock":  "bad-target/scheme",
		":2379":               "bad-target localhost:2379",
		":abc":                "bad-target",
		"https://":            "bad-target/characters",
		"a.b 2379":            "bad-target/characters a.b:2379",
		"a.b:23\x1b79":        "bad-target/characters a.b:2379",
		"a\u202e.b:1":         "bad-target/characters a.b:1",
		"user@a.b:22":         "bad-target/characters a.b:22",
		"*.a.b:443":           "bad-target/characters",
		"a..b:443":            "bad-target/characters",
		"10.0.0.999:443":      "bad-ip-address",
		"[::g]:443":           "bad-ip-address",
		"\"a.b:1\"":           "bad-target/characters a.b:1",
	} {
		d, findings := ParseTarget(text)
		wellFormed(t, findings)
		assert.Equal(t, want, told(findings), "%q", text)
		assert.Equal(t, Dial{}, d)
	}
}

func FuzzTarget(f *testing.F) {
	for _, s := range []string{"10.0.1.10:2379", "[::1]:1", "https://a.b:1/x?q#f", "::1:2379", "user@h:1", "例え.jp:443", "tcp://x", ":1", "a b", "[fe80::1%25eth0]:443", "https://a://b://c", "?", "https://@:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, findings := ParseTarget(text)
		wellFormed(t, findings)
		if len(findings) > 0 {
			require.Equal(t, Dial{}, d)
			if s := findings[0].Value("suggestion"); s != "" && findings[0].Code == BadTarget {
				_, again := ParseTarget(s)
				require.Empty(t, again, "%q suggests %q", text, s)
			}
			return
		}
		n, err := strconv.Atoi(d.Port)
		require.NoError(t, err)
		require.True(t, n > 0 && n < 65536)
		require.Equal(t, Clean(d.Target()), d.Target())
		for _, form := range []string{d.Address(), d.Target()} {
			again, findings := ParseTarget(form)
			require.Empty(t, findings, "%q", form)
			require.Equal(t, d.Address(), again.Address())
		}
		again, _ := ParseTarget(d.Target())
		require.Equal(t, d, again)
	})
}

func TestLoopback(t *testing.T) {
	for _, host := range []string{"localhost", "LocalHost.", "127.0.0.1", "127.8.9.1", "::1", "[::1]", "::ffff:127.0.0.1"} {
		assert.True(t, Loopback(host), host)
	}
	for _, host := range []string{"", "10.0.1.10", "127.example.com", "localhost.example.com", "::2", "0.0.0.0"} {
		assert.False(t, Loopback(host), host)
	}
}

func TestFileNameOfADial(t *testing.T) {
	assert.Equal(t, "probe-etcd-1.lab-2379.txt", Dial{Host: "etcd-1.lab", Port: "2379"}.FileName(".txt"))
	assert.Equal(t, "probe-__1-443.pcapng", Dial{Host: "::1", Port: "443"}.FileName(".pcapng"))
	assert.Equal(t, "probe-_etc_x-1.txt", Dial{Host: "../etc/x", Port: "1"}.FileName(".txt"))
}
