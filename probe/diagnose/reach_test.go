package diagnose

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"certwright/model"
)

// TestStalledOrSlow tells a server that stopped in the middle from one whose bytes keep trickling in.
func TestStalledOrSlow(t *testing.T) {
	a := model.Attempt{Phase: model.PhaseHandshake, Trouble: model.TroubleTimeout, Waited: 10 * time.Second}
	for silence, want := range map[time.Duration]string{9 * time.Second: "handshake", 50 * time.Millisecond: "drip"} {
		a.Silence = silence
		assert.Equal(t, want, timeout(a).Variant)
	}
}
