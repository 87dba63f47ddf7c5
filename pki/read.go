package pki

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"certwright/model"
)

// MaxFile is the largest input that is read: 8 MiB hold some five thousand certificates.
const MaxFile = 8 << 20

// Object is one thing found in a file: what may be said of it, and the parsed thing where there is one.
type Object struct {
	model.Item
	Line        int // of its BEGIN line; 0 for DER
	DER         []byte
	Certificate *x509.Certificate        // nil when it cannot be used; Item.Certificate describes it all the same
	Request     *x509.CertificateRequest // nil when it cannot be used
	CRL         *x509.RevocationList     // nil when it cannot be used
	PublicKey   crypto.PublicKey         // of a public-key object
	// Fault says why the object cannot be used; its Code is "" when it can.
	Fault model.Finding

	block *pem.Block // how it came, for keys: a passphrase may open it later
}

// Read finds out what data is and describes every object in it, in the order found. source is the path, "-" for a paste.
// It never fails: what is wrong is a finding (file-unreadable, file-damaged, file-untidy), and what cannot be
// recognised is an item of kind "unknown".
func Read(data []byte, source string) (model.Inspection, []Object) {
	r := readAs(data, source, "file")
	out := model.Inspection{Source: source, Items: []model.Item{}, Findings: append(r.all(), r.together()...)}
	for _, o := range r.objects {
		out.Items = append(out.Items, o.Item)
	}
	return out, r.objects
}

// reader reads one file for one purpose.
type reader struct {
	file, role string
	objects    []Object
	findings   []model.Finding // about the file as a whole
}

func readAs(data []byte, file, role string) *reader {
	r := &reader{file: file, role: role}
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		r.add(model.FileUnreadable, "empty", "it is empty")
		return r
	case len(data) > MaxFile:
		r.add(model.FileUnreadable, "too-large", "it is larger than 8 MiB")
		return r
	}
	text, isText := r.asText(data)
	switch {
	case isText && (strings.Contains(text, "BEGIN ") || strings.Contains(text, "-----END ")):
		r.armor(text)
	case isText:
		r.plainText(text)
	default:
		r.binary(data)
	}
	return r
}

// all joins the findings about the file with the faults of its objects.
func (r *reader) all() []model.Finding {
	out := append([]model.Finding(nil), r.findings...)
	for _, o := range r.objects {
		if o.Fault.Code != "" {
			out = append(out, o.Fault)
		}
	}
	return out
}

func (r *reader) add(code model.Code, variant, reason string) {
	r.findings = append(r.findings, r.finding(code, variant, reason))
}

func (r *reader) finding(code model.Code, variant, reason string) model.Finding {
	pairs := []string{"file", r.file, "role", r.role}
	if reason != "" {
		pairs = append(pairs, "reason", reason)
	}
	return model.New(code, pairs...).As(variant).Seen(r.file)
}

// asText decodes what an editor may have made of a text file. Binary data is not text.
func (r *reader) asText(data []byte) (string, bool) {
	if text, ok := utf16Text(data); ok {
		r.add(model.FileDamaged, "utf-16", "it is UTF-16 text")
		return text, true
	}
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		r.add(model.FileUntidy, "bom", "")
		data = rest
	}
	head := data[:min(len(data), 512)]
	if bytes.IndexByte(head, 0) >= 0 && !bytes.Contains(data, []byte("-----BEGIN ")) {
		return "", false
	}
	if data[0] == 0x30 && len(data) > 1 && (data[1] >= 0x80 || !utf8.Valid(data)) {
		return "", false
	}
	if !utf8.Valid(head) && !bytes.Contains(data, []byte("-----BEGIN ")) {
		return "", false
	}
	text := string(data)
	if strings.Contains(text, "\r\n") {
		r.add(model.FileUntidy, "crlf", "")
	}
	if i := strings.Index(text, "-----BEGIN "); i >= 0 && strings.Contains(text[i:], `-----\n`) || strings.Contains(text, `-----\r\n`) {
		r.add(model.FileDamaged, "literal-newlines", `its line ends are written as \n`)
		text = strings.NewReplacer(`\r\n`, "\n", `\n`, "\n", `"`, "\n").Replace(text)
	}
	return text, true
}

