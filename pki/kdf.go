package pki

import (
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"

	"github.com/youmark/pkcs8"
	"golang.org/x/crypto/scrypt"
)

// Limits for deriving a key from a passphrase. The parameters come from the file, so a hostile one could ask for hours
// or for all the memory; what openssl, certtool and keytool write is far below.
const (
	maxPBKDF2Rounds = 10_000_000
	maxScryptMemory = 256 << 20 // bytes: 128 * N * r
	maxScryptWork   = 1 << 26   // N * r * p
)

// errKDF marks parameters that are refused before anything is derived.
var errKDF = errors.New("key derivation refused")

var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidScrypt = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
)

// The library hands the parameters of a file straight to the functions; these replace its two readers with ones that
// have limits, and read the key length and the SHA-2 variants that it overlooks.
func init() {
	pkcs8.RegisterKDF(oidPBKDF2, func() pkcs8.KDFParameters { return new(boundedPBKDF2) })
	pkcs8.RegisterKDF(oidScrypt, func() pkcs8.KDFParameters { return new(boundedScrypt) })
}

// boundedPBKDF2 is PBKDF2-params of RFC 8018 appendix A.2.
type boundedPBKDF2 struct {
	Salt   []byte
	Rounds int
	Length int                      `asn1:"optional"`
	PRF    pkix.AlgorithmIdentifier `asn1:"optional"`
}

var prfs = map[string]func() hash.Hash{
	"":                   sha1.New,
	"1.2.840.113549.2.7": sha1.New, "1.2.840.113549.2.8": sha256.New224, "1.2.840.113549.2.9": sha256.New,
	"1.2.840.113549.2.10": sha512.New384, "1.2.840.113549.2.11": sha512.New,
}

func (p boundedPBKDF2) DeriveKey(password []byte, size int) ([]byte, error) {
	prf, ok := prfs[p.PRF.Algorithm.String()]
	switch {
	case !ok:
		return nil, fmt.Errorf("%w: pseudorandom function %s", errKDF, p.PRF.Algorithm)
	case p.Rounds < 1 || p.Rounds > maxPBKDF2Rounds:
		return nil, fmt.Errorf("%w: %d PBKDF2 rounds", errKDF, p.Rounds)
	}
	return pbkdf2.Key(prf, string(password), p.Salt, p.Rounds, size)
}

// boundedScrypt is scrypt-params of RFC 7914 section 7.1.
type boundedScrypt struct {
	Salt    []byte
	N, R, P int
	Length  int `asn1:"optional"`
}

func (p boundedScrypt) DeriveKey(password []byte, size int) ([]byte, error) {
	n, r, parallel := uint64(p.N), uint64(p.R), uint64(p.P)
	const small = 1 << 30
	if p.N < 2 || p.R < 1 || p.P < 1 || n > small || r > small || parallel > small ||
		n*r > maxScryptMemory/128 || n*r*parallel > maxScryptWork {
		return nil, fmt.Errorf("%w: scrypt N=%d r=%d p=%d", errKDF, p.N, p.R, p.P)
	}
	return scrypt.Key(password, p.Salt, p.N, p.R, p.P, size)
}

// checkPBES2 refuses an encrypted key that the library would stumble over: other schemes than PBES2, an initial vector
// or a ciphertext whose length does not fit the cipher.
func checkPBES2(der []byte) error {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return fmt.Errorf("encrypted key: %w", err)
	}
	if !info.Algorithm.Algorithm.Equal(oidPBES2) {
		return fmt.Errorf("encrypted with %s, only PBES2 is read", info.Algorithm.Algorithm)
	}
	var params struct{ KDF, Cipher pkix.AlgorithmIdentifier }
	if _, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &params); err != nil {
		return fmt.Errorf("encrypted key: %w", err)
	}
	block, ok := blockSizes[params.Cipher.Algorithm.String()]
	if !ok {
		return fmt.Errorf("encrypted with cipher %s, which is not read", params.Cipher.Algorithm)
	}
	var iv []byte
	if _, err := asn1.Unmarshal(params.Cipher.Parameters.FullBytes, &iv); err != nil || len(iv) != block {
		return errors.New("encrypted key: the initial vector does not fit the cipher")
	}
	if len(info.Data) == 0 || len(info.Data)%block != 0 {
		return errors.New("encrypted key: the ciphertext has a wrong length")
	}
	return nil
}

// blockSizes holds the CBC ciphers that the library decrypts.
var blockSizes = map[string]int{
	"1.2.840.113549.3.7":     8,
	"2.16.840.1.101.3.4.1.2": 16, "2.16.840.1.101.3.4.1.22": 16, "2.16.840.1.101.3.4.1.42": 16,
}
