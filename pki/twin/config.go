package twin

import (
	"strings"

	"certwright/model"
)

// config is an openssl.cnf with the subject and the extensions of one certificate.
func config(subject model.Subject, option, extensions string) string {
	var b strings.Builder
	b.WriteString("[req]\nprompt = no\n")
	if strings.ContainsFunc(subject.String(), func(r rune) bool { return r >= 0x80 }) {
		b.WriteString("utf8 = yes\n")
	}
	b.WriteString("distinguished_name = dn\n")
	if option != "" {
		b.WriteString(option + "\n")
	}
	b.WriteString("[dn]\n")
	for i, a := range subject {
		b.WriteString(attributeKey(subject, i) + " = " + confValue(a.Value) + "\n")
	}
	return b.String() + extensions
}

// subjectOption gives an empty subject, which a section cannot.
func subjectOption(s model.Subject) string {
	if len(s) > 0 {
		return ""
	}
	return "-subj /"
}

// attributeKey is the type of an attribute, with a number before it where it would otherwise be the key of two lines, or where openssl
// would take the first arc of an OID for that number.
func attributeKey(s model.Subject, i int) string {
	kind := model.AttributeName(s[i].Type)
	before, more := 0, false
	for j, a := range s {
		if model.AttributeName(a.Type) == kind && j != i {
			more = true
			if j < i {
				before++
			}
		}
	}
	if more || strings.Contains(kind, ".") {
		return number(before+1) + "." + kind
	}
	return kind
}

// confValue writes a value so that openssl's configuration reader gives it back: backslash, quotes, dollar and number sign are special, and
// blanks at the ends are dropped unless quoted. NUL cannot be written and is left out.
func confValue(v string) string {
	v = strings.ReplaceAll(v, "\x00", "")
	middle := strings.Trim(v, " ")
	if middle == "" {
		return quoteBlanks(v)
	}
	front, back, _ := strings.Cut(v, middle)
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`, "`", "\\`", "$", `\$`, "#", `\#`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(middle)
	return quoteBlanks(front) + escaped + quoteBlanks(back)
}

func quoteBlanks(s string) string {
	if s == "" {
		return ""
	}
	return `"` + s + `"`
}

func authorityExtensions(spec model.AuthoritySpec) string {
	limit := ""
	if spec.PathLen >= 0 {
		limit = ", pathlen:" + number(spec.PathLen)
	}
	return "[ext]\nbasicConstraints = critical, CA:TRUE" + limit +
		"\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n"
}

func identityExtensions(spec model.IdentitySpec, encrypts bool) string {
	usage := "digitalSignature"
	if encrypts {
		usage += ", keyEncipherment"
	}
	text := "[ext]\nbasicConstraints = critical, CA:FALSE\nkeyUsage = critical, " + usage + "\n"
	if len(spec.EKUs) > 0 {
		var ekus []string
		for _, e := range spec.EKUs {
			ekus = append(ekus, model.EKUName(model.EKUOID(e)))
		}
		text += "extendedKeyUsage = " + strings.Join(ekus, ", ") + "\n"
	}
	text += "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n"
	return text + alternativeNames(spec)
}

// alternativeNames writes the names on one line while they are few and plain, else one a line in a section of their own: only there
// may a URI hold commas.
func alternativeNames(spec model.IdentitySpec) string {
	if len(spec.SANs) == 0 {
		return ""
	}
	critical := ""
	if len(spec.Subject) == 0 { // RFC 5280 section 4.2.1.6
		critical = "critical, "
	}
	var list []string
	plain := true
	for _, s := range spec.SANs {
		list = append(list, s.String())
		plain = plain && !strings.ContainsAny(s.Value, ", ") && confValue(s.Value) == s.Value
	}
	line := "subjectAltName = " + critical + strings.Join(list, ", ")
	if plain && len(line) <= width {
		return line + "\n"
	}
	text := "subjectAltName = " + critical + "@names\n[names]\n"
	count := map[model.SANKind]int{}
	for _, s := range spec.SANs {
		count[s.Kind]++
		text += string(s.Kind) + "." + number(count[s.Kind]) + " = " + confValue(s.Value) + "\n"
	}
	return text
}
