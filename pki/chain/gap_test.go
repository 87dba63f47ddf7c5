package chain

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"certwright/model"
)

// TestGap: of two intermediates only the upper one was sent. It is no stranger, and taking it out would not help.
func TestGap(t *testing.T) {
	r := root(t, "Company Root")
	upper := r.ca(t, "Plain Upper")
	lower := upper.ca(t, "Plain Lower")
	leaf := lower.leaf(t, "server.test")
	f := only(t, Verify(ask(leaf, []*made{upper}, r)))
	assert.Equal(t, model.MissingIntermediate, f.Code)
	assert.Equal(t, model.Likely, f.Certainty)
	assert.Equal(t, "Plain Lower", f.Value("missing"))
	assert.True(t, Verify(ask(leaf, []*made{lower, upper}, r)).OK)
}
