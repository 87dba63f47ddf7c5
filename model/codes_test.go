package model

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// declaredCodes reads every constant of type Code out of the sources: a code that is only declared would have no words.
func declaredCodes(t *testing.T) []Code {
	t.Helper()
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	var codes []Code
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		require.NoError(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
				for _, v := range spec.Values {
					text, err := strconv.Unquote(v.(*ast.BasicLit).Value)
					require.NoError(t, err)
					codes = append(codes, Code(text))
				}
			}
			return true
		})
	}
	return codes
}

func TestEveryCodeIsInTheTableOnce(t *testing.T) {
	count := map[Code]int{}
	for _, row := range Codes() {
		count[row.Code]++
	}
	declared := declaredCodes(t)
	require.Greater(t, len(declared), 100)
	for _, c := range declared {
		assert.Equal(t, 1, count[c], "%s", c)
		delete(count, c)
	}
	assert.Empty(t, count, "rows whose code is no constant")
}

func TestRowsAreSound(t *testing.T) {
	parties := map[Party]bool{PartyServer: true, PartyClient: true, PartyNetwork: true, PartyMiddlebox: true, PartyClock: true, PartyLocalFile: true, PartyUnknown: true}
	last := RankInput
	for _, row := range Codes() {
		name := string(row.Code)
		assert.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, name)
		assert.True(t, row.Rank >= last && row.Rank <= RankApplication, "%s: Codes() is in rank order", name)
		last = row.Rank
		assert.Contains(t, weight, row.Severity, name)
		assert.True(t, parties[row.Party], name)
		assert.NotEmpty(t, row.Keys, name)
		assertUnique(t, name+" keys", row.Keys)
		assertUnique(t, name+" variants", row.Variants)
		for _, c := range row.Supersedes {
			assert.NotEqual(t, row.Code, c)
			assert.Contains(t, byCode, c, name)
		}
	}
}

func assertUnique(t *testing.T, name string, list []string) {
	t.Helper()
	have := map[string]bool{}
	for _, x := range list {
		assert.Regexp(t, `^[a-z0-9]+([-_][a-z0-9]+)*$`, x, name)
		assert.False(t, have[x], "%s: %s twice", name, x)
		have[x] = true
	}
}

func TestUnknownCodeIsNotLost(t *testing.T) {
	f := New("never-heard-of")
	assert.Equal(t, Fatal, f.Severity)
	assert.Equal(t, PartyUnknown, f.Party)
	assert.False(t, OK([]Finding{f}))
}

func TestArrange(t *testing.T) {
	expired := New(Expired, "certificate", "a")
	list := []Finding{
		New(RootSent, "certificate", "r"),
		New(ExpiresSoon, "certificate", "b"),
		New(UnknownIssuer, "certificate", "a"),
		expired,
		New(NameMismatch, "dialled", "x"),
		expired,
		New(MissingIntermediate, "certificate", "a"),
	}
	var codes []Code
	for _, f := range Arrange(list) {
		codes = append(codes, f.Code)
	}
	assert.Equal(t, []Code{MissingIntermediate, Expired, NameMismatch, ExpiresSoon, RootSent}, codes)
	assert.Equal(t, UnknownIssuer, list[2].Code, "the list given stays as it is")
}

func TestArrangeKeepsTheHeaviest(t *testing.T) {
	warning := New(IPAsDNS, "value", "10.0.0.9")
	require.Equal(t, Warning, warning.Severity)
	for _, list := range [][]Finding{{warning, warning.Weigh(Fatal)}, {warning.Weigh(Fatal), warning}} {
		out := Arrange(list)
		require.Len(t, out, 1)
		assert.Equal(t, Fatal, out[0].Severity)
	}
	assert.Len(t, Arrange([]Finding{warning, warning.As("other"), New(IPAsDNS, "value", "10.0.0.8")}), 3)
}

func TestOK(t *testing.T) {
	assert.True(t, OK(nil))
	assert.True(t, OK([]Finding{New(ExpiresSoon), New(RootSent)}))
	assert.False(t, OK([]Finding{New(ExpiresSoon), New(Expired)}))
	assert.False(t, Report{Findings: nil}.OK(), "a report that is not finished is not ok")
	assert.True(t, Report{Done: true}.OK())
}

func TestFinding(t *testing.T) {
	f := New(BadDays, "value", "0", "suggestion", "397").Seen("days")
	g := f.With("extra", "x", "elsewhere").By(PartyClient).Sure(Likely).Fixed(Fix{Kind: FixReissue}).Seen("late")
	assert.Equal(t, []Fact{{"value", "0", "days"}, {"suggestion", "397", "days"}}, f.Evidence, "findings are values")
	assert.Equal(t, "elsewhere", g.Evidence[2].Source)
	assert.Equal(t, "x", g.Value("extra"))
	assert.Empty(t, f.Value("extra"))
	assert.Empty(t, f.Fixes)
	assert.Equal(t, PartyClient, g.Party)
	assert.Equal(t, Likely, g.Certainty)
	assert.Equal(t, Proven, f.Certainty)
	assert.Equal(t, "failed: bad-days value=0 suggestion=397", Fail(f).Error())
}

// wellFormed asserts what every finding of this package promises: exactly the evidence keys of its row, a variant of its row, sources.
func wellFormed(t *testing.T, findings []Finding) {
	t.Helper()
	for _, f := range findings {
		row, ok := byCode[f.Code]
		require.True(t, ok, "%s", f.Code)
		var keys []string
		for _, e := range f.Evidence {
			keys = append(keys, e.Key)
			require.NotEmpty(t, e.Source, "%s %s", f.Code, e.Key)
		}
		require.Equal(t, row.Keys, keys, "%s", f.Code)
		if f.Variant != "" {
			require.Contains(t, row.Variants, f.Variant, "%s", f.Code)
		}
	}
}

// told writes findings as "code/variant suggestion", the form in which tables expect them.
func told(findings []Finding) string {
	var out []string
	for _, f := range findings {
		s := string(f.Code)
		if f.Variant != "" {
			s += "/" + f.Variant
		}
		if v := f.Value("suggestion"); v != "" {
			s += " " + v
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}
