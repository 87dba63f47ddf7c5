package diagnose

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
)

// madeUp is a certificate for web.test by an authority of this name, as a scene sees it that trusts nobody it knows.
func madeUp(t *testing.T, by pkix.Name, names ...string) *scene {
	t.Helper()
	trusted, err := lab.Root("trusted CA")
	require.NoError(t, err)
	ca, err := lab.Root("", func(c *x509.Certificate) { c.Subject = by })
	require.NoError(t, err)
	leaf, err := ca.Leaf("web", []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, lab.Names(names...))
	require.NoError(t, err)
	return newScene(model.Observation{
		Dial: model.Dial{Host: "web.test", Port: "443"}, Now: time.Now(), Done: true,
		Attempts: []model.Attempt{{Purpose: "first", Alert: -1, SNI: "web.test", ServerDER: [][]byte{leaf.Cert.Raw}}},
	}, Known{Roots: []*x509.Certificate{trusted.Cert}, Trust: "trusted"})
}

func TestProductsAreKnownByTheirAuthorities(t *testing.T) {
	for _, c := range []struct {
		by      pkix.Name
		product string
	}{
		{pkix.Name{CommonName: "Zscaler Intermediate Root CA (zscaler.net) (t) ", Organization: []string{"Zscaler Inc."}}, "Zscaler"},
		{pkix.Name{CommonName: "FGT60ETK19000000", Organization: []string{"Fortinet"}, OrganizationalUnit: []string{"Certificate Authority"}}, "FortiGate"},
		{pkix.Name{CommonName: "Sophos SSL CA_C01001ABCDEF"}, "Sophos"},
		{pkix.Name{CommonName: "Kaspersky Anti-Virus Personal Root Certificate", Organization: []string{"AO Kaspersky Lab"}}, "Kaspersky"},
		{pkix.Name{CommonName: "ESET SSL Filter CA", Organization: []string{"ESET, spol. s r. o."}}, "ESET"},
		{pkix.Name{CommonName: "avast! Web/Mail Shield Root"}, "Avast"},
		{pkix.Name{CommonName: "mitmproxy", Organization: []string{"mitmproxy"}}, "mitmproxy"},
		{pkix.Name{CommonName: "PortSwigger CA", Organization: []string{"PortSwigger"}}, "Burp Suite"},
		{pkix.Name{CommonName: "Charles Proxy CA (1 Jan 2026, host)"}, "Charles"},
		{pkix.Name{CommonName: "DO_NOT_TRUST_FiddlerRoot", Organization: []string{"DO_NOT_TRUST"}}, "Fiddler"},
		{pkix.Name{CommonName: "SonicWALL Firewall DPI-SSL", Organization: []string{"SonicWALL Inc."}}, "SonicWall"},
		{pkix.Name{CommonName: "Blue Coat SG210 Series"}, "Blue Coat ProxySG"},
		// Names that hold a mark inside of another word, and ordinary authorities.
		{pkix.Name{CommonName: "Reset, spol. s r. o."}, ""},
		{pkix.Name{CommonName: "DigiCert Global Root G2", Organization: []string{"DigiCert Inc"}}, ""},
		{pkix.Name{CommonName: "pouch_test"}, ""},
	} {
		product, _ := madeUp(t, c.by, "web.test").interceptor()
		assert.Equal(t, c.product, product, c.by.String())
	}
}

// The name of a product alone accuses nobody: the certificate must be unknown here and made up for the name dialled.
func TestInterceptionNeedsMoreThanAName(t *testing.T) {
	zscaler := pkix.Name{CommonName: "Zscaler Root CA", Organization: []string{"Zscaler Inc."}}
	fatal := intercepted(madeUp(t, zscaler, "web.test"))
	require.Len(t, fatal, 1)
	assert.Equal(t, []any{model.Fatal, model.Likely, "product"}, []any{fatal[0].Severity, fatal[0].Certainty, fatal[0].Variant})

	own := intercepted(madeUp(t, zscaler, "portal.zscaler.test"))
	require.Len(t, own, 1)
	assert.Equal(t, []any{model.Note, model.Possible}, []any{own[0].Severity, own[0].Certainty}, "perhaps the device's own page")

	trusted := madeUp(t, zscaler, "web.test")
	trusted.server.Findings = nil
	assert.Empty(t, intercepted(trusted), "a CA that was named is trusted on purpose")
	trusted.System = true
	known := intercepted(trusted)
	require.Len(t, known, 1)
	assert.Equal(t, model.Note, known[0].Severity, "the system trusts it: worth knowing, no fault")
}

// Where the workspace knows another issuer for the name, that is a hint beside unknown-issuer, never in its place.
func TestAnotherIssuerThanTheOneKnown(t *testing.T) {
	s := madeUp(t, pkix.Name{CommonName: "somebody's CA"}, "web.test")
	assert.Empty(t, intercepted(s), "nothing is known of this name")
	ours, err := lab.Root("our CA")
	require.NoError(t, err)
	leaf, err := ours.Leaf("web", nil, lab.Names("web.test"))
	require.NoError(t, err)
	s.Held = []Held{{Identity: model.Identity{Authority: "ours", Name: "web"}, Leaf: leaf.Cert, Issuer: ours.Cert}}
	hint := intercepted(s)
	require.Len(t, hint, 1)
	assert.Equal(t, []any{model.Note, model.Possible, "our CA"}, []any{hint[0].Severity, hint[0].Certainty, hint[0].Value("expected")})

	codes := map[model.Code]bool{}
	for _, f := range Findings(s.Observation, s.Known) {
		codes[f.Code] = true
	}
	assert.True(t, codes[model.UnknownIssuer] && codes[model.Intercepted], "%v", codes)

	s.Now = leaf.Cert.NotAfter.Add(time.Hour)
	assert.Empty(t, intercepted(s), "what has expired says nothing about today")
}

func TestDefaultCertificates(t *testing.T) {
	by := pkix.Name{CommonName: "a CA"}
	other := madeUp(t, by, "other.test")
	assert.Empty(t, defaultCertificate(other), "a wrong name alone is no default certificate")

	same := other.main
	same.Purpose, same.SNI = model.PurposeNoName, ""
	other.Attempts = append(other.Attempts, same)
	found := defaultCertificate(other)
	require.Len(t, found, 1)
	assert.Equal(t, "other.test", found[0].Value("names"))

	different := madeUp(t, by, "different.test").main
	different.Purpose = model.PurposeNoName
	other.Attempts[1] = different
	assert.Empty(t, defaultCertificate(other), "it has one for those who name nothing: this one was meant for us")

	nearly := madeUp(t, by, "*.web.test")
	same = nearly.main
	same.Purpose = model.PurposeNoName
	nearly.Attempts = append(nearly.Attempts, same)
	require.True(t, hasCode(nearly.server.Findings, model.NameMismatch))
	assert.Empty(t, defaultCertificate(nearly), "a near miss was meant for us")

	ca, err := lab.Root("TRAEFIK DEFAULT CERT")
	require.NoError(t, err)
	traefik := madeUp(t, by, "x.traefik.default")
	traefik.leaf = ca.Cert
	assert.Len(t, defaultCertificate(traefik), 1)
}
