package model

// Codes for the chain, the dates, the names and the use of the certificate that was shown or given.
// "certificate" is the subject (CN when it has one) of the certificate at fault; "role" is leaf, intermediate or root.
const (
	ServesOldCertificate Code = "server-still-serves-old-certificate"
	UnknownIssuer        Code = "unknown-issuer"
	SelfSigned           Code = "self-signed"
	MissingIntermediate  Code = "missing-intermediate"
	IssuerOtherKey       Code = "issuer-same-name-other-key"
	SignatureInvalid     Code = "signature-invalid"
	IssuerNotCA          Code = "issuer-not-a-ca"
	PathLenExceeded      Code = "path-length-exceeded"
	CertSignMissing      Code = "key-cert-sign-missing"
	NameConstraint       Code = "name-constraint-violated"
	WeakSignature        Code = "weak-signature"
	WeakKey              Code = "weak-key"
	UnsupportedKey       Code = "unsupported-key"
	UnknownCritical      Code = "unknown-critical-extension"
	PolicyInvalid        Code = "certificate-policy-invalid"
	Revoked              Code = "revoked"
	CRLUnusable          Code = "crl-unusable"
	ChainOrder           Code = "chain-wrong-order"
	UnrelatedCertificate Code = "unrelated-certificate"
	RootSent             Code = "root-sent"
	UnreadableCert       Code = "certificate-unreadable"
	MalformedCert        Code = "certificate-malformed"
	NotProfile           Code = "profile-advice"
	ChainTooComplex      Code = "chain-too-complex"

	Expired        Code = "expired"
	NotYetValid    Code = "not-yet-valid"
	ExpiresSoon    Code = "expires-soon"
	ClockSuspect   Code = "clock-suspect"
	OutlivesIssuer Code = "outlives-issuer"

	NameMismatch Code = "name-mismatch"

	WrongServerEKU Code = "wrong-server-eku"
	WrongClientEKU Code = "wrong-client-eku"
	KeyUsageWrong  Code = "key-usage-wrong"
)

