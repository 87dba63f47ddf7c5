package wire

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// cut returns the first n bytes of a recording.
func cut(rec Recording, n int) Recording {
	out := rec
	out.Chunks = nil
	for _, c := range rec.Chunks {
		if len(c.Data) > n {
			c.Data = c.Data[:n]
		}
		if len(c.Data) > 0 {
			out.Chunks = append(out.Chunks, c)
		}
		n -= len(c.Data)
	}
	return out
}

func length(rec Recording) int {
	n := 0
	for _, c := range rec.Chunks {
		n += len(c.Data)
	}
	return n
}

// requirePrefix fails when messages of the shorter decoding are not the first ones of the longer; a
// plain message may have grown.
func requirePrefix(t testing.TB, short, long Transcript) {
	t.Helper()
	require.LessOrEqual(t, len(short.Messages), len(long.Messages))
	for i, m := range short.Messages {
		w := long.Messages[i]
		if m.Kind == model.KindPlain {
			require.LessOrEqual(t, m.Size, w.Size)
			require.True(t, strings.HasPrefix(w.First(model.FieldFirstBytes), m.First(model.FieldFirstBytes)))
			m.Size, m.Fields = w.Size, w.Fields
		}
		require.Equal(t, w, m)
	}
}

// clearRecord makes a record that is not encrypted.
func clearRecord(typ uint8, body []byte) []byte {
	return append([]byte{typ, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
}

// sealer makes TLS 1.3 records as a peer with this traffic secret would.
type sealer struct {
	o      *aead13
	secret []byte
}

func newSealer(t testing.TB, secrets *Secrets, label string, random [32]byte) *sealer {
	t.Helper()
	secret := secrets.find(label, random)
	require.NotNil(t, secret)
	return sealerOf(secret)
}

func sealerOf(secret []byte) *sealer {
	s, _ := parseSuite(tls.TLS_AES_128_GCM_SHA256)
	return &sealer{newAEAD13(s, secret), secret}
}

// next follows a KeyUpdate.
func (s *sealer) next() *sealer {
	return sealerOf(expandLabel(sha256.New, s.secret, "traffic upd", 32))
}

func (s *sealer) seal(typ uint8, content []byte, padding int) []byte {
	inner := append(append(append([]byte{}, content...), typ), make([]byte, padding)...)
	header := []byte{23, 3, 3, 0, 0}
	binary.BigEndian.PutUint16(header[3:], uint16(len(inner)+s.o.aead.Overhead()))
	out := s.o.aead.Seal(header, nonceOf(s.o.iv, s.o.seq), inner, header)
	s.o.seq++
	return out
}

// flightOf opens the server's encrypted flight of a trace in which it comes third.
func flightOf(t testing.TB, tr *trace, secrets *Secrets, random [32]byte) []byte {
	t.Helper()
	o := newSealer(t, secrets, labelServerHandshake, random).o
	r, _, state := nextRecord(tr.rec.Chunks[2].Data)
	require.Equal(t, recordWhole, state)
	content, ok := o.open(r)
	require.True(t, ok)
	return content.body
}

func TestFragmentsPaddingAndKeyUpdates(t *testing.T) {
	tr := readTraces(t)["simple"]
	secrets := tr.secrets(t)
	random := [32]byte(tr.rec.Chunks[0].Data[11:43])
	flight := flightOf(t, tr, secrets, random)
	in := func(data []byte) Chunk { return Chunk{Direction: model.FromServer, Data: data} }
	out := func(data []byte) Chunk { return Chunk{Direction: model.ToServer, Data: data} }

	rec := Recording{Chunks: tr.rec.Chunks[:2:2]}
	server := newSealer(t, secrets, labelServerHandshake, random)
	for i := 0; i < len(flight); i += 100 {
		rec.Chunks = append(rec.Chunks, in(server.seal(recordHandshake, flight[i:min(i+100, len(flight))], 1024)))
	}
	rec.Chunks = append(rec.Chunks, tr.rec.Chunks[3])
	server = newSealer(t, secrets, labelServerTraffic, random)
	client := newSealer(t, secrets, labelClientTraffic, random)
	asks, obeys := []byte{typeKeyUpdate, 0, 0, 1, 1}, []byte{typeKeyUpdate, 0, 0, 1, 0}
	rec.Chunks = append(rec.Chunks, in(server.seal(recordHandshake, asks, 0)), out(client.seal(recordHandshake, obeys, 7)))
	server, client = server.next(), client.next()
	rec.Chunks = append(rec.Chunks, in(server.seal(recordHandshake, obeys, 0)))
	server = server.next()
	rec.Chunks = append(rec.Chunks, in(server.seal(recordData, []byte("after"), 3)), out(client.seal(recordAlert, []byte{1, 0}, 0)))

	got := Decode(rec, secrets)
	requireReadable(t, got)
	require.Equal(t, []string{"> ClientHello", "< ServerHello", "< EncryptedExtensions", "< Certificate", "< CertificateVerify", "< Finished",
		"> Finished", "< KeyUpdate", "> KeyUpdate", "< KeyUpdate", "< ApplicationData", "> Alert close_notify"}, talk(got))
	chain, _ := got.Find(model.FromServer, "Certificate")
	require.Equal(t, 5, chain.Records, "445 bytes after 40, in records of 100")
	require.Equal(t, "requested", got.Messages[7].First(model.FieldKeyUpdate))
	require.Equal(t, "not_requested", got.Messages[8].First(model.FieldKeyUpdate))
	require.Equal(t, "application+1", got.Messages[9].First(model.FieldKeys))
	require.Equal(t, "application+2", got.Messages[10].First(model.FieldKeys))
	require.Equal(t, 5, got.Messages[10].Size)
	require.Equal(t, "application+1", got.Messages[11].First(model.FieldKeys))
	for n := range length(rec) {
		requirePrefix(t, Decode(cut(rec, n), secrets), got)
	}
}

func TestClearMessagesInManyRecords(t *testing.T) {
	ca := newAuthority(t, "split-ca")
	server := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "server", false)}, MaxVersion: tls.VersionTLS12}
	d := dial(t, serve(t, server), &tls.Config{RootCAs: ca.pool, ServerName: "localhost"}, &Secrets{}, nil)
	d.exchange(t)
	rec := d.recorder.Snapshot()
	whole := Decode(rec, d.secrets)
	split := rec
	split.Chunks = nil
	left := map[model.Direction][]byte{}
	for _, c := range rec.Chunks {
		var data []byte
		rest := append(left[c.Direction], c.Data...)
		for {
			r, n, state := nextRecord(rest)
			if state != recordWhole {
				break
			}
			if r.typ == recordHandshake && r.body[0] == typeCertificate {
				for i := 0; i < len(r.body); i += 64 {
					data = append(data, clearRecord(r.typ, r.body[i:min(i+64, len(r.body))])...)
				}
			} else {
				data = append(data, rest[:n]...)
			}
			rest = rest[n:]
		}
		c.Data, left[c.Direction] = data, rest
		split.Chunks = append(split.Chunks, c)
	}
	got := Decode(split, d.secrets)
	requireReadable(t, got)
	require.Equal(t, talk(whole), talk(got))
	chain, _ := got.Find(model.FromServer, "Certificate")
	require.Equal(t, (chain.Size+63)/64, chain.Records)
}

