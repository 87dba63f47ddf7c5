package screens_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/uitest"
)

// A host alone is no target yet and no error either: p asks for the port only.
func TestHostAloneIsDialledWithAPort(t *testing.T) {
	for _, lang := range []assets.Lang{assets.English, assets.Chinese} {
		f := &uitest.Fake{Workspace: model.Workspace{Home: "/h", User: "u"}, Reports: [][]model.Report{{goodReport()}}}
		d := uitest.New(t, uitest.Setting{Services: f.Services(), Lang: lang})
		d.Press("2")
		d.Type("etcd-1.example")
		d.Press("enter", "p")
		d.Sees("etcd-1.example:")
		d.Type("2379")
		d.Press("enter")
		if assert.Len(t, f.Dials, 1) {
			assert.Equal(t, "etcd-1.example:2379", f.Dials[0].Address())
		}
		d = uitest.New(t, uitest.Setting{Services: f.Services(), Lang: lang})
		d.Press("2")
		d.Type("it is broken")
		d.Press("enter", "p")
		d.Lacks("broken")
	}
}

// A green dial is the end of an exercise: its report says so and where it goes on, and the list keeps it.
func TestPracticeIsSolved(t *testing.T) {
	for lang, want := range map[assets.Lang][]string{
		assets.English: {"Solved. The next one: esc.", "solved: the certificate lacks"},
		assets.Chinese: {"已解决。按 esc 去做下一个。", "已解决：证书里没有"},
	} {
		other := &uitest.Fake{Workspace: workspace(), Reports: [][]model.Report{{mismatchReport()}, {goodReport()}}}
		restarts := 0
		server := &nav.Practice{
			ID: "wrong-address", Dial: model.Dial{Host: "127.0.0.1", Port: "4242", CA: "pouch_test", As: "pouch_test/a_client"}, Services: other.Services(),
			Restart: func() error { restarts++; return nil }, Stop: func() {},
		}
		f := &uitest.Fake{Workspace: model.Workspace{Home: "/h", User: "u"}, Server: server}
		d := uitest.New(t, uitest.Setting{Services: f.Services(), Lang: lang})
		d.Press("3", "1", "p")
		d.Sees("name-mismatch")
		d.Lacks(want[0])
		d.Press("esc")
		d.Lacks(want[0])
		d.Press("b")
		assert.Equal(t, 1, restarts)
		assert.Len(t, other.Dials, 2, "b restarts and connects here, too")
		d.Sees(want[0])
		d.Press("esc")
		d.Sees(want[0])
		d.Lacks(want[1])
		d.Press("esc")
		d.Sees(want[1])
		d.Press("esc", "3")
		d.Lacks(want[1])
	}
}
