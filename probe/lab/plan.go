package lab

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
)

// Names of the directories that build writes. mainAuthority is the one that the client trusts, except in practice.
const (
	mainAuthority  = "lab"
	otherAuthority = "other" // unrelated to the first
	oldAuthority   = "lab-old"
	serverIdentity = "server"
	clientIdentity = "admin"
)

// cert is one certificate of a plan; the zero value of a field leaves the ordinary thing in place.
type cert struct {
	cn     string
	names  []string
	uses   []x509.ExtKeyUsage
	change []func(*x509.Certificate)
	key    func() (crypto.Signer, error)
	by     func(*world) *Pair            // who signs; default: the lowest authority of ours
	self   bool                          // it signs itself
	bend   func(own, issuer *Pair) error // changes the finished certificate
	sends  func(w *world, own *Pair) []*x509.Certificate
}

// plan is an endpoint that is about to be built, and how it will be dialled.
type plan struct {
	name   string // of the authority that the client trusts, and of its directory
	root   cert
	middle []cert // intermediates, top first
	server cert
	client cert

	auth    tls.ClientAuthType
	trusts  func(*world) *x509.Certificate       // anchor for clients; default: our root
	tune    func(c *tls.Config, peer net.Conn)   // last word on the server's configuration
	staple  func(*world) ([]byte, error)         // OCSP response to staple
	extra   func(w *world, dir string) error     // more files for the authority
	handler http.Handler                         // default: 200 "hello"
	prelude func(net.Conn) error                 // talk before TLS begins (STARTTLS)
	wrap    func(net.Conn) net.Conn              // what lies between TLS and the network
	raw     func(net.Conn)                       // replaces TLS altogether
	open    func() (net.Listener, string, error) // default: listen on 127.0.0.1

	offersClient bool   // the dial brings the client certificate
	serverName   string // to ask for instead of the address
	dialHost     string // to dial instead of 127.0.0.1
	dialStartTLS string // protocol in which the dial asks for TLS
	strangers    bool   // the dial asks whether strangers get in
}

// newPlan is the healthy endpoint that everything starts from: TLS 1.2 and 1.3, no client certificate asked for.
func newPlan(authority string) *plan {
	return &plan{
		name:   authority,
		root:   cert{cn: "certwright " + authority + " CA"},
		server: cert{cn: "server", names: []string{"localhost", "server.lab.test", "127.0.0.1"}, uses: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}},
		client: cert{cn: "admin", uses: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}},
	}
}

// mutual is the base of faults about client certificates: one is required, and the dial brings the right one.
func mutual(p *plan) { p.auth, p.offersClient = tls.RequireAndVerifyClientCert, true }

// tiered puts an intermediate between the root and all leaves.
func tiered(p *plan) { p.middle = []cert{{cn: "certwright lab intermediate CA"}} }

// world is everything that was signed for a plan.
type world struct {
	name         string  // of our authority's directory
	root, issuer *Pair   // our top authority and the one that signs leaves
	chain        []*Pair // root first, issuer last
	other        *Pair   // an authority that nobody here trusts
	namesake     *Pair   // the same subject as root, another key
	server       *Pair
	client       *Pair
	staple       []byte

	serverRef, clientRef string // AUTHORITY/NAME
}

func (p *plan) build(dir string) (*world, error) {
	w := &world{name: p.name}
	if err := p.authorities(w); err != nil {
		return nil, err
	}
	var err error
	if w.server, err = p.server.issue(w); err != nil {
		return nil, err
	}
	if w.client, err = p.client.issue(w); err != nil {
		return nil, err
	}
	if p.staple != nil {
		if w.staple, err = p.staple(w); err != nil {
			return nil, err
		}
	}
	return w, p.save(w, dir)
}

