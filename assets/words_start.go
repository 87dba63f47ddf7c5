package assets

// StartWords are the first screen of an empty home; the same four choices stand behind "more" of Home.
type StartWords struct {
	Title   string    `json:"title"` // where it was opened from Home
	Setup   StartLine `json:"setup"`
	Find    StartLine `json:"find"`
	Learn   StartLine `json:"learn"`
	Open    StartLine `json:"open"`
	Promise string    `json:"promise"` // what is never done
	Empty   string    `json:"empty"`   // {home}
	User    string    `json:"user"`    // {user}
	Help    string    `json:"help"`
}

// StartLine is one choice with what it means.
type StartLine struct {
	Text   string `json:"text"`
	Detail string `json:"detail"`
}
