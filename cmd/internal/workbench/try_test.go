package workbench

import (
	"context"
	"crypto/sha256"
	"io"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// tryAll makes every experiment on a report and returns the final one.
func tryAll(t *testing.T, w *Workbench, r model.Report, o model.TryOptions) model.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	var last model.Report
	for x := range w.Try(ctx, r, o) {
		last = x
	}
	require.True(t, last.Done)
	assert.Equal(t, model.Made(last.Tries), last.Tries, "the final table has only what was made")
	return last
}

// atLab starts a fault of the lab, or its healthy twin, and dials it.
func atLab(t *testing.T, start func(context.Context, string, string) (*lab.Server, error), id string) (*lab.Server, *Workbench, model.Report) {
	t.Helper()
	s, err := start(t.Context(), id, t.TempDir())
	require.NoError(t, err)
	t.Cleanup(s.Close)
	w := New(s.Home)
	d := s.Dial()
	d.Timeout, d.Strangers = 2*time.Second, false
	return s, w, finalReport(t, w, d)
}

// TestTryLab: what experiments prove about each fault of a client's certificate, and nothing about the healthy twin.
func TestTryLab(t *testing.T) {
	for id, want := range map[string]string{
		"client-certificate-missing": "", "client-missing-tls12": "", "client-missing-closed": "closed",
		"client-other-ca": "unknown-ca", "client-other-ca-tls12": "unknown-ca", "client-other-ca-closed": "unknown-ca",
		"client-same-name-other-key": "same-name-other-key", "client-expired": "expired", "client-not-yet-valid": "not-yet-valid",
		"client-server-eku": "wrong-eku", "client-missing-intermediate": "missing-intermediate", "client-eku-and-wrong-name": "wrong-eku",
		"http-400-no-certificate": "none-sent", "http-400-other-ca": "unknown-ca",
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			fault, _ := lab.Find(id)
			_, w, before := atLab(t, lab.Start, id)
			r := tryAll(t, w, before, model.TryOptions{Mint: true})
			logTries(t, id, r)
			var proven []string
			for _, f := range r.Findings {
				if slices.Contains(fault.Codes, f.Code) && f.Severity == model.Fatal && f.Code != model.NameMismatch {
					assert.Equal(t, model.Proven, f.Certainty, f)
					proven = append(proven, f.Variant)
				}
			}
			assert.Equal(t, []string{want}, proven, "%v", r.Tries)
			assert.Equal(t, model.TryGreen, r.Tries[len(r.Tries)-1].Result, "the handshake that turned green named the cause")

			_, w, healthy := atLab(t, lab.Healthy, id)
			after := tryAll(t, w, healthy, model.TryOptions{Mint: true})
			assert.True(t, after.OK(), "%v", after.Findings)
			for _, x := range after.Tries {
				assert.Empty(t, x.Shows, "%v", x)
				assert.NotContains(t, x.Change, "minted", "where we are let in there is nothing to mint for")
			}
		})
	}
}

// TestTryProvesNothingFalse: a server that refuses everybody is not explained by anything of ours.
func TestTryProvesNothingFalse(t *testing.T) {
	_, w, before := atLab(t, lab.Start, "client-refused-always")
	r := tryAll(t, w, before, model.TryOptions{Mint: true})
	require.Equal(t, []model.Code{model.ClientCertRejected}, fatalCodes(r))
	assert.Empty(t, r.Findings[0].Variant, "no reason is named: %v", r.Tries)
	assert.Equal(t, model.TrySame, r.Tries[len(r.Tries)-1].Result)
}

// TestTryOnlyWhereItTells: where the bytes say it all, or nothing answers, nothing is dialled.
func TestTryOnlyWhereItTells(t *testing.T) {
	for _, id := range []string{"refused", "connect-timeout", "plain-http", "expired", "self-signed", "unknown-issuer", "http-403", "tls10-only", "name-ip-as-dns"} {
		_, w, before := atLab(t, lab.Start, id)
		plan, err := w.Experiments(t.Context(), before)
		require.NoError(t, err)
		assert.True(t, plan.Empty(), "%s: %v", id, plan)
		r := tryAll(t, w, before, model.TryOptions{Mint: true})
		assert.Empty(t, r.Tries)
		assert.Equal(t, before.Findings, r.Findings, id)
	}
}

// TestTryPlanAgreesWithTriable: the key is offered wherever something can be tried.
func TestTryPlanAgreesWithTriable(t *testing.T) {
	for _, f := range lab.Faults() {
		t.Run(f.ID, func(t *testing.T) {
			t.Parallel()
			_, w, r := atLab(t, lab.Start, f.ID)
			plan, err := w.Experiments(t.Context(), r)
			require.NoError(t, err)
			if !plan.Empty() {
				assert.True(t, model.Triable(r), "%v", plan)
			}
			assert.LessOrEqual(t, len(plan.Plain)+len(plan.Minted), model.MaxTries)
			assert.NotEmpty(t, plan.Before.Result)
		})
	}
}

