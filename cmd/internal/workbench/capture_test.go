package workbench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// tsharkSees lists the handshake messages and alerts of each TCP connection that tshark finds in a file, from the file alone.
func tsharkSees(t *testing.T, file, port string) (streams [][]string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r := servers.Run(t, ctx, "tshark", "-r", file, "-d", "tcp.port=="+port+",tls", "-T", "fields", "-E", "occurrence=a",
		"-e", "tcp.stream", "-e", "tls.handshake.type", "-e", "tls.alert_message.desc")
	require.Zero(t, r.Code, r.Text())
	for line := range strings.Lines(r.Out) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		require.Len(t, f, 3, line)
		n, err := strconv.Atoi(f[0])
		require.NoError(t, err)
		for len(streams) <= n {
			streams = append(streams, nil)
		}
		for _, part := range [][2]string{{"handshake ", f[1]}, {"alert ", f[2]}} {
			for _, number := range strings.FieldsFunc(part[1], func(r rune) bool { return r == ',' }) {
				streams[n] = append(streams[n], part[0]+number)
			}
		}
	}
	return streams
}

// weSaw is the same of one attempt, as the timeline has it.
func weSaw(messages []model.Message) (list []string) {
	for _, m := range messages {
		if m.Kind == model.KindHandshake || m.Kind == model.KindAlert {
			list = append(list, strings.Replace(string(m.Kind), "_", " ", 1)+" "+strconv.Itoa(m.Type))
		}
	}
	return list
}

// TestCaptureShowsTsharkTheSame saves probes of real servers and holds the timeline against Wireshark's own decoder.
func TestCaptureShowsTsharkTheSame(t *testing.T) {
	servers.Need(t, "tshark", "openssl")
	s := newShop(t)
	own := s.server(s.root)
	for _, c := range []struct {
		name   string
		args   []string
		client files
	}{
		{"TLS 1.3, let in and refused", nil, s.client(s.root)},
		{"TLS 1.2, let in and refused", []string{"-tls1_2"}, s.client(s.root)},
		{"TLS 1.3, refused", nil, s.client(s.other)},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key, ClientCA: s.anchors(s.root), Args: c.args})
			d := s.dial(srv, c.client)
			d.Strangers = true
			w := New(filepath.Join(s.dir, "captures"))
			r := finalReport(t, w, d)
			path, err := w.SaveCapture(t.Context(), r)
			require.NoError(t, err)
			want := [][]string{weSaw(r.Messages)}
			if r.Observation.Stranger != nil {
				want = append(want, weSaw(r.Observation.Stranger.Messages))
			}
			require.Greater(t, len(want[0]), 8, "%v", want)
			assert.Equal(t, want, tsharkSees(t, path, d.Port))
		})
	}
}

// savedSecrets finds what opens a session in the text of a key log.
var savedSecrets = regexp.MustCompile(`(?:CLIENT_RANDOM|[A-Z_]+_SECRET(?:_0)?) [0-9a-f]{64} ([0-9a-f]+)`)

// The report, its JSON and its printed form hold none of the secrets that the file holds.
func TestSecretsAreInTheFileAlone(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	own := s.server(s.root)
	d := s.dial(servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key}), files{})
	w := New(filepath.Join(s.dir, "home"))
	r := finalReport(t, w, d)
	require.NotZero(t, r.Capture)
	file := filepath.Join(s.dir, "one.pcapng")
	require.NoError(t, w.WriteCapture(r, file))
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	found := savedSecrets.FindAllSubmatch(data, -1)
	require.NotEmpty(t, found)
	encoded, err := json.Marshal(r)
	require.NoError(t, err)
	printed := append(encoded, fmt.Sprintf("%+v", r)...)
	for _, m := range found {
		assert.False(t, bytes.Contains(printed, m[1]), "a secret is in the report")
	}

	require.ErrorContains(t, w.WriteCapture(r, file), "exists", "nothing is overwritten")
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, data, after)
	first, err := w.SaveCapture(t.Context(), r)
	require.NoError(t, err)
	second, err := w.SaveCapture(t.Context(), r)
	require.NoError(t, err)
	assert.NotEqual(t, first, second)
}

// Only the last recordings are kept; a report whose recording is gone, or that never had one, says so.
func TestRecordingsAreForgotten(t *testing.T) {
	servers.Need(t, "openssl")
	s := newShop(t)
	own := s.server(s.root)
	d := s.dial(servers.OpenSSL(t, servers.Options{Cert: own.cert, Key: own.key}), files{})
	d.NoHTTP = true
	w := New(filepath.Join(s.dir, "home"))
	first := finalReport(t, w, d)
	var last model.Report
	for range capturesKept {
		last = finalReport(t, w, d)
	}
	gone := func(r model.Report) {
		t.Helper()
		_, err := w.SaveCapture(t.Context(), r)
		require.Error(t, err)
		assert.Equal(t, "no-recording", findingsOf(err)[0].Variant)
	}
	gone(first)
	gone(model.Report{Dial: d})
	_, err := w.SaveCapture(t.Context(), last)
	require.NoError(t, err)
	w.Close()
	gone(last)
}
