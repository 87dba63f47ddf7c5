package screens

import (
	"fmt"
	"strings"
	"time"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// besideWidth is the width from which a preview stands beside a form; below it, it stands under it.
const besideWidth = 100

// lifetime is when a certificate made now would begin and end: one hour back for other machines' clocks, never
// before or after its CA.
func lifetime(env *nav.Env, days int, ca *model.Certificate) (from, to time.Time) {
	from = env.Now().Add(-time.Hour)
	to = env.Now().AddDate(0, 0, days)
	if ca != nil && !ca.NotAfter.IsZero() {
		if from.Before(ca.NotBefore) {
			from = ca.NotBefore
		}
		if to.After(ca.NotAfter) {
			to = ca.NotAfter
		}
	}
	return from, to
}

// previewAuthority draws the CA certificate as it will be.
func previewAuthority(env *nav.Env, spec model.AuthoritySpec, w int) []string {
	spec = spec.Complete()
	f := &env.Words.Home.Facts
	from, to := lifetime(env, spec.Days, nil)
	limit := f.CAYes
	if spec.PathLen >= 0 {
		limit = caText(env, model.Certificate{IsCA: true, PathLen: spec.PathLen})
	}
	rows := []kit.Row{
		{Label: f.Subject, Value: model.Clean(spec.Subject.String())},
		{Label: f.Valid, Value: assets.Fill(f.ValidText, "from", day(from), "to", day(to))},
		{Label: f.CA, Value: limit},
		{Label: f.Key, Value: string(spec.Key)},
		{Label: f.Files, Value: model.Clean(spec.Name) + "/ca.pem ca-key.pem"},
	}
	return preview(env, env.Words.Identity.PreviewCA, rows, spec.Check(), w)
}

// previewIdentity draws the certificate as it will be, and what is wrong or worth knowing about it.
func previewIdentity(env *nav.Env, spec model.IdentitySpec, ca model.Authority, w int) []string {
	full, notes := spec.Complete(ca)
	f := &env.Words.Home.Facts
	from, to := lifetime(env, full.Days, &ca.Certificate)
	names := sansText(env, possible(full.SANs))
	if names == "" && full.Accepts() {
		names = f.NoNames
	}
	issuer := ca.Certificate.Subject.String()
	if issuer == "" {
		issuer = ca.Name
	}
	rows := []kit.Row{
		{Label: f.Subject, Value: model.Clean(full.Subject.String())},
		{Label: f.Issuer, Value: model.Clean(issuer)},
		{Label: f.Names, Value: names},
		{Label: f.Use, Value: cleanList(full.EKUs)},
		{Label: f.Valid, Value: assets.Fill(f.ValidText, "from", day(from), "to", day(to))},
		{Label: f.Key, Value: string(full.Key)},
		{Label: f.Files, Value: model.Clean(fmt.Sprintf("%s/%s/", full.Authority, full.Name)) + "key.pem cert.pem ca.pem"},
	}
	return preview(env, env.Words.Identity.Preview, rows, append(full.Check(), notes...), w)
}

// possible are the names that a certificate can have. What is wrong with the others is said where they are typed.
func possible(sans []model.SAN) []model.SAN {
	var out []model.SAN
	for _, s := range sans {
		able := true
		for _, f := range model.CheckSAN(s) {
			able = able && (f.Severity != model.Fatal || f.Code == model.IPAsDNS || f.Code == model.UnderscoreInName)
		}
		if able {
			out = append(out, s)
		}
	}
	return out
}

func preview(env *nav.Env, title string, rows []kit.Row, found []model.Finding, w int) []string {
	out := []string{" " + env.Theme.Strong.Render(title)}
	out = append(out, kit.Rows(env.Theme, rows, w)...)
	if warn := kit.Warnings(env, model.Arrange(found), w); len(warn) > 0 {
		out = append(append(out, ""), warn...)
	}
	return out
}

const dayLayout = "2006-01-02"

func day(t time.Time) string { return t.UTC().Format(dayLayout) }

// formBeside puts a preview beside a form, or under it in a narrow window. The form draws itself in the size it gets.
func formBeside(env *nav.Env, form func(w, h int) string, side func(w int) []string, w, h int) string {
	if w >= besideWidth {
		lw := w / 2
		return env.Theme.Beside(form(lw, h), strings.Join(side(w-lw-3), "\n"), lw, w, h)
	}
	text := form(w, h)
	used := strings.Count(text, "\n") + 1
	lines := side(w)
	if room := h - used - 1; room >= min(len(lines), 4) {
		if len(lines) > room {
			lines = append(lines[:room-1:room-1], " "+env.Theme.Dim.Render("..."))
		}
		return text + "\n" + theme.Box(env.Theme.Line(w), w, 1) + "\n" + strings.Join(lines, "\n")
	}
	return text
}
