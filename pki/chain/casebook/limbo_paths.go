package casebook

import (
	"fmt"
	"time"
)

func year(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }

// validity: dates to the second, both ends inclusive (RFC 5280 section 4.1.2.5).
func (b *book) validity() {
	span := func(from, to int) change { return lasting(year(from), year(to)) }
	for _, c := range []struct {
		id            string
		root, ca, end change
	}{
		{"expired-root", span(2016, 2020), span(2016, 2026), span(2018, 2023)},
		{"expired-intermediate", span(2016, 2026), span(2016, 2020), span(2018, 2023)},
		{"expired-leaf", span(2016, 2026), span(2016, 2026), span(2018, 2021)},
	} {
		r := root(c.root)
		i := ca(r, -1, c.ca)
		b.bad("rfc5280::validity::"+c.id, "expired", leaf(i, c.end), r, via(i), at(year(2022)))
	}
	from, to := time.Date(2024, 3, 1, 0, 0, 1, 0, time.UTC), time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)
	life := lasting(from, to)
	r := root(life)
	i := ca(r, -1, life)
	l := leaf(i, life)
	b.good("rfc5280::validity::notbefore-exact", l, r, via(i), at(from))
	b.good("rfc5280::validity::notafter-exact", l, r, via(i), at(to))
	b.bad("rfc5280::validity::notbefore-fractional", "not-yet-valid", l, r, via(i), at(from.Add(-time.Millisecond)))
	b.good("rfc5280::validity::notafter-fractional", l, r, via(i), at(to.Add(5*time.Millisecond)))
	r = root()
	b.good("casebook::validity::in-1970", leaf(r), r, at(time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)))
	b.good("casebook::validity::in-2968", leaf(r), r, at(year(2968)))
	b.bad("casebook::validity::in-9999", "expired", leaf(r), r, at(year(9999)))
	forever := func(f *fields) { f.to = tlv(tagGeneral, []byte("99991231235959Z")) }
	r = root(forever)
	b.good("casebook::validity::until-9999", leaf(r, forever), r, at(year(9999)))
	fraction := func(f *fields) { f.to = tlv(tagGeneral, []byte("20991231235959.5Z")) }
	b.bad("casebook::validity::fraction-of-a-second", "certificate-malformed/bad-time", leaf(r, fraction), r)
	b.bad("casebook::validity::reversed", "not-yet-valid", leaf(r, lasting(year(2030), year(2010))), r, at(year(2020)))
}

// pathLengths: RFC 5280 section 4.2.1.9.
func (b *book) pathLengths() {
	r := root()
	for n := range 3 {
		i := ca(r, n)
		b.good(fmt.Sprintf("pathlen::ee-with-intermediate-pathlen-%d", n), leaf(i), r, via(i))
	}
	zero, one := ca(r, 0), ca(r, 1)
	below := ca(zero, 0)
	b.good("pathlen::validation-ignores-pathlen-in-leaf", below, r, via(zero))
	b.bad("pathlen::intermediate-violates-pathlen-0", "path-length-exceeded", leaf(below), r, via(zero, below))
	more := ca(one, 2)
	b.good("pathlen::intermediate-pathlen-may-increase", leaf(more), r, via(one, more))
	second := ca(one, 0)
	third := ca(second, 0)
	b.bad("pathlen::intermediate-pathlen-too-long", "path-length-exceeded", leaf(third), r, via(one, second, third))
	again := ca(one, 1, subject(one.subject))
	last := ca(again, 0)
	b.good("pathlen::self-issued-certs-pathlen", leaf(last), r, via(one, again, last), both(goSaysNo))
}

