package diagnose

import (
	"crypto/x509"
	"slices"
	"strings"

	"certwright/model"
)

// member: what an etcd member shows as a server it also brings as a client. On the peer port the others will refuse it;
// on the client port its own HTTP gateway will (facts: measured with etcd 3.4 and 3.7).
func member(s *scene) []model.Finding {
	weight := model.Note
	switch s.Dial.Port {
	case "2380":
		weight = model.Warning
	case "2379":
		if !s.main.Asked { // without client certificates its gateway needs none
			return nil
		}
	default:
		return nil
	}
	if s.leaf == nil || forClients(s.leaf) || !slices.Contains(s.leaf.ExtKeyUsage, x509.ExtKeyUsageServerAuth) {
		return nil
	}
	return one(model.New(model.WrongClientEKU, "certificate", shortName(s.leaf), "has", strings.Join(ekuNames(s.leaf), ", ")).As("member").
		By(model.PartyServer).Weigh(weight).Sure(model.Likely).Seen("Certificate, and the port").
		Fixed(model.Fix{Kind: model.FixReissue, AddEKUs: []string{"clientAuth"}}))
}
