package screens_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/screens"
	"certwright/ui/uitest"
)

func TestWhyInFull(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), mismatchReport()))
	d.Press("w")
	d.Golden("why_80x24_en")
	d.Sees("Why: name-mismatch", "RFC 9525", "(f does this)")
	d.Press("end")
	d.Sees("Other tools say", "ERR_TLS_CERT_ALTNAME_INVALID")
	d.Lacks("Go (since 1.15)")
	d.Press("s")
	text := f.Saved["name-mismatch.txt"]
	for _, want := range []string{"What was seen", "dialled                   10.0.1.10\n", "where                     RFC 9525 section 6\n", "Reissue pouch_test/etcd-1: add IP:10.0.1.10", "Dial 127.0.0.1", "hostname mismatch"} {
		assert.Contains(t, text, want)
	}
	f.Fail = model.Fail(model.New(model.WriteFailed, "path", "/home/u", "reason", "no space left"))
	d.Press("s", "home")
	d.Sees("no space left")
	d.Press("f2")
	d.Golden("why_failed_80x24_zh")
	d.Press("s")
	for _, want := range []string{"看到了什么", "证书里的名字  127.0.0.1, localhost", "连接的名字", "出处          依据 RFC 9525 第 6 节"} {
		assert.Contains(t, f.Saved["name-mismatch.txt"], want)
	}
}

func TestMessageFieldByField(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), mismatchReport()))
	d.Press("home", "enter")
	d.Golden("message_80x24_en")
	d.Sees("1 of 11  ClientHello", "we sent it, 0.0 ms", "handshake 1", "in clear", "TLS 1.3, TLS 1.2, TLS 1.1, TLS 1.0", "best first")
	d.Press("left")
	d.Sees("1 of 11")
	d.Press("right", "right", "space")
	d.Sees("4 of 11  CertificateRequest", "acceptable CAs", "CN=pouch_test,O=Company,C=CN", "encrypted")
	d.Press("x", "esc")
	d.Sees("name-mismatch")
	d.Press("end", "enter", "right", "right")
	d.Sees("11 of 11  NewSessionTicket")
	d.Press("f2")
	d.Sees("第 11 条", "服务端发送")
}

func TestMessageAlert(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), requiredReport()))
	d.Sees(">    1.9 <- Alert")
	d.Press("enter")
	d.Sees("9 of 9  Alert", "alert 116", "116 certificate_required (fatal)", assets.AlertHelp("certificate_required", assets.English)[:30])
}

// plausible are values of evidence as they come from real dials; hostile ones are text that must not reach the terminal.
var plausible = map[string]string{
	"address": "10.0.1.10:2379", "host": "etcd-1.example.com", "port": "2379", "names": "127.0.0.1, localhost, etcd-1.example.com", "dialled": "10.0.1.10",
	"certificate": "etcd-1", "issuer": "pouch_test", "identity": "pouch_test/etcd-1", "path": "/home/u/pki/pouch_test/etcd-1/cert.pem", "file": "/home/u/pki/ca.pem",
	"alert": "42 bad_certificate", "cas": "pouch_test, another CA", "status": "400", "title": "400 The SSL certificate error", "phase": "hello", "waited": "10s",
	"ended": "2026-01-01T00:00:00Z", "now": "2026-11-22T09:30:00Z", "error": "read: connection reset by peer", "first": "SSH-2.0-OpenSSH_9.2", "role": "ca",
}

func filled(info model.CodeInfo, variant, extra string) model.Finding {
	f := model.New(info.Code).As(variant)
	for _, k := range info.Keys {
		v, ok := plausible[k]
		if !ok {
			v = "example"
		}
		f = f.With(k, v+extra, "server")
	}
	return f.Fixed(
		model.Fix{Kind: model.FixReissue, Identity: "pouch_test/etcd-1" + extra, AddSANs: []model.SAN{{Kind: model.IP, Value: "10.0.1.10"}}, Auto: true},
		model.Fix{Kind: model.FixCopyRestart, Identity: "pouch_test/etcd-1"}, model.Fix{Kind: model.FixDialName, Name: "127.0.0.1" + extra},
		model.Fix{Kind: model.FixServerSetting, Command: "systemctl restart etcd"},
	)
}

var rawPlaceholder = regexp.MustCompile(`\{[a-z][a-z0-9_-]*\}`)

// clean fails when a window holds a placeholder that nobody filled, or a character that moves a cursor.
func clean(t *testing.T, window, about string) {
	t.Helper()
	require.NotRegexp(t, rawPlaceholder, window, about)
	for _, r := range strings.ReplaceAll(window, "\n", "") {
		require.False(t, unicode.IsControl(r) || unicode.Is(unicode.Cf, r), "%s: %U in\n%s", about, r, window)
	}
}

