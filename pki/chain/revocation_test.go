package chain

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"certwright/model"
)

func crlBy(t *testing.T, by *made, from, to time.Time, extra []pkix.Extension, serials ...*big.Int) CRL {
	tmpl := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: from, NextUpdate: to, ExtraExtensions: extra}
	for _, s := range serials {
		tmpl.RevokedCertificateEntries = append(tmpl.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: s, RevocationTime: noon.Add(-time.Hour), ReasonCode: 1})
	}
	der, err := x509.CreateRevocationList(rand.Reader, tmpl, by.Certificate, by.key)
	require.NoError(t, err)
	list, err := x509.ParseRevocationList(der)
	require.NoError(t, err)
	return CRL{List: list, File: "ca.crl"}
}

func TestRevokedByCRL(t *testing.T) {
	r, i, l := pkiOf(t)
	from, to := noon.AddDate(0, 0, -1), noon.AddDate(0, 0, 6)
	idp := func(body ...byte) []pkix.Extension {
		return []pkix.Extension{{Id: oidIDP, Critical: true, Value: append([]byte{0x30, byte(len(body))}, body...)}}
	}
	forged := crlBy(t, &made{i.Certificate, i.key, r}, from, to, nil, l.SerialNumber)
	forged.List.Signature[8] ^= 1
	mute := r.ca(t, "Mute", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCertSign })
	for _, c := range []struct {
		name  string
		crl   CRL
		fatal []string
		warn  []string
	}{
		{"listed", crlBy(t, i, from, to, nil, l.SerialNumber), []string{"revoked"}, []string{}},
		{"not listed", crlBy(t, i, from, to, nil, big.NewInt(5)), []string{}, []string{}},
		{"out of date, listed", crlBy(t, i, noon.AddDate(0, 0, -9), from, nil, l.SerialNumber), []string{"revoked"}, []string{"crl-unusable/expired"}},
		{"out of date", crlBy(t, i, noon.AddDate(0, 0, -9), from, nil), []string{}, []string{"crl-unusable/expired"}},
		{"from tomorrow", crlBy(t, i, noon.AddDate(0, 0, 1), to, nil), []string{}, []string{"crl-unusable"}},
		{"other issuer, same serial", crlBy(t, root(t, "Elsewhere"), from, to, nil, l.SerialNumber), []string{}, []string{"crl-unusable/other-issuer"}},
		{"same name, other key", crlBy(t, root(t, "Test Issuing CA"), from, to, nil, l.SerialNumber), []string{}, []string{"crl-unusable/signature"}},
		{"damaged", forged, []string{}, []string{"crl-unusable/signature"}},
		{"for CAs only", crlBy(t, i, from, to, idp(0x82, 1, 0xff), l.SerialNumber), []string{}, []string{}},
		{"for end entities", crlBy(t, i, from, to, idp(0x81, 1, 0xff), l.SerialNumber), []string{"revoked"}, []string{}},
		{"some reasons", crlBy(t, i, from, to, idp(0x83, 2, 7, 0x80), l.SerialNumber), []string{}, []string{"crl-unusable"}},
		{"indirect", crlBy(t, i, from, to, idp(0x84, 1, 0xff), l.SerialNumber), []string{}, []string{"crl-unusable"}},
		{"unknown critical extension", crlBy(t, i, from, to, []pkix.Extension{{Id: []int{1, 2, 3}, Critical: true, Value: []byte{5, 0}}}, l.SerialNumber), []string{}, []string{"crl-unusable"}},
		{"another distribution point", crlBy(t, i, from, to, idp(0xa0, 6, 0xa0, 4, 0x86, 2, 'h', ':'), l.SerialNumber), []string{}, []string{}},
	} {
		in := ask(l, sending(i), r)
		in.CRLs = []CRL{c.crl}
		got := Verify(in)
		assert.Equal(t, c.fatal, fatal(got), c.name)
		assert.Equal(t, c.warn, coded(got, model.Warning), c.name)
	}
	in := ask(l, sending(i), r)
	in.CRLs = []CRL{crlBy(t, r, from, to, nil, i.SerialNumber)}
	f := only(t, Verify(in))
	require.Equal(t, "intermediate", f.Value("role"))
	require.Equal(t, "keyCompromise", f.Value("reason"))
	require.Equal(t, "ca.crl", f.Value("source"))
	_ = mute
}

