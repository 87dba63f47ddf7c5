package assets

// PracticeWords are the page with the practice servers.
type PracticeWords struct {
	Title      string    `json:"title"`
	Intro      string    `json:"intro"`
	Address    StartLine `json:"address"`
	Use        StartLine `json:"use"`
	Client     StartLine `json:"client"`
	Starting   string    `json:"starting"`
	Running    string    `json:"running"` // {target}
	Dial       string    `json:"dial"`
	CA         string    `json:"ca"`
	As         string    `json:"as"`
	Nobody     string    `json:"nobody"`
	Task       string    `json:"task"`
	Solved     string    `json:"solved"` // {detail}: a server of the list whose dial was green
	Done       string    `json:"done"`   // the same, on its own page and below the green report
	Restarted  string    `json:"restarted"`
	FixRestart string    `json:"fix_restart"` // {key}; the remedy of what a restart cures
	Files      string    `json:"files"`
	Help       string    `json:"help"`
}
