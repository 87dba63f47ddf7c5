package screens_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/uitest"
)

func ms(n float64) time.Duration { return time.Duration(n * float64(time.Millisecond)) }

func message(at float64, d model.Direction, name string, fields ...string) model.Message {
	types := map[string]int{"ClientHello": 1, "ServerHello": 2, "NewSessionTicket": 4, "EncryptedExtensions": 8, "Certificate": 11, "CertificateRequest": 13, "CertificateVerify": 15, "Finished": 20}
	m := model.Message{At: ms(at), Direction: d, Kind: model.KindHandshake, Type: types[name], Name: name, Size: 100, Records: 1, Encrypted: types[name] > 2}
	for i := 0; i+1 < len(fields); i += 2 {
		m.Fields = append(m.Fields, model.Field{Key: fields[i], Values: []string{fields[i+1]}})
	}
	return m
}

func alertMessage(at float64, number int, name string) model.Message {
	m := message(at, model.FromServer, "Alert", model.FieldAlert, name, model.FieldAlertLevel, "fatal")
	m.Kind, m.Type, m.Size = model.KindAlert, number, 2
	return m
}

// handshake is a mutual TLS 1.3 handshake as etcd makes it.
func handshake() []model.Message {
	hello := message(0, model.ToServer, "ClientHello", model.FieldVersion, "TLS 1.2")
	hello.Size = 1511
	hello.Fields = append(hello.Fields, model.Field{Key: model.FieldVersions, Values: []string{"TLS 1.3", "TLS 1.2", "TLS 1.1", "TLS 1.0"}})
	return []model.Message{
		hello,
		message(0.6, model.FromServer, "ServerHello", model.FieldVersion, "TLS 1.3", model.FieldSuite, "TLS_AES_128_GCM_SHA256", model.FieldGroup, "X25519MLKEM768"),
		message(0.6, model.FromServer, "EncryptedExtensions", model.FieldALPN, "http/1.1"),
		message(0.6, model.FromServer, "CertificateRequest", model.FieldCAs, "CN=pouch_test,O=Company,C=CN"),
		message(0.7, model.FromServer, "Certificate", model.FieldCerts, "CN=etcd-1"),
		message(0.7, model.FromServer, "CertificateVerify", model.FieldScheme, "ecdsa_secp256r1_sha256"),
		message(0.7, model.FromServer, "Finished"),
		message(1.3, model.ToServer, "Certificate", model.FieldCerts, "CN=a_client"),
		message(1.3, model.ToServer, "CertificateVerify", model.FieldScheme, "ecdsa_secp256r1_sha256"),
		message(1.3, model.ToServer, "Finished"),
		message(2.1, model.FromServer, "NewSessionTicket", model.FieldLifetime, "604800"),
	}
}

func checks(failed ...string) []model.Check {
	var out []model.Check
	for _, n := range []string{"reach", "protocol", "chain", "dates", "name", "use", "client", "application"} {
		result := "ok"
		for _, f := range failed {
			if f == n {
				result = "fail"
			}
		}
		if n == "application" {
			result = "unchecked"
		}
		out = append(out, model.Check{Name: n, Result: result})
	}
	return out
}

// goodReport is a mutual TLS dial in which nothing is wrong.
func goodReport() model.Report {
	return model.Report{
		Started: uitest.Clock, Phase: model.PhaseDone, Address: "10.0.1.10:2379", Trust: "pouch_test", Client: "pouch_test/a_client",
		Version: "TLS 1.3", Suite: "TLS_AES_128_GCM_SHA256", Group: "X25519MLKEM768", ALPN: "http/1.1", Ended: model.EndTicket,
		Timings: model.Timings{Connect: ms(0.3), Handshake: ms(1.3), Total: ms(2.1)},
		Chain:   []model.Certificate{leafCertificate("etcd-1", 300, "serverAuth", "clientAuth")}, ClientChain: []model.Certificate{leafCertificate("a_client", 300, "clientAuth")},
		Messages: handshake(), Checks: checks(),
	}
}

