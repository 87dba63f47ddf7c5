package model

// Code names one cause. Every code is a row of the table in codes.go and a folder of assets/causes.
type Code string

// Severity says what a finding does to the verdict: one fatal finding and the report is not ok.
type Severity string

const (
	Fatal   Severity = "fatal"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Party is who has to act, or whose fault it is.
type Party string

const (
	PartyServer    Party = "server"
	PartyClient    Party = "client"
	PartyNetwork   Party = "network"
	PartyMiddlebox Party = "middlebox"
	PartyClock     Party = "clock"
	PartyLocalFile Party = "local-file"
	PartyUnknown   Party = "unknown"
)

// Certainty says how we know: read from the bytes or shown by an experiment, concluded, or merely compatible.
type Certainty string

const (
	Proven   Certainty = "proven"
	Likely   Certainty = "likely"
	Possible Certainty = "possible"
)

// Fact is one piece of evidence: what was seen, raw, and where. Values may come from a hostile peer: sanitize before showing.
type Fact struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Source string `json:"source,omitempty"`
}

// Finding is what the evidence means. The words for it are in assets/causes/<code>.
type Finding struct {
	Code      Code      `json:"code"`
	Variant   string    `json:"variant,omitempty"` // picks more exact words within the same cause; one of CodeInfo.Variants
	Severity  Severity  `json:"severity"`
	Party     Party     `json:"party"`
	Certainty Certainty `json:"certainty"`
	Tried     bool      `json:"tried,omitempty"` // proven by an experiment, not read from the bytes
	Evidence  []Fact    `json:"evidence"`
	Fixes     []Fix     `json:"fixes,omitempty"`
}

// New makes a proven finding with the default severity and party of its code.
// Facts are given as key, value pairs; use Seen to say where they were read.
func New(code Code, pairs ...string) Finding {
	info := Info(code)
	f := Finding{Code: code, Severity: info.Severity, Party: info.Party, Certainty: Proven}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Evidence = append(f.Evidence, Fact{Key: pairs[i], Value: pairs[i+1]})
	}
	return f
}

// As returns the finding with another variant.
func (f Finding) As(variant string) Finding { f.Variant = variant; return f }

// By returns the finding attributed to another party.
func (f Finding) By(p Party) Finding { f.Party = p; return f }

// Sure returns the finding with another certainty.
func (f Finding) Sure(c Certainty) Finding { f.Certainty = c; return f }

// Shown returns the finding as proven by an experiment; one that was proven without stays what it is.
func (f Finding) Shown() Finding {
	f.Tried = f.Tried || f.Certainty != Proven
	f.Certainty = Proven
	return f
}

// Weigh returns the finding with another severity.
func (f Finding) Weigh(s Severity) Finding { f.Severity = s; return f }

// Seen returns the finding with the source of every fact that has none yet.
func (f Finding) Seen(source string) Finding {
	facts := make([]Fact, len(f.Evidence))
	for i, e := range f.Evidence {
		if e.Source == "" {
			e.Source = source
		}
		facts[i] = e
	}
	f.Evidence = facts
	return f
}

// With returns the finding with one more fact.
func (f Finding) With(key, value, source string) Finding {
	f.Evidence = append(append([]Fact(nil), f.Evidence...), Fact{key, value, source})
	return f
}

// Fixed returns the finding with these fixes offered.
func (f Finding) Fixed(fixes ...Fix) Finding {
	f.Fixes = append(append([]Fix(nil), f.Fixes...), fixes...)
	return f
}

// Value returns the evidence for a key, or "".
func (f Finding) Value(key string) string {
	for _, e := range f.Evidence {
		if e.Key == key {
			return e.Value
		}
	}
	return ""
}

// FixKind is the closed list of what can be done about a finding.
type FixKind string

const (
	FixReissue       FixKind = "reissue"        // sign an identity again with changes
	FixAppendChain   FixKind = "append-chain"   // put the missing intermediate behind the leaf
	FixUseFile       FixKind = "use-file"       // dial with another CA, certificate or key file
	FixDialName      FixKind = "dial-name"      // dial a name that the certificate has
	FixStartTLS      FixKind = "starttls"       // dial with the plain-text start that Name says, or with TLS at once where it is empty
	FixCopyRestart   FixKind = "copy-restart"   // the right file exists: copy it, restart the service
	FixServerSetting FixKind = "server-setting" // change the server's configuration
	FixSetClock      FixKind = "set-clock"      // set a clock
	FixAskOwner      FixKind = "ask-owner"      // no CA key here: what to send to its owner
)

// Fix is one remedy as data. Its words are in assets/fixes.
type Fix struct {
	Kind     FixKind  `json:"kind"`
	Identity string   `json:"identity,omitempty"` // AUTHORITY/NAME, for reissue, append-chain and copy-restart
	AddSANs  []SAN    `json:"add_sans,omitempty"`
	AddEKUs  []string `json:"add_ekus,omitempty"`
	Renew    bool     `json:"renew,omitempty"`     // new dates
	NewKey   bool     `json:"new_key,omitempty"`   // the old key is not to be used again
	OtherCA  bool     `json:"other_ca,omitempty"`  // by another CA of the same name than the one that had signed
	KeyUsage string   `json:"key_usage,omitempty"` // what the key usage has to hold as well; a reissue gives it anyway
	Hash     string   `json:"hash,omitempty"`      // what to sign with; a reissue does anyway
	File     string   `json:"file,omitempty"`      // path for use-file and append-chain
	Use      string   `json:"use,omitempty"`       // what use-file replaces: ca, cert, or as (AUTHORITY/NAME of an identity)
	Name     string   `json:"name,omitempty"`      // for dial-name; for starttls the protocol, as in Dial.StartTLS
	Command  string   `json:"command,omitempty"`   // a shell line that can be copied
	Auto     bool     `json:"auto"`                // certwright can do it here and now
}
