// Package readers says which families of TLS programs accept a certificate, and why the others do not.
//
// Every family reads the same bytes with rules of its own: one takes the common name for a host name, another does not
// look at a root's dates. What this package knows was measured: the tests make certificates that differ in one thing, show
// them to the real programs, and compare. The rules are a table (rules.go): what is wrong, and who minds. Go's verdict is
// crypto/x509's own. Nothing is dialled, run or fetched here.
//
// Measured with Go 1.26, curl 7.88 on OpenSSL 3.0, Python 3.11 with the flags that 3.13 sets, Node.js 20, GnuTLS 3.7, NSS 3.87,
// Java 17 and 25. Where two versions differ, the stricter one's answer is given. A signature by a key that crypto/x509 does not
// know is taken for sound: whether it is, such a reader finds out. Measured again with curl 8.14 on OpenSSL 3.5, Python 3.13.5,
// Node.js 20 on OpenSSL 3.5, GnuTLS 3.8.9 and Java 21, all rows hold but for two kinds of certificate that OpenSSL 3.5 takes (a
// brainpool key, a CA without a name). NSS 3.110 differs in some fifty, all of rare forms: extensions critical that need not be,
// uses and policies in a root, CAs made again.
package readers

import (
	"crypto/x509"
	"slices"
	"time"

	"certwright/model"
	"certwright/pki/chain"
)

// Input is one certificate as its owner shows it, and what the other side has to judge it by.
type Input struct {
	// DER is the certificate and what is sent behind it, leaf first, as on the wire.
	DER [][]byte
	// Roots are the trust anchors, DER, in the order of their file.
	Roots [][]byte
	// Name is the host name or address that is dialled; "" compares no name.
	Name string
	// Purpose is chain.Server: the readers are clients, or chain.Client: they are servers that demand a certificate.
	// chain.AnyPurpose means what the certificate itself allows, server first.
	Purpose chain.Purpose
	// Now is the time to judge by; zero is the present.
	Now time.Time
	// Stapled tells that an OCSP answer comes with the certificate.
	Stapled bool
}

// reader is one family, a letter in the table.
type reader byte

const (
	golang  reader = 'g' // Go: docker, etcd, kubectl
	openssl reader = 'o' // curl for server certificates, OpenSSL's own servers for client certificates
	strict  reader = 's' // Python 3.13 and openssl -x509_strict
	node    reader = 'n'
	gnutls  reader = 't'
	nss     reader = 'm'
	java    reader = 'j'
)

// family is a reader with the name that it has in words and JSON.
type family struct {
	reader
	id string
}

var families = []family{{golang, "go"}, {openssl, "openssl"}, {strict, "strict"}, {node, "node"}, {gnutls, "gnutls"}, {nss, "nss"}, {java, "java"}}

// everyone is all letters.
const everyone = "gosntmj"

// Readers lists the families in the order of their rows.
func Readers() []string {
	var out []string
	for _, f := range families {
		out = append(out, f.id)
	}
	return out
}

// Keys lists every key that an Objection may carry, sorted: each needs words.
func Keys() []string {
	keys := []string{"unreadable", "unreadable-in-go", "too-complex", "go"}
	for _, r := range rules {
		keys = append(append(keys, r.key), r.also...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)[1:] // not the empty one
}

// Judge gives a row for every family, always all of them and in the same order. A certificate that cannot be read here at
// all is refused by Go and unknown of the others.
func Judge(in Input) []model.Acceptance {
	if in.Now.IsZero() {
		in.Now = time.Now()
	}
	v := look(in)
	out := make([]model.Acceptance, len(families))
	for i, f := range families {
		out[i] = v.ask(f)
	}
	return out
}

// ask applies the table to one reader.
func (v *view) ask(f family) model.Acceptance {
	a := model.Acceptance{Reader: f.id, Answer: model.AnswerYes}
	for _, r := range rules {
		a.Objections = append(a.Objections, v.minds(r, f.reader)...)
	}
	if f.reader == golang {
		a.Objections = v.golang(a.Objections)
	}
	switch {
	case len(a.Objections) > 0:
		a.Answer = model.AnswerNo
	case f.reader == golang:
	case v.unread:
		a.Answer, a.Objections = model.AnswerUnknown, []model.Objection{{Key: "unreadable"}}
	case v.lost():
		a.Answer, a.Objections = model.AnswerUnknown, []model.Objection{{Key: "too-complex", Code: model.ChainTooComplex}}
	}
	return a
}

// Purpose is what a certificate is judged for when nothing else was said: as a server's unless it allows clients only.
func Purpose(leaf *x509.Certificate) chain.Purpose {
	if leaf == nil {
		return chain.Server
	}
	makes, accepts := false, len(leaf.ExtKeyUsage)+len(leaf.UnknownExtKeyUsage) == 0
	for _, u := range leaf.ExtKeyUsage {
		makes = makes || u == x509.ExtKeyUsageClientAuth
		accepts = accepts || u == x509.ExtKeyUsageServerAuth || u == x509.ExtKeyUsageAny
	}
	if makes && !accepts {
		return chain.Client
	}
	return chain.Server
}
