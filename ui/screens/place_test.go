package screens_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/uitest"
)

func place(t *testing.T, f *uitest.Fake, r nav.RecipeRequest, s uitest.Setting) *uitest.Driver {
	t.Helper()
	f.Workspace, f.Page = workspace(), recipe()
	s.Services = f.Services()
	s.First = func(e *nav.Env) nav.Screen {
		e.Practice = s.Practice
		return e.Makers.Place(e, r)
	}
	return uitest.New(t, s)
}

func TestPlaceAsksForTheSystem(t *testing.T) {
	f := &uitest.Fake{}
	d := place(t, f, nav.RecipeRequest{Server: "pouch_test/etcd-1", Client: "pouch_test/a_client"}, uitest.Setting{})
	d.Sees("Which system is it for?", "nginx")
	require.Empty(t, f.Places)
	d.Press("9", "x")
	require.Empty(t, f.Places)
	d.Golden("place_system_80x24_en")
	d.Press("2")
	require.Len(t, f.Places, 1)
	assert.Equal(t, "etcd", f.Places[0].System)
	d.Sees("scp -r")
	d.Press("enter")
	require.Empty(t, f.Dials, "the probe asks where")
	d.Sees("Probe")
}

func TestPlaceIsSavedWhole(t *testing.T) {
	f := &uitest.Fake{}
	d := place(t, f, nav.RecipeRequest{System: "etcd", Server: "pouch_test/etcd-1", Host: "10.0.1.10", Port: "2379"}, uitest.Setting{W: 60, H: 14})
	d.Sees("below")
	d.Press("s")
	d.Sees("saved to")
	text := f.Saved["place-etcd-1.txt"]
	for _, part := range []string{"# Put m1 into etcd\n", "\nscp -r /home/u/pki/m1-ca/m1 root@10.0.1.10:\n", "\nETCD_CERT_FILE=/etc/etcd/tls/cert.pem\nETCD_CLIENT_CERT_AUTH=true\n", "\n# 4  Undo\nsystemctl restart etcd\n"} {
		assert.Contains(t, text, part)
	}
	d.Lacks("Undo")
	d.Press("end")
	d.Sees("Undo")
	f.Fail = model.Fail(model.New(model.WriteFailed, "path", "/home/u/pki/notes", "reason", "no space left on device").As("full"))
	d.Press("home", "s")
	d.Sees("FAIL", "/home/u/pki/notes")
	d.Press("enter")
	require.Equal(t, []model.Dial{{Host: "10.0.1.10", Port: "2379", CA: "pouch_test"}}, f.Dials)
}

func TestPlaceFollowsTheLanguage(t *testing.T) {
	f := &uitest.Fake{}
	d := place(t, f, nav.RecipeRequest{System: "etcd", Server: "pouch_test/etcd-1"}, uitest.Setting{})
	d.Press("f2")
	require.Len(t, f.Places, 2)
	assert.Equal(t, "zh", f.Places[1].Lang)
	d.Sees("保存")
}

func TestPlaceThatCannotBeFilled(t *testing.T) {
	f := &uitest.Fake{Fail: model.Fail(model.New(model.UnknownIdentity, "name", "x", "known", "", "home", "/h"))}
	d := place(t, f, nav.RecipeRequest{System: "etcd", Server: "pouch_test/x"}, uitest.Setting{})
	d.Sees("FAIL")
	d.Lacks("s save")
	d.Press("s")
	assert.Empty(t, f.Saved)
}

// On a practice server nothing has to be copied: it is restarted from here, and only that makes the new files count.
func TestPlaceOfAPracticeServer(t *testing.T) {
	f := &uitest.Fake{}
	restarts := 0
	var fault error
	practice := &nav.Practice{Restart: func() error { restarts++; return fault }}
	dial := dialled()
	d := place(t, f, nav.RecipeRequest{Server: "pouch_test/etcd-1", Port: "4711", Dial: &dial}, uitest.Setting{Practice: practice})
	d.Sees("On a practice server", "b restart and connect", "enter connect again")
	d.Golden("place_practice_80x24_en")
	d.Press("s", "x")
	assert.Zero(t, restarts)
	fault = model.Fail(model.New(model.Unexpected, "reason", "gone"))
	d.Press("b")
	d.Sees("FAIL", "gone")
	require.Empty(t, f.Dials, "nothing is dialled when the restart failed")
	fault = nil
	d.Press("b")
	assert.Equal(t, 2, restarts)
	assert.Empty(t, f.Places)
	require.Len(t, f.Dials, 1, "b does what it does on the page of the report")

	f = &uitest.Fake{}
	d = place(t, f, nav.RecipeRequest{Server: "pouch_test/etcd-1", Port: "4711", Dial: &dial}, uitest.Setting{Practice: practice})
	d.Press("enter")
	require.Len(t, f.Dials, 1)
	assert.Equal(t, 2, restarts, "enter connects without a restart: the old file is still served")
}

// What a certificate or a path holds cannot move the cursor, and what is to be copied is not changed in the file.
func TestPlaceWithHostileText(t *testing.T) {
	f := &uitest.Fake{}
	d := place(t, f, nav.RecipeRequest{System: "etcd", Server: "pouch_test/etcd-1\x1b[2J"}, uitest.Setting{})
	f.Page.Sections[0].Code = "scp 'a\x1b]0;x\a' b"
	f.Page.Title = "\u202etitle"
	d.Press("f2")
	assert.NotContains(t, d.Styled(), "\x1b]0")
	assert.NotContains(t, d.Styled(), "\u202e")
	assert.NotContains(t, d.Styled(), "\x1b[2J")
	d.Press("s")
	for _, text := range f.Saved {
		assert.NotContains(t, text, "\x1b")
	}
}

// However quickly somebody goes through the machines and back, esc never leaves a page without its text.
func TestPlaceGoesBackWhileItLoads(t *testing.T) {
	f := bareMachine()
	all := f.Services()
	fill, wait := all.Recipe, make(chan struct{})
	all.Recipe = func(ctx context.Context, r nav.RecipeRequest) (model.Recipe, error) {
		if r.Server != "m1-ca/m1" {
			select {
			case <-wait:
			case <-ctx.Done():
				return model.Recipe{}, ctx.Err()
			}
		}
		return fill(ctx, r)
	}
	d := uitest.New(t, uitest.Setting{Services: all})
	d.Press("1", "2", "enter", "enter")
	d.Paste("etcd-2, 10.0.1.11\netcd-3, 10.0.1.12\n")
	d.Press("down", "down", "down", "enter", "enter", "enter", "enter")
	d.Sees("1/3", "scp -r")
	d.Hurry(20 * time.Millisecond)
	d.Press("right", "left", "right", "esc")
	d.Sees("1/3", "scp -r")
	d.Press("right", "right", "esc")
	d.Sees("filling in the page")
	d.Lacks("cancelled")
	d.Press("enter", "enter")
	d.Sees("Now a real connection")
	d.Press("esc", "esc")
	d.Sees("filling in the page")
	close(wait)
	d.Hurry(0)
	d.Settle()
	d.Sees("2/3", "scp -r")
	d.Press("esc")
	d.Sees("1/3", "scp -r")
}
