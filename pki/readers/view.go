package readers

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/net/idna"

	"certwright/model"
	"certwright/pki/chain"
)

// errNegative stands for what crypto/x509 says by default of a negative serial number.
var errNegative = errors.New("x509: negative serial number")

// errNotACertificate stands for bytes that are none.
var errNotACertificate = errors.New("x509: malformed certificate")

// view is what the rules look at: the certificates, the path that they make, and what pki/chain finds in it.
type view struct {
	in       Input
	server   bool
	host     string
	ip       net.IP
	sent     []*item // leaf first; nil where one is no certificate
	roots    []*item
	garbage  bool // one of those sent is no certificate at all
	unread   bool // one of those sent is a certificate that cannot be read here
	respelt  map[*item]bool
	path     []*item // leaf first
	whole    []*item // the path of readers that go on from a trusted certificate to the root that signed it, if that is trusted too
	inOrder  []*item // the path of readers that take the first issuer that fits, in the order sent
	anchored bool
	findings []model.Finding
}

// look reads everything and finds the path.
func look(in Input) *view {
	v := &view{in: in, server: in.Purpose != chain.Client, respelt: map[*item]bool{}}
	v.host, v.ip = dialled(in.Name)
	for _, der := range in.DER {
		i := read(der)
		if i == nil {
			_, certificate := peel(der)
			v.garbage, v.unread = v.garbage || !certificate, v.unread || certificate
		}
		v.sent = append(v.sent, i)
	}
	for _, der := range in.Roots {
		if i := read(der); i != nil {
			v.roots = append(v.roots, i)
		}
	}
	if len(v.sent) == 0 || v.sent[0] == nil {
		v.unread = true
		return v
	}
	if in.Purpose == chain.AnyPurpose {
		v.server = Purpose(v.leaf().x509) == chain.Server
	}
	v.respell()
	v.climb()
	return v
}

func (v *view) leaf() *item { return v.sent[0] }

// dialled is the name as it is compared: an address without brackets and zone, or a host name as A-labels.
func dialled(name string) (string, net.IP) {
	n := strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if a, err := netip.ParseAddr(n); err == nil {
		a = a.WithZone("")
		return a.String(), net.IP(a.AsSlice())
	}
	if a, err := idna.Lookup.ToASCII(name); err == nil && strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 }) {
		return a, nil
	}
	return name, nil
}

// all are the certificates that could be an issuer.
func (v *view) all() []*item {
	var out []*item
	for _, i := range append(append([]*item(nil), v.sent...), v.roots...) {
		if i != nil {
			out = append(out, i)
		}
	}
	return out
}

// respell gives a certificate its issuer's spelling where the two differ in case, blanks or string type only (RFC 5280
// section 7.1), so that the path is found; who does not compare so has a rule in the table.
func (v *view) respell() {
	all := v.all()
	for _, c := range all {
		if slices.ContainsFunc(all, func(i *item) bool { return bytes.Equal(i.subject, c.issuer) }) {
			continue
		}
		for _, up := range all {
			if f := folded(c.issuer); f != "" && f == folded(up.subject) && up.x509.PublicKey != nil &&
				small(up) && up.x509.CheckSignature(c.x509.SignatureAlgorithm, c.tbs, c.x509.Signature) == nil {
				x := *c.x509
				x.RawIssuer = up.subject
				c.x509, v.respelt[c] = &x, true
				break
			}
		}
	}
}

// small reports a key that verifies in bounded time.
func small(i *item) bool { return rsaBits(i) <= 8192 }

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
	question := chain.Input{Leaf: v.leaf().x509, Now: v.in.Now, Purpose: chain.Server}
	if !v.server {
		question.Purpose = chain.Client
	}
	for _, i := range v.sent[1:] {
		if i != nil {
			question.Sent = append(question.Sent, i.x509)
		}
	}
	for _, i := range v.roots {
		question.Roots = append(question.Roots, i.x509)
	}
	result := chain.Verify(question)
	v.findings = result.Findings
	v.path = []*item{v.leaf()}
	if len(result.Paths) > 0 {
		for _, x := range result.Paths[0][1:] {
			v.path = append(v.path, v.known(x))
		}
	}
	v.anchored = v.trusted(v.path[len(v.path)-1])
	v.whole, v.inOrder = v.further(v.path), v.firstFit()
	if slices.ContainsFunc(v.sent, func(c *item) bool { return c == v.inOrder[len(v.inOrder)-1] }) {
		v.inOrder = v.further(v.inOrder)
	}
}

func (v *view) known(x *x509.Certificate) *item {
	for _, i := range v.all() {
		if bytes.Equal(i.der, x.Raw) {
			return i
		}
	}
	return nil
}

func (v *view) trusted(c *item) bool {
	return slices.ContainsFunc(v.roots, func(r *item) bool { return bytes.Equal(r.der, c.der) })
}

// firstFit builds a path without looking back: a trusted issuer ends it, else the first one sent that fits goes on.
func (v *view) firstFit() []*item {
	path := []*item{v.leaf()}
	for len(path) <= len(v.sent)+1 {
		top := path[len(path)-1]
		if v.trusted(top) {
			return path
		}
		next := fitting(top, v.roots)
		if last := v.path[len(v.path)-1]; next != nil && v.anchored && bytes.Equal(last.subject, top.issuer) {
			next = last // of several roots of one name it finds the one that fits
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
		if a, ski := c.authority(), i.subjectKey(); len(a.key) == 0 || len(ski) == 0 || bytes.Equal(a.key, ski) {
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
		if !v.trusted(top) || top.selfIssued() || next == nil || slices.Contains(out, next) {
			break
		}
		out = append(out, next)
	}
	return out
}

// pathOf is the path as a reader has it.
func (v *view) pathOf(r reader) []*item {
	switch {
	case r == gnutls:
		return v.inOrder
	case r == node, r == openssl && (!v.server || v.pinned()), r == strict && v.pinned():
		return v.whole
	}
	return v.path
}

// pinned reports whether the leaf itself is trusted.
func (v *view) pinned() bool { return v.anchored && len(v.path) == 1 }

// place is where a certificate stands in its path.
type place int

const (
	atLeaf place = 1 << iota
	between
	atRoot
	below  = atLeaf | between
	above  = between | atRoot
	anyone = atLeaf | between | atRoot
)

// placeOf: what is trusted stands at the root, unless it is the leaf itself.
func (v *view) placeOf(i int, path []*item) place {
	switch {
	case i == 0:
		return atLeaf
	case i == len(path)-1 && v.trusted(path[i]):
		return atRoot
	}
	return between
}

// nameOf is the shortest name that a person would use.
func nameOf(i *item) string {
	if names := i.commonNames(); len(names) > 0 && names[len(names)-1] != "" {
		return names[len(names)-1]
	}
	if len(i.x509.DNSNames) > 0 {
		return i.x509.DNSNames[0]
	}
	if s := i.x509.Subject.String(); s != "" {
		return s
	}
	return i.serial.Text(16)
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
