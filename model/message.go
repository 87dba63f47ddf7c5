package model

import "time"

// Direction says who sent a message.
type Direction string

const (
	ToServer   Direction = "out" // our side sent it
	FromServer Direction = "in"  // the server sent it
)

// MessageKind is the TLS content type a message travelled in, or KindOpaque when it could not be decrypted.
type MessageKind string

const (
	KindHandshake        MessageKind = "handshake"          // record content type 22
	KindAlert            MessageKind = "alert"              // 21
	KindChangeCipherSpec MessageKind = "change_cipher_spec" // 20
	KindData             MessageKind = "application_data"   // 23, only its size is kept
	KindOpaque           MessageKind = "opaque"             // encrypted, no key for it
	KindPlain            MessageKind = "plain"              // bytes that are not TLS
)

// Message is one handshake message, alert or other unit of a connection, decoded from the recorded bytes.
// Times count from the moment the TCP connection stood; messages that came in one read share a time.
type Message struct {
	At        time.Duration `json:"at_ns"`
	Direction Direction     `json:"direction"`
	Kind      MessageKind   `json:"kind"`
	Type      int           `json:"type"`    // handshake type as `curl -v` prints it (RFC 8446 section 4), alert number for alerts
	Name      string        `json:"name"`    // the RFC's own name: ClientHello, HelloRetryRequest, Alert ...
	Size      int           `json:"size"`    // bytes of the message with its 4-byte header; 2 for an alert
	Records   int           `json:"records"` // how many records carried it
	Encrypted bool          `json:"encrypted"`
	Fields    []Field       `json:"fields,omitempty"`
	// Mark is set on the message after which an ordinary client would have stopped: it holds the alert
	// that client would have sent, for example "42 bad_certificate". Set by the workbench, not by the decoder.
	Mark string `json:"mark,omitempty"`
}

// Field is one value inside a message, by a key that assets explains. Values are raw text of the peer: sanitize before showing.
type Field struct {
	Key    string   `json:"key"`
	Values []string `json:"values"`
}

// Get returns the values of the field with this key, or nil.
func (m Message) Get(key string) []string {
	for _, f := range m.Fields {
		if f.Key == key {
			return f.Values
		}
	}
	return nil
}

// First returns the first value of a field, or "".
func (m Message) First(key string) string {
	if v := m.Get(key); len(v) > 0 {
		return v[0]
	}
	return ""
}
