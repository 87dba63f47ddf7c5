package model

import (
	"slices"
	"strings"
)

// ekuInfo is one purpose of RFC 5280 section 4.2.1.12.
type ekuInfo struct {
	name, oid string
	printed   string // as openssl x509 -text prints it
}

var ekus = []ekuInfo{
	{"serverAuth", "1.3.6.1.5.5.7.3.1", "TLS Web Server Authentication"},
	{"clientAuth", "1.3.6.1.5.5.7.3.2", "TLS Web Client Authentication"},
	{"codeSigning", "1.3.6.1.5.5.7.3.3", "Code Signing"},
	{"emailProtection", "1.3.6.1.5.5.7.3.4", "E-mail Protection"},
	{"timeStamping", "1.3.6.1.5.5.7.3.8", "Time Stamping"},
	{"OCSPSigning", "1.3.6.1.5.5.7.3.9", "OCSP Signing"},
	{"anyExtendedKeyUsage", "2.5.29.37.0", "Any Extended Key Usage"},
}

// KeyUsages are the names of the bits of keyUsage (RFC 5280 section 4.2.1.3), in bit order, as openssl.cnf takes them.
func KeyUsages() []string {
	return []string{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
		"keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"}
}

// KnownEKUs lists the names that ParseEKUs reads, the most used first.
func KnownEKUs() []string {
	var out []string
	for _, e := range ekus {
		out = append(out, e.name)
	}
	return out
}

// EKUOID returns the dotted OID of a purpose given by name (any case), by the words openssl prints, or by OID; "" when it is none of these.
func EKUOID(name string) string {
	for _, e := range ekus {
		if strings.EqualFold(name, e.name) || strings.EqualFold(name, e.printed) {
			return e.oid
		}
	}
	if ValidOID(name) {
		return name
	}
	return ""
}

// EKUName returns the name of a purpose for its OID; an OID without a name is returned as it is.
func EKUName(oid string) string {
	for _, e := range ekus {
		if e.oid == oid {
			return e.name
		}
	}
	return oid
}

// ParseEKUs reads purposes separated by commas, semicolons or blanks: names in any case, the words that openssl prints,
// or dotted OIDs. They come back as names where there is one, each once, in the order given.
func ParseEKUs(list string) ([]string, []Finding) {
	var out []string
	var findings []Finding
	add := func(word string) bool {
		oid := EKUOID(word)
		if oid != "" && !slices.Contains(out, EKUName(oid)) {
			out = append(out, EKUName(oid))
		}
		return oid != ""
	}
	for _, piece := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(",;\n\r，、；", r) }) {
		if add(strings.Trim(piece, blank)) {
			continue
		}
		for _, word := range strings.Fields(piece) {
			if !add(word) {
				findings = append(findings, New(UnknownEKU, "value", word, "known", strings.Join(KnownEKUs(), ", ")).Seen("eku"))
			}
		}
	}
	return out, findings
}

// Profiles lists what an identity can be for, in the order offered.
func Profiles() []Profile { return []Profile{ProfileServer, ProfileClient, ProfilePeer} }

// EKUs are the purposes that a profile asks for; none for an unknown profile.
func (p Profile) EKUs() []string {
	switch p {
	case ProfileServer:
		return []string{"serverAuth"}
	case ProfileClient:
		return []string{"clientAuth"}
	case ProfilePeer:
		return []string{"serverAuth", "clientAuth"}
	}
	return nil
}

// Accepts reports whether such an identity accepts connections and so needs a name that clients dial.
func (p Profile) Accepts() bool { return p == ProfileServer || p == ProfilePeer }

// ParseProfile reads a profile, in any case.
func ParseProfile(text string) (Profile, []Finding) {
	word := Profile(strings.ToLower(strings.Trim(text, blank)))
	if slices.Contains(Profiles(), word) {
		return word, nil
	}
	return "", []Finding{New(UnknownProfile, "value", text, "known", joined(Profiles())).Seen("profile")}
}

// KeyTypes lists the kinds of keys that can be made, the default first.
func KeyTypes() []KeyType { return []KeyType{P256, P384, Ed25519, RSA2048, RSA3072, RSA4096} }

// keyAliases are other names that tools have for the same keys, lower case without blanks, - _ and :
var keyAliases = map[string]KeyType{
	"prime256v1": P256, "secp256r1": P256, "ecp256": P256, "ecdsap256": P256, "ecdsa256": P256, "nistp256": P256,
	"secp384r1": P384, "ecp384": P384, "ecdsap384": P384, "ecdsa384": P384, "nistp384": P384,
}

// ParseKeyType reads a key type; names of other tools (P-256, prime256v1, rsa:2048) are understood.
func ParseKeyType(text string) (KeyType, []Finding) {
	word := strings.NewReplacer("-", "", "_", "", " ", "", ":", "").Replace(strings.ToLower(strings.Trim(text, blank)))
	if k, ok := keyAliases[word]; ok {
		return k, nil
	}
	if slices.Contains(KeyTypes(), KeyType(word)) {
		return KeyType(word), nil
	}
	return "", []Finding{New(UnknownKeyType, "value", text, "known", joined(KeyTypes())).Seen("key")}
}

func joined[T ~string](list []T) string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return strings.Join(out, ", ")
}
