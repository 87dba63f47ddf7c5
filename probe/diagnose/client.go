package diagnose

import (
	"bytes"
	"crypto/x509"
	"strconv"
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
		return clientAlert(a.Alert)
	case model.TroubleClosed, model.TroubleReset:
		return true
	}
	return false
}

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
		if a.Alert == alertCertificateRequired {
			f = f.Sure(model.Proven)
		}
		if a.Trouble != model.TroubleAlert {
			f = f.As("closed")
		}
		return one(f.Fixed(s.otherCertificate()...))
	}
	variant, sure := s.whyRefused()
	f := model.New(model.ClientCertRejected, "certificate", s.clientName(), "alert", alertText(a), "issuer", s.clientIssuer(), "cas", cas).
		Seen("the refusal, and our own look at the certificate").As(variant).Sure(sure)
	if variant == "" {
		f = f.By(model.PartyUnknown)
	}
	return one(f.Fixed(s.clientFixes(variant)...))
}

// whyRefused joins the alert with what we can see of our own certificate. 43, 44, 45, 48 can be believed; 42 and the
// like may mean anything (facts: alert meaning by server).
func (s *scene) whyRefused() (variant string, sure model.Certainty) {
	a, own := s.main, s.ownFault()
	switch a.Alert {
	case alertUnknownCA:
		return s.whichUnknownCA(), model.Proven
	case alertExpired:
		if own == "not-yet-valid" {
			return own, model.Proven
		}
		if own != "expired" {
			return "expired", model.Possible // by the server's clock
		}
		return "expired", model.Proven
	case alertUnsupportedCert:
		if own == "wrong-eku" {
			return own, model.Proven
		}
	case alertRevoked:
		return "revoked", model.Proven
	}
	if own != "" {
		return own, model.Likely
	}
	if a.WouldWithhold != "" {
		return s.whichUnknownCA(), model.Likely
	}
	if a.Trouble != model.TroubleAlert {
		return "closed", model.Possible
	}
	return "", model.Possible
}

// whichUnknownCA tells apart why the server does not know our issuer: the intermediate was not sent, another CA of
// the same name, or another CA altogether.
func (s *scene) whichUnknownCA() string {
	listed := len(s.main.AcceptableCAs) > 0 && s.main.WouldWithhold == "" // its list names our issuer, and yet
	switch {
	case hasCode(s.client().Findings, model.MissingIntermediate):
		return "missing-intermediate"
	case listed, hasCode(s.client().Findings, model.IssuerOtherKey):
		return "same-name-other-key"
	}
	return "unknown-ca"
}

// ownFault is what our own look at the client certificate finds, as a variant; "" when nothing.
func (s *scene) ownFault() string {
	for _, f := range s.client().Findings {
		if f.Severity != model.Fatal {
			continue
		}
		switch f.Code {
		case model.Expired:
			return "expired"
		case model.NotYetValid:
			return "not-yet-valid"
		case model.WrongClientEKU:
			return "wrong-eku"
		case model.IssuerOtherKey:
			return "same-name-other-key"
		case model.MissingIntermediate:
			return "missing-intermediate"
		}
	}
	return ""
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
	if s.refused() || s.httpRefused() {
		return one(f.Weigh(model.Note)) // the refusal is the finding; this says what other tools show for it
	}
	return one(f.As("accepted-anyway").Fixed(s.otherCertificate()...))
}

// clientCertificate: faults of the offered certificate itself, whatever the server made of it.
func clientCertificate(s *scene) []model.Finding {
	a := s.main
	var found []model.Finding
	if a.Unusable != "" {
		found = append(found, model.New(model.ClientCertUnusable, "certificate", s.clientName(), "reason", a.Unusable).Seen("CertificateRequest"))
		return found
	}
	if len(s.Client) == 0 {
		return nil
	}
	if a.Complete && !a.Asked {
		found = append(found, model.New(model.ClientCertNotAsked, "certificate", s.clientName()).Seen("no CertificateRequest"))
	}
	if s.refused() || s.httpRefused() || !a.Sent {
		return found
	}
	return append(found, s.acceptedFaults()...)
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

// httpAnswer: a refusal above TLS. nginx lets the handshake through and answers 400; 495 and 496 are its own numbers.
func httpAnswer(s *scene) []model.Finding {
	a := s.main
	if a.HTTP == nil {
		return nil
	}
	status := strconv.Itoa(a.HTTP.Status)
	if s.httpRefused() {
		f := model.New(model.HTTPRefusedClient, "status", status, "title", a.HTTP.Title, "certificate", s.clientName()).Seen("HTTP answer")
		if !a.Sent {
			return one(f.As("none-sent").Fixed(s.otherCertificate()...))
		}
		variant, sure := s.ownFault(), model.Likely
		if variant == "" && a.WouldWithhold != "" {
			variant = "unknown-ca"
		}
		if variant == "" && len(a.AcceptableCAs) > 0 && s.issuerKeyUnknown() {
			variant = "same-name-other-key"
		}
		if variant == "" {
			sure = model.Possible
		}
		return one(f.As(variant).Sure(sure).Fixed(s.clientFixes(variant)...))
	}
	switch a.HTTP.Status {
	case 401, 403:
		f := model.New(model.ApplicationRefused, "status", status, "title", a.HTTP.Title).Seen("HTTP answer")
		if !a.Asked || !a.Sent {
			f = f.Weigh(model.Note) // a password is wanted, or a name without rights: TLS is fine
		}
		return one(f)
	}
	return nil
}

// httpRefused: the HTTP answer refuses the client certificate or its absence.
func (s *scene) httpRefused() bool {
	a := s.main
	if a.HTTP == nil || !a.Asked {
		return false
	}
	switch a.HTTP.Status {
	case 495, 496:
		return true
	case 400:
		t := strings.ToLower(a.HTTP.Title)
		return strings.Contains(t, "ssl") || strings.Contains(t, "certificate") || !a.Sent
	case 401, 403:
		return !a.Sent
	}
	return false
}

// issuerKeyUnknown: the CA that signed our certificate is none of those we trust, though the server lists its name.
func (s *scene) issuerKeyUnknown() bool {
	if len(s.Client) == 0 || s.System {
		return false
	}
	for _, root := range s.Roots {
		for _, c := range s.Client {
			if bytes.Equal(c.RawIssuer, root.RawSubject) && c.CheckSignatureFrom(root) == nil {
				return false
			}
		}
	}
	return true
}
