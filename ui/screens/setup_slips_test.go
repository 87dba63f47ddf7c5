package screens_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/ui/uitest"
)

// namesStep goes to the question for the names of an etcd machine.
func namesStep(t *testing.T, f *uitest.Fake) *uitest.Driver {
	d := setup(t, f, uitest.Setting{})
	d.Press("2", "enter", "enter")
	d.Sees("4/9 Names")
	return d
}

// The same machine twice is said at its line and makes no second identity of another name.
func TestSetupRefusesTheSameMachineTwice(t *testing.T) {
	d := namesStep(t, bareMachine())
	d.Press("ctrl+u")
	d.Type("etcd-1, 10.0.1.10")
	d.Press("down")
	d.Type("etcd-1, 10.0.1.11")
	d.Sees("etcd-1 is a machine of another line already")
	d.Lacks("etcd-1-etcd", "enter accept", "enter next")
	d.Press("down", "enter")
	d.Sees("4/9 Names")
	d.Press("up", "ctrl+u")
	d.Type("etcd-2, 10.0.1.10")
	d.Lacks("another line already")
}

// The port of what is set up is known: an address without one means it, and not 443.
func TestSetupKnowsThePort(t *testing.T) {
	f := bareMachine()
	f.Reports = [][]model.Report{{strangersReport()}}
	d := namesStep(t, f)
	d.Press("enter", "enter", "enter", "enter", "enter")
	d.Sees("9/9 Probe")
	d.Press("ctrl+u")
	d.Type("10.0.1.10 x")
	d.Lacks("enter connect")
	d.Press("backspace", "backspace")
	d.Lacks("443")
	d.Sees("enter connect")
	d.Press("enter")
	require.Len(t, f.Dials, 1)
	assert.Equal(t, "2379", f.Dials[0].Port)
	d.Sees("enter done: to the home")
	d.Golden("setup_done_80x24_en")
	d.Press("f2")
	d.Golden("setup_done_80x24_zh")
	d.Press("f2", "space", "enter")
	d.Lacks("/home/u/pki  ")
	d.Press("esc", "esc", "enter")
	d.Sees("/home/u/pki", "enter open")
}

// A report that is not good is no end, nor is one that no setup led to.
func TestOnlyAGoodEndIsDone(t *testing.T) {
	d := uitest.New(t, probing(&uitest.Fake{}, etcdDial(), strangersReport()))
	d.Sees("enter message")
	d.Lacks("done:")
}
