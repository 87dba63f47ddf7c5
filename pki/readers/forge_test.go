package readers

import (
	"crypto"
	"crypto/ed25519"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// The certificates of the tests are written field by field, so that they may have any fault; nothing here is a rule.

// ext is one extension. A nil value leaves it out.
type ext struct {
	oid      string
	critical bool
	value    []byte
}

// algorithm is a signature algorithm: its identifier and how it signs.
type algorithm struct {
	id   []byte
	hash crypto.Hash
	pss  bool
}

var (
	ecdsaSHA256 = algorithm{sequence(oid("1.2.840.10045.4.3.2")), crypto.SHA256, false}
	ecdsaSHA512 = algorithm{sequence(oid("1.2.840.10045.4.3.4")), crypto.SHA512, false}
	ecdsaSHA1   = algorithm{sequence(oid("1.2.840.10045.4.1")), crypto.SHA1, false}
	rsaSHA256   = algorithm{sequence(oid("1.2.840.113549.1.1.11"), null), crypto.SHA256, false}
	rsaSHA1     = algorithm{sequence(oid("1.2.840.113549.1.1.5"), null), crypto.SHA1, false}
	rsaMD5      = algorithm{sequence(oid("1.2.840.113549.1.1.4"), null), crypto.MD5, false}
	rsaPSS      = algorithm{sequence(oid("1.2.840.113549.1.1.10"), pssParameters()), crypto.SHA256, true}
	plainEd448  = algorithm{sequence(oid("1.3.101.113")), 0, false}
	plainEd     = algorithm{sequence(oid("1.3.101.112")), 0, false}
)

// draft is a certificate to be made; subject, issuer and the rest may be anything.
type draft struct {
	version  int
	serial   []byte // content of the INTEGER
	subject  []byte
	from, to time.Time
	spki     []byte
	exts     []ext
	alg      *algorithm // default: what suits the signer
	spoil    bool       // break the signature
	utc      func(time.Time) []byte
}

// entity is a certificate with its key.
type entity struct {
	der     []byte
	key     crypto.Signer
	foreign string // PEM of a key that Go has no type for
	draft   draft
}

var null = []byte{5, 0}

func oid(s string) []byte {
	var id asn1.ObjectIdentifier
	for _, p := range strings.Split(s, ".") {
		n := 0
		for _, d := range p {
			n = n*10 + int(d-'0')
		}
		id = append(id, n)
	}
	b, err := asn1.Marshal(id)
	if err != nil {
		panic(err)
	}
	return b
}

func tagged(tag cb.Tag, parts ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(tag, func(b *cryptobyte.Builder) {
		for _, p := range parts {
			b.AddBytes(p)
		}
	})
	return b.BytesOrPanic()
}

func sequence(parts ...[]byte) []byte { return tagged(cb.SEQUENCE, parts...) }

func explicit(n int, parts ...[]byte) []byte {
	return tagged(cb.Tag(n).Constructed().ContextSpecific(), parts...)
}

func implicit(n int, content []byte) []byte { return tagged(cb.Tag(n).ContextSpecific(), content) }

func integer(content ...byte) []byte { return tagged(cb.INTEGER, content) }

func pssParameters() []byte {
	sha := sequence(oid("2.16.840.1.101.3.4.2.1"), null)
	return sequence(explicit(0, sha), explicit(1, sequence(oid("1.2.840.113549.1.1.8"), sha)), explicit(2, integer(32)))
}

// rdn writes one attribute as a UTF8String, or as a PrintableString.
func rdn(kind, value string, printable bool) []byte {
	tag := cb.UTF8String
	if printable {
		tag = cb.PrintableString
	}
	return tagged(cb.SET, sequence(oid(kind), tagged(tag, []byte(value))))
}

func called(cn string) []byte { return sequence(rdn("2.5.4.3", cn, false)) }

func dns(names ...string) []byte {
	var out [][]byte
	for _, n := range names {
		out = append(out, implicit(2, []byte(n)))
	}
	return sequence(out...)
}

func ipName(s string) []byte { return sequence(implicit(7, netip.MustParseAddr(s).AsSlice())) }

func usage(bits ...int) []byte {
	var b [2]byte
	top := -1
	for _, n := range bits {
		b[n/8] |= 0x80 >> (n % 8)
		top = max(top, n)
	}
	v, err := asn1.Marshal(asn1.BitString{Bytes: b[:top/8+1], BitLength: top + 1})
	if top < 0 {
		v, err = asn1.Marshal(asn1.BitString{})
	}
	if err != nil {
		panic(err)
	}
	return v
}

const (
	bitSign, bitCommit, bitEncipher, bitAgree, bitCRL = 0, 1, 2, 4, 6

	xSKI, xKU, xSAN, xBC, xNC, xPolicies, xAKI, xEKU = "2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.32", "2.5.29.35", "2.5.29.37"
	xStaple, xNetscape                               = "1.3.6.1.5.5.7.1.24", "2.16.840.1.113730.1.1"
	server, client, code, anyUse, email              = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3", "2.5.29.37.0", "1.3.6.1.5.5.7.3.4"
)

func uses(list ...string) []byte {
	var out [][]byte
	for _, u := range list {
		out = append(out, oid(u))
	}
	return sequence(out...)
}

func basic(ca bool, pathLen int) []byte {
	var parts [][]byte
	if ca {
		parts = append(parts, []byte{1, 1, 0xff})
	}
	if pathLen >= 0 {
		parts = append(parts, integer(byte(pathLen)))
	}
	return sequence(parts...)
}

func keyID(spki []byte) []byte {
	sum := sha1.Sum(spki)
	return sum[:]
}

func octets(b []byte) []byte { return tagged(cb.OCTET_STRING, b) }

func aki(id []byte) []byte { return sequence(implicit(0, id)) }

// set replaces an extension or adds it behind.
func (d *draft) set(id string, critical bool, value []byte) {
	d.exts = slices.Clone(d.exts) // drafts are copied
	for i := range d.exts {
		if d.exts[i].oid == id {
			d.exts[i] = ext{id, critical, value}
			return
		}
	}
	d.exts = append(d.exts, ext{id, critical, value})
}

// drop leaves extensions out.
func (d *draft) drop(ids ...string) {
	for _, id := range ids {
		d.set(id, false, nil)
	}
}

func (d *draft) extensions() []byte {
	var out [][]byte
	for _, e := range d.exts {
		if e.value == nil {
			continue
		}
		parts := [][]byte{oid(e.oid)}
		if e.critical {
			parts = append(parts, []byte{1, 1, 0xff})
		}
		out = append(out, sequence(append(parts, octets(e.value))...))
	}
	if len(out) == 0 {
		return nil
	}
	return explicit(3, sequence(out...))
}

func clock(t time.Time) []byte {
	var b cryptobyte.Builder
	if t.Year() >= 2050 {
		b.AddASN1GeneralizedTime(t.UTC())
	} else {
		b.AddASN1UTCTime(t.UTC())
	}
	return b.BytesOrPanic()
}

// sign writes a draft with the issuer's name and signs it with its key.
func sign(d draft, issuer []byte, key crypto.Signer) []byte {
	alg := suits(key)
	if _, foreign := key.(*foreignKey); d.alg != nil && !foreign && (d.alg.hash == 0) == (alg.hash == 0) {
		alg = *d.alg
	}
	when := clock
	if d.utc != nil {
		when = d.utc
	}
	var version []byte
	if d.version > 1 {
		version = explicit(0, integer(byte(d.version-1)))
	}
	var exts []byte
	if d.version != 1 {
		exts = d.extensions()
	}
	tbs := sequence(version, integer(d.serial...), alg.id, issuer, sequence(when(d.from), when(d.to)), d.subject, d.spki, exts)
	sig := signature(alg, key, tbs)
	if d.spoil {
		sig[len(sig)-3] ^= 1
	}
	bits, err := asn1.Marshal(asn1.BitString{Bytes: sig, BitLength: len(sig) * 8})
	if err != nil {
		panic(err)
	}
	return sequence(tbs, alg.id, bits)
}

func suits(key crypto.Signer) algorithm {
	switch k := key.(type) {
	case *foreignKey:
		return k.alg
	case *rsa.PrivateKey:
		return rsaSHA256
	case ed25519.PrivateKey:
		return plainEd
	}
	return ecdsaSHA256
}

func signature(alg algorithm, key crypto.Signer, tbs []byte) []byte {
	var digest []byte
	switch alg.hash {
	case crypto.MD5:
		d := md5.Sum(tbs)
		digest = d[:]
	case crypto.SHA1:
		d := sha1.Sum(tbs)
		digest = d[:]
	case crypto.SHA256:
		d := sha256.Sum256(tbs)
		digest = d[:]
	case crypto.SHA512:
		d := sha512.Sum512(tbs)
		digest = d[:]
	default:
		digest = tbs
	}
	var opts crypto.SignerOpts = alg.hash
	if alg.pss {
		opts = &rsa.PSSOptions{SaltLength: 32, Hash: alg.hash}
	}
	sig, err := key.Sign(rand.Reader, digest, opts)
	if err != nil {
		panic(err)
	}
	return sig
}

func spkiOf(public crypto.PublicKey) []byte {
	if k, ok := public.(foreignPublic); ok {
		return k
	}
	b, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		panic(err)
	}
	return b
}

// serialNumber is 16 random bytes of a positive INTEGER.
func serialNumber() []byte {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	b[0] = b[0]&0x3f | 0x40
	return b
}
