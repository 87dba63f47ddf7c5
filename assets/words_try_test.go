package assets

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"

	"certwright/model"
)

var allChanges = []string{
	model.TryWithoutCertificate, model.TryShortHello, model.TryTLS12, model.TryNoSNI, model.TryOtherSNI, model.TryIntermediate, model.TryNoALPN,
	model.TryTwin, model.TryMintEKU, model.TryMintDate, model.TryMintCA, model.TryMintGood,
	model.TryButEKU, model.TryButDate, model.TryButCA, model.TryButChain,
}

var allResults = []string{model.TryGreen, model.TryRefused, model.TryFailed, model.TrySame, model.TryOther, model.TryAsked}

func TestTryText(t *testing.T) {
	w := TryText(model.Try{Change: "without-certificate", Result: "refused", Detail: "116 certificate_required"}, English)
	assert.Equal(t, TryWords{Change: "no client certificate", Result: "refused: 116 certificate_required", Shows: "Whoever has no certificate stays out."}, w)
	w = TryText(model.Try{Change: "minted-eku", With: "pouch_test", Result: "green", Shows: model.ClientCertRejected, Variant: "wrong-eku"}, English)
	assert.Equal(t, TryWords{Change: "minted by pouch_test: ours + clientAuth", Result: "works", Shows: "It is the use (EKU): ours lacks clientAuth."}, w)
	w = TryText(model.Try{Change: "minted-but-dates", With: "x", Result: "green", Clears: "expired"}, English)
	assert.Equal(t, "The server does not mind that.", w.Shows)
	w = TryText(model.Try{Change: "no-alpn", Result: "green", Shows: model.WrongClientEKU}, Chinese)
	assert.Contains(t, w.Shows, Explain(model.Finding{Code: model.WrongClientEKU}, Chinese).Title, "a cause without words of its own has its title")
	w = TryText(model.Try{Change: "unheard-of\x07", Result: "odd", Detail: "\x1b[31m"}, English)
	assert.Equal(t, TryWords{Change: `unheard-of\x07`, Result: `odd: \x1b[31m`, Shows: "That alone proves nothing."}, w)
	w = TryText(model.Try{Change: "other-sni", With: "a\u202eb"}, Chinese)
	assert.Equal(t, TryWords{Change: `服务器名称 (SNI) 换成 a\u202eb`}, w, "not made yet: nothing happened and nothing follows")
}

// A connection that broke says so in words, and a server that went away makes the rest worthless: that is said first.
func TestTryOutcome(t *testing.T) {
	open := model.New(model.AlertReceived, "address", "a:1", "alert", "42 bad_certificate", "phase", "tls").Sure(model.Proven).Weigh(model.Fatal)
	known := model.New(model.NameMismatch).Sure(model.Proven).Weigh(model.Fatal)
	same := model.Try{Change: model.TryNoALPN, Result: model.TrySame, Detail: "closed"}
	gone := model.Try{Change: model.TryOtherSNI, Result: model.TryFailed, Detail: string(model.TroubleRefused)}
	told := model.Try{Change: model.TryOtherSNI, Result: model.TryGreen, Shows: model.NameMismatch}
	for _, lang := range Langs() {
		w := WordsFor(lang).Try
		for _, c := range []struct {
			finding model.Finding
			tries   []model.Try
			want    string
		}{
			{open, nil, ""}, {open, []model.Try{same}, w.Open}, {open, []model.Try{same, gone}, w.Gone},
			{known, []model.Try{same}, w.Stands}, {known, []model.Try{same, told}, ""}, {known, []model.Try{{Change: model.TryNoALPN}}, ""},
		} {
			assert.Equal(t, c.want, TryOutcome(model.Report{Findings: []model.Finding{c.finding}, Tries: c.tries}, lang))
		}
		assert.NotContains(t, TryText(gone, lang).Result, "refused")
		assert.Equal(t, w.Follows["failed/refused"], TryText(gone, lang).Shows)
		assert.NotContains(t, TryText(same, Chinese).Result, "closed")
	}
	assert.Equal(t, "fails: nobody listens there any more", TryText(gone, English).Result)
}

// Every experiment has words, and the middle of a line of 80 columns is enough for what was changed.
func TestEveryTryHasWords(t *testing.T) {
	for _, lang := range Langs() {
		w := WordsFor(lang).Try
		for _, c := range allChanges {
			assert.NotEmpty(t, w.Change[c], "%s in %s", c, lang)
			assert.LessOrEqual(t, ansi.StringWidth(TryText(model.Try{Change: c, With: "pouch_test"}, lang).Change), 41, c)
		}
		assert.Len(t, w.Change, len(allChanges), "words for an experiment that there is not")
		for _, r := range allResults {
			assert.NotEmpty(t, w.Result[r], "%s in %s", r, lang)
		}
		assert.Len(t, w.Result, len(allResults))
		for key, text := range w.Cause {
			assert.LessOrEqual(t, ansi.StringWidth(text), 74, key)
		}
		for key, text := range w.Follows {
			assert.LessOrEqual(t, ansi.StringWidth(text), 74, key)
		}
	}
}

// The variants that experiments prove are variants that findings have.
func TestTryVariantsAreVariants(t *testing.T) {
	for _, v := range []string{"unknown-ca", "same-name-other-key", "expired", "not-yet-valid", "wrong-eku", "missing-intermediate", "this-one", "revoked"} {
		assert.Contains(t, model.Info(model.ClientCertRejected).Variants, v)
		assert.Contains(t, model.Info(model.HTTPRefusedClient).Variants, v)
		assert.NotEmpty(t, WordsFor(English).Try.Cause[v], v)
	}
	assert.Contains(t, model.Info(model.ProtocolVersion).Variants, "intolerant")
}
