package chain

import (
	"bytes"
	"crypto"
	"crypto/dsa"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
)

// Bounds of RSA keys: below the first Go refuses to verify, above the second crypto/tls refuses and verifying takes seconds.
const (
	minRSA = 1024
	maxRSA = 8192
)

// cost is the price of verifying with a key, in units of one RSA 4096 or P-256 verification.
func cost(key any) int {
	switch k := key.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() > 4096 {
			return 6
		}
	case *ecdsa.PublicKey:
		if k.Curve.Params().BitSize > 256 {
			return 6
		}
	}
	return 1
}

// usableRSA reports whether Go verifies with this key, in bounded time.
func usableRSA(k *rsa.PublicKey) bool {
	return k.N.BitLen() >= minRSA && k.N.BitLen() <= maxRSA && k.E >= 3 && k.E&1 == 1 && int64(k.E) < 1<<31
}

// verify tells whether the parent's key made the child's signature, and when not, which of the two is to blame.
// Basic constraints and key usage are other rules' business.
func verify(child, parent *x509.Certificate) link {
	if k, ok := parent.PublicKey.(*rsa.PublicKey); ok && !usableRSA(k) {
		return unverifiable
	}
	if _, ok := parent.PublicKey.(*dsa.PublicKey); ok || parent.PublicKey == nil || keyOf(child.SignatureAlgorithm) == "" {
		return unverifiable
	}
	if child.SignatureAlgorithm == x509.MD5WithRSA {
		return verifyMD5(child, parent)
	}
	key := signatureKey(child, parent)
	if remembered.has(key) {
		return sound
	}
	if parent.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature) == nil {
		remembered.add(key)
		return sound
	}
	return blame(child, parent)
}

// verifyMD5 exists because Go refuses to: without it an MD5 signature would look like a wrong one.
func verifyMD5(child, parent *x509.Certificate) link {
	k, ok := parent.PublicKey.(*rsa.PublicKey)
	if !ok {
		return otherKey
	}
	sum := md5.Sum(child.RawTBSCertificate)
	if rsa.VerifyPKCS1v15(k, crypto.MD5, sum[:], child.Signature) == nil {
		return sound
	}
	return blame(child, parent)
}

// keyOf is the kind of key that makes a signature; "" when Go does not know the algorithm.
func keyOf(a x509.SignatureAlgorithm) string {
	switch a {
	case x509.MD5WithRSA, x509.SHA1WithRSA, x509.SHA256WithRSA, x509.SHA384WithRSA, x509.SHA512WithRSA,
		x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS:
		return "RSA"
	case x509.ECDSAWithSHA1, x509.ECDSAWithSHA256, x509.ECDSAWithSHA384, x509.ECDSAWithSHA512:
		return "ECDSA"
	case x509.PureEd25519:
		return "Ed25519"
	}
	return ""
}

// blame decides, for a signature that does not verify, between another key and changed content.
// Proof of the right key: the RSA padding comes out whole, or the identifiers agree and are the key's own hash.
func blame(child, parent *x509.Certificate) link {
	if keyOf(child.SignatureAlgorithm) != keyKind(parent.PublicKey) {
		return otherKey
	}
	if k, ok := parent.PublicKey.(*rsa.PublicKey); ok {
		if padded(k, child.Signature) {
			return tampered
		}
		if !isPSS(child.SignatureAlgorithm) && len(child.Signature) == k.Size() && !keyIDsAgree(child, parent) {
			return otherKey
		}
	}
	if keyIDsAgree(child, parent) {
		return tampered
	}
	return otherKey
}

// keyIDsAgree reports whether the child names the parent's key by identifier, and serial where it gives one.
func keyIDsAgree(child, parent *x509.Certificate) bool {
	if len(child.AuthorityKeyId) == 0 || !bytes.Equal(child.AuthorityKeyId, parent.SubjectKeyId) {
		return false
	}
	aki := readAKI(child)
	return aki.serial == nil || aki.serial.Cmp(parent.SerialNumber) == 0
}

// padded reports whether the signature, opened with this key, is PKCS #1 v1.5 padding: then this key made it.
func padded(k *rsa.PublicKey, sig []byte) bool {
	if len(sig) != k.Size() {
		return false
	}
	m := new(big.Int).Exp(new(big.Int).SetBytes(sig), big.NewInt(int64(k.E)), k.N)
	em := m.FillBytes(make([]byte, k.Size()))
	return bytes.HasPrefix(em, []byte{0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
}

func isPSS(a x509.SignatureAlgorithm) bool {
	return a == x509.SHA256WithRSAPSS || a == x509.SHA384WithRSAPSS || a == x509.SHA512WithRSAPSS
}

func keyKind(key any) string {
	switch key.(type) {
	case *rsa.PublicKey:
		return "RSA"
	case *ecdsa.PublicKey:
		return "ECDSA"
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return ""
}

// hashedKeyID reports whether the identifier is a hash of the key, so that equal identifiers mean equal keys: the SHA-1 of
// RFC 5280 section 4.2.1.2, the shortened SHA-256 of RFC 7093 that Go writes, or the SHA-1 of the whole key structure.
func hashedKeyID(c *x509.Certificate) bool {
	var spki struct {
		Algorithm asn1.RawValue
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(c.RawSubjectPublicKeyInfo, &spki); err != nil {
		return false
	}
	bits := spki.Key.RightAlign()
	usual, whole, long := sha1.Sum(bits), sha1.Sum(c.RawSubjectPublicKeyInfo), sha256.Sum256(bits)
	id := c.SubjectKeyId
	return bytes.Equal(id, usual[:]) || bytes.Equal(id, whole[:]) || bytes.Equal(id, long[:20]) || bytes.Equal(id, long[:])
}
