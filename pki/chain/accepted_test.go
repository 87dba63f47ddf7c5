package chain

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestAYesIsRememberedForItsOwnQuestionAndTime: another name, use, trust or clock asks Go again.
func TestAYesIsRememberedForItsOwnQuestionAndTime(t *testing.T) {
	r, i, l := pkiOf(t)
	in := ask(l, sending(i), r)
	key := questionKey(in)
	require.False(t, accepted.has(key, in.Now))
	require.Empty(t, goRefuses(in))
	require.True(t, accepted.has(key, in.Now))
	require.True(t, accepted.has(key, l.NotAfter))
	require.False(t, accepted.has(key, l.NotAfter.Add(time.Second)))
	require.False(t, accepted.has(key, i.NotBefore.Add(-time.Second)))

	late := in
	late.Now = l.NotAfter.Add(time.Hour)
	for name, other := range map[string]Input{
		"time": late, "name": renamed(in, "other.test"), "trust": ask(l, sending(i), root(t, "Test Root")), "issuer left out": ask(l, nil, r),
	} {
		require.NotEmpty(t, goRefuses(other), name)
		require.NotEmpty(t, goRefuses(other), "%s: a no is not remembered as a yes", name)
	}
	system := in
	system.Roots, system.System = nil, true
	require.False(t, rememberable(system))
	client := in
	client.Purpose = Client
	require.NotEqual(t, key, questionKey(client))
}

func renamed(in Input, name string) Input { in.Name = name; return in }

func TestMemoryOfYesesIsBounded(t *testing.T) {
	_, i, l := pkiOf(t)
	memory := acceptedQuestions{held: map[[32]byte]lifetime{}}
	for n := range acceptedMost + 10 {
		memory.add([32]byte{byte(n), byte(n >> 8)}, ask(l, sending(i)).Sent)
	}
	require.LessOrEqual(t, len(memory.held), acceptedMost)
}
