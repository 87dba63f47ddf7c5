package readers

import (
	"crypto/elliptic"
	"fmt"
	"time"
)

func finish(f func(p *parts, r, i, l []byte) (sent, roots [][]byte)) func(*parts) {
	return func(p *parts) { p.finish = f }
}

// stranger is a root that signed nothing here.
func (m *mint) stranger() []byte {
	p := m.begin()
	p.fill()
	return sign(p.root, p.root.subject, m.rootKey)
}

// selfSigned makes the leaf sign itself, as a CA or not.
func (m *mint) selfSigned(ca, trusted bool) func(*parts) {
	return func(p *parts) {
		p.rootKey, p.root.spki = p.key, spkiOf(p.key.Public())
		id := keyID(p.root.spki)
		p.leaf.subject = called(host)
		p.leaf.set(xAKI, false, aki(id))
		if ca {
			p.leaf.set(xBC, true, basic(true, -1))
			p.leaf.drop(xKU, xEKU)
		}
		p.issuerOfLeaf = p.leaf.subject
		p.finish = func(_ *parts, _, _, l []byte) (a, b [][]byte) {
			if trusted {
				return nil, [][]byte{l}
			}
			return nil, [][]byte{m.stranger()}
		}
	}
}

func (m *mint) chainExamples() {
	stranger, again := m.stranger(), newKey(elliptic.P256())
	m.leaf("unknown CA", finish(func(_ *parts, _, _, _ []byte) (a, b [][]byte) { return nil, [][]byte{stranger} }))
	m.leaf("CA made again", finish(func(p *parts, _, _, _ []byte) (a, b [][]byte) {
		d := p.root
		d.spki, d.serial = spkiOf(again.Public()), serialNumber()
		d.set(xSKI, false, octets(keyID(d.spki)))
		d.set(xAKI, false, aki(keyID(d.spki)))
		return nil, [][]byte{sign(d, d.subject, again)}
	}))
	m.below("intermediate missing", finish(func(_ *parts, r, _, _ []byte) (a, b [][]byte) { return nil, [][]byte{r} }))
	m.below("root sent too", finish(func(_ *parts, r, i, _ []byte) (a, b [][]byte) { return [][]byte{i, r}, [][]byte{r} }))
	m.below("wrong order", finish(func(_ *parts, r, i, _ []byte) (a, b [][]byte) { return [][]byte{r, i}, [][]byte{r} }))
	m.below("unrelated certificate behind", finish(func(_ *parts, r, i, _ []byte) (a, b [][]byte) { return [][]byte{i, stranger}, [][]byte{r} }))
	m.below("unrelated certificate between", finish(func(_ *parts, r, i, _ []byte) (a, b [][]byte) { return [][]byte{stranger, i}, [][]byte{r} }))
	m.below("leaf sent twice", finish(func(_ *parts, r, i, l []byte) (a, b [][]byte) { return [][]byte{l, i}, [][]byte{r} }))
	m.below("intermediate sent twice", finish(func(_ *parts, r, i, l []byte) (a, b [][]byte) { return [][]byte{i, i}, [][]byte{r} }))
	m.below("intermediate is the anchor", finish(func(_ *parts, _, i, _ []byte) (a, b [][]byte) { return [][]byte{i}, [][]byte{i} }))
	m.below("intermediate is the anchor, not sent", finish(func(_ *parts, _, i, _ []byte) (a, b [][]byte) { return nil, [][]byte{i} }))
	m.leaf("the leaf itself is trusted", finish(func(_ *parts, _, _, l []byte) (a, b [][]byte) { return nil, [][]byte{l} }))
}

