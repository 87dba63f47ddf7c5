package pki

import (
	"crypto/x509"
	"slices"
	"strconv"
	"strings"
	"time"

	"certwright/model"
)

// soon is how long before its end a certificate is said to end soon; of a short life it is the last tenth.
const soon = 14 * 24 * time.Hour

// Judge holds certificates and requests that exist against the rules for new ones, and says what readers make of them.
// What is there already can only be warned of: nothing is fatal. Chains are not judged: see pki/chain.
func Judge(objects []Object, now time.Time) []model.Finding {
	var out []model.Finding
	for _, o := range objects {
		switch {
		case o.Item.Certificate != nil:
			out = append(out, judgeCertificate(*o.Item.Certificate, now)...)
		case o.Item.Request != nil:
			r := *o.Item.Request
			out = append(out, judgeNames(r.Subject, r.SANs)...)
		}
	}
	return out
}

// softened lowers what forbids a new certificate to a warning about an existing one.
func softened(in []model.Finding) []model.Finding {
	out := make([]model.Finding, len(in))
	for i, f := range in {
		switch f.Severity {
		case model.Fatal:
			f = f.Weigh(model.Warning)
		case model.Warning:
			f = f.Weigh(model.Note)
		}
		out[i] = f
	}
	return out
}

func judgeNames(subject model.Subject, sans []model.SAN) []model.Finding {
	found := append(model.CheckSubject(subject), model.CheckSANs(sans)...)
	found = slices.DeleteFunc(found, func(f model.Finding) bool {
		return f.Code == model.EmptyCommonName && len(sans) > 0 // lawful, and what public authorities make
	})
	return softened(found)
}

func judgeCertificate(c model.Certificate, now time.Time) []model.Finding {
	out := judgeNames(c.Subject, c.SANs)
	name, role := c.Name(), "leaf"
	switch {
	case c.IsCA && c.SelfIssued():
		role = "root"
	case c.IsCA:
		role = "intermediate"
	}
	out = append(out, judgeDates(c, name, role, now)...)
	if size, ok := rsaSize(c.Key); ok && size < 2048 {
		out = append(out, model.New(model.WeakKey, "certificate", name, "size", strconv.Itoa(size)))
	}
	if strings.HasPrefix(c.Signature, "SHA1-") || strings.HasPrefix(c.Signature, "MD") && !c.SelfIssued() || c.Signature == "ECDSA-SHA1" {
		out = append(out, model.New(model.WeakSignature, "certificate", name, "algorithm", c.Signature).Weigh(model.Warning))
	}
	if role != "leaf" || c.Version < 3 && c.SelfIssued() { // a root of the time before basicConstraints
		return out
	}
	if len(c.EKUs) == 0 {
		out = append(out, model.New(model.NoEKU, "name", name).Weigh(model.Note))
	}
	if len(c.SANs) == 0 && (len(c.EKUs) == 0 || slices.Contains(c.EKUs, "serverAuth")) {
		out = append(out, model.New(model.NoSAN, "name", name).Weigh(model.Warning))
	}
	return out
}

func judgeDates(c model.Certificate, name, role string, now time.Time) []model.Finding {
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	span := func(d time.Duration) string { return d.Round(time.Second).String() }
	if c.NotAfter.IsZero() { // not to be read at all
		return nil
	}
	left := c.NotAfter.Sub(now)
	switch {
	case now.Before(c.NotBefore):
		return []model.Finding{model.New(model.NotYetValid, "certificate", name, "role", role,
			"starts", stamp(c.NotBefore), "now", stamp(now), "in", span(c.NotBefore.Sub(now))).Weigh(model.Warning)}
	case left < 0:
		return []model.Finding{model.New(model.Expired, "certificate", name, "role", role,
			"ended", stamp(c.NotAfter), "now", stamp(now), "ago", span(-left), "trust", "").Weigh(model.Warning)}
	case left <= min(soon, c.NotAfter.Sub(c.NotBefore)/10):
		return []model.Finding{model.New(model.ExpiresSoon, "certificate", name, "role", role,
			"ends", stamp(c.NotAfter), "left", span(left))}
	}
	return nil
}

// rsaSize reads the size out of a key's name.
func rsaSize(key string) (int, bool) {
	digits, ok := strings.CutPrefix(key, "RSA ")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0
}

// together reports what objects of one file say of each other: a key that belongs to none of the certificates, and a
// chain in a wrong order. A bundle of authorities has no order.
func (r *reader) together() []model.Finding {
	var certs []*x509.Certificate
	var keys []string
	leaves := 0
	matched := false
	for _, o := range r.objects {
		switch {
		case o.Certificate != nil:
			certs = append(certs, o.Certificate)
			if !o.Certificate.IsCA {
				leaves++
			}
		case o.Kind == KindKey && o.Key != nil && o.Key.SPKI != "":
			keys = append(keys, o.Key.SPKI)
		}
	}
	if len(certs) == 0 {
		return nil
	}
	for _, c := range certs {
		matched = matched || slices.Contains(keys, SPKI(c.PublicKey))
	}
	var out []model.Finding
	if len(keys) > 0 && !matched {
		out = append(out, model.New(model.KeyMismatch, "certificate", r.file, "key", r.file).Seen(r.file).Weigh(model.Warning))
	}
	if leaves == 1 && len(certs) <= maxOrdered {
		_, found := Pair(certs, nil, r.file, "")
		out = append(out, found...)
	}
	return out
}

// maxOrdered is the longest chain whose order is looked at: comparing every certificate with every other is quadratic.
const maxOrdered = 20
