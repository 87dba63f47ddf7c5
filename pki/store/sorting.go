package store

import (
	"bytes"
	"crypto/x509"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"

	"certwright/model"
	"certwright/pki"
)

// handAuthority is an authority found in a directory made by hand. cert is nil when its certificate is not here.
type handAuthority struct {
	model.Authority
	cert *x509.Certificate
}

// authorities sorts everything that was found by who signed it. taken are names that are in use already.
func (h *handMade) authorities(taken map[string]bool) []model.Authority {
	all := h.roots(taken)
	for _, f := range h.files {
		leaf, ok := h.leafOf(f)
		if !ok {
			continue
		}
		at := slices.IndexFunc(all, func(a *handAuthority) bool { return a.signed(leaf, f.certs) })
		if at < 0 {
			at = len(all)
			all = append(all, &handAuthority{Authority: model.Authority{
				Name: unique(taken, safeName(pki.IssuerName(leaf))), Dir: h.dir, Foreign: true, Identities: []model.Identity{},
			}, cert: nil})
			all[at].Certificate.Subject = pki.Describe(leaf).Issuer
		}
		all[at].add(h, f, leaf)
	}
	out := make([]model.Authority, len(all))
	for i, a := range all {
		out[i] = a.Authority
	}
	return out
}

// signed reports whether this authority stands above a leaf, directly or through the certificates of its file. An
// authority whose certificate is not here is known by its name.
func (a *handAuthority) signed(leaf *x509.Certificate, file []*x509.Certificate) bool {
	if a.cert == nil {
		return slices.Equal(a.Certificate.Subject, pki.Describe(leaf).Issuer)
	}
	if bytes.Equal(a.cert.Raw, leaf.Raw) || pki.Signed(a.cert, leaf) {
		return true
	}
	for _, c := range chainAbove(append([]*x509.Certificate{leaf}, file...), nil) {
		if bytes.Equal(a.cert.Raw, c.Raw) || pki.Signed(a.cert, c) {
			return true
		}
	}
	return false
}

// roots are the authorities whose certificates are here, each key once: the docker recipe makes two certificates for one
// key. The directory gives its name to the first, the one whose file is called after a CA.
func (h *handMade) roots(taken map[string]bool) []*handAuthority {
	files := slices.Clone(h.files)
	sort.SliceStable(files, func(i, j int) bool { return caRank(files[i].path, h.dir) < caRank(files[j].path, h.dir) })
	seen := map[string]bool{}
	var out []*handAuthority
	for _, f := range files {
		c := f.certs[0]
		d := pki.Describe(c)
		if !h.authority(c) || seen[d.SPKI] {
			continue
		}
		seen[d.SPKI] = true
		name := filepath.Base(h.dir)
		if len(out) > 0 {
			if name = stem(f.path); name == "ca" {
				name = filepath.Base(f.dir)
			}
		}
		a := &handAuthority{cert: c, Authority: model.Authority{
			Name: unique(taken, name), Dir: h.dir, Certificate: d, CAFile: f.path, Foreign: true, Identities: []model.Identity{},
		}}
		a.KeyFile = h.keyFor(d.SPKI, f)
		out = append(out, a)
	}
	return out
}

// caRank orders files by how likely they are the one that is meant: in the directory itself, called ca.
func caRank(path, dir string) int {
	rank := 0
	if filepath.Dir(path) != dir {
		rank += 4
	}
	name := strings.ToLower(filepath.Base(path))
	switch {
	case strings.HasPrefix(name, "ca."):
	case strings.Contains(name, "ca"):
		rank++
	default:
		rank += 2
	}
	return rank
}

// authority reports a certificate that signs others: by basicConstraints, or, being old, because it does.
func (h *handMade) authority(c *x509.Certificate) bool {
	if c.IsCA {
		return true
	}
	if c.Version >= 3 && c.BasicConstraintsValid {
		return false
	}
	for _, f := range h.files {
		for _, other := range f.certs {
			if !bytes.Equal(other.Raw, c.Raw) && pki.Signed(c, other) {
				return true
			}
		}
	}
	return false
}

// leafOf finds the certificate of a file that is an identity: the one with a key here, else the one that signed no other.
// An authority is one too when it is made like a server's (openssl req -x509 makes those).
func (h *handMade) leafOf(f handFile) (*x509.Certificate, bool) {
	ordered, _ := pki.Pair(f.certs, nil, f.path, "")
	leaf := ordered[0]
	for _, c := range f.certs {
		if !h.authority(c) && h.keyFor(pki.Describe(c).SPKI, f) != "" {
			leaf = c
			break
		}
	}
	if !h.authority(leaf) {
		return leaf, true
	}
	server := len(leaf.DNSNames)+len(leaf.IPAddresses) > 0 || len(leaf.ExtKeyUsage) > 0
	return leaf, server && h.keyFor(pki.Describe(leaf).SPKI, f) != ""
}

