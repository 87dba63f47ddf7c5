package wire

import (
	"encoding/hex"
	"strconv"

	"golang.org/x/crypto/cryptobyte"

	"certwright/model"
)

// fields gathers what a message says, in the order in which it stands there.
type fields []model.Field

func (f *fields) add(key string, values ...string) {
	if values == nil {
		values = []string{}
	}
	*f = append(*f, model.Field{Key: key, Values: values})
}

func (f *fields) addInt(key string, n int) { f.add(key, strconv.Itoa(n)) }

// parse reads the body of one handshake message into fields, and into the transcript what belongs
// there. It returns false when the message does not follow its RFC; what was read before stays.
// To show one more value: add a key to model/wirekeys.go, a sentence for it to assets, and the line
// that reads it to the function of the message or, for an extension, to extension.go.
func (d *decoder) parse(h *half, typ int, body []byte, f *fields) bool {
	s := cryptobyte.String(body)
	fromServer := h == &d.server
	switch typ {
	case typeHelloRequest, typeServerHelloDone, typeEndOfEarlyData:
		return s.Empty()
	case typeClientHello:
		return d.clientHello(h, s, f)
	case typeServerHello:
		return d.serverHello(h, s, f)
	case typeNewSessionTicket:
		return d.newSessionTicket(s, f)
	case typeEncryptedExtensions:
		var exts cryptobyte.String
		return s.ReadUint16LengthPrefixed(&exts) && d.extensions(h, typ, exts, f) && s.Empty()
	case typeCertificate:
		return d.certificate(h, s, f)
	case typeCertificateRequest:
		if fromServer {
			d.out.Asked = true
		}
		return d.certificateRequest(h, s, f)
	case typeCertificateStatus:
		return d.certificateStatus(h, s, f)
	case typeServerKeyExchange:
		return d.serverKeyExchange(s, f)
	case typeCertificateVerify:
		return d.certificateVerify(h, s, f)
	case typeFinished:
		f.add(model.FieldVerifyData, hex.EncodeToString(s))
		return len(s) > 0
	case typeKeyUpdate:
		return keyUpdate(s, f)
	}
	return true // nothing in it is shown
}

// keyUpdate says whether the other side is asked to change its keys too (RFC 8446 section 4.6.3).
func keyUpdate(s cryptobyte.String, f *fields) bool {
	var requested uint8
	if !s.ReadUint8(&requested) || requested > 1 {
		return false
	}
	f.add(model.FieldKeyUpdate, []string{"not_requested", "requested"}[requested])
	return s.Empty()
}

// newSessionTicket reads RFC 8446 section 4.6.1 or, below TLS 1.3, RFC 5077 section 3.3.
func (d *decoder) newSessionTicket(s cryptobyte.String, f *fields) bool {
	var lifetime, add uint32
	var nonce, ticket, exts cryptobyte.String
	if !s.ReadUint32(&lifetime) {
		return false
	}
	f.add(model.FieldLifetime, strconv.FormatUint(uint64(lifetime), 10))
	if d.out.Version < version13 {
		ok := s.ReadUint16LengthPrefixed(&ticket) && s.Empty()
		f.addInt(model.FieldTicket, len(ticket))
		return ok
	}
	if !s.ReadUint32(&add) || !s.ReadUint8LengthPrefixed(&nonce) || !s.ReadUint16LengthPrefixed(&ticket) {
		return false
	}
	f.add(model.FieldTicketNonce, hex.EncodeToString(nonce))
	f.addInt(model.FieldTicket, len(ticket))
	return s.ReadUint16LengthPrefixed(&exts) && d.extensions(nil, typeNewSessionTicket, exts, f) && s.Empty()
}

// certificateVerify names the scheme that proves the key (RFC 8446 section 4.4.3); TLS 1.1 and below
// do not say it.
func (d *decoder) certificateVerify(h *half, s cryptobyte.String, f *fields) bool {
	if d.out.Version >= version12 {
		var scheme uint16
		if !s.ReadUint16(&scheme) {
			return false
		}
		f.add(model.FieldScheme, SchemeName(scheme))
		if h == &d.server {
			d.out.Scheme = scheme
		}
	}
	var signature cryptobyte.String
	return s.ReadUint16LengthPrefixed(&signature) && s.Empty()
}

// serverKeyExchange reads the parameters of an ephemeral key exchange: RFC 8422 section 5.4 for
// elliptic curves, RFC 5246 section 7.4.3 for the rest.
func (d *decoder) serverKeyExchange(s cryptobyte.String, f *fields) bool {
	exchange := exchangeOf(d.out.Suite)
	if exchange.psk {
		var hint cryptobyte.String
		if !s.ReadUint16LengthPrefixed(&hint) {
			return false
		}
	}
	switch exchange.kind {
	case "ECDHE":
		if !d.curveParams(&s, f) {
			return false
		}
	case "DHE":
		if !d.primeParams(&s, f) {
			return false
		}
	default:
		return true
	}
	if exchange.anonymous || exchange.psk {
		return s.Empty()
	}
	return d.exchangeSignature(s, f)
}

// exchangeSignature names the scheme with which the server signed its parameters.
func (d *decoder) exchangeSignature(s cryptobyte.String, f *fields) bool {
	if d.out.Version >= version12 {
		if !s.ReadUint16(&d.out.Scheme) {
			return false
		}
		f.add(model.FieldScheme, SchemeName(d.out.Scheme))
	}
	var signature cryptobyte.String
	return s.ReadUint16LengthPrefixed(&signature) && s.Empty()
}

// curveParams reads a named curve and skips the point.
func (d *decoder) curveParams(s *cryptobyte.String, f *fields) bool {
	const namedCurve = 3
	var kind uint8
	var group uint16
	var point cryptobyte.String
	if !s.ReadUint8(&kind) || kind != namedCurve || !s.ReadUint16(&group) {
		return false
	}
	d.out.Group = group
	f.add(model.FieldCurve, GroupName(group))
	return s.ReadUint8LengthPrefixed(&point)
}

// primeParams measures the prime of a finite-field Diffie-Hellman.
func (d *decoder) primeParams(s *cryptobyte.String, f *fields) bool {
	var p, g, y cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&p) || !s.ReadUint16LengthPrefixed(&g) {
		return false
	}
	d.out.DHBits = bitLen(p)
	f.addInt(model.FieldDHBits, d.out.DHBits)
	return s.ReadUint16LengthPrefixed(&y)
}

// bitLen is the length of a big-endian number in bits.
func bitLen(b []byte) int {
	for len(b) > 0 && b[0] == 0 {
		b = b[1:]
	}
	if len(b) == 0 {
		return 0
	}
	n := 8 * len(b)
	for top := b[0]; top < 0x80; top <<= 1 {
		n--
	}
	return n
}
