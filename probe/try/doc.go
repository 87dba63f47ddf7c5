// Package try finds a cause by trying: one thing is changed, the same target is dialled again, and the handshake that
// turns green names the cause. It decides which experiments can tell something about a report (Plan, pure), makes them
// one connection at a time (Run), and reads what each shows. What follows for the findings is diagnose.Prove's.
//
// Where to change what: what is known before the first dial, case.go; experiments that need nothing new, plain.go;
// those with client certificates minted in memory, ladder.go and mint.go; what counts as refused or the same, judge.go.
//
// A minted certificate is never written, lives one minute and, where we hold a certificate already, is signed for the
// same key: then there is no new key at all.
package try
