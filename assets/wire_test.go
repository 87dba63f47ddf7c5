package assets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func field(key string, values ...string) model.Field { return model.Field{Key: key, Values: values} }

func TestSummaries(t *testing.T) {
	shake := func(name string, f ...model.Field) model.Message {
		return model.Message{Kind: model.KindHandshake, Name: name, Fields: f}
	}
	for _, c := range []struct {
		m      model.Message
		en, zh string
	}{
		{shake("ClientHello", field("versions", "TLS 1.3", "TLS 1.2", "TLS 1.1", "TLS 1.0")), "TLS 1.0-1.3, no SNI (an IP address)", "TLS 1.0-1.3, 无 SNI（IP 地址）"},
		{shake("ClientHello", field("version", "TLS 1.2"), field("sni", "etcd-1")), "TLS 1.2, SNI etcd-1", "TLS 1.2, 名字 (SNI) etcd-1"},
		{shake("ServerHello", field("version", "TLS 1.3"), field("suite", "TLS_AES_128_GCM_SHA256"), field("group", "X25519MLKEM768")), "TLS 1.3, TLS_AES_128_GCM_SHA256, X25519MLKEM768", "TLS 1.3, TLS_AES_128_GCM_SHA256, X25519MLKEM768"},
		{shake("ServerHello", field("version", "TLS 1.2"), field("session", "resumed")), "TLS 1.2, resumed", "TLS 1.2, 恢复会话"},
		{shake("HelloRetryRequest", field("group", "secp384r1")), "asks for secp384r1", "要求改用 secp384r1"},
		{shake("EncryptedExtensions", field("alpn", "http/1.1")), "ALPN http/1.1", "协议 (ALPN) http/1.1"},
		{shake("EncryptedExtensions"), "no ALPN", "未选 ALPN"},
		{shake("CertificateRequest", field("cas", "CN=pouch_test")), "1 CA: CN=pouch_test", "1 个 CA：CN=pouch_test"},
		{shake("CertificateRequest", field("cas", "CN=a", "CN=b")), "2 CAs: CN=a; CN=b", "2 个 CA：CN=a; CN=b"},
		{shake("CertificateRequest"), "names no CA", "没有列出 CA"},
		{shake("Certificate", field("certs", "CN=etcd-1", "CN=pouch_test")), "CN=etcd-1 <- CN=pouch_test", "CN=etcd-1 <- CN=pouch_test"},
		{shake("Certificate", field("certs", "1", "2", "3", "4", "5", "6")), "1 <- 2 <- 3 <- 4 +2", "1 <- 2 <- 3 <- 4 等 2 个"},
		{shake("Certificate", field("cert_count", "0")), "empty: no certificate", "空：没有证书"},
		{shake("CertificateVerify", field("scheme", "ecdsa_secp256r1_sha256")), "ecdsa_secp256r1_sha256", "ecdsa_secp256r1_sha256"},
		{shake("ServerKeyExchange", field("curve", "x25519"), field("scheme", "rsa_pss_rsae_sha256")), "x25519, rsa_pss_rsae_sha256", "x25519, rsa_pss_rsae_sha256"},
		{shake("NewSessionTicket", field("lifetime", "7200")), "may resume for 2 hours", "2 小时内可恢复会话"},
		{shake("NewSessionTicket", field("lifetime", "0")), "not for resuming", "不可用于恢复会话"},
		{shake("NewSessionTicket", field("lifetime", "99999999999999999999")), "", ""},
		{shake("KeyUpdate", field("key_update", "requested")), "asks for new keys from us too", "要求我们也换密钥"},
		{shake("Finished"), "", ""},
		{shake("Finished", field("malformed", "true")), "malformed", "格式有误"},
		{model.Message{Kind: model.KindAlert, Type: 42, Name: "Alert", Fields: []model.Field{field("alert", "bad_certificate"), field("alert_level", "fatal")}}, "42 bad_certificate (fatal)", "42 bad_certificate (致命)"},
		{model.Message{Kind: model.KindAlert, Name: "Alert", Fields: []model.Field{field("alert", "close_notify"), field("alert_level", "warning")}}, "0 close_notify", "0 close_notify"},
		{model.Message{Kind: model.KindData, Size: 85}, "85 bytes", "85 字节"},
		{model.Message{Kind: model.KindOpaque, Fields: []model.Field{field("opaque_why", "unsupported", "TLS_RSA_WITH_RC4_128_SHA")}}, "encrypted in a way we do not decode, TLS_RSA_WITH_RC4_128_SHA", "已加密，这种方式解不开, TLS_RSA_WITH_RC4_128_SHA"},
		{model.Message{Kind: model.KindPlain, Fields: []model.Field{field("first_bytes", "HTTP/1.1 400\r\n")}}, `not TLS: "HTTP/1.1 400\r\n"`, `不是 TLS："HTTP/1.1 400\r\n"`},
		{model.Message{Kind: model.KindPlain, Name: "Dialogue", Fields: []model.Field{field("first_bytes", "220 mx ESMTP\r\n")}}, `before TLS: "220 mx ESMTP"`, `TLS 之前的明文："220 mx ESMTP"`},
		{model.Message{Kind: model.KindChangeCipherSpec, Name: "ChangeCipherSpec"}, "", ""},
	} {
		assert.Equal(t, c.en, Summary(c.m, English))
		assert.Equal(t, c.zh, Summary(c.m, Chinese))
	}
}

