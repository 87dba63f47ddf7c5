package assets

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"certwright/model"
)

func TestFixText(t *testing.T) {
	ip := []model.SAN{{Kind: model.IP, Value: "10.0.1.10"}}
	for _, c := range []struct {
		fix    model.Fix
		en, zh string
	}{
		{model.Fix{Kind: model.FixReissue, Identity: "ca/etcd-1", AddSANs: ip, AddEKUs: []string{"clientAuth"}, Renew: true, Auto: true},
			"Reissue ca/etcd-1: add IP:10.0.1.10, add the use clientAuth, new dates. The key stays.", "重签 ca/etcd-1：加上 IP:10.0.1.10，加上用途 clientAuth，更新有效期。密钥不变。"},
		{model.Fix{Kind: model.FixReissue, AddSANs: ip}, "Have the certificate issued again: add IP:10.0.1.10.", "请签发方重签这张证书：加上 IP:10.0.1.10。"},
		{model.Fix{Kind: model.FixUseFile, Use: "ca", File: "./ca.pem"}, "Dial with the CA ./ca.pem.", "改用 CA ./ca.pem 再连一次。"},
		{model.Fix{Kind: model.FixUseFile, Use: "as", File: "ca/admin"}, "Dial as ca/admin.", "改用身份 ca/admin 再连一次。"},
		{model.Fix{Kind: model.FixUseFile, Use: "as", Identity: "ca/admin", File: "/h/ca/admin/cert.pem"}, "Dial as ca/admin.", "改用身份 ca/admin 再连一次。"},
		{model.Fix{Kind: model.FixAppendChain, Identity: "ca/etcd-1", Auto: true}, "On the server, put the missing intermediate behind its certificate, in the same file.", "在服务器上把缺少的中间证书接在它的证书后面，放在同一个文件里。"},
		{model.Fix{Kind: model.FixUseFile, Use: "cert"}, "Dial without a client certificate.", "不带客户端证书再连一次。"},
		{model.Fix{Kind: model.FixDialName, Name: "127.0.0.1"}, "Dial 127.0.0.1, which the certificate has.", "改连 127.0.0.1，证书里有这个名字。"},
		{model.Fix{Kind: model.FixStartTLS, Name: "smtp"}, "Dial with the plain-text start of smtp (STARTTLS).", "先用 smtp 的明文开场，再切换到 TLS (STARTTLS)，重新连一次。"},
		{model.Fix{Kind: model.FixStartTLS}, "Dial with TLS at once, without STARTTLS.", "不用 STARTTLS，直接 TLS 再连一次。"},
		{model.Fix{Kind: model.FixAskOwner, Identity: "x\x1b[1m", AddSANs: ip}, `Ask the CA's owner to issue x\x1b[1m again: add IP:10.0.1.10.`, `请 CA 的管理员重新签发 x\x1b[1m：加上 IP:10.0.1.10。`},
	} {
		assert.Equal(t, c.en, FixText(c.fix, English))
		assert.Equal(t, c.zh, FixText(c.fix, Chinese))
	}
}

func TestEveryKindOfFixHasWords(t *testing.T) {
	kinds := []model.FixKind{model.FixReissue, model.FixAppendChain, model.FixUseFile, model.FixDialName, model.FixStartTLS, model.FixCopyRestart, model.FixServerSetting, model.FixSetClock, model.FixAskOwner}
	for _, lang := range Langs() {
		for _, k := range kinds {
			for _, auto := range []bool{true, false} {
				text := FixText(model.Fix{Kind: k, Auto: auto, File: "f", Name: "n"}, lang)
				assert.NotEmpty(t, text, k)
				assert.NotContains(t, text, "?", k)
			}
		}
	}
}
