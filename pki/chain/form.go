package chain

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"net"
	"slices"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"

	"certwright/model"
)

// gravity says what a breach does by default; Input.Strict makes all of them fatal.
type gravity int

const (
	lax       gravity = iota // a warning: ordinary clients let it pass, strict ones (openssl -x509_strict, Python 3.13) do not
	laxLeaf                  // the same, looked for in the leaf alone: of an issuer another rule says it better
	grave                    // fatal: no tool in use makes such certificates
	graveLeaf                // fatal, in the leaf alone
	pedantic                 // told when judged strictly, and only then: certificates in use are full of it and no client minds
)

// breach is a departure from RFC 5280's profile that Go lets pass.
type breach struct {
	rule    string // the variant of the finding where it is one, and the value of its evidence "rule"
	section string
	gravity gravity
	holds   func(*cert) bool
}

var breaches = []breach{
	{"negative-serial", "4.1.2.2", grave, func(c *cert) bool { return c.SerialNumber.Sign() < 0 }},
	{"zero-serial", "4.1.2.2", lax, zeroSerial},
	{"long-serial", "4.1.2.2", grave, func(c *cert) bool { return c.SerialNumber.BitLen() > 159 }},
	{"version", "4.1.2.1", lax, func(c *cert) bool { return c.Version < 3 }},
	{"dates-reversed", "4.1.2.5", lax, func(c *cert) bool { return c.NotAfter.Before(c.NotBefore) }},
	{"empty-issuer", "4.1.2.4", grave, func(c *cert) bool { return emptyName(c.RawIssuer) }},
	{"empty-subject", "4.1.2.6", grave, emptySubject},
	{"empty-san", "4.2.1.6", grave, emptySAN},
	{"bad-dns-san", "4.2.1.6", lax, badDNS},
	{"underscore-dns-san", "4.2.1.6", pedantic, underscoreDNS},
	{"ip-as-dns-san", "4.2.1.6", pedantic, addressAsDNS},
	{"missing-aki", "4.2.1.1", lax, missingAKI},
	{"aki-without-key-id", "4.2.1.1", lax, func(c *cert) bool { a := readAKI(c.Certificate); return a.present && a.keyID == nil }},
	{"missing-ski", "4.2.1.2", lax, func(c *cert) bool { return isCA(c) && len(c.SubjectKeyId) == 0 }},
	{"basic-constraints-not-critical", "4.2.1.9", lax, func(c *cert) bool { return isCA(c) && notCritical(oidBasicConstraints)(c) }},
	{"path-length-without-ca", "4.2.1.9", graveLeaf, pathLengthWithoutCA},
	{"cert-sign-without-ca", "4.2.1.9", graveLeaf, func(c *cert) bool { return !c.IsCA && c.KeyUsage&x509.KeyUsageCertSign != 0 }},
	{"ca-without-cert-sign", "4.2.1.9", laxLeaf, func(c *cert) bool {
		return isCA(c) && has(c.Certificate, oidKeyUsage) && c.KeyUsage&x509.KeyUsageCertSign == 0
	}},
	{"ca-without-key-usage", "4.2.1.3", lax, func(c *cert) bool { return isCA(c) && !has(c.Certificate, oidKeyUsage) }},
	{"key-usage-empty", "4.2.1.3", lax, func(c *cert) bool { return has(c.Certificate, oidKeyUsage) && c.KeyUsage == 0 }},
	{"name-constraints-not-critical", "4.2.1.10", lax, notCritical(oidNameConstraints)},
	{"name-constraints-without-ca", "4.2.1.10", grave, func(c *cert) bool { return has(c.Certificate, oidNameConstraints) && !c.IsCA }},
	{"name-constraint-leading-dot", "4.2.1.10", lax, leadingDot},
	{"empty-name-constraints", "4.2.1.10", grave, emptySubtrees},
	{"empty-eku", "4.2.1.12", grave, func(c *cert) bool { return has(c.Certificate, oidEKU) && len(ekus(c)) == 0 }},
	{"empty-policies", "4.2.1.4", grave, func(c *cert) bool { return has(c.Certificate, oidPolicies) && len(c.Policies) == 0 }},
	{"policy-constraints-not-critical", "4.2.1.11", lax, notCritical(oidPolicyConstraints)},
	{"inhibit-any-policy-not-critical", "4.2.1.14", lax, notCritical(oidInhibitAnyPolicy)},
}

// variants are those that have words of their own.
var variants = func() map[string]bool {
	out := map[string]bool{}
	for _, x := range model.Info(model.MalformedCert).Variants {
		out[x] = true
	}
	return out
}()

// keyIdentifiers warns of a certificate that names another key than the one that signed it: Go follows the signature,
// OpenSSL the name.
func keyIdentifiers(v *view) []model.Finding {
	var out []model.Finding
	chained := v.chained()
	for i := 0; i+1 < len(chained); i++ {
		out = append(out, v.identifiers(chained[i], chained[i+1])...)
	}
	if top := v.top(); !v.in.System && top.selfIssued() && v.graph.link(top, top) == sound {
		out = append(out, v.identifiers(top, top)...)
	}
	return out
}