// Every cause there is, in every form, fits the card and the page behind it, in both sizes and languages.
func TestEveryCodeOnTheScreen(t *testing.T) {
	const hostile = "\x1b[31m\u202e\n{dialled}"
	sizes := [][2]int{{80, 24}, {60, 14}}
	for _, lang := range assets.Langs() {
		f := &uitest.Fake{}
		var all []model.Finding
		for _, info := range model.Codes() {
			for _, variant := range append([]string{""}, info.Variants...) {
				all = append(all, filled(info, variant, ""))
			}
			all = append(all, filled(info, "", hostile[:len(hostile)-len("{dialled}")]))
		}
		r := mismatchReport()
		r.Findings, r.Client = all, "pouch_test/a_client"
		s := probing(f, etcdDial(), r)
		s.Lang = lang
		d := uitest.New(t, s)
		for _, size := range sizes {
			d.Resize(size[0], size[1])
			for n, x := range all {
				about := fmt.Sprintf("%s/%s %s %v", x.Code, x.Variant, lang, size)
				card := d.Screen()
				clean(t, card, about)
				require.Contains(t, card, assets.WordsFor(lang).Common.Labels.What, about)
				require.Contains(t, card, fmt.Sprint(n+1), about)
				d.Press("right")
			}
		}
	}
}

func TestWhyOfEveryCode(t *testing.T) {
	for _, lang := range assets.Langs() {
		for _, info := range model.Codes() {
			r := model.Report{Findings: []model.Finding{filled(info, "", "")}}
			d := uitest.New(t, uitest.Setting{H: 60, Lang: lang, First: func(e *nav.Env) nav.Screen { return screens.NewWhy(e, r, 0) }})
			window := d.Screen()
			clean(t, window, string(info.Code))
			assert.Contains(t, window, strings.Fields(assets.Explain(r.Findings[0], lang).Title)[0])
			assert.Contains(t, window, assets.WordsFor(lang).Probe.Why.Remedies)
		}
	}
}

// What a hostile server says stays text everywhere: title, card, timeline, message, checks, saved report.
func TestHostileServer(t *testing.T) {
	const bad = "evil\x1b]0;owned\x07\u202egnp\r\n"
	r := mismatchReport()
	r.ALPN, r.Trust, r.Address, r.StrangerHow, r.Strangers = bad, bad, bad, bad, "unclear"
	r.HTTP = &model.HTTPAnswer{Status: 400, Title: bad}
	r.Chain[0].Subject = model.Subject{{Type: "CN", Value: bad}}
	r.ClientChain = append(r.ClientChain, r.Chain[0])
	for i := range r.Messages {
		r.Messages[i].Name += bad
		r.Messages[i].Fields = append(r.Messages[i].Fields, model.Field{Key: bad, Values: []string{bad}}, model.Field{Key: model.FieldCerts, Values: []string{bad}})
	}
	for _, findings := range [][]model.Finding{nil, {filled(model.Info(model.NameMismatch), "", bad)}} {
		r.Findings = findings
		f := &uitest.Fake{}
		d := uitest.New(t, probing(f, etcdDial(), r))
		for _, keys := range [][]string{nil, {"tab"}, {"tab", "space"}, {"enter"}, {"esc", "esc", "w"}, {"end"}} {
			d.Press(keys...)
			clean(t, d.Screen(), strings.Join(keys, " "))
		}
		d.Press("esc", "s")
		for _, text := range f.Saved {
			clean(t, text, "saved")
		}
	}
}

// Every page of a report fills every size exactly.
func TestReportAtEverySize(t *testing.T) {
	ways := map[string][]string{"card": nil, "messages": {"tab"}, "checks": {"tab", "tab"}, "step": {"space", "space"}, "why": {"w"}, "form": {"m", "tab", "right", "right"}, "as": {"a"}, "fix": {"f"}}
	for name, keys := range ways {
		for _, lang := range assets.Langs() {
			r := mismatchReport()
			r.Findings = append(r.Findings, requiredReport().Findings...)
			f := &uitest.Fake{Fix: model.Plan{Manual: []model.Fix{{Kind: model.FixSetClock, Command: strings.Repeat("timedatectl ", 20)}}}}
			s := probing(f, etcdDial(), r)
			s.Lang, s.Look.ASCII = lang, lang == assets.English
			d := uitest.New(t, s)
			d.Press(keys...)
			for w := 20; w <= 130; w += 11 {
				for _, h := range []int{5, 8, 14, 17, 24, 40} {
					d.Resize(w, h)
					clean(t, d.Screen(), name)
				}
			}
		}
	}
}
