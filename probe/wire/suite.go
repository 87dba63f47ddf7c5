package wire

import (
	"crypto/md5"  // the MAC of old suites that we only read
	"crypto/sha1" // as above
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"strings"
)

// seal is how a suite protects records.
type seal int

const (
	sealAEAD seal = iota
	sealCBC
	sealRC4
)

// suite is what the decoder has to know of a cipher suite, read from its name.
type suite struct {
	kind    seal
	cipher  string // AES, CHACHA20, 3DES or RC4
	keyLen  int
	ivLen   int              // of the key block: the implicit part of an AEAD nonce, or the first CBC vector of TLS 1.0
	newMAC  func() hash.Hash // nil for AEADs
	newHash func() hash.Hash // of HKDF and of the TLS 1.2 PRF
}

// ciphers are the ones that can be read, by the start of that part of a suite's name. CCM,
// Camellia, ARIA and the other rest are not among what crypto/tls offers, so they can only be seen
// in a hand-made hello, which ends before anything is encrypted.
var ciphers = []struct {
	prefix string
	suite  suite
}{
	{"AES_128_GCM_", suite{kind: sealAEAD, cipher: "AES", keyLen: 16, ivLen: 4}},
	{"AES_256_GCM_", suite{kind: sealAEAD, cipher: "AES", keyLen: 32, ivLen: 4}},
	{"CHACHA20_POLY1305_", suite{kind: sealAEAD, cipher: "CHACHA20", keyLen: 32, ivLen: 12}},
	{"AES_128_CBC_", suite{kind: sealCBC, cipher: "AES", keyLen: 16, ivLen: 16}},
	{"AES_256_CBC_", suite{kind: sealCBC, cipher: "AES", keyLen: 32, ivLen: 16}},
	{"3DES_EDE_CBC_", suite{kind: sealCBC, cipher: "3DES", keyLen: 24, ivLen: 8}},
	{"RC4_128_", suite{kind: sealRC4, cipher: "RC4", keyLen: 16}},
}

var hashes = map[string]func() hash.Hash{"MD5": md5.New, "SHA": sha1.New, "SHA256": sha256.New, "SHA384": sha512.New384}

// parseSuite reads a suite's parameters from its IANA name; false when the decoder cannot open it.
func parseSuite(id uint16) (suite, bool) {
	name := strings.TrimPrefix(suiteNames[id], "TLS_")
	if _, after, found := strings.Cut(name, "_WITH_"); found {
		name = after
	}
	for _, c := range ciphers {
		digest, found := strings.CutPrefix(name, c.prefix)
		if !found || hashes[digest] == nil {
			continue
		}
		s := c.suite
		s.newHash = sha256.New // the PRF of TLS 1.2 unless the suite says otherwise (RFC 5246 section 5)
		if digest == "SHA384" {
			s.newHash = sha512.New384
		}
		if s.kind != sealAEAD {
			s.newMAC = hashes[digest]
		}
		return s, true
	}
	return suite{}, false
}
