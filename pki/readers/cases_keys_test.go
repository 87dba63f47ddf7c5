package readers

import (
	"crypto"
	"crypto/elliptic"
	"time"
)

func (m *mint) dateExamples() {
	day := 24 * time.Hour
	past := func(d *draft) { d.from, d.to = m.now.Add(-300*day), m.now.Add(-2*day) }
	ahead := func(d *draft) { d.from = m.now.Add(2 * day) }
	m.leaf("leaf expired", func(p *parts) { past(&p.leaf) })
	m.below("intermediate expired", func(p *parts) { past(&p.mid) })
	m.leaf("root expired", func(p *parts) { past(&p.root) })
	m.leaf("leaf not yet valid", func(p *parts) { ahead(&p.leaf) })
	m.below("intermediate not yet valid", func(p *parts) { ahead(&p.mid) })
	m.leaf("root not yet valid", func(p *parts) { ahead(&p.root) })
	m.leaf("leaf of ten years", func(p *parts) { p.leaf.to = m.now.Add(3650 * day) })
	m.leaf("dates reversed", func(p *parts) { p.leaf.from, p.leaf.to = m.now.Add(day), m.now.Add(-day) })
	m.leaf("ends in 9999", func(p *parts) { p.leaf.to = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) })
	m.leaf("GeneralizedTime before 2050", func(p *parts) {
		p.leaf.utc = func(t time.Time) []byte { return tagged(24, []byte(t.UTC().Format("20060102150405Z"))) }
	})
	m.leaf("UTCTime without seconds", func(p *parts) {
		p.leaf.utc = func(t time.Time) []byte { return tagged(23, []byte(t.UTC().Format("0601021504Z"))) }
	})
}

func (m *mint) oddDates() {
	day := 24 * time.Hour
	m.leaf("starts before 1970", func(p *parts) { p.leaf.from = time.Date(1955, 1, 1, 0, 0, 0, 0, time.UTC) })
	m.leaf("outlives its root", func(p *parts) { p.root.to = m.now.Add(20 * day) })
	m.leaf("root expired, no SKI", func(p *parts) { p.root.to = m.now.Add(-day); p.root.drop(xSKI, xAKI) })
	m.leaf("UTCTime with a zone", func(p *parts) {
		p.leaf.utc = func(t time.Time) []byte { return tagged(23, []byte(t.UTC().Format("060102150405")+"+0000")) }
	})
	m.leaf("GeneralizedTime with fractions", func(p *parts) {
		p.leaf.utc = func(t time.Time) []byte { return tagged(24, []byte(t.UTC().Format("20060102150405.0Z"))) }
	})
	m.leaf("more than 825 days", func(p *parts) { p.leaf.to = m.now.Add(900 * day) })
}

// leafKey sets the leaf's key. One that Go does not have is served by openssl.
func leafKey(k crypto.Signer) func(*parts) {
	return func(p *parts) {
		p.key = k
		_, p.stock = k.(*foreignKey)
	}
}

func rootKey(k crypto.Signer) func(*parts) { return func(p *parts) { p.rootKey = k } }

