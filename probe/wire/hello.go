package wire

import (
	"cmp"
	"crypto/rand"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/crypto/cryptobyte"
)

// RawHello is a ClientHello made by hand. It asks a server what it would choose; nobody can go on
// with the handshake, because it carries no key share.
type RawHello struct {
	ServerName string // for SNI; an IP address or "" sends none
	Versions   []uint16
	Suites     []uint16
	Groups     []uint16
	Schemes    []uint16
	ALPN       []string
}

// Everything returns a hello that offers all that the name tables know and a certificate-based client
// could use, the better things first: also what crypto/tls has not, such as finite-field
// Diffie-Hellman, x448, secp256k1, brainpool, SHA-1 and MD5 signatures and SSL 3.0.
func Everything(serverName string) RawHello {
	return RawHello{
		ServerName: serverName,
		Versions:   []uint16{version13, version12, version11, version10, versionSSL3},
		Suites:     everySuite(),
		Groups: []uint16{
			29, 23, 24, 25, 30, // x25519, secp256r1, secp384r1, secp521r1, x448
			256, 257, 258, 259, 260, // ffdhe
			31, 32, 33, 26, 27, 28, 22, // brainpool of TLS 1.3 and 1.2, secp256k1
			4588, 4587, 4589, 513, 514, 512, // post-quantum, alone or together with a curve
			41, 34, 35, 36, 37, 38, 39, 40, // SM2, GOST
			21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
		},
		Schemes: []uint16{
			0x0403, 0x0503, 0x0603, 0x0807, 0x0808, // ECDSA, EdDSA
			0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, // RSA-PSS
			0x0401, 0x0501, 0x0601, // RSA PKCS #1
			0x081a, 0x081b, 0x081c, 0x0904, 0x0905, 0x0906, 0x0708, // brainpool, ML-DSA, SM2
			0x0303, 0x0301, 0x0402, 0x0302, // SHA-224, DSA
			0x0203, 0x0201, 0x0202, 0x0101, // SHA-1, MD5
		},
	}
}

// everySuite lists the suites of the table that need no shared secret, best first.
func everySuite() []uint16 {
	var out []uint16
	for id, name := range suiteNames {
		unusable := strings.Contains(name, "PSK") || strings.Contains(name, "SRP") || strings.HasSuffix(name, "SCSV") ||
			strings.Contains(name, "NULL_WITH_NULL")
		if !unusable {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b uint16) int {
		return cmp.Or(cmp.Compare(suiteRank(a), suiteRank(b)), cmp.Compare(b, a))
	})
	return out
}

// suiteRank orders suites for servers that follow the client's order: what protects nothing comes last.
func suiteRank(id uint16) int {
	name := suiteNames[id]
	rank := 0
	for i, part := range []string{"_CBC_", "RC4", "DES", "_anon_", "EXPORT", "NULL"} {
		if strings.Contains(name, part) {
			rank += 1 << (4 + i)
		}
	}
	for i, prefix := range []string{"TLS_ECDHE_", "TLS_DHE_", "TLS_RSA_", "TLS_ECDH_", "TLS_DH_"} {
		if strings.HasPrefix(name, prefix) {
			rank += 1 + 2*i
		}
	}
	if !strings.Contains(name, "AES") && !strings.Contains(name, "CHACHA20") {
		rank++ // few servers have the others
	}
	return rank
}

// Marshal returns the hello in one record, ready to be written, with fresh random bytes.
func (h RawHello) Marshal() []byte {
	random := make([]byte, 64) // the hello's own and a session id, as RFC 8446 appendix D.4 wants for middleboxes
	rand.Read(random)          // never fails (crypto/rand)
	var b cryptobyte.Builder
	b.AddUint8(recordHandshake)
	b.AddUint16(version10) // what the record says matters to nobody but old servers
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(typeClientHello)
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint16(min(version12, slices.Max(append([]uint16{versionSSL3}, h.Versions...))))
			b.AddBytes(random[:32])
			b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(random[32:]) })
			addUint16s(b, h.Suites)
			b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddUint8(0) })
			b.AddUint16LengthPrefixed(h.addExtensions)
		})
	})
	return b.BytesOrPanic()
}

func addUint16s(b *cryptobyte.Builder, list []uint16) {
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, v := range list {
			b.AddUint16(v)
		}
	})
}

// addServerName writes the host name of RFC 6066 section 3.
func (h RawHello) addServerName(b *cryptobyte.Builder) {
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(0)
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(h.ServerName)) })
	})
}

func (h RawHello) addExtensions(b *cryptobyte.Builder) {
	add := func(typ uint16, body func(*cryptobyte.Builder)) {
		b.AddUint16(typ)
		b.AddUint16LengthPrefixed(body)
	}
	if _, err := netip.ParseAddr(h.ServerName); err != nil && h.ServerName != "" {
		add(extServerName, h.addServerName)
	}
	if len(h.Groups) > 0 {
		add(extSupportedGroups, func(b *cryptobyte.Builder) { addUint16s(b, h.Groups) })
		add(extPointFormats, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0}) })
	}
	if len(h.Schemes) > 0 {
		add(extSignatureAlgorithms, func(b *cryptobyte.Builder) { addUint16s(b, h.Schemes) })
	}
	if len(h.ALPN) > 0 {
		add(extALPN, func(b *cryptobyte.Builder) {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				for _, p := range h.ALPN {
					b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(p)) })
				}
			})
		})
	}
	add(extExtendedMaster, func(*cryptobyte.Builder) {})
	add(extRenegotiationInfo, func(b *cryptobyte.Builder) { b.AddUint8(0) })
	if len(h.Versions) == 0 || slices.Max(h.Versions) < version13 {
		return
	}
	add(extSupportedVersions, func(b *cryptobyte.Builder) {
		b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, v := range h.Versions {
				b.AddUint16(v)
			}
		})
	})
	// An empty list asks the server to name the group it wants (RFC 8446 section 4.2.8).
	add(extKeyShare, func(b *cryptobyte.Builder) { b.AddUint16(0) })
}
