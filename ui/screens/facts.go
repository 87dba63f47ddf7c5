package screens

import (
	"strconv"
	"strings"
	"time"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// stamp is how times are written: UTC, to the minute.
const stamp = "2006-01-02 15:04"

func when(t time.Time) string { return t.UTC().Format(stamp) }

// dateText is a date that was read from a file, in the form of all others; "" stays nothing.
func dateText(env *nav.Env, rfc3339 string) string {
	if rfc3339 == "" {
		return ""
	}
	return assets.FactValue(model.Fact{Key: "when", Value: rfc3339}, env.Words.Lang)
}

// certificateRows says what a certificate says, the most asked for first.
func certificateRows(env *nav.Env, c model.Certificate) []kit.Row {
	w := &env.Words.Home.Facts
	return []kit.Row{
		{Label: w.Subject, Value: model.Clean(c.Subject.String())},
		{Label: w.Issuer, Value: model.Clean(c.Issuer.String())},
		{Label: w.Valid, Value: assets.Fill(w.ValidText, "from", when(c.NotBefore), "to", when(c.NotAfter))},
		{Label: w.Names, Value: namesText(env, c)},
		{Label: w.Use, Value: useText(env, c)},
		{Label: w.CA, Value: caText(env, c)},
		{Label: w.KeyUsage, Value: cleanList(c.KeyUsage)},
		{Label: w.Key, Value: model.Clean(c.Key)},
		{Label: w.Signature, Value: model.Clean(c.Signature)},
		{Label: w.Serial, Value: model.Clean(c.Serial)},
		{Label: w.SHA256, Value: colons(c.SHA256)},
		{Label: w.AIA, Value: cleanList(c.AIA)},
		{Label: w.CRLs, Value: cleanList(c.CRLs)},
	}
}

func namesText(env *nav.Env, c model.Certificate) string {
	if len(c.SANs) == 0 {
		if c.IsCA || isClient(c) {
			return ""
		}
		return env.Words.Home.Facts.NoNames
	}
	return sansText(env, c.SANs)
}

func sansText(env *nav.Env, sans []model.SAN) string {
	list := make([]string, len(sans))
	for i, s := range sans {
		list[i] = assets.NameText(s, env.Words.Lang)
	}
	return strings.Join(list, ", ")
}

func useText(env *nav.Env, c model.Certificate) string {
	if len(c.EKUs) == 0 {
		if c.IsCA {
			return ""
		}
		return env.Words.Home.Facts.NoUse
	}
	return cleanList(c.EKUs)
}

func caText(env *nav.Env, c model.Certificate) string {
	w := &env.Words.Home.Facts
	switch {
	case !c.IsCA:
		return ""
	case c.PathLen >= 0:
		return assets.Fill(w.CALimit, "n", strconv.Itoa(c.PathLen))
	}
	return w.CAYes
}

func cleanList(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = model.Clean(s)
	}
	return strings.Join(out, ", ")
}

// colons writes a fingerprint as openssl does, in groups of eight bytes that can be compared aloud.
func colons(hex string) string {
	hex = strings.ToUpper(model.Clean(hex))
	var out strings.Builder
	for n := 0; n < len(hex); n += 2 {
		switch {
		case n > 0 && n%16 == 0:
			out.WriteString(" ")
		case n > 0:
			out.WriteString(":")
		}
		out.WriteString(hex[n:min(n+2, len(hex))])
	}
	return out.String()
}

// chainLines draws a chain as a tree from the leaf to the root that is trusted for it. Where the issuer of a certificate
// is not the next one, the link is marked as broken.
func chainLines(env *nav.Env, chain []model.Certificate, w int) []string {
	t, words := env.Theme, &env.Words.Home.Facts
	var out []string
	for n, c := range chain {
		indent, link := "", ""
		if n > 0 {
			indent = strings.Repeat("   ", n-1)
			link = t.Rule.Render(t.Marks.Last)
			if chain[n-1].Issuer.String() != c.Subject.String() {
				link = t.Fail.Render(t.Marks.Broken + "  ")
			}
		}
		what := words.Link
		switch {
		case n == 0 && !c.SelfIssued():
			what = words.Leaf
		case c.SelfIssued():
			what = words.Root
		}
		left := indent + link + model.Clean(c.Name())
		out = append(out, " "+theme.Sides(left, t.Dim.Render(what)+" ", w-1))
	}
	return out
}

// identityChain is the chain of an identity up to the root of its authority.
func identityChain(i model.Identity, ca model.Certificate) []model.Certificate {
	chain := append([]model.Certificate{i.Certificate}, i.Chain...)
	if last := chain[len(chain)-1]; ca.SHA256 != "" && last.SHA256 != ca.SHA256 && !last.SelfIssued() {
		chain = append(chain, ca)
	}
	return chain
}
