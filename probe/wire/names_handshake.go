package wire

// Handshake message types that the decoder treats specially (RFC 8446 section 4, RFC 5246 section 7.4).
const (
	typeHelloRequest        = 0
	typeClientHello         = 1
	typeServerHello         = 2
	typeNewSessionTicket    = 4
	typeEndOfEarlyData      = 5
	typeEncryptedExtensions = 8
	typeCertificate         = 11
	typeServerKeyExchange   = 12
	typeCertificateRequest  = 13
	typeServerHelloDone     = 14
	typeCertificateVerify   = 15
	typeClientKeyExchange   = 16
	typeFinished            = 20
	typeCertificateStatus   = 22
	typeKeyUpdate           = 24
	typeCompressedCert      = 25
)

// nameHelloRetry names a ServerHello whose random says that it is a HelloRetryRequest; its type stays 2.
const nameHelloRetry = "HelloRetryRequest"

// handshakeNames is the IANA registry "TLS HandshakeType", spelled as the RFCs spell the messages.
var handshakeNames = map[int]string{
	typeHelloRequest:        "HelloRequest",
	typeClientHello:         "ClientHello",
	typeServerHello:         "ServerHello",
	3:                       "HelloVerifyRequest",
	typeNewSessionTicket:    "NewSessionTicket",
	typeEndOfEarlyData:      "EndOfEarlyData",
	6:                       nameHelloRetry, // TLS 1.3 drafts only
	typeEncryptedExtensions: "EncryptedExtensions",
	typeCertificate:         "Certificate",
	typeServerKeyExchange:   "ServerKeyExchange",
	typeCertificateRequest:  "CertificateRequest",
	typeServerHelloDone:     "ServerHelloDone",
	typeCertificateVerify:   "CertificateVerify",
	typeClientKeyExchange:   "ClientKeyExchange",
	typeFinished:            "Finished",
	21:                      "CertificateURL",
	typeCertificateStatus:   "CertificateStatus",
	23:                      "SupplementalData",
	typeKeyUpdate:           "KeyUpdate",
	typeCompressedCert:      "CompressedCertificate",
	67:                      "NextProtocol",
	254:                     "MessageHash",
}
