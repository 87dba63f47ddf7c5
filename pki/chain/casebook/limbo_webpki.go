package casebook

import (
	"crypto/ed25519"
	"crypto/rand"
)

// publicNames: names of servers as public CAs may issue them.
func (b *book) publicNames() {
	r := root()
	for _, c := range []struct {
		id, san, peer string
		good          bool
		cause         string
	}{
		{"exact-dns-san", "example.com", "example.com", true, ""},
		{"mismatch-domain-san", "example.com", "example2.com", false, "name-mismatch"},
		{"mismatch-subdomain-san", "abc.example.com", "def.example.com", false, "name-mismatch"},
		{"mismatch-subdomain-apex-san", "example.com", "abc.example.com", false, "name-mismatch"},
		{"mismatch-apex-subdomain-san", "abc.example.com", "example.com", false, "name-mismatch"},
		{"leftmost-wildcard-san", "*.example.com", "foo.example.com", true, ""},
		{"wildcard-embedded-leftmost-san", "ba*.example.com", "baz.example.com", false, "name-mismatch"},
		{"wildcard-not-in-leftmost-san", "foo.*.example.com", "foo.bar.example.com", false, "name-mismatch"},
		{"wildcard-match-across-labels-san", "*.example.com", "foo.bar.example.com", false, "name-mismatch/wildcard-depth"},
		{"wildcard-embedded-ulabel-san", "xn--*-1b3c148a.example.com", "xn--bliss-1b3c148a.example.com", false, "name-mismatch"},
		{"unicode-emoji-san", "\U0001F61C.example.com", "xn--628h.example.com", false, "certificate-malformed/extension-malformed"},
		{"san-wildcard-only", "*", "example.com", false, "name-mismatch"},
		{"san-wildcard-only-tld", "*", "com", false, "name-mismatch"},
		{"casebook-trailing-dot", "example.com", "example.com.", true, ""},
		{"casebook-trailing-dot-in-san", "example.com.", "example.com", false, "name-mismatch/trailing-dot"},
		{"casebook-capitals", "EXAMPLE.com", "example.COM", true, ""},
	} {
		l := leaf(r, san(dns(c.san)), subject(name(attribute{typeO, "Casebook"})))
		if c.good {
			b.good("webpki::san::"+c.id, l, r, peer(c.peer))
		} else {
			b.bad("webpki::san::"+c.id, c.cause, l, r, peer(c.peer))
		}
	}
	b.good("webpki::san::exact-localhost-ip-san", leaf(r, san(ip("127.0.0.1"))), r, peer("127.0.0.1"))
	b.good("casebook::address-in-brackets", leaf(r, san(ip("2001:db8::1"))), r, peer("[2001:db8::1]"))
	b.bad("webpki::san::no-san", "name-mismatch/common-name-only", leaf(r, without(idSAN)), r)
	const suffix = "profile-advice/public-suffix-wildcard"
	for id, c := range map[string][2]string{"": {"*.com", "example.com"}, "-multi-label": {"*.co.uk", "example.co.uk"}, "-private-namespace": {"*.github.io", "example.github.io"}} {
		b.bad("webpki::san::public-suffix"+id+"-wildcard-san", suffix, leaf(r, san(dns(c[0]))), r, peer(c[1]), pedantic("public-suffix-wildcard"), lax(publicCA))
	}
	b.bad("webpki::san::san-critical-with-nonempty-subject", "profile-advice/san-critical",
		leaf(r, subject(cn("something-else")), with(idSAN, true, names(dns("example.com")))), r, lax(publicCA))
}

// publicUses: extended key usages as public CAs may write them.
func (b *book) publicUses() {
	r := root()
	end := func(list ...[]byte) *Entity { return leaf(r, with(idEKU, false, uses(list...))) }
	const feature, unfit = "webpki-eku", "profile-advice/eku-unfit"
	b.bad("webpki::eku::ee-anyeku", unfit, end(serverAuth, anyUse), r, pedantic(feature), lax(publicCA))
	b.bad("webpki::eku::ee-critical-eku", "profile-advice/eku-critical", leaf(r, with(idEKU, true, uses(serverAuth))), r, pedantic(feature), lax(publicCA))
	b.bad("webpki::eku::ee-clientauth-only", "wrong-server-eku", end(clientAuth), r, pedantic(feature))
	b.bad("webpki::eku::ee-precertificate-only", "wrong-server-eku", end(precert), r, pedantic(feature))
	b.good("webpki::eku::ee-serverauth-with-additional", end(serverAuth, clientAuth), r, pedantic(feature))
	own := root(with(idEKU, false, uses(serverAuth)))
	b.bad("webpki::eku::root-has-eku", "profile-advice/root-eku", leaf(own), own, pedantic(feature), lax(publicCA))
	for id, use := range map[string][]byte{"precertificate": precert, "codesigning": codeSigning, "emailprotection": emailUse, "timestamping": timestamp, "ocspsigning": ocspSigning} {
		b.bad("webpki::eku::ee-"+id+"-with-serverauth", unfit, end(serverAuth, use), r, pedantic(feature), lax(publicCA))
		i := ca(r, -1, with(idEKU, false, uses(serverAuth, use)))
		b.bad("webpki::eku::ca-with-"+id+"-eku", unfit, leaf(i), r, via(i), pedantic(feature), lax(publicCA))
	}
	i := ca(r, -1, with(idEKU, false, uses(serverAuth, anyUse)))
	b.bad("webpki::eku::ca-with-anyeku", unfit, leaf(i), r, via(i), pedantic(feature), lax(publicCA))
	i = ca(r, -1, with(idEKU, false, uses(clientAuth)))
	b.bad("webpki::eku::ca-without-serverauth-issuing-tls", "wrong-server-eku/issuer", leaf(i), r, via(i), pedantic(feature))
	i = ca(r, -1, with(idEKU, false, uses(precert)))
	b.bad("webpki::eku::ca-with-precertificate-oid", "wrong-server-eku/issuer", leaf(i), r, via(i), pedantic(feature))
	i = ca(r, -1, with(idEKU, false, uses(serverAuth)))
	b.good("webpki::eku::ca-with-serverauth-issuing-matching", leaf(i), r, via(i), pedantic(feature))
	b.bad("webpki::ku::ee-rsa-without-any-usages", "key-usage-wrong", leaf(r, holding(rsaKey(2048)), with(idKeyUsage, true, keyUsage())), r)
}

