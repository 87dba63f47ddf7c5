package model

// StepKind is one thing that a plan does.
type StepKind string

const (
	StepCreateAuthority StepKind = "create-authority"
	StepIssue           StepKind = "issue"
	StepReissue         StepKind = "reissue"
	StepAppendChain     StepKind = "append-chain"
	StepRedial          StepKind = "redial" // dial with another name or other files: nothing is written
)

// Plan is everything that will be done, reviewable before anything is written. Setup, issue and fix all make one.
type Plan struct {
	Steps    []Step    `json:"steps"`
	Findings []Finding `json:"findings,omitempty"` // warnings and notes; a fatal one means the plan cannot be carried out
	Manual   []Fix     `json:"manual,omitempty"`   // what certwright cannot do itself, said exactly
	Dial     *Dial     `json:"dial,omitempty"`     // what to probe when it is done
	System   string    `json:"system,omitempty"`   // what answered there, a Target.ID, where it said so: its place page fits
	// Passphrases open encrypted CA keys, by authority; "" is for every other one. They never leave the process.
	Passphrases map[string]string `json:"-"`
}

// Step is one change. Exactly one of Authority and Identity is set for the kinds that write.
type Step struct {
	Kind      StepKind       `json:"kind"`
	Authority *AuthoritySpec `json:"authority,omitempty"`
	Identity  *IdentitySpec  `json:"identity,omitempty"`
	Changes   []Change       `json:"changes,omitempty"` // the diff of a reissue or redial
	Files     []PlannedFile  `json:"files,omitempty"`
	Append    string         `json:"append,omitempty"` // append-chain: certificate file to put behind the leaf
}

// Words is the key of the step's title in assets: its kind, or "reissue-new-key" where the key does not stay.
func (s Step) Words() StepKind {
	if s.Kind == StepReissue && s.Identity != nil && s.Identity.NewKey != "" {
		return StepReissue + "-new-key"
	}
	return s.Kind
}

// Change is one line of a diff. Field is a key that assets names: sans, ekus, not_after, serial, host, ca, as ...
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
	Same   bool   `json:"same,omitempty"` // shown to say that it stays: the public key
}

// PlannedFile is a file that will exist, with its mode ("0600").
type PlannedFile struct {
	Path   string `json:"path"`
	Mode   string `json:"mode"`
	Exists bool   `json:"exists"` // a reissue replaces it; the earlier generation is kept under old/
}

// Applied is what a plan did.
type Applied struct {
	Authorities []Authority         `json:"authorities,omitempty"`
	Identities  []Identity          `json:"identities,omitempty"`
	Kinds       map[string]StepKind `json:"kinds"` // by Identity.Ref: issued, reissued or appended
	Files       []PlannedFile       `json:"files"`
	Findings    []Finding           `json:"findings,omitempty"`
	Dial        *Dial               `json:"dial,omitempty"`
}

// Failure is the one error that services return: findings that say why nothing (more) was done.
type Failure struct{ Findings []Finding }

// Error gives the codes for logs and tests; people read the explanations.
func (f *Failure) Error() string {
	s := "failed"
	for _, x := range f.Findings {
		s += ": " + string(x.Code)
		for _, e := range x.Evidence {
			s += " " + e.Key + "=" + e.Value
		}
	}
	return s
}

// Fail wraps findings as an error.
func Fail(findings ...Finding) error { return &Failure{findings} }
