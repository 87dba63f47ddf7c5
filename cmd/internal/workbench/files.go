package workbench

import (
	"crypto"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"golang.org/x/term"

	"certwright/model"
	"certwright/pki"
	"certwright/pki/store"
)

// IsTerminal reports whether a file descriptor is a terminal.
func IsTerminal(fd uintptr) bool { return term.IsTerminal(int(fd)) }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// isFileHere leaves directories out: an authority is one, and in the home its name is its path.
func isFileHere(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

func crlFile(a model.Authority) string { return filepath.Join(a.Dir, "crl.pem") }

func loadCertificates(file, role string) ([]*x509.Certificate, []model.Finding) {
	data, found := store.ReadFile(file, role)
	if data == nil {
		return nil, found
	}
	certs, more := pki.LoadCertificates(data, file, role)
	return certs, append(found, more...)
}

func loadKey(file string) (crypto.Signer, []model.Finding) {
	data, found := store.ReadFile(file, "key")
	if data == nil {
		return nil, found
	}
	key, more := pki.LoadKey(data, file, nil)
	if key != nil {
		more = append(more, store.KeyMode(file)...)
	}
	return key, append(found, more...)
}

// systemRootFiles are where Go looks for the system's trust store on Linux and BSDs, in that order (crypto/x509, root_linux.go).
// The rules of pki/chain need the certificates themselves, which x509.CertPool does not give out.
var systemRootFiles = []string{
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cacert.pem",
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
}

// systemRoots reads the system's trust store once. $SSL_CERT_FILE goes first, as everywhere. Nil where there is none in a
// file (macOS, Windows): pki/chain then asks the platform.
var systemRoots = sync.OnceValue(func() []*x509.Certificate {
	for _, file := range append([]string{os.Getenv("SSL_CERT_FILE")}, systemRootFiles...) {
		if file == "" {
			continue
		}
		if data, err := os.ReadFile(file); err == nil {
			if roots, _ := pki.LoadCAs(data, file); len(roots) > 0 {
				return roots
			}
		}
	}
	return nil
})

// Complete lists paths that begin with what was typed, directories with a slash; "~/" is the user's home. At most 200.
func Complete(prefix string) []string {
	dir, base := filepath.Split(prefix)
	look := dir
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(look, "~/") {
		look = filepath.Join(home, look[2:])
	}
	if look == "" {
		look = "."
	}
	entries, err := os.ReadDir(look)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), base) || base == "" && strings.HasPrefix(e.Name(), ".") {
			continue
		}
		name := dir + e.Name()
		if info, err := os.Stat(filepath.Join(look, e.Name())); err == nil && info.IsDir() {
			name += "/"
		}
		if out = append(out, name); len(out) == 200 {
			break
		}
	}
	sort.Strings(out)
	return out
}

// findingsOf gives the findings of an error: its own, or the one code that stands for a bug.
func findingsOf(err error) []model.Finding {
	var f *model.Failure
	if errors.As(err, &f) {
		return f.Findings
	}
	return []model.Finding{model.New(model.Unexpected, "reason", err.Error())}
}

// failure makes every error a *model.Failure: the one place where errors become codes.
func failure(err error) error {
	if err == nil {
		return nil
	}
	return model.Fail(findingsOf(err)...)
}

// IsFile reports whether a path names something on disk.
func IsFile(path string) bool { return exists(path) }

// ReadText reads a text file, by the same rules as every other input.
func ReadText(path string) (string, error) {
	data, found := store.ReadFile(path, "file")
	if data == nil {
		return "", model.Fail(found...)
	}
	return string(data), nil
}
