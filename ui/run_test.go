package ui_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/ui"
	"certwright/ui/theme"
	"certwright/ui/uitest"
)

func TestRunUntilQ(t *testing.T) {
	f := &uitest.Fake{}
	f.Workspace.Home = "/h"
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	require.NoError(t, ui.Run(ctx, ui.Options{
		Lang: assets.English, Look: theme.Options{NoColor: true}, Services: f.Services(), In: strings.NewReader("q"), Out: &out,
		Now: func() time.Time { return uitest.Clock },
	}))
	s := out.String()
	assert.Contains(t, s, "\x1b[?1049h", "the alternate screen")
	assert.Contains(t, s, "\x1b[?1049l", "and back")
	for _, mouse := range []string{"\x1b[?1000h", "\x1b[?1002h", "\x1b[?1003h", "\x1b[?1006h"} {
		assert.NotContains(t, s, mouse, "no mouse: people select text")
	}
	assert.NotContains(t, s, "\x1b]11", "the terminal is asked nothing")
}

func TestRunEndsWithItsContext(t *testing.T) {
	f := &uitest.Fake{}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	var out bytes.Buffer
	err := ui.Run(ctx, ui.Options{Lang: assets.English, Services: f.Services(), In: strings.NewReader(""), Out: &out})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Contains(t, out.String(), "\x1b[?1049l", "the terminal is given back")
}
