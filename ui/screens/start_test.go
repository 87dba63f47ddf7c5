package screens_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/uitest"
)

func emptyHome() nav.Services {
	return nav.Services{Load: func(context.Context) (model.Workspace, error) {
		return model.Workspace{Home: "/root/.local/share/certwright", User: "root", Host: "m1"}, nil
	}}
}

func TestStartGolden(t *testing.T) {
	uitest.New(t, uitest.Setting{Services: emptyHome()}).Golden("start_80x24_en")
	uitest.New(t, uitest.Setting{Services: emptyHome(), Lang: assets.Chinese}).Golden("start_80x24_zh")
	uitest.New(t, uitest.Setting{Services: emptyHome(), W: 60, H: 14}).Golden("start_60x14_en")
	uitest.New(t, uitest.Setting{Services: emptyHome(), W: 120, H: 40}).Golden("start_120x40_en")
}

func TestStartKeys(t *testing.T) {
	d := uitest.New(t, uitest.Setting{Services: emptyHome()})
	d.Press("f2")
	d.Sees("给服务器配置 TLS", "F2 English")
	d.Press("?")
	d.Sees("本页按键")
	d.Press("f1")
	d.Sees("给服务器配置 TLS")
	d.Press("x")
	assert.False(t, d.Quit(), "x is no key here")
	d.Press("q")
	assert.True(t, d.Quit())
}

// The letters of the home in use work on the empty one as well.
func TestStartLetters(t *testing.T) {
	for letter, sees := range map[string]string{"p": "Probe a server", "i": "> File", "l": "Find out why   ", "n": "Make something new"} {
		d := uitest.New(t, uitest.Setting{Services: emptyHome()})
		d.Press("w")
		d.Sees("Set up TLS on a server")
		d.Press(letter)
		d.Sees(sees)
		d.Lacks("Learn by breaking things")
		d.Press("esc")
		d.Sees("Learn by breaking things")
	}
}
