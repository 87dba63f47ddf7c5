package chain

import (
	"crypto/x509"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// mend is a single change after which crypto/x509 can read a certificate that it could not read before: what was changed
// is what is wrong, whatever the library's own words are.
type mend struct{ rule, what, section string }

// A mend costs a parse for each extension, so that long certificates and long rows of them go unexplained: maxMends
// extensions (none in use has half as many), maxMended bytes, the first maxExplained certificates of a message.
const (
	maxMends     = 40
	maxMended    = 64 << 10
	maxExplained = 10
)

// extensionNames are those whose content crypto/x509 reads, with the section of RFC 5280 that gives their form.
var extensionNames = map[string][2]string{
	"2.5.29.14": {"subjectKeyIdentifier", "4.2.1.2"}, "2.5.29.15": {"keyUsage", "4.2.1.3"}, "2.5.29.17": {"subjectAltName", "4.2.1.6"},
	"2.5.29.19": {"basicConstraints", "4.2.1.9"}, "2.5.29.30": {"nameConstraints", "4.2.1.10"}, "2.5.29.31": {"cRLDistributionPoints", "4.2.1.13"},
	"2.5.29.32": {"certificatePolicies", "4.2.1.4"}, "2.5.29.33": {"policyMappings", "4.2.1.5"}, "2.5.29.35": {"authorityKeyIdentifier", "4.2.1.1"},
	"2.5.29.36": {"policyConstraints", "4.2.1.11"}, "2.5.29.37": {"extKeyUsage", "4.2.1.12"}, "2.5.29.54": {"inhibitAnyPolicy", "4.2.1.14"},
	"1.3.6.1.5.5.7.1.1": {"authorityInfoAccess", "4.2.2.1"},
}

// pieces are the parts of a certificate, each whole: rebuilt they give the certificate again.
type pieces struct {
	algorithm, signature []byte
	fields               [][]byte // of the signed part, up to the key
	inner                int      // which of them is the algorithm
	before               [][]byte // unique identifiers, between the key and the extensions
	extensions           [][]byte
}

// mended finds what keeps crypto/x509 from reading a certificate; false when it is not one thing, or nothing known.
func mended(der []byte) (mend, bool) {
	p, ok := takeApart(der)
	if !ok || len(p.extensions) > maxMends || len(der) > maxMended {
		return mend{}, false
	}
	if q := p; q.readable(func() { q.algorithm = q.fields[q.inner] }) {
		return mend{"algorithms-differ", "signatureAlgorithm", "4.1.1.2"}, true
	}
	always := sequenceOf([]byte("\x17\x0d700101000000Z"), []byte("\x18\x0f99991231235959Z"))
	if p.withField(p.inner+2, always).readable(func() {}) {
		return mend{"bad-time", "validity", "4.1.2.5"}, true
	}
	if p.withField(p.inner+1, []byte{0x30, 0}).readable(func() {}) {
		return mend{"bad-name", "issuer", "4.1.2.4"}, true
	}
	if p.withField(p.inner+3, []byte{0x30, 0}).readable(func() {}) {
		return mend{"bad-name", "subject", "4.1.2.6"}, true
	}
	return p.extension()
}

// extension finds the one extension that is not as it should be: by its content, or only because it is marked critical.
func (p pieces) extension() (mend, bool) {
	for i, e := range p.extensions {
		rest := append(append([][]byte(nil), p.extensions[:i]...), p.extensions[i+1:]...)
		q := p
		if !q.readable(func() { q.extensions = rest }) {
			continue
		}
		s := cryptobyte.String(e)
		body, _ := element(&s, cb.SEQUENCE)
		id, _ := readOID(&body)
		known, ok := extensionNames[id]
		if !ok {
			known = [2]string{id, "4.2"}
		}
		lenient := append([][]byte(nil), p.extensions...)
		lenient[i] = uncritical(e)
		if q = p; q.readable(func() { q.extensions = lenient }) {
			return mend{"extension-critical", known[0], known[1]}, true
		}
		return mend{"extension-malformed", known[0], known[1]}, true
	}
	return mend{}, false
}

// withField returns the pieces with one of the fields replaced.
func (p pieces) withField(at int, der []byte) *pieces {
	p.fields = append([][]byte(nil), p.fields...)
	if at < len(p.fields) {
		p.fields[at] = der
	}
	return &p
}

// readable applies a change and asks whether crypto/x509 reads the outcome. No signature is looked at.
func (p *pieces) readable(change func()) bool {
	change()
	tbs := append(append([][]byte(nil), p.fields...), p.before...)
	if len(p.extensions) > 0 {
		var b cryptobyte.Builder
		b.AddASN1(cb.Tag(3).Constructed().ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(sequenceOf(p.extensions...)) })
		tbs = append(tbs, b.BytesOrPanic())
	}
	_, err := x509.ParseCertificate(sequenceOf(sequenceOf(tbs...), p.algorithm, p.signature))
	return err == nil
}

func takeApart(der []byte) (pieces, bool) {
	s := cryptobyte.String(der)
	outer, ok1 := element(&s, cb.SEQUENCE)
	tbs, ok2 := element(&outer, cb.SEQUENCE)
	if !ok1 || !ok2 || !s.Empty() {
		return pieces{}, false
	}
	rest := split(outer)
	p := pieces{inner: 1}
	if len(rest) != 2 {
		return p, false
	}
	p.algorithm, p.signature = rest[0], rest[1]
	if tbs.PeekASN1Tag(cb.Tag(0).Constructed().ContextSpecific()) {
		p.inner = 2
	}
	list := split(tbs)
	if len(list) < p.inner+5 {
		return p, false
	}
	p.fields, list = list[:p.inner+5], list[p.inner+5:]
	for _, e := range list {
		one := cryptobyte.String(e)
		if wrapped, ok := element(&one, cb.Tag(3).Constructed().ContextSpecific()); ok {
			inside, _ := element(&wrapped, cb.SEQUENCE)
			p.extensions = split(inside)
		} else {
			p.before = append(p.before, e)
		}
	}
	return p, true
}

// split cuts a row of elements; what cannot be cut off is left out.
func split(s cryptobyte.String) [][]byte {
	var out [][]byte
	for !s.Empty() {
		var e cryptobyte.String
		var tag cb.Tag
		if !s.ReadAnyASN1Element(&e, &tag) {
			break
		}
		out = append(out, e)
	}
	return out
}

func sequenceOf(parts ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, p := range parts {
			b.AddBytes(p)
		}
	})
	return b.BytesOrPanic()
}

// uncritical is an extension without its critical mark.
func uncritical(e []byte) []byte {
	s := cryptobyte.String(e)
	body, _ := element(&s, cb.SEQUENCE)
	var kept [][]byte
	for _, part := range split(body) {
		if part[0] != byte(cb.BOOLEAN) {
			kept = append(kept, part)
		}
	}
	return sequenceOf(kept...)
}

// refusedIssuer explains, for a path that ends below a certificate that was given and cannot be read, why that one is none.
func refusedIssuer(v *view, top *cert) (model.Finding, bool) {
	for i, der := range v.in.Refused {
		p, ok := takeApart(der)
		if !ok || string(p.fields[p.inner+3]) != string(top.RawIssuer) {
			continue
		}
		if _, err := x509.ParseCertificate(der); err != nil {
			return explainUnreadable(i, der, err).By(model.PartyLocalFile), true
		}
	}
	return model.Finding{}, false
}
