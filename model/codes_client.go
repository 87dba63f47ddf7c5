package model

// Codes for the client's certificate and for what is said above TLS.
const (
	ClientCertRequired  Code = "client-certificate-required"
	ClientCertWithheld  Code = "client-certificate-withheld"
	ClientCertRejected  Code = "client-certificate-rejected"
	ClientCertUnusable  Code = "client-certificate-unusable"
	ClientCertNotAsked  Code = "client-certificate-not-asked"
	ClientCertExpired   Code = "client-certificate-expired"
	HTTPRefusedClient   Code = "http-refused-client-certificate"
	ApplicationRefused  Code = "application-refused"
	UnprotectedAPI      Code = "unprotected-api"
	StrangersGetIn      Code = "strangers-get-in"
	StrangersUnknown    Code = "strangers-unclear"
	ServerLogFromClient Code = "peer-refused-our-certificate"
)

// "certificate" is our client certificate, "alert" number and name ("42 bad_certificate"), "cas" the server's list of acceptable CAs, "local" the address that we dial from, "link" the
// CA certificate of our chain that the refusal is about.
var clientCodes = []CodeInfo{
	{ClientCertRequired, RankClient, Fatal, PartyClient, []string{"alert", "cas"}, []string{"closed", "postgres"}, []Code{HandshakeFailure, ClosedNoAlert, AlertReceived}},
	{ClientCertWithheld, RankClient, Fatal, PartyClient, []string{"certificate", "issuer", "cas"}, []string{"accepted-anyway"}, nil},
	{ClientCertRejected, RankClient, Fatal, PartyClient, []string{"certificate", "alert", "issuer", "cas", "local", "link"}, []string{"unknown-ca", "self-signed", "same-name-other-key", "expired", "not-yet-valid", "wrong-eku", "missing-intermediate", "revoked",
		"issuer-dates", "issuer-eku", "expired-there", "ca-without-root", "this-one", "peer-address", "closed"}, []Code{HandshakeFailure, ClosedNoAlert, AlertReceived}},
	{ClientCertUnusable, RankClient, Fatal, PartyLocalFile, []string{"certificate", "reason", "schemes"}, []string{"schemes"}, nil},
	{ClientCertNotAsked, RankClient, Note, PartyServer, []string{"certificate"}, nil, nil},
	{ClientCertExpired, RankClient, Warning, PartyClient, []string{"certificate", "ended", "now"}, nil, nil},
	{ServerLogFromClient, RankClient, Fatal, PartyUnknown, []string{"alert"}, nil, nil},
	{HTTPRefusedClient, RankApplication, Fatal, PartyClient, []string{"status", "title", "certificate", "link"}, []string{"none-sent", "unknown-ca", "self-signed", "same-name-other-key", "expired", "not-yet-valid", "wrong-eku", "missing-intermediate", "revoked",
		"issuer-dates", "issuer-eku", "ca-without-root", "too-deep", "this-one", "after-handshake"}, nil},
	{ApplicationRefused, RankApplication, Fatal, PartyClient, []string{"status", "title"}, []string{"service", "etcd", "postgres"}, nil},
	{UnprotectedAPI, RankApplication, Fatal, PartyServer, []string{"address", "service"}, []string{"plaintext", "no-certificate"}, nil},
	{StrangersGetIn, RankApplication, Warning, PartyServer, []string{"address", "answer"}, []string{"postgres", "mail"}, nil},
	{StrangersUnknown, RankApplication, Note, PartyUnknown, []string{"address", "reason"}, nil, nil},
}
