package chain

import (
	"crypto/ed25519"
	"time"

	"certwright/model"
)

// advice notes what single readers demand beyond RFC 5280. It never changes the verdict, and each note names its source.
func advice(v *view) []model.Finding {
	if v.in.Purpose != Server {
		return nil
	}
	leaf := v.certs[0]
	note := func(rule, source string) model.Finding {
		return model.New(model.NotProfile, "certificate", nameOf(leaf), "rule", rule, "source", source).As(rule)
	}
	var out []model.Finding
	if leaf.NotAfter.Sub(leaf.NotBefore) > 825*24*time.Hour && !isCA(leaf) {
		out = append(out, note("825-days", "https://support.apple.com/103769"))
	}
	if _, ok := leaf.PublicKey.(ed25519.PublicKey); ok {
		out = append(out, note("browser-ed25519", "https://lists.cabforum.org/pipermail/servercert-wg/2019-June/000875.html"))
	}
	return out
}
