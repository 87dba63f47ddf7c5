package casebook

import "math/big"

// revocation: lists that say something, and lists that say nothing (RFC 5280 section 6.3).
func (b *book) revocation() {
	r := root()
	l := leaf(r)
	none := revoking(big.NewInt(77))
	b.bad("crl::revoked-certificate-with-crl", "revoked", l, r, lists(crl(r, revoking(l.serial))))
	b.good("crl::certificate-not-on-crl", l, r, lists(crl(r, revokingOthers(2))))
	b.good("crl::crl-empty", l, r, lists(crl(r)))
	b.good("crl::crl-very-large", l, r, lists(crl(r, revokingOthers(10_000))))
	b.bad("crl::crlnumber-missing", "crl-unusable/uncovered", l, r, lists(crl(r, none, listWithout(idCRLNumber))), lax(profile))
	b.bad("crl::crlnumber-critical", "crl-unusable/uncovered", l, r, lists(crl(r, none, listWith(idCRLNumber, true, small(12345)))))
	other := root(called(cn("Root CA 2")))
	b.good("crl::certificate-serial-on-crl-different-issuer", l, r, andRoots(other), lists(crl(r), crl(other, revoking(l.serial))))
	b.bad("casebook::crl-of-another-ca-only", "crl-unusable/uncovered", l, r, andRoots(other), lists(crl(other, revoking(l.serial))))
	quiet := root(with(idKeyUsage, false, keyUsage(bitCertSign)))
	b.bad("crl::issuer-missing-crlsign", "crl-unusable/uncovered", leaf(quiet), quiet, lists(crl(quiet, none)))
	plain := root(without(idKeyUsage))
	b.good("crl::issuer-no-keyusage-extension", leaf(plain), plain, lists(crl(plain, none)), strict(x509False))
	b.good("crl::issuer-valid-crlsign-and-keycertsign", l, r, lists(crl(r, none)))
	b.bad("crl::crl-invalid-signature", "crl-unusable/uncovered", l, r, lists(crl(r, none, signedBy(newKey()))))
	b.bad("crl::crl-wrong-signing-key", "crl-unusable/uncovered", l, r, andRoots(other), lists(crl(r, none, signedBy(other.key))))
	b.bad("crl::crl-unknown-critical-extension", "crl-unusable/uncovered", l, r, lists(crl(r, none, listWith(idUnknown, true, nil))))
	b.good("crl::crl-unknown-noncritical-extension", l, r, lists(crl(r, none, listWith(idUnknown, false, nil))))
	b.bad("crl::entry-unknown-critical-extension", "revoked", l, r, lists(crl(r, revoking(l.serial), entryWith(idUnknown, true, nil))))
	b.bad("crl::entry-unknown-noncritical-extension", "revoked", l, r, lists(crl(r, revoking(l.serial), entryWith(idUnknown, false, nil))))
	b.bad("crl::crl-duplicate-revoked-serial", "crl-unusable/uncovered", l, r, lists(crl(r, revoking(big.NewInt(77), big.NewInt(77)))), lax(publicCA))
	b.bad("crl::this-update-in-future", "crl-unusable/uncovered", l, r, lists(crl(r, inForce(judged.AddDate(0, 0, 1), judged.AddDate(0, 0, 30)))))
	b.bad("crl::next-update-in-past", "crl-unusable/uncovered", l, r, lists(crl(r, inForce(judged.AddDate(0, 0, -60), judged.AddDate(0, 0, -30)))))
	b.bad("crl::revocation-date-in-future", "revoked", l, r, lists(crl(r, revoking(l.serial), since(judged.AddDate(0, 0, 1)))))
	b.bad("crl::revocation-date-before-not-before", "revoked", l, r, lists(crl(r, revoking(l.serial), since(judged.AddDate(-9, 0, 0)))))
	young := leaf(r, lasting(judged.AddDate(0, 0, -30), judged.AddDate(0, 0, 30)))
	b.bad("crl::crl-validity-no-overlap", "crl-unusable/uncovered", young, r, lists(crl(r, inForce(judged.AddDate(-1, 0, 0), judged.AddDate(0, -6, 0)))))
}

// revocationScope: issuing distribution points, RFC 5280 section 5.2.5.
func (b *book) revocationScope() {
	r := root()
	l := leaf(r)
	const cause = "crl-unusable/uncovered"
	here, there := uri("http://example.com/partition.crl"), uri("http://example.com/other.crl")
	at := func(full ...[]byte) *Entity { return leaf(r, with(idCDP, false, pointsTo(full...))) }
	b.bad("crl::idp-cdp-scope-mismatch", cause, at(there), r, lists(crl(r, scope(0, here))))
	b.good("crl::idp-cdp-scope-match", at(here), r, lists(crl(r, scope(0, here))))
	i := ca(r, -1)
	b.bad("crl::idp-only-contains-user-certs-ca-target", cause, leaf(i), r, via(i), lists(crl(r, scope(onlyUsers)), crl(i)))
	b.bad("crl::idp-only-contains-ca-certs-ee-target", cause, l, r, lists(crl(r, scope(onlyCAs))))
	b.bad("crl::idp-present-certificate-missing-cdp", cause, l, r, lists(crl(r, scope(0, here))))
	b.bad("crl::idp-present-certificate-cdp-non-uri-generalname", cause, at(here, dns("example.com")), r, lists(crl(r, scope(0, here))), lax(publicCA))
	b.bad("crl::idp-only-contains-attribute-certs", cause, l, r, lists(crl(r, scope(onlyAttributes))))
	b.bad("crl::idp-name-relative-to-crl-issuer", cause, l, r, lists(crl(r, relativeScope(sequence(oid(typeCN...), tlv(tagUTF8, []byte("partition")))))))
	b.bad("crl::idp-fullname-non-uri-generalname", cause, at(here), r, lists(crl(r, scope(0, here, dns("example.com")))), lax(publicCA))
	b.bad("crl::idp-indirect-crl", cause, at(here), r, lists(crl(r, scope(indirect, here))))
	b.bad("crl::idp-only-some-reasons-no-complete-crl", cause, at(here), r, lists(crl(r, scope(someReasons, here))))
	b.bad("crl::idp-uri-not-byte-identical", cause, at(uri("http://example.com/%70artition.crl")), r, lists(crl(r, scope(0, here))))
	b.good("casebook::leaf-covered-by-its-issuer", leaf(i), r, via(i), lists(crl(i)), strict("--strict asks for a list for every certificate below the root"))
	b.good("casebook::whole-chain-covered", leaf(i), r, via(i), lists(crl(r), crl(i)))
}