// keyFor finds the key of a certificate by its public key, nearest first; an encrypted key is found by its file's name.
func (h *handMade) keyFor(spki string, f handFile) string {
	for _, near := range []bool{true, false} {
		for _, k := range h.keys {
			if k.spki == spki && (k.dir == f.dir) == near {
				return k.path
			}
		}
	}
	for _, k := range h.keys {
		if k.spki == "" && k.dir == f.dir && stem(k.path) == stem(f.path) {
			return k.path
		}
	}
	return ""
}

// add puts an identity into its authority. The same certificate in several files (a chain beside it, easy-rsa's copies by
// serial number) is one identity: where its key is, with the longest chain.
func (a *handAuthority) add(h *handMade, f handFile, leaf *x509.Certificate) {
	d := pki.Describe(leaf)
	id := model.Identity{
		Authority: a.Name, Dir: f.dir, CertFile: f.path, KeyFile: h.keyFor(d.SPKI, f), CAFile: a.CAFile, Certificate: d,
	}
	for _, c := range f.certs {
		if !bytes.Equal(c.Raw, leaf.Raw) {
			id.Chain = append(id.Chain, pki.Describe(c))
		}
	}
	if ca := h.caBeside(f.dir, a.cert); ca != "" {
		id.CAFile = ca
	}
	if i := slices.IndexFunc(a.Identities, func(old model.Identity) bool { return h.again(f, d, old) }); i >= 0 {
		id.Name = a.Identities[i].Name
		a.Identities[i] = id
		return
	}
	id.Name = a.nameFor(h, f)
	for i, other := range a.Identities {
		if other.Certificate.SHA256 == d.SHA256 {
			if worth(id) > worth(other) {
				a.Identities[i] = id
			}
			return
		}
	}
	a.Identities = append(a.Identities, id)
}

// again reports that a file in a directory of ours is an identity of flat files that was signed again: of its name, with
// its key. The flat files stay where they are; two identities they are not.
func (h *handMade) again(f handFile, c model.Certificate, flat model.Identity) bool {
	return flat.Dir == h.dir && f.dir == filepath.Join(h.dir, flat.Name) && filepath.Base(f.path) == certFile && c.SPKI == flat.Certificate.SPKI
}

// worth orders files with the same certificate.
func worth(id model.Identity) int {
	n := 0
	for _, c := range id.Chain {
		if !c.SelfIssued() { // an intermediate, which has to be sent; a root may be missing
			n = 150
		}
	}
	if filepath.Dir(id.KeyFile) == id.Dir {
		n += 200
	}
	if id.KeyFile != "" && stem(id.KeyFile) == stem(id.CertFile) {
		n += 100
	}
	return n
}

// caBeside finds a copy of the authority's certificate in the identity's own directory.
func (h *handMade) caBeside(dir string, ca *x509.Certificate) string {
	for _, f := range h.files {
		if f.dir == dir && ca != nil && bytes.Equal(f.certs[0].Raw, ca.Raw) {
			return f.path
		}
	}
	return ""
}

// nameFor names an identity after its file, or after the directory where the file's name says nothing.
func (a *handAuthority) nameFor(h *handMade, f handFile) string {
	taken := map[string]bool{}
	for _, i := range a.Identities {
		taken[i.Name] = true
	}
	name := stem(f.path)
	if f.dir != h.dir && generic(name) {
		if dir := filepath.Base(f.dir); h.several(f.dir) {
			name = dir + "-" + name
		} else {
			name = dir
		}
	}
	if taken[name] {
		name = filepath.Base(f.path)
	}
	return unique(taken, name)
}

// several reports a directory with more than one identity.
func (h *handMade) several(dir string) bool {
	n := 0
	for _, f := range h.files {
		if f.dir == dir && !h.authority(f.certs[0]) {
			n++
		}
	}
	return n > 1
}

func generic(stem string) bool {
	return slices.Contains([]string{"cert", "tls", "fullchain", "chain", "server", "client", "peer"}, strings.ToLower(stem))
}

// stem is the name of a file without what says only that it is a certificate or a key: server-cert.pem gives server.
func stem(path string) string {
	base := filepath.Base(path)
	name := strings.TrimSuffix(base, filepath.Ext(base))
	for _, suffix := range []string{"-key", "_key", ".key", "-cert", "_cert", ".cert", "-crt", ".crt", "-certificate"} {
		if cut, ok := strings.CutSuffix(strings.ToLower(name), suffix); ok && cut != "" {
			return name[:len(cut)]
		}
	}
	return name
}

// unique returns name, or the first of NAME-2, NAME-3 ... that is free, and takes it.
func unique(taken map[string]bool, name string) string {
	candidate := name
	for n := 2; taken[candidate]; n++ {
		candidate = name + "-" + strconv.Itoa(n)
	}
	taken[candidate] = true
	return candidate
}

// names are the names of the authorities found so far.
func (v *visit) names() map[string]bool {
	out := map[string]bool{}
	for _, a := range v.authorities {
		out[a.Name] = true
	}
	return out
}
