package pki

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// noon is the clock of these tests.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// keys are made once for each type: RSA 4096 takes seconds.
var (
	keysMu sync.Mutex
	keys   = map[string]crypto.Signer{}
)

// keyNamed returns the key of this type and name, always the same one in a test run.
func keyNamed(t testing.TB, kind model.KeyType, name string) crypto.Signer {
	t.Helper()
	keysMu.Lock()
	defer keysMu.Unlock()
	id := string(kind) + "/" + name
	if keys[id] == nil {
		k, err := GenerateKey(kind)
		require.NoError(t, err)
		keys[id] = k
	}
	return keys[id]
}

// authority makes a root called name.
func authority(t testing.TB, name string, change ...func(*model.AuthoritySpec)) Issuer {
	t.Helper()
	spec := model.AuthoritySpec{Name: name, PathLen: -1}
	for _, c := range change {
		c(&spec)
	}
	ca, err := CreateAuthority(spec, keyNamed(t, spec.Key, "ca "+name), noon)
	require.NoError(t, err)
	return ca
}

func serverSpec(name string, sans ...model.SAN) model.IdentitySpec {
	return model.IdentitySpec{
		Name: name, Profile: model.ProfileServer, SANs: sans,
		Subject: model.Subject{{Type: "CN", Value: name}},
	}
}

// leaf issues a certificate and returns it with its key.
func leaf(t testing.TB, ca Issuer, spec model.IdentitySpec) (*x509.Certificate, crypto.Signer) {
	t.Helper()
	key := keyNamed(t, spec.Key, spec.Name)
	cert, _, err := Issue(ca, spec, key.Public(), noon)
	require.NoError(t, err)
	return cert, key
}

func keyPEM(t testing.TB, key crypto.Signer, passphrase string) []byte {
	t.Helper()
	data, err := MarshalKey(key, passphrase)
	require.NoError(t, err)
	return data
}

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// codes lists findings as code/variant.
func codes(findings []model.Finding) []string {
	out := []string{}
	for _, f := range findings {
		s := string(f.Code)
		if f.Variant != "" {
			s += "/" + f.Variant
		}
		out = append(out, s)
	}
	return out
}

// wellFormed checks that every finding has exactly the evidence that its words need, and a variant that has words.
func wellFormed(t testing.TB, findings []model.Finding) {
	t.Helper()
	for _, f := range findings {
		info := model.Info(f.Code)
		var have []string
		for _, e := range f.Evidence {
			have = append(have, e.Key)
		}
		require.ElementsMatch(t, info.Keys, have, "evidence of %s", f.Code)
		if f.Variant != "" {
			require.Contains(t, info.Variants, f.Variant, "variant of %s", f.Code)
		}
	}
}

// run runs a program in dir and returns its output.
func run(t testing.TB, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s %v: %s", name, args, out)
	return string(out)
}

func write(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

// template signs a certificate as told, for faults that Issue does not make.
func template(t testing.TB, ca Issuer, key crypto.Signer, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	c := &x509.Certificate{Subject: pkix.Name{CommonName: "made"}, NotBefore: noon.Add(-time.Hour), NotAfter: noon.AddDate(1, 0, 0)}
	change(c)
	parent, signer := ca.Cert, ca.Key
	if parent == nil {
		parent, signer = c, key
	}
	out, err := sign(c, parent, key.Public(), signer)
	require.NoError(t, err)
	return out
}

// crlf is text as an editor on Windows saves it.
func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func noonSerial() *big.Int { return big.NewInt(20261122) }

func readFile(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}
