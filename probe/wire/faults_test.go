package wire

import (
	"crypto/tls"
	"crypto/x509/pkix"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

func opaque(tr Transcript) []model.Message {
	return filter(tr.Messages, func(m model.Message) bool { return m.Kind == model.KindOpaque })
}

// why returns the reason of the one opaque message of a transcript.
func why(t *testing.T, tr Transcript) []string {
	t.Helper()
	sealed := opaque(tr)
	require.Len(t, sealed, 1, talk(tr))
	return sealed[0].Get(model.FieldOpaqueWhy)
}

func TestReasonsForOpaqueRecords(t *testing.T) {
	tr := readTraces(t)["simple"]
	secrets := tr.secrets(t)
	random := [32]byte(tr.rec.Chunks[0].Data[11:43])
	with := func(n int, more ...[]byte) Recording {
		rec := Recording{Chunks: tr.rec.Chunks[:n:n]}
		for _, data := range more {
			rec.Chunks = append(rec.Chunks, Chunk{Direction: model.FromServer, Data: data})
		}
		return rec
	}
	t.Run("no key", func(t *testing.T) {
		require.Equal(t, []string{model.OpaqueNoSecret}, why(t, Decode(with(3), nil)))
	})
	t.Run("a key that our side never made", func(t *testing.T) {
		partial := &Secrets{}
		for key, secret := range secrets.byKey {
			if key.label != labelServerTraffic {
				partial.put(key, secret)
			}
		}
		got := Decode(with(5), partial)
		require.Equal(t, []string{model.OpaqueNoSecret}, why(t, got))
		require.Contains(t, talk(got), "> Finished")
	})
	t.Run("no hello", func(t *testing.T) {
		rec := Recording{Chunks: tr.rec.Chunks[2:3]}
		require.Equal(t, []string{model.OpaqueNoHello}, why(t, Decode(rec, secrets)))
	})
	t.Run("damaged", func(t *testing.T) {
		data := slices.Clone(tr.rec.Chunks[2].Data)
		data[100] ^= 1
		got := Decode(with(2, data), secrets)
		require.Equal(t, []string{model.OpaqueBadMAC}, why(t, got))
		require.Equal(t, "application_data", opaque(got)[0].First(model.FieldRecordType))
	})
	t.Run("unknown type inside", func(t *testing.T) {
		s := newSealer(t, secrets, labelServerHandshake, random)
		require.Equal(t, []string{model.OpaqueUnknownType}, why(t, Decode(with(2, s.seal(99, []byte("?"), 0)), secrets)))
	})
	t.Run("nothing but padding inside", func(t *testing.T) {
		s := newSealer(t, secrets, labelServerHandshake, random)
		require.Equal(t, []string{model.OpaqueUnknownType}, why(t, Decode(with(2, s.seal(0, nil, 5)), secrets)))
	})
	t.Run("heartbeat", func(t *testing.T) {
		got := Decode(with(1, clearRecord(recordHeartbeat, []byte{1, 0, 1, 0})), nil)
		require.Equal(t, []string{model.OpaqueUnknownType}, why(t, got))
		require.Equal(t, "heartbeat", opaque(got)[0].First(model.FieldRecordType))
	})
	hello := func(version, suite uint16) []byte {
		body := append([]byte{byte(version >> 8), byte(version)}, make([]byte, 32)...)
		body = append(body, 0, byte(suite>>8), byte(suite), 0)
		return clearRecord(recordHandshake, append([]byte{typeServerHello, 0, 0, byte(len(body))}, body...))
	}
	change, sealed := clearRecord(recordChangeCipherSpec, []byte{1}), clearRecord(recordHandshake, make([]byte, 40))
	t.Run("SSL 3.0", func(t *testing.T) {
		require.Equal(t, []string{model.OpaqueUnsupported, "SSL 3.0"}, why(t, Decode(with(1, hello(0x0300, 0x002f), change, sealed), secrets)))
	})
	t.Run("Camellia", func(t *testing.T) {
		require.Equal(t, []string{model.OpaqueUnsupported, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA"},
			why(t, Decode(with(1, hello(0x0303, 0x0041), change, sealed), secrets)))
	})
	t.Run("no ClientHello", func(t *testing.T) {
		rec := with(1, hello(0x0303, 0x002f), change, sealed)
		rec.Chunks = rec.Chunks[1:]
		require.Equal(t, []string{model.OpaqueNoHello}, why(t, Decode(rec, secrets)))
	})
	t.Run("CCM of TLS 1.3", func(t *testing.T) {
		data := slices.Clone(tr.rec.Chunks[1].Data)
		require.Equal(t, byte(0x01), data[45])
		data[45] = 0x04
		rec := with(1, data, tr.rec.Chunks[2].Data)
		require.Equal(t, []string{model.OpaqueUnsupported, "TLS_AES_128_CCM_SHA256"}, why(t, Decode(rec, secrets)))
	})
}

func TestRefusedEarlyData(t *testing.T) {
	tr := readTraces(t)["resumed"]
	secrets := tr.secrets(t)
	random := [32]byte(tr.rec.Chunks[0].Data[11:43])
	// The server takes no early data: no EndOfEarlyData, the client goes on under its handshake keys.
	client := newSealer(t, secrets, labelClientHandshake, random)
	finished := append([]byte{typeFinished, 0, 0, 32}, make([]byte, 32)...)
	rec := Recording{Chunks: append(tr.rec.Chunks[:4:4], Chunk{Direction: model.ToServer, Data: client.seal(recordHandshake, finished, 0)})}
	got := Decode(rec, secrets)
	requireReadable(t, got)
	require.Equal(t, model.KeysHandshake, got.Messages[len(got.Messages)-1].First(model.FieldKeys))
}

func TestAlertsInOtherShapes(t *testing.T) {
	in := func(data ...byte) Chunk {
		return Chunk{Direction: model.FromServer, Data: clearRecord(recordAlert, data)}
	}
	got := Decode(Recording{Chunks: []Chunk{in(1), in(112, 2), in(40), in(7, 255)}}, nil)
	require.Equal(t, []string{"< Alert unrecognized_name", "< Alert handshake_failure", "< Alert alert_255"}, talk(got))
	require.Equal(t, "warning", got.Messages[0].First(model.FieldAlertLevel))
	require.Equal(t, "fatal", got.Messages[1].First(model.FieldAlertLevel))
	require.Equal(t, "0x0007", got.Messages[2].First(model.FieldAlertLevel))
	require.Equal(t, 112, got.Messages[0].Type)

	require.False(t, Alert{Level: 1, Number: 0}.Fatal(version13), "close_notify")
	require.False(t, Alert{Level: 1, Number: 112}.Fatal(version12))
	require.True(t, Alert{Level: 1, Number: 112}.Fatal(version13), "RFC 8446 section 6.2")
	require.True(t, Alert{Level: 2, Number: 40}.Fatal(0))
}

// TestMalformedMessagesAreListed: what a message says before its fault is shown, and the fault itself.
func TestMalformedMessagesAreListed(t *testing.T) {
	ca := newAuthority(t, "malformed-ca")
	server := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "server", true)}, MaxVersion: tls.VersionTLS12,
		ClientAuth: tls.RequestClientCert, ClientCAs: ca.pool}
	d := dial(t, serve(t, server), &tls.Config{RootCAs: ca.pool, ServerName: "localhost"}, &Secrets{}, nil)
	d.exchange(t)
	whole := d.transcript()
	asked, _ := whole.Find(model.FromServer, "CertificateRequest")
	require.Equal(t, []string{"rsa_sign", "ecdsa_sign"}, asked.Get(model.FieldCertTypes))
	require.NotEmpty(t, asked.Get(model.FieldSchemes))
	require.Len(t, asked.Get(model.FieldCAs), 1)
	require.Equal(t, [][]byte{ca.cert.RawSubject}, whole.AcceptableCAs)

	// Each clear message of the handshake, shortened in its body, with the length corrected.
	bodies := map[string][]byte{}
	for _, c := range d.recorder.Snapshot().Chunks {
		for rest := c.Data; ; {
			r, n, state := nextRecord(rest)
			if state != recordWhole || r.typ != recordHandshake || len(r.body) < 4 || HandshakeName(int(r.body[0]))[0] == 'h' {
				break
			}
			bodies[string(c.Direction)+HandshakeName(int(r.body[0]))] = r.body
			rest = rest[n:]
		}
	}
	for _, name := range []string{"outClientHello", "inServerHello"} {
		require.Contains(t, bodies, name)
	}
	for name, body := range bodies {
		dir := model.FromServer
		if strings.HasPrefix(name, "out") {
			dir = model.ToServer
		}
		for _, lost := range []int{1, 5, len(body) / 2} {
			short := slices.Clone(body[:len(body)-lost])
			n := len(short) - 4
			if n <= 0 {
				continue
			}
			short[1], short[2], short[3] = byte(n>>16), byte(n>>8), byte(n)
			rec := Recording{Chunks: []Chunk{{Direction: dir, Data: clearRecord(recordHandshake, short)}}}
			got := Decode(rec, nil)
			require.Len(t, got.Messages, 1, name)
			if !strings.Contains(name, "ClientKeyExchange") && !strings.Contains(name, "ServerKeyExchange") {
				require.Equal(t, "true", got.Messages[0].First(model.FieldMalformed), "%s without its last %d bytes", name, lost)
			}
		}
	}
}

