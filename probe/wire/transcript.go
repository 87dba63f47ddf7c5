package wire

import (
	"time"

	"certwright/model"
)

// Transcript is what a recording says, in the order it was said.
type Transcript struct {
	Messages []model.Message
	Alerts   []Alert

	Version uint16 // negotiated; 0 until the ServerHello
	Suite   uint16 // chosen; 0 until the ServerHello or HelloRetryRequest
	Group   uint16 // key exchange group; 0 when none was named (RSA, finite-field Diffie-Hellman of TLS 1.2)
	DHBits  int    // size of the prime of a TLS 1.2 finite-field Diffie-Hellman, else 0
	Scheme  uint16 // signature scheme of the server's proof of its key; 0 below TLS 1.2 and with RSA key exchange
	ALPN    string // protocol the server chose, "" for none
	Retried bool   // the server sent a HelloRetryRequest
	Resumed bool   // the server took up an earlier session: no certificate is sent

	// ServerChain and ClientChain are the certificates of the last Certificate message of each side, DER
	// as sent, leaf first, even where crypto/tls could not parse them.
	ServerChain, ClientChain [][]byte
	// ClientChainSent is true after our Certificate message, also when it was empty.
	ClientChainSent bool
	// Asked is true after a CertificateRequest; AcceptableCAs are the names in it, raw DER, none for "any".
	Asked         bool
	AcceptableCAs [][]byte
	OCSPStaple    []byte // stapled OCSP response for the leaf, DER

	// FirstBytes is the start of what the server sent where it was not TLS, at most 256 bytes.
	FirstBytes []byte
	// Pending are the bytes at the end of each direction that make no whole record or message yet.
	PendingToServer, PendingFromServer int
	// Truncated says that bytes passed which were not recorded, or that there were more messages than
	// are listed.
	Truncated bool
}

// Alert is one alert of either side.
type Alert struct {
	At        time.Duration
	Direction model.Direction
	Level     int // 1 warning, 2 fatal
	Number    int
	Encrypted bool
}

// Fatal says whether the alert ends the connection as a failure. TLS 1.3 peers treat every alert but
// close_notify and user_canceled so, whatever its level (RFC 8446 section 6).
func (a Alert) Fatal(version uint16) bool {
	if a.Number == 0 || a.Number == 90 {
		return false
	}
	return a.Level == 2 || version >= 0x0304
}

// Find returns the first message of one side with this name, for example "NewSessionTicket".
func (t Transcript) Find(dir model.Direction, name string) (model.Message, bool) {
	for _, m := range t.Messages {
		if m.Direction == dir && m.Name == name {
			return m, true
		}
	}
	return model.Message{}, false
}
