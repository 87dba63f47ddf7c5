package assets

// HelpWords are the page behind F1.
type HelpWords struct {
	Title     string `json:"title"`
	Here      string `json:"here"`    // heading: keys of this page
	Always    string `json:"always"`  // heading: keys that work everywhere
	Letters   string `json:"letters"` // sentence: one letter has one meaning
	Typing    string `json:"typing"`  // sentence: in text fields letters are text
	Nothing   string `json:"nothing"` // this page has no keys of its own
	Interrupt string `json:"interrupt"`
	Escape    string `json:"escape"`
	More      string `json:"more"`
}
