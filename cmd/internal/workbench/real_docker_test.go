package workbench

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/probe/lab/servers"
	"certwright/ui/nav"
)

// dockerd is Go's net/http of 1.19 in Debian 12: its alerts say "bad certificate" whatever the reason is.
var dockerd = program{name: "dockerd", start: servers.Docker, refuses: "vague"}

// placedPage is a place page as somebody follows it, with the machine's own folders exchanged for those of a test.
type placedPage struct {
	t    *testing.T
	page model.Recipe
	here *strings.Replacer
	into string // the folder that stands for the server's
}

// placed is the page of ca/srv and ca/admin, for a server on this machine.
func placed(t *testing.T, w *Workbench, system, folder, port string, more ...string) placedPage {
	t.Helper()
	page, err := w.Recipe(t.Context(), nav.RecipeRequest{System: system, Server: "ca/srv", Client: "ca/admin", Host: "127.0.0.1", Port: port, Lang: "en"})
	require.NoError(t, err)
	into := filepath.Join(t.TempDir(), "tls")
	return placedPage{t, page, strings.NewReplacer(append([]string{folder, into}, more...)...), into}
}

// code is the code of the section of this id that has the mark in it.
func (p placedPage) code(id, mark string) string {
	p.t.Helper()
	for _, s := range p.page.Sections {
		if s.ID == id && strings.Contains(s.Code, mark) {
			return p.here.Replace(s.Code)
		}
	}
	p.t.Fatalf("no section %s with %q: %v", id, mark, p.page)
	return ""
}

// run gives a shell what the page says.
func (p placedPage) run(lines ...string) servers.Result {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 30*time.Second)
	defer cancel()
	return servers.RunCommand(p.t, ctx, servers.Command{Name: "sh", Args: []string{"-e", "-c", strings.Join(lines, "\n")}})
}

// put does what the page says about copying, and leaves the files as it says.
func (p placedPage) put() {
	p.t.Helper()
	r := p.run(p.code("copy", "cd "), p.code("owner", "install"))
	require.Zero(p.t, r.Code, r.Text())
	for name, mode := range map[string]os.FileMode{"cert.pem": 0o644, "ca.pem": 0o644, "key.pem": 0o600} {
		info, err := os.Stat(filepath.Join(p.into, name))
		require.NoError(p.t, err)
		assert.Equal(p.t, mode, info.Mode().Perm(), name)
	}
}

// startLine is the command that starts the server, from a systemd drop-in: its lines are one, the first ExecStart= is empty.
func startLine(t *testing.T, unit string) []string {
	t.Helper()
	old, line, found := strings.Cut(strings.ReplaceAll(unit, "\\\n", " "), "ExecStart=\nExecStart=")
	require.True(t, found, unit)
	assert.Equal(t, "[Service]\n", old)
	return strings.Fields(line)
}

// TestDockerFromItsPage sets a Docker daemon up with nothing but the workbench and the text of its place page, asks it with
// Docker's own client as the page says, and goes round the loop: another address, its fix, green.
func TestDockerFromItsPage(t *testing.T) {
	servers.NeedDocker(t)
	servers.Need(t, "sh")
	w := New(filepath.Join(t.TempDir(), "home"))
	carryOut(t, w, model.Step{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "ca"}}, issueStep("ca", "admin"),
		model.Step{Kind: model.StepIssue, Identity: &model.IdentitySpec{Authority: "ca", Name: "srv", Profile: model.ProfileServer, SANs: []model.SAN{{Kind: model.IP, Value: "127.0.0.1"}}}})
	port := servers.FreePort(t, "127.0.0.1")
	every, ours := fmt.Sprintf("tcp://0.0.0.0:%d", port), fmt.Sprintf("tcp://127.0.0.1:%d -H tcp://127.0.0.2:%d", port, port)
	socket := "unix://" + filepath.Join(t.TempDir(), "api") // systemd would hand one over
	p := placed(t, w, "docker", "/etc/docker/tls", strconv.Itoa(port), every, ours, "fd://", socket)
	p.put()
	start := startLine(t, p.code("config", "ExecStart="))
	require.Regexp(t, "^/usr/s?bin/dockerd$", start[0])
	require.Equal(t, "--containerd=/run/containerd/containerd.sock", start[len(start)-1])
	d := servers.Docker(t, servers.Options{Port: port, Config: p.code("config", `"tlsverify"`), Args: start[1 : len(start)-1]})

	t.Run("its own client", func(t *testing.T) { p.askWithDocker(t) })
	dial := model.Dial{Host: "127.0.0.1", Port: strconv.Itoa(port), As: "ca/admin", Strangers: true}
	letIn(t, "dockerd | from its page", dockerd, finalReport(t, w, dial))
	d.WaitLog("TLS handshake error") // the stranger: what the page says to look for

	dial.Host = "127.0.0.2"
	broken := finalReport(t, w, dial)
	holds(t, "dockerd | another address", broken, byServer("name-mismatch/ip"))
	plan, err := w.PlanFix(t.Context(), broken)
	require.NoError(t, err)
	_, err = w.Apply(t.Context(), plan)
	require.NoError(t, err)
	p.put()
	d.Restart()
	letIn(t, "dockerd | reissued, copied, restarted", dockerd, finalReport(t, w, dial))
}

