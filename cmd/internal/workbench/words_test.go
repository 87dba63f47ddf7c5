package workbench

import (
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/probe/lab"
)

// damagedFiles are files as they reach people, by the reason that is given for each.
func damagedFiles(cert string) map[string]string {
	lines := strings.Split(strings.TrimSpace(cert), "\n")
	body := strings.Join(lines[1:len(lines)-1], "")
	der, _ := base64.StdEncoding.DecodeString(body)
	swapped := strings.ReplaceAll(cert, "CERTIFICATE", "PRIVATE KEY")
	return map[string]string{
		"without END":             strings.Join(lines[:len(lines)-1], "\n"),
		"END without BEGIN":       strings.Join(lines[1:], "\n"),
		"mixed labels":            strings.Replace(cert, "END CERTIFICATE", "END PUBLIC KEY", 1),
		"no base64":               strings.Replace(cert, lines[2], "%%"+lines[2], 1),
		"padding":                 "-----BEGIN CERTIFICATE-----\n" + body + "=A\n-----END CERTIFICATE-----\n",
		"indented":                "  " + strings.ReplaceAll(cert, "\n", "\n  "),
		"one line":                strings.ReplaceAll(cert, "\n", " "),
		"literal newlines":        strings.ReplaceAll(cert, "\n", `\n`),
		"only base64":             body,
		"four hyphens":            strings.Replace(cert, "-----BEGIN", "----BEGIN", 1),
		"not what it says":        swapped,
		"a web page":              "<!DOCTYPE html><title>Login</title>",
		"a letter":                "Dear all, please find attached",
		"nothing":                 " \n",
		"half of it, binary":      string(der[:len(der)/2]),
		"something behind it":     string(der) + "\x30\x80\x00tail",
		"an object of its own":    "-----BEGIN CERTIFICATE-----\n" + base64.StdEncoding.EncodeToString([]byte{0x30, 3, 1, 1, 0xff}) + "\n-----END CERTIFICATE-----\n",
		"noise":                   "\x00\x01\x02\x03 noise",
		"an integer out of place": "-----BEGIN X509 CRL-----\n" + base64.StdEncoding.EncodeToString([]byte{0x30, 3, 2, 1, 5}) + "\n-----END X509 CRL-----\n",
	}
}

// TestReasonsAreToldInChinese holds the sentences of pki and pki/store against the vocabulary: what we say ourselves about
// a file must not reach a Chinese reader in English.
func TestReasonsAreToldInChinese(t *testing.T) {
	ca, err := lab.Root("words CA")
	require.NoError(t, err)
	w := New(t.TempDir())
	told := 0
	for name, text := range damagedFiles(string(lab.PEM(ca.Cert))) {
		found, err := w.Inspect(context.Background(), "", []byte(text))
		require.NoError(t, err)
		require.NotEmpty(t, found.Findings, name)
		file := filepath.Join(t.TempDir(), "ca.pem")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		_, asCA := loadCertificates(file, "ca")
		for _, f := range append(found.Findings, asCA...) {
			told += inChinese(t, name, f)
		}
	}
	for _, path := range []string{filepath.Join(t.TempDir(), "absent.pem"), t.TempDir(), os.DevNull} {
		_, found := loadCertificates(path, "cert")
		require.NotEmpty(t, found, path)
		for _, f := range found {
			told += inChinese(t, path, f)
		}
	}
	assert.Greater(t, told, 20, "the corpus must give reasons, or this test proves nothing")
}

// inChinese asserts that the reason of a finding is told in Chinese, and counts it.
func inChinese(t *testing.T, where string, f model.Finding) int {
	t.Helper()
	reason := f.Value("reason")
	if reason == "" {
		return 0
	}
	plain := f
	plain.Code, plain.Variant = model.Unexpected, "" // whose words hold the reason and nothing else
	assert.NotContains(t, assets.Explain(plain, assets.Chinese).What, reason, "%s: %s", where, f.Code)
	return 1
}
