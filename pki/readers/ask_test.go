package readers

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/probe/lab/servers"
)

// each asks example by example, a few at a time.
func each(at int, one func(t *testing.T, ctx context.Context, s *served) said) func(*testing.T, context.Context, []*served) []said {
	return func(t *testing.T, ctx context.Context, list []*served) []said {
		out := make([]said, len(list))
		slots := make(chan struct{}, at)
		var wait sync.WaitGroup
		for i, s := range list {
			slots <- struct{}{}
			wait.Go(func() {
				defer func() { <-slots }()
				out[i] = one(t, ctx, s)
			})
		}
		wait.Wait()
		return out
	}
}

func (s *served) address() string { return "127.0.0.1:" + strconv.Itoa(s.port) }

// goEnv marks the process that is the reader in Go; its value is the role.
const goEnv = "CERTWRIGHT_TEST_GO_READER"

// askGo runs this program once more as a reader of its own: with Go's defaults, which this module changes for itself.
func askGo(t *testing.T, ctx context.Context, list []*served) []said {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(ctx, self, role(list)...)
	cmd.Env = append(os.Environ(), goEnv+"="+list[0].use, "GODEBUG=x509negativeserial=0,rsa1024min=1,tlssha1=0")
	cmd.Stdin = strings.NewReader(orders(t, list))
	out, err := cmd.Output()
	require.NoError(t, err)
	return answers(t, servers.Result{Out: string(out)}, len(list))
}

// goReader is what askGo runs in place of the tests: orders from standard input, a line for each answer.
func goReader() {
	var list []order
	if err := json.NewDecoder(os.Stdin).Decode(&list); err != nil {
		fmt.Println(err)
	}
	for _, o := range list {
		if err := goReads(o, os.Args[len(os.Args)-2:]); err != nil {
			fmt.Println("no", flat(err.Error()))
		} else {
			fmt.Println("ok")
		}
	}
}

func goReads(o order, own []string) error {
	data, err := os.ReadFile(o.Roots)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(data)
	c, err := net.DialTimeout("tcp", "127.0.0.1:"+strconv.Itoa(o.Port), 30*time.Second)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if os.Getenv(goEnv) == "server" {
		return tls.Client(c, &tls.Config{RootCAs: pool, ServerName: o.Host}).Handshake()
	}
	pair, err := tls.LoadX509KeyPair(own[0], own[1])
	if err != nil {
		return err
	}
	return tls.Server(c, &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}).Handshake()
}

func askCurl(t *testing.T, ctx context.Context, s *served) said {
	target := s.dial + ":" + strconv.Itoa(s.port)
	r := servers.Run(t, ctx, "curl", "-sS", "-o", os.DevNull, "--max-time", "30", "--cacert", s.roots, "--resolve", target+":127.0.0.1", "https://"+target+"/")
	return said{r.Code == 0, strings.TrimSpace(r.Err)}
}

func askOpenSSL(flags ...string) func(*testing.T, context.Context, *served) said {
	return func(t *testing.T, ctx context.Context, s *served) said {
		args := append([]string{"s_client", "-connect", s.address(), "-CAfile", s.roots, "-no-CApath", "-no-CAstore", "-verify_return_error", "-brief"}, flags...)
		if net.ParseIP(s.dial) != nil {
			args = append(args, "-verify_ip", s.dial)
		} else {
			args = append(args, "-servername", s.dial, "-verify_hostname", s.dial)
		}
		r := servers.Run(t, ctx, "openssl", args...)
		return said{strings.Contains(r.Text(), "Verification: OK"), flat(r.Text())}
	}
}

func askGnuTLS(t *testing.T, ctx context.Context, s *served) said {
	args := []string{"--port", strconv.Itoa(s.port), "--x509cafile", s.roots, "--verify-hostname", s.dial}
	if net.ParseIP(s.dial) == nil {
		args = append(args, "--sni-hostname", s.dial)
	}
	r := servers.Run(t, ctx, "gnutls-cli", append(args, "127.0.0.1")...)
	text := ""
	for _, l := range strings.Split(r.Text(), "\n") {
		if strings.Contains(l, "Status:") || strings.HasPrefix(l, "***") {
			text += strings.TrimSpace(l) + "; "
		}
	}
	return said{r.Code == 0 && strings.Contains(r.Text(), "Handshake was completed"), text}
}

// order is one line of the list that the batch readers get.
type order struct {
	Port  int    `json:"port"`
	Host  string `json:"host"`
	Roots string `json:"roots"`
}

// role tells the batch readers which side they are.
func role(list []*served) []string {
	if list[0].use == "client" {
		return []string{"server", list[0].peer.cert, list[0].peer.key}
	}
	return []string{"client"}
}

func orders(t *testing.T, list []*served) string {
	var out []order
	for _, s := range list {
		out = append(out, order{s.port, s.dial, s.roots})
	}
	b, err := json.Marshal(out)
	require.NoError(t, err)
	return string(b)
}

// answers reads one line an example: "ok" or what was said.
func answers(t *testing.T, r servers.Result, n int) []said {
	lines := strings.Split(strings.TrimSpace(r.Out), "\n")
	require.Len(t, lines, n, r.Text())
	var out []said
	for _, l := range lines {
		out = append(out, said{l == "ok", strings.TrimPrefix(l, "no ")})
	}
	return out
}

