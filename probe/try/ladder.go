package try

import (
	"slices"

	"certwright/model"
	"certwright/probe"
)

// maxSigners is how many authorities are tried in turn.
const maxSigners = 3

// ladder are the experiments with minted client certificates. With one fault of ours in sight, a twin of our certificate
// first (the control: it has to be refused as well), then the twin with that fault mended. With several, one with
// everything put right, then for each fault one that has only that: what is refused then is objected to, whatever else.
func ladder(t *trial) []step {
	code, sent := t.refusal()
	signers := t.fitting()
	switch {
	case code == "" || len(signers) == 0:
		return nil
	case !sent:
		return t.good(code, signers)
	case len(t.Client) == 0 || t.green(model.TryIntermediate):
		return nil
	}
	faults := t.faults()
	_, owned := t.own()
	if len(faults) > 1 || len(faults) == 1 && faults[0] != faultIssuer && (!owned || faults[0] == faultChain) {
		return t.several(code, signers, faults)
	}
	return t.single(code, signers, faults)
}

// single is the ladder for at most one fault in sight.
func (t *trial) single(code model.Code, signers []Signer, faults []fault) []step {
	own, owned := t.own()
	var out []step
	if owned {
		out = append(out, t.minted(model.TryTwin, own, t.itself(code), faults...))
		if t.green(model.TryTwin) {
			return out
		}
	}
	if len(faults) == 1 && faults[0] != faultIssuer {
		f := faults[0]
		change := map[fault]string{faultEKU: model.TryMintEKU, faultDates: model.TryMintDate}[f]
		out = append(out, t.minted(change, own, func(r model.Try) (model.Code, string) { return ifGreen(r, code, t.variant(f)) }))
		if !t.stood(change, "") {
			return out
		}
	}
	others := slices.DeleteFunc(slices.Clone(signers), func(s Signer) bool { return owned && s.Cert.Equal(own.Cert) })
	return append(out, t.inTurn(model.TryMintCA, others, func(r model.Try) (model.Code, string) {
		return ifGreen(r, code, t.variant(faultIssuer))
	})...)
}

// itself: a twin that gets in proves that nothing in ours is wrong but what no twin shares: it was revoked, for one.
func (t *trial) itself(code model.Code) func(model.Try) (model.Code, string) {
	variant := "this-one"
	if slices.ContainsFunc(t.Findings, func(f model.Finding) bool { return f.Code == code && f.Variant == "revoked" }) {
		variant = "revoked"
	}
	return func(r model.Try) (model.Code, string) { return ifGreen(r, code, variant) }
}

// several is the ladder for faults that stand together.
func (t *trial) several(code model.Code, signers []Signer, faults []fault) []step {
	out := t.good(code, signers)
	best, ok := t.bestSigner(signers)
	if !ok {
		return out
	}
	for _, f := range faults {
		signer := best
		switch f {
		case faultIssuer:
			if signer, ok = t.own(); !ok {
				continue
			}
		case faultChain:
			if len(t.chainOf(best.Cert)) == 0 {
				continue
			}
		}
		shows := func(r model.Try) (model.Code, string) {
			switch r.Result {
			case model.TryGreen:
				return "", t.variant(f) // cleared
			case model.TryFailed:
				return "", ""
			}
			return code, t.variant(f)
		}
		change := map[fault]string{faultIssuer: model.TryButCA, faultEKU: model.TryButEKU, faultDates: model.TryButDate, faultChain: model.TryButChain}[f]
		out = append(out, t.minted(change, signer, shows, f))
	}
	return out
}

// good is a client certificate with nothing wrong.
func (t *trial) good(code model.Code, signers []Signer) []step {
	return t.inTurn(model.TryMintGood, signers, func(r model.Try) (model.Code, string) { return ifGreen(r, code, "") })
}

// bestSigner is the one whose good certificate was taken, or the first while that is not known; none once all failed.
func (t *trial) bestSigner(signers []Signer) (Signer, bool) {
	for _, s := range signers[:min(len(signers), maxSigners)] {
		if !t.stood(model.TryMintGood, s.Authority) && t.opened[s.Authority].err == nil {
			return s, true
		}
	}
	return Signer{}, false
}

// inTurn tries signers one after the other until one turns it green.
func (t *trial) inTurn(change string, signers []Signer, shows func(model.Try) (model.Code, string)) []step {
	var out []step
	for _, s := range signers[:min(len(signers), maxSigners)] {
		out = append(out, t.minted(change, s, shows))
		if !t.stood(change, s.Authority) && t.opened[s.Authority].err == nil {
			break // not made yet, or green
		}
	}
	return out
}

func (t *trial) minted(change string, s Signer, shows func(model.Try) (model.Code, string), kept ...fault) step {
	return step{
		try: model.Try{Change: change, With: s.Authority}, mint: true,
		makes: func() (probe.Change, error) { return t.mint(s, kept...) },
		shows: func(r model.Try, _ model.Attempt) (model.Code, string) { return shows(r) },
	}
}
