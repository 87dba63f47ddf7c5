package assets

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func TestFill(t *testing.T) {
	assert.Equal(t, "a {b} ? {X}", Fill("{a} {b2} {c} {X}", "a", "a", "b2", "{b}"))
	assert.Equal(t, "issuer-ends 1", Fill("issuer-ends {issuer-ends}", "issuer-ends", "1"))
	assert.Equal(t, "?", Fill("{a}", "a"), "a key without a value")
}

const sample = `# The name does not match
## title: ip
The address does not match
## what
The certificate is valid for {names}, not {dialled}.
## what: ip
It has no address {dialled}.
## whose
The server. Try {suggestion}. It ended {ago} ago, on {ended}.
## fix
First this:
` + "```" + `
openssl s_client -connect {dialled}:443
# not a heading
` + "```" + `
then that {suggestion}.
## fix: ip
Only words.
## why
Because.
## seen as
- x509: certificate is valid for 127.0.0.1, not 10.0.1.10
- curl: (60) no alternative
`

func TestParseCause(t *testing.T) {
	c, err := parseCause(sample)
	require.NoError(t, err)
	assert.Equal(t, "The name does not match", c.sections["title"].text)
	assert.Equal(t, "It has no address {dialled}.", c.pick("what", model.Finding{Variant: "ip"}).text)
	assert.Equal(t, c.sections["what"], c.pick("what", model.Finding{Variant: "wildcard"}))
	assert.Equal(t, []string{"openssl s_client -connect {dialled}:443\n# not a heading"}, c.pick("fix", model.Finding{}).commands)
	assert.Equal(t, "First this:\nthen that {suggestion}.", c.pick("fix", model.Finding{}).text)
	assert.Empty(t, c.pick("fix", model.Finding{Variant: "ip"}).commands)
	assert.Len(t, c.seenAs, 2)

	for name, bad := range map[string]string{
		"no title":       "## what\nx\n",
		"text outside":   "# t\nx\n## what\ny\n",
		"open fence":     "# t\n## fix\n```\nls\n",
		"section twice":  "# t\n## what\nx\n## what\ny\n",
		"empty section":  "# t\n## what\n\n## fix\ny\n",
		"second title":   "# t\n# u\n## what\nx\n",
		"title in depth": "# t\n## what\nx\n# u\n",
	} {
		_, err := parseCause(bad)
		assert.Error(t, err, name)
	}
}

func TestEvidenceBecomesWords(t *testing.T) {
	v := vocabularyFor(English)
	f := model.New(model.NameMismatch, "names", "a", "names", "b", "names", "a", "dialled", "10.0.1.10", "suggestion", "", "ago", "26h0m0s", "ended", "2026-11-22T22:41:07+08:00")
	assert.Equal(t, "valid for a, b", v.fill("valid for {names}", f), "several facts of one key are joined, each once")
	assert.Equal(t, "The server. It ended 26 hours ago, on 2026-11-22 14:41 UTC.", v.fill("The server. Try {suggestion}. It ended {ago} ago, on {ended}.", f))
	assert.Equal(t, "Only ?.", v.fill("Only {suggestion}.", f), "a text is never dropped whole")
	assert.Equal(t, "See ?.", v.fill("See {nothing}.", f))
	assert.Equal(t, "One.", v.fill("One. See {nothing}.", f), "nobody looked: nothing is said")
	assert.Equal(t, "The server hung up.", v.fill("{address} hung up.", f), "a word of ours begins a sentence")
	zh := vocabularyFor(Chinese)
	assert.Equal(t, "这时服务端断开。", zh.fill("这时 {address} 断开。", f), "no space between two Han")
	assert.Equal(t, "这时 某某 断开。", zh.fill("这时 {address} 断开。", model.New(model.Timeout, "address", "某某")), "evidence keeps its spaces")
	assert.Equal(t, "Two. For the server.", v.fill("Two. For {host-less}. For {address}.", f), "unless there is a word for it")
	assert.Equal(t, "It is a leaf.", v.fill("[[It is {certificate}.||It is a leaf.]]", f), "or another sentence")
	assert.Equal(t, "It is CN=x.", v.fill("[[It is {certificate}.||It is a leaf.]]", f.With("certificate", "CN=x", "")))
	assert.Equal(t, "一二。", vocabularyFor(Chinese).fill("一二。可用 {suggestion}。", f))
	assert.Equal(t, "for no name at all", v.fill("for {names}", model.New(model.NameMismatch, "names", "")))
	assert.Equal(t, "for other names", v.fill("for {names}", model.New(model.NameMismatch)), "not looked at is not empty")
}

