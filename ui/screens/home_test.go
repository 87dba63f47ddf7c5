package screens_test

import (
	"testing"

	"certwright/assets"
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
