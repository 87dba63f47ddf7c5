package model

import (
	"strconv"
	"strings"
)

// Encoding is the ASN.1 string type that an attribute of a subject is written with (RFC 5280 appendix A, as openssl does).
type Encoding string

const (
	UTF8String      Encoding = "UTF8String"
	PrintableString Encoding = "PrintableString"
	IA5String       Encoding = "IA5String"
)

// attributeInfo is one kind of subject attribute.
type attributeInfo struct {
	name    string // as openssl prints it
	oid     string
	limit   int // upper bound in characters (X.520, RFC 5280 appendix A.1); 0: none
	kind    Encoding
	aliases []string // other names that people and tools write
}

// attributes is the one table of subject attributes, in the order in which a new subject is built.
var attributes = []attributeInfo{
	{"C", "2.5.4.6", 2, PrintableString, []string{"countryName", "country"}},
	{"ST", "2.5.4.8", 128, UTF8String, []string{"S", "SP", "stateOrProvinceName", "state", "province"}},
	{"L", "2.5.4.7", 128, UTF8String, []string{"localityName", "locality", "city"}},
	{"O", "2.5.4.10", 64, UTF8String, []string{"organizationName", "organization"}},
	{"OU", "2.5.4.11", 64, UTF8String, []string{"organizationalUnitName", "organizationalUnit"}},
	{"CN", "2.5.4.3", 64, UTF8String, []string{"commonName"}},
	{"emailAddress", "1.2.840.113549.1.9.1", 255, IA5String, []string{"E", "email", "pkcs9email"}},
	{"DC", "0.9.2342.19200300.100.1.25", 0, IA5String, []string{"domainComponent"}},
	{"UID", "0.9.2342.19200300.100.1.1", 256, UTF8String, []string{"userId"}},
	{"serialNumber", "2.5.4.5", 64, PrintableString, nil},
	{"street", "2.5.4.9", 128, UTF8String, []string{"streetAddress"}},
	{"postalCode", "2.5.4.17", 40, UTF8String, nil},
	{"title", "2.5.4.12", 64, UTF8String, []string{"T"}},
	{"GN", "2.5.4.42", 32768, UTF8String, []string{"givenName", "G"}},
	{"SN", "2.5.4.4", 32768, UTF8String, []string{"surname"}},
	{"initials", "2.5.4.43", 32768, UTF8String, nil},
	{"pseudonym", "2.5.4.65", 128, UTF8String, nil},
	{"generationQualifier", "2.5.4.44", 32768, UTF8String, nil},
	{"dnQualifier", "2.5.4.46", 0, PrintableString, nil},
	{"name", "2.5.4.41", 32768, UTF8String, nil},
	{"description", "2.5.4.13", 1024, UTF8String, nil},
	{"businessCategory", "2.5.4.15", 128, UTF8String, nil},
	{"organizationIdentifier", "2.5.4.97", 0, UTF8String, nil},
}

// attributeByName finds a row by lower-case name, alias or OID.
var attributeByName = func() map[string]int {
	m := map[string]int{}
	for i, a := range attributes {
		m[strings.ToLower(a.name)], m[a.oid] = i, i
		for _, n := range a.aliases {
			m[strings.ToLower(n)] = i
		}
	}
	return m
}()

// attribute returns the row for a type written in any way.
func attribute(name string) (attributeInfo, bool) {
	name = strings.ToLower(name)
	i, ok := attributeByName[name]
	if !ok {
		i, ok = attributeByName[strings.TrimPrefix(name, "oid.")]
	}
	if !ok {
		return attributeInfo{}, false
	}
	return attributes[i], true
}

// AttributeOID returns the dotted OID of an attribute type, whatever way it is written (CN, commonName, 2.5.4.3, OID.2.5.4.3);
// "" when it is neither known nor a valid OID.
func AttributeOID(kind string) string {
	if a, ok := attribute(kind); ok {
		return a.oid
	}
	if len(kind) > 4 && strings.EqualFold(kind[:4], "oid.") {
		kind = kind[4:]
	}
	if ValidOID(kind) {
		return kind
	}
	return ""
}

// AttributeName returns the short name that openssl prints for an OID or for another spelling of a type;
// an OID without a name is returned as it is.
func AttributeName(oid string) string {
	if a, ok := attribute(oid); ok {
		return a.name
	}
	if o := AttributeOID(oid); o != "" {
		return o
	}
	return oid
}

// AttributeEncoding returns the string type that a value of this attribute type has to be written with.
func AttributeEncoding(kind string) Encoding {
	if a, ok := attribute(kind); ok {
		return a.kind
	}
	return UTF8String
}

// ValidOID reports whether the text is a dotted object identifier that can be encoded: at least two arcs,
// the first 0 to 2, the second below 40 under 0 and 1, no leading zeros, each arc within 31 bits (X.660).
func ValidOID(s string) bool {
	arcs := strings.Split(s, ".")
	if len(arcs) < 2 || len(s) > 200 {
		return false
	}
	var first, second uint64
	for i, a := range arcs {
		n, err := strconv.ParseUint(a, 10, 31)
		if err != nil || strconv.FormatUint(n, 10) != a {
			return false
		}
		switch i {
		case 0:
			first = n
		case 1:
			second = n
		}
	}
	return first <= 2 && (first == 2 || second < 40) && second <= 1<<31-1-80
}
