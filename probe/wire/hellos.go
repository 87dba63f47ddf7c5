package wire

import (
	"bytes"
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/cryptobyte"

	"certwright/model"
)

// retryRandom in a ServerHello says that it is a HelloRetryRequest: the SHA-256 of "HelloRetryRequest"
// (RFC 8446 section 4.1.3).
var retryRandom = [32]byte{
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
}

// clientHello reads RFC 8446 section 4.1.2, which has the shape of all versions since SSL 3.0.
func (d *decoder) clientHello(h *half, s cryptobyte.String, f *fields) bool {
	var legacy uint16
	var random [32]byte
	var session, suites, compression, exts cryptobyte.String
	if !s.ReadUint16(&legacy) || !s.CopyBytes(random[:]) || !s.ReadUint8LengthPrefixed(&session) ||
		!s.ReadUint16LengthPrefixed(&suites) || !s.ReadUint8LengthPrefixed(&compression) {
		return false
	}
	offered, ok := readUint16s(suites)
	ok = ok && (s.Empty() || s.ReadUint16LengthPrefixed(&exts) && s.Empty())
	if h == &d.client {
		early, _ := findExtension(exts, extEarlyData)
		d.startHandshake(random, session, only13(offered), early)
	}
	if has, _ := findExtension(exts, extSupportedVersions); !has {
		f.add(model.FieldVersion, VersionName(legacy))
	}
	f.add(model.FieldRandom, hex.EncodeToString(random[:]))
	if len(session) > 0 {
		f.add(model.FieldSession, hex.EncodeToString(session))
	}
	f.add(model.FieldSuites, namesOf(offered, SuiteName)...)
	if !bytes.Equal(compression, []byte{0}) {
		f.add(model.FieldCompression, hex.EncodeToString(compression))
	}
	return d.extensions(h, typeClientHello, exts, f) && ok
}

// only13 keeps the suites of TLS 1.3, which all begin with the byte 0x13.
func only13(suites []uint16) []uint16 {
	var out []uint16
	for _, id := range suites {
		if id>>8 == 0x13 && len(out) < 8 {
			out = append(out, id)
		}
	}
	return out
}

// serverHello reads RFC 8446 section 4.1.3 and its older forms.
func (d *decoder) serverHello(h *half, s cryptobyte.String, f *fields) bool {
	var version, suite uint16
	var random [32]byte
	var session, exts cryptobyte.String
	var compression uint8
	if !s.ReadUint16(&version) || !s.CopyBytes(random[:]) || !s.ReadUint8LengthPrefixed(&session) ||
		!s.ReadUint16(&suite) || !s.ReadUint8(&compression) {
		return false
	}
	ok := s.Empty() || s.ReadUint16LengthPrefixed(&exts) && s.Empty()
	if has, chosen := findExtension(exts, extSupportedVersions); has && len(chosen) == 2 {
		version = uint16(chosen[0])<<8 | uint16(chosen[1])
	}
	f.add(model.FieldVersion, VersionName(version))
	f.add(model.FieldSuite, SuiteName(suite))
	f.add(model.FieldRandom, hex.EncodeToString(random[:]))
	if h == &d.server {
		d.settle(version, suite, random, exts)
		d.noteSession(session, f)
	}
	if compression != 0 {
		f.add(model.FieldCompression, hex.EncodeToString([]byte{compression}))
	}
	return d.extensions(h, typeServerHello, exts, f) && ok
}

// settle takes over what the server chose.
func (d *decoder) settle(version, suite uint16, random [32]byte, exts cryptobyte.String) {
	d.out.Version, d.out.Suite = version, suite
	d.hello.retry = random == retryRandom
	if d.hello.retry {
		d.out.Retried = true
		return
	}
	d.hello.serverRandom, d.hello.answered = random, true
	d.hello.encryptThenMAC, _ = findExtension(exts, extEncryptThenMAC)
	d.hello.blocks, d.hello.derived = nil, false
	if version < version13 {
		d.out.Group, d.out.DHBits, d.out.Scheme = 0, 0, 0 // a ServerKeyExchange will say
	}
}

// noteSession tells a session that is taken up again from a new one: below TLS 1.3 the server then
// echoes the id that the client sent (RFC 5246 section 7.4.1.3, RFC 5077 section 3.4).
func (d *decoder) noteSession(session []byte, f *fields) {
	if len(session) == 0 {
		d.out.Resumed = false
		return
	}
	d.out.Resumed = d.out.Version < version13 && bytes.Equal(session, d.hello.session)
	if d.out.Resumed {
		f.add(model.FieldSession, "resumed")
		return
	}
	f.add(model.FieldSession, hex.EncodeToString(session))
}

// readUint16s reads a list of code points.
func readUint16s(s cryptobyte.String) ([]uint16, bool) {
	out := make([]uint16, 0, len(s)/2)
	for !s.Empty() {
		var v uint16
		if !s.ReadUint16(&v) {
			return out, false
		}
		out = append(out, v)
	}
	return out, true
}

// exchange is how a suite of TLS 1.2 or below agrees on keys.
type exchange struct {
	kind      string // RSA, DHE, ECDHE and so on; the anonymous ones count as ephemeral
	anonymous bool
	psk       bool
}

func exchangeOf(suite uint16) exchange {
	name := suiteKeyExchange(suite)
	kind, _, _ := strings.Cut(name, "_")
	e := exchange{kind: kind, anonymous: strings.HasSuffix(name, "_anon") || strings.Contains(name, "_anon_"), psk: strings.Contains(name, "PSK")}
	if e.anonymous {
		e.kind += "E" // DH_anon and ECDH_anon send fresh parameters, unlike DH_RSA
	}
	return e
}
