package readers

import (
	"crypto"
	"crypto/elliptic"
	"crypto/rsa"
	"math/rand/v2"
	"time"
)

// example is one certificate that differs from the good one in one thing, as a server sends it and a client knows its roots.
type example struct {
	name    string
	dial    string // what is dialled
	use     string // server or client
	leaf    entity
	sent    [][]byte
	anchors [][]byte
	stock   bool // served by openssl s_server: Go cannot, or would not
}

// mint makes examples. Keys are made once: what differs between examples is what is tested.
type mint struct {
	now                    time.Time
	rootKey, interKey, key crypto.Signer
	rsaRoot, rsaKey        crypto.Signer
	n                      int
	use                    string // server or client
	list                   []example
	recipes                []recipe
}

const host = "server.test"

func newMint() *mint {
	return &mint{use: "server", now: time.Now(), rootKey: newKey(elliptic.P256()), interKey: newKey(elliptic.P256()), key: newKey(elliptic.P256()),
		rsaRoot: newNamedRSA("of the root", 2048), rsaKey: newRSA(2048)}
}

// parts is a chain under construction; each example changes one thing of it.
type parts struct {
	m               *mint
	root, mid, leaf draft
	rootKey, midKey crypto.Signer
	key             crypto.Signer
	foreign         string
	withMid         bool
	dial            string
	use             string
	issuerOfLeaf    []byte // overrides the name
	issuerOfMid     []byte
	finish          func(p *parts, rootDER, midDER, leafDER []byte) (sent, roots [][]byte)
	constrainUpper  []byte // name constraints of the upper of two intermediates
	stock           bool   // served by openssl s_server
}

func (m *mint) begin() *parts {
	m.n++
	p := &parts{m: m, rootKey: m.rootKey, midKey: m.interKey, key: m.key, dial: host, use: m.use}
	day := 24 * time.Hour
	id := string(rune('a'+m.n/26%26)) + string(rune('a'+m.n%26)) + string(rune('a'+m.n/676))
	p.root = draft{version: 3, serial: serialNumber(), subject: called("Root " + id), from: m.now.Add(-30 * day), to: m.now.Add(1000 * day)}
	p.mid = draft{version: 3, serial: serialNumber(), subject: called("Issuing " + id), from: m.now.Add(-20 * day), to: m.now.Add(800 * day)}
	p.leaf = draft{version: 3, serial: serialNumber(), subject: called("leaf " + id), from: m.now.Add(-10 * day), to: m.now.Add(90 * day)}
	return p
}

// fill sets keys and the extensions of a good chain. It runs before the change of an example.
func (p *parts) fill() {
	p.root.spki, p.mid.spki = spkiOf(p.rootKey.Public()), spkiOf(p.midKey.Public())
	if p.leaf.spki == nil {
		p.leaf.spki = spkiOf(p.key.Public())
	}
	rootID, midID := keyID(p.root.spki), keyID(p.mid.spki)
	up := rootID
	if p.withMid {
		up = midID
	}
	p.root.exts = []ext{{xBC, true, basic(true, -1)}, {xKU, true, usage(bitCertSign, bitCRL)}, {xSKI, false, octets(rootID)}, {xAKI, false, aki(rootID)}}
	p.mid.exts = []ext{{xBC, true, basic(true, 0)}, {xKU, true, usage(bitCertSign, bitCRL)}, {xSKI, false, octets(midID)}, {xAKI, false, aki(rootID)}}
	bits := []int{bitSign}
	if _, ok := p.key.(*rsa.PrivateKey); ok {
		bits = append(bits, bitEncipher)
	}
	use := server
	if p.use == "client" {
		use = client
	}
	p.leaf.exts = []ext{{xBC, true, basic(false, -1)}, {xKU, true, usage(bits...)}, {xEKU, false, uses(use)}, {xSAN, false, dns(host)},
		{xSKI, false, octets(keyID(p.leaf.spki))}, {xAKI, false, aki(up)}}
}

func (p *parts) example(name string) example {
	rootDER := sign(p.root, p.root.subject, p.rootKey)
	midIssuer, leafIssuer, leafSigner := p.root.subject, p.root.subject, p.rootKey
	if p.issuerOfMid != nil {
		midIssuer = p.issuerOfMid
	}
	var sent [][]byte
	midDER := sign(p.mid, midIssuer, p.rootKey)
	if p.withMid {
		leafIssuer, leafSigner = p.mid.subject, p.midKey
		sent = [][]byte{midDER}
	}
	if p.issuerOfLeaf != nil {
		leafIssuer = p.issuerOfLeaf
	}
	leafDER := sign(p.leaf, leafIssuer, leafSigner)
	e := example{name: name, dial: p.dial, use: p.use, leaf: entity{der: leafDER, key: p.key, foreign: p.foreign, draft: p.leaf}, sent: sent, anchors: [][]byte{rootDER}}
	if p.finish != nil {
		e.sent, e.anchors = p.finish(p, rootDER, midDER, leafDER)
	}
	return e
}

// leaf adds an example whose leaf hangs below the root.
func (m *mint) leaf(name string, change func(*parts)) { m.add(name, false, nil, change) }

// below adds an example with an intermediate.
func (m *mint) below(name string, change func(*parts)) {
	m.add(name, true, nil, change)
}

// keyed adds an example whose keys are set first.
func (m *mint) keyed(name string, mid bool, keys func(*parts), change func(*parts)) {
	m.add(name, mid, keys, change)
}

// recipe is how an example was made.
type recipe struct {
	name   string
	mid    bool
	keys   func(*parts)
	change func(*parts)

	foreign bool
}

// mix makes examples with two faults at once. Keys that Go does not have are left out.
func (m *mint) mix(n int, r *rand.Rand) {
	all := m.recipes
	for range n {
		a, b := all[r.IntN(len(all))], all[r.IntN(len(all))]
		if a.name == b.name || a.foreign || b.foreign {
			continue
		}
		keys := a.keys
		if keys == nil {
			keys = b.keys
		}
		m.add(a.name+" + "+b.name, a.mid || b.mid, keys, func(p *parts) {
			p.stock = false
			if a.change != nil {
				a.change(p)
			}
			if b.change != nil {
				b.change(p)
			}
		})
	}
	m.recipes = all
}

func (m *mint) add(name string, mid bool, keys, change func(*parts)) {
	p := m.begin()
	p.withMid = mid
	if keys != nil {
		keys(p)
	}
	p.fill()
	if change != nil {
		change(p)
	}
	e := p.example(name)
	e.stock = p.stock
	m.list = append(m.list, e)
	_, leaf := p.key.(*foreignKey)
	_, root := p.rootKey.(*foreignKey)
	_, middle := p.midKey.(*foreignKey)
	m.recipes = append(m.recipes, recipe{name, mid, keys, change, leaf || root || middle || p.stock})
}

func good(*parts) {}

// sans changes the names of the leaf and what is dialled.
func sans(san []byte, dial string) func(*parts) {
	return func(p *parts) { p.leaf.set(xSAN, false, san); p.dial = dial }
}
