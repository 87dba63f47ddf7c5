package screens

import (
	"strings"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// subjectTypes are the parts of a subject that forms ask for, in the order in which they are encoded.
var subjectTypes = []string{"C", "ST", "L", "O", "OU", "CN", "emailAddress"}

// subjectFields are the form lines of a subject. A whole subject pasted into any of them fills all.
type subjectFields struct {
	fields map[string]*kit.Field
	extra  model.Subject // attributes of a pasted subject that have no line
}

// newSubjectFields makes the lines, filled from a subject.
func newSubjectFields(env *nav.Env, s model.Subject) *subjectFields {
	f := &subjectFields{fields: map[string]*kit.Field{}}
	for _, kind := range subjectTypes {
		label, hint := subjectWords(env.Words, kind)
		field := kit.NewField(env, label, hint, s.Get(kind))
		field.Check = func(v string) []model.Finding {
			if v == "" { // an empty CN becomes the name
				return nil
			}
			return model.CheckAttribute(model.Attribute{Type: kind, Value: v})
		}
		f.fields[kind] = field
	}
	return f
}

func subjectWords(w *assets.Words, kind string) (label, hint *string) {
	s := &w.Identity.Subject
	switch kind {
	case "C":
		return &s.C.Text, &s.C.Detail
	case "ST":
		return &s.ST.Text, &s.ST.Detail
	case "L":
		return &s.L.Text, &s.L.Detail
	case "O":
		return &s.O.Text, &s.O.Detail
	case "OU":
		return &s.OU.Text, &s.OU.Detail
	case "CN":
		return &s.CN.Text, &s.CN.Detail
	}
	return &s.Email.Text, &s.Email.Detail
}

// items are the form lines in order.
func (f *subjectFields) items() []kit.Item {
	var out []kit.Item
	for _, kind := range subjectTypes {
		out = append(out, f.fields[kind])
	}
	return out
}

// spread looks for a whole subject in one of the lines, fills all of them from it, and reports whether it did.
func (f *subjectFields) spread() bool {
	for _, kind := range subjectTypes {
		v := f.fields[kind].Value()
		if !strings.HasPrefix(v, "/") && strings.Count(v, "=") < 2 {
			continue
		}
		s, found := model.ParseSubject(v)
		if len(s) == 0 || !readable(found) {
			continue
		}
		f.set(s)
		return true
	}
	return false
}

// readable reports whether a subject could be taken apart; what is wrong with the parts is said at their lines.
func readable(found []model.Finding) bool {
	for _, x := range found {
		if x.Code == model.BadSubject {
			return false
		}
	}
	return true
}

func (f *subjectFields) set(s model.Subject) {
	f.extra = nil
	for _, kind := range subjectTypes {
		f.fields[kind].SetValue(s.Get(kind))
	}
	for _, a := range s {
		if f.fields[model.AttributeName(a.Type)] == nil {
			f.extra = append(f.extra, a)
		}
	}
}

// value is the subject as typed, without empty parts.
func (f *subjectFields) value() model.Subject {
	var s model.Subject
	for _, kind := range subjectTypes {
		if v := f.fields[kind].Value(); v != "" {
			s = append(s, model.Attribute{Type: kind, Value: v})
		}
	}
	return append(s, f.extra...)
}
