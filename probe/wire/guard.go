package wire

import (
	"bytes"
	"strconv"

	"certwright/model"
)

const (
	versionSSL3 = 0x0300
	version10   = 0x0301
	version11   = 0x0302
	version12   = 0x0303
	version13   = 0x0304
)

// epoch is which of its keys a TLS 1.3 direction uses (RFC 8446 section 7.1).
type epoch int

const (
	epochClear epoch = iota
	epochEarly
	epochHandshake
	epochApplication
)

// guard is what protects one direction at this moment.
type guard struct {
	changed bool  // TLS 1.2 and below: a ChangeCipherSpec has passed
	epoch   epoch // TLS 1.3
	updates int   // KeyUpdates since the handshake
	secret  []byte
	// openers are the keys that may fit; the first one that opens a record is the right one.
	openers []opener
	why     []string // why there is no opener
}

// opener takes the protection off one record after the other.
type opener interface {
	// open returns the content, and false when the record does not belong to this key.
	open(record) (record, bool)
}

// name is the value of FieldKeys.
func (g *guard) name() string {
	switch g.epoch {
	case epochEarly:
		return model.KeysEarly
	case epochHandshake:
		return model.KeysHandshake
	case epochApplication:
		if g.updates > 0 {
			return model.KeysApplication + "+" + strconv.Itoa(g.updates)
		}
		return model.KeysApplication
	}
	return ""
}

// sealed says whether a record is encrypted.
func (d *decoder) sealed(h *half, r record) bool {
	if d.out.Version != 0 && d.out.Version < version13 {
		return h.guard.changed
	}
	// TLS 1.3 disguises everything encrypted as application data. Before the ServerHello that can only
	// be early data.
	return r.typ == recordData
}

// open opens a sealed record; why is nil when that worked.
func (d *decoder) open(h *half, r record) (content record, keys string, why []string) {
	g := &h.guard
	if len(g.openers) == 0 {
		if g.why == nil {
			return r, "", []string{model.OpaqueNoHello}
		}
		return r, "", g.why
	}
	for i, o := range g.openers {
		if content, ok := o.open(r); ok {
			g.openers = g.openers[i : i+1 : i+1]
			if m, ok := o.(mastered); ok {
				d.resolved[d.hello.clientRandom] = m.master
			}
			return content, g.name(), nil
		}
	}
	if g.epoch == epochEarly && d.hello.answered {
		// The server refused the early data, so no EndOfEarlyData marks its end.
		d.enter(h, epochHandshake)
		return d.open(h, r)
	}
	return r, "", []string{model.OpaqueBadMAC}
}

// enter gives a direction the keys of a TLS 1.3 epoch.
func (d *decoder) enter(h *half, e epoch) {
	label := map[epoch][2]string{
		epochEarly:       {labelClientEarly, ""},
		epochHandshake:   {labelClientHandshake, labelServerHandshake},
		epochApplication: {labelClientTraffic, labelServerTraffic},
	}[e]
	i := 0
	if h.dir == model.FromServer {
		i = 1
	}
	h.guard = guard{epoch: e, secret: d.secrets.find(label[i], d.hello.clientRandom)}
	suites := []uint16{d.out.Suite}
	if e == epochEarly {
		// The suite is the one of the session that is resumed, which is not said: try all that fit.
		suites = d.hello.suites13
	}
	h.guard.load(suites)
}

// load makes the openers for the current secret.
func (g *guard) load(suites []uint16) {
	g.openers, g.why = nil, []string{model.OpaqueNoSecret}
	if g.secret == nil {
		return
	}
	for _, id := range suites {
		s, ok := parseSuite(id)
		if !ok || s.kind != sealAEAD {
			g.why = []string{model.OpaqueUnsupported, SuiteName(id)}
			continue
		}
		if s.newHash().Size() == len(g.secret) {
			g.openers = append(g.openers, newAEAD13(s, g.secret))
		}
	}
}

