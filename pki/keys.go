package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"

	"certwright/model"
)

// MaxRSABits is the largest RSA modulus that is used for anything: one signature check with a 65536-bit key and a
// large exponent takes seconds, so a hostile file could stop the program.
const MaxRSABits = 8192

// GenerateKey makes a private key of the given type; "" means P-256. RSA 4096 takes up to some seconds.
func GenerateKey(kind model.KeyType) (crypto.Signer, error) {
	switch kind {
	case model.P256, "":
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case model.P384:
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case model.Ed25519:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	}
	bits, ok := map[model.KeyType]int{model.RSA2048: 2048, model.RSA3072: 3072, model.RSA4096: 4096}[kind]
	if !ok {
		return nil, fmt.Errorf("pki: unknown key type %q", kind)
	}
	return rsa.GenerateKey(rand.Reader, bits)
}

// SPKI is the SHA-256 of a public key's SubjectPublicKeyInfo in hex: equal keys have equal SPKI. It is "" for a key
// that cannot be encoded.
func SPKI(public crypto.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return ""
	}
	return hexSHA256(der)
}

// KeyName is how people call a public key: "ECDSA P-256", "RSA 2048", "Ed25519".
func KeyName(public crypto.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return fmt.Sprintf("%T", public)
	}
	name, _ := spkiName(der)
	return name
}

// InfoOf says of a private key what may be said.
func InfoOf(key crypto.Signer) model.KeyInfo {
	return model.KeyInfo{Algorithm: KeyName(key.Public()), SPKI: SPKI(key.Public())}
}

func hexSHA256(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// samePublicKey compares public keys by value.
func samePublicKey(a, b crypto.PublicKey) bool {
	e, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && e.Equal(b)
}

func isRSA(public crypto.PublicKey) bool {
	_, ok := public.(*rsa.PublicKey)
	return ok
}
