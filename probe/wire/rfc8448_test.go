package wire

import (
	"bufio"
	"bytes"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"

	"certwright/model"
)

// trace is one connection of RFC 8448.
type trace struct {
	key, psk []byte
	rec      Recording
}

func readTraces(t testing.TB) map[string]*trace {
	t.Helper()
	file, err := os.Open("testdata/rfc8448.txt")
	require.NoError(t, err)
	defer file.Close()
	traces := map[string]*trace{}
	var current *trace
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			current = &trace{}
			traces[strings.Trim(line, "[]")] = current
			continue
		}
		kind, text, _ := strings.Cut(line, " ")
		data, err := hex.DecodeString(text)
		require.NoError(t, err, line)
		switch kind {
		case "key":
			current.key = data
		case "psk":
			current.psk = data
		case ">", "<":
			dir := model.FromServer
			if kind == ">" {
				dir = model.ToServer
			}
			current.rec.Chunks = append(current.rec.Chunks, Chunk{At: time.Duration(len(current.rec.Chunks)) * time.Millisecond, Direction: dir, Data: data})
		}
	}
	require.NoError(t, lines.Err())
	require.Len(t, traces, 5)
	return traces
}

// schedule is the TLS 1.3 key schedule (RFC 8446 section 7.1), written here a second time and from the
// private key on, so that the decoder is not tested against itself.
type schedule struct {
	t      testing.TB
	log    strings.Builder
	random []byte
}

func (s *schedule) expand(secret []byte, label string, context []byte, n int) []byte {
	info := []byte{byte(n >> 8), byte(n), byte(6 + len(label))}
	info = append(info, "tls13 "+label...)
	info = append(append(info, byte(len(context))), context...)
	out, err := hkdf.Expand(sha256.New, secret, string(info), n)
	require.NoError(s.t, err)
	return out
}

func (s *schedule) extract(secret, salt []byte) []byte {
	out, err := hkdf.Extract(sha256.New, secret, salt)
	require.NoError(s.t, err)
	return out
}

// derive logs a traffic secret over the messages so far and returns it.
func (s *schedule) derive(secret []byte, label, logged string, messages []byte) []byte {
	sum := sha256.Sum256(messages)
	out := s.expand(secret, label, sum[:], 32)
	fmt.Fprintf(&s.log, "%s %x %x\n", logged, s.random, out)
	return out
}

// secrets works out the key log that the client of the trace would have written.
func (tr *trace) secrets(t testing.TB) *Secrets {
	t.Helper()
	clear := func(n int) []byte { return tr.rec.Chunks[n].Data[5:] }
	s := &schedule{t: t, random: clear(0)[6:38]}
	zero := make([]byte, 32)
	empty := sha256.Sum256(nil)
	psk := tr.psk
	if psk == nil {
		psk = zero
	}
	early := s.extract(psk, nil)
	messages := bytes.Clone(clear(0))
	if tr.psk != nil {
		s.derive(early, "c e traffic", labelClientEarly, messages)
	}
	// Which records hold the hellos and the server's flight.
	hello, flight := 1, 2
	switch {
	case tr.psk != nil:
		hello, flight = 2, 3
	case bytes.Contains(clear(1), retryRandom[:]):
		first := sha256.Sum256(messages)
		messages = append([]byte{254, 0, 0, 32}, first[:]...)
		messages = append(append(messages, clear(1)...), clear(2)...)
		hello, flight = 3, 4
	case tr.rec.Chunks[2].Data[0] == recordChangeCipherSpec:
		flight = 3
	}
	messages = append(messages, clear(hello)...)
	shared := tr.agree(t, clear(hello))
	handshake := s.extract(shared, s.expand(early, "derived", empty[:], 32))
	s.derive(handshake, "c hs traffic", labelClientHandshake, messages)
	server := s.derive(handshake, "s hs traffic", labelServerHandshake, messages)

	data := tr.rec.Chunks[flight].Data
	params, ok := parseSuite(0x1301)
	require.True(t, ok)
	plain, err := newAEAD(params, s.expand(server, "key", nil, 16)).Open(nil, s.expand(server, "iv", nil, 12), data[5:], data[:5])
	require.NoError(t, err, "the secrets or the hex are wrong")
	messages = append(messages, plain[:len(plain)-1]...)
	master := s.extract(zero, s.expand(handshake, "derived", empty[:], 32))
	s.derive(master, "c ap traffic", labelClientTraffic, messages)
	s.derive(master, "s ap traffic", labelServerTraffic, messages)

	out := &Secrets{}
	_, err = out.Write([]byte(s.log.String()))
	require.NoError(t, err)
	return out
}

// agree does the Diffie-Hellman of the trace with the share in a ServerHello.
func (tr *trace) agree(t testing.TB, hello []byte) []byte {
	t.Helper()
	body := cryptobyte.String(hello[4+2+32:])
	var session, exts, share cryptobyte.String
	var suite, group uint16
	var compression uint8
	require.True(t, body.ReadUint8LengthPrefixed(&session) && body.ReadUint16(&suite) && body.ReadUint8(&compression) && body.ReadUint16LengthPrefixed(&exts))
	_, entry := findExtension(exts, extKeyShare)
	require.True(t, entry.ReadUint16(&group) && entry.ReadUint16LengthPrefixed(&share))
	curve := ecdh.X25519()
	if group == 23 {
		curve = ecdh.P256()
	}
	private, err := curve.NewPrivateKey(tr.key)
	require.NoError(t, err)
	public, err := curve.NewPublicKey(share)
	require.NoError(t, err)
	shared, err := private.ECDH(public)
	require.NoError(t, err)
	return shared
}

