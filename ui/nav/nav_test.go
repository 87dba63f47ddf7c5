package nav_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

func env() *nav.Env {
	return nav.NewEnv(context.Background(), assets.English, theme.New(theme.Options{NoColor: true}), nav.Services{}, nav.Makers{})
}

func TestErrorsBecomeFindings(t *testing.T) {
	assert.Nil(t, nav.Findings(nil))
	f := model.New(model.StoreBusy, "path", "/x")
	assert.Equal(t, []model.Finding{f}, nav.Findings(fmt.Errorf("wrapped: %w", model.Fail(f))))
	got := nav.Findings(errors.New("strange"))
	require.Len(t, got, 1)
	assert.Equal(t, model.Unexpected, got[0].Code)
	assert.Equal(t, "strange", got[0].Value("reason"), "nothing is lost")
}

func TestJob(t *testing.T) {
	var a, b nav.Job
	e := env()
	ctx := a.Begin(e, time.Minute)
	first := a.Run()
	assert.True(t, a.Busy())
	assert.True(t, a.Current(first))
	b.Begin(e, time.Minute)
	assert.NotEqual(t, first, b.Run(), "numbers are unique in the program, so no screen takes the answer of another")
	assert.False(t, b.Done(first))
	a.Begin(e, time.Minute)
	require.Error(t, ctx.Err(), "new work ends the work before")
	assert.False(t, a.Done(first))
	assert.True(t, a.Done(a.Run()))
	assert.False(t, a.Busy())
	assert.False(t, a.Done(a.Run()), "an answer counts once")
}

func TestJobHasADeadline(t *testing.T) {
	var j nav.Job
	ctx := j.Begin(env(), time.Millisecond)
	<-ctx.Done()
	assert.ErrorIs(t, ctx.Err(), context.DeadlineExceeded)
}

func TestNextReadsSnapshotsUntilTheChannelCloses(t *testing.T) {
	ch := make(chan int, 1)
	ch <- 7
	type got struct {
		n    int
		open bool
	}
	wrap := func(n int, open bool) tea.Msg { return got{n, open} }
	assert.Equal(t, got{7, true}, nav.Next(ch, wrap)())
	close(ch)
	assert.Equal(t, got{0, false}, nav.Next(ch, wrap)())
}

func TestSpeakChangesWordsInPlace(t *testing.T) {
	e := env()
	label, keys := &e.Words.Identity.Title, e.Keys
	before := *label
	other := e.For(&nav.Practice{ID: "x"})
	e.Speak(assets.Chinese)
	assert.NotEqual(t, before, *label, "a pointer into the words follows")
	assert.Equal(t, assets.Chinese, other.Words.Lang, "so does the environment of a practice server")
	assert.Equal(t, assets.WordsFor(assets.Chinese).Common.KeyHelp.New, keys.New.Help().Desc)
	assert.Equal(t, before, assets.WordsFor(assets.English).Identity.Title, "the shared words stay as they are")
	assert.True(t, other.Nested)
	assert.False(t, e.Nested)
}
