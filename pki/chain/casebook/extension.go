package casebook

import (
	"math/big"
	"net"
)

// Identifiers of the extensions, RFC 5280 section 4.2.
var (
	idSKI               = string(oid(2, 5, 29, 14))
	idKeyUsage          = string(oid(2, 5, 29, 15))
	idSAN               = string(oid(2, 5, 29, 17))
	idBasicConstraints  = string(oid(2, 5, 29, 19))
	idCRLNumber         = string(oid(2, 5, 29, 20))
	idIDP               = string(oid(2, 5, 29, 28))
	idNameConstraints   = string(oid(2, 5, 29, 30))
	idCDP               = string(oid(2, 5, 29, 31))
	idAKI               = string(oid(2, 5, 29, 35))
	idPolicyConstraints = string(oid(2, 5, 29, 36))
	idEKU               = string(oid(2, 5, 29, 37))
	idAIA               = string(oid(1, 3, 6, 1, 5, 5, 7, 1, 1))
	idUnknown           = string(oid(1, 3, 6, 1, 4, 1, 99999, 7, 1)) // nobody's
)

// Bits of keyUsage.
const (
	bitSignature = iota
	bitCommitment
	bitKeyEncipherment
	bitDataEncipherment
	bitKeyAgreement
	bitCertSign
	bitCRLSign
)

// keyUsage is the BIT STRING with trailing zero bits cut, as DER has it; without bits it is empty.
func keyUsage(set ...int) []byte {
	var b byte
	for _, n := range set {
		b |= 0x80 >> n
	}
	if b == 0 {
		return tlv(tagBits, []byte{0})
	}
	unused := byte(0)
	for b>>unused&1 == 0 {
		unused++
	}
	return tlv(tagBits, []byte{unused, b})
}

func basicConstraints(isCA bool, pathLen int) []byte {
	var parts [][]byte
	if isCA {
		parts = append(parts, tlv(tagBoolean, []byte{0xff}))
	}
	if pathLen >= 0 {
		parts = append(parts, small(int64(pathLen)))
	}
	return sequence(parts...)
}

// Extended key usages, RFC 5280 section 4.2.1.12; precert is RFC 6962 section 3.1.
var (
	anyUse      = oid(2, 5, 29, 37, 0)
	serverAuth  = oid(1, 3, 6, 1, 5, 5, 7, 3, 1)
	clientAuth  = oid(1, 3, 6, 1, 5, 5, 7, 3, 2)
	codeSigning = oid(1, 3, 6, 1, 5, 5, 7, 3, 3)
	emailUse    = oid(1, 3, 6, 1, 5, 5, 7, 3, 4)
	timestamp   = oid(1, 3, 6, 1, 5, 5, 7, 3, 8)
	ocspSigning = oid(1, 3, 6, 1, 5, 5, 7, 3, 9)
	precert     = oid(1, 3, 6, 1, 4, 1, 11129, 2, 4, 4)
)

func uses(list ...[]byte) []byte { return sequence(list...) }

// General names, RFC 5280 section 4.2.1.6.

func names(list ...[]byte) []byte { return sequence(list...) }

func dns(s string) []byte { return tlv(context|2, []byte(s)) }

func email(s string) []byte { return tlv(context|1, []byte(s)) }

func uri(s string) []byte { return tlv(context|6, []byte(s)) }

func directory(dn []byte) []byte { return tlv(contextOuter|4, dn) }

// otherName has a type that no reader knows.
func otherName() []byte { return tlv(contextOuter|0, []byte(idUnknown), tlv(contextOuter|0, null())) }

func ip(s string) []byte {
	a := net.ParseIP(s)
	if v4 := a.To4(); v4 != nil {
		a = v4
	}
	return tlv(context|7, a)
}

// network is an address with its mask, as name constraints have it.
func network(cidr string) []byte {
	_, n, err := net.ParseCIDR(cidr)
	if err != nil {
		panic(err)
	}
	return tlv(context|7, n.IP, n.Mask)
}

// limits are name constraints; a nil side is left out, an empty one written as an empty list.
func limits(permitted, excluded [][]byte) []byte {
	var parts [][]byte
	for i, side := range [][][]byte{permitted, excluded} {
		if side == nil {
			continue
		}
		var trees [][]byte
		for _, base := range side {
			trees = append(trees, sequence(base))
		}
		parts = append(parts, tlv(contextOuter|byte(i), trees...))
	}
	return sequence(parts...)
}

func list(parts ...[]byte) [][]byte { return parts }

// permit and exclude set critical name constraints.
func permit(bases ...[]byte) change { return with(idNameConstraints, true, limits(bases, nil)) }

func exclude(bases ...[]byte) change { return with(idNameConstraints, true, limits(nil, bases)) }

func keyIdentifier(id []byte) []byte { return sequence(tlv(context|0, id)) }

// akiWith names the issuer's key by identifier, and by issuer and serial number where these are given.
func akiWith(id, issuer []byte, serial *big.Int) []byte {
	var parts [][]byte
	if id != nil {
		parts = append(parts, tlv(context|0, id))
	}
	if issuer != nil {
		parts = append(parts, tlv(contextOuter|1, directory(issuer)))
	}
	if serial != nil {
		n := integer(serial)
		parts = append(parts, tlv(context|2, n[2:]))
	}
	return sequence(parts...)
}

// caIssuers is an authority information access with one address.
func caIssuers() []byte {
	return sequence(sequence(oid(1, 3, 6, 1, 5, 5, 7, 48, 2), dns("example.com")))
}

// pointsTo are the distribution points of a certificate: one, with these full names.
func pointsTo(full ...[]byte) []byte {
	return sequence(sequence(tlv(contextOuter|0, tlv(contextOuter|0, full...))))
}

// Keys that no reader of today takes.

// curve192 is a public key on P-192, with a point of the right length that is on no curve.
func curve192() []byte {
	return sequence(sequence(oid(1, 2, 840, 10045, 2, 1), oid(1, 2, 840, 10045, 3, 1, 1)), bits(append([]byte{4}, make([]byte, 48)...)))
}

// explicitCurve describes its curve instead of naming it.
func explicitCurve() []byte {
	field := sequence(oid(1, 2, 840, 10045, 1, 1), small(23))
	params := sequence(small(1), field, sequence(tlv(tagOctets, []byte{1}), tlv(tagOctets, []byte{1})), tlv(tagOctets, []byte{4, 3, 10}), small(29), small(1))
	return sequence(sequence(oid(1, 2, 840, 10045, 2, 1), params), bits(append([]byte{4}, make([]byte, 64)...)))
}

// dsa is a DSA key of 3072 bits in form, with numbers that are no key.
func dsa() []byte {
	p := new(big.Int).SetBit(big.NewInt(1), 3071, 1)
	q := new(big.Int).SetBit(big.NewInt(1), 255, 1)
	return sequence(sequence(oid(1, 2, 840, 10040, 4, 1), sequence(integer(p), integer(q), small(2))), bits(small(4)))
}

// brokenRSA has the algorithm of an RSA key and no key.
func brokenRSA() []byte {
	return sequence(sequence(oid(1, 2, 840, 113549, 1, 1, 1), null()), bits(nil))
}

// mlDSA is a post-quantum key in form (RFC 9881).
func mlDSA() []byte {
	return sequence(sequence(oid(2, 16, 840, 1, 101, 3, 4, 3, 17)), bits(make([]byte, 1312)))
}
