package model

import "time"

// Profile is what an identity is for. It sets the EKUs unless those are given.
type Profile string

const (
	ProfileServer Profile = "server" // serverAuth
	ProfileClient Profile = "client" // clientAuth
	ProfilePeer   Profile = "peer"   // both: it accepts connections and makes them (etcd members)
)

// KeyType is how a key is made.
type KeyType string

const (
	RSA2048 KeyType = "rsa2048"
	RSA3072 KeyType = "rsa3072"
	RSA4096 KeyType = "rsa4096"
	P256    KeyType = "p256"
	P384    KeyType = "p384"
	Ed25519 KeyType = "ed25519"
)

// Defaults of new certificates, in days.
const (
	DefaultCADays       = 3650
	DefaultIdentityDays = 397
)

// AuthoritySpec is a CA to be made. Zero values mean the defaults.
type AuthoritySpec struct {
	Name    string  `json:"name"` // the directory; the CN when the subject has none
	Subject Subject `json:"subject"`
	Key     KeyType `json:"key"`
	Days    int     `json:"days"`
	PathLen int     `json:"path_len"` // how many intermediates may follow; -1: no limit
	// Passphrase encrypts the key file when not empty. It never leaves the process.
	Passphrase string `json:"-"`
}

// IdentitySpec is an identity to be made, or, for a reissue, as it will be. Zero values mean the defaults.
type IdentitySpec struct {
	Name      string   `json:"name"`
	Authority string   `json:"authority"`
	Profile   Profile  `json:"profile"`
	EKUs      []string `json:"ekus,omitempty"` // overrides the profile's
	SANs      []SAN    `json:"sans"`
	Subject   Subject  `json:"subject,omitempty"` // empty: the CA's with CN = Name
	Key       KeyType  `json:"key"`               // of a new identity
	NewKey    KeyType  `json:"new_key,omitempty"` // when it is signed again: "" keeps the key, else it gets a new one of this type
	Days      int      `json:"days"`
	NoNameSAN bool     `json:"no_name_san,omitempty"` // do not add Name as a DNS SAN
	// Unwise lists codes of lawful but unwise choices that were made on purpose: no-san, ip-as-dns, underscore-in-name.
	Unwise []Code `json:"unwise,omitempty"`
	// NotBefore and NotAfter override Days: for teaching (an expired certificate) and tests. Zero: now minus one hour.
	NotBefore time.Time `json:"not_before,omitzero"`
	NotAfter  time.Time `json:"not_after,omitzero"`
}
