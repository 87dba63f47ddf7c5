package casebook

import "math/big"

// Root is a CA without a fault, from 1970 for a thousand years, as all that follow.
func Root() *Entity { return root() }

// CA is an intermediate below it.
func CA(parent *Entity) *Entity { return ca(parent, -1) }

// Leaf is a server's certificate for example.com.
func Leaf(parent *Entity) *Entity { return leaf(parent) }

// CRL is a revocation list, DER, in force on the first of January 2024.
func CRL(by *Entity, revoked ...*Entity) []byte {
	var serials []*big.Int
	for _, e := range revoked {
		serials = append(serials, e.serial)
	}
	return crl(by, revoking(serials...))
}
