package chain

import (
	"bytes"
	"time"

	"certwright/model"
)

// soon is how far ahead an end is told; of a life shorter than ten times that, its last tenth.
const soon = 14 * 24 * time.Hour

// clockDoubt is how far in the future a start may lie to be a matter of clocks and time zones rather than intention.
const clockDoubt = 26 * time.Hour

// sameDay is how much longer than its issuer a certificate may live unmentioned: both made for 365 days in one script.
const sameDay = 24 * time.Hour

// dates judges every certificate that hangs together with the leaf, the root included, as Go and OpenSSL do.
// When every certificate of the chain is out in the same direction, the clock that judges them is the suspect.
func dates(v *view) []model.Finding {
	var out []model.Finding
	chained := v.chained()
	early, late := 0, 0
	for _, c := range chained {
		if v.in.Now.Before(c.NotBefore) {
			early++
		} else if v.in.Now.After(c.NotAfter) {
			late++
		}
	}
	for i, c := range chained {
		switch {
		case v.in.Now.Before(c.NotBefore):
			out = append(out, notYet(v, i, c, early > 1 && early == len(chained)))
		case v.in.Now.After(c.NotAfter):
			out = append(out, expired(v, i, c, late > 1 && late == len(chained)))
		}
	}
	return out
}

func notYet(v *view, i int, c *cert, all bool) model.Finding {
	in := c.NotBefore.Sub(v.in.Now)
	f := model.New(model.NotYetValid, "certificate", nameOf(c), "role", v.role(i), "starts", stamp(c.NotBefore),
		"now", stamp(v.in.Now), "in", span(in))
	if all || in < clockDoubt {
		f = f.As("clock")
	}
	return f.Fixed(model.Fix{Kind: model.FixSetClock}).Fixed(v.reissue(i, model.Fix{Renew: true})...)
}

func expired(v *view, i int, c *cert, all bool) model.Finding {
	trust := ""
	if c.trusted && i > 0 && !v.in.System {
		trust = v.in.TrustName // it stands in the file that was given
	}
	f := model.New(model.Expired, "certificate", nameOf(c), "role", v.role(i), "ended", stamp(c.NotAfter),
		"now", stamp(v.in.Now), "ago", span(v.in.Now.Sub(c.NotAfter)), "trust", trust)
	if all {
		f = f.As("clock").Fixed(model.Fix{Kind: model.FixSetClock})
	}
	return f.Fixed(v.renewed(i, c)...).Fixed(v.reissue(i, model.Fix{Renew: true})...)
}

// renewed offers the certificate that stands at hand in the place of an expired one above the leaf: the same name and the
// same key, so that all that was signed stays good.
func (v *view) renewed(i int, c *cert) []model.Fix {
	for _, x := range v.in.Extra {
		if i == 0 || !bytes.Equal(x.RawSubject, c.RawSubject) || !bytes.Equal(x.RawSubjectPublicKeyInfo, c.RawSubjectPublicKeyInfo) ||
			v.in.Now.After(x.NotAfter) || v.in.Now.Before(x.NotBefore) {
			continue
		}
		n := &cert{Certificate: x, sum: sumOf(x.Raw)}
		if c.trusted {
			return v.useCA(n)
		}
		if file := v.file(n); file != "" && v.reachesTrust(n, map[*cert]bool{}) {
			return []model.Fix{{Kind: model.FixAppendChain, File: file}}
		}
	}
	return nil
}

// expiryAhead warns of ends that are near, and of certificates that end after their issuer.
func expiryAhead(v *view) []model.Finding {
	var out []model.Finding
	chained := v.chained()
	for i, c := range chained {
		left := c.NotAfter.Sub(v.in.Now)
		if left >= 0 && !v.in.Now.Before(c.NotBefore) && left <= min(soon, c.NotAfter.Sub(c.NotBefore)/10) {
			out = append(out, model.New(model.ExpiresSoon, "certificate", nameOf(c), "role", v.role(i),
				"ends", stamp(c.NotAfter), "left", span(left)).Fixed(v.reissue(i, model.Fix{Renew: true})...))
		}
		if i+1 == len(chained) || left < 0 {
			continue
		}
		if up := chained[i+1]; c.NotAfter.After(up.NotAfter.Add(sameDay)) && !v.in.Now.After(up.NotAfter) {
			out = append(out, model.New(model.OutlivesIssuer, "certificate", nameOf(c), "ends", stamp(c.NotAfter),
				"issuer", nameOf(up), "issuer-ends", stamp(up.NotAfter)))
		}
	}
	return out
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// span is a Go duration in whole seconds: "26h0m0s".
func span(d time.Duration) string { return d.Round(time.Second).String() }
