package assets

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// emitted is what the sources of the program write into evidence: keys, and places where it was read. A place that is put
// together from a text and a value ends in "...".
type emitted struct {
	keys, places []string
	consts       map[string]string
}

func emittedByTheCode(t *testing.T) emitted {
	t.Helper()
	var e emitted
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		e.consts = map[string]string{}
		ast.Inspect(tree, e.node)
		return nil
	})
	require.NoError(t, err)
	for _, info := range model.Codes() {
		e.keys = append(e.keys, info.Keys...)
	}
	slices.Sort(e.keys)
	slices.Sort(e.places)
	e.keys, e.places = slices.Compact(e.keys), slices.Compact(e.places)
	return e
}

// node looks at calls of Seen, With and New, and at the table of rules.
func (e *emitted) node(n ast.Node) bool {
	switch x := n.(type) {
	case *ast.ValueSpec: // const source = "..." stands before its use
		for i, name := range x.Names {
			if i < len(x.Values) {
				e.consts[name.Name], _ = text(x.Values[i])
			}
		}
	case *ast.CallExpr:
		if f, ok := x.Fun.(*ast.SelectorExpr); ok {
			e.call(f.Sel.Name, x.Args)
		}
	case *ast.CompositeLit: // rule{"trust", "RFC 5280 section 6.1", perPath, trust}
		if list, ok := x.Type.(*ast.ArrayType); ok {
			if of, ok := list.Elt.(*ast.Ident); ok && of.Name == "rule" {
				for _, row := range x.Elts {
					e.place(row.(*ast.CompositeLit).Elts[1])
				}
			}
		}
	}
	return true
}

func (e *emitted) call(name string, args []ast.Expr) {
	switch {
	case name == "Seen" && len(args) == 1:
		e.place(args[0])
	case name == "With" && len(args) == 3:
		if key, ok := text(args[0]); ok {
			e.keys = append(e.keys, key)
		}
		e.place(args[2])
	case name == "New" && len(args) > 2:
		for i := 1; i < len(args); i += 2 {
			if key, ok := text(args[i]); ok && key != "" {
				e.keys = append(e.keys, key)
			}
		}
	}
}

func (e *emitted) place(x ast.Expr) {
	switch x := x.(type) {
	case *ast.Ident:
		if s := e.consts[x.Name]; s != "" {
			e.places = append(e.places, s)
		}
	case *ast.BinaryExpr:
		if s, ok := text(x.X); ok {
			e.places = append(e.places, s+"...")
		}
	default:
		if s, ok := text(x); ok {
			e.places = append(e.places, s)
		}
	}
}

