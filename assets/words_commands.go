package assets

// CommandsWords are the help of the command line. Commands and flags are found by their names.
type CommandsWords struct {
	Long        string `json:"long"` // what the program is, and its exit codes
	Usage       string `json:"usage"`
	Aliases     string `json:"aliases"`
	Examples    string `json:"examples"`
	Commands    string `json:"commands"`
	Flags       string `json:"flags"`
	GlobalFlags string `json:"global_flags"`
	More        string `json:"more"` // {command}
	Help        string `json:"help"`
	Version     string `json:"version"`
	HelpCommand string `json:"help_command"`
	Completion  string `json:"completion"`
	Default     string `json:"default"` // {value}

	Texts     map[string]string            `json:"texts"`      // a line, by the command's name
	FlagTexts map[string]map[string]string `json:"flag_texts"` // a line, by the command's name and the flag's
}
