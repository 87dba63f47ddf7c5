// Package probe dials a target and records what happened: evidence, not opinions.
//
// Run makes one or a few connections (attempt.go), each through a recording tap (probe/wire) and the stock crypto/tls,
// with certificate verification off: the handshake goes on past our own verdict, so that one connection shows both
// sides' judgement. What the evidence means is decided in probe/diagnose, from the Observation alone.
//
// Where to change what: how one connection runs, attempt.go; when the wait after the handshake ends, settle.go;
// which further connections follow from what the first one showed, run.go; how errors are classified, trouble.go.
package probe
