package assets

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDetectLang(t *testing.T) {
	for _, c := range []struct {
		name, flag string
		env        map[string]string
		want       Lang
	}{
		{"nothing set", "", nil, English},
		{"the flag beats all", "zh", map[string]string{"CERTWRIGHT_LANG": "en", "LC_ALL": "en_US.UTF-8", "TERM": "linux"}, Chinese},
		{"our variable beats the locale", "", map[string]string{"CERTWRIGHT_LANG": "zh-CN", "LC_ALL": "en_US.UTF-8"}, Chinese},
		{"an unreadable flag is passed over", "klingon", map[string]string{"CERTWRIGHT_LANG": "zh"}, Chinese},
		{"kernel console", "", map[string]string{"TERM": "linux", "LANG": "zh_CN.UTF-8"}, English},
		{"locale", "", map[string]string{"LANG": "zh_CN.UTF-8"}, Chinese},
		{"utf8 as Debian writes it", "", map[string]string{"LANG": "zh_CN.utf8"}, Chinese},
		{"modifier", "", map[string]string{"LANG": "zh_CN.UTF-8@pinyin"}, Chinese},
		{"no charset named", "", map[string]string{"LANG": "zh_CN"}, Chinese},
		{"other charset", "", map[string]string{"LANG": "zh_CN.GB18030"}, English},
		{"first set one decides", "", map[string]string{"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, English},
		{"C with a charset", "", map[string]string{"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, English},
		{"messages before LANG", "", map[string]string{"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, Chinese},
		{"empty is not set", "", map[string]string{"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, Chinese},
		{"a language we have not", "", map[string]string{"LANG": "de_DE.UTF-8"}, English},
	} {
		assert.Equal(t, c.want, DetectLang(c.flag, func(k string) string { return c.env[k] }), c.name)
	}
}

func TestOtherLanguage(t *testing.T) {
	for _, l := range Langs() {
		assert.NotEqual(t, l, l.Other())
		assert.Equal(t, l, l.Other().Other())
	}
}
