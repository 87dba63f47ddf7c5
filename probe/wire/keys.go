package wire

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/md5"  // half of the TLS 1.0 PRF (RFC 2246 section 5)
	"crypto/sha1" // the other half
	"hash"

	"golang.org/x/crypto/cryptobyte"
)

// expandLabel is HKDF-Expand-Label with an empty context (RFC 8446 section 7.1).
func expandLabel(h func() hash.Hash, secret []byte, label string, n int) []byte {
	var b cryptobyte.Builder
	b.AddUint16(uint16(n))
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte("tls13 " + label)) })
	b.AddUint8(0)
	out, err := hkdf.Expand(h, secret, string(b.BytesOrPanic()), n)
	if err != nil {
		return make([]byte, n) // opens nothing; only a length over 255 hashes comes here
	}
	return out
}

// keyBlock are the keys of TLS 1.2 and below (RFC 5246 section 6.3), client first.
type keyBlock struct {
	mac, key, iv [2][]byte
	master       []byte
}

func deriveKeyBlock(s suite, version uint16, master []byte, client, server [32]byte) keyBlock {
	macLen := 0
	if s.newMAC != nil {
		macLen = s.newMAC().Size()
	}
	seed := append([]byte("key expansion"), server[:]...)
	seed = append(seed, client[:]...)
	out := prf(s, version, master, seed, 2*(macLen+s.keyLen+s.ivLen))
	k := keyBlock{master: master}
	cut := func(n int) []byte {
		part := out[:n:n]
		out = out[n:]
		return part
	}
	k.mac = [2][]byte{cut(macLen), cut(macLen)}
	k.key = [2][]byte{cut(s.keyLen), cut(s.keyLen)}
	k.iv = [2][]byte{cut(s.ivLen), cut(s.ivLen)}
	return k
}

// prf is the pseudorandom function; seed begins with the label.
func prf(s suite, version uint16, secret, seed []byte, n int) []byte {
	if version >= version12 {
		return pHash(s.newHash, secret, seed, n)
	}
	half := (len(secret) + 1) / 2
	out := pHash(md5.New, secret[:half], seed, n)
	for i, b := range pHash(sha1.New, secret[len(secret)-half:], seed, n) {
		out[i] ^= b
	}
	return out
}

// pHash is P_hash of RFC 5246 section 5.
func pHash(h func() hash.Hash, secret, seed []byte, n int) []byte {
	mac := hmac.New(h, secret)
	sum := func(parts ...[]byte) []byte {
		mac.Reset()
		for _, p := range parts {
			mac.Write(p)
		}
		return mac.Sum(nil)
	}
	out := make([]byte, 0, n+mac.Size())
	for a := sum(seed); len(out) < n; a = sum(a) {
		out = append(out, sum(a, seed)...)
	}
	return out[:n]
}
