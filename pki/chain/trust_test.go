package chain

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// only returns the one fatal finding.
func only(t *testing.T, r Result) model.Finding {
	t.Helper()
	var found []model.Finding
	for _, f := range r.Findings {
		if f.Severity == model.Fatal {
			found = append(found, f)
		}
	}
	require.Len(t, found, 1, "%v", fatal(r))
	return found[0]
}

func TestMissingIntermediateThatWeHold(t *testing.T) {
	r := root(t, "Test Root")
	a := r.ca(t, "Alpha")
	b := a.ca(t, "Beta")
	l := b.leaf(t, "server.test")
	in := ask(l, nil, r)
	in.Extra = []*x509.Certificate{a.Certificate, b.Certificate}
	in.ExtraFiles = map[string]string{sumOf(b.Raw): "home/beta.pem", sumOf(a.Raw): "home/alpha.pem"}
	f := only(t, Verify(in))
	require.Equal(t, model.MissingIntermediate, f.Code)
	require.Equal(t, "have-file", f.Variant)
	require.Equal(t, model.Proven, f.Certainty)
	require.Equal(t, "Beta", f.Value("missing"))
	require.Equal(t, []model.Fix{{Kind: model.FixAppendChain, File: "home/beta.pem"}}, f.Fixes)

	in.Sent = []*x509.Certificate{b.Certificate}
	f = only(t, Verify(in))
	require.Equal(t, "Alpha", f.Value("missing"))
	require.Equal(t, "Beta", f.Value("certificate"))

	in.Extra = []*x509.Certificate{b.Certificate}
	require.Equal(t, model.UnknownIssuer, only(t, Verify(in)).Code, "Alpha is neither held nor named an intermediate")
}

func TestUnknownRootThatWeHold(t *testing.T) {
	r := root(t, "Their Root")
	i := r.ca(t, "Their CA")
	l := i.leaf(t, "server.test")
	in := ask(l, sending(i), root(t, "Our Root"))
	in.Extra = []*x509.Certificate{r.Certificate}
	in.ExtraFiles = map[string]string{sumOf(r.Raw): "home/their/ca.pem"}
	f := only(t, Verify(in))
	require.Equal(t, model.UnknownIssuer, f.Code)
	require.Equal(t, []model.Fix{{Kind: model.FixUseFile, File: "home/their/ca.pem", Use: "ca"}}, f.Fixes)
	require.Equal(t, "Their Root", f.Value("issuer"))

	direct := ask(r.leaf(t, "server.test"), nil, root(t, "Their Root"))
	direct.Extra, direct.ExtraFiles = in.Extra, in.ExtraFiles
	f = only(t, Verify(direct))
	require.Equal(t, model.IssuerOtherKey, f.Code)
	require.Equal(t, model.FixUseFile, f.Fixes[0].Kind, "the CA that really signed is in the workspace")
}

// akiNaming is an authority key identifier that names the issuer's issuer, as openssl's "issuer:always" does.
func akiNaming(t *testing.T, issuersIssuer pkix.Name) pkix.Extension {
	dn, err := asn1.Marshal(issuersIssuer.ToRDNSequence())
	require.NoError(t, err)
	name := append([]byte{0xa4, byte(len(dn))}, dn...)
	inner := append([]byte{0xa1, byte(len(name))}, name...)
	inner = append(inner, 0x82, 1, 9)
	return pkix.Extension{Id: oidAKI, Value: append([]byte{0x30, byte(len(inner))}, inner...)}
}

