package readers

import (
	"crypto"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"certwright/probe/lab/servers"
)

// foreignKey is a key of a kind that Go does not have: openssl makes it and signs with it.
type foreignKey struct {
	pem  []byte
	spki foreignPublic
	file string
	alg  algorithm
	how  []string // further options of pkeyutl
	run  func(args ...string) []byte
}

// foreignPublic is a SubjectPublicKeyInfo.
type foreignPublic []byte

func (k *foreignKey) Public() crypto.PublicKey { return k.spki }

func (k *foreignKey) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	in := k.file + ".in"
	if err := os.WriteFile(in, digest, 0o600); err != nil {
		return nil, err
	}
	return k.run(append([]string{"pkeyutl", "-sign", "-inkey", k.file, "-in", in}, k.how...)...), nil
}

// newForeign makes a key with openssl genpkey.
func newForeign(t testing.TB, options ...string) *foreignKey {
	k := &foreignKey{alg: ecdsaSHA256, file: filepath.Join(t.TempDir(), "key.pem"), run: func(args ...string) []byte {
		program, _ := servers.Path("openssl")
		out, err := exec.Command(program, args...).Output()
		require.NoError(t, err, args)
		return out
	}}
	k.pem = k.run(append([]string{"genpkey"}, options...)...)
	require.NoError(t, os.WriteFile(k.file, k.pem, 0o600))
	k.spki = k.run("pkey", "-in", k.file, "-pubout", "-outform", "DER")
	return k
}