func TestSummaryIsSafeToShow(t *testing.T) {
	m := model.Message{Kind: model.KindHandshake, Name: "Certificate", Fields: []model.Field{field("certs", "CN=a\x1b[2J\n\u202e")}}
	assert.NotRegexp(t, "[\x00-\x1f\u202e]", Summary(m, English))
	m = model.Message{Kind: model.KindPlain, Fields: []model.Field{field("first_bytes", "\x00\x1b]0;x\a\xff\u009b")}}
	assert.NotRegexp(t, "[\x00-\x1f\u0080-\u009f]", Summary(m, English))
}

// fieldKeys reads the Field... constants of the model, so that a new one cannot be forgotten here.
func fieldKeys(t *testing.T) []string {
	f, err := parser.ParseFile(token.NewFileSet(), "../model/wirekeys.go", nil, 0)
	require.NoError(t, err)
	var keys []string
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, "Field") {
			s, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			keys = append(keys, s)
		}
		return true
	})
	require.NotEmpty(t, keys)
	return keys
}

func TestEveryFieldMessageAndAlertIsExplained(t *testing.T) {
	keys := fieldKeys(t)
	for _, lang := range Langs() {
		for _, k := range keys {
			assert.NotEmpty(t, FieldHelp(k, lang), k)
			assert.NotEqual(t, "", FieldName(k, lang), k)
		}
		assert.Len(t, wireFor(lang).Fields, len(keys), "a sentence about a field that does not exist")
		for _, why := range []string{model.OpaqueNoSecret, model.OpaqueNoHello, model.OpaqueUnsupported, model.OpaqueBadMAC, model.OpaqueUnknownType} {
			assert.NotEmpty(t, wireFor(lang).Opaque[why], why)
		}
	}
	for name, file := range map[string]string{"handshakeNames": "names_handshake.go", "alertNames": "names_alert.go"} {
		for _, n := range stringsInVar(t, "../probe/wire/"+file, name) {
			for _, lang := range Langs() {
				assert.NotEmpty(t, MessageHelp(n, lang)+AlertHelp(n, lang), "%s: %s", lang, n)
			}
		}
	}
	assert.NotEmpty(t, MessageHelp("HelloRetryRequest", Chinese))
	assert.Empty(t, MessageHelp("Nonsense", English))
	assert.Equal(t, "nonsense", FieldName("nonsense", English))
	assert.Contains(t, MarkText("42 bad_certificate", English), "Alert 42 bad_certificate")
}

// stringsInVar lists the string values of a table in another package's source, which assets must not import.
func stringsInVar(t *testing.T, file, name string) []string {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || v.Names[0].Name != name {
			return true
		}
		for _, e := range v.Values[0].(*ast.CompositeLit).Elts {
			if lit, ok := e.(*ast.KeyValueExpr).Value.(*ast.BasicLit); ok {
				s, err := strconv.Unquote(lit.Value)
				require.NoError(t, err)
				out = append(out, s)
			}
		}
		return false
	})
	require.NotEmpty(t, out, name)
	return out
}
