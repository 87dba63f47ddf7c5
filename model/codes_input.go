package model

// Codes for what a person typed. Evidence "value" is the text as typed; "suggestion" is a value that would do, or "".
const (
	BadSubject        Code = "bad-subject"
	BadCountry        Code = "bad-country"
	ValueTooLong      Code = "value-too-long"
	EmptyCommonName   Code = "empty-common-name"
	BadCharacters     Code = "bad-characters"
	BadDNSName        Code = "bad-dns-name"
	NonASCIIDNSName   Code = "non-ascii-dns-name"
	UnderscoreInName  Code = "underscore-in-name"
	BadIPAddress      Code = "bad-ip-address"
	IPAsDNS           Code = "ip-as-dns"
	Unspecified       Code = "unspecified-address"
	BadEmail          Code = "bad-email"
	BadURI            Code = "bad-uri"
	DuplicateSAN      Code = "duplicate-san"
	NoSAN             Code = "no-san"
	BadDays           Code = "bad-days"
	DaysClamped       Code = "days-clamped"
	UnknownEKU        Code = "unknown-eku"
	NoEKU             Code = "no-eku"
	UnknownKeyType    Code = "unknown-key-type"
	UnknownProfile    Code = "unknown-profile"
	NameBecomesSAN    Code = "name-becomes-san"
	UnsafeName        Code = "unsafe-name"
	NameTaken         Code = "name-taken"
	UnknownAuthority  Code = "unknown-authority"
	UnknownIdentity   Code = "unknown-identity"
	ChooseAuthority   Code = "choose-authority"
	AmbiguousCA       Code = "ambiguous-ca"
	BadTarget         Code = "bad-target"
	BadOption         Code = "bad-option"
	BadCommandLine    Code = "bad-command-line"
	BrowserEd25519    Code = "browser-ed25519"
	PassphrasesDiffer Code = "passphrases-differ" // typed twice, to be sure of what nobody sees
	VerificationOff   Code = "verification-off"   // a pasted command does not verify the server
	OldOption         Code = "old-option"         // a pasted command uses a flag that has another name today, or none
)

var inputCodes = []CodeInfo{
	{BadSubject, RankInput, Fatal, PartyLocalFile, []string{"value", "at"}, []string{"multi-valued", "unknown-type", "no-equals", "escape"}, nil},
	{BadCountry, RankInput, Fatal, PartyLocalFile, []string{"value", "suggestion"}, []string{"not-iso"}, nil}, // not-iso: two letters, but no country's; a warning
	{ValueTooLong, RankInput, Fatal, PartyLocalFile, []string{"field", "value", "length", "limit"}, nil, nil},
	{EmptyCommonName, RankInput, Fatal, PartyLocalFile, []string{"suggestion"}, nil, nil},
	{BadCharacters, RankInput, Fatal, PartyLocalFile, []string{"field", "value"}, nil, nil},
	{BadDNSName, RankInput, Fatal, PartyLocalFile, []string{"value", "suggestion"}, []string{"space", "wildcard-depth", "bare-wildcard", "label-too-long", "empty", "characters", "too-long", "port", "url"}, nil},
	{NonASCIIDNSName, RankInput, Fatal, PartyLocalFile, []string{"value", "suggestion"}, nil, nil},
	{UnderscoreInName, RankInput, Warning, PartyLocalFile, []string{"value", "suggestion"}, nil, nil},
	{BadIPAddress, RankInput, Fatal, PartyLocalFile, []string{"value", "suggestion"}, []string{"port", "cidr", "zone"}, nil},
	{IPAsDNS, RankInput, Warning, PartyLocalFile, []string{"value", "suggestion"}, nil, nil}, // fatal unless made on purpose
	{Unspecified, RankInput, Fatal, PartyLocalFile, []string{"value"}, nil, nil},
	{BadEmail, RankInput, Fatal, PartyLocalFile, []string{"value"}, nil, nil},
	{BadURI, RankInput, Fatal, PartyLocalFile, []string{"value"}, nil, nil},
	{DuplicateSAN, RankInput, Warning, PartyLocalFile, []string{"value"}, []string{"machine"}, nil},
	{NoSAN, RankInput, Fatal, PartyLocalFile, []string{"name"}, nil, nil}, // warning when made on purpose
	{BadDays, RankInput, Fatal, PartyLocalFile, []string{"value", "suggestion"}, nil, nil},
	{DaysClamped, RankInput, Note, PartyLocalFile, []string{"wanted", "until", "authority"}, nil, nil},
	{UnknownEKU, RankInput, Fatal, PartyLocalFile, []string{"value", "known"}, nil, nil},
	{NoEKU, RankInput, Warning, PartyLocalFile, []string{"name"}, nil, nil},
	{UnknownKeyType, RankInput, Fatal, PartyLocalFile, []string{"value", "known"}, nil, nil},
	{UnknownProfile, RankInput, Fatal, PartyLocalFile, []string{"value", "known"}, nil, nil},
	{NameBecomesSAN, RankInput, Note, PartyLocalFile, []string{"name"}, nil, nil},
	{UnsafeName, RankInput, Fatal, PartyLocalFile, []string{"value", "suggestion"}, []string{"empty", "reserved", "too-long", "separator", "control", "leading", "trailing", "characters"}, nil},
	{NameTaken, RankInput, Fatal, PartyLocalFile, []string{"name", "path", "suggestion"}, []string{"authority"}, nil},
	{UnknownAuthority, RankInput, Fatal, PartyLocalFile, []string{"name", "known", "home"}, nil, nil},
	{UnknownIdentity, RankInput, Fatal, PartyLocalFile, []string{"name", "known", "home"}, []string{"several"}, nil},
	{ChooseAuthority, RankInput, Fatal, PartyLocalFile, []string{"known", "home"}, []string{"none"}, nil},
	{AmbiguousCA, RankInput, Fatal, PartyLocalFile, []string{"value", "file", "authority"}, nil, nil},
	{BadTarget, RankInput, Fatal, PartyLocalFile, []string{"value", "suggestion"}, []string{"port", "no-port", "scheme", "characters"}, nil},
	{BadOption, RankInput, Fatal, PartyLocalFile, []string{"option", "value", "wanted"}, nil, nil},
	{BadCommandLine, RankInput, Fatal, PartyLocalFile, []string{"value", "wanted"}, []string{"command", "flag", "value", "arguments", "together", "exclusive"}, nil},
	{BrowserEd25519, RankInput, Note, PartyLocalFile, []string{"name"}, nil, nil},
	{PassphrasesDiffer, RankInput, Fatal, PartyLocalFile, []string{"authority"}, nil, nil},
	{VerificationOff, RankInput, Warning, PartyClient, []string{"option", "program"}, []string{"goes-on", "plaintext", "tls-only", "clear", "by-default"}, nil},
	{OldOption, RankInput, Warning, PartyClient, []string{"option", "today", "program"}, []string{"gone"}, nil},
}
