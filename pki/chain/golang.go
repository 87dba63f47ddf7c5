package chain

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"math/big"

	"certwright/model"
)

// goRefuses is the last word: what crypto/x509 refuses is never called good, even where no rule of ours knows why, for
// instance where its own bound of 100 signature checks is hit. Keys that would take it seconds are made harmless first.
func goRefuses(in Input) []model.Finding {
	if in.Leaf == nil {
		return nil
	}
	key, keep := [sha256.Size]byte{}, rememberable(in)
	if keep {
		if key = questionKey(in); accepted.has(key, in.Now) {
			return nil
		}
	}
	chains, err := in.Leaf.Verify(goOptions(in))
	if err == nil {
		if keep {
			accepted.add(key, chains[0])
		}
		return nil
	}
	return []model.Finding{fromGo(&cert{Certificate: in.Leaf}, in, err).Seen("crypto/x509: " + err.Error())}
}

// goOptions is the same question as crypto/x509 takes it.
func goOptions(in Input) x509.VerifyOptions {
	opts := x509.VerifyOptions{CurrentTime: in.Now, Intermediates: x509.NewCertPool()}
	for _, x := range in.Sent {
		opts.Intermediates.AddCert(harmless(x))
	}
	if len(in.Roots) > 0 || !in.System {
		opts.Roots = x509.NewCertPool()
		for _, x := range in.Roots {
			opts.Roots.AddCert(harmless(x))
		}
	}
	if in.Name != "" && !isMailbox(in.Name) { // crypto/x509 compares no mail addresses
		opts.DNSName, _ = Dialled(in.Name)
	}
	switch in.Purpose {
	case Server:
		opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	case Client:
		opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	default:
		opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	}
	return opts
}

// harmless replaces an RSA key that we refuse, so that no time is spent on it. The signature fails then, as it does for us.
func harmless(x *x509.Certificate) *x509.Certificate {
	k, ok := x.PublicKey.(*rsa.PublicKey)
	if !ok || usableRSA(k) {
		return x
	}
	c := *x
	c.PublicKey = &rsa.PublicKey{N: big.NewInt(15), E: 3}
	return &c
}

// fromGo puts Go's refusal into our words.
func fromGo(leaf *cert, in Input, err error) model.Finding {
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var unknownCA x509.UnknownAuthorityError
	switch {
	case errors.As(err, &host):
		return model.New(model.NameMismatch, "certificate", nameOf(leaf), "names", names(leaf, ""), "dialled", in.Name)
	case errors.As(err, &unknownCA):
		return model.New(model.UnknownIssuer, "certificate", nameOf(leaf), "issuer", issuerName(leaf), "trust", in.TrustName)
	case errors.As(err, &x509.UnhandledCriticalExtension{}):
		return model.New(model.UnknownCritical, "certificate", nameOf(leaf), "oid", "")
	case errors.As(err, &invalid):
		at := &cert{Certificate: invalid.Cert}
		switch invalid.Reason {
		case x509.CANotAuthorizedForThisName, x509.UnconstrainedName, x509.TooManyConstraints:
			return model.New(model.NameConstraint, "certificate", nameOf(at), "name", "", "constraint", invalid.Detail)
		case x509.NoValidChains:
			return model.New(model.PolicyInvalid, "certificate", nameOf(at), "has", describePolicies(invalid.Cert))
		}
		return model.New(model.MalformedCert, "certificate", nameOf(at), "rule", err.Error(), "section", "6.1").Weigh(model.Fatal)
	}
	return model.New(model.ChainTooComplex, "limit", err.Error())
}

// systemAnchors finds the roots of the system's store that matter here. The store cannot be listed, so every certificate is
// put to the system's verifier, now and within its own lifetime, which finds roots that have expired since.
func systemAnchors(in *Input) []*x509.Certificate {
	opts := goOptions(Input{System: true, Now: in.Now, Sent: in.Sent})
	var out []*x509.Certificate
	for i, x := range append([]*x509.Certificate{in.Leaf}, in.Sent...) {
		if i >= maxSystemQuestions {
			break
		}
		opts.CurrentTime = in.Now
		chains, err := x.Verify(opts)
		if err != nil {
			opts.CurrentTime = x.NotBefore.Add(x.NotAfter.Sub(x.NotBefore) / 2)
			chains, _ = x.Verify(opts)
		}
		for _, c := range chains {
			out = append(out, c[len(c)-1])
		}
	}
	return out
}

// maxSystemQuestions bounds how many certificates are put to the system's verifier, which may be slow.
const maxSystemQuestions = 8
