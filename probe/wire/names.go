package wire

import (
	"fmt"
	"strconv"
	"strings"
)

// VersionName returns "TLS 1.3" for 0x0304 and so on down to "SSL 2.0"; "GREASE" for the values of
// RFC 8701 and 0x1234 for anything else.
func VersionName(version uint16) string {
	switch version {
	case 0x0002:
		return "SSL 2.0"
	case 0x0300:
		return "SSL 3.0"
	case 0x0301, 0x0302, 0x0303, 0x0304:
		return "TLS 1." + strconv.Itoa(int(version-0x0301))
	}
	return unnamed(version)
}

// SuiteName returns the IANA name of a cipher suite, for example TLS_AES_128_GCM_SHA256;
// "GREASE" for the values of RFC 8701 and 0x1234 for what is not registered.
func SuiteName(id uint16) string {
	if name, ok := suiteNames[id]; ok {
		return name
	}
	return unnamed(id)
}

// GroupName returns the IANA name of a key exchange group, for example secp256r1 or X25519MLKEM768.
func GroupName(id uint16) string {
	if name, ok := groupNames[id]; ok {
		return name
	}
	return unnamed(id)
}

// SchemeName returns the IANA name of a signature scheme, for example ecdsa_secp256r1_sha256. The
// hash and signature pairs of TLS 1.2 (RFC 5246 section 7.4.1.4.1) that have no such name get one
// made of both parts: dsa_sha256.
func SchemeName(id uint16) string {
	if name, ok := schemeNames[id]; ok {
		return name
	}
	hash, sig := legacyHashes[byte(id>>8)], legacySignatures[byte(id)]
	if hash != "" && sig != "" {
		return sig + "_" + hash
	}
	return unnamed(id)
}

// ExtensionName returns the IANA name of a hello or certificate extension, for example server_name.
func ExtensionName(id uint16) string {
	if name, ok := extensionNames[id]; ok {
		return name
	}
	return unnamed(id)
}

// AlertName returns the name of an alert as RFC 8446 section 6 and the IANA registry write it,
// for example bad_certificate; "alert_255" for a number that nobody registered.
func AlertName(number int) string {
	if name, ok := alertNames[number]; ok {
		return name
	}
	return "alert_" + strconv.Itoa(number)
}

// HandshakeName returns the name of a handshake message type, for example ClientHello;
// "handshake_99" for one that nobody registered.
func HandshakeName(typ int) string {
	if name, ok := handshakeNames[typ]; ok {
		return name
	}
	return "handshake_" + strconv.Itoa(typ)
}

// unnamed shows a 16-bit code point that no table holds.
func unnamed(id uint16) string {
	if id&0x0f0f == 0x0a0a && id>>8 == id&0xff {
		return "GREASE"
	}
	return fmt.Sprintf("0x%04x", id)
}

// suiteKeyExchange is the part of a suite's name before _WITH_: "ECDHE_RSA". TLS 1.3 suites have none.
func suiteKeyExchange(id uint16) string {
	exchange, _, found := strings.Cut(strings.TrimPrefix(suiteNames[id], "TLS_"), "_WITH_")
	if !found {
		return ""
	}
	return exchange
}

// namesOf maps a list of code points through one of the lookups above.
func namesOf(ids []uint16, name func(uint16) string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = name(id)
	}
	return out
}
