package chain

import (
	"bytes"
	"encoding/asn1"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// breach is a departure from RFC 5280's profile that Go lets pass. Strict readers (openssl -x509_strict, Python 3.13) refuse
// most of them; Input.Strict makes all of them fatal.
type breach struct {
	rule    string // the variant of the finding where it is one, and the value of its evidence "rule"
	section string
	holds   func(c *cert, i int, n int) bool // i is the position in the path, n its length
}

var breaches = []breach{
	{"negative-serial", "4.1.2.2", func(c *cert, _, _ int) bool { return c.SerialNumber.Sign() < 0 }},
	{"zero-serial", "4.1.2.2", func(c *cert, _, _ int) bool { return c.SerialNumber.Sign() == 0 }},
	{"long-serial", "4.1.2.2", func(c *cert, _, _ int) bool { return c.SerialNumber.BitLen() > 159 }},
	{"version", "4.1.2.1", func(c *cert, i, _ int) bool { return c.Version < 3 }},
	{"dates-reversed", "4.1.2.5", func(c *cert, _, _ int) bool { return c.NotAfter.Before(c.NotBefore) }},
	{"empty-issuer", "4.1.2.4", func(c *cert, _, _ int) bool { return emptyName(c.RawIssuer) }},
	{"empty-subject", "4.1.2.6", emptySubject},
	{"empty-san", "4.2.1.6", emptySAN},
	{"missing-aki", "4.2.1.1", missingAKI},
	{"aki-without-key-id", "4.2.1.1", func(c *cert, _, _ int) bool { a := readAKI(c.Certificate); return a.present && a.keyID == nil }},
	{"aki-half-issuer", "4.2.1.1", func(c *cert, _, _ int) bool {
		a := readAKI(c.Certificate)
		return (a.issuer == nil) != (a.serial == nil)
	}},
	{"missing-ski", "4.2.1.2", func(c *cert, _, _ int) bool { return isCA(c) && len(c.SubjectKeyId) == 0 }},
	{"basic-constraints-not-critical", "4.2.1.9", func(c *cert, _, _ int) bool {
		e, ok := find(c.Extensions, oidBasicConstraints)
		return isCA(c) && ok && !e.Critical
	}},
	{"path-length-without-ca", "4.2.1.9", pathLengthWithoutCA},
	{"ca-without-key-usage", "4.2.1.3", func(c *cert, _, _ int) bool { return isCA(c) && !has(c.Certificate, oidKeyUsage) }},
	{"key-usage-empty", "4.2.1.3", func(c *cert, _, _ int) bool { return has(c.Certificate, oidKeyUsage) && c.KeyUsage == 0 }},
	{"cert-sign-without-ca", "4.2.1.9", func(c *cert, _, _ int) bool { return !c.IsCA && c.KeyUsage&(1<<5) != 0 }},
	{"name-constraints-not-critical", "4.2.1.10", func(c *cert, _, _ int) bool {
		e, ok := find(c.Extensions, oidNameConstraints)
		return ok && !e.Critical
	}},
	{"name-constraints-without-ca", "4.2.1.10", func(c *cert, _, _ int) bool { return has(c.Certificate, oidNameConstraints) && !c.IsCA }},
	{"empty-eku", "4.2.1.12", func(c *cert, _, _ int) bool {
		return has(c.Certificate, oidEKU) && len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) == 0
	}},
	{"empty-policies", "4.2.1.4", func(c *cert, _, _ int) bool { return has(c.Certificate, oidPolicies) && len(c.Policies) == 0 }},
	{"any-policy-mapped", "4.2.1.5", func(c *cert, _, _ int) bool { return mapsAny(c) }},
	{"policy-constraints-not-critical", "4.2.1.11", notCritical(asn1.ObjectIdentifier{2, 5, 29, 36})},
	{"inhibit-any-policy-not-critical", "4.2.1.14", notCritical(asn1.ObjectIdentifier{2, 5, 29, 54})},
	{"san-bad-dns", "4.2.1.6", func(c *cert, _, _ int) bool { return badDNS(c) }},
}

