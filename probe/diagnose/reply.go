package diagnose

import (
	"strings"

	"certwright/model"
)

// What PostgreSQL says when the certificate names another role than the one that was asked for: with the method cert, and
// with the method trust and clientcert=verify-full.
const (
	certificateFailed = "certificate authentication failed"
	trustFailed       = `"trust" authentication failed`
)

func notThisRole(r model.Reply) bool {
	return strings.Contains(r.Text, certificateFailed) || strings.Contains(r.Text, trustFailed)
}

// sayings are refusals in the words of services themselves. What is not in here is told as it is.
var sayings = []struct {
	protocol, says string
	wants          bool // a certificate, where none was sent
	idle           bool // nothing to do with certificates: the name we asked under has no business there
}{
	{protocol: "postgres", says: "valid client certificate", wants: true},
	{protocol: "postgres", says: certificateFailed},
	{protocol: "postgres", says: trustFailed},
	{protocol: "postgres", says: "does not exist", idle: true},
	{protocol: "postgres", says: "no pg_hba.conf entry", idle: true},
	{protocol: "smtp", says: "certificate", wants: true},
	{protocol: "imap", says: "certificate", wants: true},
}

// serviceReply: TLS was content, the service behind it is not.
func serviceReply(s *scene) []model.Finding {
	if etcd, ok := s.Find(model.PurposeEtcd); ok && etcd.Reply != nil {
		return one(model.New(model.ApplicationRefused, "status", etcd.Reply.Code, "title", etcd.Reply.Text).As("etcd").Seen(etcd.Reply.Protocol))
	}
	a := s.main
	if other, ok := s.Find(model.PurposeOtherRole); ok && a.Reply != nil && other.Reply != nil && notThisRole(*other.Reply) {
		return one(model.New(model.ApplicationRefused, "status", other.Reply.Code, "title", a.Reply.Text).As("postgres").Seen(a.Reply.Protocol))
	}
	if a.Reply == nil || !a.Reply.Refused {
		return nil
	}
	refusal := model.New(model.ApplicationRefused, "status", a.Reply.Code, "title", a.Reply.Text).As("service").Seen(a.Reply.Protocol)
	for _, x := range sayings {
		if x.protocol != a.Reply.Protocol || !strings.Contains(a.Reply.Text, x.says) {
			continue
		}
		switch {
		case x.wants && !a.Sent:
			f := model.New(model.ClientCertRequired, "alert", a.Reply.Text, "cas", strings.Join(a.CANames, ", ")).Seen(a.Reply.Protocol)
			if x.protocol == "postgres" {
				f = f.As("postgres")
			}
			return one(s.unlessSpoiled(f.Fixed(s.otherCertificate()...)))
		case x.idle:
			return one(refusal.Weigh(model.Note))
		case notThisRole(*a.Reply):
			refusal = refusal.As("postgres")
		}
		return one(refusal)
	}
	if a.Reply.Protocol == "postgres" {
		return one(refusal.Weigh(model.Note)) // passwords, databases, limits: TLS is fine
	}
	return one(refusal)
}
