package readers

import (
	"slices"
	"strings"

	"certwright/model"
)

// Extended key usages.
const (
	useServer = "1.3.6.1.5.5.7.3.1"
	useClient = "1.3.6.1.5.5.7.3.2"
	useAny    = "2.5.29.37.0"
	gatedNS   = "2.16.840.1.113730.4.1"
	gatedMS   = "1.3.6.1.4.1.311.10.3.3"
)

// leafPurpose: who lets a certificate do what it does not say. "any" counts for some, the server-gated uses of the 1990s
// for others, and GnuTLS's server does not ask about a client's at all.
func leafPurpose(v *view, c *item) hits {
	list, present := c.purposes()
	want := useClient
	if v.server {
		want = useServer
	}
	if !present || slices.Contains(list, want) {
		return nil
	}
	who := everyone
	if slices.Contains(list, useAny) || len(list) == 0 {
		who = without(who, "gt")
		if len(list) > 0 {
			who = without(who, "j")
		}
	}
	if v.server && (slices.Contains(list, gatedNS) || slices.Contains(list, gatedMS)) {
		who = without(who, "osnmj")
	}
	if !v.server {
		who = without(who, "t")
	}
	if v.netscape(c) == allowed { // for NSS either of the two will do
		who = without(who, "m")
	}
	return hits{{at: c, detail: useText(list), who: who, code: v.codeOfUse()}}
}

// issuerPurpose: some readers take the uses of an issuer for a limit of all below it.
func issuerPurpose(v *view, c *item) hits {
	list, present := c.purposes()
	want := useClient
	if v.server {
		want = useServer
	}
	if !present || slices.Contains(list, want) {
		return nil
	}
	who := "gosn"
	if v.server && (slices.Contains(list, gatedNS) || slices.Contains(list, gatedMS)) {
		who = without(who, "osn")
	}
	if slices.Contains(list, useAny) {
		who = without(who, "g")
	}
	if !c.root {
		who += v.issuerLimits(list)
	}
	if who == "" {
		return nil
	}
	return hits{{at: c, detail: useText(list), who: who, code: v.codeOfUse()}}
}

// issuerLimits: GnuTLS minds an intermediate's uses for server certificates; NSS wants any of TLS among them.
func (v *view) issuerLimits(list []string) string {
	gated := slices.Contains(list, gatedNS) || slices.Contains(list, gatedMS)
	tls := gated || slices.Contains(list, useClient) || slices.Contains(list, useServer)
	who := ""
	if v.server && !gated {
		who = "t"
	}
	if !tls {
		who += "m"
	}
	return who
}

// verdict is what the predecessor of extended key usage says.
type verdict int

const (
	silent verdict = iota
	allowed
	forbidden
)

// netscape reads nsCertType: bit 0 is a client, bit 1 a server.
func (v *view) netscape(c *item) verdict {
	e, ok := c.find(oidNetscape)
	bit := 0
	if v.server {
		bit = 1
	}
	switch {
	case !ok || len(e.value) < 4 || e.value[0] != 3:
		return silent
	case e.value[3]&(0x80>>bit) != 0:
		return allowed
	}
	return forbidden
}

func netscapeType(v *view, c *item) hits {
	if v.netscape(c) != forbidden {
		return nil
	}
	who := "osnj"
	if !c.has(oidEKU) { // else either of the two will do for NSS
		who += "m"
	}
	return hits{{at: c, code: v.codeOfUse(), who: who}}
}

func without(letters, drop string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(drop, r) {
			return -1
		}
		return r
	}, letters)
}

// useNames are the names that certificates' uses go by.
var useNames = map[string]string{
	useServer: "serverAuth", useClient: "clientAuth", "1.3.6.1.5.5.7.3.3": "codeSigning", "1.3.6.1.5.5.7.3.4": "emailProtection",
	"1.3.6.1.5.5.7.3.8": "timeStamping", "1.3.6.1.5.5.7.3.9": "OCSPSigning", useAny: "any", gatedNS: "nsSGC", gatedMS: "msSGC",
}

func useText(list []string) string {
	var out []string
	for _, id := range list {
		if n, ok := useNames[id]; ok {
			id = n
		}
		out = append(out, id)
	}
	return strings.Join(out, ", ")
}

// profile is what openssl -x509_strict and Python 3.13 demand of every certificate of a chain of two or more: RFC 5280's
// profile. The first breach of each certificate is told.
func profile(v *view, r reader) hits {
	path := v.pathOf(r)
	if len(path) == 1 {
		c := v.path[0]
		if c.selfIssued() && (c.version < 3 || !c.constraints.present && c.usage.bits[bitCertSign]) {
			return hits{{at: c, key: "root-version-1"}}
		}
		return nil
	}
	var out hits
	for i, c := range path {
		for _, b := range breaches {
			if b.holds(c, i == len(path)-1) {
				key := b.key
				if i == 0 && c.constraints.ca && ofAuthorities[key] {
					key = "leaf-" + key
				}
				out = append(out, hit{at: c, key: key, detail: b.detail, code: model.MalformedCert})
				break
			}
		}
	}
	return out
}

// breaches of the profile, each with the key that its words are found by.
var breaches = []struct {
	key, detail string
	holds       func(c *item, last bool) bool
}{
	{"ca-key-usage", "", func(c *item, _ bool) bool { return c.constraints.ca && !c.usage.present }},
	{"basic-constraints-not-critical", "", func(c *item, _ bool) bool { return c.constraints.ca && !c.constraints.critical }},
	{"missing-aki", "", func(c *item, last bool) bool { return c.version == 3 && !last && len(c.identifier.key) == 0 }},
	{"missing-ski", "", func(c *item, _ bool) bool { return c.version == 3 && c.constraints.ca && c.keyID == nil }},
	{"path-length-without-ca", "", func(c *item, _ bool) bool {
		return c.constraints.pathLen >= 0 && (!c.constraints.ca || c.usage.present && !c.usage.bits[bitCertSign])
	}},
	{"cert-sign-without-ca", "", func(c *item, _ bool) bool { return !c.constraints.ca && c.usage.bits[bitCertSign] }},
	{"empty-issuer", "", func(c *item, _ bool) bool { return string(c.issuer) == "\x30\x00" }},
	{"empty-subject-of-ca", "", func(c *item, _ bool) bool { return c.constraints.ca && c.emptySubject() }},
	{"empty-san", "", func(c *item, _ bool) bool { names, ok := c.sans(); return ok && len(names) == 0 }},
}

// ofAuthorities are those breaches that only a CA can commit. A server's or client's certificate that says CA:TRUE commits
// them by saying so: there CA:FALSE is the remedy, and no better CA.
var ofAuthorities = map[string]bool{"ca-key-usage": true, "basic-constraints-not-critical": true, "missing-ski": true}

func breachKeys() []string {
	keys := []string{"root-version-1"}
	for _, b := range breaches {
		keys = append(keys, b.key)
		if ofAuthorities[b.key] {
			keys = append(keys, "leaf-"+b.key)
		}
	}
	return keys
}