// update follows a KeyUpdate (RFC 8446 section 7.2).
func (d *decoder) update(h *half) {
	g := &h.guard
	if g.epoch != epochApplication {
		return
	}
	g.updates++
	s, ok := parseSuite(d.out.Suite)
	if g.secret == nil || !ok {
		return
	}
	g.secret = expandLabel(s.newHash, g.secret, "traffic upd", len(g.secret))
	g.load([]uint16{d.out.Suite})
}

// switchKeys gives a direction the keys of TLS 1.2 and below after its ChangeCipherSpec.
func (d *decoder) switchKeys(h *half) {
	h.guard = guard{changed: true}
	g := &h.guard
	if !d.hello.asked || !d.hello.answered {
		g.why = []string{model.OpaqueNoHello}
		return
	}
	s, ok := parseSuite(d.out.Suite)
	switch {
	case d.out.Version < version10:
		g.why = []string{model.OpaqueUnsupported, VersionName(d.out.Version)}
	case !ok:
		g.why = []string{model.OpaqueUnsupported, SuiteName(d.out.Suite)}
	default:
		g.why = []string{model.OpaqueNoSecret}
		for _, k := range d.hello.keyBlocks(d.secrets, s, d.out.Version) {
			g.openers = append(g.openers, mastered{newOpener12(s, k, d.out.Version, d.hello.encryptThenMAC, h.dir), k.master})
		}
	}
}

// mastered remembers the master secret that an opener was made of.
type mastered struct {
	opener
	master []byte
}

// negotiation is what the hellos of one handshake settled.
type negotiation struct {
	clientRandom, serverRandom [32]byte
	asked, answered            bool // a ClientHello, a ServerHello that is no retry
	retry                      bool // the last ServerHello was a HelloRetryRequest
	session                    []byte
	suites13                   []uint16
	early                      bool
	encryptThenMAC             bool
	blocks                     []keyBlock
	derived                    bool
}

// keyBlocks derives the possible keys of TLS 1.2 and below, once: from the logged master secret, or,
// where none was logged because the session is resumed, from each recent one.
func (n *negotiation) keyBlocks(secrets *Secrets, s suite, version uint16) []keyBlock {
	if n.derived {
		return n.blocks
	}
	n.derived = true
	masters := [][]byte{secrets.find(labelMaster, n.clientRandom)}
	if masters[0] == nil {
		masters = secrets.trials()
	}
	for _, m := range masters {
		n.blocks = append(n.blocks, deriveKeyBlock(s, version, m, n.clientRandom, n.serverRandom))
	}
	return n.blocks
}

// follow lets a handshake message take its effect on the keys.
func (d *decoder) follow(h *half, typ int) {
	v13 := d.out.Version >= version13
	switch {
	case typ == typeClientHello && h == &d.client:
		if d.hello.early && !d.hello.answered && !d.out.Retried {
			d.enter(h, epochEarly)
		}
	case typ == typeServerHello && h == &d.server && v13 && d.hello.answered:
		d.enter(h, epochHandshake)
		if d.client.guard.epoch != epochEarly {
			d.enter(&d.client, epochHandshake)
		}
	case typ == typeEndOfEarlyData && h.guard.epoch == epochEarly:
		d.enter(h, epochHandshake)
	case typ == typeFinished && v13 && h.guard.epoch == epochHandshake:
		d.enter(h, epochApplication)
	case typ == typeKeyUpdate && v13:
		d.update(h)
	}
}

// startHandshake takes over what a ClientHello says; the second one of a retry carries the same random.
func (d *decoder) startHandshake(random [32]byte, session []byte, suites13 []uint16, early bool) {
	if d.hello.retry && d.hello.clientRandom == random {
		d.hello.early = false
		return
	}
	d.randoms = append(d.randoms, random)
	d.hello = negotiation{clientRandom: random, asked: true, session: bytes.Clone(session), suites13: suites13, early: early}
}
