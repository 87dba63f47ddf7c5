package assets

// ShellWords are said by the frame around all screens and by the widgets.
type ShellWords struct {
	SwitchHere string `json:"switch_here"` // how to switch to this language: shown while the other one is spoken
	Cancelled  string `json:"cancelled"`
	NoTwin     string `json:"no_twin"`
	TwinTitle  string `json:"twin_title"`
	TwinIntro  string `json:"twin_intro"`
	Saved      string `json:"saved"` // {path}
	LeaveTitle string `json:"leave_title"`
	LeaveText  string `json:"leave_text"`
	Matches    string `json:"matches"` // {n}, file names that fit
	NoMatch    string `json:"no_match"`
	DaysLeft   string `json:"days_left"` // {n}
	DayLeft    string `json:"day_left"`
	EndedAgo   string `json:"ended_ago"` // {n}
	NotYet     string `json:"not_yet"`   // {n}

	Keys ShellKeys `json:"keys"`
}

// ShellKeys says what the keys do that are not in KeyHelp.
type ShellKeys struct {
	NextField  string `json:"next_field"`
	PrevField  string `json:"prev_field"`
	NewLine    string `json:"new_line"`
	NextLesson string `json:"next_lesson"`
	PrevLesson string `json:"prev_lesson"`
	Inspect    string `json:"inspect"`
	ErrorLine  string `json:"error_line"`
	Identity   string `json:"identity"`
	Trust      string `json:"trust"`
	Restart    string `json:"restart"`
	Open       string `json:"open"`
	Write      string `json:"write"`
	Continue   string `json:"continue"`
	Leave      string `json:"leave"`
	Stay       string `json:"stay"`
	Read       string `json:"read"`
	Start      string `json:"start"`
	Edit       string `json:"edit"`
	Choice     string `json:"choice"`
}
