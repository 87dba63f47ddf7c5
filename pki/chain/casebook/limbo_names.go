package casebook

// constraints: what a CA permits and excludes, of every kind of name (RFC 5280 section 4.2.1.10).
func (b *book) constraints() {
	under := func(limit change, sans ...[]byte) (*Entity, *Entity) {
		r := root(limit)
		return leaf(r, san(sans...)), r
	}
	const violated, excluded = "name-constraint-violated", "name-constraint-violated/excluded"
	l, r := under(permit(dns("example.com")), dns("not-example.com"))
	b.bad("rfc5280::nc::permitted-dns-mismatch", violated, l, r, peer("not-example.com"))
	r = root()
	i := ca(r, -1, without(idSAN), exclude(dns("example.com")))
	b.bad("rfc5280::nc::excluded-dns-match", excluded, leaf(i), r, via(i))
	l, r = under(permit(dns("example.com")), dns("example.com"))
	b.good("rfc5280::nc::permitted-dns-match", l, r)
	l, r = under(with(idNameConstraints, false, limits(list(dns("example.com")), nil)), dns("example.com"))
	b.bad("rfc5280::nc::permitted-dns-match-noncritical", "certificate-malformed/name-constraints-not-critical", l, r, pedantic("rfc5280-incompatible-with-webpki"), lax(profile))
	b.good("webpki::nc::permitted-dns-match-noncritical", l, r, strict("the same certificates must fail in rfc5280::nc::permitted-dns-match-noncritical: --strict goes by RFC 5280"))
	l, r = under(permit(dns("example.com")), dns("foo.bar.example.com"))
	b.good("rfc5280::nc::permitted-dns-match-more", l, r, peer("foo.bar.example.com"))
	l, r = under(exclude(dns("not-allowed.example.com")), dns("example.com"), dns("not-allowed.example.com"))
	b.bad("rfc5280::nc::excluded-dns-match-second", excluded, l, r)
	l, r = under(permit(network("192.0.2.0/24")), ip("192.0.3.1"))
	b.bad("rfc5280::nc::permitted-ip-mismatch", violated, l, r, peer("192.0.3.1"))
	l, r = under(exclude(network("192.0.2.0/24")), ip("192.0.2.1"))
	b.bad("rfc5280::nc::excluded-ipv4-match", excluded, l, r, peer("192.0.2.1"))
	l, r = under(exclude(network("::1/128")), ip("::1"))
	b.bad("rfc5280::nc::excluded-ipv6-match", excluded, l, r, peer("::1"))
	l, r = under(permit(network("192.0.2.0/24")), ip("192.0.2.1"))
	b.good("rfc5280::nc::permitted-ipv4-match", l, r, peer("192.0.2.1"))
	l, r = under(permit(network("::1/128")), ip("::1"))
	b.good("rfc5280::nc::permitted-ipv6-match", l, r, peer("::1"))
	l, r = under(with(idNameConstraints, true, limits(list(dns("example.com")), list(dns("example.com")))), dns("example.com"))
	b.bad("rfc5280::nc::excluded-match-permitted-and-excluded", excluded, l, r)
	l, r = under(permit(network("192.0.2.0/24")), dns("example.com"))
	b.good("rfc5280::nc::permitted-different-constraint-type", l, r)
	l, r = under(exclude(network("192.0.2.0/24")), dns("example.com"))
	b.good("rfc5280::nc::excluded-different-constraint-type", l, r)
	l, r = under(exclude(dns("foo.example.com")), dns("*.example.com"))
	b.bad("rfc5280::nc::nc-forbids-dnsname-wildcard-san", excluded, l, r, peer("foo.example.com"))
	b.directoryConstraints()
	b.brokenConstraints(under)
}

func (b *book) directoryConstraints() {
	foo, other := cn("foo"), cn("not-foo")
	const cause, feature = "name-constraint-violated/unsupported", "name-constraint-dn"
	for _, c := range []struct {
		id       string
		limit    change
		dn, also []byte
		good     bool
	}{
		{"permitted-dn-mismatch", permit(directory(foo)), other, other, false},
		{"excluded-dn-match", exclude(directory(foo)), foo, foo, false},
		{"permitted-dn-match", permit(directory(foo)), foo, foo, true},
		{"permitted-dn-match-subject-san-mismatch", permit(directory(foo)), other, foo, false},
		{"excluded-dn-match-sub-mismatch", exclude(directory(foo)), foo, other, false},
	} {
		r := root(c.limit)
		l := leaf(r, subject(c.dn), san(directory(c.also)))
		if c.good {
			b.good("rfc5280::nc::"+c.id, l, r, peer(""), pedantic(feature), both(goSaysNo))
		} else {
			b.bad("rfc5280::nc::"+c.id, cause, l, r, peer(""), pedantic(feature))
		}
	}
}

