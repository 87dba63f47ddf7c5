package chain

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"certwright/model"
)

// requirements is where the rules of public CAs are written.
const requirements = "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"

// publicProfile holds servers to what public CAs may issue, when judged strictly. None of it is RFC 5280, so that nothing
// of it is said otherwise; advice has what single readers demand at all times.
func publicProfile(v *view) []model.Finding {
	if !v.in.Strict || v.in.Purpose == Client {
		return nil
	}
	var out []model.Finding
	against := func(c *cert, rule, section string) {
		out = append(out, model.New(model.NotProfile, "certificate", nameOf(c), "rule", rule, "source", requirements+" ("+section+")").
			As(rule).Weigh(model.Fatal))
	}
	leaf := v.certs[0]
	if e, ok := find(leaf.Extensions, oidSAN); ok && e.Critical && !emptyName(leaf.RawSubject) {
		against(leaf, "san-critical", "7.1.2.7.12")
	}
	if respelt(leaf) {
		against(leaf, "cn-spelling", "7.1.4.3")
	}
	if wholeSuffix(leaf) {
		against(leaf, "public-suffix-wildcard", "3.2.2.6")
	}
	for i, c := range v.chained() {
		if c.trusted && v.in.System && i > 0 {
			continue
		}
		if v.in.Purpose == Server {
			v.publicUses(i, c, against)
		}
		if k, ok := c.PublicKey.(*rsa.PublicKey); ok && k.N.BitLen()%8 != 0 {
			against(c, "rsa-size", "6.1.5, "+strconv.Itoa(k.N.BitLen()))
		}
		if a := readAKI(c.Certificate); i > 0 && c.selfIssued() && a.keyID != nil && (a.names || a.serial != nil) {
			against(c, "aki-fields", "7.1.2.1.3")
		}
	}
	return out
}

// publicUses: what the list of uses of a certificate for servers may hold.
func (v *view) publicUses(i int, c *cert, against func(c *cert, rule, section string)) {
	e, ok := find(c.Extensions, oidEKU)
	switch {
	case !ok:
	case i > 0 && c.selfIssued():
		against(c, "root-eku", "7.1.2.1.2")
	case unfit(c):
		against(c, "eku-unfit", "7.1.2.7.10, 7.1.2.10.6")
	case i == 0 && e.Critical:
		against(c, "eku-critical", "7.1.2.7.6")
	}
}

// unfit reports uses that do not go together with a server's.
func unfit(c *cert) bool {
	for _, u := range c.ExtKeyUsage {
		switch u {
		case x509.ExtKeyUsageAny, x509.ExtKeyUsageCodeSigning, x509.ExtKeyUsageEmailProtection, x509.ExtKeyUsageTimeStamping, x509.ExtKeyUsageOCSPSigning:
			return true
		}
	}
	for _, id := range c.UnknownExtKeyUsage {
		if id.String() == "1.3.6.1.4.1.11129.2.4.4" { // precertificate signing, RFC 6962 section 3.1
			return true
		}
	}
	return false
}

// respelt reports a common name that stands for one of the alternative names and is written in another way.
func respelt(leaf *cert) bool {
	name := leaf.Subject.CommonName
	if name == "" {
		return false
	}
	plain, address := canonical(name), addressIn(name)
	for _, d := range leaf.DNSNames {
		if d == name {
			return false
		}
	}
	for _, ip := range leaf.IPAddresses {
		if ip.String() == name {
			return false
		}
		if address != nil && bytes.Equal(ip.To16(), address.To16()) {
			return true
		}
	}
	for _, d := range leaf.DNSNames {
		if canonical(d) == plain {
			return true
		}
	}
	return false
}

// canonical is a host name as A-labels in lower case.
func canonical(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if a, err := idna.Lookup.ToASCII(host); err == nil {
		return a
	}
	return host
}

// addressIn reads an address however it is written: with leading zeros, in hexadecimal, without ::.
func addressIn(s string) net.IP {
	if a, err := netip.ParseAddr(s); err == nil {
		return net.IP(a.AsSlice())
	}
	if n, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(s), "0x"), 16, 32); err == nil && strings.HasPrefix(strings.ToLower(s), "0x") {
		return net.IPv4(byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	parts := strings.Split(s, ".")
	if len(parts) != 4 {
		return nil
	}
	var b [4]byte
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 8)
		if err != nil {
			return nil
		}
		b[i] = byte(n)
	}
	return net.IPv4(b[0], b[1], b[2], b[3])
}

// wholeSuffix reports a wildcard over names under which anybody can have one: *.com, *.co.uk. Names that no registry has
// are somebody's own.
func wholeSuffix(leaf *cert) bool {
	for _, d := range leaf.DNSNames {
		rest, ok := strings.CutPrefix(strings.ToLower(d), "*.")
		if !ok {
			continue
		}
		suffix, registry := publicsuffix.PublicSuffix(rest)
		if suffix == rest && (registry || strings.Contains(suffix, ".")) {
			return true
		}
	}
	return false
}
