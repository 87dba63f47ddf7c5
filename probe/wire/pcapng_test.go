package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// capture is a pcapng file read back.
type capture struct {
	log     string
	streams map[string]string // payload by source address
	order   []string          // who sent the packets with payload
	flags   []byte
	stamps  []int64
}

func readCapture(t *testing.T, file []byte) capture {
	t.Helper()
	c := capture{streams: map[string]string{}}
	var types []uint32
	for len(file) > 0 {
		typ, n := binary.LittleEndian.Uint32(file), binary.LittleEndian.Uint32(file[4:])
		require.Zero(t, n%4)
		require.Equal(t, n, binary.LittleEndian.Uint32(file[n-4:]), "the length stands at both ends")
		body := file[8 : n-4]
		file = file[n:]
		types = append(types, typ)
		switch typ {
		case blockSecrets:
			require.Equal(t, uint32(secretsTLS), binary.LittleEndian.Uint32(body))
			c.log = string(body[8 : 8+binary.LittleEndian.Uint32(body[4:])])
		case blockPacket:
			c.stamps = append(c.stamps, int64(binary.LittleEndian.Uint32(body[4:]))<<32|int64(binary.LittleEndian.Uint32(body[8:])))
			c.packet(t, body[20:20+binary.LittleEndian.Uint32(body[12:])])
		}
	}
	require.Equal(t, []uint32{blockSection, blockInterface}, types[:2])
	return c
}

func (c *capture) packet(t *testing.T, frame []byte) {
	t.Helper()
	ip := frame[14:]
	var source, target netip.Addr
	var tcp []byte
	if ip[0]>>4 == 4 {
		require.Zero(t, checksum(ip[:20]), "IPv4 header")
		require.Equal(t, len(ip), int(binary.BigEndian.Uint16(ip[2:])))
		source, target, tcp = netip.AddrFrom4([4]byte(ip[12:])), netip.AddrFrom4([4]byte(ip[16:])), ip[20:]
	} else {
		require.Equal(t, len(ip)-40, int(binary.BigEndian.Uint16(ip[4:])))
		source, target, tcp = netip.AddrFrom16([16]byte(ip[8:])), netip.AddrFrom16([16]byte(ip[24:])), ip[40:]
	}
	pseudo := append(append(append([]byte{}, source.AsSlice()...), target.AsSlice()...), 0, 6, byte(len(tcp)>>8), byte(len(tcp)))
	require.Zero(t, checksum(append(pseudo, tcp...)), "TCP")
	c.flags = append(c.flags, tcp[13])
	from := netip.AddrPortFrom(source, binary.BigEndian.Uint16(tcp)).String()
	if payload := string(tcp[20:]); payload != "" {
		c.streams[from] += payload
		c.order = append(c.order, from)
	}
}

func TestPcapngHoldsTheConnectionAndItsSecrets(t *testing.T) {
	ca := newAuthority(t, "pcap-ca")
	address := serve(t, &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "server", false)}, MaxVersion: tls.VersionTLS12})
	config := &tls.Config{RootCAs: ca.pool, ServerName: "localhost", ClientSessionCache: tls.NewLRUClientSessionCache(1)}
	secrets := &Secrets{}
	dial(t, address, config, secrets, nil).exchange(t)
	d := dial(t, address, config, secrets, nil)
	d.exchange(t)
	require.True(t, d.conn.ConnectionState().DidResume)
	rec := d.recorder.Snapshot()
	rec.ReadErr = io.EOF
	var out bytes.Buffer
	require.NoError(t, WritePcapng(&out, secrets, rec))
	c := readCapture(t, out.Bytes())
	streams := map[string]string{}
	for _, chunk := range rec.Chunks {
		from := rec.Server.String()
		if chunk.Direction == model.ToServer {
			from = rec.Client.String()
		}
		streams[from] += string(chunk.Data)
	}
	require.Equal(t, streams, c.streams)
	require.Equal(t, rec.Client.String(), c.order[0])
	require.Equal(t, []byte{flagSYN, flagSYN | flagACK, flagACK}, c.flags[:3])
	require.Equal(t, byte(flagFIN|flagACK), c.flags[len(c.flags)-1])
	require.Equal(t, rec.Started.Add(rec.Chunks[0].At).UnixNano(), c.stamps[3])
	require.Equal(t, 1, strings.Count(c.log, "\n"), "the secret of this connection alone")

	// The file says all that is needed, also for a resumed session that crypto/tls logs nothing for.
	alone := &Secrets{}
	alone.Write([]byte(c.log))
	got := Decode(rec, alone)
	requireReadable(t, got)
	require.True(t, got.Resumed)
}

