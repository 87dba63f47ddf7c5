package readers

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strconv"

	"certwright/model"
)

// The rules about the chain as a whole.

func garbage(v *view, _ reader) hits {
	if v.garbage {
		return hits{{}}
	}
	return nil
}

// distrust are the findings of pki/chain that nobody overlooks; their codes are their words.
var distrust = map[model.Code]string{
	model.UnknownIssuer: "issuer", model.SelfSigned: "certificate", model.MissingIntermediate: "missing",
	model.IssuerOtherKey: "issuer", model.SignatureInvalid: "certificate",
}

func codes(of map[model.Code]string) []string {
	var out []string
	for c := range of {
		out = append(out, string(c))
	}
	return out
}

func trust(v *view, _ reader) hits {
	var out hits
	for _, f := range v.findings {
		if key, ok := distrust[f.Code]; ok {
			out = append(out, hit{detail: f.Value(key), key: string(f.Code), code: f.Code})
		}
	}
	return out
}

func spelling(v *view, r reader) hits {
	if v.pinned() {
		return nil
	}
	for _, c := range v.pathOf(r) {
		if c.respelt {
			return hits{{at: c}}
		}
	}
	return nil
}

// partialChain: the trusted certificate is not signed by itself, and what signed it is not trusted.
func partialChain(v *view, _ reader) hits {
	top := v.whole[len(v.whole)-1]
	return when(v.anchored && !looksSelfSigned(top), top, "")
}

// looksSelfSigned is all that OpenSSL asks: names, identifiers and kind of key; the signature is not verified.
func looksSelfSigned(c *item) bool {
	return c.subjectName == c.issuerName && c.couldBeBelow(c) &&
		(c.x509.PublicKey == nil || signedBy(c.x509.SignatureAlgorithm) == c.x509.PublicKeyAlgorithm)
}

// signedBy is the kind of key that makes signatures of this kind.
func signedBy(a x509.SignatureAlgorithm) x509.PublicKeyAlgorithm {
	switch a {
	case x509.ECDSAWithSHA1, x509.ECDSAWithSHA256, x509.ECDSAWithSHA384, x509.ECDSAWithSHA512:
		return x509.ECDSA
	case x509.PureEd25519:
		return x509.Ed25519
	}
	return x509.RSA
}

// otherFirst: two certificates of one name, and nothing tells which is meant but their order, or their age.
func otherFirst(v *view, r reader) hits {
	path := v.whole
	if r == gnutls || r == nss {
		path = v.path
	}
	if !v.anchored {
		return nil
	}
	for i, c := range path[:len(path)-1] {
		taken := v.taken(c, path[i+1], r)
		if taken == nil || bytes.Equal(taken.spki, path[i+1].spki) {
			continue
		}
		h := hit{at: path[i+1], key: "other-issuer-first", detail: taking[r]}
		if taken.root {
			h.key = "other-root-first"
			if r == gnutls {
				h.detail = "last"
			}
		}
		return hits{h}
	}
	return nil
}

// taking tells which one of several issuers of one name a reader takes; it is the detail of the objection, as is "last".
var taking = map[reader]string{openssl: "first", strict: "first", node: "first", gnutls: "first", nss: "newest"}

// taken is the certificate that a reader takes for the issuer of c, which is up: OpenSSL the first, of the trusted ones before
// those sent, GnuTLS the first of those sent or the last of those trusted, NSS the newest. The others try all: nil.
func (v *view) taken(c, up *item, r reader) *item {
	switch r {
	case openssl, strict, node:
		if list := append(v.named(c, v.roots), v.named(c, v.sent)...); len(list) > 0 {
			return list[0]
		}
	case gnutls:
		if list := v.named(c, v.roots); up.root && len(list) > 0 {
			return list[len(list)-1]
		}
		if list := v.named(c, v.sent); !up.root && len(list) > 0 {
			return list[0]
		}
	case nss:
		if list := v.named(c, v.all()); len(list) > 0 {
			slices.Reverse(list)
			return slices.MaxFunc(list, func(a, b *item) int { return a.x509.NotBefore.Compare(b.x509.NotBefore) })
		}
	}
	return nil
}

