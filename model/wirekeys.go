package model

// Keys of Message.Fields. assets holds one plain sentence for each in both languages.
const (
	FieldVersion     = "version"      // negotiated or legacy version, "TLS 1.3"
	FieldVersions    = "versions"     // offered versions, best first
	FieldSuite       = "suite"        // chosen cipher suite
	FieldSuites      = "suites"       // offered cipher suites
	FieldSNI         = "sni"          // server_name
	FieldALPN        = "alpn"         // offered or selected protocols
	FieldGroup       = "group"        // chosen key exchange group
	FieldGroups      = "groups"       // offered groups
	FieldKeyShares   = "key_shares"   // groups for which a share was sent
	FieldSchemes     = "schemes"      // signature schemes offered or accepted
	FieldScheme      = "scheme"       // signature scheme used
	FieldCAs         = "cas"          // acceptable CA names, RFC 4514-like text
	FieldCerts       = "certs"        // subjects of the chain in the order sent; empty values list = Certificate with no entry
	FieldCertCount   = "cert_count"   // number of certificates, "0" when none
	FieldAlert       = "alert"        // alert name: bad_certificate
	FieldAlertLevel  = "alert_level"  // warning or fatal
	FieldLifetime    = "lifetime"     // ticket lifetime in seconds
	FieldExtensions  = "extensions"   // names of extensions present
	FieldSession     = "session"      // session id (hex) or "resumed"
	FieldOCSP        = "ocsp"         // stapled OCSP response, bytes
	FieldCurve       = "curve"        // TLS 1.2 ServerKeyExchange curve
	FieldKeyUpdate   = "key_update"   // requested or not
	FieldVerifyData  = "verify_data"  // Finished, hex
	FieldCertTypes   = "cert_types"   // TLS 1.2 CertificateRequest types
	FieldFirstBytes  = "first_bytes"  // what came when it was not TLS
	FieldRandom      = "random"       // hex
	FieldCookie      = "cookie"       // HelloRetryRequest cookie, bytes
	FieldPSK         = "psk"          // a pre-shared key (resumption) was offered or accepted
	FieldCompression = "compression"  // anything but null is worth a look
	FieldOpaqueWhy   = "opaque_why"   // why a record could not be decrypted
	FieldRecordType  = "record_type"  // content type of an opaque record
	FieldTicketNonce = "ticket_nonce" // hex
	FieldTicket      = "ticket"       // size of a session ticket, bytes
	FieldEarlyData   = "early_data"   // offered, accepted, or how many bytes a ticket allows (RFC 8446 section 4.2.10)
	FieldDHBits      = "dh_bits"      // size of the Diffie-Hellman prime of a ServerKeyExchange, bits
	FieldSCT         = "sct"          // signed certificate timestamps: how many
	FieldKeys        = "keys"         // TLS 1.3: which keys protected the message, one of the Keys values
	FieldMalformed   = "malformed"    // "true": the message does not follow its RFC; fields before the fault are shown
)

// Values of FieldKeys. After a KeyUpdate the number of updates follows: "application+1".
const (
	KeysEarly       = "early_data"
	KeysHandshake   = "handshake"
	KeysApplication = "application"
)

// First value of FieldOpaqueWhy; a second value names the version or cipher suite where it matters.
const (
	OpaqueNoSecret    = "no_secret"   // the key was never made on our side, or not logged
	OpaqueNoHello     = "no_hello"    // the hello that would tell the keys was not seen
	OpaqueUnsupported = "unsupported" // a cipher suite or version that the workbench does not decrypt
	OpaqueBadMAC      = "bad_mac"     // does not decrypt under the connection's key: damaged, or not sent by the peer
	OpaqueUnknownType = "unknown_type"
)

// Values of FieldCerts for a certificate whose subject is no text.
const (
	NameUnreadable = "(unreadable)" // not DER, or no X.509 certificate
	NameEmpty      = "(empty)"      // an empty subject and no SAN
)