// publicKeys: keys and signatures that public CAs must not use.
func (b *book) publicKeys() {
	r := root()
	const feature = "webpki-subscriber-key"
	own := root(keyed(explicitCurve()))
	b.bad("webpki::explicit-curve", "unsupported-key", (&fields{}).forged(own), own)
	b.bad("webpki::malformed-aia", "certificate-malformed/extension-malformed", leaf(r, with(idAIA, false, []byte("malformed"))), r)
	own = root(keyed(curve192()))
	b.bad("webpki::forbidden-p192-root", "unsupported-key", (&fields{}).forged(own), own)
	b.bad("webpki::forbidden-p192-leaf", "unsupported-key", leaf(r, keyed(curve192())), r, pedantic(feature))
	own = root(keyed(dsa()))
	b.bad("webpki::forbidden-dsa-root", "unsupported-key", (&fields{}).forged(own), own)
	b.bad("webpki::forbidden-dsa-leaf", "unsupported-key", leaf(r, keyed(dsa())), r, pedantic(feature))
	weak, odd := rsaKey(1024), rsaKey(2052)
	own = root(holding(weak))
	b.bad("webpki::forbidden-weak-rsa-key-in-root", "weak-key", leaf(own), own, lax(publicCA))
	b.bad("webpki::forbidden-weak-rsa-in-leaf", "weak-key", leaf(r, holding(weak)), r, pedantic(feature), lax(publicCA))
	own = root(holding(odd))
	b.bad("webpki::forbidden-rsa-not-divisible-by-8-in-root", "profile-advice/rsa-size", leaf(own), own, lax(publicCA))
	b.bad("webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf", "profile-advice/rsa-size", leaf(r, holding(odd)), r, pedantic(feature), lax(publicCA))
	b.bad("webpki::v1-cert", "name-mismatch", leaf(r, func(f *fields) { f.version = 0 }), r)
	b.bad("webpki::v1-cert-with-extensions", "name-mismatch", leaf(r, func(f *fields) { f.version = 1 }), r)
	b.bad("casebook::sha1", "weak-signature", leaf(r, func(f *fields) { f.algorithm = ecdsaSHA1 }), r)
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	b.good("casebook::ed25519-leaf", leaf(r, holding(ed)), r)
	own = root(keyed(mlDSA()))
	b.add(Case{ID: "rfc9881::ml-dsa-44", Good: true, Leaf: (&fields{}).forged(own), Roots: []*Entity{own}, Name: "example.com"}, []detail{both(goSaysNo)})
}

// commonNames: CA/B section 7.1.4.3, the common name repeats an alternative name letter by letter.
func (b *book) commonNames() {
	r := root()
	const cause = "profile-advice/cn-spelling"
	for _, c := range []struct{ id, cn, ip, dns string }{
		{"ipv4-hex-mismatch", "0xC0A80101", "192.168.1.1", ""},
		{"ipv4-leading-zeros-mismatch", "192.168.001.001", "192.168.1.1", ""},
		{"ipv6-uppercase-mismatch", "2001:DB8::8A2E:370:7334", "2001:db8::8a2e:370:7334", ""},
		{"ipv6-uncompressed-mismatch", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1", ""},
		{"ipv6-non-rfc5952-mismatch", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", ""},
		{"utf8-vs-punycode-mismatch", "例子.com", "", "xn--fsqu00a.com"},
		{"case-mismatch", "Example.COM", "", "example.com"},
	} {
		s := c.dns
		given := dns(c.dns)
		if c.ip != "" {
			s, given = c.ip, ip(c.ip)
		}
		b.bad("webpki::cn::"+c.id, cause, leaf(r, subject(cn(c.cn)), san(given)), r, peer(s), lax(publicCA))
	}
	const free = "the suite wants yes for other certificates whose CN is no alternative name (webpki::san::leftmost-wildcard-san, BetterTLS): a CN that stands for another name is nothing to anyone"
	b.bad("webpki::cn::not-in-san", "", leaf(r, subject(cn("notinsan.example.com")), san(dns("valid.example.com"), dns("another.example.com"))), r, peer("valid.example.com"), both(free))
	b.bad("webpki::cn::punycode-not-in-san", "", leaf(r, subject(cn("xn--nxasmq6b.com")), san(dns("xn--n3h.com"))), r, peer("xn--n3h.com"), both(free))
}
