package model

// Answer is what a family of programs says of a certificate.
type Answer string

const (
	AnswerYes     Answer = "yes"
	AnswerNo      Answer = "no"
	AnswerUnknown Answer = "unknown" // it could not be read here, so nobody's rules could be applied
)

// Acceptance is one row of "who accepts this certificate?": a family of TLS programs and its answer.
type Acceptance struct {
	Reader     string      `json:"reader"` // go, openssl, strict, node, gnutls, nss, java
	Answer     Answer      `json:"answer"`
	Objections []Objection `json:"objections,omitempty"` // all that this family minds, heaviest first; empty when it accepts
}

// Objection is one reason to refuse. Its words are in assets/ui/readers; text from certificates is raw.
type Objection struct {
	Key         string `json:"key"`            // names the words
	Code        Code   `json:"code,omitempty"` // the cause that explains it, where there is one
	Certificate string `json:"certificate"`    // whose fault it is, by its shortest name; "" when it is the chain's
	Detail      string `json:"detail"`         // what the words need beside that: a date, an OID, a size
}

// Acceptances is the question with all answers: for what, by which name, trusting whom.
type Acceptances struct {
	Certificate string       `json:"certificate"`       // the certificate's shortest name, raw
	Purpose     Profile      `json:"purpose"`           // server or client
	Name        string       `json:"name"`              // what is dialled; "": no name was compared
	Others      []string     `json:"others,omitempty"`  // other names of the certificate with the same answers
	Trust       string       `json:"trust"`             // whom all readers are taken to trust: an authority, a file, or "system"
	Days        int          `json:"days"`              // lifetime of the certificate, in whole days
	Revoked     bool         `json:"revoked,omitempty"` // a list or an OCSP response says so; the rows know nothing of it
	Rows        []Acceptance `json:"rows"`
}

// All reports whether every family accepts, as far as is known of any.
func (a Acceptances) All() bool {
	for _, r := range a.Rows {
		if r.Answer != AnswerYes {
			return false
		}
	}
	return true
}

// Any reports whether at least one family accepts.
func (a Acceptances) Any() bool {
	for _, r := range a.Rows {
		if r.Answer == AnswerYes {
			return true
		}
	}
	return false
}
