package wire

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// pack turns a recording into fuzz input: for each chunk two bytes (the top bit is the direction, the rest
// the length) and the data.
func pack(rec Recording) []byte {
	var out []byte
	for _, c := range rec.Chunks {
		for data := c.Data; len(data) > 0; {
			n := min(len(data), 0x7fff)
			head := uint16(n)
			if c.Direction == model.FromServer {
				head |= 0x8000
			}
			out = append(binary.BigEndian.AppendUint16(out, head), data[:n]...)
			data = data[n:]
		}
	}
	return out
}

func unpack(in []byte) Recording {
	var rec Recording
	for len(in) > 2 && len(rec.Chunks) < 1000 {
		head := binary.BigEndian.Uint16(in)
		in = in[2:]
		n := min(int(head&0x7fff), len(in))
		dir := model.ToServer
		if head&0x8000 != 0 {
			dir = model.FromServer
		}
		rec.Chunks = append(rec.Chunks, Chunk{At: time.Duration(len(rec.Chunks)), Direction: dir, Data: in[:n]})
		in = in[n:]
	}
	return rec
}

// FuzzDecode holds three promises over any bytes: no panic, bounded output, and that a prefix of the
// recording gives a prefix of the messages.
func FuzzDecode(f *testing.F) {
	secrets := &Secrets{}
	for _, tr := range readTraces(f) {
		s := tr.secrets(f)
		for key, value := range s.byKey {
			secrets.put(key, value)
		}
		f.Add(pack(tr.rec), uint16(700))
		if bytes.HasPrefix(tr.rec.Chunks[2].Data, []byte{recordData}) && tr.psk == nil {
			// The same in clear, so that mutations reach the messages.
			flight := flightOf(f, tr, s, [32]byte(tr.rec.Chunks[0].Data[11:43]))
			open := Recording{Chunks: append(tr.rec.Chunks[:2:2], Chunk{Direction: model.FromServer, Data: clearRecord(recordHandshake, flight)})}
			f.Add(pack(open), uint16(700))
		}
	}
	ca := newAuthority(f, "fuzz-ca")
	cert := ca.issue(f, "server", false)
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS12} {
		server := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert, ClientCAs: ca.pool, MinVersion: version}
		d := dial(f, serve(f, server), &tls.Config{RootCAs: ca.pool, ServerName: "localhost", MinVersion: version, MaxVersion: version}, secrets, nil)
		require.NoError(f, d.err)
		d.close()
		f.Add(pack(d.recorder.Snapshot()), uint16(500))
	}
	f.Add(pack(Recording{Chunks: []Chunk{{Direction: model.FromServer, Data: []byte("SSH-2.0-x\r\n")}}}), uint16(3))
	f.Fuzz(func(t *testing.T, in []byte, at uint16) {
		rec := unpack(in)
		whole := Decode(rec, secrets)
		require.LessOrEqual(t, len(whole.Messages), maxMessages)
		require.Equal(t, whole, Decode(rec, secrets), "pure")
		requirePrefix(t, Decode(cut(rec, int(at)), secrets), whole)
	})
}

// FuzzSecrets holds that no key log line, however cut, panics or makes Write fail.
func FuzzSecrets(f *testing.F) {
	f.Add([]byte("CLIENT_RANDOM "), []byte("00 11\n"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		s := &Secrets{}
		for _, p := range [][]byte{a, b, {'\n'}} {
			n, err := s.Write(p)
			require.NoError(t, err)
			require.Equal(t, len(p), n)
		}
		require.LessOrEqual(t, len(s.masters), maxTrialMasters)
		require.Empty(t, s.partial)
	})
}

// FuzzNames holds that any DER, or none, has a text.
func FuzzNames(f *testing.F) {
	ca := newAuthority(f, "name-ca")
	f.Add(ca.cert.Raw)
	f.Add(ca.cert.RawSubject)
	f.Fuzz(func(t *testing.T, der []byte) {
		require.NotEmpty(t, subjectText(der))
		require.NotEmpty(t, nameText(der))
	})
}

// BenchmarkDecode is the cost of one snapshot of a whole mutual handshake; the budget is 0.5 ms.
func BenchmarkDecode(b *testing.B) {
	ca := newAuthority(b, "bench-ca")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		server := &tls.Config{Certificates: []tls.Certificate{ca.issue(b, "server", false)}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ca.pool}
		client := &tls.Config{RootCAs: ca.pool, ServerName: "localhost", MaxVersion: version,
			Certificates: []tls.Certificate{ca.issue(b, "client", false)}, ClientSessionCache: tls.NewLRUClientSessionCache(1)}
		d := dial(b, serve(b, server), client, &Secrets{}, nil)
		require.NoError(b, d.err)
		d.close()
		rec := d.recorder.Snapshot()
		b.Run(VersionName(version), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got := Decode(rec, d.secrets); len(got.Messages) < 12 {
					b.Fatal(talk(got))
				}
			}
		})
	}
}

// TestDecodeIsQuickEnough fails when a snapshot costs several times its budget, whatever else the machine does.
func TestDecodeIsQuickEnough(t *testing.T) {
	tr := readTraces(t)["client"]
	secrets := tr.secrets(t)
	best := time.Hour
	for range 50 {
		start := time.Now()
		Decode(tr.rec, secrets)
		best = min(best, time.Since(start))
	}
	require.Less(t, best, 2*time.Millisecond)
}