// crumbs is a connection that hands out what came in pieces of 1 to 7 bytes.
type crumbs struct {
	net.Conn
	random *rand.Rand
}

func (c crumbs) Read(p []byte) (int, error) {
	return c.Conn.Read(p[:min(len(p), 1+c.random.IntN(7))])
}

// TestPrefixes holds the promise that live snapshots rest on: a recording cut anywhere gives the first
// messages of the whole.
func TestPrefixes(t *testing.T) {
	ca := newAuthority(t, "prefix-ca")
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(VersionName(version), func(t *testing.T) {
			server := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "server", false)}, ClientAuth: tls.RequestClientCert, MinVersion: version}
			client := &tls.Config{RootCAs: ca.pool, ServerName: "localhost", MinVersion: version, MaxVersion: version,
				Certificates: []tls.Certificate{ca.issue(t, "client", false)}}
			d := dial(t, serve(t, server), client, &Secrets{}, func(c net.Conn) net.Conn { return crumbs{c, rand.New(rand.NewPCG(1, 2))} })
			d.exchange(t)
			rec := d.recorder.Snapshot()
			whole := Decode(rec, d.secrets)
			requireReadable(t, whole)
			last := Transcript{}
			for n := range length(rec) {
				got := Decode(cut(rec, n), d.secrets)
				requirePrefix(t, last, got)
				last = got
			}
			requirePrefix(t, last, whole)
		})
	}
}

func TestBytesThatAreNotTLS(t *testing.T) {
	for name, c := range map[string]struct {
		sent  string
		plain bool
	}{
		"http":         {"HTTP/1.1 400 Bad Request\r\n\r\n" + strings.Repeat("x", 500), true},
		"ssh":          {"SSH-2.0-OpenSSH_9.2p1\r\n", true},
		"one byte":     {"2", true},
		"oversized":    {"\x16\x03\x03\xff\xffwhatever", true},
		"wrong major":  {"\x16\x04", true},
		"half a start": {"\x16\x03\x03", false},
		"half record":  {"\x16\x03\x03\x00\x10\x02\x00", false},
	} {
		t.Run(name, func(t *testing.T) {
			var rec Recording
			for i := range c.sent { // one byte at a time
				rec.Chunks = append(rec.Chunks, Chunk{Direction: model.FromServer, Data: []byte(c.sent[i : i+1])})
			}
			got := Decode(rec, nil)
			if !c.plain {
				require.Empty(t, got.Messages)
				require.Nil(t, got.FirstBytes)
				require.Equal(t, len(c.sent), got.PendingFromServer)
				return
			}
			require.Len(t, got.Messages, 1)
			m := got.Messages[0]
			require.Equal(t, model.KindPlain, m.Kind)
			require.Equal(t, len(c.sent), m.Size)
			first := c.sent[:min(256, len(c.sent))]
			require.Equal(t, first, m.First(model.FieldFirstBytes))
			require.Equal(t, first, string(got.FirstBytes))
		})
	}
}

