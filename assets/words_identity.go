package assets

// IdentityWords are the forms of new CAs and new certificates, and the page that reviews what will be written.
type IdentityWords struct {
	TitleCA     string       `json:"title_ca"`
	Title       string       `json:"title"`
	HelpCA      string       `json:"help_ca"`
	Help        string       `json:"help"`
	Preview     string       `json:"preview"`
	PreviewCA   string       `json:"preview_ca"`
	Subject     SubjectWords `json:"subject"`
	CAName      StartLine    `json:"ca_name"`
	Name        StartLine    `json:"name"`
	CA          StartLine    `json:"ca"`
	Use         StartLine    `json:"use"`
	Names       StartLine    `json:"names"`
	DN          StartLine    `json:"dn"`
	Key         StartLine    `json:"key"`
	Days        StartLine    `json:"days"`
	Passphrase  StartLine    `json:"passphrase"`
	Review      string       `json:"review"` // what enter does at the end of the form
	NoAuthority string       `json:"no_authority"`
	MakeCA      string       `json:"make_ca"` // what enter does then
	ReviewTitle string       `json:"review_title"`
	ReviewIntro string       `json:"review_intro"`
	ReviewHelp  string       `json:"review_help"`
	Reviewing   string       `json:"reviewing"`
	Writing     string       `json:"writing"`
	Written     string       `json:"written"` // {n}
	Anyway      string       `json:"anyway"`
	AnywayText  string       `json:"anyway_text"`
	Replaces    string       `json:"replaces"`
	ByHand      string       `json:"by_hand"`
	Stays       string       `json:"stays"` // of a value in a diff
}

// SubjectWords name the parts of a subject, one hint each.
type SubjectWords struct {
	C     StartLine `json:"c"`
	ST    StartLine `json:"st"`
	L     StartLine `json:"l"`
	O     StartLine `json:"o"`
	OU    StartLine `json:"ou"`
	CN    StartLine `json:"cn"`
	Email StartLine `json:"email"`
}