func (m *mint) crossExamples() {
	again := newKey(elliptic.P256())
	m.below("expired certificate of the same intermediate beside", finish(func(p *parts, r, i, _ []byte) (a, b [][]byte) {
		d := p.mid
		d.serial, d.from, d.to = serialNumber(), m.now.Add(-3000*time.Hour), m.now.Add(-48*time.Hour)
		return [][]byte{sign(d, p.root.subject, m.rootKey), i}, [][]byte{r}
	}))
	m.below("root sent as signed by an unknown root", finish(func(p *parts, r, i, _ []byte) (a, b [][]byte) {
		d := p.root
		d.serial = serialNumber()
		d.set(xAKI, false, aki(keyID(spkiOf(again.Public()))))
		return [][]byte{i, sign(d, called("Old Root"), again)}, [][]byte{r}
	}))
	m.below("root sent as signed by an expired root that is trusted too", finish(func(p *parts, r, i, _ []byte) (a, b [][]byte) {
		old := p.root
		old.subject, old.serial, old.spki = called("Old Root"), serialNumber(), spkiOf(again.Public())
		old.from, old.to = m.now.Add(-3000*time.Hour), m.now.Add(-48*time.Hour)
		old.set(xSKI, false, octets(keyID(old.spki)))
		old.set(xAKI, false, aki(keyID(old.spki)))
		d := p.root
		d.serial = serialNumber()
		d.set(xAKI, false, aki(keyID(old.spki)))
		return [][]byte{i, sign(d, old.subject, again)}, [][]byte{sign(old, old.subject, again), r}
	}))
	m.leaf("garbage behind the leaf", finish(func(_ *parts, r, _, _ []byte) (a, b [][]byte) {
		return [][]byte{{0x30, 3, 1, 2, 3}}, [][]byte{r}
	}))
}

func (m *mint) pinnedExamples() {
	day := 24 * time.Hour
	pinned := func(name string, change func(d *draft)) {
		m.leaf("self-signed, trusted: "+name, func(p *parts) { m.selfSigned(false, true)(p); change(&p.leaf) })
	}
	pinned("expired", func(d *draft) { d.to = m.now.Add(-day) })
	pinned("not yet valid", func(d *draft) { d.from = m.now.Add(day) })
	pinned("keyUsage empty", func(d *draft) { d.set(xKU, true, usage()) })
	pinned("subject in other case", func(d *draft) { d.subject = called("Server.TEST") })
	pinned("EKU clientAuth", func(d *draft) { d.set(xEKU, false, uses(client)) })
	pinned("EKU any", func(d *draft) { d.set(xEKU, false, uses(anyUse)) })
	pinned("no EKU", func(d *draft) { d.drop(xEKU) })
	pinned("keyUsage dataEncipherment", func(d *draft) { d.set(xKU, true, usage(3)) })
	pinned("keyUsage keyEncipherment", func(d *draft) { d.set(xKU, true, usage(bitEncipher)) })
	pinned("no keyUsage", func(d *draft) { d.drop(xKU) })
	pinned("keyUsage of a CA", func(d *draft) { d.set(xKU, true, usage(bitCertSign, bitCRL)) })
	pinned("unknown critical extension", func(d *draft) { d.set("1.3.6.1.4.1.99999.2", true, null) })
	pinned("critical certificatePolicies", func(d *draft) { d.set(xPolicies, true, sequence(sequence(oid("1.3.6.1.4.1.99999.9")))) })
	pinned("no basicConstraints", func(d *draft) { d.drop(xBC) })
	pinned("no basicConstraints, keyUsage of both", func(d *draft) { d.drop(xBC); d.set(xKU, true, usage(bitSign, bitCertSign)) })
	pinned("no identifiers", func(d *draft) { d.drop(xSKI, xAKI) })
	pinned("no SAN", func(d *draft) { d.drop(xSAN) })
	pinned("other name", func(d *draft) { d.set(xSAN, false, dns("other.test")) })
	pinned("must-staple", func(d *draft) { d.set(xStaple, false, sequence(integer(5))) })
	pinned("negative serial number", func(d *draft) { d.serial = []byte{0x90, 1} })
	pinned("Netscape type: client", func(d *draft) { d.set(xNetscape, false, usage(0)) })
	pinned("empty SAN", func(d *draft) { d.set(xSAN, false, sequence()) })
}