// utf16Text decodes UTF-16 with a byte order mark, or without one when it is plainly ASCII in 16 bits (PowerShell's >).
func utf16Text(data []byte) (string, bool) {
	if len(data) < 4 {
		return "", false
	}
	big := data[0] == 0xfe && data[1] == 0xff
	little := data[0] == 0xff && data[1] == 0xfe
	if !big && !little {
		little = data[1] == 0 && data[3] == 0 && data[0] >= 0x20 && data[2] >= 0x20
		big = data[0] == 0 && data[2] == 0 && data[1] >= 0x20 && data[3] >= 0x20
	}
	if !big && !little {
		return "", false
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i]) | uint16(data[2*i+1])<<8
		if big {
			units[i] = uint16(data[2*i])<<8 | uint16(data[2*i+1])
		}
	}
	return strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff"), true
}

// armor reads the PEM blocks of a text.
func (r *reader) armor(text string) {
	a := scanArmor(text)
	if len(a.blocks) == 0 {
		r.plainText(text)
		return
	}
	if a.leading {
		r.add(model.FileUntidy, "leading-text", "")
	}
	damaged := ""
	switch {
	case a.indented:
		damaged = "its lines are indented"
	case a.joined && !r.has("literal-newlines"):
		damaged = "its line ends are lost"
	}
	if damaged != "" {
		r.add(model.FileDamaged, "", damaged)
	}
	if len(a.blocks) == maxBlocks {
		r.add(model.FileDamaged, "", "it holds more blocks than are read")
	}
	for _, b := range a.blocks {
		r.block(b)
	}
}

func (r *reader) has(variant string) bool {
	for _, f := range r.findings {
		if f.Variant == variant {
			return true
		}
	}
	return false
}

// block turns one PEM block into objects.
func (r *reader) block(a armored) {
	kind, known := labels[a.block.Type]
	if !known {
		kind = KindUnknown
	}
	// Named, not read: a PGP block's checksum line is no base64, and that is no fault.
	if kind == KindOpenSSH || kind == KindPGP || kind == KindParameters || kind == KindPKCS12 {
		r.objects = append(r.objects, Object{Item: model.Item{Kind: kind, Encoding: "pem"}, Line: a.line, DER: a.block.Bytes})
		return
	}
	if a.reason != "" {
		o := Object{Item: model.Item{Kind: kind, Encoding: "pem"}, Line: a.line, DER: a.block.Bytes}
		o.Fault = r.finding(model.FileDamaged, a.variant, a.reason)
		r.objects = append(r.objects, o)
		return
	}
	if kind == KindCertificate && a.block.Type != "CERTIFICATE" && !r.has("label") {
		r.add(model.FileUntidy, "label", "")
	}
	r.object(kind, a.block, a.line)
}

// plainText reads a text without PEM: an OpenSSH public key, bare base64, or something else altogether.
func (r *reader) plainText(text string) {
	trimmed := strings.TrimSpace(text)
	for _, prefix := range []string{"ssh-rsa ", "ssh-ed25519 ", "ssh-dss ", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"} {
		if strings.HasPrefix(trimmed, prefix) {
			r.objects = append(r.objects, Object{Item: model.Item{Kind: KindOpenSSH, Encoding: "text"}})
			return
		}
	}
	if der, ok := bareBase64(trimmed); ok {
		r.add(model.FileDamaged, "", "it is base64 without BEGIN and END lines")
		r.object(binaryKind(der), &pem.Block{Bytes: der}, 1)
		return
	}
	reason := "it is text without a PEM block"
	if lower := strings.ToLower(trimmed[:min(len(trimmed), 64)]); strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html") {
		reason = "it is a web page"
	}
	r.add(model.FileDamaged, "garbage", reason)
	r.objects = append(r.objects, Object{Item: model.Item{Kind: KindUnknown, Encoding: "text"}})
}

func bareBase64(text string) ([]byte, bool) {
	var a armored
	a.block = &pem.Block{Headers: map[string]string{}}
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	a.decode(lines, 0, len(lines))
	if a.reason != "" || len(a.block.Bytes) < 32 || binaryKind(a.block.Bytes) == KindUnknown {
		return nil, false
	}
	return a.block.Bytes, true
}

// namedPEM reports a name that promises PEM.
func namedPEM(file string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".pem", ".crt", ".key", ".csr":
		return true
	}
	return false
}
