package chain

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"strconv"

	"certwright/model"
)

// signatures reports every signature that does not fit, and those that nobody here can verify.
func signatures(v *view) []model.Finding {
	var out []model.Finding
	for i, l := range v.above {
		child, parent := v.certs[i], v.certs[i+1]
		switch l {
		case tampered:
			f := model.New(model.SignatureInvalid, "certificate", nameOf(child), "issuer", nameOf(parent))
			if !hashedKeyID(parent.Certificate) && keyKind(parent.PublicKey) != "RSA" {
				f = f.Sure(model.Likely)
			}
			out = append(out, f)
		case unverifiable:
			if keyOf(child.SignatureAlgorithm) == "" {
				if keyKind(parent.PublicKey) != "" { // else it is the key, which keys tells
					out = append(out, model.New(model.UnsupportedKey, "certificate", nameOf(child), "algorithm", signatureName(child)).
						As("signature").Fixed(v.reissue(i, model.Fix{Renew: true, Hash: "SHA-256"})...))
				}
			} else if !weakRSA(parent) {
				out = append(out, model.New(model.UnsupportedKey, "certificate", nameOf(parent), "algorithm", describeKey(parent)))
			}
		}
	}
	return out
}

// weakSignatures refuses what can be forged. The top's own signature proves nothing, so it is not looked at, unless the
// top is a server's own certificate that nobody trusts: then it is the only one that there is.
func weakSignatures(v *view) []model.Finding {
	var out []model.Finding
	chained := v.chained()
	for i, c := range chained {
		if last := i == len(chained)-1; last && (c.trusted || c.selfIssued() && i > 0) {
			continue
		}
		if forgeable(c.SignatureAlgorithm) {
			out = append(out, model.New(model.WeakSignature, "certificate", nameOf(c), "algorithm", signatureName(c)).
				Fixed(v.reissue(i, model.Fix{Renew: true, Hash: "SHA-256"})...))
		}
	}
	return out
}

func forgeable(a x509.SignatureAlgorithm) bool {
	switch a {
	case x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1, x509.MD5WithRSA, x509.MD2WithRSA:
		return true
	}
	return false
}

// weakRSA reports whether the key rule refuses this RSA key on account of its size.
func weakRSA(c *cert) bool {
	k, ok := c.PublicKey.(*rsa.PublicKey)
	return ok && (k.N.BitLen() < minRSA || k.N.BitLen() > maxRSA)
}

// keys judges the size and the kind of every key.
func keys(v *view) []model.Finding {
	var out []model.Finding
	for i, c := range v.chained() {
		switch k := c.PublicKey.(type) {
		case *rsa.PublicKey:
			out = append(out, rsaKey(v, i, c, k)...)
		case *ecdsa.PublicKey:
			if i == 0 && k.Params().BitSize < 256 && v.in.Purpose != AnyPurpose {
				out = append(out, unsupported(c))
			}
		case ed25519.PublicKey:
		default:
			out = append(out, unsupported(c))
		}
	}
	return out
}

func unsupported(c *cert) model.Finding {
	return model.New(model.UnsupportedKey, "certificate", nameOf(c), "algorithm", describeKey(c))
}

func rsaKey(v *view, i int, c *cert, k *rsa.PublicKey) []model.Finding {
	size := k.N.BitLen()
	f := model.New(model.WeakKey, "certificate", nameOf(c), "size", strconv.Itoa(size)).Fixed(v.reissue(i, model.Fix{NewKey: true})...)
	switch {
	case size < minRSA || size > maxRSA:
		return []model.Finding{f.Weigh(model.Fatal)}
	case i > 0 && !usableRSA(k):
		return []model.Finding{unsupported(c)}
	case size < 2048 && v.in.Strict:
		return []model.Finding{f.Weigh(model.Fatal)}
	case size < 2048:
		return []model.Finding{f}
	}
	return nil
}

// reissue offers to sign the leaf again with changes; for what stands above it there is nothing to offer.
func (v *view) reissue(i int, fix model.Fix) []model.Fix {
	if i != 0 {
		return nil
	}
	fix.Kind = model.FixReissue
	return []model.Fix{fix}
}
