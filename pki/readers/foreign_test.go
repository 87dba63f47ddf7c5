package readers

import (
	"crypto"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"certwright/probe/lab/servers"
)

// foreignKey is a key of a kind that Go does not have: openssl makes it and signs with it.
type foreignKey struct {
	pem  []byte
	spki foreignPublic
	file string
	alg  algorithm
	how  []string // further options of pkeyutl
}

// foreignPublic is a SubjectPublicKeyInfo.
type foreignPublic []byte

func (k *foreignKey) Public() crypto.PublicKey { return k.spki }

func (k *foreignKey) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	in := k.file + ".in"
	if err := os.WriteFile(in, digest, 0o600); err != nil {
		return nil, err
	}
	return runOpenSSL(append([]string{"pkeyutl", "-sign", "-inkey", k.file, "-in", in}, k.how...)...), nil
}

// scratch is a folder for keys that all tests share.
var scratch string

func TestMain(m *testing.M) {
	if os.Getenv(goEnv) != "" {
		goReader()
		return
	}
	var err error
	if scratch, err = os.MkdirTemp("", "readers"); err != nil {
		panic(err)
	}
	result := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(result)
}

// newForeign makes a key with openssl genpkey.
func newForeign(options ...string) *foreignKey {
	what := strings.Join(options, "")
	return keep(what, func() crypto.Signer {
		k := &foreignKey{alg: ecdsaSHA256, file: filepath.Join(scratch, fmt.Sprintf("%x.pem", sha256.Sum256([]byte(what))))}
		k.pem = runOpenSSL(append([]string{"genpkey"}, options...)...)
		if err := os.WriteFile(k.file, k.pem, 0o600); err != nil {
			panic(err)
		}
		k.spki = runOpenSSL("pkey", "-in", k.file, "-pubout", "-outform", "DER")
		return k
	}).(*foreignKey)
}

// runOpenSSL runs openssl and returns what it prints.
func runOpenSSL(args ...string) []byte {
	program, _ := servers.Path("openssl")
	out, err := exec.Command(program, args...).Output()
	if err != nil {
		panic(err)
	}
	return out
}
