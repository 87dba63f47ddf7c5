package chain

import (
	"crypto"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/asn1"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// Fields of a TBSCertificate, RFC 5280 section 4.1.
const (
	fVersion = iota
	fSerial
	fSignature
	fIssuer
	fValidity
	fSubject
	fSPKI
	fExtensions
)

// unseal takes the signed part of a version 3 certificate apart.
func unseal(t testing.TB, m *made) [][]byte {
	s := cryptobyte.String(m.RawTBSCertificate)
	var seq cryptobyte.String
	require.True(t, s.ReadASN1(&seq, cb.SEQUENCE))
	var out [][]byte
	for !seq.Empty() {
		var e cryptobyte.String
		var tag cb.Tag
		require.True(t, seq.ReadAnyASN1Element(&e, &tag))
		out = append(out, e)
	}
	return out
}

func sequence(parts ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, p := range parts {
			b.AddBytes(p)
		}
	})
	return b.BytesOrPanic()
}

// seal signs fields as they are, with the algorithm that they name; key decides what is really done.
func seal(t testing.TB, fields [][]byte, key crypto.Signer, hash crypto.Hash) []byte {
	tbs := sequence(fields...)
	algorithm := fields[fSignature]
	if fields[0][0] == 2 { // no version field: version 1
		algorithm = fields[fSignature-1]
	}
	sum := sha256.Sum256(tbs)
	digest := sum[:]
	if hash == crypto.MD5 {
		d := md5.Sum(tbs)
		digest = d[:]
	}
	sig, err := key.Sign(rand.Reader, digest, hash)
	require.NoError(t, err)
	bits, err := asn1.Marshal(asn1.BitString{Bytes: sig, BitLength: len(sig) * 8})
	require.NoError(t, err)
	return sequence(tbs, algorithm, bits)
}

// forge makes a leaf for server.test under by, with its fields edited before it is signed.
func forge(t testing.TB, by *made, edit func(fields [][]byte) [][]byte) []byte {
	return seal(t, edit(unseal(t, by.leaf(t, "server.test"))), by.key, crypto.SHA256)
}

// withMD5 signs a certificate again with RSA and MD5.
func withMD5(t testing.TB, m, by *made) *made {
	require.IsType(t, &rsa.PrivateKey{}, by.key)
	fields := unseal(t, m)
	fields[fSignature] = []byte{0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04, 0x05, 0x00}
	x := parse(seal(t, fields, by.key, crypto.MD5))
	require.NotNil(t, x)
	return &made{x, m.key, by}
}

// without signs a certificate again with some of its extensions left out; by nil means self-signed.
func without(t testing.TB, m, by *made, oids ...asn1.ObjectIdentifier) *made {
	fields := unseal(t, m)
	s := cryptobyte.String(fields[fExtensions])
	var wrapped, list cryptobyte.String
	require.True(t, s.ReadASN1(&wrapped, cb.Tag(3).Constructed().ContextSpecific()) && wrapped.ReadASN1(&list, cb.SEQUENCE))
	var kept [][]byte
	for !list.Empty() {
		var e, inner cryptobyte.String
		require.True(t, list.ReadASN1Element(&e, cb.SEQUENCE))
		rest := e
		var id asn1.ObjectIdentifier
		require.True(t, rest.ReadASN1(&inner, cb.SEQUENCE) && inner.ReadASN1ObjectIdentifier(&id))
		drop := false
		for _, o := range oids {
			drop = drop || id.Equal(o)
		}
		if !drop {
			kept = append(kept, e)
		}
	}
	var b cryptobyte.Builder
	b.AddASN1(cb.Tag(3).Constructed().ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(sequence(kept...)) })
	fields[fExtensions] = b.BytesOrPanic()
	signer := m
	if by != nil {
		signer = by
	}
	x := parse(seal(t, fields, signer.key, crypto.SHA256))
	require.NotNil(t, x)
	return &made{x, m.key, by}
}