// TestIntermediateOrRoot: what tells a missing intermediate from an unknown authority when nothing but the leaf is there.
func TestIntermediateOrRoot(t *testing.T) {
	ours := root(t, "Company Root")
	by := func(issuer string, changes ...change) Input {
		return ask(root(t, "Company Root").ca(t, issuer).leaf(t, "server.test", changes...), nil, ours)
	}
	withAKI := func(n pkix.Name) change {
		return func(c *x509.Certificate) {
			c.AuthorityKeyId = nil
			c.ExtraExtensions = []pkix.Extension{akiNaming(t, n)}
		}
	}
	aia := func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://ca.test/i.der"} }
	flat := root(t, "Flat Root", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	noDelegation := by("Company Issuing CA")
	noDelegation.Roots = []*x509.Certificate{flat.Certificate}
	for _, c := range []struct {
		name string
		in   Input
		want model.Code
		sure model.Certainty
	}{
		{"named intermediate", by("Company Intermediate CA"), model.MissingIntermediate, model.Likely},
		{"named issuing", by("company_issuing_ca"), model.MissingIntermediate, model.Likely},
		{"named root", by("Company Root 2"), model.UnknownIssuer, model.Proven},
		{"plain name", by("pouch_test"), model.UnknownIssuer, model.Proven},
		{"address of the issuer alone", by("Plain CA", aia), model.UnknownIssuer, model.Proven},
		{"its issuer's issuer is trusted", by("Plain CA", withAKI(pkix.Name{CommonName: "Company Root"})), model.MissingIntermediate, model.Proven},
		{"its issuer's issuer is unknown", by("Plain Intermediate", withAKI(pkix.Name{CommonName: "Elsewhere"})), model.UnknownIssuer, model.Proven},
		{"its issuer is a root", by("Plain Intermediate", withAKI(pkix.Name{CommonName: "Plain Intermediate"})), model.UnknownIssuer, model.Proven},
		{"our root allows none", noDelegation, model.UnknownIssuer, model.Proven},
	} {
		f := only(t, Verify(c.in))
		assert.Equal(t, c.want, f.Code, c.name)
		assert.Equal(t, c.sure, f.Certainty, c.name)
	}
	f := only(t, Verify(by("Company Intermediate", aia)))
	require.Equal(t, "http://ca.test/i.der", f.Value("aia"))
	require.Equal(t, model.FixAppendChain, f.Fixes[0].Kind)
}

func TestOtherKeyEvidence(t *testing.T) {
	old, ours := root(t, "pouch_test"), root(t, "pouch_test")
	f := only(t, Verify(ask(old.leaf(t, "server.test"), nil, ours)))
	require.Equal(t, keyID(&cert{Certificate: ours.Certificate}), f.Value("ours"))
	require.Equal(t, keyID(&cert{Certificate: old.Certificate}), f.Value("theirs"))
	require.Equal(t, model.Proven, f.Certainty)

	ski := asn1.ObjectIdentifier{2, 5, 29, 14}
	oldBare, oursBare := without(t, root(t, "pouch_test"), nil, ski), without(t, root(t, "pouch_test"), nil, ski)
	f = only(t, Verify(ask(oldBare.leaf(t, "server.test"), nil, oursBare)))
	require.Equal(t, model.IssuerOtherKey, f.Code)
	require.Equal(t, model.Likely, f.Certainty, "without identifiers a damaged signature looks the same")
	f = only(t, Verify(ask(oldBare.leaf(t, "server.test"), sending(oldBare), oursBare)))
	require.Equal(t, keyID(&cert{Certificate: oldBare.Certificate}), f.Value("theirs"), "the signer was sent along")
	require.Equal(t, model.Proven, f.Certainty, "and its key is another one")
	require.Len(t, f.Value("theirs"), 64)
}

func TestSystemTrust(t *testing.T) {
	r, i, l := pkiOf(t)
	in := ask(l, sending(i))
	in.System, in.TrustName = true, ""
	got := Verify(in)
	require.Equal(t, []string{"unknown-issuer/system"}, fatal(got))
	require.Equal(t, "system", only(t, got).Value("trust"))
	in.Roots = []*x509.Certificate{r.Certificate}
	require.True(t, Verify(in).OK, "roots given come first")
	alone := ask(root(t, "E7").leaf(t, "server.test", func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://ca.test/i.der"} }), nil)
	alone.System = true
	require.Equal(t, []string{"missing-intermediate"}, fatal(Verify(alone)))
}

// TestBestPath: a fine path hides what is wrong with the others; where none is fine, one that reaches a root is told.
func TestBestPath(t *testing.T) {
	r1, r2 := root(t, "Root One"), root(t, "Root Two")
	i1 := r1.ca(t, "Issuing")
	i2 := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "Issuing"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, r2, i1.key,
		func(c *x509.Certificate) { c.NotBefore, c.NotAfter = noon.AddDate(-2, 0, 0), noon.AddDate(-1, 0, 0) })
	l := i1.leaf(t, "server.test")
	require.Empty(t, fatal(Verify(ask(l, sending(i2, i1), r1, r2))))
	require.Equal(t, []string{"expired"}, fatal(Verify(ask(l, sending(i2, i1), r2))))
	weak := i1.leaf(t, "other.test")
	require.Equal(t, []string{"name-mismatch"}, fatal(Verify(ask(weak, sending(i2, i1), r1, r2))))
}

func TestCycles(t *testing.T) {
	ka, kb := newKey(t), newKey(t)
	ca := func(cn string, key, signer *made) *made {
		return Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: cn}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, signer, key.key)
	}
	a0 := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "A"}, IsCA: true}, nil, ka)
	b0 := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "B"}, IsCA: true}, nil, kb)
	aByB, bByA := ca("A", a0, b0), ca("B", b0, a0)
	l := a0.leaf(t, "server.test")
	require.Equal(t, []string{"unknown-issuer"}, fatal(Verify(ask(l, sending(aByB, bByA), root(t, "Elsewhere")))))
	require.True(t, Verify(ask(l, sending(aByB, bByA), b0)).OK)
}

// TestDetours: among branches that each have one fault, the good one is found, whatever the fault and the order.
func TestDetours(t *testing.T) {
	good := root(t, "Good Root")
	key := newKey(t)
	branch := func(by *made, changes ...change) *made {
		return Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "Branch"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, by, key, changes...)
	}
	right := branch(good)
	l := right.leaf(t, "server.test")
	elsewhere := root(t, "Untrusted Root")
	for name, wrong := range map[string]*made{
		"expired":        branch(good, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = noon.AddDate(-2, 0, 0), noon.AddDate(-1, 0, 0) }),
		"no CA":          branch(good, func(c *x509.Certificate) { c.IsCA = false }),
		"constraints":    branch(good, func(c *x509.Certificate) { c.ExcludedDNSDomains = []string{"test"} }),
		"use":            branch(good, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }),
		"no keyCertSign": branch(good, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }),
		"critical": branch(good, func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
		}),
		"untrusted": branch(elsewhere),
		"other key": good.ca(t, "Branch"),
	} {
		for _, sent := range [][]*made{{wrong, right}, {right, wrong}} {
			got := Verify(ask(l, sent, good))
			assert.Empty(t, fatal(got), name)
			assert.Equal(t, right.Certificate, got.Paths[0][1], name)
		}
		assert.Len(t, fatal(Verify(ask(l, sending(wrong), good))), 1, name)
	}
}

// TestKeyIdentifierMismatch: the signature is right and the identifier is another key's. OpenSSL refuses, Go does not look.
func TestKeyIdentifierMismatch(t *testing.T) {
	r := root(t, "Test Root")
	renewed := Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "Test Root"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, nil, r.key,
		func(c *x509.Certificate) { c.SubjectKeyId = []byte{1, 2, 3} })
	got := Verify(ask(r.leaf(t, "server.test"), nil, renewed))
	require.True(t, got.OK)
	require.Equal(t, []string{"certificate-malformed/aki-mismatch"}, coded(got, model.Warning))
}
