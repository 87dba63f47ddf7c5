package chain

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGoodChainRaisesNothing(t *testing.T) {
	r, i, l := pkiOf(t)
	got := Verify(ask(l, sending(i), r))
	require.Empty(t, got.Findings)
	require.True(t, got.OK)
	require.Equal(t, 3, len(got.Paths[0]))
}
