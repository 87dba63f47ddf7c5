package casebook

import "math/big"

// Limbo is x509-limbo without its saved chains of real sites: every case by its description.
func Limbo() []Case {
	b := &book{}
	b.form()
	b.constraints()
	b.constraintsOnPaths()
	b.mailboxes()
	b.identifiers()
	b.serials()
	b.validity()
	b.pathLengths()
	b.strange()
	b.publicNames()
	b.publicUses()
	b.publicKeys()
	b.commonNames()
	b.revocation()
	b.revocationScope()
	return b.cases
}

// form: what a certificate must and must not hold.
func (b *book) form() {
	r := root()
	b.bad("rfc5280::ee-empty-issuer", "certificate-malformed/empty-issuer", leaf(r, issuedBy(emptyName()), subject(cn("empty-issuer"))), r)
	nameless := root(called(emptyName()))
	b.bad("rfc5280::ca-empty-subject", "certificate-malformed/empty-subject", leaf(nameless), nameless)
	unknown := with(idUnknown, true, nil)
	b.bad("rfc5280::unknown-critical-extension-ee", "unknown-critical-extension", leaf(r, unknown), r)
	odd := root(unknown)
	b.bad("rfc5280::unknown-critical-extension-root", "unknown-critical-extension", leaf(odd), odd)
	i := ca(r, 0, unknown)
	b.bad("rfc5280::unknown-critical-extension-intermediate", "unknown-critical-extension", leaf(i), r, via(i))
	i = ca(r, 0)
	b.bad("rfc5280::chain-untrusted-root", "unknown-issuer", leaf(i), root(called(cn("Unrelated"))), via(r, i))
	i = ca(r, -1, with(idBasicConstraints, true, basicConstraints(false, -1)))
	b.bad("rfc5280::intermediate-ca-without-ca-bit", "issuer-not-a-ca/ca-false", leaf(i), r, via(i))
	i = ca(r, -1, without(idBasicConstraints))
	b.bad("rfc5280::intermediate-ca-missing-basic-constraints", "issuer-not-a-ca/no-basic-constraints", leaf(i), r, via(i))
	bare := root(without(idBasicConstraints))
	b.bad("rfc5280::root-missing-basic-constraints", "issuer-not-a-ca/no-basic-constraints", leaf(bare), bare)
	soft := root(with(idBasicConstraints, false, basicConstraints(true, -1)))
	b.bad("rfc5280::root-non-critical-basic-constraints", "certificate-malformed/basic-constraints-not-critical", leaf(soft), soft, lax(profile))
	mute := root(with(idKeyUsage, false, keyUsage()))
	b.bad("rfc5280::root-inconsistent-ca-extensions", "key-cert-sign-missing", leaf(mute), mute)
	i = ca(r, 0, with(idKeyUsage, false, keyUsage()))
	b.bad("rfc5280::ica-ku-keycertsign", "key-cert-sign-missing", leaf(i), r, via(i))
	b.bad("rfc5280::leaf-ku-keycertsign", "certificate-malformed/cert-sign-without-ca",
		leaf(r, with(idBasicConstraints, true, basicConstraints(false, -1)), with(idKeyUsage, false, keyUsage(bitSignature, bitCertSign))), r)
	b.good("rfc5280::ee-aia", leaf(r, with(idAIA, false, caIssuers())), r)
	b.bad("rfc5280::ee-critical-aia-invalid", "certificate-malformed/extension-critical", leaf(r, with(idAIA, true, caIssuers())), r)
	twice := func(f *fields) { f.add(idSAN, false, names(dns("example.com"))) }
	b.bad("rfc5280::duplicate-extensions", "certificate-malformed/duplicate-extension", leaf(r, twice), r)
	b.good("rfc5280::no-keyusage", leaf(r, without(idKeyUsage)), r)
	b.good("rfc5280::no-basicconstraints", leaf(r), r)
	b.bad("rfc5280::mismatching-signature-algorithm", "certificate-malformed/algorithms-differ",
		leaf(r, func(f *fields) { f.algorithm, f.outer = ecdsaSHA256, rsaSHA256 }), r)
	b.leafAuthorities(r)
	b.alternativeNames(r)
}

// leafAuthorities: CAs in a leaf's place.
func (b *book) leafAuthorities(r *Entity) {
	own := ca(r, -1, san(dns("ca.example.com")))
	b.good("rfc5280::ca-as-leaf", own, r, peer("ca.example.com"))
	b.bad("webpki::ca-as-leaf", "", own, r, peer("ca.example.com"), both(otherWay))
	b.bad("rfc5280::ca-as-leaf-wrong-san", "name-mismatch", own, r, peer("other-ca.example.com"))
	b.bad("webpki::ee-basicconstraints-ca", "certificate-malformed/ca-without-cert-sign",
		leaf(r, with(idBasicConstraints, true, basicConstraints(true, -1))), r, lax(profile))
	i := ca(r, -1)
	b.good("rfc5280::root-and-intermediate-swapped", leaf(i), i, via(r))
	b.good("casebook::leaf-is-trusted", leaf(i), i, andRoots(leaf(i)), via(r))
	itself := leaf(i)
	b.good("casebook::only-leaf-is-trusted", itself, itself)
}

