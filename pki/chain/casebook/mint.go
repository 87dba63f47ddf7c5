package casebook

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"time"
)

// Entity is a certificate with the key that its holder signs with.
type Entity struct {
	DER     []byte
	key     crypto.Signer
	subject []byte
	keyID   []byte
	serial  *big.Int
}

// fields are the parts of a certificate before it is signed, all but the numbers as DER (RFC 5280 section 4.1).
type fields struct {
	version          int64 // 0 writes no version and no extensions: version 1
	serial           *big.Int
	algorithm, outer []byte // the signature's, inside and outside
	issuer, subject  []byte
	from, to         []byte
	spki, keyID      []byte
	key              crypto.Signer
	extensions       []extension
}

type change func(*fields)

type extension struct {
	id       string // the identifier as DER
	critical bool
	value    []byte
}

// The life of every certificate that is not about dates.
var (
	epoch     = time.Unix(0, 0).UTC()
	farFuture = epoch.AddDate(0, 0, 365*1000)
)

var (
	ecdsaSHA256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2))
	ecdsaSHA1   = sequence(oid(1, 2, 840, 10045, 4, 1))
	rsaSHA256   = sequence(oid(1, 2, 840, 113549, 1, 1, 11), null())
)

func newKey() crypto.Signer {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return k
}

func rsaKey(size int) crypto.Signer {
	k, err := rsa.GenerateKey(rand.Reader, size)
	if err != nil {
		panic(err)
	}
	return k
}

func algorithmOf(key crypto.Signer) []byte {
	if _, ok := key.(*rsa.PrivateKey); ok {
		return rsaSHA256
	}
	return ecdsaSHA256
}

func (f *fields) useKey(key crypto.Signer) {
	spki, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		panic(err)
	}
	f.useSPKI(spki)
	f.key = key
}

// useSPKI sets a public key that may be none; its identifier is that of the whole structure.
func (f *fields) useSPKI(spki []byte) {
	sum := sha1.Sum(spki)
	f.spki, f.keyID = spki, sum[:]
	if f.has(idSKI) {
		f.set(idSKI, false, tlv(tagOctets, f.keyID))
	}
}

// begin is what every certificate starts from.
func begin(subject []byte, parent *Entity) *fields {
	f := &fields{version: 2, serial: new(big.Int).SetUint64(mathrand.Uint64()>>1 + 1), subject: subject, issuer: subject,
		from: instant(epoch), to: instant(farFuture)}
	f.useKey(newKey())
	if parent != nil {
		f.issuer = parent.subject
	}
	return f
}

// sign makes the certificate. A key that cannot sign leaves a signature that is none.
func (f *fields) sign(signer crypto.Signer) *Entity {
	if f.algorithm == nil {
		f.algorithm = algorithmOf(signer)
	}
	if f.outer == nil {
		f.outer = f.algorithm
	}
	parts := [][]byte{integer(f.serial), f.algorithm, f.issuer, sequence(f.from, f.to), f.subject, f.spki}
	if f.version > 0 {
		parts = append([][]byte{tlv(contextOuter|0, small(f.version))}, parts...)
		parts = append(parts, tlv(contextOuter|3, sequence(encoded(f.extensions)...)))
	}
	tbs := sequence(parts...)
	return &Entity{sequence(tbs, f.outer, bits(signature(signer, f.algorithm, tbs))), f.key, f.subject, f.keyID, f.serial}
}

func signature(signer crypto.Signer, algorithm, message []byte) []byte {
	if signer == nil {
		return []byte("no signature of a known kind")
	}
	sum, hash := sha256.Sum256(message), crypto.SHA256
	digest := sum[:]
	if string(algorithm) == string(ecdsaSHA1) {
		old := sha1.Sum(message)
		digest, hash = old[:], crypto.SHA1
	}
	sig, err := signer.Sign(rand.Reader, digest, hash)
	if err != nil {
		panic(err)
	}
	return sig
}

func encoded(list []extension) [][]byte {
	var out [][]byte
	for _, e := range list {
		parts := [][]byte{[]byte(e.id)}
		if e.critical {
			parts = append(parts, tlv(tagBoolean, []byte{0xff}))
		}
		out = append(out, sequence(append(parts, tlv(tagOctets, e.value))...))
	}
	return out
}

func (f *fields) has(id string) bool {
	for _, e := range f.extensions {
		if e.id == id {
			return true
		}
	}
	return false
}

func (f *fields) drop(id string) {
	var kept []extension
	for _, e := range f.extensions {
		if e.id != id {
			kept = append(kept, e)
		}
	}
	f.extensions = kept
}

func (f *fields) add(id string, critical bool, value []byte) {
	f.extensions = append(f.extensions, extension{id, critical, value})
}

func (f *fields) set(id string, critical bool, value []byte) {
	f.drop(id)
	f.add(id, critical, value)
}

// root is a self-signed CA: critical basicConstraints, key usage, a name, an identifier of its key.
func root(changes ...change) *Entity {
	f := begin(cn("Casebook Root"), nil)
	f.authority(-1)
	for _, c := range changes {
		c(f)
	}
	return f.sign(f.key)
}

// ca is a CA below another; pathLen -1 is none.
func ca(parent *Entity, pathLen int, changes ...change) *Entity {
	f := begin(name(attribute{typeCN, fmt.Sprintf("Casebook CA %d", pathLen)}, attribute{typeOU, parent.serial.String()}), parent)
	f.authority(pathLen)
	f.set(idAKI, false, keyIdentifier(parent.keyID))
	for _, c := range changes {
		c(f)
	}
	return f.sign(parent.key)
}

func (f *fields) authority(pathLen int) {
	f.set(idBasicConstraints, true, basicConstraints(true, pathLen))
	f.set(idKeyUsage, false, keyUsage(bitCertSign, bitCRLSign))
	f.set(idSAN, false, names(dns("example.com")))
	f.set(idSKI, false, tlv(tagOctets, f.keyID))
}

// leaf is a server's certificate for example.com.
func leaf(parent *Entity, changes ...change) *Entity {
	f := begin(cn("example.com"), parent)
	f.set(idSKI, false, tlv(tagOctets, f.keyID))
	f.set(idAKI, false, keyIdentifier(parent.keyID))
	f.set(idKeyUsage, false, keyUsage(bitSignature))
	f.set(idEKU, false, uses(serverAuth))
	f.set(idSAN, false, names(dns("example.com")))
	for _, c := range changes {
		c(f)
	}
	return f.sign(parent.key)
}

// Changes that many cases share.

func subject(dn []byte) change { return func(f *fields) { f.subject = dn } }

// called names a root, which is its own issuer.
func called(dn []byte) change { return func(f *fields) { f.subject, f.issuer = dn, dn } }

func issuedBy(dn []byte) change { return func(f *fields) { f.issuer = dn } }

func without(id string) change { return func(f *fields) { f.drop(id) } }

func with(id string, critical bool, value []byte) change {
	return func(f *fields) { f.set(id, critical, value) }
}

func serial(n *big.Int) change { return func(f *fields) { f.serial = n } }

func holding(key crypto.Signer) change { return func(f *fields) { f.useKey(key) } }

// keyed sets a public key for which there is no private one.
func keyed(spki []byte) change {
	return func(f *fields) {
		f.useSPKI(spki)
		f.key = nil
	}
}

func lasting(from, to time.Time) change {
	return func(f *fields) { f.from, f.to = instant(from), instant(to) }
}

// san sets the alternative names, not critical.
func san(list ...[]byte) change { return with(idSAN, false, names(list...)) }

// client makes a leaf a client's.
func client() change { return with(idEKU, false, uses(clientAuth)) }