// counted forwards to a server and counts the connections.
func counted(t *testing.T, addr string) (port string, count *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	count = &atomic.Int32{}
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			count.Add(1)
			out, err := net.Dial("tcp", addr)
			if err != nil {
				in.Close()
				continue
			}
			go func() { io.Copy(out, in); out.(*net.TCPConn).CloseWrite() }()
			go func() { io.Copy(in, out); in.Close() }()
		}
	}()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), count
}

// everyFile is a home as it is: path to contents.
func everyFile(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out[path] = sha256.Sum256(data)
		return err
	}))
	return out
}

// TestTryLimits: never more than a dozen connections, one at a time, however many authorities could sign; nothing minted
// reaches a disk; and nothing is minted without a yes.
func TestTryLimits(t *testing.T) {
	scratch := t.TempDir()
	t.Setenv("TMPDIR", scratch)
	s, w, _ := atLab(t, lab.Start, "client-refused-always")
	for n := range 12 {
		ca, err := lab.Root("spare CA " + strconv.Itoa(n))
		require.NoError(t, err)
		require.NoError(t, ca.SaveAuthority(filepath.Join(s.Home, "spare-"+strconv.Itoa(n))))
	}
	port, count := counted(t, s.Addr)
	d := s.Dial()
	d.Port = port
	r := finalReport(t, w, d)
	before := everyFile(t, s.Home)
	count.Store(0)

	plain := tryAll(t, w, r, model.TryOptions{})
	for _, x := range plain.Tries {
		assert.NotContains(t, x.Change, "minted")
	}
	assert.EqualValues(t, len(plain.Tries), count.Load())
	minted := tryAll(t, w, plain, model.TryOptions{Mint: true})
	assert.Greater(t, len(minted.Tries), len(plain.Tries))
	assert.Equal(t, plain.Tries, minted.Tries[:len(plain.Tries)], "what was tried before is kept and not dialled again")
	assert.EqualValues(t, len(minted.Tries), count.Load())
	assert.LessOrEqual(t, int(count.Load()), model.MaxTries)
	again := tryAll(t, w, minted, model.TryOptions{Mint: true})
	assert.Equal(t, minted.Tries, again.Tries, "asking again dials nothing new")
	assert.EqualValues(t, len(minted.Tries), count.Load())

	after := everyFile(t, s.Home)
	assert.ElementsMatch(t, slices.Collect(maps.Keys(before)), slices.Collect(maps.Keys(after)))
	assert.Equal(t, before, after)
	assert.Empty(t, everyFile(t, scratch))
}

// TestTrySnapshots: the table grows live; the channel holds the promise of Probe's.
func TestTrySnapshots(t *testing.T) {
	_, w, r := atLab(t, lab.Start, "client-server-eku")
	seen := 0
	for x := range w.Try(t.Context(), r, model.TryOptions{Mint: true}) {
		made := len(model.Made(x.Tries))
		assert.GreaterOrEqual(t, made, seen)
		assert.Equal(t, x.Done, made == len(x.Tries), "what is planned has no result until it is made")
		assert.Equal(t, r.Started, x.Started)
		seen = made
	}
	assert.Equal(t, 3, seen)
}

// TestTryStopsAtOnce: a cancelled run ends soon, with what it has.
func TestTryStopsAtOnce(t *testing.T) {
	_, w, r := atLab(t, lab.Start, "client-server-eku")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	began := time.Now()
	var last model.Report
	for x := range w.Try(ctx, r, model.TryOptions{Mint: true}) {
		last = x
	}
	assert.True(t, last.Done)
	assert.Empty(t, last.Tries)
	assert.Equal(t, r.Findings, last.Findings)
	assert.Less(t, time.Since(began), 2*time.Second)
}

// TestTryStrangers: where we are let in, the dial without a certificate is the strangers' dial.
func TestTryStrangers(t *testing.T) {
	_, w, r := atLab(t, lab.Healthy, "strangers-optional")
	require.Empty(t, r.Strangers)
	r = tryAll(t, w, r, model.TryOptions{})
	assert.Equal(t, "refused", r.Strangers)
	assert.True(t, r.OK())
	require.NotNil(t, r.Accepts, "what the probe knew the report keeps")
	_, w, r = atLab(t, lab.Start, "strangers-optional")
	require.NotContains(t, allCodes(r), model.StrangersGetIn)
	r = tryAll(t, w, r, model.TryOptions{})
	assert.Equal(t, "let-in", r.Strangers)
	assert.Contains(t, allCodes(r), model.StrangersGetIn)
	require.Len(t, r.Tries, 1)
	assert.Equal(t, model.StrangersGetIn, r.Tries[0].Shows)
}

