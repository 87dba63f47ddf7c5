package assets

// CLIWords are what the subcommands print around findings and data.
type CLIWords struct {
	Verdict    CLIVerdict      `json:"verdict"`
	Labels     CLILabels       `json:"labels"`
	Created    string          `json:"created"`    // {name} {dir}
	Issued     string          `json:"issued"`     // {name} {dir}
	Reissued   string          `json:"reissued"`   // {name} {dir}
	Appended   string          `json:"appended"`   // {name} {dir}
	WillDo     string          `json:"will_do"`    // heading of a plan
	NotDone    string          `json:"not_done"`   // --fix without --yes
	NoFix      string          `json:"no_fix"`     // nothing that certwright can do here
	Manual     string          `json:"manual"`     // heading of what has to be done by hand
	ProbeNext  string          `json:"probe_next"` // {command}
	Empty      string          `json:"empty"`      // {home}: no authority yet
	NoTTY      string          `json:"no_tty"`     // the screens need a terminal: name the subcommands
	Implied    string          `json:"implied"`    // {as} {ca}: --as implies --ca
	Stays      string          `json:"stays"`      // of a value in a diff
	MoreHelp   string          `json:"more_help"`  // {command}
	Hint       string          `json:"hint"`
	Secrets    string          `json:"secrets"`  // {path}: said before a capture is made
	Captured   string          `json:"captured"` // {path}
	Because    string          `json:"because"`  // {code}
	Semicolon  string          `json:"semicolon"`
	Comma      string          `json:"comma"` // between results
	Aside      string          `json:"aside"` // {text} behind another text
	Completion CompletionWords `json:"completion"`
}

// CompletionWords are the help of the completion subcommands, by shell.
type CompletionWords struct {
	Shells         map[string]string `json:"shells"`
	Load           map[string]string `json:"load"` // how it is loaded, with the commands
	NoDescriptions string            `json:"no_descriptions"`
}

// CLIVerdict is the first word of a result.
type CLIVerdict struct {
	OK     string `json:"ok"`
	Failed string `json:"failed"`
	Valid  string `json:"valid"`
}

// CLILabels stand left of values.
type CLILabels struct {
	Target     string `json:"target"`
	Trust      string `json:"trust"`
	Client     string `json:"client"`
	Time       string `json:"time"`
	Handshake  string `json:"handshake"`
	Ended      string `json:"ended"`
	HTTP       string `json:"http"`
	Strangers  string `json:"strangers"`
	Checks     string `json:"checks"`
	Chain      string `json:"chain"`
	Timeline   string `json:"timeline"`
	StopsHere  string `json:"stops_here"` // {alert}
	Subject    string `json:"subject"`
	Issuer     string `json:"issuer"`
	Serial     string `json:"serial"`
	Valid      string `json:"valid"`
	Names      string `json:"names"`
	Use        string `json:"use"`
	KeyUsage   string `json:"key_usage"`
	CA         string `json:"ca"`
	Key        string `json:"key"`
	Signature  string `json:"signature"`
	SHA256     string `json:"sha256"`
	Encrypted  string `json:"encrypted"`
	Entries    string `json:"entries"`
	Foreign    string `json:"foreign"`
	NoKey      string `json:"no_key"`
	LoggedBy   string `json:"logged_by"`
	Proves     string `json:"proves"`
	ProvesNot  string `json:"proves_not"`
	Settle     string `json:"settle"`
	Causes     string `json:"causes"`
	Recognised string `json:"recognised"`
	Evidence   string `json:"evidence"`
}
