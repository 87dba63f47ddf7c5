package wire

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	"certwright/model"
)

const (
	// maxMessages bounds what a peer can make us list. A handshake has about fifteen messages.
	maxMessages = 4096
	// firstBytes is how much is kept of bytes that are not TLS.
	firstBytes = 256
	// nameDialogue is the name of clear text that belongs before TLS.
	nameDialogue = "Dialogue"
)

// Decode turns a recording into its messages. It starts from nothing each time, keeps nothing and
// changes nothing: call it as often as there is something new. Records whose secrets are missing
// become opaque messages. More bytes never change the messages that fewer bytes gave, they only add
// some; a message of kind plain grows.
func Decode(rec Recording, secrets *Secrets) Transcript {
	d := newDecoder(secrets)
	d.run(rec)
	return d.out
}

// decoder is the state of one decoding: two halves and the handshake they share.
type decoder struct {
	secrets *Secrets
	out     Transcript
	at      time.Duration // of the chunk that is being read
	client  half
	server  half
	hello   negotiation
	// lineEnded: the last message of the dialogue before TLS is a whole line.
	lineEnded bool
	// For the export: the randoms of all ClientHellos, and the master secrets that opened something.
	randoms  [][32]byte
	resolved map[[32]byte][]byte
}

// half is one direction.
type half struct {
	dir     model.Direction
	raw     []byte // received, not yet cut into records
	shake   []byte // handshake bytes, not yet cut into messages
	shakeIn int    // records that brought them
	alert   []byte // first byte of an alert that was split
	plain   int    // index of its plain message, -1 while the bytes are TLS
	guard   guard
}

func newDecoder(secrets *Secrets) *decoder {
	return &decoder{
		secrets:  secrets,
		resolved: map[[32]byte][]byte{},
		client:   half{dir: model.ToServer, plain: -1},
		server:   half{dir: model.FromServer, plain: -1},
	}
}

func (d *decoder) run(rec Recording) {
	for i, c := range rec.Chunks {
		if i < rec.Dialogue {
			if rec.Dialogue > len(rec.Chunks) { // it has not led to TLS
				d.keepFirst(d.half(c.Direction), c.Data)
			}
			d.dialogue(c)
			continue
		}
		d.feed(c)
	}
	d.out.PendingToServer = len(d.client.raw) + len(d.client.shake)
	d.out.PendingFromServer = len(d.server.raw) + len(d.server.shake)
	d.out.Truncated = d.out.Truncated || rec.Truncated()
}

func (d *decoder) half(dir model.Direction) *half {
	if dir == model.ToServer {
		return &d.client
	}
	return &d.server
}

// dialogue shows clear text that came before TLS: a message for each line, and for each side's turn where the protocol has
// no lines. The bytes come one by one, because nobody may read beyond the last answer.
func (d *decoder) dialogue(c Chunk) {
	d.at = c.At
	for _, line := range bytes.SplitAfter(c.Data, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		if last := len(d.out.Messages) - 1; last >= 0 && d.out.Messages[last].Direction == c.Direction && !d.lineEnded {
			grow(&d.out.Messages[last], line)
		} else {
			m := plainMessage(c.At, c.Direction, line)
			m.Name = nameDialogue
			d.emit(m)
		}
		d.lineEnded = line[len(line)-1] == '\n' && textLine(d.out.Messages[len(d.out.Messages)-1].First(model.FieldFirstBytes))
	}
}

// textLine reports a line that people could have typed: a newline within binary bytes ends nothing.
func textLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(strings.TrimRight(s, "\r\n"), func(r rune) bool { return r < ' ' && r != '\t' })
}

// feed takes the next chunk, whose bytes must not change any more, and reads the records that it completes.
func (d *decoder) feed(c Chunk) {
	h := d.half(c.Direction)
	d.at = c.At
	if h.plain >= 0 {
		d.growPlain(h, c.Data)
		return
	}
	h.raw = joined(h.raw, c.Data)
	for !d.full() {
		r, n, state := nextRecord(h.raw)
		if state == recordShort {
			return
		}
		if state == recordNone {
			d.startPlain(h)
			return
		}
		h.raw = h.raw[n:]
		d.record(h, r)
	}
	h.raw = nil
}

// joined is what was left over with what came after it. With nothing left over, as is usual, nothing is copied; what came
// is never written to: what joined returns of it has no room to grow in place.
func joined(left, came []byte) []byte {
	if len(left) == 0 {
		return came[:len(came):len(came)]
	}
	return append(left, came...)
}

// record opens one record and hands its content on by type.
func (d *decoder) record(h *half, r record) {
	content, keys := r, ""
	sealed := d.sealed(h, r)
	if sealed {
		var why []string
		if content, keys, why = d.open(h, r); why != nil {
			d.opaque(h, r, why)
			return
		}
	}
	switch content.typ {
	case recordChangeCipherSpec:
		d.changeCipherSpec(h, content.body, sealed)
	case recordAlert:
		d.alerts(h, content.body, sealed, keys)
	case recordHandshake:
		d.handshake(h, content.body, sealed, keys)
	case recordData:
		d.emit(model.Message{At: d.at, Direction: h.dir, Kind: model.KindData, Name: "ApplicationData",
			Size: len(content.body), Records: 1, Encrypted: sealed, Fields: keysField(nil, keys)})
	default:
		d.opaque(h, content, []string{model.OpaqueUnknownType})
	}
}

// full says that no more messages are listed, and remembers that some were left out.
func (d *decoder) full() bool {
	if len(d.out.Messages) < maxMessages {
		return false
	}
	d.out.Truncated = true
	return true
}

// usualMessages is how many a handshake with client certificates and a reply have, with some to spare.
const usualMessages = 24

