package model

import "time"

// Certificate is what a certificate says, as plain data for screens, rules and JSON. Text may be hostile: sanitize before showing.
type Certificate struct {
	Subject   Subject   `json:"subject"`
	Issuer    Subject   `json:"issuer"`
	Serial    string    `json:"serial"` // hex, no separators
	Version   int       `json:"version"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	SANs      []SAN     `json:"sans"`
	EKUs      []string  `json:"ekus"`      // serverAuth, clientAuth ... or dotted OID
	KeyUsage  []string  `json:"key_usage"` // digitalSignature ... in bit order
	IsCA      bool      `json:"is_ca"`
	PathLen   int       `json:"path_len"`  // -1: none
	Key       string    `json:"key"`       // "ECDSA P-256", "RSA 2048", "Ed25519"
	Signature string    `json:"signature"` // "ECDSA-SHA256"
	SKI       string    `json:"ski,omitempty"`
	AKI       string    `json:"aki,omitempty"`
	SHA256    string    `json:"sha256"`      // of the DER, hex
	SPKI      string    `json:"spki_sha256"` // of the public key, hex: equal keys have equal SPKI
	AIA       []string  `json:"aia,omitempty"`
	CRLs      []string  `json:"crl_urls,omitempty"`
	DER       []byte    `json:"-"`
}

// Name is the shortest name a person would use: the CN, else the first SAN, else the whole subject, else the serial.
func (c Certificate) Name() string {
	for i := len(c.Subject) - 1; i >= 0; i-- {
		if c.Subject[i].Type == "CN" && c.Subject[i].Value != "" {
			return c.Subject[i].Value
		}
	}
	switch {
	case len(c.SANs) > 0:
		return c.SANs[0].Value
	case len(c.Subject) > 0:
		return c.Subject.String()
	}
	return c.Serial
}

// SelfIssued reports whether subject and issuer are the same name.
func (c Certificate) SelfIssued() bool { return c.Subject.String() == c.Issuer.String() }

// KeyInfo is what may be said of a private key: never the key itself.
type KeyInfo struct {
	Algorithm string `json:"algorithm"`
	SPKI      string `json:"spki_sha256,omitempty"`
	Encrypted bool   `json:"encrypted"`
}
