package assets

// HomeWords are the screen with the authorities and identities, and the page of one identity.
type HomeWords struct {
	Title       string `json:"title"`
	Loading     string `json:"loading"`
	Ended       string `json:"ended"`    // {n}
	EndSoon     string `json:"end_soon"` // {n}
	AllValid    string `json:"all_valid"`
	NewTitle    string `json:"new_title"`
	NewCA       string `json:"new_ca"`
	NewCAHint   string `json:"new_ca_hint"`
	NewIdentity string `json:"new_identity"`
	NewIDHint   string `json:"new_identity_hint"`
	NoKey       string `json:"no_key"`  // the CA key is not here
	Foreign     string `json:"foreign"` // made elsewhere
	NoIdentity  string `json:"no_identity"`
	FilesWide   string `json:"files_wide"` // heading of findings about the home
	Help        string `json:"help"`
	HelpSmall   string `json:"help_small"` // where one pane is shown at a time
	DetailHelp  string `json:"detail_help"`
	DetailTitle string `json:"detail_title"` // {ref}
	MoreTitle   string `json:"more_title"`   // {ref}

	// The four choices of the first screen in a few letters, for the last line of a home that is in use.
	ShortSetup string `json:"short_setup"`
	ShortFind  string `json:"short_find"`
	ShortLearn string `json:"short_learn"`
	ShortOpen  string `json:"short_open"`

	Warnings      string `json:"warnings"`      // {n}; in the first line
	WarningsHere  string `json:"warnings_here"` // {n}; above the choices, behind the key that shows them
	WarningsKey   string `json:"warnings_key"`
	WarningsTitle string `json:"warnings_title"` // {home}
	WarningsHelp  string `json:"warnings_help"`

	CATitle    string `json:"ca_title"` // {name}
	CAHelp     string `json:"ca_help"`
	CAAbsent   string `json:"ca_absent"` // only what it signed is here
	Signed     string `json:"signed"`    // {n}; heading of what a CA signed, what ends first on top
	SignedName string `json:"signed_name"`
	SignedEnds string `json:"signed_ends"`

	Facts Facts `json:"facts"`
}

// Facts name what a certificate says; they stand left of the values.
type Facts struct {
	Chain     string `json:"chain"`
	Left      string `json:"left"`
	Valid     string `json:"valid"`
	ValidText string `json:"valid_text"` // {from} {to}
	Subject   string `json:"subject"`
	Issuer    string `json:"issuer"`
	Names     string `json:"names"`
	NoNames   string `json:"no_names"`
	Use       string `json:"use"`
	NoUse     string `json:"no_use"`
	KeyUsage  string `json:"key_usage"`
	CA        string `json:"ca"`
	CAYes     string `json:"ca_yes"`
	CALimit   string `json:"ca_limit"` // {n}
	Key       string `json:"key"`
	Signature string `json:"signature"`
	Serial    string `json:"serial"`
	SHA256    string `json:"sha256"`
	PublicKey string `json:"public_key"`
	Files     string `json:"files"`
	Directory string `json:"directory"`
	Root      string `json:"root"` // behind the last name of a chain
	Link      string `json:"link"` // behind an intermediate
	Leaf      string `json:"leaf"`
	Encrypted string `json:"encrypted"`
	Algorithm string `json:"algorithm"`
	CRLNumber string `json:"crl_number"`
	Updated   string `json:"updated"`
	Next      string `json:"next"`
	Entries   string `json:"entries"`
	Proof     string `json:"proof"`
	ProofGood string `json:"proof_good"`
	ProofBad  string `json:"proof_bad"`
	AIA       string `json:"aia"`
	CRLs      string `json:"crls"`
}
