// Package assets holds every sentence that a person reads, in English and Simplified Chinese, as embedded data files,
// and the few functions that pick, fill and check them. Nobody edits Go to improve a sentence.
//
//	causes/<code>/{en,zh}.md    what a finding means (format: cause.go); Explain is the only door from code to words
//	recipes/<system>/{en,zh}.md where files go and what to restart
//	errors/<id>/                error lines and commands of other tools, and what they mean
//	ui/<area>.{en,zh}.json      words of screens and subcommands, one typed struct an area
package assets

import (
	"embed"
	"fmt"
)

//go:embed causes errors recipes ui
var files embed.FS

// mustRead returns an embedded file. The set of files is fixed when the program is built and held by tests,
// so a missing one is a bug and panics.
func mustRead(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("assets: %v", err))
	}
	return b
}
