package model

// Workspace is the home as it is on disk: authorities and their identities.
type Workspace struct {
	Home        string      `json:"home"`
	User        string      `json:"user"`
	Host        string      `json:"host"`                // this machine's name, for defaults
	Addresses   []string    `json:"addresses,omitempty"` // by which others reach this machine, for defaults
	Authorities []Authority `json:"authorities"`
	Findings    []Finding   `json:"findings,omitempty"` // wide modes, leftovers, what could not be read
}

// Authority is one CA: a directory of the home, or a directory made by hand that was opened as it is.
type Authority struct {
	Name        string      `json:"name"`
	Dir         string      `json:"dir"`
	Certificate Certificate `json:"certificate"`
	CAFile      string      `json:"ca_file"`            // "" when its certificate is not here: an issuer known by name alone
	KeyFile     string      `json:"key_file,omitempty"` // "" when the CA key is not here
	Foreign     bool        `json:"foreign"`            // made elsewhere: read as it is, nothing is renamed
	Identities  []Identity  `json:"identities"`
}

// Identity is a key with its certificate and the CA it trusts: one directory of an authority.
type Identity struct {
	Name        string        `json:"name"`
	Authority   string        `json:"authority"`
	Dir         string        `json:"dir"`
	CertFile    string        `json:"cert_file"`
	KeyFile     string        `json:"key_file,omitempty"`
	CAFile      string        `json:"ca_file,omitempty"`
	Certificate Certificate   `json:"certificate"`
	Chain       []Certificate `json:"chain,omitempty"` // intermediates behind the leaf in CertFile
}

// Ref is the name by which commands and screens point at an identity: AUTHORITY/NAME.
func (i Identity) Ref() string { return i.Authority + "/" + i.Name }

// Find returns the authority with this name.
func (w Workspace) Find(name string) (Authority, bool) {
	for _, a := range w.Authorities {
		if a.Name == name {
			return a, true
		}
	}
	return Authority{}, false
}

// Find returns the identity with this name.
func (a Authority) Find(name string) (Identity, bool) {
	for _, i := range a.Identities {
		if i.Name == name {
			return i, true
		}
	}
	return Identity{}, false
}
