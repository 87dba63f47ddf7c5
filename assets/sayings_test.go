package assets

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"certwright/model"
)

func TestSentencesInEvidenceAreTranslated(t *testing.T) {
	for said, want := range map[string]string{
		"it is a web page": "这是一个网页",
		"line 12: BEGIN CERTIFICATE without END CERTIFICATE":  "第 12 行：有 BEGIN CERTIFICATE，没有 END CERTIFICATE",
		"line 3: BEGIN CERTIFICATE, but inside is a key":      "第 3 行：写的是 BEGIN CERTIFICATE，里面却是私钥",
		"it says it is 600 bytes long, 400 are here":          "它自己写着长 600 字节，这里只有 400 字节",
		"it holds no certificate":                             "里面没有证书",
		"dial tcp 10.0.0.1:2379: connect: connection refused": "连接 10.0.0.1:2379：连接被拒绝",
		"thisUpdate 2031-01-02T03:04:05Z":                     "它要到 2031-01-02 03:04 UTC 才开始生效",
	} {
		f := model.New(model.Unexpected, "reason", said)
		assert.Contains(t, Explain(f, Chinese).What, want)
		assert.NotContains(t, Explain(f, Chinese).What, said)
	}
}

// What is not ours is not touched: neither text that merely begins like a saying, nor another key that holds one.
func TestForeignTextStaysAsItIs(t *testing.T) {
	v := vocabularyFor(Chinese)
	for _, text := range []string{"it is a web page of ours", "line x: it is empty", "asn1: structure error: length too large", ""} {
		assert.Equal(t, text, v.word("reason", text))
	}
	assert.Equal(t, "it is empty", v.word("names", "it is empty"))
	assert.Equal(t, `第 1 行：\x1b[2J 不是 base64 字符`, v.word("reason", "line 1: \x1b[2J is no base64"), "what is quoted is made safe")
	assert.Equal(t, `第 1 行：'?' 不是 base64 字符`, v.word("reason", "line 1: '?' is no base64"))
}

func TestEnglishSayingsAreThemselves(t *testing.T) {
	v := vocabularyFor(English)
	assert.Equal(t, "line 12: its lines are indented", v.word("reason", "line 12: its lines are indented"))
	assert.Equal(t, "line 3: BEGIN X, but inside is a private key", v.word("reason", "line 3: BEGIN X, but inside is a key"))
}

// Every form must be reachable: a shorter one must not take it away.
func TestNoSayingHidesAnother(t *testing.T) {
	zh := vocabularyFor(Chinese)
	fill := map[string]string{"n": "7", "m": "8", "rest": "REST", "kind": "certificate", "label": "LABEL"}
	for form, words := range zh.Says {
		text := fillWith(form, func(key string) string { return orKey(fill, key) })
		want := fillWith(words, func(key string) string { return zh.word(key, orKey(fill, key)) })
		got, ok := zh.said(text)
		assert.True(t, ok, form)
		assert.Equal(t, want, got, form)
	}
}

func orKey(values map[string]string, key string) string {
	if v, ok := values[key]; ok {
		return v
	}
	return "X"
}

func TestNamesOfEveryKindHaveWords(t *testing.T) {
	for kind, want := range map[model.SANKind][2]string{
		model.DNS: {"DNS:x", "DNS:x"}, model.IP: {"IP:x", "IP:x"}, model.Email: {"email:x", "email:x"}, model.URI: {"URI:x", "URI:x"},
		model.DirName: {"directory name x", "X.500 目录名称 x"}, model.OtherName: {"other name x", "其他名字 x"}, model.RegisteredID: {"registered OID x", "注册的 OID x"},
	} {
		assert.Equal(t, want[0], NameText(model.SAN{Kind: kind, Value: "x"}, English))
		assert.Equal(t, want[1], NameText(model.SAN{Kind: kind, Value: "x"}, Chinese))
	}
	assert.NotContains(t, NameText(model.SAN{Kind: model.DirName, Value: "CN=\x1b[2J"}, English), "\x1b")
}