func TestPcapngWithoutSecretsOrAddresses(t *testing.T) {
	tr := readTraces(t)["simple"]
	var out bytes.Buffer
	require.NoError(t, WritePcapng(&out, nil, tr.rec))
	c := readCapture(t, out.Bytes())
	require.Empty(t, c.log)
	require.Len(t, c.streams, 2)

	out.Reset()
	rec := tr.rec
	rec.Client, rec.Server = netip.MustParseAddrPort("[fe80::1%eth0]:40000"), netip.MustParseAddrPort("[fe80::2%eth0]:2379")
	rec.Chunks = append(rec.Chunks, Chunk{Direction: model.FromServer, Data: make([]byte, 5000)})
	require.NoError(t, WritePcapng(&out, nil, rec))
	c = readCapture(t, out.Bytes())
	require.Contains(t, c.streams, "[fe80::1]:40000")
	require.Contains(t, c.streams, "[fe80::2]:2379")

	require.ErrorIs(t, WritePcapng(failing{}, nil, tr.rec), errFull)
}

var errFull = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

// TestTsharkSeesTheSame compares with Wireshark's own decoder, from the file alone.
func TestTsharkSeesTheSame(t *testing.T) {
	servers.Need(t, "tshark")
	ca := newAuthority(t, "tshark-ca")
	base := tls.Config{Certificates: []tls.Certificate{ca.issue(t, "server", false)}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ca.pool}
	for name, c := range map[string]struct {
		version uint16
		groups  []tls.CurveID
		mutual  bool
		twice   bool
	}{
		"1.0 refused": {version: tls.VersionTLS10},
		"1.2 refused": {version: tls.VersionTLS12},
		"1.3 refused": {version: tls.VersionTLS13},
		"1.2 mutual":  {version: tls.VersionTLS12, mutual: true},
		"1.3 mutual":  {version: tls.VersionTLS13, mutual: true},
		"1.2 resumed": {version: tls.VersionTLS12, mutual: true, twice: true},
		"1.3 resumed": {version: tls.VersionTLS13, mutual: true, twice: true},
		"1.3 retried": {version: tls.VersionTLS13, mutual: true, groups: []tls.CurveID{tls.CurveP521}},
	} {
		t.Run(name, func(t *testing.T) {
			server := base.Clone()
			server.MinVersion, server.CurvePreferences = c.version, c.groups
			config := &tls.Config{RootCAs: ca.pool, ServerName: "localhost", MinVersion: c.version, MaxVersion: c.version,
				ClientSessionCache: tls.NewLRUClientSessionCache(1)}
			if c.mutual {
				config.Certificates = []tls.Certificate{ca.issue(t, "client", false)}
			}
			address, secrets := serve(t, server), &Secrets{}
			d := dial(t, address, config, secrets, nil)
			d.close()
			if c.twice {
				d = dial(t, address, config, secrets, nil)
				d.close()
				require.True(t, d.conn.ConnectionState().DidResume)
			}
			said := map[model.MessageKind][]string{}
			for _, m := range d.transcript().Messages {
				said[m.Kind] = append(said[m.Kind], strconv.Itoa(m.Type))
			}
			types, alerts := tsharkTalk(t, d.recorder.Snapshot(), secrets)
			require.Equal(t, said[model.KindHandshake], types)
			require.Equal(t, said[model.KindAlert], alerts)
			require.NotEmpty(t, alerts)
		})
	}
}

// tsharkTalk lists the handshake messages and alerts that tshark finds in the exported file.
func tsharkTalk(t *testing.T, rec Recording, secrets *Secrets) (types, alerts []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "probe.pcapng")
	var out bytes.Buffer
	require.NoError(t, WritePcapng(&out, secrets, rec))
	require.NoError(t, os.WriteFile(file, out.Bytes(), 0o600))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r := servers.Run(t, ctx, "tshark", "-r", file, "-d", "tcp.port=="+strconv.Itoa(int(rec.Server.Port()))+",tls", "-T", "fields",
		"-E", "occurrence=a", "-e", "tls.handshake.type", "-e", "tls.alert_message.desc")
	require.Zero(t, r.Code, r.Text())
	for line := range strings.Lines(r.Out) {
		before, after, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		types, alerts = append(types, codes(before)...), append(alerts, codes(after)...)
	}
	return types, alerts
}

// codes splits what tshark prints for a field that occurs several times.
func codes(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}
