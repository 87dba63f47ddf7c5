package wire

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"

	"certwright/model"
)

// certificate reads a chain: RFC 8446 section 4.4.2, or RFC 5246 section 7.4.2 below TLS 1.3.
func (d *decoder) certificate(h *half, s cryptobyte.String, f *fields) bool {
	v13 := d.out.Version >= version13
	var context, list cryptobyte.String
	if v13 && !s.ReadUint8LengthPrefixed(&context) || !s.ReadUint24LengthPrefixed(&list) {
		return false
	}
	var chain [][]byte
	subjects := []string{}
	var leaf cryptobyte.String // extensions of the first entry
	ok := true
	for ok && !list.Empty() {
		var der, exts cryptobyte.String
		if ok = list.ReadUint24LengthPrefixed(&der); !ok {
			break
		}
		chain = append(chain, bytes.Clone(der))
		subjects = append(subjects, subjectText(der))
		if v13 {
			ok = list.ReadUint16LengthPrefixed(&exts)
		}
		if len(chain) == 1 {
			leaf = exts
		}
	}
	f.addInt(model.FieldCertCount, len(chain))
	f.add(model.FieldCerts, subjects...)
	if h == &d.server {
		d.out.ServerChain = chain
	} else {
		d.out.ClientChain, d.out.ClientChainSent = chain, true
	}
	if has, status := findExtension(leaf, extStatusRequest); has {
		ok = d.certificateStatus(h, status, f) && ok
	}
	return d.extensions(h, typeCertificate, leaf, f) && ok && s.Empty()
}

// certificateStatus reads a stapled OCSP response (RFC 6066 section 8).
func (d *decoder) certificateStatus(h *half, s cryptobyte.String, f *fields) bool {
	const ocsp = 1
	var kind uint8
	var response cryptobyte.String
	if !s.ReadUint8(&kind) || kind != ocsp || !s.ReadUint24LengthPrefixed(&response) {
		return false
	}
	f.addInt(model.FieldOCSP, len(response))
	if h == &d.server {
		d.out.OCSPStaple = bytes.Clone(response)
	}
	return s.Empty()
}

// certificateRequest reads RFC 8446 section 4.3.2, or RFC 5246 section 7.4.4 below TLS 1.3.
func (d *decoder) certificateRequest(h *half, s cryptobyte.String, f *fields) bool {
	if d.out.Version >= version13 {
		var context, exts cryptobyte.String
		return s.ReadUint8LengthPrefixed(&context) && s.ReadUint16LengthPrefixed(&exts) &&
			d.extensions(h, typeCertificateRequest, exts, f) && s.Empty()
	}
	var types cryptobyte.String
	if !s.ReadUint8LengthPrefixed(&types) {
		return false
	}
	names := make([]string, len(types))
	for i, t := range types {
		if names[i] = certificateTypes[t]; names[i] == "" {
			names[i] = unnamed(uint16(t))
		}
	}
	f.add(model.FieldCertTypes, names...)
	if d.out.Version == version12 {
		var list cryptobyte.String
		if !s.ReadUint16LengthPrefixed(&list) {
			return false
		}
		schemes, ok := readUint16s(list)
		if f.add(model.FieldSchemes, namesOf(schemes, SchemeName)...); !ok {
			return false
		}
	}
	return d.authorities(h, typeCertificateRequest, s, f)
}
