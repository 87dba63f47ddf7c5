package model

import "time"

// Trouble is what stopped an attempt, classified from the error's type, never from its text alone.
type Trouble string

const (
	TroubleNone      Trouble = ""
	TroubleDNS       Trouble = "dns"
	TroubleRefused   Trouble = "refused"
	TroubleNoRoute   Trouble = "no-route"
	TroubleTimeout   Trouble = "timeout"
	TroubleReset     Trouble = "reset"
	TroubleClosed    Trouble = "closed"    // end of stream without an alert
	TroubleAlert     Trouble = "alert"     // the server sent a fatal alert
	TroubleNotTLS    Trouble = "not-tls"   // its bytes are no TLS record
	TroubleLocal     Trouble = "local"     // our own TLS library stopped: bad signature, unparsable certificate, no common parameters
	TroubleOversized Trouble = "oversized" // record or message over the limits
	TroubleStartTLS  Trouble = "starttls"  // the plain-text dialogue before TLS was refused or not understood
	TroubleCancelled Trouble = "cancelled"
	TroubleClientKey Trouble = "client-key" // our client certificate's key cannot sign what the server accepts
)

// Purposes: what an attempt was made for. The first is always made, each other one only when what came before left it open.
// The changes of an experiment are purposes, too.
const (
	PurposeFirst    = "first"
	PurposeMoreALPN = "more-alpn" // after alert 120: with h2
	PurposeNoALPN   = TryNoALPN   // after the second alert 120

	// After alerts 40, 70 and 71. The raw ones are hellos made by hand, which offer what crypto/tls has not.
	PurposeEverySuite = "every-suite"    // all that crypto/tls has
	PurposeRawHello   = "raw-hello"      // everything is offered: what would the server choose?
	PurposeRawBelow13 = "raw-below-13"   // everything, TLS 1.2 at most: there the certificate is seen by everybody
	PurposeRawSuites  = "raw-suites"     // everything, but of suites only those of crypto/tls
	PurposeRawGroups  = "raw-groups"     // the same for groups
	PurposeRawSchemes = "raw-schemes"    // the same for signature schemes
	PurposeRawScheme  = "raw-scheme"     // everything, but of signature schemes only one kind that crypto/tls has not
	PurposeRawOther   = "raw-other-name" // without the server name, or with one where none was sent; also after alert 80
	PurposeRawSame    = "raw-same-name"  // after alert 80: the other half of that comparison
	PurposeRawOnly13  = "raw-only-13"    // everything was refused: TLS 1.3 and no other version
	PurposeRawNoTLS   = "raw-no-version" // the other half of that comparison: a version that nobody has
	PurposeRawModern  = "raw-modern"     // after a signature with SHA-1: without that

	PurposeNoName   = "no-name"             // after a certificate for other names: no server name is asked for, and nothing but the handshake made
	PurposeStranger = TryWithoutCertificate // after a good one with a client certificate, where the Dial asks for it
	PurposeEtcd     = "etcd"                // after an etcd let our certificate in: a call, kept when etcd knows no user of its common name
	// PurposeOtherRole: after a PostgreSQL that knows no role of our certificate's common name: a role that it does not name.
	PurposeOtherRole = "other-role"
	// PurposePlaintext: a GET without TLS, after HTTP answered, or nothing.
	PurposePlaintext = "plaintext"
	// PurposeTLSAtOnce: without the plain-text dialogue, after that had not led to TLS. It is there only when TLS answered.
	PurposeTLSAtOnce = "tls-at-once"
	// PurposePlainQuestion: a question of a plain-text protocol, after a server had said nothing to a ClientHello, nor in
	// the dialogue before TLS. It is there only when the answer was of that protocol: Reply names it, FirstBytes is the answer.
	PurposePlainQuestion = "plain-question"
)

