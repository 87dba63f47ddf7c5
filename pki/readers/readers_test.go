package readers

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki/chain"
	"certwright/probe/lab/servers"
)

// everything is all examples for a use, made once. Names are compared in servers' certificates only.
func everything(use string) *mint {
	once, _ := mints.LoadOrStore(use, sync.OnceValue(func() *mint { return mintAll(use) }))
	m := *once.(func() *mint)()
	return &m
}

var mints sync.Map

func mintAll(use string) *mint {
	m := newMint()
	m.use = use
	if use == "server" {
		m.run(m.namesExamples, m.wildcardExamples, m.oddNames, m.oddCommonNames, m.namesBeside)
	}
	m.run(m.rootExamples, m.middleExamples, m.linkExamples, m.identifierExamples, m.identifiersAgain, m.netscapeExamples)
	m.run(m.namesOfDomains, m.commonNamesUnderConstraints, m.commonNamesByUse, m.constraintsFurtherUp, m.otherConstraints,
		m.constraintExamples, m.constraintsBeside, m.constraintsElsewhere)
	m.run(m.leafExamples, m.usageExamples, m.oddLeaves, m.subjectsAndTypes, m.formExamples, m.oddForms, m.dateExamples, m.oddDates)
	m.run(m.chainExamples, m.crossExamples, m.pinnedExamples, m.pinnedKeys, m.longerChains, m.rootsOfOneName, m.issuersOfOneName, m.otherChains)
	m.run(m.keyExamples, m.furtherKeys)
	if _, ok := servers.Path("openssl"); ok {
		m.foreignExamples()
	}
	return m
}

func (m *mint) run(families ...func()) {
	for _, f := range families {
		f()
	}
}

// input is an example as the question that Judge takes.
func (e example) input(now time.Time) Input {
	in := Input{DER: append([][]byte{e.leaf.der}, e.sent...), Roots: e.anchors, Name: e.dial, Purpose: chain.Purpose(e.use), Now: now}
	if e.use == "client" {
		in.Name = ""
	}
	return in
}

func (e example) rows(now time.Time) map[string]model.Acceptance {
	out := map[string]model.Acceptance{}
	for _, r := range Judge(e.input(now)) {
		out[r.Reader] = r
	}
	return out
}

// TestServerCertificates holds every row against the program that it is about, over certificates that differ in one thing.
func TestServerCertificates(t *testing.T) {
	m := everything("server")
	require.Greater(t, len(m.list), 300)
	compare(t, m, m.list, clients)
}

// TestClientCertificates is the same where the readers are servers.
func TestClientCertificates(t *testing.T) {
	m := everything("client")
	list := slices.DeleteFunc(slices.Clone(m.list), func(e example) bool { return e.stock }) // keys that the client of these tests cannot sign with
	require.Greater(t, len(list), 200)
	compare(t, m, list, demanding)
}

func compare(t *testing.T, m *mint, list []example, oracles []oracle) {
	if _, ok := servers.Path("openssl"); !ok {
		list = slices.DeleteFunc(slices.Clone(list), func(e example) bool { return e.stock })
	}
	all := serve(t, m, list)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(cancel)
	answers := newTable(t, all, oracles)
	for _, o := range oracles {
		t.Run(o.id, func(t *testing.T) {
			t.Parallel()
			servers.Need(t, o.needs...)
			some, want := o.asked(all, m.now)
			require.Greater(t, len(some), 40)
			for i, got := range o.ask(t, ctx, some) {
				answers.note(o.id, some[i].name, got.ok)
				assert.Equal(t, len(want[i]) == 0, got.ok, "%s: the table has %v, the program says %.300s", some[i].name, want[i], got.text)
			}
		})
	}
}

// asked are the examples that this program is asked about, each with the objections that it must share.
func (o oracle) asked(all []*served, now time.Time) (some []*served, want [][]model.Objection) {
	step := max(o.every, 1)
	if os.Getenv(servers.RequireEnv) == "1" && !raced {
		step = max(o.inCI, 1)
	}
	for i := 0; i < len(all); i += step {
		rows := all[i].rows(now)
		w := rows[o.id].Objections
		if o.expect != nil {
			w = o.expect(rows)
		}
		if o.leave == nil || !o.leave(all[i], w) {
			some, want = append(some, all[i]), append(want, w)
		}
	}
	return some, want
}

// TestPairsOfFaults puts two of the changes into one certificate. The table was made from single ones, so a row in a hundred
// may be wrong where two meddle with each other; more would mean that it explains nothing.
func TestPairsOfFaults(t *testing.T) {
	for _, side := range []struct {
		use     string
		oracles []oracle
	}{{"server", clients}, {"client", demanding}} {
		m := everything(side.use)
		m.list = nil
		m.mix(30, rand.New(rand.NewPCG(1, 1)))
		all := serve(t, m, slices.DeleteFunc(m.list, func(e example) bool { return e.stock }))
		rows, wrong := 0, []string{}
		for _, o := range side.oracles {
			if o.every > 1 || !there(o.needs) {
				continue
			}
			some, want := o.asked(all, m.now)
			for i, got := range o.ask(t, t.Context(), some) {
				rows++
				if (len(want[i]) == 0) != got.ok {
					wrong = append(wrong, fmt.Sprintf("%s: %s: %v, %.200s", o.id, some[i].name, want[i], got.text))
				}
			}
		}
		t.Logf("%s: %d of %d rows wrong %s", side.use, len(wrong), rows, strings.Join(wrong, "\n"))
		assert.LessOrEqual(t, len(wrong)*100, rows)
	}
}

func there(programs []string) bool {
	return !slices.ContainsFunc(programs, func(p string) bool { _, ok := servers.Path(p); return !ok })
}

// TestKeys holds the list of keys complete, and free of keys that no certificate can raise.
func TestKeys(t *testing.T) {
	servers.Need(t, "openssl")
	seen := map[string]bool{"go": true, "unreadable": true, "unreadable-in-go": true, "too-complex": true, "name-none": true}
	for _, use := range []string{"server", "client"} {
		m := everything(use)
		for _, e := range m.list {
			for _, r := range e.rows(m.now) {
				for _, o := range r.Objections {
					if !seen[o.Key] {
						seen[o.Key] = true
						assert.Contains(t, Keys(), o.Key)
					}
				}
			}
		}
	}
	for _, k := range Keys() {
		assert.True(t, seen[k], k)
	}
}
