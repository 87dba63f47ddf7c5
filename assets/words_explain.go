package assets

// ExplainWords are the page that reads a pasted error line, log line or command.
type ExplainWords struct {
	Title     string `json:"title"`
	Hint      string `json:"hint"` // of the empty text
	Reading   string `json:"reading"`
	Logged    string `json:"logged"`     // {tool}: who writes such a line
	Many      string `json:"many"`       // many programs write such a line
	Matched   string `json:"matched"`    // label
	Writer    string `json:"writer"`     // label
	Proves    string `json:"proves"`     // label
	ProvesNot string `json:"proves_not"` // label
	Settles   string `json:"settles"`    // label
	Causes    string `json:"causes"`     // heading
	Settle    string `json:"settle"`     // {target}: p dials and settles it
	SettleAt  string `json:"settle_at"`  // the target is not in the text: p asks for it
	None      string `json:"none"`
	Reads     string `json:"reads"` // {n} {total}
	Help      string `json:"help"`
}