// brokenConstraints: constraints that are none, and where they must not be.
func (b *book) brokenConstraints(under func(change, ...[]byte) (*Entity, *Entity)) {
	const malformed = "certificate-malformed/extension-malformed"
	l, r := under(permit(dns("*.example.com")), dns("foo.example.com"))
	b.bad("rfc5280::nc::invalid-dnsname-wildcard", "name-constraint-violated", l, r, peer("foo.example.com"))
	l, r = under(permit(dns(".example.com")), dns("foo.example.com"))
	b.bad("rfc5280::nc::invalid-dnsname-leading-period", "certificate-malformed/name-constraint-leading-dot", l, r, peer("foo.example.com"), lax(profile))
	l, r = under(permit(ip("127.0.0.1")), ip("127.0.0.1"))
	b.bad("rfc5280::nc::invalid-ipv4-address", malformed, l, r, peer("127.0.0.1"))
	l, r = under(permit(ip("::1")), ip("::1"))
	b.bad("rfc5280::nc::invalid-ipv6-address", malformed, l, r, peer("::1"))
	l, r = under(permit(tlv(context|7, []byte{127, 0, 0, 0, 255, 0, 255, 0})), ip("127.0.0.1"))
	b.bad("casebook::nc::invalid-netmask", malformed, l, r, peer("127.0.0.1"))
	r = root()
	b.bad("rfc5280::nc::not-allowed-in-ee-noncritical", "certificate-malformed/name-constraints-without-ca",
		leaf(r, with(idNameConstraints, false, limits(list(dns("example.com")), nil))), r)
	b.bad("rfc5280::nc::not-allowed-in-ee-critical", "certificate-malformed/name-constraints-without-ca", leaf(r, permit(dns("example.com"))), r)
	empty := [][]byte{}
	for _, c := range []struct {
		id, cause string
		limits    []byte
	}{
		{"webpki::nc::intermediate-permitted-excluded-subtrees-both-null", malformed, limits(nil, nil)},
		{"webpki::nc::intermediate-permitted-excluded-subtrees-both-empty-sequences", malformed, limits(empty, empty)},
		{"rfc5280::nc::permitted-empty-sequence-excluded-nonempty", "certificate-malformed/empty-name-constraints", limits(empty, list(dns("other.example")))},
		{"rfc5280::nc::permitted-nonempty-excluded-empty-sequence", "certificate-malformed/empty-name-constraints", limits(list(dns("example.com")), empty)},
	} {
		i := ca(r, -1, with(idNameConstraints, true, c.limits))
		b.bad(c.id, c.cause, leaf(i), r, via(i))
	}
}

// constraintsOnPaths: what binds which certificate of a path.
func (b *book) constraintsOnPaths() {
	same := cn("not-example.com")
	r := root(called(same), san(dns("not-example.com")), permit(dns("example.com")))
	i := ca(r, -1, subject(same), san(dns("not-example.com")))
	b.good("rfc5280::nc::permitted-self-issued", leaf(i), r, via(i), both(goSaysNo))
	r = root(permit(dns("example.com")))
	i = ca(r, -1, subject(same), san(dns("not-example.com")))
	b.bad("rfc5280::nc::excluded-self-issued-leaf", "name-constraint-violated", leaf(i, subject(same), san(dns("not-example.com"))), r, via(i), peer("not-example.com"))
	limit := with(idNameConstraints, true, limits(list(dns("permitted.example.com")), list(dns("forbidden.example.com"))))
	forbidden, permitted := san(dns("forbidden.example.com")), san(dns("permitted.example.com"))
	r = root()
	one := ca(r, -1, limit)
	two := ca(one, -1, forbidden)
	b.bad("rfc5280::nc::intermediate-with-san-rejected-by-intermediate-nc", "name-constraint-violated", leaf(two, permitted), r, via(one, two), peer("permitted.example.com"))
	r = root(limit)
	one = ca(r, -1, permitted)
	two = ca(one, -1, forbidden)
	b.bad("rfc5280::nc::intermediate-with-san-rejected-by-root-nc", "name-constraint-violated", leaf(two, permitted), r, via(one, two), peer("permitted.example.com"))
	wide, narrow := permit(dns("foo.example.com"), dns("bar.example.com")), permit(dns("bar.example.com"))
	r = root()
	foo := san(dns("foo.example.com"))
	for id, order := range map[string][2]change{"narrows": {wide, narrow}, "widens": {narrow, wide}} {
		one = ca(r, -1, without(idSAN), order[0])
		two = ca(one, -1, without(idSAN), order[1])
		b.bad("rfc5280::nc::restrictive-permits-in-intermediates-"+id, "name-constraint-violated", leaf(two, foo), r, via(one, two), peer("foo.example.com"))
	}
	b.invalidNames(r)
	b.otherWays(limit, forbidden, permitted)
}

