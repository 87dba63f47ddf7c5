package assets

// PlaceWords are the page that says where the files go.
type PlaceWords struct {
	Title         string    `json:"title"`    // {ref}
	TitleOf       string    `json:"title_of"` // {ref} {place}
	Ask           StartLine `json:"ask"`      // which system?
	Loading       string    `json:"loading"`
	Again         string    `json:"again"`     // intro of the page after a fix
	Restarted     string    `json:"restarted"` // what enter does
	NextOne       string    `json:"next_one"`  // what enter does while there is another machine
	Other         string    `json:"other"`     // left and right: another machine
	PracticeTitle string    `json:"practice_title"`
	Practice      string    `json:"practice"` // on a practice server
	Probe         string    `json:"probe"`    // what enter does then
	Help          string    `json:"help"`
	Saved         string    `json:"saved"` // {path}
}
