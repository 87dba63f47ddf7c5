package readers

import (
	"strings"

	"certwright/model"
)

// hit is one place where something is wrong.
type hit struct {
	at     *item  // nil: the chain as a whole
	detail string // goes into the words
	who    string // letters that mind, where that depends on the detail; "" means the rule's
	key    string // words of its own; "" means the rule's
	code   model.Code
}

type hits []hit

// rule is one row: what may be wrong, and which readers mind it. Letters are those of the families. A rule looks either at
// each certificate in some places of the path, or once at the whole.
type rule struct {
	key    string   // "": each hit has its own
	also   []string // other keys that its hits may have
	code   model.Code
	server string // who minds it in a server's certificate
	client string // who minds it in a client's
	pinned string // who overlooks it where the leaf itself is trusted
	where  place
	each   func(v *view, c *item) hits
	whole  func(v *view, r reader) hits
}

// rules is every difference that was measured, heaviest first.
var rules = []rule{
	{key: "garbage", code: model.UnreadableCert, server: everyone, client: everyone, whole: garbage},
	{also: codes(distrust), server: everyone, client: everyone, whole: trust},
	{key: "spelling", code: model.UnknownIssuer, server: "gtm", client: "gtm", whole: spelling},
	{key: "partial-chain", server: "n", client: "on", whole: partialChain},
	{key: "other-root-first", also: []string{"other-issuer-first"}, server: "osntm", client: "osntm", whole: otherFirst},
	{key: "issuer-key-id", code: model.MalformedCert, where: below, each: otherKeyID},
	{key: "issuer-serial", code: model.MalformedCert, where: below, each: otherSerial},
	{key: "extra-certificate", code: model.UnsupportedKey, server: "g", client: "gt", whole: extraCertificate},
	{key: "reused-serial", server: "m", client: "m", whole: reusedSerial},

	{key: "issuer-not-a-ca", code: model.IssuerNotCA, server: everyone, client: everyone, where: between, each: notCA},
	{key: "issuer-not-a-ca", also: []string{"root-version-1", "root-without-basic-constraints"}, code: model.IssuerNotCA, server: everyone, client: everyone, where: atRoot, each: rootNotCA},
	{key: "key-cert-sign", code: model.CertSignMissing, server: everyone, client: everyone, where: between, each: cannotSign},
	{key: "key-cert-sign", code: model.CertSignMissing, server: "gosntj", client: "gosntj", where: atRoot, each: cannotSign},
	{key: "path-length", code: model.PathLenExceeded, server: everyone, client: everyone, whole: pathLength(between)},
	{key: "path-length", code: model.PathLenExceeded, server: "gosntm", client: "gosntm", whole: pathLength(atRoot)},
	{key: "name-constraint", also: []string{"too-many-names"}, code: model.NameConstraint, server: everyone, client: everyone, whole: constrained},
	{key: "policy", code: model.PolicyInvalid, server: "gj", client: "gj", whole: policy},
	{key: "critical", code: model.UnknownCritical, pinned: "tmj", where: anyone, each: critical},
	{key: "duplicate", code: model.MalformedCert, where: anyone, each: duplicate},

	{key: "weak-signature", code: model.WeakSignature, server: "gosnt", client: "gosnt", where: below, each: digest},
	{key: "key", code: model.UnsupportedKey, where: anyone, each: keyKind},
	{key: "weak-key", also: []string{"large-key", "weak-key-node"}, code: model.WeakKey, where: anyone, each: keySize},

	{key: "expired", code: model.Expired, server: everyone, client: everyone, pinned: "j", where: below, each: expired},
	{key: "expired", code: model.Expired, server: "gosntm", client: "gosntm", where: atRoot, each: expired},
	{key: "not-yet-valid", code: model.NotYetValid, server: everyone, client: everyone, pinned: "mj", where: below, each: early},
	{key: "not-yet-valid", code: model.NotYetValid, server: "gosntm", client: "gosntm", where: atRoot, each: early},
	{key: "date-form", code: model.MalformedCert, where: below, each: dateForm},

	{key: "name", also: []string{"name-underscore", "name-ip-as-dns", "name-wildcard", "name-dot", "name-common", "name-none", "san-form"}, code: model.NameMismatch, server: everyone, whole: name},

	{key: "eku", code: model.WrongServerEKU, pinned: "j", where: atLeaf, each: leafPurpose},
	{key: "issuer-eku", code: model.WrongServerEKU, where: above, each: issuerPurpose},
	{key: "netscape-type", code: model.WrongServerEKU, pinned: "j", where: atLeaf, each: netscapeType},
	{key: "key-usage", also: []string{"key-usage-rsa"}, code: model.KeyUsageWrong, pinned: "j", where: atLeaf, each: leafUsage},
	{key: "leaf-is-ca", server: "m", client: "m", whole: leafIsCA},
	{key: "must-staple", server: "t", client: "t", where: atLeaf, each: mustStaple},

	{key: "negative-serial", code: model.MalformedCert, server: "g", client: "g", where: anyone, each: negativeSerial},
	{key: "empty-issuer", code: model.MalformedCert, server: "j", client: "j", where: anyone, each: emptyIssuer},
	{key: "empty-issuer", code: model.MalformedCert, server: "o", where: atLeaf, each: emptyIssuer},
	{key: "version", also: []string{"version-2"}, code: model.MalformedCert, where: anyone, each: version},
	{key: "san-form", code: model.MalformedCert, where: atLeaf, each: sanForm},
	{key: "empty-san", code: model.MalformedCert, server: "j", client: "j", where: anyone, each: emptySAN},
	{key: "empty-subject", code: model.MalformedCert, server: "sj", client: "sj", where: atLeaf, each: emptySubject},
	{also: breachKeys(), code: model.MalformedCert, server: "s", client: "s", whole: profile},
}

// letters are who minds a rule by default, for the purpose that is asked about.
func (r rule) letters(v *view) string {
	if v.server {
		return r.server
	}
	return r.client
}

// maxObjections bounds what is told by one rule: a certificate may have ten thousand extensions.
const maxObjections = 8

// minds lists what a reader objects to by one rule.
func (v *view) minds(r rule, who reader) []model.Objection {
	if v.path == nil && r.key != "garbage" {
		return nil
	}
	var found hits
	if r.whole != nil {
		found = r.whole(v, who)
	} else {
		path := v.pathOf(who)
		for i, c := range path {
			if v.placeOf(i, path)&r.where != 0 {
				found = append(found, r.each(v, c)...)
			}
		}
	}
	var out []model.Objection
	for _, h := range found {
		letters := h.who
		if letters == "" {
			letters = r.letters(v)
		}
		if v.pinned() {
			letters = without(letters, r.pinned)
		}
		if strings.IndexByte(letters, byte(who)) >= 0 && len(out) < maxObjections {
			out = append(out, h.objection(r))
		}
	}
	return out
}

func (h hit) objection(r rule) model.Objection {
	o := model.Objection{Key: r.key, Code: r.code, Detail: h.detail}
	if h.key != "" {
		o.Key = h.key
	}
	if h.code != "" {
		o.Code = h.code
	}
	if h.at != nil {
		o.Certificate = nameOf(h.at)
	}
	return o
}

// when makes one hit of a condition.
func when(bad bool, c *item, detail string) hits {
	if !bad {
		return nil
	}
	return hits{{at: c, detail: detail}}
}
