package readers

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// table is what the real programs said, certificate by certificate. go test -v prints it.
type table struct {
	mu    sync.Mutex
	said  map[string]map[string]bool // by reader and example
	rows  []string
	heads []string
}

// newTable prints itself when all parallel subtests of t are done.
func newTable(t *testing.T, all []*served, oracles []oracle) *table {
	b := &table{said: map[string]map[string]bool{}}
	for _, s := range all {
		b.rows = append(b.rows, s.name)
	}
	for _, o := range oracles {
		b.heads = append(b.heads, o.id)
		b.said[o.id] = map[string]bool{}
	}
	t.Cleanup(func() { t.Log(b.text()) })
	return b
}

func (b *table) note(reader, name string, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said[reader][name] = ok
}

func (b *table) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out strings.Builder
	out.WriteString("who accepts it (yes, no; blank: was not asked)\n")
	for i, h := range b.heads {
		fmt.Fprintf(&out, "%4d = %s\n", i+1, h)
	}
	for i := range b.heads {
		fmt.Fprintf(&out, "%4d", i+1)
	}
	for _, row := range b.rows {
		out.WriteString("\n")
		for _, h := range b.heads {
			cell := ""
			if ok, asked := b.said[h][row]; asked {
				cell = map[bool]string{true: "yes", false: "no"}[ok]
			}
			fmt.Fprintf(&out, "%4s", cell)
		}
		out.WriteString("  " + row)
	}
	return out.String()
}
