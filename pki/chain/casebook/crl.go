package casebook

import (
	"crypto"
	"math/big"
	"time"
)

// revocations are the fields of a list before it is signed (RFC 5280 section 5.1).
type revocations struct {
	issuer     []byte
	signer     crypto.Signer
	this, next time.Time
	serials    []*big.Int
	when       time.Time
	entry      []extension // on every entry
	extensions []extension
}

type listChange func(*revocations)

// judged is the time by which cases with lists are judged, unless they say otherwise.
var judged = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// crl is a list of this CA in force at the time the cases are judged, empty and numbered.
func crl(by *Entity, changes ...listChange) []byte {
	r := &revocations{issuer: by.subject, signer: by.key, this: judged.AddDate(0, 0, -1), next: judged.AddDate(0, 0, 30), when: judged.AddDate(0, 0, -1)}
	r.extensions = []extension{{idAKI, false, keyIdentifier(by.keyID)}, {idCRLNumber, false, small(12345)}}
	for _, c := range changes {
		c(r)
	}
	parts := [][]byte{small(1), algorithmOf(r.signer), r.issuer, instant(r.this), instant(r.next)}
	if len(r.serials) > 0 {
		var entries [][]byte
		for _, n := range r.serials {
			e := [][]byte{integer(n), instant(r.when)}
			if len(r.entry) > 0 {
				e = append(e, sequence(encoded(r.entry)...))
			}
			entries = append(entries, sequence(e...))
		}
		parts = append(parts, sequence(entries...))
	}
	tbs := sequence(append(parts, tlv(contextOuter|0, sequence(encoded(r.extensions)...)))...)
	return sequence(tbs, algorithmOf(r.signer), bits(signature(r.signer, algorithmOf(r.signer), tbs)))
}

func revoking(serials ...*big.Int) listChange {
	return func(r *revocations) { r.serials = append(r.serials, serials...) }
}

// revokingOthers lists n certificates that nobody has.
func revokingOthers(n int) listChange {
	return func(r *revocations) {
		for i := range n {
			r.serials = append(r.serials, big.NewInt(int64(1_000_000+i)))
		}
	}
}

func since(t time.Time) listChange { return func(r *revocations) { r.when = t } }

func inForce(from, to time.Time) listChange {
	return func(r *revocations) { r.this, r.next = from, to }
}

func signedBy(key crypto.Signer) listChange { return func(r *revocations) { r.signer = key } }

func listWith(id string, critical bool, value []byte) listChange {
	return func(r *revocations) {
		listWithout(id)(r)
		r.extensions = append(r.extensions, extension{id, critical, value})
	}
}

func listWithout(id string) listChange {
	return func(r *revocations) {
		var kept []extension
		for _, e := range r.extensions {
			if e.id != id {
				kept = append(kept, e)
			}
		}
		r.extensions = kept
	}
}

func entryWith(id string, critical bool, value []byte) listChange {
	return func(r *revocations) { r.entry = append(r.entry, extension{id, critical, value}) }
}

// Fields of an issuing distribution point, RFC 5280 section 5.2.5.
const (
	onlyUsers      = 1
	onlyCAs        = 2
	someReasons    = 3
	indirect       = 4
	onlyAttributes = 5
)

// scope is a critical issuing distribution point with one flag (0: none) and these full names.
func scope(flag byte, full ...[]byte) listChange {
	var parts [][]byte
	if len(full) > 0 {
		parts = append(parts, tlv(contextOuter|0, tlv(contextOuter|0, full...)))
	}
	switch flag {
	case 0:
	case someReasons:
		parts = append(parts, tlv(context|someReasons, []byte{6, 0x40}))
	default:
		parts = append(parts, tlv(context|flag, []byte{0xff}))
	}
	return listWith(idIDP, true, sequence(parts...))
}

// relativeScope names its point relative to the issuer.
func relativeScope(rdn []byte) listChange {
	return listWith(idIDP, true, sequence(tlv(contextOuter|0, tlv(contextOuter|1, rdn))))
}
