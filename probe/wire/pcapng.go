package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"io"
	"net/netip"
	"time"

	"certwright/model"
)

// Blocks of the pcapng format (draft-ietf-opsawg-pcapng).
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockPacket    = 6
	blockSecrets   = 10
	secretsTLS     = 0x544c534b // an NSS key log
	linkEthernet   = 1
)

// WritePcapng writes recordings as one capture file that Wireshark and tshark decrypt by
// themselves: the bytes in made-up Ethernet, IP and TCP packets, and before each connection its
// secrets. Whoever has the file can read all that was said; the caller must say so first.
func WritePcapng(w io.Writer, secrets *Secrets, recs ...Recording) error {
	var out bytes.Buffer
	block(&out, blockSection, le(uint32(0x1a2b3c4d), uint16(1), uint16(0), int64(-1)))
	const resolution = 9 // timestamps count nanoseconds
	block(&out, blockInterface, le(uint16(linkEthernet), uint16(0), uint32(0), uint16(9), uint16(1), [4]byte{resolution}, uint32(0)))
	for _, rec := range recs {
		if log := keyLog(rec, secrets); len(log) > 0 {
			block(&out, blockSecrets, append(le(uint32(secretsTLS), uint32(len(log))), log...))
		}
		newConversation(&out, rec).write(rec)
	}
	_, err := w.Write(out.Bytes())
	return err
}

// keyLog is the part of the secrets that opens this recording. A resumed TLS 1.2 session, for which
// crypto/tls logs nothing, gets a line of its own.
func keyLog(rec Recording, secrets *Secrets) []byte {
	d := newDecoder(secrets)
	d.run(rec)
	var log bytes.Buffer
	line := func(label string, random [32]byte, secret []byte) {
		if secret != nil {
			log.WriteString(label + " " + hex.EncodeToString(random[:]) + " " + hex.EncodeToString(secret) + "\n")
		}
	}
	for _, random := range d.randoms {
		master := secrets.find(labelMaster, random)
		if master == nil {
			master = d.resolved[random]
		}
		line(labelMaster, random, master)
		for _, label := range []string{labelClientEarly, labelClientHandshake, labelServerHandshake, labelClientTraffic, labelServerTraffic} {
			line(label, random, secrets.find(label, random))
		}
	}
	return log.Bytes()
}

// le puts values together, little-endian.
func le(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		binary.Write(&b, binary.LittleEndian, v) // a Buffer never fails
	}
	return b.Bytes()
}

// block writes one pcapng block: type, length, body padded to 4 bytes, length.
func block(out *bytes.Buffer, typ uint32, body []byte) {
	padding := -len(body) & 3
	length := uint32(12 + len(body) + padding)
	out.Write(le(typ, length))
	out.Write(body)
	out.Write(make([]byte, padding))
	out.Write(le(length))
}

// conversation makes the packets of one TCP connection.
type conversation struct {
	out     *bytes.Buffer
	started time.Time
	ends    [2]netip.AddrPort // client, server
	next    [2]uint32         // sequence numbers
	packets uint16
}

func newConversation(out *bytes.Buffer, rec Recording) *conversation {
	c := &conversation{out: out, started: rec.Started, ends: [2]netip.AddrPort{unmapped(rec.Client), unmapped(rec.Server)}, next: [2]uint32{1000, 5000}}
	if !c.ends[0].IsValid() || !c.ends[1].IsValid() || c.ends[0].Addr().Is4() != c.ends[1].Addr().Is4() {
		c.ends = [2]netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:50000"), netip.MustParseAddrPort("127.0.0.1:443")}
	}
	return c
}

func unmapped(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap().WithZone(""), a.Port())
}

// TCP flags.
const (
	flagFIN = 1
	flagSYN = 2
	flagPSH = 8
	flagACK = 16
)

// maxSegment is the payload of one packet.
const maxSegment = 1440

func (c *conversation) write(rec Recording) {
	c.packet(0, 0, flagSYN, nil)
	c.next[0]++
	c.packet(0, 1, flagSYN|flagACK, nil)
	c.next[1]++
	c.packet(0, 0, flagACK, nil)
	last := time.Duration(0)
	for _, chunk := range rec.Chunks {
		from := 0
		if chunk.Direction == model.FromServer {
			from = 1
		}
		last = max(last, chunk.At)
		for data := chunk.Data; len(data) > 0; {
			n := min(maxSegment, len(data))
			c.packet(chunk.At, from, flagPSH|flagACK, data[:n])
			c.next[from] += uint32(n)
			data = data[n:]
		}
	}
	if rec.ReadErr == io.EOF && !rec.Truncated() {
		c.packet(max(last, rec.ReadErrAt), 1, flagFIN|flagACK, nil)
	}
}

// packet writes one TCP segment.
func (c *conversation) packet(at time.Duration, from int, flags byte, data []byte) {
	c.packets++
	source, target := c.ends[from], c.ends[1-from]
	tcp := binary.BigEndian.AppendUint16(nil, source.Port())
	tcp = binary.BigEndian.AppendUint16(tcp, target.Port())
	tcp = binary.BigEndian.AppendUint32(tcp, c.next[from])
	ack := c.next[1-from]
	if flags&flagACK == 0 {
		ack = 0
	}
	tcp = binary.BigEndian.AppendUint32(tcp, ack)
	tcp = append(tcp, 5<<4, flags, 0xff, 0xff, 0, 0, 0, 0) // header length, flags, window, checksum, urgent
	tcp = append(tcp, data...)
	pseudo := append(append([]byte{}, source.Addr().AsSlice()...), target.Addr().AsSlice()...)
	pseudo = append(pseudo, 0, 6, byte(len(tcp)>>8), byte(len(tcp)))
	binary.BigEndian.PutUint16(tcp[16:], checksum(append(pseudo, tcp...)))

	frame := append(c.header(source.Addr(), target.Addr(), from, len(tcp)), tcp...)
	stamp := uint64(c.started.Add(at).UnixNano())
	block(c.out, blockPacket, append(le(uint32(0), uint32(stamp>>32), uint32(stamp), uint32(len(frame)), uint32(len(frame))), frame...))
}

// header makes the Ethernet and IP headers for n bytes of TCP.
func (c *conversation) header(source, target netip.Addr, from, n int) []byte {
	macs := [2][6]byte{{2, 0, 0, 0, 0, 1}, {2, 0, 0, 0, 0, 2}} // locally administered
	h := append(macs[1-from][:], macs[from][:]...)
	if source.Is4() {
		h = append(h, 0x08, 0x00)
		ip := []byte{0x45, 0, byte((20 + n) >> 8), byte(20 + n), byte(c.packets >> 8), byte(c.packets), 0x40, 0, 64, 6, 0, 0}
		ip = append(append(ip, source.AsSlice()...), target.AsSlice()...)
		binary.BigEndian.PutUint16(ip[10:], checksum(ip))
		return append(h, ip...)
	}
	h = append(h, 0x86, 0xdd, 0x60, 0, 0, 0, byte(n>>8), byte(n), 6, 64)
	return append(append(h, source.AsSlice()...), target.AsSlice()...)
}

// checksum is the internet checksum (RFC 1071).
func checksum(b []byte) uint16 {
	sum := uint32(0)
	for i, v := range b {
		if i%2 == 0 {
			sum += uint32(v) << 8
		} else {
			sum += uint32(v)
		}
	}
	for sum>>16 != 0 {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}
