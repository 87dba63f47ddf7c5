package pki

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestEveryKeyTypeIsMadeWrittenAndRead(t *testing.T) {
	names := map[model.KeyType]string{
		model.P256: "ECDSA P-256", model.P384: "ECDSA P-384", model.Ed25519: "Ed25519",
		model.RSA2048: "RSA 2048", model.RSA3072: "RSA 3072", model.RSA4096: "RSA 4096",
	}
	for _, kind := range model.KeyTypes() {
		key := keyNamed(t, kind, "all")
		assert.Equal(t, names[kind], KeyName(key.Public()))
		assert.Equal(t, model.KeyInfo{Algorithm: names[kind], SPKI: SPKI(key.Public())}, InfoOf(key))
		for _, pass := range []string{"", "密码 with spaces"} {
			data := keyPEM(t, key, pass)
			back, found := LoadKey(data, "key.pem", []byte(pass))
			require.NotNil(t, back, "%s: %v", kind, found)
			assert.Empty(t, found)
			assert.True(t, samePublicKey(key.Public(), back.Public()))
			if pass == "" {
				shape := keyShape(mustDecode(t, data).Bytes)
				if kind != model.Ed25519 { // carries no public key: nothing to read without arithmetic
					assert.Equal(t, SPKI(key.Public()), shape.spki)
					assert.Equal(t, SPKI(key.Public()), KeySPKI(data))
				}
				assert.Equal(t, names[kind] == "Ed25519" || shape.supported, true)
			} else {
				assert.Empty(t, KeySPKI(data))
			}
		}
	}
	_, err := GenerateKey("dsa1024")
	assert.Error(t, err)
}

func mustDecode(t testing.TB, data []byte) *pem.Block {
	t.Helper()
	b, rest := pem.Decode(data)
	require.NotNil(t, b)
	require.Empty(t, rest)
	return b
}

func TestKeysOfOlderForms(t *testing.T) {
	rsaKey := keyNamed(t, model.RSA2048, "old").(*rsa.PrivateKey)
	ecKey := keyNamed(t, model.P256, "old").(*ecdsa.PrivateKey)
	sec1, err := x509.MarshalECPrivateKey(ecKey)
	require.NoError(t, err)
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	require.NoError(t, err)
	p521DER, err := x509.MarshalPKCS8PrivateKey(p521)
	require.NoError(t, err)
	params := block("EC PARAMETERS", []byte{6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7})
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"PKCS#1":          {block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey)), SPKI(rsaKey.Public())},
		"SEC1":            {append(params, block("EC PRIVATE KEY", sec1)...), SPKI(ecKey.Public())},
		"PKCS#8 in DER":   {p521DER, SPKI(p521.Public())},
		"PKCS#1 in DER":   {x509.MarshalPKCS1PrivateKey(rsaKey), SPKI(rsaKey.Public())},
		"SEC1 in DER":     {sec1, SPKI(ecKey.Public())},
		"wrong label":     {block("PRIVATE KEY", sec1), SPKI(ecKey.Public())},
		"twice the same":  {append(block("EC PRIVATE KEY", sec1), block("EC PRIVATE KEY", sec1)...), SPKI(ecKey.Public())},
		"with its cert":   {append(keyPEM(t, ecKey, ""), CertificatePEM(authority(t, "other").Cert)...), SPKI(ecKey.Public())},
		"windows newline": {[]byte(crlf(string(keyPEM(t, ecKey, "")))), SPKI(ecKey.Public())},
	} {
		key, found := LoadKey(c.data, "k", nil)
		require.NotNil(t, key, "%s: %v", name, found)
		assert.Equal(t, c.want, SPKI(key.Public()), name)
		assert.True(t, model.OK(found), name)
		wellFormed(t, found)
	}
}

