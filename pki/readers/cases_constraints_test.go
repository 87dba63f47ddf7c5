package readers

import (
	"fmt"
	"strconv"

	cb "golang.org/x/crypto/cryptobyte/asn1"
)

func constraint(permitted bool, name string) []byte {
	n := 1
	if permitted {
		n = 0
	}
	return sequence(explicit(n, sequence(implicit(2, []byte(name)))))
}

func (m *mint) namesOfDomains() {
	m.leaf("name constraint fits", func(p *parts) { p.root.set(xNC, true, constraint(true, "test")) })
	m.leaf("name constraint of another domain", func(p *parts) { p.root.set(xNC, true, constraint(true, "example.com")) })
	m.leaf("name constraint excludes", func(p *parts) { p.root.set(xNC, true, constraint(false, "server.test")) })
	m.leaf("name constraint not critical", func(p *parts) { p.root.set(xNC, false, constraint(true, "test")) })
	m.leaf("name constraint not critical, of another domain", func(p *parts) { p.root.set(xNC, false, constraint(true, "example.com")) })
	m.leaf("name constraint with a leading dot", func(p *parts) { p.root.set(xNC, true, constraint(true, ".test")) })
	m.leaf("name constraint of another domain, CN only", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "example.com"))
		p.leaf.subject = called(host)
		p.leaf.drop(xSAN)
	})
	m.leaf("name constraint against an address", func(p *parts) {
		p.root.set(xNC, true, sequence(explicit(0, sequence(implicit(7, []byte{10, 0, 0, 0, 255, 0, 0, 0})))))
		p.leaf.set(xSAN, false, ipName("127.0.0.1"))
		p.dial = "127.0.0.1"
	})
	m.leaf("name constraint of a form Go does not know", func(p *parts) {
		p.root.set(xNC, true, sequence(explicit(0, sequence(explicit(4, called("x"))))))
	})
	m.below("name constraint in the intermediate", func(p *parts) { p.mid.set(xNC, true, constraint(true, "example.com")) })
}

func (m *mint) commonNamesUnderConstraints() {
	m.below("name constraint of another domain in the intermediate, CN only", func(p *parts) {
		p.mid.set(xNC, true, constraint(true, "example.com"))
		p.leaf.subject = called(host)
		p.leaf.drop(xSAN)
	})
	for _, x := range []struct {
		name string
		san  []byte
	}{{"address", ipName("127.0.0.1")}, {"email", sequence(implicit(1, []byte("a@b.test")))}} {
		m.below("name constraint of another domain in the intermediate, CN and "+x.name+" SAN", func(p *parts) {
			p.mid.set(xNC, true, constraint(true, "example.com"))
			p.leaf.subject = called("127.0.0.1.server.test")
			p.leaf.set(xSAN, false, x.san)
			p.dial = "127.0.0.1.server.test"
			if x.name == "address" {
				p.dial = "127.0.0.1"
			}
		})
	}
	for _, cn := range []string{"10.0.0.1", "other_name.example", "*.other.example", "OTHER.example", "leaf", "-other.example", "other.example.", "other"} {
		m.below("name constraint in the intermediate, address SAN, CN "+cn, func(p *parts) {
			p.mid.set(xNC, true, constraint(true, "example.com"))
			p.leaf.subject = called(cn)
			p.leaf.set(xSAN, false, ipName("127.0.0.1"))
			p.dial = "127.0.0.1"
		})
	}
}

func (m *mint) commonNamesByUse() {
	for _, list := range [][]string{nil, {client, server}, {anyUse, client}, {}} {
		m.below(fmt.Sprintf("name constraint in the intermediate, address SAN, CN is a name, EKU %q", list), func(p *parts) {
			p.mid.set(xNC, true, constraint(true, "example.com"))
			p.leaf.subject = called("other.example")
			p.leaf.set(xSAN, false, ipName("127.0.0.1"))
			p.leaf.set(xEKU, false, uses(list...))
			if list == nil { // else empty
				p.leaf.drop(xEKU)
			}
			p.dial = "127.0.0.1"
		})
	}
	m.below("address constraint in the intermediate, DNS SAN, CN is an address", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(7, []byte{127, 0, 0, 0, 255, 0, 0, 0})))))
		p.leaf.subject = called("10.0.0.1")
	})
}

