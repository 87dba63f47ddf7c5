package readers

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/pki/chain"
)

// The path from the leaf up, as pki/chain finds it, and as readers find it that do not look back.

// maxRespellings bounds the signatures that are verified to find an issuer by another spelling of its name.
const maxRespellings = 50

// respell gives a certificate its issuer's spelling where the two differ in case, blanks or string type only (RFC 5280
// section 7.1), so that the path is found; who does not compare so has a rule in the table.
func (v *view) respell() {
	all, left := v.all(), maxRespellings
	exact, loose := map[string]bool{}, map[string][]*item{}
	for _, c := range all {
		exact[string(c.subject)] = true
		loose[c.subjectName] = append(loose[c.subjectName], c)
	}
	for _, c := range all {
		if exact[string(c.issuer)] || c.issuerName == "" {
			continue
		}
		for _, up := range loose[c.issuerName] {
			if left--; left < 0 {
				return
			}
			if rsaBits(up) <= mostRSA && up.x509.PublicKey != nil && up.x509.CheckSignature(c.x509.SignatureAlgorithm, c.tbs, c.x509.Signature) == nil {
				x := *c.x509
				x.RawIssuer = up.subject
				c.linked, c.respelt = &x, true
				break
			}
		}
	}
}

// rsaBits is the size of an RSA key, 0 for other keys.
func rsaBits(i *item) int {
	if k, ok := i.x509.PublicKey.(*rsa.PublicKey); ok {
		return k.N.BitLen()
	}
	return 0
}

// folded is a distinguished name in one spelling; "" when it cannot be read.
func folded(raw []byte) string {
	var out []string
	s := cryptobyte.String(raw)
	seq, ok := element(&s, cb.SEQUENCE)
	for ok && !seq.Empty() {
		var set, pair, value cryptobyte.String
		var tag cb.Tag
		if set, ok = element(&seq, cb.SET); !ok {
			return ""
		}
		if pair, ok = element(&set, cb.SEQUENCE); !ok {
			return ""
		}
		var id asn1.ObjectIdentifier
		if !pair.ReadASN1ObjectIdentifier(&id) || !pair.ReadAnyASN1(&value, &tag) {
			return ""
		}
		out = append(out, id.String()+"="+strconv.Quote(strings.ToLower(strings.Join(strings.Fields(string(value)), " "))))
	}
	return strings.Join(out, ",")
}

// climb asks pki/chain for the best path and its findings. Names are left out: every reader compares them in its own way.
func (v *view) climb() {
	question := chain.Input{Leaf: v.leaf().linked, Now: v.in.Now, Purpose: chain.Server}
	if !v.server {
		question.Purpose = chain.Client
	}
	for _, i := range v.sent[1:] {
		if i != nil {
			question.Sent = append(question.Sent, i.linked)
		}
	}
	for _, i := range v.roots {
		question.Roots = append(question.Roots, i.linked)
	}
	result := chain.Verify(question)
	v.findings = result.Findings
	v.path = v.known(result.Paths)
	v.anchored = v.path[len(v.path)-1].root
	v.whole, v.inOrder = v.further(v.path), v.firstFit()
	if slices.Contains(v.sent, v.inOrder[len(v.inOrder)-1]) {
		v.inOrder = v.further(v.inOrder)
	}
}

// known is the best path in items.
func (v *view) known(paths [][]*x509.Certificate) []*item {
	out, byRaw := []*item{v.leaf()}, map[string]*item{}
	for _, i := range v.all() {
		if byRaw[string(i.der)] == nil {
			byRaw[string(i.der)] = i
		}
	}
	if len(paths) == 0 {
		return out
	}
	for _, x := range paths[0][1:] {
		if i := byRaw[string(x.Raw)]; i != nil {
			out = append(out, i)
		}
	}
	return out
}

// firstFit builds a path without looking back: a trusted issuer ends it, else the first one sent that fits goes on.
func (v *view) firstFit() []*item {
	path := []*item{v.leaf()}
	for len(path) <= len(v.sent)+1 {
		top := path[len(path)-1]
		if top.root {
			return path
		}
		next := fitting(top, v.roots)
		if last := v.path[len(v.path)-1]; next != nil && v.anchored && bytes.Equal(last.subject, top.issuer) {
			next = last // which of several roots of one name it takes is a rule of its own
		}
		if next == nil {
			next = fitting(top, v.sent)
		}
		if next == nil || slices.Contains(path, next) {
			break
		}
		path = append(path, next)
	}
	return v.path
}

// fitting is the first certificate that has the issuer's name and does not contradict the key identifier.
func fitting(c *item, among []*item) *item {
	for _, i := range among {
		if i == nil || i == c || !bytes.Equal(i.subject, c.issuer) {
			continue
		}
		if a, ski := c.identifier, i.keyID; len(a.key) == 0 || len(ski) == 0 || bytes.Equal(a.key, ski) {
			return i
		}
	}
	return nil
}

// further goes on from a trusted certificate to the trusted one that signed it, as far as there are any.
func (v *view) further(path []*item) []*item {
	out := slices.Clone(path)
	for range v.roots {
		top := out[len(out)-1]
		next := fitting(top, v.roots)
		if !top.root || top.selfIssued() || next == nil || slices.Contains(out, next) {
			break
		}
		out = append(out, next)
	}
	return out
}
