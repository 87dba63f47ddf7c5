package pki

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// binary reads DER, one object after the other, and names other binary formats.
func (r *reader) binary(data []byte) {
	kind := binaryKind(data)
	if kind == KindJKS || kind == KindPKCS12 {
		r.objects = append(r.objects, Object{Item: model.Item{Kind: kind, Encoding: "der"}})
		return
	}
	if kind != KindUnknown && (r.role != "file" || namedPEM(r.file)) {
		r.add(model.FileUntidy, "der", "")
	}
	rest := cryptobyte.String(data)
	for n := 0; !rest.Empty(); n++ {
		var one cryptobyte.String
		var tag cbasn1.Tag
		if !rest.ReadAnyASN1Element(&one, &tag) {
			r.unreadableDER(rest, n)
			return
		}
		if n == 0 && kind == KindUnknown {
			r.unreadableDER(data, 0)
			return
		}
		if n > 0 && binaryKind(one) == KindUnknown {
			r.add(model.FileDamaged, "asn1", fmt.Sprintf("%d bytes stand behind the last object", len(one)+len(rest)))
			return
		}
		r.object(binaryKind(one), &pem.Block{Bytes: one}, 0)
	}
}

// unreadableDER says why bytes are no DER element: cut off, or something else.
func (r *reader) unreadableDER(rest []byte, before int) {
	if before > 0 {
		r.add(model.FileDamaged, "asn1", fmt.Sprintf("%d bytes stand behind the last object", len(rest)))
		return
	}
	variant, reason := "garbage", "no certificate, key, request or list begins like this"
	kind := KindUnknown
	if want := declaredLength(rest); want > len(rest) {
		variant, reason = "truncated", fmt.Sprintf("it says it is %d bytes long, %d are here", want, len(rest))
	} else if k := binaryKind(rest); k != KindUnknown { // BER
		r.objects = append(r.objects, Object{Item: model.Item{Kind: k, Encoding: "der"}})
		return
	}
	o := Object{Item: model.Item{Kind: kind, Encoding: "der"}}
	o.Fault = r.finding(model.FileDamaged, variant, reason)
	r.objects = append(r.objects, o)
}

// declaredLength is the length of a DER sequence by its own header, 0 when there is none that is credible.
func declaredLength(b []byte) int {
	if len(b) < 4 || b[0] != 0x30 || b[1] < 0x81 || b[1] > 0x84 || len(b) < 2+int(b[1]&0x7f) {
		return 0
	}
	n, octets := 0, int(b[1]&0x7f)
	for _, c := range b[2 : 2+octets] {
		n = n<<8 | int(c)
	}
	return n + 2 + octets
}

// object parses one object. kind is what its label promises, or what its structure says when it has no label.
func (r *reader) object(kind string, block *pem.Block, line int) {
	o := Object{Item: model.Item{Kind: kind, Encoding: "pem"}, Line: line, DER: block.Bytes, block: block}
	if line == 0 {
		o.Encoding = "der"
	}
	actual := kind
	if !encryptedPEM(block) {
		actual = binaryKind(block.Bytes)
	}
	if actual != kind && actual != KindUnknown && block.Type != "" {
		o.Fault = r.finding(model.FileDamaged, "", fmt.Sprintf("%s: BEGIN %s, but inside is a %s", position(line), block.Type, actual))
		o.Kind = actual
	}
	switch o.Kind {
	case KindCertificate:
		r.certificate(&o)
	case KindRequest:
		r.request(&o)
	case KindKey:
		r.key(&o)
	case KindPublicKey:
		r.publicKey(&o)
	case KindCRL:
		r.crl(&o)
	case KindPKCS7:
		r.pkcs7(&o)
		return
	case KindUnknown:
		r.fault(&o, "garbage", "it is no object that certwright knows")
	}
	r.objects = append(r.objects, o)
}

// fault notes why an object cannot be used, unless something worse is known already.
func (r *reader) fault(o *Object, variant, reason string) {
	if o.Fault.Code == "" {
		if o.Line > 0 {
			reason = position(o.Line) + ": " + reason
		}
		o.Fault = r.finding(model.FileDamaged, variant, reason)
	}
}

func plainReason(err error) string {
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "x509: "), "pki: ")
}

