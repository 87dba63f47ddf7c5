package chain

import (
	"net"
	"strings"

	"certwright/model"
)

// maxViolations bounds the findings of one path: a certificate may hold 200,000 names outside its constraints.
const maxViolations = 8

// nameConstraints applies what every CA permits and excludes to all names of everything below it. It is the stricter of
// RFC 5280 section 4.2.1.10 and Go wherever these differ, and it knows directoryName, which Go does not.
func nameConstraints(v *view) []model.Finding {
	var out []model.Finding
	chained := v.chained()
	for i, ca := range chained {
		if i == 0 || !has(ca.Certificate, oidNameConstraints) {
			continue
		}
		limits := v.graph.constraints(ca)
		if f, bad := unsupportedLimits(ca, limits); bad {
			out = append(out, f)
		}
		if v.in.Strict && v.quadratic(chained[:i], limits) {
			out = append(out, model.New(model.ChainTooComplex, "limit", "names x constraints"))
		}
		for j := range i {
			for _, f := range v.violations(chained[j], limits) {
				if len(out) >= maxViolations {
					return out
				}
				out = append(out, f)
			}
		}
	}
	return out
}

// maxProduct is how many comparisons of names with constraints the most careful reader makes before it gives up
// (rustls-webpki; OpenSSL stops at four times as many). They compare each with each; we do not.
const maxProduct = 250_000

// quadratic reports whether a reader that compares every name with every constraint would refuse to.
func (v *view) quadratic(below []*cert, l *limits) bool {
	n := 0
	for _, c := range below {
		n += len(c.DNSNames) + len(c.IPAddresses) + len(c.EmailAddresses) + len(c.URIs)
	}
	return n > 0 && l.n > maxProduct/n
}

// unsupportedLimits refuses critical constraints that Go cannot apply, because Go refuses them, whatever the names are.
func unsupportedLimits(ca *cert, l *limits) (model.Finding, bool) {
	for _, id := range ca.UnhandledCriticalExtensions {
		if id.Equal(oidNameConstraints) {
			return model.New(model.NameConstraint, "certificate", nameOf(ca), "name", "", "constraint",
				strings.Join(l.beyondGo, ", ")).As("unsupported"), true
		}
	}
	return model.Finding{}, false
}

// constraints reads a CA's constraints once.
func (g *graph) constraints(ca *cert) *limits {
	if g.limits == nil {
		g.limits = map[*cert]*limits{}
	}
	l, ok := g.limits[ca]
	if !ok {
		l = readLimits(ca.Certificate)
		g.limits[ca] = l
	}
	return l
}

// violations are the names of c that a CA's constraints forbid, remembered per pair.
func (v *view) violations(c *cert, l *limits) []model.Finding {
	key := pair{c, l}
	if found, ok := v.graph.violations[key]; ok {
		return found
	}
	if v.graph.violations == nil {
		v.graph.violations = map[pair][]model.Finding{}
	}
	k := &constraintCheck{view: v, c: c, l: l}
	k.run()
	v.graph.violations[key] = k.out
	return k.out
}

type pair struct {
	c *cert
	l *limits
}

// constraintCheck compares the names of one certificate with the constraints of one CA.
type constraintCheck struct {
	*view
	c   *cert
	l   *limits
	out []model.Finding
}

func (k *constraintCheck) run() {
	for _, d := range k.c.DNSNames {
		if !k.more() || !k.host(k.l.dns, "DNS:"+d, d, false) {
			return
		}
	}
	for _, ip := range k.c.IPAddresses {
		if !k.more() {
			return
		}
		k.judge(k.l.ip.permitted.any(), k.l.ip.permitted.holds(ip), k.l.ip.excluded.matching(ip), "IP:"+ip.String(), k.l.ip.text)
	}
	for _, e := range k.emails() {
		if !k.more() {
			return
		}
		k.email(e)
	}
	for _, u := range k.c.URIs {
		if !k.more() {
			return
		}
		k.uri(u.Host, u.String())
	}
	k.directory()
}

// emails are those of the alternative names; without an alternative name extension, the subject's emailAddress counts too.
func (k *constraintCheck) emails() []string {
	if has(k.c.Certificate, oidSAN) {
		return k.c.EmailAddresses
	}
	var out []string
	for _, a := range k.c.Subject.Names {
		if s, ok := a.Value.(string); ok && a.Type.Equal(oidEmail) {
			out = append(out, s)
		}
	}
	return out
}

// more pays for one name and reports whether there is room for what may be found.
func (k *constraintCheck) more() bool {
	if len(k.out) >= maxViolations {
		return false
	}
	return k.pay(1)
}

// pay takes comparisons from the budget; a certificate whose names could not all be compared is not called good.
func (k *constraintCheck) pay(n int) bool {
	if k.budget.spend(&k.budget.names, n, "names") {
		return true
	}
	k.out = append(k.out, model.New(model.ChainTooComplex, "limit", "names"))
	return false
}

// judge adds a finding for a name that no permitted subtree holds or that an excluded one does.
func (k *constraintCheck) judge(restricted, permitted bool, excluded, name, text string) {
	switch {
	case restricted && !permitted:
		k.add(name, "permitted: "+text, "")
	case excluded != "":
		k.add(name, excluded, "excluded")
	}
}

