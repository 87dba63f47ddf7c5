package workbench

import (
	"context"
	"slices"
	"time"

	"certwright/assets"
	"certwright/model"
	"certwright/pki"
	"certwright/pki/chain"
	"certwright/pki/readers"
	"certwright/pki/store"
)

// Inspect says what a file, or pasted text when pasted is not nil, is, and applies the rules of the forms to it.
func (w *Workbench) Inspect(_ context.Context, path string, pasted []byte) (model.Inspection, error) {
	data, source := pasted, "-"
	if pasted == nil {
		var found []model.Finding
		source = path
		if data, found = store.ReadFile(path, "file"); data == nil {
			return model.Inspection{Source: path, Items: []model.Item{}, Findings: found}, nil
		}
	}
	out, objects := pki.Read(data, source)
	out.Findings = append(out.Findings, pki.Judge(objects, w.now())...)
	out.Findings = append(out.Findings, formOf(objects, out.Findings)...)
	if pasted == nil && slices.ContainsFunc(out.Items, func(i model.Item) bool { return i.Key != nil && i.Kind == pki.KindKey && !i.Key.Encrypted }) {
		out.Findings = append(out.Findings, store.KeyMode(path)...)
	}
	out.Findings = model.Arrange(out.Findings)
	return out, nil
}

// formOf holds the certificates of a file to RFC 5280. What the rules for names have said already is not said twice.
func formOf(objects []pki.Object, said []model.Finding) []model.Finding {
	var ders [][]byte
	for _, o := range objects {
		if o.Item.Certificate != nil {
			ders = append(ders, o.Item.Certificate.DER)
		}
	}
	badName := slices.ContainsFunc(said, func(f model.Finding) bool { return f.Code == model.BadDNSName })
	return slices.DeleteFunc(chain.Form(ders), func(f model.Finding) bool { return badName && f.Variant == "bad-dns-san" })
}

// VerifyRequest is a certificate file to be judged, with the files to judge it by.
type VerifyRequest struct {
	Cert, CA       string
	Untrusted, CRL []string // files; one that holds no intermediate is as good as none
	Name           string
	AlsoNames      []string // further names that it has to be valid for
	Purpose        string   // server, client or ""
	At             time.Time
	Strict         bool // breaches of RFC 5280's profile that ordinary clients let pass are fatal, too; see chain.Input
}

// Verdict is the answer: the leaf, the best path and the findings.
type Verdict struct {
	Certificate *model.Certificate
	Path        []model.Certificate
	Trust       string
	Findings    []model.Finding
	Accepts     *model.Acceptances // by which families of programs; nil where nothing was there to hold it against
}

// Verify judges a certificate file rule by rule. Its helper files' faults are findings too (see HelperFault).
func (w *Workbench) Verify(ctx context.Context, r VerifyRequest) Verdict {
	var v Verdict
	given := readGiven(r.Cert, "cert")
	in, known := w.trusting(ctx, r)
	v.Findings, v.Trust = append(given.found, known.Given...), known.Trust
	shown := slices.Clone(given.der)
	for _, file := range r.Untrusted {
		extra := readGiven(file, "cert").optional()
		v.Findings = append(v.Findings, extra.found...)
		in.Sent, in.Refused, shown = append(in.Sent, extra.certs...), append(in.Refused, extra.refused...), append(shown, extra.der...)
	}
	for _, file := range r.CRL {
		lists, found := loadCRLs(file)
		v.Findings, in.CRLs, in.AskLists = append(v.Findings, found...), append(in.CRLs, lists...), true
	}
	if in.Now.IsZero() {
		in.Now = w.now()
	}
	if len(given.der) > 0 && !HelperFault(v.Findings) {
		in = given.judged(in)
		if in.Purpose == chain.Client || in.Purpose == chain.AnyPurpose && readers.Purpose(in.Leaf) == chain.Client {
			in.Party = model.PartyClient // it is for clients only: whoever asks, no server shows it
		}
		result := chain.Verify(in)
		v.Findings = append(v.Findings, ofFile(asOf(r.At, result.Findings))...)
		if len(result.Paths) > 0 {
			v.Path = pki.DescribeAll(result.Paths[0])
		}
		if in.Leaf != nil {
			leaf := pki.Describe(in.Leaf)
			v.Certificate = &leaf
		}
	}
	v.Findings, v.Accepts = model.Arrange(v.Findings), acceptedFile(shown, in, v.Findings)
	return v
}

// Explain reads a pasted error line, log line or command, and looks at the files that a command names.
func (w *Workbench) Explain(ctx context.Context, text string) ([]model.Reading, error) {
	readings := assets.Read(text)
	for i, r := range readings {
		if r.ID == assets.CommandReading && r.Dial != nil {
			ws, _ := w.Load(ctx) // a home that cannot be read is no reason to explain nothing
			readings[i] = lookAt(ws, r)
		}
	}
	return readings, nil
}

// ofFile marks what is said otherwise where a file was judged and no server answered.
func ofFile(found []model.Finding) []model.Finding {
	for i, f := range found {
		if f.Code == model.UnknownIssuer && f.Variant == "" {
			found[i] = f.As("file")
		}
	}
	return found
}

// asOf marks findings about dates that were judged by a time that was given: no clock is to blame then.
func asOf(at time.Time, found []model.Finding) []model.Finding {
	if at.IsZero() {
		return found
	}
	for i, f := range found {
		if f.Code == model.Expired || f.Code == model.NotYetValid {
			f.Fixes = slices.DeleteFunc(slices.Clone(f.Fixes), func(x model.Fix) bool { return x.Kind == model.FixSetClock })
			found[i] = f.As("at").Sure(model.Proven)
		}
	}
	return found
}
