package pki

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"slices"
	"strconv"
	"strings"

	"certwright/model"
)

// LoadCertificates reads the certificates of a file that was given as role (cert, ca, file), in the order they stand.
// Findings with a fatal one mean that the file cannot be used; file-untidy and the like come with certificates.
func LoadCertificates(data []byte, file, role string) ([]*x509.Certificate, []model.Finding) {
	r := readAs(data, file, role)
	r.bundled()
	var certs []*x509.Certificate
	for _, o := range r.objects {
		if o.Certificate != nil {
			certs = append(certs, o.Certificate)
		}
	}
	if len(certs) > 0 {
		return certs, r.all()
	}
	return nil, r.instead(KindCertificate)
}

// LoadCAs reads the trusted certificates of a file. An entry that cannot be read is ca-entry-unreadable: Go drops such
// entries silently. Without any certificate the findings hold a fatal one.
func LoadCAs(data []byte, file string) ([]*x509.Certificate, []model.Finding) {
	r := readAs(data, file, "ca")
	r.bundled()
	var certs []*x509.Certificate
	findings := append([]model.Finding(nil), r.findings...)
	entry := 0
	for _, o := range r.objects {
		if o.Kind == KindCertificate {
			entry++
		}
		switch {
		case o.Certificate != nil:
			certs = append(certs, o.Certificate)
		case o.Fault.Code != "":
			findings = append(findings, model.New(model.CAEntryUnreadable, "file", file,
				"entry", strconv.Itoa(max(entry, 1)), "reason", o.Fault.Value("reason")).Seen(file))
		}
	}
	if len(certs) > 0 {
		return certs, findings
	}
	return nil, r.instead(KindCertificate)
}

// bundled notes certificates that were taken out of a PKCS#7 bundle: servers, and clients other than this, want them bare.
func (r *reader) bundled() {
	if slices.ContainsFunc(r.objects, func(o Object) bool { return o.Kind == KindPKCS7 && o.Fault.Code == "" }) {
		r.add(model.FileUntidy, "pkcs7", "")
	}
}

// LoadCRLs reads the revocation lists of a file: one for each CA of a chain, mostly.
func LoadCRLs(data []byte, file string) ([]*x509.RevocationList, []model.Finding) {
	r := readAs(data, file, "crl")
	var lists []*x509.RevocationList
	for _, o := range r.objects {
		if o.CRL != nil {
			lists = append(lists, o.CRL)
		}
	}
	if len(lists) > 0 {
		return lists, r.all()
	}
	return nil, r.instead(KindCRL)
}

// LoadKey reads the private key of a file; passphrase opens an encrypted one and may be nil.
// Several keys are refused: which of them is meant is not for us to guess.
func LoadKey(data []byte, file string, passphrase []byte) (crypto.Signer, []model.Finding) {
	r := readAs(data, file, "key")
	var keys []Object
	for _, o := range r.objects {
		if o.Kind == KindKey && o.Fault.Code == "" {
			keys = append(keys, o)
		}
	}
	switch {
	case len(keys) == 0:
		return nil, r.instead(KindKey)
	case len(keys) > 1 && !sameKeys(keys):
		return nil, append(r.all(), r.wrongKind("several-keys", "several-keys", KindKey))
	}
	key, err := openKey(keys[0].block, passphrase)
	if err == nil {
		return key, r.all()
	}
	return nil, append(r.all(), r.keyFault(err))
}

func sameKeys(keys []Object) bool {
	for _, k := range keys[1:] {
		if !bytes.Equal(k.DER, keys[0].DER) {
			return false
		}
	}
	return true
}

func (r *reader) keyFault(err error) model.Finding {
	switch {
	case errors.Is(err, errEncrypted):
		return model.New(model.KeyEncrypted, "file", r.file).Seen(r.file)
	case errors.Is(err, errPassphrase):
		return model.New(model.KeyEncrypted, "file", r.file).As("wrong-passphrase").Seen(r.file)
	case errors.Is(err, errKeyType):
		return r.finding(model.FileDamaged, "key-type", strings.TrimPrefix(plainReason(err), errKeyType.Error()+": "))
	}
	return r.finding(model.FileDamaged, "asn1", plainReason(err))
}

// instead says why a file without what was wanted cannot be used: what it is instead, or how it is damaged.
func (r *reader) instead(wanted string) []model.Finding {
	findings := r.all()
	for _, o := range r.objects {
		if o.Kind == wanted {
			return findings // it is there, and damaged: its fault says so
		}
	}
	found := ""
	for _, o := range r.objects {
		if o.Kind != KindUnknown && o.Kind != KindParameters {
			found = o.Kind
			break
		}
	}
	if found != "" {
		return append(findings, r.wrongKind(kindVariant(found, wanted), found, wanted))
	}
	switch {
	case !model.OK(findings):
		return findings
	case len(r.objects) > 0 && r.objects[0].Kind == KindParameters: // and nothing else
		return append(findings, r.wrongKind("", KindParameters, wanted))
	}
	return append(findings, r.finding(model.FileDamaged, "", "it holds no "+wanted))
}

