package assets

// ProbeWords are the form of a dial, its report, and the pages behind it: why, message, fix, another certificate.
type ProbeWords struct {
	Title     string `json:"title"`     // {target}
	TitleCA   string `json:"title_ca"`  // {ca}
	TitleAs   string `json:"title_as"`  // {as}
	NoOne     string `json:"no_one"`    // in the title: no client certificate
	System    string `json:"system"`    // in the title: the system's trust store
	AskTitle  string `json:"ask_title"` // over the form
	Help      string `json:"help"`
	HelpSmall string `json:"help_small"` // where one part is shown at a time
	AskHelp   string `json:"ask_help"`
	WhyHelp   string `json:"why_help"`
	MsgHelp   string `json:"message_help"`

	Form    DialFormWords `json:"form"`
	Keys    ProbeKeys     `json:"keys"`
	Running RunningWords  `json:"running"`
	Verdict VerdictWords  `json:"verdict"`
	Card    CardWords     `json:"card"`
	Panes   PaneWords     `json:"panes"`
	Chain   ChainWords    `json:"chain"`
	Step    StepWords     `json:"step"`
	Why     WhyPageWords  `json:"why"`
	As      AsWords       `json:"as"`
	Saving  SavingWords   `json:"saving"`
	Repair  RepairWords   `json:"repair"`
}

// DialFormWords are the lines of the form and their values.
type DialFormWords struct {
	Target    StartLine `json:"target"`
	CA        StartLine `json:"ca"`
	CAFile    StartLine `json:"ca_file"`
	As        StartLine `json:"as"`
	Cert      StartLine `json:"cert"`
	Key       StartLine `json:"key"`
	Name      StartLine `json:"name"`
	CRL       StartLine `json:"crl"`
	Strangers StartLine `json:"strangers"`
	StartTLS  StartLine `json:"starttls"`
	System    string    `json:"system"`
	File      string    `json:"file"`
	Files     string    `json:"files"`
	Nobody    string    `json:"nobody"`
	TryThem   string    `json:"try_them"`
	LeaveOut  string    `json:"leave_out"`
	Plain     string    `json:"plain"` // TLS from the first byte
}

// ProbeKeys say what keys do on these pages.
type ProbeKeys struct {
	Dial      string `json:"dial"`
	Again     string `json:"again"`
	Change    string `json:"change"`
	Next      string `json:"next"` // the next finding
	Strangers string `json:"strangers"`
	Place     string `json:"place"`
	Make      string `json:"make"`
	Beside    string `json:"beside"` // the message before and after
	Done      string `json:"done"`   // behind a good report that ends a setup
	Other     string `json:"other"`  // another client certificate
	Use       string `json:"use"`
}

// RunningWords are shown while it waits and when it was stopped.
type RunningWords struct {
	AtMost  string `json:"at_most"` // {limit}
	Esc     string `json:"esc"`
	Stopped string `json:"stopped"`
	State   string `json:"state"` // in the first line after a cancel
	Stale   string `json:"stale"`
}

// VerdictWords say what a good report proves.
type VerdictWords struct {
	InOnly     string            `json:"in_only"` // {client}
	InAndAll   string            `json:"in_and_all"`
	InUnclear  string            `json:"in_unclear"`
	In         string            `json:"in"`
	Silent     string            `json:"silent"`
	Good       string            `json:"good"`      // {host}
	GoodOpen   string            `json:"good_open"` // it asked for a certificate and went on without
	TLS        string            `json:"tls"`       // labels
	Ended      string            `json:"ended"`
	Strangers  string            `json:"strangers"`
	Unproven   string            `json:"unproven"`
	Remarks    string            `json:"remarks"`
	Next       string            `json:"next"`
	How        map[string]string `json:"how"`         // model.Report.Strangers; {how}
	Limits     string            `json:"limits"`      // {client}
	LimitsOpen string            `json:"limits_open"` // without client certificate
	RemarksN   string            `json:"remarks_n"`   // {n}
	Offer      string            `json:"offer"`
}

// CardWords stand in the card of a finding.
type CardWords struct {
	Of        string `json:"of"`    // {n} {total}
	Last      string `json:"last"`  // {n} {total}
	Whole     string `json:"whole"` // {n}: findings of one plan
	Or        string `json:"or"`    // {text}
	SeenAs    string `json:"seen_as"`
	Client    string `json:"client"`
	Make      string `json:"make"`
	Place     string `json:"place"`
	Trust     string `json:"trust"`
	Commands  string `json:"commands"`
	MoreLines string `json:"more_lines"`
	None      string `json:"none"` // failed without a finding
}

// PaneWords name the parts of a report.
type PaneWords struct {
	Finding  string `json:"finding"`
	Messages string `json:"messages"`
	Checks   string `json:"checks"`
	Range    string `json:"range"` // {from} {to} {total}
	Quiet    string `json:"quiet"` // no message at all
	Dialled  string `json:"dialled"`
	Time     string `json:"time"`
	Times    string `json:"times"` // {connect} {handshake}
	HTTP     string `json:"http"`
}

// ChainWords stand behind the certificates of a chain.
type ChainWords struct {
	Title   string `json:"title"`
	Sent    string `json:"sent"`
	Root    string `json:"root"`
	Trusted string `json:"trusted"`
	Broken  string `json:"broken"`
	Ended   string `json:"ended"`
	Early   string `json:"early"`
	Ours    string `json:"ours"`
}

// StepWords explain one message.
type StepWords struct {
	Title   string `json:"title"` // {n} {total} {name}
	Out     string `json:"out"`
	In      string `json:"in"`
	At      string `json:"at"` // {ms}
	Way     string `json:"way"`
	Type    string `json:"type"`
	Size    string `json:"size"`
	Bytes   string `json:"bytes"` // {n} {records}
	Sealed  string `json:"sealed"`
	Clear   string `json:"clear"`
	Cover   string `json:"cover"`
	Unnamed string `json:"unnamed"`
	Short   string `json:"short"`
}

// WhyPageWords are the headings of the page with everything about a finding.
type WhyPageWords struct {
	Title    string `json:"title"` // {code}
	SeenAs   string `json:"seen_as"`
	Evidence string `json:"evidence"`
	Remedies string `json:"remedies"`
	Here     string `json:"here"`   // a remedy that f carries out
	From     string `json:"from"`   // {source}, behind a value
	Source   string `json:"source"` // label, where all facts have one
}

// AsWords are the page that chooses another client certificate.
type AsWords struct {
	Title    string    `json:"title"`
	Intro    string    `json:"intro"`
	Accepted string    `json:"accepted"` // {cas}
	None     string    `json:"none"`
	Nobody   StartLine `json:"nobody"`
	Files    StartLine `json:"files"`
	Fits     string    `json:"fits"`
	OtherCA  string    `json:"other_ca"`
	NoClient string    `json:"no_client"`
	Ended    string    `json:"ended"`
	Now      string    `json:"now"`
}

// SavingWords are the page that asks in which form a report is saved.
type SavingWords struct {
	Title   string    `json:"title"`
	Intro   string    `json:"intro"`
	Warning string    `json:"warning"` // of what a capture holds
	Text    StartLine `json:"text"`
	Capture StartLine `json:"capture"`
}

// RepairWords are the page that waits for the plan, and says what is left to people.
type RepairWords struct {
	Title    string `json:"title"`
	Planning string `json:"planning"`
	Nothing  string `json:"nothing"`
	Manual   string `json:"manual"`
	Help     string `json:"help"`
}
