package casebook

import (
	"encoding/pem"
	"time"
)

// Case is one question to a validator and the answer that its suite wants.
type Case struct {
	ID   string // as the suite names it
	Good bool   // the suite wants yes
	// Pedantic is the feature under which the suite files what most validators let pass; "" for what all are asked.
	Pedantic string
	// Cause is what we name when we say no: a code, with its variant behind a slash.
	Cause string
	// Lax says why our verdict without --strict is not the suite's; Strict why it is not with it. "" agrees.
	Lax, Strict string

	Leaf             *Entity
	Roots, Untrusted []*Entity
	Name             string // of the peer: a DNS name, an address, a mailbox; "" asks for none
	Client           bool   // a client's certificate, else a server's
	AnyPurpose       bool
	At               time.Time // zero is now
	CRLs             [][]byte
}

type detail func(*Case)

// Bundle writes certificates as one PEM file.
func Bundle(list ...*Entity) []byte {
	var out []byte
	for _, e := range list {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: e.DER})...)
	}
	return out
}

// Lists writes revocation lists as one PEM file.
func Lists(list ...[]byte) []byte {
	var out []byte
	for _, der := range list {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der})...)
	}
	return out
}

// book collects cases.
type book struct{ cases []Case }

// good and bad add a case for example.com, now, by one root.
func (b *book) good(id string, leaf, root *Entity, details ...detail) {
	b.add(Case{ID: id, Good: true, Leaf: leaf, Roots: []*Entity{root}, Name: "example.com"}, details)
}

func (b *book) bad(id, cause string, leaf, root *Entity, details ...detail) {
	b.add(Case{ID: id, Cause: cause, Leaf: leaf, Roots: []*Entity{root}, Name: "example.com"}, details)
}

func (b *book) add(c Case, details []detail) {
	for _, d := range details {
		d(&c)
	}
	b.cases = append(b.cases, c)
}

func via(list ...*Entity) detail { return func(c *Case) { c.Untrusted = list } }

func andRoots(list ...*Entity) detail { return func(c *Case) { c.Roots = append(c.Roots, list...) } }

func peer(name string) detail { return func(c *Case) { c.Name = name } }

func asClient(name string) detail { return func(c *Case) { c.Client, c.Name = true, name } }

func at(t time.Time) detail { return func(c *Case) { c.At = t } }

func lists(crls ...[]byte) detail {
	return func(c *Case) {
		c.CRLs = crls
		if c.At.IsZero() {
			c.At = judged
		}
	}
}

func pedantic(feature string) detail { return func(c *Case) { c.Pedantic = feature } }

// lax and strict excuse a verdict that is not the suite's.
func lax(why string) detail { return func(c *Case) { c.Lax = why } }

func strict(why string) detail { return func(c *Case) { c.Strict = why } }

func both(why string) detail { return func(c *Case) { c.Lax, c.Strict = why, why } }

// Reasons that several cases share.
const (
	profile   = "a rule for who issues (RFC 5280 section 4): readers let it pass, --strict does not"
	publicCA  = "a rule for public CAs (CA/B Baseline Requirements): --strict holds servers to it"
	goSaysNo  = "Go refuses, and we never say yes where Go says no"
	otherWay  = "the suite wants both answers of two cases alike; we give that of RFC 5280"
	x509False = "openssl -x509_strict and Python 3.13 refuse it, and --strict is no milder"
)
