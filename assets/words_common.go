package assets

import "certwright/model"

// CommonWords are used by every screen and subcommand. Maps hold a word for every value of a closed list of model.
type CommonWords struct {
	Severity  map[model.Severity]string  `json:"severity"`
	Party     map[model.Party]string     `json:"party"`
	Certainty map[model.Certainty]string `json:"certainty"`
	Tried     string                     `json:"tried"`  // certain by an experiment
	Check     map[string]string          `json:"check"`  // model.Check.Name
	Result    map[string]string          `json:"result"` // model.Check.Result: ok, FAIL, warn, not checked
	Phase     map[model.Phase]string     `json:"phase"`
	Ending    map[model.Ending]string    `json:"ending"` // how the wait after our handshake ended, one sentence
	Profile   map[model.Profile]string   `json:"profile"`
	Target    map[string]string          `json:"target"` // model.Target.ID
	Change    map[string]string          `json:"change"` // model.Change.Field
	Step      map[model.StepKind]string  `json:"step"`   // {name}: what a step of a plan does
	FileKind  map[string]string          `json:"file_kind"`
	NameKind  map[model.SANKind]string   `json:"name_kind"` // of the names that are shown and not made: dirName, otherName, RID

	Labels    Labels            `json:"labels"`
	KeyHelp   KeyHelp           `json:"key_help"`
	Strangers map[string]string `json:"strangers"` // refused, let-in, unclear

	Yes     string `json:"yes"`
	No      string `json:"no"`
	None    string `json:"none"`
	Unknown string `json:"unknown"`
	System  string `json:"system"`  // the system's trust store
	OK      string `json:"ok"`      // verdict of a whole report
	Failed  string `json:"failed"`  // verdict of a whole report
	Working string `json:"working"` // shown while something takes time
	Of      string `json:"of"`      // {n} of {total}
	More    string `json:"more"`    // {n} more below
	Colon   string `json:"colon"`   // between a label and its value in a line
}

// Labels stand left of values, in one column.
type Labels struct {
	What   string `json:"what"`
	Whose  string `json:"whose"`
	Fix    string `json:"fix"`
	Why    string `json:"why"`
	SeenAs string `json:"seen_as"`
}

// KeyHelp says in one or two words what a key does. The letters have one meaning in the whole program.
type KeyHelp struct {
	Back     string `json:"back"`
	Cancel   string `json:"cancel"`
	Quit     string `json:"quit"`
	Help     string `json:"help"`
	Language string `json:"language"`
	OpenSSL  string `json:"openssl"`
	Suspend  string `json:"suspend"`
	Choose   string `json:"choose"`
	Next     string `json:"next"`
	Move     string `json:"move"`
	Scroll   string `json:"scroll"`
	Top      string `json:"top"`
	Bottom   string `json:"bottom"`
	Pane     string `json:"pane"`
	New      string `json:"new"`
	Probe    string `json:"probe"`
	Recipe   string `json:"recipe"`
	Export   string `json:"export"`
	Renew    string `json:"renew"`
	More     string `json:"more"`
	Fix      string `json:"fix"`
	Try      string `json:"try"`
	Why      string `json:"why"`
	Save     string `json:"save"`
	Step     string `json:"step"`
	Message  string `json:"message"`
	Apply    string `json:"apply"`
	Complete string `json:"complete"`
}
