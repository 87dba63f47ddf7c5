package wire

// Extensions whose content the decoder reads.
const (
	extServerName          = 0
	extStatusRequest       = 5
	extSupportedGroups     = 10
	extPointFormats        = 11
	extSignatureAlgorithms = 13
	extALPN                = 16
	extSCT                 = 18
	extPadding             = 21
	extEncryptThenMAC      = 22
	extExtendedMaster      = 23
	extPreSharedKey        = 41
	extEarlyData           = 42
	extSupportedVersions   = 43
	extCookie              = 44
	extCertAuthorities     = 47
	extKeyShare            = 51
	extRenegotiationInfo   = 0xff01
)

// extensionNames is the IANA registry "TLS ExtensionType Values".
var extensionNames = map[uint16]string{
	extServerName:          "server_name",
	1:                      "max_fragment_length",
	2:                      "client_certificate_url",
	3:                      "trusted_ca_keys",
	4:                      "truncated_hmac",
	extStatusRequest:       "status_request",
	6:                      "user_mapping",
	7:                      "client_authz",
	8:                      "server_authz",
	9:                      "cert_type",
	extSupportedGroups:     "supported_groups",
	extPointFormats:        "ec_point_formats",
	12:                     "srp",
	extSignatureAlgorithms: "signature_algorithms",
	14:                     "use_srtp",
	15:                     "heartbeat",
	extALPN:                "application_layer_protocol_negotiation",
	17:                     "status_request_v2",
	extSCT:                 "signed_certificate_timestamp",
	19:                     "client_certificate_type",
	20:                     "server_certificate_type",
	extPadding:             "padding",
	extEncryptThenMAC:      "encrypt_then_mac",
	extExtendedMaster:      "extended_master_secret",
	24:                     "token_binding",
	25:                     "cached_info",
	26:                     "tls_lts",
	27:                     "compress_certificate",
	28:                     "record_size_limit",
	29:                     "pwd_protect",
	30:                     "pwd_clear",
	31:                     "password_salt",
	32:                     "ticket_pinning",
	33:                     "tls_cert_with_extern_psk",
	34:                     "delegated_credential",
	35:                     "session_ticket",
	36:                     "TLMSP",
	37:                     "TLMSP_proxying",
	38:                     "TLMSP_delegate",
	39:                     "supported_ekt_ciphers",
	extPreSharedKey:        "pre_shared_key",
	extEarlyData:           "early_data",
	extSupportedVersions:   "supported_versions",
	extCookie:              "cookie",
	45:                     "psk_key_exchange_modes",
	extCertAuthorities:     "certificate_authorities",
	48:                     "oid_filters",
	49:                     "post_handshake_auth",
	50:                     "signature_algorithms_cert",
	extKeyShare:            "key_share",
	52:                     "transparency_info",
	54:                     "connection_id",
	55:                     "external_id_hash",
	56:                     "external_session_id",
	57:                     "quic_transport_parameters",
	58:                     "ticket_request",
	59:                     "dnssec_chain",
	60:                     "sequence_number_encryption_algorithms",
	61:                     "rrc",
	13172:                  "next_protocol_negotiation",
	17513:                  "application_settings",
	17613:                  "application_settings",
	0xfd00:                 "ech_outer_extensions",
	0xfe0d:                 "encrypted_client_hello",
	extRenegotiationInfo:   "renegotiation_info",
}
