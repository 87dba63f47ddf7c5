package model

// SANKind is the type of a subject alternative name (RFC 5280 section 4.2.1.6).
type SANKind string

const (
	DNS   SANKind = "DNS"
	IP    SANKind = "IP"
	Email SANKind = "email"
	URI   SANKind = "URI"

	// Kinds that are only ever read from certificates made elsewhere, never issued.
	DirName      SANKind = "dirName"   // Value: the subject as String gives it
	OtherName    SANKind = "otherName" // Value: OID;text
	RegisteredID SANKind = "RID"       // Value: a dotted OID
)

// SAN is one alternative name. Value is canonical: DNS lower case without trailing dot, IP as netip prints it.
type SAN struct {
	Kind  SANKind `json:"kind"`
	Value string  `json:"value"`
}

// String gives the form that openssl reads and prints: "IP:10.0.1.10".
func (s SAN) String() string { return string(s.Kind) + ":" + s.Value }
