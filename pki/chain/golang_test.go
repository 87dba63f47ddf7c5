package chain

import (
	"crypto/x509"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// TestGoHasTheLastWord: each kind of refusal finds words of ours, with Go's own as the source.
func TestGoHasTheLastWord(t *testing.T) {
	_, _, l := pkiOf(t)
	leaf := &cert{Certificate: l.Certificate}
	in := Input{Name: "server.test", TrustName: "test"}
	for _, c := range []struct {
		err  error
		want model.Code
	}{
		{x509.HostnameError{Certificate: l.Certificate, Host: "x"}, model.NameMismatch},
		{x509.UnknownAuthorityError{Cert: l.Certificate}, model.UnknownIssuer},
		{x509.UnhandledCriticalExtension{}, model.UnknownCritical},
		{x509.CertificateInvalidError{Cert: l.Certificate, Reason: x509.CANotAuthorizedForThisName}, model.NameConstraint},
		{x509.CertificateInvalidError{Cert: l.Certificate, Reason: x509.NoValidChains}, model.PolicyInvalid},
		{x509.CertificateInvalidError{Cert: l.Certificate, Reason: x509.TooManyIntermediates}, model.MalformedCert},
		{errors.New("x509: signature check attempts limit reached"), model.ChainTooComplex},
	} {
		f := fromGo(leaf, in, c.err)
		require.Equal(t, c.want, f.Code)
		require.Equal(t, model.Fatal, f.Severity)
		var keys []string
		for _, e := range f.Evidence {
			keys = append(keys, e.Key)
		}
		require.Equal(t, model.Info(f.Code).Keys, keys)
	}
	require.Empty(t, goRefuses(Input{}))
	bad := ask(l, nil, root(t, "Elsewhere"))
	require.Contains(t, goRefuses(bad)[0].Evidence[0].Source, "crypto/x509: x509: certificate signed by unknown authority")
}
