package wire

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hmac"
	"crypto/rc4"
	"encoding/binary"
	"hash"

	"golang.org/x/crypto/chacha20poly1305"

	"certwright/model"
)

// The broken ciphers here are only ever used to read what a server insisted on.

// newAEAD makes the cipher of an AEAD suite. The lengths come from the suite table, so it cannot fail.
func newAEAD(s suite, key []byte) cipher.AEAD {
	if s.cipher == "CHACHA20" {
		return must(chacha20poly1305.New(key))
	}
	return must(cipher.NewGCM(must(aes.NewCipher(key))))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// nonceOf is the vector of RFC 8446 section 5.3 and RFC 7905: the sequence number over the end of iv.
func nonceOf(iv []byte, seq uint64) []byte {
	n := bytes.Clone(iv)
	tail := n[len(n)-8:]
	binary.BigEndian.PutUint64(tail, binary.BigEndian.Uint64(tail)^seq)
	return n
}

// aead13 opens records of TLS 1.3 (RFC 8446 section 5.2).
type aead13 struct {
	aead cipher.AEAD
	iv   []byte
	seq  uint64
}

func newAEAD13(s suite, secret []byte) *aead13 {
	return &aead13{
		aead: newAEAD(s, expandLabel(s.newHash, secret, "key", s.keyLen)),
		iv:   expandLabel(s.newHash, secret, "iv", 12),
	}
}

func (o *aead13) open(r record) (record, bool) {
	plain, err := o.aead.Open(nil, nonceOf(o.iv, o.seq), r.body, r.header)
	if err != nil {
		return r, false
	}
	o.seq++
	plain = bytes.TrimRight(plain, "\x00") // padding
	if len(plain) == 0 {
		return record{}, true // no content type: the decoder calls it unknown
	}
	last := len(plain) - 1
	return record{typ: plain[last], version: r.version, body: plain[:last:last]}, true
}

// newOpener12 makes the opener of one direction for TLS 1.0 to 1.2.
func newOpener12(s suite, k keyBlock, version uint16, encryptThenMAC bool, dir model.Direction) opener {
	i := 0
	if dir == model.FromServer {
		i = 1
	}
	switch s.kind {
	case sealAEAD:
		return &aead12{aead: newAEAD(s, k.key[i]), iv: k.iv[i]}
	case sealRC4:
		return &rc4Opener{stream: must(rc4.NewCipher(k.key[i])), mac: macer{hmac.New(s.newMAC, k.mac[i])}}
	}
	o := &cbcOpener{mac: macer{hmac.New(s.newMAC, k.mac[i])}, macFirst: !encryptThenMAC}
	if s.cipher == "3DES" {
		o.block = must(des.NewTripleDESCipher(k.key[i]))
	} else {
		o.block = must(aes.NewCipher(k.key[i]))
	}
	if version == version10 {
		o.chained = k.iv[i]
	}
	return o
}

// pseudoHeader is what the MAC covers besides the content (RFC 5246 section 6.2.3.1).
func pseudoHeader(seq uint64, r record, n int) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 13), seq)
	b = append(b, r.typ)
	b = binary.BigEndian.AppendUint16(b, r.version)
	return binary.BigEndian.AppendUint16(b, uint16(n))
}

// aead12 opens GCM records (RFC 5288, half the nonce is in the record) and ChaCha20 ones (RFC 7905).
type aead12 struct {
	aead cipher.AEAD
	iv   []byte
	seq  uint64
}

func (o *aead12) open(r record) (record, bool) {
	body, nonce := r.body, []byte(nil)
	if len(o.iv) == o.aead.NonceSize() {
		nonce = nonceOf(o.iv, o.seq)
	} else {
		explicit := o.aead.NonceSize() - len(o.iv)
		if len(body) < explicit {
			return r, false
		}
		nonce = append(bytes.Clone(o.iv), body[:explicit]...)
		body = body[explicit:]
	}
	if len(body) < o.aead.Overhead() {
		return r, false
	}
	plain, err := o.aead.Open(nil, nonce, body, pseudoHeader(o.seq, r, len(body)-o.aead.Overhead()))
	if err != nil {
		return r, false
	}
	o.seq++
	return record{typ: r.typ, version: r.version, body: plain}, true
}

// macer checks the MAC of the older suites.
type macer struct{ hash.Hash }

func (m macer) matches(seq uint64, r record, content, tag []byte) bool {
	m.Reset()
	m.Write(pseudoHeader(seq, r, len(content)))
	m.Write(content)
	return hmac.Equal(m.Sum(nil), tag)
}

// cbcOpener opens block cipher records of TLS 1.0 to 1.2 (RFC 5246 section 6.2.3.2). There is nobody
// to time it, so it checks the padding plainly.
type cbcOpener struct {
	block    cipher.Block
	mac      macer
	macFirst bool   // MAC-then-encrypt; false is encrypt-then-MAC (RFC 7366)
	chained  []byte // TLS 1.0: the last block of the record before is the next vector
	seq      uint64
}

func (o *cbcOpener) open(r record) (record, bool) {
	body := r.body
	if !o.macFirst {
		cut := len(body) - o.mac.Size()
		if cut < 0 || !o.mac.matches(o.seq, r, body[:cut], body[cut:]) {
			return r, false
		}
		body = body[:cut]
	}
	iv, size := o.chained, o.block.BlockSize()
	if iv == nil {
		if len(body) < size {
			return r, false
		}
		iv, body = body[:size], body[size:]
	}
	if len(body) == 0 || len(body)%size != 0 {
		return r, false
	}
	plain := make([]byte, len(body))
	cipher.NewCBCDecrypter(o.block, iv).CryptBlocks(plain, body)
	plain, ok := unpad(plain)
	if ok && o.macFirst {
		plain, ok = o.mac.strip(o.seq, r, plain)
	}
	if !ok {
		return r, false
	}
	o.seq++
	if o.chained != nil {
		o.chained = body[len(body)-size:]
	}
	return record{typ: r.typ, version: r.version, body: plain}, true
}

// unpad takes off the padding: n bytes of value n and one that says so.
func unpad(b []byte) ([]byte, bool) {
	n := int(b[len(b)-1]) + 1
	if n > len(b) {
		return nil, false
	}
	for _, p := range b[len(b)-n:] {
		if int(p) != n-1 {
			return nil, false
		}
	}
	return b[:len(b)-n], true
}

// strip checks and takes off the MAC at the end of b.
func (m macer) strip(seq uint64, r record, b []byte) ([]byte, bool) {
	cut := len(b) - m.Size()
	if cut < 0 || !m.matches(seq, r, b[:cut], b[cut:]) {
		return nil, false
	}
	return b[:cut:cut], true
}

// rc4Opener opens stream cipher records (RFC 5246 section 6.2.3.1).
type rc4Opener struct {
	stream *rc4.Cipher
	mac    macer
	seq    uint64
}

func (o *rc4Opener) open(r record) (record, bool) {
	before := *o.stream // a record of another key must not move the stream
	plain := make([]byte, len(r.body))
	o.stream.XORKeyStream(plain, r.body)
	plain, ok := o.mac.strip(o.seq, r, plain)
	if !ok {
		*o.stream = before
		return r, false
	}
	o.seq++
	return record{typ: r.typ, version: r.version, body: plain}, true
}
