package assets

// InspectWords are the page that reads a file or pasted text.
type InspectWords struct {
	Title   string    `json:"title"`
	File    StartLine `json:"file"`
	Reading string    `json:"reading"`
	Pasted  string    `json:"pasted"` // the source when it was no file
	Paste   string    `json:"paste"`  // hint of the empty paste area
	Found   string    `json:"found"`  // {n}
	Nothing string    `json:"nothing"`
	Help    string    `json:"help"`
	Item    string    `json:"item"` // {n} {kind} {encoding}
}
