package screens_test

import (
	"fmt"
	"testing"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/uitest"
)

func TestHomeGolden(t *testing.T) {
	d := uitest.New(t, uitest.Setting{Services: services(workspace())})
	d.Press("down", "down")
	d.Golden("home_80x24_en")
	d.Press("f2")
	d.Golden("home_80x24_zh")
	uitest.New(t, uitest.Setting{Services: services(workspace()), W: 60, H: 14}).Golden("home_60x14_en")
	d = uitest.New(t, uitest.Setting{Services: services(workspace()), W: 120, H: 40, Lang: assets.Chinese})
	d.Press("end")
	d.Golden("home_120x40_zh")
	d.Press("up", "enter")
	d.Golden("detail_120x40_zh")
	d.Resize(80, 24)
	d.Press("f2")
	d.Golden("detail_80x24_en")
}

// What the program is for stays in sight when there is a home, and a number opens it.
func TestHomeKeepsTheFourChoices(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 14}} {
		for _, lang := range []assets.Lang{assets.English, assets.Chinese} {
			d := uitest.New(t, uitest.Setting{Services: services(workspace()), W: size[0], H: size[1], Lang: lang})
			if lang == assets.English {
				d.Sees("1 set up TLS", "2 find out why", "3 practise", "4 open others")
			} else {
				d.Sees("1 配置 TLS", "2 查明原因", "3 练习", "4 打开别处的")
			}
		}
	}
	d := uitest.New(t, uitest.Setting{Services: services(workspace())})
	d.Press("5")
	d.Sees("Time left", "1 set up TLS")
	d.Press("1")
	d.Sees("What are you securing?")
	d.Press("esc", "3")
	d.Sees("Practice")
}

func TestHomeOpensAnAuthority(t *testing.T) {
	d := uitest.New(t, uitest.Setting{Services: services(workspace())})
	d.Press("enter")
	d.Golden("capage_80x24_en")
	d.Press("end")
	d.Sees("Signed by it: 3", "ended 3 days ago")
	d.Press("f2")
	d.Golden("capage_80x24_zh")
	d.Press("f2", "n")
	d.Sees("New certificate")
	small := uitest.New(t, uitest.Setting{Services: services(workspace()), W: 60, H: 14})
	small.Press("enter")
	small.Golden("capage_60x14_en")
}

// Only what a CA signed is here, not the CA: its page says so and offers nothing that needs its file.
func TestHomeOpensAnAbsentAuthority(t *testing.T) {
	w := workspace()
	w.Authorities[0].CAFile, w.Authorities[0].KeyFile, w.Authorities[0].Foreign = "", "", true
	w.Authorities[0].Certificate = model.Certificate{Subject: subject("pouch_test")}
	d := uitest.New(t, uitest.Setting{Services: services(w)})
	d.Press("enter")
	d.Sees("CA pouch_test", "Its certificate is not here", "Signed by it: 3")
	d.Press("p", "i", "n")
	d.Sees("Its certificate is not here")
}

// Wide modes must not be overlooked: the count stands in the first line, a key above the choices shows them in full.
func TestHomeShowsItsWarnings(t *testing.T) {
	w := workspace()
	for n := range 6 {
		w.Findings = append(w.Findings, model.New(model.FileModeTooOpen, "file", fmt.Sprintf("/home/u/pki/k%d.pem", n), "mode", "0644").Weigh(model.Warning))
	}
	for _, size := range [][2]int{{80, 24}, {60, 14}} {
		d := uitest.New(t, uitest.Setting{Services: services(w), W: size[0], H: size[1]})
		d.Sees("warnings: 6", "w what is wrong with the files here (6 found)")
		d.Press("x")
		d.Lacks("k0.pem has mode")
		d.Press("w")
		d.Sees("Warnings about /home/u/pki", "k0.pem", "more below")
		d.Press("end")
		d.Sees("k5.pem")
		d.Lacks("more below")
		d.Press("esc")
		d.Sees("1 set up TLS")
	}
	d := uitest.New(t, uitest.Setting{Services: services(workspace())})
	d.Press("w")
	d.Lacks("arnings")
}
