// Package wire shows what a TLS connection really said: every handshake message and alert of both
// sides, decrypted, in order, with time and size. crypto/tls stays the TLS engine; it only writes its
// secrets to a key log and its bytes pass a tap. Everything else happens afterwards:
//
//	tap      Recorder.Tap copies each Read and Write of a net.Conn with its time.     recorder.go
//	secrets  Secrets is the tls.Config.KeyLogWriter, one for all dials of a probe.    secrets.go
//	records  Decode glues the chunks of each direction and cuts them into records.    record.go, decode.go
//	epochs   Each direction has a guard: the keys in force now. Hellos, Finished,
//	         ChangeCipherSpec and KeyUpdate change it; openers decrypt.               guard.go, keys.go, opener.go
//	messages Opened handshake bytes are cut into messages (one may span records, one
//	         record may hold several) and parsed into fields.                         message.go, hellos.go,
//	                                                                                  certificate.go, extension.go
//
// Decode starts from nothing at every call, so a screen can ask for the state of a live connection
// as often as it likes; a recording with more bytes gives the same messages and then some. What has no
// key is listed as an opaque message that says why, never left out. Bytes that are no TLS become one
// plain message. All input is a stranger's: nothing here panics on it, and the work is bounded.
//
// To show one more value of a message: add a key to model/wirekeys.go and its sentence to assets, then
// read it in the function of that message or, if it is in an extension, in extension.go. Names of
// numbers (suites, groups, schemes, extensions, alerts) are in names_*.go, one IANA table each.
//
// WritePcapng exports a recording with its secrets for Wireshark. RawHello asks a server what it
// would choose from things that crypto/tls cannot offer, and never finishes the handshake.
package wire