// Attempt is one TCP connection of a probe and all that was seen on it.
type Attempt struct {
	Purpose   string        `json:"purpose"`
	Address   string        `json:"address"` // IP:port that answered or was tried last
	Local     string        `json:"local"`   // our own address on that connection, without the port
	Phase     Phase         `json:"phase"`
	Trouble   Trouble       `json:"trouble,omitempty"`
	Error     string        `json:"error,omitempty"`      // the library's text, raw
	Alert     int           `json:"alert"`                // number of the fatal alert received, -1 for none
	LateAlert bool          `json:"late_alert"`           // it (or the close) came after our handshake was complete
	Waited    time.Duration `json:"waited_ns"`            // how long the last phase waited when it ended by a timeout
	Silence   time.Duration `json:"silence_ns,omitempty"` // after a timeout: how long the server's last byte was ago; 0: it never sent one
	Connect   time.Duration `json:"connect_ns"`
	Handshake time.Duration `json:"handshake_ns"` // from ClientHello to our Finished
	Total     time.Duration `json:"total_ns"`

	OfferedVersions []string `json:"offered_versions"`
	OfferedALPN     []string `json:"offered_alpn"`
	SNI             string   `json:"sni"` // as sent; "" when none was sent
	Version         string   `json:"version"`
	Suite           string   `json:"suite"`
	Group           string   `json:"group"`
	ALPN            string   `json:"alpn"`
	Scheme          string   `json:"scheme,omitempty"` // raw ones only: the signature scheme of the ServerKeyExchange, or the one that was offered alone
	Lacks           string   `json:"lacks,omitempty"`  // raw ones only: what of the server's choice crypto/tls does not have: suite, group, scheme
	Complete        bool     `json:"complete"`         // our side's handshake finished
	Ended           Ending   `json:"ended,omitempty"`

	Messages   []Message `json:"messages"`
	ServerDER  [][]byte  `json:"-"` // the chain as the server sent it, leaf first
	OCSP       []byte    `json:"-"`
	FirstBytes []byte    `json:"-"`        // what came when it was not TLS
	Received   int64     `json:"received"` // bytes that came from the server, whatever they were

	Asked         bool     `json:"asked"` // the server asked for a client certificate
	AcceptableCAs [][]byte `json:"-"`     // raw DNs; empty: no hint
	CANames       []string `json:"acceptable_cas,omitempty"`
	SentDER       [][]byte `json:"-"`                        // the client chain that we sent
	Sent          bool     `json:"sent"`                     // a non-empty Certificate was sent
	Unusable      string   `json:"unusable,omitempty"`       // why our certificate could not be offered at all: its key cannot sign what the server accepts
	WouldWithhold string   `json:"would_withhold,omitempty"` // why an ordinary Go client would have sent none; "" when it would have sent it

	Greeting string      `json:"greeting,omitempty"` // what the server said of its own accord when the handshake was done, raw, capped
	HTTP     *HTTPAnswer `json:"http,omitempty"`
	Reply    *Reply      `json:"reply,omitempty"`
}

// Reply is the first answer of a service that was spoken to in its own protocol, behind STARTTLS. TLS says yes before
// the service does: PostgreSQL refuses a missing certificate here.
type Reply struct {
	Protocol string `json:"protocol"` // as in Dial.StartTLS
	Refused  bool   `json:"refused"`  // it is a refusal in the protocol's own terms
	Code     string `json:"code"`     // its own number: an SMTP code, an SQLSTATE, an LDAP result; postgres without refusal: "ok" (Text: why that helps nobody) or "password"
	Text     string `json:"text"`     // its words, raw, capped
}

// HTTPAnswer is the head of the answer to one GET.
type HTTPAnswer struct {
	Status int       `json:"status"`
	Title  string    `json:"title"` // <title> or the first line of the body, raw, capped
	Server string    `json:"server"`
	Date   time.Time `json:"date,omitzero"`
	// AfterHandshake: the page says that the server wanted to ask for a certificate after the handshake (RFC 8446 section 4.6.2) and could not.
	AfterHandshake bool `json:"after_handshake,omitempty"`
}

// Observation is the evidence of a whole probe: ordered attempts, the first is the main one. Plain data; diagnosis is pure over it.
type Observation struct {
	Dial      Dial          `json:"dial"`
	Started   time.Time     `json:"started"`
	Now       time.Time     `json:"now"` // the clock the dates were judged by
	Addresses []string      `json:"addresses"`
	Resolve   time.Duration `json:"resolve_ns"`
	Attempts  []Attempt     `json:"attempts"`
	Told      int           `json:"told"` // index of the attempt that the report tells
	Stranger  *Attempt      `json:"stranger,omitempty"`
	Done      bool          `json:"done"`
}

// Main returns the attempt that is told: the first dial, or the one that replaced it (for example without ALPN).
func (o Observation) Main() (Attempt, bool) {
	if o.Told < 0 || o.Told >= len(o.Attempts) {
		return Attempt{Alert: -1}, false
	}
	return o.Attempts[o.Told], true
}

// ServerChain returns the certificates that the server showed, leaf first: to the attempt that is told, else to a hand-made
// hello, because a server that finds our offer too narrow shows its certificate to a wider one.
func (o Observation) ServerChain() [][]byte {
	if a, ok := o.Main(); ok && (len(a.ServerDER) > 0 || a.Trouble != TroubleAlert) {
		return a.ServerDER
	}
	for _, a := range o.Attempts {
		if (a.Purpose == PurposeRawHello || a.Purpose == PurposeRawBelow13) && len(a.ServerDER) > 0 {
			return a.ServerDER
		}
	}
	return nil
}

// Find returns the first attempt made for a purpose.
func (o Observation) Find(purpose string) (Attempt, bool) {
	for _, a := range o.Attempts {
		if a.Purpose == purpose {
			return a, true
		}
	}
	return Attempt{Alert: -1}, false
}
