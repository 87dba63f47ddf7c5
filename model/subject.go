package model

// Attribute is one part of a subject as typed: Type is C, ST, L, O, OU, CN, emailAddress, SERIALNUMBER, DC ... or a dotted OID.
type Attribute struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Subject is an ordered list of attributes, first typed first encoded. One attribute a relative name; multi-valued ones are refused.
type Subject []Attribute
