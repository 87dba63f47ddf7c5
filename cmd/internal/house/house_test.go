// Package house holds the shape of the house: which package may import which, and what lies at the top level.
// A new package fails here until it has a row in the table below; think about the arrows before adding one.
package house

import (
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "certwright"

// room is one package, or a package with all below it when its path ends in "/...", and what it may see of the others.
type room struct {
	path     string
	may      []string // packages of this module it may import; same spelling as path
	never    []string // imports from outside that it must not have; "net/..." covers net and all below it
	testOnly bool     // no product code may import it
}

var (
	// screens show and ask; they neither read files nor dial nor compute with keys
	noSystem = []string{"os/...", "io/ioutil", "net/...", "crypto/...", "syscall", "golang.org/x/crypto/...", "golang.org/x/sys/..."}
	// words are words: plain data and its validation
	noEffects = []string{"os/...", "io/...", "net", "net/http/...", "net/smtp", "net/rpc/...", "syscall", "crypto/x509/...", "crypto/tls", "log/...", "testing/..."}
)

// rooms is DESIGN.md section 2 as data. The first row whose path fits a package is its row.
var rooms = []room{
	{path: "cmd/certwright", may: []string{"cmd/internal/workbench", "ui", "ui/nav", "ui/theme", "assets", "model"}}, // nav, theme: what it hands to ui
	{path: "cmd/internal/workbench", may: []string{"ui/nav", "probe/...", "pki/...", "assets", "model"}},
	{path: "cmd/internal/house"},
	{path: "cmd/internal/terminal", may: []string{"probe/lab/servers"}, testOnly: true},

	{path: "ui/uitest", may: []string{"ui/...", "assets", "model"}, never: noNetwork(), testOnly: true},
	{path: "ui/theme", never: append([]string{"github.com/charmbracelet/bubbletea"}, noSystem...)},
	{path: "ui/keys", may: []string{"assets", "model"}, never: noSystem},
	{path: "ui/nav", may: []string{"ui/keys", "ui/theme", "assets", "model"}, never: noSystem},
	{path: "ui/kit", may: []string{"ui/nav", "ui/keys", "ui/theme", "assets", "model"}, never: noSystem},
	{path: "ui/screens/...", may: []string{"ui/kit", "ui/nav", "ui/keys", "ui/theme", "assets", "model"}, never: noSystem},
	{path: "ui", may: []string{"ui/screens/...", "ui/kit", "ui/nav", "ui/keys", "ui/theme", "assets", "model"}, never: noSystem},

	{path: "probe/wire", may: []string{"model"}},
	{path: "probe/diagnose", may: []string{"pki/...", "model"}, never: []string{"net", "net/http/...", "crypto/tls", "os/...", "syscall"}},
	{path: "probe/lab/servers", testOnly: true},
	{path: "probe/lab", may: []string{"pki/...", "model"}},
	{path: "probe/try", may: []string{"probe", "probe/diagnose", "pki/...", "model"}, never: []string{"net/http/...", "os/...", "syscall"}}, // it keeps nothing: no file
	{path: "probe", may: []string{"probe/wire", "probe/diagnose", "pki/...", "model"}},

	{path: "pki/chain/casebook", testOnly: true}, // the cases of public suites, made anew
	{path: "pki/chain", may: []string{"pki", "model"}, never: []string{"net/http/...", "crypto/tls", "os/...", "syscall"}},
	{path: "pki/readers", may: []string{"pki/chain", "model"}, never: []string{"net/http/...", "crypto/tls", "os/...", "syscall"}}, // judged here, never asked: nothing is run
	{path: "pki/store", may: []string{"pki", "pki/chain", "model"}, never: []string{"net", "net/http/...", "crypto/tls"}},
	{path: "pki/twin", may: []string{"pki", "model"}, never: []string{"net/http/...", "crypto/tls", "os/...", "syscall"}}, // commands as text, nothing is run
	{path: "pki", may: []string{"pki/chain", "model"}, never: []string{"net/http/...", "crypto/tls"}},

	{path: "assets", may: []string{"model"}, never: append([]string{"crypto/..."}, noNetwork()...)},
	{path: "model", never: noEffects},
}

// noNetwork is for packages that may read their own files but must not reach out.
func noNetwork() []string { return []string{"net", "net/http/...", "crypto/tls", "syscall"} }

// covers tells whether a pattern of the table means this import path.
func covers(pattern, importPath string) bool {
	tree, whole := strings.CutSuffix(pattern, "/...")
	return importPath == tree || whole && strings.HasPrefix(importPath, tree+"/")
}

func anyCovers(patterns []string, importPath string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return covers(p, importPath) })
}

func roomOf(pkg string) (room, bool) {
	i := slices.IndexFunc(rooms, func(r room) bool { return covers(r.path, pkg) })
	if i < 0 {
		return room{}, false
	}
	return rooms[i], true
}

// wrong lists what a package must not import, in words; pkg is its path below the module.
func wrong(pkg string, imports []string) []string {
	r, known := roomOf(pkg)
	if !known {
		return []string{pkg + " has no row in the table of rooms"}
	}
	var list []string
	for _, imp := range imports {
		inside, ours := strings.CutPrefix(imp, module+"/")
		switch {
		case !ours && anyCovers(r.never, imp):
			list = append(list, pkg+" must not import "+imp)
		case ours && !anyCovers(r.may, inside) && !(strings.HasSuffix(r.path, "/...") && covers(r.path, inside)):
			list = append(list, pkg+" must not import "+inside)
		case ours && !r.testOnly && testOnly(inside):
			list = append(list, pkg+" must not import "+inside+": it is for tests")
		case imp == "testing" && !r.testOnly:
			list = append(list, pkg+" must not import testing")
		}
	}
	return list
}