// strange graphs of certificates, and CVEs.
func (b *book) strange() {
	r, two := root(), root(called(cn("Casebook Root 2")))
	old := ca(two, 1, subject(r.subject), holding(r.key), lasting(epoch, time.Date(1988, 11, 25, 0, 0, 0, 0, time.UTC)))
	b.good("pathological::multiple-chains-expired-intermediate", leaf(r), r, andRoots(two), via(old))
	a, z := &Entity{key: newKey(), subject: cn("Cycle A")}, &Entity{key: newKey(), subject: cn("Cycle Z")}
	a, z = cross(a, z), cross(z, a)
	l := leaf(a)
	b.bad("pathological::intermediate-cycle-distinct-cas", "unknown-issuer", l, r, via(a, z))
	a, z = &Entity{key: newKey(), subject: cn("Cycle")}, &Entity{key: newKey(), subject: cn("Cycle")}
	a, z = cross(a, z), cross(z, a)
	b.bad("pathological::intermediate-cycle-same-logical-ca", "", leaf(a), r, via(a, z))
	b.manyNames()
	b.crossSigned()
	r = root()
	i := ca(root(), -1, keyed(brokenRSA()))
	b.bad("invalid::invalid-issuer-key", "", (&fields{}).forged(i), r, via(i))
	limited := ca(r, -1, without(idSAN), with(idNameConstraints, true, limits(list(dns("example.com")), list(dns("bar.example.com")))))
	star := san(dns("*.example.com"))
	b.bad("cve::cve-2025-61727", "name-constraint-violated/excluded", leaf(limited, star), r, via(limited), peer("bar.example.com"))
	limited = ca(r, -1, without(idSAN), permit(dns("foo.example.com")))
	b.bad("cve::cve-2025-61727-nc-permits-variant", "name-constraint-violated", leaf(limited, star), r, via(limited), peer("foo.example.com"))
}

// forged is a leaf below an issuer whose key can sign nothing.
func (*fields) forged(by *Entity) *Entity {
	f := begin(cn("example.com"), by)
	f.set(idAKI, false, keyIdentifier(by.keyID))
	f.set(idSAN, false, names(dns("example.com")))
	return f.sign(nil)
}

// cross is a CA certificate for holder, signed by the other.
func cross(holder, by *Entity) *Entity {
	f := begin(holder.subject, by)
	f.useKey(holder.key)
	f.authority(-1)
	f.drop(idSAN)
	signer := &fields{}
	signer.useKey(by.key)
	f.set(idAKI, false, keyIdentifier(signer.keyID))
	return f.sign(by.key)
}

// crossSigned: three CAs that certify each other, one of them a root (CVE-2024-0567).
func (b *book) crossSigned() {
	a := root(called(cn("Root A")))
	bee, sea := &Entity{key: newKey(), subject: cn("Root B")}, &Entity{key: newKey(), subject: cn("Root C")}
	all := []*Entity{a, bee, sea}
	one := cross(&Entity{key: newKey(), subject: cn("Intermediate A1")}, a)
	sent := []*Entity{one}
	for _, x := range all {
		for _, y := range all {
			if x != y {
				sent = append(sent, cross(x, y))
			}
		}
	}
	l := leaf(one, subject(emptyName()), with(idSAN, true, names(dns("cve.example.com"))))
	b.good("cve::cve-2024-0567", l, a, via(sent...), peer("cve.example.com"))
}

// manyNames: a thousand constraints and as many names.
func (b *book) manyNames() {
	var permitted, excluded, mail [][]byte
	for n := range 1025 {
		permitted = append(permitted, dns(fmt.Sprintf("t%d.test", n)))
		excluded = append(excluded, dns(fmt.Sprintf("x%d.test", n)))
		mail = append(mail, email(fmt.Sprintf("t%d@t%d.test", n, n)))
	}
	const feature = "denial-of-service"
	const bounded = "all of it is compared in milliseconds here, and the names fit; --strict says that readers with a bound refuse it"
	r := root(without(idSAN), with(idNameConstraints, true, limits(append(permitted, dns(".test")), excluded)))
	l := leaf(r, subject(emptyName()), with(idSAN, true, names(append(permitted, dns(".test"))...)))
	b.bad("pathological::nc-dos-1", "name-constraint-violated", l, r, peer("t0.test"), pedantic(feature))
	l = leaf(r, subject(emptyName()), with(idSAN, true, names(permitted...)))
	b.bad("casebook::nc-dos-names-that-fit", "chain-too-complex", l, r, peer("t0.test"), pedantic(feature), lax(bounded))
	r = root(without(idSAN), with(idNameConstraints, true, limits(permitted, excluded)))
	l = leaf(r, subject(emptyName()), with(idSAN, true, names(append(mail, dns("t0.test"))...)))
	b.bad("pathological::nc-dos-2", "chain-too-complex", l, r, peer("t0.test"), pedantic(feature), lax(bounded))
	b.bad("pathological::nc-dos-3", "name-mismatch", leaf(r, subject(cn("t0.test")), without(idSAN)), r, peer("t0.test"), pedantic(feature))
}
