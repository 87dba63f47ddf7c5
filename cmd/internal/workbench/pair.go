package workbench

import (
	"crypto"
	"crypto/x509"
	"slices"

	"certwright/model"
	"certwright/pki"
)

// loadPair reads a client's certificate with what is sent behind it, and its key. Without a pair the findings say why.
func loadPair(ws model.Workspace, certFile, keyFile string) ([]*x509.Certificate, crypto.Signer, []model.Finding) {
	certs, found := loadCertificates(certFile, "cert")
	key, more := loadKey(keyFile)
	found = append(found, keyNotNamed(ws, more, certFile, keyFile)...)
	if len(certs) == 0 || key == nil {
		return nil, nil, found
	}
	pair, more := pki.Pair(certs, key, certFile, keyFile)
	if found = append(found, more...); !model.OK(more) {
		return nil, nil, found
	}
	return pair, key, found
}

// keyNotNamed tells a key file that is just the certificate's from two options that were swapped: curl and openssl look
// for the key there when a command names none. The certificate of an identity can be offered with that identity's key.
func keyNotNamed(ws model.Workspace, found []model.Finding, certFile, keyFile string) []model.Finding {
	at := slices.IndexFunc(found, func(f model.Finding) bool {
		return f.Code == model.WrongFileKind && f.Variant == "certificate-for-key"
	})
	if at < 0 || certFile != keyFile {
		return found
	}
	found = slices.Clone(found)
	found[at] = found[at].As("key-not-named")
	ref := refOf(ws, certFile)
	if i, unknown := findIdentity(ws, ref); ref != certFile && len(unknown) == 0 {
		found[at] = found[at].Fixed(model.Fix{Kind: model.FixUseFile, Use: "as", Identity: i.Ref(), File: i.CertFile, Auto: true})
	}
	return found
}
