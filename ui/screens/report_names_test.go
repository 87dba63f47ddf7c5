package screens_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

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

// A code says less than its title: where both do not stand in one line, the title stands below; where there is little
// room at all, which finding it is and the arrows that turn the page stay.
func TestCardsKeepTheirTitleAndTheirPlace(t *testing.T) {
	r := mismatchReport()
	r.Findings = append(r.Findings, rejected("unknown-ca", model.Proven), model.New(model.ClientCertWithheld, "certificate", "a_client", "issuer", "pouch_test", "cas", "other").Sure(model.Proven))
	for lang, titles := range map[assets.Lang][]string{
		assets.English: {"The certificate is not valid for the name that was dialled", "The server refused our certificate", "Our certificate"},
		assets.Chinese: {"证书里没有你连接的名字", "服务端拒绝了我们的证书", "我们的证书"},
	} {
		for _, size := range [][2]int{{80, 24}, {60, 14}} {
			s := probing(&uitest.Fake{}, etcdDial(), r)
			s.Lang, s.W, s.H = lang, size[0], size[1]
			d := uitest.New(t, s)
			for n, f := range r.Findings {
				head := strings.Split(d.Screen(), "\n")
				assert.Regexp(t, fmt.Sprintf(`< %[1]d/3 >|%[1]d of 3, (right|left): `, n+1), strings.Join(head[2:4], "\n"))
				d.Sees(string(f.Code))
				if size[0] == 80 {
					d.Sees(titles[n])
				}
				d.Press("right")
			}
		}
	}
}

// One part at a time is seen in a small window: the key to the others is in the footer, the help speaks of parts and not
// of an upper and a lower one, and the first line says as whom.
func TestSmallWindowSaysWhereTheRestIs(t *testing.T) {
	for lang, want := range map[assets.Lang][]string{
		assets.English: {"tab other pane", "as other/admin", "three parts", "upper part", "goes back to the list", "Left the CAs"},
		assets.Chinese: {"tab 换窗格", "身份 other/admin", "三部分", "上半部分", "回到列表", "左边是"},
	} {
		r := mismatchReport()
		r.Trust, r.Client = "pouch_test", "other/admin"
		dial := model.Dial{Host: "web01.internal.example", Port: "2379", CA: "pouch_test", As: "other/admin"}
		s := probing(&uitest.Fake{}, dial, r)
		s.Lang, s.W, s.H = lang, 60, 14
		d := uitest.New(t, s)
		d.Sees(want[0], want[1])
		d.Press("?")
		d.Sees(want[2])
		d.Lacks(want[3])
		d.Press("?")
		d.Resize(80, 24)
		d.Sees("name-mismatch")
		d.Press("?")
		d.Sees(want[3])
		d.Lacks(want[2])

		d = uitest.New(t, uitest.Setting{Services: services(workspace()), Lang: lang, W: 60, H: 14})
		d.Sees(want[0])
		d.Press("?")
		d.Sees(want[4])
		d.Press("?")
		d.Resize(80, 24)
		d.Sees("pouch_test")
		d.Press("?")
		d.Sees(want[5])
	}
}

// Where what is dialled is long the first line still says as whom, and whether it worked.
func TestTitleKeepsAsWhom(t *testing.T) {
	for lang, want := range map[assets.Lang][]string{assets.English: {"as nobody FAILED", "CA ca.pem  as nobody"}, assets.Chinese: {"身份 无 失败", "CA：ca.pem  身份 无"}} {
		r := mismatchReport()
		r.Client = ""
		for _, host := range []string{"etcd-1.internal.example", "10.0.1.10", "a-very-long-name.in-a-long-zone.internal.example"} {
			dial := model.Dial{Host: host, Port: "2379", URL: "https://" + host + ":2379/health", Path: "/health", CA: "ca.pem"}
			r.Trust = "ca.pem"
			s := probing(&uitest.Fake{}, dial, r)
			s.Lang = lang
			d := uitest.New(t, s)
			head := strings.Join(strings.Fields(strings.Split(d.Screen(), "\n")[0]), " ")
			assert.Contains(t, head, want[0])
			if host == "10.0.1.10" {
				d.Sees(want[1])
			}
		}
	}
}

// A server that asks nobody and lets strangers in is no good end, whatever its certificate is like: the first line of the
// card says so.
func TestStrangersInWhereNobodyAsks(t *testing.T) {
	for lang, want := range map[assets.Lang]string{assets.English: "a_client gets in, and so does anybody without a certificate.", assets.Chinese: "没有证书的人同样进得去"} {
		r := goodReport()
		r.Strangers, r.StrangerHow = "let-in", "HTTP 404"
		r.Messages = slices.DeleteFunc(slices.Clone(r.Messages), func(m model.Message) bool { return m.Name == "CertificateRequest" })
		s := probing(&uitest.Fake{}, etcdDial(), r)
		s.Lang = lang
		assert.Contains(t, strings.Split(uitest.New(t, s).Screen(), "\n")[2], want)
	}
}
