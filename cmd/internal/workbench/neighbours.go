package workbench

import (
	"cmp"
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"certwright/model"
	"certwright/pki"
	"certwright/probe/diagnose"
)

// Bounds on what is read beside the files that a dial names: entries of a directory, bytes of a file, certificates in all.
const (
	neighbourEntries = 256
	neighbourBytes   = 64 << 10
	neighbourLimit   = 128
)

// neighbourKinds are the ends of names of certificate files.
var neighbourKinds = []string{".pem", ".crt", ".cer", ".cert", ".der", ".ca-bundle", ".chain"}

// missesIssuer reports findings that a certificate lying beside the named files could explain: a CA or an intermediate
// that somebody has, and that was not named, not sent or not exchanged for the old one.
func missesIssuer(found []model.Finding) bool {
	return slices.ContainsFunc(found, func(f model.Finding) bool {
		switch f.Code {
		case model.UnknownIssuer, model.IssuerOtherKey, model.MissingIntermediate:
			return true
		case model.Expired: // a CA that somebody renewed
			return f.Value("role") != "leaf"
		case model.ClientCertRejected, model.HTTPRefusedClient:
			return f.Variant == "unknown-ca" || f.Variant == "missing-intermediate" || f.Variant == ""
		}
		return false
	})
}

// withNeighbours adds the CA certificates that lie in the directories of the named files to what may explain a missing
// link. They are trusted by nobody for that, and read only after something was missed.
func withNeighbours(k diagnose.Known, d model.Dial) diagnose.Known {
	files := map[string]string{}
	for sum, file := range k.Files {
		files[sum] = file
	}
	k.Files, k.Extra = files, slices.Clone(k.Extra)
	var seen []string
	for _, file := range []string{d.CA, d.Cert, d.Key} {
		dir := filepath.Dir(file)
		if file == "" || !isFileHere(file) || slices.Contains(seen, dir) {
			continue
		}
		seen = append(seen, dir)
		for _, n := range neighbours(dir) {
			for _, c := range n.certs {
				sum := sha256Hex(c.Raw)
				if _, known := files[sum]; known || len(k.Extra) >= neighbourLimit {
					continue
				}
				files[sum] = n.path
				k.Extra = append(k.Extra, c)
			}
		}
	}
	return k
}

// neighbour is a file and the CA certificates in it.
type neighbour struct {
	path  string
	whole int // certificates of any kind
	certs []*x509.Certificate
}

// neighbours are the certificate files of a directory: those that hold one certificate first, because that file is what
// a remedy can name, else by their names. Links are not followed.
func neighbours(dir string) []neighbour {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	entries, _ := d.ReadDir(neighbourEntries) // what was read before an error will do
	var out []neighbour
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && info.Size() <= neighbourBytes && slices.Contains(neighbourKinds, strings.ToLower(filepath.Ext(e.Name()))) {
			out = append(out, readNeighbour(filepath.Join(dir, e.Name())))
		}
	}
	slices.SortFunc(out, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(a.whole, b.whole), strings.Compare(a.path, b.path))
	})
	return out
}

// readNeighbour keeps the certificates that may sign others, as far as they say.
func readNeighbour(path string) neighbour {
	data, err := os.ReadFile(path)
	if err != nil {
		return neighbour{path: path}
	}
	certs, _ := pki.LoadCAs(data, path) // what is no certificate is no news here
	n := neighbour{path: path, whole: len(certs)}
	n.certs = slices.DeleteFunc(certs, func(c *x509.Certificate) bool {
		return !c.IsCA && string(c.RawSubject) != string(c.RawIssuer)
	})
	return n
}