func (m *mint) pinnedKeys() {
	day := 24 * time.Hour
	m.keyed("self-signed, trusted: RSA 1024", false, func(p *parts) { p.key = newRSA(1024) }, m.selfSigned(false, true))
	m.keyed("self-signed, trusted: Ed25519", false, func(p *parts) { p.key = newEd() }, m.selfSigned(false, true))
	m.keyed("self-signed, trusted: RSA", false, func(p *parts) { p.key = m.rsaKey }, m.selfSigned(false, true))
	m.keyed("self-signed, trusted: SHA-1", false, func(p *parts) { p.key = m.rsaKey }, func(p *parts) { m.selfSigned(false, true)(p); p.leaf.alg = &rsaSHA1 })
	m.leaf("self-signed CA:TRUE, trusted: with keyUsage of a CA and EKU", func(p *parts) {
		m.selfSigned(true, true)(p)
		p.leaf.set(xKU, true, usage(bitSign, bitCertSign))
		p.leaf.set(xEKU, false, uses(server))
	})
	m.leaf("self-signed CA:TRUE, trusted: keyUsage of a CA only", func(p *parts) { m.selfSigned(true, true)(p); p.leaf.set(xKU, true, usage(bitCertSign)) })
	m.leaf("self-signed CA:TRUE, trusted: not critical", func(p *parts) { m.selfSigned(true, true)(p); p.leaf.set(xBC, false, basic(true, -1)) })
	m.leaf("the leaf itself is trusted: expired", func(p *parts) {
		p.leaf.to = m.now.Add(-day)
		p.finish = func(_ *parts, _, _, l []byte) (a, b [][]byte) { return nil, [][]byte{l} }
	})
	m.leaf("self-signed, trusted", m.selfSigned(false, true))
	m.leaf("self-signed CA:TRUE, trusted", m.selfSigned(true, true))
	m.leaf("self-signed, not trusted", m.selfSigned(false, false))
	m.leaf("self-signed v1, trusted, CN fits", func(p *parts) {
		m.selfSigned(false, true)(p)
		p.leaf.version = 1
	})
}

func (m *mint) longerChains() {
	m.add("second intermediate, path length of the upper one exceeded", true, nil, twoIntermediates(0))
	m.add("second intermediate", true, nil, twoIntermediates(1))
	expired := func(p *parts) []byte {
		d := p.mid
		d.serial, d.from, d.to = serialNumber(), m.now.Add(-3000*time.Hour), m.now.Add(-48*time.Hour)
		return sign(d, p.root.subject, m.rootKey)
	}
	m.below("expired certificate of the same intermediate behind", finish(func(p *parts, r, i, _ []byte) (a, b [][]byte) { return [][]byte{i, expired(p)}, [][]byte{r} }))
	m.below("expired certificate of the root beside, in the trust", finish(func(p *parts, r, i, _ []byte) (a, b [][]byte) {
		d := p.root
		d.serial, d.from, d.to = serialNumber(), m.now.Add(-3000*time.Hour), m.now.Add(-48*time.Hour)
		return [][]byte{i}, [][]byte{sign(d, d.subject, m.rootKey), r}
	}))
	m.below("intermediate and root both trusted", finish(func(_ *parts, r, i, _ []byte) (a, b [][]byte) { return [][]byte{i}, [][]byte{i, r} }))
	m.below("intermediate not sent but trusted beside the root", finish(func(_ *parts, r, i, _ []byte) (a, b [][]byte) { return nil, [][]byte{r, i} }))
	m.below("intermediate of the same name with another key first", finish(func(p *parts, r, i, _ []byte) (a, b [][]byte) {
		d := p.mid
		k := newKey(elliptic.P256())
		d.spki, d.serial = spkiOf(k.Public()), serialNumber()
		d.set(xSKI, false, octets(keyID(d.spki)))
		return [][]byte{sign(d, p.root.subject, m.rootKey), i}, [][]byte{r}
	}))
}

func (m *mint) rootsOfOneName() {
	for name, age := range []time.Duration{time.Hour, -time.Hour} {
		for _, first := range []bool{true, false} {
			m.leaf(fmt.Sprintf("two roots of one name without identifiers, the other is %s, first %v", []string{"older", "newer"}[name], first), func(p *parts) {
				p.leaf.drop(xAKI)
				p.finish = func(p *parts, r, _, _ []byte) (a, b [][]byte) {
					d := p.root
					k := newKey(elliptic.P256())
					d.spki, d.serial, d.from = spkiOf(k.Public()), serialNumber(), d.from.Add(-age)
					d.drop(xAKI, xSKI)
					other := sign(d, d.subject, k)
					if first {
						return nil, [][]byte{other, r}
					}
					return nil, [][]byte{r, other}
				}
			})
		}
	}
}

