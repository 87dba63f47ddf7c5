package diagnose

import (
	"bytes"
	"crypto/x509/pkix"
	"regexp"
	"slices"
	"strings"

	"certwright/model"
)

// interceptors are devices and programs that look into TLS, by the names under which they sign certificates that they
// make up. Marks are looked for, in any case, in the common name, organisation and unit of an issuer.
var interceptors = []struct {
	product string
	marks   *regexp.Regexp
}{
	{"Zscaler", mark(`zscaler`)},
	{"FortiGate", mark(`fortigate|fortinet`)},
	{"Sophos", mark(`sophos|securityappliance_ssl_ca`)},
	{"Palo Alto Networks", mark(`palo alto networks|pan-os|paloalto`)},
	{"Blue Coat ProxySG", mark(`blue ?coat|proxysg|symantec web security`)},
	{"Cisco Umbrella", mark(`cisco umbrella|cisco secure access`)},
	{"Cisco Web Security Appliance", mark(`ironport|cisco web security`)},
	{"Netskope", mark(`netskope|goskope`)},
	{"Forcepoint", mark(`forcepoint|websense`)},
	{"McAfee / Skyhigh Web Gateway", mark(`mcafee|skyhigh|webwasher`)},
	{"SonicWall", mark(`sonicwall`)},
	{"WatchGuard", mark(`fireware https|watchguard`)},
	{"Check Point", mark(`check ?point (https inspection|outbound)`)},
	{"Barracuda", mark(`barracuda`)},
	{"Cloudflare Gateway", mark(`gateway ca - cloudflare|cloudflare for teams`)},
	{"iboss", mark(`iboss`)},
	{"Untangle", mark(`untangle`)},
	{"Sangfor", mark(`sangfor`)},
	{"Kaspersky", mark(`kaspersky`)},
	{"ESET", mark(`eset ssl filter|eset, spol`)},
	{"Avast", mark(`avast`)},
	{"AVG", mark(`avg (web/mail|technologies)`)},
	{"Bitdefender", mark(`bitdefender`)},
	{"Dr.Web", mark(`dr\.? ?web|doctor web`)},
	{"AdGuard", mark(`adguard`)},
	{"mitmproxy", mark(`mitmproxy`)},
	{"Burp Suite", mark(`portswigger|burp suite`)},
	{"OWASP ZAP", mark(`owasp (zed|root ca)|zed attack proxy|zap root ca`)},
	{"Charles", mark(`charles proxy`)},
	{"Fiddler", mark(`do_not_trust_fiddler|fiddlerroot`)},
	{"Proxyman", mark(`proxyman`)},
	{"HTTP Toolkit", mark(`http toolkit`)},
	{"AnyProxy", mark(`anyproxy`)},
	{"Superfish", mark(`superfish`)},
}

func mark(words string) *regexp.Regexp { return regexp.MustCompile(`(?i)(^|[^a-z0-9])(` + words + `)`) }

// interceptor finds the product that signs under a name of the chain, and that name. A leaf that signed itself was not
// made up by anybody: it may well be the device's own page.
func (s *scene) interceptor() (product string, by pkix.Name) {
	if bytes.Equal(s.leaf.RawIssuer, s.leaf.RawSubject) {
		return "", pkix.Name{}
	}
	names := []pkix.Name{s.leaf.Issuer}
	for _, c := range s.sent {
		names = append(names, c.Subject, c.Issuer)
	}
	for _, n := range names {
		text := strings.Join(append(append([]string{n.CommonName}, n.Organization...), n.OrganizationalUnit...), "\n")
		for _, i := range interceptors {
			if i.marks.MatchString(text) {
				return i.product, n
			}
		}
	}
	return "", pkix.Name{}
}

// intercepted: somebody between us and the server made the certificate up. The name of a known product says so; another
// issuer than the one that we know for this name only hints at it.
func intercepted(s *scene) []model.Finding {
	if s.leaf == nil {
		return nil
	}
	unknown := s.leadsNowhere()
	named := s.leaf.VerifyHostname(s.name()) == nil // what is made up is made up for the name that was dialled
	expected := s.knownIssuer()
	f := model.New(model.Intercepted, "host", s.name(), "issuer", issuerName(s.leaf), "expected", expected, "product", "").Seen("Certificate")
	if !unknown && !(named && s.System) {
		return nil
	}
	if product, by := s.interceptor(); product != "" {
		f = model.New(model.Intercepted, "host", s.name(), "issuer", nameText(by), "expected", expected, "product", product).Seen("Certificate").As("product").Sure(model.Likely)
		switch {
		case unknown && named:
			return one(f)
		case unknown:
			return one(f.Sure(model.Possible).Weigh(model.Note))
		}
		return one(f.Weigh(model.Note)) // its CA was put into the system's store: somebody wanted it so
	}
	if unknown && named && expected != "" && expected != issuerName(s.leaf) && !model.Loopback(s.name()) {
		return one(f.Sure(model.Possible).Weigh(model.Note))
	}
	return nil
}

// leadsNowhere: the chain ends at somebody who is not known here; that he is an intermediate may be a guess from his name.
func (s *scene) leadsNowhere() bool {
	for _, f := range s.server.Findings {
		if f.Code == model.UnknownIssuer || f.Code == model.MissingIntermediate && f.Certainty != model.Proven {
			return true
		}
	}
	return false
}

// knownIssuer is who signed the certificate that the workspace holds for what was dialled, while it is valid; "" when
// there is none.
func (s *scene) knownIssuer() string {
	for _, h := range s.Held {
		if h.Leaf != nil && !s.Now.After(h.Leaf.NotAfter) && h.Leaf.VerifyHostname(s.name()) == nil {
			return issuerName(h.Leaf)
		}
	}
	return ""
}

func nameText(n pkix.Name) string {
	if n.CommonName != "" {
		return n.CommonName
	}
	return n.String()
}

// defaults are names of certificates that servers make for themselves and show where they have no other.
var defaults = []string{"Kubernetes Ingress Controller Fake Certificate", "TRAEFIK DEFAULT CERT"}

// defaultCertificate: the server did not know the name that was asked for, and showed what it shows to everybody.
func defaultCertificate(s *scene) []model.Finding {
	if s.leaf == nil {
		return nil
	}
	f := model.New(model.DefaultCertificate, "sni", s.main.SNI, "names", strings.Join(s.leaf.DNSNames, ", ")).Sure(model.Likely)
	for _, cn := range defaults {
		if s.leaf.Subject.CommonName == cn {
			return one(f.Seen("Certificate"))
		}
	}
	bare, ok := s.Find(model.PurposeNoName)
	if !ok || len(bare.ServerDER) == 0 || !bytes.Equal(bare.ServerDER[0], s.leaf.Raw) || !s.plainMismatch() {
		return nil
	}
	return one(f.Seen("a second dial without a name"))
}

// plainMismatch: the names are other ones altogether, no near miss of the one that was dialled, and none in which it stands
// among other things ("https://name", "name:443").
func (s *scene) plainMismatch() bool {
	if slices.ContainsFunc(s.leaf.DNSNames, func(d string) bool { return strings.Contains(strings.ToLower(d), strings.ToLower(s.main.SNI)) }) {
		return false
	}
	for _, f := range s.server.Findings {
		if f.Code == model.NameMismatch && f.Variant == "" {
			return true
		}
	}
	return false
}
