package screens_test

import (
	"testing"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/theme"
	"certwright/ui/uitest"
)

// pages are ways to all screens of this package.
func pages() map[string]func(d *uitest.Driver) {
	return map[string]func(d *uitest.Driver){
		"start":        func(d *uitest.Driver) { d.Press("m") },
		"home":         func(d *uitest.Driver) { d.Press("down", "down") },
		"detail":       func(d *uitest.Driver) { d.Press("down", "enter") },
		"kinds":        func(d *uitest.Driver) { d.Press("n") },
		"authority":    func(d *uitest.Driver) { d.Press("n", "2"); d.Type("服务器的CA"); d.Press("tab"); d.Type("China") },
		"identity":     func(d *uitest.Driver) { d.Press("n", "1"); d.Type("-x/"); d.Press("tab", "tab"); d.Type("0.0.0.0") },
		"review":       func(d *uitest.Driver) { d.Press("down", "enter", "r") },
		"inspect":      func(d *uitest.Driver) { d.Press("i"); d.Type("文件"); d.Press("enter") },
		"inspect-ask":  func(d *uitest.Driver) { d.Press("i", "i") },
		"explain-ask":  func(d *uitest.Driver) { d.Press("l"); d.Type("错误 error") },
		"explain":      func(d *uitest.Driver) { d.Press("l"); d.Type("错误 error"); d.Press("enter", "w") },
		"practice":     func(d *uitest.Driver) { d.Press("m", "3") },
		"practice-run": func(d *uitest.Driver) { d.Press("m", "3", "1") },
		"help":         func(d *uitest.Driver) { d.Press("?") },
		"twin":         func(d *uitest.Driver) { d.Press("n", "2", "ctrl+o") },
		"leave":        func(d *uitest.Driver) { d.Press("n", "2"); d.Type("x"); d.Press("esc") },
	}
}

func full() *uitest.Fake {
	started, stopped := 0, 0
	f := &uitest.Fake{Workspace: workspace(), Readings: readings(), Server: practice(&started, &stopped, nil)}
	f.Workspace.Findings = []model.Finding{model.New(model.FileModeTooOpen, "file", "/home/u/pki/pouch_test/a_client/key.pem", "mode", "0644")}
	crl := model.CRL{Issuer: subject("pouch_test"), Number: "3", Updated: "2026-11-22T09:30:00Z", Next: "2026-12-22T09:30:00Z", Entries: 2}
	csr := model.Request{Subject: subject("etcd-1"), SANs: []model.SAN{{Kind: model.DNS, Value: "etcd-1"}}, Key: "RSA 2048", SPKI: "00ff", Valid: true}
	bad := csr
	bad.Valid = false
	found := chainFile()
	found.Items = append(found.Items, model.Item{Kind: "crl", Encoding: "der", CRL: &crl}, model.Item{Kind: "csr", Encoding: "pem", Request: &csr},
		model.Item{Kind: "csr", Encoding: "pem", Request: &bad}, model.Item{Kind: "unknown", Encoding: "pem"})
	f.Found = map[string]model.Inspection{"文件": found, "/home/u/pki/pouch_test/ca.pem": found}
	return f
}

// Every screen fills every size exactly, with and without Chinese, with and without line drawing, and offers only keys that work.
func TestEveryScreenAtEverySize(t *testing.T) {
	for name, open := range pages() {
		for _, lang := range assets.Langs() {
			t.Run(name+"/"+string(lang), func(t *testing.T) {
				d := uitest.New(t, uitest.Setting{Services: full().Services(), Lang: lang, Look: theme.Options{ASCII: lang == assets.English}})
				open(d)
				for w := 20; w <= 130; w += 7 {
					for _, h := range []int{5, 8, 14, 24, 40} {
						d.Resize(w, h)
						d.Screen()
					}
				}
				d.Resize(80, 24)
				d.Press("f1", "end", "pgup", "esc", "f2", "f2")
				d.Screen()
			})
		}
	}
}

// With --ascii no letter beyond ASCII is drawn by the program itself.
func TestASCIIScreens(t *testing.T) {
	for name, open := range pages() {
		d := uitest.New(t, uitest.Setting{Services: full().Services(), Look: theme.Options{ASCII: true}, Makers: func(m *nav.Makers) { probed(m); placed(m) }})
		open(d)
		for _, r := range d.Screen() {
			if r >= 0x80 && r < 0x3000 {
				t.Errorf("%s draws %q", name, r)
			}
		}
	}
}

func TestInspectEveryKindOfObject(t *testing.T) {
	d := uitest.New(t, uitest.Setting{Services: full().Services(), H: 90, First: func(e *nav.Env) nav.Screen { return screens.NewInspect(e, "文件") }})
	d.Sees("revocation list (CRL) (DER)", "2026-12-22 09:30 UTC", "signed with its own key", "the signature does not fit its key", "not recognised")
}
