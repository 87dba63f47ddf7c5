package wire

import (
	"bytes"
	"encoding/hex"
	"strings"
	"sync"
)

// Labels of the NSS key log format that the decoder uses.
const (
	labelMaster          = "CLIENT_RANDOM" // TLS 1.2 and below: the master secret
	labelClientEarly     = "CLIENT_EARLY_TRAFFIC_SECRET"
	labelClientHandshake = "CLIENT_HANDSHAKE_TRAFFIC_SECRET"
	labelServerHandshake = "SERVER_HANDSHAKE_TRAFFIC_SECRET"
	labelClientTraffic   = "CLIENT_TRAFFIC_SECRET_0"
	labelServerTraffic   = "SERVER_TRAFFIC_SECRET_0"
)

const (
	// maxTrialMasters is how many recent master secrets are tried on a resumed TLS 1.2 session.
	maxTrialMasters = 16
	// maxLogLine is longer than any key log line; a longer one is dropped.
	maxLogLine = 1024
)

// secretKey finds one secret: its label and the random of the ClientHello it belongs to.
type secretKey struct {
	label  string
	random [32]byte
}

// Secrets collects the keys of a probe's connections. Give it to tls.Config.KeyLogWriter of each of
// them: crypto/tls logs no key for a resumed TLS 1.2 session, which uses the master secret of the
// connection before. They live in memory only. The zero value is ready; it is safe for concurrent use.
type Secrets struct {
	mu      sync.Mutex
	partial []byte
	byKey   map[secretKey][]byte
	masters [][]byte // the newest distinct ones, newest last
}

// Write takes lines of the NSS key log format ("LABEL <client random> <secret>", hex). It never
// fails: lines that it does not understand are left out.
func (s *Secrets) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.partial = append(s.partial, p...)
	for {
		line, rest, found := bytes.Cut(s.partial, []byte{'\n'})
		if !found {
			break
		}
		s.addLine(string(line))
		s.partial = rest
	}
	if len(s.partial) > maxLogLine {
		s.partial = nil
	}
	return len(p), nil
}

// addLine stores one line. The caller holds the lock.
func (s *Secrets) addLine(line string) {
	parts := strings.Fields(line)
	if len(parts) != 3 || len(parts[1]) != 64 || !knownLabel(parts[0]) {
		return
	}
	random, err := hex.DecodeString(parts[1])
	if err != nil {
		return
	}
	secret, err := hex.DecodeString(parts[2])
	if err != nil || len(secret) == 0 {
		return
	}
	s.put(secretKey{parts[0], [32]byte(random)}, secret)
}

// put stores one secret. The caller holds the lock.
func (s *Secrets) put(key secretKey, secret []byte) {
	if s.byKey == nil {
		s.byKey = make(map[secretKey][]byte)
	}
	s.byKey[key] = secret
	if key.label == labelMaster {
		s.addMaster(secret)
	}
}

// addMaster remembers a master secret for sessions that are resumed later.
func (s *Secrets) addMaster(secret []byte) {
	for _, m := range s.masters {
		if bytes.Equal(m, secret) {
			return
		}
	}
	s.masters = append(s.masters, secret)
	if n := len(s.masters); n > maxTrialMasters {
		s.masters = s.masters[n-maxTrialMasters:]
	}
}

// find returns a secret or nil. A nil store holds none.
func (s *Secrets) find(label string, random [32]byte) []byte {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byKey[secretKey{label, random}]
}

// trials returns the recent master secrets, newest first.
func (s *Secrets) trials() [][]byte {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([][]byte, 0, len(s.masters))
	for i := len(s.masters) - 1; i >= 0; i-- {
		out = append(out, s.masters[i])
	}
	return out
}

func knownLabel(label string) bool {
	switch label {
	case labelMaster, labelClientEarly, labelClientHandshake, labelServerHandshake, labelClientTraffic, labelServerTraffic:
		return true
	}
	return false
}
