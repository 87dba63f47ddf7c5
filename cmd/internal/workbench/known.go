package workbench

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"certwright/model"
	"certwright/pki"
	"certwright/pki/chain"
	"certwright/pki/store"
	"certwright/probe"
	"certwright/probe/diagnose"
)

// known loads what a dial names: the CA to trust, the client certificate, and all that the workspace holds. What is
// wrong with a file is a finding in Known.Given; the dial goes on without that file, so that the server's own faults
// are still seen.
func (w *Workbench) known(ctx context.Context, d model.Dial) (probe.Config, diagnose.Known) {
	cfg := probe.Config{Dial: d, Now: w.now}
	k := diagnose.Known{Files: map[string]string{}}
	ws, err := w.Load(ctx)
	if err != nil {
		k.Given = append(k.Given, findingsOf(err)...)
	}
	k.Held, k.Extra = held(ws, k.Files)
	implied := w.client(ws, d, &cfg, &k)
	w.trust(ws, d.CA, implied, &k)
	for _, a := range ws.Authorities {
		k.CRLs = append(k.CRLs, crlOf(a)...)
	}
	if d.CRL != "" {
		given, found := loadCRLs(d.CRL)
		k.CRLs, k.Given = append(k.CRLs, given...), append(k.Given, found...)
	}
	return cfg, k
}

// client loads the certificate to offer and returns the authority that --as implies.
func (w *Workbench) client(ws model.Workspace, d model.Dial, cfg *probe.Config, k *diagnose.Known) (implied string) {
	certFile, keyFile := d.Cert, d.Key
	if d.As != "" {
		identity, found := findIdentity(ws, d.As)
		if len(found) > 0 {
			k.Given = append(k.Given, found...)
			return ""
		}
		certFile, keyFile, implied = identity.CertFile, identity.KeyFile, identity.Authority
		k.Ref = identity.Ref()
	} else {
		k.Ref = refOf(ws, certFile)
	}
	if certFile == "" {
		return implied
	}
	pair, key, found := loadPair(ws, certFile, keyFile)
	k.Given = append(k.Given, found...)
	if len(pair) == 0 {
		k.Ref = ""
		return implied
	}
	k.Client = pair
	cfg.Certificate = &tls.Certificate{PrivateKey: key, Leaf: pair[0]}
	for _, c := range pair {
		cfg.Certificate.Certificate = append(cfg.Certificate.Certificate, c.Raw)
	}
	return implied
}

// namedAsFile reports whether a name is that of a certificate file, there or not.
func namedAsFile(name string) bool {
	return slices.Contains([]string{".pem", ".crt", ".cer", ".der", ".p7b", ".p7c", ".p12", ".pfx"}, strings.ToLower(filepath.Ext(name)))
}

// refOf is what people call the file of a certificate: the identity of this home that it belongs to, else its path. Only
// the very file counts: a copy elsewhere does not change when the identity is issued again.
func refOf(ws model.Workspace, file string) string {
	given, err := os.Stat(file)
	if file == "" || err != nil {
		return file
	}
	for _, a := range ws.Authorities {
		for _, i := range a.Identities {
			if own, err := os.Stat(i.CertFile); err == nil && os.SameFile(given, own) {
				return i.Ref()
			}
		}
	}
	return file
}

// trust decides what the server's chain must lead to: --ca as a file or an authority, what --as implies, else the system's
// store. It returns the file that the trust was read from, "" where none was.
func (w *Workbench) trust(ws model.Workspace, ca, implied string, k *diagnose.Known) string {
	if ca == "" && implied == "" {
		k.System = true
		k.Roots = systemRoots()
		return ""
	}
	file := ca
	if ca == "" {
		ca = implied
	}
	authority, isAuthority := ws.Find(ca)
	isFile := file != "" && (strings.ContainsRune(file, '/') || isFileHere(file) || !isAuthority && namedAsFile(file))
	switch {
	case isFile && isAuthority && !strings.ContainsRune(file, '/'):
		k.Given = append(k.Given, model.New(model.AmbiguousCA, "value", ca, "file", "./"+file, "authority", authority.Dir))
	case isAuthority:
		file = authority.CAFile
		k.Trust = ca
	case isFile:
		k.Trust = file
	default:
		k.Given = append(k.Given, model.New(model.UnknownAuthority, "name", ca, "known", authorityNames(ws), "home", w.home))
	}
	if k.Trust == "" {
		return ""
	}
	roots, found := loadCAs(file)
	k.Roots, k.Given = roots, append(k.Given, found...)
	return file
}