// named are the certificates, not out of date, that c could mean by its issuer.
func (v *view) named(c *item, among []*item) []*item {
	var out []*item
	for _, up := range among {
		if up != nil && up != c && up.subjectName == c.issuerName && c.couldBeBelow(up) && v.alive(up) {
			out = append(out, up)
		}
	}
	return out
}

func otherKeyID(v *view, c *item) hits {
	up := v.issuerOf(c)
	if up == nil {
		return nil
	}
	a, ski := c.identifier, up.keyID
	return when(len(a.key) > 0 && len(ski) > 0 && !bytes.Equal(a.key, ski), c, nameOf(up)).by(v.whoFollows(up, "osntm"))
}

func otherSerial(v *view, c *item) hits {
	up := v.issuerOf(c)
	if up == nil {
		return nil
	}
	a := c.identifier
	return when(a.serial != nil && a.issuer != nil && (a.serial.Cmp(up.serial) != 0 || !bytes.Equal(a.issuer, up.issuer)), c, nameOf(up)).by(v.whoFollows(up, "osn"))
}

// whoFollows: Java follows the identifier of an issuer to the roots only.
func (v *view) whoFollows(up *item, who string) string {
	if up.root {
		who += "j"
	}
	return who
}

// extraCertificate: something sent that no path needs, with a key that cannot even be parsed.
func extraCertificate(v *view, _ reader) hits {
	for _, c := range v.sent {
		if c != nil && c.refused != nil && c.x509.PublicKey == nil && !slices.Contains(v.path, c) {
			return hits{{at: c}}
		}
	}
	return nil
}

// reusedSerial: two certificates of one issuer with one serial number cannot be told apart (RFC 5280 section 4.1.2.2).
func reusedSerial(v *view, _ reader) hits {
	seen := map[string]*item{}
	for _, c := range slices.Concat(v.path, v.sent) {
		if c == nil {
			continue
		}
		id := c.serial.String() + string(c.issuer)
		if first := seen[id]; first != nil && !bytes.Equal(first.der, c.der) {
			return hits{{at: first, detail: nameOf(c)}}
		}
		seen[id] = c
	}
	return nil
}

func notCA(_ *view, c *item) hits { return when(!c.constraints.ca, c, "") }

// rootNotCA: who takes what for a root. A version 1 certificate has no way to say that it is a CA.
func rootNotCA(_ *view, c *item) hits {
	b := c.constraints
	switch {
	case b.ca:
		return nil
	case b.present:
		return hits{{at: c, who: everyone}}
	case c.version == 1 && c.selfIssued():
		return hits{{at: c, who: "s", key: "root-version-1"}}
	case c.version == 1:
		return hits{{at: c, who: "osn", key: "root-version-1"}}
	case c.usage.present && c.usage.bits[bitCertSign]:
		return hits{{at: c, who: "gsj", key: "root-without-basic-constraints"}}
	}
	return hits{{at: c, who: "gosnj", key: "root-without-basic-constraints"}}
}

func cannotSign(_ *view, c *item) hits {
	return when(c.usage.present && !c.usage.bits[bitCertSign] && c.usage != (keyUsage{present: true}), c, "")
}

func pathLength(where place) func(*view, reader) hits {
	return func(v *view, r reader) hits {
		var out hits
		path := v.pathOf(r)
		for i, c := range path {
			if limit := c.constraints.pathLen; v.placeOf(i, path)&where != 0 && c.constraints.ca && limit >= 0 && i-1 > limit {
				out = append(out, hit{at: c, detail: strconv.Itoa(limit)})
			}
		}
		return out
	}
}

func policy(v *view, _ reader) hits {
	for _, f := range v.findings {
		if f.Code == model.PolicyInvalid {
			return hits{{detail: f.Value("certificate")}}
		}
	}
	return nil
}

// leafIsCA: a CA's certificate that serves as a server's or client's, unless it is trusted itself and for all uses.
func leafIsCA(v *view, _ reader) hits {
	c := v.path[0]
	return when(c.constraints.ca && !(v.pinned() && !c.has(oidEKU)), c, "")
}
