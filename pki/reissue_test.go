package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestReissueDiffersInNothingElse(t *testing.T) {
	ca := authority(t, "again")
	key := keyNamed(t, model.RSA2048, "again-leaf")
	other, err := asn1.Marshal("kept as it is")
	require.NoError(t, err)
	// A foreign name: T61String and a multi-valued part, as an old tool wrote it.
	name := rawName(t, "550403", 20, []byte("M\xfcller"))
	upn := []byte{0xa0, 0x10, 0x06, 0x04, 0x2a, 0x03, 0x04, 0x05, 0xa0, 0x08, 0x0c, 0x06, 'u', '@', 'h', 'o', 's', 't'}
	names, err := encodeSANs([]model.SAN{{Kind: model.DNS, Value: "Old.Example"}}, [][]byte{upn})
	require.NoError(t, err)
	old := template(t, ca, key, func(c *x509.Certificate) {
		c.RawSubject = name
		c.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageDataEncipherment
		c.CRLDistributionPoints = []string{"http://crl.example/x.crl"}
		c.SubjectKeyId = []byte{1, 2, 3}
		c.ExtraExtensions = []pkix.Extension{
			{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Critical: true, Value: names},
			{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: []byte{0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01}},
			{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}, Value: other},
			{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: []byte{4, 1, 0}}, // SCTs of the old signature
		}
	})
	spec := SpecOf(old, "again", "leaf")
	assert.Equal(t, []model.SAN{{Kind: model.DNS, Value: "Old.Example"}}, spec.SANs)
	assert.Equal(t, 365, spec.Days)
	assert.Equal(t, model.ProfileServer, spec.Profile)
	spec.SANs = append(spec.SANs, model.SAN{Kind: model.IP, Value: "10.0.1.10"})

	c, found, err := Reissue(ca, old, old.PublicKey, spec, noon.AddDate(0, 1, 0))
	require.NoError(t, err)
	assert.Empty(t, found)
	assert.True(t, samePublicKey(old.PublicKey, c.PublicKey))
	assert.Equal(t, old.RawSubject, c.RawSubject, "the same bytes")
	assert.NotEqual(t, old.SerialNumber, c.SerialNumber)
	assert.Equal(t, noon.AddDate(0, 1, 365), c.NotAfter)
	assert.Equal(t, old.KeyUsage, c.KeyUsage)
	assert.Equal(t, old.SubjectKeyId, c.SubjectKeyId)
	assert.Equal(t, old.CRLDistributionPoints, c.CRLDistributionPoints)
	want := map[string]pkix.Extension{}
	for _, e := range old.Extensions {
		want[e.Id.String()] = e
	}
	for _, e := range c.Extensions {
		switch id := e.Id.String(); id {
		case oidAKI, oidBasicConstraints:
		case oidSAN:
			assert.True(t, e.Critical, "as critical as before")
			assert.Contains(t, string(e.Value), string(upn), "a name of another kind is kept")
			assert.Equal(t, []string{"DNS:Old.Example", "IP:10.0.1.10", "otherName:1.2.3.4.5"}[0:2], sanStrings(Describe(c).SANs)[:2])
		case "1.3.6.1.4.1.11129.2.4.2":
			t.Error("the old signature's timestamps would be false under the new one")
		default:
			assert.Equal(t, want[id], e, id)
		}
	}
	assert.Len(t, c.Extensions, len(old.Extensions)-1+1, "without timestamps, with basicConstraints")
}

func sanStrings(sans []model.SAN) []string {
	var out []string
	for _, s := range sans {
		out = append(out, s.String())
	}
	return out
}

func TestReissueWithOtherEKUsAndSubject(t *testing.T) {
	ca := authority(t, "eku-again")
	old, _ := leaf(t, ca, serverSpec("peer", model.SAN{Kind: model.DNS, Value: "p"}))
	spec := SpecOf(old, "", "peer")
	spec.EKUs = append(spec.EKUs, "clientAuth")
	spec.Subject = model.Subject{{Type: "CN", Value: "renamed"}}
	spec.Days = 10
	c, _, err := Reissue(ca, old, old.PublicKey, spec, noon)
	require.NoError(t, err)
	d := Describe(c)
	assert.Equal(t, []string{"serverAuth", "clientAuth"}, d.EKUs)
	assert.Equal(t, "renamed", d.Subject.Get("CN"))
	assert.Equal(t, noon.AddDate(0, 0, 10), c.NotAfter)
	assert.Equal(t, len(old.Extensions), len(c.Extensions))
	assert.Equal(t, model.ProfilePeer, SpecOf(c, "", "").Profile)
	client := spec
	client.EKUs = []string{"clientAuth"}
	c, _, err = Reissue(ca, old, old.PublicKey, client, noon)
	require.NoError(t, err)
	assert.Equal(t, model.ProfileClient, SpecOf(c, "", "").Profile)
	spec.Subject = model.Subject{{Type: "C", Value: "中"}}
	_, _, err = Reissue(ca, old, old.PublicKey, spec, noon)
	assert.Error(t, err)
	assert.Zero(t, SpecOf(nil, "", "x").Days-model.DefaultIdentityDays)
}

func TestLifeInDays(t *testing.T) {
	for _, c := range []struct {
		life time.Duration
		want int
	}{{397*24*time.Hour + time.Hour, 397}, {24 * time.Hour, 1}, {time.Minute, model.DefaultIdentityDays}, {-time.Hour, model.DefaultIdentityDays}} {
		assert.Equal(t, c.want, lifeInDays(model.Certificate{NotBefore: noon, NotAfter: noon.Add(c.life)}))
	}
}