func askPython(mode string) func(*testing.T, context.Context, []*served) []said {
	return func(t *testing.T, ctx context.Context, list []*served) []said {
		r := servers.RunCommand(t, ctx, servers.Command{Name: "python3", Args: append([]string{"testdata/verify.py", mode}, role(list)...), Dir: ".", Stdin: orders(t, list)})
		return answers(t, r, len(list))
	}
}

func askNode(t *testing.T, ctx context.Context, list []*served) []said {
	return answers(t, servers.RunCommand(t, ctx, servers.Command{Name: "node", Args: append([]string{"testdata/verify.js"}, role(list)...), Stdin: orders(t, list)}), len(list))
}

func askJava(t *testing.T, ctx context.Context, list []*served) []said {
	var lines strings.Builder
	for _, s := range list {
		lines.WriteString(strconv.Itoa(s.port) + "\t" + s.dial + "\t" + s.roots + "\n")
	}
	return answers(t, servers.RunCommand(t, ctx, servers.Command{Name: "java", Args: append([]string{"-Xshare:auto", "-XX:TieredStopAtLevel=1", "testdata/Verify.java"}, role(list)...), Stdin: lines.String()}), len(list))
}

// runNSS runs a program of NSS without the thousands of file accesses by which it measures how fast its database's disk is.
func runNSS(t *testing.T, ctx context.Context, name string, args ...string) servers.Result {
	return servers.RunCommand(t, ctx, servers.Command{Name: name, Args: args, Env: []string{"NSS_SDB_USE_CACHE=no"}})
}

// askNSS keeps the roots in a database for each example: trusted as authorities, and a certificate that is its own root as a peer.
func askNSS(t *testing.T, ctx context.Context, list []*served) []said {
	empty := t.TempDir()
	require.Zero(t, servers.Run(t, ctx, "certutil", "-N", "-d", "sql:"+empty, "--empty-password").Code)
	return each(8, func(t *testing.T, ctx context.Context, s *served) said {
		db := t.TempDir()
		require.NoError(t, os.CopyFS(db, os.DirFS(empty)))
		s.trustInNSS(t, ctx, db)
		if s.use != "client" {
			r := runNSS(t, ctx, "tstclnt", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-a", s.dial, "-d", "sql:"+db, "-Q", "-V", "tls1.2:")
			return said{r.Code == 0, flat(r.Text())}
		}
		args := []string{"-d", "sql:" + db, "-u", "0"}
		for i, der := range append([][]byte{s.leaf.der}, s.sent...) {
			file := filepath.Join(db, "sent"+strconv.Itoa(i)+".der")
			require.NoError(t, os.WriteFile(file, der, 0o600))
			args = append(args, file)
		}
		r := runNSS(t, ctx, "vfychain", args...)
		return said{r.Code == 0 && strings.Contains(r.Text(), "Chain is good"), flat(r.Text())}
	})(t, ctx, list)
}

func (s *served) trustInNSS(t *testing.T, ctx context.Context, db string) {
	for i, der := range s.anchors {
		file := filepath.Join(db, "root"+strconv.Itoa(i)+".der")
		require.NoError(t, os.WriteFile(file, der, 0o600))
		flags := map[string]string{"server": "C,,", "client": "T,,"}[s.use]
		if len(s.anchors) == 1 && string(der) == string(s.leaf.der) {
			flags = "P" + flags
		}
		runNSS(t, ctx, "certutil", "-A", "-d", "sql:"+db, "-n", "root"+strconv.Itoa(i), "-t", flags, "-i", file) // some it cannot read
	}
}

// flat is a text in one line.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// Readers that are servers, each a process of its own.

// dialled shows the example's certificate to a server and reports whether it was let in: with TLS 1.2 the handshake tells.
func (s *served) dialled(addr string) said {
	config := s.config()
	config.MaxVersion = tls.VersionTLS12
	c, err := tls.DialWithDialer(&net.Dialer{Timeout: 30 * time.Second}, "tcp", addr, config)
	if err != nil {
		return said{false, err.Error()}
	}
	_ = c.Close()
	return said{true, ""}
}

func askOpenSSLServer(t *testing.T, _ context.Context, s *served) said {
	if len(s.anchors) == 0 {
		return said{false, "s_server does not start without a CA"}
	}
	o := servers.OpenSSL(t, servers.Options{Cert: s.peer.cert, Key: s.peer.key, ClientCA: s.roots})
	defer o.Stop()
	a := s.dialled(o.Addr)
	a.text += " " + o.Log()
	return a
}

func askGnuTLSServer(t *testing.T, _ context.Context, s *served) said {
	if len(s.anchors) == 0 {
		return said{false, "gnutls-serv does not start without a CA"}
	}
	o := servers.GnuTLS(t, servers.Options{Cert: s.peer.cert, Key: s.peer.key, ClientCA: s.roots})
	defer o.Stop()
	a := s.dialled(o.Addr)
	a.text += " " + o.Log()
	return a
}
