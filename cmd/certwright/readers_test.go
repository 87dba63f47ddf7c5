package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/pki/readers"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/theme"
)

// objecting is one family with one objection, from a certificate whose owner is hostile, beside one that accepts.
func objecting(key string, purpose model.Profile) *model.Acceptances {
	return &model.Acceptances{Certificate: "x\x1b[31m", Purpose: purpose, Name: "a.test", Trust: "lab", Days: 397, Rows: []model.Acceptance{
		{Reader: "java", Answer: model.AnswerNo, Objections: []model.Objection{{Key: key, Certificate: "a\x1b[31m\u202eb", Detail: "c\x07d"}}},
		{Reader: "go", Answer: model.AnswerYes},
	}}
}

// TestThreeFacesOneObjection renders every objection as text, as JSON and on a screen: the words are the same.
func TestThreeFacesOneObjection(t *testing.T) {
	for _, lang := range assets.Langs() {
		env := nav.NewEnv(t.Context(), lang, theme.New(theme.Options{NoColor: true}), nav.Services{}, nav.Makers{})
		a := &app{lang: string(lang), out: &checkedWriter{w: &bytes.Buffer{}}, getenv: func(string) string { return "" }}
		for _, key := range readers.Keys() {
			for _, purpose := range []model.Profile{model.ProfileServer, model.ProfileClient} {
				rows := objecting(key, purpose)
				want := assets.ReasonText(rows.Rows[0].Objections[0], purpose, lang)

				var text bytes.Buffer
				p := a.printer()
				p.out = &text
				p.readers(rows)

				raw, err := json.Marshal(jsonAcceptsOf(rows, lang))
				require.NoError(t, err)
				var parsed jsonAccepts
				require.NoError(t, json.Unmarshal(raw, &parsed))
				assert.Equal(t, want.Text, parsed.By[0].Reasons[0].Text)
				assert.Equal(t, want.Fix, parsed.By[0].Reasons[0].Fix)
				assert.Equal(t, []jsonReason{}, parsed.By[1].Reasons)

				screen := ansi.Strip(screens.NewReadersOf(env, *rows).View(80, 200))
				for face, shown := range map[string]string{"text": text.String(), "screen": screen} {
					assert.Contains(t, bare(shown), bare(want.Text), "%s of the %s, %s", key, face, lang)
					assert.Contains(t, bare(shown), bare(want.Fix), "%s of the %s, %s", key, face, lang)
					assert.NotRegexp(t, `\{[a-z_]+\}`, shown, "%s has a placeholder left", key)
					for _, bad := range []string{"\x1b", "\u202e", "\a"} {
						assert.NotContains(t, shown, bad, "%s lets a control character through", key)
					}
				}
				for _, l := range strings.Split(text.String(), "\n") {
					assert.True(t, width(l) <= pageWidth || !strings.Contains(strings.TrimSpace(l), " "), "%s: a line of %d columns: %s", key, width(l), l)
				}
			}
		}
	}
}
