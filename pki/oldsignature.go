package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"errors"
)

var errSignature = errors.New("pki: the signature does not verify")

// checkOldSignature verifies signatures over SHA-1 and MD5, which crypto/x509 refuses to look at. It answers who signed
// an old certificate, never whether to trust it.
func checkOldSignature(public crypto.PublicKey, c *x509.Certificate) error {
	sum := sha1.Sum(c.RawTBSCertificate)
	switch c.SignatureAlgorithm {
	case x509.SHA1WithRSA:
		if k, ok := public.(*rsa.PublicKey); ok {
			return rsa.VerifyPKCS1v15(k, crypto.SHA1, sum[:], c.Signature)
		}
	case x509.MD5WithRSA:
		if k, ok := public.(*rsa.PublicKey); ok {
			old := md5.Sum(c.RawTBSCertificate)
			return rsa.VerifyPKCS1v15(k, crypto.MD5, old[:], c.Signature)
		}
	case x509.ECDSAWithSHA1:
		if k, ok := public.(*ecdsa.PublicKey); ok && ecdsa.VerifyASN1(k, sum[:], c.Signature) {
			return nil
		}
	}
	return errSignature
}