func (d *decoder) emit(m model.Message) {
	if !d.full() {
		if d.out.Messages == nil {
			d.out.Messages = make([]model.Message, 0, usualMessages)
		}
		d.out.Messages = append(d.out.Messages, m)
	}
}

// opaque lists a record that cannot be read, with the reason.
func (d *decoder) opaque(h *half, r record, why []string) {
	d.emit(model.Message{At: d.at, Direction: h.dir, Kind: model.KindOpaque, Name: "Encrypted",
		Size: len(r.body), Records: 1, Encrypted: true, Fields: []model.Field{
			{Key: model.FieldRecordType, Values: []string{recordTypeName(r.typ)}},
			{Key: model.FieldOpaqueWhy, Values: why},
		}})
}

// changeCipherSpec switches to the negotiated keys in TLS 1.2 and below; in TLS 1.3 it means nothing
// and is there for the sake of middleboxes (RFC 8446 appendix D.4).
func (d *decoder) changeCipherSpec(h *half, body []byte, sealed bool) {
	d.emit(model.Message{At: d.at, Direction: h.dir, Kind: model.KindChangeCipherSpec, Type: 1,
		Name: "ChangeCipherSpec", Size: len(body), Records: 1, Encrypted: sealed})
	if d.out.Version != 0 && d.out.Version < version13 {
		h.shake, h.shakeIn = nil, 0
		d.switchKeys(h)
	}
}

// alerts lists the alerts of one record: one as a rule, but older versions may pack or split them.
func (d *decoder) alerts(h *half, body []byte, sealed bool, keys string) {
	const most = 4 // a record full of alerts tells nothing more
	body = append(h.alert, body...)
	h.alert = nil
	for n := 0; len(body) >= 2 && n < most; n++ {
		a := Alert{At: d.at, Direction: h.dir, Level: int(body[0]), Number: int(body[1]), Encrypted: sealed}
		body = body[2:]
		d.out.Alerts = append(d.out.Alerts, a)
		d.emit(alertMessage(a, keys))
	}
	if len(body) == 1 {
		h.alert = bytes.Clone(body)
	}
}

func alertMessage(a Alert, keys string) model.Message {
	f := fields{}
	f.add(model.FieldAlert, AlertName(a.Number))
	level := alertLevels[a.Level]
	if level == "" {
		level = unnamed(uint16(a.Level))
	}
	f.add(model.FieldAlertLevel, level)
	return model.Message{At: a.At, Direction: a.Direction, Kind: model.KindAlert, Type: a.Number, Name: "Alert",
		Size: 2, Records: 1, Encrypted: a.Encrypted, Fields: keysField(f, keys)}
}

// handshake cuts handshake bytes into messages; one may span records and one record may hold several.
func (d *decoder) handshake(h *half, body []byte, sealed bool, keys string) {
	if len(body) == 0 {
		return
	}
	h.shake = joined(h.shake, body)
	h.shakeIn++
	for len(h.shake) >= 4 {
		n := 4 + int(h.shake[1])<<16 + int(h.shake[2])<<8 + int(h.shake[3])
		if len(h.shake) < n {
			return
		}
		raw := h.shake[:n:n]
		h.shake = h.shake[n:]
		d.message(h, raw, sealed, keys)
		h.shakeIn = 1 // what is left all came in this record
	}
	if len(h.shake) == 0 {
		h.shake, h.shakeIn = nil, 0
	}
}

// message reads one handshake message, lists it and follows what it changes.
func (d *decoder) message(h *half, raw []byte, sealed bool, keys string) {
	typ := int(raw[0])
	f := fields{}
	name := HandshakeName(typ)
	ok := d.parse(h, typ, raw[4:], &f)
	if typ == typeServerHello && d.hello.retry {
		name = nameHelloRetry
	}
	if !ok {
		f.add(model.FieldMalformed, "true")
	}
	d.emit(model.Message{At: d.at, Direction: h.dir, Kind: model.KindHandshake, Type: typ, Name: name,
		Size: len(raw), Records: h.shakeIn, Encrypted: sealed, Fields: keysField(f, keys)})
	d.follow(h, typ)
}

// startPlain shows that a direction is no TLS, from here on.
func (d *decoder) startPlain(h *half) {
	data := h.raw
	h.raw = nil
	h.plain = len(d.out.Messages)
	d.emit(plainMessage(d.at, h.dir, data))
	d.keepFirst(h, data)
}

// growPlain adds bytes to the plain message of a direction.
func (d *decoder) growPlain(h *half, data []byte) {
	if h.plain >= len(d.out.Messages) {
		return
	}
	grow(&d.out.Messages[h.plain], data)
	d.keepFirst(h, data)
}

// grow adds bytes to a plain message.
func grow(m *model.Message, data []byte) {
	m.Size += len(data)
	if room := firstBytes - len(m.Fields[0].Values[0]); room > 0 {
		m.Fields[0].Values[0] += string(data[:min(room, len(data))])
	}
}

func (d *decoder) keepFirst(h *half, data []byte) {
	if room := firstBytes - len(d.out.FirstBytes); h.dir == model.FromServer && room > 0 {
		d.out.FirstBytes = append(d.out.FirstBytes, data[:min(room, len(data))]...)
	}
}

func plainMessage(at time.Duration, dir model.Direction, data []byte) model.Message {
	return model.Message{At: at, Direction: dir, Kind: model.KindPlain, Name: "Plain", Size: len(data), Fields: []model.Field{
		{Key: model.FieldFirstBytes, Values: []string{string(data[:min(firstBytes, len(data))])}},
	}}
}

func keysField(f fields, keys string) fields {
	if keys != "" {
		f.add(model.FieldKeys, keys)
	}
	return f
}