func TestLegacyEncryptedPEM(t *testing.T) {
	rsaKey := keyNamed(t, model.RSA2048, "old").(*rsa.PrivateKey)
	b, err := x509.EncryptPEMBlock(rand.Reader, "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey), []byte("secret"), x509.PEMCipherAES256) //nolint:staticcheck // it is what old openssl wrote
	require.NoError(t, err)
	data := pem.EncodeToMemory(b)

	key, found := LoadKey(data, "k", []byte("secret"))
	require.NotNil(t, key, "%v", found)
	assert.True(t, samePublicKey(rsaKey.Public(), key.Public()))
	key, found = LoadKey(data, "k", nil)
	assert.Nil(t, key)
	assert.Equal(t, []string{"key-encrypted"}, codes(found))
	key, found = LoadKey(data, "k", []byte("wrong"))
	assert.Nil(t, key)
	assert.Equal(t, []string{"key-encrypted/wrong-passphrase"}, codes(found))
}

func TestEncryptedKeyWithoutAndWithWrongPassphrase(t *testing.T) {
	data := keyPEM(t, keyNamed(t, model.P256, "a"), "right")
	for pass, want := range map[string]string{"": "key-encrypted", "wrong": "key-encrypted/wrong-passphrase"} {
		key, found := LoadKey(data, "ca-key.pem", []byte(pass))
		assert.Nil(t, key)
		assert.Equal(t, []string{want}, codes(found))
		wellFormed(t, found)
	}
	in, _ := Read(data, "-")
	assert.True(t, in.Items[0].Key.Encrypted)
	assert.Empty(t, in.Findings, "an encrypted key is no fault of the file")
}

// encryptedKey builds an EncryptedPrivateKeyInfo around any parameters.
func encryptedKey(t *testing.T, scheme, kdf asn1.ObjectIdentifier, kdfParams any, cipher asn1.ObjectIdentifier, iv, data []byte) []byte {
	t.Helper()
	raw := func(v any) asn1.RawValue {
		b, err := asn1.Marshal(v)
		require.NoError(t, err)
		return asn1.RawValue{FullBytes: b}
	}
	params := struct{ KDF, Cipher pkix.AlgorithmIdentifier }{
		pkix.AlgorithmIdentifier{Algorithm: kdf, Parameters: raw(kdfParams)}, pkix.AlgorithmIdentifier{Algorithm: cipher, Parameters: raw(iv)},
	}
	der, err := asn1.Marshal(struct {
		Alg  pkix.AlgorithmIdentifier
		Data []byte
	}{pkix.AlgorithmIdentifier{Algorithm: scheme, Parameters: raw(params)}, data})
	require.NoError(t, err)
	return block("ENCRYPTED PRIVATE KEY", der)
}

func TestAbsurdKeyDerivationIsRefusedBeforeItRuns(t *testing.T) {
	aes := asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}
	iv, data := make([]byte, 16), make([]byte, 64)
	salt := []byte("saltsalt")
	sha256 := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}}
	md5 := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 6}}
	for name, d := range map[string][]byte{
		"PBKDF2 rounds":   encryptedKey(t, oidPBES2, oidPBKDF2, boundedPBKDF2{salt, 1<<31 - 1, 32, sha256}, aes, iv, data),
		"PBKDF2 negative": encryptedKey(t, oidPBES2, oidPBKDF2, boundedPBKDF2{salt, -1, 32, sha256}, aes, iv, data),
		"PBKDF2 md5":      encryptedKey(t, oidPBES2, oidPBKDF2, boundedPBKDF2{salt, 1, 32, md5}, aes, iv, data),
		"scrypt memory":   encryptedKey(t, oidPBES2, oidScrypt, boundedScrypt{salt, 1 << 30, 8, 1, 32}, aes, iv, data),
		"scrypt work":     encryptedKey(t, oidPBES2, oidScrypt, boundedScrypt{salt, 1 << 14, 8, 1 << 20, 32}, aes, iv, data),
		"scrypt overflow": encryptedKey(t, oidPBES2, oidScrypt, boundedScrypt{salt, 1 << 62, 1 << 62, 1 << 62, 32}, aes, iv, data),
		"scrypt zero":     encryptedKey(t, oidPBES2, oidScrypt, boundedScrypt{salt, 0, 0, 0, 32}, aes, iv, data),
		"no PBES2":        encryptedKey(t, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 3}, oidScrypt, boundedScrypt{salt, 2, 1, 1, 32}, aes, iv, data),
		"unknown cipher":  encryptedKey(t, oidPBES2, oidScrypt, boundedScrypt{salt, 2, 1, 1, 32}, asn1.ObjectIdentifier{1, 2, 3}, iv, data),
		"short iv":        encryptedKey(t, oidPBES2, oidScrypt, boundedScrypt{salt, 2, 1, 1, 32}, aes, iv[:3], data),
		"odd ciphertext":  encryptedKey(t, oidPBES2, oidScrypt, boundedScrypt{salt, 2, 1, 1, 32}, aes, iv, data[:17]),
		"no ciphertext":   encryptedKey(t, oidPBES2, oidScrypt, boundedScrypt{salt, 2, 1, 1, 32}, aes, iv, nil),
	} {
		start := time.Now()
		key, found := LoadKey(d, "k", []byte("pass"))
		assert.Nil(t, key, name)
		assert.Equal(t, []string{"file-damaged/key-type"}, codes(found), name)
		wellFormed(t, found)
		assert.Less(t, time.Since(start), time.Second, name)
	}
	// The same with sane parameters is only a wrong passphrase.
	_, found := LoadKey(encryptedKey(t, oidPBES2, oidScrypt, boundedScrypt{salt, 16, 1, 1, 32}, aes, iv, data), "k", []byte("pass"))
	assert.Equal(t, []string{"key-encrypted/wrong-passphrase"}, codes(found))
}

