package readers

import (
	"crypto/elliptic"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki/chain"
)

// hang tells work from a hang: these take well under a second on an idle machine, but many times that with the race
// detector beside other tests.
const hang = time.Minute

func judged(t *testing.T, in Input) map[string]model.Acceptance {
	start := time.Now()
	rows := Judge(in)
	took := time.Since(start)
	t.Logf("%d certificates, %d roots: %v", len(in.DER), len(in.Roots), took.Round(time.Millisecond))
	require.Less(t, took, hang)
	out := map[string]model.Acceptance{}
	for _, r := range rows {
		out[r.Reader] = r
	}
	return out
}

// TestLongChain: a hundred certificates, each with constraints.
func TestLongChain(t *testing.T) {
	m := newMint()
	p := m.begin()
	p.fill()
	in := Input{Roots: [][]byte{sign(p.root, p.root.subject, m.rootKey)}, Name: host, Purpose: chain.Server, Now: m.now}
	issuer := p.root.subject
	up := p.rootKey
	var sent [][]byte
	for i := range 98 {
		d := p.mid
		d.subject, d.serial = called(fmt.Sprint("CA ", i)), serialNumber()
		d.exts = nil
		d.set(xBC, true, basic(true, -1))
		d.set(xNC, true, constraint(true, "test"))
		sent = append([][]byte{sign(d, issuer, up)}, sent...)
		issuer, up = d.subject, p.midKey
	}
	p.leaf.drop(xAKI)
	in.DER = append([][]byte{sign(p.leaf, issuer, up)}, sent...)
	rows := judged(t, in)
	for _, id := range []string{"go", "openssl", "node", "java"} {
		assert.Equal(t, model.AnswerYes, rows[id].Answer, rows[id])
	}
	in.DER[50] = nil
	assert.Equal(t, model.AnswerNo, judged(t, in)["java"].Answer)
}

// TestMesh: a hundred CAs of one name, each signed by another, and none of them trusted, or one.
func TestMesh(t *testing.T) {
	m := newMint()
	p := m.begin()
	p.fill()
	in := Input{Roots: [][]byte{sign(p.root, p.root.subject, m.rootKey)}, Name: host, Purpose: chain.Server, Now: m.now}
	p.leaf.drop(xAKI)
	in.DER = [][]byte{sign(p.leaf, called("Mesh"), p.midKey)}
	key := newKey(elliptic.P256())
	for i := range 100 {
		d, signer := p.mid, p.midKey
		d.subject, d.serial = called("Mesh"), serialNumber()
		d.exts = nil
		d.set(xBC, true, basic(true, -1))
		d.set(xSAN, false, dns(fmt.Sprint(i, ".test")))
		if i%2 == 0 {
			d.spki, signer = spkiOf(key.Public()), key
		}
		in.DER = append(in.DER, sign(d, called("Mesh"), signer))
	}
	for id, r := range judged(t, in) {
		assert.NotEqual(t, model.AnswerYes, r.Answer, id)
	}
	in.Roots = in.DER[2:3]
	judged(t, in)
}

// TestManyNames: ten thousand names below ten thousand constraints of each kind.
func TestManyNames(t *testing.T) {
	for _, last := range []string{"fits", "does not fit"} {
		m := newMint()
		m.below("", func(p *parts) {
			var bases, names [][]byte
			for i := range 10_000 {
				n := binary.BigEndian.AppendUint32(nil, 0x7f000000+uint32(i))
				bases = append(bases, sequence(implicit(tagDNS, []byte(fmt.Sprint("n", i, ".test")))), sequence(implicit(tagIP, append(n, 255, 255, 255, 255))),
					sequence(implicit(tagEmail, []byte(fmt.Sprint("u", i, "@a.test")))), sequence(implicit(tagURI, []byte(fmt.Sprint("n", i, ".test")))))
				names = append(names, implicit(tagDNS, []byte(fmt.Sprint("N", i, ".test"))), implicit(tagIP, n))
			}
			if last == "does not fit" {
				names = append(names, implicit(tagDNS, []byte("other.test")))
			}
			p.mid.set(xNC, true, sequence(explicit(0, bases...)))
			p.leaf.set(xSAN, false, sequence(names...))
			p.dial = "n9999.test"
		})
		rows := judged(t, m.list[0].input(m.now))
		want := model.AnswerYes
		if last != "fits" {
			want = model.AnswerNo
		}
		for _, id := range []string{"go", "nss", "java"} {
			assert.Equal(t, want, rows[id].Answer, rows[id])
		}
		assert.Equal(t, "too-many-names", rows["openssl"].Objections[0].Key)
	}
}

