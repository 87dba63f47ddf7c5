package wire

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// selfSigned makes a certificate with this subject.
func selfSigned(t *testing.T, subject pkix.Name, dns ...string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: nextSerial(), Subject: subject, DNSNames: dns, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return der
}

func TestSubjectText(t *testing.T) {
	require.Equal(t, "CN=etcd-1", subjectText(selfSigned(t, pkix.Name{Country: []string{"CN"}, CommonName: "etcd-1"})))
	require.Equal(t, "OU=Ops,O=Acme", subjectText(selfSigned(t, pkix.Name{Organization: []string{"Acme"}, OrganizationalUnit: []string{"Ops"}})))
	require.Equal(t, "DNS:a.example", subjectText(selfSigned(t, pkix.Name{}, "a.example", "b.example")))
	require.Equal(t, model.NameEmpty, subjectText(selfSigned(t, pkix.Name{})))
	require.Equal(t, model.NameUnreadable, subjectText([]byte("no DER")))
	require.Equal(t, model.NameUnreadable, subjectText(nil))
}

// TestSubjectOfACertificateThatGoRefuses: a negative serial number stops x509, not the timeline.
func TestSubjectOfACertificateThatGoRefuses(t *testing.T) {
	der := selfSigned(t, pkix.Name{CommonName: "still named"})
	broken := append([]byte{}, der...)
	i := indexOf(broken, []byte{0xa0, 3, 2, 1, 2, 2}) // version 3, then the serial number
	require.Positive(t, i)
	broken[i+4] = 9 // no such version
	_, err := x509.ParseCertificate(broken)
	require.Error(t, err)
	require.Equal(t, "CN=still named", subjectText(broken))
}

func indexOf(b, part []byte) int {
	for i := range len(b) - len(part) {
		if string(b[i:i+len(part)]) == string(part) {
			return i
		}
	}
	return -1
}

func TestNameText(t *testing.T) {
	encode := func(name any) []byte {
		der, err := asn1.Marshal(name)
		require.NoError(t, err)
		return der
	}
	seq := func(attributes ...pkix.AttributeTypeAndValue) []byte {
		var rdns pkix.RDNSequence
		for _, a := range attributes {
			rdns = append(rdns, pkix.RelativeDistinguishedNameSET{a})
		}
		return encode(rdns)
	}
	cn, c, odd := asn1.ObjectIdentifier{2, 5, 4, 3}, asn1.ObjectIdentifier{2, 5, 4, 6}, asn1.ObjectIdentifier{1, 2, 3, 4}
	attribute := func(oid asn1.ObjectIdentifier, v any) pkix.AttributeTypeAndValue {
		return pkix.AttributeTypeAndValue{Type: oid, Value: v}
	}
	raw := func(tag int, b ...byte) asn1.RawValue { return asn1.RawValue{Tag: tag, Bytes: b} }
	require.Equal(t, "CN=pouch_test,C=CN", nameText(seq(attribute(c, "CN"), attribute(cn, "pouch_test"))))
	require.Equal(t, "CN=\u8bc1\u4e66", nameText(seq(attribute(cn, "\u8bc1\u4e66"))))
	require.Equal(t, "CN=\u8bc1", nameText(seq(attribute(cn, raw(30, 0x8b, 0xc1)))), "BMPString")
	require.Equal(t, "CN=\u8bc1", nameText(seq(attribute(cn, raw(28, 0, 0, 0x8b, 0xc1)))), "UniversalString")
	require.Equal(t, "CN=\u00fc", nameText(seq(attribute(cn, raw(20, 0xfc)))), "T61String")
	require.Equal(t, "CN=#ff00", nameText(seq(attribute(cn, raw(12, 0xff, 0)))), "no text at all")
	require.Equal(t, `CN=a\,b\+c\ `, nameText(seq(attribute(cn, "a,b+c "))))
	require.Equal(t, "1.2.3.4=x", nameText(seq(attribute(odd, "x"))))
	multi := pkix.RDNSequence{{attribute(c, "CN")}, {attribute(cn, "x"), attribute(odd, "y")}}
	require.Contains(t, []string{"CN=x+1.2.3.4=y,C=CN", "1.2.3.4=y+CN=x,C=CN"}, nameText(encode(multi)))
	require.Equal(t, model.NameEmpty, nameText([]byte{0x30, 0}))
	require.Equal(t, model.NameUnreadable, nameText([]byte{0x30, 5}))
	require.Equal(t, model.NameUnreadable, nameText(nil))
}