// variantOf keeps to the variants that have words of their own.
var variants = func() map[string]bool {
	out := map[string]bool{}
	for _, x := range model.Info(model.MalformedCert).Variants {
		out[x] = true
	}
	return out
}()

// form reports breaches of the profile. Certificates of the system's store are the system's business.
func form(v *view) []model.Finding {
	var out []model.Finding
	chained := v.chained()
	for i, c := range chained {
		if c.trusted && v.in.System && i > 0 {
			continue
		}
		for _, b := range breaches {
			if !b.holds(c, i, len(chained)) {
				continue
			}
			f := model.New(model.MalformedCert, "certificate", nameOf(c), "rule", b.rule, "section", b.section)
			if variants[b.rule] {
				f = f.As(b.rule)
			}
			if v.in.Strict {
				f = f.Weigh(model.Fatal)
			}
			out = append(out, f)
		}
	}
	return out
}

func isCA(c *cert) bool { return c.BasicConstraintsValid && c.IsCA }

// emptyName reports whether a distinguished name is an empty sequence.
func emptyName(raw []byte) bool { return bytes.Equal(raw, []byte{0x30, 0}) }

// emptySubject: a CA must have a subject; anything else may go without when a critical alternative name stands in.
func emptySubject(c *cert, _, _ int) bool {
	if !emptyName(c.RawSubject) {
		return false
	}
	e, ok := find(c.Extensions, oidSAN)
	return isCA(c) || !ok || !e.Critical
}

// emptySAN: the extension must hold a name, and no name may be empty.
func emptySAN(c *cert, _, _ int) bool {
	if !has(c.Certificate, oidSAN) {
		return false
	}
	n, empty := 0, false
	generalNames(extension(c.Certificate, oidSAN), func(_ int, value []byte) {
		n++
		empty = empty || len(value) == 0
	})
	return n == 0 || empty
}

// missingAKI: required of everything but self-signed certificates.
func missingAKI(c *cert, _, _ int) bool {
	return !c.selfIssued() && len(c.AuthorityKeyId) == 0 && !readAKI(c.Certificate).present
}

// pathLengthWithoutCA: a path length means something only for a CA that may sign certificates.
func pathLengthWithoutCA(c *cert, _, _ int) bool {
	return c.BasicConstraintsValid && c.MaxPathLen >= 0 && (!c.IsCA || has(c.Certificate, oidKeyUsage) && c.KeyUsage&(1<<5) == 0)
}

func mapsAny(c *cert) bool {
	for _, m := range c.PolicyMappings {
		if m.IssuerDomainPolicy.String() == anyPolicy || m.SubjectDomainPolicy.String() == anyPolicy {
			return true
		}
	}
	return false
}

func notCritical(id asn1.ObjectIdentifier) func(*cert, int, int) bool {
	return func(c *cert, _, _ int) bool {
		e, ok := find(c.Extensions, id)
		return ok && !e.Critical
	}
}

// badDNS: a DNS name of the preferred syntax has neither spaces nor a leading or final dot.
func badDNS(c *cert) bool {
	for _, d := range c.DNSNames {
		if d == "" || d[0] == '.' || !plausibleHost(d) || strings.Contains(d, "..") {
			return true
		}
	}
	return false
}

// readOID reads an object identifier as dotted text.
func readOID(s *cryptobyte.String) (string, bool) {
	var id asn1.ObjectIdentifier
	if !s.ReadASN1ObjectIdentifier(&id) {
		return "", false
	}
	return id.String(), true
}

// element reads the next element of the tag whole and steps over it.
func element(s *cryptobyte.String, tag cb.Tag) (cryptobyte.String, bool) {
	var out cryptobyte.String
	ok := s.ReadASN1(&out, tag)
	return out, ok
}