// TestTryEncryptedCA: a CA key with a passphrase is said to be in the way, and opens with it.
func TestTryEncryptedCA(t *testing.T) {
	s, w, r := atLab(t, lab.Start, "client-server-eku")
	file := filepath.Join(s.Home, s.Authority, "ca-key.pem")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	key, _ := pki.LoadKey(data, file, nil)
	sealed, err := pki.MarshalKey(key, "sesam")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, sealed, 0o600))

	locked := tryAll(t, w, r, model.TryOptions{Mint: true})
	require.Len(t, locked.Blocked, 1)
	assert.Equal(t, model.KeyEncrypted, locked.Blocked[0].Code)
	assert.Equal(t, model.Likely, locked.Findings[0].Certainty)
	wrong := tryAll(t, w, locked, model.TryOptions{Mint: true, Passphrases: map[string]string{"": "wrong"}})
	assert.NotEmpty(t, wrong.Blocked)
	open := tryAll(t, w, wrong, model.TryOptions{Mint: true, Passphrases: map[string]string{s.Authority: "sesam"}})
	assert.Empty(t, open.Blocked)
	assert.Equal(t, model.Proven, open.Findings[0].Certainty)
	assert.True(t, open.Findings[0].Tried && !locked.Findings[0].Tried, "tried, not read")
	assert.Equal(t, "wrong-eku", open.Findings[0].Variant)
}

// TestTryAfterTheFileChanged: what was dialled with is gone, so there is nothing to compare with.
func TestTryAfterTheFileChanged(t *testing.T) {
	s, w, r := atLab(t, lab.Start, "client-server-eku")
	other, err := lab.Root("elsewhere")
	require.NoError(t, err)
	leaf, err := other.Leaf("admin", forClients)
	require.NoError(t, err)
	require.NoError(t, leaf.Save(filepath.Dir(s.Dial().Cert), other.Cert))
	after := tryAll(t, w, r, model.TryOptions{Mint: true})
	assert.Empty(t, after.Tries)
	assert.Equal(t, r.Findings, after.Findings)
}

// TestTryRepairs: the variant that was proven brings the remedy that belongs to it, and the remedy works.
func TestTryRepairs(t *testing.T) {
	s, w, r := atLab(t, lab.Start, "client-server-eku")
	r.Dial.Cert, r.Dial.Key, r.Dial.CA, r.Dial.As = "", "", "", s.AsClient
	r = finalReport(t, w, r.Dial)
	r = tryAll(t, w, r, model.TryOptions{Mint: true})
	plan, err := w.PlanFix(t.Context(), r)
	require.NoError(t, err)
	require.Len(t, plan.Steps, 1)
	assert.Contains(t, plan.Steps[0].Identity.EKUs, "clientAuth")
	_, err = w.Apply(t.Context(), plan)
	require.NoError(t, err)
	assert.True(t, finalReport(t, w, r.Dial).OK())
}

// TestTryNames: servers that want a name get one that the workspace knows for the address.
func TestTryNames(t *testing.T) {
	servers.Need(t, "haproxy", "gnutls-serv")
	for _, c := range []struct {
		name, ask, variant string
		start              func(testing.TB, servers.Options) *servers.Server
		args               []string
	}{
		{"haproxy", "", "none-sent", servers.HAProxy, []string{"strict-sni"}},
		{"haproxy", "other.test", "", servers.HAProxy, []string{"strict-sni"}},
		{"gnutls-serv", "other.test", "", servers.GnuTLS, []string{"--sni-hostname", "localhost", "--sni-hostname-fatal"}},
	} {
		t.Run(c.name+" "+c.ask, func(t *testing.T) {
			s := newShop(t)
			home := s.home()
			p := s.made(s.root.Leaf("server", forServers, ownNames))
			dir := filepath.Join(home, "shop", "server")
			require.NoError(t, p.Save(dir, s.root.Cert))
			srv := c.start(t, servers.Options{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem"), Args: c.args})
			d := s.dial(srv, files{})
			d.ServerName = c.ask
			w := New(home)
			r := tryAll(t, w, finalReport(t, w, d), model.TryOptions{})
			logTries(t, c.name, r)
			last := r.Tries[len(r.Tries)-1]
			assert.Equal(t, model.Try{Change: model.TryOtherSNI, With: "localhost", Result: model.TryGreen, Detail: last.Detail, Shows: model.ServerNameRefused, Variant: c.variant}, last)
			assert.Equal(t, []verdict{verdictOf(model.New(model.ServerNameRefused).As(c.variant))}, []verdict{verdictOf(r.Findings[0])})
		})
	}
}
