package pki

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestSubjectKeepsOrderAndStringTypes(t *testing.T) {
	s := model.Subject{{Type: "CN", Value: "first"}, {Type: "C", Value: "CN"}, {Type: "OU", Value: "研发"}, {Type: "emailAddress", Value: "a@b.cn"},
		{Type: "OU", Value: "二"}, {Type: "DC", Value: "example"}, {Type: "serialNumber", Value: "7"}, {Type: "1.2.3.4.5", Value: "x"}}
	raw, err := EncodeSubject(s)
	require.NoError(t, err)
	back, err := DecodeSubject(raw)
	require.NoError(t, err)
	assert.Equal(t, s, back)

	var rdns pkix.RDNSequence
	rest, err := asn1.Unmarshal(raw, &rdns)
	require.NoError(t, err)
	require.Empty(t, rest)
	var seq []asn1.RawValue
	_, err = asn1.Unmarshal(raw, &seq)
	require.NoError(t, err)
	var tags []int
	for _, set := range seq {
		var attrs []struct {
			Type  asn1.ObjectIdentifier
			Value asn1.RawValue
		}
		_, err := asn1.UnmarshalWithParams(set.FullBytes, &attrs, "set")
		require.NoError(t, err)
		require.Len(t, attrs, 1)
		tags = append(tags, attrs[0].Value.Tag)
	}
	assert.Equal(t, []int{asn1.TagUTF8String, asn1.TagPrintableString, asn1.TagUTF8String, asn1.TagIA5String,
		asn1.TagUTF8String, asn1.TagIA5String, asn1.TagPrintableString, asn1.TagUTF8String}, tags)
}

func TestSubjectRefusesWhatItsStringTypeCannotHold(t *testing.T) {
	for _, a := range []model.Attribute{
		{Type: "C", Value: "中国"}, {Type: "serialNumber", Value: "a@b"}, {Type: "emailAddress", Value: "ä@b.de"},
		{Type: "nonsense", Value: "x"}, {Type: "CN", Value: "\xff"}, {Type: "1.99.1", Value: "x"},
	} {
		_, err := EncodeSubject(model.Subject{a})
		assert.Error(t, err, "%+v", a)
	}
	raw, err := EncodeSubject(nil)
	require.NoError(t, err)
	assert.True(t, emptyName(raw))
}

// attribute encodes CN with a value of any type, for names that others make.
func rawName(t *testing.T, oid string, tag byte, value []byte) []byte {
	t.Helper()
	val := append([]byte{tag, byte(len(value))}, value...)
	id, err := hex.DecodeString(oid)
	require.NoError(t, err)
	attr := append(append([]byte{6, byte(len(id))}, id...), val...)
	seq := append([]byte{0x30, byte(len(attr))}, attr...)
	set := append([]byte{0x31, byte(len(seq))}, seq...)
	return append([]byte{0x30, byte(len(set))}, set...)
}

func TestDecodeSubjectReadsOldStringTypes(t *testing.T) {
	for _, c := range []struct {
		tag   byte
		value string
		want  string
	}{
		{12, "北京", "北京"}, {19, "plain", "plain"}, {22, "a@b", "a@b"},
		{12, "bad\xff", "badÿ"},
		{20, "M\xfcller", "Müller"}, {20, "Müller", "Müller"}, // T61: Latin-1 in practice, UTF-8 lately
		{30, "\x4e\x2d\x56\xfd", "中国"}, {30, "odd", "#1e036f6464"},
		{28, "\x00\x00\x4e\x2d", "中"}, {28, "abc", "#1c03616263"},
		{18, "42", "42"}, {2, "\x01", "#020101"},
		{19, "\x1b[31mred", "\x1b[31mred"}, // hostile text stays as it is
	} {
		got, err := DecodeSubject(rawName(t, "550403", c.tag, []byte(c.value)))
		require.NoError(t, err)
		assert.Equal(t, model.Subject{{Type: "CN", Value: c.want}}, got, "tag %d %q", c.tag, c.value)
	}
	// An arc of 40 bits, which encoding/asn1 cannot hold.
	got, err := DecodeSubject(rawName(t, "2a9fffffffff7f", 12, []byte("x")))
	require.NoError(t, err)
	assert.Equal(t, "1.2.1099511627775", got[0].Type)
}

func TestDecodeSubjectListsMultiValuedNamesOneByOne(t *testing.T) {
	raw, err := asn1.Marshal(pkix.RDNSequence{{
		{Type: asn1.ObjectIdentifier{2, 5, 4, 10}, Value: "O"}, {Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: "N"},
	}})
	require.NoError(t, err)
	got, err := DecodeSubject(raw)
	require.NoError(t, err)
	assert.ElementsMatch(t, model.Subject{{Type: "O", Value: "O"}, {Type: "CN", Value: "N"}}, got)
}

func TestDecodeSubjectRefusesRubbish(t *testing.T) {
	for _, h := range []string{"", "31", "0500", "30020500", "3004310205 00", "30063104300205 00", "300b310930070603550403"} {
		b, err := hex.DecodeString(strings.ReplaceAll(h, " ", ""))
		require.NoError(t, err)
		got, err := DecodeSubject(b)
		assert.True(t, err != nil || len(got) == 1, "%s: %v", h, got)
	}
}

func FuzzSubjectRoundTrip(f *testing.F) {
	f.Add("CN", "pouch_test", "C", "CN")
	f.Add("1.2.3", "x\x00\x1b", "emailAddress", "a@b")
	f.Fuzz(func(t *testing.T, k1, v1, k2, v2 string) {
		s := model.Subject{{Type: k1, Value: v1}, {Type: k2, Value: v2}}
		raw, err := EncodeSubject(s)
		if err != nil {
			return
		}
		back, err := DecodeSubject(raw)
		require.NoError(t, err)
		require.Len(t, back, 2)
		for i := range s {
			assert.Equal(t, s[i].Value, back[i].Value)
			assert.Equal(t, model.AttributeOID(s[i].Type), model.AttributeOID(back[i].Type))
		}
		again, err := EncodeSubject(back)
		require.NoError(t, err)
		assert.Equal(t, raw, again)
	})
}