func (m *mint) keyExamples() {
	alg := func(a algorithm) func(*parts) { return func(p *parts) { p.leaf.alg = &a } }
	weak, ed := newRSA(1024), newEd()
	m.keyed("RSA 2048", false, leafKey(m.rsaKey), good)
	m.keyed("RSA 1024", false, leafKey(weak), good)
	m.keyed("RSA 1024 root", false, rootKey(weak), good)
	m.keyed("RSA 1024 intermediate", true, func(p *parts) { p.midKey = weak }, good)
	m.keyed("RSA 1536", false, leafKey(newRSA(1536)), good)
	m.keyed("RSA 8200", false, leafKey(newRSA(8200)), good)
	m.keyed("P-384", false, leafKey(newKey(elliptic.P384())), good)
	m.keyed("P-521", false, leafKey(newKey(elliptic.P521())), good)
	m.keyed("P-521 root", false, rootKey(newKey(elliptic.P521())), good)
	m.keyed("P-224 root", false, rootKey(newKey(elliptic.P224())), good)
	m.keyed("Ed25519", false, leafKey(ed), good)
	m.keyed("Ed25519 root", false, rootKey(ed), good)
	rsaRoot := rootKey(m.rsaRoot)
	m.keyed("RSA root", false, rsaRoot, good)
	m.keyed("SHA-1", false, rsaRoot, alg(rsaSHA1))
	m.keyed("MD5", false, rsaRoot, alg(rsaMD5))
	m.keyed("RSA-PSS signature", false, rsaRoot, alg(rsaPSS))
	m.leaf("ECDSA with SHA-1", alg(ecdsaSHA1))
	m.leaf("ECDSA with SHA-512", alg(ecdsaSHA512))
	m.keyed("root signed with SHA-1", false, rsaRoot, func(p *parts) { p.root.alg = &rsaSHA1 })
	m.keyed("root signed with MD5", false, rsaRoot, func(p *parts) { p.root.alg = &rsaMD5 })
	m.keyed("intermediate signed with SHA-1", true, rsaRoot, func(p *parts) { p.mid.alg = &rsaSHA1 })
}

// foreignExamples have keys that openssl makes.
func (m *mint) foreignExamples() {
	koblitz := newForeign("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1")
	brain := newForeign("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1")
	p224 := newForeign("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp224r1")
	explicitP256 := newForeign("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit")
	ed448 := newForeign("-algorithm", "ED448")
	pssKey := newForeign("-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048")
	ed448.alg, ed448.how = plainEd448, []string{"-rawin"}
	pssKey.alg, pssKey.how = rsaPSS, []string{"-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:32", "-pkeyopt", "digest:sha256"}
	dsa := newRSA(768)
	m.keyed("secp256k1", false, leafKey(koblitz), good)
	m.keyed("secp256k1 root", false, rootKey(koblitz), good)
	m.keyed("secp256k1 intermediate", true, func(p *parts) { p.midKey = koblitz }, good)
	m.keyed("brainpoolP256r1", false, leafKey(brain), good)
	m.keyed("brainpoolP256r1 root", false, rootKey(brain), good)
	m.keyed("P-224", false, leafKey(p224), good)
	m.keyed("explicit parameters of P-256", false, leafKey(explicitP256), good)
	m.keyed("explicit parameters of P-256 in the root", false, rootKey(explicitP256), good)
	m.keyed("Ed448", false, leafKey(ed448), good)
	m.keyed("RSA-PSS key", false, leafKey(pssKey), good)
	m.keyed("Ed448 root", false, rootKey(ed448), good)
	m.keyed("RSA-PSS key of the root", false, rootKey(pssKey), good)
	m.keyed("RSA 768", false, func(p *parts) { p.key = dsa; p.stock = false }, good)
	m.keyed("RSA 768 root", false, rootKey(dsa), good)
	m.keyed("P-384 root", false, rootKey(newKey(elliptic.P384())), good)
	m.below("extra certificate of an unknown curve behind", func(p *parts) {
		p.finish = func(p *parts, r, i, _ []byte) (a, b [][]byte) {
			d := p.mid
			d.subject, d.serial, d.spki = called("Something"), serialNumber(), koblitz.spki
			return [][]byte{i, sign(d, p.root.subject, m.rootKey)}, [][]byte{r}
		}
	})
}

func (m *mint) furtherKeys() {
	m.keyed("RSA 4096", false, func(p *parts) { p.key = newRSA(4096) }, good)
	m.keyed("RSA leaf and root", false, func(p *parts) { p.key, p.rootKey = m.rsaKey, m.rsaRoot }, good)
	m.keyed("RSA, keyUsage digitalSignature", false, func(p *parts) { p.key = m.rsaKey }, func(p *parts) { p.leaf.set(xKU, true, usage(bitSign)) })
	m.keyed("RSA, keyUsage keyAgreement", false, func(p *parts) { p.key = m.rsaKey }, func(p *parts) { p.leaf.set(xKU, true, usage(bitAgree)) })
	m.keyed("P-521 with SHA-512 root", false, rootKey(newKey(elliptic.P521())), func(p *parts) { p.leaf.alg = &ecdsaSHA512 })
}