func (r *reader) certificate(o *Object) {
	der := firstElement(o.DER) // BEGIN TRUSTED CERTIFICATE has openssl's trust settings behind the certificate
	outline, err := dissect(der)
	if err != nil {
		variant, reason := "asn1", plainReason(err)
		if want := declaredLength(o.DER); want > len(o.DER) {
			variant, reason = "truncated", fmt.Sprintf("it says it is %d bytes long, %d are here", want, len(o.DER))
		}
		r.fault(o, variant, reason)
		return
	}
	o.Item.Certificate = &outline.certificate
	if n := spkiRSABits(outline.rawSPKI); n > MaxRSABits {
		r.fault(o, "key-type", fmt.Sprintf("RSA %d is larger than %d bits", n, MaxRSABits))
		return
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		variant := "asn1"
		if !outline.usable {
			variant = "key-type"
		}
		r.fault(o, variant, plainReason(err))
		return
	}
	o.Certificate = cert
}

// firstElement cuts what stands behind the first DER element.
func firstElement(der []byte) []byte {
	in := cryptobyte.String(der)
	var one cryptobyte.String
	var tag cbasn1.Tag
	if in.ReadAnyASN1Element(&one, &tag) {
		return one
	}
	return der
}

func (r *reader) request(o *Object) {
	req, err := x509.ParseCertificateRequest(o.DER)
	if err != nil {
		r.fault(o, "asn1", plainReason(err))
		return
	}
	d := DescribeRequest(req)
	o.Request, o.Item.Request = req, &d
	if !d.Valid {
		r.fault(o, "asn1", "the signature of the request does not verify")
	}
}

func (r *reader) crl(o *Object) {
	list, err := x509.ParseRevocationList(o.DER)
	if err != nil {
		r.fault(o, "asn1", plainReason(err))
		return
	}
	d := DescribeCRL(list)
	o.CRL, o.Item.CRL = list, &d
}

func (r *reader) publicKey(o *Object) {
	if n := spkiRSABits(o.DER); n > MaxRSABits {
		r.fault(o, "key-type", fmt.Sprintf("RSA %d is larger than %d bits", n, MaxRSABits))
		return
	}
	name, usable := spkiName(o.DER)
	key, err := x509.ParsePKIXPublicKey(o.DER)
	if err != nil {
		if rsaKey, rsaErr := x509.ParsePKCS1PublicKey(o.DER); rsaErr == nil && rsaKey.N.BitLen() <= MaxRSABits {
			key, err, name = rsaKey, nil, KeyName(rsaKey)
		}
	}
	if err != nil {
		variant := "asn1"
		if name != "" && !usable {
			variant = "key-type"
		}
		r.fault(o, variant, plainReason(err))
		return
	}
	o.PublicKey = key
	o.Key = &model.KeyInfo{Algorithm: name, SPKI: SPKI(key)}
}

func (r *reader) key(o *Object) {
	if encryptedPEM(o.block) || keyShape(o.DER).form == formEncrypted {
		o.block.Type = encryptedLabel(o.block)
		o.Key = &model.KeyInfo{Encrypted: true}
		return
	}
	shape := keyShape(o.DER)
	o.Key = &model.KeyInfo{Algorithm: shape.name, SPKI: shape.spki}
	key, err := parseKey(o.DER)
	if err != nil {
		variant := "asn1"
		if errors.Is(err, errKeyType) {
			variant = "key-type"
		}
		r.fault(o, variant, strings.TrimPrefix(plainReason(err), errKeyType.Error()+": "))
		return
	}
	info := InfoOf(key)
	o.Key = &info
}

// encryptedLabel names a DER file by what it holds, so that it opens like a PEM one.
func encryptedLabel(b *pem.Block) string {
	if b.Headers["DEK-Info"] != "" {
		return b.Type
	}
	return "ENCRYPTED PRIVATE KEY"
}

// pkcs7 lists a bundle and the certificates in it.
func (r *reader) pkcs7(o *Object) {
	r.objects = append(r.objects, *o)
	for _, der := range bundled(o.DER) {
		c := Object{Item: model.Item{Kind: KindCertificate, Encoding: "pkcs7"}, Line: o.Line, DER: der, block: &pem.Block{Bytes: der}}
		r.certificate(&c)
		r.objects = append(r.objects, c)
	}
}