func TestDurations(t *testing.T) {
	en, zh := vocabularyFor(English), vocabularyFor(Chinese)
	for d, want := range map[string][2]string{
		"350ms":      {"350 ms", "350 毫秒"},
		"1s":         {"1 second", "1 秒"},
		"1m30s":      {"90 seconds", "90 秒"},
		"119m59s":    {"119 minutes", "119 分钟"},
		"26h0m0s":    {"26 hours", "26 小时"},
		"48h":        {"2 days", "2 天"},
		"17544h0m0s": {"2 years", "2 年"},
		"-50h":       {"2 days", "2 天"},
		"soon":       {"soon", "soon"},
	} {
		assert.Equal(t, want[0], en.word("ago", d))
		assert.Equal(t, want[1], zh.word("left", d))
	}
	assert.Equal(t, "26h0m0s", en.word("value", "26h0m0s"), "only keys that hold durations")
	_, err := time.ParseDuration("17544h0m0s")
	require.NoError(t, err)
}

func TestLongValuesAreCutWithACount(t *testing.T) {
	v := vocabularyFor(English)
	var names []string
	for range 40 {
		names = append(names, "server.example.com")
	}
	s := v.word("names", strings.Join(names, ", "))
	assert.LessOrEqual(t, columns(s), longestList)
	assert.True(t, strings.HasPrefix(s, "server.example.com, server.example.com"))
	assert.Regexp(t, ` and 3\d more$`, s)

	s = v.word("title", strings.Repeat("长", 300))
	assert.LessOrEqual(t, columns(s), longestValue+20)
	assert.Contains(t, s, "210 more characters")
	short := strings.Repeat("a", longestValue)
	assert.Equal(t, short, v.word("title", short))
}

func TestCommandsAreQuotedAndNeverIncomplete(t *testing.T) {
	f := model.New(model.NameMismatch, "file", "/tmp/a b; rm -rf x", "empty", "")
	cmd, ok := fillCommand("cat {file} >> cert.pem", f)
	require.True(t, ok)
	assert.Equal(t, "cat "+model.ShellQuote("/tmp/a b; rm -rf x")+" >> cert.pem", cmd)
	_, ok = fillCommand("cat {empty}", f)
	assert.False(t, ok)
	_, ok = fillCommand("cat {absent}", f)
	assert.False(t, ok)
}

func TestUnknownCodeStillSpeaks(t *testing.T) {
	for _, lang := range Langs() {
		e := Explain(model.New("never-heard-of", "host", "h\x1b[31m"), lang)
		assert.Contains(t, e.Title, "never-heard-of")
		assert.Contains(t, e.What, "host: h")
		assert.NotContains(t, e.What, "\x1b")
		for _, s := range []string{e.Whose, e.Fix, e.Why} {
			assert.NotEmpty(t, s)
		}
	}
}

func TestAPastedCauseStillSaysSomething(t *testing.T) {
	for _, info := range model.Codes() {
		for _, variant := range append([]string{""}, info.Variants...) {
			for _, lang := range Langs() {
				e := Explain(model.Finding{Code: info.Code, Variant: variant}, lang)
				for _, text := range []string{e.Title, e.What, e.Whose, e.Fix, e.Why} {
					assert.NotEmpty(t, strings.TrimSpace(text), "%s:%s %s", info.Code, variant, lang)
				}
				if !strings.Contains(e.Title, "?") { // a title may ask
					assert.NotContains(t, e.What, "?", "%s:%s %s: evidence that nobody has", info.Code, variant, lang)
				}
				if len(e.Commands) == 0 {
					assert.NotRegexp(t, "[:：]$", e.Fix, "%s:%s announces a command", info.Code, variant)
				}
			}
		}
	}
}

