package model

// Attribute is one part of a subject as typed: Type is the name openssl prints (AttributeName): C, ST, L, O, OU, CN, emailAddress, serialNumber, DC ... or a dotted OID.
type Attribute struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Subject is an ordered list of attributes, first typed first encoded. One attribute a relative name; multi-valued ones are refused.
type Subject []Attribute
