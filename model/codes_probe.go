package model

// Codes for what happens between dialling and the handshake's first answer.
const (
	NameNotFound      Code = "name-not-found"
	ConnectionRefused Code = "connection-refused"
	NoRoute           Code = "no-route"
	Timeout           Code = "timeout"
	ClosedNoAlert     Code = "closed-without-alert"
	Cancelled         Code = "cancelled"

	NotTLS             Code = "not-tls"
	StartTLSNeeded     Code = "starttls-needed"
	StartTLSRefused    Code = "starttls-refused"
	Intercepted        Code = "tls-intercepted"
	ProtocolVersion    Code = "protocol-version"
	NoSharedCipher     Code = "no-shared-cipher"
	NoSharedGroup      Code = "no-shared-group"
	NoSharedScheme     Code = "no-shared-signature-scheme"
	ALPNRefused        Code = "alpn-refused"
	ServerNameRefused  Code = "server-name-refused"
	DefaultCertificate Code = "default-certificate-served"
	HandshakeFailure   Code = "handshake-failure"
	AlertReceived      Code = "alert-received"
	OversizedMessage   Code = "oversized-message"
	HandshakeBroken    Code = "handshake-broken"
)

var reachCodes = []CodeInfo{
	{NameNotFound, RankReach, Fatal, PartyNetwork, []string{"host", "error"}, nil, nil},
	{ConnectionRefused, RankReach, Fatal, PartyServer, []string{"address", "host", "port"}, nil, nil},
	{NoRoute, RankReach, Fatal, PartyNetwork, []string{"address", "error"}, nil, nil},
	{Timeout, RankReach, Fatal, PartyNetwork, []string{"address", "phase", "waited"}, []string{"resolve", "connect", "starttls", "hello", "handshake", "drip"}, nil},
	{ClosedNoAlert, RankReach, Fatal, PartyServer, []string{"address", "phase", "how"}, []string{"after-hello", "mid-handshake", "after-handshake"}, nil},
	{Cancelled, RankReach, Fatal, PartyUnknown, []string{"address", "phase"}, nil, nil},
}

var protocolCodes = []CodeInfo{
	{NotTLS, RankProtocol, Fatal, PartyClient, []string{"address", "protocol", "first"}, []string{"http", "ssh", "silent", "asked", "http-asked", "other"}, []Code{Timeout, ClosedNoAlert}},
	{StartTLSNeeded, RankProtocol, Fatal, PartyClient, []string{"address", "protocol", "flag", "first"}, []string{"asked", "port", "instead"}, []Code{NotTLS, Timeout, ClosedNoAlert}},
	{StartTLSRefused, RankProtocol, Fatal, PartyServer, []string{"address", "protocol", "answer"}, []string{"tls-at-once"}, []Code{Timeout, ClosedNoAlert}},
	{Intercepted, RankProtocol, Fatal, PartyMiddlebox, []string{"host", "issuer", "expected", "product"}, []string{"product"}, []Code{UnknownIssuer, SelfSigned, MissingIntermediate}},
	{ProtocolVersion, RankProtocol, Fatal, PartyServer, []string{"address", "ours", "theirs"}, []string{"old", "refused", "intolerant"}, []Code{HandshakeFailure}},
	{NoSharedCipher, RankProtocol, Fatal, PartyServer, []string{"address", "needs"}, []string{"unknown", "none-fits"}, []Code{HandshakeFailure}},
	{NoSharedGroup, RankProtocol, Fatal, PartyServer, []string{"address", "needs"}, nil, []Code{HandshakeFailure}},
	{NoSharedScheme, RankProtocol, Fatal, PartyServer, []string{"address", "needs"}, []string{"none-fits"}, []Code{HandshakeFailure}},
	{ALPNRefused, RankProtocol, Fatal, PartyServer, []string{"address", "offered"}, nil, nil},
	{ServerNameRefused, RankProtocol, Fatal, PartyClient, []string{"address", "sni", "alert"}, []string{"none-sent"}, nil},
	{DefaultCertificate, RankProtocol, Warning, PartyServer, []string{"sni", "names"}, nil, nil},
	{HandshakeFailure, RankProtocol, Fatal, PartyUnknown, []string{"address", "alert"}, nil, nil},
	{AlertReceived, RankProtocol, Fatal, PartyServer, []string{"address", "alert", "phase"}, nil, nil},
	{OversizedMessage, RankProtocol, Fatal, PartyServer, []string{"address", "error"}, []string{"long-hello", "certificates"}, nil},
	{HandshakeBroken, RankProtocol, Fatal, PartyServer, []string{"address", "error"}, nil, nil},
}
