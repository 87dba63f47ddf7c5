package model

// Inspection is what a file or pasted text turned out to be, piece by piece in the order found.
type Inspection struct {
	Source   string    `json:"source"` // the path, "-" for stdin or paste
	Items    []Item    `json:"items"`
	Findings []Finding `json:"findings,omitempty"` // the same rules that forms use, applied to what is there
}

// Item is one object of a file. Exactly one pointer is set, by Kind.
type Item struct {
	Kind        string       `json:"kind"`     // certificate, csr, key, public-key, crl, pkcs7, pkcs12, openssh-key, pgp-key, unknown
	Encoding    string       `json:"encoding"` // pem or der
	Certificate *Certificate `json:"certificate,omitempty"`
	Request     *Request     `json:"request,omitempty"`
	Key         *KeyInfo     `json:"key,omitempty"`
	CRL         *CRL         `json:"crl,omitempty"`
}

// Request is what a certificate signing request asks for.
type Request struct {
	Subject Subject  `json:"subject"`
	SANs    []SAN    `json:"sans"`
	EKUs    []string `json:"ekus,omitempty"`
	Key     string   `json:"key"`
	SPKI    string   `json:"spki_sha256"`
	Valid   bool     `json:"signature_valid"`
}

// CRL is the head of a revocation list.
type CRL struct {
	Issuer  Subject `json:"issuer"`
	Number  string  `json:"number"`
	Updated string  `json:"this_update"` // RFC 3339
	Next    string  `json:"next_update,omitempty"`
	Entries int     `json:"entries"`
}

// Reading is what a pasted error line, log line or command means.
type Reading struct {
	ID       string    `json:"id"`             // the folder of assets/errors
	Matched  string    `json:"matched"`        // the part of the text that was recognised, raw
	Tool     string    `json:"tool"`           // who writes such a line: go, openssl, curl, nginx ... "" when many do
	Findings []Finding `json:"findings"`       // candidate causes, likeliest first
	Dial     *Dial     `json:"dial,omitempty"` // the probe that settles it, prefilled from the text

	Files  []string `json:"files,omitempty"`  // of the files that a command names: those that lie here and can be used
	Absent []string `json:"absent,omitempty"` // of the files that a command names: those that are not on this machine
	Paired bool     `json:"paired,omitempty"` // its certificate and its key lie here and belong together
}
