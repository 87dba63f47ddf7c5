package chain

import (
	"crypto/sha256"
	"crypto/x509"
	"sync"
)

// rememberedMost bounds the memory: at 32 bytes each it stays under a few hundred kilobytes.
const rememberedMost = 4096

// remembered holds the signatures that were found sound. That a key made a signature does not depend on time, trust or
// purpose, so a process that probes many endpoints of one CA need not compute it again. Nothing else is remembered.
var remembered = soundSignatures{sound: map[[sha256.Size]byte]struct{}{}}

type soundSignatures struct {
	mu    sync.Mutex
	sound map[[sha256.Size]byte]struct{}
}

func signatureKey(child, parent *x509.Certificate) (key [sha256.Size]byte) {
	h := sha256.New()
	inner := sha256.Sum256(child.Raw)
	h.Write(inner[:])
	h.Write(parent.RawSubjectPublicKeyInfo)
	h.Sum(key[:0])
	return key
}

func (s *soundSignatures) has(key [sha256.Size]byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.sound[key]
	return ok
}

func (s *soundSignatures) add(key [sha256.Size]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sound) >= rememberedMost {
		clear(s.sound)
	}
	s.sound[key] = struct{}{}
}