// incomparable is for a name that is no proper one of its kind: under a CA with constraints Go refuses it.
func (k *constraintCheck) incomparable(name string) { k.add(name, k.l.all(), "") }

func (k *constraintCheck) add(name, constraint, variant string) {
	k.out = append(k.out, model.New(model.NameConstraint, "certificate", nameOf(k.c), "name", name, "constraint", constraint).As(variant))
}

// host checks a host name against DNS, URI or email constraints. exact asks of permitted subtrees without a leading dot that
// they are the host itself, as RFC 5280 has it for URI and email.
func (k *constraintCheck) host(l hostLimits, name, host string, exact bool) bool {
	if !plausibleHost(host) {
		k.incomparable(name)
		return true
	}
	if !k.pay(strings.Count(host, ".")) {
		return false
	}
	_, permitted := l.permitted.find(host, !exact)
	by, excluded := l.excluded.find(host, true)
	if !excluded {
		by, excluded = l.excluded.wildcard(host)
	}
	if excluded && by == "" {
		by = "*"
	}
	k.judge(l.permitted.any(), permitted, by, name, l.text)
	return true
}

// uri constrains the host of a URI; one without a host, or with an address, cannot be compared and is refused.
func (k *constraintCheck) uri(authority, text string) {
	host := strings.ToLower(authority)
	if strings.Contains(host, ":") && !strings.HasSuffix(host, "]") {
		h, _, err := net.SplitHostPort(host)
		if err != nil {
			k.incomparable("URI:" + text)
			return
		}
		host = h
	}
	if host == "" || strings.HasPrefix(host, "[") || net.ParseIP(host) != nil {
		k.incomparable("URI:" + text)
		return
	}
	k.host(k.l.uri, "URI:"+text, host, true)
}

// email constrains a mailbox: whole addresses compare the part before @ exactly, the rest goes by host.
func (k *constraintCheck) email(address string) {
	local, domain, ok := splitMailbox(address)
	if !ok {
		k.incomparable("email:" + address)
		return
	}
	whole := local + "@" + strings.ToLower(domain)
	if k.l.excludedBoxes[whole] {
		k.add("email:"+address, "email:"+whole, "excluded")
		return
	}
	if k.l.permittedBoxes[whole] {
		if by, out := k.l.email.excluded.find(domain, true); out {
			k.add("email:"+address, by, "excluded")
		}
		return
	}
	if len(k.l.permittedBoxes) > 0 && !k.l.email.permitted.any() {
		k.add("email:"+address, "permitted: "+k.l.email.text, "")
		return
	}
	k.host(k.l.email, "email:"+address, domain, true)
}

// directory constrains the subject and the directoryNames among the alternative names.
func (k *constraintCheck) directory() {
	if len(k.l.permittedDNs)+len(k.l.excludedDNs) == 0 {
		return
	}
	dns := [][]string{readRDNs(k.c.RawSubject)}
	if !has(k.c.Certificate, oidSAN) || !generalNames(extension(k.c.Certificate, oidSAN), func(tag int, value []byte) {
		if tag == 4 {
			dns = append(dns, readRDNs(value))
		}
	}) {
		dns = dns[:1]
	}
	for _, dn := range dns {
		if len(dn) == 0 {
			continue
		}
		if !k.pay(len(k.l.permittedDNs) + len(k.l.excludedDNs)) {
			return
		}
		permitted, excluded := false, ""
		for _, p := range k.l.permittedDNs {
			permitted = permitted || within(dn, p)
		}
		for _, e := range k.l.excludedDNs {
			if within(dn, e) {
				excluded = "dirName:" + strings.Join(e, ",")
			}
		}
		k.judge(len(k.l.permittedDNs) > 0, permitted, excluded, "dirName:"+strings.Join(dn, ","), k.l.dnText)
	}
}

// splitMailbox divides an address at its last @. What stands before must be a quoted string or words with single dots
// between them (RFC 5321 section 4.1.2, "Mailbox"); anything else cannot be compared.
func splitMailbox(address string) (local, domain string, ok bool) {
	i := strings.LastIndexByte(address, '@')
	if i <= 0 || i == len(address)-1 {
		return "", "", false
	}
	local, domain = address[:i], address[i+1:]
	if local[0] == '"' {
		inner := local[1:]
		return local, domain, strings.HasSuffix(inner, `"`) && !strings.ContainsAny(inner[:len(inner)-1], "\"\\\x00\n\r")
	}
	for _, word := range strings.Split(local, ".") {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool { return !isAtext(r) }) {
			return "", "", false
		}
	}
	return local, domain, true
}

// isAtext reports whether a character may stand in an unquoted word (RFC 5322 section 3.2.3).
func isAtext(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

// plausibleHost is what Go demands of a host name before it compares it: no final dot, no empty label, printable ASCII.
func plausibleHost(s string) bool {
	if s == "" {
		return true
	}
	label := 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] < 33 || s[i] > 126:
			return false
		case s[i] != '.':
			label++
		case label == 0:
			return false
		default:
			label = 0
		}
	}
	return label > 0
}