func (b *book) alternativeNames(r *Entity) {
	b.bad("rfc5280::san::malformed", "certificate-malformed/extension-malformed", leaf(r, with(idSAN, false, []byte("example.com"))), r)
	b.bad("rfc5280::san::noncritical-with-empty-subject", "certificate-malformed/empty-subject", leaf(r, subject(emptyName())), r)
	b.good("casebook::san::critical-with-empty-subject", leaf(r, subject(emptyName()), with(idSAN, true, names(dns("example.com")))), r)
	b.bad("casebook::san::empty", "certificate-malformed/empty-san", leaf(r, with(idSAN, false, names())), r)
	b.bad("rfc5280::san::underscore-dns", "certificate-malformed/underscore-dns-san", leaf(r, san(dns("under_score.example.com"))), r,
		peer("under_score.example.com"), lax(profile))
	b.bad("rfc5280::san::ip-in-dns", "name-mismatch/ip-as-dns", leaf(r, san(dns("127.0.0.1"))), r, peer("127.0.0.1"))
	b.bad("casebook::san::ip-in-dns-beside-a-name", "certificate-malformed/ip-as-dns-san", leaf(r, san(dns("example.com"), dns("127.0.0.1"))), r, lax(profile))
	b.bad("rfc5280::eku::ee-eku-empty", "certificate-malformed/empty-eku", leaf(r, with(idEKU, false, uses())), r)
	b.bad("rfc5280::eku::ee-wrong-eku", "wrong-server-eku", leaf(r, client()), r)
	b.good("rfc5280::eku::ee-without-eku", leaf(r, without(idEKU)), r)
	b.bad("webpki::eku::ee-without-eku", "", leaf(r, without(idEKU)), r, pedantic("webpki-eku"), both(otherWay))
	i := ca(r, -1, with(idPolicyConstraints, false, sequence(tlv(context|0, []byte{3}))))
	b.bad("rfc5280::pc::ica-noncritical-pc", "certificate-malformed/policy-constraints-not-critical", leaf(i), r, via(i), lax(profile))
}

// identifiers of keys, sections 4.2.1.1 and 4.2.1.2.
func (b *book) identifiers() {
	key := newKey()
	own := func(f *fields) { f.set(idAKI, true, keyIdentifier(f.keyID)) }
	r := root(holding(key), own)
	b.bad("rfc5280::aki::critical-aki", "certificate-malformed/extension-critical", leaf(r), r)
	r = root()
	b.bad("rfc5280::aki::leaf-missing-aki", "certificate-malformed/missing-aki", leaf(r, without(idAKI)), r, lax(profile))
	i := ca(r, 0, without(idAKI))
	b.bad("rfc5280::aki::intermediate-missing-aki", "certificate-malformed/missing-aki", leaf(i), r, via(i), lax(profile))
	b.good("rfc5280::aki::self-signed-root-missing-aki", leaf(r), r)
	b.bad("rfc5280::aki::cross-signed-root-missing-aki", "certificate-malformed/missing-aki", leaf(i), i, pedantic("rfc5280"), lax(profile))
	r = root(func(f *fields) { f.set(idSKI, true, tlv(tagOctets, f.keyID)) })
	b.bad("rfc5280::ski::critical-ski", "certificate-malformed/extension-critical", leaf(r), r)
	r = root(without(idSKI))
	b.bad("rfc5280::ski::root-missing-ski", "certificate-malformed/missing-ski", leaf(r), r, lax(profile))
	r = root()
	i = ca(r, -1, without(idSKI))
	b.bad("rfc5280::ski::intermediate-missing-ski", "certificate-malformed/missing-ski", leaf(i), r, via(i), lax(profile))
	b.rootIdentifiers()
}

// rootIdentifiers: the authority key identifier of a root, CA/B section 7.1.2.1.3.
func (b *book) rootIdentifiers() {
	aki := func(issuer []byte, serial *big.Int) *Entity {
		return root(func(f *fields) { f.set(idAKI, false, akiWith(f.keyID, issuer, serial)) })
	}
	for _, c := range []struct {
		id, cause string
		root      *Entity
	}{
		{"missing-keyidentifier", "certificate-malformed/aki-without-key-id", root(with(idAKI, false, akiWith(nil, nil, nil)))},
		{"authoritycertissuer", "profile-advice/aki-fields", aki(cn("myCN"), nil)},
		{"authoritycertserialnumber", "profile-advice/aki-fields", aki(nil, big.NewInt(1234))},
		{"all-fields", "profile-advice/aki-fields", aki(cn("myCN"), big.NewInt(1234))},
		{"ski-mismatch", "certificate-malformed/aki-mismatch", root(with(idAKI, false, keyIdentifier([]byte("another key entirely"))))},
	} {
		b.bad("webpki::aki::root-with-aki-"+c.id, c.cause, leaf(c.root), c.root, lax(publicCA))
	}
}

func (b *book) serials() {
	r := root()
	long := new(big.Int).Lsh(big.NewInt(1), 170)
	b.bad("rfc5280::serial::too-long", "certificate-malformed/long-serial", leaf(r, serial(long)), r, pedantic("serial-number"))
	b.bad("rfc5280::serial::zero", "certificate-malformed/zero-serial", leaf(r, serial(new(big.Int))), r, pedantic("serial-number"), lax(profile))
	zero := root(serial(new(big.Int)))
	b.good("casebook::serial::zero-in-root", leaf(zero), zero)
	own := root(serial(big.NewInt(-40)))
	b.bad("rfc5280::serial::negative", "certificate-malformed/negative-serial", own, own, pedantic("serial-number"))
	b.bad("casebook::serial::negative-leaf", "certificate-malformed/negative-serial", leaf(r, serial(big.NewInt(-40))), r)
	b.good("casebook::serial::twenty-octets", leaf(r, serial(new(big.Int).Lsh(big.NewInt(1), 158))), r)
}