func (m *mint) issuersOfOneName() {
	for _, x := range []struct {
		name               string
		first, identifiers bool
		age                time.Duration
	}{
		{"first", true, false, 0}, {"behind", false, false, 0}, {"first, older", true, false, time.Hour}, {"behind, older", false, false, time.Hour},
		{"first, newer", true, false, -time.Hour}, {"behind, newer", false, false, -time.Hour},
		{"first, newer, identifiers", true, true, -time.Hour}, {"behind, newer, identifiers", false, true, -time.Hour},
	} {
		m.below("intermediate made again with another key "+x.name, func(p *parts) {
			p.finish = func(p *parts, r, i, _ []byte) (a, b [][]byte) {
				d := p.mid
				k := newKey(elliptic.P256())
				d.spki, d.serial, d.from = spkiOf(k.Public()), serialNumber(), d.from.Add(-x.age)
				d.set(xSKI, false, octets(keyID(d.spki)))
				other := sign(d, p.root.subject, m.rootKey)
				if x.first {
					return [][]byte{other, i}, [][]byte{r}
				}
				return [][]byte{i, other}, [][]byte{r}
			}
			if !x.identifiers {
				p.leaf.drop(xAKI)
			}
		})
	}
}

func (m *mint) otherChains() {
	m.below("expired extra certificate behind", finish(func(p *parts, r, i, _ []byte) (a, b [][]byte) {
		d := p.mid
		d.subject, d.serial, d.from, d.to = called("Something"), serialNumber(), m.now.Add(-3000*time.Hour), m.now.Add(-48*time.Hour)
		return [][]byte{i, sign(d, p.root.subject, m.rootKey)}, [][]byte{r}
	}))
	m.leaf("two roots of one name, the other first", finish(func(p *parts, r, _, _ []byte) (a, b [][]byte) {
		d := p.root
		k := newKey(elliptic.P256())
		d.spki, d.serial = spkiOf(k.Public()), serialNumber()
		d.set(xSKI, false, octets(keyID(d.spki)))
		d.set(xAKI, false, aki(keyID(d.spki)))
		return nil, [][]byte{sign(d, d.subject, k), r}
	}))
	m.leaf("two roots of one name without identifiers, the other first", func(p *parts) {
		p.root.drop(xSKI, xAKI)
		p.leaf.drop(xAKI)
		p.finish = func(p *parts, r, _, _ []byte) (a, b [][]byte) {
			d := p.root
			k := newKey(elliptic.P256())
			d.spki, d.serial = spkiOf(k.Public()), serialNumber()
			return nil, [][]byte{sign(d, d.subject, k), r}
		}
	})
	m.leaf("two roots of one name, the other first, AKI with the serial number", func(p *parts) {
		p.leaf.set(xAKI, false, sequence(explicit(1, explicit(4, p.root.subject)), implicit(2, p.root.serial)))
		p.finish = func(p *parts, r, _, _ []byte) (a, b [][]byte) {
			d := p.root
			k := newKey(elliptic.P256())
			d.spki, d.serial = spkiOf(k.Public()), serialNumber()
			return nil, [][]byte{sign(d, d.subject, k), r}
		}
	})
	m.below("intermediate is the anchor, its issuer's name is empty", func(p *parts) {
		p.root.subject = sequence()
		p.finish = func(_ *parts, _, i, _ []byte) (a, b [][]byte) { return nil, [][]byte{i} }
	})
	m.keyed("the leaf itself is trusted: self-issued, signed by another kind of key", false, func(p *parts) { p.key = m.rsaKey }, func(p *parts) {
		p.issuerOfLeaf = p.leaf.subject
		p.leaf.drop(xAKI)
		p.finish = func(_ *parts, _, _, l []byte) (a, b [][]byte) { return nil, [][]byte{l} }
	})
	m.leaf("nothing trusted at all", finish(func(_ *parts, _, _, _ []byte) (a, b [][]byte) { return nil, nil }))
}

func twoIntermediates(upper int) func(p *parts) {
	return func(p *parts) {
		m := p.m
		p.finish = func(p *parts, r, i, _ []byte) (sent, roots [][]byte) {
			up := p.mid
			k := newKey(elliptic.P256())
			up.subject, up.serial, up.spki = called("Upper CA"), serialNumber(), spkiOf(k.Public())
			up.set(xBC, true, basic(true, upper))
			up.set(xNC, true, p.constrainUpper)
			up.set(xSKI, false, octets(keyID(up.spki)))
			low := p.mid
			low.set(xAKI, false, aki(keyID(up.spki)))
			return [][]byte{sign(low, up.subject, k), sign(up, p.root.subject, m.rootKey)}, [][]byte{r}
		}
	}
}
