package pki

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/youmark/pkcs8"
)

// MarshalKey encodes a private key as PKCS#8 in PEM: plain, or encrypted when passphrase is not empty (PBES2 with
// scrypt and AES-256-CBC, which openssl reads since 1.1.0).
func MarshalKey(key crypto.Signer, passphrase string) ([]byte, error) {
	if passphrase == "" {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return nil, err
		}
		return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
	}
	der, err := pkcs8.MarshalPrivateKey(key, []byte(passphrase), &pkcs8.Opts{
		Cipher:  pkcs8.AES256CBC,
		KDFOpts: pkcs8.ScryptOpts{SaltSize: 16, CostParameter: 1 << 14, BlockSize: 8, ParallelizationParameter: 1},
	})
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der}), nil
}

// Why a private key could not be opened. They reach people as findings: key-encrypted, its wrong-passphrase variant,
// and file-damaged.
var (
	errEncrypted  = errors.New("the key is encrypted")
	errPassphrase = errors.New("the passphrase does not open the key")
	errKeyType    = errors.New("key type not supported")
)

// openKey parses a private key of the PEM type given; passphrase opens an encrypted one.
func openKey(block *pem.Block, passphrase []byte) (crypto.Signer, error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY":
		return openPKCS8(block.Bytes, passphrase)
	case block.Headers["DEK-Info"] != "":
		if len(passphrase) == 0 {
			return nil, errEncrypted
		}
		der, err := x509.DecryptPEMBlock(block, passphrase) //nolint:staticcheck // openssl before 3 wrote these
		if err != nil {
			return nil, errPassphrase
		}
		key, err := parseKey(der)
		if err != nil {
			return nil, errPassphrase // a wrong passphrase that left valid padding by chance
		}
		return key, nil
	}
	return parseKey(block.Bytes)
}

func openPKCS8(der, passphrase []byte) (crypto.Signer, error) {
	if len(passphrase) == 0 {
		return nil, errEncrypted
	}
	if err := checkPBES2(der); err != nil {
		return nil, fmt.Errorf("%w: %w", errKeyType, err)
	}
	parsed, _, err := pkcs8.ParsePrivateKey(der, passphrase)
	switch {
	case errors.Is(err, errKDF):
		return nil, fmt.Errorf("%w: %w", errKeyType, err)
	case err != nil:
		return nil, errPassphrase
	}
	return asSigner(parsed)
}

// parseKey reads an unencrypted private key in DER: PKCS#8, SEC1 or PKCS#1.
func parseKey(der []byte) (crypto.Signer, error) {
	shape := keyShape(der)
	if shape.rsaBits > MaxRSABits {
		return nil, fmt.Errorf("%w: RSA %d is larger than %d bits", errKeyType, shape.rsaBits, MaxRSABits)
	}
	var parsed any
	var err error
	switch shape.form {
	case formPKCS8:
		parsed, err = x509.ParsePKCS8PrivateKey(der)
	case formSEC1:
		parsed, err = x509.ParseECPrivateKey(der)
	case formPKCS1:
		parsed, err = x509.ParsePKCS1PrivateKey(der)
	case formDSA:
		return nil, fmt.Errorf("%w: DSA", errKeyType)
	default:
		return nil, errors.New("not a private key")
	}
	if err != nil {
		if shape.name != "" && !shape.supported {
			return nil, fmt.Errorf("%w: %s", errKeyType, shape.name)
		}
		return nil, err
	}
	return asSigner(parsed)
}

func asSigner(parsed any) (crypto.Signer, error) {
	switch k := parsed.(type) {
	case *rsa.PrivateKey:
		if k.N.BitLen() > MaxRSABits {
			return nil, fmt.Errorf("%w: RSA %d is larger than %d bits", errKeyType, k.N.BitLen(), MaxRSABits)
		}
		return k, nil
	case *ecdsa.PrivateKey:
		return k, nil
	case ed25519.PrivateKey:
		return k, nil
	}
	return nil, fmt.Errorf("%w: %T", errKeyType, parsed)
}

// encryptedPEM reports whether a private key block needs a passphrase.
func encryptedPEM(block *pem.Block) bool {
	return block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" ||
		bytes.Contains([]byte(block.Headers["Proc-Type"]), []byte("ENCRYPTED"))
}