func TestKeysThatCannotBeUsedAreNamed(t *testing.T) {
	ecOID := asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	pkcs8 := func(alg asn1.ObjectIdentifier, params any, private []byte) []byte {
		p, err := asn1.Marshal(params)
		require.NoError(t, err)
		der, err := asn1.Marshal(struct {
			V   int
			Alg pkix.AlgorithmIdentifier
			Key []byte
		}{0, pkix.AlgorithmIdentifier{Algorithm: alg, Parameters: asn1.RawValue{FullBytes: p}}, private})
		require.NoError(t, err)
		return block("PRIVATE KEY", der)
	}
	sec1 := func(bytes int) []byte {
		der, err := asn1.Marshal(struct {
			V   int
			Key []byte
		}{1, make([]byte, bytes)})
		require.NoError(t, err)
		return der
	}
	dsa, err := asn1.Marshal([]int{0, 7, 11, 13, 17, 19})
	require.NoError(t, err)
	big := make([]*big.Int, 9)
	for i := range big {
		big[i] = new2(16384)
	}
	big[0] = new2(0)
	big[0].SetInt64(0)
	large, err := asn1.Marshal(big)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		data   []byte
		reason string
	}{
		"secp256k1": {pkcs8(ecOID, asn1.ObjectIdentifier{1, 3, 132, 0, 10}, sec1(32)), "secp256k1"},
		"brainpool": {pkcs8(ecOID, asn1.ObjectIdentifier{1, 3, 36, 3, 3, 2, 8, 1, 1, 7}, sec1(32)), "brainpoolP256r1"},
		"explicit":  {pkcs8(ecOID, struct{ A int }{1}, sec1(32)), "explicit curve"},
		"Ed448":     {pkcs8(asn1.ObjectIdentifier{1, 3, 101, 113}, 1, make([]byte, 57)), "Ed448"},
		"ML-DSA":    {pkcs8(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 3, 18}, 1, make([]byte, 32)), "ML-DSA-65"},
		"DSA":       {block("DSA PRIVATE KEY", dsa), "DSA"},
		"RSA 16384": {block("RSA PRIVATE KEY", large), "RSA 16384"},
	} {
		key, found := LoadKey(c.data, "k.pem", nil)
		assert.Nil(t, key, name)
		require.Equal(t, []string{"file-damaged/key-type"}, codes(found), name)
		assert.Contains(t, found[0].Value("reason"), c.reason, name)
		wellFormed(t, found)
	}
	x25519 := pkcs8(asn1.ObjectIdentifier{1, 3, 101, 110}, 1, nil)
	key, found := LoadKey(x25519, "k", nil)
	assert.Nil(t, key)
	assert.False(t, model.OK(found), "X25519 agrees on keys and signs nothing")
}

// new2 is 2^(bits-1): a number of that many bits.
func new2(bits int) *big.Int {
	if bits == 0 {
		return new(big.Int)
	}
	return new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
}

func TestKeyNameOfUnknown(t *testing.T) {
	assert.Equal(t, "int", KeyName(1))
	assert.Empty(t, SPKI("no key"))
	pub, _, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	assert.False(t, samePublicKey(pub, keyNamed(t, model.P256, "a").Public()))
	assert.False(t, samePublicKey(3, 3))
}