// askWithDocker runs the page's check, and then what it says for every day.
func (p placedPage) askWithDocker(t *testing.T) {
	check := p.code("check", "version")
	for _, lines := range [][]string{{check}, {p.code("client", "export "), "docker version"}} {
		r := p.run(lines...)
		require.Zero(t, r.Code, r.Text())
		assert.Contains(t, r.Out, "Server:")
	}
	nobody := p.run(strings.NewReplacer(`--tlscert="$c/cert.pem"`, "", `--tlskey="$c/key.pem"`, "").Replace(check))
	assert.NotZero(t, nobody.Code)
	assert.Contains(t, nobody.Err, "tls: bad certificate")
	assert.NotContains(t, nobody.Out, "Server:", "nobody gets in without a certificate")
}

// loggedAs is what a line of dockerd's log says of these clients, though the client is told nothing.
var loggedAs = map[string]string{
	"none": "client-certificate-required", "for servers only": "client-certificate-rejected/wrong-eku",
	"another CA": "client-certificate-rejected/unknown-ca", "expired": "client-certificate-rejected/expired",
	"not yet valid": "client-certificate-rejected/not-yet-valid",
}

// readsLog reads the last line that the server logged since byte from of its log, as somebody pastes it. The line comes a
// little after the refusal, and one of the dial before may come in between.
func readsLog(t *testing.T, srv *servers.Server, from int, want string) {
	t.Helper()
	var line string
	require.Eventually(t, func() bool {
		lines := strings.Split(strings.TrimSpace(srv.Log()[from:]), "\n")
		line = lines[len(lines)-1]
		read := assets.Read(line)
		return len(read) > 0 && len(read[0].Findings) > 0 && verdictOf(read[0].Findings[0]).what == want
	}, 10*time.Second, 10*time.Millisecond, "it is not read as %s", want)
	t.Log(line)
}

// TestRealDockerRefusals dials dockerd with every kind of client certificate, in TLS 1.2 and 1.3: the first finding is the
// cause, by our own reading of the certificate; the log says the same when it is pasted.
func TestRealDockerRefusals(t *testing.T) {
	servers.NeedDocker(t)
	s := newShop(t)
	own := s.server(s.root)
	srv := servers.Docker(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root)})
	for _, c := range clientCases {
		for _, version := range []string{"1.2", "1.3"} {
			d, from := s.dial(srv, c.file(s)), len(srv.Log())
			d.MaxTLS, d.Strangers = version, true
			r, where := s.probe(d), "dockerd | "+c.name+" | "+version
			assert.Equal(t, "TLS "+version, r.Version, where)
			if len(c.variants) == 0 {
				letIn(t, where, dockerd, r)
				continue
			}
			holds(t, where, r, dockerd.verdicts(c, r)...)
			if want, ok := loggedAs[c.name]; ok {
				readsLog(t, srv, from, want)
			}
		}
	}
}

// TestDockerThatLetsEverybodyIn dials a daemon on its usual ports: one without TLS, one that was told not to verify.
func TestDockerThatLetsEverybodyIn(t *testing.T) {
	servers.NeedDocker(t)
	for _, c := range []struct {
		name string
		port int
		want []verdict
	}{
		{"no TLS", 2375, []verdict{{"not-tls/http", model.PartyClient, model.Proven}, byServer("unprotected-api/plaintext")}},
		{"tlsverify false", 2376, []verdict{{"unprotected-api/no-certificate", model.PartyServer, model.Likely}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, host := newShop(t), loopbackWith(t, c.port)
			o := servers.Options{Host: host, Port: c.port}
			if c.port == 2376 {
				own := s.named(host)
				o.Cert, o.Key = own.cert, own.key
			}
			d := s.dial(servers.Docker(t, o), s.client(s.root))
			d.Strangers = true
			r := s.probe(d)
			holds(t, "dockerd | "+c.name, r, c.want...)
			require.NotEmpty(t, r.Findings)
			for _, f := range r.Findings {
				if f.Code == model.UnprotectedAPI {
					assert.Equal(t, "Docker", f.Value("service"))
				}
			}
		})
	}
}

// loopbackWith is a loopback address where nobody has this port: some findings know a service by it.
func loopbackWith(t *testing.T, port int) string {
	t.Helper()
	for i := 2; i < 250; i++ {
		host := fmt.Sprintf("127.0.76.%d", i)
		if l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port))); err == nil {
			require.NoError(t, l.Close())
			return host
		}
	}
	t.Fatalf("port %d is taken on every loopback address", port)
	return ""
}

// TestDockerRefusesToStart holds the page and the error pages to what dockerd really says.
func TestDockerRefusesToStart(t *testing.T) {
	servers.NeedDocker(t)
	s := newShop(t)
	own := s.server(s.root)
	tls := fmt.Sprintf(`"tlsverify":true,"tlscacert":%q,"tlscert":%q,"tlskey":%q`, s.anchors(s.root), own.cert, own.key)
	for _, c := range []struct{ name, config, says, read string }{
		{"hosts beside -H", `{"hosts":["tcp://127.0.0.1:2376"],` + tls + `}`, "specified both as a flag and in the configuration file: hosts", "docker-hosts-conflict"},
		{"files that are gone", strings.ReplaceAll("{"+tls+"}", own.key, own.key+".gone"), "no such file or directory", "file-missing"},
		{"comma at the end", "{" + tls + ",}", "looking for beginning of object key string", "docker-bad-json"},
		{"another key", strings.ReplaceAll("{"+tls+"}", own.key, s.client(s.root).key), "private key does not match public key", "file-key-mismatch"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said := servers.DockerRefuses(t, c.config)
			assert.Contains(t, said, c.says)
			read := assets.Read(said)
			require.NotEmpty(t, read, said)
			assert.Equal(t, c.read, read[0].ID)
		})
	}
}
