package workbench

import (
	"bytes"
	"context"
	"crypto/x509"
	"slices"
	"time"

	"certwright/model"
	"certwright/pki"
	"certwright/pki/chain"
	"certwright/pki/store"
	"certwright/probe/diagnose"
)

// givenFile is a file of certificates as verify takes it: a certificate that is whole and that crypto/x509 refuses is no
// damaged file but part of the question, and the rules say what is wrong with it.
type givenFile struct {
	certs   []*x509.Certificate
	der     [][]byte // all of them in the order they stand
	refused [][]byte // those that cannot be read
	found   []model.Finding
	empty   bool
}

func readGiven(file, role string) givenFile {
	data, found := store.ReadFile(file, role)
	g := givenFile{found: found, empty: data != nil && len(bytes.TrimSpace(data)) == 0 || isEmpty(found)}
	if data == nil {
		return g
	}
	certs, more := pki.LoadCertificates(data, file, role)
	reasons := g.sort(data, file)
	g.certs = certs
	for _, f := range more {
		if !(f.Code == model.FileDamaged && reasons[f.Value("reason")]) {
			g.found = append(g.found, f)
		}
	}
	return g
}

func isEmpty(found []model.Finding) bool {
	return slices.ContainsFunc(found, func(f model.Finding) bool { return f.Code == model.FileUnreadable && f.Variant == "empty" })
}

// sort lists the certificates of a file and returns why those cannot be read that are whole.
func (g *givenFile) sort(data []byte, file string) map[string]bool {
	reasons := map[string]bool{}
	_, objects := pki.Read(data, file)
	for _, o := range objects {
		switch {
		case o.Certificate != nil:
			g.der = append(g.der, o.Certificate.Raw)
		case o.Item.Certificate != nil && parse(o.Item.Certificate.DER) == nil:
			g.der, g.refused = append(g.der, o.Item.Certificate.DER), append(g.refused, o.Item.Certificate.DER)
			reasons[o.Fault.Value("reason")] = true
		}
	}
	return reasons
}

// optional is a file that may hold nothing: a script writes it for every question, whether there is anything to say or not.
// It is said all the same: what is missing in the chain was perhaps meant to stand in it.
func (g givenFile) optional() givenFile {
	if g.empty {
		g.found = slices.Clone(g.found)
		for i, f := range g.found {
			if f.Code == model.FileUnreadable {
				g.found[i] = f.Weigh(model.Warning)
			}
		}
	}
	return g
}

// judged puts the file's certificates into the question, the first as the leaf.
func (g givenFile) judged(in chain.Input) chain.Input {
	in.DER, in.Leaf = g.der, parse(g.der[0])
	sent := g.certs
	if in.Leaf != nil {
		sent = g.certs[1:]
	}
	in.Sent = append(slices.Clone(sent), in.Sent...)
	return in
}

// trusting begins the question with what --ca names.
func (w *Workbench) trusting(ctx context.Context, r VerifyRequest) (chain.Input, diagnose.Known) {
	k := diagnose.Known{}
	ws, err := w.Load(ctx)
	if err != nil {
		k.Given = findingsOf(err)
	}
	file := w.trust(ws, r.CA, "", &k)
	// certificates know whole seconds only, and their last one is theirs: a time that was named is taken as finely as that
	in := chain.Input{Roots: k.Roots, TrustName: k.Trust, System: k.System, Name: r.Name, AlsoNames: r.AlsoNames, Now: r.At.Truncate(time.Second), Purpose: chain.Purpose(r.Purpose), Strict: r.Strict}
	if data, _ := store.ReadFile(file, "ca"); file != "" && data != nil {
		var g givenFile
		reasons := g.sort(data, file)
		in.Refused = g.refused
		for i, f := range k.Given {
			if f.Code == model.FileDamaged && reasons[f.Value("reason")] {
				k.Given[i] = model.New(model.CAEntryUnreadable, "file", file, "entry", "1", "reason", f.Value("reason")).Seen(file)
			}
		}
	}
	return in, k
}
