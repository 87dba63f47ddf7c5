package workbench

import (
	"strings"

	"certwright/model"
)

// Target completes a dial, whose options are filled in, with a target as typed: host:port, [::1]:2379 or a URL.
func Target(text string, options model.Dial) (model.Dial, []model.Finding) {
	d, found := model.ParseTarget(text)
	found = append(found, checkOptions(options)...)
	options.Host, options.Port, options.URL, options.Path = d.Host, d.Port, d.URL, d.Path
	if options.StartTLS == "" {
		options.StartTLS = d.StartTLS
	}
	return options, found
}

var versions = []string{"", "1.0", "1.1", "1.2", "1.3"}

func checkOptions(d model.Dial) []model.Finding {
	var found []model.Finding
	bad := func(option, value, wanted string) {
		found = append(found, model.New(model.BadOption, "option", option, "value", value, "wanted", wanted))
	}
	low, high := index(versions, d.MinTLS), index(versions, d.MaxTLS)
	if low < 0 {
		bad("--min-tls", d.MinTLS, "1.0, 1.1, 1.2, 1.3")
	}
	if high < 0 {
		bad("--max-tls", d.MaxTLS, "1.0, 1.1, 1.2, 1.3")
	}
	if low > 0 && high > 0 && low > high {
		bad("--min-tls", d.MinTLS, "--max-tls "+d.MaxTLS)
	}
	if known := model.StartTLSProtocols(); d.StartTLS != "" && index(known, d.StartTLS) < 0 {
		bad("--starttls", d.StartTLS, strings.Join(known, ", "))
	}
	if d.Timeout < 0 {
		bad("--timeout", d.Timeout.String(), "10s")
	}
	return found
}

func index(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

// helperCodes are faults of what was given to help (--ca, --cert, --key, --as), not of the target.
var helperCodes = map[model.Code]bool{
	model.FileUnreadable: true, model.WrongFileKind: true, model.FileDamaged: true, model.KeyEncrypted: true, model.KeyMismatch: true,
	model.UnknownAuthority: true, model.UnknownIdentity: true, model.AmbiguousCA: true, model.ChooseAuthority: true,
	model.BadTarget: true, model.BadOption: true, model.Unexpected: true, model.SymlinkRefused: true,
}

// HelperFault reports whether a fatal finding is about a helper file or the command line: exit code 2, which beats 1.
func HelperFault(found []model.Finding) bool {
	for _, f := range found {
		if f.Severity == model.Fatal && helperCodes[f.Code] {
			return true
		}
	}
	return false
}

// ProbeCommand is the command line that makes this dial.
func ProbeCommand(d model.Dial) string {
	words := []string{"certwright", "probe", model.ShellQuote(d.Target())}
	add := func(flag, value string) {
		if value != "" {
			words = append(words, flag, model.ShellQuote(value))
		}
	}
	add("--ca", d.CA)
	add("--as", d.As)
	add("--cert", d.Cert)
	add("--key", d.Key)
	add("--crl", d.CRL)
	add("--servername", d.ServerName)
	add("--min-tls", d.MinTLS)
	add("--max-tls", d.MaxTLS)
	add("--starttls", d.StartTLS)
	if d.Strangers {
		words = append(words, "--strangers")
	}
	return strings.Join(words, " ")
}
