package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// TestThreeFacesOneFinding renders every code, from one finding each, as text, as JSON and on a screen: the words are the same.
func TestThreeFacesOneFinding(t *testing.T) {
	for _, lang := range assets.Langs() {
		env := nav.NewEnv(t.Context(), lang, theme.New(theme.Options{NoColor: true}), nav.Services{}, nav.Makers{})
		a := &app{lang: string(lang), out: &checkedWriter{w: &bytes.Buffer{}}, getenv: func(string) string { return "" }}
		for _, info := range model.Codes() {
			for _, variant := range append([]string{""}, info.Variants...) {
				f := plausible(info).As(variant)
				want := assets.Explain(f, lang)
				require.NotEmpty(t, want.What, info.Code)

				var text bytes.Buffer
				p := a.printer()
				p.out = &text
				p.why = true
				p.finding(f, "1 of 1")

				raw, err := json.Marshal(jsonFindings([]model.Finding{f}, lang))
				require.NoError(t, err)
				var parsed []jsonFinding
				require.NoError(t, json.Unmarshal(raw, &parsed))

				screen := strings.Join(kit.OneProblem(env, f, 80), "\n")
				for name, words := range map[string]string{"what": want.What, "whose": want.Whose, "fix": want.Fix} {
					assert.Contains(t, bare(text.String()), bare(words), "%s/%s %s of the text, %s", info.Code, variant, name, lang)
					assert.Contains(t, bare(screen), bare(words), "%s/%s %s of the screen, %s", info.Code, variant, name, lang)
				}
				assert.Equal(t, []string{assets.Joined(want.What), assets.Joined(want.Whose), assets.Joined(want.Fix), assets.Joined(want.Why), want.Title},
					[]string{parsed[0].What, parsed[0].Whose, parsed[0].Fix, parsed[0].Why, parsed[0].Title}, info.Code)
				assert.NotRegexp(t, `\{[a-z-]+\}`, text.String()+screen, "%s has a placeholder left", info.Code)
				assert.NotContains(t, text.String()+screen, "\x1b[31", "%s lets an escape sequence through", info.Code)
			}
		}
	}
}

// plausible gives a finding with evidence that a hostile peer could have chosen.
func plausible(info model.CodeInfo) model.Finding {
	values := map[string]string{
		"ended": "2026-11-01T10:00:00Z", "starts": "2026-12-01T10:00:00Z", "ends": "2026-12-01T10:00:00Z", "now": "2026-11-22T10:00:00Z",
		"ago": "504h0m0s", "in": "216h0m0s", "left": "216h0m0s", "waited": "10s", "phase": string(model.PhaseHello), "role": "leaf", "port": "2379",
		"names": "127.0.0.1, localhost", "dialled": "10.0.1.10", "alert": "42 bad_certificate",
	}
	var pairs []string
	for _, k := range info.Keys {
		v := values[k]
		if v == "" {
			v = "a\x1b[31m\u202eb"
		}
		pairs = append(pairs, k, v)
	}
	f := model.New(info.Code, pairs...)
	f.Fixes = []model.Fix{{Kind: model.FixCopyRestart, Identity: "lab/web", File: "/tmp/cert.pem"}}
	return f
}

var space = regexp.MustCompile(`\s+`)

// bare drops white space: every face breaks lines in its own way.
func bare(s string) string { return space.ReplaceAllString(s, "") }