// TestOddMasks: networks with ten thousand masks that are no prefixes.
func TestOddMasks(t *testing.T) {
	m := newMint()
	m.below("", func(p *parts) {
		var bases, names [][]byte
		for i := range 10_000 {
			bases = append(bases, sequence(implicit(tagIP, binary.BigEndian.AppendUint32([]byte{127, 0, 0, 1}, uint32(i)*2654435761))))
			names = append(names, implicit(tagIP, binary.BigEndian.AppendUint32(nil, 0x0a000000+uint32(i))))
		}
		p.mid.set(xNC, true, sequence(explicit(0, bases...)))
		p.leaf.set(xSAN, false, sequence(names...))
	})
	assert.Equal(t, model.AnswerNo, judged(t, m.list[0].input(m.now))["go"].Answer)
}

// TestManyExtensions: a certificate with ten thousand of them, all critical; one that Go cannot parse beside.
func TestManyExtensions(t *testing.T) {
	for _, spoilt := range []bool{false, true} {
		m := newMint()
		m.leaf("", func(p *parts) {
			for i := range 10_000 {
				p.leaf.exts = append(p.leaf.exts, ext{fmt.Sprint("1.3.6.1.4.1.99999.", i), true, null})
			}
			if spoilt {
				p.leaf.exts = append(p.leaf.exts, p.leaf.exts[len(p.leaf.exts)-1])
			}
		})
		for id, r := range judged(t, m.list[0].input(m.now)) {
			assert.NotEqual(t, model.AnswerYes, r.Answer, id)
			assert.LessOrEqual(t, len(r.Objections), 2*maxObjections)
		}
	}
}

// TestManyRoots: a whole system's store, twice, and issuers that differ in case from all of them.
func TestManyRoots(t *testing.T) {
	m := newMint()
	e := m.good()
	in := e.input(m.now)
	for i := range 600 {
		p := m.begin()
		p.fill()
		p.root.subject = called(fmt.Sprint("Root ", i%2))
		in.Roots = append(in.Roots, sign(p.root, p.root.subject, m.rootKey))
	}
	for i := range 50 {
		p := m.begin()
		p.fill()
		in.DER = append(in.DER, sign(p.leaf, called(fmt.Sprint("ROOT ", i%2)), m.interKey))
	}
	assert.Equal(t, model.AnswerYes, judged(t, in)["java"].Answer)
}

// TestNoName: where no name is compared, a certificate that has none is refused all the same.
func TestNoName(t *testing.T) {
	m := newMint()
	m.leaf("CN", func(p *parts) { p.leaf.drop(xSAN) })
	m.leaf("nothing", func(p *parts) { p.leaf.drop(xSAN); p.leaf.subject = sequence(rdn("2.5.4.10", "x", false)) })
	for i, e := range m.list {
		in := e.input(m.now)
		in.Name = ""
		rows := judged(t, in)
		for _, id := range Readers() {
			want := model.AnswerNo
			if i == 0 && id != "go" {
				want = model.AnswerYes
			}
			assert.Equal(t, want, rows[id].Answer, "%s: %v", e.name, rows[id])
		}
	}
}