func TestDialogueBeforeTLS(t *testing.T) {
	tr := readTraces(t)["simple"]
	rec := Recording{Dialogue: 2, Chunks: append([]Chunk{
		{Direction: model.FromServer, Data: []byte("220 mail ready\r\n")},
		{Direction: model.ToServer, Data: []byte("STARTTLS\r\n")},
	}, tr.rec.Chunks...)}
	got := Decode(rec, tr.secrets(t))
	require.Equal(t, []string{"< Dialogue", "> Dialogue", "> ClientHello", "< ServerHello"}, talk(got)[:4])
	require.Equal(t, "220 mail ready\r\n", got.Messages[0].First(model.FieldFirstBytes))
	require.Nil(t, got.FirstBytes, "the server did speak TLS")
}

// TestDialogueReadsByteByByte: nobody may read beyond the last answer, and yet people see lines.
func TestDialogueReadsByteByByte(t *testing.T) {
	var rec Recording
	add := func(dir model.Direction, text string, step int) {
		for ; len(text) > 0; text = text[min(step, len(text)):] {
			rec.Chunks = append(rec.Chunks, Chunk{Direction: dir, Data: []byte(text[:min(step, len(text))])})
		}
	}
	lines := func() (out []string) {
		for _, m := range Decode(rec, nil).Messages {
			require.Equal(t, len(m.First(model.FieldFirstBytes)), m.Size)
			out = append(out, string(m.Direction)+" "+m.First(model.FieldFirstBytes))
		}
		return out
	}
	add(model.FromServer, "220 mx\r\n", 1)
	add(model.ToServer, "EHLO me\r\n", 99)
	add(model.FromServer, "250-mx\r\n250 STARTTLS\r\n", 1)
	add(model.ToServer, "STARTTLS\r\n", 99)
	add(model.FromServer, "220 go", 1)
	rec.Dialogue = math.MaxInt
	require.Equal(t, []string{"in 220 mx\r\n", "out EHLO me\r\n", "in 250-mx\r\n", "in 250 STARTTLS\r\n", "out STARTTLS\r\n", "in 220 go"}, lines())
	rec.Chunks = nil
	add(model.FromServer, "J\x00\x00\x00\n8.0\n\x00x", 1) // a binary packet is one turn, newline or not
	add(model.ToServer, "\x20\x00\x00\x01\n\x00", 99)
	require.Len(t, lines(), 2)
}

// TestHostileInput bounds what a server can make the decoder do.
func TestHostileInput(t *testing.T) {
	tr := readTraces(t)["simple"]
	secrets := tr.secrets(t)
	for i := range 40 {
		line := "CLIENT_RANDOM " + strings.Repeat("ab", 31) + string("0123456789abcdef"[i%16]) + "0 " + strings.Repeat("c", 94) + string("0123456789abcdef"[i%16]) + "d\n"
		secrets.Write([]byte(line))
	}
	fill := func(unit []byte) []byte {
		var out []byte
		for len(out)+len(unit) <= DefaultLimit {
			out = append(out, unit...)
		}
		return out
	}
	hello12 := append([]byte{typeServerHello, 0, 0, 38, 3, 3}, append(make([]byte, 33), 0xc0, 0x2f, 0)...)
	inputs := map[string][]byte{
		"empty records":    fill([]byte{22, 3, 3, 0, 0}),
		"hello requests":   fill(clearRecord(recordHandshake, make([]byte, 16000))),
		"alerts":           fill(clearRecord(recordAlert, []byte{1, 100})),
		"one huge alert":   fill(clearRecord(recordAlert, make([]byte, 16000))),
		"cipher changes":   append(clearRecord(recordHandshake, hello12), fill(clearRecord(recordChangeCipherSpec, []byte{1}))...),
		"hellos, changes":  fill(append(clearRecord(recordHandshake, hello12), clearRecord(recordChangeCipherSpec, []byte{1})...)),
		"huge message":     fill(append(clearRecord(recordHandshake, append([]byte{11, 0xff, 0xff, 0xff}, make([]byte, 16000)...)), clearRecord(recordHandshake, make([]byte, 16000))...)),
		"sealed nothing":   append(append([]byte{}, tr.rec.Chunks[1].Data...), fill(clearRecord(recordData, make([]byte, 17)))...),
		"names":            append(append([]byte{}, tr.rec.Chunks[1].Data...), fill(clearRecord(recordHandshake, append([]byte{13, 0, 0x3e, 0x80}, make([]byte, 16000)...)))...),
		"text":             fill([]byte("GET / HTTP/1.1\r\n")),
		"application data": fill(clearRecord(recordData, []byte{1})),
	}
	for name, data := range inputs {
		t.Run(name, func(t *testing.T) {
			rec := Recording{Chunks: []Chunk{tr.rec.Chunks[0], {Direction: model.FromServer, Data: data}}}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			got := Decode(rec, secrets)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			require.LessOrEqual(t, len(got.Messages), maxMessages)
			require.Less(t, took, 2*time.Second)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(128<<20))
		})
	}
}
