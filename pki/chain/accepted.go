package chain

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"sync"
	"time"
)

// accepted holds the questions that crypto/x509 has said yes to, each with the time in which its chain holds. A
// process that dials one endpoint again and again would otherwise spend more on asking again than on its own judgement.
var accepted = acceptedQuestions{held: map[[sha256.Size]byte]lifetime{}}

// acceptedMost bounds the memory, acceptedDeepest what is remembered: with few certificates sent, no search comes near
// Go's limit of signature checks, so that nothing but the clock can turn a yes into a no.
const (
	acceptedMost    = 1024
	acceptedDeepest = 4
)

// lifetime is a stretch of time, both ends within it.
type lifetime struct{ from, to time.Time }

func (s lifetime) holds(t time.Time) bool { return !t.Before(s.from) && !t.After(s.to) }

type acceptedQuestions struct {
	mu   sync.Mutex
	held map[[sha256.Size]byte]lifetime
}

// rememberable keeps the system's store out: what it trusts changes without us.
func rememberable(in Input) bool {
	return len(in.Roots) > 0 && len(in.Sent) <= acceptedDeepest
}

// questionKey is the question without its time: whose certificate, what came with it, who is trusted, which name, for what.
func questionKey(in Input) (key [sha256.Size]byte) {
	h := sha256.New()
	part := func(raw []byte) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(raw))))
		h.Write(raw)
	}
	part(in.Leaf.Raw)
	for _, list := range [][]*x509.Certificate{in.Sent, in.Roots} {
		part(binary.BigEndian.AppendUint64(nil, uint64(len(list))))
		for _, x := range list {
			part(x.Raw)
		}
	}
	part([]byte(in.Name))
	part([]byte(in.Purpose))
	h.Sum(key[:0])
	return key
}

func (a *acceptedQuestions) has(key [sha256.Size]byte, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	s, ok := a.held[key]
	return ok && s.holds(now)
}

// add remembers a yes for as long as every certificate of the chain is valid.
func (a *acceptedQuestions) add(key [sha256.Size]byte, chain []*x509.Certificate) {
	s := lifetime{chain[0].NotBefore, chain[0].NotAfter}
	for _, x := range chain[1:] {
		if x.NotBefore.After(s.from) {
			s.from = x.NotBefore
		}
		if x.NotAfter.Before(s.to) {
			s.to = x.NotAfter
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.held) >= acceptedMost {
		clear(a.held)
	}
	a.held[key] = s
}
