package readers

import (
	"bytes"
	"net"
	"slices"
	"time"

	"certwright/model"
	"certwright/pki/chain"
)

// view is what the rules look at: the certificates, the path that they make, and what pki/chain finds in it.
type view struct {
	in       Input
	server   bool
	host     string
	ip       net.IP
	sent     []*item // leaf first; nil where one is no certificate
	roots    []*item
	garbage  bool    // one of those sent is no certificate at all
	unread   bool    // one of those sent is a certificate that cannot be read here
	path     []*item // leaf first
	whole    []*item // the path of readers that go on from a trusted certificate to the root that signed it, if that is trusted too
	inOrder  []*item // the path of readers that take the first issuer that fits, in the order sent
	anchored bool
	findings []model.Finding
	form     string // how the name differs, once it was asked
}

// look reads everything and finds the path.
func look(in Input) *view {
	v := &view{in: in, server: in.Purpose != chain.Client}
	v.host, v.ip = chain.Dialled(in.Name)
	v.readAll()
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

// readAll reads what was sent and the roots.
func (v *view) readAll() {
	anchors := map[string]bool{}
	for _, der := range v.in.Roots {
		if i := read(der); i != nil {
			i.root = true
			v.roots, anchors[string(der)] = append(v.roots, i), true
		}
	}
	for _, der := range v.in.DER {
		i := read(der)
		if i != nil {
			i.root = anchors[string(der)]
		} else {
			_, certificate := peel(der)
			v.garbage, v.unread = v.garbage || !certificate, v.unread || certificate
		}
		v.sent = append(v.sent, i)
	}
}

func (v *view) leaf() *item { return v.sent[0] }

// all are the certificates that could be an issuer.
func (v *view) all() []*item {
	return slices.DeleteFunc(slices.Concat(v.sent, v.roots), func(i *item) bool { return i == nil })
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

// lost reports that no path to a root was found and nothing says why: the search was given up.
func (v *view) lost() bool {
	return v.path != nil && !v.anchored && !slices.ContainsFunc(v.findings, func(f model.Finding) bool { return distrust[f.Code] != "" })
}

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
	case i == len(path)-1 && path[i].root:
		return atRoot
	}
	return between
}

// issuerOf is the certificate above in the path, nil at its end.
func (v *view) issuerOf(c *item) *item {
	if i := slices.Index(v.path, c); i >= 0 && i+1 < len(v.path) {
		return v.path[i+1]
	}
	return nil
}

func (v *view) alive(c *item) bool {
	return !v.in.Now.Before(c.x509.NotBefore) && !v.in.Now.After(c.x509.NotAfter)
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

// couldBeBelow reports whether the identifiers of i's issuer, as far as there are any, are those of up.
func (i *item) couldBeBelow(up *item) bool {
	a, ski := i.identifier, up.keyID
	return (len(a.key) == 0 || len(ski) == 0 || bytes.Equal(a.key, ski)) &&
		(a.serial == nil || a.serial.Cmp(up.serial) == 0) && (a.issuer == nil || folded(a.issuer) == up.issuerName)
}