func (m *mint) constraintsFurtherUp() {
	m.below("name constraint in the upper intermediate, CN of the lower is a host name", func(p *parts) {
		p.mid.subject = called("issuing.example")
		twoIntermediates(1)(p)
		p.constrainUpper = constraint(true, "test")
	})
	m.below("name constraint in the upper intermediate, SAN of the lower lies outside", func(p *parts) {
		p.mid.set(xSAN, false, dns("issuing.example"))
		twoIntermediates(1)(p)
		p.constrainUpper = constraint(true, "test")
	})
	m.below("email constraint in the intermediate, address in the subject", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(1, []byte("example.com"))))))
		p.leaf.subject = sequence(rdn("2.5.4.3", "x", false), tagged(cb.SET, sequence(oid("1.2.840.113549.1.9.1"), tagged(22, []byte("a@other.test")))))
	})
	m.below("email constraint in the intermediate, address in the subject, no SAN", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(1, []byte("example.com"))))))
		p.leaf.subject = sequence(rdn("2.5.4.3", host, false), tagged(cb.SET, sequence(oid("1.2.840.113549.1.9.1"), tagged(22, []byte("a@other.test")))))
		p.leaf.drop(xSAN)
	})
}

func (m *mint) otherConstraints() {
	m.below("more names times constraints than OpenSSL compares", func(p *parts) {
		var bases [][]byte
		var names []string
		for i := range 1050 {
			bases = append(bases, sequence(implicit(2, []byte("n"+strconv.Itoa(i)+".test"))))
			names = append(names, "n"+strconv.Itoa(i)+".test")
		}
		p.mid.set(xNC, true, sequence(explicit(0, bases...)))
		p.leaf.set(xSAN, false, dns(names...))
		p.dial = "n7.test"
	})
	m.below("directory name constraint in the intermediate", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(explicit(4, sequence(rdn("2.5.4.10", "Org", false)))))))
	})
	m.below("email constraint in the intermediate", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(1, []byte("example.com"))))))
		p.leaf.set(xSAN, false, sequence(implicit(2, []byte(host)), implicit(1, []byte("a@other.test"))))
	})
	m.below("URI constraint in the intermediate", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(6, []byte("example.com"))))))
		p.leaf.set(xSAN, false, sequence(implicit(2, []byte(host)), implicit(6, []byte("https://other.test/"))))
	})
}

func (m *mint) constraintExamples() {
	m.leaf("directory name constraint fits", func(p *parts) {
		p.leaf.subject = sequence(rdn("2.5.4.10", "Org", false), rdn("2.5.4.3", "leaf", false))
		p.root.set(xNC, true, sequence(explicit(0, sequence(explicit(4, sequence(rdn("2.5.4.10", "Org", false)))))))
	})
	m.leaf("directory name constraint excludes", func(p *parts) {
		p.leaf.subject = sequence(rdn("2.5.4.10", "Org", false), rdn("2.5.4.3", "leaf", false))
		p.root.set(xNC, true, sequence(explicit(1, sequence(explicit(4, sequence(rdn("2.5.4.10", "Org", false)))))))
	})
	m.leaf("address constraint fits", func(p *parts) {
		p.root.set(xNC, true, sequence(explicit(0, sequence(implicit(7, []byte{127, 0, 0, 0, 255, 0, 0, 0})))))
		p.leaf.set(xSAN, false, ipName("127.0.0.1"))
		p.dial = "127.0.0.1"
	})
	m.leaf("name constraint fits, wildcard SAN", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.set(xSAN, false, dns("*.server.test"))
		p.dial = "a.server.test"
	})
	m.leaf("name constraint excludes a part of a wildcard", func(p *parts) {
		p.root.set(xNC, true, constraint(false, "b.server.test"))
		p.leaf.set(xSAN, false, dns("*.server.test"))
		p.dial = "a.server.test"
	})
	m.leaf("name constraint fits, a second name does not", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.set(xSAN, false, dns(host, "other.example"))
	})
}

func (m *mint) constraintsBeside() {
	m.leaf("name constraint of another domain, CN is no host name", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.subject = called("Some Body")
	})
	m.leaf("name constraint of another domain, CN is a host name, SAN fits", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.subject = called("other.example")
	})
	m.leaf("name constraint fits, CN only", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.subject = called(host)
		p.leaf.drop(xSAN)
	})
	m.leaf("name constraint of another domain, no name of the kind", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "example.com"))
		p.leaf.set(xSAN, false, ipName("127.0.0.1"))
		p.dial = "127.0.0.1"
	})
}

func (m *mint) constraintsElsewhere() {
	m.below("name constraint with a leading dot in the intermediate", func(p *parts) { p.mid.set(xNC, true, constraint(true, ".test")) })
	m.below("name constraint not critical in the intermediate", func(p *parts) { p.mid.set(xNC, false, constraint(true, "test")) })
	m.leaf("name constraint in the leaf", func(p *parts) { p.leaf.set(xNC, true, constraint(true, "test")) })
}
