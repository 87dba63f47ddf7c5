package diagnose

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strconv"
	"time"

	"certwright/model"
	"certwright/pki"
	"certwright/pki/chain"
)

// fewestRSA is the shortest RSA key, in bits, that OpenSSL takes from a server at the security level of Debian, Ubuntu and
// Red Hat: curl, Python and node there break off below it, though Go goes on. An endpoint that half of its clients refuse
// is not called healthy.
const fewestRSA = 2048

// clockTolerance is how far two clocks may differ before we speak of it.
const clockTolerance = 5 * time.Minute

// serverChain: every rule of pki/chain over what the server sent.
func serverChain(s *scene) []model.Finding {
	found := append([]model.Finding(nil), s.server.Findings...)
	for i, f := range found {
		switch f.Code {
		case model.Expired, model.NotYetValid:
			found[i] = s.suspectClock(f)
		case model.WeakKey:
			if size, err := strconv.Atoi(f.Value("size")); err == nil && size < fewestRSA {
				found[i] = f.Weigh(model.Fatal)
			}
		}
	}
	return found
}

// suspectClock: dates are judged by our clock. Where the server's own Date header would make the certificate valid,
// or a new certificate is not valid yet by less than a day, the clock is the first suspect.
func (s *scene) suspectClock(f model.Finding) model.Finding {
	setClock := model.Fix{Kind: model.FixSetClock, Command: "timedatectl"}
	told := f
	f.Fixes = slices.DeleteFunc(slices.Clone(f.Fixes), func(x model.Fix) bool { return x.Kind == model.FixSetClock })
	if theirs := s.serverDate(); !theirs.IsZero() && apart(theirs, s.Now) > clockTolerance {
		again := s.input(s.ServerChain())
		again.Now = theirs
		if !hasCode(chain.Verify(again).Findings, f.Code) {
			return f.As("clock").By(model.PartyClock).Sure(model.Likely).With("server-date", theirs.UTC().Format(time.RFC3339), "HTTP Date").Fixed(setClock)
		}
	}
	if in, err := time.ParseDuration(f.Value("in")); f.Code == model.NotYetValid && err == nil && in < 24*time.Hour {
		return f.As("clock").By(model.PartyClock).Sure(model.Possible).Fixed(setClock)
	}
	return told
}

// clock: the server told us its time, and it is not ours.
func clock(s *scene) []model.Finding {
	theirs := s.serverDate()
	if theirs.IsZero() || apart(theirs, s.Now) <= clockTolerance {
		return nil
	}
	return one(model.New(model.ClockSuspect, "ours", s.Now.UTC().Format(time.RFC3339), "theirs", theirs.UTC().Format(time.RFC3339),
		"difference", apart(theirs, s.Now).Round(time.Second).String()).Seen("HTTP Date").Sure(model.Likely).
		Fixed(model.Fix{Kind: model.FixSetClock, Command: "timedatectl"}))
}

func (s *scene) serverDate() time.Time {
	if s.main.HTTP == nil {
		return time.Time{}
	}
	return s.main.HTTP.Date
}

func apart(a, b time.Time) time.Duration { return a.Sub(b).Abs() }

// oldCertificate: the commonest failure after a fix. The served certificate is of an identity here whose present
// certificate is newer and has fewer faults: the server was not given the file, or was not restarted.
func oldCertificate(s *scene) []model.Finding {
	held, ok := s.servedIdentity()
	if !ok || s.leaf == nil || bytes.Equal(held.Leaf.Raw, s.leaf.Raw) {
		return nil
	}
	before := fatals(s.server.Findings)
	switch {
	case before == 0 && !newer(held.Leaf, s.leaf):
		return nil
	case before > 0 && !maybeNewer(held.Leaf, s.leaf):
		return nil
	case before > 0 && fatals(chain.Verify(s.input(rawChain(held))).Findings) >= before:
		return nil
	}
	f := model.New(model.ServesOldCertificate, "identity", held.Ref(), "served", serial(s.leaf), "newer", serial(held.Leaf), "path", held.CertFile).
		Seen("Certificate, and the workspace")
	if before == 0 {
		f = f.Weigh(model.Warning)
	}
	return one(f.Fixed(model.Fix{Kind: model.FixCopyRestart, Identity: held.Ref(), File: held.CertFile}))
}

// newer: two certificates of the same minute have the same notBefore only when notBefore was the CA's own; then the end decides,
// and a served certificate that is not the one on disk is old all the same.
func newer(held, served *x509.Certificate) bool {
	return held.NotBefore.After(served.NotBefore) || held.NotBefore.Equal(served.NotBefore) && !held.NotAfter.Before(served.NotAfter)
}

// maybeNewer: ours begin before they are made, those of other tools when they are made. So within that time what begins
// earlier may be the newer one; that it cures what the served one lacks decides.
func maybeNewer(held, served *x509.Certificate) bool {
	return !held.NotBefore.Add(pki.Backdate).Before(served.NotBefore)
}

// servedBy is the identity of the workspace whose key the server used.
type servedBy struct {
	held Held
	ok   bool
}

// servedIdentity finds it. Key and issuer decide, never the name.
func (s *scene) servedIdentity() (Held, bool) {
	if s.served == nil {
		s.served = &servedBy{}
		if i := slices.IndexFunc(s.Held, s.isServed); i >= 0 {
			s.served = &servedBy{s.Held[i], true}
		}
	}
	return s.served.held, s.served.ok
}

func (s *scene) isServed(h Held) bool {
	if s.leaf == nil || h.Leaf == nil || h.Issuer == nil {
		return false
	}
	if h.Earlier != nil && bytes.Equal(h.Earlier.Raw, s.leaf.Raw) { // it got a new key since
		return true
	}
	return bytes.Equal(h.Leaf.RawSubjectPublicKeyInfo, s.leaf.RawSubjectPublicKeyInfo) &&
		(bytes.Equal(h.Leaf.Raw, s.leaf.Raw) || signedBy(s.leaf, h))
}

func rawChain(h Held) [][]byte {
	der := [][]byte{h.Leaf.Raw}
	for _, c := range h.Chain {
		der = append(der, c.Raw)
	}
	return der
}

func fatals(findings []model.Finding) (n int) {
	for _, f := range findings {
		if f.Severity == model.Fatal {
			n++
		}
	}
	return n
}

func hasCode(findings []model.Finding, code model.Code) bool {
	for _, f := range findings {
		if f.Code == code {
			return true
		}
	}
	return false
}