func (b *book) invalidNames(r *Entity) {
	i := ca(r, -1, permit(dns("example.com")))
	b.bad("rfc5280::nc::nc-permits-invalid-dns-san", "name-constraint-violated", leaf(i, san(dns(".example.com"), dns("foo.example.com"))), r, via(i), peer("foo.example.com"))
	i = ca(r, -1, permit(network("192.0.2.0/24")))
	b.bad("rfc5280::nc::nc-permits-invalid-ip-san", "certificate-malformed/extension-malformed", leaf(i, san(network("192.0.2.0/24"), ip("192.0.2.1"))), r, via(i), peer("192.0.2.1"))
	limit := limits(list(dns("example.com")), list(otherName()))
	i = ca(r, -1, without(idSAN), with(idNameConstraints, true, limit))
	b.bad("rfc5280::nc::nc-forbids-othername", "name-constraint-violated/unsupported", leaf(i, san(dns("example.com"), otherName())), r, via(i))
	b.good("rfc5280::nc::nc-forbids-othername-noop", leaf(i), r, via(i), both(goSaysNo))
}

// otherWays: one path is forbidden, another is not.
func (b *book) otherWays(limit, forbidden, permitted change) {
	gone, trusted := root(without(idSAN)), root(without(idSAN))
	top := ca(trusted, -1, without(idSAN), limit)
	same, key := subject(cn("an intermediate")), holding(newKey())
	one, two := ca(gone, -1, key, same, forbidden), ca(top, -1, key, same, without(idSAN))
	l := leaf(one, subject(cn("permitted.example.com")), permitted)
	b.good("rfc5280::nc::nc-forbids-alternate-chain-ica", l, trusted, via(top, one, two), peer("permitted.example.com"))
	a, z := root(without(idSAN)), root(without(idSAN))
	top = ca(a, -1, without(idSAN), exclude(dns("forbidden.example.com")))
	one, two = ca(top, -1, key, same, forbidden), ca(z, -1, key, same, san(dns("free-ca.example.com")))
	l = leaf(one, subject(cn("free.example.com")), san(dns("free.example.com")))
	b.good("rfc5280::nc::nc-forbids-same-chain-ica", l, a, andRoots(z), via(top, one, two), peer("free.example.com"))
}

// mailboxes: constraints on mail addresses, of clients.
func (b *book) mailboxes() {
	r := root()
	for _, c := range []struct {
		id, permit string
		sans       []string
		good       bool
	}{
		{"nc-permits-email-exact", "foo@example.com", []string{"foo@example.com"}, true},
		{"nc-permits-email-domain", "example.com", []string{"foo@example.com"}, true},
		{"nc-permits-email-literal-asterisk-exact-match", "*@example.com", []string{"*@example.com"}, true},
		{"nc-permits-email-literal-asterisk-rejects-user", "*@example.com", []string{"user@example.com"}, false},
		{"nc-permits-email-literal-asterisk-rejects-subdomain", "*@example.com", []string{"*@sub.example.com"}, false},
		{"nc-permits-email-literal-double-asterisk", "**@example.com", []string{"**@example.com"}, true},
		{"nc-permits-email-literal-double-asterisk-rejects-single", "**@example.com", []string{"*@example.com"}, false},
		{"nc-permits-email-literal-mid-asterisk", "a*b@example.com", []string{"a*b@example.com"}, true},
		{"nc-permits-invalid-email-san", "example.com", []string{"good@example.com", "also@example.com", "invalid@address@example.com"}, false},
		{"invalid-email-address", "invalid@invalid@example.com", []string{"example@example.com"}, false},
	} {
		var sans [][]byte
		for _, s := range c.sans {
			sans = append(sans, email(s))
		}
		i := ca(r, -1, without(idSAN), permit(email(c.permit)))
		l := leaf(i, san(sans...), client())
		if c.good {
			b.good("rfc5280::nc::"+c.id, l, r, via(i), asClient(c.sans[0]))
		} else {
			b.bad("rfc5280::nc::"+c.id, "name-constraint-violated", l, r, via(i), asClient(c.sans[0]))
		}
	}
	l := leaf(r, san(email("user@example.com")), client())
	b.good("smime::exact-rfc822-san", l, r, asClient("user@example.com"))
	b.good("casebook::mail-domain-in-capitals", l, r, asClient("user@EXAMPLE.com"))
	b.bad("casebook::mailbox-in-capitals", "name-mismatch", l, r, asClient("USER@example.com"))
	b.bad("smime::mismatch-rfc822-san", "name-mismatch", l, r, asClient("other@example.com"))
	b.bad("smime::mismatch-domain-rfc822-san", "name-mismatch", l, r, asClient("user@example.org"))
	b.bad("smime::san-without-rfc822name", "name-mismatch", leaf(r, client()), r, asClient("user@example.com"))
	b.bad("smime::no-san", "name-mismatch/no-names", leaf(r, subject(cn("user@example.com")), without(idSAN), client()), r, asClient("user@example.com"))
	b.good("smime::multiple-rfc822-sans", leaf(r, san(email("other@example.com"), email("user@example.com")), client()), r, asClient("user@example.com"))
	b.good("casebook::client-by-dns-name", leaf(r, client()), r, asClient("example.com"))
	b.bad("casebook::client-by-another-name", "name-mismatch", leaf(r, client()), r, asClient("example.org"))
	b.bad("smime::ee-missing-client-use", "wrong-client-eku", leaf(r, san(email("user@example.com"))), r, asClient("user@example.com"))
}
