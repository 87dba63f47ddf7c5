package readers

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// item is a certificate in both forms: as bytes, and as crypto/x509 has it. Where Go refuses to parse it, x509 is a copy
// without what Go stumbles over, so that its place in the chain can still be found; refused tells that.
type item struct {
	*peeled
	x509                    *x509.Certificate
	linked                  *x509.Certificate // with the issuer's name as that one spells it
	respelt                 bool
	refused                 error
	root                    bool   // it is trusted
	subjectName, issuerName string // in one spelling
}

// read returns nil for what is no certificate, or none that can be mended.
func read(der []byte) *item {
	p, ok := peel(der)
	if !ok {
		return nil
	}
	x, err := x509.ParseCertificate(der)
	if err != nil {
		x = mend(p)
	} else if p.serial.Sign() < 0 { // other programs in Go do not take it, whatever this one was built to do
		err = errNegative
	}
	if x == nil {
		return nil
	}
	return &item{peeled: p, x509: x, linked: x, refused: err, subjectName: folded(p.subject), issuerName: folded(p.issuer)}
}

// maxMended bounds the extensions of a certificate that is tried without each of them.
const maxMended = 64

// mend makes a copy that parses. It keeps the bytes that were signed, so that signatures are still checked against them.
func mend(p *peeled) *x509.Certificate {
	if len(p.exts) > maxMended {
		return nil
	}
	fields := slices.Clone(p.fields)
	_, keyErr := x509.ParsePKIXPublicKey(p.spki)
	if keyErr != nil {
		fields[5] = substitute()
	}
	version := min(p.version, 3)
	for _, dates := range [][]byte{fields[3], anyTime()} {
		fields[3] = dates
		var kept []extension
		seen := map[string]bool{}
		for _, e := range p.exts {
			if seen[e.oid] {
				continue
			}
			if _, err := x509.ParseCertificate(assemble(3, fields, []extension{e}, p.sealed)); err == nil {
				kept, seen[e.oid] = append(kept, e), true
			}
		}
		x, err := x509.ParseCertificate(assemble(version, fields, kept, p.sealed))
		if err != nil {
			continue
		}
		x.Raw, x.RawTBSCertificate, x.RawSubjectPublicKeyInfo = p.der, p.tbs, p.spki
		if keyErr != nil {
			x.PublicKey, x.PublicKeyAlgorithm = nil, x509.UnknownPublicKeyAlgorithm
		}
		return x
	}
	return nil
}

// substitute is some key that Go can parse: the base point of P-256. Nothing is ever verified with it.
func substitute() []byte {
	c := elliptic.P256().Params()
	spki, err := x509.MarshalPKIXPublicKey(&ecdsa.PublicKey{Curve: elliptic.P256(), X: new(big.Int).Set(c.Gx), Y: new(big.Int).Set(c.Gy)})
	if err != nil {
		return nil
	}
	return spki
}

// anyTime stands in for dates that Go cannot read.
func anyTime() []byte {
	return wrap(cb.SEQUENCE, wrap(cb.UTCTime, []byte("000101000000Z")), wrap(cb.UTCTime, []byte("491231235959Z")))
}

func assemble(version int, fields [][]byte, exts []extension, sealed []byte) []byte {
	var list [][]byte
	for _, e := range exts {
		id, err := encodeOID(e.oid)
		if err != nil {
			continue
		}
		var flag []byte
		if e.critical {
			flag = []byte{1, 1, 0xff}
		}
		list = append(list, wrap(cb.SEQUENCE, id, flag, wrap(cb.OCTET_STRING, e.value)))
	}
	var head, tail []byte
	if version > 1 {
		head = wrap(cb.Tag(0).Constructed().ContextSpecific(), []byte{2, 1, byte(version - 1)})
	}
	if len(list) > 0 && version == 3 {
		tail = wrap(cb.Tag(3).Constructed().ContextSpecific(), wrap(cb.SEQUENCE, list...))
	}
	body := append([][]byte{head}, fields...)
	return wrap(cb.SEQUENCE, wrap(cb.SEQUENCE, append(body, tail)...), sealed)
}

func encodeOID(dotted string) ([]byte, error) {
	var id asn1.ObjectIdentifier
	for _, arc := range strings.Split(dotted, ".") {
		n, err := strconv.Atoi(arc)
		if err != nil {
			return nil, err
		}
		id = append(id, n)
	}
	return asn1.Marshal(id)
}

func wrap(tag cb.Tag, parts ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(tag, func(b *cryptobyte.Builder) {
		for _, p := range parts {
			b.AddBytes(p)
		}
	})
	out, err := b.Bytes()
	if err != nil {
		return nil
	}
	return out
}
