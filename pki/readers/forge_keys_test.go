package readers

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"sync"
)

func newKey(curve elliptic.Curve) crypto.Signer {
	k, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		panic(err)
	}
	return k
}

func newEd() crypto.Signer {
	_, k, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return k
}

// kept are the keys that take long to make, by what they are: all tests share them.
var kept sync.Map

func keep(what string, make func() crypto.Signer) crypto.Signer {
	once, _ := kept.LoadOrStore(what, sync.OnceValue(make))
	return once.(func() crypto.Signer)()
}

// newRSA has many small primes where two large ones would take long to find: readers see their product only.
func newRSA(bits int) crypto.Signer { return newNamedRSA("", bits) }

// newNamedRSA is another key of that size for each name.
func newNamedRSA(name string, bits int) crypto.Signer {
	return keep(fmt.Sprint("RSA ", bits, name), func() crypto.Signer {
		k, err := rsa.GenerateMultiPrimeKey(rand.Reader, max(2, bits/820), bits)
		if err != nil {
			panic(err)
		}
		return k
	})
}