func TestBitLen(t *testing.T) {
	require.Zero(t, bitLen(nil))
	require.Zero(t, bitLen([]byte{0, 0}))
	require.Equal(t, 1, bitLen([]byte{1}))
	require.Equal(t, 9, bitLen([]byte{0, 1, 0xff}))
	require.Equal(t, 2048, bitLen(append([]byte{0x80}, make([]byte, 255)...)))
}

func TestNamelessCertificatesByTheirSAN(t *testing.T) {
	require.Equal(t, "DNS:only.example", subjectText(selfSigned(t, pkix.Name{}, "only.example")))
}

func TestSecretsReadOnlyWhatTheyKnow(t *testing.T) {
	s := &Secrets{}
	random := strings.Repeat("01", 32)
	write := func(text string) {
		n, err := s.Write([]byte(text))
		require.NoError(t, err)
		require.Equal(t, len(text), n)
	}
	write("# a comment\nEXPORTER_SECRET " + random + " aa\nCLIENT_RANDOM zz aa\nCLIENT_RANDOM " + random + " xyz\n")
	require.Empty(t, s.byKey)
	write("CLIENT_RANDOM " + random[:20])
	require.Empty(t, s.byKey)
	write(random[20:] + " abcd\r\n")
	require.Equal(t, []byte{0xab, 0xcd}, s.find(labelMaster, [32]byte([]byte(strings.Repeat("\x01", 32)))))
	write("CLIENT_RANDOM " + strings.Repeat("02", 32) + " abcd\n")
	require.Len(t, s.trials(), 1, "the same master secret is tried once")
	for i := range maxTrialMasters + 3 {
		write("CLIENT_RANDOM " + strings.Repeat("03", 32) + " " + strings.Repeat("0", 2*i+2) + "\n")
	}
	require.Len(t, s.trials(), maxTrialMasters)
	require.Len(t, s.trials()[0], maxTrialMasters+3, "newest first")
	write(strings.Repeat("x", 2*maxLogLine))
	require.Empty(t, s.partial, "a line without end is dropped")
	var none *Secrets
	require.Nil(t, none.find(labelMaster, [32]byte{}))
	require.Nil(t, none.trials())
}
