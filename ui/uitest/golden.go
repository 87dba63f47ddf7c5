package uitest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden windows as they are now")

// Golden compares the window with testdata/<name>.txt; -update writes it. Spaces at the ends of lines are not kept in the
// file: Screen has already checked the widths.
func (d *Driver) Golden(name string) {
	d.t.Helper()
	var lines []string
	for _, l := range strings.Split(d.Screen(), "\n") {
		lines = append(lines, strings.TrimRight(l, " "))
	}
	got := strings.Join(lines, "\n") + "\n"
	path := filepath.Join("testdata", name+".txt")
	if *update {
		require.NoError(d.t, os.MkdirAll("testdata", 0o755))
		require.NoError(d.t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(d.t, err, "run the test with -update and read what it wrote")
	require.Equal(d.t, string(want), got)
}
