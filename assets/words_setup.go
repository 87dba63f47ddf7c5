package assets

// SetupWords are the guided setup: one question a step.
type SetupWords struct {
	Title    string     `json:"title"`
	TitleFor string     `json:"title_for"` // {target}
	Help     string     `json:"help"`
	Progress string     `json:"progress"` // {n} {total} {step}
	Steps    SetupSteps `json:"steps"`
	Accept   string     `json:"accept"` // what enter does where the defaults stand

	Target      StartLine         `json:"target"`
	TargetUse   map[string]string `json:"target_use"` // model.Target.ID: what its certificate is for
	Socket      string            `json:"socket"`
	Loading     string            `json:"loading"`
	Port        StartLine         `json:"port"` // the question for a system that we do not know
	PortField   StartLine         `json:"port_field"`
	CA          StartLine         `json:"ca"`
	CAPick      StartLine         `json:"ca_pick"`
	CANew       string            `json:"ca_new"`
	CAName      StartLine         `json:"ca_name"`
	Subject     StartLine         `json:"subject"`
	Names       StartLine         `json:"names"`
	Machine     string            `json:"machine"`      // {n}
	MachineHint string            `json:"machine_hint"` // of a line that has text
	AnotherHint string            `json:"another_hint"` // of the empty line; {name}
	ThisMachine string            `json:"this_machine"`
	Use         StartLine         `json:"use"`
	UseWhy      map[string]string `json:"use_why"` // model.Target.ID: why this is the default
	Accepts     StartLine         `json:"accepts"`
	Makes       StartLine         `json:"makes"`
	Both        StartLine         `json:"both"`
	Client      StartLine         `json:"client"`
	ClientPick  StartLine         `json:"client_pick"`
	ClientNew   string            `json:"client_new"`
	ClientName  StartLine         `json:"client_name"`
	Nobody      string            `json:"nobody"`
	Review      string            `json:"review"`
	Mend        string            `json:"mend"` // what enter does when a step has to be changed
	MoreTitle   string            `json:"more_title"`
	MoreText    string            `json:"more_text"`
	ServerEKUs  StartLine         `json:"server_ekus"`
	ServerDays  StartLine         `json:"server_days"`
	CADays      StartLine         `json:"ca_days"`
	Passphrase  StartLine         `json:"passphrase"`
	Again       StartLine         `json:"again"` // the passphrase once more
	Done        string            `json:"done"`  // what enter does on the page of more
	Probe       StartLine         `json:"probe"`
	ProbeOnly   string            `json:"probe_only"` // without a client certificate
	At          StartLine         `json:"at"`
	Which       StartLine         `json:"which"`
	Trust       string            `json:"trust"`
	As          StartLine         `json:"as"`
	Strangers   StartLine         `json:"strangers"`
	Without     string            `json:"without"` // a certificate
	Dial        string            `json:"dial"`    // what enter does
}

// SetupSteps are the names of the steps, one word each.
type SetupSteps struct {
	Target  string `json:"target"`
	CA      string `json:"ca"`
	Subject string `json:"subject"`
	Names   string `json:"names"`
	Use     string `json:"use"`
	Client  string `json:"client"`
	Review  string `json:"review"`
	Place   string `json:"place"`
	Probe   string `json:"probe"`
}