func TestRFC8448Traces(t *testing.T) {
	flight := []string{"< EncryptedExtensions", "< Certificate", "< CertificateVerify", "< Finished"}
	start := []string{"> ClientHello", "< ServerHello"}
	data := []string{"> ApplicationData", "< ApplicationData"}
	end := []string{"> Alert close_notify", "< Alert close_notify"}
	join := func(parts ...[]string) []string {
		var out []string
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	want := map[string][]string{
		"simple": join(start, flight, []string{"> Finished", "< NewSessionTicket"}, data, end),
		"resumed": join([]string{"> ClientHello", "> ApplicationData", "< ServerHello", "< EncryptedExtensions", "< Finished",
			"> EndOfEarlyData", "> Finished"}, data, end),
		"retry": join([]string{"> ClientHello", "< HelloRetryRequest"}, start, flight, []string{"> Finished"}, end),
		"client": join(start, []string{"< EncryptedExtensions", "< CertificateRequest", "< Certificate", "< CertificateVerify", "< Finished",
			"> Certificate", "> CertificateVerify", "> Finished"}, end),
		"compatibility": join(start, []string{"< ChangeCipherSpec"}, flight, []string{"> ChangeCipherSpec", "> Finished"}, end),
	}
	for name, tr := range readTraces(t) {
		t.Run(name, func(t *testing.T) {
			got := Decode(tr.rec, tr.secrets(t))
			requireReadable(t, got)
			require.Equal(t, want[name], talk(got))
			require.Equal(t, uint16(0x0304), got.Version)
			require.Equal(t, uint16(0x1301), got.Suite)
			require.Equal(t, name == "resumed", got.Resumed)
			require.Equal(t, name == "retry", got.Retried)
			require.Equal(t, name == "client", got.Asked)
		})
	}
}

// TestRFC8448Values compares with values printed in the RFC.
func TestRFC8448Values(t *testing.T) {
	traces := readTraces(t)
	simple := traces["simple"]
	secrets := simple.secrets(t)
	random := [32]byte(simple.rec.Chunks[0].Data[11:43])
	require.Equal(t, "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21",
		hex.EncodeToString(secrets.find(labelClientHandshake, random)), "section 3, client_handshake_traffic_secret")

	got := Decode(simple.rec, secrets)
	finished, _ := got.Find(model.FromServer, "Finished")
	require.Equal(t, "9b9b141d906337fbd2cbdce71df4deda4ab42c309572cb7fffee5454b78f0718", finished.First(model.FieldVerifyData))
	require.Equal(t, 36, finished.Size)
	require.Equal(t, 2*time.Millisecond, finished.At)
	hello, _ := got.Find(model.ToServer, "ClientHello")
	require.Equal(t, []string{"server"}, hello.Get(model.FieldSNI))
	require.Equal(t, []string{"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384"}, hello.Get(model.FieldSuites))
	require.Equal(t, []string{"x25519", "secp256r1", "secp384r1", "secp521r1", "ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"}, hello.Get(model.FieldGroups))
	require.Equal(t, "server_name,renegotiation_info,supported_groups,session_ticket,key_share,supported_versions,signature_algorithms,psk_key_exchange_modes,record_size_limit",
		strings.Join(hello.Get(model.FieldExtensions), ","))
	require.Contains(t, hello.Get(model.FieldSchemes), "dsa_sha1")
	require.Equal(t, 196, hello.Size)
	chain, _ := got.Find(model.FromServer, "Certificate")
	require.Equal(t, []string{"CN=rsa"}, chain.Get(model.FieldCerts))
	require.Equal(t, 445, chain.Size)
	proof, _ := got.Find(model.FromServer, "CertificateVerify")
	require.Equal(t, "rsa_pss_rsae_sha256", proof.First(model.FieldScheme))
	ticket, _ := got.Find(model.FromServer, "NewSessionTicket")
	require.Equal(t, "30", ticket.First(model.FieldLifetime))
	require.Equal(t, "178", ticket.First(model.FieldTicket))
	require.Equal(t, "0000", ticket.First(model.FieldTicketNonce))
	require.Equal(t, "1024", ticket.First(model.FieldEarlyData))
	data := filter(got.Messages, func(m model.Message) bool { return m.Kind == model.KindData })
	require.Equal(t, 50, data[0].Size)

	resumed := Decode(traces["resumed"].rec, traces["resumed"].secrets(t))
	require.Equal(t, 6, resumed.Messages[1].Size, "early data: ABCDEF")
	require.Equal(t, model.KeysEarly, resumed.Messages[1].First(model.FieldKeys))
	require.Equal(t, "offered", resumed.Messages[0].First(model.FieldPSK))
	require.Equal(t, "accepted", resumed.Messages[2].First(model.FieldPSK))
	require.Equal(t, "accepted", resumed.Messages[3].First(model.FieldEarlyData))

	retry := Decode(traces["retry"].rec, traces["retry"].secrets(t))
	require.Equal(t, "secp256r1", retry.Messages[1].First(model.FieldGroup))
	require.Equal(t, "114", retry.Messages[1].First(model.FieldCookie))

	client := Decode(traces["client"].rec, traces["client"].secrets(t))
	require.Equal(t, []string{"CN=ecdsa256"}, client.Messages[4].Get(model.FieldCerts))
	require.Len(t, client.ClientChain, 1)
	mine, _ := client.Find(model.ToServer, "Certificate")
	require.Equal(t, []string{"CN=client"}, mine.Get(model.FieldCerts))
}
