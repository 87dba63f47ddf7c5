// Package casebook makes the certificates of public path validation suites anew, each case by its own description, with
// keys of the moment, and says what verdict the suite expects and which cause we name. It holds no vector of the suites:
// only what a case is about is taken from them (github.com/C2SP/x509-limbo, github.com/Netflix/bettertls).
package casebook

import (
	"encoding/asn1"
	"math/big"
	"time"
)

// Tags of DER, and those of the context class that certificates use.
const (
	tagBoolean   = 0x01
	tagInteger   = 0x02
	tagBits      = 0x03
	tagOctets    = 0x04
	tagNull      = 0x05
	tagOID       = 0x06
	tagUTF8      = 0x0c
	tagUTCTime   = 0x17
	tagGeneral   = 0x18
	tagSequence  = 0x30
	tagSet       = 0x31
	context      = 0x80
	constructed  = 0x20
	contextOuter = context | constructed
)

// tlv is one element of DER: the parts are its content.
func tlv(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := []byte{tag}
	switch {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	case n < 0x10000:
		out = append(out, 0x82, byte(n>>8), byte(n))
	default:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func sequence(parts ...[]byte) []byte { return tlv(tagSequence, parts...) }

// integer may be negative: it is two's complement (X.690 section 8.3).
func integer(n *big.Int) []byte {
	der, err := asn1.Marshal(n)
	if err != nil {
		panic(err)
	}
	return der
}

func small(n int64) []byte { return integer(big.NewInt(n)) }

func oid(arcs ...int) []byte {
	der, err := asn1.Marshal(asn1.ObjectIdentifier(arcs))
	if err != nil {
		panic(err)
	}
	return der
}

func null() []byte { return tlv(tagNull) }

// bits is a BIT STRING of whole bytes.
func bits(b []byte) []byte { return tlv(tagBits, []byte{0}, b) }

// instant writes a time as RFC 5280 section 4.1.2.5 wants it: two digits of the year until 2049, four from then on.
func instant(t time.Time) []byte {
	t = t.UTC()
	if t.Year() >= 1950 && t.Year() < 2050 {
		return tlv(tagUTCTime, []byte(t.Format("060102150405Z")))
	}
	return tlv(tagGeneral, []byte(t.Format("20060102150405Z")))
}

// Attribute types of names.
var (
	typeCN    = []int{2, 5, 4, 3}
	typeOU    = []int{2, 5, 4, 11}
	typeO     = []int{2, 5, 4, 10}
	typeSN    = []int{2, 5, 4, 5}
	typeEmail = []int{1, 2, 840, 113549, 1, 9, 1}
)

type attribute struct {
	kind  []int
	value string
}

// name is a distinguished name of single attributes, most significant first.
func name(list ...attribute) []byte {
	var rdns [][]byte
	for _, a := range list {
		rdns = append(rdns, tlv(tagSet, sequence(oid(a.kind...), tlv(tagUTF8, []byte(a.value)))))
	}
	return sequence(rdns...)
}

func cn(value string) []byte { return name(attribute{typeCN, value}) }

func emptyName() []byte { return name() }