// TestStrictCRLs: judged strictly, lists were given, so every certificate needs one, as openssl -crl_check_all has it.
func TestStrictCRLs(t *testing.T) {
	r, i, l := pkiOf(t)
	from, to := noon.AddDate(0, 0, -1), noon.AddDate(0, 0, 6)
	in := ask(l, sending(i), r)
	in.Strict = true
	require.True(t, Verify(in).OK)
	in.CRLs = []CRL{crlBy(t, i, from, to, nil)}
	require.Equal(t, []string{"crl-unusable/uncovered"}, fatal(Verify(in)))
	in.CRLs = append(in.CRLs, crlBy(t, r, from, to, nil))
	require.True(t, Verify(in).OK)
	in.CRLs[0] = crlBy(t, i, from.AddDate(0, 0, -9), from, nil)
	require.Equal(t, []string{"crl-unusable/uncovered"}, fatal(Verify(in)))
}

func TestDistributionPointOfCertificate(t *testing.T) {
	r := root(t, "Test Root")
	l := r.leaf(t, "server.test", func(c *x509.Certificate) { c.CRLDistributionPoints = []string{"http://ca.test/1.crl"} })
	uri := []byte("http://ca.test/1.crl")
	name := append([]byte{0x86, byte(len(uri))}, uri...)
	full := append([]byte{0xa0, byte(len(name))}, name...)
	point := append([]byte{0xa0, byte(len(full))}, full...)
	ext := []pkix.Extension{{Id: oidIDP, Critical: true, Value: append([]byte{0x30, byte(len(point))}, point...)}}
	in := ask(l, nil, r)
	in.CRLs = []CRL{crlBy(t, r, noon.AddDate(0, 0, -1), noon.AddDate(0, 0, 1), ext, l.SerialNumber)}
	require.Equal(t, []string{"revoked"}, fatal(Verify(in)))
}

func TestStapledResponse(t *testing.T) {
	r, i, l := pkiOf(t)
	delegate := i.leaf(t, "responder", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning} })
	usurper := i.leaf(t, "usurper")
	number := l.SerialNumber
	response := func(by *made, status int, next time.Time) []byte {
		tmpl := ocsp.Response{Status: status, SerialNumber: number, ThisUpdate: noon.Add(-time.Hour), NextUpdate: next,
			RevokedAt: noon.Add(-time.Minute), RevocationReason: 4}
		if by != i {
			tmpl.Certificate = by.Certificate
		}
		der, err := ocsp.CreateResponse(i.Certificate, by.Certificate, tmpl, by.key)
		require.NoError(t, err)
		return der
	}
	later := noon.AddDate(0, 0, 1)
	number = delegate.SerialNumber
	foreign := response(i, ocsp.Good, later)
	number = l.SerialNumber
	for _, c := range []struct {
		name  string
		der   []byte
		fatal []string
		warn  []string
	}{
		{"good", response(i, ocsp.Good, later), []string{}, []string{}},
		{"revoked", response(i, ocsp.Revoked, later), []string{"revoked"}, []string{}},
		{"revoked, by delegate", response(delegate, ocsp.Revoked, later), []string{"revoked"}, []string{}},
		{"by a certificate not meant for it", response(usurper, ocsp.Revoked, later), []string{}, []string{"crl-unusable/signature"}},
		{"out of date", response(i, ocsp.Good, noon.Add(-time.Minute)), []string{}, []string{"crl-unusable/expired"}},
		{"for another certificate", foreign, []string{}, []string{"crl-unusable/other-certificate"}},
		{"of a responder that does not know it", response(i, ocsp.Unknown, later), []string{}, []string{"crl-unusable/unknown-certificate"}},
		{"garbage", []byte{1, 2, 3}, []string{}, []string{"crl-unusable/signature"}},
	} {
		in := ask(l, sending(i), r)
		in.OCSP = c.der
		got := Verify(in)
		assert.Equal(t, c.fatal, fatal(got), c.name)
		assert.Equal(t, c.warn, coded(got, model.Warning), c.name)
	}
}
