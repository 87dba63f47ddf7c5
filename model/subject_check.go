package model

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// CheckSubject judges every attribute and asks for a common name. The findings' source is "subject".
func CheckSubject(s Subject) []Finding {
	var out []Finding
	named := false
	for _, a := range s {
		named = named || AttributeName(a.Type) == "CN"
		out = append(out, CheckAttribute(a)...)
	}
	if !named {
		out = append(out, New(EmptyCommonName, "suggestion", "").Seen("subject"))
	}
	return out
}

// CheckAttribute judges one attribute, as a form does while it is typed: characters, then length, then the rules of its type.
// Lengths are in characters, not bytes (X.520). An empty value is a finding for CN only.
func CheckAttribute(a Attribute) []Finding {
	var out []Finding
	add := func(f Finding) { out = append(out, f.Seen("subject")) }
	name := AttributeName(a.Type)
	info, known := attribute(a.Type)
	if !known && AttributeOID(a.Type) == "" {
		add(New(BadSubject, "value", a.Type+"="+a.Value, "at", a.Type).As("unknown-type"))
		return out
	}
	if name == "CN" && strings.Trim(a.Value, blank) == "" {
		add(New(EmptyCommonName, "suggestion", ""))
		return out
	}
	if a.Value == "" {
		return nil
	}
	if name == "C" {
		return checkCountry(a.Value)
	}
	switch {
	case hasHidden(a.Value), name != "emailAddress" && !fits(a.Value, info.kind):
		add(New(BadCharacters, "field", name, "value", a.Value))
	case name == "emailAddress" && !validEmail(a.Value):
		add(New(BadEmail, "value", a.Value))
	}
	if n := utf8.RuneCountInString(a.Value); info.limit > 0 && n > info.limit {
		add(New(ValueTooLong, "field", name, "value", a.Value, "length", strconv.Itoa(n), "limit", strconv.Itoa(info.limit)))
	}
	return out
}

// fits reports whether a value can be written as this string type.
func fits(s string, kind Encoding) bool {
	for _, r := range s {
		switch kind {
		case PrintableString: // X.680 section 41.4
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r < 0x80 && strings.ContainsRune(" '()+,-./:=?", r)) {
				return false
			}
		case IA5String:
			if r >= 0x80 {
				return false
			}
		}
	}
	return true
}

// hasHidden reports characters that nobody can see or that move the text around them. The two joiners
// are let through: Persian and Indian names are written with them.
func hasHidden(s string) bool {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return true
			}
		}
		if r != zeroWidthNonJoiner && r != zeroWidthJoiner && hidden(r) {
			return true
		}
	}
	return false
}

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

// checkCountry wants two letters; two letters that are no country's are lawful but a mistake.
func checkCountry(v string) []Finding {
	letters := len(v) == 2 && fits(v, PrintableString) && strings.Trim(strings.ToUpper(v), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	if letters && isCountry(strings.ToUpper(v)) {
		return nil
	}
	f := New(BadCountry, "value", v, "suggestion", suggestCountry(v)).Seen("subject")
	if letters {
		f = f.As("not-iso").Weigh(Warning)
	}
	return []Finding{f}
}

func isCountry(code string) bool {
	for i := 0; i+2 <= len(countries); i += 3 {
		if countries[i:i+2] == code {
			return true
		}
	}
	// ISO 3166-1 leaves these to users: tests and private networks use them.
	return code == "AA" || code == "ZZ" || code[0] == 'X' || code[0] == 'Q' && code[1] >= 'M'
}

// suggestCountry guesses the code for a name, a three-letter code or a language; "" when it cannot.
func suggestCountry(v string) string {
	v = strings.ToLower(strings.Trim(v, blank+"."))
	for _, line := range strings.Split(countryWords, "\n") {
		code, words, _ := strings.Cut(line, " ")
		for _, w := range strings.Split(words, ",") {
			if w == v {
				return code
			}
		}
	}
	if len(v) == 2 && isCountry(strings.ToUpper(v)) {
		return strings.ToUpper(v)
	}
	return ""
}
