package model

import "sort"

// Rank is the order in which findings are read: what comes first stands in the way of all that follows.
type Rank int

const (
	RankInput Rank = iota // what was typed or which files were given
	RankReach
	RankProtocol
	RankChain
	RankDates
	RankName
	RankUse
	RankClient
	RankApplication
)

// CodeInfo is one row of the table of causes.
type CodeInfo struct {
	Code       Code
	Rank       Rank
	Severity   Severity // default
	Party      Party    // default
	Keys       []string // evidence keys: exactly the placeholders of its words
	Variants   []string // forms with words of their own
	Supersedes []Code   // findings that say the same thing less exactly
}

// Info returns the row of a code; an unknown code gives a fatal row with nothing else, so that nothing is lost.
func Info(c Code) CodeInfo {
	if i, ok := byCode[c]; ok {
		return i
	}
	return CodeInfo{Code: c, Severity: Fatal, Party: PartyUnknown}
}

// Codes lists all causes in rank order.
func Codes() []CodeInfo { return append([]CodeInfo(nil), table...) }

var byCode = func() map[Code]CodeInfo {
	m := map[Code]CodeInfo{}
	for _, t := range [][]CodeInfo{inputCodes, fileCodes, reachCodes, protocolCodes, chainCodes, leafCodes, clientCodes} {
		for _, i := range t {
			m[i.Code] = i
		}
	}
	return m
}()

var table = func() []CodeInfo {
	var all []CodeInfo
	for _, t := range [][]CodeInfo{inputCodes, fileCodes, reachCodes, protocolCodes, chainCodes, leafCodes, clientCodes} {
		all = append(all, t...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Rank < all[j].Rank })
	return all
}()

var weight = map[Severity]int{Fatal: 0, Warning: 1, Note: 2}

// Arrange returns the findings as they are to be read: what a fatal one supersedes dropped, the same cause with the same
// evidence once (the heaviest of them), fatal before warning before note, then by rank; otherwise in the order given.
func Arrange(in []Finding) []Finding {
	gone := map[Code]bool{}
	for _, f := range in {
		if f.Severity != Fatal {
			continue // a note must not hide a fault
		}
		for _, c := range Info(f.Code).Supersedes {
			gone[c] = true
		}
	}
	var out []Finding
	at := map[string]int{}
	for _, f := range in {
		k := key(f)
		i, twice := at[k]
		switch {
		case gone[f.Code]:
		case !twice:
			at[k] = len(out)
			out = append(out, f)
		case weight[f.Severity] < weight[out[i].Severity]:
			out[i] = f
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if weight[a.Severity] != weight[b.Severity] {
			return weight[a.Severity] < weight[b.Severity]
		}
		return Info(a.Code).Rank < Info(b.Code).Rank
	})
	return out
}

func key(f Finding) string {
	k := string(f.Code) + "\x00" + f.Variant
	for _, e := range f.Evidence {
		k += "\x00" + e.Key + "=" + e.Value
	}
	return k
}

// OK reports whether no finding is fatal.
func OK(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity == Fatal {
			return false
		}
	}
	return true
}
