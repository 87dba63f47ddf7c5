package workbench

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
)

// BenchmarkMutualTLS compares a probe with a bare Go client that does the same handshake and GET, in one run: compare
// ns/op of bare and probe for the latency (the grace after the positive signal is in it), and handshakes/s of the
// parallel ones for the throughput of one process.
func BenchmarkMutualTLS(b *testing.B) {
	server, err := lab.Healthy(b.Context(), "client-certificate-missing", b.TempDir())
	require.NoError(b, err)
	defer server.Close()
	dial := server.Dial()
	dial.CA, dial.As = server.CAFile(), server.Client
	dial.Cert, dial.Key = "", ""
	w := New(server.Home)

	bare := bareClient(b, server)
	probe := func(b *testing.B) {
		var last model.Report
		for r := range w.Probe(b.Context(), dial) {
			last = r
		}
		if !last.OK() {
			b.Fatal(last.Findings)
		}
	}
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			bare(b)
		}
	})
	b.Run("probe", func(b *testing.B) {
		for b.Loop() {
			probe(b)
		}
	})
	b.Run("bare-parallel", func(b *testing.B) { parallel(b, bare) })
	prepared := w.Prepare(b.Context(), dial)
	b.Run("probe-parallel", func(b *testing.B) {
		parallel(b, func(b *testing.B) {
			if r := prepared.Probe(b.Context(), nil); !r.OK() {
				b.Fatal(r.Findings)
			}
		})
	})
}

// parallel keeps 64 a CPU under way: the waits of a probe overlap, its work does not.
func parallel(b *testing.B, once func(*testing.B)) {
	b.SetParallelism(64)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			once(b)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "handshakes/s")
}

func bareClient(b *testing.B, server *lab.Server) func(*testing.B) {
	pem, err := os.ReadFile(server.CAFile())
	require.NoError(b, err)
	pool := x509.NewCertPool()
	require.True(b, pool.AppendCertsFromPEM(pem))
	dir := server.Home + "/" + server.Client
	pair, err := tls.LoadX509KeyPair(dir+"/cert.pem", dir+"/key.pem")
	require.NoError(b, err)
	config := &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}, NextProtos: []string{"http/1.1"}}
	return func(b *testing.B) {
		client := http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
		response, err := client.Get("https://" + server.Addr + "/")
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}