// mismatchReport is the same server dialled by an address that its certificate lacks.
func mismatchReport() model.Report {
	r := goodReport()
	r.Checks = checks("name")
	r.Messages[6].Mark = "42 bad_certificate"
	r.Findings = []model.Finding{model.New(model.NameMismatch, "names", "127.0.0.1, localhost", "dialled", "10.0.1.10", "certificate", "etcd-1").As("ip").Seen("RFC 9525 section 6").Fixed(
		model.Fix{Kind: model.FixReissue, Identity: "pouch_test/etcd-1", AddSANs: []model.SAN{{Kind: model.IP, Value: "10.0.1.10"}}, Auto: true},
		model.Fix{Kind: model.FixDialName, Name: "127.0.0.1", Auto: true},
	)}
	return r
}

// requiredReport is a dial without certificate at a server that wants one.
func requiredReport() model.Report {
	r := goodReport()
	r.Client, r.ClientChain, r.Ended = "", nil, model.EndAlert
	r.Checks = checks("client")
	r.Messages = append(r.Messages[:7:7], message(1.3, model.ToServer, "Certificate"), alertMessage(1.9, 116, "certificate_required"))
	r.Findings = []model.Finding{model.New(model.ClientCertRequired, "alert", "116 certificate_required", "cas", "pouch_test").Seen("CertificateRequest, then the refusal")}
	return r
}

// strangersReport is the good one after the second dial.
func strangersReport() model.Report {
	r := goodReport()
	r.Strangers, r.StrangerHow = "refused", "116 certificate_required"
	return r
}

// oldReport is what a probe finds between the reissue and the restart.
func oldReport() model.Report {
	r := mismatchReport()
	old := model.New(model.ServesOldCertificate, "identity", "pouch_test/etcd-1", "served", "7f", "newer", "80", "path", "/home/u/pki/pouch_test/etcd-1/cert.pem").
		Fixed(model.Fix{Kind: model.FixCopyRestart, Identity: "pouch_test/etcd-1"})
	r.Findings[0].Fixes = old.Fixes
	r.Findings = append([]model.Finding{old}, r.Findings...)
	return r
}

func etcdDial() model.Dial {
	return model.Dial{Host: "10.0.1.10", Port: "2379", CA: "pouch_test", As: "pouch_test/a_client"}
}

// probing starts on a report of this dial; each report is the answer to one dial.
func probing(f *uitest.Fake, d model.Dial, reports ...model.Report) uitest.Setting {
	f.Workspace = workspace()
	for _, r := range reports {
		f.Reports = append(f.Reports, []model.Report{r})
	}
	return uitest.Setting{Services: f.Services(), First: func(e *nav.Env) nav.Screen { return screens.NewProbe(e, d) }}
}

// After the reissue the cause is the same, its cure is another: no page of the report asks for a second reissue.
func TestOldReportAsksForNoSecondReissue(t *testing.T) {
	for _, lang := range []assets.Lang{assets.English, assets.Chinese} {
		f := &uitest.Fake{}
		setting := probing(f, etcdDial(), oldReport())
		setting.Lang = lang
		d := uitest.New(t, setting)
		d.Press("right")
		d.Sees("name-mismatch", assets.FixText(oldReport().Findings[0].Fixes[0], lang)[:20])
		d.Lacks("eissue", "重新签发")
		d.Press("w")
		d.Lacks("eissue", "重新签发")
	}
}

// A practice server reads the files that were mended: nothing is copied onto itself, b restarts it and dials again.
func TestOldReportOfAPracticeServer(t *testing.T) {
	f := &uitest.Fake{}
	restarts := 0
	fault := model.Fail(model.New(model.Unexpected, "reason", "gone"))
	setting := probing(f, etcdDial(), oldReport(), goodReport())
	setting.Practice = &nav.Practice{Restart: func() error {
		if restarts++; restarts == 1 {
			return fault
		}
		return nil
	}}
	d := uitest.New(t, setting)
	d.Sees("server-still-serves-old-certificate", "b restarts the practice server", "b restart and connect")
	d.Lacks("Copy the new file", "c: what to copy", "c copy and restart")
	d.Golden("probe_practice_old_80x24_en")
	d.Press("w")
	d.Sees("b restarts the practice server")
	d.Lacks("etcd-1 to the server again")
	d.Press("esc", "c")
	d.Sees("server-still-serves-old-certificate")
	d.Press("b")
	d.Sees("gone")
	assert.Len(t, f.Dials, 1, "nothing is dialled when the restart failed")
	d.Press("b")
	assert.Equal(t, 2, restarts)
	assert.Len(t, f.Dials, 2)
	d.Lacks("server-still-serves-old-certificate")
}
