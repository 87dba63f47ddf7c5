package assets

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// widest is the longest line of an explanation with ordinary values, in columns.
const widest = 77

// ordinary holds values as they come, to measure lines with.
var ordinary = map[string]string{
	"address": "10.0.1.10:2379", "host": "etcd-1.example", "port": "2379", "dialled": "10.0.1.10", "names": "127.0.0.1, localhost", "certificate": "etcd-1",
	"issuer": "pouch_test", "trust": "pouch_test", "sha256": "5E:A1:09:7C:20:4F", "ours": "5ea1097c204f", "theirs": "91b2c03d55e0", "ended": "2026-11-22T14:41:00Z",
	"now": "2026-11-22T14:41:00Z", "starts": "2026-11-22T14:41:00Z", "ends": "2026-11-22T14:41:00Z", "issuer-ends": "2026-11-22T14:41:00Z", "ago": "26h0m0s", "in": "26h0m0s",
	"left": "240h0m0s", "difference": "26h0m0s", "waited": "10s", "alert": "42 bad_certificate", "cas": "CN=pouch_test", "file": "./server.pem", "path": "pouch_test/etcd-1",
	"role": "cert", "phase": "handshake", "found": "key", "wanted": "certificate", "has": "serverAuth", "needs": "clientAuth", "newer": "2026-11-22T14:41:00Z",
	"served": "2025-11-22T14:41:00Z", "when": "2026-11-22T14:41:00Z", "until": "2026-11-22T14:41:00Z", "limit": "64", "aia": "http://ca.example/i.crt", "value": "10.0.0.999",
}

func ordinaryFinding(info model.CodeInfo, variant string) model.Finding {
	f := model.New(info.Code).As(variant)
	for _, k := range info.Keys {
		v := ordinary[k]
		if v == "" {
			v = "example"
		}
		f = f.With(k, v, "test")
	}
	return f
}

// causeFaults lists everything that is wrong with the words of a code.
func causeFaults(info model.CodeInfo) (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	parsed := map[Lang]*cause{}
	for _, lang := range Langs() {
		b, err := files.ReadFile(causeFile(info.Code, lang))
		if err != nil {
			say("%s: missing", lang)
			continue
		}
		c, err := parseCause(string(b))
		if err != nil {
			say("%s: %v", lang, err)
			continue
		}
		parsed[lang] = c
		for _, f := range oneLanguageFaults(info, c, lang) {
			say("%s: %s", lang, f)
		}
	}
	if parsed[English] != nil && parsed[Chinese] != nil {
		faults = append(faults, twoLanguageFaults(parsed[English], parsed[Chinese])...)
	}
	return faults
}

var quotedPlaceholder = regexp.MustCompile(`["'][^"'\n]*\{[a-z_-]+\}[^"'\n]*["']`)

func oneLanguageFaults(info model.CodeInfo, c *cause, lang Lang) (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	used := map[string]bool{}
	for _, name := range causeSections {
		if _, ok := c.sections[name]; !ok {
			say("no section %q", name)
		}
	}
	for name, s := range c.sections {
		base, variant, isVariant := strings.Cut(strings.TrimSuffix(name, clientsOwn), ": ")
		if !slices.Contains(append([]string{"title"}, causeSections...), base) {
			say("unknown section %q", name)
		}
		if isVariant && !slices.Contains(info.Variants, variant) {
			say("unknown variant %q", name)
		}
		for _, k := range placeholdersOf(s.text + "\n" + strings.Join(s.commands, "\n")) {
			used[k] = true
			if !slices.Contains(info.Keys, k) {
				say("{%s} in %q is no evidence of this code", k, name)
			}
		}
		if m := ambiguous.FindString(s.text); m != "" {
			say("%q holds %q, which has no certain width", name, m)
		}
		if lang == Chinese && !han.MatchString(s.text) {
			say("%q is not Chinese", name)
		}
		if lang == English && han.MatchString(s.text) {
			say("%q is not English", name)
		}
		for _, cmd := range s.commands {
			if m := quotedPlaceholder.FindString(cmd); m != "" {
				say("%q quotes a value that is quoted anyway: %s", name, m)
			}
		}
		for _, line := range strings.Split(vocabularyFor(lang).fill(s.text, ordinaryFinding(info, "")), "\n") {
			if w := ansi.StringWidth(line); w > widest {
				say("%q has a line of %d columns: %s", name, w, line)
			}
		}
	}
	for _, k := range info.Keys {
		if !used[k] {
			say("{%s} is never used", k)
		}
	}
	sort.Strings(faults)
	return faults
}

