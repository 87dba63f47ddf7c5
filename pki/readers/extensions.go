package readers

import (
	"encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// find returns the first extension with this identifier.
func (p *peeled) find(oid string) (extension, bool) {
	for _, e := range p.exts {
		if e.oid == oid {
			return e, true
		}
	}
	return extension{}, false
}

func (p *peeled) has(oid string) bool { _, ok := p.find(oid); return ok }

func (p *peeled) readBasic() {
	e, ok := p.find(oidBasic)
	p.constraints = basics{present: ok, critical: e.critical, pathLen: -1}
	s := cryptobyte.String(e.value)
	seq, ok := element(&s, cb.SEQUENCE)
	if !ok {
		return
	}
	if readFlag(&seq, &p.constraints.ca) && !seq.Empty() {
		seq.ReadASN1Integer(&p.constraints.pathLen)
	}
}

func (p *peeled) readUsage() {
	e, ok := p.find(oidUsage)
	p.usage.present = ok
	var bits asn1.BitString
	if _, err := asn1.Unmarshal(e.value, &bits); !ok || err != nil {
		return
	}
	for i := range p.usage.bits {
		p.usage.bits[i] = bits.At(i) == 1
	}
}

// purposes are the OIDs of the extended key usage; present is false when the certificate does not restrict its uses.
func (p *peeled) purposes() (list []string, present bool) { return p.uses, p.has(oidEKU) }

func (p *peeled) readPurposes() {
	e, _ := p.find(oidEKU)
	s := cryptobyte.String(e.value)
	seq, good := element(&s, cb.SEQUENCE)
	for good && !seq.Empty() {
		id, read := readOID(&seq)
		if !read {
			break
		}
		p.uses = append(p.uses, id)
	}
}

// generalName is one entry of a list of names (RFC 5280 section 4.2.1.6), by its tag number.
type generalName struct {
	tag   int
	value []byte
}

// Tag numbers of general names.
const (
	tagEmail, tagDNS, tagDirectory, tagURI, tagIP = 1, 2, 4, 6, 7
)

// sans are the alternative names; present tells whether there is such an extension.
func (p *peeled) sans() (list []generalName, present bool) { return p.names, p.has(oidSAN) }

func (p *peeled) readNames() {
	e, _ := p.find(oidSAN)
	s := cryptobyte.String(e.value)
	seq, good := element(&s, cb.SEQUENCE)
	for good && !seq.Empty() {
		var value cryptobyte.String
		var tag cb.Tag
		if !seq.ReadAnyASN1(&value, &tag) {
			break
		}
		p.names = append(p.names, generalName{int(tag & 0x1f), value})
	}
}

// Attributes of a subject that stand for names.
const (
	oidCommon = "2.5.4.3"
	oidEmail  = "1.2.840.113549.1.9.1"
)

func (p *peeled) commonNames() []string { return p.attributes(oidCommon) }

// attributes are the values of all attributes of a kind in the subject, in order.
func (p *peeled) attributes(kind string) []string {
	var out []string
	s := cryptobyte.String(p.subject)
	seq, ok := element(&s, cb.SEQUENCE)
	for ok && !seq.Empty() {
		var set, pair, value cryptobyte.String
		var tag cb.Tag
		if set, ok = element(&seq, cb.SET); !ok {
			break
		}
		if pair, ok = element(&set, cb.SEQUENCE); !ok {
			break
		}
		if id, read := readOID(&pair); read && id == kind && pair.ReadAnyASN1(&value, &tag) {
			out = append(out, string(value))
		}
	}
	return out
}

// identifiers of keys (RFC 5280 sections 4.2.1.1 and 4.2.1.2).
type authority struct {
	present bool
	key     []byte
	issuer  []byte // the first directory name
	serial  *big.Int
}

func (p *peeled) readAuthority() {
	e, ok := p.find(oidAKI)
	a := &p.identifier
	a.present = ok
	s := cryptobyte.String(e.value)
	seq, good := element(&s, cb.SEQUENCE)
	for good && !seq.Empty() {
		var v, inner cryptobyte.String
		var tag cb.Tag
		if !seq.ReadAnyASN1(&v, &tag) {
			break
		}
		switch tag & 0x1f {
		case 0:
			a.key = v
		case 1:
			if v.ReadASN1(&inner, cb.Tag(tagDirectory).Constructed().ContextSpecific()) {
				a.issuer = inner
			}
		case 2:
			a.serial = new(big.Int).SetBytes(v)
		}
	}
}

func (p *peeled) readSubjectKey() {
	e, _ := p.find(oidSKI)
	s := cryptobyte.String(e.value)
	if id, ok := element(&s, cb.OCTET_STRING); ok {
		p.keyID = id
	}
}

// selfIssued reports whether subject and issuer are the same bytes.
func (p *peeled) selfIssued() bool { return string(p.issuer) == string(p.subject) }

func (p *peeled) emptySubject() bool { return string(p.subject) == "\x30\x00" }
