package model

import (
	"slices"
	"strings"
)

// blank is what is trimmed around typed values.
const blank = " \t\r\n"

// String gives the subject as openssl's -subj takes it: /C=CN/O=Company/CN=pouch_test, in the order it is encoded.
// ParseSubject reads it back to the same subject. The text is raw: Clean it before showing.
func (s Subject) String() string {
	var b strings.Builder
	for _, a := range s {
		b.WriteByte('/')
		b.WriteString(a.Type)
		b.WriteByte('=')
		writeEscaped(&b, a.Value, `/\+`)
	}
	return b.String()
}

// writeEscaped writes a value with a backslash before each of the special characters and before blanks at either end,
// which would be trimmed.
func writeEscaped(b *strings.Builder, value, special string) {
	front := len(value) - len(strings.TrimLeft(value, blank))
	back := len(strings.TrimRight(value, blank))
	for i := 0; i < len(value); i++ {
		if i < front || i >= back || strings.IndexByte(special, value[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(value[i])
	}
}

// RFC4514 gives the subject as RFC 4514 writes it: last encoded first, CN=pouch_test,O=Company,C=CN.
// ParseSubject reads it back to the same subject. The text is raw: Clean it before showing.
func (s Subject) RFC4514() string {
	var b strings.Builder
	for i := len(s) - 1; i >= 0; i-- {
		if i < len(s)-1 {
			b.WriteByte(',')
		}
		b.WriteString(s[i].Type)
		b.WriteByte('=')
		v := s[i].Value
		if strings.HasPrefix(v, "#") {
			b.WriteByte('\\')
		}
		writeEscaped(&b, v, `,+"\<>;`)
	}
	return b.String()
}

// Get returns the value of an attribute type written in any way, "" when there is none.
// Of several it returns the last, the most specific, as programs do that look for "the" common name.
func (s Subject) Get(kind string) string {
	if i := s.last(AttributeName(kind)); i >= 0 {
		return s[i].Value
	}
	return ""
}

// Set returns the subject with one attribute changed; the receiver stays as it is. Of several the last is changed;
// an empty value removes all of that type; a new one goes to its place in the usual order C ST L O OU CN emailAddress,
// any other type to the end.
func (s Subject) Set(kind, value string) Subject {
	kind = AttributeName(kind)
	out := slices.Clone(s)
	if value == "" {
		return slices.DeleteFunc(out, func(a Attribute) bool { return AttributeName(a.Type) == kind })
	}
	if i := out.last(kind); i >= 0 {
		out[i].Value = value
		return out
	}
	return slices.Insert(out, out.place(kind), Attribute{kind, value})
}

func (s Subject) last(kind string) int {
	for i := len(s) - 1; i >= 0; i-- {
		if AttributeName(s[i].Type) == kind {
			return i
		}
	}
	return -1
}

// usual is how many rows of the table, from the first, have a place of their own in a subject.
const usual = 7

// place returns where a new attribute of this type belongs.
func (s Subject) place(kind string) int {
	rank, ok := attributeByName[strings.ToLower(kind)]
	if !ok || rank >= usual {
		return len(s)
	}
	for i, a := range s {
		r, ok := attributeByName[strings.ToLower(a.Type)]
		if ok && r < usual && r > rank {
			return i
		}
	}
	return len(s)
}
