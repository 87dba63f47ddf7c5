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

// Acceptances is the question with all answers: for what, by which name.
type Acceptances struct {
	Purpose Profile      `json:"purpose"` // server or client
	Name    string       `json:"name"`    // what is dialled; "": no name was compared
	Rows    []Acceptance `json:"rows"`
}
