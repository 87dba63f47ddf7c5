package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sources parses every Go file below ui that is not a test.
func sources(t *testing.T) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	set, files := token.NewFileSet(), map[string]*ast.File{}
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(set, path, nil, 0)
		files[filepath.ToSlash(path)] = f
		return err
	}))
	require.Greater(t, len(files), 20)
	return set, files
}

func literal(e ast.Expr) bool {
	l, ok := e.(*ast.BasicLit)
	return ok && l.Kind == token.STRING
}

// stringCall is x.String(): what a key message is turned into when it is compared by hand.
func stringCall(e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	s, ok := c.Fun.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "String" && len(c.Args) == 0
}

// Keys are data: a key that is compared as text is in no footer, no help, and does not follow a change of the bindings.
func TestNoKeyIsComparedAsText(t *testing.T) {
	set, files := sources(t)
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.BinaryExpr:
				assert.False(t, stringCall(x.X) && literal(x.Y) || stringCall(x.Y) && literal(x.X), "%s compares text of a message", set.Position(x.Pos()))
			case *ast.SwitchStmt:
				assert.False(t, x.Tag != nil && stringCall(x.Tag), "%s switches on text of a message", set.Position(x.Pos()))
			}
			return true
		})
	}
}

// Update is where keys are handled: no case of a text literal has business there.
func TestUpdateHasNoTextCases(t *testing.T) {
	set, files := sources(t)
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Name.Name != "Update" {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				if c, ok := n.(*ast.CaseClause); ok {
					for _, e := range c.List {
						assert.False(t, literal(e), "%s: a case of a text in Update", set.Position(e.Pos()))
					}
				}
				return true
			})
		}
	}
}

// A later move to the next version of the framework is mechanical only while few files look inside its messages, make
// its bindings and set its options.
func TestTheFrameworkIsTouchedInFewPlaces(t *testing.T) {
	set, files := sources(t)
	only := map[string]string{"Runes": "kit/paste.go uitest/keys.go", "NewBinding": "keys/keys.go kit/field.go kit/area.go kit/pick.go kit/choice.go", "NewProgram": "run.go"}
	for path, f := range files {
		for _, i := range f.Imports {
			p := strings.Trim(i.Path.Value, `"`)
			if strings.HasPrefix(p, "github.com/charmbracelet/bubbles/") && !strings.HasSuffix(p, "/key") {
				assert.True(t, strings.HasPrefix(path, "kit/"), "%s imports a widget", path)
			}
			if p == "github.com/charmbracelet/bubbletea" {
				assert.False(t, strings.HasPrefix(path, "theme/"), "theme must be initialised before bubbletea")
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if places, limited := only[s.Sel.Name]; limited && !strings.HasPrefix(path, "uitest/") {
					assert.Contains(t, strings.Fields(places), path, "%s uses %s", set.Position(s.Pos()), s.Sel.Name)
				}
			}
			return true
		})
	}
}
