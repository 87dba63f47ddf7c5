package assets

// PlanWords are the page that shows what a fix will do.
type PlanWords struct {
	Title      string    `json:"title"`
	Intro      string    `json:"intro"`
	RedialOnly string    `json:"redial_only"` // nothing is written
	ByHand     string    `json:"by_hand"`     // heading of what certwright cannot do itself
	Nothing    string    `json:"nothing"`     // nothing can be done here
	Help       string    `json:"help"`
	Again      string    `json:"again"` // what enter does when nothing is written
	Retry      string    `json:"retry"` // what enter does when the plan could not be looked at
	Until      string    `json:"until"` // {from} {to}: lifetime of what will be made
	Below      string    `json:"below"` // {n} lines below the window
	Key        StartLine `json:"key"`   // the passphrase of a CA key
	Unlock     string    `json:"unlock"`
	Question   string    `json:"question"`
}