// identifiers compares what a certificate says of the key that signed it with what the signer says of its own.
func (v *view) identifiers(c, up *cert) []model.Finding {
	a := readAKI(c.Certificate)
	if len(a.keyID) > 0 && len(up.SubjectKeyId) > 0 && !bytes.Equal(a.keyID, up.SubjectKeyId) ||
		a.serial != nil && bytes.Equal(a.issuer, up.RawIssuer) && a.serial.Cmp(up.SerialNumber) != 0 {
		return []model.Finding{v.malformed(c, "aki-mismatch", "4.2.1.1")}
	}
	return nil
}

// malformed makes the finding of a breach; strict judgement makes it fatal.
func (v *view) malformed(c *cert, rule, section string) model.Finding {
	f := model.New(model.MalformedCert, "certificate", nameOf(c), "rule", rule, "section", section)
	if variants[rule] {
		f = f.As(rule)
	}
	if v.in.Strict {
		f = f.Weigh(model.Fatal)
	}
	return f
}

// form reports breaches of the profile. Certificates of the system's store are the system's business.
func form(v *view) []model.Finding {
	var out []model.Finding
	for i, c := range v.chained() {
		if c.trusted && v.in.System && i > 0 {
			continue
		}
		for _, b := range breaches {
			if !b.asked(i == 0, v.in.Strict) || !b.holds(c) {
				continue
			}
			f := v.malformed(c, b.rule, b.section)
			if b.gravity == grave || b.gravity == graveLeaf {
				f = f.Weigh(model.Fatal)
			}
			out = append(out, f)
		}
	}
	return out
}

// asked reports whether a breach is looked for: some of them in the leaf only, some only when judged strictly.
func (b breach) asked(leaf, strict bool) bool {
	switch b.gravity {
	case laxLeaf, graveLeaf:
		return leaf
	case pedantic:
		return strict
	}
	return true
}

func isCA(c *cert) bool { return c.BasicConstraintsValid && c.IsCA }

// emptyName reports whether a distinguished name is an empty sequence.
func emptyName(raw []byte) bool { return bytes.Equal(raw, []byte{0x30, 0}) }

// emptySubject: a CA must have a subject; anything else may go without when a critical alternative name stands in.
func emptySubject(c *cert) bool {
	if !emptyName(c.RawSubject) {
		return false
	}
	e, ok := find(c.Extensions, oidSAN)
	return isCA(c) || !ok || !e.Critical
}

// zeroSerial leaves roots out: one in fifteen of those that everybody trusts has it, and nobody minds.
func zeroSerial(c *cert) bool { return c.SerialNumber.Sign() == 0 && !(isCA(c) && c.selfIssued()) }

// emptySAN: the extension must hold a name, and no name may be empty.
func emptySAN(c *cert) bool {
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
func missingAKI(c *cert) bool {
	return !c.selfIssued() && len(c.AuthorityKeyId) == 0 && !readAKI(c.Certificate).present
}

// pathLengthWithoutCA: a path length means something only for a CA that may sign certificates.
func pathLengthWithoutCA(c *cert) bool {
	return c.BasicConstraintsValid && c.MaxPathLen >= 0 && (!c.IsCA || has(c.Certificate, oidKeyUsage) && c.KeyUsage&x509.KeyUsageCertSign == 0)
}

func notCritical(id asn1.ObjectIdentifier) func(*cert) bool {
	return func(c *cert) bool {
		e, ok := find(c.Extensions, id)
		return ok && !e.Critical
	}
}

// leadingDot: the syntax of DNS constraints has no leading dot, though OpenSSL and Go take it.
func leadingDot(c *cert) bool {
	for _, d := range append(c.PermittedDNSDomains[:len(c.PermittedDNSDomains):len(c.PermittedDNSDomains)], c.ExcludedDNSDomains...) {
		if strings.HasPrefix(d, ".") {
			return true
		}
	}
	return false
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

// underscoreDNS: the preferred syntax of host names knows letters, digits and hyphens (RFC 1034 section 3.5).
func underscoreDNS(c *cert) bool {
	return slices.ContainsFunc(c.DNSNames, func(d string) bool { return strings.Contains(d, "_") })
}

// addressAsDNS: an address written as a DNS name stands for nothing, there is a kind of name for it.
func addressAsDNS(c *cert) bool {
	return slices.ContainsFunc(c.DNSNames, func(d string) bool { return net.ParseIP(d) != nil })
}

// emptySubtrees: a list of permitted or excluded names has at least one (GeneralSubtrees is SIZE 1..MAX).
func emptySubtrees(c *cert) bool {
	der := cryptobyte.String(extension(c.Certificate, oidNameConstraints))
	sides, ok := element(&der, cb.SEQUENCE)
	if !ok {
		return false
	}
	parts := split(sides)
	return len(parts) == 0 || slices.ContainsFunc(parts, func(p []byte) bool { return len(p) == 2 })
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
