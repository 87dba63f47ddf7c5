package diagnose

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"slices"
	"strings"
	"time"

	"certwright/model"
)

// refused: the server ended the conversation after it had asked for a client certificate.
func (s *scene) refused() bool {
	a := s.main
	if !a.Asked {
		return false
	}
	switch a.Trouble {
	case model.TroubleAlert:
		return clientAlert(a.Alert) || a.Sent && laterAlert(a.Alert)
	case model.TroubleClosed, model.TroubleReset:
		return a.Sent || !accepted(a) // who let us in without a certificate and then closed did not miss one
	}
	return false
}

// accepted: a ticket of TLS 1.3 came, which servers send when they are content with the client's last flight.
func accepted(a model.Attempt) bool { return a.Version == "TLS 1.3" && heard(a, "NewSessionTicket") }

// clientRefused: required and none sent, or sent and refused. The alert tells little; our own look at the
// certificate and the server's list of CAs tell the rest.
func clientRefused(s *scene) []model.Finding {
	a := s.main
	if !s.refused() || a.Unusable != "" {
		return nil
	}
	cas := strings.Join(a.CANames, ", ")
	if !a.Sent {
		f := model.New(model.ClientCertRequired, "alert", alertText(a), "cas", cas).Seen("CertificateRequest, then the refusal").Sure(model.Likely)
		if wantsCertificate(a) {
			f = f.Sure(model.Proven)
		}
		if a.Trouble != model.TroubleAlert {
			f = f.As("closed")
		}
		return one(s.unlessSpoiled(f.Fixed(s.otherCertificate()...)))
	}
	otherwise := ""
	if a.Trouble != model.TroubleAlert {
		otherwise = "closed"
	}
	return s.blame(model.New(model.ClientCertRejected, "certificate", s.clientName(), "alert", alertText(a), "issuer", s.clientIssuer(), "cas", cas, "local", a.Local, "link", "").
		Seen("the refusal, and our own look at the certificate"), otherwise)
}

// unlessSpoiled: a certificate was named and could not be used. What is wrong with it is the fault, and that the
// server missed it is only what follows.
func (s *scene) unlessSpoiled(f model.Finding) model.Finding {
	if s.main.Unusable != "" || len(s.Client) == 0 && (s.Dial.Cert != "" || s.Dial.As != "") && !model.OK(s.Given) {
		return f.Weigh(model.Note)
	}
	return f
}

// wantsCertificate: alerts that can mean nothing else after an empty Certificate. Below TLS 1.3 that is 40, which comes
// when versions, suites and all else are agreed already (RFC 5246 section 7.4.6).
func wantsCertificate(a model.Attempt) bool {
	return a.Alert == alertCertificateRequired || a.Alert == alertNoCertificate ||
		a.Alert == alertHandshakeFailure && a.Version != "TLS 1.3" && a.Version != ""
}

func ekuNames(c *x509.Certificate) []string {
	var names []string
	for _, u := range c.ExtKeyUsage {
		names = append(names, u.String())
	}
	for _, oid := range c.UnknownExtKeyUsage {
		names = append(names, model.EKUName(oid.String()))
	}
	return names
}

func (s *scene) clientName() string {
	switch {
	case s.Ref != "":
		return s.Ref
	case len(s.Client) > 0:
		return shortName(s.Client[0])
	}
	return ""
}

func (s *scene) clientIssuer() string {
	if len(s.Client) == 0 {
		return ""
	}
	return issuerName(s.Client[len(s.Client)-1])
}

// clientWithheld: our probe always sends what it was given; an ordinary Go client (docker, kubectl, etcd) compares
// the issuer with the server's list first and sends nothing. Where the server would have taken it, that is the fault.
func clientWithheld(s *scene) []model.Finding {
	a := s.main
	if a.WouldWithhold == "" || !a.Sent {
		return nil
	}
	f := model.New(model.ClientCertWithheld, "certificate", s.clientName(), "issuer", s.clientIssuer(), "cas", strings.Join(a.CANames, ", ")).
		Seen("CertificateRequest")
	if s.refused() || s.httpRefused() || a.Trouble != model.TroubleNone {
		return one(f.Weigh(model.Note)) // the refusal is the finding; this says what other tools show for it
	}
	if result, _ := Strangers(s.Observation); result == StrangersLetIn {
		f = f.Weigh(model.Warning) // it lets in everybody, also those who hold theirs back
	}
	if s.pinned() {
		f = f.Weigh(model.Note) // it is meant so: what a client of Go makes of it is another matter
	}
	return one(f.As("accepted-anyway").By(model.PartyServer).Fixed(s.otherCertificate()...))
}

// pinned: the server's list names our certificate itself, as stunnel's verifyPeer does: it wants this very one.
func (s *scene) pinned() bool {
	return len(s.Client) > 0 && slices.ContainsFunc(s.main.AcceptableCAs, func(n []byte) bool { return bytes.Equal(n, s.Client[0].RawSubject) })
}

// clientCertificate: faults of the offered certificate itself, whatever the server made of it.
func clientCertificate(s *scene) []model.Finding {
	a := s.main
	var found []model.Finding
	if a.Unusable != "" {
		return one(s.unusable())
	}
	if len(s.Client) == 0 {
		return nil
	}
	if a.Complete && !a.Asked && (a.HTTP == nil || !a.HTTP.AfterHandshake) {
		found = append(found, model.New(model.ClientCertNotAsked, "certificate", s.clientName()).Seen("no CertificateRequest"))
	}
	if s.refused() || s.httpRefused() || !a.Sent {
		return found
	}
	return append(found, s.acceptedFaults()...)
}

// unusable: our certificate could not be offered. Where its key is of a usual kind, it is the server that takes none of the
// signatures which such a key can make, and it said which it takes.
func (s *scene) unusable() model.Finding {
	a := s.main
	var schemes []string
	for _, m := range a.Messages {
		if m.Name == "CertificateRequest" && m.Direction == model.FromServer {
			schemes = m.Get(model.FieldSchemes)
		}
	}
	f := model.New(model.ClientCertUnusable, "certificate", s.clientName(), "reason", a.Unusable, "schemes", strings.Join(schemes, ", ")).Seen("CertificateRequest")
	if len(schemes) > 0 && len(s.Client) > 0 && usualKey(s.Client[0]) {
		f = f.As("schemes")
	}
	return f
}

// usualKey: everybody can sign with such a key, unless told not to.
func usualKey(c *x509.Certificate) bool {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return k.N.BitLen() >= 2048
	case *ecdsa.PublicKey:
		return k.Curve != elliptic.P224()
	case ed25519.PublicKey:
		return true
	}
	return false
}

// acceptedFaults are faults of a client certificate that this server let pass; another one may not. They can be read
// from the certificate alone: nothing is verified for them.
func (s *scene) acceptedFaults() []model.Finding {
	leaf := s.Client[0]
	var found []model.Finding
	if !forClients(leaf) {
		found = append(found, model.New(model.WrongClientEKU, "certificate", s.clientName(), "has", strings.Join(ekuNames(leaf), ", ")).
			Weigh(model.Warning).Seen("the file").Fixed(s.clientFixes("wrong-eku")...))
	}
	if s.Now.After(leaf.NotAfter) {
		found = append(found, model.New(model.ClientCertExpired, "certificate", s.clientName(), "ended", leaf.NotAfter.UTC().Format(time.RFC3339),
			"now", s.Now.UTC().Format(time.RFC3339)).Seen("the file").Fixed(s.clientFixes("expired")...))
	}
	return found
}
