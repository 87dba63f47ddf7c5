package assets

import (
	"strings"

	"certwright/model"
)

// fixWords say what a remedy does.
type fixWords struct {
	Fixes          map[string]string `json:"fixes"`
	Changes        changeWords       `json:"changes"`
	TheCertificate string            `json:"the_certificate"` // of a server whose identity we do not hold
}

type changeWords struct {
	SANs     string `json:"sans"`
	EKUs     string `json:"ekus"`
	KeyUsage string `json:"key_usage"`
	Hash     string `json:"hash"`
	Renew    string `json:"renew"`
	NewKey   string `json:"new_key"`
	OtherCA  string `json:"other_ca"`
	None     string `json:"none"`
	And      string `json:"and"`
}

func fixesFor(lang Lang) *fixWords { return loadWords[fixWords]("fixes", lang) }

// FixText is the one sentence that says what a remedy does. A command that belongs to it is in Fix.Command.
func FixText(f model.Fix, lang Lang) string {
	w := fixesFor(lang)
	identity := model.Clean(f.Identity)
	if identity == "" {
		identity = w.TheCertificate
	}
	text := Fill(w.Fixes[fixKey(f)], "identity", identity, "changes", w.changes(f), "file", model.Clean(fixFile(f)), "name", model.Clean(f.Name))
	if lang == Chinese && f.Identity == "" { // the blanks around a Latin name are none around words
		text = strings.NewReplacer(" "+identity+" ", identity, " "+identity, identity, identity+" ", identity).Replace(text)
	}
	return text
}

// fixKey picks the words: what certwright can do itself and what somebody else has to do are said differently.
func fixKey(f model.Fix) string {
	switch {
	case f.Kind == model.FixReissue && !f.Auto:
		return "reissue-elsewhere"
	case f.Kind == model.FixReissue && f.NewKey:
		return "reissue-new-key"
	case f.Kind == model.FixAppendChain && !f.Auto && f.Identity != "" && f.File == "":
		return "append-chain-ours-unknown"
	case f.Kind == model.FixAppendChain && !f.Auto && f.Identity != "":
		return "append-chain-ours"
	case f.Kind == model.FixAppendChain && f.File == "":
		return "append-chain-unknown"
	case f.Kind == model.FixAppendChain && !f.Auto:
		return "append-chain-elsewhere"
	case f.Kind == model.FixStartTLS && f.Name == "":
		return "starttls-none"
	case f.Kind == model.FixUseFile && fixFile(f) == "" && f.Use != "ca":
		return "use-nothing"
	case f.Kind == model.FixUseFile && (f.Use == "cert" || f.Use == "as"):
		return "use-" + f.Use
	case f.Kind == model.FixUseFile:
		return "use-ca"
	}
	return string(f.Kind)
}

// fixFile is what a remedy uses: an identity goes by its name, not by its file.
func fixFile(f model.Fix) string {
	if f.Use == "as" && f.Identity != "" {
		return f.Identity
	}
	return f.File
}

func (w *fixWords) changes(f model.Fix) string {
	var parts []string
	if len(f.AddSANs) > 0 {
		var sans []string
		for _, s := range f.AddSANs {
			sans = append(sans, model.Clean(s.String()))
		}
		parts = append(parts, Fill(w.Changes.SANs, "sans", strings.Join(sans, ", ")))
	}
	if len(f.AddEKUs) > 0 {
		parts = append(parts, Fill(w.Changes.EKUs, "ekus", model.Clean(strings.Join(f.AddEKUs, ", "))))
	}
	if f.KeyUsage != "" {
		parts = append(parts, Fill(w.Changes.KeyUsage, "usage", model.Clean(f.KeyUsage)))
	}
	if f.Hash != "" {
		parts = append(parts, Fill(w.Changes.Hash, "hash", model.Clean(f.Hash)))
	}
	elsewhere := !f.Auto && (f.NewKey || f.OtherCA)
	if f.NewKey {
		parts = append(parts, w.Changes.NewKey)
	}
	if elsewhere && f.OtherCA {
		parts = append(parts, w.Changes.OtherCA)
	}
	if f.Renew && !elsewhere && !f.NewKey && f.KeyUsage == "" && f.Hash == "" {
		parts = append(parts, w.Changes.Renew)
	}
	if len(parts) == 0 {
		return w.Changes.None
	}
	return strings.Join(parts, w.Changes.And)
}