func text(x ast.Expr) (string, bool) {
	lit, ok := x.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func TestEveryKindOfEvidenceHasALabel(t *testing.T) {
	e := emittedByTheCode(t)
	require.Greater(t, len(e.keys), 70)
	for _, lang := range Langs() {
		v := vocabularyFor(lang)
		for _, key := range e.keys {
			assert.NotEmpty(t, v.Facts[key], "%s: evidence %q has no label", lang, key)
			assert.LessOrEqual(t, columns(v.Facts[key]), 24, "%s %s: labels stand in one column", lang, key)
		}
		for key := range v.Facts {
			assert.True(t, slices.Contains(e.keys, key) || key == "tool" || key == "target", "%s: no evidence %q is ever collected", lang, key)
		}
	}
	assert.Equal(t, "连接的名字", FactName("dialled", Chinese))
	assert.Equal(t, `x\u009by`, FactName("x\u009by", English), "an unknown key is shown, safely")
}

func TestEveryPlaceOfEvidenceHasWords(t *testing.T) {
	e := emittedByTheCode(t)
	require.Greater(t, len(e.places), 40)
	for _, p := range []string{"RFC 5280 section 6.1", "an experiment", "a dial without a certificate: ...", "Certificate, and the port"} {
		require.Contains(t, e.places, p, "the sources are not read any more as they should be")
	}
	for _, phase := range []model.Phase{model.PhaseResolve, model.PhaseConnect, model.PhaseStartTLS, model.PhaseHello, model.PhaseHandshake, model.PhaseAfter, model.PhaseHTTP} {
		e.places = append(e.places, string(phase))
	}
	e.places = append(e.places, "smtp", "imap", "pop3", "ftp", "xmpp", "ldap", "postgres") // that speak after STARTTLS
	for _, p := range e.places {
		example := strings.Replace(p, "...", "400", 1)
		for _, lang := range Langs() {
			got := SourceText(example, lang)
			if lang == Chinese {
				assert.Regexp(t, han, got, "%q has no Chinese words", example)
			}
			_, known := vocabularyFor(lang).sources(example)
			assert.True(t, known, "%s: %q is no place that the vocabulary knows", lang, example)
		}
	}
}

func TestSourceText(t *testing.T) {
	for source, want := range map[string]string{
		"RFC 9525 section 6":             "依据 RFC 9525 第 6 节",
		"RFC 5280 section 6.3, RFC 6960": "依据 RFC 5280 第 6.3 节，依据 RFC 6960",
		"/etc/etcd/pki/cert.pem":         "/etc/etcd/pki/cert.pem",
		"my, own, file.pem":              "my, own, file.pem",
		"crypto/x509: x\x1b[31m":         `Go 的 crypto/x509：x\x1b[31m`,
		"hello":                          "等待第一个应答时",
		"postgres":                       "PostgreSQL 的应答",
		"":                               "",
	} {
		assert.Equal(t, want, SourceText(source, Chinese), source)
	}
	assert.Equal(t, "RFC 5280 section 4.2.1.3, RFC 8446 section 4.4.2.2", SourceText("RFC 5280 section 4.2.1.3, RFC 8446 section 4.4.2.2", English))
}

func TestFactValue(t *testing.T) {
	assert.Equal(t, "叶子证书", FactValue(model.Fact{Key: "role", Value: "leaf"}, Chinese))
	assert.Equal(t, "21 天", FactValue(model.Fact{Key: "ago", Value: "504h0m0s"}, Chinese))
	assert.Equal(t, "2026-11-22 15:04 UTC", FactValue(model.Fact{Key: "ended", Value: "2026-11-22T15:04:05Z"}, Chinese))
	assert.Equal(t, "2026-11-22T15:04:05Z", FactValue(model.Fact{Key: "wanted", Value: "2026-11-22T15:04:05Z"}, Chinese))
	assert.Equal(t, "dial tcp: refused", FactValue(model.Fact{Key: "error", Value: "dial tcp: refused"}, Chinese), "texts of others stay as they are")
	assert.Equal(t, "permission denied", FactValue(model.Fact{Key: "reason", Value: "permission denied"}, Chinese))
	assert.Equal(t, "无", FactValue(model.Fact{Key: "names"}, Chinese))
}

// TestNoKeyTwice: the JSON decoder takes the last of two equal keys without a word, and a translation would be lost.
func TestNoKeyTwice(t *testing.T) {
	names, err := fs.Glob(files, "ui/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		assert.Empty(t, keysTwice(t, mustRead(name)), name)
	}
	assert.Equal(t, []string{"b"}, keysTwice(t, []byte(`{"a":{"b":1,"c":[{"b":2}],"b":3},"b":1}`)))
}

func keysTwice(t *testing.T, b []byte) (twice []string) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	type level struct {
		seen map[string]bool // nil in a list
		key  bool            // the next token is a key
	}
	var open []level
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return twice
		}
		require.NoError(t, err)
		top := len(open) - 1
		switch x := tok.(type) {
		case json.Delim:
			switch x {
			case '{':
				open = append(open, level{seen: map[string]bool{}, key: true})
				continue
			case '[':
				open = append(open, level{})
				continue
			}
			open = open[:top]
			top--
		case string:
			if top >= 0 && open[top].seen != nil && open[top].key {
				if open[top].seen[x] {
					twice = append(twice, x)
				}
				open[top].seen[x], open[top].key = true, false
				continue
			}
		}
		if top >= 0 && open[top].seen != nil {
			open[top].key = true
		}
	}
}

// TestEveryRuleOfAdviceHasAWord: the rule of an advice is an identifier, and stands in sentences.
func TestEveryRuleOfAdviceHasAWord(t *testing.T) {
	for _, variant := range model.Info(model.NotProfile).Variants {
		for _, lang := range Langs() {
			assert.NotEmpty(t, vocabularyFor(lang).Values["rule"][variant], "%s %s", lang, variant)
		}
	}
}
