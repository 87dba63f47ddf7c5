package casebook

import "fmt"

// trit is whether something is absent, as it should be, or as it should not be.
type trit int

const (
	none trit = iota
	fit
	unfit
)

var trits = []trit{none, fit, unfit}

// nameCase is one case of the name constraints suite of BetterTLS: what the leaf is called, and what its CA may sign.
type nameCase struct {
	byAddress, cnAddress                       bool // the peer is an address; the common name is one
	cn, dns, ip                                trit
	permitDNS, permitIP, excludeDNS, excludeIP trit
}

// wanted is the suite's answer. It counts a common name that fits as a reason to say no, and one that does not as nothing.
func (n nameCase) wanted() bool {
	dnsBad := n.dns == fit && (n.permitDNS == unfit || n.excludeDNS == fit) || n.dns == unfit && (n.permitDNS == fit || n.excludeDNS == unfit)
	ipBad := n.ip == fit && (n.permitIP == unfit || n.excludeIP == fit) || n.ip == unfit && (n.permitIP == fit || n.excludeIP == unfit)
	named := n.dns == fit
	if n.byAddress {
		named = n.ip == fit
	}
	return named && !dnsBad && !ipBad
}

// pick returns the value that a trit stands for; nil for none.
func pick(t trit, good, bad []byte) [][]byte {
	switch t {
	case fit:
		return [][]byte{good}
	case unfit:
		return [][]byte{bad}
	}
	return nil
}

func (n nameCase) leaf(by *Entity) *Entity {
	common := map[trit]string{none: "", fit: "test.localhost", unfit: "bad.example.com"}[n.cn]
	if n.cnAddress {
		common = map[trit]string{none: "", fit: "127.0.0.1", unfit: "1.1.1.1"}[n.cn]
	}
	dn := []attribute{{typeO, "Casebook"}}
	if common != "" {
		dn = append(dn, attribute{typeCN, common})
	}
	sans := append(pick(n.dns, dns("test.localhost"), dns("bad.example.com")), pick(n.ip, ip("127.0.0.1"), ip("1.1.1.1"))...)
	called := san(sans...)
	if len(sans) == 0 {
		called = without(idSAN)
	}
	return leaf(by, subject(name(dn...)), called)
}

func (n nameCase) limits() change {
	permitted := append(pick(n.permitDNS, dns("localhost"), dns("example.com")), pick(n.permitIP, network("127.0.0.0/24"), network("1.1.1.0/24"))...)
	excluded := append(pick(n.excludeDNS, dns("localhost"), dns("bad.example.com")), pick(n.excludeIP, network("127.0.0.0/24"), network("1.1.1.0/24"))...)
	if len(permitted)+len(excluded) == 0 {
		return func(*fields) {}
	}
	return with(idNameConstraints, true, limits(permitted, excluded))
}

// NameConstraints is every case of BetterTLS's suite of that name: 2 peers, 54 leaves, 81 CAs. The CAs differ in their
// constraints alone, so that each leaf is signed once.
func NameConstraints() []Case {
	r := root()
	local := ca(r, -1, without(idSAN), subject(cn("local_root")))
	key, called := holding(newKey()), subject(cn("local_ica"))
	signer := ca(local, -1, without(idSAN), key, called)
	cas, leaves := map[nameCase]*Entity{}, map[nameCase]*Entity{}
	var out []Case
	each(9, func(v []trit) {
		limit := nameCase{permitDNS: v[0], permitIP: v[1], excludeDNS: v[2], excludeIP: v[3]}
		names := nameCase{cn: v[4], dns: v[5], ip: v[6], cnAddress: v[7] == fit}
		if v[7] == unfit || v[8] == unfit {
			return
		}
		if cas[limit] == nil {
			cas[limit] = ca(local, -1, without(idSAN), key, called, limit.limits())
		}
		if leaves[names] == nil {
			leaves[names] = names.leaf(signer)
		}
		n := limit
		n.cn, n.dns, n.ip, n.cnAddress, n.byAddress = names.cn, names.dns, names.ip, names.cnAddress, v[8] == fit
		peer := "test.localhost"
		if n.byAddress {
			peer = "127.0.0.1"
		}
		out = append(out, Case{ID: fmt.Sprintf("bettertls::nameconstraints %+v", n), Good: n.wanted(), Leaf: leaves[names],
			Untrusted: []*Entity{cas[limit], local, r}, Roots: []*Entity{r}, Name: peer})
	})
	return out
}

// each calls f with every row of n trits.
func each(n int, f func([]trit)) {
	row := make([]trit, n)
	var fill func(int)
	fill = func(i int) {
		if i == n {
			f(row)
			return
		}
		for _, t := range trits {
			row[i] = t
			fill(i + 1)
		}
	}
	fill(0)
}
