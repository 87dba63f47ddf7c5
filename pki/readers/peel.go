package readers

import (
	"encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// peeled is a certificate taken apart without judgement, also where crypto/x509 refuses to (RFC 5280 section 4.1).
type peeled struct {
	der         []byte
	fields      [][]byte // the fields of the signed part as they stand: serial number, algorithm, issuer, dates, subject, key
	version     int
	serial      *big.Int
	issuer      []byte
	subject     []byte
	dates       [2]moment
	spki        []byte
	exts        []extension
	extended    bool // it has a field for extensions
	tbs         []byte
	algorithm   string // of the signature, OID
	sealed      []byte // the signature's algorithm and value as they stand behind the signed part
	constraints basics
	usage       keyUsage
	uses        []string
	names       []generalName
	trees       *subtrees // nil: no name constraints
	identifier  authority
	keyID       []byte
}

// moment is a date as written.
type moment struct {
	tag  cb.Tag
	text string
}

// extension is one extension as it stands there.
type extension struct {
	oid      string
	critical bool
	value    []byte
}

// basics are the basic constraints.
type basics struct {
	present, critical, ca bool
	pathLen               int // -1: none
}

// keyUsage holds the bits by number; bit 0 is digitalSignature.
type keyUsage struct {
	present bool
	bits    [16]bool
}

// Extensions that rules look at.
const (
	oidSKI      = "2.5.29.14"
	oidUsage    = "2.5.29.15"
	oidSAN      = "2.5.29.17"
	oidBasic    = "2.5.29.19"
	oidNames    = "2.5.29.30"
	oidPolicies = "2.5.29.32"
	oidAKI      = "2.5.29.35"
	oidEKU      = "2.5.29.37"
	oidFeature  = "1.3.6.1.5.5.7.1.24"
	oidNetscape = "2.16.840.1.113730.1.1"
)

// Bits of keyUsage.
const (
	bitSignature, bitEncipherment, bitAgreement, bitCertSign, bitCRLSign = 0, 2, 4, 5, 6
)

func element(s *cryptobyte.String, tag cb.Tag) (cryptobyte.String, bool) {
	var out cryptobyte.String
	ok := s.ReadASN1(&out, tag)
	return out, ok
}

// peel takes a certificate apart; false where the bytes are none.
func peel(der []byte) (*peeled, bool) {
	p := &peeled{der: der, version: 1}
	s := cryptobyte.String(der)
	outer, ok := element(&s, cb.SEQUENCE)
	var tbs cryptobyte.String
	if !ok || !outer.ReadASN1Element(&tbs, cb.SEQUENCE) {
		return nil, false
	}
	p.tbs, p.sealed = tbs, outer
	body, _ := element(&tbs, cb.SEQUENCE)
	if !p.readVersion(&body) || !p.readFields(&body) {
		return nil, false
	}
	body.SkipOptionalASN1(cb.Tag(1).ContextSpecific())
	body.SkipOptionalASN1(cb.Tag(2).ContextSpecific())
	if !p.readExtensions(&body) {
		return nil, false
	}
	p.readBasic()
	p.readUsage()
	p.readPurposes()
	p.readNames()
	p.readAuthority()
	p.readSubjectKey()
	p.trees = readSubtrees(p)
	return p, true
}

func (p *peeled) readVersion(body *cryptobyte.String) bool {
	var v cryptobyte.String
	var present bool
	if !body.ReadOptionalASN1(&v, &present, cb.Tag(0).Constructed().ContextSpecific()) {
		return false
	}
	if present {
		var n int64
		if !v.ReadASN1Integer(&n) || n < 0 || n > 100 {
			return false
		}
		p.version = int(n) + 1
	}
	return true
}

func (p *peeled) readFields(body *cryptobyte.String) bool {
	for range 6 {
		var e cryptobyte.String
		var tag cb.Tag
		if !body.ReadAnyASN1Element(&e, &tag) {
			return false
		}
		p.fields = append(p.fields, e)
	}
	p.serial = new(big.Int)
	serial, algorithm := cryptobyte.String(p.fields[0]), cryptobyte.String(p.fields[1])
	if !serial.ReadASN1Integer(p.serial) {
		return false
	}
	inner, ok := element(&algorithm, cb.SEQUENCE)
	if !ok {
		return false
	}
	p.algorithm, _ = readOID(&inner)
	p.issuer, p.subject, p.spki = p.fields[2], p.fields[4], p.fields[5]
	validity := cryptobyte.String(p.fields[3])
	dates, ok := element(&validity, cb.SEQUENCE)
	for i := range p.dates {
		var text cryptobyte.String
		if !ok || !dates.ReadAnyASN1(&text, &p.dates[i].tag) {
			return false
		}
		p.dates[i].text = string(text)
	}
	return true
}

func (p *peeled) readExtensions(body *cryptobyte.String) bool {
	var wrapped cryptobyte.String
	if !body.ReadOptionalASN1(&wrapped, &p.extended, cb.Tag(3).Constructed().ContextSpecific()) || !p.extended {
		return !p.extended
	}
	list, ok := element(&wrapped, cb.SEQUENCE)
	for ok && !list.Empty() {
		var e, value cryptobyte.String
		if e, ok = element(&list, cb.SEQUENCE); !ok {
			break
		}
		var x extension
		x.oid, ok = readOID(&e)
		if !ok || !readFlag(&e, &x.critical) || !e.ReadASN1(&value, cb.OCTET_STRING) {
			return false
		}
		x.value = value
		p.exts = append(p.exts, x)
	}
	return ok
}

// readFlag reads a BOOLEAN that may be left out when it is false.
func readFlag(s *cryptobyte.String, flag *bool) bool {
	return !s.PeekASN1Tag(cb.BOOLEAN) || s.ReadASN1Boolean(flag)
}

func readOID(s *cryptobyte.String) (string, bool) {
	var id asn1.ObjectIdentifier
	if !s.ReadASN1ObjectIdentifier(&id) {
		return "", false
	}
	return id.String(), true
}