func testOnly(pkg string) bool {
	r, known := roomOf(pkg)
	return known && r.testOnly
}

// list asks the go command about every package, for one operating system.
func list(t *testing.T, goos string) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-f", `{"Path":{{printf "%q" .ImportPath}},"Imports":[{{range $i, $p := .Imports}}{{if $i}},{{end}}{{printf "%q" $p}}{{end}}]}`, "./...")
	cmd.Dir = root(t)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=0")
	out, err := cmd.Output()
	require.NoError(t, err)
	all := map[string][]string{}
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p struct {
			Path    string
			Imports []string
		}
		require.NoError(t, d.Decode(&p))
		all[strings.TrimPrefix(p.Path, module+"/")] = p.Imports
	}
	return all
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", ".."))
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(dir, "go.mod"))
	return dir
}

func TestImportsFollowTheArrows(t *testing.T) {
	for _, goos := range []string{"linux", "darwin", "windows"} {
		packages := list(t, goos)
		require.Contains(t, packages, "model")
		for pkg, imports := range packages {
			assert.Empty(t, wrong(pkg, imports), goos)
		}
	}
}

// The table itself is held against imports that must not pass.
func TestForbiddenImportsAreFound(t *testing.T) {
	for _, c := range []struct{ pkg, imp string }{
		{"model", "os"}, {"model", "crypto/x509"}, {"model", "certwright/pki"}, {"model", "net"}, {"assets", "certwright/ui"}, {"assets", "net/http"},
		{"ui", "os"}, {"ui", "net"}, {"ui/kit", "net/url"}, {"ui/screens", "crypto/sha256"}, {"ui/nav", "syscall"}, {"ui/screens", "os/user"},
		{"ui/screens", "certwright/pki"}, {"ui/screens", "certwright/probe"}, {"ui/screens", "certwright/cmd/internal/workbench"},
		{"ui/nav", "certwright/ui/kit"}, {"ui/kit", "certwright/ui/screens"}, {"ui/screens", "certwright/ui"}, {"ui/theme", "github.com/charmbracelet/bubbletea"},
		{"probe/diagnose", "net"}, {"probe/diagnose", "crypto/tls"}, {"probe/diagnose", "certwright/probe"}, {"pki", "certwright/probe"},
		{"pki/store", "certwright/ui/nav"}, {"probe", "certwright/ui/nav"}, {"probe", "certwright/probe/lab"}, {"probe/wire", "certwright/pki"},
		{"cmd/certwright", "certwright/pki"}, {"cmd/certwright", "certwright/ui/screens"}, {"cmd/certwright", "certwright/ui/kit"}, {"cmd/internal/workbench", "certwright/ui"},
		{"cmd/internal/workbench", "certwright/probe/lab/servers"}, {"probe/lab", "testing"}, {"somewhere/new", "fmt"},
	} {
		assert.Len(t, wrong(c.pkg, []string{"fmt", c.imp}), 1, "%s importing %s", c.pkg, c.imp)
	}
	for _, c := range []struct{ pkg, imp string }{
		{"model", "net/netip"}, {"model", "golang.org/x/net/idna"}, {"assets", "certwright/model"}, {"ui", "certwright/ui/screens"}, {"ui/kit", "certwright/ui/nav"},
		{"cmd/internal/workbench", "certwright/ui/nav"}, {"cmd/internal/workbench", "certwright/probe/lab"}, {"cmd/certwright", "os"}, {"probe/lab/servers", "testing"},
	} {
		assert.Empty(t, wrong(c.pkg, []string{c.imp}), "%s importing %s", c.pkg, c.imp)
	}
}

// topLevel are the names that may lie in the repository's root, beside dot files and what .gitignore names there.
var topLevel = []string{
	"cmd", "ui", "model", "pki", "probe", "assets", "go.mod", "go.sum", "README.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md",
}

func TestTopLevelHoldsNothingElse(t *testing.T) {
	entries, err := os.ReadDir(root(t))
	require.NoError(t, err)
	ignored := ignoredNames(t)
	for _, e := range entries {
		name := e.Name()
		ok := strings.HasPrefix(name, ".") || slices.Contains(topLevel, name) ||
			slices.ContainsFunc(ignored, func(p string) bool { hit, _ := path.Match(p, name); return hit })
		assert.True(t, ok, "%s does not belong at the top level", name)
	}
}

// ignoredNames are the patterns of .gitignore that can mean something in the root.
func ignoredNames(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root(t), ".gitignore"))
	require.NoError(t, err)
	var names []string
	for line := range strings.Lines(string(data)) {
		if name := strings.Trim(strings.TrimSpace(line), "/"); name != "" && !strings.HasPrefix(name, "#") && !strings.Contains(name, "/") {
			names = append(names, name)
		}
	}
	return names
}

func TestNoPackageIsADrawerForOddsAndEnds(t *testing.T) {
	for pkg := range list(t, "linux") {
		for _, part := range strings.Split(pkg, "/") {
			assert.NotContains(t, []string{"util", "utils", "common", "helper", "helpers", "manager", "misc", "shared", "base", "lib"}, part, pkg)
		}
	}
}