// loadCAs reads a file of trusted certificates.
func loadCAs(file string) ([]*x509.Certificate, []model.Finding) {
	data, found := store.ReadFile(file, "ca")
	if data == nil {
		return nil, found
	}
	certs, more := pki.LoadCAs(data, file)
	return certs, append(found, more...)
}

// findIdentity resolves NAME or AUTHORITY/NAME.
func findIdentity(ws model.Workspace, ref string) (model.Identity, []model.Finding) {
	authority, name, qualified := strings.Cut(ref, "/")
	if !qualified {
		name = ref
	}
	var hits []model.Identity
	var all []string
	for _, a := range ws.Authorities {
		for _, i := range a.Identities {
			all = append(all, i.Ref())
			if i.Name == name && (!qualified || a.Name == authority) {
				hits = append(hits, i)
			}
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return model.Identity{}, []model.Finding{model.New(model.UnknownIdentity, "name", ref, "known", strings.Join(all, ", "), "home", ws.Home)}
	}
	var refs []string
	for _, h := range hits {
		refs = append(refs, h.Ref())
	}
	return model.Identity{}, []model.Finding{model.New(model.UnknownIdentity, "name", ref, "known", strings.Join(refs, ", "), "home", ws.Home).As("several")}
}

// held parses the workspace's identities and notes which file every certificate that could be a missing link is in.
func held(ws model.Workspace, files map[string]string) ([]diagnose.Held, []*x509.Certificate) {
	var out []diagnose.Held
	var extra []*x509.Certificate
	note := func(c *x509.Certificate, file string) {
		if c == nil {
			return
		}
		key := sha256Hex(c.Raw)
		if _, seen := files[key]; !seen {
			files[key] = file
			extra = append(extra, c)
		}
	}
	for _, a := range ws.Authorities {
		issuer := parse(a.Certificate.DER)
		note(issuer, a.CAFile)
		for _, i := range a.Identities {
			h := diagnose.Held{Identity: i, Leaf: parse(i.Certificate.DER), Issuer: issuer, CanSign: a.KeyFile != "", Earlier: store.Earlier(a, i.Name)}
			for _, c := range i.Chain {
				if x := parse(c.DER); x != nil {
					h.Chain = append(h.Chain, x)
					note(x, i.CertFile)
				}
			}
			if h.Leaf != nil && h.Leaf.IsCA {
				note(h.Leaf, i.CertFile)
			}
			out = append(out, h)
		}
	}
	return out, extra
}

func parse(der []byte) *x509.Certificate {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	return c
}

func sha256Hex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func crlOf(a model.Authority) []chain.CRL {
	file := crlFile(a)
	if !exists(file) {
		return nil
	}
	lists, _ := loadCRLs(file) // an unreadable one of the workspace is said when it is opened, not at every dial
	for i := range lists {
		lists[i].Found = true
	}
	return lists
}

func loadCRLs(file string) ([]chain.CRL, []model.Finding) {
	data, found := store.ReadFile(file, "crl")
	if data == nil {
		return nil, found
	}
	lists, more := pki.LoadCRLs(data, file)
	var out []chain.CRL
	for _, l := range lists {
		out = append(out, chain.CRL{List: l, File: file})
	}
	return out, append(found, more...)
}

func authorityNames(ws model.Workspace) string {
	var names []string
	for _, a := range ws.Authorities {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}
