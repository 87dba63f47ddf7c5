package workbench

import (
	"context"
	"crypto/x509"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"time"

	"certwright/model"
	"certwright/pki"
	"certwright/pki/chain"
	"certwright/pki/readers"
	"certwright/probe/diagnose"
)

// question is a certificate as it is shown, and what the other side holds it against.
type question struct {
	der     [][]byte // leaf first
	roots   []*x509.Certificate
	trust   string // what people call the roots
	purpose chain.Purpose
	name    string
	now     time.Time
	stapled bool
}

// ask gives every family's answer; nil where there is nothing to hold the certificate against: then all that could be said
// is that nobody knows.
func (q question) ask() *model.Acceptances {
	if len(q.der) == 0 || len(q.roots) == 0 {
		return nil
	}
	leaf, _ := x509.ParseCertificate(q.der[0])
	if q.purpose == chain.AnyPurpose {
		q.purpose = readers.Purpose(leaf)
	}
	out := &model.Acceptances{Purpose: model.ProfileServer, Name: q.name, Trust: q.trust, Certificate: "?"}
	if q.purpose == chain.Client {
		out.Purpose, out.Name, q.name = model.ProfileClient, "", ""
	}
	if leaf != nil {
		out.Certificate, out.Days = pki.Describe(leaf).Name(), int(leaf.NotAfter.Sub(leaf.NotBefore)/(24*time.Hour))
	}
	in := readers.Input{DER: q.der, Name: q.name, Purpose: q.purpose, Now: q.now, Stapled: q.stapled}
	for _, r := range q.roots {
		in.Roots = append(in.Roots, r.Raw)
	}
	out.Rows = readers.Judge(in)
	return out
}

// acceptedServer asks about what a server sent on the attempt that a report tells, by the name and the trust of its dial.
func acceptedServer(r model.Report, k diagnose.Known) *model.Acceptances {
	o := r.Observation
	a, _ := o.Main()
	q := question{der: o.ServerChain(), roots: k.Roots, trust: k.Trust, purpose: chain.Server, name: o.Dial.ServerName, now: o.Now, stapled: len(a.OCSP) > 0}
	if q.name == "" {
		q.name = o.Dial.Host
	}
	if k.System {
		q.trust = "system"
	}
	return revocable(q.ask(), r.Findings)
}

// revocable notes that a certificate is revoked: no family knows that by itself.
func revocable(a *model.Acceptances, found []model.Finding) *model.Acceptances {
	if a != nil {
		a.Revoked = slices.ContainsFunc(found, func(f model.Finding) bool { return f.Code == model.Revoked })
	}
	return a
}

// acceptedFile asks about certificates in files as Verify was asked to judge them, those that Go cannot read too: others may.
func acceptedFile(der [][]byte, in chain.Input, found []model.Finding) *model.Acceptances {
	q := question{der: der, roots: in.Roots, trust: in.TrustName, purpose: in.Purpose, name: in.Name, now: in.Now}
	if in.System {
		q.trust = "system"
	}
	return revocable(q.ask(), found)
}

// Accepts asks about an identity of the home, AUTHORITY/NAME, held against its own authority: for each of its uses, and by
// every name that it can be dialled by. Names with the same answers are told together.
func (w *Workbench) Accepts(ctx context.Context, ref string) ([]model.Acceptances, error) {
	ws, err := w.Load(ctx)
	if err != nil {
		return nil, err
	}
	identity, found := findIdentity(ws, ref)
	if len(found) > 0 {
		return nil, model.Fail(found...)
	}
	roots, found := rootsOf(ws, identity)
	if len(roots) == 0 {
		return nil, model.Fail(found...)
	}
	q := question{der: [][]byte{identity.Certificate.DER}, roots: roots, trust: identity.Authority, now: w.now()}
	for _, c := range identity.Chain {
		q.der = append(q.der, c.DER)
	}
	var out []model.Acceptances
	for _, p := range purposesOf(identity.Certificate) {
		q.purpose = p
		out = append(out, q.byNames(dialledNames(identity.Certificate))...)
	}
	return out, nil
}

// rootsOf are the trusted certificates of the authority that an identity belongs to: those of its own ca.pem, where the
// authority is known by name alone.
func rootsOf(ws model.Workspace, i model.Identity) ([]*x509.Certificate, []model.Finding) {
	file := i.CAFile
	if a, ok := ws.Find(i.Authority); ok && a.CAFile != "" {
		file = a.CAFile
	}
	return loadCAs(file)
}

// purposesOf are the uses that a certificate allows: server, client, or both. One that allows neither is asked about as a server's.
func purposesOf(c model.Certificate) []chain.Purpose {
	var out []chain.Purpose
	for _, u := range c.EKUs {
		switch u {
		case "serverAuth":
			out = append([]chain.Purpose{chain.Server}, out...)
		case "clientAuth":
			out = append(out, chain.Client)
		}
	}
	if len(out) == 0 {
		out = []chain.Purpose{chain.Server}
	}
	return out
}

// mostNames bounds how many names of a certificate are asked about one by one.
const mostNames = 32

// dialledNames are the names by which a server can be dialled. One without any is dialled by its common name, as old
// certificates were; a wildcard by a host below it.
func dialledNames(c model.Certificate) []string {
	var out []string
	for _, s := range c.SANs {
		if (s.Kind == model.DNS || s.Kind == model.IP) && len(out) < mostNames {
			out = append(out, strings.Replace(s.Value, "*.", "www.", 1))
		}
	}
	if cn := c.Subject.Get("CN"); len(out) == 0 && hostLike(cn) {
		out = append(out, cn)
	}
	return out
}

func hostLike(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return len(model.CheckSAN(model.SAN{Kind: model.DNS, Value: name})) == 0
}

// byNames asks once for each name; a client's certificate is asked about once.
func (q question) byNames(names []string) []model.Acceptances {
	if q.purpose == chain.Client || len(names) == 0 {
		names = []string{""}
	}
	var out []model.Acceptances
next:
	for _, n := range names {
		q.name = n
		a := q.ask()
		if a == nil {
			continue
		}
		for i, other := range out {
			if sameRows(other, *a) {
				out[i].Others = append(out[i].Others, n)
				continue next
			}
		}
		out = append(out, *a)
	}
	return out
}

// sameRows reports whether two names are answered alike. The name itself, which stands in an objection to it, does not count.
func sameRows(a, b model.Acceptances) bool {
	return reflect.DeepEqual(withoutName(a), withoutName(b))
}

func withoutName(a model.Acceptances) []model.Acceptance {
	var out []model.Acceptance
	for _, r := range a.Rows {
		var kept []model.Objection
		for _, o := range r.Objections {
			if o.Detail == a.Name {
				o.Detail = ""
			}
			kept = append(kept, o)
		}
		r.Objections = kept
		out = append(out, r)
	}
	return out
}