// What a pasted line may mean must be said in whole sentences also where the line holds nothing but the cause.
func TestCausesOfABareLineLeaveNoHoles(t *testing.T) {
	hole := regexp.MustCompile(`(?:^|[^？?)])\?(?:[ 。，；：、]|\.|$)|NAME|ISSUER|FILE|KEY\b`)
	said := func(c candidate, id string) {
		for _, lang := range Langs() {
			e := Explain(settled(c.finding(nil, nil)), lang)
			for _, text := range []string{e.What, e.Whose, e.Fix} {
				assert.NotRegexp(t, hole, text, "%s: %s:%s %s", id, c.code, c.variant, lang)
			}
		}
	}
	for id, list := range catalogue().candidates {
		for _, c := range list {
			said(c, id)
		}
	}
	for _, p := range catalogue().patterns {
		if list := catalogue().candidates[p.id]; p.variant != "" && len(list) > 0 {
			c := list[0]
			c.variant = p.variant
			said(c, p.id)
		}
	}
}

// TestWordsForAClientsCertificate: where a client's certificate is judged no sentence takes it for a server's, in both languages.
func TestWordsForAClientsCertificate(t *testing.T) {
	wrong := map[Lang]*regexp.Regexp{
		English: regexp.MustCompile(`(?i)the server's (certificate )?file|the server's certificate|server sends|reload|copy it to the server|dial a name`),
		Chinese: regexp.MustCompile(`服务端的(证书|文件)|服务端文件|服务端把|拷到服务器|重载|改连`),
	}
	for _, info := range model.Codes() {
		if info.Party != model.PartyServer || info.Rank < model.RankChain || info.Rank > model.RankUse || info.Code == model.ServesOldCertificate ||
			info.Code == model.WrongServerEKU || info.Code == model.Revoked || info.Code == model.ExpiresSoon {
			continue // of a dial, of servers only, or with words that hold for every service
		}
		for _, variant := range append([]string{""}, info.Variants...) {
			if variant == "peer-address" || info.Code == model.UnreadableCert {
				continue
			}
			for _, lang := range Langs() {
				e := Explain(ordinaryFinding(info, variant).By(model.PartyClient), lang)
				said := strings.Join([]string{e.Title, e.What, e.Whose, e.Fix}, "\n")
				assert.NotRegexp(t, wrong[lang], said, "%s:%s %s", info.Code, variant, lang)
			}
		}
	}
}

// TestOneThingHasOneName: a reader who meets a second word for the same thing looks for a second thing.
func TestOneThingHasOneName(t *testing.T) {
	other := map[string]string{
		"告警": "alert", "密码套件": "加密套件", "工作目录": "certwright 目录", "颁发": "签发", "公共 CA": "公网 CA", "名称限制": "名称约束", "证书申请": "签名请求 (CSR)", "配置页": "部署页", "关键 (critical)": "critical",
	}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "zh.md") && !strings.HasSuffix(name, ".zh.json") {
			return err
		}
		if name == "errors/file-missing/zh.md" {
			return nil // speaks of the directory that a program was started in
		}
		for word, ours := range other {
			assert.NotContains(t, string(mustRead(name)), word, "%s: we say %s", name, ours)
		}
		return nil
	})
	require.NoError(t, err)
}

// TestLinesOfOtherVariantsStayAway: what tools print for a negative serial number is no help where an identifier is missing.
func TestLinesOfOtherVariantsStayAway(t *testing.T) {
	e := Explain(ordinaryFinding(model.Info(model.MalformedCert), "missing-ski"), English)
	assert.Equal(t, []string{"Missing Subject Key Identifier"}, e.SeenAs)
	e = Explain(ordinaryFinding(model.Info(model.MalformedCert), "zero-serial"), English)
	assert.Empty(t, e.SeenAs)
	e = Explain(ordinaryFinding(model.Info(model.NameMismatch), "ip"), English)
	assert.Contains(t, e.SeenAs, "hostname mismatch", "lines that are common to all variants make the list, then the others may stand, too")
}