func twoLanguageFaults(en, zh *cause) (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for name, s := range en.sections {
		z, ok := zh.sections[name]
		if !ok {
			say("zh has no %q", name)
			continue
		}
		if s.text == z.text {
			say("zh %q is English", name)
		}
		if strings.Join(s.commands, "\x00") != strings.Join(z.commands, "\x00") {
			say("commands of %q differ", name)
		}
	}
	for name := range zh.sections {
		if _, ok := en.sections[name]; !ok {
			say("en has no %q", name)
		}
	}
	if fmt.Sprint(en.seenAs) != fmt.Sprint(zh.seenAs) {
		say("\"seen as\" differs")
	}
	sort.Strings(faults)
	return faults
}

func TestEveryCauseHasItsWords(t *testing.T) {
	var all []string
	for _, info := range model.Codes() {
		for _, f := range causeFaults(info) {
			all = append(all, string(info.Code)+": "+f)
		}
	}
	if len(all) > 0 {
		t.Errorf("%d faults:\n%s", len(all), strings.Join(all, "\n"))
	}
}

func TestNoCauseWithoutCode(t *testing.T) {
	known := map[string]bool{"FORMAT.md": true}
	for _, info := range model.Codes() {
		known[string(info.Code)] = true
	}
	entries, err := fs.ReadDir(files, "causes")
	require.NoError(t, err)
	for _, e := range entries {
		assert.True(t, known[e.Name()], "causes/%s: no such code in model", e.Name())
		inside, _ := fs.ReadDir(files, "causes/"+e.Name())
		for _, f := range inside {
			assert.Contains(t, []string{"en.md", "zh.md"}, f.Name(), "causes/%s", e.Name())
		}
	}
}

// The faults must be found, or the test above proves nothing.
func TestCauseFaultsAreFound(t *testing.T) {
	info := model.CodeInfo{Code: "x", Keys: []string{"names", "dialled"}, Variants: []string{"ip"}}
	en, err := parseCause("# T\n## what\n{names} is not {dialed}\n## what: dns\nA long line that goes on and on, far beyond what fits into a window of eighty columns.\n## whose\nW\n## fix\n```\necho \"{names}\"\n```\nx\n")
	require.NoError(t, err)
	zh, err := parseCause("# 题\n## what\n{names} 不是 {dialled}\n## whose\nW\n## fix\n```\nls\n```\n做。\n## why\n为什么→\n")
	require.NoError(t, err)
	text := strings.Join(append(oneLanguageFaults(info, en, English), append(oneLanguageFaults(info, zh, Chinese), twoLanguageFaults(en, zh)...)...), "\n")
	for _, want := range []string{
		`no section "why"`, `unknown variant "what: dns"`, `{dialed} in "what"`, `{dialled} is never used`, `columns`, `quotes a value`,
		`holds "→"`, `"whose" is not Chinese`, `zh "whose" is English`, `commands of "fix" differ`, `zh has no "what: dns"`, `en has no "why"`,
	} {
		assert.Contains(t, text, want)
	}
}

func TestNoPlaceholderIsLeft(t *testing.T) {
	for _, info := range model.Codes() {
		for _, variant := range append([]string{""}, info.Variants...) {
			for _, lang := range Langs() {
				e := Explain(ordinaryFinding(info, variant), lang)
				all := strings.Join(append([]string{e.Title, e.What, e.Whose, e.Fix, e.Why}, e.Commands...), "\n")
				assert.NotRegexp(t, placeholder, all, "%s:%s %s", info.Code, variant, lang)
				for _, cmd := range e.Commands {
					assert.NotContains(t, cmd, "``", info.Code)
				}
			}
		}
	}
}

// A variant without words of its own would say less than the code: it must not exist.
func TestEveryVariantHasWords(t *testing.T) {
	for _, info := range model.Codes() {
		for _, lang := range Langs() {
			c := causeOf(info.Code, lang)
			if !assert.NotNil(t, c, "%s %s", lang, info.Code) {
				continue
			}
			for _, variant := range info.Variants {
				own := false
				for name := range c.sections {
					own = own || strings.HasSuffix(strings.TrimSuffix(name, clientsOwn), ": "+variant)
				}
				assert.True(t, own, "%s has no words for %s:%s", lang, info.Code, variant)
			}
		}
	}
}
