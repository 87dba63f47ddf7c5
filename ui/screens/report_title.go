package screens

import (
	"path"
	"strings"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// title is probeTitle in the room that the first line has beside how the dial went: first the word before what is dialled
// gives way, as it always does in a small window, then the CA, then the end of what is dialled.
func (v *reportView) title(d model.Dial, busy bool) string {
	parts := titleParts(v.env, d, v.report)
	room := v.w - theme.Width(v.state(busy)) - 4
	whole := func() string { return strings.Join(parts, "  ") }
	if v.w == 0 || !v.small() && theme.Width(whole()) <= room {
		return whole()
	}
	if parts[0] = model.Clean(d.Target()); theme.Width(whole()) <= room {
		return whole()
	}
	return theme.Cut(parts[0], max(room-theme.Width(parts[2])-2, 0)) + "  " + parts[2]
}

// probeTitle says what is dialled, by which CA the server is judged and as whom.
func probeTitle(env *nav.Env, d model.Dial, r model.Report) string {
	return strings.Join(titleParts(env, d, r), "  ")
}

func titleParts(env *nav.Env, d model.Dial, r model.Report) []string {
	w := &env.Words.Probe
	trust, client := d.CA, d.As
	if trust == "" && d.As != "" {
		trust, _, _ = strings.Cut(d.As, "/")
	}
	if r.Trust != "" && r.Trust != "system" {
		trust = r.Trust
	}
	if trust == "" {
		trust = w.System
	}
	if client == "" {
		client = d.Cert
	}
	if client == "" {
		client = w.NoOne
	}
	return []string{
		assets.Fill(w.Title, "target", model.Clean(d.Target())), assets.Fill(w.TitleCA, "ca", trustName(trust)),
		assets.Fill(w.TitleAs, "as", identityName(d, trust, client)),
	}
}

// identityName is the certificate that is shown: with its CA, unless that is the one that the title has just named.
func identityName(d model.Dial, trust, client string) string {
	if authority, _, ok := strings.Cut(d.As, "/"); ok && client == d.As && authority != trust && authority != path.Base(path.Dir(slashed(trust))) {
		return model.Clean(client)
	}
	return shortName(client)
}

// trustName is a CA by its name, or by its file: every CA has a ca.pem, so that the folder says which.
func trustName(trust string) string {
	if p := slashed(trust); path.Base(p) == "ca.pem" && path.Base(path.Dir(p)) != "." && path.Dir(p) != "/" {
		return model.Clean(path.Base(path.Dir(p)) + "/ca.pem")
	}
	return shortName(trust)
}

func slashed(p string) string { return strings.ReplaceAll(p, `\`, "/") }

// shortName is the last part of a path or reference, safe to show.
func shortName(s string) string {
	if i := strings.LastIndexAny(s, `/\`); i >= 0 && i < len(s)-1 {
		s = s[i+1:]
	}
	return model.Clean(s)
}
