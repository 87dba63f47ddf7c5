package workbench

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// pouchd stands in for the daemon, which is packaged nowhere: its listener as it was measured (1.3.0, of 2019), told by the
// same flags. Without tcp:// an address is refused; TLS is on only with certificate and key, without a word when it is not;
// handshake errors are thrown away; a white list is looked at by the paths that there are, and not by others.
func pouchd(t *testing.T, args []string) error {
	t.Helper()
	flags := pflag.NewFlagSet("pouchd", pflag.ContinueOnError)
	listen := flags.StringArrayP("listen", "l", nil, "")
	verify, names := flags.Bool("tlsverify", false, ""), flags.StringSlice("manager-whitelist", nil, "")
	ca, cert, key := flags.String("tlscacert", "", ""), flags.String("tlscert", "", ""), flags.String("tlskey", "", "")
	require.NoError(t, flags.Parse(args))
	routes := http.NewServeMux()
	routes.HandleFunc("/v1.24/_ping", func(w http.ResponseWriter, r *http.Request) {
		if len(*names) > 0 && r.TLS != nil && !slices.Contains(*names, r.TLS.PeerCertificates[0].Subject.CommonName) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "tls verified error.")
			return
		}
		_, _ = io.WriteString(w, "OK")
	})
	s := &http.Server{Handler: routes, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	t.Cleanup(func() { _ = s.Close() })
	for _, address := range *listen {
		network, place, found := strings.Cut(address, "://")
		if !found {
			return errors.New("invalid listening address " + address)
		}
		if network != "tcp" {
			continue
		}
		l, err := net.Listen(network, place)
		if err != nil {
			return err
		}
		if *cert != "" && *key != "" {
			l = tls.NewListener(l, pouchTLS(t, *verify, *ca, *cert, *key))
		}
		go func() { _ = s.Serve(l) }()
	}
	return nil
}

func pouchTLS(t *testing.T, verify bool, ca, cert, key string) *tls.Config {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(cert, key)
	require.NoError(t, err)
	c := &tls.Config{Certificates: []tls.Certificate{pair}}
	if verify {
		pem, err := os.ReadFile(ca)
		require.NoError(t, err)
		c.ClientCAs, c.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
		require.True(t, c.ClientCAs.AppendCertsFromPEM(pem))
	}
	return c
}

// pouchPage is a page for a daemon on an address where the usual port is free, with its files put, and its flags.
func pouchPage(t *testing.T, w *Workbench) (p placedPage, host string, flags []string) {
	t.Helper()
	servers.Need(t, "sh")
	if runtime.GOOS == "windows" {
		servers.Missing(t, "a page for pouchd speaks of owners and modes as Linux has them")
	}
	host = loopbackWith(t, 4243)
	sans, found := model.ParseSANs(host)
	require.True(t, model.OK(found))
	carryOut(t, w, model.Step{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "ca"}}, issueStep("ca", "admin"), issueStep("ca", "guest"),
		model.Step{Kind: model.StepIssue, Identity: &model.IdentitySpec{Authority: "ca", Name: "srv", Profile: model.ProfileServer, SANs: sans}})
	p = placed(t, w, "pouch", "/etc/pouch/tls", "4243", "tcp://0.0.0.0", "tcp://"+host, "https://127.0.0.1", "https://"+host)
	p.put()
	start := startLine(t, p.code("config", "ExecStart="))
	require.Regexp(t, "/pouchd$", start[0])
	return p, host, start[1:]
}

// TestPouchFromItsPage sets a pouchd up with nothing but the text of its place page, and asks it as the page says.
func TestPouchFromItsPage(t *testing.T) {
	w := New(filepath.Join(t.TempDir(), "home"))
	p, host, flags := pouchPage(t, w)
	require.NoError(t, pouchd(t, append(flags, "--manager-whitelist=admin")))
	if _, ok := servers.Path("curl"); ok {
		r := p.run(p.code("client", "curl"))
		assert.Equal(t, "OK", r.Out, r.Err)
	}
	stand := program{name: "pouchd", refuses: "alert"}
	d := model.Dial{Host: host, Port: "4243", As: "ca/admin", Strangers: true}
	letIn(t, "pouchd | from its page", stand, finalReport(t, w, d))

	d.As, d.CA = "", "ca"
	nobody := finalReport(t, w, d)
	holds(t, "pouchd | nobody", nobody, stand.missed(nobody))
	d.As = "ca/srv"
	holds(t, "pouchd | a certificate for servers", finalReport(t, w, d), verdict{"client-certificate-rejected/wrong-eku", model.PartyClient, model.Likely})

	d.As, d.CA, d.Path = "ca/guest", "", "/v1.24/_ping" // the path that the page names: "/" is let through to a 404
	guest := finalReport(t, w, d)
	holds(t, "pouchd | not on the list", guest, verdict{"application-refused", model.PartyClient, model.Proven})
	d.As = "ca/admin"
	letIn(t, "pouchd | on the list", stand, finalReport(t, w, d))
}

// TestPouchTrap: with --tlsverify alone pouchd serves everybody in plain text and says nothing. The probe has to.
func TestPouchTrap(t *testing.T) {
	w := New(filepath.Join(t.TempDir(), "home"))
	_, host, flags := pouchPage(t, w)
	rest := slices.DeleteFunc(flags, func(f string) bool { return strings.HasPrefix(f, "--tlscert=") || strings.HasPrefix(f, "--tlskey=") })
	require.Contains(t, rest, "--tlsverify")
	require.NoError(t, pouchd(t, rest))
	r := finalReport(t, w, model.Dial{Host: host, Port: "4243", As: "ca/admin", Strangers: true})
	holds(t, "pouchd | without its certificate", r, verdict{"not-tls/http", model.PartyClient, model.Proven}, byServer("unprotected-api/plaintext"))
	require.Len(t, r.Findings, 2)
	assert.Equal(t, "pouchd", r.Findings[1].Value("service"))
	assert.ErrorContains(t, pouchd(t, []string{"-l", net.JoinHostPort(host, strconv.Itoa(4243))}), "invalid", "what old guides say")
}
