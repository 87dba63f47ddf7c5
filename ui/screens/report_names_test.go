package screens_test

import (
	"testing"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/uitest"
)

// TestCardNamesTheWholePlan: f does more than the card's own finding, and the card says so; the last card leads back.
func TestCardNamesTheWholePlan(t *testing.T) {
	for lang, want := range map[assets.Lang][]string{
		assets.English: {"f: Dial with the CA", "One plan for 2 findings.", "2 of 2, left: back"},
		assets.Chinese: {"f：改用 CA", "一次处理 2 个问题。", "< 2/2 >"},
	} {
		r := mismatchReport()
		issuer := model.New(model.UnknownIssuer, "certificate", "etcd-1", "issuer", "lab").Fixed(
			model.Fix{Kind: model.FixUseFile, Use: "ca", File: "/h/lab/ca.pem", Auto: true})
		r.Findings = append([]model.Finding{issuer}, r.Findings...)
		s := probing(&uitest.Fake{}, etcdDial(), r)
		s.W, s.H, s.Lang = 120, 40, lang
		d := uitest.New(t, s)
		d.Sees(want[:2]...)
		d.Press("right")
		d.Sees(want[1:]...)
		r.Findings = r.Findings[1:]
		s = probing(&uitest.Fake{}, etcdDial(), r)
		s.Lang = lang
		uitest.New(t, s).Lacks(want[1])
	}
}

// TestTitleTellsNamesakesApart: two CAs may both have an admin, and each has a ca.pem.
func TestTitleTellsNamesakesApart(t *testing.T) {
	for _, c := range []struct{ ca, as, want string }{
		{"pouch_test", "other/admin", "CA pouch_test  as other/admin"},
		{"pouch_test", "pouch_test/admin", "CA pouch_test  as admin"},
		{"/h/lab/ca.pem", "other/admin", "CA lab/ca.pem  as other/admin"},
		{`C:\h\lab\ca.pem`, "lab/admin", "CA lab/ca.pem  as admin"},
		{"ca.pem", "lab/admin", "CA ca.pem  as lab/admin"},
	} {
		r := goodReport()
		r.Trust, r.Client = c.ca, c.as
		uitest.New(t, probing(&uitest.Fake{}, model.Dial{Host: "10.0.1.10", Port: "2379", CA: c.ca, As: c.as}, r)).Sees(c.want)
	}
}

// TestCertificateMessageShowsTheCertificates: names, dates, issuer and fingerprint of what was sent, first of all.
func TestCertificateMessageShowsTheCertificates(t *testing.T) {
	for lang, want := range map[assets.Lang]string{assets.English: "Signed by", assets.Chinese: "签发者"} {
		r := goodReport()
		r.Chain[0].SHA256 = "aabbccddeeff0011223344556677889900112233445566778899aabbccddeeff"
		s := probing(&uitest.Fake{}, etcdDial(), r)
		s.W, s.H, s.Lang = 120, 60, lang
		d := uitest.New(t, s)
		d.Press("home", "down", "down", "down", "down", "enter")
		d.Sees(want, "/CN=pouch_test", "10.0.1.10", "AA:BB:CC", uitest.Clock.AddDate(0, 0, 300).UTC().Format("2006-01-02"))
	}
}
