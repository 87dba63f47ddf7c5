package assets

import (
	"net/netip"
	"slices"
	"strings"

	"certwright/model"
)

// tidied gives what the groups of a pattern caught as a person would write it: a log that was written as JSON or as a Go
// string has \" around names, and a group whose name ends in -2 holds more of the same fact.
func tidied(groups map[string]string) map[string]string {
	out := map[string]string{}
	for key, value := range groups {
		if key = strings.TrimSuffix(key, "-2"); key == "names" {
			value = unquotedList(groups[key])
			if more := unquotedList(groups[key+"-2"]); more != "" {
				value = strings.TrimPrefix(value+", "+more, ", ")
			}
		}
		out[key] = value
	}
	return out
}

// kinds are how node and rustls write what sort of name stands in a list.
var kinds = strings.NewReplacer("DNS:", "", "IP Address:", "", "DnsName(", "", "IpAddress(", "", `")`, `"`)

// unquotedList reads "a" "b", \"a\", \"b\", 'a', 'b' and DNS:a, DNS:b as a, b; a list without such marks stays as it is.
func unquotedList(s string) string {
	s = kinds.Replace(strings.ReplaceAll(s, `\"`, `"`))
	return strings.NewReplacer(`" "`, ", ", `"`, "", "'", "").Replace(s)
}

// heldBack puts the likelier cause first where a Go client was given a certificate and the server got none: Go holds back a
// certificate whose CA the server does not name.
func heldBack(r model.Reading) []model.Finding {
	f := r.Findings
	given := r.Dial != nil && r.Dial.Cert != "" && (r.Tool == "go" || r.Tool == "docker")
	if !given || len(f) < 2 || f[0].Code != model.ClientCertRequired || f[1].Code != model.ClientCertWithheld {
		return f
	}
	return append([]model.Finding{f[1].Sure(model.Likely), f[0].Sure(model.Possible)}, f[2:]...)
}

// withoutRepeats leaves out what a command says by itself: git -c http.sslVerify=false is a setting and a flag.
func withoutRepeats(readings []model.Reading, commands []placedCommand) []model.Reading {
	return slices.DeleteFunc(readings, func(r model.Reading) bool {
		if len(r.Findings) != 1 || r.Findings[0].Code != model.VerificationOff {
			return false
		}
		option := r.Findings[0].Value("option")
		return slices.ContainsFunc(commands, func(c placedCommand) bool {
			return slices.ContainsFunc(c.Findings, func(f model.Finding) bool {
				said := f.Value("option")
				return f.Code == model.VerificationOff && said != "" && strings.HasPrefix(option, said)
			})
		})
	})
}

// withFiles adds what is known of the files that a command names: whether all of them lie here, which do and which do not,
// and whether certificate and key belong together.
func withFiles(all model.Finding, r model.Reading) model.Finding {
	if r.Dial == nil || r.ID != CommandReading {
		return all
	}
	say := func(key, value string) {
		all.Evidence = append(all.Evidence, model.Fact{Key: key, Value: value, Source: "text"})
	}
	whole := len(r.Files) > 0
	for _, file := range []string{r.Dial.CA, r.Dial.Cert, r.Dial.Key} {
		if file == "" {
			continue
		}
		say("named", file)
		if !slices.Contains(r.Files, file) {
			whole = false
		}
	}
	if len(r.Absent) > 0 {
		say("gone", strings.Join(r.Absent, ", "))
	}
	if r.Paired {
		say("paired", "yes")
	}
	if whole {
		say("whole", "yes")
	} else {
		say("here", strings.Join(r.Files, ", "))
	}
	return all
}

// settled takes the variant that the facts of a pasted line decide: an address is compared with IP SANs only.
func settled(f model.Finding) model.Finding {
	if _, err := netip.ParseAddr(f.Value("dialled")); err == nil && f.Code == model.NameMismatch && f.Variant == "" {
		f = f.As("ip")
	}
	return calledToday(f)
}
