package model

import (
	"slices"
	"strconv"
	"strings"
)

// Complete returns the specification with its defaults filled in: the subject's CN is the name when the subject has none,
// empty attributes are dropped, key p256, 3650 days. PathLen stays: its zero value has a meaning.
func (a AuthoritySpec) Complete() AuthoritySpec {
	a.Subject = named(a.Subject, a.Name)
	if a.Key == "" {
		a.Key = P256
	}
	if a.Days == 0 {
		a.Days = DefaultCADays
	}
	return a
}

// Check returns all that is wrong with an authority to be made; zero values count as their defaults.
func (a AuthoritySpec) Check() []Finding {
	a = a.Complete()
	out := CheckName(a.Name)
	out = append(out, CheckSubject(a.Subject)...)
	out = append(out, checkKey(a.Key)...)
	return append(out, checkDays(a.Days)...)
}

// named drops attributes without value and adds the CN when it is missing. A CN that was typed as blanks stays, for a finding.
func named(s Subject, name string) Subject {
	out := slices.DeleteFunc(slices.Clone(s), func(a Attribute) bool {
		return a.Value == "" && AttributeName(a.Type) != "CN"
	})
	if out.last("CN") < 0 {
		out = out.Set("CN", name)
	}
	return out
}

// inherited are the attributes that an identity takes from its CA: those that say where and whose, not those of the CA itself.
// The CA's CN, email address, serial number and personal attributes are not taken.
var inherited = []string{"C", "ST", "L", "O", "OU", "DC", "street", "postalCode"}

// Complete returns the specification as it will be made by this authority, with the notes that have to be said: an empty subject becomes the CA's
// with CN = Name (without the CA's email address and serial number), a missing CN is filled, the name becomes the first SAN of what accepts connections
// when it is a valid DNS name (NameBecomesSAN) unless NoNameSAN, SANs become canonical and each once, EKUs come from the profile, key p256, 397 days.
// Without a profile the EKUs tell it. Clamping to the CA's end needs a clock and is not done here.
func (s IdentitySpec) Complete(ca Authority) (IdentitySpec, []Finding) {
	var notes []Finding
	if s.Authority == "" {
		s.Authority = ca.Name
	}
	if s.Profile == "" {
		s.Profile = profileOf(s.EKUs)
	}
	if len(s.EKUs) == 0 {
		s.EKUs = s.Profile.EKUs()
	}
	s.Subject = s.subject(ca)
	s.SANs = uniqueSANs(s.SANs)
	if name, ok := s.nameSAN(); ok {
		s.SANs = append([]SAN{name}, s.SANs...)
		notes = append(notes, New(NameBecomesSAN, "name", s.Name).Seen("name"))
	}
	if s.Key == "" {
		s.Key = P256
	}
	if s.Days == 0 {
		s.Days = DefaultIdentityDays
	}
	return s, notes
}

// subject returns the subject as typed, or the inherited one.
func (s IdentitySpec) subject(ca Authority) Subject {
	base := s.Subject
	if len(base) == 0 {
		for _, a := range ca.Certificate.Subject {
			if slices.Contains(inherited, AttributeName(a.Type)) {
				base = append(base, a)
			}
		}
	}
	return named(base, s.Name)
}

// nameSAN returns the SAN that the name gives; false when there is none to add.
func (s IdentitySpec) nameSAN() (SAN, bool) {
	san := SAN{DNS, s.Name}.Canonical()
	if s.NoNameSAN || !s.Accepts() || slices.Contains(s.SANs, san) {
		return SAN{}, false
	}
	for _, f := range CheckSAN(san) {
		if f.Code != UnderscoreInName {
			return SAN{}, false
		}
	}
	return san, true
}

// Accepts reports whether the identity accepts connections: by its profile, or by serverAuth among its EKUs.
func (s IdentitySpec) Accepts() bool {
	return s.Profile.Accepts() || slices.Contains(s.EKUs, "serverAuth")
}

func profileOf(ekus []string) Profile {
	server, client := slices.Contains(ekus, "serverAuth"), slices.Contains(ekus, "clientAuth")
	switch {
	case server && client:
		return ProfilePeer
	case server:
		return ProfileServer
	case len(ekus) > 0:
		return ProfileClient
	}
	return ""
}

func uniqueSANs(list []SAN) []SAN {
	var out []SAN
	for _, s := range list {
		if s = s.Canonical(); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Check returns all that is wrong with an identity to be made. It judges the specification as given: Complete it first.
// What is lawful but unwise (no SAN, an address as DNS) is fatal unless its code is among Unwise, then it is a warning.
func (s IdentitySpec) Check() []Finding {
	out := CheckName(s.Name)
	if _, f := ParseProfile(string(s.Profile)); f != nil {
		out = append(out, f...)
	}
	out = append(out, CheckSubject(s.Subject)...)
	_, f := ParseEKUs(strings.Join(s.EKUs, ","))
	out = append(out, f...)
	out = append(out, s.checkSANs()...)
	out = append(out, checkKey(s.Key)...)
	if s.Key == Ed25519 && s.Accepts() {
		out = append(out, New(BrowserEd25519, "name", s.Name).Seen("key"))
	}
	if s.NotBefore.IsZero() && s.NotAfter.IsZero() {
		return append(out, checkDays(s.Days)...)
	}
	if !s.NotBefore.IsZero() && !s.NotAfter.IsZero() && !s.NotAfter.After(s.NotBefore) {
		days := int(s.NotAfter.Sub(s.NotBefore).Hours() / 24)
		out = append(out, New(BadDays, "value", strconv.Itoa(days), "suggestion", strconv.Itoa(DefaultIdentityDays)).Seen("days"))
	}
	return out
}

func (s IdentitySpec) checkSANs() []Finding {
	out := CheckSANs(s.SANs)
	if s.Accepts() && len(s.SANs) == 0 {
		out = append(out, New(NoSAN, "name", s.Name).Seen("san"))
	}
	for i, f := range out {
		if f.Code == NoSAN || f.Code == IPAsDNS {
			out[i] = f.Weigh(Fatal)
			if slices.Contains(s.Unwise, f.Code) {
				out[i] = f.Weigh(Warning)
			}
		}
	}
	return out
}

func checkKey(k KeyType) []Finding {
	if k == "" || slices.Contains(KeyTypes(), k) {
		return nil
	}
	_, f := ParseKeyType(string(k))
	if f == nil { // an alias: specifications hold the names themselves
		f = []Finding{New(UnknownKeyType, "value", string(k), "known", joined(KeyTypes())).Seen("key")}
	}
	return f
}

func checkDays(days int) []Finding {
	if days == 0 { // the default
		return nil
	}
	_, f := CheckDays(strconv.Itoa(days))
	return f
}