var chainCodes = []CodeInfo{
	{ServesOldCertificate, RankChain, Fatal, PartyServer, []string{"identity", "served", "newer", "path"}, nil, nil},
	{UnknownIssuer, RankChain, Fatal, PartyUnknown, []string{"certificate", "issuer", "trust"}, []string{"system", "nothing", "spelling", "java", "file"}, nil},
	{SelfSigned, RankChain, Fatal, PartyServer, []string{"certificate", "trust", "sha256"}, nil, []Code{UnknownIssuer}},
	{MissingIntermediate, RankChain, Fatal, PartyServer, []string{"certificate", "missing", "trust", "aia"}, []string{"have-file"}, []Code{UnknownIssuer}},
	{IssuerOtherKey, RankChain, Fatal, PartyUnknown, []string{"issuer", "ours", "theirs"}, []string{"own"}, []Code{UnknownIssuer, SelfSigned, SignatureInvalid}},
	{SignatureInvalid, RankChain, Fatal, PartyServer, []string{"certificate", "issuer"}, nil, nil},
	{IssuerNotCA, RankChain, Fatal, PartyServer, []string{"certificate", "issuer"}, []string{"version-1", "no-basic-constraints", "ca-false"}, nil},
	{PathLenExceeded, RankChain, Fatal, PartyServer, []string{"certificate", "limit", "depth"}, nil, nil},
	{CertSignMissing, RankChain, Fatal, PartyServer, []string{"certificate", "usage"}, nil, nil},
	{NameConstraint, RankChain, Fatal, PartyServer, []string{"certificate", "name", "constraint"}, []string{"excluded", "unsupported"}, nil},
	{WeakSignature, RankChain, Fatal, PartyServer, []string{"certificate", "algorithm"}, nil, nil},
	{WeakKey, RankChain, Warning, PartyServer, []string{"certificate", "size"}, nil, nil},
	{UnsupportedKey, RankChain, Fatal, PartyServer, []string{"certificate", "algorithm"}, []string{"signature"}, nil},
	{UnknownCritical, RankChain, Fatal, PartyServer, []string{"certificate", "oid"}, nil, nil},
	{PolicyInvalid, RankChain, Fatal, PartyServer, []string{"certificate", "has"}, nil, nil},
	{Revoked, RankChain, Fatal, PartyServer, []string{"certificate", "role", "when", "reason", "source"}, nil, nil},
	{CRLUnusable, RankChain, Warning, PartyLocalFile, []string{"file", "reason"}, []string{"expired", "other-issuer", "signature", "uncovered", "other-certificate", "unknown-certificate"}, nil},
	{ChainOrder, RankChain, Warning, PartyServer, []string{"order"}, nil, nil},
	{UnrelatedCertificate, RankChain, Warning, PartyServer, []string{"certificate"}, nil, nil},
	{RootSent, RankChain, Note, PartyServer, []string{"certificate"}, nil, nil},
	{UnreadableCert, RankChain, Fatal, PartyServer, []string{"position", "reason"}, []string{"none"}, nil},
	{MalformedCert, RankChain, Warning, PartyServer, []string{"certificate", "rule", "section"}, []string{"negative-serial", "zero-serial", "long-serial", "duplicate-extension", "empty-subject", "missing-aki", "aki-mismatch", "missing-ski", "basic-constraints-not-critical", "ca-without-key-usage", "dates-reversed", "empty-san", "version",
		"empty-issuer", "bad-dns-san", "aki-without-key-id", "path-length-without-ca", "cert-sign-without-ca", "key-usage-empty", "name-constraints-not-critical", "name-constraints-without-ca",
		"name-constraint-leading-dot", "empty-eku", "empty-policies", "policy-constraints-not-critical", "inhibit-any-policy-not-critical",
		"underscore-dns-san", "ip-as-dns-san", "ca-without-cert-sign", "empty-name-constraints", "algorithms-differ", "bad-time", "bad-name", "extension-malformed", "extension-critical"}, nil},
	{NotProfile, RankChain, Note, PartyServer, []string{"certificate", "rule", "source"}, []string{"825-days", "browser-ed25519",
		"san-critical", "cn-spelling", "public-suffix-wildcard", "rsa-size", "aki-fields", "root-eku", "eku-unfit", "eku-critical"}, nil},
	{ChainTooComplex, RankChain, Fatal, PartyServer, []string{"limit"}, nil, nil},
}

var leafCodes = []CodeInfo{
	{Expired, RankDates, Fatal, PartyServer, []string{"certificate", "role", "ended", "now", "ago", "trust"}, []string{"clock", "at", "said"}, nil},
	{NotYetValid, RankDates, Fatal, PartyServer, []string{"certificate", "role", "starts", "now", "in"}, []string{"clock", "at", "said"}, nil},
	{ExpiresSoon, RankDates, Warning, PartyServer, []string{"certificate", "role", "ends", "left"}, nil, nil},
	{ClockSuspect, RankDates, Warning, PartyClock, []string{"ours", "theirs", "difference"}, nil, nil},
	{OutlivesIssuer, RankDates, Warning, PartyServer, []string{"certificate", "ends", "issuer", "issuer-ends"}, nil, nil},

	{NameMismatch, RankName, Fatal, PartyServer, []string{"certificate", "names", "dialled"}, []string{"ip", "ip-as-dns", "common-name-only", "no-names", "wildcard-depth", "wildcard-bare", "trailing-dot", "idn", "peer-address", "email"}, nil},

	{WrongServerEKU, RankUse, Fatal, PartyServer, []string{"certificate", "has"}, []string{"issuer"}, nil},
	{WrongClientEKU, RankUse, Fatal, PartyClient, []string{"certificate", "has"}, []string{"issuer", "member"}, nil},
	{KeyUsageWrong, RankUse, Fatal, PartyServer, []string{"certificate", "has", "needs"}, []string{"ca"}, nil},
}