func (r *reader) wrongKind(variant, found, wanted string) model.Finding {
	return model.New(model.WrongFileKind, "file", r.file, "role", r.role, "found", found, "wanted", wanted).As(variant).Seen(r.file)
}

// kindVariant picks the words for what was found; "" for the general ones.
func kindVariant(found, wanted string) string {
	switch found {
	case KindKey:
		if wanted == KindCertificate {
			return "key-for-certificate"
		}
	case KindCertificate:
		if wanted == KindKey {
			return "certificate-for-key"
		}
	case KindRequest, KindPKCS12, KindPKCS7, KindOpenSSH, KindPGP, KindPublicKey, KindCRL:
		return found
	}
	return ""
}

// Pair puts the certificates of a file into the order in which they are sent: the one that belongs to key first, then
// its issuers as far as they are there, then the rest. A wrong order is chain-out-of-order; no certificate for the key
// is key-does-not-match-certificate, or wrong-file-kind (no-leaf) when the file holds authorities only.
// Without a key the leaf is the certificate that signed none of the others; of a file of more than maxOrdered
// certificates it is the first: ordering compares each with all others.
func Pair(certs []*x509.Certificate, key crypto.Signer, certFile, keyFile string) ([]*x509.Certificate, []model.Finding) {
	leaf := leafOf(certs, key)
	if leaf < 0 {
		f := model.New(model.KeyMismatch, "certificate", certFile, "key", keyFile).Seen(keyFile)
		if onlyAuthorities(certs) {
			f = model.New(model.WrongFileKind, "file", certFile, "role", "cert", "found", "chain", "wanted", KindCertificate).As("no-leaf").Seen(certFile)
		}
		return nil, []model.Finding{f}
	}
	ordered := chainFrom(certs, leaf)
	for i := range ordered {
		if ordered[i] != certs[i] {
			return ordered, []model.Finding{model.New(model.ChainOutOfOrder, "file", certFile).Seen(certFile)}
		}
	}
	return ordered, nil
}

func leafOf(certs []*x509.Certificate, key crypto.Signer) int {
	for i, c := range certs {
		if key != nil && samePublicKey(c.PublicKey, key.Public()) {
			return i
		}
		if key == nil && len(certs) <= maxOrdered && !signsAnother(c, certs) {
			return i
		}
	}
	if key == nil && len(certs) > 0 {
		return 0
	}
	return -1
}

func signsAnother(c *x509.Certificate, certs []*x509.Certificate) bool {
	for _, other := range certs {
		if other != c && !bytes.Equal(other.Raw, c.Raw) && Signed(c, other) {
			return true
		}
	}
	return false
}

func onlyAuthorities(certs []*x509.Certificate) bool {
	for _, c := range certs {
		if !c.IsCA {
			return false
		}
	}
	return len(certs) > 0
}

// chainFrom orders certificates from a leaf upwards and puts the ones that are no part of its chain last, in their order.
func chainFrom(certs []*x509.Certificate, leaf int) []*x509.Certificate {
	used := map[int]bool{leaf: true}
	out := []*x509.Certificate{certs[leaf]}
	for last := certs[leaf]; len(out) < maxOrdered; {
		next := -1
		for i, c := range certs {
			if !used[i] && !bytes.Equal(last.Raw, c.Raw) && Signed(c, last) {
				next = i
				break
			}
		}
		if next < 0 {
			break
		}
		used[next] = true
		last = certs[next]
		out = append(out, last)
	}
	for i, c := range certs {
		if !used[i] {
			out = append(out, c)
		}
	}
	return out
}

// Signed reports whether issuer's key signed c, judged by name and signature alone: an issuer that is no authority by
// its extensions still signed. Keys that are too large are not tried.
func Signed(issuer, c *x509.Certificate) bool {
	if !bytes.Equal(issuer.RawSubject, c.RawIssuer) || spkiRSABits(issuer.RawSubjectPublicKeyInfo) > MaxRSABits {
		return false
	}
	return checkSignature(issuer, c) == nil
}

// checkSignature verifies c's signature with issuer's key. SHA-1 counts here: whether it should be trusted is a matter
// of its own, who signed is not.
func checkSignature(issuer, c *x509.Certificate) error {
	err := issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
	var insecure x509.InsecureAlgorithmError
	if errors.As(err, &insecure) {
		return checkOldSignature(issuer.PublicKey, c)
	}
	return err
}