func (p *plan) authorities(w *world) (err error) {
	if w.root, err = Root(p.root.cn, p.root.change...); err != nil {
		return err
	}
	if p.root.bend != nil {
		if err = p.root.bend(w.root, w.root); err != nil {
			return err
		}
	}
	w.issuer, w.chain = w.root, []*Pair{w.root}
	for _, m := range p.middle {
		below, err := w.issuer.Intermediate(m.cn, m.change...)
		if err != nil {
			return err
		}
		if m.bend != nil {
			if err := m.bend(below, w.issuer); err != nil {
				return err
			}
		}
		w.issuer = below
		w.chain = append(w.chain, below)
	}
	if w.other, err = Root("certwright lab other CA"); err != nil {
		return err
	}
	w.namesake, err = Root(p.root.cn)
	return err
}

func (c cert) issue(w *world) (*Pair, error) {
	var key crypto.Signer
	var err error
	if c.key != nil {
		if key, err = c.key(); err != nil {
			return nil, err
		}
	}
	change := append([]func(*x509.Certificate){Names(c.names...)}, c.change...)
	var own *Pair
	if c.self {
		tmpl := leafTemplate(c.cn, c.uses)
		own, err = sign(tmpl, nil, key, change)
	} else {
		own, err = c.signer(w).LeafFor(key, c.cn, c.uses, change...)
	}
	if err == nil && c.bend != nil {
		err = c.bend(own, c.signer(w))
	}
	return own, err
}

func (c cert) signer(w *world) *Pair {
	if c.by != nil {
		return c.by(w)
	}
	return w.issuer
}

// presents is the chain that is sent for this certificate.
func (c cert) presents(w *world, own *Pair) []*x509.Certificate {
	if c.sends != nil {
		return c.sends(w, own)
	}
	return own.Chain()
}

// authorityOf names the directory of the authority that signed a leaf of this plan.
func (c cert) authorityOf(w *world) (string, *Pair) {
	by := c.signer(w)
	switch {
	case c.self:
		return w.name, w.root
	case by == w.other:
		return otherAuthority, by
	case by == w.namesake:
		return oldAuthority, by
	}
	if i := slices.Index(w.chain, by); i > 0 {
		return fmt.Sprintf("%s-intermediate-%d", w.name, i), by
	}
	return w.name, w.root
}

// save writes the home: every authority with an identity in it, and the identities.
func (p *plan) save(w *world, dir string) error {
	if err := w.root.SaveAuthority(filepath.Join(dir, w.name)); err != nil {
		return err
	}
	if p.extra != nil {
		if err := p.extra(w, filepath.Join(dir, w.name)); err != nil {
			return err
		}
	}
	anchor := w.root.Cert
	if p.trusts != nil {
		anchor = p.trusts(w)
	}
	var err error
	if w.serverRef, err = p.server.save(w, w.server, dir, serverIdentity, anchor); err != nil {
		return err
	}
	w.clientRef, err = p.client.save(w, w.client, dir, clientIdentity, w.root.Cert)
	return err
}

func (c cert) save(w *world, own *Pair, dir, name string, anchor *x509.Certificate) (ref string, err error) {
	authority, by := c.authorityOf(w)
	home := filepath.Join(dir, authority)
	if err := by.SaveAuthority(home); err != nil {
		return "", err
	}
	record := filepath.Join(home, "issued", own.Cert.SerialNumber.Text(16)+".pem")
	if err := os.WriteFile(record, PEM(own.Cert), 0o644); err != nil {
		return "", err
	}
	if err := own.Save(filepath.Join(home, name), anchor); err != nil {
		return "", err
	}
	chain := PEM(c.presents(w, own)...)
	if bytes.Equal(chain, PEM(own.Chain()...)) {
		return authority + "/" + name, nil
	}
	return authority + "/" + name, os.WriteFile(filepath.Join(home, name, "cert.pem"), chain, 0o644)
}

func leafTemplate(cn string, uses []x509.ExtKeyUsage) *x509.Certificate {
	from, to := span()
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: cn}, NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: uses, BasicConstraintsValid: true,
	}
}
