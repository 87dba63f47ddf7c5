package screens_test

import (
	"context"
	"time"

	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/uitest"
)

func subject(cn string) model.Subject {
	return model.Subject{{Type: "C", Value: "CN"}, {Type: "O", Value: "Company"}, {Type: "CN", Value: cn}}
}

func rootCertificate() model.Certificate {
	return model.Certificate{
		Subject: subject("pouch_test"), Issuer: subject("pouch_test"), Serial: "0a1b", Version: 3,
		NotBefore: uitest.Clock.AddDate(-1, 0, 0), NotAfter: uitest.Clock.AddDate(9, 0, 0),
		IsCA: true, PathLen: -1, Key: "ECDSA P-256", Signature: "ECDSA-SHA256", KeyUsage: []string{"keyCertSign", "cRLSign"},
		SHA256: "11223344556677889900aabbccddeeff11223344556677889900aabbccddeeff",
	}
}

func leafCertificate(cn string, days int, ekus ...string) model.Certificate {
	return model.Certificate{
		Subject: subject(cn), Issuer: subject("pouch_test"), Serial: "7f", Version: 3,
		NotBefore: uitest.Clock.Add(-100 * 24 * time.Hour), NotAfter: uitest.Clock.AddDate(0, 0, days),
		SANs: []model.SAN{{Kind: model.DNS, Value: cn}, {Kind: model.IP, Value: "10.0.1.10"}}, EKUs: ekus, PathLen: -1,
		Key: "ECDSA P-256", Signature: "ECDSA-SHA256", KeyUsage: []string{"digitalSignature"},
		SHA256: "ffeeddccbbaa00998877665544332211ffeeddccbbaa00998877665544332211",
	}
}

func identity(name string, days int, ekus ...string) model.Identity {
	dir := "/home/u/pki/pouch_test/" + name
	return model.Identity{
		Name: name, Authority: "pouch_test", Dir: dir, CertFile: dir + "/cert.pem", KeyFile: dir + "/key.pem", CAFile: dir + "/ca.pem",
		Certificate: leafCertificate(name, days, ekus...),
	}
}

func workspace() model.Workspace {
	return model.Workspace{Home: "/home/u/pki", User: "u", Host: "m1", Authorities: []model.Authority{{
		Name: "pouch_test", Dir: "/home/u/pki/pouch_test", Certificate: rootCertificate(),
		CAFile: "/home/u/pki/pouch_test/ca.pem", KeyFile: "/home/u/pki/pouch_test/ca-key.pem",
		Identities: []model.Identity{identity("a_client", 300, "clientAuth"), identity("etcd-1", 12, "serverAuth", "clientAuth"), identity("旧服务器", -3, "serverAuth")},
	}}}
}

func services(w model.Workspace) nav.Services {
	return nav.Services{Load: func(context.Context) (model.Workspace, error) { return w, nil }}
}
